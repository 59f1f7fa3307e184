"""Meetings with the LEA: who is invited when, with which agenda, and what is told when one has changed.

The plan is rules/calendar.yaml; who was invited to what is in the record, so that a restart repeats nothing
and a meeting that was moved or taken out is told of once (P15).  The mails are about no case: answers go to
the hotline's people.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Meeting, Site, Unit
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, Letter, alarm, letter, to_analysts
from hotlined.domain.letters.who import unit_recipient
from hotlined.domain.mail.message import Gate, Security
from hotlined.domain.meeting_agenda import ANALYSTS, Agenda
from hotlined.domain.record.events import Event
from hotlined.domain.record.partnership import (
    MeetingCancelled,
    MeetingHeld,
    MeetingInvited,
    MeetingUninvited,
    ProtocolAsked,
)
from hotlined.domain.steps.meeting_days import meetings_of, named
from hotlined.domain.values.address import Address

MEETING: Final = "meeting"
INVITATION: Final = "meeting-invitation"
CANCELLED: Final = "meeting-cancelled"
FORM: Final = "meeting-form"
LINES: Final = "Present:\nAgreed:\nNext meeting:"  # of the protocol, to be filled in
MOST: Final = 20  # cases of one kind in an agenda
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


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an iCalendar file says of a meeting; `method` REQUEST or CANCEL (RFC 5546)."""

    method: str
    uid: str
    sequence: int
    name: str
    place: str
    start: datetime
    end: datetime
    organizer: str
    organizer_name: str
    attendee: str
    made_at: datetime


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
        if old is None or old.cancelled or _is_next(meeting, old.invited, now):
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


def _is_next(meeting: Meeting, invited: MeetingInvited, now: datetime) -> bool:
    """Whether it is another meeting of that name: the one invited to is over, and this comes later."""
    return invited.end <= now and invited.end <= meeting.start


def _changed(meeting: Meeting, invited: MeetingInvited, site: Site) -> bool:
    units = tuple(unit.name for unit in units_of(meeting.units, site))
    return (meeting.start, meeting.end, meeting.place, units) != (
        invited.start,
        invited.end,
        invited.place,
        invited.units,
    )


def units_of(names: Sequence[str], site: Site) -> tuple[Unit, ...]:
    return tuple(unit for unit in site.units if not names or unit.name in names)


def invite(
    stream: str, meeting: Meeting, found: Recorded, plans: Mapping[str, Agenda], context: Context
) -> Effect:
    """The invitation, or the news of a change, to each analyst and unit; `plans`: an agenda for each."""
    old = found.known.get(meeting.name)
    units = tuple(unit.name for unit in units_of(meeting.units, context.site))
    turn, sequence = _counted(meeting, old, context.now)
    fact = MeetingInvited(
        meeting=meeting.name,
        start=meeting.start,
        end=meeting.end,
        place=meeting.place,
        units=units,
        sequence=sequence,
        turn=turn,
    )
    stands = old is not None and not old.cancelled and not _is_next(meeting, old.invited, context.now)
    more = {"kind_of": meeting.kind, "changed": stands}
    letters = _letters(context, stream, fact, "REQUEST", INVITATION, more, plans)
    before = old.invited.units if old is not None and stands else ()
    left_out = tuple(one for one in before if one not in units)
    gone = replace(fact, units=left_out)
    letters += tuple(
        one for one in _letters(context, stream, gone, "CANCEL", CANCELLED, {}) if one.draft.to.id in left_out
    )
    return Effect((fact,), letters)


def _counted(meeting: Meeting, old: Known | None, now: datetime) -> tuple[int, int]:
    """Which meeting of its name it is, and which news of it; one that is over stays in people's calendars."""
    if old is None:
        return 0, 0
    if _is_next(meeting, old.invited, now):
        return old.invited.turn + 1, 0
    return old.invited.turn, old.invited.sequence + 1


def cancel(stream: str, known: Known, context: Context) -> Effect:
    """Who was invited is told that the meeting does not take place."""
    sequence = known.invited.sequence + 1
    fact = MeetingCancelled(meeting=known.invited.meeting, sequence=sequence)
    gone = replace(known.invited, sequence=sequence)
    return Effect((fact,), _letters(context, stream, gone, "CANCEL", CANCELLED, {}))


