"""Statistics as a table: sections of labelled rows, the same for the text, the CSV file and the charts.

The LEA's version has only figures: no provider is named in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from hotlined.domain.counts.figures import ANSWERS
from hotlined.domain.counts.statistics import DAYS, TIMES, UNKNOWN, Share, Statistics
from hotlined.domain.counts.statistics_labels import labels
from hotlined.domain.values.spread import CLASSES, Spread

MOST: Final = 10  # countries and providers that are named
WITH_NAMES: Final = frozenset({"t_providers", "t_dsa"})
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet might take for a formula


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: a number, a share (`of`), or a spread; `text` is the value as it is read."""

    key: str
    label: str
    text: str
    n: int
    of: int | None = None
    spread: Spread | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a title; `key` is the title's label."""

    key: str
    title: str
    rows: tuple[Row, ...]


def sections(
    found: Statistics, language: str, *, names: bool = True, most: int | None = MOST
) -> tuple[Section, ...]:
    """The whole table in a language; without `names` no provider is named.  `most`: None lists all."""
    words = labels(language)
    made = (
        ("t_assessed", _assessed(found, words)),
        ("t_lea", _lea(found, words)),
        ("t_times", (_times(key, found.times[key], words) for key in TIMES)),
        ("t_removal", _removal(found, words)),
        ("t_countries", _named(found.countries, words, most)),
        ("t_providers", _named(found.providers, words, most)),
        ("t_feedback", _feedback(found, words)),
        ("t_dsa", _dsa(found, words)),
    )
    listed = (Section(key, words[key], tuple(rows)) for key, rows in made if names or key not in WITH_NAMES)
    return tuple(section for section in listed if section.rows)


def rounded(length: timedelta | None, words: Mapping[str, str]) -> str:
    """A length of time, rounded: "25 min", "30 h", "9 days"."""
    if length is None:
        return "-"
    minutes = length / timedelta(minutes=1)
    if minutes < 120:
        return f"{minutes:.0f} {words['minutes']}"
    if minutes < 72 * 60:
        return f"{minutes / 60:.0f} {words['hours']}"
    return f"{minutes / 1440:.0f} {words['days']}"


def _count(key: str, n: int, words: Mapping[str, str], label: str = "") -> Row:
    return Row(key, label or words[key], str(n), n)


def _share(key: str, share: Share, words: Mapping[str, str]) -> Row:
    percent = f" ({share.percent} %)" if share.percent is not None else ""
    return Row(key, words[key], f"{share.n} {words['of']} {share.of}{percent}", share.n, share.of)


def _times(key: str, found: Spread, words: Mapping[str, str]) -> Row:
    told = f"{words['median']} {rounded(found.median, words)}, {words['p90']} {rounded(found.p90, words)}"
    return Row(key, words[key], f"{told} (n = {found.n})" if found.n else "0", found.n, spread=found)


def _assessed(found: Statistics, words: Mapping[str, str]) -> Iterator[Row]:
    yield _count("reports", found.reports, words)
    yield _count("cases", found.cases, words)
    for key, n in found.assessed.items():
        yield _count(key, n, words)
    for key in ("urgent", "items", "abroad", "iccam"):
        yield _count(key, getattr(found, key), words)


def _lea(found: Statistics, words: Mapping[str, str]) -> Iterator[Row]:
    yield _count("reported", found.reported, words)
    yield _share("same_day", found.same_day, words)
    yield _share("received", found.received, words)
    for key in ("reminders", "holds", "long_holds", "questions"):
        yield _count(key, getattr(found, key), words)


def _removal(found: Statistics, words: Mapping[str, str]) -> Iterator[Row]:
    yield _share("removed", found.removed, words)
    for days in DAYS:
        yield _share(f"removed_{days}", found.removed_within[days], words)
    for days in DAYS:
        yield _share(f"noticed_{days}", found.noticed_within[days], words)
    yield _count("claimed", found.claimed, words)


