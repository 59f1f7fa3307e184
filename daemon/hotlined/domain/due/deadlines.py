"""case -> what is due when: the schedule is a function of the record, never a job somewhere (P15).

Each due step, when carried out, records an event that makes it no longer due, or due later; so twice is
once, late is late, and a restart loses nothing.  All moments are aware UTC instants.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from hotlined.domain.cases.clock import by_now, counted, really
from hotlined.domain.cases.hold_warned import given_at
from hotlined.domain.cases.retention import received_at
from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold
from hotlined.domain.due import hold_ends, survey_plan
from hotlined.domain.due.hold_ends import is_out_of_reach, notice_of_end
from hotlined.domain.due.outlook import closes_at, unanswered
from hotlined.domain.due.receipt_waits import receipt_interval, receipt_waits_since
from hotlined.domain.due.reported import MISSED, NEAR, of_supplement, owed, owed_since, told
from hotlined.domain.hotline.site import Agreement, Site
from hotlined.domain.ntd import notice_time, notices, planning, reminders, unsettled
from hotlined.domain.ntd.hosting import rehosted
from hotlined.domain.record.course import EVEN, Course
from hotlined.domain.values.reference import is_question
from hotlined.domain.values.same import Same

MOMENT = timedelta(minutes=15)
ANALYSTS_TOLD: Final = 3  # the first reminder of a receipt that goes to analysts: unit and contact were asked


class DueKind(StrEnum):
    """What can be due in a case."""

    NOTICE = "notice"
    PROVIDER_CHANGED = "provider-changed"
    UNBLOCK = "unblock"
    DEADLINE = "deadline"
    RECEIPT = "receipt"
    MACHINE_RECEIPT = "machine-receipt"  # only a ticket system has acknowledged the report
    HOLD_WARNING = "hold-warning"
    HOLD_END = "hold-end"
    HOLD_REVIEW = "hold-review"
    HOLD_UNWARNED = "hold-unwarned"  # the alarm of one that has not ended, since its warning has not arrived
    PAUSE_ALARM = "pause-alarm"
    WHICH_CASE = "which-case"  # the alarm of a question about several cases
    NOTICE_REMINDER = "notice-reminder"
    ANALYST_WANTED = "analyst-wanted"
    LEA_FOLLOWUP = "lea-followup"
    LEA_STATISTICS = "lea-statistics"
    CLOSING = "closing"  # by itself, when nothing else is due


OF_HOLDS: Final = (DueKind.HOLD_WARNING, DueKind.HOLD_END, DueKind.HOLD_REVIEW)
STOPS: Final = (*OF_HOLDS, DueKind.PAUSE_ALARM)  # steps of what keeps notices back, also in other cases
# Steps that warn a suspect, end a hold, speak to the LEA or of its silence: what it has written by then is
# read first (P5, P6, P8).  Not a report's, which nothing holds back, nor what is for analysts alone.
AFTER_READING: Final = (
    *OF_HOLDS,
    DueKind.NOTICE,
    DueKind.NOTICE_REMINDER,
    DueKind.RECEIPT,
    DueKind.MACHINE_RECEIPT,
    DueKind.LEA_FOLLOWUP,
    DueKind.LEA_STATISTICS,
)
# None of these comes early by a clock that was set wrong.
TRUE_TIME: Final = (DueKind.NOTICE, DueKind.HOLD_END, DueKind.LEA_STATISTICS, DueKind.CLOSING)


@dataclass(frozen=True, slots=True)
class Due:
    """One step: what, when, and about which unit/fragment, hold, pause or provider."""

    kind: DueKind
    at: datetime
    key: str
    n: int = 0


def due(case: Case, site: Site) -> tuple[Due, ...]:
    """All that is or will be due in the case, earliest first."""
    return _of(Same(case), Same(site))


# Of one alone: after each commit agenda, board and card ask about the same case.
@lru_cache(maxsize=1)
def _of(case: Same[Case], site: Same[Site]) -> tuple[Due, ...]:
    return _steps(case.value, site.value)


def moments(steps: tuple[Due, ...]) -> tuple[datetime | None, datetime | None]:
    """When the first of these steps is, and the first that is no notice."""
    first = steps[0].at if steps else None
    return first, next((step.at for step in steps if step.kind is not DueKind.NOTICE), None)


def is_closing(steps: tuple[Due, ...]) -> bool:
    """Whether nothing is due but that the case closes by itself."""
    return bool(steps) and steps[0].kind is DueKind.CLOSING


def comes(step: Due, case: Case, terms: Agreement, course: Course) -> datetime:
    """What the clock shows when a step of the case comes (C1)."""
    if step.kind not in TRUE_TIME:
        return step.at
    if step.kind is DueKind.LEA_STATISTICS:  # of a period that is not over
        return counted(step.at, (), course)
    if step.kind is DueKind.CLOSING:
        return counted(step.at, () if case.stirred_at is None else (case.stirred_at,), course)
    return really(step.at, case, terms, course)


def foreseen(case: Case, site: Site) -> tuple[Due, ...]:
    """What is due, to be shown: where the clock was set, at the times when it will really come (C1)."""
    if site.clock == EVEN:
        return due(case, site)
    return _in_order(
        replace(step, at=comes(step, case, site.agreement, site.clock)) for step in due(case, site)
    )


def _in_order(steps: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(sorted(steps, key=lambda step: (step.at, step.kind, step.key)))


def _steps(case: Case, site: Site) -> tuple[Due, ...]:
    if case.survey is not None:
        asked = (Due(DueKind.LEA_STATISTICS, at, unit, n) for at, unit, n in survey_plan.moments(case, site))
        return _in_order(asked)
    if is_question(case.stream) and case.closed is None:
        return _in_order(_alarms(case, DueKind.WHICH_CASE, site))
    if not case.is_open:
        return _in_order((*_holds(case, case.outlasting(), site), *_alarms(case, DueKind.PAUSE_ALARM, site)))
    steps = (
        *_notices(case, site),
        *_changed(case, site),
        *_deadline(case, site),
        *_reports(case, site),
        *_holds(case, case.holds, site),
        *_alarms(case, DueKind.PAUSE_ALARM, site),
        *(Due(DueKind.ANALYST_WANTED, at, what, n) for at, what, n in unsettled.moments(case, site)),
    )
    return _in_order((*steps, *_after(case, site))) or tuple(_closing(case, site))


def _closing(case: Case, site: Site) -> Iterator[Due]:
    """The end of a case of which nothing is to come, so that the purge can count from it (P14)."""
    at = closes_at(case, site)
    if at is not None:
        yield Due(DueKind.CLOSING, at, "")


def _notices(case: Case, site: Site) -> Iterator[Due]:
    for plan in planning.plans(case, site):
        if plan.due_at is None or notices.given_up(case, plan.contact, plan.items):
            continue
        # What only an event can remove is looked at again after that event, not by the clock; but that
        # a contact is wanted is told once, when the notice would have gone.
        why = next(notices.standing(case, plan.contact, plan.items, plan.origin), None)
        if why is None or (why in notices.CONTACT_WANTED and case.why_waits(plan.contact) != why):
            yield Due(DueKind.NOTICE, plan.due_at, plan.contact)


def _changed(case: Case, site: Site) -> Iterator[Due]:
    """When a notice would go, the directory is asked once more: a row may be new, unconfirmed, or a CDN's."""
    for host in rehosted(case, site, case.numbers()):
        at = notice_time.due_at(case, host.items, site)
        if at is not None and not any(notices.unfit(case, host.items)):
            yield Due(DueKind.PROVIDER_CHANGED, at, str(host.items[0]))


