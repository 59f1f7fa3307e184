"""The typefaces of a sheet, parsed once in the life of a process and cut down once for each language.

fpdf2 parses every font for every document, and cuts out the letters that this document uses: nine tenths
of what a report cost.  Here the letters that any report in a language may need are cut out at the first one,
and go into each; a report with a letter beyond these gets fonts of its own, as fpdf2 makes them.  Which it
is depends on the text alone, so that the same report has the same bytes in every process.
"""

from collections.abc import Iterable, Mapping
from copy import copy, deepcopy
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any, Final, cast

from fpdf import FPDF
from fpdf.fonts import SubsetMap, TTFFont
from fpdf.output import OutputProducer
from fpdf.syntax import PDFObject

LANGUAGES: Final = 8  # whose fonts are kept
BOXES: Final = ("\u2610", "\u2612")  # empty, ticked
_USUAL: Final = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("…–—„“”‘’«»€§°·•").union(BOXES)


class Face(StrEnum):
    """A typeface; MONO where a reader has to tell 0 from O and l from I."""

    PLAIN = "plain"
    BOLD = "bold"
    MONO = "mono"


_FILES: Final = {
    Face.PLAIN: "DejaVuSans.ttf",
    Face.BOLD: "DejaVuSans-Bold.ttf",
    Face.MONO: "DejaVuSansMono.ttf",
}


@dataclass(frozen=True, slots=True)
class Faces:
    """Parsed fonts by face, and what becomes of them in a document: fpdf2's objects, in their order."""

    fonts: Mapping[Face, TTFFont]
    objects: tuple[PDFObject, ...]
    by_index: Mapping[int, Any]
    # Words of ours in lines, by size and width: the same in every report, and never a text of others.
    lines: dict[tuple[str, Face, float, float], tuple[str, ...]] = field(default_factory=dict)

    def font(self, face: Face) -> TTFFont:
        """The font for one document, with the prepared letters at their places."""
        known = self.fonts[face]
        font = copy(known)
        font.cw, font.desc, font.missing_glyphs = known.cw.copy(), copy(known.desc), []
        font.subset = _letters(font, known.subset)
        return font

    def suffice(self, fonts: Iterable[TTFFont]) -> bool:
        """Whether a document has used no letter but those that were prepared."""
        return all(len(one.subset) == len(self.fonts[Face(one.fontkey)].subset) for one in fonts)


class Producer(OutputProducer):
    """Writes a document with the prepared fonts where they suffice; a document is one with `faces`."""

    def _add_fonts(self, *resources: Any) -> dict[int, Any]:
        faces: Faces = self.fpdf.faces  # type: ignore[attr-defined]  # of our own documents
        fonts = cast("list[TTFFont]", list(self.fpdf.fonts.values()))
        if not faces.suffice(fonts):
            parsed = _parsed()
            for font in fonts:
                font.ttfont = parsed[Face(font.fontkey)].ttfont
            return super()._add_fonts(*resources)
        SubsetMap.pick.cache_clear()  # it is of the class, and holds what it was called on
        SubsetMap.get_glyph.cache_clear()
        objects, by_index = deepcopy((faces.objects, dict(faces.by_index)))
        for one in objects:
            self._add_pdf_obj(one, "fonts")
        return by_index


class _Preparing(OutputProducer):
    """Keeps what fpdf2 makes of the fonts of a document."""

    def _add_fonts(self, *resources: Any) -> dict[int, Any]:
        before = len(self.pdf_objs)
        by_index = super()._add_fonts(*resources)
        made = (tuple(self.pdf_objs[before:]), by_index)
        self.fpdf.made = made  # type: ignore[attr-defined]  # for `faces_of`
        return by_index


@lru_cache(maxsize=LANGUAGES)
def faces_for(words: frozenset[str]) -> Faces:
    """The typefaces for documents with these words of ours."""
    letters = frozenset(char for text in words for char in text if char.isprintable())
    both = letters.union(*(letter.upper() + letter.lower() for letter in letters))
    return faces_of(both | _USUAL)


@lru_cache(maxsize=LANGUAGES)
def faces_of(letters: frozenset[str]) -> Faces:
    """The typefaces with these letters prepared; the first time it takes 0.3 s."""
    document = FPDF()
    fonts = _parsed()
    document.fonts.update(fonts.items())
    for font in fonts.values():
        for letter in sorted(letters):
            if ord(letter) in font.cmap:
                font.subset.pick(ord(letter))
    document.output(output_producer_class=_Preparing)
    for font in fonts.values():
        font.ttfont = None  # what was cut out of it lies in the objects
    objects, by_index = document.made  # type: ignore[attr-defined]  # by `_Preparing`
    return Faces(fonts, objects, by_index)


def _parsed() -> dict[Face, TTFFont]:
    """The fonts whole, but for the hints to coarse screens, for one document."""
    document = FPDF()
    for face in Face:
        with as_file(files("hotlined") / "_fonts" / _FILES[face]) as path:
            document.add_font(face, fname=path)
    # TTFFonts, as add_font was given files; only the type of `fonts` allows for others.
    fonts = {face: cast("TTFFont", document.fonts[face]) for face in Face}
    for font in fonts.values():
        _strip_hints(font.ttfont)
    return fonts


def _strip_hints(font: Any) -> None:
    """Drop what fits letters to pixels: readers of PDF do that themselves, and it is half of a report."""
    font["glyf"].removeHinting()
    for table in ("cvt ", "fpgm", "prep"):
        del font[table]


def _letters(font: TTFFont, known: SubsetMap) -> SubsetMap:
    """A map of a document's letters that begins with known ones."""
    made = SubsetMap(font)
    made._next, made._reserved = known._next, list(known._reserved)
    made._char_id_per_glyph = dict(known._char_id_per_glyph)
    return made
