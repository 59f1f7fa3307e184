"""The Annex I form read from text: entries (`lines`) to typed values, faults as sentences (P17).

Rules of the items: each `URL:` opens a block; several URLs under one label are several items, and what
follows in the block holds for all of them.  `Item: 2` opens a block as well: of an item that the case
has.  A value that is not understood is left out and reported; a lone `-` empties a field.
"""

import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Final

from hotlined.domain.form.annex import ITEM_FIELDS, KINDS, Answer, Form, Item, Kind, normal_text
from hotlined.domain.form.draft import Draft, OpenBlock, unread
from hotlined.domain.form.entries import Entry
from hotlined.domain.form.item_urls import BROKEN_OFF, GOES_ON, read_urls, same_url, url_words
from hotlined.domain.form.labels import fold_label, read_answer
from hotlined.domain.form.lines import cut, nearly_told
from hotlined.domain.form.loose_urls import ASKED, SAID, loose_urls
from hotlined.domain.form.no_colon import uncoloned
from hotlined.domain.form.reading import FormReading, Problem, Remark
from hotlined.domain.form.strangers import strangers
from hotlined.domain.form.typed import EMPTY, EXPECTED, ONCE, value_of
from hotlined.domain.values.urls import LONGEST, read_url, url_doubt, url_fault

_NO_URL: Final = "the URL it belongs to on a line above; in an [UPDATE] a line `Item: 2` will do"
_COLUMNS: Final = (
    "one value for all URLs above it; where each has its own, a block for each URL, and no columns"
)
_ODD_ROW: Final = (
    "a row with as many cells as the heading of its table and one whole URL; the table is not read"
)
_NO_LABEL: Final = f"a known label, or nothing; above: {EXPECTED[Kind.URL]}"
_OTHER_LABEL: Final = re.compile(r"[^\W\d_][\w ().-]{1,30}[:\uff1a](?!//|[0-9?])")  # no port
_LABELLED: Final = re.compile(r"[^:=/\n]{1,40}(?:[:=\uff1a](?!//)|\s[-\u2013\u2014])\s*(?=\S)")
_ONE_NUMBER: Final = "one number, as in `Item: 2`; of several items each has a block of its own"
_UNLABELLED: Final = 'the label "URL:" in front of this URL'
_CLOSING: Final = "the end of your mail, it seems; what stands below it is in no field"


def read_form(
    text: str, *, labels: Mapping[str, str], zone: tzinfo, names: Collection[str] = ()
) -> FormReading:
    """Fields of a form in a text; `labels` maps folded labels to field names, naive times are in `zone`,
    `names` are of who may sign it.

    Never raises and never fetches; text before the first label, quotations and everything below the
    form's end are in `rest`.
    """
    pieces = cut(text, labels, names)
    draft = Draft(zone)
    for line, raw, nearest in pieces.nearly:
        forgotten = uncoloned(raw, labels) == nearest
        draft.problems.append(Problem(line, raw, _no_colon(nearest) if forgotten else _nearly(nearest)))
    draft.problems += [Problem(line, raw, _ODD_ROW) for line, raw in pieces.odd]
    lost = deque(line for line, _, nearest in pieces.nearly if labels.get(nearest) == "url")
    for entry in (*pieces.entries, None):
        while lost and (entry is None or lost[0] < entry.line):
            _open_lost(lost.popleft(), draft)
        if entry is not None:
            _enter(entry, draft)
    form = Form(items=_items(draft), **draft.values)
    _loose(pieces.entries, form, draft)
    draft.remarks += [Remark(line, _CLOSING) for line in pieces.closings]
    return FormReading(
        form,
        tuple(sorted(draft.problems, key=lambda problem: problem.line)),
        "\n".join(pieces.rest).strip("\n"),
        tuple(one.closed() for one in draft.blocks),
        frozenset(draft.cleared),
        tuple(draft.remarks),
        unread(draft),
        tuple(nearly_told(pieces)),
    )


def _nearly(nearest: str) -> str:
    return f'a known label; did you mean "{nearest}"?'


def _no_colon(nearest: str) -> str:
    return f'a colon behind "{nearest}"; without it the line is of no field, or text of the one above'


def has_fields(text: str, labels: Mapping[str, str]) -> bool:
    """Whether any line of a text is a filled field of a form."""
    return any(entry.filled for entry in cut(text, labels).entries)


def unlabelled(text: str, labels: Mapping[str, str]) -> Iterator[Problem]:
    """The lines that are a URL, or end with one behind what may be a label: they lack its label.

    Asked for where a form has no item.
    """
    for line, told in cut(text, labels).plain:
        labelled = _LABELLED.match(told)
        words = url_words(told[labelled.end() if labelled else 0 :][:LONGEST])
        if len(words) == 1 and read_url(words[0]):
            yield Problem(line, told, _UNLABELLED)


def _loose(entries: Sequence[Entry], form: Form, draft: Draft) -> None:
    """Note what stands in texts and may be meant otherwise: URLs that are no items, somebody else's lines."""
    for line, text, asked in loose_urls(entries, [item.url for item in form.items]):
        if asked:
            draft.problems.append(Problem(line, text, ASKED))
        else:
            draft.remarks.append(Remark(line, SAID))
    draft.problems += [Problem(*found) for found in strangers(entries)]


def _items(draft: Draft) -> tuple[Item, ...]:
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


