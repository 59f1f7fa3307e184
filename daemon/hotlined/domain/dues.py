"""Carrying out what is due: one pure step per `DueKind`, giving events and letters like `decide` does."""

from collections.abc import Callable, Iterator, Mapping

from hotlined.domain import notices
from hotlined.domain.deadlines import NEAR, Due, DueKind, undelivered, unreported
from hotlined.domain.decision import Change, Context
from hotlined.domain.drafts import Effect, alarm, letter, to_analysts, to_contact, to_unit
from hotlined.domain.events import (
    AlarmRaised,
    HoldLifted,
    HoldReviewed,
    HoldWarned,
    LeaAsked,
    NoticeHeld,
    NoticeQueued,
    NoticeReminded,
    PauseAlarmed,
    ReceiptReminded,
)
from hotlined.domain.message import Gate, Party, Recipient, Security
from hotlined.domain.notice_text import NoticeItem, notice_values, provider_recipient
from hotlined.domain.reports import blocked_again, part_of, report
from hotlined.domain.shown import local_time
from hotlined.domain.state import Case, Fragment, Hold, Notice


def carry_out(case: Case, due: Due, fence: notices.Fence | None, context: Context) -> Change | None:
    """The change that a due step makes; None when there is nothing to do any more, or not now."""
    if due.kind is DueKind.NOTICE:
        effect = _notice(case, due, fence, context)
    else:
        effect = STEPS[due.kind](case, due, context)
    return effect.change(case.stream) if effect != Effect() else None


def _notice(case: Case, due: Due, fence: notices.Fence | None, context: Context) -> Effect:
    """Queue the notice when nothing stands against it; else record why not, once per reason."""
    planned = notices.plans(case, context.site, now=context.now)
    plan = next((plan for plan in planned if plan.contact == due.key), None)
    if plan is None:
        return Effect()
    why = next(
        notices.obstacles(case, plan.contact, plan.items, context.site, now=context.now, fence=fence), None
    )
    if why is not None:
        return _held(case, plan.contact, why, context)
    to = provider_recipient(plan.contact, _language(case, plan.contact), context.site)
    if to is None:
        return _held(case, plan.contact, "the provider's address cannot be written to", context)
    items = _listed(case, plan.items)
    if len(items) != len(plan.items):
        return _held(case, plan.contact, "the URLs are not in the record any more", context)
    return _queued(case, plan, items, to, context)


def _listed(case: Case, numbers: tuple[int, ...]) -> tuple[NoticeItem, ...]:
    """What a provider may know of these items; fewer when the form does not hold them (any more)."""
    listed = case.form.items if case.form is not None else ()
    return tuple(
        NoticeItem(number=number, url=item.url, ip=item.ip, access=item.access)
        for number, item in enumerate(listed, 1)
        if number in numbers
    )


def _queued(
    case: Case, plan: notices.Plan, items: tuple[NoticeItem, ...], to: Recipient, context: Context
) -> Effect:
    number = len(case.notices) + 1
    observed = case.opened.found_at if case.opened else context.now
    values = notice_values(f"{case.stream}-P{number}", items, observed, context.site)
    written = letter(
        context,
        case.stream,
        to,
        "ntd",
        values,
        security=Security.ENCRYPT_IF_KEY,
        gate=Gate.NOTICE,
        thread=case.thread(Party.PROVIDER, plan.contact),
        about={"notice": number, "contact": plan.contact},
    )
    queued = NoticeQueued(
        contact=plan.contact,
        number=number,
        items=plan.items,
        message_id=written.draft.message_id,
        test=written.draft.test,
    )
    return Effect((queued,), (written,))


def _language(case: Case, contact: str) -> str:
    providers = (item.provider for item in case.items if item.provider and item.provider.contact == contact)
    return next((provider.language for provider in providers), "en")


