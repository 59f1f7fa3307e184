"""The command line on a real site: throw-away keys, a store filled by hand, no daemon."""

import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.lmtp import maildir
from hotlined.adapters.slips import releases_in
from hotlined.app.ports import Commit, Temporary
from hotlined.cli import main
from hotlined.domain.form import Form, Item
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.message import Envelope, Gate, Party
from hotlined.domain.mail.outgoing import OutboxRow, RowState
from hotlined.domain.record import events as e
from hotlined.domain.release import How, Release
from hotlined.domain.values.reference import Reference
from tests.support.keys import Keyring, People, people_fixture  # noqa: F401 - pytest finds the fixture here
from tests.support.site import dump, write_site
from tests.support.warm import Command

MARKER = "planted-marker-7f3a"
CASE = str(Reference("HL", 2026, 7))
THEN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
REPORT = "<report0000000000@hotline.example.org>"
WAITING = "<waiting000000000@hotline.example.org>"
MAYBE = "<maybe00000000000@hotline.example.org>"
COMMANDS = (
    "run", "init", "check", "keys", "cases", "show", "due", "stats", "agreement", "introduce", "outbox",
    "quarantine", "providers", "phrases", "verify", "export", "backup", "restore", "store", "purge",
    "legal-hold", "replay", "render", "demo", "sandbox",
)  # fmt: skip


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Its JSON."""
        return json.loads(self.out)


class Place:
    """A site with its store, and the command line on it."""

    def __init__(self, folder: Path, people: People, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.people = people
        self.capsys = capsys
        self.config = self.write()

    def write(self, **overrides: Any) -> Path:
        """The site anew, with other settings."""
        keys = {"hotline": self.people.own, "lea": self.people.unit, "analyst": self.people.unknown}
        arguments: dict[str, Any] = {"keys": keys, "gnupg_home": self.people.hotline.home, **overrides}
        return write_site(self.folder, **arguments)

    @property
    def store(self) -> Path:
        """The folder of the store."""
        return self.folder / "store"

    def call(self, *args: str) -> Done:
        """A command as it is typed."""
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(args)
        said = self.capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    def __call__(self, command: str, *args: str) -> Done:
        """A command on this site."""
        return self.call(command, "--config", str(self.config), *args)

    def write_mail(self, name: str, data: bytes) -> str:
        """A mail as a file."""
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def files(self) -> dict[str, bytes]:
        """Every file of the store with its bytes."""
        return {str(one): one.read_bytes() for one in sorted(self.store.rglob("*")) if one.is_file()}


@pytest.fixture
def place(
    people: People,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Place]:
    monkeypatch.setenv("COLUMNS", "240")
    monkeypatch.delenv("HOTLINED_CONFIG", raising=False)
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    yield Place(folder, people, capsys)
    shutil.rmtree(folder)


@pytest.fixture
def filled(place: Place) -> Place:
    """A case that is held, with a notice planned; mails that wait; a day of the desk with a drawer."""
    with CaseFiles.open(place.store, salt=lambda: "salt") as store:
        queued, queued_mail = waiting(WAITING, Gate.NOTICE, "ntd", RowState.QUEUED)
        unknown, unknown_mail = waiting(MAYBE, Gate.REPORT, "annex-i", RowState.UNKNOWN)
        rows, envelopes = (queued, unknown), (queued_mail, unknown_mail)
        store.commit([Commit(CASE, 0, THEN, case_events(), rows, envelopes)])
        store.commit([Commit("desk-2026-01-05", 0, THEN, (in_drawer(),))])
    return place


def case_events() -> tuple[e.Event, ...]:
    opened = e.CaseOpened(
        assessment="illegal", analyst="Ann", mail="d" * 64, thread=None, found_at=THEN,
        received_from_public=None, country="EE", urgent=True, units=("national",), ntd_body="hotline",
        ntd_delay=86_400, rules=("routing:everything",), items=1,
        form=Form(items=(Item(url=f"https://example.com/{MARKER}"),)), urgent_reason=MARKER,
    )  # fmt: skip
    provider = e.ProviderSet(items=(1,), name="Example Host", contact="abuse@example.com", confirmed=True)
    report = e.ReportQueued(
        unit="national", fragment=1, of=1, items=(1,), message_id=REPORT, code="secret-code"
    )
    queued = e.MailQueued(
        message_id=REPORT, kind="annex-i", party="lea", to_id="national", token="secret-token"
    )
    hold = e.HoldPlaced(
        hold="H1", party="lea", by="national", proof="claimed", until=None, mail="e" * 64, reference=MARKER
    )
    return opened, provider, report, queued, e.MailAccepted(message_id=REPORT), hold


def waiting(message_id: str, gate: Gate, kind: str, state: RowState) -> tuple[OutboxRow, Envelope]:
    data = b"Subject: x\r\n\r\nx\r\n" + message_id.encode()
    digest = sha256(data).hexdigest()
    row = OutboxRow(
        message_id=message_id, stream=CASE, kind=kind, gate=gate, party=Party.LEA, to_id="national",
        identity="lea", sender="lea@hotline.example.org", recipient="reports@police.example.com",
        digest=digest, created_at=THEN, state=state, attempts=3, next_at=THEN + timedelta(hours=1),
        last_reply="451 4.7.1",
    )  # fmt: skip
    return row, Envelope(message_id, row.sender, row.recipient, data, digest)


def in_drawer() -> e.MailSeen:
    return e.MailSeen(
        mail="f" * 64, message_id=None, mailbox="intake", kind="human", party="analyst", who="Ann",
        proof="claimed", folder="Quarantine/unproven", reason="a command needs the proof signed",
    )  # fmt: skip


# --- help, version, configuration ----------------------------------------------------------------


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


# --- looking at the record -----------------------------------------------------------------------


def test_cases_lists_where_each_case_stands(filled: Place) -> None:
    done = filled("cases")

    assert done.code == 0
    for word in (CASE, "illegal", "held", "2026-01-05"):
        assert word in done.out
    (row,) = filled("cases", "--json").data
    assert row["state"] == ["held", "receipts 0/1"]
    assert row["opened"] == "2026-01-05T08:00:00+00:00"


@pytest.mark.parametrize(
    ("command", "whole"),
    [("cases", CASE), ("due", CASE), ("due", "force"), ("outbox", CASE), ("outbox", "4.7.1")],
)
def test_tables_fit_80_columns_and_lose_nothing(
    command: str, whole: str, filled: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    done = filled(command)

    assert whole in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_a_closed_case_is_not_listed_among_the_open_ones(filled: Place) -> None:
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        closed = e.CaseClosed(by="Ann", why="done")
        cancelled = tuple(waiting(one, Gate.NONE, "x", RowState.CANCELLED)[0] for one in (WAITING, MAYBE))
        store.commit([Commit(CASE, 6, THEN, (closed,), cancelled, archive=True)])

    assert filled("cases", "--open").out == "no case is open\n"
    assert "closed: done" in filled("cases").out
    assert "Case closed" in filled("show", CASE).out


def test_show_tells_everything_but_content_tokens_and_codes(filled: Place) -> None:
    done = filled("show", CASE.lower())

    assert done.code == 0
    for word in (
        "Hold placed",
        "H1",
        "2026-01-05 10:00:00 +02:00",
        "open-ended",
        "abuse@example.com",
        "hold H1 is in force",
        "451 4.7.1",
    ):
        assert word in done.out
    for secret in (MARKER, "secret-token", "secret-code"):
        assert secret not in done.out
        assert secret not in filled("show", CASE, "--json").out


def test_show_prints_urls_and_words_only_when_asked(filled: Place) -> None:
    for done in (filled("show", CASE, "--content"), filled("show", CASE, "--content", "--json")):
        assert f"https://example.com/{MARKER}" in done.out
        assert "secret-token" not in done.out


def test_show_knows_a_day_of_the_desk(filled: Place) -> None:
    assert "Quarantine/unproven" in filled("show", "desk-2026-01-05").out


def test_a_mistyped_reference_is_told_by_its_check_character(filled: Place) -> None:
    wrong = CASE[:-1] + ("A" if CASE[-1] != "A" else "B")

    done = filled("show", wrong)

    assert (done.code, done.out) == (1, "")
    assert "check character" in done.err


@pytest.mark.parametrize("text", ["nonsense", str(Reference("HL", 2026, 8)), "desk-1999-01-01", "../lock"])
def test_what_is_no_case_is_told_in_one_sentence(text: str, filled: Place) -> None:
    done = filled("show", text)

    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert "hotlined cases" in done.err


def test_due_lists_late_steps_and_why_a_notice_waits(filled: Place) -> None:
    rows = {row["what"]: row for row in filled("due", "--json").data}

    assert rows["notice"]["waits"] == "hold H1 is in force"
    assert rows["notice"]["late"]
    assert rows["hold-review"]["at"] == "2026-01-19T08:00:00+00:00"
    assert rows["receipt"]["about"] == "national/1 no. 1"
    assert rows["receipt"]["late"]
    assert filled("due").out.count("yes") == 3


def test_C1_due_times_are_shown_later_by_what_the_clock_was_set_since(filled: Place) -> None:
    """What counts from a moment that a clock wrote down which was an hour behind."""
    until = THEN + timedelta(hours=2)
    step = e.ClockSet(number=1, since=THEN, until=until, seconds=3_600)
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        store.commit([Commit("desk-2026-01-06", 0, until + timedelta(hours=1), (step,))])
    later = "2026-01-06T09:00:00+00:00"

    (notice,) = (row for row in filled("due", "--json").data if row["what"] == "notice")
    (shown,) = (row for row in filled("show", CASE, "--json").data["due"] if row["what"] == "notice")

    assert (notice["at"], shown["at"]) == (later, later)


def test_C1_while_the_clock_is_behind_the_record_nothing_of_the_true_time_is_late(filled: Place) -> None:
    newest = datetime.now(UTC) + timedelta(days=1)
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        store.commit([Commit("desk-2026-01-06", 0, newest, (in_drawer(),))])

    late = {row["what"]: row["late"] for row in filled("due", "--json").data}

    assert (late["notice"], late["receipt"]) == (False, True)


# --- quarantine ----------------------------------------------------------------------------------

EVIL = (
    b"From: \xe2\x80\xaegro.elpmaxe@ <who@example.net>\r\nTo: lea@hotline.example.org\r\n"
    b"Subject: =?utf-8?q?a=1B[2Jb=E2=80=AEc?=\r\nDate: Mon, 5 Jan 2026 08:00:00 +0000\r\n"
    b"Message-ID: <evil@example.net>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
    b"<p>item \x1b]0;x\x07 1 <img src='http://192.0.2.1/x.png'></p>\r\n--b\r\n"
    b'Content-Type: application/pdf; name="../../x.pdf"\r\nContent-Disposition: attachment\r\n\r\n'
    b"planted-bytes\r\n--b--\r\n"
)


def put_aside(place: Place, raw: bytes = EVIL, **more: str) -> str:
    """A stranger's mail that came to the LEA's address by LMTP, in the drawer of the spool; its digest."""
    values = {"mailbox": "lea", "party": "stranger", "who": "", "folder": "Quarantine/stranger", **more}
    seen = e.MailSeen(
        mail=mail_digest(raw), message_id=None, kind="human", proof=None, reason="from nobody we know",
        size=len(raw), **values,
    )  # fmt: skip
    with CaseFiles.open(place.store, salt=lambda: "salt") as store:
        known = store.load("desk-2026-01-06")
        count = len(known.entries) if known else 0
        store.commit([Commit("desk-2026-01-06", count, THEN + timedelta(days=1), (seen,))])
    folder = maildir.place(place.store / "spool" / seen.mailbox, f"Hotline/{seen.folder}")
    maildir.make(folder)
    maildir.write(folder, (raw,), 1_767_600_000_000_000 + count, lambda name: None)
    return seen.mail


def slips(place: Place) -> tuple[Release, ...]:
    return releases_in(place.store).waiting()


@pytest.mark.parametrize("command", [("quarantine",), ("quarantine", "list")])
def test_quarantine_lists_the_drawer_with_its_reasons(command: tuple[str, ...], filled: Place) -> None:
    (row,) = filled(command[0], *command[1:], "--days", "20000", "--json").data

    assert row["folder"] == "Quarantine/unproven"
    assert (row["id"], row["mail"]) == ("f" * 12, "f" * 64)
    assert (row["from"], row["state"], row["size"]) == ("analyst Ann", "waits", None)
    assert "the proof signed" in filled("quarantine", "--days", "20000").out


def test_what_was_judged_again_is_no_more_among_what_waits(filled: Place) -> None:
    put_aside(filled)
    put_aside(filled, folder="Intake", party="stranger")

    assert [row["id"] for row in filled("quarantine", "--days", "20000", "--json").data] == ["f" * 12]
    rows = filled("quarantine", "--days", "20000", "--all", "--json").data
    assert [row["folder"] for row in rows] == ["Quarantine/unproven", "Intake"]


def test_show_prints_a_mail_and_nothing_in_it_can_command_the_terminal(filled: Place) -> None:
    digest = put_aside(filled)

    done = filled("quarantine", "show", digest[:8])

    assert done.code == 0, done.err
    assert all(char.isprintable() or char == "\n" for char in done.out)
    seen = ("from nobody we know", "who@example.net", "\\u202e", "reads: a\\u001b[2Jb\\u202ec", "x.pdf")
    for told in (*seen, "item \\u001b]0;x\\u0007 1"):
        assert told in done.out, told
    assert "planted-bytes" not in done.out
    assert sha256(b"planted-bytes").hexdigest() in done.out


def test_show_opens_what_is_encrypted_only_when_asked(filled: Place) -> None:
    inner = f"Content-Type: text/plain\r\n\r\n{MARKER}\r\n".encode()
    sealed = filled.people.stranger.encrypt(inner, [filled.people.own])
    raw = mail(
        "x@example.net", "...", "", MIME_Version="1.0",
        Content_Type='multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b',
    ) + (
        b"--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--b\r\n"
        b"Content-Type: application/octet-stream\r\n\r\n" + sealed.replace(b"\n", b"\r\n") + b"\r\n--b--\r\n"
    )  # fmt: skip
    digest = put_aside(filled, raw)

    closed = filled("quarantine", "show", digest)
    assert MARKER not in closed.out
    assert "--decrypt" in closed.out
    assert MARKER in filled("quarantine", "show", digest, "--decrypt").out


def test_release_leaves_a_slip_for_the_daemon_and_changes_nothing_itself(filled: Place) -> None:
    digest = put_aside(filled)
    before = filled.files()

    done = filled("quarantine", "release", digest[:8], "--as", "lea", "--case", CASE, "--reason", "by phone")

    assert done.code == 0, done.err
    assert "does it when it starts" in done.out
    (slip,) = slips(filled)
    assert (slip.mail, slip.how, slip.case, slip.why) == (digest, How.LEA, CASE, "by phone")
    assert slip.by
    assert {name: data for name, data in filled.files().items() if "/release/" not in name} == before
    assert filled("quarantine", "--days", "20000", "--json").data[-1]["state"] == "release asked: lea"
    again = filled("quarantine", "release", digest[:8])
    assert (again.code, "asked for already" in again.err) == (1, True)
    assert filled("quarantine", "release", digest[:8], "--withdraw").code == 0
    assert slips(filled) == ()
    assert filled("quarantine", "release", digest[:8], "--withdraw").code == 1


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["abcdef"], "no mail abcdef was put into the drawer"),
        (["f"], "no mail f"),
        (["MAIL", "--as", "analyst"], "never makes a command proven"),
        (["MAIL", "--as", "nothing"], "expected one of again, report, note, lea, provider, harmless"),
        (["MAIL", "--as", "lea"], "needs --case REF"),
        (["MAIL", "--as", "note", "--case", "HL-2026-000099-A"], "check character"),
        (["MAIL", "--case", CASE], "does not go with"),
        (["MAIL", "--as", "harmless"], "asks for something by itself"),
        (["ffff", "--as", "lea", "--case", CASE], "bears the name of an analyst"),
    ],
)
def test_a_release_that_cannot_be_is_told_in_one_sentence(args: list[str], told: str, filled: Place) -> None:
    digest = put_aside(filled, mailbox="ntd")

    done = filled("quarantine", "release", *(digest if one == "MAIL" else one for one in args))

    assert done.code in (1, 2)
    assert told in done.err
    assert done.err.count("\n") == 1
    assert slips(filled) == ()


def test_harmless_needs_a_reason(filled: Place) -> None:
    digest = put_aside(filled, party="lea", who="national", folder="Quarantine/unreadable")

    assert "say why with --reason" in filled("quarantine", "release", digest, "--as", "harmless").err
    assert filled("quarantine", "release", digest, "--as", "harmless", "--reason", "a newsletter").code == 0


def test_a_slip_that_was_cut_or_forged_is_left_out(filled: Place) -> None:
    digest = put_aside(filled)
    filled("quarantine", "release", digest)
    (slip,) = slips(filled)
    folder = filled.store / "release"
    (folder / "cut.json").write_bytes((folder / f"{slip.id}.json").read_bytes()[:40])
    (folder / f"{'a' * 32}.json").write_bytes((folder / f"{slip.id}.json").read_bytes())
    (folder / f"{'b' * 32}.json").symlink_to(folder / f"{slip.id}.json")

    assert slips(filled) == (slip,)
    assert filled("verify").code == 0


def test_show_of_a_mail_that_somebody_took_away_says_so(filled: Place) -> None:
    digest = put_aside(filled)
    shutil.rmtree(filled.store / "spool")

    done = filled("quarantine", "show", digest)

    assert done.code == 1
    assert done.err.startswith("the mail cannot be read now: lea:")  # no mail server is there in this test


def test_verify_counts_what_holds(filled: Place) -> None:
    done = filled("verify")

    assert done == Done(0, "2 streams, 7 entries: all chains hold\n", "")


def test_verify_finds_a_changed_byte_and_exits_1(filled: Place) -> None:
    (path,) = (filled.store / "open").glob("HL-*.json")
    path.write_bytes(path.read_bytes().replace(b'"EE"', b'"FI"'))

    done = filled("verify")

    assert done.code == 1
    assert CASE in done.out
    assert filled("verify", "--json").data["findings"]


def test_one_stream_that_does_not_read_does_not_hide_the_others(filled: Place) -> None:
    (path,) = (filled.store / "open").glob("HL-*.json")
    path.write_bytes(b"{")

    done = filled("quarantine", "--days", "20000")

    assert "Quarantine/unproven" in done.out
    assert CASE in done.err
    assert "Traceback" not in done.err


def test_words_of_others_are_neither_markup_nor_terminal_commands(filled: Place) -> None:
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        odd = e.IccamRecorded(report_id="[red]x\x1b[31m\u202e", by="Ann", mail="a" * 64)
        store.commit([Commit(CASE, 6, THEN, (odd,))])

    done = filled("show", CASE)

    assert "[red]x·[31m·" in done.out
    assert "\x1b" not in done.out


# --- the outbox ----------------------------------------------------------------------------------


def test_outbox_lists_what_waits(filled: Place) -> None:
    rows = {row["message_id"]: row for row in filled("outbox", "--json").data}

    assert set(rows) == {WAITING, MAYBE}
    assert (rows[WAITING]["state"], rows[WAITING]["tries"]) == ("queued", 3)
    assert "waiting000" in filled("outbox").out


def test_retry_is_for_at_once(filled: Place) -> None:
    done = filled.call("outbox", "retry", WAITING, "--config", str(filled.config))

    assert done.code == 0, done.err
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        rows = {row.message_id: row for row in store.load(CASE).rows}  # type: ignore[union-attr]
    assert (rows[WAITING].next_at, rows[WAITING].state) == (None, RowState.QUEUED)
    assert filled("verify").code == 0


def test_cancel_is_recorded_and_takes_the_mail_out(filled: Place) -> None:
    done = filled.call("outbox", "cancel", "waiting", "--config", str(filled.config))

    assert done.code == 0, done.err
    assert "does not leave" in done.out
    assert [row["message_id"] for row in filled("outbox", "--json").data] == [MAYBE]
    assert "cancelled by the administrator" in filled("show", CASE).out


def test_what_may_have_left_is_not_cancelled(filled: Place) -> None:
    before = filled.files()

    done = filled.call("outbox", "cancel", MAYBE, "--config", str(filled.config))

    assert done.code == 1
    assert "may have left" in done.err
    assert {k: v for k, v in filled.files().items() if "/HL-" in k} == {
        k: v for k, v in before.items() if "/HL-" in k
    }


def test_a_message_id_of_no_waiting_mail_is_told(filled: Place) -> None:
    assert filled.call("outbox", "retry", REPORT, "--config", str(filled.config)).code == 1


def test_P12_the_outbox_shows_the_storm_brake_and_what_waits_for_it(filled: Place) -> None:
    rules = filled.config.parent / "rules" / "agreement.yaml"
    rules.write_text(rules.read_text() + "\nstorm_brake: 1\nstorm_brake_notices: 1\n")
    moment = datetime.now(UTC)
    desk = f"desk-{moment:%Y-%m-%d}"
    facts = (
        e.MailQueued(message_id="<storm@x>", kind="alarm", party="analyst", to_id="Ann", token="s" * 26),
        e.MailSending(message_id="<storm@x>"),
        e.MailAccepted(message_id="<storm@x>"),
    )
    odd, mail = waiting("<braked0000000000@x>", Gate.NONE, "alarm", RowState.QUEUED)
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        store.commit([Commit(CASE, len(store.load(CASE).entries), THEN, (), (odd,), (mail,))])  # type: ignore[union-attr]
        known = store.load(desk)
        store.commit([Commit(desk, len(known.entries) if known else 0, moment, facts)])
    rows = filled("outbox", "--json").data
    held = [row for row in rows if row["brake"] == "overall"]

    shown = filled("outbox").out
    done = filled.call("outbox", "release", "--config", str(filled.config))

    assert held
    assert "the storm brake is on since" in shown
    assert "(overall); waiting for it: " in shown
    assert done.code == 0, done.err
    assert all(row["brake"] is None for row in filled("outbox", "--json").data)
    assert "storm brake" not in filled("outbox").out
    assert filled("verify").code == 0


def test_C1_a_clock_that_is_right_is_said_to_be_so_once(filled: Place) -> None:
    release = ("outbox", "release", "--clock", "--config", str(filled.config))
    none = filled.call(*release)
    ahead = datetime.now(UTC) + timedelta(days=3650)
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        store.commit([Commit(f"desk-{ahead:%Y-%m-%d}", 0, ahead, (e.BrakeReleased(by="test"),))])

    done, again = filled.call(*release), filled.call(*release)

    assert (none.code, done.code, again.code) == (1, 0, 1)
    assert (
        none.err == again.err == "nothing waits for the clock: it is not behind the record, and was not set\n"
    )
    assert "the clock counts as right" in done.out
    assert filled("verify").code == 0


@pytest.mark.parametrize("what", ["retry", "cancel"])
def test_the_outbox_is_not_changed_under_a_running_daemon(what: str, filled: Place) -> None:
    with CaseFiles.open(filled.store, salt=lambda: "salt"):
        done = filled.call("outbox", what, WAITING, "--config", str(filled.config))
        listed = filled("outbox")

    assert done.code == 1
    assert done.err.startswith("stop hotlined first:")
    assert listed.code == 0


def test_P7_sentences_that_were_vouched_for_are_listed_and_forgotten(filled: Place) -> None:
    fact = e.SentencesVouched(
        unit="national", by="Ann", mail="f" * 64, pause="Q1", digests=("a" * 64, "b" * 64),
        received=("b" * 64,), texts=("Blorf is here.", "Xyzzy."),
    )  # fmt: skip
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        store.commit([Commit(CASE, len(store.load(CASE).entries), THEN, (fact,))])  # type: ignore[union-attr]
        refused = filled.call("phrases", "forget", "aaaa", "--config", str(filled.config))
    rows = filled("phrases", "--json").data
    assert [(row["id"], row["counts_as"], row["sentence"]) for row in rows] == [
        ("a" * 10, "harmless", "Blorf is here."),
        ("b" * 10, "received", "Xyzzy."),
    ]
    assert refused.err.startswith("stop hotlined first:")

    assert filled.call("phrases", "forget", "cccc", "--config", str(filled.config)).code == 1
    assert filled.call("phrases", "forget", "aaaa", "--config", str(filled.config)).code == 0
    assert [row["sentence"] for row in filled("phrases", "--json").data] == ["Xyzzy."]
    assert filled("verify").code == 0


# --- render --------------------------------------------------------------------------------------


def test_the_report_is_rendered_in_each_shape_without_its_code(filled: Place) -> None:
    text = filled("render", "annex-i", CASE)
    data = json.loads(filled("render", "annex-i", CASE, "--to", "json").out)
    pdf = filled.folder / "report.pdf"
    done = filled("render", "annex-i", CASE, "--to", "pdf", "--output", str(pdf))

    assert (text.code, done.code) == (0, 0)
    assert f"https://example.com/{MARKER}" in text.out
    assert "only in the mail that was sent" in text.out
    assert data["reference"] == CASE
    assert "secret-code" not in text.out + json.dumps(data)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert pdf.stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_rendered_is_said_in_a_sentence(filled: Place) -> None:
    there = filled.folder / "there.pdf"
    there.write_bytes(b"mine")

    assert "there is no case" in filled("render", "annex-i", "HL-2026-000002-A").err
    assert "it has 1" in filled("render", "annex-i", CASE, "--part", "2").err
    assert "expected one of: national" in filled("render", "annex-i", CASE, "--unit", "nobody").err
    assert "exists already" in filled("render", "annex-i", CASE, "--to", "pdf", "-o", str(there)).err
    assert there.read_bytes() == b"mine"


# --- keys and check ------------------------------------------------------------------------------


def test_keys_lists_each_pinned_key(place: Place) -> None:
    done = place("keys", "--json")

    assert done.code == 0, done.out
    assert {(row["owner"], row["role"], row["state"]) for row in done.data} == {
        ("Example Hotline", "our own", "fine"),
        ("national", "LEA unit", "fine"),
        ("Ann", "analyst", "fine"),
    }


def test_a_key_that_cannot_be_used_is_found(place: Place) -> None:
    place.write(keys={"hotline": place.people.own, "lea": place.people.expired, "analyst": "A" * 40})

    done = place("keys")

    assert done.code == 1
    assert "has expired" in done.out
    assert "not in the keyring" in done.out


def test_a_key_that_expires_soon_is_told(place: Place) -> None:
    with Keyring() as ring:
        soon = ring.make("Soon <soon@police.example>", expires="7d")
        place.people.hotline.take(ring.export(soon))
    place.write(keys={"hotline": place.people.own, "lea": soon, "analyst": place.people.unknown})

    done = place("keys")

    assert done.code == 1
    assert "expires in 6 days" in done.out


def test_a_key_is_imported_only_if_it_is_the_one_read_by_phone(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "unit.asc"
    with Keyring() as ring:
        made = ring.make("New <new@police.example>")
        file.write_bytes(ring.export(made))
    spaced = " ".join(made[at : at + 4] for at in range(0, 40, 4)).lower()

    other = place("keys", "import", str(file), place.people.unit)
    short = place("keys", "import", str(file), made[:16])
    nothing = place("keys", "import", str(tmp_path / "none.asc"), made)
    done = place("keys", "import", str(file), spaced)

    assert (other.code, short.code, nothing.code, done.code) == (2, 1, 1, 0)
    assert f"exactly the key with the expected fingerprint: it holds {made}; ask" in other.err
    assert "40 hexadecimal digits" in short.err
    assert "cannot be read" in nothing.err
    assert f"imported {made}" in done.out
    assert "not pinned" in done.out


def test_keys_test_encrypts_a_word_to_each_key_and_reads_it_back(place: Place) -> None:
    fine = place("keys", "test", "--json")
    place.write(
        keys={"hotline": place.people.own, "lea": place.people.revoked, "analyst": place.people.unknown}
    )
    wrong = place("keys", "test")

    assert (fine.code, wrong.code) == (0, 1)
    assert {(row["owner"], row["state"]) for row in fine.data} == {
        ("Example Hotline", "fine"),
        ("national", "fine"),
        ("Ann", "fine"),
    }
    assert "has been revoked" in wrong.out


def test_check_finds_a_good_site_fine_and_says_the_plan(place: Place) -> None:
    done = place("check")

    assert done.code == 0, done.out + done.err
    assert "An illegal case hosted in EE goes encrypted to national <reports@police.example.com>" in done.out
    assert "24 h after the LEA's server has accepted the report" in done.out
    assert {one["state"] for one in place("check", "--json").data["findings"]} == {"fine"}


def test_check_says_what_to_do_about_each_thing_that_is_not_fine(place: Place) -> None:
    stranger = place.people.stranger
    place.write(
        keys={"hotline": place.people.unit, "lea": place.people.revoked, "analyst": place.people.unknown}
    )
    (place.folder / "lea.password").write_text("")
    assert stranger.home.exists()

    done = place("check")

    assert done.code == 2  # an empty password file is a problem of the configuration
    (place.folder / "lea.password").write_text("secret\n")
    done = place("check")
    assert done.code == 1
    assert "import our secret key" in done.out
    assert "has been revoked. Ask its owner for the key as it is now, then: hotlined keys import" in done.out


def test_check_says_so_where_the_disk_is_full(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotlined.cli.check.free_bytes", lambda folder: 12_000_000)
    done = place("check", "--json")

    (disk,) = (row for row in done.data["findings"] if row["what"] == "disk")
    assert (done.code, disk["state"]) == (1, "wrong")
    assert disk["told"].startswith("12 MB are left for ")


def test_check_says_so_where_our_key_does_not_name_the_address_that_the_lea_answers_to(place: Place) -> None:
    """Thunderbird finds no key for it, and offers to answer in clear."""
    config = place.folder / "mailboxes.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("lea@hotline.example.org", "police@hotline.example.org"), encoding="utf-8")
    done = place("check")
    assert done.code == 1
    assert "--quick-add-uid" in done.out
    assert "<police@hotline.example.org>" in done.out.replace("\n", "")


def test_check_names_the_line_of_a_faulty_template(place: Place) -> None:
    (place.folder / "templates" / "ntd").mkdir(parents=True)
    (place.folder / "templates" / "ntd" / "en.txt.j2").write_text("one\n{% if %}\n")
    place.write(templates="templates")

    done = place("check")

    assert done.code == 2
    assert "en.txt.j2:2:" in done.err


def test_check_files_looks_at_what_a_reload_reads_and_at_nothing_else(place: Place) -> None:
    """A key that cannot be used keeps no reload back; a fault in the files does, and nothing is made."""
    place.write(keys={"hotline": place.people.unit, "lea": place.people.revoked})
    assert place("check").code == 1

    done = place("check", "--files")

    assert (done.code, done.err) == (0, "")
    assert [one["what"] for one in place("check", "--files", "--json").data["findings"]] == ["configuration"]
    assert not place.store.exists()
    place.write(nonsense=1)
    refused = place("check", "--files")
    assert refused.code == 2
    assert "mailboxes.yaml:" in refused.err
    (place.folder / "templates" / "ntd").mkdir(parents=True)
    (place.folder / "templates" / "ntd" / "en.txt.j2").write_text("one\n{% if %}\n")
    place.write(templates="templates")
    assert place("check", "--files").code == 2


def test_check_of_the_files_alone_and_of_the_servers_is_a_contradiction_and_said_so(place: Place) -> None:
    done = place("check", "--files", "--connect")

    assert done.code == 2
    assert "it looks at no server" in done.err


def test_check_tells_of_servers_that_do_not_answer(place: Place) -> None:
    place.write(imap_port=1, smtp_port=1)

    done = place("check", "--connect")

    assert done.code == 1
    for name in ("intake", "lea", "ntd"):
        assert f"{name} IMAP" in done.out
        assert f"{name} SMTP" in done.out


def test_check_tries_the_servers_of_every_mailbox(place: Place) -> None:
    host = pytest.importorskip("hotlined.demo.host")
    users = {f"{name}@hotline.example.org": "secret" for name in ("intake", "lea", "ntd")}
    with host.MailHost(users) as running:
        place.write(
            imap_port=running.imap_port,
            smtp_port=running.smtp_port,
            users={name.partition("@")[0]: (name, "secret") for name in users},
        )
        found = place("check", "--connect", "--json").data["findings"]

    told = {one["what"]: one["state"] for one in found}
    assert set(told.values()) == {"fine"}, found
    for name in ("intake", "lea", "ntd"):
        assert {f"{name} SMTP"} | {
            f"{name} IMAP {step}" for step in ("login", "folders", "IDLE", "MOVE", "inbox")
        } <= set(told)
    assert "lea IMAP junk" in told


def test_check_says_whether_keywords_can_be_set_where_they_are_agreed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = pytest.importorskip("hotlined.demo.host")
    users = {f"{name}@hotline.example.org": "secret" for name in ("intake", "lea", "ntd")}
    with host.MailHost(users) as running:
        place.write(
            imap_port=running.imap_port,
            smtp_port=running.smtp_port,
            users={name.partition("@")[0]: (name, "secret") for name in users},
            agreement={"report_keywords": ["illegal"]},
        )
        told = {one["what"]: one for one in place("check", "--connect", "--json").data["findings"]}
        assert told["intake IMAP keywords"]["state"] == "fine"
        assert "lea IMAP keywords" not in told
        monkeypatch.setattr(
            "hotlined.adapters.imap.session.Session.keeps_keywords", lambda self, folder: False
        )
        done = place("check", "--connect")
    assert done.code == 1
    assert "report_keywords in rules/agreement.yaml can bring no form" in " ".join(done.out.split())


# --- replay --------------------------------------------------------------------------------------


def mail(sender: str, subject: str, text: str, **more: str) -> bytes:
    headers = {"From": sender, "To": "intake@hotline.example.org", "Subject": subject,
               "Date": format_datetime(datetime.now(UTC)),
               "Message-ID": "<one@example.org>", **more}  # fmt: skip
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return (head + "\r\n" + text).encode()


def signed(place: Place, subject: str, text: str) -> bytes:
    """A mail of Ann whose signature covers the subject."""
    part = f'Content-Type: text/plain; protected-headers="v1"\r\nSubject: {subject}\r\n\r\n{text}'.encode()
    signature = place.people.stranger.sign(part, place.people.unknown)
    kind = 'multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha512; boundary=b'
    body = b"--b\r\n" + part + b"\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\n"
    body += signature.replace(b"\n", b"\r\n") + b"\r\n--b--\r\n"
    head = mail("ann@hotline.example.org", subject, "", MIME_Version="1.0", Content_Type=kind)
    return head + body


def test_replay_of_an_order_prints_case_route_and_mails_and_does_nothing(filled: Place) -> None:
    before = filled.files()
    text = f"URL: hxxps://example[.]com/{MARKER}\r\nHosting country: EE\r\nType of content: image\r\n"
    path = filled.write_mail("order.eml", signed(filled, "[ILLEGAL]", text))

    done = filled("replay", path)

    assert done.code == 0, done.err
    for told in ("analyst Ann", "signed", "[ILLEGAL]", "Done"):
        assert told in done.out
    assert "would send annex-i to lea national (sealed) from lea" in done.out, done.out
    assert MARKER not in done.out
    assert filled.files() == before


def test_replay_tells_the_reporters_tags_from_the_analysts(filled: Place) -> None:
    text = (
        "URL: https://example.com/1\r\nType of content: image\r\n\r\n-----Original Message-----\r\n"
        "From: somebody\r\nSent: Monday, 2 March 2026 09:30\r\nTo: us\r\nSubject: [NTD:none] hello\r\n\r\n"
    )
    path = filled.write_mail("forwards.eml", signed(filled, "[ILLEGAL] Fwd: [NTD:none] hello", text))

    report = filled("replay", path, "--json").data

    assert (report["folder"], report["tags"]) == ("Done", ["[ILLEGAL]"])
    assert report["tags that are not the writer's"] == ["[NTD:none]"]


def test_replay_at_another_time_decides_as_of_then(filled: Place) -> None:
    path = filled.write_mail("order.eml", signed(filled, "[ILLEGAL]", "URL: https://example.com/1\r\n"))
    later = (datetime.now(UTC) + timedelta(days=3)).isoformat()

    done = filled("replay", path, "--at", later, "--json")

    assert done.data["folder"] == "Quarantine/stale"


def test_replay_shows_how_a_mail_of_the_lea_was_matched(filled: Place) -> None:
    text = "Please wait, do not send the notice yet.\r\n"
    path = filled.write_mail(
        "hold.eml", mail("reports@police.example.com", f"Re: [{CASE}]", text, In_Reply_To=REPORT)
    )

    report = filled("replay", path, "--mailbox", "lea", "--json").data

    assert (report["cases"], report["matched by"], report["folder"]) == ([CASE], "message-id", "LEA")
    assert (report["from"], report["proof"]) == ("lea national", "claimed")
    assert report["changes"][0]["events"]


def test_replay_says_what_was_wrong_with_a_signature_and_which_clues_there_were(filled: Place) -> None:
    text = signed(filled, f"[REMOVED] [{CASE}]", "item one").replace(b"item one", b"item two")
    path = filled.write_mail("bad.eml", text)

    report = filled("replay", path, "--json").data

    assert report["signature"].startswith("bad: it does not fit the text")
    assert (report["folder"], report["clues"]) == (
        "Quarantine/doubtful", [f"the outer subject names {CASE}"],
    )  # fmt: skip
    (letter,) = report["changes"][0]["mails"]
    assert (letter["kind"], letter["address"]) == ("unproven", "ann@hotline.example.org")
    assert "something changed the mail on its way" in filled("replay", path).out


def test_replay_tells_the_form_by_its_fields_and_the_rules_that_hit(filled: Place) -> None:
    text = f"URL: https://example.com/{MARKER}\r\nHosting country: EE\r\nType of content: {MARKER}\r\n"
    path = filled.write_mail("order.eml", signed(filled, "[ILLEGAL]", text))

    report = filled("replay", path, "--json").data

    assert report["form"][0].startswith("1 item with URL")
    assert "Type of content" in report["form"]
    assert any(rule.startswith("routing:") for rule in report["rules"])
    (letter,) = [one for one in report["changes"][0]["mails"] if one["kind"] == "annex-i"]
    assert (letter["security"], letter["keys"]) == ("sealed", [filled.people.unit])
    assert MARKER not in filled("replay", path, "--json").out


def test_replay_of_a_mail_that_was_dealt_with_says_how_and_judges_it_as_if_it_came_now(filled: Place) -> None:
    path = filled.write_mail("seen.eml", EVIL)
    put_aside(filled)

    report = filled("replay", path, "--mailbox", "lea", "--json").data

    assert report["seen before"]
    assert report["earlier"] == ["desk-2026-01-06: filed in Quarantine/stranger, from nobody we know"]
    assert (report["folder"], bool(report["changes"])) == ("Quarantine/doubtful", True)


def test_replay_looks_into_the_store_that_the_daemon_has_open(filled: Place) -> None:
    path = filled.write_mail("mail.eml", mail("x@example.com", f"about {CASE}", "item 1\r\n"))

    with CaseFiles.open(filled.store, salt=lambda: "salt"):
        done = filled("replay", path)

    assert (done.code, CASE in done.out) == (0, True)


def test_replay_of_a_file_with_bare_line_feeds_is_that_of_the_mail(filled: Place) -> None:
    data = signed(filled, "[ILLEGAL]", "URL: https://example.com/1\r\n")
    path = filled.write_mail("order.eml", data.replace(b"\r\n", b"\n"))

    assert filled("replay", path, "--json").data["proof"] == "signed"


def test_replay_needs_no_store(place: Place) -> None:
    path = place.write_mail("mail.eml", mail("somebody@example.com", "Hello", "a report\r\n"))

    done = place("replay", path)

    assert done.code == 0
    assert "Intake" in done.out
    assert "no store yet" in done.err
    assert not place.store.exists()


@pytest.mark.parametrize("args", [["absent.eml"], ["mail.eml", "--at", "tomorrow"]])
def test_replay_says_what_it_cannot_read(args: list[str], place: Place) -> None:
    place.write_mail("mail.eml", b"Subject: x\r\n\r\n")

    done = place("replay", str(place.folder / args[0]), *args[1:])

    assert (done.code, done.err.count("\n")) == (2, 1)


# --- run -----------------------------------------------------------------------------------------


def started(*args: str, more: Mapping[str, str] = MappingProxyType({})) -> Command:
    """A command in a process of its own, which begins warm."""
    return Command(*args, env={**os.environ, **more})


@contextmanager
def fresh(*args: str) -> Iterator["subprocess.Popen[str]"]:
    """A command in an interpreter of its own, as it is typed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hotlined", *args],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "daemon")},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_run_prints_problems_of_the_configuration_and_exits_2(place: Place) -> None:
    place.write(stor="store")

    process = started("run", "--config", str(place.config))
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (2, "")
    assert err.startswith(f"{place.config}:")
    assert "Traceback" not in err


