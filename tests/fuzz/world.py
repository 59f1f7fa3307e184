"""Cases in many states, and what must hold for whatever mail comes: reading, gathering, deciding, composing.

Nothing is committed, so each mail meets the same cases and a seed alone repeats what it found.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf
from random import Random
from typing import Final

from hotlined import codec
from hotlined.app.ports import Fetched, Found
from hotlined.domain.cases.case import apply
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.decision import Decision, Facts
from hotlined.domain.letters.who import identify
from hotlined.domain.mail.message import Envelope, Inbound, MailClass, Party
from hotlined.domain.record.casework import CaseReopened
from hotlined.domain.record.correspondence import MailBounced, MailQueued, MailSeen
from hotlined.domain.record.events import Entry, Event
from hotlined.domain.record.holding import HoldLifted, HoldPlaced, Paused
from hotlined.domain.record.noticed import (
    ItemsDisowned,
    ItemsRemoved,
    NoticeLate,
    NtdSentByLea,
    NtdSet,
    ProviderAnswered,
    RemovalClaimed,
    TicketGiven,
)
from hotlined.domain.record.reporting import FeedbackGiven, ReceiptGiven
from hotlined.domain.record.running import AlarmRaised
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.reference import find_receipt_codes
from tests.fuzz.mails import Pool, make
from tests.support.rig import ABUSE, ANN, BEN, CONTACT, FORM, LEA, NAMES, PUBLIC, Rig
from tests.support.site import ANALYST_KEY

FOLDERS: Final = frozenset(Folder)
# What a mail without proof may do to a case: be noted, make it wait, and make people look.
HARMLESS: Final = (
    MailSeen,
    MailQueued,
    Paused,
    HoldPlaced,
    NoticeLate,
    AlarmRaised,
    ProviderAnswered,
    FeedbackGiven,
    NtdSentByLea,
    TicketGiven,
    RemovalClaimed,  # nobody's proof: analysts look, the notice and its reminders are as they were
)

REPLIES: Final = (
    "[HOLD]",
    "[HOLD:1h]",
    "[RELEASE]",
    "[RECEIVED]",
    "[REMOVED]",
    "please wait",
    "received",
    "?",
    "",
)
COMMANDS: Final = ("HOLD", "RELEASE", "CONFIRM", "CLOSE", "REOPEN", "NTD:now", "REMOVED:1", "STATUS")


@dataclass
class World:
    """The daemon's parts with cases; `start` opens them, `deal` puts one mail through."""

    rig: Rig = field(default_factory=Rig)
    pool: Pool = field(default_factory=lambda: Pool((), (), (), (), ()))
    slowest: tuple[float, int] = (0.0, -1)  # seconds, seed
    folders: dict[str, int] = field(default_factory=dict)

    async def start(self) -> "World":
        """Cases that wait for a receipt, are held, paused, noticed, removed, closed."""
        rig = await self.rig.start()
        # Each with a URL of its own: a hold in one case stops notices about the same URL in the others.
        references = {
            name: await rig.opened(form=FORM.replace("item-1", name))
            for name in ("noticed", "held", "paused", "received", "closed", "new")
        }
        reports = dict(zip(references, rig.reports(), strict=True))
        lea, intake, ntd = rig.boxes["lea"], rig.boxes["intake"], rig.boxes["ntd"]
        lea.deliver(rig.reply("[HOLD]", answers=reports["held"]))
        lea.deliver(rig.reply("What is this about?", answers=reports["paused"]))
        lea.deliver(rig.reply("[RECEIVED]", answers=reports["received"]))
        intake.deliver(rig.command("[CLOSE]", references["closed"], "done"))
        intake.deliver(rig.mail(PUBLIC, "a report", "item 1"))
        await rig.settled()
        await rig.clock.advance(25 * 3600)
        ntd.deliver(
            rig.mail(ABUSE, "Re: notice", "REMOVED 1", to="ntd@hotline.example.org", answers=rig.notices()[0])
        )
        await rig.clock.advance(60)
        await rig.kill()
        self.pool = self._pool(references, reports)
        return self

    def _pool(self, references: dict[str, str], reports: dict[str, Envelope]) -> Pool:
        rig = self.rig
        sent = rig.courier.attempts(ANN) + rig.reports() + rig.notices()
        new = references["new"]
        tokens = {one.sender for one in sent}
        codes = [find_receipt_codes(self.read(one.data, "lea").body) for one in reports.values()]
        return Pool(
            bases=(*(one.data for one in sent[::4]), *self._written(references, reports)),
            people=(ANN, BEN, LEA, CONTACT, ABUSE, PUBLIC, "officer@police.example.com", *sorted(tokens)[:3],
                    "intake@hotline.example.org", "MAILER-DAEMON@mx.example.com", "ANN@HOTLINE.EXAMPLE.ORG"),
            mailboxes=(*(f"{name}@hotline.example.org" for name in NAMES), *sorted(tokens)),
            ids=(*sorted({one.message_id for one in sent}), "<none@example.com>"),
            words=(*references.values(), f"{new[:-1]}{'A' if new[-1] != 'A' else 'B'}", "HL-2026-999999-X",
                   *(code for found in codes for code in found)),
        )  # fmt: skip

    def _written(self, references: dict[str, str], reports: dict[str, Envelope]) -> Iterator[bytes]:
        """What people write on each of the cases, with and without a signature, and beside them."""
        rig = self.rig
        for name, reference in references.items():
            for text in REPLIES:
                for signed in (True, False):
                    yield rig.reply(f"{text}\n\n{reference}", signed=signed, answers=reports[name])
            for tag in COMMANDS:
                yield rig.command(f"[{tag}]", reference, "item 1")
                yield rig.mail(ANN, f"[{reference}]", f"[{tag}] [{reference}]")
        for tags in ("[ILLEGAL]\n[HOST:EE]", "[UNSURE]\n[HOST:DE]", "[NOT-ILLEGAL]"):
            yield rig.assessment(tags)
            yield rig.mail(ANN, "a report", f"{tags}\n\n{FORM}")
        yield rig.mail(ANN, "[HELP]", "", key=ANALYST_KEY)
        yield from (rig.garbled(), rig.garbled(PUBLIC), rig.mail(PUBLIC, "a report", "item 1"))
        for text in ("REMOVED 1", "who are you?", "please wait"):
            yield rig.mail(ABUSE, "Re: notice", text, answers=rig.notices()[0])

    async def deal(self, seed: int) -> Decision:
        """The mail of a seed; AssertionError for what must not be, any exception is a bug."""
        random = Random(seed)  # noqa: S311 - made to be repeated
        return await self.deal_with(random, seed)

    async def deal_with(self, random: Random, seed: int = -1) -> Decision:
        """The mail that this source of chance makes."""
        return await self.deal_raw(make(random, self.pool), random.choice(NAMES), seed)

    async def deal_raw(self, raw: bytes, mailbox: str, seed: int = -1) -> Decision:
        """A mail that arrives in a mailbox; it is decided twice, and has to come to the same."""
        began = time.perf_counter()
        mail = self.read(raw, mailbox)
        facts = await self.rig.intake.gathering.facts(mail)
        decision = await self.decided(mail)
        self.slowest = max(self.slowest, (time.perf_counter() - began, seed))
        self.folders[decision.folder] = self.folders.get(decision.folder, 0) + 1
        self.check(mail, facts, decision)
        assert await self.decided(mail) == decision, "the same mail, decided otherwise"
        return decision

    def read(self, raw: bytes, mailbox: str) -> Inbound:
        """As the watch has it read."""
        return self.rig.reader.read(
            mailbox, Fetched(Found("INBOX", 1, 1, len(raw)), raw, self.rig.clock.now())
        )

    async def decided(self, mail: Inbound) -> Decision:
        """As intake decides, with the same chance each time."""
        drawn = self.rig.chance._n
        try:
            return await self.rig.intake.weighing()(mail)
        finally:
            self.rig.chance._n = drawn

    # --- what must hold ------------------------------------------------------------------------------

    def check(self, mail: Inbound, facts: Facts, decision: Decision) -> None:
        """All invariants of one decision."""
        assert decision.folder in FOLDERS
        assert decision.reason
        assert bool(decision.changes) or facts.seen, "a mail without a trace"
        for change in decision.changes:
            notes = [one for one in change.events if isinstance(one, MailSeen)]
            assert [one.folder for one in notes] == [decision.folder], "one folder, and the same everywhere"
            self._recorded(change.stream, facts, change.events)
        self._told(mail, decision)
        if not self._proven(mail):
            self._harmless(mail, facts, decision)

    def _recorded(self, stream: str, facts: Facts, events: tuple[Event, ...]) -> Case | None:
        """Each event can be written, read back, and folded; the case with them, where it is known."""
        case = facts.cases.get(stream) or next(
            (one for one in facts.unit_cases if one.stream == stream), None
        )
        for event in events:
            written = codec.encode(event)
            read = codec.decode(written.kind, written.data, written.content)
            assert type(read) is type(event)
            if case is not None:
                case = apply(case, Entry(case.version, self.rig.clock.now(), event))
        return case

    def _told(self, mail: Inbound, decision: Decision) -> None:
        """Drafts go to people of the site or to the case's provider, and can be written."""
        site = self.rig.site
        known = {str(one.address) for one in (*site.analysts, *site.units)} | {CONTACT, ABUSE}
        for draft in (one for change in decision.changes for one in change.drafts):
            assert draft.to.party is not Party.STRANGER
            address = str(draft.to.address)
            assert address in known or self._proven(mail), f"a mail to {address}"
            self.rig.composer.compose(draft, site, self.rig.clock.now())

    def _proven(self, mail: Inbound) -> bool:
        return identify(mail, self.rig.site).proven(ProofLevel.AUTHENTICATED)

    def _harmless(self, mail: Inbound, facts: Facts, decision: Decision) -> None:
        for change in decision.changes:
            if change.stream.startswith("desk-"):
                continue
            for event in change.events:
                assert isinstance(event, HARMLESS) or self._excused(mail, event), f"unproven: {event}"
            before = facts.cases.get(change.stream)
            if before is not None:
                after = self._recorded(change.stream, facts, change.events)
                assert after is not None
                assert _ends(after) >= _ends(before), "a hold made shorter"
                assert len(after.pauses_open()) >= len(before.pauses_open()), "a question answered"

    def _excused(self, mail: Inbound, event: Event) -> bool:
        """What has a proof of its own, or is no more than somebody's word."""
        kind = mail.classified.kind
        match event:
            case ReceiptGiven(how=how):
                return how == "code" or (how == "machine" and kind is MailClass.ROBOT)
            case ItemsRemoved(verified=verified):
                return not verified
            case ItemsDisowned(contact=contact):  # analysts say who hosts it; until then nobody is written to
                return any(address.domain == contact.partition("@")[2] for address in mail.from_)
            case MailBounced() | CaseReopened():
                return kind is MailClass.DSN
            case NtdSet(by=by, kind=when):  # of a case that a bounce has opened again: the agreed delay anew
                return kind is MailClass.DSN and by == "hotlined" and when == "at"
            case HoldLifted(why=why):
                return why == "replaced"  # by one that is no shorter, see `_held`
            case _:
                return False


def _ends(case: Case) -> float:
    """When the last hold in force ends, as a number that can be compared; 0 without any."""
    ends = [one.until.timestamp() if one.until else inf for one in case.holds_in_force()]
    return max(ends, default=0.0)
