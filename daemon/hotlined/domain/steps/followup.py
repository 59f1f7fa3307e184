"""Asking the LEA, where it is the NTD body, which notices it sent and which items are removed."""

from hotlined.domain.cases.state import Case
from hotlined.domain.due.outlook import unanswered
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, alarm, to_unit
from hotlined.domain.mail.outgoing import LEA_QUESTION
from hotlined.domain.record.noticed import LeaAsked


def ask(case: Case, n: int, context: Context) -> Effect:
    """The LEA, as NTD body, is asked about what it has not told yet; analysts hear when it stays silent."""
    effect = Effect()
    values = {"n": n, "items": _questions(case)}
    units = case.units_reported()
    for unit in units:
        letters = to_unit(context, case, unit, LEA_QUESTION, values)
        effect += Effect((LeaAsked(unit=unit, n=n),), letters)
    if missing := [unit for unit in units if context.site.unit(unit) is None]:
        effect += _nobody(case, missing, context)
    silent, rounds = n - 1 - case.lea_heard, context.site.agreement.lea_followups
    if len(missing) < len(units) and silent and silent % rounds == 0:
        open_items = _open(case)
        sentence = (
            f"The LEA was asked {silent} times whether the notice was sent and the content removed "
            f"(item {open_items}), and has not answered."
        )
        todo = "Phone the contact person; what you hear of removed items: [REMOVED:1,2]. It is asked on."
        effect += Effect(letters=alarm(context, case, "lea-silent", sentence, todo, call=units))
    return effect


def _nobody(case: Case, missing: list[str], context: Context) -> Effect:
    """Units that a reload does not know any more are asked nothing: analysts hear of it each time."""
    sentence = (
        f"The LEA unit {', '.join(missing)} is not configured any more, and cannot be asked whether the"
        f" notice was sent and the content removed (item {_open(case)})."
    )
    todo = (
        "Phone it; what you hear of removed items: [REMOVED:1,2]."
        " The administrator can give it its name back."
    )
    return Effect(letters=alarm(context, case, "lea-silent", sentence, todo))


def _open(case: Case) -> str:
    """The items that are asked about."""
    return ", ".join(str(item.number) for item in unanswered(case))


def _questions(case: Case) -> tuple[dict[str, object], ...]:
    """What is asked of each item; its URL as long as the record has it, longer than the form (P14)."""
    return tuple(
        {
            "number": item.number,
            "url": case.listed[item.number - 1].url if item.number <= len(case.listed) else "",
            "sent": item.lea_sent,
            "removed": item.verified,
        }
        for item in unanswered(case)
    )
