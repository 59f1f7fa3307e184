"""The Annex I form read from text: entries (`lines`) to typed values, faults as sentences (P17).

Rules of the items: each `URL:` opens a block; several URLs under one label are several items, and what
follows in the block holds for all of them.  `Item: 2` opens a block as well: of an item that the case
has.  A value that is not understood is left out and reported; a lone `-` empties a field.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, Final

from hotlined.domain.form.annex import ITEM_FIELDS, KINDS, Answer, Form, Item, Kind, normal_text
from hotlined.domain.form.item_urls import BROKEN_OFF, GOES_ON, read_urls, same_url, url_words
from hotlined.domain.form.labels import fold_label, is_not_known, read_answer
from hotlined.domain.form.lines import Entry, cut
from hotlined.domain.form.loose_urls import ASKED, SAID, loose_urls
from hotlined.domain.values.country import read_country
from hotlined.domain.values.language import read_language
from hotlined.domain.values.urls import LONGEST, read_ip, read_url, url_doubt, url_fault
from hotlined.domain.values.written_times import clock_doubt, is_day_alone, read_time

_ICCAM: Final = re.compile(
    r"(.*\S)(?:\s*[,;/]\s*|\s+)(?:(?:report\s)?(?:id|no|nr)\b[.:]*\s*)?"
    r"((?=[^0-9]{0,39}[0-9])[A-Za-z0-9_/-]{1,40})"  # has a digit; "Uhr", "PM" and "EET" belong to the time
)
# No report ID behind a day: "14h30", "2pm", "1430", "14" could be its hour; behind any time "GMT3" its zone.
_HOUR: Final = re.compile(r"(?:[01]?[0-9]|2[0-4])(?:h|u|am|pm)?(?:[0-5][0-9])?", re.IGNORECASE)
_ZONE: Final = re.compile(r"(?:UTC|GMT|[A-Z]{1,4}T)[0-9]{1,2}|(?:12|24)h", re.IGNORECASE)
_OF_ITEMS: Final = frozenset({*ITEM_FIELDS, "url", "item"})
_EMPTY: Final = frozenset({"-", "--", "\u2013", "\u2014"})
_EXPECTED: Final[Mapping[Kind, str]] = {
    Kind.ANSWER: "Yes, No or Not sure",
    Kind.TIME: "a time, e.g. 2026-05-12 14:00 or 2026-05-12T14:00+02:00",
    Kind.URL: "a whole URL, e.g. https://example.org/item1 (hxxps and [.] are understood)",
    Kind.IP: "one IPv4 or IPv6 address, e.g. 192.0.2.1",
    Kind.COUNTRY: "a country, as its code of two letters or its name, e.g. EE",
    Kind.LANGUAGE: "a language as its code of two letters (ISO 639-1), e.g. et",
    Kind.URGENT: "the tag [URGENT:reason] in the subject instead",
}
_NO_HOUR: Final = (
    "the hour too, e.g. 2026-05-12 14:00; if nobody knows it, write unknown, and the day in the comments"
)
_NO_URL: Final = "the URL it belongs to on a line above; in an [UPDATE] a line `Item: 2` will do"
# Not so the hosting country: an empty one means home.
_MAY_BE_UNKNOWN: Final = frozenset({Kind.IP, Kind.LANGUAGE, Kind.TIME})
_COLUMNS: Final = (
    "one value for all URLs above it; where each has its own, a block for each URL, and no columns"
)
_ONCE: Final = "this field only once, for the whole report; write what belongs in it together"
_ODD_ROW: Final = (
    "a row with as many cells as the heading of its table and one whole URL; the table is not read"
)
_ONE_NUMBER: Final = "one number, as in `Item: 2`; of several items each has a block of its own"
_UNLABELLED: Final = 'the label "URL:" in front of this URL'
_CLOSING: Final = "the end of your mail, it seems; what stands below it is in no field"
_DOUBTS: Final = {  # by the words of `clock_doubt`
    "skipped": "the clocks skip this time; read as one hour later. Write the offset if you mean another",
    "repeated": "the clocks show this time twice; read as the first. Write the offset if you mean the second",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of a form that cannot stand as it is."""

    line: int  # 1 is the first line of the text
    text: str  # the line as written
    expected: str
    label: str = field(default="", compare=False)  # as written, where there is one

    def __str__(self) -> str:
        where = f"line {self.line} ({self.label})" if self.label else f"line {self.line}"
        return f"{where}: {self.expected}"


