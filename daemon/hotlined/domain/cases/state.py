"""What a case is made of at one moment: frozen parts that `case.fold` builds out of events.

Its parts lie in `withheld` (holds, questions), `sent` (mails, the report) and `item_state` (notices, items).
They have no slots, see `values.quick`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hotlined.domain.cases.item_state import ItemState, Notice
from hotlined.domain.cases.restore import NONE, Restore
from hotlined.domain.cases.sent import Fragment, Sent
from hotlined.domain.cases.survey_state import Survey
from hotlined.domain.cases.withheld import Hold, Pause, Waits
from hotlined.domain.form import Form
from hotlined.domain.form.annex import Item
from hotlined.domain.mail.message import Enclosed, Party
from hotlined.domain.mail.outgoing import ICCAM_INFORMED, RowState
from hotlined.domain.record.casework import CaseOpened, FormUpdated, ReportMarked
from hotlined.domain.record.destroyed import LegalHoldSet
from hotlined.domain.record.holding import SentencesVouched
from hotlined.domain.record.noticed import NtdSet
from hotlined.domain.record.periodical import FiguresAsked
from hotlined.domain.record.running import ClockBelieved, ClockSet


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
    stirred_at: datetime | None = None  # of more than our own housekeeping: by it a case closes by itself
    form: Form | None = None  # None: purged
    kept: tuple[Item, ...] = ()  # of a purged form: what notices need
    iccam: str | None = None
    supplements: tuple[FormUpdated, ...] = ()  # the updates that the LEA was told of
    added: tuple[tuple[int, datetime], ...] = ()  # those of them with new items, by number, and when
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
    ntd_place: int = -1  # and where in the record
    sent: Mapping[str, Sent] = field(default_factory=dict)  # by Message-ID, in order
    threads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # party/who -> Message-IDs, in order
    seen: frozenset[str] = frozenset()  # digests of mails that have had their effect
    signatures: frozenset[str] = frozenset()
    alarms: Mapping[str, datetime] = field(default_factory=dict)  # `AlarmRaised.what`, and when last
    hints: tuple[tuple[str, datetime], ...] = ()  # units that seemed to confirm a receipt, and when
    sought: frozenset[str] = frozenset()  # keys of the questions that a registry was asked
    lea_asked: int = 0
    lea_asked_at: datetime | None = None
    lea_heard: int = 0  # how often it had been asked when it last answered
    strikes: Mapping[str, int] = field(default_factory=dict)
    reports: Mapping[str, datetime] = field(default_factory=dict)  # of a desk: Message-ID -> received at
    marked: tuple[tuple[datetime, ReportMarked], ...] = ()  # of a desk: forms sent for keywords, and when
    waiting: Mapping[str, Waits] = field(default_factory=dict)  # by contact
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
    def urgent(self) -> bool:
        """Whether it was opened, or raised since, as urgent."""
        return self.opened is not None and self.opened.urgent

    @property
    def without_notice(self) -> bool:
        """Whether an analyst said that no notice is to be sent."""
        return self.ntd is not None and self.ntd.kind == "none"

    @property
    def units(self) -> tuple[str, ...]:
        """The LEA units that the rules or the analyst chose when it was opened."""
        return self.opened.units if self.opened is not None else ()

    @property
    def listed(self) -> tuple[Item, ...]:
        """The items as the form has them, or what a purge has left of them; item 1 first."""
        return self.form.items if self.form is not None else self.kept

    def numbers(self) -> tuple[int, ...]:
        """The item numbers, from 1."""
        return tuple(item.number for item in self.items)

    def states(self, numbers: Iterable[int]) -> tuple[ItemState, ...]:
        """How these items stand, in their order; what the case does not have is left out."""
        last = len(self.items)
        return tuple(self.items[number - 1] for number in sorted({*numbers}) if 0 < number <= last)

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

    def notice(self, message_id: str) -> Notice | None:
        """The notice that a mail of ours is, if it is one."""
        return next((one for one in self.notices if one.message_id == message_id), None)

    def notice_numbered(self, number: str) -> Notice | None:
        """The notice of that number, as the key of a step has it."""
        return next((one for one in self.notices if str(one.number) == number), None)

    def fragment(self, unit: str, number: int) -> Fragment | None:
        """This part of what the unit gets."""
        return next((one for one in self.fragments if (one.unit, one.number) == (unit, number)), None)

    def units_informed(self) -> tuple[str, ...]:
        """The LEA units that know of the case: those, and who was told that it was reported through ICCAM."""
        told = (
            one.to_id
            for one in self.sent.values()
            if one.kind == ICCAM_INFORMED and one.state is not RowState.CANCELLED
        )
        return tuple(dict.fromkeys((*self.units_reported(), *told)))

    def unconfirmed(self) -> tuple[Fragment, ...]:
        """The parts of the report that no person has confirmed, and somebody has to."""
        return tuple(one for one in self.fragments if not one.is_confirmed and not one.ends)

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

    def lost(self, fragment: Fragment) -> bool:
        """Whether its last copy was refused, or came back, and nobody has said that it arrived."""
        mail = self.sent.get(fragment.message_id or "")
        return mail is not None and mail.turned_away and fragment.received_at is None

    def settled(self, fragment: Fragment) -> Sent | None:
        """The last copy of it that was taken or turned away by the recipient's server."""
        known = reversed(self.mails_of(fragment))
        return next((one for one in known if one.accepted_at or one.turned_away), None)

    def why_waits(self, contact: str) -> str | None:
        """Why a due notice to a contact, or its reminder, does not go; None where nothing is told of that."""
        waits = self.waiting.get(contact)
        return waits.why if waits is not None else None

    def whys(self) -> dict[str, str]:
        """The same of each contact of which that is told."""
        return {contact: waits.why for contact, waits in self.waiting.items()}

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