def _held(case: Case, contact: str, why: str, context: Context) -> Effect:
    if case.waiting.get(contact) == why:
        return Effect()
    fact = NoticeHeld(contact=contact, why=why)
    if why in notices.CONTACT_WANTED:
        sentence = f"A notice is due and waits: {why}."
        form = "Send it there by hand; or, if it does take mail: " if why == notices.FORM else ""
        todo = (
            form
            + "Name the address, or confirm it, with [PROVIDER:abuse@...]; the notice then goes by itself."
        )
    elif why.startswith("the LEA inbox"):
        sentence = f"A notice is due and waits: {why}. A hold could be lying there unread."
        todo = "Check the LEA mailbox and its server; the notice goes by itself once the inbox is read."
    else:
        return Effect((fact,))
    return Effect((fact,), tuple(alarm(context, case, "notice-waits", sentence, todo)))


def _unblock(case: Case, due: Due, context: Context) -> Effect:
    effect = Effect()
    for fragment in case.fragments:
        if f"{fragment.unit}/{fragment.number}" == due.key and fragment.blocked is not None:
            again = tuple(report(context, case, fragment.unit, part_of(fragment)))
            for written, queued in again:
                effect += Effect((queued,), (written,))
            if not again:
                effect += _unreachable(case, fragment, context)
    return effect


def _unreachable(case: Case, fragment: Fragment, context: Context) -> Effect:
    """A unit that is not configured any more, or a form that is purged: told once, looked at again."""
    why = "the unit, or the form, is not there any more"
    fact = blocked_again(fragment, why)
    if fragment.blocked == why:
        return Effect((fact,))
    sentence = f"The report to {fragment.unit} cannot be sent: {why}."
    todo = "Put the unit back into mailboxes.yaml, or tell the LEA by phone."
    return Effect((fact,), tuple(alarm(context, case, "blocked", sentence, todo)))


def _deadline(case: Case, due: Due, context: Context) -> Effect:
    """The working day ends, or has ended, and the LEA does not have the report (DESIGN section 4, 4)."""
    fact = AlarmRaised(what=due.key)
    end = case.opened.deadline if case.opened else None
    late = unreported(case)
    if end is None or not late or (due.key == NEAR and context.now >= end):
        return Effect((fact,))
    when = local_time(end, context.site.hotline.timezone)
    ends = "ends" if due.key == NEAR else "ended"
    sentence = f"The report has not reached {', '.join(late)}; the working day {ends} at {when}."
    persons = (unit.contact for name in late if (unit := context.site.unit(name)) and unit.contact)
    call = "; ".join(f"{person.name}, {person.phone}" for person in persons)
    todo = f"Call the LEA: {call or 'no contact person is configured'}. `hotlined outbox` says why it waits."
    return Effect((fact,), tuple(alarm(context, case, due.key, sentence, todo)))


def _receipt(case: Case, due: Due, context: Context) -> Effect:
    """First the unit is reminded, then its contact person, then the analysts, again and again."""
    fragment = next((one for one in case.fragments if f"{one.unit}/{one.number}" == due.key), None)
    if fragment is None:
        return Effect()
    values = {
        "unit": fragment.unit,
        "fragment": fragment.part,
        "of": fragment.of,
        "supplement": fragment.supplement,
        "n": due.n,
    }
    mail = case.settled(fragment)
    if mail is not None and undelivered(mail):
        told, letters = "analysts", []  # nothing to remind the unit of: it does not have the report
    elif due.n == 1:
        told, letters = "unit", list(to_unit(context, case, fragment.unit, "receipt-reminder", values))
    elif due.n == 2:
        told, letters = (
            "contact",
            list(to_contact(context, case, fragment.unit, "receipt-reminder-contact", values)),
        )
    else:
        told, letters = "analysts", []
    if not letters:
        told = "analysts"
        letters = list(
            alarm(
                context,
                case,
                "no-receipt",
                f"{fragment.unit} has not confirmed the report, reminder {due.n}."
                + (" The report was NOT delivered." if mail is not None and undelivered(mail) else ""),
                "Phone the contact person, then send [RECEIVED:by phone].",
            )
        )
    fact = ReceiptReminded(unit=fragment.unit, fragment=fragment.number, n=due.n, told=told)
    return Effect((fact,), tuple(letters))


