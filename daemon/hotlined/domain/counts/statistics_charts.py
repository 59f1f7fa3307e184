"""Which charts go with statistics, as data; each says nothing that the table does not say."""

from collections.abc import Iterator
from dataclasses import dataclass

from hotlined.domain.counts.statistics import DAYS, TIMES, Statistics
from hotlined.domain.counts.statistics_labels import labels
from hotlined.domain.counts.statistics_table import Row, Section, rounded, sections
from hotlined.domain.values.spread import CLASSES


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its parts from left to right, in the scale of the chart, and the value as it is read."""

    label: str
    parts: tuple[float, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under a title; `legend` names the parts where there are several; `most` is the scale's end."""

    name: str
    title: str
    bars: tuple[Bar, ...]
    most: float
    legend: tuple[str, ...] = ()

    @property
    def alt(self) -> str:
        """The same in words, for who does not see the picture."""
        told = (f"{bar.label.removeprefix('- ')}: {bar.text}" for bar in self.bars)
        return f"{self.title}: {'; '.join(told)}"


def charts(found: Statistics, language: str) -> tuple[Chart, ...]:
    """Removal, times and countries; a chart of nothing is left out."""
    made = {section.key: section for section in sections(found, language, names=False)}
    return tuple(chart for chart in _charts(made, language) if chart.bars)


def _charts(made: dict[str, Section], language: str) -> Iterator[Chart]:
    words = labels(language)
    if "t_removal" in made:
        wanted = {f"{what}_{days}" for what in ("removed", "noticed") for days in DAYS}
        rows = [row for row in made["t_removal"].rows if row.key in wanted and row.of]
        bars = tuple(Bar(row.label, (100 * row.n / (row.of or 1),), row.text) for row in rows)
        yield Chart("removal", made["t_removal"].title, bars, 100.0)
    ends = [rounded(end, words) for end in CLASSES]
    legend = (*(f"\u2264 {end}" for end in ends), f"{words['over']}")
    rows = [row for row in made["t_times"].rows if row.key in TIMES and row.n]
    yield Chart("times", made["t_times"].title, tuple(_spread(row) for row in rows), 100.0, legend)
    if "t_countries" in made:
        counted = made["t_countries"].rows
        most = float(max(row.n for row in counted))
        bars = tuple(Bar(row.label, (float(row.n),), row.text) for row in counted)
        yield Chart("countries", made["t_countries"].title, bars, most)


def _spread(row: Row) -> Bar:
    classes = row.spread.classes if row.spread is not None else ()
    return Bar(row.label, tuple(100 * one / row.n for one in classes), row.text)
