"""What the record has of meetings with the LEA, and what is to be done about those of rules/calendar.yaml.

Who was invited to what is in the record, so that a restart repeats nothing and a meeting that was moved or
taken out is told of once (P15).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from hotlined.domain.hotline.people import Unit
from hotlined.domain.hotline.site import Meeting, Site
from hotlined.domain.mail.message import Party
from hotlined.domain.record.correspondence import MailQueued
from hotlined.domain.record.events import Event
from hotlined.domain.record.partnership import (
    MeetingCancelled,
    MeetingHeld,
    MeetingInvited,
    MeetingUninvited,
    ProtocolAsked,
)
from hotlined.domain.steps.failing import INVITATION, taken_back

MEETING: Final = "meeting"
LATEST: Final = timedelta(days=14)  # what began longer ago, as in a calendar of last year, is no news

Invitations = Mapping[tuple[str, str], tuple[str, ...]]  # (party, name) -> Message-IDs, the last one last


@dataclass(frozen=True, slots=True)
class Known:
    """What the record has of one meeting."""

    invited: MeetingInvited
    cancelled: bool = False
    asked: bool = False
    mails: Invitations = field(default_factory=dict)

    @property
    def analysts(self) -> frozenset[str]:
        """Who of the analysts was invited."""
        return frozenset(name for party, name in self.mails if party == Party.ANALYST)


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


def recorded(events: Sequence[Event]) -> Recorded:
    """Everything that these events, oldest first, say of meetings."""
    known: dict[str, Known] = {}
    held: dict[str, MeetingHeld] = {}
    uninvited: set[tuple[str, datetime]] = set()
    last = ""  # whose invitations are written down behind it
    for event in events:
        match event:
            case MeetingInvited(meeting=name):
                known[name] = _invited(event, known.get(name))
                last = name
            case MailQueued(kind=kind, message_id=mail) if kind == INVITATION and last in known:
                whom, mails = (event.party, event.to_id), known[last].mails
                known[last] = replace(known[last], mails={**mails, whom: (*mails.get(whom, ()), mail)})
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
    back = taken_back(events)
    return Recorded({name: _left(one, back) for name, one in known.items()}, held, frozenset(uninvited))


def _invited(event: MeetingInvited, old: Known | None) -> Known:
    """The meeting after one more invitation, before the mails of it; another one of its name begins anew."""
    if old is None:
        return Known(event)
    asked = old.asked and old.invited.end == event.end
    stands = not old.cancelled and old.invited.turn == event.turn
    units = {(Party.LEA, name) for name in event.known_to}
    mails = {whom: ids for whom, ids in old.mails.items() if whom[0] != Party.LEA or whom in units}
    return Known(event, asked=asked, mails=mails if stands else {})


def _left(known: Known, back: Collection[str]) -> Known:
    """Without the invitations that the gate took back, as for a key that was changed: they are made anew.

    A unit that had one before that knows of the meeting, but not how it stands.
    """
    invited, mails = known.invited, known.mails
    behind = {whom for whom, ids in mails.items() if ids[-1] in back}
    if not behind:
        return known
    unaware = {one for one in behind if one[0] != Party.LEA or all(mail in back for mail in mails[one])}
    units = tuple(name for name in invited.units if (Party.LEA, name) not in behind)
    lacking = (name for name in invited.known_to if name not in units and (Party.LEA, name) not in unaware)
    return replace(
        known,
        invited=replace(invited, units=units, lacking=tuple(lacking)),
        mails={whom: ids for whom, ids in mails.items() if whom not in unaware},
    )


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
        if name in planned or known.cancelled:
            continue
        if known.invited.start > now:
            yield "cancel", known
        elif known.invited.end <= now and known.invited.kind == MEETING and not known.asked:
            yield "ask", _as_invited(known.invited)  # taken out once it had begun
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
        elif now < meeting.start and _changed(meeting, old, site):
            yield "invite", meeting  # who was invited is told at once


def _as_invited(invited: MeetingInvited) -> Meeting:
    """The meeting as people know it."""
    return Meeting(invited.meeting, invited.start, invited.end - invited.start, invited.place)


def _is_news(meeting: Meeting, found: Recorded) -> bool:
    return (meeting.name, meeting.start) not in found.uninvited


def _held(meeting: Meeting, old: Known, now: datetime) -> Meeting | None:
    """The meeting that is over and of which no protocol was asked for yet."""
    if meeting.kind != MEETING or old.cancelled or old.asked:
        return None
    if old.invited.end <= now:
        return _as_invited(old.invited)
    return meeting if meeting.end <= now else None


def is_next(meeting: Meeting, invited: MeetingInvited, now: datetime) -> bool:
    """Whether it is another meeting of that name: the one invited to is over, and this comes later."""
    return invited.end <= now and invited.end <= meeting.start


def is_as_told(meeting: Meeting, invited: MeetingInvited) -> bool:
    """Whether time and place are those that people were invited to."""
    told = (invited.start, invited.end, invited.place)
    return (meeting.start, meeting.end, meeting.place) == told


def not_invited(known: Known, site: Site) -> frozenset[str]:
    """The analysts who were not invited: they are new, or their invitation was taken back."""
    return frozenset(one.name for one in site.analysts) - known.analysts


def _changed(meeting: Meeting, known: Known, site: Site) -> bool:
    """Whether anybody is to hear of it anew."""
    units = tuple(unit.name for unit in units_named(meeting.units, site))
    told = is_as_told(meeting, known.invited) and units == known.invited.units
    return not told or bool(known.invited.lacking) or bool(not_invited(known, site))


def units_named(names: Sequence[str], site: Site) -> tuple[Unit, ...]:
    """The LEA units of these names; all of them where none is named."""
    return tuple(unit for unit in site.units if not names or unit.name in names)
