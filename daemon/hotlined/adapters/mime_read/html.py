"""The words of an HTML mail, for mails that have no plain text; links unread.

Quotes keep their depth as ">" in front of each line, so that the text is read as a plain one would be.
The standard parser is enough, and bounded: inscriptis and html2text know no quote depth, and html2text
writes Markdown (`\\-`, `[...](...)`) into words that are compared.
"""

import re
from bisect import bisect_right
from html import unescape
from html.parser import HTMLParser
from itertools import islice
from typing import Final, NamedTuple

from hotlined.adapters.mime_read.elements import BREAKING, Open, bounds, ended_by, implied
from hotlined.adapters.mime_read.markup import LONGEST, lightened, sheets
from hotlined.adapters.mime_read.styling.matching import Matching
from hotlined.adapters.mime_read.styling.sheets import sheet_of

LONGEST_LINK: Final = 8_000  # characters
MOST_LINKS: Final = 1_000
DEEPEST: Final = 200  # open elements that are remembered
DEEPEST_QUOTE: Final = 20  # marks in front of a line
CELL: Final = "\x1f"  # between cells, while they are read
LABEL: Final = 200  # characters, tags' blanks among them, of a cell that may be a label
SILENT: Final = frozenset({"script", "style", "head", "title", "template"})
_BEFORE_BODY: Final = frozenset({"html", "meta", "link", "base"})
_TAG: Final = re.compile(r"<[^<>]*>")
_SPACES: Final = re.compile(r"[ \t\n\r\f\v\u00a0]+")


class Read(NamedTuple):
    """What an HTML mail says."""

    text: str
    links: tuple[str, ...]  # as they stand
    mislinked: tuple[tuple[str, str], ...]  # a URL that is shown, and the other one behind it
    unseen: str = ""  # words that its styles hide


