"""Whether an hour is one of another zone, where it may be the next day here: "Friday, 11 pm PST"."""

import re
from datetime import datetime
from typing import Final

from hotlined.domain.replies.days import Calendar

_ALWAYS: Final = frozenset({"UTC", "GMT", "Z"})  # nobody says so who means the time of the place
# Named anywhere beside a day.
_KNOWN: Final = re.compile(
    r"\b(UTC|GMT|[PMCE][SD]T|AK[SD]T|HST|WES?T|CES?T|EES?T|BST|IST|MSK|TRT|WES?Z|MES?Z|OES?Z)\b"
    r"|\b([A-Z][a-z]{2,15}) [Tt]ime\b"
)
# Behind an hour any name: "23:30 (AZOT)", "23:30Z", "23:30 +00:00"; "12:00-14:00" is a stretch of time.
_BEHIND: Final = re.compile(
    r"\d(?i:[:.]\d\d| ?[ap]m)(?i: ?(?:uhr|h|[ap]m)\b)? ?[(\[]?(?:(Z|[A-Z]{3,5})\b|(\+\d|-0\d:?\d\d))"
)
_GERMAN: Final = {"WET": "WEZ", "WEST": "WESZ", "CET": "MEZ", "CEST": "MESZ", "EET": "OEZ", "EEST": "OESZ"}
# In front of "time", and no place.
_NO_PLACE: Final = frozenset(
    ["Any", "Enough", "Extra", "Further", "Local", "More", "Much", "Our", "Same", "Some", "The", "This"]
)
_UHR: Final = "UHR"


def names_a_zone(text: str, calendar: Calendar) -> bool:
    """Whether a sentence with a day names a zone that is not ours."""
    own = _own(calendar)
    known = {name or place for name, place in _KNOWN.findall(text)} - _NO_PLACE
    shouted = text == text.upper()  # "BIS 04.12.2026 12:00 BITTE WARTEN"
    behind = {"" if shouted else name or offset for name, offset in _BEHIND.findall(text)} - {_UHR, ""}
    return bool((known | behind) - own)


def _own(calendar: Calendar) -> frozenset[str]:
    """What the time of our own zone is called, in summer and winter; and the place that it is named by."""
    halves = (datetime(calendar.today.year, month, 1, tzinfo=calendar.zone) for month in (1, 7))
    names = {one.tzname() or "" for one in halves} - _ALWAYS
    place = str(getattr(calendar.zone, "key", "")).rpartition("/")[2]
    return frozenset({*names, *(_GERMAN.get(name, name) for name in names), place})
