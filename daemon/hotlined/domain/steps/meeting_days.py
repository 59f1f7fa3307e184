"""The meetings of a day: who was there, and by what an analyst names the one that a protocol is of.

A day is name enough where there was one meeting.  Where there were several, what one of them agreed is
nothing for the units of another, and its protocol not in place of theirs: then its time names it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hotlined.domain.hotline.site import Meeting, Site
from hotlined.domain.record.partnership import MeetingInvited


@dataclass(frozen=True, slots=True)
class OfDay:
    """A meeting of a day: when it began, and the names of the units that were invited."""

    start: datetime
    units: frozenset[str]


def meetings_of(day: date, invited: Iterable[MeetingInvited], site: Site) -> tuple[OfDay, ...]:
    """The meetings of that day by the calendar, and those of the record whose row has another day by now.

    A study visit or a training is not meant where there is a meeting.
    """
    rows = [one for one in site.meetings if site.at(one.start).date() == day]
    here = {one.name for one in rows}
    visits = {one.name for one in site.meetings if one.kind != "meeting"}
    known = [one for one in invited if one.meeting not in here and site.at(one.start).date() == day]
    every = [OfDay(one.start, _units(one, site)) for one in rows if one.kind == "meeting"]
    every += [OfDay(one.start, frozenset(one.known_to)) for one in known if one.meeting not in visits]
    if not every:
        every = [OfDay(one.start, _units(one, site)) for one in rows]
        every += [OfDay(one.start, frozenset(one.known_to)) for one in known]
    return tuple(sorted(dict.fromkeys(every), key=lambda one: (one.start, sorted(one.units))))


def _units(row: Meeting, site: Site) -> frozenset[str]:
    return frozenset(row.units or [unit.name for unit in site.units])


def time_of(start: datetime, site: Site) -> str:
    """The time by which a meeting is told from another one of its day."""
    return f"{site.at(start):%H:%M}"


def named(start: datetime, every: Sequence[OfDay], site: Site) -> str:
    """By what an analyst names a meeting that began then: the day, with the time where there were several."""
    day = site.at(start).date().isoformat()
    return f"{day} {time_of(start, site)}" if len(every) > 1 else day
