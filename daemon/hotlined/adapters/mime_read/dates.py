"""When was the forwarded mail written?  Best effort, for the time of a public report; None when unsure."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import Final

from hotlined.domain.text.quote_words import FROM, SENT
from hotlined.domain.values.plain import plain

LONGEST: Final = 20_000  # characters of a text that are searched
_LABEL: Final = re.compile(r"[>*_\s]{0,20}([^\W\d_][^\n:*\uff1a]{0,28})\s?\*?[:\uff1a]\**(?:\s(.{0,120}))?")
_TIME_OF: Final = r"[A-Z][a-z]{2,20}(?:\s[A-Z][a-z]{2,20}){0,2}\s[Tt]ime"  # "Eastern Standard Time"
_ZONE: Final = (
    r"(?::\d{2}(?:\.\d{1,9})?)?(?:\s?([AaPp]\.?[Mm]\.?))?"
    r"(?:\s?\(?(?:UTC|GMT)?\s?([+-]\d{1,2}):?(\d{2})?|\s?\(?(Z|[A-Z]{3,5}|" + _TIME_OF + r")\b)?"
)
_CLOCK: Final = r"(?:\D{1,30}?(\d{1,2})[:.h](\d{2})" + _ZONE + ")?"
_WORD: Final = r"([^\W\d_]{3,13})\.?"
_YEAR_FIRST: Final = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T|(?=\D))" + _CLOCK.replace(r"\D{1,30}?", r"\D{0,30}?")
)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[./]\s?(\d{1,2})[./]\s?(\d{4})" + _CLOCK)
_SLASHED: Final = re.compile(r"\d{1,2}/\s?\d{1,2}/")
_NO_ZONE: Final = "UHR"  # behind an hour, and no name of a zone
_WORDY: Final = re.compile(r"(\d{1,2})\.?\s(?:de\s)?" + _WORD + r",?\s(?:de\s)?(\d{4})" + _CLOCK)
_WORDY_US: Final = re.compile(_WORD + r"\s(\d{1,2}),\s(\d{4})" + _CLOCK)
_WORDY_YEAR: Final = re.compile(r"(\d{4})(?:\.|\sm\.)?\s" + _WORD + r"\s(\d{1,2})(?:\.|\sd\.)?" + _CLOCK)
_LATVIAN: Final = re.compile(r"(\d{4})\.\sgada\s(\d{1,2})\.\s" + _WORD + _CLOCK)
_SHAPES: Final = (
    (_YEAR_FIRST, "ymd"),
    (_DAY_FIRST, "dmy"),
    (_WORDY, "dmy"),
    (_WORDY_US, "mdy"),
    (_LATVIAN, "ydm"),
    (_WORDY_YEAR, "ymd"),
)
# First letters of the months' names in the languages of the EU, without accents.
_MONTHS: Final = tuple(
    tuple(map(plain, row.split()))
    for row in (
        "jan gen ene led sty sau tammi jaan ian sij ean ιαν яну",
        "feb fev feabh uno lut vas helmi veebr velj fra φεβ фев",
        "mar mrt maart brez bre kov maal ozu μαρ мар",
        "apr avr abr dub kwi bal huht tra aib απρ апр",
        "may mai maj mei mag kve geg touko svi mej beal μαι май",
        "jun juin giu cerv cvn cze birz kesa juun iun lipn lipa meith gun ιουν юни",
        "jul juil iuil lug cervenc cervene cvc lip lie heina juul iul srpnj srpanj lul ιουλ юли",
        "aug aou ago srp sie rugp elo avg kol lun aww αυγ авг",
        "sep set zar wrz rugs syys szep ruj σεπ сеп",
        "okt oct out ott rij paz spal loka οκτ окт",
        "nov lis lap marras noi stu samh νοε ное",
        "dec dez dic pro gru joulu det des noll δεκ дек",
    )
)
_CROATIAN: Final = ("datum", "poslano")  # labels; what is October there is November in Polish ("listopada")
# Short for June, July and October in Croatian, and for the month after it in Polish or Czech; the label says
# whose it is, and where it does not, no date is better than a wrong one.
_SHORT: Final = {"lip": 6, "srp": 7, "lis": 10}
_WHOSE: Final = {"poslano": 0, "data": 1, "wyslano": 1, "odeslano": 1}  # label -> how many months later
_ZONES: Final = {
    "CEST": 2,
    "CET": 1,
    "EEST": 3,
    "EET": 2,
    "WEST": 1,
    "WET": 0,
    "BST": 1,
    "GMT": 0,
    "UTC": 0,
    "Z": 0,
    "MESZ": 2,
    "MEZ": 1,
}


def read_date(value: str, zone: tzinfo = UTC) -> datetime | None:
    """An RFC 5322 date as aware UTC; without a zone it is taken to be in `zone`."""
    try:
        found = parsedate_to_datetime(value[:100])
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except Exception:  # ValueError, OverflowError, TypeError, IndexError: by version of Python
        return None


def forwarded_date(text: str, zone: tzinfo) -> datetime | None:
    """The date in the first header block ("From: ... Sent: ...") inside a text."""
    lines = text[:LONGEST].split("\n")
    labels = [(plain(m[1]).strip(), m[2] or "") if (m := _LABEL.match(line)) else ("", "") for line in lines]
    for at, (label, value) in enumerate(labels):
        if label not in SENT or not any(near in FROM for near, _ in labels[max(0, at - 5) : at + 6]):
            continue
        value = (value or (lines[at + 1] if at + 1 < len(lines) else "")).strip(" *\t\r")
        found = _zoned(value, zone) or _loose(value, zone, label)
        if found is not None:
            return found
    return None


def _zoned(value: str, zone: tzinfo) -> datetime | None:
    """An RFC 5322 date, only if it is one: the standard reader would guess at anything else."""
    return read_date(value, zone) if re.search(r"\d{2}:\d{2}(?::\d{2})? [+-]\d{4}", value) else None


def _loose(value: str, zone: tzinfo, label: str) -> datetime | None:
    for pattern, order in _SHAPES:
        if found := pattern.search(value):
            named = dict(zip(order, found.groups()[:3], strict=True))
            break
    else:
        return None
    year, month, day, clock = named["y"], named["m"], named["d"], list(found.groups()[3:])
    number = int(month) if month.isdecimal() else _month(month, label)
    if _SLASHED.match(found[0]) and clock[2] and number is not None and int(day) <= 12 and number != int(day):
        return None  # "3/2/2026 10:00 AM": who writes the hour so may write the month first
    return None if number is None else _made(int(year), number, int(day), clock, zone)


def _month(word: str, label: str) -> int | None:
    """The month whose first letters are the longest that fit the word; `label` stands before the date."""
    folded = plain(word)
    if folded == "listopada" and label in _CROATIAN:
        return 10
    if folded in _SHORT:
        return _SHORT[folded] + _WHOSE[label] if label in _WHOSE else None
    fits = [(len(front), n) for n, row in enumerate(_MONTHS, 1) for front in row if folded.startswith(front)]
    return max(fits)[1] if fits else None


def _made(year: int, month: int, day: int, clock: list[str | None], zone: tzinfo) -> datetime | None:
    hour, minute, half, off_hours, off_minutes, named = clock
    at = int(hour or 0)
    if hour is not None and half:
        at = at % 12 + (12 if half[0].upper() == "P" else 0)
    if off_hours is not None:
        sign = -1 if off_hours.startswith("-") else 1
        minutes = sign * (abs(int(off_hours)) * 60 + int(off_minutes or 0))
        zone = timezone(timedelta(minutes=minutes)) if abs(minutes) < 24 * 60 else zone
    elif named is not None and named != _NO_ZONE:
        if named not in _ZONES:
            return None
        zone = timezone(timedelta(hours=_ZONES[named]))
    try:
        return datetime(year, month, day, at, int(minute or 0), tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
