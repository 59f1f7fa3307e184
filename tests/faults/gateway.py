"""The hotline behind a real mail server: everything it sends passes it, and its bounces come back by it.

    daemon -> [proxy] -> Postfix -> recipients' servers (a sink that can refuse, or leave after the final dot)
                           |-----> Dovecot, by LMTP: answers, and the notifications that Postfix writes itself

In the run that asks for it OpenSMTPD stands in Postfix's place.

The daemon's parts are the real ones on a stepped clock, so that its back-off and its hours pass at once;
Postfix lives in the machine's time, and has seconds where others have days.
"""

import hashlib
import os
import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from itertools import count
from pathlib import Path
from typing import Self, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session

from hotlined.adapters.casefiles import verify
from hotlined.app.ports import Record
from hotlined.demo.people import Opened
from hotlined.demo.stage import BOXES, DOMAIN, PASSWORD, PEOPLE, Stage, write
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.state import Case
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.message import MailClass
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.record.correspondence import MailBounced, MailSeen
from hotlined.domain.record.holding import HoldLifted, HoldPlaced, Paused, PauseLifted
from hotlined.domain.record.noticed import ItemsRemoved, NtdSentByLea, ProviderAnswered
from hotlined.domain.record.reporting import ReceiptGiven
from tests.e2e.findings import describe
from tests.e2e.world import Daemon
from tests.faults.place import FILES
from tests.support.dovecot import Dovecot
from tests.support.imap_proxy import Edit, Proxy, Said
from tests.support.opensmtpd import OPENSMTPD, OpenSmtpd
from tests.support.ours import is_ours
from tests.support.postfix import Postfix
from tests.support.sink import Sink, Transaction

PATIENCE = 60.0  # seconds until something that must happen has happened
LOOK = 0.1  # seconds between two looks at what cannot be waited for
OTHER = "hostmaster@provider.example.net"
A_HUMANS = (
    ReceiptGiven, HoldPlaced, HoldLifted, Paused, PauseLifted,
    ProviderAnswered, ItemsRemoved, NtdSentByLea,
)  # fmt: skip

E = TypeVar("E")
T = TypeVar("T")


class Recipients(Sink):
    """Everybody's mail server; `after_dot` is its answer to a recipient's next mail, a reply or "cut"."""

    def __init__(self) -> None:
        super().__init__()
        self.after_dot: dict[str, str] = {}

    def heal(self) -> None:
        """Take everything again."""
        self._refused.clear()
        self.after_dot.clear()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """As a server that has the mail, and then says something else, or nothing."""
        deed = self.after_dot.pop(envelope.rcpt_tos[0], None)
        if deed is not None and deed != "cut":
            return deed
        reply = await super().handle_DATA(server, session, envelope)
        if deed == "cut" and server.transport is not None:
            server.transport.abort()
        return reply


@dataclass(eq=False)
class CutAfterDot:
    """`Proxy.edits`: Postfix has a mail, and its answer to the final dot is lost, once.

    The mail is the next to a recipient that names a case in the clear.
    """

    recipient: str
    reference: str
    struck: int = 0

    def __call__(self) -> Edit:
        """For one connection."""
        theirs = named = dot = False

        def edit(line: bytes, downward: bool) -> Said:
            nonlocal theirs, named, dot
            if downward:
                if dot and not self.struck:
                    self.struck += 1
                    return Said(b"", ends=True)
            elif line.upper().startswith(b"RCPT TO:"):
                theirs, named = self.recipient.encode() in line, False
            else:
                named = named or (theirs and self.reference.encode() in line)
                dot = named and line == b".\r\n"
            return Said(line)

        return edit


def _mta(*, lmtp: int, next_hop: int) -> Postfix | OpenSmtpd:
    if OPENSMTPD in os.environ:
        return OpenSmtpd(Path(os.environ[OPENSMTPD]), local=DOMAIN, lmtp=lmtp, next_hop=next_hop)
    return Postfix(local=DOMAIN, lmtp=lmtp, next_hop=next_hop)


