"""The log of a running daemon, in each of its shapes, read as a collector or journald would."""

import json
import logging
import os
import re
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from hotlined.app import audit
from hotlined.app.ports import Permanent, Temporary
from hotlined.cli.logs import Shape, is_journal, log_to_stderr
from hotlined.demo.stage import BOXES
from hotlined.demo.story import FORM
from tests.support.fake_courier import LATER
from tests.support.warm_stage import WarmStage

MARKER = "planted-marker-7f3a"


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """What `log_to_stderr` sets is the whole process's."""
    root, ours = logging.getLogger(), logging.getLogger("hotlined")
    before = (root.level, root.handlers[:], ours.level)
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    ours.setLevel(before[2])


def say_all() -> None:
    """A line with fields, one with a sentence, and one of a library that tells too much of an error."""
    audit.attempt("HL-2026-000001-C", "<a@example.org>", "annex-i", LATER)
    audit.unhealthy(Temporary("status_file cannot be written: No space left on device"))
    try:
        raise ValueError(f"https://{MARKER}.example.net/")
    except ValueError:
        logging.getLogger("library").exception("it went wrong")


def test_each_line_is_an_object_with_the_fields_of_its_event(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr("INFO", "json", journal=False)
    say_all()

    sent, unhealthy, library = (json.loads(line) for line in capsys.readouterr().err.splitlines())

    assert datetime.fromisoformat(sent.pop("time")).utcoffset() is not None
    assert sent == {
        "level": "info", "event": "sent", "stream": "HL-2026-000001-C", "message-id": "<a@example.org>",
        "kind": "annex-i", "verdict": "temporary", "cause": "mail", "reply": "451 4.7.1",
    }  # fmt: skip
    assert unhealthy["error"] == "Temporary"
    assert unhealthy["message"] == "status_file cannot be written: No space left on device"
    assert (library["level"], library["logger"]) == ("error", "library")


def test_a_lost_connection_says_why_in_a_sentence_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr("INFO", "text", journal=False)
    audit.lost("lea", Permanent("lea: the server refused the login"), 2.0)
    audit.lost("lea", ValueError(f"https://{MARKER}.example.net/"), 2.0)

    refused, unforeseen = capsys.readouterr().err.splitlines()
    assert refused.endswith("lost mailbox=lea error=Permanent retry=2.0 lea: the server refused the login")
    assert unforeseen.endswith("lost mailbox=lea error=ValueError retry=2.0")


def test_P16_a_mail_that_stays_says_why_in_a_sentence_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr("INFO", "text", journal=False)
    audit.stays("lea", Temporary("gpg did not finish in time, or was killed"), "f" * 16)
    audit.stays("lea", ValueError(f"https://{MARKER}.example.net/"), "f" * 16)

    foreseen, other = capsys.readouterr().err.splitlines()
    named = "stays mailbox=lea error={} mail=ffffffffffffffff"
    assert foreseen.endswith(named.format("Temporary") + " gpg did not finish in time, or was killed")
    assert other.endswith(named.format("ValueError"))


def test_a_lease_that_is_lost_is_told_in_numbers_that_json_has(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr("INFO", "json", journal=False)
    audit.lease_shaken(Temporary("another hotlined has taken over"), float("-inf"))

    assert json.loads(capsys.readouterr().err, parse_constant=pytest.fail)["left"] == 0.0


@pytest.mark.parametrize("journal", [False, True])
@pytest.mark.parametrize("shape", ["text", "json"])
def test_P16_of_a_library_s_error_only_type_and_place_are_told(
    shape: Shape, journal: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    log_to_stderr("INFO", shape, journal=journal)
    say_all()

    told = capsys.readouterr().err
    assert MARKER not in told
    assert "ValueError at test_logs.py:" in told


def test_journald_gets_the_priority_of_each_line_and_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr("INFO", "text", journal=True)
    say_all()

    sent, unhealthy, *library = capsys.readouterr().err.splitlines()
    assert sent.startswith("<6>INFO hotlined: sent stream=HL-2026-000001-C message-id=<a@example.org> ")
    assert unhealthy.startswith("<3>ERROR hotlined: unhealthy error=Temporary status_file cannot")
    assert [line[:3] for line in library] == ["<3>", "<3>"]


def test_the_journal_is_told_by_the_stream_itself_not_by_a_variable_that_was_inherited() -> None:
    ours, its = socket.socketpair()
    with ours, its:
        found = os.fstat(ours.fileno())
        environ = {"JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino}"}
        assert is_journal(environ, ours.fileno())
        assert not is_journal(environ, its.fileno())
        assert not is_journal({}, ours.fileno())
    assert not is_journal(environ, -1)


def test_a_daemon_that_logs_json_prints_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what it says at start, reload and stop."""
    monkeypatch.setenv("HOTLINED_LOG", "json")
    with WarmStage(tmp_path) as stage:
        stage.start()
        analyst = stage.people["analyst"]
        analyst.send(BOXES["intake"], "[ILLEGAL] [HOST:EE]", FORM, sign=True)
        analyst.wait_for(lambda mail: "Case opened" in analyst.open(mail).subject, timeout=60)
        assert stage.stop() == 0

    said = [json.loads(line) for line in (tmp_path / "daemon.log").read_text(encoding="utf-8").splitlines()]
    assert [one["message"] for one in said if one["event"] == "said"] == [
        "hotlined is running",
        "hotlined stops",
    ]
    assert {"event", "filed", "sent"} <= {one["event"] for one in said}


def test_the_page_of_the_log_explains_every_line() -> None:
    root = Path(__file__).parents[1]
    source = (root / "daemon/hotlined/app/audit.py").read_text(encoding="utf-8")
    page = (root / "docs/log.md").read_text(encoding="utf-8")
    table = page.partition("| line begins with")[2].partition("\n\n")[0]
    first = "\n".join(re.findall(r"^\|([^|]*)\|", table, re.MULTILINE))

    names = re.findall(r'_line\(\s*logging\.[A-Z]+,\s*"([a-z-]+)"', source)
    assert len(names) > 15
    assert set(re.findall(r"`([a-z-]+)`", first)) == set(names)
