"""What a declaration of a style says about whether words are seen: of each property that bears on it.

A value that browsers would not take says nothing; what only a window can compute (`var()`, `calc()`) says
what is likely.
"""

import re
from typing import Final, NamedTuple

from tinycss2.ast import FunctionBlock, IdentToken, URLToken

from hotlined.adapters.mime_read.styling.shades import Shade, bare_shade, shade_of
from hotlined.adapters.mime_read.styling.values import (
    Read,
    Said,
    Values,
    by_measure,
    by_sides,
    by_word,
    is_none,
    likely,
    measure_of,
    of_font,
    of_size,
    some_size,
    word_of,
    words_of,
)

_DISPLAYS: Final = frozenset(
    {"block", "inline", "inline-block", "flex", "inline-flex", "grid", "inline-grid", "table"}
    | {"inline-table", "table-row", "table-cell", "table-row-group", "table-header-group"}
    | {"table-footer-group", "table-column", "table-column-group", "table-caption", "list-item"}
    | {"contents", "flow-root", "-webkit-box", "-webkit-flex"}
)
_NUMBERS: Final = frozenset({"", "%"})
_FITTING: Final = frozenset({"max-content", "min-content", "fit-content"})
_BORDERS: Final = frozenset({"solid", "dotted"})  # of bars that quote
_BOXES: Final = frozenset({"border-box", "padding-box", "content-box"})
_AROUND_GROUNDS: Final = _BOXES | (
    {"repeat", "repeat-x", "repeat-y", "no-repeat", "space", "round", "scroll", "fixed", "local"}
    | {"top", "bottom", "left", "right", "center", "cover", "contain", "auto", "text", "none"}
)
_IMAGES: Final = re.compile(r"url|src|image|(?:-\w+-)?(?:image-set|cross-fade|element|(?:[\w-]+-)?gradient)")


class Property(NamedTuple):
    """What a property says."""

    about: tuple[str, ...]  # the names of what it says
    read: Read
    guess: Read | None = None  # of what `read` does not take


def _turned(values: Values) -> Said | None:
    """Whether something is moved out of sight: in mails without a doctype without a unit, too."""
    found = measure_of(values[0])
    return (True,) if found is not None and found[0] <= -999 else _MOVED(values)


def _colour(values: Values) -> Said | None:
    """Whether words are white; to be seen through; in a colour of their own."""
    if word_of(values) == "currentcolor":
        return None, None, None
    return _coloured(shade_of(values[0])) if len(values) == 1 else None


def _bare_colour(values: Values) -> Said | None:
    """As browsers read a mail without a doctype: a colour without its "#"."""
    bare = _coloured(bare_shade(values[0])) if len(values) == 1 else None
    return bare or likely(False, False, True)(values)


def _coloured(shade: Shade | None) -> Said | None:
    return None if shade is None else (shade.white, shade.alpha == 0, not shade.black)


def _ground(values: Values) -> Said | None:
    """Whether white words are seen on its colour; whether it is a picture; whether only letters have it."""
    colour: bool | None = None
    picture: bool | None = None
    for value in values:
        if isinstance(value, URLToken) or (
            isinstance(value, FunctionBlock) and _IMAGES.fullmatch(value.lower_name) is not None
        ):
            picture = True
        elif measure_of(value) is not None or value.type == "literal":
            continue
        elif colour is None and (found := shade_of(value)) is not None:
            colour = _seen_on(found)
        elif not isinstance(value, IdentToken) or value.lower_value not in _AROUND_GROUNDS:
            return None
    return colour, picture, "text" in words_of(values)


def _ground_colour(values: Values) -> Said | None:
    found = shade_of(values[0]) if len(values) == 1 else None
    return None if found is None else (_seen_on(found),)


def _ground_picture(values: Values) -> Said | None:
    return (said := _ground(values)) and said[1:2]


def _seen_on(ground: Shade) -> bool | None:
    """Whether white words are seen on it; None: what is below it is, too."""
    return not ground.white if ground.alpha >= (0.5 if ground.white else 0.01) else None


def _clip(values: Values) -> Said | None:
    """Whether nothing is left of an element that is cut out."""
    first = values[0]
    if not isinstance(first, FunctionBlock) or first.lower_name != "rect" or len(values) > 1:
        return (False,) if word_of(values) == "auto" else None
    sides = [measure_of(one) for one in first.arguments[:16] if one.type not in ("whitespace", "literal")]
    if len(sides) != 4:
        return None
    return (all(side is not None and 0 <= side[0] <= 1 and side[1] in ("", "px") for side in sides),)