@dataclass(slots=True)
class Gateway(Stage):
    """A site with its people and its mail server, and the daemon at work; a context manager."""

    dovecot: Dovecot = field(init=False)
    mta: Postfix | OpenSmtpd = field(init=False)
    recipients: Recipients = field(init=False)
    way_out: Proxy = field(init=False)  # between daemon and Postfix
    works: Daemon = field(init=False)
    imap_port: int = field(init=False, default=0)  # with smtp_port and stop(), what `Stage` asks of its host
    smtp_port: int = field(init=False, default=0)
    written: list[bytes] = field(init=False, default_factory=list)  # what people sent to the hotline
    _read: dict[bytes, Opened] = field(init=False, default_factory=dict)  # the analyst's mail, decrypted
    _servers: ExitStack = field(init=False, default_factory=ExitStack)
    _items: "count[int]" = field(init=False, default_factory=lambda: count(1))

    def __enter__(self) -> Self:
        self.home = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
        with ExitStack() as stack:
            users = dict.fromkeys((*BOXES.values(), PEOPLE["analyst"]), PASSWORD)
            self.dovecot = stack.enter_context(Dovecot(users))
            for user in users:
                self.dovecot.messages(user)  # made at its first use, and two uses at once do not go well
            self.recipients = stack.enter_context(Recipients())
            ports = {"lmtp": self.dovecot.lmtp_port, "next_hop": self.recipients.port}
            self.mta = stack.enter_context(_mta(**ports))
            self.way_out = stack.enter_context(Proxy(self.mta.port))
            self._servers = stack.pop_all()
        self.host = self  # type: ignore[assignment]
        self.imap_port, self.smtp_port = self.dovecot.imap_port, self.mta.port
        self._people()
        self.smtp_port = self.way_out.port
        self._site()
        write(self.home / "site" / "rules" / "calendar.yaml", {"working_hours": {}})
        self.works = Daemon(self.config, self.dovecot.waiting)
        self.works.start()
        return self

    def stop(self, *_: object, **__: object) -> None:
        """The daemon ends, then the servers; `Stage` calls it as its own and as its host's."""
        if hasattr(self, "works"):
            self.works.stop()
            self._servers.close()

    def heal(self) -> None:
        """Nothing is wrong any more, and the mail server has a minute for each mail."""
        self.way_out.edits = None
        self.recipients.heal()
        self.mta.agree()
        self.queues_for(60)

    def queues_for(self, seconds: int) -> None:
        """The mail server sends a mail back when it could not deliver it for so long."""
        if self.mta.lifetime != seconds:
            self.mta.lifetime = seconds
            self.mta.stop()
            self.mta.start()

    def opens(self, items: int = 1) -> "Affair":
        """The analyst opens a case of so many items."""
        known = self.references()
        blocks = (
            f"URL: https://files.example.net/item-{next(self._items)}\nIP address: 192.0.2.10\n"
            "Hosting provider: Example Provider\n"
            for _ in range(items)
        )
        form = "\n".join(("Description of the type of the content: item 1\n", *blocks))
        self.commands("[ILLEGAL] [HOST:EE]", form)
        (reference,) = self.until(lambda: self.references() - known, "no case was opened")
        return Affair(self, reference)

    def commands(self, subject: str, text: str = "Please.\n") -> None:
        """A signed mail of the analyst."""
        ann = self.people["analyst"]
        sent = ann.send(BOXES["intake"], subject, text, sign=True, encrypt_to=(self.hotline_key,))
        self.written.append(sent)

    def answers(self, mail: bytes, text: str) -> None:
        """A plain answer of the LEA to a mail that it has."""
        self.written.append(self.people["lea"].reply(mail, text, quote=False))

    def status(self, code: str) -> str:
        """An enhanced status code as the mail server's notifications tell it: OpenSMTPD's tell its class."""
        return f"{code[0]}.0.0" if isinstance(self.mta, OpenSmtpd) else code

    @property
    def expired(self) -> str:
        """How it says that a queue lifetime is over, after the last 451 4.7.1; RFC 3463 has 5.4.7 for it."""
        return "5.4.7" if isinstance(self.mta, OpenSmtpd) else "4.7.1"

    def passes(self, **hours: float) -> None:
        """So much time passes for the daemon, once it has nothing left to do; it does what is then due."""
        self.works.settle()
        self.works.step(timedelta(**hours))
        self.works.settle()

    def until(self, true: Callable[[], T], expected: str) -> T:
        """What `true` gives once it gives something."""
        deadline = time.monotonic() + PATIENCE
        while not (found := true()):
            if time.monotonic() > deadline:
                raise AssertionError(f"{expected}\n{self.mta.log()[-3000:]}")
            threading.Event().wait(LOOK)
        return found

    def record(self) -> dict[str, Record]:
        """Every stream of the store."""
        return FILES.records(self.home / "site" / "store")

    def references(self) -> set[str]:
        """The cases there are."""
        return {name for name in self.record() if not name.startswith("desk-")}

    def analysts_mail(self) -> list[Opened]:
        """What the analyst has, oldest first."""
        for raw in self.dovecot.messages(PEOPLE["analyst"]):
            if raw not in self._read:
                self._read[raw] = self.people["analyst"].open(raw)
        return list(self._read.values())

    # --- what holds whatever happened ---------------------------------------------------------------

    def violations(self) -> Iterator[str]:
        """What no story may break, once nothing is left to do: one sentence each."""
        self.until(lambda: not self.mta.waiting(), "a mail waits in the mail server for ever")
        self.works.settle()
        yield from map(str, verify(self.home / "site" / "store"))
        records = self.record()
        entries = [(name, one.event) for name, record in records.items() for one in record.entries]
        seen = [one for _, one in entries if isinstance(one, MailSeen)]
        yield from self._astray(Counter(one.mail for one in seen))
        machines = {one.mail for one in seen if one.kind != MailClass.HUMAN}
        for name, one in entries:
            if isinstance(one, A_HUMANS) and getattr(one, "mail", None) in machines:
                yield f"P8 {name}: a machine's mail was taken for a person's word: {type(one).__name__}"
        yield from self._altered({row.message_id: row for record in records.values() for row in record.rows})

    def _astray(self, seen: Counter[str]) -> Iterator[str]:
        """I1, P2: each mail that came lies in one folder, not in the inbox, and is on record once."""
        lies = Counter[str]()
        for box in BOXES.values():
            with self.dovecot.login(box) as client:
                names = [name for _, _, name in client.list_folders() if not is_ours(name)]
                for folder in names:
                    client.select_folder(folder, readonly=True)
                    for answer in client.fetch(client.search("ALL"), ["BODY.PEEK[]"]).values():
                        lies[mail_digest(answer[b"BODY[]"])] += 1
                        if folder == "INBOX":
                            yield f"I1 a mail still lies in the inbox of {box}"
        for one in lies | seen:
            if (lies[one], seen[one]) != (1, 1):
                yield f"I1 a mail lies in {lies[one]} folders and is {seen[one]} times on record"
        lost = [one for one in self.written if not lies[mail_digest(one)]]
        yield from (f"I1 a mail that somebody wrote has not come: {message_id(one)}" for one in lost)

    def _altered(self, rows: dict[str, OutboxRow]) -> Iterator[str]:
        """P3, I4: whatever left did so under a Message-ID of the record, and in the bytes that are stored."""
        for one in self.recipients.taken:
            row = rows.get(message_id(one.raw))
            if row is None:
                yield f"I4 a mail left under a Message-ID that is not in the record: {message_id(one.raw)}"
            elif row.digest != hashlib.sha256(without_trace(one.raw)).hexdigest():
                yield f"P3 {row.kind} left in other bytes than those in the record"