class _Words(HTMLParser):
    def __init__(self, matching: Matching, *, faint: bool = True) -> None:
        super().__init__(convert_charrefs=True)
        self._matching = matching
        self._in_body = not matching.sheet.steps  # nothing asks for one
        self._faint = faint  # whether white words on white are no plain ones
        self.shades: set[bool] = set()  # of the words that can be seen: whether they are white on white
        self.unseen: list[str] = []
        self.lines: list[tuple[int, list[str]]] = [(0, [])]
        self.links: dict[str, None] = {}  # of words that can be seen, each once
        self.others: dict[tuple[str, str], None] = {}  # words that are a URL, and the other one behind them
        self._anchor: tuple[str, list[str]] | None = None  # the open link, and its words so far
        self._silent: list[str] = []  # open elements whose words nobody sees; at most DEEPEST
        self._silenced: list[str] = []  # the words in them
        self._open = [Open("")]
        self._places: dict[str, list[int]] = {}  # in `_open`, by name
        self._was_faint = False
        self._verbatim = 0
        self._cell: int | None = None  # the line on which the open cell begins; None before a row's first

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            if len(self._silent) < DEEPEST:
                self._silent.append(tag)
            return
        if tag == "body" or (tag in BREAKING and self._silent == ["head"]):
            self._silent.clear()  # as browsers do: a head that nobody closed hides no word
            self._silenced.clear()
        if not self._in_body and tag not in _BEFORE_BODY:
            self._begin_body(tag)
        self._close_implied(tag)
        self._opened(tag, {name: value or "" for name, value in reversed(attrs)})  # the first counts
        if tag == "a" and not self._here.hidden and len(self.links) < MOST_LINKS:
            target = next((value for name, value in attrs if name == "href" and value), "")
            self._link(target)
            self._anchor = (target, [])
        if tag in ("tr", "table"):
            self._row()
        elif tag in BREAKING:
            self._break()
        elif tag in ("td", "th"):
            self._next_cell()
        self._verbatim += tag == "pre"

    def _opened(self, tag: str, attrs: dict[str, str]) -> None:
        """Remember an element that makes something of its words: some by their name, any by hiding them."""
        if self._matching.sheet.follows:
            for unwritten in implied(tag, self._here.tag):
                self._opened(unwritten, {})
        found = self._here.within(tag, attrs, self._matching) if len(self._open) < DEEPEST else None
        if found is not None:
            self._places.setdefault(tag, []).append(len(self._open))
            self._open.append(found)

    def _close(self, place: int) -> None:
        """The element there ends, and all in it."""
        for one in self._open[place:]:
            self._places[one.tag].pop()
        del self._open[place:]

    def _begin_body(self, tag: str = "") -> None:
        """What stands in a mail stands in its body, also where none is written."""
        self._in_body = True
        for unwritten in ("html", "body"):
            if unwritten != tag and all(one.tag != unwritten for one in self._open):
                self._opened(unwritten, {})

    def _link(self, target: str) -> None:
        if 0 < len(target) <= LONGEST_LINK and not self._silent:
            self.links[target] = None

    def _linked(self) -> None:
        """At the end of a link: whether its words are a URL, and not the one behind them."""
        target, pieces = self._anchor or ("", [])
        self._anchor = None
        words = "".join(pieces).strip()
        is_url = "://" in words and not any(map(str.isspace, words))
        fits = max(len(words), len(target)) <= LONGEST_LINK and len(self.others) < MOST_LINKS
        if is_url and fits and target not in ("", words):
            self.others[words, target] = None

    def _close_implied(self, tag: str) -> None:
        """What a tag closes by opening: a block the paragraph, a cell the cell: else it would hide more."""
        around = max(map(self._last, bounds(tag)))
        found = [places for name in ended_by(tag) or () if (places := self._places.get(name))]
        first = [places[at] for places in found if (at := bisect_right(places, around)) < len(places)]
        if first:
            self._close(min(first))

    def _last(self, tag: str) -> int:
        """Where the innermost open element of this name stands; 0: none is open."""
        places = self._places.get(tag)
        return places[-1] if places else 0

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            if tag in self._silent:
                del self._silent[self._silent.index(tag) :]
                self._silenced.clear()
            return
        if tag in ("tr", "table"):
            self._row()
        elif tag in BREAKING and tag != "br":
            self._break()
        if tag == "a":
            self._linked()
        place = self._begun_by(tag)
        if place:
            self._close(place)
            if tag in BREAKING:
                self._break()
        self._verbatim = max(0, self._verbatim - (tag == "pre"))

    def _begun_by(self, tag: str) -> int:
        """Where the element that a tag ends stands; 0: there is none, or only one around the tag's table."""
        place = self._last(tag)
        return place if tag in ("body", "html") or place >= self._last("table") else 0

    def handle_comment(self, data: str) -> None:
        """What a browser takes for a comment, as "<!hold it>"; those that were written as one are gone."""
        self._swallowed(data)

    def handle_decl(self, decl: str) -> None:
        self._swallowed(decl)

    def handle_pi(self, data: str) -> None:
        self._swallowed(data)

    def unknown_decl(self, data: str) -> None:
        self._swallowed(data)

    def left_over(self) -> None:
        """At the end: a tag, comment or title that nobody closed has swallowed what stands behind it."""
        self._swallowed(unescape(_TAG.sub("\n", "".join(self._silenced) + self.rawdata)))

    def _swallowed(self, words: str) -> None:
        self.unseen += ["\n", words, "\n"]

    def handle_data(self, data: str) -> None:
        if self._silent:
            self._silenced.append(data)
            return
        if not self._in_body and data.strip():
            self._begin_body()
        if self._here.hidden:
            begins = not self.unseen or self.unseen[-1] == "\n"
            self.unseen += [">" * self._depth, " "] if begins else []
            self.unseen.append(" ".join(data.split("\n")))
            return
        self._part_unseen()
        if data.strip():
            if not self._here.depth:  # what is quoted has its own colours
                self.shades.add(self._here.faint)
            self._apart()
        if self._anchor is not None:
            self._anchor[1].append(data)
        if not self._verbatim:
            self._say(data)
            return
        for number, piece in enumerate(data.split("\n")):
            if number:
                self._break()
            self._say(piece)

    def _part_unseen(self) -> None:
        if self.unseen and self.unseen[-1] not in ("\n", " "):
            self.unseen.append(" ")

    def _apart(self) -> None:
        """Between white words and others an empty line: those beside a quotation may belong to it."""
        faint = self._here.faint and self._faint
        if faint is not self._was_faint:
            self._was_faint = faint
            if any(piece.strip() for piece in self.lines[-1][1]) or len(self.lines) > 1:
                self.lines += [(self._depth, []), (self._depth, [])]

    def _say(self, words: str) -> None:
        """Words at the end of the line; inside a quote, coloured ones begin a line that is one deeper."""
        depth, pieces = self.lines[-1]
        if pieces and not words.strip() and not pieces[-1].strip():
            return  # a blank behind a blank, or at the beginning of a cell
        if depth != self._depth and words.strip():
            if any(piece.strip() for piece in pieces):
                pieces = []
                self.lines.append((self._depth, pieces))
            else:
                self.lines[-1] = (self._depth, pieces)
        pieces.append(words)

    def _break(self) -> None:
        if self.unseen and self.unseen[-1] != "\n":
            self.unseen.append("\n")
        if self.lines[-1][1][-1:] != [CELL]:  # a paragraph that begins a cell stays on the cell's line
            self.lines.append((self._depth, []))

    def _row(self) -> None:
        self.lines.append((self._depth, []))
        self._cell = None

    def _next_cell(self) -> None:
        """A cell beside a short one of one line goes on in that line, as a label and its value do."""
        self._part_unseen()
        first = self._cell if self._cell is not None else len(self.lines)
        filled = [at for at in range(first, len(self.lines)) if any(map(str.strip, self.lines[at][1]))]
        if len(filled) == 1 and self.lines[filled[0]][0] == self._depth and self._short(filled[0]):
            del self.lines[filled[0] + 1 :]
            self.lines[-1][1].append(CELL)
        else:
            self._say(" ")
        self._cell = len(self.lines) - 1

    def _short(self, at: int) -> bool:
        # No further than needed, as a row may be very long; a piece is a character at least.
        return sum(map(len, islice(self.lines[at][1], LABEL + 1))) <= LABEL

    @property
    def _depth(self) -> int:
        return min(self._here.depth, DEEPEST_QUOTE) + self._here.coloured + (self._here.faint and self._faint)

    @property
    def _here(self) -> Open:
        return self._open[-1]


