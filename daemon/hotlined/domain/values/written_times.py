"""Times and durations as people write them.

A naive time is meant in the hotline's zone; one that a clock change skips or repeats is taken as its first
reading (fold=0), or as the later one where somebody waits until then.  A duration is elapsed time, never
wall-clock time (threats C3).
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

from hotlined.domain.values.units import read_unit

_STEP: Final = re.compile(r"([0-9]{1,4})\s*([^\W\d_]{1,12})\.?(?:\s+|$|(?=[0-9]))")
_YEAR_FIRST: Final = r"(?P<y>[0-9]{4})[-./](?P<m>[0-9]{1,2})[-./](?P<d>[0-9]{1,2})\.?"
_DAY_FIRST: Final = r"(?P<d>[0-9]{1,2})\.\s?(?P<m>[0-9]{1,2})\.\s?(?P<y>[0-9]{4})"
_SLASHED: Final = r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})"
YEARS: Final = (2, 9998)  # in every zone such a time can be shown
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDY: Final = (  # as RFC 5322 has it
    rf"(?:[a-z]{{3,9}},?\s)?(?P<d>[0-9]{{1,2}})\s(?P<m>(?:{'|'.join(_MONTHS)})[a-z]{{0,6}})\s(?P<y>[0-9]{{4}})"
)
_CLOCK: Final = (
    r"(?:(?:(?P<t>T)|,?\s+(?:(?:at|um|kell|klo?\.?|στις|(?:o\s)?godz\.?)\s)?)"
    r"(?P<h>[0-9]{1,2})[:.](?P<min>[0-9]{2})(?:[:.](?P<s>[0-9]{2}))?"
    r"(?:\s?(?P<zone>Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2}){0,2})|\sUhr)?)?"
    r"(?:\s[a-z]{2,5}(?=\s+\(UTC[+-]))?(?P<name>\s+\([^()]{1,40}\))?"  # "EET (UTC+02:00)", as we show it
)
_UTC_NAMES: Final = frozenset({"UTC", "GMT", "Z"})
_FROM_UTC: Final = re.compile(
    r"(?:(?:UTC|GMT)\s?|(?=[+-][0-9]{2}))([+-])([0-9]{1,2})(?::?([0-9]{2}))?", re.IGNORECASE
)
_GERMAN: Final = {"MEZ": "CET", "MESZ": "CEST", "OEZ": "EET", "OESZ": "EEST"}
_DAY_AND_MONTH: Final = re.compile(_SLASHED + _CLOCK, re.IGNORECASE)
_TIMES: Final = (
    *(re.compile(form + _CLOCK, re.IGNORECASE) for form in (_YEAR_FIRST, _DAY_FIRST, _WORDY)),
    _DAY_AND_MONTH,
)


def read_duration(text: str) -> timedelta | None:
    """A duration above nothing: `+12h`, `3d`, `1d 12h`, `2 weeks`, also in the shipped languages."""
    rest, total = text.strip().removeprefix("+").strip().casefold(), timedelta()
    at = 0
    while at < len(rest) and (step := _STEP.match(rest, at)):
        unit = read_unit(step.group(2))
        if unit is None:
            return None
        total += int(step.group(1)) * unit
        at = step.end()
    return total if at == len(rest) and total else None


def read_time(text: str, zone: tzinfo) -> datetime | None:
    """A time as aware UTC: ISO 8601, `12.5.2026 14:00`, `23/5/2026`, `12 May 2026 14:00`.

    A bare day means its last second in the zone.  May end in Z, UTC, an offset, and a zone name in
    parentheses, which is for people only where an offset stands in front of it: "14:00 (UTC)" is no hour of
    the hotline's, and of "14:00 (CET)" nobody knows.
    """
    written = _written(text, zone)
    return None if written is None else _utc(written)


def read_end(text: str, zone: tzinfo) -> datetime | None:
    """The same of an end until which somebody waits: of an hour that a clock change has twice, the later."""
    written = _written(text, zone)
    return None if written is None else _utc(latest(written))


def latest(moment: datetime) -> datetime:
    """The later reading of a time that a clock change has twice, or that none of its zone's clocks shows."""
    other = moment.replace(fold=1)  # earlier than the first where an hour is skipped
    return max(moment, other, key=lambda one: -(one.utcoffset() or timedelta()))


