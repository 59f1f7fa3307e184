"""Which of the LEA's units have been told of a case, since when, and until when they are to be."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from hotlined.domain.cases.clock import by_now
from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.outgoing import ICCAM_INFORMED, RowState
from hotlined.domain.ntd.expected import is_abroad

NEAR: Final = "deadline-near"
MISSED: Final = "deadline-missed"


def owed(case: Case, site: Site) -> tuple[datetime | None, tuple[str, ...]]:
    """Until when the LEA is to know of the case, and its units that do not yet; None: there is no such time.

    Of what is hosted abroad it is told that it is in ICCAM, until the end of the same working day as well
    (guidelines: "Reporting"); nobody but an analyst can enter it there.
    """
    opened = case.opened
    if opened is None:
        return None, _unreported(case)
    abroad, found_at = is_abroad(case, site), by_now(opened.found_at, site.clock)
    late = _untold(case) if abroad else _unreported(case)
    if not abroad and (opened.deadline is None or found_at == opened.found_at):
        return opened.deadline, late
    end = site.worktime.day_end(found_at) if site.worktime is not None else None
    return end.astimezone(UTC) if end is not None else None, late


def owed_since(case: Case, site: Site) -> Iterator[tuple[int, datetime, datetime, tuple[str, ...]]]:
    """Of each supplement with new items that has not reached the LEA: its number, since and until when it is
    to, and the units that do not have it.

    Not a unit that lacks the report itself: `owed` tells of it.
    """
    opened = case.opened
    if opened is None or opened.deadline is None or site.worktime is None or is_abroad(case, site):
        return
    for number, added_at in case.added:
        since = by_now(added_at, site.clock)
        end = site.worktime.day_end(since)
        firsts = [one for one in case.fragments if one.supplement == number and one.part == 1]
        late = {one.unit for one in firsts if not _taken(case, one)}.difference(_unreported(case))
        if end is not None and late:
            yield number, since, end.astimezone(UTC), tuple(unit for unit in case.units if unit in late)


def missed(case: Case, site: Site) -> tuple[str, ...]:
    """The units that lack the report, or a supplement with new items, of a working day that is over."""
    end, units = owed(case, site)
    late = {*units} if told(case, MISSED, end, site) else set()
    for number, _, end, units in owed_since(case, site):
        late.update(units if told(case, of_supplement(MISSED, number), end, site) else ())
    return tuple(unit for unit in case.units if unit in late)


def told(case: Case, key: str, at: datetime | None, site: Site) -> bool:
    """Whether analysts were told of what was to be told at that time; not where only the clock was there."""
    done = case.alarms.get(key)
    if done is None:
        return False
    really = by_now(done, site.clock)
    return really == done or at is None or really >= at


def of_supplement(key: str, number: int) -> str:
    """The key of a warning or alarm about this supplement."""
    return f"{key}:{number}"


def _unreported(case: Case) -> tuple[str, ...]:
    """The units whose server has not taken the report, or its first part."""
    reached = {one.unit for one in case.fragments if one.number == 1 and _taken(case, one)}
    return tuple(unit for unit in case.units if unit not in reached)


def _untold(case: Case) -> tuple[str, ...]:
    """The LEA units that no mail of a case in ICCAM has reached; an update tells it anew."""
    told = (mail for mail in case.sent.values() if mail.kind == ICCAM_INFORMED and not mail.bounced)
    there = {mail.to_id for mail in told if mail.state is RowState.ACCEPTED}
    return tuple(unit for unit in case.units if unit not in there)


def _taken(case: Case, fragment: Fragment) -> bool:
    return fragment.is_confirmed or any(_accepted(case, fragment))


def _accepted(case: Case, fragment: Fragment) -> Iterator[datetime]:
    """When the unit's server accepted each copy of it that did not come back."""
    for mail in case.mails_of(fragment):
        if mail.accepted_at is not None and not mail.bounced:
            yield mail.accepted_at


def reported_at(case: Case) -> datetime | None:
    """When the server of the last of the LEA units took the report, the first part of one in parts."""
    if not case.units or _unreported(case):
        return None
    taken = [_first_taken(case, unit) for unit in case.units]
    return max((one for one in taken if one is not None), default=None)


def _first_taken(case: Case, unit: str) -> datetime | None:
    firsts = [one for one in case.fragments if one.unit == unit and one.number == 1]
    moments = [at for fragment in firsts for at in _accepted(case, fragment)]
    told = [one.received_at for one in firsts if one.received_at and one.is_confirmed]
    return min((*moments, *told), default=None)
