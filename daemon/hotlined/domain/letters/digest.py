"""The digest: now and then one mail to each LEA unit that lists what was assessed as not illegal.

By agreement (`not_illegal: digest`).  References, times and countries only: what is not illegal is of no
concern to the police, and a person reported it in confidence.  What was sent is data in the desk's
streams (P15): a digest ends where the next one begins, a late one covers all that it is late for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.people import Unit
from hotlined.domain.hotline.rules import Bearing, chosen, matches
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, letter
from hotlined.domain.letters.who import unit_recipient
from hotlined.domain.ntd.notices import NOT_ILLEGAL
from hotlined.domain.record.casework import CaseOpened
from hotlined.domain.record.periodical import DigestSent

MARGIN = timedelta(days=1)  # clocks are set back, and a case is written a moment after it was timed
LATE = timedelta(days=60)  # a mail may lie unread for so long and still be found by the month it arrived in


@dataclass(frozen=True, slots=True)
class Line:
    """One case of a digest; times are aware UTC."""

    reference: str
    received_from_public: datetime | None
    found_at: datetime
    country: str | None
    items: int


def wanted(site: Site) -> bool:
    """Whether the agreement asks for a digest."""
    return site.agreement.not_illegal == "digest"


def listed(opened: CaseOpened, site: Site) -> bool:
    """Whether a case stands in a digest: not illegal, and hosted at home as with all that the LEA gets."""
    return opened.assessment == NOT_ILLEGAL and opened.country == site.hotline.country


def readers(site: Site) -> tuple[Unit, ...]:
    """The units that get each digest, an empty one too: all that a case that is not illegal can go to."""
    home = site.hotline.country
    found = {
        name
        for row in site.routes
        for urgent in (False, True)
        for region in (None, *site.regions)
        for language in (None, *row.language)
        if matches(row, Bearing(NOT_ILLEGAL, home, urgent, region, language), home)
        for name in chosen(row, site.units, region)
    }
    return tuple(unit for unit in site.units if unit.name in found)


def period_start(moment: datetime, site: Site) -> datetime:
    """The begin, aware UTC, of the week (Monday) or month of the hotline's zone that a moment is in."""
    zone = site.hotline.timezone
    day = moment.astimezone(zone).date()
    monthly = site.agreement.not_illegal_digest == "monthly"
    first = day.replace(day=1) if monthly else day - timedelta(days=day.weekday())
    return _midnight(first, zone)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _day(moment: datetime, context: Context) -> str:
    return context.site.at(moment).date().isoformat()


def months(start: datetime, end: datetime) -> tuple[str, ...]:
    """The index keys under which the cases of a digest are found, by when their mails arrived."""
    first, last = (start - LATE).astimezone(UTC), end.astimezone(UTC)
    count = (last.year - first.year) * 12 + last.month - first.month
    return tuple(month_of(first, more) for more in range(count + 1))


def month_of(moment: datetime, more: int) -> str:
    """`2026-11`, of a moment in UTC, or so many months later."""
    number = moment.year * 12 + moment.month - 1 + more
    return f"{number // 12}-{number % 12 + 1:02d}"


def select(
    cases: Iterable[Case], unit: str, before: Sequence[DigestSent], end: datetime, site: Site
) -> tuple[Case, ...]:
    """The unit's cases since the last digest, and what was written down too late for it; in their order.

    `before` are the digests so far, at least one.
    """
    known = {reference for one in before for reference in one.cases}
    since = max(min(one.start for one in before), max(one.end for one in before) - MARGIN)
    found = (
        case
        for case in cases
        if (opened := case.opened) is not None
        and case.opened_at is not None
        and listed(opened, site)
        and unit in opened.units
        and since <= case.opened_at < end
        and case.stream not in known
    )
    return tuple(sorted(found, key=lambda case: case.stream))


def begun(unit: Unit, context: Context) -> Effect:
    """The first time: nothing is sent, but the plan begins with the period that we are in."""
    start = period_start(context.now, context.site)
    return Effect((DigestSent(unit=unit.name, start=start, end=start),))


def digest(
    context: Context, stream: str, unit: Unit, cases: Sequence[Case], start: datetime, end: datetime
) -> Effect:
    """The sealed mail with these cases, and the event that the next one begins from."""
    lines = tuple(
        Line(case.stream, opened.received_from_public, opened.found_at, opened.country, opened.items)
        for case in cases
        if (opened := case.opened) is not None
    )
    written = letter(
        context,
        stream,
        unit_recipient(unit),
        "digest",
        {"first": _day(start, context), "last": _day(end - timedelta(seconds=1), context), "lines": lines},
    )
    fact = DigestSent(
        unit=unit.name,
        start=start,
        end=end,
        message_id=written.draft.message_id,
        cases=tuple(case.stream for case in cases),
    )
    return Effect((fact,), (written,))