@dataclass(frozen=True, slots=True)
class Remark:
    """What was understood, and might surprise: which line, its label as written, what was made of it."""

    line: int
    said: str
    label: str = ""

    def at(self, line: int) -> str:
        """The sentence, with the line's number in the whole mail."""
        return f"line {line}{f' ({self.label})' if self.label else ''}: {self.said}"

    def __str__(self) -> str:
        return self.at(self.line)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a form: the items it is about, and the fields given for them."""

    line: int
    number: int | None = None  # as in `Item: 2`
    urls: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    cleared: frozenset[str] = frozenset()
    below: frozenset[str] = frozenset()  # fields of the report that stand below it
    unread: Mapping[str, str] = field(default_factory=dict)  # its fields not understood, as written


@dataclass(frozen=True, slots=True)
class FormReading:
    """What was understood, what was not, and the text around the form."""

    form: Form
    problems: tuple[Problem, ...] = ()
    rest: str = ""
    blocks: tuple[Block, ...] = field(default=(), compare=False)
    cleared: frozenset[str] = field(default=frozenset(), compare=False)  # fields of the report
    remarks: tuple[Remark, ...] = field(default=(), compare=False)
    unread: Mapping[str, str] = field(default_factory=dict, compare=False)  # as a block's; of the report
    nearly: tuple[tuple[int, str], ...] = field(default=(), compare=False)  # lines with no quite known label


@dataclass(slots=True)
class _Block:
    line: int
    number: int | None = None
    urls: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)  # fields given in it, with their labels
    below: set[str] = field(default_factory=set)  # fields of the report that stand below it
    named: int | None = None  # the item's number as its URL has it, which is not what an update means
    given: dict[str, list[Entry]] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)  # names of those of which a line was not understood


@dataclass(slots=True)
class _Draft:
    zone: tzinfo
    values: dict[str, Any] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)  # fields given, with their labels
    said: dict[str, str] = field(default_factory=dict)  # and their words
    given: dict[str, list[Entry]] = field(default_factory=dict)  # also an item's, above the first URL
    wrong: set[str] = field(default_factory=set)
    blocks: list[_Block] = field(default_factory=list)
    block: _Block | None = None  # the open one; None before the first URL
    unnumbered: bool = False  # whether a URL above has no number
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def problem(
        self, entry: Entry, expected: str, *, line: int | None = None, text: str | None = None
    ) -> None:
        """Note a line that cannot stand."""
        self.problems.append(Problem(line or entry.line, text or entry.raw, expected, entry.label))
        self._place(entry).wrong.add(entry.name)

    def give(self, entry: Entry) -> None:
        """Keep an entry as it is written, where it belongs."""
        self._place(entry).given.setdefault(entry.name, []).append(entry)

    def _place(self, entry: Entry) -> "_Draft | _Block":
        return self.block if self.block is not None and entry.name in _OF_ITEMS else self


def read_form(text: str, *, labels: Mapping[str, str], zone: tzinfo) -> FormReading:
    """Fields of a form in a text; `labels` maps folded labels to field names, naive times are in `zone`.

    Never raises and never fetches; text before the first label, quotations and everything below the
    form's end are in `rest`.
    """
    pieces = cut(text, labels)
    draft = _Draft(zone)
    for line, raw, nearest in pieces.nearly:
        draft.problems.append(Problem(line, raw, f'a known label; did you mean "{nearest}"?'))
    draft.problems += [Problem(line, raw, _ODD_ROW) for line, raw in pieces.odd]
    for entry in pieces.entries:
        _enter(entry, draft)
    form = Form(items=_items(draft), **draft.values)
    _loose(pieces.entries, form, draft)
    draft.remarks += [Remark(line, _CLOSING) for line in pieces.closings]
    return FormReading(
        form,
        tuple(sorted(draft.problems, key=lambda problem: problem.line)),
        "\n".join(pieces.rest).strip("\n"),
        tuple(
            Block(
                one.line,
                one.number,
                tuple(one.urls),
                one.values,
                frozenset(one.cleared),
                frozenset(one.below),
                _unread(one),
            )
            for one in draft.blocks
        ),
        frozenset(draft.cleared),
        tuple(draft.remarks),
        _unread(draft),
        tuple((line, raw) for line, raw, _ in pieces.nearly),
    )


def _unread(place: _Draft | _Block) -> Mapping[str, str]:
    """The fields of which a line was not understood, all that was written of each."""
    texts = {name: dict.fromkeys(one.text.strip() for one in place.given[name]) for name in place.wrong}
    return {name: normal_text("\n".join(text)) or "" for name, text in texts.items()}


def has_fields(text: str, labels: Mapping[str, str]) -> bool:
    """Whether any line of a text is a filled field of a form."""
    return any(entry.filled for entry in cut(text, labels).entries)


def unlabelled(text: str, labels: Mapping[str, str]) -> Iterator[Problem]:
    """The lines that are a URL and nothing else: where a form has no item, they lack its label."""
    for line, told in cut(text, labels).plain:
        words = url_words(told[:LONGEST])
        if len(words) == 1 and read_url(words[0]):
            yield Problem(line, told, _UNLABELLED)


def _loose(entries: Sequence[Entry], form: Form, draft: _Draft) -> None:
    """Note the URLs in texts that are no items: perhaps they were meant to be."""
    for line, text, asked in loose_urls(entries, [item.url for item in form.items]):
        if asked:
            draft.problems.append(Problem(line, text, ASKED))
        else:
            draft.remarks.append(Remark(line, SAID))


def _items(draft: _Draft) -> tuple[Item, ...]:
    """The items of all blocks; the same URL again is the same item."""
    found: dict[str, tuple[int, Item]] = {}
    for block in draft.blocks:
        for url in block.urls:
            key = same_url(url)
            known = found.get(key)
            if known is None:
                found[key] = (len(found) + 1, Item(url, **block.values))
                continue
            number, item = known
            draft.remarks.append(Remark(block.line, f"the same URL as item {number}; it is one item"))
            found[key] = (number, _joined(item, block, draft))
    return tuple(item for _, item in found.values())


def _joined(item: Item, block: _Block, draft: _Draft) -> Item:
    """An item with what a second block of the same URL says of it, too."""
    values = {name: getattr(item, name) for name in ITEM_FIELDS}
    for name, value in block.values.items():
        if values[name] not in (None, value):
            told = "this URL once, or with the same fields; another block of it says otherwise"
            draft.problems.append(Problem(block.line, item.url, told, name.replace("_", " ")))
        values[name] = values[name] or value
    return Item(item.url, **values)


def _enter(entry: Entry, draft: _Draft) -> None:
    """Put one entry where it belongs."""
    kind = KINDS.get(entry.name)
    if entry.name == "url":
        _open_block(entry, draft)
    elif kind is Kind.NUMBER:
        _enter_number(entry, draft)
    elif kind is None or not entry.filled:
        return
    elif kind is Kind.FILLED_BY_US:
        said = "filled in by hotlined; your text is not used"
        draft.remarks.append(Remark(entry.line, said, entry.label))
    elif kind is Kind.URGENT:
        draft.give(entry)
        if read_answer(entry.text) is not Answer.NO and entry.text.strip() not in _EMPTY:
            draft.problem(entry, _EXPECTED[kind])
    elif entry.name in ITEM_FIELDS:
        draft.give(entry)
        _enter_item_field(entry, kind, draft)
    else:
        draft.give(entry)
        _enter_report_field(entry, kind, draft)


def _enter_report_field(entry: Entry, kind: Kind, draft: _Draft) -> None:
    if entry.name in draft.values or entry.name in draft.cleared:
        same = draft.values.get(entry.name) == normal_text(entry.text)  # the report ID behind its time, too
        if not same and _words(entry) != draft.said.get(entry.name):  # below each URL the same: no doubt
            draft.problem(entry, _once_only(entry, draft.seen, _ONCE))
        return
    _enter_field(entry, kind, draft)


def _once_only(entry: Entry, seen: Mapping[str, str], told: str) -> str:
    """What is told of a field that stands twice: with the other label, where it bears another one."""
    before = seen.get(entry.name, entry.label)
    return told if fold_label(before) == fold_label(entry.label) else f'{told}; "{before}" is the same one'


def _words(entry: Entry) -> str:
    return " ".join(entry.text.split())


def _enter_field(entry: Entry, kind: Kind, draft: _Draft) -> None:
    draft.seen[entry.name] = entry.label
    draft.said[entry.name] = _words(entry)
    if draft.block is not None:
        draft.block.below.add(entry.name)
    if entry.text.strip() in _EMPTY:
        draft.cleared.add(entry.name)
    value = _value(entry, kind, draft)
    if value is not None:
        draft.values[entry.name] = value


def _enter_number(entry: Entry, draft: _Draft) -> None:
    """The block of an item by its number; the open one where its URL has that number."""
    numbers = re.findall("[0-9]{1,4}", entry.text)
    number = int(numbers[0]) if len(numbers) == 1 else None
    above = draft.block
    if number is not None and above and above.urls and number in (above.number, above.named):
        return
    draft.block = _Block(entry.line, number)
    draft.blocks.append(draft.block)
    draft.give(entry)
    if number is None:
        draft.problem(entry, _ONE_NUMBER)


def _awaits_url(block: _Block, entry: Entry, draft: _Draft) -> bool:
    """Whether a numbered block may get this URL: its fields could as well be of the one above it."""
    if block.number is None or block.urls or (entry.item and int(entry.item) != block.number):
        return False
    above = next((one for one in reversed(draft.blocks) if one is not block), None)
    if not block.seen or above is None or not above.urls:
        return True
    before = above.named if above.number is None else above.number
    return not draft.unnumbered and before is not None and before < block.number


def _open_block(entry: Entry, draft: _Draft) -> None:
    """The items of a `URL:` label; an empty one opens no block, one right below `Item: 2` is that item's."""
    if not entry.filled:
        new = draft.block is None or draft.block.number is None or draft.block.urls or draft.block.seen
        draft.block = None if new else draft.block
        return
    if draft.block is None or not _awaits_url(draft.block, entry, draft):
        draft.block = _Block(entry.line, named=int(entry.item) if entry.item else None)
        draft.unnumbered = draft.unnumbered or not entry.item
        draft.blocks.append(draft.block)
    draft.give(entry)
    known = dict.fromkeys(draft.block.urls)
    told = 0
    for line, word, url in read_urls(entry):
        if url is None and line != told:  # one sentence for each line
            told = line
            expected = url_doubt(word) or url_fault(word) or BROKEN_OFF
            if known and "://" not in word and url_doubt(word) is None:
                expected = GOES_ON
            draft.problem(entry, expected, line=line, text=word)
        elif url in known:
            draft.remarks.append(Remark(line, "the same URL twice; it is one item"))
        elif url is not None:
            known[url] = None
    draft.block.urls = list(known)


