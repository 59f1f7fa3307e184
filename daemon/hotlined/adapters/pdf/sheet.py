"""Sheets of paper with ruled rows, on fpdf2: what the form needs of a page and nothing else.

Text of others is only ever laid into a row, made safe (`typeset`).  Rows are cut at the page's end and go
on under a repeated label; no text is left out.  Bytes depend on the input only: the creation date is given,
and fpdf2's file identifier is a digest.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from fpdf.enums import XPos, YPos

from hotlined.adapters.pdf.faces import BOXES, Face
from hotlined.adapters.pdf.typeset import LINE, Typeset

MARGIN: Final = 18.0  # millimetres, as all lengths here
BOTTOM: Final = 20.0
LABEL: Final = 62.0
COLUMNS: Final = (102.0, 24.0, 24.0, 24.0)  # of the one table
PAD: Final = 1.1
SIZE: Final = 9.0  # points
SMALL: Final = 8.5
WHOLE: Final = 40.0  # a row that is at most this high is not cut
BEGINNING: Final = 20.0  # a higher one begins where at least this much is left
GREY: Final = (235, 235, 235)
RULE: Final = (120, 120, 120)

_TOTAL: Final = "\ue000" * 4  # stands for the number of pages; private use, so no text can contain it


def filled(words: str, **values: object) -> str:
    """`{name}` in our words replaced by its value; anything else in braces stays as it is."""
    for name, value in values.items():
        words = words.replace(f"{{{name}}}", str(value))
    return words


class Sheet(Typeset):
    """A document in A4, its labels out of `words`; `head` stands on top of every page, its number below.

    `digits`: how many the number of pages has; the foot leaves room for them.
    """

    def __init__(
        self,
        words: Mapping[str, str],
        *,
        title: str,
        head: tuple[str, str],
        made_at: datetime,
        digits: int,
    ) -> None:
        super().__init__(words.values())
        self.within = ""  # whose rows a page that begins amid them goes on with
        self.words, self._head, self._digits = words, head, digits
        self.set_title(title)
        self.set_lang(words["language"])
        self.set_producer("hotlined")
        self.set_creation_date(made_at)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(auto=False)
        self.alias_nb_pages(_TOTAL)
        self.set_draw_color(*RULE)
        self.set_fill_color(*GREY)
        self.set_line_width(0.2)
        self.add_page()

    def header(self) -> None:
        """Two texts in one line, called by fpdf2 on each new page."""
        left, right = (self._safe(text, Face.BOLD) for text in self._head)
        self.set_xy(MARGIN, 10)
        self._use(Face.BOLD, 8)
        self._line(MARGIN, 10, self.epw / 2, left, height=5)
        self._line(MARGIN + self.epw / 2, 10, self.epw / 2, right, height=5, align="R")
        self.line(MARGIN, 15.5, self.w - MARGIN, 15.5)
        self.set_xy(MARGIN, 19)
        if self.within:
            self._use(Face.BOLD, 9)
            self._line(MARGIN, 19, self.epw, f"{self.within} ({self.words['continued']})", height=6)
            self.set_xy(MARGIN, 25)

    def footer(self) -> None:
        """The form's name and "Page x of y", called by fpdf2 at the end of each page."""
        self.line(MARGIN, self.h - 15.5, self.w - MARGIN, self.h - 15.5)
        self.set_xy(MARGIN, self.h - 15)
        self._use(Face.PLAIN, 8)
        self._line(MARGIN, self.y, self.epw / 2, self.words["annex_foot"], height=5)
        # The number of pages is put in at the end, so its place is measured by as many noughts.
        page, measured = (
            filled(self.words["page"], number=self.page_no(), of=of) for of in (_TOTAL, "0" * self._digits)
        )
        self._prepared(measured)
        self.set_x(self.w - MARGIN - self._measured(measured) - 2 * self.c_margin)
        self.cell(self.epw / 2, 5, page)

    def title_line(self, text: str, *, size: float, face: Face = Face.PLAIN) -> None:
        """A line of ours across the page, centred."""
        self._use(face, size)
        self._line(self.l_margin, self.y, self.epw, text, height=size * 0.55, align="C")
        self.set_xy(self.l_margin, self.y + size * 0.55)

    def heading(self, text: str, *, level: int = 0, keep: float = BEGINNING) -> None:
        """A heading of ours with its bookmark; on a new page unless `keep` millimetres are left below it."""
        above, size, height = ((3.0, 11.0, 8.0), (2.0, 9.0, 6.0))[level]
        self.room(above + height + keep)
        self.y += above
        self.start_section(text, level=level)
        self._use(Face.BOLD, size)
        self._line(self.l_margin, self.y, self.epw, text, height=height)
        self.set_xy(self.l_margin, self.y + height)

    def note(self, text: str) -> None:
        """A small text of ours across the page."""
        self.room(4 * LINE)
        self.y += 3.0
        self._use(Face.PLAIN, 7.5)
        self._prepared(text)
        self.multi_cell(self.epw, 3.8, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def room(self, height: float) -> None:
        """Begin a new page unless this much is left on the page."""
        if self.y + height > self._end and self.y > MARGIN + 5:
            self.add_page()

    def row(self, label: str, text: str, *, face: Face = Face.PLAIN, size: float = SIZE) -> None:
        """A label (its name among the words, or itself) at the left, a text at its right."""
        label = self.words.get(label, label)
        names = self._lines(label, Face.PLAIN, SMALL, LABEL)
        lines = self._lines(text, face, size, self.epw - LABEL)
        whole = _height(max(len(names), len(lines)))
        self.room(whole if whole <= WHOLE else BEGINNING)
        first = True
        while first or lines:
            fitting = max(int((self._end - self.y - 2 * PAD) / LINE), 1)
            now, lines = lines[:fitting], lines[fitting:]
            height = _height(max(len(names), len(now)))
            self._box(self.l_margin, LABEL, height, names, Face.PLAIN, SMALL, fill=True)
            self._box(self.l_margin + LABEL, self.epw - LABEL, height, now, face, size)
            self.set_xy(self.l_margin, self.y + height)
            if lines:
                self.add_page()
                names = self._lines(f"{label} ({self.words['continued']})", Face.PLAIN, SMALL, LABEL)
            first = False

    def columns(self, texts: Sequence[str], *, face: Face = Face.PLAIN) -> None:
        """One row of a table of ours, the cells after the first centred, all of one line."""
        self.room(_height(1))
        x, height = self.l_margin, _height(1)
        for place, (width, text) in enumerate(zip(COLUMNS, texts, strict=True)):
            align = "C" if place else "L"
            size = SIZE + 3 if text in BOXES else SIZE
            self._box(x, width, height, [text], face, size, fill=face is Face.BOLD, align=align)
            x += width
        self.set_xy(self.l_margin, self.y + height)

    def height_of(self, label: str, text: str, face: Face) -> float:
        """How high this row is when it is not cut, in millimetres."""
        names = self._lines(self.words.get(label, label), Face.PLAIN, SMALL, LABEL)
        return _height(max(len(names), len(self._lines(text, face, SIZE, self.epw - LABEL))))

    @property
    def _end(self) -> float:
        return float(self.h - BOTTOM)

    def _box(
        self,
        x: float,
        width: float,
        height: float,
        lines: Sequence[str],
        face: Face,
        size: float,
        *,
        fill: bool = False,
        align: str = "L",
    ) -> None:
        k = self.k  # as `rect` writes it
        edges = f"{x * k:.2f} {(self.h - self.y) * k:.2f} {width * k:.2f} {-height * k:.2f}"
        self._out(f"{edges} re {'B' if fill else 'S'}")
        self._use(face, size)
        for place, line in enumerate(lines):
            self._line(x, self.y + PAD + place * LINE, width, line, align=align)


def _height(lines: int) -> float:
    return lines * LINE + 2 * PAD
