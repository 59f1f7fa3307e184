"""How the command line speaks: tables or JSON on stdout, single sentences on stderr, and the exit codes.

Much of what is shown comes from mails, so that no text is ever read as markup, and what cannot be printed
(terminal commands, direction marks) is shown as a dot.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final, TypeVar

from rich.console import Console
from rich.table import Table
from rich.text import Text

FOUND: Final = 1
CONFIGURATION: Final = 2

out: Final = Console(markup=False, highlight=False, emoji=False)
err: Final = Console(stderr=True, markup=False, highlight=False, emoji=False)

Row = Mapping[str, object]
T = TypeVar("T")
LEAST: Final = 4  # characters of a name that is not typed in full
WIDE: Final = 240  # columns of a table that goes into a file or a pipe
LONGEST_WORD: Final = 16  # a reference; longer words, such as addresses, may be folded
GAP: Final = 2  # blanks between two columns
STYLES: Final = {"wrong": "red", "late": "red", "soon": "yellow", "fine": "green"}
left_out: Final[list[str]] = []  # what this command passed over because it does not read
said: Final[set[str]] = set()  # what it has said of the store; each sentence is said once


class Stop(Exception):
    """A foreseen end of a command: one sentence that says what to do, and the exit code."""

    def __init__(self, sentence: str, code: int = FOUND) -> None:
        super().__init__(sentence)
        self.code = code


def the_one(found: Sequence[T], start: str, nothing: str, several: str) -> T:
    """The only one whose name begins so; raises Stop with what to type instead."""
    if len(start) < LEAST or not found:
        raise Stop(nothing)
    if len(found) > 1:
        raise Stop(f"{len(found)} {several}")
    return found[0]


def printable(text: str) -> str:
    """The text with every character that a terminal may not get as a dot; line ends stay."""
    return "".join(c if c.isprintable() or c == "\n" else "·" for c in text)


def line(text: str, style: str = "") -> None:
    """One line on stdout, wrapped at words on a terminal only."""
    out.print(Text(printable(text), style=style), soft_wrap=not out.is_terminal)


def complain(text: str) -> None:
    """One sentence on stderr, never wrapped."""
    err.print(Text(printable(text)), soft_wrap=True)


def complain_once(text: str) -> None:
    """The same, unless it was said before."""
    if text not in said:
        said.add(text)
        complain(text)


def leave_out(text: str) -> None:
    """Say what does not read: the command goes on without it, and has found something."""
    complain_once(text)
    left_out.append(text)


def local(moment: datetime, zone: tzinfo) -> str:
    """A moment in the hotline's zone with its offset: `2026-11-24 16:05:12 +02:00`."""
    here = moment.astimezone(zone)
    return f"{here:%Y-%m-%d %H:%M:%S} {here.isoformat()[-6:]}"


def short(moment: datetime, zone: tzinfo) -> str:
    """The same to the minute, for tables; JSON has it in full."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def words(value: object, zone: tzinfo) -> str:
    """A value in a cell, or in a line of facts."""
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case datetime():
            return short(value, zone)
        case tuple() | list() | frozenset():
            return ", ".join(words(one, zone) for one in value)
        case _:
            return printable(str(value))


def table(columns: Sequence[str], rows: Sequence[Row], zone: tzinfo, *, title: str = "") -> None:
    """The rows (at least one) under these columns; a row may know more than is shown."""
    width = out.width = _width()  # the console keeps what COLUMNS was when it was made
    cells = [[words(row.get(column), zone) for column in columns] for row in rows]
    shown = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    for column, wide in zip(columns, _widths(columns, cells, width), strict=True):
        shown.add_column(column, overflow="fold", width=wide)
    for one in cells:
        shown.add_row(*(Text(cell, style=STYLES.get(cell, "")) for cell in one))
    if title:
        out.print(Text(f"\n{title}", style="bold"))
    out.print(shown, width=width)


def _width() -> int:
    """COLUMNS where it is set, else the terminal's; a pipe gets wide lines."""
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isdigit() and int(wanted) > 0:  # 0 says that nobody knows
        return int(wanted)
    return out.width if out.is_terminal else WIDE


def _widths(columns: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """How wide each column becomes: no word is folded as long as there is space (rich would fold any)."""
    texts = [(column, *(row[number] for row in cells)) for number, column in enumerate(columns)]
    whole = [max(len(text) for text in column) for column in texts]
    longest = [max(len(word) for text in column for word in text.split() or [""]) for column in texts]
    spare = width - GAP * len(columns)
    most = next((most for most in range(LONGEST_WORD, 1, -1) if sum(_cut(longest, most)) <= spare), 1)
    widths = _cut(longest, most)
    for number in sorted(range(len(widths)), key=lambda one: whole[one] - widths[one]):
        widths[number] += max(0, min(whole[number] - widths[number], spare - sum(widths)))
    return widths


def _cut(widths: Sequence[int], most: int) -> list[int]:
    return [max(1, min(width, most)) for width in widths]


def listing(
    columns: Sequence[str], rows: Sequence[Row], zone: tzinfo, *, as_json: bool, nothing: str
) -> None:
    """The rows as a table or as a JSON list; `nothing` is said instead of an empty table."""
    if as_json:
        print_json(rows)
    elif rows:
        table(columns, rows, zone)
    else:
        line(nothing)


def raw(text: str) -> None:
    """A file's text on stdout as it is, to be redirected into one."""
    out.out(text, end="", highlight=False)


def print_json(value: object) -> None:
    """JSON on stdout, ASCII only; times as ISO 8601 in UTC, durations in seconds."""
    out.out(json.dumps(plain(value), indent=2), highlight=False)


def plain(value: Any) -> Any:
    """A value as plain JSON data."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return str(value)
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case tuple() | list():
            return [plain(one) for one in value]
        case frozenset() | set():
            return sorted(plain(one) for one in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        case _:
            return str(value)