def test_a_second_daemon_says_who_holds_the_store_and_exits_1(place: Place) -> None:
    """And at once: that its templates are broken would take it a second more to find out."""
    (place.folder / "templates" / "alarm").mkdir(parents=True)
    (place.folder / "templates" / "alarm" / "en.txt.j2").write_text("{% if %}")
    place.write(templates="templates")
    with CaseFiles.open(place.store, salt=lambda: "salt"):
        process = started("run", "--config", str(place.config))
        _, err = process.communicate(timeout=60)

    assert process.returncode == 1
    assert err.startswith("another hotlined has this store open: pid ")
    assert err.count("\n") == 1


def test_of_two_daemons_the_second_leaves_and_after_a_kill_the_next_takes_the_store(place: Place) -> None:
    """The second leaves before it reads the rules, and takes nothing of the first: door, status, lock."""
    door = place.folder / "door"
    place.write(imap_port=1, smtp_port=1, lmtp={"listen": str(door)}, status_file="status.json")
    agreement = place.folder / "rules" / "agreement.yaml"
    good = agreement.read_text()

    with started("run", "--config", str(place.config)) as first:
        begins(first)
        agreement.write_text("no agreement at all")
        second = started("run", "--config", str(place.config))
        _, err = second.communicate(timeout=60)
        agreement.write_text(good)

        assert second.returncode == 1
        here = f"pid {first.pid} on {socket.gethostname()}"
        assert err == f"another hotlined has this store open: {here}\n"
        assert (shown(place)["running"], greeting(door)[:3], first.poll()) == (True, "220", None)
        first.kill()
        first.wait()

    assert (place.store / "lock").read_text() == f"{here}\n"
    with started("run", "--config", str(place.config)) as third:
        begins(third)
        assert (place.store / "lock").read_text().startswith(f"pid {third.pid} on ")
        assert greeting(door)[:3] == "220"
        third.send_signal(signal.SIGTERM)
        third.communicate(timeout=30)
    assert third.returncode == 0


