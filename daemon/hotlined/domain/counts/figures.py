"""One case as statistics see it: numbers, times, countries, providers; nothing that a purge takes away (P14).

`figures_of` reads a stream's entries; what it gives can be counted long after the material is destroyed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from hotlined.domain.cases.case import fold
from hotlined.domain.cases.item_state import ItemState, Notice
from hotlined.domain.cases.retention import received_at
from hotlined.domain.cases.state import Case
from hotlined.domain.due.reported import reported_at
from hotlined.domain.mail.message import Party
from hotlined.domain.ntd.sent_notices import concerns
from hotlined.domain.record.casework import CaseOpened, FormUpdated, ProviderSet, ReportRegistered
from hotlined.domain.record.events import Entry, Event
from hotlined.domain.record.holding import HoldLifted, HoldPlaced
from hotlined.domain.record.reporting import FeedbackGiven, ReceiptReminded
from hotlined.domain.values.period import Period
from hotlined.domain.values.quick import replace
from hotlined.domain.values.reference import parse_reference

LATE = timedelta(days=60)  # a report may lie unread for so long before it is registered
ANSWERS = ("victim", "offender", "investigation", "useful")
TOLD = ("feedback", "given")  # by what the index finds the streams with feedback


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One content item: its provider ("" where none is known), and when what happened to it."""

    provider: str
    noticed_at: datetime | None  # the first notice, of hotline or LEA
    removed_at: datetime | None  # an analyst or the LEA says so, or has verified it
    claimed: bool = False  # only the provider says so
    added_at: datetime | None = None  # when it came into the case; None: with it

    @property
    def is_answer(self) -> bool:
        """Whether a removal may follow from the notice: what was gone before it does not."""
        return is_answer(self.noticed_at, self.removed_at)


@dataclass(frozen=True, slots=True)
class NoticeFigures:
    """One notice that a provider's server took: how many items, how many of them are gone."""

    provider: str
    at: datetime
    items: int
    removed: int
    claimed: int
    answered: bool
    took: tuple[timedelta, ...] = ()  # to the removal of each removed item


@dataclass(frozen=True, slots=True)
class HoldFigures:
    """One hold of the LEA; `lifted_at` None: it is in force."""

    placed_at: datetime
    lifted_at: datetime | None
    prolonged: bool = False  # another one is in force since this began

    def length(self, now: datetime) -> timedelta:
        """How long it was in force, or is by now."""
        return (self.lifted_at or now) - self.placed_at


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the LEA told in one mail, by the form's lines."""

    at: datetime
    proof: str | None
    said: tuple[tuple[str, str], ...]
    mail: str  # its digest: one may be about several cases


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """A case; times are aware UTC."""

    stream: str
    assessment: str
    found_at: datetime
    public_at: datetime | None
    country: str | None
    urgent: bool
    iccam: bool
    deadline: datetime | None
    units: tuple[str, ...]
    reported_at: datetime | None
    received_at: datetime | None
    reminders: int  # of the unit and its contact person; not what analysts were told
    holds: tuple[HoldFigures, ...]
    questions: tuple[str, ...]  # digests of the mails that were asked about
    items: tuple[ItemFigures, ...]
    notices: tuple[NoticeFigures, ...] = ()
    feedback: tuple[Feedback, ...] = field(default=())


