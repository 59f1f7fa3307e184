"""What follows when a mail cannot be sealed (P4) or is refused by the recipient's server (B5).

Nothing has left in the first case: the report's event becomes `ReportBlocked`, analysts get the alarm at
once, and the LEA's address gets a note without content, once per reason.  So does it where it is not told
how its hold stands (P6).
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Change, Context
from hotlined.domain.letters.drafts import Effect, Letter, alarm, unit_behind
from hotlined.domain.letters.introduction import INTRODUCED, INTRODUCTION
from hotlined.domain.letters.reports import blocked
from hotlined.domain.mail.message import Draft, Gate, Party
from hotlined.domain.mail.outgoing import ALARMS, BY_HAND, IN_TEST, MOVED, NEW_KEY, RENAMED, REPORT, OutboxRow
from hotlined.domain.record.correspondence import MailCancelled, MailQueued, MailRefused
from hotlined.domain.record.events import Event
from hotlined.domain.record.noticed import LeaAsked, NoticeHeld, NoticeQueued, NoticeReminded, RemovalTold
from hotlined.domain.record.partnership import MeetingInvited, UnitIntroduced
from hotlined.domain.record.periodical import DigestSent, FiguresSent
from hotlined.domain.record.reporting import ReceiptReminded, ReportQueued
from hotlined.domain.record.running import AlarmRaised
from hotlined.domain.steps.calling import please_call

IN_ORDER = (
    "Nothing was sent in clear. Get the key in order; the report then goes by itself. Phone the unit now."
)

TO_NEW = (
    "It is sealed for the new address and goes by itself: see that this address is right. Phone the unit now."
)
GONE = "Nobody of this name has that address any more: tell the recipient by phone what matters."
NOT_AGAIN = "Get the recipient's key in order; tell the recipient by phone what matters."
AGAIN = (
    "Get the recipient's key in order: it then goes by itself, within six hours. Tell the recipient by phone"
    " what cannot wait."
)
MENDED = (
    "Nothing was sent in clear. The administrator mends the template, and reloads; the report then goes by"
    " itself. Phone the unit now."
)
MENDED_LATER = "The administrator mends the template; tell the recipient by phone what matters."
BLOCKED = "blocked"  # value of a letter beside a report: the units whose report cannot be sealed
DIGEST = "digest"  # to each unit in its turn
JOINT = "joint-statistics"  # to each unit at once
BY_ALARM = "analysts"  # told in place of the recipient, so that they phone
INVITATION = "meeting-invitation"  # the same, and to each analyst
CANCELLED = "meeting-cancelled"  # to who is invited no more
_TRIED_AGAIN = (INVITATION, JOINT, DIGEST)
_ANEW = frozenset({RENAMED, IN_TEST, NEW_KEY})  # a notice is planned anew at once
_REMINDER = "receipt-reminder"  # to the unit, or its contact person
_TEMPLATE = "templates/"  # what is wrong with one begins with its name


def unsealed(change: Change, draft: Draft, why: str, case: Case, context: Context) -> Change:
    """The change without a draft that could not be sealed, and with what follows from that."""
    events: list[Event] = []
    known = draft.kind in ALARMS  # alarms never alarm: one that cannot be written would ask for the next
    for event in change.events:
        instead, is_known = _instead(event, change, draft, why, case)
        events += instead
        known = known if is_known is None else is_known
    report = draft.kind == REPORT and draft.to.party is Party.LEA
    gone = {draft.message_id} | {one.message_id for one in change.drafts if _goes_along(one, draft, known)}
    drafts = tuple(_retold(one, draft.to.id) if report else one for one in change.drafts)
    rest = _without(replace(change, events=tuple(events), drafts=drafts), gone)
    return rest if known else _joined(rest, _told(draft, why, case, context))


def _instead(
    event: Event, change: Change, draft: Draft, why: str, case: Case
) -> tuple[tuple[Event, ...], bool | None]:
    """What is recorded in place of an event, and whether analysts know; None: this one does not tell."""
    match event:
        case ReportQueued(message_id=message_id) if message_id == draft.message_id:
            return (blocked(event, event.fragment, why),), _already(case, event, why)
        case NoticeQueued(message_id=message_id) if message_id == draft.message_id:
            return _held(case, event.contact, why)
        case NoticeReminded(message_id=message_id) if message_id == draft.message_id:
            return _held(case, next(one.contact for one in case.notices if one.number == event.number), why)
        case ReceiptReminded() if draft.kind.startswith(_REMINDER):
            return (replace(event, told=BY_ALARM),), None  # the next one goes as planned
        case RemovalTold(who=unit) if (draft.kind, draft.to.id) == ("removal", unit):
            return (replace(event, told=BY_ALARM),), None
        case LeaAsked(unit=unit) if (draft.kind, draft.to.id) == ("lea-followup", unit):
            return (replace(event, told=BY_ALARM),), None
        case DigestSent(message_id=message_id) if message_id == draft.message_id:
            return _tried_again(case, f"digest-blocked:{event.unit}")
        case FiguresSent() if draft.kind == JOINT:
            lacking = () if _only(draft, change) else (_lacking(event, draft.to.id),)
            return _tried_again(case, f"figures-blocked:{event.period}:{draft.to.id}", *lacking)
        case MeetingInvited() if draft.kind == INVITATION:
            whom = draft.to.id if draft.to.party is Party.LEA else f"{draft.to.party}/{draft.to.id}"
            without = () if _only(draft, change, CANCELLED) else (_uninvited(event, draft),)
            return _tried_again(case, f"invitation-blocked:{whom}", *without)
        case UnitIntroduced() if draft.kind == INTRODUCTION:
            return (), None
        case _:
            return (event,), None


def _held(case: Case, contact: str, why: str) -> tuple[tuple[Event, ...], bool]:
    """A notice, or a reminder of one, waits."""
    return (NoticeHeld(contact=contact, why=why, unsealed=True),), case.why_waits(contact) == why


def _tried_again(case: Case, what: str, *rest: Event) -> tuple[tuple[Event, ...], bool]:
    """Nothing is recorded as sent to whom it was for, so it is tried again; analysts are told once."""
    known = what in case.alarms
    return (*rest, *(() if known else (AlarmRaised(what=what),))), known


def _goes_along(other: Draft, draft: Draft, known: bool) -> bool:
    """Whether another one, which tells of a draft that could not be sealed, is not to leave either."""
    if draft.kind == REPORT:  # whoever is told to call has been told
        return known and draft.to.party is Party.LEA and _lacks(other, draft.to.id)
    return draft.kind == INTRODUCTION and other.kind == INTRODUCED


def _without(change: Change, gone: Collection[str]) -> Change:
    """The change without the drafts of these Message-IDs, which are not recorded as queued either."""
    events = (one for one in change.events if not (isinstance(one, MailQueued) and one.message_id in gone))
    drafts = (one for one in change.drafts if one.message_id not in gone)
    return replace(change, events=tuple(events), drafts=tuple(drafts))


def _only(draft: Draft, change: Change, *more: str) -> bool:
    """Whether no other mail of its kind, or one of these, leaves with the same change."""
    kinds = (draft.kind, *more)
    return all(one.kind not in kinds or one.message_id == draft.message_id for one in change.drafts)


def _lacking(event: FiguresSent, unit: str) -> FiguresSent:
    return replace(event, mails=event.mails - 1, lacking=(*event.lacking, unit))


def _uninvited(event: MeetingInvited, draft: Draft) -> MeetingInvited:
    """Without the unit; who was invited before still has to hear of a change, or that it is called off."""
    if draft.to.party is not Party.LEA:
        return event  # analysts are invited by their mails
    unit, knows = draft.to.id, draft.values.get("changed") is True
    lacking = (*event.lacking, unit) if knows else event.lacking
    return replace(event, units=tuple(one for one in event.units if one != unit), lacking=lacking)


def _retold(draft: Draft, unit: str) -> Draft:
    """A letter that tells of the report's leaving, such as the call about an urgent one: who lacks it."""
    if BLOCKED not in draft.values:
        return draft
    units = draft.values[BLOCKED]
    known = units if isinstance(units, tuple) else ()
    return draft if unit in known else replace(draft, values={**draft.values, BLOCKED: (*known, unit)})


