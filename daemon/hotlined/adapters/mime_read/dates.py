"""When was the forwarded mail written?  Best effort, for the time of a public report; None when unsure."""

import re
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST: Final = 20_000  # characters of a text that are searched
# "From" and "Sent" as the usual clients write them above a forwarded text, in European languages.
_FROM: Final = re.compile(
    r"[>*\s]{0,20}(?:from|von|de|da|van|från|fra|lähettäjä|od|feladó|από|saatja|nuo|no)\s?\*?:", re.IGNORECASE
)
_SENT: Final = re.compile(
    r"[>*\s]{0,20}(?:date|sent|gesendet|datum|envoyé|fecha|enviado|data|inviato|verzonden|skickat|sendt"
    r"|dato|päiväys|lähetetty|wysłano|odesláno|odoslané|dátum|elküldve|ημερομηνία|στάλθηκε|kuupäev|saadetud"
    r"|išsiųsta|nosūtīts|datums|poslano|trimis)\s?\*?:\**\s?(.{6,80})",
    re.IGNORECASE,
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T,\s]+(\d{1,2})[:.](\d{2}))?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:\D{1,8}(\d{1,2})[:.](\d{2}))?")
_CLOCK: Final = r"(?:\D{1,8}(\d{1,2})[:.](\d{2}))?( ?[AP]M)?"
_WORDY: Final = re.compile(r"(\d{1,2})\.? ([A-Za-z]{3})[a-z]* (\d{4})" + _CLOCK, re.IGNORECASE)
_WORDY_US: Final = re.compile(r"([A-Za-z]{3})[a-z]* (\d{1,2}), (\d{4})" + _CLOCK, re.IGNORECASE)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


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
    for at, line in enumerate(lines):
        if (sent := _SENT.match(line)) is None:
            continue
        if any(_FROM.match(near) for near in lines[max(0, at - 5) : at + 6]):
            value = sent[1].strip(" *\t\r")
            return _zoned(value, zone) or _loose(value, zone)
    return None


def _zoned(value: str, zone: tzinfo) -> datetime | None:
    """An RFC 5322 date, only if it is one: the standard reader would guess at anything else."""
    return read_date(value, zone) if re.search(r"\d{2}:\d{2}(?::\d{2})? [+-]\d{4}", value) else None


def _loose(value: str, zone: tzinfo) -> datetime | None:
    if found := _YEAR_FIRST.search(value):
        year, month, day, hour, minute = found.groups()
        return _made(year, month, day, hour, minute, zone)
    if found := _DAY_FIRST.search(value):
        day, month, year, hour, minute = found.groups()
        return _made(year, month, day, hour, minute, zone)
    if found := _WORDY.search(value):
        day, word, year, hour, minute, half = found.groups()
    elif found := _WORDY_US.search(value):
        word, day, year, hour, minute, half = found.groups()
    else:
        return None
    if word.lower() not in _MONTHS:
        return None
    return _made(year, str(_MONTHS.index(word.lower()) + 1), day, _day_hour(hour, half), minute, zone)


def _day_hour(hour: str | None, half: str | None) -> str | None:
    if hour is None or not half:
        return hour
    return str(int(hour) % 12 + (12 if half.strip().upper() == "PM" else 0))


def _made(
    year: str, month: str, day: str, hour: str | None, minute: str | None, zone: tzinfo
) -> datetime | None:
    try:
        local = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), tzinfo=zone)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
