"""Typed arguments of subject tags: times, durations, item numbers, countries, periods.

Readers never raise; None means "not understood", and the caller says what was expected (`EXPECTED`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from hotlined.domain.values.address import Address, parse_address
from hotlined.domain.values.country import read_country
from hotlined.domain.values.item_list import BARE, LIST, NAMED, PARTS, UNTIL, commas
from hotlined.domain.values.period import read_period
from hotlined.domain.values.written_times import YEARS, is_day_alone, read_duration, read_end, read_time

MAX_ITEM: Final = 9999
RESENDING: Final = ("all", "stop", "go")
LISTING: Final = ("all", "urgent", "held", "overdue")

_M: Final = re.compile(r"\+?\s*[0-9]{1,4}\s*m\.?", re.IGNORECASE)
_UNTIL: Final = re.compile(rf"^(?:{'|'.join(map(re.escape, UNTIL))})\s+", re.IGNORECASE)
_LISTED: Final = re.compile(
    rf"\s*(?:{NAMED.pattern.replace('?P<list>', '?P<named>')}|(?P<bare>{LIST}))(?=[\s:]|$)", re.IGNORECASE
)
_ITEMS: Final = re.compile(r"([0-9]{1,4})(?:\s*[-\u2013]\s*([0-9]{1,4}))?")


class NtdKind(StrEnum):
    """How the argument of [NTD:...] puts the time of the notice."""

    AFTER = "after"
    AT = "at"
    NOW = "now"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NtdTime:
    """When the notice is to go: `delay` only with AFTER, `at` (aware UTC) only with AT."""

    kind: NtdKind
    delay: timedelta | None = None
    at: datetime | None = None


class Grammar(StrEnum):
    """What kind of argument a tag takes."""

    TEXT = "text"
    COUNTRY = "country"
    ICCAM = "iccam"
    NTD_TIME = "ntd-time"
    HOLD = "hold"
    RELEASE = "release"
    TIME = "time"
    ITEMS = "items"
    ITEMS_OR_TIME = "items-or-time"
    ITEMS_AND_TEXT = "items-and-text"
    ADDRESS = "address"
    PERIOD = "period"
    RESEND = "resend"
    LIST = "list"


EXPECTED: Final[Mapping[Grammar, str]] = {
    Grammar.TEXT: "a few words",
    Grammar.COUNTRY: "a country code of two letters, e.g. EE",
    Grammar.ICCAM: "an ICCAM report ID, letters, digits and dashes",
    Grammar.NTD_TIME: "+12h, +2d, now, none, or a time, e.g. 2026-05-12T14:00",
    Grammar.HOLD: "a day, a time or a duration, e.g. 2026-05-12, 2026-05-12 14:00, 3d, or items 1,3, or both",
    Grammar.RELEASE: "numbers of content items, e.g. items 1,3",
    Grammar.TIME: "a day or a time, e.g. 2026-05-12 or 2026-05-12 14:00",
    Grammar.ITEMS: "numbers of content items, e.g. 1,3-5",
    Grammar.ITEMS_OR_TIME: "numbers of content items, e.g. 1,3-5, a day or time, or both",
    Grammar.ITEMS_AND_TEXT: "numbers of content items and a few words, e.g. 2 Example Net",
    Grammar.ADDRESS: "one e-mail address, and item numbers if for some, e.g. abuse@example.net 1,3",
    Grammar.RESEND: "all, stop, go, or numbers of parts, e.g. 2",
    Grammar.LIST: "all, urgent, held or overdue",
    Grammar.PERIOD: "a period, e.g. 2026, 2026-H1, 2026-Q3, 2026-07, 2026-W31",
}
# With a digit: "yes" and "pending" are none.
_ICCAM: Final = re.compile(r"(?=[^0-9]{0,39}[0-9])[A-Za-z0-9][A-Za-z0-9_/-]{0,39}")


def well_formed(grammar: Grammar, text: str) -> bool:
    """Whether a text is an argument of this grammar, whatever the time and the zone."""
    match grammar:
        case Grammar.TEXT:
            return text.strip() != ""
        case Grammar.COUNTRY:
            return read_country(text) is not None
        case Grammar.ICCAM:
            return _ICCAM.fullmatch(text) is not None
        case Grammar.NTD_TIME:
            return read_delay(text, UTC) is not None
        case Grammar.HOLD:
            return read_hold(text, datetime(2026, 1, 1, tzinfo=UTC), UTC) is not None
        case Grammar.RELEASE:
            return read_listed(text) is not None
        case Grammar.TIME:
            return read_time(text, UTC) is not None
        case Grammar.ITEMS:
            return read_items(text) is not None
        case Grammar.ITEMS_OR_TIME:
            return read_items_or_time(text, UTC) is not None
        case Grammar.ITEMS_AND_TEXT:
            return read_items_and_text(text) is not None
        case Grammar.ADDRESS:
            return read_address_and_items(text) is not None
        case Grammar.RESEND:
            return text.strip().casefold() in RESENDING or read_parts(text) is not None
        case Grammar.LIST:
            return text.strip().casefold() in LISTING
        case Grammar.PERIOD:
            return read_period(text) is not None


def read_delay(text: str, zone: tzinfo) -> NtdTime | None:
    """The argument of [NTD:...]: `+12h`, `+2d`, `+30m`, `now`, `none`, or a time with its hour."""
    word = text.strip().casefold()
    if word in (NtdKind.NOW, NtdKind.NONE):
        return NtdTime(NtdKind(word))
    if (delay := read_duration(text)) is not None:
        return NtdTime(NtdKind.AFTER, delay=delay)
    at = None if is_day_alone(text, zone) else read_time(text, zone)
    return NtdTime(NtdKind.AT, at=at) if at else None


def read_until(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The argument of [HOLD:...] as aware UTC: a day (to its end), a time, or a duration from `now`.

    A time that has passed is returned as it is; whether it makes sense is for the case to say.
    """
    if (delay := read_duration(text)) is None:
        return read_end(text, zone)
    try:
        until = now.astimezone(UTC) + delay
    except OverflowError:
        return None
    return until if until.year <= YEARS[1] else None


