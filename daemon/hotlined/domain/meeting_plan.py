"""What the record has of meetings with the LEA, and what is to be done about those of rules/calendar.yaml.

Who was invited to what is in the record, so that a restart repeats nothing and a meeting that was moved or
taken out is told of once (P15).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from hotlined.domain.hotline.people import Unit
from hotlined.domain.hotline.site import Meeting, Site
from hotlined.domain.record.events import Event
from hotlined.domain.record.partnership import (
    MeetingCancelled,
    MeetingHeld,
    MeetingInvited,
    MeetingUninvited,
    ProtocolAsked,
)

MEETING: Final = "meeting"
LATEST: Final = timedelta(days=14)  # what began longer ago, as in a calendar of last year, is no news


@dataclass(frozen=True, slots=True)
class Known:
    """What the record has of one meeting."""

    invited: MeetingInvited
    cancelled: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the record has of all meetings; `held` by day, and by time where there were several that day."""

    known: dict[str, Known] = field(default_factory=dict)
    held: dict[str, MeetingHeld] = field(default_factory=dict)
    uninvited: frozenset[tuple[str, datetime]] = frozenset()  # of which analysts know

    @property
    def agreed(self) -> tuple[tuple[str, str], ...]:
        """Day and words of everything that was agreed, oldest first."""
        held = [self.held[key] for key in sorted(self.held)]
        return tuple((one.day, words) for one in held for words in one.agreed)


def recorded(events: Iterable[Event]) -> Recorded:
    """Everything that these events, oldest first, say of meetings."""
    known: dict[str, Known] = {}
    held: dict[str, MeetingHeld] = {}
    uninvited: set[tuple[str, datetime]] = set()
    for event in events:
        match event:
            case MeetingInvited(meeting=name):
                old = known.get(name)
                moved = old is not None and old.invited.end != event.end
                known[name] = Known(event, asked=old is not None and old.asked and not moved)
            case MeetingCancelled(meeting=name, sequence=sequence) if name in known:
                invited = replace(known[name].invited, sequence=sequence)
                known[name] = replace(known[name], invited=invited, cancelled=True)
            case ProtocolAsked(meeting=name) if name in known:
                known[name] = replace(known[name], asked=True)
            case MeetingHeld():
                held[event.key] = event
            case MeetingUninvited(meeting=name, start=start):
                uninvited.add((name, start))
            case _:
                pass
    return Recorded(known, held, frozenset(uninvited))


def invitations(events: Iterable[Event]) -> tuple[MeetingInvited, ...]:
    """The invitations that stand, or stood until the meeting was over; of each meeting the last one."""
    found: dict[tuple[str, int], MeetingInvited] = {}
    for event in events:
        match event:
            case MeetingInvited(meeting=name, turn=turn):
                found[name, turn] = event
            case MeetingCancelled(meeting=name):
                found.pop(max((one for one in found if one[0] == name), default=("", 0)), None)
            case _:
                pass
    return tuple(found.values())


def due(site: Site, found: Recorded, now: datetime) -> Iterator[tuple[str, Meeting | Known]]:
    """What is to be done: "invite" or "ask" about a meeting, "cancel" what was invited to; "late": it has
    begun, and nobody was invited."""
    planned = {meeting.name: meeting for meeting in site.meetings}
    for name, known in found.known.items():
        if name not in planned and not known.cancelled and known.invited.start > now:
            yield "cancel", known
    for meeting in site.meetings:
        old = found.known.get(meeting.name)
        held = _held(meeting, old, now) if old is not None else None
        if held is not None:  # before the next one of its name, to which its row may be changed already
            yield "ask", held
        if old is None or old.cancelled or is_next(meeting, old.invited, now):
            if meeting.start - meeting.invite <= now < meeting.start:
                yield "invite", meeting
            elif meeting.start <= now < meeting.start + LATEST and _is_news(meeting, found):
                yield "late", meeting
        elif now < meeting.start and _changed(meeting, old.invited, site):
            yield "invite", meeting  # who was invited is told at once


def _is_news(meeting: Meeting, found: Recorded) -> bool:
    return (meeting.name, meeting.start) not in found.uninvited


def _held(meeting: Meeting, old: Known, now: datetime) -> Meeting | None:
    """The meeting that is over and of which no protocol was asked for yet."""
    if meeting.kind != MEETING or old.cancelled or old.asked:
        return None
    if old.invited.end <= now:
        start = old.invited.start
        return replace(meeting, start=start, duration=old.invited.end - start)
    return meeting if meeting.end <= now else None


def is_next(meeting: Meeting, invited: MeetingInvited, now: datetime) -> bool:
    """Whether it is another meeting of that name: the one invited to is over, and this comes later."""
    return invited.end <= now and invited.end <= meeting.start


def is_as_told(meeting: Meeting, invited: MeetingInvited) -> bool:
    """Whether time and place are those that people were invited to."""
    told = (invited.start, invited.end, invited.place)
    return (meeting.start, meeting.end, meeting.place) == told


def _changed(meeting: Meeting, invited: MeetingInvited, site: Site) -> bool:
    units = tuple(unit.name for unit in units_named(meeting.units, site))
    return not is_as_told(meeting, invited) or units != invited.units or bool(invited.lacking)


def units_named(names: Sequence[str], site: Site) -> tuple[Unit, ...]:
    """The LEA units of these names; all of them where none is named."""
    return tuple(unit for unit in site.units if not names or unit.name in names)
