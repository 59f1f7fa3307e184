"""The upkeep of the agreement: a reminder before its review, and whether contact data still hold."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from hotlined.domain.decision import Context
from hotlined.domain.drafts import Effect, Letter, alarm, letter
from hotlined.domain.events import ContactsAsked, Event, ReviewReminded
from hotlined.domain.introduction import values
from hotlined.domain.message import Gate, Party, Recipient, Security
from hotlined.domain.site import Agreement
from hotlined.domain.state import Case
from hotlined.domain.who import unit_recipient

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
    return Effect((fact,), tuple(alarm(context, Case(stream), "review", sentence, todo)))


def contacts(stream: str, period: str, context: Context) -> Effect:
    """Each unit's contact person is asked; where none is named, the unit itself, sealed."""
    letters = tuple(_asked(stream, context))
    return Effect((ContactsAsked(period=period, mails=len(letters)),), letters)


def _asked(stream: str, context: Context) -> Iterator[Letter]:
    for unit in context.site.units:
        told = values(context.site, unit)
        if unit.contact is None:
            to, security, gate = unit_recipient(unit), Security.SEALED, Gate.REPORT
        else:
            person = unit.contact
            to = Recipient(Party.LEA_CONTACT, unit.name, person.address, (), person.language)
            security, gate = Security.PLAIN, Gate.NONE
        yield letter(context, stream, to, CHECK, told, security=security, gate=gate, to_people=True)