@dataclass(frozen=True, slots=True)
class Affair:
    """A case of the gateway's site, as it is looked at from outside."""

    site: Gateway
    reference: str

    @property
    def case(self) -> Case:
        """By its record."""
        return fold(self.reference, self.site.record()[self.reference].entries)

    def shows(self) -> list[str]:
        """As lines, when all is done."""
        self.site.works.settle()
        return list(describe(self.case))

    def events(self, kind: type[E]) -> list[E]:
        """Its events of a kind."""
        entries = self.site.record()[self.reference].entries
        return [one.event for one in entries if isinstance(one.event, kind)]

    def row(self, kind: str) -> OutboxRow:
        """Its last mail of a kind."""
        return [row for row in self.site.record()[self.reference].rows if row.kind == kind][-1]

    def taken(self, kind: str) -> list[Transaction]:
        """What recipients' servers have taken of its mails of a kind, copies too."""
        rows = self.site.record()[self.reference].rows
        names = {row.message_id for row in rows if row.kind == kind}
        return [one for one in self.site.recipients.taken if message_id(one.raw) in names]

    def got(self, kind: str, number: int = 1) -> Transaction:
        """The so-manieth of them, once it is there."""
        found = self.site.until(lambda: self.taken(kind)[number - 1 :], f"there are not {number} of {kind}")
        return found[0]

    def told(self, disposition: str, kind: str | None = None) -> MailBounced:
        """What a notification about a mail of it, or its last one of a kind, said, once it is on record."""

        def found() -> list[MailBounced]:
            told = [one for one in self.events(MailBounced) if one.disposition == disposition]
            return [one for one in told if kind is None or one.message_id == self.row(kind).message_id]

        return self.site.until(found, f"no {disposition} notification")[-1]

    def alarms(self, kind: str) -> list[str]:
        """The texts of its alarms of a kind that the analyst has, without line ends."""
        title = f"[{self.reference}] ALARM: {kind}"
        return [" ".join(one.text.split()) for one in self.site.analysts_mail() if title in one.subject]

    def alarmed(self, kind: str) -> str:
        """The first of them, once it is there."""
        return self.site.until(lambda: self.alarms(kind), f"no alarm {kind}")[0]

    def commands(self, tags: str) -> None:
        """The analyst's command on it."""
        self.site.commands(f"[{self.reference}] {tags}")

    def holds(self) -> None:
        """The LEA asks to wait, in the thread of the report; until that is on record."""
        self.site.answers(self.got("annex-i").raw, "[HOLD]\n\nPlease wait.\n")
        self.site.until(lambda: self.case.holds, "the hold has not come")

    def releases(self) -> None:
        """The LEA lifts its hold, signed; until that is on record."""
        lea, report = self.site.people["lea"], self.got("annex-i").raw
        text = f"{self.reference}: you can send the notice now.\n\n[RELEASE]\n"
        self.site.written.append(
            lea.reply(
                report, text, subject=f"[{self.reference}] [RELEASE]", quote=False, sign=True,
                encrypt_to=(self.site.hotline_key,),
            )
        )  # fmt: skip
        self.site.until(lambda: not self.case.holds_in_force(), "the release has not come")


def message_id(raw: bytes) -> str:
    """Of a mail of ours."""
    return str(message_from_bytes(raw)["Message-ID"])


def without_trace(raw: bytes) -> bytes:
    """A mail without the Received fields that the servers on its way put above it."""
    return re.sub(rb"\A(?:Received:[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*)+", b"", raw)