def late(stream: str, meeting: Meeting, found: Recorded, context: Context) -> Effect:
    """Nobody was invited, or told: hotlined stood still, or the row came late; analysts hear of it once."""
    day = _named(meeting, found, context.site)
    old = found.known.get(meeting.name)
    at = context.site.at
    if old is None or at(old.invited.start).date() != at(meeting.start).date():
        sentence = f"hotlined has invited nobody to the meeting of {day}: {meeting.name}."
        todo = (
            "It was not running when the invitation was due, or the row came too late into"
            " rules/calendar.yaml."
        )
    else:
        sentence = _put_back(old, day, meeting.name)
        todo = "Its row in rules/calendar.yaml was changed too late for that."
    if meeting.kind == MEETING:
        todo += f" If the meeting was held, keep its protocol with [MEETING:{day}]."
    fact = MeetingUninvited(meeting=meeting.name, start=meeting.start)
    return Effect((fact,), alarm(context, Case(stream), "meeting", sentence, todo))


def _put_back(old: Known, day: str, name: str) -> str:
    """What the invited know of a meeting whose row was put back, or moved, when it had begun."""
    if old.cancelled:
        return f"Who was invited to the meeting of {day} was told that it does not take place: {name}."
    return f"Who was invited to the meeting of {day} was not told its new time: {name}."


def _named(meeting: Meeting, found: Recorded, site: Site) -> str:
    invited = [one.invited for one in found.known.values() if not one.cancelled]
    return named(meeting.start, meetings_of(site.at(meeting.start).date(), invited, site), site)


def ask(stream: str, meeting: Meeting, found: Recorded, context: Context) -> Effect:
    """The meeting is over: the analysts get the form for what was agreed."""
    day = _named(meeting, found, context.site)
    values = {"name": meeting.name, "day": day, "form": LINES, "below": f"\n\n{LINES}\n"}
    return Effect((ProtocolAsked(meeting=meeting.name),), to_analysts(context, Case(stream), FORM, values))


def _letters(
    context: Context,
    stream: str,
    fact: MeetingInvited,
    method: str,
    kind: str,
    more: dict[str, object],
    plans: Mapping[str, Agenda] | None = None,
) -> tuple[Letter, ...]:
    values = {
        "name": fact.meeting,
        "place": fact.place,
        "start": fact.start,
        "end": fact.end,
        "changed": fact.sequence > 0,
        "most": MOST,
        **more,
    }

    def told(name: str, address: Address) -> dict[str, object]:
        agenda = {} if plans is None else {"plan": plans.get(name, Agenda())}
        return {**values, **agenda, "invitation": _invitation(fact, method, str(address), context)}

    units = [unit for unit in context.site.units if unit.name in fact.units]
    made = [
        letter(
            context,
            stream,
            unit_recipient(unit),
            kind,
            told(unit.name, unit.address),
            security=Security.SEALED,
            gate=Gate.REPORT,
            to_people=True,
        )
        for unit in units
    ]
    for analyst in context.site.analysts:
        own = told(ANALYSTS, analyst.address)
        # Words of a protocol, which went sealed itself; without them it is plain, for calendars to find.
        words = plans is not None and bool(plans.get(ANALYSTS, Agenda()).agreed)
        letters = to_analysts(context, Case(stream), kind, own, only=analyst.name, content=words)
        made += [replace(one, draft=replace(one.draft, to_people=True)) for one in letters]
    return tuple(made)


def _invitation(fact: MeetingInvited, method: str, attendee: str, context: Context) -> Invitation:
    hotline = context.site.hotline
    return Invitation(
        method=method,
        uid=f"{_event(fact)}@{hotline.email.domain}",
        sequence=fact.sequence,
        name=f"{fact.meeting} ({hotline.name})",
        place=fact.place,
        start=fact.start,
        end=fact.end,
        organizer=str(hotline.email),
        organizer_name=hotline.name,
        attendee=attendee,
        made_at=context.now,
    )


def _event(fact: MeetingInvited) -> str:
    """What tells a meeting from every other one, also of its name (RFC 5545 section 3.8.4.7)."""
    named = f"{fact.meeting}\n{fact.turn}" if fact.turn else fact.meeting
    return hashlib.sha256(named.encode()).hexdigest()[:32]
