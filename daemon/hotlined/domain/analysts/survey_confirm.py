"""An analyst's [CONFIRM] of statistics of an LEA whose answer is not proven."""

from hotlined.domain.cases.state import Case
from hotlined.domain.cases.survey_state import Asked, period_of, stream_of
from hotlined.domain.letters.decision import Context, Decision
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound
from hotlined.domain.record.periodical import StatisticsConfirmed
from hotlined.domain.steps.filing import heard, seen
from hotlined.domain.steps.survey import TABLE, after_events, analysts_table, closing
from hotlined.domain.values.folders import Folder


def named(argument: str) -> tuple[str, str] | None:
    """`2026-Q3 national` in a [CONFIRM] as stream and unit; None where it is something else."""
    period, _, unit = argument.strip().partition(" ")
    stream = stream_of(period.upper())
    return (stream, unit.strip()) if period_of(stream) and unit.strip() else None


def confirmed(mail: Inbound, who: Who, survey: Case, unit: str, context: Context) -> Decision | str:
    """An analyst says that an unproven answer is the unit's; a sentence where there is none to confirm.

    What is signed has to name period and unit, or a copy of it could confirm another answer (P9).
    """
    asked = next((one for one in _units(survey) if one.unit.casefold() == unit.casefold()), None)
    given = asked.waiting() if asked is not None else None
    if asked is None or given is None:
        period = survey.survey.period if survey.survey else survey.stream
        waiting = [f"[CONFIRM:{period} {one.unit}]" for one in _units(survey) if one.waiting() is not None]
        write = f"; write {' or '.join(waiting)}" if waiting else ""
        return f"there is no answer of {unit or 'a unit'} for {period} that waits to be confirmed{write}"
    facts = tuple(
        StatisticsConfirmed(unit=asked.unit, mail=one.mail, by=who.id) for one in asked.unconfirmed()
    )
    before = asked.numbers()
    values = {
        "unit": asked.unit,
        "by": given.sender or "",
        "state": "confirmed",
        "given": True,
        "wrong": (),
        "text": given.remarks or "",
        **analysts_table(survey, asked, after_events(survey, asked, facts, context).numbers(), before),
    }
    mark = seen(mail, who, Folder.DONE, "confirmed statistics")
    there = heard(survey, mark, context)
    letters = to_analysts(context, there, TABLE, values, only=who.id, content=True, answer=True)
    effect = Effect(facts, letters)
    effect += closing(survey, effect.events, context)
    change = effect.change(survey.stream, mark)
    return Decision((change,), Folder.DONE, "confirmed statistics")


def _units(survey: Case) -> tuple[Asked, ...]:
    return tuple(survey.survey.units.values()) if survey.survey is not None else ()