def _hold(case: Case, due: Due, context: Context) -> Effect:
    hold = next((one for one in case.holds if one.id == due.key and one.lifted_at is None), None)
    if hold is None:
        return Effect()
    match due.kind:
        case DueKind.HOLD_WARNING if hold.until is not None:
            fact = HoldWarned(hold=hold.id, until=hold.until)
            return Effect((fact,)) + _about_hold(case, hold, "hold-warning", context)
        case DueKind.HOLD_END:
            ended = HoldLifted(hold=hold.id, by="hotlined", why="ended")
            return Effect((ended,)) + _about_hold(case, hold, "hold-ended", context)
        case _:
            reviewed = HoldReviewed(hold=hold.id, n=due.n)
            return Effect((reviewed,)) + _about_hold(case, hold, "hold-review", context)


def _about_hold(case: Case, hold: Hold, kind: str, context: Context) -> Effect:
    values = {"hold": hold}
    letters = list(to_analysts(context, case, kind, values))
    if hold.party == Party.LEA:
        letters += to_unit(context, case, hold.by, kind, values)
    return Effect(letters=tuple(letters))


def _pause(case: Case, due: Due, context: Context) -> Effect:
    fact = PauseAlarmed(pause=due.key, n=due.n)
    letters = alarm(
        context,
        case,
        "question-waits",
        f"Question {due.key} has not been answered; the notices of this case wait for it.",
        "Read the question in this thread and answer with a tag: [CONFIRM], [HOLD], [REMOVED] …",
    )
    return Effect((fact,), tuple(letters))


def _reminder(case: Case, due: Due, context: Context) -> Effect:
    notice = next((one for one in case.notices if str(one.number) == due.key), None)
    if notice is None:
        return Effect()
    open_items = notices.open_items(case, notice)
    if due.n > context.site.agreement.ntd_reminders:
        return _escalated(case, notice, open_items, due.n, context)
    to = provider_recipient(notice.contact, _language(case, notice.contact), context.site)
    if to is None:
        return _escalated(case, notice, open_items, due.n, context)
    values = {
        "notice": f"{case.stream}-P{notice.number}",
        "items": open_items,
        "n": due.n,
        "sent_at": case.sent[notice.message_id].accepted_at,
    }
    written = letter(
        context, case.stream, to, "ntd-reminder", values, thread=case.thread(Party.PROVIDER, notice.contact)
    )
    return Effect((NoticeReminded(number=notice.number, n=due.n),), (written,))


def _escalated(case: Case, notice: Notice, items: tuple[int, ...], n: int, context: Context) -> Effect:
    """The provider does not reply: LEA and analysts are told (guidelines: "Agree with LEA on 'NTD body'")."""
    fact = NoticeReminded(number=notice.number, n=n, escalated=True)
    values = {"provider": notice.contact, "items": items, "n": n - 1}
    letters = list(to_analysts(context, case, "escalation", values))
    for unit in _units(case):
        letters += to_unit(context, case, unit, "escalation", values)
    return Effect((fact,), tuple(letters))


def _followup(case: Case, due: Due, context: Context) -> Effect:
    effect = Effect()
    for unit in _units(case):
        letters = tuple(to_unit(context, case, unit, "lea-followup", {"n": due.n}))
        effect += Effect((LeaAsked(unit=unit, n=due.n),), letters)
    return effect


def _units(case: Case) -> Iterator[str]:
    yield from dict.fromkeys(fragment.unit for fragment in case.fragments)


STEPS: Mapping[DueKind, Callable[[Case, Due, Context], Effect]] = {
    DueKind.UNBLOCK: _unblock,
    DueKind.DEADLINE: _deadline,
    DueKind.RECEIPT: _receipt,
    DueKind.HOLD_WARNING: _hold,
    DueKind.HOLD_END: _hold,
    DueKind.HOLD_REVIEW: _hold,
    DueKind.PAUSE_ALARM: _pause,
    DueKind.NOTICE_REMINDER: _reminder,
    DueKind.LEA_FOLLOWUP: _followup,
}
