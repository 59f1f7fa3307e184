"""Items as rows of a table, as they are pasted out of a spreadsheet: labels in the first row, a URL in each.

Only what is a table beyond doubt is read as one: each heading is a known label and stands once, `URL` is one
of them, and each row has as many cells and one whole URL.  The first column may count the rows.  Anything
else is left as it is, and asked about.
"""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hotlined.domain.form.item_urls import url_words
from hotlined.domain.form.labels import fold_label
from hotlined.domain.values.plain import plain
from hotlined.domain.values.urls import LONGEST, read_url, trimmed, url_doubt

Cell = tuple[str, str, str]  # field, label as written, value
_Heading = tuple[str, Sequence[tuple[str, str]]]  # what parts its cells; field and label of each
_PARTED: Final = "\t;,"
_SEEMS: Final = re.compile(r"(?:\S{2,10}://|www\d?\.)\S", re.IGNORECASE)
_COUNT: Final = ""  # the field of a column that counts the rows: none
_COUNTS: Final = frozenset(
    plain(one)
    for one in (
        "#", "no", "nr", "number", "num", "nro", "n°", "№", "s/n", "pos", "lfd.nr", "löpnr", "jrk", "jrk.nr",
        "eil.nr", "α/α", "l.p", "lp", "poř", "rb", "r.br", "ssz", "sorszám", "nr.crt",
    )
)  # fmt: skip
_NUMBER: Final = re.compile(r"[0-9]{1,4}[.)]?")
_FIRST: Final = ("item", "url")  # of a row: what the other cells belong to


@dataclass(slots=True)
class Tables:
    """What is read as tables: the cells of each row by its line, those of a heading empty.

    `ended` are the lines of the last of several rows, `odd` those for which their table was not read.
    """

    rows: dict[int, Sequence[Cell]] = field(default_factory=dict)
    ended: set[int] = field(default_factory=set)
    odd: list[int] = field(default_factory=list)


def tables(lines: Sequence[str], labels: Mapping[str, str], is_other: Callable[[str], bool]) -> Tables:
    """The tables in a text; linear, never raises.  `is_other`: whether a line is surely no row of one."""
    found = Tables()
    at = 0
    while at < len(lines):
        headed = _heading(lines[at], labels)
        at = _table(lines, at, headed, found, labels, is_other) if headed is not None else at + 1
    return found


def _heading(line: str, labels: Mapping[str, str]) -> _Heading | None:
    """What parts the cells of a heading, and field and label of each; None where it is none."""
    if len(line) > LONGEST or _is_value(line):
        return None
    for mark in _PARTED:
        first = line.partition(mark)[0].strip('" ')
        if mark not in line or not (_counts(first, labels) or fold_label(first) in labels):
            continue
        written = _cells(line, mark)
        names = [labels.get(fold_label(cell), "") for cell in written]
        known = names[1:] if _counts(first, labels) else names
        if all(known) and len(names) > 1 and len({*names}) == len(names) and "url" in names:
            return mark, tuple(zip(names, written, strict=True))
    return None


def _counts(heading: str, labels: Mapping[str, str]) -> bool:
    """Whether the column below a heading counts the rows, and says no more."""
    return fold_label(heading) not in labels and plain(heading).replace(". ", ".").rstrip(".") in _COUNTS


def _is_value(line: str) -> bool:
    """Whether a line is two or more blanks in, and so always of the value above it."""
    return line.replace("\u00a0", " ").startswith("  ")


def _table(
    lines: Sequence[str],
    at: int,
    heading: _Heading,
    found: Tables,
    labels: Mapping[str, str],
    is_other: Callable[[str], bool],
) -> int:
    """Add the rows below a heading, blank lines between them or not, unless one is odd; where they end."""
    rows: dict[int, Sequence[Cell]] = {}
    below = at + 1
    while below < len(lines):
        line = lines[below]
        if line.strip():
            row = _row(line, heading)
            if row is None:
                break
            rows[below] = row
        below += 1
    if below < len(lines) and not is_other(lines[below]) and _heading(lines[below], labels) is None:
        told = any(_seems_url(cell) for cell in lines[below][:LONGEST].split(heading[0]))
        if told or _seems_row(lines, below, heading):
            found.odd += [below] if rows or told else []
            return below
    if rows:
        found.ended |= {max(rows)} if len(rows) > 1 or found.rows else set()
        found.rows.update({at: (), **rows})
    return below


def _seems_row(lines: Sequence[str], at: int, heading: _Heading) -> bool:
    """Whether a line without a URL may be meant as a row; commas are in any sentence below a blank line."""
    mark, columns = heading
    cells = [cell.strip() for cell in lines[at].split(mark)]
    if mark == "\t" or lines[at - 1].strip():
        return len(cells) > 1
    return len(cells) == len(columns) and not any(" " in cell for cell in cells)


def _seems_url(cell: str) -> bool:
    """Whether a cell is a URL, or begins as one, also one without its scheme."""
    word = cell.strip('" ')
    named = "." in word.partition("/")[0] and "/" in word and not any(map(str.isspace, word))
    return named or _SEEMS.match(word) is not None or read_url(trimmed(word)) is not None


def _row(line: str, heading: _Heading) -> Sequence[Cell] | None:
    mark, columns = heading
    cells = () if _is_value(line) else _cells(line, mark)
    counted = columns[0][0] == _COUNT
    if len(cells) > 1 + counted and mark == "\t" and columns[int(counted)][0] == "url":
        # A mail program cuts blanks off a line's end; a URL alone may be that of a signature.
        cells = (*cells, *[""] * (len(columns) - len(cells)))
    if len(cells) != len(columns):
        return None
    if counted and not _NUMBER.fullmatch(cells[0]):
        return None
    row = [
        (name, written, value)
        for (name, written), value in zip(columns, cells, strict=True)
        if name != _COUNT
    ]
    urls = url_words(next(value for name, _, value in row if name == "url"))
    if len(urls) != 1 or url_doubt(urls[0]) or read_url(urls[0]) is None:
        return None
    return sorted(row, key=lambda cell: _FIRST.index(cell[0]) if cell[0] in _FIRST else len(_FIRST))


def _cells(line: str, mark: str) -> Sequence[str]:
    try:
        (cells,) = csv.reader([line], delimiter=mark)
    except (csv.Error, ValueError):
        return ()
    return tuple(cell.replace("\u00a0", " ").strip() for cell in cells)
