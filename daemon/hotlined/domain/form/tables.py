"""Items as rows of a table, as they are pasted out of a spreadsheet: labels in the first row, a URL in each.

Only what is a table beyond doubt is read as one: each heading is a known label and stands once, `URL` is one
of them, and each row has as many cells and one whole URL.  Anything else is left as it is, and asked about.
"""

import csv
from collections.abc import Mapping, Sequence
from typing import Final

from hotlined.domain.form.labels import fold_label
from hotlined.domain.values.urls import LONGEST, read_url, trimmed, url_doubt

Cell = tuple[str, str, str]  # field, label as written, value
_PARTED: Final = "\t;,"
_FIRST: Final = ("item", "url")  # of a row: what the other cells belong to


def rows(lines: Sequence[str], labels: Mapping[str, str]) -> Mapping[int, Sequence[Cell]]:
    """The cells of each row by its line, those of a heading empty; linear, never raises."""
    found: dict[int, Sequence[Cell]] = {}
    at = 0
    while at < len(lines):
        headed = _heading(lines[at], labels)
        table, end = _table(lines, at, *headed) if headed is not None else ({}, at + 1)
        found.update(table)
        at = max(end, at + 1)
    return found


def _heading(line: str, labels: Mapping[str, str]) -> tuple[str, Sequence[tuple[str, str]]] | None:
    """What parts the cells of a heading, and field and label of each; None where it is none."""
    if len(line) > LONGEST:
        return None
    for mark in _PARTED:
        if mark not in line or fold_label(line.partition(mark)[0].strip('" ')) not in labels:
            continue
        written = _cells(line, mark)
        names = [labels.get(fold_label(cell), "") for cell in written]
        if all(names) and len(names) > 1 and len({*names}) == len(names) and "url" in names:
            return mark, tuple(zip(names, written, strict=True))
    return None


def _table(
    lines: Sequence[str], at: int, mark: str, heading: Sequence[tuple[str, str]]
) -> tuple[dict[int, Sequence[Cell]], int]:
    """The rows below a heading, blank lines between them or not, and where they end; none if one is odd."""
    found: dict[int, Sequence[Cell]] = {at: ()}
    below = at + 1
    while below < len(lines):
        if lines[below].strip():
            row = _row(lines[below], mark, heading)
            if row is None:
                odd = mark in lines[below] or read_url(trimmed(lines[below][:LONGEST])) is not None
                return ({} if odd or len(found) < 2 else found), below
            found[below] = row
        below += 1
    return (found if len(found) > 1 else {}), below


def _row(line: str, mark: str, heading: Sequence[tuple[str, str]]) -> Sequence[Cell] | None:
    cells = _cells(line, mark)
    if len(cells) != len(heading):
        return None
    row = [(name, written, value) for (name, written), value in zip(heading, cells, strict=True)]
    url = trimmed(next(value for name, _, value in row if name == "url"))
    if url_doubt(url) or read_url(url) is None:
        return None
    return sorted(row, key=lambda cell: _FIRST.index(cell[0]) if cell[0] in _FIRST else len(_FIRST))


def _cells(line: str, mark: str) -> Sequence[str]:
    try:
        (cells,) = csv.reader([line], delimiter=mark)
    except (csv.Error, ValueError):
        return ()
    return tuple(cell.replace("\u00a0", " ").strip() for cell in cells)
