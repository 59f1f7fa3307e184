"""An LEA's statistics out of its answer: `Field: number` lines, also in the quotation of our table, or a CSV.

A line of somebody's own counts before the quotation of it, and what stands nearer before what is quoted
again.  A number may have thousands marks; a line that is not understood is named, with what was expected;
the others count all the same (P17).
"""

import csv
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hotlined.domain.form.labels import fold_label
from hotlined.domain.form.lea_labels import STATISTICS_NAMES
from hotlined.domain.mail.message import Inbound
from hotlined.domain.values.period import read_period

MOST: Final = 2_000  # lines, and rows of a table, looked at
LARGEST: Final = 10_000_000
FILE: Final = "lea-statistics.csv"

_MARKS: Final = re.compile(r"^(?:[ \t\u00a0]?[>|])*[ \t\u00a0>|*\u2022]*")
_PARTED: Final = re.compile(r"(?P<label>[^:=|\t]{3,80}?)\s*[:=|\t]+\s*(?P<value>.{0,400}?)[\s|]*")
_BLANK: Final = re.compile(r"(?P<label>[^:=|\t]{3,80}?)\s+(?P<value>[0-9][0-9 .,'\u2019\u00a0\u2009\u202f]*)")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:([ .,'\u2019\u00a0\u2009\u202f])[0-9]{3})(?:\1[0-9]{3})*")
_PLAIN: Final = re.compile(r"[0-9]{1,9}")
_NOTHING: Final = re.compile(r"[-\u2010-\u2015_.\u2026?\s]*|n/?a|k\.?\s?a\.?|\[.{0,20}\]", re.IGNORECASE)
_DELIMITERS: Final = (";", "\t", ",")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that does not count, and why: "number", "twice", "label" or "period"."""

    line: str
    why: str
    expected: str = ""  # the name of the field, or the period


@dataclass(frozen=True, slots=True)
class Figures:
    """What an answer says; `rest` is the new text without the lines that were read."""

    numbers: Mapping[str, int]
    wrong: tuple[Wrong, ...]
    remarks: str
    rest: Inbound


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    value: str
    line: str
    rank: int  # 0: written now or attached; else how deep it is quoted, from 1


def read_figures(mail: Inbound, period: str, fields: Sequence[str]) -> Figures:
    """The figures for a period; fields that were not asked are read as well, where they are ours."""
    own = {_bare(line) for line in mail.certain_text.splitlines()}
    lines = [*_of_text(mail.body, own), *_of_csv(mail.attached_form)]
    wrong = [*_misspelt(mail.certain_text, fields)]
    other = [one for one in lines if one.name == "period" and not _blank(one.value)]
    for one in other:
        read = read_period(one.value.strip())
        if read is None or read.name != period:
            return Figures({}, (Wrong(one.line, "period", period),), "", mail)
    numbers: dict[str, int] = {}
    for name in dict.fromkeys(one.name for one in lines if one.name not in ("period", "remarks")):
        number, fault = _number(name, [one for one in lines if one.name == name])
        if number is not None:
            numbers[name] = number
        wrong += fault
    taken = {_bare(one.line) for one in lines}
    rest = mail.without_lines(lambda line: _bare(line) in taken)
    said = [one.value for one in lines if one.name == "remarks" and not _blank(one.value)]
    remarks = "\n".join(part for part in (*dict.fromkeys(said), rest.certain_text.strip()) if part)
    return Figures(numbers, tuple(dict.fromkeys(wrong)), remarks, rest)


def read_number(text: str) -> int | None:
    """A whole number, with or without thousands marks; None for anything else."""
    plain = text.strip().rstrip(".;,")
    if not (_PLAIN.fullmatch(plain) or _GROUPED.fullmatch(plain)):
        return None
    number = int(re.sub(r"\D", "", plain))
    return number if number <= LARGEST else None


def _number(name: str, lines: Sequence[_Line]) -> tuple[int | None, list[Wrong]]:
    """The number of the lines that count first; what is wrong with them."""
    filled = [one for one in lines if not _blank(one.value)]
    nearest = min((one.rank for one in filled), default=0)
    filled = [one for one in filled if one.rank == nearest]
    found = {read_number(one.value): one for one in filled}
    if None in found:
        return None, [Wrong(found[None].line, "number", name)]
    if len(found) > 1:
        return None, [Wrong(" / ".join(one.line for one in found.values()), "twice", name)]
    return next(iter(found), None), []


def _of_text(body: str, own: set[str]) -> Iterator[_Line]:
    for line in body.splitlines()[:MOST]:
        marks = _MARKS.match(line)
        text = _bare(line)
        depth = marks[0].count(">") if marks else 0
        match = _PARTED.fullmatch(text) or _BLANK.fullmatch(text)
        name = STATISTICS_NAMES.get(fold_label(match["label"])) if match else None
        if match is not None and name is not None:
            yield _Line(name, match["value"], text, 0 if depth == 0 and text in own else 1 + depth)


def _of_csv(text: str) -> Iterator[_Line]:
    """Rows `field, label, number`, whatever the program that saved them put between the cells."""
    lines = text.splitlines()[:MOST]
    head = lines[0] if lines else ""
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return
    for row in rows:
        cells = [cell.strip() for cell in row]
        name = next((found for cell in cells[:2] if (found := STATISTICS_NAMES.get(fold_label(cell)))), None)
        if name is not None and len(cells) > 1:
            value = next(filter(None, cells[2:]), "") if len(cells) > 2 else cells[1]  # a column was put in
            yield _Line(name, value, " ; ".join(filter(None, cells)), 0)


def _misspelt(text: str, fields: Sequence[str]) -> Iterator[Wrong]:
    """Lines with a number whose label is nearly one of ours."""
    for line in text.splitlines()[:MOST]:
        match = _PARTED.fullmatch(_bare(line)) or _BLANK.fullmatch(_bare(line))
        if match is None or read_number(match["value"]) is None:
            continue
        label = fold_label(match["label"])
        close = difflib.get_close_matches(label, list(STATISTICS_NAMES), n=1, cutoff=0.85)
        if close and label not in STATISTICS_NAMES and STATISTICS_NAMES[close[0]] in fields:
            yield Wrong(_bare(line), "label", STATISTICS_NAMES[close[0]])


def _blank(value: str) -> bool:
    return _NOTHING.fullmatch(value.strip()) is not None


def _bare(line: str) -> str:
    return _MARKS.sub("", line).strip()
