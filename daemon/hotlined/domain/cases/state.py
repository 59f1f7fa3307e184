"""What a case is made of at one moment: frozen parts that `case.fold` builds out of events.

They have no slots, see `values.quick`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from hotlined.domain.cases.restore import NONE, Restore
from hotlined.domain.cases.survey_state import Survey
from hotlined.domain.form import Form
from hotlined.domain.form.annex import Item
from hotlined.domain.mail.message import Enclosed, Party
from hotlined.domain.mail.outgoing import REPORT, RowState
from hotlined.domain.record.casework import CaseOpened, FormUpdated, ProviderSet, ReportMarked
from hotlined.domain.record.destroyed import LegalHoldSet
from hotlined.domain.record.holding import SentencesVouched
from hotlined.domain.record.noticed import NtdSet
from hotlined.domain.record.periodical import FiguresAsked
from hotlined.domain.record.running import ClockBelieved, ClockSet

MACHINE: Final = "machine"  # `ReceiptGiven.how` of a ticket system's acknowledgement


@dataclass(frozen=True)
class Hold:
    """A request to wait with notices (P6); in force until it is lifted, whatever the time."""

    id: str
    party: str
    by: str
    proof: str
    placed_at: datetime
    until: datetime | None
    items: tuple[int, ...]
    reference: str | None
    lifted_at: datetime | None = None
    warned_at: datetime | None = None
    reviews: int = 0
    reviewed_at: datetime | None = None
    asked_at: datetime | None = None

    def asked_by(self, moment: datetime) -> bool:
        """Whether it was asked for by then; what is older than a hold does not end it."""
        return self.asked_at is None or self.asked_at <= moment

    def covers(self, items: tuple[int, ...]) -> bool:
        """Whether it is in force for any of these items."""
        return self.lifted_at is None and (not self.items or bool(set(self.items) & set(items)))


@dataclass(frozen=True)
class Pause:
    """A question to the analysts that stops all notices of the case (P7)."""

    id: str
    party: str
    who: str
    why: str
    at: datetime
    text: str | None
    lifted: bool = False
    alarms: int = 0
    alarmed_at: datetime | None = None
    mail: str = ""  # digest of the mail that raised it
    within: str | None = None  # the question about several cases that it is asked in; None: its own
    afterwards: bool = False  # raised when the case was closed already: closing it did not end the question


@dataclass(frozen=True)
class Sent:
    """A mail of ours in the case's thread with a party."""

    message_id: str
    kind: str
    party: str
    to_id: str
    token: str
    at: datetime
    answer: bool
    state: RowState = RowState.QUEUED
    sending_at: datetime | None = None
    accepted_at: datetime | None = None
    bounced: bool = False
    copied: bool = False  # a copy lies in our own mailbox
    uncertain: bool = False  # an attempt ended without a yes or a no, whatever the later ones came to

    @property
    def may_have_left(self) -> bool:
        """Whether the recipient may have it: accepted, being sent, or cut after the final dot."""
        return self.state in (RowState.ACCEPTED, RowState.SENDING, RowState.UNKNOWN)

    @property
    def is_uncopied(self) -> bool:
        """Whether it is a report that was accepted, and whose copy is not filed yet."""
        return self.kind == REPORT and self.state is RowState.ACCEPTED and not self.copied


@dataclass(frozen=True)
class Fragment:
    """One mail's worth of the Annex I report to one unit, or of a supplement.

    Sent again, it stays the same one; `number` counts through all that the unit gets in the case.
    """

    unit: str
    number: int
    of: int
    items: tuple[int, ...]
    message_id: str | None  # None while blocked
    code: str | None
    at: datetime
    blocked: str | None = None
    received_at: datetime | None = None
    received_how: str | None = None
    reminders: int = 0
    reminded_at: datetime | None = None
    supplement: int = 0
    before: int = 0
    earlier: tuple[tuple[str, str | None], ...] = ()  # Message-ID and code of what was sent before

    @property
    def part(self) -> int:
        """Which part of its report or supplement it is, from 1."""
        return self.number - self.before

    @property
    def name(self) -> str:
        """`1/3`, `supplement 2`, `supplement 2, 1/2`; "" for a report in one piece."""
        named = f"supplement {self.supplement}" if self.supplement else ""
        return ", ".join(filter(None, (named, f"{self.part}/{self.of}" if self.of > 1 else "")))

    @property
    def is_confirmed(self) -> bool:
        """Whether a person has confirmed its receipt; a robot's word does not count (P8)."""
        return self.received_at is not None and self.received_how != MACHINE

    @property
    def copies(self) -> tuple[str, ...]:
        """The Message-IDs under which it was sent, oldest first."""
        return (*(one for one, _ in self.earlier), *((self.message_id,) if self.message_id else ()))

    @property
    def codes(self) -> frozenset[str]:
        """The digests of the receipt codes of all copies; each of them proves that one was read."""
        return frozenset(code for code in (*(code for _, code in self.earlier), self.code) if code)


