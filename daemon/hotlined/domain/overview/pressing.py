"""What the digest of the morning may have to say of an open case: notes without any content.

They are computed after a case has changed and kept, so that the digest itself reads no case.  What a note
comes to (overdue, due today) depends on the time, and is for `daily` to say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hotlined.domain.cases.clock import by_now, really
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold
from hotlined.domain.due.course import Course, course_of
from hotlined.domain.due.deadlines import DueKind, due, foreseen
from hotlined.domain.due.hold_ends import told_end
from hotlined.domain.due.outlook import untaken, untold
from hotlined.domain.due.reported import owed, owed_since
from hotlined.domain.hotline.site import Site
from hotlined.domain.ntd.expected import wants_entry
from hotlined.domain.ntd.lea_informed import lacking
from hotlined.domain.ntd.notices import CONTACT_WANTED, NO_URLS, UNWRITABLE
from hotlined.domain.ntd.unsettled import What, unsettled
from hotlined.domain.overview.board import is_idle
from hotlined.domain.overview.needs import (
    CONTACTED,
    is_lea_silent,
    is_silent,
    told_of_machine,
    trouble,
)
from hotlined.domain.values.reference import is_question
from hotlined.domain.values.shown import items_argument

HOLD: Final = "hold"
DEADLINE: Final = "deadline"  # the report has to be at the LEA by then
AFTERWARDS: Final = "question-closed"  # a question that came when its case was closed
WHICH: Final = "which-case"  # a question about several cases: one note for all of them
FIGURES: Final = "lea-figures"  # a unit's answer for a period that is not proven, and counts for nothing
MACHINE_RECEIPT: Final = "machine-receipt"  # a ticket system has the report; of a person nothing is heard
IDLE: Final = "idle"  # it is open, and nothing is to come
# What waits for a person of the hotline, most pressing first.
NEEDS: Final = (
    "blocked",
    "undelivered",
    "stopped",
    "question",
    AFTERWARDS,
    WHICH,
    "no-receipt",
    MACHINE_RECEIPT,
    "verify",
    "contact",
    "provider",
    "iccam",
    "silent-provider",
    "silent-lea",
    FIGURES,
    IDLE,
)
# Steps that stand in the digest; the others are said by a note of their own.
STEPS: Final = frozenset(
    {
        DueKind.NOTICE,
        DueKind.RECEIPT,
        DueKind.HOLD_REVIEW,
        DueKind.NOTICE_REMINDER,
        DueKind.LEA_FOLLOWUP,
        DueKind.LEA_STATISTICS,
    }
)

_OF_A_NOTICE: Final = (DueKind.NOTICE_REMINDER, Course.ASKS, Course.SILENT_CDN, Course.IN_VAIN)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing in one case: `what` of NEEDS, a `DueKind`, HOLD or DEADLINE; `at` is aware UTC.

    `key` is a unit, a question, a hold, a provider's contact, or a number; never words of a mail.
    """

    reference: str
    what: str
    at: datetime | None
    key: str = ""
    urgent: bool = False
    since: datetime | None = None  # of a hold: when it, or what it prolongs, was placed
    why: str = ""  # a notice or a reminder waits, though its time has come


def notes(case: Case, site: Site) -> tuple[Note, ...]:
    """Everything that the digest may say of the case, in no order; of a closed one what goes on."""
    if is_question(case.stream):
        return tuple(Note(case.stream, WHICH, by_now(pause.at, site.clock)) for pause in case.pauses_open())
    lives = case.survey is not None or case.is_open
    found = (*_needs(case, site), *_dated(case, site)) if lives else (*_questions(case, AFTERWARDS, site),)
    ends = {step.key: step.at for step in foreseen(case, site) if step.kind is DueKind.HOLD_END}
    holds = (
        Note(case.stream, HOLD, until, f"{one.id}, {one.by}", case.urgent, _begun(one, case.holds))
        for one in case.holds_now()
        for until in (_end_of(one, ends, case, site),)
    )
    told = (
        Note(case.stream, what, at, key, case.urgent, why=why_of(case, what, key, at))
        for what, at, key in found
    )
    return (*told, *holds)


