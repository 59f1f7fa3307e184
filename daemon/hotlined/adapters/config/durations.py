"""Durations as people write them in rules: "24h", "30m", "1h30m", "2d", or ISO 8601 "PT24H".

Elapsed time only: no months and no years, whose length nobody knows.
"""

import re
from datetime import timedelta
from typing import Final

LONGEST: Final = timedelta(days=3660)

_SHORT: Final = re.compile(
    r"(?:(?P<d>\d{1,9})\s?d)?\s?(?:(?P<h>\d{1,9})\s?h)?\s?(?:(?P<m>\d{1,9})\s?m(?:in)?)?\s?(?:(?P<s>\d{1,9})\s?s)?",
    re.IGNORECASE,
)
_ISO: Final = re.compile(
    r"P(?:(?P<w>\d{1,9})W)?(?:(?P<d>\d{1,9})D)?(?:T(?:(?P<h>\d{1,9})H)?(?:(?P<m>\d{1,9})M)?(?:(?P<s>\d{1,9})S)?)?",
    re.IGNORECASE,
)
_UNITS: Final = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def parse_duration(text: str) -> timedelta | None:
    """The duration that a text states; None when it is none, or longer than ten years.

    A bare number has no unit and is None.  ISO 8601-1 section 5.5.2.2, without years and months.
    """
    text = text.strip()
    found = _SHORT.fullmatch(text) or _ISO.fullmatch(text)
    parts = {unit: int(digits) for unit, digits in (found.groupdict() if found else {}).items() if digits}
    if not parts:
        return None
    duration = timedelta(**{_UNITS[unit]: count for unit, count in parts.items()})
    return duration if duration <= LONGEST else None


def duration_text(duration: timedelta) -> str:
    """A duration in the short form, e.g. "1d12h"; parses back to the same value (whole seconds)."""
    seconds = int(duration.total_seconds())
    parts = []
    for letter, size in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{letter}")
    return "".join(parts) or "0s"