def is_day_alone(text: str, zone: tzinfo) -> bool:
    """Whether it is a day without an hour: where something happened at a moment, nobody has said when."""
    plain = " ".join(text.split())
    alone = any((m := form.fullmatch(plain)) and m["h"] is None for form in _TIMES)
    return alone and _written(text, zone) is not None


def clock_doubt(text: str, zone: tzinfo) -> str | None:
    """Whether a time stands in the hour that a clock change skips ("skipped") or has twice ("repeated")."""
    written = _written(text, zone)
    if written is None or written.utcoffset() == written.replace(fold=1).utcoffset():
        return None
    there = written.astimezone(UTC).astimezone(written.tzinfo).replace(tzinfo=None)
    return "repeated" if there == written.replace(tzinfo=None) else "skipped"


def _written(text: str, zone: tzinfo) -> datetime | None:
    """The time as it is written, with its own offset, else in the zone (fold=0)."""
    plain = " ".join(text.split())
    match = next((m for form in _TIMES if (m := form.fullmatch(plain))), None)
    if match is None:
        return None
    month = match["m"] if match["m"].isdecimal() else str(_MONTHS.index(match["m"][:3].lower()) + 1)
    if match.re is _DAY_AND_MONTH and int(match["d"]) <= 12 and int(match["d"]) != int(month):
        return None  # nobody can know which of the two is the month
    if _is_span(match):
        return None
    day = (int(match["y"]), int(month), int(match["d"]))
    if not YEARS[0] <= day[0] <= YEARS[1]:
        return None
    clock = (23, 59, 59) if match["h"] is None else (int(match["h"]), int(match["min"]), int(match["s"] or 0))
    try:
        moment = datetime(*day, *clock, tzinfo=_offset(match["zone"]) or zone)
        if match["name"] is None or match["h"] is None or match["zone"] is not None:
            return moment
        return _named(moment, match["name"].strip(" ()"))
    except (ValueError, OverflowError):
        return None


def _named(moment: datetime, name: str) -> datetime | None:
    """A time in the zone that stands behind it: UTC, an offset, the hotline's own; None for other words."""
    if name.upper() in _UTC_NAMES:
        return moment.replace(tzinfo=UTC)
    if offset := _FROM_UTC.fullmatch(name):
        return moment.replace(tzinfo=_offset(f"{offset[1]}{int(offset[2]):02d}{offset[3] or '00'}"))
    key = str(getattr(moment.tzinfo, "key", ""))
    ours = {key, key.rpartition("/")[2], moment.tzname() or ""}
    return moment if _GERMAN.get(name.upper(), name).casefold() in {one.casefold() for one in ours} else None


def _is_span(match: re.Match[str]) -> bool:
    """Whether "14:00-15:00" could as well be from one time to another; an offset of ISO 8601 has its T."""
    zone, precise = match["zone"] or "", match["t"] or match["s"] or match["name"]
    if precise or re.fullmatch("-[0-9]{2}:[0-9]{2}", zone) is None:
        return False
    return (int(zone[1:3]), int(zone[4:])) > (int(match["h"]), int(match["min"]))


def _utc(moment: datetime) -> datetime | None:
    try:
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _offset(text: str | None) -> tzinfo | None:
    """The zone that a time carries; None when it has none; ValueError when it is no offset on earth."""
    if text is None:
        return None
    if not text.startswith(("+", "-")):
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes, seconds = (int(digits[at : at + 2] or 0) for at in (0, 2, 4))
    distance = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if distance > timedelta(hours=14):
        raise ValueError("no zone is so far off")
    return timezone(distance if text[0] == "+" else -distance)