def _deadline(case: Case, site: Site) -> Iterator[Due]:
    """The LEA is told late: once before the end of the working day, once when it is over."""
    end, late = owed(case, site)
    if case.opened is not None and end is not None and late:
        yield from _day(case, site, by_now(case.opened.found_at, site.clock), end, NEAR, MISSED)
    for number, since, end, _ in owed_since(case, site):
        keys = (of_supplement(NEAR, number), of_supplement(MISSED, number))
        yield from _day(case, site, since, end, *keys)


def _day(case: Case, site: Site, since: datetime, end: datetime, near: str, missed: str) -> Iterator[Due]:
    # What was found illegal just before the end of the day gets a moment to leave before anybody is called.
    warned = max(end - site.agreement.deadline_warning, since + MOMENT)
    if warned < end and not told(case, near, warned, site):
        yield Due(DueKind.DEADLINE, warned, near)
    if not told(case, missed, end, site):
        yield Due(DueKind.DEADLINE, end, missed)


def _key(fragment: Fragment) -> str:
    return f"{fragment.unit}/{fragment.number}"


def fragment_of(case: Case, step: Due) -> Fragment | None:
    """The part of the report that a step is about."""
    return next((one for one in case.fragments if _key(one) == step.key), None)


def _reports(case: Case, site: Site) -> Iterator[Due]:
    for fragment in case.fragments:
        key = _key(fragment)
        if fragment.blocked is not None:
            yield Due(DueKind.UNBLOCK, tried_again(by_now(fragment.at, site.clock), site), key)
        elif (start := receipt_waits_since(case, fragment, site)) is not None:
            at = by_now(start, site.clock) + receipt_interval(case, site)
            yield Due(DueKind.RECEIPT, at, key, fragment.reminders + 1)
        elif fragment.by_machine is not None and fragment.reminders < ANALYSTS_TOLD:
            # The LEA is not reminded any more, as agreed; but a person's receipt is still to come (P8).
            at = by_now(fragment.by_machine, site.clock) + ANALYSTS_TOLD * receipt_interval(case, site)
            yield Due(DueKind.MACHINE_RECEIPT, at, key, ANALYSTS_TOLD)


