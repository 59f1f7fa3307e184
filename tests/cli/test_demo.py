"""`hotlined demo` and `hotlined sandbox` where they cannot begin: a sentence, and nothing is left behind."""

import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.place import Place


def test_the_demo_without_its_mail_host_says_how_to_install_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith(("hotlined.demo.", "pymap"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pymap", None)

    done = place.call("demo")

    assert done.code == 2
    assert "in hotlined's checkout, pip install '.[demo]'" in done.err


@pytest.fixture
def homes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the demo's keys and site are made; its path is short, for gpg's sockets."""
    pytest.importorskip("hotlined.demo.host")
    real = tempfile.mkdtemp
    made = Path(real(prefix="hl-", dir="/tmp"))
    monkeypatch.setattr(tempfile, "mkdtemp", lambda prefix="", dir="": real(prefix=prefix, dir=made))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_a_folder_that_cannot_be_made_is_named(place: Place, tmp_path: Path, command: str) -> None:
    pytest.importorskip("hotlined.demo.host")
    (tmp_path / "file").touch()

    done = place.call(command, "--folder", str(tmp_path / "file"))

    assert (done.code, done.out) == (2, "")
    assert done.err == f"{tmp_path / 'file'} cannot be written: File exists\n"


@pytest.mark.parametrize("command", ["demo", "sandbox"])
@pytest.mark.parametrize("left", [False, True])
def test_it_writes_over_nothing_in_a_sites_folder(
    place: Place, homes: Path, monkeypatch: pytest.MonkeyPatch, command: str, left: bool
) -> None:
    """Its status.json is the monitoring's, and a folder "mailboxes" was taken away with all in it."""
    kept = place.folder / "mailboxes" / "kept"
    kept.parent.mkdir()
    kept.touch()
    if left:
        (place.folder / "daemon.log").touch()
    monkeypatch.setenv("PATH", str(place.folder))  # so that one that begins ends soon

    done = place.call(command, "--folder", str(place.folder))

    assert (done.code, done.err) == (
        2,
        f"{place.folder} has other files in it, which may be written over: name a new folder\n",
    )
    assert kept.exists()


def test_a_folder_that_a_demo_has_left_is_taken_again(
    place: Place, homes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("daemon.log", "01-report.eml"):
        (tmp_path / name).touch()
    monkeypatch.setenv("PATH", str(tmp_path / "none"))

    assert place.call("demo", "--folder", str(tmp_path)).err == "gpg is not installed, or not in PATH\n"


@pytest.mark.parametrize("command", [("demo",), ("sandbox", "--imap-port", "0", "--smtp-port", "0")])
def test_without_gpg_it_says_so_and_leaves_nothing(
    place: Place, homes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    done = place.call(*command, "--folder", str(tmp_path))

    assert done.code == 2
    assert done.err == "gpg is not installed, or not in PATH\n"
    assert list(homes.iterdir()) == []


def test_a_port_that_is_taken_leaves_nothing(place: Place, homes: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = place.call("sandbox", "--folder", str(tmp_path), "--imap-port", str(taken.getsockname()[1]))

    assert "choose others with --imap-port" in done.err
    assert list(homes.iterdir()) == []


def test_a_log_that_cannot_be_written_is_no_port_that_is_taken(
    place: Place, homes: Path, tmp_path: Path
) -> None:
    (tmp_path / "daemon.log").mkdir()

    done = place.call("sandbox", "--folder", str(tmp_path), "--imap-port", "0", "--smtp-port", "0")

    assert done.code == 2
    assert done.err == f"{tmp_path / 'daemon.log'} cannot be written: Is a directory\n"
    assert list(homes.iterdir()) == []
