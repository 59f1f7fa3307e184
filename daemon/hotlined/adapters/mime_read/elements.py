"""What an open element of an HTML mail makes of the words in it: quoted, hidden, in a colour of its own.

And which elements end by themselves where another begins, as browsers have it.
"""

from dataclasses import dataclass, replace
from typing import Final

from hotlined.adapters.mime_read.styling.sheets import Sheet
from hotlined.adapters.mime_read.styling.unseen import has_ground, hides, is_tiny, is_veiled, is_white

BREAKING: Final = frozenset(
    {"br", "p", "div", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr"}
    | {"ul", "ol", "dl", "dt", "dd", "section", "article", "header", "footer", "center", "address"}
)
_STRUCK: Final = frozenset({"s", "strike", "del"})
_NESTED: Final = frozenset({"ul", "ol", "dl", "menu", "select"})  # what is open in them ends with them
_FOLLOWED: Final = (
    _STRUCK | _NESTED | {"blockquote", "div", "span", "p", "font", "table", "td", "tr", "pre", "body"}
)
_VOID: Final = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base"})
_CELLS: Final = frozenset({"td", "th", "p"})
_ROWS: Final = frozenset({"tr", "td", "th", "p"})
_TABLE: Final = frozenset({"table"})
_LISTS: Final = frozenset({"table", "ul", "ol", "dl", "menu"})
_TERMS: Final = frozenset({"dt", "dd", "p"})
_CHOICES: Final = frozenset({"option"})
_ENDED_BY: Final = {
    **dict.fromkeys(("td", "th"), _CELLS),
    "tr": _ROWS,
    "li": frozenset({"li", "p"}),
    **dict.fromkeys(("dt", "dd"), _TERMS),
    "option": _CHOICES,
}
_AROUND: Final = dict.fromkeys(("li", "dt", "dd"), _LISTS)  # further out nothing is ended


@dataclass(frozen=True, slots=True)
class Open:
    """An element that is open, and what it and those around it make of the words in it."""

    tag: str
    depth: int = 0  # of quoting
    gone: bool = False  # it shows nothing, and nothing in it is shown
    tiny: bool = False  # its words are too small to be seen
    veiled: bool = False  # or invisible
    coloured: bool = False  # in a colour of its own, inside a quote
    white: bool = False  # its words are
    ground: bool = False  # not white

    @property
    def hidden(self) -> bool:
        """Whether its words cannot be seen."""
        return self.gone or self.tiny or self.veiled

    @property
    def faint(self) -> bool:
        """Whether its words are white on white."""
        return self.white and not self.ground

    def within(self, tag: str, attrs: dict[str, str], sheet: Sheet) -> "Open | None":
        """The element that begins in this one; None where it need not be remembered."""
        if tag in _VOID:
            return None
        found = _begun(tag, attrs, self, sheet)
        # Among hidden words each, so that the end of an inner one does not end the outer one of its name.
        matters = tag in _FOLLOWED or found.hidden or found.faint or found != replace(self, tag=tag)
        return found if matters else None


def ended_by(tag: str) -> frozenset[str] | None:
    """The elements that a tag ends by opening: a block the paragraph, a cell the cell."""
    return _ENDED_BY.get(tag, frozenset({"p"}) if tag in BREAKING else None)


def bounds(tag: str) -> frozenset[str]:
    """The elements beyond which a tag ends nothing."""
    return _AROUND.get(tag, _TABLE)


def _begun(tag: str, attrs: dict[str, str], around: Open, sheet: Sheet) -> Open:
    """What an element does: mail programs quote in blockquotes and in boxes with a bar at the left.

    A blockquote without a border is how some indent a paragraph of the writer's own.  What is struck out is
    no word of the writer's any more, and stands as a quotation does; so does what is white on white."""
    own, facts = sheet.facts(tag, attrs)
    bar = (own.get("bar-width"), own.get("bar-style"))
    barred = True in bar and False not in bar
    marked = "cite" in (attrs.get("type", "").lower(), *attrs) or "quote" in attrs.get("class", "").lower()
    indents = own.get("borderless")
    quotes = (tag == "blockquote" and (marked or barred or not indents)) or (
        tag in ("div", "td", "table") and barred
    )
    coloured = own.get("coloured") or (
        tag == "font" and attrs.get("color", "").lower() not in ("", "black", "#000000", "#000")
    )
    return Open(
        tag,
        around.depth + (quotes or tag in _STRUCK or bool(facts.get("struck"))),
        around.gone or hides(tag, facts, attrs),
        around.tiny if (tiny := is_tiny(facts, attrs)) is None else tiny,
        around.veiled if (veiled := is_veiled(facts)) is None else veiled,
        around.coloured or (bool(coloured) and around.depth > 0),
        around.white if (white := is_white(facts, attrs)) is None else white,
        around.ground
        if (ground := has_ground(own, facts, attrs, sheet.is_around(tag, attrs))) is None
        else ground,
    )