def test_systemd_hears_of_start_life_reload_and_end_and_the_status_file_says_the_same(place: Place) -> None:
    config = place.write(imap_port=1, smtp_port=1, status_file="status.json")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(place.folder / "notify"))
        systemd.settimeout(30)
        more = {"NOTIFY_SOCKET": str(place.folder / "notify"), "WATCHDOG_USEC": "2000000"}
        with started("run", "--config", str(config), more=more) as process:
            begins(process)
            beats = [heard(systemd, b"READY=1"), *(heard(systemd, b"WATCHDOG=1") for _ in range(2))]
            assert shown(place)["running"] is True
            process.send_signal(signal.SIGHUP)
            told = [heard(systemd, b"RELOADING=1\nMONOTONIC_USEC="), heard(systemd, b"READY=1")]
            process.send_signal(signal.SIGTERM)
            told.append(heard(systemd, b"STOPPING=1"))
            process.communicate(timeout=30)

    assert all([*beats, *told])
    assert (process.returncode, shown(place)["running"]) == (0, False)


def heard(systemd: socket.socket, words: bytes) -> bool:
    """Wait for a datagram that begins so."""
    while not systemd.recv(4096).startswith(words):
        pass
    return True


def shown(place: Place) -> Any:
    """What the status file says."""
    return json.loads((place.folder / "status.json").read_text())


