"""adapters.mail_worker: a mail costs a limited time and memory, whatever it does to the parser."""

import base64
import dataclasses
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hotlined.adapters.mail_worker import parent
from hotlined.adapters.mail_worker.limits import LARGE, Cost
from hotlined.adapters.mail_worker.parent import SOURCES, WorkerParser
from hotlined.app.parse import InProcess
from hotlined.app.ports import Fetched, Found, Temporary, TooOdd
from hotlined.app.reading import Reader
from hotlined.domain.mail.message import MailClass
from hotlined.worker import PARSER
from tests.app.parser_contract import OWN, PLAIN, ParserContract
from tests.support.fake_clock import START
from tests.support.fake_openpgp import FakeOpenPGP
from tests.support.site import HOTLINE_KEY, make_site

ROOT = str(Path(__file__).parents[2])
QUICK = Cost(cpu=0.3, wall=1.0)


def mail(subject: str) -> bytes:
    return b"From: a@example.com\r\nSubject: " + subject.encode() + b"\r\n\r\nitem 1\r\n"


def a_process_is_gone(pid: int, seconds: float = 10.0) -> bool:
    """Whether it has ended, or does within some seconds."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with os.fdopen(watched, closefd=True) as handle:
        return bool(select.select([handle], [], [], seconds)[0])


@pytest.fixture(scope="module")
def worker() -> Iterator[WorkerParser]:
    made = WorkerParser("hotlined.worker")
    yield made
    made.close()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The processes that are started from here on."""
    found: list[object] = []
    spawn = subprocess.Popen

    def counted(*args: object, **options: object) -> object:
        found.append(args)
        return spawn(*args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(parent.subprocess, "Popen", counted)
    return found


@pytest.fixture(scope="module")
def bad() -> Iterator[WorkerParser]:
    """It may run already; a test that needs a new process closes it before."""
    made = WorkerParser("tests.support.bad_worker", QUICK, (*SOURCES, ROOT))
    yield made
    made.close()


class TestInProcess(ParserContract):
    """The contract on the parser itself."""

    @pytest.fixture
    def parser(self) -> InProcess:
        return PARSER


class TestWorker(ParserContract):
    """The contract on the process."""

    @pytest.fixture
    def parser(self, worker: WorkerParser) -> WorkerParser:
        return worker


# --- a parser that goes astray ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "why"),
    [
        ("hang", "takes too long"),
        ("wait", "takes too long"),
        ("eat", "takes too much memory"),
        ("break", "broke on it"),
        ("recurse", "nested too deeply"),
        ("lie", "makes no sense"),
    ],
)
def test_what_a_mail_does_to_the_parser_costs_that_mail_only(
    bad: WorkerParser, subject: str, why: str
) -> None:
    assert bad.outer(mail("item 1"), OWN).subject == "item 1"
    with pytest.raises(TooOdd, match=why):
        bad.outer(mail(subject), OWN)
    assert bad.outer(mail("item 2"), OWN).subject == "item 2"


@pytest.mark.timeout(90)
def test_processor_time_has_a_limit_of_its_own(started: list[object]) -> None:
    patient = WorkerParser("tests.support.bad_worker", Cost(cpu=0.3, wall=1_000), (*SOURCES, ROOT))
    with pytest.raises(TooOdd, match="takes too long"):
        patient.outer(mail("hang"), OWN)
    patient.close()
    assert len(started) == 1  # another process would take as long over it


def test_a_bug_is_a_bug_and_tells_nothing_of_the_mail(bad: WorkerParser) -> None:
    with pytest.raises(RuntimeError, match=r"KeyError in bad_worker\.py:\d+") as told:
        bad.outer(mail("bug"), OWN)
    assert "item 1" not in str(told.value)


def test_the_process_can_reach_nothing(bad: WorkerParser) -> None:
    assert bad.outer(mail("escape"), OWN).subject == ""
    held = {os.readlink(one) for one in Path(f"/proc/{bad.pid}/fd").iterdir()}
    assert {one.partition(":")[0] for one in held} == {"/dev/null", "socket"}
    assert os.readlink(f"/proc/{bad.pid}/cwd") == "/"


