"""The text of a form cut into entries: which label, and which lines belong to it.

A label stands at the start of a line, before a colon, a tab (a cell of a table) or a question mark.  A
value goes on until the next known label; lines two or more blanks in are always value, unless all labels
are (`moved_in`).  `#` at the start of a line is a comment, and so is a heading of the printed form.  Quoted
lines never count, nor does what stands below the end of the form (`form_end`).  "Kind regards" below a blank
line ends a value, and so do the writer's name and a mail server's disclaimer: labels below it count.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
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
from hotlined.domain.form.closings import closes, disclaims, is_prose
from hotlined.domain.form.entries import Cut, Entry
from hotlined.domain.form.form_end import COLON, ends, head_begins
from hotlined.domain.form.labels import HEADINGS
from hotlined.domain.form.line_label import MAX_LABEL, counts, label_of, nearest
from hotlined.domain.form.moved_in import moved_out
from hotlined.domain.form.no_colon import ends_sentence, uncoloned
from hotlined.domain.form.tables import Tables, tables

SIGNED: Final = 12  # lines of a signature, at most
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


def cut(text: str, labels: Mapping[str, str], names: Collection[str] = ()) -> Cut:
    """Entries and rest of a text; `labels` maps folded labels to field names.  Linear, never raises.

    `names` are those that end a value where one of them is a line below a blank one (`Site.signers`).
    """
    lines = moved_out([_UNSEEN.sub("", one) for one in LINE_BREAK.split(text)], labels)
    table = tables(lines, labels, lambda line: _is_no_row(line, labels))
    cutter = _Cutter(lines, labels, names)
    found = cutter.found
    found.odd = [(at + 1, lines[at].strip()) for at in table.odd]
    for at, line in enumerate(lines):
        if at in table.rows:
            found.entries += _of_row(table, at, line)
            cutter.current, cutter.headed = None, ""
        elif not line.strip():  # nothing else can be meant by it, and there may be very many
            cutter.blank(at)
        elif not cutter.take(at):
            return found
    found.rest.extend(_announced(cutter.current, _LONG_RULER) if cutter.current else ())
    return found


@dataclass(slots=True)
class _Cutter:
    """The lines of a text, and how far it is cut: each line is given to it once, in order."""

    lines: Sequence[str]
    labels: Mapping[str, str]
    names: Collection[str]  # of who writes
    found: Cut = field(default_factory=Cut)
    current: Entry | None = None  # whose value the next line may go on with
    boxed: bool = False  # below the head of the printed form's table of questions
    headed: str = ""  # the number in the heading right above

    def blank(self, at: int) -> None:
        """A blank line: of the value above it, or of the rest."""
        if self.current is None:
            self._is_plain(at)
        else:
            self._goes_on(at, self.current)

    def take(self, at: int) -> bool:
        """A line that is neither blank nor of a table; False where the form ends: all below it is rest."""
        line, below = self.lines[at], self.lines[at + 1 : at + 4]
        quoted = line.startswith((">", " >"))
        label, written, value = ("", "", "") if quoted else _begun(line, below, self.labels)
        if label in self.labels:
            self._labelled(at, label, written, value)
        elif not quoted and self._is_headed(at, below):
            pass
        elif quoted or ends(line) or head_begins(self.lines, at):
            self.found.rest.extend(_attribution(self.current) if self.current else ())
            if not quoted:
                above = _announced(self.current, _RULER) if self.current else ()
                self.found.rest.extend((*above, *self.lines[at:]))
                return False
            self.current = None
            self.found.rest.append(line)
        elif line.startswith("#") and not _is_fragment(self.current, self.lines, at):
            self.headed = item_headed(line, self.labels) or self.headed
            self.found.hashed.add(at + 1)
        elif meant := self._nearly(at, label):
            self.found.nearly.append((at + 1, line.strip(), meant))
            self.current = None
        else:
            self._unlabelled(at)
        return True

    def _labelled(self, at: int, label: str, written: str, value: str) -> None:
        """A label of the form, with what stands behind it."""
        number, line, name = at + 1, self.lines[at], self.labels[label]
        if name == "content_type" and heads_columns(value) and not COLON.search(line):
            self.boxed, self.current = True, None  # the printed form's table of questions
            return
        item = item_beside(line, self.labels)
        if item and name in ITEM_FIELDS:
            self.found.entries.append(Entry("item", number, line.strip(), written, [(number, item)]))
        if self.boxed and KINDS.get(name) is Kind.ANSWER:
            value = in_columns(value)
        self._begin(Entry(name, number, line.strip(), written, [(number, value)], item=item or self.headed))
        self.headed = ""

    def _is_headed(self, at: int, below: Sequence[str]) -> bool:
        """Whether an item is named in the line, or a heading stands there; then that is noted."""
        number, line = at + 1, self.lines[at]
        if item := _item_above(line, below, self.labels):
            self._begin(Entry("item", number, line.strip(), line.strip(), [(number, item)]))
            return True
        if not _is_heading(line, below, self.labels):
            return False
        self.current, self.headed = None, item_headed(line, self.labels)
        if line.strip() in _ADDITIONAL:  # the printed form has no label for what stands below it
            self._begin(Entry("comments", number, line.strip(), line.strip()))
        return True

    def _nearly(self, at: int, label: str) -> str | None:
        """The label that is meant, mistyped or without its colon; none where there is no such."""
        enough = len(self.found.nearly) >= MAX_SUGGESTIONS
        meant = nearest(label, self.labels, enough=enough)
        return meant or _forgotten(self.current, self.lines, at, self.labels)

    def _unlabelled(self, at: int) -> None:
        """A line without a label: a part of the value above, or the rest."""
        line, current = self.lines[at], self.current
        if current is None or (_RULE.fullmatch(line) and not current.filled):
            self._is_plain(at)
        elif not self.lines[at - 1].strip() and self._closes(at):
            self.found.closings.append(at + 1)
            self.found.rest.append(line)
            if disclaims(line):  # who writes by hand may ask to wait
                self.found.plain.append((at + 1, line))
            self.current = None
        else:
            self._goes_on(at, current)

    def _closes(self, at: int) -> bool:
        """Whether the mail's own text ends here; no name ends one that goes on below, or announces it."""
        line = self.lines[at]
        if not _closes(line, self.names):
            return False
        if _closes(line):
            return True
        above = next((one for one in reversed(self.lines[max(0, at - 3) : at]) if one.strip()), "")
        if above.rstrip().endswith(":"):
            return False
        for below in self.lines[at + 1 : at + SIGNED]:
            if ends(below) or _closes(below) or label_of(below, self.labels)[0] in self.labels:
                return True
            if is_prose(below):
                return False
        return True

    def _begin(self, entry: Entry) -> None:
        self.found.entries.append(entry)
        self.current = entry

    def _goes_on(self, at: int, current: Entry) -> None:
        line = self.lines[at]
        current.values.append((at + 1, line.removeprefix("  ")))
        if not line.startswith("  "):
            current.flush.append(at + 1)

    def _is_plain(self, at: int) -> None:
        self.found.rest.append(self.lines[at])
        self.found.plain.append((at + 1, self.lines[at]))


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


def _is_fragment(entry: Entry | None, lines: Sequence[str], at: int) -> bool:
    """Whether `#section` right below a URL may be its end, broken off, and no comment: it is asked about."""
    broken = entry is not None and entry.name == "url" and _FRAGMENT.fullmatch(lines[at].rstrip()) is not None
    return broken and lines[at - 1].strip() != ""


def _closes(line: str, names: Collection[str] = ()) -> bool:
    return not line.startswith("  ") and (closes(line, names) or disclaims(line))


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