def tried_again(at: datetime, site: Site) -> datetime:
    """When what could not be sealed is sealed anew: in a while, or at a reload, which may have mended it."""
    later = at + site.agreement.blocked_retry
    if site.read_at is not None and at < site.read_at:
        return min(later, site.read_at)
    return later


def _holds(case: Case, holds: Iterable[Hold], site: Site) -> Iterator[Due]:
    for hold in holds:
        if hold.lifted_at is not None:
            continue
        if hold.until is None:
            start = by_now(hold.reviewed_at or hold.placed_at, site.clock)
            yield Due(DueKind.HOLD_REVIEW, start + site.agreement.hold_review, hold.id, hold.reviews + 1)
        elif hold.warned_at is None and not is_out_of_reach(hold, site):
            yield Due(DueKind.HOLD_WARNING, hold.until - notice_of_end(hold, site), hold.id)
        elif (given := given_at(case, hold)) is not None:
            # A warning that came late (the daemon was down) moves the end: a hold never lapses silently (P6).
            yield Due(DueKind.HOLD_END, max(hold.until, given + notice_of_end(hold, site)), hold.id)
        else:
            yield from _unwarned(case, hold, site)


def _unwarned(case: Case, hold: Hold, site: Site) -> Iterator[Due]:
    """What is due while the warning has not arrived: it is written once more where it came to nothing."""
    again = hold_ends.warned_again_at(case, hold, site)
    if again is not None:
        yield Due(DueKind.HOLD_WARNING, again, hold.id)
    n, told_at = case.chased.get(unwarned(hold)) or (0, None)
    yield Due(DueKind.HOLD_UNWARNED, hold_ends.alarmed_at(hold, n, told_at, site), hold.id, n + 1)


def unwarned(hold: Hold) -> str:
    """That analysts are told of it, as `AnalystsChased.what`."""
    return f"{DueKind.HOLD_UNWARNED}:{hold.id}"


def _alarms(case: Case, kind: DueKind, site: Site) -> Iterator[Due]:
    """Of each question that is open; one that asks about several cases has its own alarm, for all of them."""
    for pause in case.pauses_now():
        if pause.within is None:
            start = by_now(pause.alarmed_at or pause.at, site.clock)
            yield Due(kind, start + site.agreement.pause_alarm, pause.id, pause.alarms + 1)


def _after(case: Case, site: Site) -> Iterator[Due]:
    for notice in case.notices:
        step = reminders.next_step(case, notice, site)
        if step is not None:
            yield Due(DueKind.NOTICE_REMINDER, step[0], str(notice.number), step[1])
    if not unanswered(case):
        return
    accepted = notice_time.accepted_at(case, case.numbers(), needs_receipt=False)
    asked = case.lea_asked_at or accepted or received_at(case)  # confirmed, though its server refused it
    if asked is not None and case.fragments:
        asked = by_now(asked, site.clock)
        yield Due(DueKind.LEA_FOLLOWUP, asked + site.agreement.lea_followup, "", case.lea_asked + 1)
