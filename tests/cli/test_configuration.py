"""`hotlined` itself: help, version, and what it says of a configuration that is wrong."""

import re
import subprocess
import sys

import pytest

from tests.cli.place import Done, Place

COMMANDS = (
    "run", "init", "check", "keys", "cases", "show", "due", "stats", "agreement", "introduce", "outbox",
    "quarantine", "providers", "phrases", "verify", "export", "backup", "restore", "store", "purge",
    "legal-hold", "replay", "render", "demo", "sandbox",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_fits_80_columns(
    command: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    done = place.call(command, "--help")

    assert done.code == 0
    assert "Usage: hotlined" in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    assert "…" not in done.out


def test_the_help_lists_every_command_and_no_other(place: Place) -> None:
    done = place.call("--help")

    assert set(re.findall(r"^│ ([a-z][a-z-]+) ", done.out, re.MULTILINE)) == set(COMMANDS)


def test_the_version_is_that_of_the_package(place: Place) -> None:
    import hotlined

    assert place.call("--version") == Done(0, f"hotlined {hotlined.__version__}\n", "")


def test_without_a_configuration_the_sentence_says_where_it_is_looked_for(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = place.folder / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    monkeypatch.setattr("hotlined.cli.where.PLACES", ("mailboxes.yaml",))

    done = place.call("cases")

    assert done.code == 2
    assert "--config" in done.err
    assert done.err.count("\n") == 1


def test_a_configuration_that_this_user_may_not_look_for_is_not_called_missing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed as oneself: the folder is for root and the group of hotlined."""
    monkeypatch.chdir("/")
    monkeypatch.setattr("hotlined.cli.where.PLACES", ("mailboxes.yaml", str(place.folder / "mailboxes.yaml")))
    monkeypatch.setattr("os.path.isfile", lambda _: False)  # as where access is denied
    monkeypatch.setattr("os.access", lambda *_: False)

    done = place.call("cases")

    told = "cannot be entered by this user: type it as the user that hotlined runs as"
    how = "(as root: `runuser -u hotlined -- hotlined ...`)"
    assert (done.code, done.err) == (2, f"{place.folder} {told} {how}\n")


def test_the_configuration_is_found_in_the_environment_and_in_the_folder(
    filled: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(filled.folder)
    assert filled.call("cases").code == 0

    monkeypatch.chdir("/")
    monkeypatch.setenv("HOTLINED_CONFIG", str(filled.config))
    assert filled.call("cases").code == 0


@pytest.mark.parametrize("command", ["check", "cases", "due", "outbox", "keys", "verify"])
def test_all_problems_of_the_configuration_come_with_file_and_line_and_exit_2(
    command: str, place: Place
) -> None:
    place.write(stor="store", verp="perhaps")

    done = place(command)

    assert done.code == 2
    assert len(done.err.splitlines()) >= 2
    assert all(line.startswith(f"{place.config}:") for line in done.err.splitlines())
    assert done.out == ""


def test_where_no_daemon_has_run_the_sentence_says_so(place: Place) -> None:
    done = place("cases")

    assert (done.code, done.out) == (2, "")
    assert "hotlined run" in done.err
    assert not place.store.exists()


@pytest.mark.parametrize("args", [("cases", "--json"), ("introduce", "national")])
def test_a_disk_that_is_full_where_the_output_goes_is_said_without_a_traceback(
    args: tuple[str, ...], filled: Place
) -> None:
    command = [sys.executable, "-m", "hotlined", *args, "--config", str(filled.config)]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, text=True)

    assert done.returncode == 1
    assert done.stderr == "what there is to say cannot be written: No space left on device\n"
