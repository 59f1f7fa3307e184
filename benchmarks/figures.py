"""What a bench found: figures, each with its ratio to something of the same run, and the page of them."""

import json
import platform
import re
import statistics
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hotlined.adapters.charts import png_of
from hotlined.domain.counts.statistics_charts import Bar, Chart


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; `ratio` is value / `against` or the other way round, as `against` says in words."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    against: str = ""
    goal: str = ""  # what it is to be, in words; "" where nothing was promised
    met: bool | None = None

    @property
    def plain(self) -> Mapping[str, object]:
        """The same for JSON."""
        ratio = None if self.ratio is None else round(self.ratio, 3)
        return {"value": round(self.value, 3), "unit": self.unit, "ratio": ratio, "against": self.against}


@dataclass(slots=True)
class Section:
    """Figures that belong together, with what has to be said about how they came to be."""

    title: str
    text: str
    figures: list[Figure] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, **more: object) -> Figure:
        """One more figure."""
        one = Figure(name, value, unit, **more)  # type: ignore[arg-type]  # the fields of a figure
        self.figures.append(one)
        return one


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies; of one alone that one."""
    if len(values) < 2:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[min(round(share * 100), 99) - 1]


def bars(name: str, title: str, rows: Mapping[str, float], unit: str) -> Chart:
    """A chart of plain bars; of durations or rates alike."""
    most = max(rows.values(), default=1.0)
    made = tuple(Bar(label, (value,), f"{value:,.1f} {unit}") for label, value in rows.items())
    return Chart(name, title, made, most)


def machine() -> str:
    """On what it was measured, in one line."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    cores = sum(line.startswith("processor") for line in _lines("/proc/cpuinfo"))
    gpg = _said(["gpg", "--version"]).split("\n")[0]
    dovecot = _said(["dovecot", "--version"]).split(" ")[0]
    kernel = platform.release().partition("-")[0]
    return (
        f"{cpu}, {cores} cores, Linux {kernel}, Python {platform.python_version()}, {gpg}, Dovecot {dovecot}"
    )


def written(folder: Path, sections: Iterable[Section], *, about: str) -> None:
    """performance.md, performance.json and the charts, in a folder."""
    sections = list(sections)
    figures = {one.name: one.plain for section in sections for one in section.figures}
    lines = ["# How fast it is, and what against", "", about, ""]
    for section in sections:
        lines += _block(folder, section)
    _write(folder, figures, "\n".join(lines))


def renewed(folder: Path, sections: Iterable[Section], *, about: str) -> None:
    """The same page with these sections in place of theirs, each with how it came to be; others stay."""
    page = (folder / "performance.md").read_text(encoding="utf-8")
    figures = json.loads((folder / "performance.json").read_text(encoding="utf-8"))
    for section in sections:
        section.text = f"{about}\n\n{section.text}"
        block = "\n".join(_block(folder, section))
        old = re.search(rf"^## {re.escape(section.title)}\n.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
        begin, end = old.span() if old else (len(page), len(page))
        gone = {line.split(" | ")[0].removeprefix("| ") for line in page[begin:end].splitlines()}
        figures = {name: one for name, one in figures.items() if name not in gone}
        figures |= {one.name: one.plain for one in section.figures}
        page = page[:begin].rstrip("\n") + f"\n\n{block}\n" + page[end:]
    _write(folder, figures, page)


def _write(folder: Path, figures: Mapping[str, object], page: str) -> None:
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    (folder / "performance.json").write_text(text + "\n", encoding="utf-8")
    (folder / "performance.md").write_text(page.rstrip("\n") + "\n", encoding="utf-8")


def _block(folder: Path, section: Section) -> list[str]:
    """A section's lines, with an empty one at their end; its charts are written."""
    table = [*_table(section.figures), ""] if section.figures else []
    lines = [f"## {section.title}", "", section.text, "", *table]
    for chart in section.charts:
        (folder / f"performance-{chart.name}.png").write_bytes(png_of(chart))
        lines += [f"![{chart.alt}](performance-{chart.name}.png)", ""]
    return lines


def _table(figures: Iterable[Figure]) -> Iterable[str]:
    yield "| what | figure | ratio | against | goal |"
    yield "|---|---|---|---|---|"
    for one in figures:
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
        goal = one.goal + ("" if one.met is None else ": met" if one.met else ": **not met**")
        yield f"| {one.name} | {one.value:,.1f} {one.unit} | {ratio} | {one.against} | {goal} |"


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines()


def _said(command: Sequence[str]) -> str:
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return found.stdout.strip()
