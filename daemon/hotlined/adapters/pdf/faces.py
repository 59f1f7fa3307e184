"""The typefaces of a sheet, parsed once in the life of a process and cut down once for each language.

fpdf2 parses every font for every document, and cuts out the letters that this document uses: nine tenths
of what a report cost.  Here the letters that any report in a language may need are cut out at the first one,
and go into each; a report with a letter beyond these gets fonts of its own, as fpdf2 makes them.  Which it
is depends on the text alone, so that the same report has the same bytes in every process.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Set
from copy import copy, deepcopy
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import as_file, files
from io import BytesIO
from typing import Any, Final, cast

from fpdf import FPDF
from fpdf.fonts import SubsetMap, TTFFont, ttLib  # type: ignore[attr-defined]  # its fontTools
from fpdf.output import OutputProducer
from fpdf.syntax import PDFObject

from hotlined.domain.values.shown import INVISIBLE

LANGUAGES: Final = 8  # whose fonts are kept
LENGTHS: Final = 16  # of documents, in pages, for which the fonts' objects are kept
BOXES: Final = ("\u2610", "\u2612")  # empty, ticked
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
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


class _Written(PDFObject):
    """An object that has been written out for its number."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def serialize(self, *_: object, **__: object) -> str:
        return self._text


@dataclass(frozen=True, slots=True)
class Faces:
    """Parsed fonts by face, and what becomes of them in a document: fpdf2's objects, in their order.

    `codes`: each prepared letter as it stands in a text of a page; `letters`: those that `stands` is true of.
    """

    fonts: Mapping[Face, TTFFont]
    objects: tuple[PDFObject, ...]
    by_index: Mapping[int, Any]
    codes: Mapping[Face, Mapping[int, str]]
    letters: Mapping[Face, frozenset[str]]
    # Words of ours in lines, by size and width: the same in every report, and never a text of others.
    lines: dict[tuple[str, Face, float, float], tuple[str, ...]] = field(default_factory=dict)
    written: dict[int, tuple[_Written, ...]] = field(default_factory=dict)

    def font(self, face: Face) -> TTFFont:
        """The font for one document that has other letters too, with the prepared ones at their places."""
        known = self.fonts[face]
        font = copy(known)
        font.cw, font.desc, font.missing_glyphs = known.cw.copy(), copy(known.desc), []
        font.subset = _letters(font, known.subset)
        return font

    def suffice(self, fonts: Iterable[TTFFont]) -> bool:
        """Whether a document has used no letter but those that were prepared."""
        return all(len(one.subset) == len(self.fonts[Face(one.fontkey)].subset) for one in fonts)

    def after(self, last: int) -> tuple[_Written, ...]:
        """The objects for a document in which they follow on the object with this number."""
        made = self.written.get(last)
        if made is None:
            objects = deepcopy(self.objects)
            for number, one in enumerate(objects, last + 1):
                one.id = number
            made = tuple(_Written(one.serialize()) for one in objects)
            if len(self.written) < LENGTHS:
                self.written[last] = made
        return made


class Producer(OutputProducer):
    """Writes a document with the prepared fonts where they suffice; a document is one with `faces`."""

    def _add_fonts(self, *resources: Any) -> dict[int, Any]:
        faces: Faces = self.fpdf.faces  # type: ignore[attr-defined]  # of our own documents
        fonts = cast("list[TTFFont]", list(self.fpdf.fonts.values()))
        SubsetMap.pick.cache_clear()  # it is of the class, and holds what it was called on
        SubsetMap.get_glyph.cache_clear()
        if not faces.suffice(fonts):
            for font in fonts:
                # As fpdf2 opens it; for this document, since what is cut out of it is gone from it.
                file = BytesIO(_without_hints(Face(font.fontkey)))
                font.ttfont = ttLib.TTFont(file, recalcTimestamp=False, lazy=True)
            return super()._add_fonts(*resources)
        made = faces.after(self.obj_id)
        for one in made:
            self._add_pdf_obj(one, "fonts")
        return {index: made[faces.objects.index(font)] for index, font in faces.by_index.items()}


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
    codes = {face: _codes(font, letters) for face, font in fonts.items()}
    standing = {
        face: frozenset(letter for letter in map(chr, codes[face]) if stands(letter, font.cmap.keys()))
        for face, font in fonts.items()
    }
    return Faces(fonts, objects, by_index, codes, standing)


def stands(letter: str, glyphs: Set[int]) -> bool:
    """Whether a letter stays where it is written, and can be seen there, in a font with these glyphs."""
    kind = unicodedata.category(letter)
    return (
        kind not in INVISIBLE
        and not kind.startswith("M")
        and unicodedata.bidirectional(letter) not in _RIGHT_TO_LEFT
        and ord(letter) in glyphs
    )


def _codes(font: TTFFont, letters: Iterable[str]) -> dict[int, str]:
    """What stands for each of these letters, which the font has prepared, in a text of a page."""
    picked = {ord(letter): font.subset.pick(ord(letter)) for letter in letters if ord(letter) in font.cmap}
    return {letter: font.escape_text(chr(code)) for letter, code in picked.items() if code}


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


@cache
def _without_hints(face: Face) -> bytes:
    """A typeface's file, whole but for the hints; kept, since to drop them is half of what a report costs."""
    with as_file(files("hotlined") / "_fonts" / _FILES[face]) as path:
        # No box changes: to measure them all anew, glyph by glyph, takes a second.
        font = ttLib.TTFont(path, recalcBBoxes=False, recalcTimestamp=False)
        _strip_hints(font)
        written = BytesIO()
        font.save(written)
    return written.getvalue()


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