def _lacks(draft: Draft, unit: str) -> bool:
    """Whether it tells a unit's contact person of a report that has not left."""
    return draft.to.party is Party.LEA_CONTACT and draft.to.id == unit and BLOCKED in draft.values


def _already(case: Case, event: ReportQueued, why: str) -> bool:
    """Whether this fragment was blocked for the same reason before: nobody is told twice."""
    before = case.fragment(event.unit, event.fragment)
    return before is not None and before.blocked == why


def _told(draft: Draft, why: str, case: Case, context: Context) -> Effect:
    sentence = f"A mail to {draft.to.id} ({draft.kind}) could not be encrypted, and has not left: {why}"
    report = draft.kind == REPORT
    todo = IN_ORDER if report else AGAIN if draft.kind in _TRIED_AGAIN else NOT_AGAIN
    if why.startswith(_TEMPLATE):
        sentence = f"A mail to {draft.to.id} ({draft.kind}) could not be written, and has not left: {why}"
        todo = MENDED if report else MENDED_LATER
    call = unit_behind(draft.to.party, draft.to.id)
    alarmed = alarm(context, case, "blocked", sentence, todo, call=call)
    if draft.to.party is not Party.LEA:
        return Effect(letters=alarmed)
    return Effect(letters=(*alarmed, *please_call(context, case, draft.to.id, draft.kind)))


