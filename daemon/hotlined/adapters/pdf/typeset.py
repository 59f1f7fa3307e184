"""Text on paper in our faces, on fpdf2: made safe, broken into lines, and laid where fpdf2 would lay it.

Text of others is laid only after `_safe`: what is invisible, runs from right to left, stacks on a letter or
has no glyph in the face is shown as its code point, so that it can neither move nor cover anything.  What
fpdf2 measures letter by letter is measured by words, in a fraction of the time.
"""

import logging
import unicodedata
from collections.abc import Collection
from typing import Final, cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, WrapMode
from fpdf.fonts import TTFFont

from hotlined.adapters.pdf.faces import Face, faces_for, stands
from hotlined.domain.values.shown import code_point

LINE: Final = 4.6  # millimetres, as all lengths here
# No-break space and soft hyphen: fpdf2 puts others in their place; and a blank without width.
_BREAKS: Final = frozenset("\u00a0\u00ad\u200b")
_DOUBT: Final = 0.01  # millimetres: whether a text of just that width fits is fpdf2's to say

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it lists the letters of the text


class Typeset(FPDF):
    """A document in A4 whose text stands in our faces; `words` are ours, all else is somebody's."""

    def __init__(self, words: Collection[str]) -> None:
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self._ours = frozenset(words)
        self.faces = faces_for(self._ours)
        self.fonts.update(self.faces.fonts.items())
        self._foreign = False  # whether it has letters beyond the prepared ones, and fonts of its own
        self.has_code_points = False  # whether a character is shown as its code point somewhere
        self._known: dict[tuple[str, Face, float, float], tuple[str, ...]] = {}
        self._ink = self.DEFAULT_TEXT_COLOR.serialize().lower()
        self.c_margin = 1.5

    def _use(self, face: Face, size: float) -> None:
        if self.font_family != face or self.font_size_pt != size:  # what is left of `set_font`
            self.font_family, self.font_size_pt = face, size
            self.current_font, self.current_font_is_set_on_page = self.fonts[face], False

    def _line(
        self, x: float, y: float, width: float, text: str, *, height: float = LINE, align: str = "L"
    ) -> None:
        """A line in the current font where `cell` would lay it, which takes four times as long.

        `align`: "L", "C" or "R", within a width from x on; its middle lies half a height below y.
        """
        if not text:
            return
        room = {"L": 0.0, "C": 0.5, "R": 1.0}[align]
        free = (width - 2 * self.c_margin - self._measured(text)) * room if room else 0.0
        left, base = x + self.c_margin + free, y + 0.5 * height + 0.3 * self.font_size
        if not self.current_font_is_set_on_page:
            self._out(self._set_font_for_page(self._font, self.font_size_pt))
        at = f"{left * self.k:.2f} {(self.h - base) * self.k:.2f}"
        self._out(f"q {self._ink} BT {at} Td {self._encoded(text)} ET Q")  # as `text` writes it

    @property
    def _font(self) -> TTFFont:
        return cast("TTFFont", self.current_font)

    def _encoded(self, text: str) -> str:
        """A text in the current font, as it stands in the page."""
        if self._prepared(text):
            return f"({text.translate(self.faces.codes[Face(self.font_family)])}) Tj"
        return self._font.encode_text(text)

    def _prepared(self, text: str) -> bool:
        """Whether the current font has every letter; if not, the document gets fonts of its own for them.

        To be asked before fpdf2 sees a text: it adds letters to a font even where it only breaks lines.
        """
        face = Face(self.font_family)
        if self.faces.letters[face].issuperset(text):
            return True
        if not self._foreign:
            self._foreign = True
            self.fonts.update((one, self.faces.font(one)) for one in Face)
            self.current_font = self.fonts[face]
        return False

    def _lines(self, text: str, face: Face, size: float, width: float) -> tuple[str, ...]:
        """A text, made safe, in lines that fit; a word longer than a line is cut without a hyphen."""
        key = (text, face, size, width)
        known = self.faces.lines.get(key) or self._known.get(key)
        if known is None:
            safe = self._safe(text, face)
            parts = safe.split("\n")
            known = tuple(line for part in parts for line in self._broken(part, face, size, width))
            ours = safe == text and text in self._ours
            (self.faces.lines if ours else self._known)[key] = known
        return known

    def _broken(self, text: str, face: Face, size: float, width: float) -> list[str]:
        self._use(face, size)
        room = width - 2 * self.c_margin
        plain = text == text.strip() and _BREAKS.isdisjoint(text)
        if plain and self._measured(text) < room - _DOUBT:
            return [text]  # what `multi_cell` says of it, in a tenth of the time
        if plain and face is not Face.MONO and (filled_up := self._by_words(text, room)):
            return filled_up
        self._prepared(text)
        made = self.multi_cell(
            width,
            LINE,
            text,
            align="L",
            dry_run=True,
            output=MethodReturnValue.LINES,
            wrapmode=WrapMode.CHAR if face is Face.MONO else WrapMode.WORD,
        )
        return cast("list[str]", made) or [""]

    def _by_words(self, text: str, room: float) -> list[str]:
        """The lines of words with single blanks between them; none where only `multi_cell` can say.

        It measures the whole line for each of its letters: a page took a tenth of a second.
        """
        words = text.split(" ")
        if words != text.split():
            return []
        blank, lines, line, used = self._measured(" "), list[str](), list[str](), 0.0
        for word in words:
            wide = self._measured(word)
            longer = used + blank + wide if line else wide
            if wide > room - _DOUBT or abs(longer - room) <= _DOUBT:
                return []
            if longer > room:
                lines.append(" ".join(line))
                line, longer = [], wide
            line.append(word)
            used = longer
        return [*lines, " ".join(line)]

    def _measured(self, text: str) -> float:
        """The width of a text in the current font, as `get_string_width` gives it for a line."""
        return self._font.get_text_width(text, self.font_size_pt, None)[1] / self.k

    def _safe(self, text: str, face: Face) -> str:
        """A text whose every character stands where it is written; a URL keeps its exact code points."""
        if face is not Face.MONO:
            text = unicodedata.normalize("NFC", text)
        if self.faces.letters[face].issuperset(text):
            return text
        glyphs, text = self.faces.fonts[face].cmap.keys(), text.expandtabs(4)
        safe = "".join(one if one == "\n" or stands(one, glyphs) else code_point(one) for one in text)
        self.has_code_points = self.has_code_points or len(safe) > len(text)
        return safe