def _bar(values: Values) -> Said | None:
    """Whether a border has a width, or a style; twice, as its short form says both."""
    measures = [found for value in values if (found := measure_of(value)) is not None]
    words = words_of(values)
    if "none" in words or "hidden" in words or any(value == 0 for value, _ in measures):
        return False, False
    return (True, True) if measures or not _BORDERS.isdisjoint(words) else None


def _bars_side(values: Values) -> Said | None:
    said = _bar(values)
    return said and said[:1]


def _border(values: Values) -> Said | None:
    """Whether there is none: said first."""
    measure = measure_of(values[0])
    return (word_of(values[:1]) == "none" or (measure is not None and measure[0] == 0),)


def _line(values: Values) -> Said | None:
    """Whether words are struck out."""
    return ("line-through" in words_of(values),)


def _each(read: Read, *names: str) -> dict[str, Property]:
    """Properties that say one thing each, under their own names."""
    return {name: Property((name,), read) for name in names}


_AUTO: Final = frozenset({"auto"})
_MOVED: Final = by_measure(lambda value, _: value <= -999, below_0=True, none=_AUTO)
_PADDED: Final = by_measure(lambda value, _: value >= 100)
_THIN: Final = by_measure(
    lambda value, unit: value == 0 or (value == 1 and unit in ("px", "pt")), none=_AUTO | _FITTING
)
_WIDE: Final = by_measure(lambda value, _: value >= 1, none=_AUTO, some=_FITTING)
_OPAQUE: Final = by_measure(lambda value, unit: value < (10 if unit else 0.1), units=_NUMBERS, below_0=True)
_CUTS: Final = by_word("hidden", "clip", "scroll", "auto", shows=frozenset({"visible"}), most=2)
_VEILS: Final = by_word("hidden", "collapse", shows=frozenset({"visible"}))
_IN_LETTERS: Final = Property(("letters",), by_word("text", shows=_BOXES))
_LINED: Final = Property(("struck",), _line)

HIDING: Final = {  # each is enough
    **_each(by_word("none", shows=_DISPLAYS), "display"),
    **_each(by_word("all", shows=frozenset({"none"})), "mso-hide"),
    **_each(by_word("hidden", shows=frozenset({"visible", "auto"})), "content-visibility"),
    **_each(_OPAQUE, "opacity"),
    **_each(_clip, "clip"),
}
_BACK: Final = {
    **dict.fromkeys(("text-indent", "left", "margin-left", "right"), "padding-left"),
    **dict.fromkeys(("top", "margin-top"), "padding-top"),
}
AWAY: Final = tuple(_BACK.items())  # what moves it out of sight, and what brings its words back
_ROOM: Final = {"height": "min-height", "max-height": "min-height", "width": "min-width"}
NO_ROOM: Final = tuple(_ROOM.items())  # what leaves no room, and what makes it again
CUT: Final = _each(_CUTS, "overflow", "overflow-x", "overflow-y")  # what has none
PROPERTIES: Final[dict[str, Property]] = {
    **HIDING,
    **_each(_turned, *_BACK),
    **_each(_PADDED, *_BACK.values()),
    **{
        name: Property((f"{name}-top", f"{name}-left"), by_sides(of))
        for name, of in (("margin", _turned), ("padding", _PADDED))
    },
    **_each(_THIN, "height", "width"),
    **_each(by_measure(is_none, none=_FITTING | {"none"}), "max-height"),
    **{name: Property((name,), _WIDE, likely(True)) for name in _ROOM.values()},
    **CUT,
    "visibility": Property(("veiled",), _VEILS),
    "color": Property(("white", "clear", "coloured"), _colour, _bare_colour),
    "background": Property(("ground", "ground-picture", "letters"), _ground, likely(True, None, False)),
    "background-color": Property(("ground",), _ground_colour, likely(True)),
    "background-image": Property(("ground-picture",), _ground_picture),
    "background-clip": _IN_LETTERS,
    "-webkit-background-clip": _IN_LETTERS,
    "font": Property(("tiny",), of_font, some_size),
    "font-size": Property(("tiny",), of_size, some_size),
    "border": Property(("borderless",), _border),
    "border-left": Property(("bar-width", "bar-style"), _bar),
    "border-left-width": Property(("bar-width",), _bars_side),
    "border-left-style": Property(("bar-style",), _bars_side),
    "text-decoration": _LINED,
    "text-decoration-line": _LINED,
}
