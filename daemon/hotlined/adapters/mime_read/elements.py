"""What an open element of an HTML mail makes of the words in it: quoted, hidden, in a colour of its own.

And which elements end by themselves where another begins, as browsers have it.
"""

from dataclasses import dataclass, field, replace
from typing import Final

from hotlined.adapters.mime_read.styling.matching import Matching, Place
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
_VOID: Final = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base"}
    | {"embed", "param", "source", "track"}
)
_CELLS: Final = frozenset({"td", "th", "p"})
_ROWS: Final = frozenset({"tr", "td", "th", "p"})
_TABLE: Final = frozenset({"table"})
_LISTS: Final = frozenset({"table", "ul", "ol", "dl", "menu"})
_TERMS: Final = frozenset({"dt", "dd", "p"})
_CHOICES: Final = frozenset({"option"})
_ENDED_BY: Final = {
    **dict.fromkeys(("td", "th"), _CELLS),
    "tr": _ROWS,
    **dict.fromkeys(("tbody", "thead", "tfoot"), _ROWS | {"tbody", "thead", "tfoot"}),
    "li": frozenset({"li", "p"}),
    **dict.fromkeys(("dt", "dd"), _TERMS),
    "option": _CHOICES,
}
_UNWRITTEN: Final = {
    ("tr", "table"): ("tbody",),
    **{(cell, "table"): ("tbody", "tr") for cell in ("td", "th")},
    **{(cell, part): ("tr",) for cell in ("td", "th") for part in ("tbody", "thead", "tfoot")},
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
    place: Place = field(default_factory=Place)  # for what begins in it

    @property
    def hidden(self) -> bool:
        """Whether its words cannot be seen."""
        return self.gone or self.tiny or self.veiled

    @property
    def faint(self) -> bool:
        """Whether its words are white on white."""
        return self.white and not self.ground

    def within(self, tag: str, attrs: dict[str, str], matching: Matching) -> "Open | None":
        """The element that begins in this one; None where it need not be remembered."""
        follows = matching.sheet.follows  # an element without words, too
        if tag in _VOID and not follows:
            return None
        found = _begun(tag, attrs, self, matching)
        if tag in _VOID:
            return None
        # Among hidden words each, so that the end of an inner one does not end the outer one of its name.
        matters = follows or tag in _FOLLOWED or found.hidden or found.faint
        return found if matters or found != replace(self, tag=tag) else None


def ended_by(tag: str) -> frozenset[str] | None:
    """The elements that a tag ends by opening: a block the paragraph, a cell the cell."""
    return _ENDED_BY.get(tag, frozenset({"p"}) if tag in BREAKING else None)


def bounds(tag: str) -> frozenset[str]:
    """The elements beyond which a tag ends nothing."""
    return _AROUND.get(tag, _TABLE)


def implied(tag: str, around: str) -> tuple[str, ...]:
    """The elements that begin unwritten between an element and the one around it."""
    return _UNWRITTEN.get((tag, around), ())


def _begun(tag: str, attrs: dict[str, str], around: Open, matching: Matching) -> Open:
    """What an element does: mail programs quote in blockquotes and in boxes with a bar at the left.

    A blockquote without a border is how some indent a paragraph of the writer's own.  What is struck out is
    no word of the writer's any more, and stands as a quotation does; so does what is white on white."""
    own, facts, place = matching.facts(tag, attrs, around.place)
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
        around.ground if (ground := has_ground(facts, attrs)) is None else ground,
        place,
    )
