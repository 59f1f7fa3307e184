"""Thousands of cases whose notices fall due in one minute: how they are made, what is then seen from outside.

The cases are what the domain itself makes of an analyst's mail, of the acceptance by the LEA's server and of
its receipt, written by the store's own adapter; only the wait for the disk is left out while they are made.
"""

import os
import re
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Self
from unittest.mock import patch

from aiosmtpd.smtp import SMTP, Envelope, Session

from hotlined.adapters.config.settings import load
from hotlined.app.ports import Commit
from hotlined.demo.stage import BOXES, PASSWORD, PEOPLE, Data, Stage, write
from hotlined.domain.decide import decide
from hotlined.domain.hotline.site import Site
from hotlined.domain.record.correspondence import CopyFiled
from hotlined.domain.record.events import Event
from hotlined.domain.record.reporting import ReceiptGiven
from hotlined.machine import SystemChance
from tests.faults.place import FILES, Place
from tests.support.dovecot import Dovecot
from tests.support.mails_in import analyst_mail, digest_of, signature
from tests.support.sink import TimedSink
from tests.support.world import World

MANY = 100_000  # mails an hour: no storm brake goes on
FORM = """URL: https://files.example.net/item-{n}
IP address: 192.0.2.10
Description of the type of the content: item 1
"""
_REFERENCE = re.compile(rb"HL-\d{4}-\d{6}-[0-9A-Z]")


@dataclass(frozen=True, slots=True)
class Seen:
    """One mail as it left; moments are seconds since 1970, of its MAIL command and of its end."""

    begun: float
    whole: float
    recipient: str
    message_id: str
    subject: str
    reference: str  # of a case, named in the clear; "" where none is


