"""`stats PERIOD`: the hotline's statistics; with `--lea` what the LEA units answered, and their feedback."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from hotlined.adapters.charts import png_of
from hotlined.cli.say import CONFIGURATION, Row, Stop, line, print_json, raw, table
from hotlined.cli.where import ConfigOption, JsonOption, looking_at, records, settings_of
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.survey_state import Asked, Survey, period_of
from hotlined.domain.counts.figures import ANSWERS, TOLD, concerned, figures_of, reports_in
from hotlined.domain.counts.statistics import Statistics, count, told_of
from hotlined.domain.counts.statistics_charts import charts as charts_of
from hotlined.domain.counts.statistics_table import csv_of, dsa_csv, sections
from hotlined.domain.form.lea_labels import STATISTICS, printed
from hotlined.domain.hotline.periods import QUARTER, due_at, holding
from hotlined.domain.hotline.site import Site
from hotlined.domain.tagging.arguments import EXPECTED, Grammar
from hotlined.domain.values.period import Period, read_period
from hotlined.machine import SystemClock
from hotlined.stores import Kept

FIELDS: Final = tuple(STATISTICS["en"])


def stats(
    period: Annotated[
        str | None,
        typer.Argument(
            metavar="PERIOD", help="2026, 2026-H1, 2026-Q3, 2026-07 or 2026-W31.", show_default=False
        ),
    ] = None,
    lea: Annotated[
        str | None,
        typer.Option(
            "--lea", metavar="PERIOD", help="The LEA's figures: 2026-Q3, 2026-H2, 2026.", show_default=False
        ),
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="The figures as CSV.")] = False,
    dsa: Annotated[bool, typer.Option("--dsa", help="Notices by provider as CSV (DSA, Art. 22(3)).")] = False,
    charts: Annotated[
        Path | None,
        typer.Option("--charts", metavar="FOLDER", help="Write the charts as PNG files.", show_default=False),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the hotline's statistics of a period; with --lea what the LEA was asked and answered for it."""
    settings = settings_of(config)
    if lea is not None:
        _of_lea(looking_at(settings), _period(lea), settings.site, as_json=as_json)
        return
    today = settings.site.at(SystemClock().now()).date()
    wanted = _period(period) if period is not None else holding(QUARTER, today)
    found = _counted(looking_at(settings), wanted, settings.site)
    if charts is not None:
        _draw(found, charts, settings.site.hotline.languages[0])
    if as_json:
        print_json(found)
    elif as_csv or dsa:
        data = dsa_csv(found) if dsa else csv_of(found, settings.site.hotline.languages[0])
        raw(data.decode("utf-8-sig"))
    else:
        _print_figures(found)


def _period(text: str) -> Period:
    found = read_period(text)
    if found is None:
        raise Stop(f"{text}: expected {EXPECTED[Grammar.PERIOD]}", CONFIGURATION)
    return found


def _counted(store: Kept, period: Period, site: Site) -> Statistics:
    """Counted as the daemon does it; what does not read is said and left out."""
    cases, desks = concerned(store.streams(), period, store.find(*TOLD))
    zone = site.hotline.timezone
    made = (figures_of(record.stream, record.entries) for record in records(store, cases))
    reports = sum(reports_in(record.entries, period, zone) for record in records(store, desks))
    now = SystemClock().now()
    return count(period, (one for one in made if one is not None), reports, now, zone, site.hotline.country)


def _print_figures(found: Statistics) -> None:
    line(f"Statistics {found.period}")
    for section in sections(found, "en"):
        line(f"\n{section.title}", style="bold")
        for row in section.rows:
            line(f"  {row.label}: {row.text}")


def _draw(found: Statistics, folder: Path, language: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for chart in charts_of(found, language):
            (folder / f"{chart.name}-{found.period}.png").write_bytes(png_of(chart))
    except OSError as error:
        raise Stop(f"{folder}: the charts cannot be written there ({error.strerror})") from None


def _of_lea(store: Kept, period: Period, site: Site, *, as_json: bool) -> None:
    surveys = list(_surveys(store, period))
    rows = [row for survey in surveys for row in _units(survey, site)]
    feedback = _feedback(store, period, site)
    if as_json:
        agreed = site.agreement.lea_statistics
        print_json({"period": period.name, "agreed": agreed, "units": rows, "feedback": feedback})
        return
    _print(rows, feedback, period, site)


def _surveys(store: Kept, period: Period) -> Iterator[Survey]:
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


def _feedback(store: Kept, period: Period, site: Site) -> Row:
    """Counts of what the LEA told about single cases in the period; of a case, the last word counts."""
    # Also the open ones: of one that does not read nobody knows what it was told.
    found = records(store, dict.fromkeys((*store.open_streams(), *store.find(*TOLD))))
    cases = [one for record in found if (one := figures_of(record.stream, record.entries)) is not None]
    told = told_of(cases, period, site.hotline.timezone)
    return {"mails": told.mails, "unproven": told.unproven, "cases": told.cases, **told.said}


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
