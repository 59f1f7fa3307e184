"""Years, halves, quarters, months and weeks."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

_PERIOD: Final = re.compile(r"([0-9]{4})(?:-(?:Q([1-4])|H([12])|([0-9]{2})))?", re.IGNORECASE)
_FIRST, _LAST = 1970, 9999  # years; beside them a calendar ends
_WEEK: Final = re.compile(r"([0-9]{4})-W([0-9]{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """A period of whole days: the first one, and the first one after it."""

    name: str
    first: date
    after: date

    def holds(self, moment: datetime, zone: tzinfo) -> bool:
        """Whether an aware time falls into the period, by the calendar of a zone."""
        return self.first <= moment.astimezone(zone).date() < self.after


def read_period(text: str) -> Period | None:
    """`2026`, `2026-H1`, `2026-Q3`, `2026-07` or `2026-W31` (ISO 8601)."""
    match = _PERIOD.fullmatch(text.strip())
    if match is None:
        return _week(text.strip())
    year, quarter, half, month = (int(group) if group else 0 for group in match.groups())
    first, length = (quarter * 3 - 2, 3) if quarter else (half * 6 - 5, 6) if half else (month, 1)
    if match[4] is None and not quarter and not half:
        first, length = 1, 12
    if not (1 <= first <= 12 and _FIRST <= year < _LAST):
        return None
    end = first + length
    after = date(year + 1, 1, 1) if end > 12 else date(year, end, 1)
    return Period(match[0].upper(), date(year, first, 1), after)


def _week(text: str) -> Period | None:
    match = _WEEK.fullmatch(text)
    if match is None or not _FIRST <= int(match[1]) < _LAST:
        return None
    try:
        first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return Period(match[0].upper(), first, first + timedelta(days=7))
    except (ValueError, OverflowError):
        return None
