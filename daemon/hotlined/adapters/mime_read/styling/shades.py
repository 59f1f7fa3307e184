"""What a colour is, as far as it decides whether words are seen: tinycss2 reads those of styles."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from tinycss2 import parse_one_component_value
from tinycss2.ast import DimensionToken, FunctionBlock, HashToken, IdentToken, Node, NumberToken
from tinycss2.color4 import Color, parse_color

_NEARLY_WHITE: Final = 249.5 / 255  # in red, green and blue
_LIGHTEST: Final = 98  # in lab()
_BARE: Final = re.compile(r"[0-9a-f]{3}(?:[0-9a-f]{3})?", re.IGNORECASE)  # without "#", as old mails have it
_LONGEST: Final = 16  # tokens in the brackets of a colour
_LONGEST_NAME: Final = 40  # characters
_BLACK: Final = frozenset({"windowtext", "canvastext"})  # of the system, as words mostly are
_OF_THE_SYSTEM: Final = frozenset(
    {"window", "canvas", "buttontext", "buttonface", "graytext", "linktext", "visitedtext", "activetext"}
    | {"fieldtext", "highlight", "highlighttext", "infotext", "menutext", "captiontext", "-webkit-link"}
)


class Shade(NamedTuple):
    """A colour."""

    white: bool = False
    black: bool = False
    alpha: float = 1.0


def shade_of(token: Node) -> Shade | None:
    """The colour that a value is; None: it is none, or one that only a window could compute."""
    if isinstance(token, HashToken):
        return _shade(f"#{token.value}")
    if isinstance(token, IdentToken):
        if token.lower_value in _BLACK | _OF_THE_SYSTEM:
            return Shade(black=token.lower_value in _BLACK)
        return _shade(token.lower_value)
    return _computed(token) if isinstance(token, FunctionBlock) and len(token.arguments) <= _LONGEST else None


def bare_shade(token: Node) -> Shade | None:
    """The colour of a value without its "#"."""
    if isinstance(token, IdentToken):
        return _bare(token.value)
    if isinstance(token, NumberToken | DimensionToken):
        return _bare(token.representation + (token.unit if isinstance(token, DimensionToken) else ""))
    return None


def shade_named(value: str) -> Shade | None:
    """The colour of an attribute (`color`, `bgcolor`): a name, or a number that need not have its "#"."""
    return _shade(value.strip().lower()) or _bare(value.strip())


def _bare(value: str) -> Shade | None:
    return _shade(f"#{value}") if _BARE.fullmatch(value) else None


def _shade(named: str) -> Shade | None:
    return _known(named) if 0 < len(named) <= _LONGEST_NAME else None


@lru_cache(maxsize=512)
def _known(named: str) -> Shade | None:
    return _computed(parse_one_component_value(named))


def _computed(token: Node) -> Shade | None:
    try:
        found = parse_color(token)  # type: ignore[arg-type]  # the stubs forget that it takes a single one
    except ValueError:  # `color()`
        return None
    if not isinstance(found, Color):
        return None
    try:
        *channels, alpha = (one or 0.0 for one in found.to("srgb"))
    except NotImplementedError:
        return Shade(white=_is_light(found))
    return Shade(min(channels) >= _NEARLY_WHITE, max(channels) <= 0.0, alpha)


def _is_light(colour: Color) -> bool:
    """Of a colour that has no red, green and blue: as white as can be, as far as the library knows."""
    try:
        return (colour.to("lab")[0] or 0.0) >= _LIGHTEST
    except NotImplementedError:
        return False
