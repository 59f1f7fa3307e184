"""The text of a form cut into entries: which label, and which lines belong to it.

A label stands at the start of a line, before a colon, a tab (a cell of a table) or a question mark.  A
value goes on until the next known label; lines two or more blanks in are always value.  `#` at the start
of a line is a comment, and so is a heading of the printed form.  Quoted lines never count, nor does what
stands below the end of the form (`form_end`).  "Kind regards" below a blank line ends a value: the writer's
name is none; labels below it count.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hotlined.domain.form.annex import ITEM_FIELDS, KINDS, LINE_BREAK, Kind
from hotlined.domain.form.by_hand import (
    heads_columns,
    heads_item,
    in_columns,
    is_above_field,
    item_above,
    item_beside,
    item_headed,
    item_worded,
)
from hotlined.domain.form.closings import closes
from hotlined.domain.form.form_end import COLON, ends, head_begins
from hotlined.domain.form.labels import HEADINGS
from hotlined.domain.form.line_label import MAX_LABEL, counts, label_of, nearest
from hotlined.domain.form.no_colon import ends_sentence, uncoloned
from hotlined.domain.form.tables import Tables, tables

MAX_SUGGESTIONS: Final = 10  # looking for the nearest label costs time

_UNSEEN: Final = re.compile("^[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")  # in front of a line
_FRAGMENT: Final = re.compile(r"#[^\s#:]+")
_SECTIONS: Final = frozenset(heading for headings in HEADINGS.values() for heading in headings)
_ADDITIONAL: Final = frozenset(headings[3] for headings in HEADINGS.values())
_RULE: Final = re.compile(r"[-=_]{3,}\s*")
_RULER: Final = re.compile(r"\s*[-_=*~\u2013\u2014][-_=*~\u2013\u2014 ]{2}.*[-_=*~\u2013\u2014]\s*")
_LONG_RULER: Final = re.compile(
    r"\s*[-_=~\u2013\u2014][-_=~\u2013\u2014 ]{3}.*[-_=~\u2013\u2014 ]{3}[-_=~\u2013\u2014]\s*"
)
_CLUE: Final = re.compile(r"@|\b(?:19|20)[0-9]{2}\b|\b[0-9]{1,2}:[0-9]{2}\b")


@dataclass(slots=True)
class Entry:
    """One labelled value: the field, where it starts, the line as written, and (line number, text) pairs."""

    name: str
    line: int
    raw: str
    label: str = ""  # as written
    values: list[tuple[int, str]] = field(default_factory=list)
    flush: list[int] = field(default_factory=list)  # lines below the label's that begin at the margin
    item: str = ""  # of a URL: its item's number, in front of its label or in the heading above

    @property
    def text(self) -> str:
        """The value's lines together."""
        return "\n".join(text for _, text in self.values)

    @property
    def filled(self) -> tuple[tuple[int, str], ...]:
        """The lines of the value that are not blank."""
        return tuple((line, text.strip()) for line, text in self.values if text.strip())