@dataclass(frozen=True)
class Notice:
    """Notice `number` of the case, to one provider."""

    number: int
    contact: str
    items: tuple[int, ...]
    message_id: str
    at: datetime
    reminders: int = 0
    reminded_at: datetime | None = None
    reminder: str = ""  # Message-ID of the last one
    reminded_of: tuple[int, ...] = ()  # the items that it names
    escalated: bool = False
    late: frozenset[str] = frozenset()  # holds that came too late for it
    answered_at: datetime | None = None  # when the provider last wrote
    asks: bool = False  # it then asked something, and no step was taken since
    test: bool = False  # went to the address of the test mode; the provider knows nothing
    origin: bool = False  # only asks a CDN where the content is hosted
    ticket: str = ""  # that the provider's system gave it


@dataclass(frozen=True)
class ItemState:
    """One content item: who hosts it, who says that it is gone, who was told so."""

    number: int
    provider: ProviderSet | None = None
    provider_at: datetime | None = None  # since when: notices that failed before do not count
    disowned_by: str = ""  # the contact that says it does not host it
    disowned_at: datetime | None = None
    claimed_at: datetime | None = None  # since when an analyst is asked whether it is gone
    seen_at: datetime | None = None  # when an analyst added it to the case, or last found it online
    removed_by: str | None = None  # party
    removed_at: datetime | None = None
    verified: bool = False
    told: frozenset[str] = frozenset()  # parties that know of the removal
    online_at: datetime | None = None  # when an analyst last found it online: older notices do not count
    again_at: datetime | None = None  # the same, after a removal that was verified: the delay counts anew
    lea_sent: bool = False  # the LEA says that it sent the notice itself
    lea_sent_at: datetime | None = None  # when that was, where it says so


@dataclass(frozen=True)
class Purge:
    """How far the purge of a stream has come (P14); `begun` and `done` are values of `retention.Stage`.

    `touched` and `began` are places in the stream: what came after the purge began is purged again, so long
    after the first of it, `touched_at`.
    """

    begun: str | None = None  # under way
    done: str | None = None  # proven
    began: int = -1
    touched: int = -1  # the last mail that came, was written or filed
    touched_at: datetime | None = None  # the first of them since the purge began
    announced_at: datetime | None = None
    asked: bool = False  # by an administrator, and not done since
    legal_hold: LegalHoldSet | None = None
    waits: str = ""  # why it cannot be brought to its end


