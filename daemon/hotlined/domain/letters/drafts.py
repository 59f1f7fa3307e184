"""Drafts: who is written to, in which thread, how protected.  Every mail to be sent begins here.

`letter` draws the Message-ID and the token and gives the draft together with the `MailQueued` event that
will lead replies back; the functions after it find the thread of the case with that correspondent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.people import Contact
from hotlined.domain.letters.decision import Change, Context
from hotlined.domain.letters.who import as_recipient, unit_recipient
from hotlined.domain.mail.message import Draft, Gate, Party, Recipient, Security
from hotlined.domain.mail.outgoing import REMINDER
from hotlined.domain.record.correspondence import MailCancelled, MailQueued
from hotlined.domain.record.events import Event
from hotlined.domain.values.reference import parse_reference

LONGEST_THREAD = 10  # Message-IDs in References
# Which of our mailboxes writes to whom, so that answers come back to where they are looked for.
IDENTITY = {
    Party.ANALYST: "intake",
    Party.LEA: "lea",
    Party.LEA_CONTACT: "lea",
    Party.PROVIDER: "ntd",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A draft with the event that records it."""

    draft: Draft
    queued: MailQueued

    def to_people(self) -> "Letter":
        """Answers to it go to the hotline's people: it is about no case."""
        return replace(self, draft=replace(self.draft, to_people=True))

    def telling(self, **more: object) -> "Letter":
        """With more for its template to tell."""
        return replace(self, draft=replace(self.draft, values={**self.draft.values, **more}))


@dataclass(frozen=True, slots=True)
class Effect:
    """What one step does to one case: events, letters, and queued mails that are not to leave any more."""

    events: tuple[Event, ...] = ()
    letters: tuple[Letter, ...] = ()
    cancel: tuple[str, ...] = ()

    def __add__(self, other: "Effect") -> "Effect":
        cancel = tuple(dict.fromkeys(self.cancel + other.cancel))  # a hold and a question take back the same
        return Effect(self.events + other.events, self.letters + other.letters, cancel)

    def change(self, stream: str, *more: Event) -> Change:
        """As a change to a stream: each letter's `MailQueued` and each cancelled mail are recorded."""
        cancelled = tuple(MailCancelled(message_id=one, why="no longer to be sent") for one in self.cancel)
        queued = tuple(one.queued for one in self.letters)
        drafts = tuple(one.draft for one in self.letters)
        return Change(stream, (*more, *self.events, *queued, *cancelled), drafts, self.cancel)


def letter(
    context: Context,
    stream: str,
    to: Recipient,
    kind: str,
    values: Mapping[str, object],
    *,
    content: bool = False,
    thread: tuple[str, ...] = (),
    answer: bool = False,
    urgent: bool = False,
    about: Mapping[str, int | str] | None = None,
) -> Letter:
    """One mail to one correspondent; `thread` are Message-IDs, oldest first.

    `content`: of a case, to an analyst, encrypted where there is a key.
    """
    security, gate = _guarded(to.party, kind, content=content)
    to, shown, test = _addressed(to, context)
    identity = IDENTITY[to.party]
    token = context.chance.token()
    message_id = f"<{context.chance.token()}@{context.site.identities[identity].domain}>"
    draft = Draft(
        kind=kind,
        stream=stream,
        to=to,
        mailbox=identity,
        message_id=message_id,
        token=token,
        values={"hotline": context.site.hotline, "to": shown, **values},
        security=security,
        gate=gate,
        in_reply_to=thread[-1] if thread else None,
        references=thread[-LONGEST_THREAD:],
        answer=answer,
        urgent=urgent,
        about=dict(about or {}),
        test=test,
    )
    queued = MailQueued(
        message_id=message_id, kind=kind, party=to.party, to_id=to.id, token=token, answer=answer
    )
    return Letter(draft, queued)


def _guarded(party: Party, kind: str, *, content: bool) -> tuple[Security, Gate]:
    """How it leaves, and what is asked once more before it does: to a unit sealed, or not at all (P4)."""
    if party is Party.LEA:
        return Security.SEALED, Gate.REPORT
    if party is Party.PROVIDER:
        return Security.ENCRYPT_IF_KEY, Gate.REMINDER if kind == REMINDER else Gate.NOTICE
    return Security.ENCRYPT_IF_KEY if content else Security.PLAIN, Gate.NONE