def read_hold(text: str, now: datetime, zone: tzinfo) -> tuple[tuple[int, ...], datetime | None] | None:
    """The argument of [HOLD:...]: `2026-05-12`, `items 1,3`, or both in any order; () means all items.

    None where any of it is not understood.  A number alone is none: it could be days; nor is `6m`: months.
    """
    named = NAMED.search(text)
    items = read_items(commas(named["list"])) if named else ()
    before, after = (text[: named.start()], text[named.end() :]) if named else (text, "")
    said = [one for part in (before, after) if (one := _UNTIL.sub("", part.strip(" ,;")).strip())]
    if items is None or len(said) > 1 or not (items or said) or any(map(_M.fullmatch, said)):
        return None
    until = read_until(said[0], now, zone) if said else None
    return None if said and until is None else (items, until)


def is_length(text: str, zone: tzinfo) -> bool:
    """Whether the end in an argument of [HOLD:...] is a length of time from now, and no day."""
    one, later = (read_hold(text, datetime(year, 1, 1, tzinfo=UTC), zone) for year in (2026, 2027))
    return one != later


def read_listed(text: str) -> tuple[int, ...] | None:
    """The items of a text that is nothing but "item 2", "items 1 and 3" or bare numbers; else None."""
    found = NAMED.fullmatch(text.strip(" \t.,;:!")) or BARE.fullmatch(text)
    return read_items(commas(found["list"])) if found else None


def read_parts(text: str) -> tuple[int, ...] | None:
    """The parts in a text that is nothing but "part 1", "parts 1 and 3" or bare numbers; else None."""
    found = PARTS.fullmatch(text.strip(" \t.,;!"))
    return read_items(commas(found["list"])) if found else None


def read_items(text: str) -> tuple[int, ...] | None:
    """Numbers of content items, ascending, each once: `1,3-5` is (1, 3, 4, 5); 1 is the first."""
    numbers: set[int] = set()
    for part in re.split(r"[,;]", text):
        match = _ITEMS.fullmatch(part.strip())
        if match is None:
            return None
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= MAX_ITEM:
            return None
        numbers.update(range(first, last + 1))
    return tuple(sorted(numbers))


def read_items_or_time(text: str, zone: tzinfo) -> tuple[tuple[int, ...], datetime | None] | None:
    """`1,3`, `2026-05-12`, or `1,3 2026-05-12 14:00`, as items (() means none named) and time."""
    if (items := read_items(text)) is not None:
        return items, None
    if (when := read_time(text, zone)) is not None:
        return (), when
    named = read_items_and_text(text)
    when = read_time(named[1], zone) if named else None
    return (named[0], when) if named and when else None


def read_items_and_text(text: str) -> tuple[tuple[int, ...], str] | None:
    """`2 Example Net`, `1 & 2 Example Net` as ((2,), "Example Net"); the words may be missing."""
    listed = _LISTED.match(text)
    if listed is not None:
        numbers = re.findall("[0-9]+", listed[0])
        items = read_items(commas(listed["named"] or listed["bare"]))
        company = len({*numbers}) < len(numbers)  # "1&1"
        return (items, text[listed.end() :].strip(" \t:,;-")) if items and not company else None
    match = re.match(r"\s*([0-9][0-9,;\u2013-]*)(?:\s+(?![&+])|$)", text)
    items = read_items(match[1].rstrip(",;")) if match else None
    return (items, text[match.end() :].strip()) if match and items else None


# What a mail program writes behind an address that it made a link of: `a@example.net<mailto:a@example.net>`.
_MAILTO: Final = re.compile(r"([^\s<>]+) ?<mailto:([^\s<>]+)>", re.IGNORECASE)


def read_address_and_items(text: str) -> tuple[Address, tuple[int, ...]] | None:
    """`abuse@example.net 1,3` as the address and (1, 3); the numbers may be missing."""
    told = text.strip()
    linked = _MAILTO.match(told)
    if linked is not None and linked[1].casefold() == linked[2].casefold():
        told = linked[1] + told[linked.end() :]
    written, _, numbers = told.partition(" ")
    address = parse_address(written)
    items = read_items(numbers) if numbers else ()
    return None if address is None or items is None else (address, items)