@dataclass(frozen=True)
class Case:
    """A case, a desk day, or the statistics of a period; `version` counts the entries folded.

    Of the latter two `opened` is None.
    """

    stream: str
    version: int = 0
    opened: CaseOpened | None = None
    opened_at: datetime | None = None
    last_at: datetime | None = None
    form: Form | None = None  # None: purged
    kept: tuple[Item, ...] = ()  # of a purged form: what notices need
    iccam: str | None = None
    supplements: tuple[FormUpdated, ...] = ()  # the updates that the LEA was told of
    closed: str | None = None  # why
    closed_at: datetime | None = None
    holds: tuple[Hold, ...] = ()
    pauses: tuple[Pause, ...] = ()
    fragments: tuple[Fragment, ...] = ()
    notices: tuple[Notice, ...] = ()
    items: tuple[ItemState, ...] = ()
    attachments: tuple[Enclosed, ...] = ()
    ntd: NtdSet | None = None
    ntd_at: datetime | None = None  # when an analyst said so
    sent: Mapping[str, Sent] = field(default_factory=dict)  # by Message-ID, in order
    threads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # party/who -> Message-IDs, in order
    seen: frozenset[str] = frozenset()  # digests of mails that have had their effect
    signatures: frozenset[str] = frozenset()
    alarms: frozenset[str] = frozenset()
    sought: frozenset[str] = frozenset()  # keys of the questions that a registry was asked
    lea_asked: int = 0
    lea_asked_at: datetime | None = None
    lea_heard: int = 0  # how often it had been asked when it last answered
    strikes: Mapping[str, int] = field(default_factory=dict)
    reports: Mapping[str, datetime] = field(default_factory=dict)  # of a desk: Message-ID -> received at
    marked: tuple[tuple[datetime, ReportMarked], ...] = ()  # of a desk: forms sent for keywords, and when
    waiting: Mapping[str, str] = field(default_factory=dict)  # contact -> why its due notice does not go
    waits_since: Mapping[str, datetime] = field(default_factory=dict)  # contact -> when that was told
    chased: Mapping[str, tuple[int, datetime]] = field(default_factory=dict)  # `AnalystsChased.what`: n, when
    words: Mapping[str, datetime] = field(default_factory=dict)  # of a desk: `MailSeen.words`, when last
    brake_released_at: datetime | None = None  # of a desk: by hand, for the last time
    restore: Restore = NONE  # of a desk
    clock_set: tuple[ClockSet, ...] = ()  # of a desk
    clock_believed: tuple[ClockBelieved, ...] = ()  # of a desk
    purge: Purge = Purge()
    purges_listed: bool = False  # of a desk
    figures_asked: Mapping[str, FiguresAsked] = field(default_factory=dict)  # of a desk: by mail
    survey: Survey | None = None  # of the statistics of a period
    vouched: tuple[SentencesVouched, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it is a case that is not closed."""
        return self.opened is not None and self.closed is None

    @property
    def listed(self) -> tuple[Item, ...]:
        """The items as the form has them, or what a purge has left of them; item 1 first."""
        return self.form.items if self.form is not None else self.kept

    def numbers(self) -> tuple[int, ...]:
        """The item numbers, from 1."""
        return tuple(item.number for item in self.items)

    def gone(self, number: int) -> bool:
        """Whether somebody whose word counts says that the item is removed."""
        return number in self.all_gone()

    def all_gone(self) -> frozenset[int]:
        """The numbers of the items of which this is so: for whoever asks about many of them."""
        return frozenset(item.number for item in self.items if item.removed_by is not None)

    def holds_in_force(self, items: tuple[int, ...] = ()) -> tuple[Hold, ...]:
        """The holds not lifted, of these items (all when none are named)."""
        if not self.holds:  # as in most cases
            return ()
        wanted = items or self.numbers()
        return tuple(
            hold for hold in self.holds if hold.covers(wanted) or (hold.lifted_at is None and not wanted)
        )

    def outlasting(self) -> tuple[Hold, ...]:
        """The holds that closing the case does not end: the LEA's, which only the LEA lifts (P6)."""
        return tuple(one for one in self.holds if one.lifted_at is None and one.party == Party.LEA)

    @property
    def goes_on(self) -> bool:
        """Whether it is closed, and a hold outlasts it (P6), or a question came afterwards (P7)."""
        return self.closed is not None and bool(self.outlasting() or self.pauses_now())

    @property
    def lives(self) -> bool:
        """Whether it keeps anything back, or may do anything by itself: it is open, or goes on."""
        return self.is_open or (self.opened is not None and self.goes_on)

    def holds_now(self, items: tuple[int, ...] = ()) -> tuple[Hold, ...]:
        """The holds in force on these items that keep anything back now: of a closed case the outlasting."""
        found = self.holds_in_force(items)
        return found if self.closed is None else tuple(one for one in found if one.party == Party.LEA)

    def units_reported(self) -> tuple[str, ...]:
        """The LEA units that got a report, or a part of one, each once, in order."""
        return tuple(dict.fromkeys(fragment.unit for fragment in self.fragments))

    def unconfirmed(self) -> tuple[Fragment, ...]:
        """The parts of the report that no person has confirmed."""
        return tuple(one for one in self.fragments if not one.is_confirmed)

    def mails_of(self, fragment: Fragment) -> tuple[Sent, ...]:
        """The mails that carried this part of the report, oldest first."""
        return tuple(self.sent[one] for one in fragment.copies if one in self.sent)

    def reached(self, fragment: Fragment) -> bool:
        """Whether the recipient may have this part of the report."""
        return any(mail.may_have_left for mail in self.mails_of(fragment))

    def stopped(self, fragment: Fragment) -> bool:
        """Whether it was taken back before it left, and nobody has it."""
        mail = self.sent.get(fragment.message_id or "")
        cancelled = mail is not None and mail.state is RowState.CANCELLED
        return cancelled and fragment.received_at is None and not self.reached(fragment)

    def settled(self, fragment: Fragment) -> Sent | None:
        """The last copy of it that was taken or turned away by the recipient's server."""
        known = reversed(self.mails_of(fragment))
        return next(
            (one for one in known if one.accepted_at or one.bounced or one.state is RowState.REFUSED), None
        )

    def pauses_open(self) -> tuple[Pause, ...]:
        """The questions not yet answered."""
        return tuple(pause for pause in self.pauses if not pause.lifted)

    def pauses_now(self) -> tuple[Pause, ...]:
        """The questions that keep anything back now: closing a case ends those that were open then."""
        return tuple(one for one in self.pauses_open() if one.afterwards or self.closed is None)

    def pauses_within(self, question: str) -> tuple[Pause, ...]:
        """What is not yet answered of a question about several cases."""
        return tuple(pause for pause in self.pauses_now() if pause.within == question)

    def thread(self, party: str, who: str) -> tuple[str, ...]:
        """Message-IDs exchanged with one correspondent, ours and theirs, oldest first."""
        return self.threads.get(f"{party}/{who}", ())