def _addressed(to: Recipient, context: Context) -> tuple[Recipient, Recipient, bool]:
    """Who is written to, the same as templates see it, and whether it is a test.

    In test mode no mail to a provider names the provider's address: not in its envelope, not in its text.
    """
    instead = context.site.providers_to
    if instead is None or to.party is not Party.PROVIDER:
        return to, to, False
    to = replace(to, address=instead, fingerprints=())
    return to, replace(to, id=str(instead)), True


def to_unit(
    context: Context,
    case: Case,
    unit: str,
    kind: str,
    values: Mapping[str, object],
    *,
    answer: bool = False,
    urgent: bool = False,
) -> tuple[Letter, ...]:
    """A sealed mail to an LEA unit of the case; none where the unit is not configured any more."""
    found = context.site.unit(unit)
    if found is None:
        return ()
    written = letter(
        context,
        case.stream,
        unit_recipient(found),
        kind,
        {"reference": case.stream, **values},
        thread=case.thread(Party.LEA, unit),
        answer=answer,
        urgent=urgent,
    )
    return (written,)


def to_contact(
    context: Context,
    case: Case,
    unit: str,
    kind: str,
    values: Mapping[str, object],
    *,
    urgent: bool = False,
) -> tuple[Letter, ...]:
    """A mail without any content to the unit's contact person."""
    found = context.site.unit(unit)
    contact = found.contact if found is not None else None
    if contact is None:
        return ()
    to = Recipient(Party.LEA_CONTACT, unit, contact.address, (), contact.language)
    values = {"reference": case.stream, "name": contact.name, **values}
    return (letter(context, case.stream, to, kind, values, urgent=urgent),)


def case_root(stream: str, context: Context) -> tuple[str, ...]:
    """The Message-ID that all mails to analysts about a case refer to first; none for what is no case.

    No mail has it: programs show what refers to it as one thread, whatever came first, whoever got it, and
    also where a long thread has lost its beginning (RFC 5256, REFERENCES).  It can be guessed, and proves
    nothing: no record knows it.
    """
    if parse_reference(stream) is None:
        return ()
    return (f"<{stream}.case@{context.site.identities['intake'].domain}>",)


def to_analysts(
    context: Context,
    case: Case,
    kind: str,
    values: Mapping[str, object],
    *,
    only: str | None = None,
    content: bool = False,
    answer: bool = False,
    urgent: bool = False,
) -> tuple[Letter, ...]:
    """A mail to all analysts, or to one, in the case's thread; `content`: encrypted where they have a key."""
    root = case_root(case.stream, context)
    return tuple(
        letter(
            context,
            case.stream,
            as_recipient(analyst),
            kind,
            {"reference": case.stream, **values},
            content=content,
            thread=(*root, *case.thread(Party.ANALYST, analyst.name)[1 - LONGEST_THREAD :]),
            answer=answer,
            urgent=urgent,
        )
        for analyst in context.site.analysts
        if only is None or analyst.name == only
    )


def unit_behind(party: str, to_id: str) -> tuple[str, ...]:
    """The unit that a mail to somebody of a party was for, whose contact person can be phoned."""
    return (to_id,) if party in (Party.LEA, Party.LEA_CONTACT) else ()


def to_phone(context: Context, units: Iterable[str]) -> tuple[tuple[str, Contact], ...]:
    """The contact persons of these units, each beside the unit's name; none for whoever is no unit."""
    found = context.site.units_there(dict.fromkeys(units))
    return tuple((unit.name, unit.contact) for unit in found if unit.contact)


def alarm(
    context: Context, case: Case, what: str, sentence: str, todo: str = "", *, call: Iterable[str] = ()
) -> tuple[Letter, ...]:
    """An alarm to all analysts: numbers and names of units only, never content (threats I2).

    `call`: the units that it says to phone; the numbers of their contact persons stand in it, since
    analysts have nothing but their mail to look them up in.
    """
    values = {"what": what, "sentence": sentence, "todo": todo, "calls": to_phone(context, call)}
    return to_analysts(context, case, "alarm", values)
