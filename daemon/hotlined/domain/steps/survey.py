"""Asking each LEA unit for its statistics of a period: the question, one reminder, then the analysts.

What is asked stands in `domain.form.lea_labels`, when in `domain.due.survey_plan`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.cases.survey_state import Asked, Survey, apply, period_of
from hotlined.domain.due.survey_plan import QUESTION, REMINDER
from hotlined.domain.form.lea_labels import ONLY_NTD_BODY, STATISTICS, printed
from hotlined.domain.hotline.people import Unit
from hotlined.domain.hotline.site import NtdBody, Site
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, Letter, alarm, letter
from hotlined.domain.letters.who import unit_recipient
from hotlined.domain.mail.message import Party
from hotlined.domain.record.casework import CaseClosed
from hotlined.domain.record.events import Event
from hotlined.domain.record.periodical import StatisticsAsked, StatisticsOverdue

TABLE: Final = "lea-statistics-table"  # the mail to analysts with what a unit has answered
DONE: Final = "every unit has answered, or does not"


def step(case: Case, unit: str, n: int, context: Context) -> Effect:
    """The question to each unit; the reminder to one; the analysts told, and the period closed."""
    if n == QUESTION:
        effect = Effect()
        for one in context.site.units:
            effect += _asked(case, one, n, context)
        return effect + closing(case, effect.events, context)
    found = context.site.unit(unit)
    if n == REMINDER and found is not None:
        return _asked(case, found, n, context)
    fact = StatisticsOverdue(unit=unit)
    sentence = f"{unit} was asked for its statistics of {_name(case)} and reminded, and has not answered."
    todo = "Phone the unit's contact person. An answer by mail still counts, whenever it comes."
    told = Effect((fact,), alarm(context, case, "no-statistics", sentence, todo, call=(unit,)))
    return told + closing(case, told.events, context)


def closing(case: Case, events: tuple[Event, ...], context: Context) -> Effect:
    """Closes the period when, after these events, nothing is waited for; later answers still count."""
    survey = case.survey
    for event in events:
        survey = apply(survey, context.now, event) or survey
    if survey is None or case.closed is not None or not all(one.settled for one in survey.units.values()):
        return Effect()
    return Effect((CaseClosed(by="hotlined", why=DONE),))


def fields_of(site: Site) -> tuple[str, ...]:
    """What is asked: about notices only where the LEA sends them."""
    body = site.agreement.ntd_body is NtdBody.LEA
    return tuple(name for name in STATISTICS["en"] if body or name not in ONLY_NTD_BODY)


def _asked(case: Case, unit: Unit, n: int, context: Context) -> Effect:
    fields = fields_of(context.site)
    fact = StatisticsAsked(unit=unit.name, n=n, fields=fields)
    values = {"n": n, **table(case, fields, unit.language)}
    return Effect((fact,), (to_unit(case, unit, "lea-statistics", values, context),))


def to_unit(
    case: Case, unit: Unit, kind: str, values: Mapping[str, object], context: Context, *, answer: bool = False
) -> Letter:
    """A sealed mail to the unit in the thread of the period (P4)."""
    return letter(
        context,
        case.stream,
        unit_recipient(unit),
        kind,
        values,
        thread=case.thread(Party.LEA, unit.name),
        answer=answer,
    )


def table(
    case: Case, fields: Sequence[str], language: str, numbers: Mapping[str, int] | None = None
) -> dict[str, object]:
    """What templates and the CSV file show: the period and its rows, in a language."""
    period = period_of(case.stream)
    return {
        "period": period.name if period else "",
        "first": f"{period.first:%Y-%m-%d}" if period else "",
        "last": f"{period.after - timedelta(days=1):%Y-%m-%d}" if period else "",
        "period_label": printed("period", language),
        "remarks_label": printed("remarks", language),
        "rows": tuple(
            {"field": name, "label": printed(name, language), "number": (numbers or {}).get(name)}
            for name in fields
        ),
    }


def csv_file(values: Mapping[str, object]) -> bytes:
    """The table to fill in, for a spreadsheet: `field;label;number` (RFC 4180); UTF-8 with a mark, for Excel.

    No label of ours has a semicolon or a quote in it, so no cell needs quotes.
    """
    rows = values["rows"]
    table_rows = (
        ("field", "label", "number"),
        ("period", values["period_label"], values["period"]),
        *((row["field"], row["label"], "") for row in (rows if isinstance(rows, tuple) else ())),
        ("remarks", values["remarks_label"], ""),
    )
    lines = (";".join(map(str, cells)) for cells in table_rows)
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")


def asked_of(survey: Survey | None, unit: str) -> Asked | None:
    """What a unit was asked in this survey; None where it was not."""
    return survey.units.get(unit) if survey is not None else None


def _name(case: Case) -> str:
    return case.survey.period if case.survey is not None else case.stream


def analysts_table(
    survey: Case, asked: Asked, numbers: Mapping[str, int], before: Mapping[str, int]
) -> dict[str, object]:
    """The table as analysts see it: in English, with what a number was before."""
    names = (*asked.fields, *(name for name in numbers if name not in asked.fields))
    made = table(survey, names, "en", numbers)
    made_rows = tuple(
        {
            "field": name,
            "label": printed(name, "en"),
            "number": numbers.get(name),
            "before": before.get(name) if before.get(name) != numbers.get(name) else None,
        }
        for name in names
    )
    return {**made, "rows": made_rows}


def after_events(survey: Case, asked: Asked, events: Iterable[Event], context: Context) -> Asked:
    """What a unit has answered after these events."""
    made = survey.survey
    for event in events:
        made = apply(made, context.now, event) or made
    return made.units[asked.unit] if made is not None else asked