@dataclass(slots=True)
class Cut:
    """A text cut up: entries, labels that are nearly known as (line, text, nearest), and the rest.

    `closings` are the lines at which a value ended because the writer's name follows; `plain` those of the
    rest, with their numbers, that stand in no value, quotation or closing; `odd` those for which the table
    above them was not read; `hashed` are the lines that begin with #.
    """

    entries: list[Entry] = field(default_factory=list)
    nearly: list[tuple[int, str, str]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    closings: list[int] = field(default_factory=list)
    plain: list[tuple[int, str]] = field(default_factory=list)
    odd: list[tuple[int, str]] = field(default_factory=list)
    hashed: set[int] = field(default_factory=set)

    def blank(self, number: int, line: str, current: Entry | None) -> None:
        """A blank line: of the value above it, or of the rest."""
        if current is None:
            self.rest.append(line)
            self.plain.append((number, line))
            return
        current.values.append((number, line.removeprefix("  ")))
        if not line.startswith("  "):
            current.flush.append(number)


def cut(text: str, labels: Mapping[str, str]) -> Cut:
    """Entries and rest of a text; `labels` maps folded labels to field names.  Linear, never raises."""
    found = Cut()
    current: Entry | None = None
    boxed = False
    headed = ""  # the number in the heading right above
    lines = [_UNSEEN.sub("", one) for one in LINE_BREAK.split(text)]
    table = tables(lines, labels, lambda line: _is_no_row(line, labels))
    found.odd = [(at + 1, lines[at].strip()) for at in table.odd]
    for at, line in enumerate(lines):
        number, below = at + 1, lines[at + 1 : at + 4]
        if at in table.rows:
            found.entries += _of_row(table, at, line)
            current, headed = None, ""
            continue
        if not line.strip():  # nothing else can be meant by it, and there may be very many
            found.blank(number, line, current)
            continue
        quoted = line.startswith((">", " >"))
        label, written, value = ("", "", "") if quoted else _begun(line, below, labels)
        enough = len(found.nearly) >= MAX_SUGGESTIONS
        if labels.get(label) == "content_type" and heads_columns(value) and not COLON.search(line):
            boxed, current = True, None  # the printed form's table of questions
        elif label in labels:
            item = item_beside(line, labels)
            if item and labels[label] in ITEM_FIELDS:
                found.entries.append(Entry("item", number, line.strip(), written, [(number, item)]))
            if boxed and KINDS.get(labels[label]) is Kind.ANSWER:
                value = in_columns(value)
            current = Entry(labels[label], number, line.strip(), written, [(number, value)])
            current.item, headed = item or headed, ""
            found.entries.append(current)
        elif not quoted and (item := _item_above(line, below, labels)):
            current = Entry("item", number, line.strip(), line.strip(), [(number, item)])
            found.entries.append(current)
        elif not quoted and _is_heading(line, below, labels):
            current, headed = None, item_headed(line, labels)
            if line.strip() in _ADDITIONAL:  # the printed form has no label for what stands below it
                current = Entry("comments", number, line.strip(), line.strip())
                found.entries.append(current)
        elif quoted or ends(line) or head_begins(lines, at):
            found.rest.extend(_attribution(current) if current else ())
            if not quoted:
                found.rest.extend((*(_announced(current, _RULER) if current else ()), *lines[at:]))
                break
            current = None
            found.rest.append(line)
        elif line.startswith("#") and not _goes_on(current, lines, at):
            headed = item_headed(line, labels) or headed
            found.hashed.add(number)
        elif meant := nearest(label, labels, enough=enough) or _forgotten(current, lines, at, labels):
            found.nearly.append((number, line.strip(), meant))
            current = None
        elif current is None or (_RULE.fullmatch(line) and not current.filled):
            found.rest.append(line)
            found.plain.append((number, line))
        elif not lines[at - 1].strip() and _closes(line):
            found.closings.append(number)
            found.rest.append(line)
            current = None
        else:
            current.values.append((number, line.removeprefix("  ")))
            if not line.startswith("  "):
                current.flush.append(number)
    else:
        found.rest.extend(_announced(current, _LONG_RULER) if current else ())
    return found


def _of_row(table: Tables, at: int, line: str) -> Iterator[Entry]:
    """A row of a table that is read: an entry for each cell."""
    number, raw = at + 1, line.strip()
    for name, own, told in table.rows[at]:
        yield Entry(name, number, raw, own, [(number, told)])
    if at in table.ended:  # what follows is of no row alone
        yield Entry("url", number, raw, values=[(number, "")])


def _begun(line: str, below: Sequence[str], labels: Mapping[str, str]) -> tuple[str, str, str]:
    """The label that begins the line, as written, and the value: also where an item is named in words."""
    found = label_of(line, labels)
    if counts(found[0], found[1], labels) and not is_above_field(below, labels):
        found = ("", "", "")
    if found[0] in labels or line.startswith("  "):
        return found
    return item_worded(line, below, labels) or found


def nearly_told(found: Cut) -> Iterator[tuple[int, str]]:
    """Each line whose label is nearly known, with what would be of its value; no writer's name."""
    plain = dict(found.plain)
    for number, raw, _ in found.nearly:
        told, at = [raw], number + 1
        while at in found.hashed or (at in plain and (told[-1].strip() or not _closes(plain[at]))):
            told += [plain[at].removeprefix("  ")] if at in plain else []
            at += 1
        yield number, "\n".join(told).rstrip()


def _forgotten(entry: Entry | None, lines: Sequence[str], at: int, labels: Mapping[str, str]) -> str:
    """The label whose colon was forgotten where a line would be text, or of no field; else "".

    What stands below any other value is asked about.
    """
    is_text = entry is None or KINDS.get(entry.name) is Kind.TEXT
    if not is_text or (at and ends_sentence(lines[at], lines[at - 1])):
        return ""
    return uncoloned(lines[at], labels)


def _is_no_row(line: str, labels: Mapping[str, str]) -> bool:
    """Whether a line below a table is surely none of its rows: of the form, a closing, of another mail."""
    if line.startswith((">", " >")) or ends(line) or closes(line):
        return True
    return COLON.search(line, 0, MAX_LABEL) is not None and label_of(line, labels)[0] in labels


def _goes_on(entry: Entry | None, lines: Sequence[str], at: int) -> bool:
    """Whether `#section` right below a URL may be its end, broken off, and no comment: it is asked about."""
    broken = entry is not None and entry.name == "url" and _FRAGMENT.fullmatch(lines[at].rstrip()) is not None
    return broken and lines[at - 1].strip() != ""


def _closes(line: str) -> bool:
    return not line.startswith("  ") and closes(line)


def _item_above(line: str, below: Sequence[str], labels: Mapping[str, str]) -> str:
    return "" if line.startswith("  ") else item_above(line, below, labels)


def _is_heading(line: str, below: Sequence[str], labels: Mapping[str, str]) -> bool:
    """Whether a line is a heading: of the printed form, or of an item."""
    if line.startswith("  "):
        return False
    return line.strip() in _SECTIONS or heads_item(line, below, labels)


def _announced(entry: Entry, ruler: re.Pattern[str]) -> list[str]:
    """Take off the end of a value what a program writes above the mail that it forwards.

    Below a blank line, a ruler, or a line like "Begin forwarded message:" in any language.  Where no head
    follows, it may have been cut off; then "*** now ***" is a part of the value, and a long ruler is not.
    """
    while len(entry.values) > 1 and not entry.values[-1][1].strip():
        entry.values.pop()
    if len(entry.values) < 2 or entry.values[-1][0] not in entry.flush:
        return []
    last, before = entry.values[-1][1], entry.values[-2][1].strip()
    announces = last.rstrip().endswith(":") or ruler.fullmatch(last)
    return [entry.values.pop()[1]] if announces and not before else []


def _attribution(entry: Entry) -> list[str]:
    """Take "On ... wrote:" off the end of a value before a quotation: it names another mail's writer."""
    while len(entry.values) > 1 and not entry.values[-1][1].strip():
        entry.values.pop()
    taken: list[str] = []
    while len(entry.values) > 1 and len(taken) < 3 and _CLUE.search(" ".join([entry.values[-1][1], *taken])):
        if not entry.values[-1][1].strip():
            break
        if taken and not _CLUE.search(entry.values[-1][1]):
            break
        taken.insert(0, entry.values.pop()[1])
    return taken
