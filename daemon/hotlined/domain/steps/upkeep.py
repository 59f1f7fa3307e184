"""The upkeep of the agreement: a reminder before its review, and whether contact data still hold."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Agreement, Site
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, Letter, alarm, letter
from hotlined.domain.letters.introduction import values
from hotlined.domain.letters.who import unit_recipient
from hotlined.domain.mail.message import Party, Recipient
from hotlined.domain.record.events import Event
from hotlined.domain.record.partnership import (
    ContactsAsked,
    MeetingHeld,
    MeetingInvited,
    MeetingMissed,
    ProtocolAsked,
    ReviewReminded,
)
from hotlined.domain.values.period import Period

AHEAD: Final = timedelta(days=60)
CHECK: Final = "contact-check"


def review_due(terms: Agreement, events: Iterable[Event], today: date) -> ReviewReminded | None:
    """The reminder that is due: once so long before the review, once when its day has come."""
    if not terms.review:
        return None
    day = date.fromisoformat(terms.review)
    fact = ReviewReminded(version=terms.version, review=terms.review, over=day <= today)
    return fact if day - AHEAD <= today and fact not in set(events) else None


def review(stream: str, fact: ReviewReminded, context: Context) -> Effect:
    """Analysts are told."""
    when = "was to be reviewed by" if fact.over else "is to be reviewed by"
    sentence = f"The agreement with the LEA, version {fact.version}, {when} {fact.review}."
    todo = (
        "Agree with the LEA, then write version, date and review into rules/agreement.yaml; "
        "`hotlined agreement` lists what meetings have agreed since."
    )
    return Effect((fact,), alarm(context, Case(stream), "review", sentence, todo))


def met(period: Period, events: Sequence[Event], site: Site) -> bool:
    """Whether a meeting of the calendar, or one that left a protocol, was held in a period.

    `events`: oldest first.  A meeting that is over counts when its row is no more, too.
    """
    zone = site.hotline.timezone
    days = (date.fromisoformat(one.day) for one in events if isinstance(one, MeetingHeld))
    planned = (one.start for one in site.meetings if one.kind == "meeting")
    return any(period.first <= day < period.after for day in days) or any(
        period.holds(start, zone) for start in (*planned, *_over(events))
    )


def _over(events: Iterable[Event]) -> Iterator[datetime]:
    """When the meetings began after which the protocol was asked for."""
    begun: dict[str, datetime] = {}
    for event in events:
        match event:
            case MeetingInvited(meeting=name, start=start):
                begun[name] = start
            case ProtocolAsked(meeting=name) if name in begun:
                yield begun[name]
            case _:
                pass


def missed(stream: str, period: Period, told: bool, context: Context) -> Effect:
    """The period is on record; the analysts are `told` that nobody has met."""
    fact = MeetingMissed(period=period.name, told=told)
    sentence = f"There was no meeting with the LEA in {period.name}."
    todo = (
        "Agree on a day with the LEA, and write it into rules/calendar.yaml: "
        "the invitations then go by themselves."
    )
    return Effect((fact,), alarm(context, Case(stream), "meeting", sentence, todo) if told else ())


def contacts(stream: str, period: str, context: Context) -> Effect:
    """Each unit's contact person is asked; where none is named, the unit itself, sealed."""
    letters = tuple(_asked(stream, context))
    return Effect((ContactsAsked(period=period, mails=len(letters)),), letters)


def _asked(stream: str, context: Context) -> Iterator[Letter]:
    for unit in context.site.units:
        to, person = unit_recipient(unit), unit.contact
        if person is not None:
            to = Recipient(Party.LEA_CONTACT, unit.name, person.address, (), person.language)
        yield letter(context, stream, to, CHECK, values(context.site, unit)).to_people()