def test_a_process_that_is_killed_from_outside_costs_no_mail(
    bad: WorkerParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad.start(OWN.zone)
    before = bad.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    assert bad.outer(mail("item 1"), OWN).subject == "item 1"
    assert bad.pid != before

    def full(*args: object) -> list[bytes]:
        raise MemoryError

    monkeypatch.setattr(parent.wire, "receive", full)
    with pytest.raises(MemoryError):
        bad.outer(mail("item 2"), OWN)
    assert bad.pid is None  # what it answers, and nobody has taken, would be the next mail's (P10)


def test_a_mail_that_kills_its_process_is_tried_three_times(bad: WorkerParser, started: list[object]) -> None:
    bad.close()
    with pytest.raises(TooOdd):
        bad.outer(mail("break"), OWN)
    assert len(started) == 3


@pytest.mark.parametrize(
    ("answer", "why"), [(b"", "takes too long"), (struct.pack(">5Q", 2**50, 0, 0, 0, 0), "broke on it")]
)
def test_nobody_waits_for_an_answer_that_never_comes_or_has_room_for_one_longer_than_any(
    answer: bytes, why: str
) -> None:
    """Of a process that a mail has made its own, or that stands still: its own timers say nothing then."""
    ours, its = socket.socketpair()
    with ours, its, subprocess.Popen(["true"]) as gone:
        its.sendall(answer)
        child = parent._Child(gone, ours, "UTC", Cost(wall=0.05))
        began = time.monotonic()
        with pytest.raises(parent._Died, match=why):
            child.ask(parent._Request(b"outer", b"{}", PLAIN))
    assert time.monotonic() - began < 5


def test_without_room_for_a_process_the_mail_stays(
    bad: WorkerParser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*args: object, **options: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    bad.close()
    with monkeypatch.context() as patched:
        patched.setattr(parent.subprocess, "Popen", refused)
        with pytest.raises(Temporary, match="Resource temporarily unavailable"):
            bad.outer(mail("item 1"), OWN)
    assert bad.outer(mail("item 1"), OWN).subject == "item 1"


def test_a_process_that_does_not_start_is_temporary_and_said() -> None:
    with pytest.raises(Temporary, match="does not start"):
        WorkerParser("hotlined.no_such_module").start()


def test_a_process_that_was_begun_is_waited_for_by_the_first_mail(bad: WorkerParser) -> None:
    bad.close()
    bad.begin(OWN.zone)
    begun = bad.pid
    assert begun is not None
    assert bad.outer(mail("item 1"), OWN).subject == "item 1"
    assert bad.pid == begun


def test_a_process_that_was_begun_and_does_not_start_is_said_by_whoever_waits_for_it() -> None:
    broken = WorkerParser("hotlined.no_such_module")
    broken.begin()
    with pytest.raises(Temporary, match="does not start"):
        broken.start()
    assert broken.pid is None


def test_the_process_holds_nothing_of_a_case() -> None:
    code = "import sys, hotlined.worker; print(*sys.modules)"
    env = {"PYTHONPATH": os.pathsep.join(SOURCES)}
    found = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    loaded = {*found.stdout.split()}
    assert "hotlined.adapters.mail_worker.child" in loaded
    assert not {"pydantic_core", "hotlined.domain.cases.state"} & loaded
    of_the_record = {one for one in loaded if one.startswith("hotlined.domain.record.")}
    assert of_the_record <= {"hotlined.domain.record.chain"}, "hashes alone, no event"


def test_our_own_words_count_as_they_are_now_in_whatever_process(worker: WorkerParser) -> None:
    said = b"From: a@example.com\r\n\r\nPlease hold.\r\n\r\n> " + OWN.texts[0].encode() + b"\r\n"
    other = dataclasses.replace(OWN, texts=("We ask for something else.",))
    read = {own: PARSER.outer(said, own) for own in (OWN, other)}
    assert read[OWN] != read[other]

    assert [worker.outer(said, own) for own in (OWN, other, other, OWN)] == [
        read[own] for own in (OWN, other, other, OWN)
    ]
    worker.close()
    assert worker.outer(said, OWN) == read[OWN]


def test_a_new_zone_is_a_new_process(worker: WorkerParser) -> None:
    there = dataclasses.replace(OWN, zone=ZoneInfo("America/New_York"))
    found = [worker.outer(PLAIN, own).inner for own in (OWN, there)]
    assert [
        one.originals[0].date.hour for one in found if one and one.originals and one.originals[0].date
    ] == [7, 14]


def test_after_a_large_mail_the_process_is_replaced(worker: WorkerParser) -> None:
    worker.start(OWN.zone)
    before = worker.pid
    large = PLAIN.replace(b"YQ==", base64.encodebytes(bytes(LARGE)))
    inner = worker.outer(large, OWN).inner
    assert inner is not None
    assert inner.attachments[0].size == LARGE
    assert worker.outer(PLAIN, OWN).inner is not None
    assert worker.pid != before


@pytest.mark.parametrize("subject", ["", "wait"], ids=["idle", "in the middle of a mail"])
def test_the_process_ends_with_the_daemon(subject: str) -> None:
    script = (
        "import sys, threading\n"
        "from hotlined.adapters.mail_worker.parent import WorkerParser\n"
        "from tests.adapters.test_mail_worker import OWN, QUICK, ROOT, SOURCES, mail\n"
        "parser = WorkerParser('tests.support.bad_worker', QUICK, (*SOURCES, ROOT))\n"
        "parser.start(OWN.zone)\n"
        "pid = parser.pid\n"
        f"reader = threading.Thread(target=parser.outer, args=(mail({subject!r}), OWN), daemon=True)\n"
        "reader.start()\n"
        f"reader.join(0.2 if {subject!r} else None)\n"
        "print(pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((*SOURCES, ROOT))}
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as daemon:
        assert daemon.stdout is not None
        pid = int(daemon.stdout.readline())
        daemon.kill()
    assert a_process_is_gone(pid)


# --- mails made to be too much ---------------------------------------------------------------------


def _mixed(*parts: bytes) -> bytes:
    head = b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    return head + b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"


def _plain(head: bytes, body: bytes = b"item 1\r\n") -> bytes:
    return b"From: a@example.com\r\n" + head + b"\r\n" + body


def _nested(depth: int, kind: bytes = b"multipart/mixed") -> bytes:
    return b"".join(
        b"Content-Type: %s; boundary=b%d\r\n\r\n--b%d\r\n" % (kind, at, at) for at in range(depth)
    )


MB = 2**20
BOMBS = {
    "27 kB of nested multiparts": lambda: _nested(500),
    "nested digests": lambda: _nested(149, b"multipart/digest") + b"\r\nitem 1",
    "lines in nested multiparts": lambda: _nested(149) + b"z\r\n" * 400_000,
    "nested messages": lambda: b"Content-Type: message/rfc822\r\n\r\n" * 100_000,
    "brackets in To": lambda: _plain(b"To: " + b"(" * 3_000 + b"\r\n"),
    "brackets in From": lambda: b"From: " + b"(" * 100_000 + b"\r\n\r\nitem 1",
    "200,000 parts": lambda: _mixed(*[b"\r\nx"] * 200_000),
    "200,000 parts with a boundary of dashes": lambda: (
        _mixed(*[b"\r\nx"] * 200_000)
        .replace(b"boundary=b", b"boundary=--b")
        .replace(b"--b\r\n", b"----b\r\n")
    ),
    "200,000 parts between bare CR": lambda: _mixed(*[b"\r\rx"] * 200_000).replace(b"\r\n--b", b"\r--b"),
    "names in 10,000 pieces": lambda: _mixed(
        b"Content-Disposition: attachment;\r\n"
        + b"".join(b" filename*%d=a;\r\n" % at for at in range(10_000))
        + b"\r\nx"
    ),
    "names in pieces in many parts": lambda: _mixed(
        *[
            b"Content-Type: text/plain;"
            + b"".join(b" name*%d*=a;" % at for at in range(500, 0, -1))
            + b"\r\n\r\nx"
        ]
        * 50
    ),
    "encoded words": lambda: _plain(b"Subject: " + b"=?utf-8?q?a?= " * 9_000 + b"\r\n"),
    "an encoded word that never ends": lambda: _plain(b"Subject: " + b"=?utf-8?q?" * 10_000 + b"\r\n"),
    "base64 of 50 MB": lambda: _mixed(
        b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(bytes(36 * MB))
    ),
    "base64 of anything": lambda: _plain(b"Content-Transfer-Encoding: base64\r\n", b"=A=\xff" * MB),
    "folded without end": lambda: _plain(b"Subject: a" + b"\r\n  b" * 20_000 + b"\r\n"),
    "5,000 addresses": lambda: b"From: " + b"a@example.com, " * 5_000 + b"\r\n\r\nitem 1",
    "20,000 fields": lambda: b"From: a@example.com\r\n" * 6_000 + b"\r\nitem 1",
    "UTF-7": lambda: _plain(b"Content-Type: text/plain; charset=utf-7\r\n", b"+AGE-" * 100_000),
    "an unknown charset": lambda: _plain(b"Content-Type: text/plain; charset=x-none\r\n", b"\xff" * 500_000),
    "NUL": lambda: b"\0" * 500_000 + _plain(b"Subject: a\0b\r\n", b"\0" * 500_000),
    "bare CR": lambda: _plain(b"", b"\r" * (25 * MB)),
    "only line ends": lambda: b"\n" * (25 * MB),
    "one line": lambda: _plain(b"", b"a" * (25 * MB)),
    "quotes": lambda: _plain(b"", b"> On 2026-01-01 <a@example.com> wrote:\r\n" * 25_000),
    "HTML in a thousand parts": lambda: _mixed(
        *[b"Content-Type: text/html\r\n\r\n" + b"<a " * 3_500] * 1_000
    ),
    "uuencode": lambda: _plain(
        b"Content-Transfer-Encoding: uuencode\r\n",
        b"begin 644 x\r\n" + (b"M" + b"#" * 60 + b"\r\n") * 200_000,
    ),
    "winmail.dat": lambda: _mixed(b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\n" + bytes(MB)),
    "an armour without end": lambda: _plain(b"", b"-----BEGIN PGP MESSAGE-----\r\n" + b"a\r\n" * 300_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_P1_a_mail_made_to_be_too_much_is_read_or_put_aside_in_time_and_never_lost(
    worker: WorkerParser, name: str
) -> None:
    raw = BOMBS[name]()
    reader = Reader(worker, FakeOpenPGP(HOTLINE_KEY), make_site)
    read = reader.read("lea", Fetched(Found("INBOX", 1, 7, len(raw)), raw, START))
    assert len(read.digest) == 64
    assert read.unreadable or read.classified.kind is not MailClass.UNREADABLE
    # The limits of bytes and parts come before those of time and memory, which kill.
    assert "takes too" not in (read.unreadable or "")
    assert reader.read("lea", Fetched(Found("INBOX", 1, 8, len(PLAIN)), PLAIN, START)).body


def test_P7_of_a_mail_that_was_too_much_the_sender_is_still_known(bad: WorkerParser) -> None:
    reader = Reader(bad, FakeOpenPGP(HOTLINE_KEY), make_site)
    raw = b"From: lee@police.example.com\r\nSubject: a\r\n\r\n" + b"--b\r\n" * 30_000
    read = reader.read("lea", Fetched(Found("INBOX", 1, 7, len(raw)), raw, START))
    assert (read.classified.kind, read.unreadable) == (MailClass.UNREADABLE, "too many parts")
    assert [str(one) for one in read.from_] == ["lee@police.example.com"]
