"""The mails about meetings with the LEA: invitations, each with its agenda, and what has changed since.

They are about no case: answers go to the hotline's people.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.form.protocol_labels import lines
from hotlined.domain.hotline.site import Meeting, Site
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, Letter, alarm, letter, to_analysts
from hotlined.domain.letters.who import unit_recipient
from hotlined.domain.mail.message import Party
from hotlined.domain.meeting_agenda import ANALYSTS, Agenda
from hotlined.domain.meeting_plan import (
    MEETING,
    Known,
    Recorded,
    is_as_told,
    is_next,
    not_invited,
    units_named,
)
from hotlined.domain.record.partnership import (
    MeetingCancelled,
    MeetingInvited,
    MeetingUninvited,
    ProtocolAsked,
)
from hotlined.domain.steps.failing import CANCELLED, INVITATION
from hotlined.domain.steps.meeting_days import meetings_of, named
from hotlined.domain.values.address import Address

FORM: Final = "meeting-form"
MOST: Final = 20  # cases of one kind in an agenda


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


@dataclass(frozen=True, slots=True)
class _Call:
    """What an invitation tells: an agenda for each, and whether it is a change, to all but the `added`."""

    plans: Mapping[str, Agenda]
    changed: bool
    added: Collection[tuple[Party, str]]

    def told(self, fact: MeetingInvited, party: Party, name: str) -> dict[str, object]:
        whose = name if party is Party.LEA else ANALYSTS
        changed = self.changed and (party, name) not in self.added
        return {"kind_of": fact.kind, "changed": changed, "plan": self.plans.get(whose, Agenda())}

    @property
    def has_words(self) -> bool:
        """Whether words of a protocol are in it, which went sealed itself."""
        return bool(self.plans.get(ANALYSTS, Agenda()).agreed)


def invite(
    stream: str, meeting: Meeting, found: Recorded, plans: Mapping[str, Agenda], context: Context
) -> Effect:
    """The invitation, or the news of a change, to each analyst and unit; `plans`: an agenda for each.

    Where only the people are others, those that come to it are invited, and nobody else hears of it.
    """
    old = found.known.get(meeting.name)
    units = tuple(unit.name for unit in units_named(meeting.units, context.site))
    turn, sequence = _counted(meeting, old, context.now)
    fact = MeetingInvited(
        meeting=meeting.name,
        start=meeting.start,
        end=meeting.end,
        place=meeting.place,
        units=units,
        sequence=sequence,
        turn=turn,
        kind=meeting.kind,
    )
    over = old is None or old.cancelled or is_next(meeting, old.invited, context.now)
    stands = None if over else old
    before = stands.invited.known_to if stands is not None else ()
    added = {(Party.LEA, one) for one in units if one not in before}
    if stands is not None:
        added |= {(Party.ANALYST, one) for one in not_invited(stands, context.site)}
    letters = _letters(context, stream, fact, _Call(plans, stands is not None, added))
    if stands is not None and is_as_told(meeting, stands.invited):
        letters = _to({*added, *((Party.LEA, one) for one in stands.invited.lacking)}, letters)
    left_out = tuple(one for one in before if one not in units)
    gone = replace(fact, units=left_out)
    called_off = _letters(context, stream, gone)
    return Effect((fact,), letters + _to([(Party.LEA, one) for one in left_out], called_off))


def _to(whom: Collection[tuple[Party, str]], letters: Iterable[Letter]) -> tuple[Letter, ...]:
    """Those of the letters that go to these units and analysts."""
    return tuple(one for one in letters if (one.draft.to.party, one.draft.to.id) in whom)


def _counted(meeting: Meeting, old: Known | None, now: datetime) -> tuple[int, int]:
    """Which meeting of its name it is, and which news of it; one that is over stays in people's calendars."""
    if old is None:
        return 0, 0
    if is_next(meeting, old.invited, now):
        return old.invited.turn + 1, 0
    return old.invited.turn, old.invited.sequence + 1


def cancel(stream: str, known: Known, context: Context) -> Effect:
    """Who was invited is told that the meeting does not take place."""
    sequence = known.invited.sequence + 1
    fact = MeetingCancelled(meeting=known.invited.meeting, sequence=sequence)
    gone = replace(known.invited, sequence=sequence, units=known.invited.known_to)
    return Effect((fact,), _letters(context, stream, gone))


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
    letters: tuple[Letter, ...] = ()
    for analyst in context.site.analysts:
        form = lines(analyst.language)
        values = {"name": meeting.name, "day": day, "form": form, "below": f"\n\n{form}\n"}
        letters += to_analysts(context, Case(stream), FORM, values, only=analyst.name)
    return Effect((ProtocolAsked(meeting=meeting.name),), letters)


def _letters(
    context: Context,
    stream: str,
    fact: MeetingInvited,
    call: _Call | None = None,
) -> tuple[Letter, ...]:
    """An invitation; without a call: it does not take place."""
    kind, method = (CANCELLED, "CANCEL") if call is None else (INVITATION, "REQUEST")
    values = {
        "name": fact.meeting,
        "place": fact.place,
        "start": fact.start,
        "end": fact.end,
        "most": MOST,
    }

    def told(party: Party, name: str, address: Address) -> dict[str, object]:
        own = {} if call is None else call.told(fact, party, name)
        return {**values, **own, "invitation": _invitation(fact, method, str(address), context)}

    units = [unit for unit in context.site.units if unit.name in fact.units]
    made = [
        letter(context, stream, unit_recipient(unit), kind, told(Party.LEA, unit.name, unit.address))
        for unit in units
    ]
    for analyst in context.site.analysts:
        own = told(Party.ANALYST, analyst.name, analyst.address)
        words = call is not None and call.has_words  # without them it is plain, for calendars to find
        made += to_analysts(context, Case(stream), kind, own, only=analyst.name, content=words)
    return tuple(one.to_people() for one in made)


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
