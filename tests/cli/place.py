"""A real site for the command line: throw-away keys, a store filled by hand, no daemon."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.lmtp import maildir
from hotlined.app.ports import Commit
from hotlined.cli import main
from hotlined.domain.form import Form, Item
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.message import Envelope, Gate, Party
from hotlined.domain.mail.outgoing import OutboxRow, RowState
from hotlined.domain.record.casework import CaseOpened, ProviderSet
from hotlined.domain.record.correspondence import MailAccepted, MailQueued, MailSeen
from hotlined.domain.record.events import Event
from hotlined.domain.record.holding import HoldPlaced
from hotlined.domain.record.reporting import ReportQueued
from hotlined.domain.values.reference import Reference
from tests.support.keys import People
from tests.support.site import write_site

MARKER = "planted-marker-7f3a"
CASE = str(Reference("HL", 2026, 7))
THEN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
REPORT = "<report0000000000@hotline.example.org>"
WAITING = "<waiting000000000@hotline.example.org>"
MAYBE = "<maybe00000000000@hotline.example.org>"


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
    """A case that is held, with a notice planned; mails that wait; a desk day with a quarantined mail."""
    with CaseFiles.open(place.store, salt=lambda: "salt") as store:
        queued, queued_mail = waiting(WAITING, Gate.NOTICE, "ntd", RowState.QUEUED)
        unknown, unknown_mail = waiting(MAYBE, Gate.REPORT, "annex-i", RowState.UNKNOWN)
        rows, envelopes = (queued, unknown), (queued_mail, unknown_mail)
        store.commit([Commit(CASE, 0, THEN, case_events(), rows, envelopes)])
        store.commit([Commit("desk-2026-01-05", 0, THEN, (in_quarantine(),))])
    return place


def case_events() -> tuple[Event, ...]:
    opened = CaseOpened(
        assessment="illegal", analyst="Ann", mail="d" * 64, thread=None, found_at=THEN,
        received_from_public=None, country="EE", urgent=True, units=("national",), ntd_body="hotline",
        ntd_delay=86_400, rules=("routing:everything",), items=1,
        form=Form(items=(Item(url=f"https://example.com/{MARKER}"),)), urgent_reason=MARKER,
    )  # fmt: skip
    provider = ProviderSet(items=(1,), name="Example Host", contact="abuse@example.com", confirmed=True)
    report = ReportQueued(
        unit="national", fragment=1, of=1, items=(1,), message_id=REPORT, code="secret-code"
    )
    queued = MailQueued(
        message_id=REPORT, kind="annex-i", party="lea", to_id="national", token="secret-token"
    )
    hold = HoldPlaced(
        hold="H1", party="lea", by="national", proof="claimed", until=None, mail="e" * 64, reference=MARKER
    )
    return opened, provider, report, queued, MailAccepted(message_id=REPORT), hold


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


def in_quarantine() -> MailSeen:
    return MailSeen(
        mail="f" * 64, message_id=None, mailbox="intake", kind="human", party="analyst", who="Ann",
        proof="claimed", folder="Quarantine/unproven", reason="commands must be signed",
    )  # fmt: skip


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
    """A stranger's mail that came to the LEA's address by LMTP, quarantined in the spool; its digest."""
    values = {"mailbox": "lea", "party": "stranger", "who": "", "folder": "Quarantine/stranger", **more}
    seen = MailSeen(
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
