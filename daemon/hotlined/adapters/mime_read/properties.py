"""What a declaration of a style says about whether words are seen: of each property that bears on it.

A value that browsers would not take says nothing; what only a window can compute (`var()`, `calc()`) says
what is likely.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from tinycss2.ast import (
    DimensionToken,
    FunctionBlock,
    IdentToken,
    LiteralToken,
    Node,
    NumberToken,
    PercentageToken,
    StringToken,
    URLToken,
)

from hotlined.adapters.mime_read.shades import Shade, bare_shade, shade_of

Said = tuple[bool | None, ...]  # None: that it is as around
_Values = Sequence[Node]  # without blanks, and one at least
_Read = Callable[[_Values], Said | None]  # None: nothing that all browsers would take

_DISPLAYS: Final = frozenset(
    {"block", "inline", "inline-block", "flex", "inline-flex", "grid", "inline-grid", "table", "inline-table"}
    | {
        "table-row",
        "table-cell",
        "table-row-group",
        "table-header-group",
        "table-footer-group",
        "table-column",
    }
    | {
        "table-column-group",
        "table-caption",
        "list-item",
        "contents",
        "flow-root",
        "-webkit-box",
        "-webkit-flex",
    }
)
_SIZES: Final = frozenset(
    {"xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large"}
)
_SYSTEM_FONTS: Final = frozenset({"caption", "icon", "menu", "message-box", "small-caption", "status-bar"})
_OF_THE_WINDOW: Final = frozenset(
    {"px", "pt", "pc", "mm", "cm", "in", "q", "rem", "vw", "vh", "vmin", "vmax"}
)
_LENGTHS: Final = _OF_THE_WINDOW | {"em", "ex", "ch", "%"}
_NUMBERS: Final = frozenset({"", "%"})
_FITTING: Final = frozenset({"max-content", "min-content", "fit-content"})
_BEFORE_SIZE: Final = frozenset(
    {"normal", "italic", "oblique", "small-caps", "bold", "bolder", "lighter", "condensed", "expanded"}
)
_LINES: Final = frozenset(
    {"none", "underline", "overline", "line-through", "blink", "solid", "wavy", "dotted"}
    | {"dashed", "double"}
)
_BORDERS: Final = frozenset({"solid", "dotted"})  # of bars that quote
_BOXES: Final = frozenset({"border-box", "padding-box", "content-box"})
_AROUND_GROUNDS: Final = _BOXES | (
    {
        "repeat",
        "repeat-x",
        "repeat-y",
        "no-repeat",
        "space",
        "round",
        "scroll",
        "fixed",
        "local",
        "top",
        "bottom",
    }
    | {"left", "right", "center", "cover", "contain", "auto", "text", "none"}
)
_IMAGES: Final = re.compile(r"url|src|image|(?:-\w+-)?(?:image-set|cross-fade|element|(?:[\w-]+-)?gradient)")


def _likely(*said: bool | None) -> _Read:
    """Of a value that only a window can compute: what it says, likely."""
    return lambda values: said if any(isinstance(value, FunctionBlock) for value in values) else None


class Property(NamedTuple):
    """What a property says."""

    about: tuple[str, ...]  # the names of what it says
    read: _Read
    guess: _Read = _likely(False)  # of what `read` does not take


def _word(values: _Values) -> str:
    return values[0].lower_value if len(values) == 1 and isinstance(values[0], IdentToken) else ""


def _words(values: _Values) -> list[str]:
    return [value.lower_value for value in values if isinstance(value, IdentToken)]


def _measure(token: Node) -> tuple[float, str] | None:
    """A number and its unit."""
    if isinstance(token, NumberToken):
        return token.value, ""
    if isinstance(token, PercentageToken):
        return token.value, "%"
    return (token.value, token.lower_unit) if isinstance(token, DimensionToken) else None


def _is_none(value: float, unit: str) -> bool:
    return value == 0 or (0 < value < 0.1 and unit in ("", "px", "pt", "em", "rem", "%"))


def _as_word(*hides: str, shows: frozenset[str], most: int = 1) -> _Read:
    """Of a word: whether it is one of those that hide."""

    def read(values: _Values) -> Said | None:
        words = _words(values)
        known = all(word in hides or word in shows for word in words)
        return (
            (any(word in hides for word in words),) if known and len(words) == len(values) <= most else None
        )

    return read


def _as_measure(
    holds: Callable[[float, str], bool],
    *,
    units: frozenset[str] = _LENGTHS,
    below_0: bool = False,
    none: frozenset[str] = frozenset(),
    some: frozenset[str] = frozenset(),
) -> _Read:
    """Of a number with its unit: whether something holds of it; not of the words `none`, and of `some`."""

    def read(values: _Values) -> Said | None:
        found = _measure(values[0])
        if found is None or len(values) > 1:
            return (word in some,) if (word := _word(values)) in none or word in some else None
        value, unit = found
        taken = (value >= 0 or below_0) and (unit in units or (value == 0 and unit == ""))
        return (holds(*found),) if taken else None

    return read


def _turned(values: _Values) -> Said | None:
    """Whether something is moved out of sight: in mails without a doctype without a unit, too."""
    found = _measure(values[0])
    return (True,) if found is not None and found[0] <= -999 else _MOVED(values)


def _colour(values: _Values) -> Said | None:
    """Whether words are white; to be seen through; in a colour of their own."""
    if _word(values) == "currentcolor":
        return None, None, None
    return _coloured(shade_of(values[0])) if len(values) == 1 else None


def _bare_colour(values: _Values) -> Said | None:
    """As browsers read a mail without a doctype: a colour without its "#"."""
    bare = _coloured(bare_shade(values[0])) if len(values) == 1 else None
    return bare or _likely(False, False, True)(values)


def _coloured(shade: Shade | None) -> Said | None:
    return None if shade is None else (shade.white, shade.alpha == 0, not shade.black)


def _ground(values: _Values) -> Said | None:
    """Whether white words are seen on its colour; whether it is a picture; whether only letters have it."""
    colour: bool | None = None
    picture: bool | None = None
    for value in values:
        if isinstance(value, URLToken) or (
            isinstance(value, FunctionBlock) and _IMAGES.fullmatch(value.lower_name) is not None
        ):
            picture = True
        elif _measure(value) is not None or value.type == "literal":
            continue
        elif colour is None and (found := shade_of(value)) is not None:
            colour = _seen_on(found)
        elif not isinstance(value, IdentToken) or value.lower_value not in _AROUND_GROUNDS:
            return None
    return colour, picture, "text" in _words(values)


def _ground_colour(values: _Values) -> Said | None:
    found = shade_of(values[0]) if len(values) == 1 else None
    return None if found is None else (_seen_on(found),)


def _ground_picture(values: _Values) -> Said | None:
    return (said := _ground(values)) and said[1:2]


def _seen_on(ground: Shade) -> bool | None:
    """Whether white words are seen on it; None: what is below it is, too."""
    return not ground.white if ground.alpha >= (0.5 if ground.white else 0.01) else None


def _size(token: Node) -> Said | None:
    """Whether a size of letters is too small to be seen; (None,): it depends on the one around."""
    if isinstance(token, IdentToken):
        word = token.lower_value
        return (False,) if word in _SIZES else (None,) if word in ("smaller", "larger") else None
    found = _measure(token)
    if found is None or found[0] < 0 or (found[1] not in _LENGTHS and found[1]):
        return None
    value, unit = found
    if _is_none(value, unit) or (unit == "%" and value < 10) or (unit in ("px", "pt") and value < 3):
        return (True,)
    if unit == "":
        return None
    return (False,) if unit in _OF_THE_WINDOW else (None,)


def _font_size(values: _Values) -> Said | None:
    return _size(values[0]) if len(values) == 1 else None


def _font(values: _Values) -> Said | None:
    """The size in a font's short form: the first in it, before the font's name."""
    if _word(values) in _SYSTEM_FONTS:
        return (False,)
    for at, value in enumerate(values):
        if (said := _size(value)) is not None:
            rest = values[at + 1 :]
            rest = rest[2:] if rest and rest[0].type == "literal" else rest
            named = bool(rest) and all(
                isinstance(one, IdentToken | StringToken | LiteralToken) for one in rest
            )
            return said if named else None
        if not isinstance(value, NumberToken) and _word([value]) not in _BEFORE_SIZE:
            return None
    return None


def _some_size(values: _Values) -> Said | None:
    """Of what is still to be computed: whether it holds a size of its own."""
    computed = [value for value in values if isinstance(value, FunctionBlock)]
    inside = (one for value in computed for one in value.arguments)
    sized = any(isinstance(one, DimensionToken) and one.lower_unit in _OF_THE_WINDOW for one in inside)
    return (False if sized else None,) if computed else None


def _clip(values: _Values) -> Said | None:
    """Whether nothing is left of an element that is cut out."""
    first = values[0]
    if not isinstance(first, FunctionBlock) or first.lower_name != "rect" or len(values) > 1:
        return (False,) if _word(values) == "auto" else None
    sides = [_measure(one) for one in first.arguments[:16] if one.type not in ("whitespace", "literal")]
    if len(sides) != 4:
        return None
    return (all(side is not None and 0 <= side[0] <= 1 and side[1] in ("", "px") for side in sides),)


def _bar(values: _Values) -> Said | None:
    """Whether a border has a width, or a style; twice, as its short form says both."""
    measures = [found for value in values if (found := _measure(value)) is not None]
    words = _words(values)
    if "none" in words or "hidden" in words or any(value == 0 for value, _ in measures):
        return False, False
    return (True, True) if measures or not _BORDERS.isdisjoint(words) else None


def _bars_side(values: _Values) -> Said | None:
    said = _bar(values)
    return said and said[:1]


def _border(values: _Values) -> Said | None:
    """Whether there is none: said first."""
    measure = _measure(values[0])
    return (_word(values[:1]) == "none" or (measure is not None and measure[0] == 0),)


def _line(values: _Values) -> Said | None:
    """Whether words are struck out."""
    if "line-through" in _words(values):
        return (True,)
    known = all(_word([one]) in _LINES or _measure(one) or shade_of(one) for one in values)
    return (False,) if known else None


def _sides(of: _Read) -> _Read:
    """The short form for all sides: what it says of the top, the right and the left."""

    def read(values: _Values) -> Said | None:
        said = [found[0] for value in values if (found := of([value])) is not None]
        if len(said) < len(values) or len(said) > 4:
            return None
        right = said[min(1, len(said) - 1)]
        return said[0], right, said[3] if len(said) == 4 else right

    return read


def _each(read: _Read, *names: str) -> dict[str, Property]:
    """Properties that say one thing each, under their own names."""
    return {name: Property((name,), read) for name in names}


_AUTO: Final = frozenset({"auto"})
_MOVED: Final = _as_measure(lambda value, _: value <= -999, below_0=True, none=_AUTO)
_PADDED: Final = _as_measure(lambda value, _: value >= 100)
_THIN: Final = _as_measure(
    lambda value, unit: value == 0 or (value == 1 and unit in ("px", "pt")), none=_AUTO | _FITTING
)
_WIDE: Final = _as_measure(lambda value, _: value >= 1, none=_AUTO, some=_FITTING)
_OPAQUE: Final = _as_measure(lambda value, unit: value < (10 if unit else 0.1), units=_NUMBERS, below_0=True)
_CUTS: Final = _as_word("hidden", "clip", shows=frozenset({"visible", "scroll", "auto"}), most=2)
_VEILS: Final = _as_word("hidden", "collapse", shows=frozenset({"visible"}))
_IN_LETTERS: Final = Property(("letters",), _as_word("text", shows=_BOXES))
_LINED: Final = Property(("struck",), _line)

HIDING: Final = {  # each is enough
    **_each(_as_word("none", shows=_DISPLAYS), "display"),
    **_each(_as_word("all", shows=frozenset({"none"})), "mso-hide"),
    **_each(_as_word("hidden", shows=frozenset({"visible", "auto"})), "content-visibility"),
    **_each(_OPAQUE, "opacity"),
    **_each(_as_measure(_is_none, none=_FITTING | {"none"}), "max-height"),
    **_each(_as_measure(_is_none, units=_NUMBERS | {"px"}, none=frozenset({"normal"})), "zoom"),
    **_each(_clip, "clip"),
}
_BACK: Final = {
    **dict.fromkeys(("text-indent", "left", "margin-left"), "padding-left"),
    **dict.fromkeys(("top", "margin-top"), "padding-top"),
    **dict.fromkeys(("right", "margin-right"), "padding-right"),
}
AWAY: Final = tuple(_BACK.items())  # what moves it out of sight, and what brings its words back
NO_ROOM: Final = _each(_THIN, "height", "width")
ROOM: Final = {name: Property((name,), _WIDE, _likely(True)) for name in ("min-height", "min-width")}
CUT: Final = _each(_CUTS, "overflow", "overflow-x", "overflow-y")  # what has NO_ROOM
PROPERTIES: Final[dict[str, Property]] = {
    **HIDING,
    **_each(_turned, *_BACK),
    **_each(_PADDED, *_BACK.values()),
    **{
        name: Property(
            (f"{name}-top", f"{name}-right", f"{name}-left"), _sides(of), _likely(False, False, False)
        )
        for name, of in (("margin", _turned), ("padding", _PADDED))
    },
    **NO_ROOM,
    **ROOM,
    **CUT,
    "visibility": Property(("veiled",), _VEILS, _likely(None)),
    "color": Property(("white", "clear", "coloured"), _colour, _bare_colour),
    "background": Property(("ground", "ground-picture", "letters"), _ground, _likely(True, None, False)),
    "background-color": Property(("ground",), _ground_colour, _likely(True)),
    "background-image": Property(("ground-picture",), _ground_picture),
    "background-clip": _IN_LETTERS,
    "-webkit-background-clip": _IN_LETTERS,
    "font": Property(("tiny",), _font, _some_size),
    "font-size": Property(("tiny",), _font_size, _some_size),
    "border": Property(("borderless",), _border),
    "border-left": Property(("bar-width", "bar-style"), _bar, _likely(None, None)),
    "border-left-width": Property(("bar-width",), _bars_side, _likely(None)),
    "border-left-style": Property(("bar-style",), _bars_side, _likely(None)),
    "text-decoration": _LINED,
    "text-decoration-line": _LINED,
}