def begins(process: Command) -> None:
    """Wait until the daemon says that it runs."""
    assert process.stderr is not None
    for line in process.stderr:
        if line == "hotlined is running\n":
            return
    pytest.fail(f"the daemon ended with {process.wait()}")


def greeting(door: Path) -> str:
    """The first line of who listens on a socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(door))
        return client.makefile().readline()


def test_run_without_gpg_says_so_and_exits_2(place: Place) -> None:
    place.write(gnupg={"home": str(place.people.hotline.home), "binary": "no-such-gpg"})

    process = started("run", "--config", str(place.config))
    _, err = process.communicate(timeout=60)

    assert process.returncode == 2
    assert "no-such-gpg" in err
    assert "Traceback" not in err


@pytest.fixture
def as_it_was() -> Iterator[None]:
    """What a daemon sets for its whole process."""
    kept, mask = (logging.root.handlers[:], logging.root.level), os.umask(0o022)
    os.umask(mask)
    yield
    logging.root.handlers[:], logging.root.level = kept
    os.umask(mask)


def test_in_json_every_problem_of_the_configuration_is_an_object_with_its_place(
    place: Place, as_it_was: None
) -> None:
    place.write(stor="store", templates="no-such-folder")
    plain = place("run")

    done = place("run", "--log", "json")

    said = [json.loads(line) for line in done.err.splitlines()]
    assert (done.code, plain.code, done.out) == (2, 2, "")
    assert [f"{one['file']}:{one['line']}: {one['message']}" for one in said] == plain.err.splitlines()
    assert {(one["event"], one["level"], one["code"]) for one in said} == {("failed", "error", 2)}
    assert str(place.config) in {one["file"] for one in said}


def test_in_json_a_faulty_template_has_its_place_too(place: Place, as_it_was: None) -> None:
    faulty = place.folder / "templates" / "alarm" / "en.txt.j2"
    faulty.parent.mkdir(parents=True)
    faulty.write_text("fine\n{% if %}")
    place.write(templates="templates")

    plain, done = place("run"), place("run", "--log", "json")

    (one,) = map(json.loads, done.err.splitlines())
    assert plain.err == f"{faulty}:2: {one['message']}\n"
    assert (done.code, plain.code, one["file"], one["line"]) == (2, 2, str(faulty), 2)


def test_in_json_a_fault_without_a_place_is_its_sentence(
    place: Place, monkeypatch: pytest.MonkeyPatch, as_it_was: None
) -> None:
    """A store that another has, no gpg, no configuration; each with the exit code that it has otherwise."""
    monkeypatch.setenv("HOTLINED_LOG", "json")
    place.write(gnupg={"home": str(place.people.hotline.home), "binary": "no-such-gpg"})
    with CaseFiles.open(place.store, salt=lambda: "salt"):
        taken = place("run")
    without = place("run")
    monkeypatch.chdir(place.folder / "rules")
    monkeypatch.setattr("hotlined.cli.where.PLACES", ("mailboxes.yaml",))
    nowhere = place.call("run")

    told = [json.loads(done.err) for done in (taken, without, nowhere)]
    assert [(one["event"], one["code"]) for one in told] == [("failed", 1), ("failed", 2), ("failed", 2)]
    assert [done.code for done in (taken, without, nowhere)] == [1, 2, 2]
    words = ("another hotlined has this store open: pid ", "gpg is not installed", "no mailboxes.yaml here")
    assert all(one["message"].startswith(begin) for one, begin in zip(told, words, strict=True))
    assert not any("file" in one for one in told)


def test_in_json_what_may_pass_by_itself_says_so(
    place: Place, monkeypatch: pytest.MonkeyPatch, as_it_was: None
) -> None:
    async def fails(*_: object) -> None:
        raise Temporary("the disk is full")

    monkeypatch.setattr("hotlined.service.run", fails)
    plain, done = place("run"), place("run", "--log", "json")

    assert plain.err == "the disk is full; try again\n"
    assert json.loads(done.err)["message"] == "the disk is full; try again"
    assert (plain.code, done.code, json.loads(done.err)["code"]) == (1, 1, 1)


def test_run_logs_plain_lines_and_ends_on_sigterm(place: Place) -> None:
    place.write(imap_port=1, smtp_port=1)

    with fresh("run", "--config", str(place.config)) as process:
        assert process.stderr is not None
        lines = [process.stderr.readline() for _ in range(2)]
        process.send_signal(signal.SIGTERM)
        _, rest = process.communicate(timeout=30)

    assert process.returncode == 0

    said = "".join([*lines, rest])
    assert "hotlined is running" in said
    assert "WARNING hotlined: lost mailbox=" in said
    assert "hotlined stops" in said
    assert "Traceback" not in said


def test_a_bug_in_the_daemon_is_logged_without_its_words(
    place: Place, monkeypatch: pytest.MonkeyPatch, as_it_was: None
) -> None:
    async def fails(*_: object) -> None:
        raise ExceptionGroup(MARKER, [ValueError(MARKER)])

    monkeypatch.setattr("hotlined.service.run", fails)
    done = place("run")

    assert done.code == 1
    assert "error=ValueError" in done.err
    assert MARKER not in done.err


def test_tracebacks_of_libraries_are_logged_as_type_and_place(
    place: Place, monkeypatch: pytest.MonkeyPatch, as_it_was: None
) -> None:
    async def logs(*_: object) -> None:
        try:
            raise ValueError(MARKER)
        except ValueError:
            logging.getLogger("some.library").exception("it failed")
        logging.getLogger("some.library").info(MARKER)

    monkeypatch.setattr("hotlined.service.run", logs)
    done = place("run")

    assert "ERROR some.library: it failed" in done.err
    assert "ValueError at test_cli.py:" in done.err
    assert MARKER not in done.err


# --- demo ----------------------------------------------------------------------------------------


def test_the_demo_without_its_mail_host_says_how_to_install_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith(("hotlined.demo.", "pymap"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pymap", None)

    done = place.call("demo")

    assert done.code == 2
    assert "pip install 'hotlined[demo]'" in done.err


# --- the directory of providers ------------------------------------------------------------------

DIRECTORY = {
    "providers": [
        {
            "name": "Wide", "contact": "abuse@wide.example", "confirmed": "yes",
            "networks": ["192.0.2.0/24"], "domains": ["wide.example"], "asns": ["AS64496"],
        },
        {"name": "Narrow", "contact": "abuse@narrow.example", "networks": ["192.0.2.128/25"]},
        {"name": "Front", "contact": "abuse@front.example", "cdn": "yes", "domains": ["front.example"]},
        {"name": "Wide again", "contact": "abuse@wide.example", "networks": ["192.0.2.0/24"],
         "confirmed": "no", "asns": ["64496"]},
        {"name": "Nowhere", "contact": "abuse@nowhere.example", "confirmed": "yes", "channel": "form"},
    ]
}  # fmt: skip


@pytest.fixture
def directory(place: Place) -> Place:
    """A site whose directory has five rows."""
    dump(place.folder / "rules" / "providers.yaml", DIRECTORY)
    return place


@pytest.mark.parametrize(
    ("what", "winners", "told"),
    [
        ("192.0.2.200", ["Narrow", "Wide"], "Narrow wins by 192.0.2.128/25, the longest network"),
        (
            "https://192.0.2.200/a",
            ["Narrow", "Wide"],
            "a notice waits for an analyst's [PROVIDER:abuse@narrow",
        ),
        ("https://a.wide.example/", ["Wide"], "A notice goes to abuse@wide.example"),
        ("a.WIDE.example", ["Wide"], "Wide wins by wide.example"),
        ("front.example", ["Front"], "It is a CDN: no notice goes there"),
        ("as64496", ["Wide"], "Wide wins by AS64496"),
        ("wide", ["Wide", "Wide again"], "2 rows are named so"),
        ("Nowhere", ["Nowhere"], "1 row is named so"),
    ],
)
def test_providers_search_says_which_row_wins_and_why(
    what: str, winners: list[str], told: str, directory: Place
) -> None:
    done = directory.call("providers", "search", what, "--config", str(directory.config))
    rows = directory.call("providers", "search", what, "--json", "--config", str(directory.config)).data

    assert (done.code, [row["name"] for row in rows]) == (0, winners)
    assert [row["standing"] for row in rows] == ["wins", "shadowed"][: len(winners)]
    assert told in done.out


@pytest.mark.parametrize("what", ["https://elsewhere.example/", "203.0.113.1", "AS64500", "nobody", ""])
def test_providers_search_that_finds_nobody_exits_1(what: str, directory: Place) -> None:
    done = directory.call("providers", "search", what, "--config", str(directory.config))

    assert done.code == 1
    assert "no row of the directory matches" in done.out


def test_providers_check_names_what_is_doubtful_in_each_row(directory: Place) -> None:
    done = directory.call("providers", "check", "--json", "--config", str(directory.config))

    assert done.code == 1
    assert [(row["provider"], row["finding"]) for row in done.data] == [
        ("Narrow", "row 2 is not confirmed: a notice waits for [PROVIDER:abuse@narrow.example]"),
        ("Narrow", "row 2: 192.0.2.128/25 lies within 192.0.2.0/24 of Wide, and wins there"),
        ("Wide again", "row 4 is not confirmed: a notice waits for [PROVIDER:abuse@wide.example]"),
        ("Wide again", "row 4 repeats AS64496 of Wide"),
        ("Wide again", "row 4 repeats 192.0.2.0/24 of Wide"),
        (
            "Wide again",
            "row 4 says something else of abuse@wide.example than Wide "
            "(language, confirmed, cdn, channel, keys or xarf)",
        ),
        ("Nowhere", "row 5 has neither network nor domain: it is never found for an item"),
    ]


def test_providers_list_shows_the_rows_and_says_when_there_are_none(directory: Place) -> None:
    listed = directory.call("providers", "list", "--config", str(directory.config))
    assert "192.0.2.0/24, wide.example, AS64496" in listed.out

    dump(directory.folder / "rules" / "providers.yaml", {"providers": []})
    empty = directory.call("providers", "list", "--config", str(directory.config))
    assert (empty.code, empty.out.startswith("the directory is empty")) == (0, True)


def test_providers_import_proposes_what_is_new_unconfirmed_and_never_touches_a_file(directory: Place) -> None:
    source = directory.folder / "contacts.csv"
    source.write_text(
        "name,contact,networks\nNew,abuse@new.example,198.51.100.0/24\n"
        "Wide,abuse@wide.example,192.0.2.0/24\nThief,abuse@thief.example,192.0.2.0/24\n"
    )
    target = directory.folder / "proposed.yaml"
    command = ("providers", "import", str(source), "--config", str(directory.config))

    shown = directory.call(*command)
    done = directory.call(*command, "--out", str(target))
    again = directory.call(*command, "--out", str(target))

    assert done.code == shown.code == 1
    assert shown.out == target.read_text()
    assert "192.0.2.0/24 of abuse@thief.example stands in the directory with abuse@wide.example" in done.err
    assert (again.code, "name a new file" in again.err) == (2, True)
    target.rename(directory.folder / "rules" / "providers.yaml")
    (row,) = directory.call("providers", "list", "--json", "--config", str(directory.config)).data
    assert (row["name"], row["networks"], row["confirmed"]) == ("New", ["198.51.100.0/24"], False)


def test_providers_import_of_a_file_that_is_no_table_says_what_is_expected(directory: Place) -> None:
    done = directory.call("providers", "import", str(directory.config), "--config", str(directory.config))

    assert done.code == 2
    assert "expected name, contact" in done.err


def test_check_says_loudly_that_test_mode_is_on(place: Place) -> None:
    place.write(test_mode={"providers_to": "test@hotline.example.org"})

    done = place("check")

    assert done.code == 1
    assert "TEST MODE: no provider gets any mail; all goes to test@hotline.example.org" in done.out
    assert ("TEST MODE", "wrong") in [
        (one["what"], one["state"]) for one in place("check", "--json").data["findings"]
    ]


# --- stats ---------------------------------------------------------------------------------------

Q3_IN = datetime(2026, 8, 1, 12, tzinfo=UTC)


def with_figures(place: Place) -> Place:
    """The third quarter asked about, answered by one unit and not proven by the other; feedback on a case."""
    asked = (
        e.StatisticsPlanned(period="2026-Q3"),
        *(e.StatisticsAsked(unit=unit, n=1, fields=("reports", "useful")) for unit in ("national", "state")),
        figures("national", (("reports", 12), ("useful", 3)), confirmed=True),
        figures("national", (("reports", 14),), confirmed=True),
        figures("state", (("reports", 5),), confirmed=False),
    )
    said = (
        e.FeedbackGiven(unit="national", mail="1", victim="no", investigation="open", proof="signed"),
        e.FeedbackGiven(unit="national", mail="2", victim="yes", proof="claimed", text=MARKER),
    )
    with CaseFiles.open(place.store, salt=lambda: "salt") as store:
        store.commit([Commit("stats-2026-Q3", 0, Q3_IN + timedelta(days=65), asked)])
        store.commit([Commit("stats-2026-Q4", 0, Q3_IN, (e.StatisticsPlanned(period="2026-Q4"),))])
        store.commit([Commit(CASE, 0, THEN, case_events())])
        store.commit([Commit(CASE, len(case_events()), Q3_IN, said)])
    return place


def figures(unit: str, numbers: tuple[tuple[str, int], ...], *, confirmed: bool) -> e.StatisticsAnswered:
    return e.StatisticsAnswered(
        unit=unit, mail=str(numbers), proof="claimed", numbers=numbers, confirmed=confirmed
    )


def test_stats_prints_what_was_asked_and_answered_and_counts_the_feedback(place: Place) -> None:
    done = with_figures(place)("stats", "--lea", "2026-Q3")

    assert done.code == 0
    flat = [" ".join(row.split()) for row in done.out.splitlines()]
    assert any(row.startswith("2026-Q3 national answered") for row in flat)
    assert any(row.startswith("2026-Q3 state to be confirmed") for row in flat)
    assert "Reports received 14 5 ?" in flat
    assert "Useful reports 3" in flat
    assert "Feedback on cases: mails 2, cases 1, not proven 1" in flat
    assert "victim: yes 1" in flat, "of a case the last word counts"
    assert MARKER not in done.out


def test_stats_of_a_year_has_all_its_periods_and_json_has_everything(place: Place) -> None:
    done = with_figures(place)("stats", "--lea", "2026", "--json")

    found = json.loads(done.out)
    assert [(row["period"], row["unit"], row["state"]) for row in found["units"]] == [
        ("2026-Q3", "national", "answered"),
        ("2026-Q3", "state", "to be confirmed"),
        ("2026-Q4", "", "not asked yet"),
    ]
    assert found["units"][0]["numbers"] == {"reports": 14, "useful": 3}
    assert found["units"][0]["answers"] == 2
    assert found["units"][1]["unconfirmed"] == {"reports": 5}
    assert found["feedback"]["investigation"] == {"open": 1}


def test_feedback_of_another_period_does_not_count(place: Place) -> None:
    done = with_figures(place)("stats", "--lea", "2026-Q2", "--json")

    assert json.loads(done.out)["feedback"]["mails"] == 0


@pytest.mark.parametrize("args", [("2026-W54",), ("--lea", "last summer"), ("--lea", "2026-Q5")])
def test_stats_of_what_is_no_period_says_what_is_expected(args: tuple[str, ...], filled: Place) -> None:
    done = filled("stats", *args)

    assert done.code == 2
    assert "2026-Q3" in done.err


def test_stats_prints_the_figures_as_text_json_csv_and_pictures(place: Place, tmp_path: Path) -> None:
    with_figures(place)
    year = str(THEN.year)
    text = place("stats", year)
    assert f"Statistics {year}" in text.out
    assert "Cases assessed: 1" in text.out
    assert MARKER not in text.out
    found = json.loads(place("stats", year, "--json").out)
    assert (found["period"], sum(found["assessed"].values())) == (year, 1)
    table = place("stats", year, "--csv")
    assert table.out.splitlines()[0].startswith("section;figure;label;n;of;")
    assert place("stats", year, "--dsa").out.startswith("period;provider;kind;notices;")
    folder = tmp_path / "charts"
    assert place("stats", year, "--charts", str(folder)).code == 0
    assert all(one.read_bytes().startswith(b"\x89PNG") for one in folder.iterdir())


def test_the_agreement_is_shown_with_its_review_its_meetings_and_what_they_agreed(place: Place) -> None:
    meeting = {"name": "Spring meeting", "start": "2026-03-20 10:00", "place": "Example Street 1"}
    place.write(agreement={"review": "2020-01-31"}, rules={"calendar": {"meetings": [meeting]}})
    held = e.MeetingHeld(day="2026-03-20", by="Ann", mail="m", agreed=("Item one", "Item two"))
    with CaseFiles.open(place.store, salt=lambda: "salt") as store:
        store.commit([Commit("desk-2026-03-20", 0, THEN, (held,))])
    done = place("agreement")
    assert "Agreement 1 of 2026-01-31: Example Hotline, Example Police" in done.out
    assert "To be reviewed by 2020-01-31: that day has come." in done.out
    flat = [" ".join(row.split()) for row in done.out.splitlines()]
    assert "2026-03-20 10:00 Spring meeting meeting Example Street 1 held, protocol kept" in flat
    assert "2026-03-20 Item two" in flat
    assert [one["agreed"] for one in json.loads(place("agreement", "--json").out)["agreed"]] == [*held.agreed]


def test_the_introduction_of_a_unit_is_printed_and_another_is_refused(place: Place) -> None:
    done = place("introduce", "national")
    assert done.code == 0
    assert "Introduction: Example Hotline" in done.out
    assert place("introduce", "moon").code == 1


def test_the_statistics_that_are_planned_are_due_and_can_be_shown(place: Place) -> None:
    with_figures(place)
    path = place.folder / "rules" / "agreement.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "lea_statistics: quarter\n", encoding="utf-8")

    rows = json.loads(place("due", "--json").out)
    told = place("show", "STATS-2026-q3")

    assert [(row["case"], row["what"]) for row in rows if row["what"] == "lea-statistics"] == [
        ("stats-2026-Q4", "lea-statistics")
    ]
    assert told.code == 0
    assert "Statistics asked" in told.out
