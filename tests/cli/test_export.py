"""`export`: whoever gets the file checks it with gpg and the page about the record, without hotlined."""

import json
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotlined.adapters.casefiles import CaseFiles
from tests.cli.place import CASE, MARKER, Place

PAGE = Path(__file__).parents[2] / "docs" / "record.md"


@pytest.fixture
def check(tmp_path: Path) -> Path:
    """The recipe as the page prints it."""
    found = re.search(r"```python\n(# check\.py\n.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    path = tmp_path / "check.py"
    path.write_text(found[1], encoding="utf-8")
    return path


@pytest.fixture
def court(filled: Place) -> Iterator[str]:
    """A gpg home that knows the hotline's public key and nothing else."""
    with tempfile.TemporaryDirectory(prefix="hl-", dir="/tmp") as home:
        public = subprocess.run(
            ["gpg", "--homedir", str(filled.people.hotline.home), "--export", filled.people.own],
            check=True, capture_output=True,
        ).stdout  # fmt: skip
        subprocess.run(["gpg", "--homedir", home, "--import"], input=public, check=True, capture_output=True)
        yield home
        subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False, capture_output=True)


def chain_holds(check: Path, file: Path) -> bool:
    done = subprocess.run([sys.executable, "-I", check, file], check=False, capture_output=True, text=True)
    return done.returncode == 0 and "entries hold" in done.stdout


def signature_holds(home: str, file: Path) -> bool:
    command = ["gpg", "--homedir", home, "--batch", "--verify", f"{file}.asc", str(file)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize("content", [False, True])
def test_P13_an_export_is_checked_with_plain_gpg_and_the_recipe_of_the_page(
    filled: Place,
    check: Path,
    court: str,
    tmp_path: Path,
    *,
    content: bool,
) -> None:
    file = tmp_path / "case.json"
    done = filled("export", CASE, "--signed", "-o", str(file), *(["--content"] if content else []))
    assert done.code == 0, done.err
    assert (MARKER in file.read_text()) is content
    assert signature_holds(court, file)
    assert chain_holds(check, file)

    history = json.loads(file.read_text())
    for change in (
        lambda it: it["entries"].pop(1),
        lambda it: it["entries"][0].update(at="2020-01-01T00:00:00+00:00"),
        lambda it: it["entries"].reverse(),
        lambda it: it["content"].update({"0": {"form": {"salt": "x", "value": 1}}}),
    ):
        other = json.loads(json.dumps(history))
        change(other)
        changed = tmp_path / "changed.json"
        changed.write_text(json.dumps(other))
        assert not chain_holds(check, changed)
    file.write_text(file.read_text().replace("Ann", "Ben"))
    assert not signature_holds(court, file)


def test_an_export_of_nothing_or_over_a_file_or_of_a_broken_chain_is_refused(
    filled: Place, tmp_path: Path
) -> None:
    file = tmp_path / "case.json"
    assert filled("export", "HL-2026-000009-V", "-o", str(file)).code != 0
    file.write_text("mine")
    assert filled("export", CASE, "-o", str(file)).code != 0
    assert file.read_text() == "mine"


def test_an_export_is_written_whole_with_its_signature_or_not_at_all(filled: Place, tmp_path: Path) -> None:
    """What a first try left would stand in the way of the next."""
    output = tmp_path / "case.json"
    beside = tmp_path / "case.json.asc"
    beside.write_bytes(b"of another export")
    done = filled("export", CASE, "--signed", "-o", str(output))
    assert (done.code, f"{beside} exists already" in done.err) == (1, True), done.err
    assert not output.exists()

    beside.unlink()
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, hard[1]))  # as a full disk would
    try:
        done = filled("export", CASE, "--signed", "-o", str(output))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, hard)
    assert (done.code, "cannot be written: File too large" in done.err) == (1, True), done.err
    assert list(tmp_path.iterdir()) == []
    assert filled("export", CASE, "--signed", "-o", str(output)).code == 0


def test_P13_verify_finds_a_finished_mail_or_attachment_that_is_lost_or_changed(filled: Place) -> None:
    mails = sorted((filled.store / "envelopes").rglob("*.eml"))
    assert filled("verify").code == 0
    data = mails[0].read_bytes()
    mails[0].write_bytes(data + b"x")
    assert "was changed on the disk" in filled("verify").out
    mails[0].unlink()
    done = filled("verify")
    assert (done.code, "is gone from the store" in done.out) == (1, True)
    mails[0].write_bytes(data)
    assert filled("verify").code == 0
    with CaseFiles.read(filled.store) as store:
        assert store.load(CASE) is not None