def html_to_text(markup: str) -> str:
    """The text of `read_html`."""
    return read_html(markup)[0]


def read_html(markup: str) -> Read:
    """Text with one line per block, at most one empty line in a row, and what stands beside it.

    The text is "" for markup nothing can read.  Inside a quote each line has its depth in ">"; a line in a
    colour of its own there - an answer, often - has one ">" more than its neighbours.
    """
    # No close(), which reads broken markup again and again.  So a blank, or the words behind the last tag
    # would not be told where "R&D" stands at their end: a character's name may be cut there.
    light = lightened(markup)[:LONGEST] + "\n"
    try:
        matching = Matching(sheet_of(*sheets(light)))
        words = _Words(matching)
        words.feed(light)
        if words.shades == {True}:  # written in a dark window, and sent without its ground
            words = _Words(matching, faint=False)
            words.feed(light)
        words.left_over()
    except Exception:
        return Read("", (), ())
    lines = [(depth, _line(pieces)) for depth, pieces in words.lines]
    kept = [(depth, line) for at, (depth, line) in enumerate(lines) if line or (at and lines[at - 1][1])]
    text = "\n".join(f"{'>' * depth} {line}".rstrip() if depth and line else line for depth, line in kept)
    text = text.strip() + "\n" if text.strip() else ""
    unseen = "\n".join(" ".join(line.split()) for line in "".join(words.unseen).split("\n"))
    return Read(text, tuple(words.links), tuple(words.others), unseen.strip())


def _line(pieces: list[str]) -> str:
    """A line's words, one blank between them; a tab between cells."""
    cells = "".join(pieces).split(CELL)
    return "\t".join(_SPACES.sub(" ", cell).strip() for cell in cells).strip()