def concerned(
    names: Iterable[str], period: Period, told: Collection[str] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The cases and the desk days, among all streams, in which something of a period can be found.

    Notices of a period belong to cases of the year before it, too, and feedback to any: `told` are the
    streams that have some.
    """
    cases, desks, told = [], [], frozenset(told)
    first, last = (period.first - timedelta(days=1)), (period.after + LATE)
    for name in names:
        reference = parse_reference(name)
        if reference is not None:
            if name in told or period.first.year - 1 <= reference.year <= period.after.year:
                cases.append(name)
        elif f"desk-{first}" <= name <= f"desk-{last}":
            desks.append(name)
    return tuple(cases), tuple(desks)


def reports_in(entries: Iterable[Entry], period: Period, zone: tzinfo) -> int:
    """How many reports of the public, registered on a desk day, came in within the period."""
    found = (entry.event for entry in entries)
    return sum(isinstance(one, ReportRegistered) and period.holds(one.received_at, zone) for one in found)


def figures_of(stream: str, entries: Sequence[Entry]) -> CaseFigures | None:
    """The figures of a case, open, closed or purged; None for a stream that is no case."""
    case = fold(stream, entries)
    opened = case.opened
    if opened is None:
        return None
    events = [entry.event for entry in entries]
    names = {one.contact: one.name for one in events if isinstance(one, ProviderSet)}
    report = tuple(one for one in case.fragments if not one.supplement)
    added = _added(entries)
    return CaseFigures(
        stream=stream,
        assessment=opened.assessment,
        found_at=opened.found_at,
        public_at=opened.received_from_public,
        country=opened.country,
        urgent=opened.urgent,
        iccam=case.iccam is not None,
        deadline=opened.deadline,
        units=opened.units,
        reported_at=reported_at(case),
        received_at=received_at(replace(case, fragments=report)),
        reminders=sum(isinstance(one, ReceiptReminded) and one.told != "analysts" for one in events),
        holds=tuple(_holds(case, events)),
        questions=tuple(one.mail or f"{stream}/{one.id}" for one in case.pauses),
        items=tuple(replace(_item(case, item), added_at=added.get(item.number)) for item in case.items),
        notices=tuple(found for one in case.notices if (found := _notice(case, one, names)) is not None),
        feedback=tuple(
            _feedback(entry.at, entry.event) for entry in entries if isinstance(entry.event, FeedbackGiven)
        ),
    )


def is_answer(noticed: datetime | None, removed: datetime | None) -> bool:
    """Whether something may be gone since a notice; also while it is there."""
    return noticed is None or removed is None or noticed <= removed


def _added(entries: Iterable[Entry]) -> Mapping[int, datetime]:
    """When each item came into the case that was not in it from the beginning."""
    known, added = 0, dict[int, datetime]()
    for entry in entries:
        match entry.event:
            case CaseOpened(items=items):
                known = items
            case FormUpdated(items=items):
                added |= dict.fromkeys(range(known + 1, items + 1), entry.at)
                known = max(known, items)
            case _:
                pass
    return added


def _holds(case: Case, events: Iterable[Event]) -> Iterator[HoldFigures]:
    """The LEA's requests; one that prolongs another, or is the rest of it, is in force since that began."""
    begun = {one.id: one.placed_at for one in case.holds}
    narrowed: set[str] = set()  # no request came to an end: its rest counts
    prolonged: set[str] = set()
    placed = ""
    for event in events:
        match event:
            case HoldPlaced(hold=name):
                placed = name
            case HoldLifted(hold=name, why="narrowed" | "replaced" as why):
                (narrowed if why == "narrowed" else prolonged).add(name)
                if name in begun and placed in begun:
                    begun[placed] = min(begun[placed], begun[name])
            case _:
                pass
    for one in case.holds:
        if one.party == Party.LEA and one.id not in narrowed:
            yield HoldFigures(begun[one.id], one.lifted_at, one.id in prolonged)


def _feedback(at: datetime, event: FeedbackGiven) -> Feedback:
    said = ((name, getattr(event, name)) for name in ANSWERS)
    given = tuple((name, value) for name, value in said if value is not None)
    return Feedback(at, event.proof, given, event.mail)


def _left_at(case: Case, notice: Notice) -> datetime | None:
    """When the provider's server took a notice; None of a test, and of a question to a CDN."""
    mail = case.sent.get(notice.message_id)
    if mail is None or mail.bounced or notice.test or notice.origin:
        return None
    return mail.accepted_at


def _item(case: Case, item: ItemState) -> ItemFigures:
    moments = [at for one in case.notices if concerns(one, item) and (at := _left_at(case, one)) is not None]
    if item.lea_sent_at is not None:
        moments.append(item.lea_sent_at)
    sure = item.removed_by is not None and (item.verified or item.removed_by != Party.PROVIDER)
    return ItemFigures(
        provider=item.provider.name if item.provider is not None else "",
        noticed_at=min(moments, default=None),
        removed_at=item.removed_at if sure else None,
        claimed=item.removed_by is not None and not sure,
    )


def _notice(case: Case, notice: Notice, names: Mapping[str, str]) -> NoticeFigures | None:
    """What a notice came to; that an item went elsewhere, and is gone there, is not what it came to."""
    at = _left_at(case, notice)
    if at is None:
        return None
    items = [one for one in case.items if one.number in notice.items]
    there = (one for one in items if one.contact == notice.contact)
    found = [_item(case, one) for one in there]
    gone = [one.removed_at for one in found if one.removed_at is not None]
    return NoticeFigures(
        provider=names.get(notice.contact) or notice.contact,
        at=at,
        items=len(items),
        removed=len(gone),
        claimed=sum(one.claimed for one in found),
        answered=notice.answered_at is not None,
        took=tuple(one - at for one in gone if is_answer(at, one)),
    )
