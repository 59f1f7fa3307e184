"""The site that the documentation shows: real keys, a mail host on loopback, a store with two cases.

Everything in it is fixed except keys and ports, so that what a document prints can be compared with what
the command prints.  The moment is always `NOW`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from hotlined.adapters.casefiles import CaseFiles
from hotlined.app.ports import Commit
from hotlined.demo.host import MailHost
from hotlined.domain.form import Form, Item
from hotlined.domain.mail.message import Envelope, Gate, Party
from hotlined.domain.mail.outgoing import OutboxRow, RowState
from hotlined.domain.record.casework import CaseOpened, ProviderSet
from hotlined.domain.record.correspondence import MailAccepted, MailQueued, MailSeen
from hotlined.domain.record.events import Event
from hotlined.domain.record.holding import HoldPlaced
from hotlined.domain.record.reporting import ReceiptGiven, ReportQueued
from hotlined.domain.values.reference import Reference
from tests.support.keys import People
from tests.support.site import write_site

NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
OPENED = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HELD = str(Reference("HL", 2026, 7))
URGENT = str(Reference("HL", 2026, 9))
USERS = {name: (f"{name}@hotline.example.org", "secret") for name in ("intake", "lea", "ntd")}
MAIL = b"""\
From: Ann <ann@hotline.example.org>\r
To: intake@hotline.example.org\r
Subject: [%s] [STATUS]\r
Message-ID: <status@hotline.example.org>\r
Date: Tue, 24 Nov 2026 16:00:00 +0200\r
\r
Please.\r
"""


@contextmanager
def mail_host() -> Iterator[MailHost]:
    """The three mailboxes of the hotline, empty."""
    host = MailHost(dict(USERS.values())).start()
    try:
        yield host
    finally:
        host.stop()


def shown_site(folder: Path, people: People, host: MailHost, *, lea_key: str = "unit") -> None:
    """Fill a folder with the site, its store, and `mail.eml`; `lea_key` names a key of `people`."""
    write_site(
        folder,
        keys={"hotline": people.own, "lea": getattr(people, lea_key), "analyst": people.unknown},
        gnupg_home=people.hotline.home,
        imap_port=host.imap_port,
        smtp_port=host.smtp_port,
        users=USERS,
    )
    (folder / "mail.eml").write_bytes(MAIL % HELD.encode())
    with CaseFiles.open(folder / "store", salt=lambda: "salt") as store:
        store.commit([Commit(HELD, 0, OPENED, _held()[:-2])])
        store.commit([Commit(HELD, len(_held()) - 2, OPENED + timedelta(hours=3), _held()[-2:])])
        events, row, envelope = _urgent()
        store.commit([Commit(URGENT, 0, NOW - timedelta(minutes=20), events, (row,), (envelope,))])
        store.commit([Commit("desk-2026-11-24", 0, NOW - timedelta(hours=1), (_in_quarantine(),))])


def _opened(urgent: bool, items: int, mail: str) -> CaseOpened:
    return CaseOpened(
        assessment="illegal", analyst="Ann", mail=mail, thread=None, found_at=OPENED,
        received_from_public=None, country="EE", urgent=urgent, units=("national",), ntd_body="hotline",
        ntd_delay=86_400, rules=("routing:everything",), items=items,
        form=Form(items=tuple(Item(url=f"https://files.example.net/item-{n}") for n in range(1, items + 1))),
    )  # fmt: skip


def _reported(message_id: str, items: tuple[int, ...]) -> tuple[Event, ...]:
    return (
        ReportQueued(unit="national", fragment=1, of=1, items=items, message_id=message_id, code=message_id),
        MailQueued(message_id=message_id, kind="annex-i", party="lea", to_id="national", token="t" * 26),
    )


def _held() -> tuple[Event, ...]:
    """Reported and received; the LEA asks to wait."""
    report = "<h7q2c4m9report@hotline.example.org>"
    return (
        _opened(False, 2, "d" * 64),
        ProviderSet(items=(1, 2), name="Example Host", contact="abuse@example.net", confirmed=True),
        *_reported(report, (1, 2)),
        MailAccepted(message_id=report),
        ReceiptGiven(unit="national", fragments=(1,), how="code", by="national", mail="c" * 64),
        HoldPlaced(
            hold="H1", party="lea", by="national", proof="claimed",
            until=datetime(2026, 12, 1, 22, 0, tzinfo=UTC), mail="e" * 64,
        ),
    )  # fmt: skip


def _urgent() -> tuple[tuple[Event, ...], OutboxRow, Envelope]:
    """The LEA's server has not accepted the report yet."""
    report = "<k4n8w3x5report@hotline.example.org>"
    data = b"Subject: x\r\n\r\nciphertext\r\n"
    digest = sha256(data).hexdigest()
    row = OutboxRow(
        message_id=report, stream=URGENT, kind="annex-i", gate=Gate.REPORT, party=Party.LEA,
        to_id="national", identity="lea", sender="lea@hotline.example.org",
        recipient="reports@police.example.com", digest=digest, created_at=NOW - timedelta(minutes=20),
        state=RowState.QUEUED, attempts=4, next_at=NOW + timedelta(minutes=2), last_reply="451 4.7.1",
    )  # fmt: skip
    events = (_opened(True, 1, "b" * 64), *_reported(report, (1,)))
    return events, row, Envelope(report, row.sender, row.recipient, data, digest)


def _in_quarantine() -> MailSeen:
    return MailSeen(
        mail="f" * 64, message_id=None, mailbox="intake", kind="human", party="analyst", who="Ann",
        proof="claimed", folder="Quarantine/unproven",
        reason="commands must be signed with a key that the hotline knows, and this mail is not",
    )  # fmt: skip
