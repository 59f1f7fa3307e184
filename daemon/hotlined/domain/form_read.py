"""The Annex I form read from text: entries (`form_lines`) to typed values, faults as sentences (P17).

Rules of the items: each `URL:` opens a block; several URLs under one label are several items, and what
follows in the block holds for all of them.  A value that is not understood is left out and reported.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import Any, Final

from hotlined.domain.annex import ITEM_FIELDS, KINDS, Answer, Form, Item, Kind, normal_text, read_ip, read_url
from hotlined.domain.arguments import read_time
from hotlined.domain.country import read_country
from hotlined.domain.form_lines import Entry, cut
from hotlined.domain.labels import read_answer

_BULLET: Final = re.compile(r"^(?:[-*\u2022\u2013]|[0-9]{1,3}[.)])\s+")
_TWICE: Final = re.compile(r"(?<![^\s<>])([^\s<>]+)\s?<([^\s<>]+)>")
_EXPECTED: Final[Mapping[Kind, str]] = {
    Kind.ANSWER: "Yes, No or Not sure",
    Kind.TIME: "a time, e.g. 2026-05-12 14:00 or 2026-05-12T14:00+02:00",
    Kind.URL: "a whole URL, e.g. https://example.org/item1 (hxxps and [.] are understood)",
    Kind.IP: "one IPv4 or IPv6 address, e.g. 192.0.2.1",
    Kind.COUNTRY: "a country code of two letters, e.g. EE",
    Kind.URGENT: "the tag [URGENT:reason] in the subject instead",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of a form that cannot stand as it is."""

    line: int  # 1 is the first line of the text
    text: str  # the line as written
    expected: str


@dataclass(frozen=True, slots=True)
class FormReading:
    """What was understood, what was not, and the text around the form."""

    form: Form
    problems: tuple[Problem, ...] = ()
    rest: str = ""


@dataclass(slots=True)
class _Draft:
    zone: tzinfo
    values: dict[str, Any] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    block: list[int] | None = None  # numbers of the items of the open block; None before the first URL
    seen: set[str] = field(default_factory=set)  # fields given in the open block
    problems: list[Problem] = field(default_factory=list)


def read_form(text: str, *, labels: Mapping[str, str], zone: tzinfo) -> FormReading:
    """Fields of a form in a text; `labels` maps folded labels to field names, naive times are in `zone`.

    Never raises and never fetches; text before the first label, quotations and everything below the
    form's end are in `rest`.
    """
    pieces = cut(text, labels)
    draft = _Draft(zone)
    for line, raw, nearest in pieces.nearly:
        draft.problems.append(Problem(line, raw, f'a known label; did you mean "{nearest}"?'))
    for entry in pieces.entries:
        _enter(entry, draft)
    form = Form(items=tuple(draft.items), **draft.values)
    problems = tuple(sorted(draft.problems, key=lambda problem: problem.line))
    return FormReading(form, problems, "\n".join(pieces.rest).strip("\n"))


def _enter(entry: Entry, draft: _Draft) -> None:
    """Put one entry where it belongs."""
    kind = KINDS.get(entry.name)
    if entry.name == "url":
        _open_block(entry, draft)
    elif kind is None or kind is Kind.FILLED_BY_US or not entry.filled:
        return
    elif kind is Kind.URGENT:
        if read_answer(entry.text) is not Answer.NO:
            draft.problems.append(Problem(entry.line, entry.raw, _EXPECTED[kind]))
    elif entry.name in ITEM_FIELDS:
        _enter_item_field(entry, kind, draft)
    elif entry.name in draft.values:
        draft.problems.append(Problem(entry.line, entry.raw, "this field only once"))
    elif (value := _value(entry, kind, draft)) is not None:
        draft.values[entry.name] = value


def _open_block(entry: Entry, draft: _Draft) -> None:
    """The items of a `URL:` label; an empty one opens no block."""
    draft.block = [] if entry.filled else None
    draft.seen = set()
    known: set[str] = set()
    for line, text in entry.filled:
        urls = [read_url(word) for word in _urls(text)]
        if None in urls:
            draft.problems.append(Problem(line, text, _EXPECTED[Kind.URL]))
        for url in urls:
            if url is not None and url not in known and draft.block is not None:
                known.add(url)
                draft.block.append(len(draft.items))
                draft.items.append(Item(url))


def _urls(text: str) -> list[str]:
    """The words of a line that should be URLs, each once: `<u>`, `u<u>` and `u <u>` are one."""
    line = _TWICE.sub(_once, _BULLET.sub("", text))
    words = line.split()
    return [word.rstrip(",;") for word in words] if len(words) > 1 else words


def _once(match: re.Match[str]) -> str:
    """What a mail program writes behind a link it made itself, left out."""
    same = match[1].rstrip("/") == match[2].rstrip("/")
    return match[1] if same else match[0]


def _enter_item_field(entry: Entry, kind: Kind, draft: _Draft) -> None:
    if draft.block is None:
        draft.problems.append(Problem(entry.line, entry.raw, "the URL it belongs to on a line above"))
        return
    if entry.name in draft.seen:
        draft.problems.append(Problem(entry.line, entry.raw, "this field only once for each URL"))
        return
    draft.seen.add(entry.name)
    value = _value(entry, kind, draft)
    if value is not None:
        for at in draft.block:
            draft.items[at] = replace(draft.items[at], **{entry.name: value})


def _value(entry: Entry, kind: Kind, draft: _Draft) -> Any:
    """The typed value of a filled entry; None, and a problem noted, when it is not understood."""
    if kind is Kind.TEXT:
        return normal_text(entry.text)
    readers: dict[Kind, Callable[[str], object | None]] = {
        Kind.ANSWER: read_answer,
        Kind.TIME: lambda text: read_time(text, draft.zone),
        Kind.IP: read_ip,
        Kind.COUNTRY: read_country,
    }
    line, text = entry.filled[0]
    value = readers[kind](text)
    if value is None:
        raw = entry.raw if line == entry.line else text
        draft.problems.append(Problem(line, raw, _EXPECTED[kind]))
    for line, text in entry.filled[1:]:
        draft.problems.append(Problem(line, text, f"a known label, or nothing; above: {_EXPECTED[kind]}"))
    return value