def _end_of(hold: Hold, ends: Mapping[str, datetime], case: Case, site: Site) -> datetime | None:
    """When it ends: its warning may have moved that, and has to arrive first."""
    if hold.until is None:
        return None
    until = really(hold.until, case, site.agreement, site.clock)
    return told_end(until, ends.get(hold.id, until))


def why_of(case: Case, what: str, key: str, at: datetime | None) -> str:
    """What a notice, or a reminder of one, waits for, as it was recorded when it did not go.

    Nothing where its time comes after that: then it was another one to the same contact that did not go.
    """
    if what not in (DueKind.NOTICE, Course.CDN, *_OF_A_NOTICE):
        return ""
    if what in _OF_A_NOTICE:
        notice = case.notice_numbered(key)
        key = notice.contact if notice is not None else ""
    waits = case.waiting.get(key)
    return "" if waits is None or at is None or at > waits.since else waits.why


def _begun(hold: Hold, known: tuple[Hold, ...]) -> datetime:
    """Since when it keeps notices back: one that prolongs another was placed as that was lifted."""
    before = (
        one for one in known if one.lifted_at == hold.placed_at and one.by == hold.by and one is not hold
    )
    return min((hold.placed_at, *(_begun(one, known) for one in before if one.placed_at < hold.placed_at)))


Found = tuple[str, datetime | None, str]


def _needs(case: Case, site: Site) -> Iterator[Found]:
    for fragment in case.fragments:
        what = trouble(case, fragment)
        if what:
            yield what, fragment.at, fragment.unit
    for fragment in dict.fromkeys(part for _, part in untaken(case, site)):
        yield "undelivered", fragment.at, fragment.unit
    unknown = dict.fromkeys(unit for item in case.items for unit in lacking(case, item))
    if unknown and any(untold(case, site)):
        yield from (("undelivered", None, unit) for unit in unknown)
    yield from _questions(case, "question", site)
    for fragment in case.unconfirmed():
        if fragment.reminders >= CONTACTED and not trouble(case, fragment):
            what = MACHINE_RECEIPT if told_of_machine(fragment) else "no-receipt"
            yield what, fragment.at, fragment.unit
    for one in unsettled(case, site):
        if one.what is What.REMOVED:
            yield "verify", one.since, items_argument(one.items)
        elif one.what is not What.CONTACT:
            yield "provider", one.since, ", ".join(str(number) for number in one.items)
    for contact, why in case.whys().items():
        if why in (*CONTACT_WANTED, UNWRITABLE):
            yield "contact", None, contact
    if case.opened is not None and wants_entry(case, site):
        yield "iccam", case.opened_at, case.opened.country or ""
    for notice in case.notices:
        if is_silent(case, notice):
            yield "silent-provider", notice.at, notice.contact
    if is_lea_silent(case, site):
        yield "silent-lea", case.lea_asked_at, ", ".join(case.units_reported())
    for asked in case.survey.units.values() if case.survey is not None else ():
        if (given := asked.waiting()) is not None and given.numbers:
            yield FIGURES, given.at, asked.unit
    if case.is_open and not due(case, site) and (NO_URLS in case.whys().values() or is_idle(case, site)):
        yield IDLE, None, ""


def _questions(case: Case, what: str, site: Site) -> Iterator[Found]:
    for pause in case.pauses_now():
        if pause.within is None:
            yield what, by_now(pause.at, site.clock), pause.id


def _dated(case: Case, site: Site) -> Iterator[Found]:
    end, late = owed(case, site)
    if end is not None and late and not wants_entry(case, site):
        yield DEADLINE, end, ", ".join(late)
    for _, _, end, late in owed_since(case, site):
        yield DEADLINE, end, ", ".join(late)
    for step in foreseen(case, site):
        if step.kind in STEPS and not (step.kind is DueKind.RECEIPT and step.n > CONTACTED):
            units = ", ".join(one.name for one in site.units)  # a question to each names none
            course = course_of(step, case, site)
            yield course or step.kind, step.at, step.key.partition("/")[0] or units
