"""`make demo` for real: the whole story is observed, and a story that breaks says where and why.

The daemon is the real process on the embedded mail host; what it left in its folder is looked at.
"""

import doctest
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from hotlined.demo import play, story
from hotlined.demo.stage import PASSWORD, PEOPLE
from tests.e2e.findings import readable
from tests.support.proc_watch import ProcWatch
from tests.test_docs import ROOT, SAME, read

SECRET = "planted-in-the-environment"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@dataclass(frozen=True)
class Shown:
    """The folder of a demo, what it printed, its folder for temporary files, and what /proc showed of it."""

    folder: Path
    said: str
    scratch: Path
    watch: ProcWatch


def _played(folder: Path, *, lea_expired: bool = False) -> tuple[int, str]:
    said = io.StringIO()
    code = play.main(folder, Console(file=said, width=200), lea_expired=lea_expired)
    return code, said.getvalue()


def _mails(folder: Path, address: str) -> list[bytes]:
    """What a person has, in whatever folder."""
    return [path.read_bytes() for path in sorted((folder / "mailboxes" / address).rglob("*.eml"))]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """`hotlined demo` from a command line: its folder, and what it printed."""
    folder = tmp_path_factory.mktemp("demo")
    scratch = tmp_path_factory.mktemp("scratch")
    known = {"PATH": os.defpath, "PYTHONPATH": str(ROOT / "daemon"), "COLUMNS": "120", "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(
        [sys.executable, "-m", "hotlined", "demo", "--folder", str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={**known, "TMPDIR": str(scratch), "UNRELATED_SECRET": SECRET},
    )  # fmt: skip
    # The site of the demo, its mailboxes, and what Python itself reads.
    own = (
        "/tmp/hl-",
        str(folder),
        sys.prefix,
        sys.base_prefix,
        str(ROOT),
        "/usr/",
        "/lib/",
        "/etc/",
        "/dev/",
    )
    with ProcWatch(process.pid, own) as watch:
        out, err = process.communicate(timeout=150)
    assert process.returncode == 0, out + err
    return Shown(folder, out, scratch, watch)


def test_the_whole_story_is_observed(shown: Shown) -> None:
    folder, said = shown.folder, shown.said
    assert "The whole story was observed in the recipients' mailboxes." in said
    assert "FAILED" not in said
    assert "Traceback" not in (folder / "daemon.log").read_text(encoding="utf-8")
    status = json.loads((folder / "status.json").read_text(encoding="utf-8"))
    assert (status["running"], status["mails_waiting"], status["troubles"]) == (False, 0, [])
    assert set(status["unread_seconds"]) == {"intake", "lea", "ntd"}


def test_P16_nothing_of_the_story_shows_in_logs_status_proc_or_temporary_files(shown: Shown) -> None:
    """Planted are a word, a URL, the reporter's address, the subjects, and the password of every mailbox."""
    planted = (story.MARKER, story.URL, "files.example.net", PEOPLE["public"], PASSWORD, "PRIVATE KEY")
    watch = shown.watch
    places = {
        "log": [(shown.folder / "daemon.log").read_bytes()],
        "status": [(shown.folder / "status.json").read_bytes()],
        "command lines": [one.command for one in watch.seen],
        "environments": [one.environment for one in watch.seen],
        "open files": list(watch.files.values()),
        "temporary files": [path.read_bytes() for path in shown.scratch.rglob("*") if path.is_file()],
    }
    found = {
        (place, word)
        for place, pieces in places.items()
        for word in planted
        if any(word.encode() in piece for piece in pieces)
    }
    assert found == set()
    # Between fork and exec a child is still the daemon's own image, command line and environment.
    children = [one for one in watch.seen if one.of_daemon and b"\0hotlined\0run\0" not in one.command]
    programs = {os.path.basename(one.command.split(b"\0")[0]).decode() for one in children}
    # A gpg lives ten milliseconds, so that a look may miss each of them; gpgconf gets the same environment.
    assert any(name.startswith("gpg") for name in programs), f"of the daemon's children it saw {programs}"
    assert any(b"hotlined.worker" in one.command for one in children)
    told = {one.command for one in children if SECRET.encode() in one.environment}
    assert told == set(), "a child of the daemon has its environment"


def test_the_demo_prints_what_the_readme_shows(shown: Shown) -> None:
    block = next(
        one for one in re.findall(r"```console\n(.*?)```", read("README.md"), re.DOTALL) if "make demo" in one
    )
    wanted = re.sub(r"\d+\.\d s ", "... s ", block.partition("\n")[2].replace("make demo", ""))
    assert doctest.OutputChecker().check_output(wanted.strip(), shown.said.strip(), SAME), shown.said


def test_the_story_breaks_where_the_report_cannot_be_sealed_and_nothing_leaves_in_clear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story, "PATIENCE", 6.0)  # the mail that does not come need not be awaited for long
    code, said = _played(tmp_path, lea_expired=True)
    assert code == 1
    assert re.search(r"FAILED Annex I reaches the LEA: ", said), said
    alarms = [raw for raw in _mails(tmp_path, PEOPLE["analyst"]) if b"ALARM: blocked" in raw]
    assert len(alarms) == 1
    assert b"The key has expired" in b" ".join(alarms[0].split())
    (call,) = _mails(tmp_path, PEOPLE["lea"])
    assert b"Please call us" in call
    assert _mails(tmp_path, PEOPLE["provider"]) == []
    # The URL stands in the public's report, which came in clear; the marker in Ann's sealed mail only.
    mails = (tmp_path / "mailboxes").rglob("*.eml")
    everything = [path for path in mails if path.parent.name != "Hotline.Intake"]
    assert everything
    for path in everything:
        for data in readable(path.read_bytes()):
            assert story.MARKER.encode() not in data, path
            assert story.URL.encode() not in data, path
    log = (tmp_path / "daemon.log").read_bytes()
    assert story.MARKER.encode() not in log
    assert story.URL.encode() not in log