def _joined(change: Change, effect: Effect) -> Change:
    """With what is told of it; not again what the change tells already, as of each part of one report."""
    fresh = (one for one in effect.letters if not any(_says(one.draft, each) for each in change.drafts))
    return change + replace(effect, letters=tuple(fresh)).change(change.stream)


def _says(draft: Draft, other: Draft) -> bool:
    return (draft.kind, draft.to, draft.values) == (other.kind, other.to, other.values)


def taken_back(events: Iterable[Event]) -> frozenset[str]:
    """The mails, by Message-ID, that the gate took back; not those that the administrator did."""
    cancelled = (one for one in events if isinstance(one, MailCancelled))
    return frozenset(one.message_id for one in cancelled if not one.why.startswith(BY_HAND))


def gate_closed(row: OutboxRow, why: str, case: Case, context: Context) -> Effect:
    """The gate will not let these bytes pass: they are taken back; a report is blocked again (P4)."""
    events: tuple[Event, ...] = (MailCancelled(message_id=row.message_id, why=why),)
    again = row.kind in _TRIED_AGAIN and why not in (MOVED, RENAMED)
    if row.kind in ALARMS or (why in _ANEW and (row.guarded or again)):
        return Effect(events)
    fragment = next((one for one in case.fragments if one.message_id == row.message_id), None)
    if fragment is not None:
        return Effect(events) + _part_back(fragment, row, why, case, context)
    todo = GONE if why in (MOVED, RENAMED) else AGAIN if again else NOT_AGAIN
    sentence = f"A mail ({row.kind} to {row.to_id}) has not left, and does not leave any more: {why}"
    if again:
        sentence = f"A mail ({row.kind} to {row.to_id}) has not left: {why}"
    letters = alarm(context, case, "blocked", sentence, todo, call=unit_behind(row.party, row.to_id))
    return Effect(events, letters + _call(row, why, case, context))


def _part_back(fragment: Fragment, row: OutboxRow, why: str, case: Case, context: Context) -> Effect:
    """A part of a report was taken back: it is blocked again.  Each comes at its own time; one is told of."""
    what = f"taken-back:{fragment.unit}:{fragment.supplement}:{why}"
    raised = what in case.alarms
    effect = Effect((blocked(fragment, fragment.number, why), *(() if raised else (AlarmRaised(what=what),))))
    if raised or any((one.unit, one.blocked) == (fragment.unit, why) for one in case.fragments):
        return effect
    sentence = f"The report to {fragment.unit} has not left: {why}"
    todo = TO_NEW if why in (MOVED, RENAMED) else IN_ORDER
    letters = alarm(context, case, "blocked", sentence, todo, call=(fragment.unit,))
    return effect + Effect(letters=letters + _call(row, why, case, context))


def _call(row: OutboxRow, why: str, case: Case, context: Context) -> tuple[Letter, ...]:
    """The note to the unit, as where it could not be sealed; what goes to another address goes by itself."""
    if row.party is not Party.LEA or why in (MOVED, RENAMED):
        return ()
    return please_call(context, case, row.to_id, row.kind)


def refused(row: OutboxRow, reply: str, case: Case, context: Context, *, known: bool = True) -> Effect:
    """A mail that the recipient's server will not take: recorded, and told to the analysts at once.

    `known`: it said so; else it may have the mail, and never answered.
    """
    fact = MailRefused(message_id=row.message_id, reply=reply)
    if row.kind in ALARMS:
        return Effect((fact,))  # alarms never alarm (threats H4)
    what = "The report was NOT delivered" if row.gate is Gate.REPORT else "A mail was not delivered"
    sentence = f"{what}: {row.kind} to {row.to_id}, answer of the server: {reply}."
    todo = "Check the address with the recipient; phone where it is a report."
    if not known:
        sentence = (
            f"It is not known whether a mail has arrived: {row.kind} to {row.to_id}."
            " All of it was sent again and again, and no answer came."
        )
        todo = "Ask the recipient whether it is there; phone where it is a report."
    call = unit_behind(row.party, row.to_id)
    return Effect((fact,), alarm(context, case, "not-delivered", sentence, todo, call=call))
