"""The typed value of an entry: a time, an address, a country, an answer; what is none is a problem (P17)."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from hotlined.domain.form.annex import Kind, normal_text
from hotlined.domain.form.draft import Draft
from hotlined.domain.form.entries import Entry
from hotlined.domain.form.labels import is_not_known, read_answer
from hotlined.domain.form.reading import Problem, Remark
from hotlined.domain.values.country import read_country
from hotlined.domain.values.language import read_language
from hotlined.domain.values.urls import read_ip
from hotlined.domain.values.written_times import clock_doubt, is_day_alone, read_time

_ICCAM: Final = re.compile(
    r"(.*\S)(?:\s*[,;/]\s*|\s+)(?:(?:report\s)?(?:id|no|nr)\b[.:]*\s*)?"
    r"((?=[^0-9]{0,39}[0-9])[A-Za-z0-9_/-]{1,40})"  # has a digit; "Uhr", "PM" and "EET" belong to the time
)
# No report ID behind a day: "14h30", "2pm", "1430", "14" could be its hour; behind any time "GMT3" its zone.
_HOUR: Final = re.compile(r"(?:[01]?[0-9]|2[0-4])(?:h|u|am|pm)?(?:[0-5][0-9])?", re.IGNORECASE)
_ZONE: Final = re.compile(r"(?:UTC|GMT|[A-Z]{1,4}T)[0-9]{1,2}|(?:12|24)h", re.IGNORECASE)
EMPTY: Final = frozenset({"-", "--", "\u2013", "\u2014"})
EXPECTED: Final[Mapping[Kind, str]] = {
    Kind.ANSWER: "Yes, No or Not sure",
    Kind.TIME: "a time, e.g. 2026-05-12 14:00 or 2026-05-12T14:00+02:00",
    Kind.URL: "a whole URL, e.g. https://example.org/item1 (hxxps and [.] are understood)",
    Kind.IP: "one IPv4 or IPv6 address, e.g. 192.0.2.1",
    Kind.COUNTRY: "a country, as its code of two letters or its name, e.g. EE",
    Kind.LANGUAGE: "a language as its code of two letters (ISO 639-1), e.g. et",
    Kind.URGENT: "the tag [URGENT:reason] in the subject instead",
}
ONCE: Final = "this field only once, for the whole report; write what belongs in it together"
_NO_HOUR: Final = (
    "the hour too, e.g. 2026-05-12 14:00; if nobody knows it, write unknown, and the day in the comments"
)
# Not so the hosting country: an empty one means home.
_MAY_BE_UNKNOWN: Final = frozenset({Kind.IP, Kind.LANGUAGE, Kind.TIME})
_DOUBTS: Final = {  # by the words of `clock_doubt`
    "skipped": "the clocks skip this time; read as one hour later. Write the offset if you mean another",
    "repeated": "the clocks show this time twice; read as the first. Write the offset if you mean the second",
}


def value_of(entry: Entry, kind: Kind, draft: Draft) -> Any:
    """The typed value of a filled entry; None, and a problem noted, when it is not understood."""
    if kind is Kind.TEXT:
        return None if entry.text.strip() in EMPTY else normal_text(entry.text)
    line, text = entry.filled[0]
    if len(entry.filled) == 1 and text in EMPTY:
        return None
    if entry.name == "received_from_iccam":
        text = _with_iccam_id(text, entry, draft)
    readers: dict[Kind, Callable[[str], object | None]] = {
        Kind.ANSWER: read_answer,
        Kind.TIME: lambda text: read_time(text, draft.zone),
        Kind.IP: read_ip,
        Kind.COUNTRY: read_country,
        Kind.LANGUAGE: read_language,
    }
    hourless = kind is Kind.TIME and is_day_alone(text, draft.zone)
    value = None if hourless else readers[kind](text)
    if value is None and kind in _MAY_BE_UNKNOWN and is_not_known(text):
        draft.remarks.append(Remark(line, "read as not known; it stays empty", entry.label))
    elif value is None:
        raw = entry.raw if line == entry.line else text
        draft.problem(entry, _NO_HOUR if hourless else EXPECTED[kind], line=line, text=raw)
    elif kind is Kind.TIME and (doubt := clock_doubt(text, draft.zone)):
        draft.remarks.append(Remark(line, _DOUBTS[doubt], entry.label))
    for line, text in entry.filled[1:]:
        draft.problem(entry, f"a known label, or nothing; above: {EXPECTED[kind]}", line=line, text=text)
    return value


def _with_iccam_id(text: str, entry: Entry, draft: Draft) -> str:
    """The time alone, where the report ID stands behind it as in the printed form."""
    match = None if read_time(text, draft.zone) else _ICCAM.fullmatch(text)
    time = match[1].rstrip(" ,;/") if match else ""
    if match is None or read_time(time, draft.zone) is None or _ZONE.fullmatch(match[2]):
        return text
    if _HOUR.fullmatch(match[2]) and read_time(f"{time} 12:00", draft.zone) is not None:
        return text
    if draft.values.setdefault("iccam_id", match[2]) != match[2]:
        draft.problems.append(Problem(entry.line, entry.raw, ONCE, draft.seen.get("iccam_id", entry.label)))
        draft.wrong.add(entry.name)
    return time