class Ledger(TimedSink):
    """Takes everything and notes when; keeps no bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Seen] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = bytes(envelope.original_content or b"")
        mail, found = message_from_bytes(raw), _REFERENCE.search(raw)
        name = str(mail["Message-ID"])
        self.seen.append(
            Seen(
                session.begun, time.time(), envelope.rcpt_tos[0], name, str(mail["Subject"]),  # type: ignore[attr-defined]
                found[0].decode() if found else "",
            )
        )  # fmt: skip
        return "250 2.0.0 taken"

    def notices(self) -> list[Seen]:
        """What the provider got, in order."""
        return [one for one in list(self.seen) if one.recipient == PEOPLE["provider"]]

    def urgent(self, planned: Sequence["Planned"]) -> list[Seen]:
        """The first mail to the LEA on each case that was not prepared, in order: its report."""
        known = {one.reference for one in planned}
        found: dict[str, Seen] = {}
        for one in list(self.seen):
            if one.recipient == PEOPLE["lea"] and one.reference and one.reference not in known:
                found.setdefault(one.reference, one)
        return list(found.values())


@dataclass(frozen=True, slots=True)
class Planned:
    """One prepared case."""

    reference: str
    report: str  # Message-ID
    due: float  # seconds since 1970


@dataclass(slots=True)
class Rush(Stage):
    """A site with so many prepared cases, all due within `spread` seconds; a context manager."""

    count: int = 300
    spread: float = 60.0  # seconds from the first due time to the last
    place: Place = FILES
    dovecot: Dovecot = field(init=False)
    ledger: Ledger = field(init=False)
    planned: list[Planned] = field(init=False, default_factory=list)
    imap_port: int = field(init=False, default=0)
    smtp_port: int = field(init=False, default=0)
    _servers: ExitStack = field(init=False, default_factory=ExitStack)

    def __enter__(self) -> Self:
        self.home = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
        with ExitStack() as stack:
            self.dovecot = stack.enter_context(Dovecot(dict.fromkeys(BOXES.values(), PASSWORD)))
            for user in BOXES.values():
                self.dovecot.messages(user)  # made at its first use, and two uses at once do not go well
            self.ledger = stack.enter_context(Ledger())
            self._servers = stack.pop_all()
        self.host = self  # type: ignore[assignment]  # two ports and stop() are all that is used
        self.imap_port, self.smtp_port = self.dovecot.imap_port, self.ledger.port
        self._people()
        self._site()
        write(self.home / "site" / "rules" / "calendar.yaml", {"working_hours": {}})
        return self

    def stop(self, *args: object, **more: object) -> int | None:
        """The daemon, and the second time the servers."""
        if self.daemon is None:
            self._servers.close()
            return None
        return Stage.stop(self, *args, **more)  # type: ignore[arg-type]

    def _mailboxes(self) -> Data:
        return self.place.settings(Stage._mailboxes(self), self.home)

    @property
    def store(self) -> Path:
        """The root of the store."""
        return self.home / "site" / "store"

    def prepare(self, now: datetime) -> None:
        """Write the cases, the first of them due at this moment."""
        site, chance = load(self.config).site, SystemChance()
        first = now - site.agreement.ntd_delay
        key = str(self.people["analyst"].fingerprint)
        with (
            patch.object(os, "fsync"),
            self.place.opened(self.store) as store,
        ):
            for n in range(1, self.count + 1):
                at = first + timedelta(seconds=self.spread * n / self.count)
                made = Made(n, store.next_serial(site.at(at).year), at)
                stream, events, report = made.case(site, key, chance)
                store.commit([Commit(stream, 0, at, events)])
                due = (at + site.agreement.ntd_delay).timestamp()
                self.planned.append(Planned(stream, report, due))

    def ready(self) -> None:
        """Wait until the daemon runs; raises RuntimeError with its log when it does not."""
        log = self.folder / "daemon.log"
        while b"hotlined is running" not in log.read_bytes():
            if self.daemon is None or self.daemon.poll() is not None:
                raise RuntimeError(log.read_text(encoding="utf-8"))
            time.sleep(0.05)

    def assesses(self) -> float:
        """The analyst finds something illegal and urgent; when that can be read."""
        ann, box = self.people["analyst"], BOXES["intake"]
        number = self.count + 1 + len(self.ledger.urgent(self.planned))
        tags = "[ILLEGAL] [URGENT:it is online now] [HOST:EE]"
        visible = (("From", ann.address), ("To", box), ("Subject", tags), *identity())
        keys = (self.hotline_key,)
        raw = ann.compose(visible, FORM.format(n=number), sign=True, encrypt_to=keys)
        self.dovecot.deliver(box, raw, sender=ann.address)
        return time.time()

    def asks_to_wait(self, one: "Planned") -> None:
        """The LEA does, in the thread of the report; it can be read from then on."""
        lea, box = self.people["lea"], BOXES["lea"]
        visible = (("From", lea.address), ("To", box), ("Subject", "Re: report"), *identity())
        raw = lea.compose((*visible, ("In-Reply-To", one.report)), "[HOLD]\n\nPlease wait.\n")
        self.dovecot.deliver(box, raw, sender=lea.address)

    def resident(self) -> int:
        """The most memory that the daemon's process has had so far, in MiB."""
        assert self.daemon is not None
        status = Path(f"/proc/{self.daemon.pid}/status").read_text()
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024


def identity() -> tuple[tuple[str, str], ...]:
    """Date and Message-ID of a new mail."""
    return (("Date", formatdate()), ("Message-ID", make_msgid(domain="people.example")))


@dataclass(frozen=True, slots=True)
class Made:
    """One case to be prepared: its number among all, its serial, and when the LEA had its report."""

    number: int
    serial: int
    at: datetime

    def case(self, site: Site, key: str, chance: SystemChance) -> tuple[str, tuple[Event, ...], str]:
        """Its stream, its events and its report's Message-ID; `key` is the analyst's."""
        world = World(site=site, now=self.at, chance=chance)  # type: ignore[arg-type]  # any chance will do
        proof = signature(key, made_at=self.at, digest=digest_of(f"{self.number}"))
        form = FORM.format(n=self.number)
        mail = analyst_mail(form, subject="[ILLEGAL] [HOST:EE]", received_at=self.at, signature=proof)
        for change in decide(mail, world.facts(mail, serial=self.serial), world.context).changes:
            world.carry(change)
        for kind in {draft.kind for draft in world.drafts.values()}:
            world.deliver(kind)
        stream, (report,) = world.case.stream, world.letters("annex-i")
        code = digest_of(f"receipt {self.number}")
        received = ReceiptGiven(unit="national", fragments=(1,), how="code", by="national", mail=code)
        world.record(CopyFiled(message_id=report.message_id), received)
        return stream, tuple(event for name, event in world.log if name == stream), report.message_id
