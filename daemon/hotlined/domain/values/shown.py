"""Values as people read them: a time in a zone, a length of time, text without anything invisible."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final

# Controls, direction marks and other format characters, private and unassigned ones, odd line ends.
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# Of these, what acts on the text around it: controls, direction marks and overrides, other line ends.
_ACTS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

FEW: Final = 10
_DAY: Final = 86_400  # seconds
UNITS: Final[Mapping[str, str]] = {"days": "days", "hours": "h", "minutes": "min", "seconds": "s"}


def local_time(moment: datetime, zone: tzinfo) -> str:
    """An aware time in a zone: "2026-11-24 16:05 EET (UTC+02:00)" (P15); ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a time without zone")
    here = moment.astimezone(zone)
    offset = here.strftime("%z")
    shown = f"UTC{offset[:3]}:{offset[3:5]}"
    name = here.tzname() or ""
    return f"{here:%Y-%m-%d %H:%M} " + (f"{name} ({shown})" if name.isalpha() else shown)


def short_time(moment: datetime, zone: tzinfo, words: Mapping[str, str]) -> str:
    """An aware time in a zone without its year, for a subject: "24 Nov 16:05", "24. Nov. 16:05".

    `words`: `months`, the twelve of them with blanks between, and `short_time`, how they stand.
    """
    here = moment.astimezone(zone)
    month = words["months"].split()[here.month - 1]
    return words["short_time"].format(day=here.day, month=month, time=f"{here:%H:%M}")


def duration(span: timedelta, words: Mapping[str, str] = UNITS) -> str:
    """A length of time in its largest units: "24 h", "1 h 30 min", "6 days"; `words` as in UNITS."""
    seconds = int(span.total_seconds())
    if seconds >= 2 * _DAY and seconds % _DAY == 0:
        return f"{seconds // _DAY} {words['days']}"
    # 24 h stays 24 h: an agreed delay is elapsed time, not a calendar day.
    hours, rest = divmod(seconds, 3_600)
    minutes, left = divmod(rest, 60)
    counted = ((hours, "hours"), (minutes, "minutes"), (left, "seconds"))
    return " ".join(f"{n} {words[unit]}" for n, unit in counted if n) or f"0 {words['seconds']}"


def spans(numbers: Iterable[int]) -> str:
    """Numbers of items, ascending: "1-3, 7"."""
    told = (
        str(first) if first == last else f"{first}{'-' if last - first > 1 else ', '}{last}"
        for first, last in _runs(numbers)
    )
    return ", ".join(told)


def items_argument(numbers: Iterable[int]) -> str:
    """Numbers of items as the argument of a tag, however many: "1-3,7"."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in _runs(numbers))


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The first and last of each run of numbers, ascending."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def few(names: Sequence[str]) -> str:
    """Names in a row, the first ten of them."""
    return ", ".join((*names[:FEW], *(("...",) if len(names) > FEW else ())))


def some(names: Sequence[str], most: int) -> str:
    """Names in a row, the first of them and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def grouped(fingerprint: str) -> str:
    """A fingerprint in groups of four, as people compare them."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


def size(count: int) -> str:
    """So many bytes: "800 B", "34 kB", "1.2 MB"; a kB has 1000 of them."""
    if count < 1_000:
        return f"{count} B"
    if count < 999_500:
        return f"{round(count / 1_000)} kB"
    return f"{count / 1_000_000:.1f}".removesuffix(".0") + " MB"


def code_point(char: str) -> str:
    r"""A character as `\uXXXX` or `\UXXXXXXXX`."""
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def stilled(text: str) -> str:
    """A text in which nothing moves or hides what stands beside it: what could is shown as its code point.

    Blanks without width and joiners stay: they are part of a password, or of a picture, that is copied.
    """
    return _ACTS.sub(lambda found: code_point(found[0]), text)


def one_line_of(text: str, most: int = 200) -> str:
    """Somebody's words in one line, with each invisible character as its code point, cut at `most`."""
    line = " ".join(text.split())
    short = line if len(line) <= most else line[: most - 1] + "\u2026"
    return "".join(code_point(c) if unicodedata.category(c) in INVISIBLE else c for c in short)