def _named(counted: Mapping[str, int], words: Mapping[str, str], most: int | None) -> Iterator[Row]:
    """The first ones, and the rest together."""
    first = dict(list(counted.items())[:most])
    for name, n in first.items():
        yield _count(name, n, words, words["unknown"] if name == UNKNOWN else name)
    rest = sum(counted.values()) - sum(first.values())
    if rest:
        yield _count("others", rest, words)


def _feedback(found: Statistics, words: Mapping[str, str]) -> Iterator[Row]:
    for key in ("feedback_mails", "feedback_cases", "feedback_unproven"):
        yield _count(key, getattr(found.feedback, key.removeprefix("feedback_")), words)
    for name in ANSWERS:
        for value, n in found.feedback.said[name].items():
            yield _count(f"{name}_{value}", n, words, f"{words[name]}: {words.get(value, value)}")


def _dsa(found: Statistics, words: Mapping[str, str]) -> Iterator[Row]:
    """One row for each provider and kind; the CSV file has each figure in a column of its own."""
    for one in found.dsa:
        claimed = f", {words['claimed']} {one.claimed}" if one.claimed else ""
        told = (
            f"{words['notices']} {one.notices}, {words['items']} {one.items}, "
            f"{words['removed']} {one.removed}{claimed}, {words['no_action']} {one.no_action}"
        )
        kind = words[one.kind].removeprefix("- ")
        yield Row(f"{one.provider}/{one.kind}", f"{one.provider}, {kind}", told, one.notices, one.items)


# --- files ---------------------------------------------------------------------------------------


def text_of(found: Statistics, language: str) -> bytes:
    """The LEA's table as a text file: in the mail itself its words would come back quoted, and be read."""
    made = sections(found, language, names=False)
    parts = ([section.title, *(f"  {row.label}: {row.text}" for row in section.rows), ""] for section in made)
    return "".join(f"{line}\r\n" for part in parts for line in part).encode("utf-8-sig")


def csv_of(found: Statistics, language: str, *, names: bool = True) -> bytes:
    """Every figure for a spreadsheet: semicolons, UTF-8 with a mark (for Excel), times in seconds."""
    head = ["section", "figure", "label", "n", "of", "median_seconds", "p90_seconds"]
    classes = [f"up_to_{int(end.total_seconds())}_seconds" for end in CLASSES] + ["above"]
    rows = [
        [section.key[2:], row.key, row.label.removeprefix("- "), row.n, row.of, *_seconds(row.spread)]
        for section in sections(found, language, names=names, most=None)
        if section.key != "t_dsa"
        for row in section.rows
    ]
    about = [["about", "period", "", found.period], ["about", "counted_at", "", found.counted_at.isoformat()]]
    return _written([[*head, *classes], *about, *rows])


def dsa_csv(found: Statistics) -> bytes:
    """The figures of DSA Article 22(3), one line for each provider and kind of content."""
    head = "period;provider;kind;notices;items;removed;claimed_removed;no_action_known;answered"
    rows = [
        [
            found.period,
            one.provider,
            one.kind,
            one.notices,
            one.items,
            one.removed,
            one.claimed,
            one.no_action,
            one.answered,
            *_seconds(one.took)[:2],
        ]
        for one in found.dsa
    ]
    return _written([[*head.split(";"), "median_seconds", "p90_seconds"], *rows])


def _seconds(found: Spread | None) -> list[object]:
    if found is None:
        return []
    ends = [int(one.total_seconds()) if one is not None else "" for one in (found.median, found.p90)]
    return [*ends, *found.classes]


def _written(rows: Sequence[Sequence[object]]) -> bytes:
    return "".join(f"{';'.join(map(_cell, row))}\r\n" for row in rows).encode("utf-8-sig")


def _cell(value: object) -> str:
    """A cell (RFC 4180) that no spreadsheet takes for a formula, whatever a provider is called."""
    text = "" if value is None else str(value)
    text = f"'{text}" if text.startswith(FORMULA) else text
    return '"' + text.replace('"', '""') + '"' if any(one in text for one in ';"\r\n') else text
