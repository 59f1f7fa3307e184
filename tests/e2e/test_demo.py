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
from pathlib import Path

import pytest
from rich.console import Console

from hotlined.demo import story
from hotlined.demo.stage import PEOPLE
from tests.e2e.findings import readable
from tests.test_docs import ROOT, SAME, read

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def _played(folder: Path, *, lea_expired: bool = False) -> tuple[int, str]:
    said = io.StringIO()
    code = story.main(folder, Console(file=said, width=200), lea_expired=lea_expired)
    return code, said.getvalue()


def _mails(folder: Path, address: str) -> list[bytes]:
    """What a person has, in whatever folder."""
    return [path.read_bytes() for path in sorted((folder / "mailboxes" / address).rglob("*.eml"))]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """`hotlined demo` from a command line: its folder, and what it printed."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "hotlined", "demo", "--folder", str(folder)],
        capture_output=True, text=True, check=False, timeout=150, cwd=ROOT,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT / "daemon"), "COLUMNS": "120", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return folder, done.stdout


def test_the_whole_story_is_observed(shown: tuple[Path, str]) -> None:
    folder, said = shown
    assert "The whole story was observed in the recipients' mailboxes." in said
    assert "FAILED" not in said
    assert "Traceback" not in (folder / "daemon.log").read_text(encoding="utf-8")
    status = json.loads((folder / "status.json").read_text(encoding="utf-8"))
    assert (status["running"], status["mails_waiting"], status["troubles"]) == (False, 0, [])
    assert set(status["unread_seconds"]) == {"intake", "lea", "ntd"}


def test_the_demo_prints_what_the_readme_shows(shown: tuple[Path, str]) -> None:
    block = next(
        one for one in re.findall(r"```console\n(.*?)```", read("README.md"), re.DOTALL) if "make demo" in one
    )
    wanted = re.sub(r"\d+\.\d s ", "... s ", block.partition("\n")[2].replace("make demo", ""))
    assert doctest.OutputChecker().check_output(wanted.strip(), shown[1].strip(), SAME), shown[1]


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
