"""Whether an hour is one of another zone, where it may be the next day here: "Friday, 11 pm PST"."""

import re
from datetime import datetime
from typing import Final

from hotlined.domain.replies.days import Calendar

_ALWAYS: Final = frozenset({"UTC", "GMT", "Z"})  # nobody says so who means the time of the place
# Named anywhere beside a day.
_KNOWN: Final = re.compile(
    r"\b(UTC|GMT|[PMCE][SD]T|AK[SD]T|HST|WES?T|CES?T|EES?T|BST|IST|MSK|TRT|WES?Z|MES?Z|OES?Z)\b"
    r"|(?<=[\s(,])((?:[A-Z][a-z]{2,15} ){1,3})[Tt]ime\b"
)
# Behind an hour any name of a time: "23:30 (AZOT)", "23:30Z", "23:30 +00:00", but not "12:00 (NTD only)";
# "12:00-14:00" is a stretch of time.
_BEHIND: Final = re.compile(
    r"\d(?i:[:.]\d\d| ?[ap]m)(?i: ?(?:uhr|h|[ap]m)\b)? ?[(\[]?(?:(Z|[A-Z]{2,4}T)\b|(\+\d|-0\d:?\d\d))"
)
_GERMAN: Final = {"WET": "WEZ", "WEST": "WESZ", "CET": "MEZ", "CEST": "MESZ", "EET": "OEZ", "EEST": "OESZ"}
_WHOLE: Final = {"WET": "Western European", "CET": "Central European", "EET": "Eastern European"}
_SEASON: Final = re.compile(r" (?:Summer|Standard|Winter|Daylight)$")
# In front of "time", and no place.
_NO_PLACE: Final = frozenset([
    "Any", "Each", "Enough", "Every", "Extra", "First", "Further", "Last", "Local", "More", "Much", "Next",
    "Our", "Same", "Second", "Some", "That", "The", "This", "What",
])  # fmt: skip
# Places that zones are named by, and what the time there is called.
_PEOPLE: Final = dict(
    row.split()
    for row in (
        "Amsterdam Dutch | Athens Greek | Berlin German | Bratislava Slovak | Brussels Belgian",
        "Bucharest Romanian | Budapest Hungarian | Copenhagen Danish | Dublin Irish | Helsinki Finnish",
        "Lisbon Portuguese | Ljubljana Slovenian | London British | Luxembourg Luxembourgish",
        "Madrid Spanish | Malta Maltese | Nicosia Cypriot | Oslo Norwegian | Paris French",
        "Prague Czech | Riga Latvian | Rome Italian | Sofia Bulgarian | Stockholm Swedish",
        "Tallinn Estonian | Vienna Austrian | Vilnius Lithuanian | Warsaw Polish",
        "Zagreb Croatian | Zurich Swiss",
    )
    for row in row.split(" | ")
)


def names_a_zone(text: str, calendar: Calendar) -> bool:
    """Whether a sentence with a day names a zone that is not ours."""
    own = _own(calendar)
    found = _KNOWN.findall(text)
    places = {_SEASON.sub("", place.strip()) for _, place in found if place}
    foreign = {one for one in places if not any(f" {one}".endswith(f" {name}") for name in own | _NO_PLACE)}
    shouted = text == text.upper()  # "BIS 04.12.2026 12:00 BITTE WARTEN"
    behind = {"" if shouted else name or offset for name, offset in _BEHIND.findall(text)}
    return bool(foreign or ({name for name, _ in found} | behind) - own - {""})


def _own(calendar: Calendar) -> frozenset[str]:
    """What the time of our own zone is called, in summer and winter; and the place that it is named by."""
    halves = (datetime(calendar.today.year, month, 1, tzinfo=calendar.zone) for month in (1, 7))
    names = {one.tzname() or "" for one in halves} - _ALWAYS
    place = str(getattr(calendar.zone, "key", "")).rpartition("/")[2]
    other = (by[name] for by in (_GERMAN, _WHOLE) for name in names if name in by)
    return frozenset({*names, *other, place, _PEOPLE.get(place, place)} - {""})
