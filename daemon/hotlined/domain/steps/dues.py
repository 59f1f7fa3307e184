"""Carrying out what is due: one pure step per `DueKind`, giving events and letters like `decide` does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from hotlined.domain.cases.case import with_events
from hotlined.domain.cases.case_urls import ending_of
from hotlined.domain.cases.clock import of_hold
from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold
from hotlined.domain.due.course import asked_for_receipt
from hotlined.domain.due.deadlines import (
    AFTER_READING,
    OF_HOLDS,
    Due,
    DueKind,
    fragment_of,
)
from hotlined.domain.due.hold_ends import notice_of_end, told_end
from hotlined.domain.letters.decision import Change, Context
from hotlined.domain.letters.drafts import Effect, Letter, alarm, to_analysts, to_contact, to_unit
from hotlined.domain.letters.reports import again, blocked
from hotlined.domain.mail.message import Party
from hotlined.domain.mail.outgoing import HOLD_WARNING, URGENT_CONTACT
from hotlined.domain.ntd import notices, reminders
from hotlined.domain.ntd.expected import notices_to_come
from hotlined.domain.ntd.foretold import as_unit_knows, foretold, kept_by
from hotlined.domain.record.holding import HoldLifted, HoldReviewed, HoldWarned, PauseAlarmed
from hotlined.domain.record.reporting import ReceiptReminded
from hotlined.domain.steps import day_end, followup, hold_goes_on, removal, survey, which
from hotlined.domain.steps.chasing import chase
from hotlined.domain.steps.failing import BLOCKED
from hotlined.domain.steps.notifying import notify, rehost
from hotlined.domain.steps.notifying import stays as notice_stays
from hotlined.domain.steps.reminding import remind
from hotlined.domain.steps.reminding import stays as reminder_stays
from hotlined.domain.values.shown import few, spans


def _phone(unit: str) -> str:
    """What to do where a receipt does not come; the tag names the unit, for a report may go to several."""
    return f"Phone the contact person, then send [RECEIVED:{unit}, by phone]."


def carry_out(
    case: Case, due: Due, fence: notices.Fence | None, context: Context, others: Sequence[Case] = ()
) -> Change | None:
    """The change that a due step makes; None when there is nothing to do any more, or not now.

    `others` are cases that share a URL with this one, and wait for the LEA or an analyst; of a question
    about several cases those that wait for it; of what goes on in a closed case those that it keeps back.
    `fence`: a read of the LEA inbox since the step fell due; without it nothing of `AFTER_READING` is done,
    but that it is recorded why a notice waits, and analysts are told what a provider asks.
    """
    if due.kind is DueKind.NOTICE:
        effect = notify(case, due, fence, context, others)  # it records why it waits
    elif due.kind is DueKind.NOTICE_REMINDER:
        effect = remind(case, due, fence, context, others)  # what it tells analysts alone does not wait
    elif due.kind in AFTER_READING and fence is None:
        return None
    elif due.kind is DueKind.WHICH_CASE:
        effect = which.remind(case, due, context, others)
    elif due.kind in OF_HOLDS:
        effect = _hold(case, due, context, others)
    elif due.kind is DueKind.PAUSE_ALARM:
        effect = _pause(case, due, context, others)
    else:
        effect = STEPS[due.kind](case, due, context)
    return effect.change(case.stream) if effect != Effect() else None


def stays(case: Case, due: Due, context: Context, others: Sequence[Case]) -> bool:
    """Whether a step waits for another case, as is recorded: no read of the LEA inbox changes that."""
    if due.kind is DueKind.NOTICE:
        return notice_stays(case, due, context, others)
    return due.kind is DueKind.NOTICE_REMINDER and reminder_stays(case, due, others)


def _unblock(case: Case, due: Due, context: Context) -> Effect:
    fragment = fragment_of(case, due)
    if fragment is None or fragment.blocked is None:
        return Effect()
    # All its parts in one go: each by itself, they would leave at once.
    parts = (one for one in case.fragments if one.unit == fragment.unit and one.blocked is not None)
    sealed = again(context, case, parts)
    if not sealed.letters:
        return _unreachable(case, fragment, context)
    if _is_first(case, fragment):
        letters = to_contact(context, case, fragment.unit, URGENT_CONTACT, {BLOCKED: ()}, urgent=True)
        sealed += Effect(letters=letters)
    return sealed


def _is_first(case: Case, fragment: Fragment) -> bool:
    """Whether it is the first that the unit gets of an urgent report: its contact person heard of none."""
    return case.urgent and all(one.blocked is not None for one in case.fragments if one.unit == fragment.unit)


def _unreachable(case: Case, fragment: Fragment, context: Context) -> Effect:
    """A unit that is not configured any more, or a form that is purged: told once, looked at again."""
    why = "the unit, or the form, is not there any more"
    fact = blocked(fragment, fragment.number, why)
    if fragment.blocked == why:
        return Effect((fact,))
    sentence = f"The report to {fragment.unit} cannot be sent: {why}."
    todo = "Put the unit back into mailboxes.yaml, or tell the LEA by phone."
    return Effect((fact,), alarm(context, case, "blocked", sentence, todo, call=(fragment.unit,)))


def _receipt(case: Case, due: Due, context: Context) -> Effect:
    """First the unit is reminded, then its contact person, then the analysts, again and again."""
    fragment = fragment_of(case, due)
    if fragment is None:
        return Effect()
    values = {
        "unit": fragment.unit,
        "fragment": fragment.part,
        "of": fragment.of,
        "supplement": fragment.supplement,
        "n": due.n,
        "signed": context.site.agreement.receipt_is_signed,
    }
    unit, mail = fragment.unit, case.settled(fragment)
    lost = mail is not None and mail.turned_away  # the unit does not have it: nothing to remind it of
    told, letters = asked_for_receipt(due, case, context.site), tuple[Letter, ...]()
    if told == "unit":
        letters = to_unit(context, case, unit, "receipt-reminder", values)
    elif told == "contact":
        letters = to_contact(context, case, unit, "receipt-reminder-contact", values)
    if not letters:
        sentence = f"{unit} has not confirmed the report, reminder {due.n}."
        if part := fragment.name:
            sentence = f"{unit} has not confirmed the report ({part}), reminder {due.n}."
        sentence += " The report was NOT delivered." if lost else ""
        told = "analysts"
        letters = alarm(context, case, "no-receipt", sentence, _phone(unit), call=(unit,))
    fact = ReceiptReminded(unit=unit, fragment=fragment.number, n=due.n, told=told)
    return Effect((fact,), letters)


def _machine_receipt(case: Case, due: Due, context: Context) -> Effect:
    """A ticket system has acknowledged the report, and no person: the analysts are told, once (P8)."""
    fragment = fragment_of(case, due)
    if fragment is None:
        return Effect()
    sentence = f"{fragment.unit}: only its ticket system has acknowledged the report, and no person."
    fact = ReceiptReminded(unit=fragment.unit, fragment=fragment.number, n=due.n, told="analysts")
    todo = _phone(fragment.unit)
    return Effect((fact,), alarm(context, case, "no-receipt", sentence, todo, call=(fragment.unit,)))


def _hold(case: Case, due: Due, context: Context, others: Sequence[Case]) -> Effect:
    hold = next((one for one in case.holds if one.id == due.key and one.lifted_at is None), None)
    if hold is None:
        return Effect()
    match due.kind:
        case DueKind.HOLD_WARNING if hold.until is not None:
            return warned(case, hold, hold.until, context, others)
        case DueKind.HOLD_END:
            ended = HoldLifted(hold=hold.id, by="hotlined", why="ended")
            end = of_hold(due.at, hold.placed_at, context.site.clock)
            told = replace(hold, until=told_end(hold.until or end, end))
            return Effect((ended,)) + _about_hold(case, told, "hold-ended", context, others)
        case _:
            reviewed = HoldReviewed(hold=hold.id, n=due.n)
            return Effect((reviewed,)) + _about_hold(case, hold, "hold-review", context, others)


def warned(case: Case, hold: Hold, until: datetime, context: Context, others: Sequence[Case]) -> Effect:
    """Unit and analysts are warned of the end of a hold."""
    fact = HoldWarned(hold=hold.id, until=until)
    # A late one moves the end (`deadlines`): no earlier one is told.
    end = max(until, context.now + notice_of_end(hold, context.site))
    end = of_hold(end, hold.placed_at, context.site.clock)
    return Effect((fact,)) + _about_hold(case, replace(hold, until=end), HOLD_WARNING, context, others)


def _about_hold(case: Case, hold: Hold, kind: str, context: Context, others: Sequence[Case]) -> Effect:
    """The unit is told of its own cases only: what another has is not for its eyes."""
    values = {"hold": hold, "items": spans(hold.items), **ending_of(case)}
    if case.closed is None:
        twins, named = (others if kind != "hold-review" else ()), dict[str, object]()
    else:
        twins, named = (), {"kept_back": few([one.stream for one in others])}
    to_all = values | _without(case, hold, context, twins) | named
    letters = to_analysts(context, case, kind, to_all)
    if hold.party == Party.LEA:
        own = few([one.stream for one in others if hold.by in one.units])
        values |= _without(case, hold, context, twins, unit=hold.by)
        values |= {"kept_back": own} if case.closed is not None else {}
        letters += to_unit(context, case, hold.by, kind, values)
    return Effect(letters=letters)


def _without(
    case: Case, hold: Hold, context: Context, twins: Sequence[Case], *, unit: str = ""
) -> dict[str, object]:
    """What the end of a hold means: `notice`, what becomes of it, and what other holds are on (`kept_by`).

    `reminded`: a notice that left before the hold was kept back, too, as its reminders go on.  With a hold of
    somebody else beside it they go on when that ends, of which the unit is not told.  `asked`: an open
    question keeps the notice back.  `twins`: cases about the same URLs, which may keep it back as well.
    """
    ended = with_events(case, (HoldLifted(hold=hold.id, by="hotlined", why="ended"),), context.now)
    notice = foretold(ended, hold.items, context.site, now=context.now, others=twins)
    known = as_unit_knows(ended, unit) if unit else ended
    reminded = any(reminders.goes_on(known, one, hold.items, context.site) for one in known.notices)
    over = notice.kind in ("none", "lea") or (notice.kind == "sent" and not reminded)
    kept = kept_by(ended, () if over else hold.items or case.numbers(), unit, twins)
    asked = any(one.pauses_now() for one in (ended, *twins))
    return {"notice": notice, "reminded": reminded, "asked": asked, **kept}


def _pause(case: Case, due: Due, context: Context, others: Sequence[Case]) -> Effect:
    fact = PauseAlarmed(pause=due.key, n=due.n)
    todo = "Read the question in this thread and answer with a tag: [CONFIRM], [HOLD], [REMOVED] …"
    if case.closed is not None:
        todo = (
            f"Read the question in this thread: [CONFIRM:{due.key}] if nothing in it asks to wait, otherwise"
            " [REOPEN] [HOLD]."
        )
    sentence = _unanswered(case, due, context, others)
    return Effect((fact,), alarm(context, case, "question-waits", sentence, todo))


def _unanswered(case: Case, due: Due, context: Context, others: Sequence[Case]) -> str:
    if case.closed is None and not notices_to_come(case, context.site):
        return f"Question {due.key} has not been answered; no notice of this case is to go."
    if case.closed is None:
        return f"Question {due.key} has not been answered; the notices of this case wait for it."
    if not case.listed:
        return f"Question {due.key} has not been answered; the case is closed, and its URLs are purged."
    if not others:
        return (
            f"Question {due.key} has not been answered; the case is closed, and notices about the same URLs"
            " in other cases wait for it."
        )
    return (
        f"Question {due.key} has not been answered; the case is closed, and notices about the same URLs"
        f" in other cases wait for it, now in {few([one.stream for one in others])}."
    )


STEPS: Mapping[DueKind, Callable[[Case, Due, Context], Effect]] = {
    DueKind.UNBLOCK: _unblock,
    DueKind.DEADLINE: day_end.alone,
    DueKind.RECEIPT: _receipt,
    DueKind.MACHINE_RECEIPT: _machine_receipt,
    DueKind.PROVIDER_CHANGED: lambda case, due, context: rehost(case, context),
    DueKind.ANALYST_WANTED: lambda case, due, context: chase(case, due.key, due.n, context),
    DueKind.LEA_FOLLOWUP: lambda case, due, context: followup.ask(case, due.n, context),
    DueKind.HOLD_UNWARNED: hold_goes_on.told,
    DueKind.CLOSING: lambda case, due, context: removal.settled(context),
    DueKind.LEA_STATISTICS: lambda case, due, context: survey.step(case, due.key, due.n, context),
}
