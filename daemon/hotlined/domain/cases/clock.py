"""What the record knows of the machine's clock: by how much it was set, and who believed it again (P15).

A daemon that runs notices that the clock was set, and by how much (`ClockSet`); the next one knows it only
from the record.  What was written down by a clock that was behind happened later than the record says, so
what counts from it comes that much later, and never earlier.  Set forth and back, it was not set.
Notices and ends of holds wait until they are `really` due, and are shown so.  What only reminds, or tells
analysts, counts by the clock of now instead (`by_now`).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Agreement
from hotlined.domain.mail.outgoing import HOLD_WARNING, ONLINE_AGAIN
from hotlined.domain.record.course import EVEN, NONE, Course, Undone
from hotlined.domain.record.running import ClockSet

LAST: Final = datetime(9998, 12, 31, tzinfo=UTC)
TOLERANCE: Final = timedelta(minutes=2)  # what a slewed clock or a busy machine may differ


def believed(desks: Iterable[Case]) -> datetime | None:
    """The newest time in the record that somebody has said not to wait for; None: nobody has."""
    return max((one.newest for desk in desks for one in desk.clock_believed), default=None)


def behind(desks: Iterable[Case], newest: datetime | None, now: datetime) -> datetime | None:
    """The newest time in the record, where the clock has to pass it first; None where it is not behind."""
    if newest is None or newest - now <= TOLERANCE:
        return None
    known = believed(desks)
    return newest if known is None or known < newest else None


def settings(desks: Iterable[Case]) -> tuple[ClockSet, ...]:
    """How the clock was set, in order."""
    return tuple(sorted((one for desk in desks for one in desk.clock_set), key=lambda one: one.number))


def later(moments: Sequence[datetime], known: Iterable[ClockSet], now: timedelta = NONE) -> timedelta:
    """How much later than by the record what counts from these is; `now`: how the clock was set since."""
    found = tuple(known)
    steps = (
        now + timedelta(seconds=sum(other.seconds for other in found if other.number >= one.number))
        for one in found
        if any(one.since <= moment <= one.until for moment in moments)
    )
    return max((NONE, *steps))


def undone(known: Sequence[ClockSet], now: datetime) -> tuple[Undone, ...]:
    """When it was ahead, noticed and set back; not once it comes to these times again: who could tell?

    `known` is in order.
    """
    # Whoever believes it again (`clock_record`) has not noticed how long it was so.
    jumps = [one for one in known if one.since < one.until]
    sums = accumulate(one.seconds for one in reversed(jumps))
    return tuple(
        Undone(one.since, one.until, timedelta(seconds=-seconds))
        for one, seconds in zip(reversed(jumps), sums, strict=True)
        if seconds < 0 and now < one.since
    )


def by_now(moment: datetime, course: Course) -> datetime:
    """What the clock as it is now would have shown at a moment of the record."""
    backs = (one.back for one in course.undone if one.since <= moment <= one.until)
    return moment - min(backs, default=NONE)


def really(due: datetime, case: Case, terms: Agreement, course: Course) -> datetime:
    """What the clock shows when a due time of the case has come by the time that has passed (C1)."""
    if course == EVEN:
        return due
    return counted(due, tuple(moments(case, terms)), course, tuple(_counting(case, terms)))


def counted(
    due: datetime, since: Sequence[datetime], course: Course, now: Sequence[datetime] | None = None
) -> datetime:
    """The same for what counts from these moments alone; `now`: of them, what still counts.

    While the clock is ahead all waits, whenever it was written; what was written by a clock that was set back
    waits also after that was set right, in the same life of the daemon too.
    """
    if course == EVEN:
        return due
    wait = later(since, course.settings, min(course.ahead, NONE)) + max(course.ahead, NONE)
    if course.noticed:
        wait = max(wait, later(since if now is None else now, (*course.settings, *course.noticed)))
    moment = _put_off(due, wait)
    return moment if course.floor is None else max(moment, course.floor)


def of_hold(end: datetime, placed_at: datetime, course: Course) -> datetime:
    """The end of a hold as it can be told: with what it is put off by for good, at whatever clock.

    It may end later yet: while the clock is ahead, or behind the record, or for what else the case counts.
    """
    return _put_off(end, later((placed_at,), (*course.settings, *course.noticed)))


def _put_off(due: datetime, wait: timedelta) -> datetime:
    return due + min(wait, max(NONE, LAST - due))  # a hold may have the last end that can be written


def _counting(case: Case, terms: Agreement) -> Iterator[datetime]:
    """Of the moments, those of reports, of what tells of a notice or a hold's end, and of holds in force.

    What else was written then delays nothing.
    """
    reports = (mail for fragment in case.fragments for mail in case.mails_of(fragment))
    yield from (mail.accepted_at for mail in reports if mail.accepted_at is not None)
    told = (mail for mail in case.sent.values() if mail.kind in (ONLINE_AGAIN, HOLD_WARNING))
    yield from (mail.accepted_at for mail in told if mail.accepted_at is not None)
    yield from (hold.placed_at for hold in case.holds if hold.lifted_at is None)
    yield from _of_notices(case, terms)


def moments(case: Case, terms: Agreement) -> Iterator[datetime]:
    """When what the deadlines of notices and holds count from was written down."""
    yield from (mail.accepted_at for mail in case.sent.values() if mail.accepted_at is not None)
    yield from (hold.placed_at for hold in case.holds)
    yield from _of_notices(case, terms)


def _of_notices(case: Case, terms: Agreement) -> Iterator[datetime]:
    """Beside the report's acceptance: the receipt, if agreed, what came online again, an analyst's word."""
    received = (one.received_at for one in case.fragments if terms.ntd_needs_receipt)
    yield from (moment for moment in received if moment is not None)
    yield from (one.again_at for one in case.items if one.again_at is not None)
    if case.ntd_at is not None:
        yield case.ntd_at