def _enter_item_field(entry: Entry, kind: Kind, draft: _Draft) -> None:
    block = draft.block
    if block is None:
        draft.problem(entry, _NO_URL)
        return
    if entry.name in block.seen:
        draft.problem(entry, _once_only(entry, block.seen, "this field only once for each URL"))
        return
    block.seen[entry.name] = entry.label
    if len(block.urls) > 1 and any("\t" in text for _, text in entry.filled):
        draft.problem(entry, _COLUMNS)
        return
    if entry.text.strip() in _EMPTY:
        block.cleared.add(entry.name)
    value = _value(entry, kind, draft)
    if value is not None:
        block.values[entry.name] = value


def _value(entry: Entry, kind: Kind, draft: _Draft) -> Any:
    """The typed value of a filled entry; None, and a problem noted, when it is not understood."""
    if kind is Kind.TEXT:
        return None if entry.text.strip() in _EMPTY else normal_text(entry.text)
    line, text = entry.filled[0]
    if len(entry.filled) == 1 and text in _EMPTY:
        return None
    if entry.name == "received_from_iccam":
        text = _with_iccam_id(text, draft)
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
        draft.problem(entry, _NO_HOUR if hourless else _EXPECTED[kind], line=line, text=raw)
    elif kind is Kind.TIME and (doubt := clock_doubt(text, draft.zone)):
        draft.remarks.append(Remark(line, _DOUBTS[doubt], entry.label))
    for line, text in entry.filled[1:]:
        draft.problem(entry, f"a known label, or nothing; above: {_EXPECTED[kind]}", line=line, text=text)
    return value


def _with_iccam_id(text: str, draft: _Draft) -> str:
    """The time alone, where the report ID stands behind it as in the printed form."""
    match = None if read_time(text, draft.zone) else _ICCAM.fullmatch(text)
    time = match[1].rstrip(" ,;/") if match else ""
    if match is None or read_time(time, draft.zone) is None or _ZONE.fullmatch(match[2]):
        return text
    if _HOUR.fullmatch(match[2]) and read_time(f"{time} 12:00", draft.zone) is not None:
        return text
    draft.values.setdefault("iccam_id", match[2])
    return time
