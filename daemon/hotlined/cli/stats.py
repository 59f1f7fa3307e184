"""`stats --lea PERIOD`: what the LEA units answered for a period, and the feedback on cases, counted."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Final

import typer

from hotlined.adapters.casefiles import CaseFiles
from hotlined.cli.say import CONFIGURATION, Row, Stop, line, print_json, table
from hotlined.cli.where import ConfigOption, JsonOption, looking_at, records, settings_of
from hotlined.domain.arguments import EXPECTED, Grammar, Period, read_period
from hotlined.domain.case import fold
from hotlined.domain.events import FeedbackGiven
from hotlined.domain.lea_labels import STATISTICS, printed
from hotlined.domain.site import ProofLevel, Site
from hotlined.domain.survey_plan import due_at
from hotlined.domain.survey_state import Asked, Survey, period_of

FIELDS: Final = tuple(STATISTICS["en"])
ANSWERS: Final = ("victim", "offender", "investigation", "useful")


def stats(
    lea: Annotated[
        str | None,
        typer.Option(
            "--lea", metavar="PERIOD", help="The LEA's figures: 2026-Q3, 2026-H2, 2026.", show_default=False
        ),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print what the LEA was asked and answered for a period, and count its feedback on cases."""
    if lea is None:
        raise Stop("expected --lea PERIOD, e.g. `hotlined stats --lea 2026-Q3`", CONFIGURATION)
    period = read_period(lea)
    if period is None:
        raise Stop(f"{lea}: expected {EXPECTED[Grammar.PERIOD]}", CONFIGURATION)
    settings = settings_of(config)
    store = looking_at(settings)
    surveys = list(_surveys(store, period))
    rows = [row for survey in surveys for row in _units(survey, settings.site)]
    feedback = _feedback(store, period, settings.site)
    if as_json:
        agreed = settings.site.agreement.lea_statistics
        print_json({"period": period.name, "agreed": agreed, "units": rows, "feedback": feedback})
        return
    _print(rows, feedback, period, settings.site)


def _surveys(store: CaseFiles, period: Period) -> Iterator[Survey]:
    """The statistics asked for periods that lie within this one, oldest first."""
    names = [(found, name) for name in store.find("statistics", "planned") if (found := period_of(name))]
    within = (one for one in names if period.first <= one[0].first and one[0].after <= period.after)
    for record in records(store, [name for _, name in sorted(within, key=lambda one: one[0].first)]):
        survey = fold(record.stream, record.entries).survey
        if survey is not None:
            yield survey


def _units(survey: Survey, site: Site) -> Iterator[Row]:
    period = read_period(survey.period)
    if not survey.units and period is not None:
        yield {"period": survey.period, "unit": "", "state": "not asked yet", "due": due_at(period, site)}
    for asked in survey.units.values():
        waiting = asked.waiting()
        yield {
            "period": survey.period,
            "unit": asked.unit,
            "state": _state(asked),
            "asked": asked.first_at,
            "reminded": asked.at if asked.n > 1 else None,
            "answered": asked.given[-1].at if asked.given else None,
            "answers": len(asked.given),
            "asked for": list(asked.fields),
            "numbers": dict(asked.numbers()),
            "unconfirmed": dict(waiting.numbers) if waiting is not None else {},
        }


def _state(asked: Asked) -> str:
    if asked.waiting() is not None:
        return "to be confirmed"
    if asked.given:
        return "answered"
    return "no answer" if asked.overdue else "asked"


def _feedback(store: CaseFiles, period: Period, site: Site) -> Row:
    """Counts of what the LEA told about single cases in the period; of a case, the last word counts."""
    mails = unproven = cases = 0
    said: Counter[tuple[str, str]] = Counter()
    for record in records(store, store.find("feedback", "given")):
        last: dict[str, str] = {}
        found = [
            entry.event
            for entry in record.entries
            if isinstance(entry.event, FeedbackGiven) and period.holds(entry.at, site.hotline.timezone)
        ]
        mails += len(found)
        cases += bool(found)
        for one in found:
            unproven += one.proof in (None, ProofLevel.CLAIMED)
            last |= {name: value for name in ANSWERS if (value := getattr(one, name)) is not None}
        said.update(last.items())
    counted = {name: {value: n for (field, value), n in said.items() if field == name} for name in ANSWERS}
    return {"mails": mails, "unproven": unproven, "cases": cases, **counted}


def _print(rows: list[Row], feedback: Row, period: Period, site: Site) -> None:
    zone = site.hotline.timezone
    if rows:
        columns = ("period", "unit", "state", "asked", "reminded", "answered", "due")
        table(columns, rows, zone, title="Statistics of the LEA")
    else:
        agreed = site.agreement.lea_statistics != "none"
        line(f"No statistics of the LEA for {period.name}: {'none planned' if agreed else 'not agreed'}.")
    units = {f"{row['unit']} {row['period']}": _shown(row) for row in rows}
    figures = [
        {"figure": printed(name, "en"), **{unit: found.get(name) for unit, found in units.items()}}
        for name in FIELDS
        if any(name in found for found in units.values())
    ]
    if figures:
        table(("figure", *units), figures, zone, title="Figures (?: to be confirmed by an analyst)")
    mails, cases, unproven = feedback["mails"], feedback["cases"], feedback["unproven"]
    line(f"\nFeedback on cases: mails {mails}, cases {cases}, not proven {unproven}")
    for name in ANSWERS:
        counted = feedback[name]
        if isinstance(counted, Mapping) and counted:
            line(f"  {name}: " + ", ".join(f"{value} {n}" for value, n in sorted(counted.items())))


def _shown(row: Row) -> Mapping[str, str]:
    """The figures of a unit as they are printed: those that count, and those that would if confirmed."""
    numbers, waiting = row.get("numbers"), row.get("unconfirmed")
    counted = {name: str(number) for name, number in numbers.items()} if isinstance(numbers, dict) else {}
    doubted = {name: f"{number} ?" for name, number in waiting.items()} if isinstance(waiting, dict) else {}
    return counted | doubted