def _joined(item: Item, block: OpenBlock, draft: Draft) -> Item:
    """An item with what a second block of the same URL says of it, too."""
    values = {name: getattr(item, name) for name in ITEM_FIELDS}
    for name, value in block.values.items():
        if values[name] not in (None, value):
            told = "this URL once, or with the same fields; another block of it says otherwise"
            draft.problems.append(Problem(block.line, item.url, told, name.replace("_", " ")))
        values[name] = values[name] or value
    return Item(item.url, **values)


def _enter(entry: Entry, draft: Draft) -> None:
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
        if read_answer(entry.text) is not Answer.NO and entry.text.strip() not in EMPTY:
            draft.problem(entry, EXPECTED[kind])
    elif entry.name in ITEM_FIELDS:
        draft.give(entry)
        _enter_item_field(entry, kind, draft)
    else:
        draft.give(entry)
        _enter_report_field(entry, kind, draft)


def _enter_report_field(entry: Entry, kind: Kind, draft: Draft) -> None:
    if entry.name in draft.values or entry.name in draft.cleared:
        same = draft.values.get(entry.name) == normal_text(entry.text)  # the report ID behind its time, too
        if not same and _words(entry) != draft.said.get(entry.name):  # below each URL the same: no doubt
            draft.problem(entry, _once_only(entry, draft.seen, ONCE))
            if entry.name == "iccam_id" and entry.name not in draft.seen:  # the other one is behind its time
                draft.wrong.add("received_from_iccam")
        return
    _enter_field(entry, kind, draft)


def _once_only(entry: Entry, seen: Mapping[str, str], told: str) -> str:
    """What is told of a field that stands twice: with the other label, where it bears another one."""
    before = seen.get(entry.name, entry.label)
    return told if fold_label(before) == fold_label(entry.label) else f'{told}; "{before}" is the same one'


def _words(entry: Entry) -> str:
    return " ".join(entry.text.split())


def _enter_field(entry: Entry, kind: Kind, draft: Draft) -> None:
    draft.seen[entry.name] = entry.label
    draft.said[entry.name] = _words(entry)
    if draft.block is not None:
        draft.block.below.add(entry.name)
    if entry.text.strip() in EMPTY:
        draft.cleared.add(entry.name)
    value = value_of(entry, kind, draft)
    if value is not None:
        draft.values[entry.name] = value


def _enter_number(entry: Entry, draft: Draft) -> None:
    """The block of an item by its number; the open one where its URL has that number."""
    numbers = re.findall("[0-9]{1,4}", entry.text)
    number = int(numbers[0]) if len(numbers) == 1 else None
    above = draft.block
    if number is not None and above and above.urls and number in (above.number, above.named):
        return
    draft.block = OpenBlock(entry.line, number)
    draft.blocks.append(draft.block)
    draft.give(entry)
    if number is None:
        draft.problem(entry, _ONE_NUMBER)


def _awaits_url(block: OpenBlock, entry: Entry, draft: Draft) -> bool:
    """Whether a numbered block may get this URL: its fields could as well be of the one above it."""
    if block.number is None or block.urls or (entry.item and int(entry.item) != block.number):
        return False
    above = next((one for one in reversed(draft.blocks) if one is not block), None)
    if not block.seen or above is None or not (above.urls or above.lost):
        return True
    before = above.named if above.number is None else above.number
    return not draft.unnumbered and before is not None and before < block.number


def _open_block(entry: Entry, draft: Draft) -> None:
    """The items of a `URL:` label; an empty one opens no block, one right below `Item: 2` is that item's."""
    if not entry.filled:
        new = draft.block is None or draft.block.number is None or draft.block.urls or draft.block.seen
        draft.block = None if new else draft.block
        return
    if draft.block is None or not _awaits_url(draft.block, entry, draft):
        draft.block = OpenBlock(entry.line, named=int(entry.item) if entry.item else None)
        draft.unnumbered = draft.unnumbered or not entry.item
        draft.blocks.append(draft.block)
    draft.give(entry)
    known = dict.fromkeys(draft.block.urls)
    lines, told, found = dict(entry.filled), 0, [*read_urls(entry)]
    whole = {line for line, _, url in found} - {line for line, _, url in found if url is not None}
    for line, word, url in found:
        if url is None and line != told:  # one sentence for each line
            told = line
            expected, text = url_doubt(word) or url_fault(word) or BROKEN_OFF, word
            if known and "://" not in word and url_doubt(word) is None:
                expected = GOES_ON
            if line != entry.line and _OTHER_LABEL.match(lines[line]):
                expected = _NO_LABEL
            if line in whole and " " in lines[line]:
                text = lines[line]
            draft.problem(entry, expected, line=line, text=text)
        elif url in known:
            draft.remarks.append(Remark(line, "the same URL twice; it is one item"))
        elif url is not None:
            known[url] = None
    draft.block.urls = list(known)


def _open_lost(line: int, draft: Draft) -> None:
    """The block of a URL whose label is nearly known: what stands below it is of no item above."""
    draft.block = OpenBlock(line, lost=True)
    draft.unnumbered = True
    draft.blocks.append(draft.block)


def _enter_item_field(entry: Entry, kind: Kind, draft: Draft) -> None:
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
    if entry.text.strip() in EMPTY:
        block.cleared.add(entry.name)
    value = value_of(entry, kind, draft)
    if value is not None:
        block.values[entry.name] = value
