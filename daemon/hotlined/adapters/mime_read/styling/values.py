"""The values of a declaration, words and measures, and what reads them by one question."""

from collections.abc import Callable, Sequence
from typing import Final

from tinycss2.ast import (
    DimensionToken,
    FunctionBlock,
    IdentToken,
    LiteralToken,
    Node,
    NumberToken,
    PercentageToken,
    StringToken,
)

Said = tuple[bool | None, ...]  # None: that it is as around
Values = Sequence[Node]  # without blanks, and one at least
Read = Callable[[Values], Said | None]  # None: nothing that all browsers would take

_OF_THE_WINDOW: Final = frozenset(
    {"px", "pt", "pc", "mm", "cm", "in", "q", "rem", "vw", "vh", "vmin", "vmax"}
)
_LENGTHS: Final = _OF_THE_WINDOW | {"em", "ex", "ch", "%"}
_SIZES: Final = frozenset(
    {"xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large"}
)
_BEFORE_SIZE: Final = frozenset(
    {"normal", "italic", "oblique", "small-caps", "bold", "bolder", "lighter", "condensed", "expanded"}
)


def likely(*said: bool | None) -> Read:
    """Of a value that only a window can compute: what it says, likely."""
    return lambda values: said if any(isinstance(value, FunctionBlock) for value in values) else None


def word_of(values: Values) -> str:
    """The only word; "" where there is something else."""
    return values[0].lower_value if len(values) == 1 and isinstance(values[0], IdentToken) else ""


def words_of(values: Values) -> list[str]:
    """The words in their order."""
    return [value.lower_value for value in values if isinstance(value, IdentToken)]


def measure_of(token: Node) -> tuple[float, str] | None:
    """A number and its unit."""
    if isinstance(token, NumberToken):
        return token.value, ""
    if isinstance(token, PercentageToken):
        return token.value, "%"
    return (token.value, token.lower_unit) if isinstance(token, DimensionToken) else None


def is_none(value: float, unit: str) -> bool:
    """Whether a measure is nought, or as good as that."""
    return value == 0 or (0 < value < 0.1 and unit in ("", "px", "pt", "em", "rem", "%"))


def by_word(*hides: str, shows: frozenset[str], most: int = 1) -> Read:
    """Of a word: whether it is one of those that hide."""

    def read(values: Values) -> Said | None:
        words = words_of(values)
        known = all(word in hides or word in shows for word in words)
        taken = known and len(words) == len(values) <= most
        return (any(word in hides for word in words),) if taken else None

    return read


def by_measure(
    holds: Callable[[float, str], bool],
    *,
    units: frozenset[str] = _LENGTHS,
    below_0: bool = False,
    none: frozenset[str] = frozenset(),
    some: frozenset[str] = frozenset(),
) -> Read:
    """Of a number with its unit: whether something holds of it; not of the words `none`, and of `some`."""

    def read(values: Values) -> Said | None:
        found = measure_of(values[0])
        if found is None or len(values) > 1:
            return (word in some,) if (word := word_of(values)) in none or word in some else None
        value, unit = found
        taken = (value >= 0 or below_0) and (unit in units or (value == 0 and unit == ""))
        return (holds(*found),) if taken else None

    return read


def by_sides(of: Read) -> Read:
    """The short form for all sides: what it says of the top and the left."""

    def read(values: Values) -> Said | None:
        said = [found[0] for value in values if (found := of([value])) is not None]
        if len(said) < len(values) or len(said) > 4:
            return None
        return said[0], said[(0, 1, 1, 3)[len(said) - 1]]

    return read


def _size(token: Node) -> Said | None:
    """Whether a size of letters is too small to be seen; (None,): it depends on the one around."""
    if isinstance(token, IdentToken):
        word = token.lower_value
        return (False,) if word in _SIZES else (None,) if word in ("smaller", "larger") else None
    found = measure_of(token)
    if found is None or found[0] < 0 or (found[1] not in _LENGTHS and found[1]):
        return None
    value, unit = found
    if is_none(value, unit) or (unit == "%" and value < 10) or (unit in ("px", "pt") and value < 3):
        return (True,)
    if unit == "":
        return None
    return (False,) if unit in _OF_THE_WINDOW else (None,)


def of_size(values: Values) -> Said | None:
    """Whether letters are too small to be seen."""
    return _size(values[0]) if len(values) == 1 else None


def of_font(values: Values) -> Said | None:
    """The size in a font's short form: the first in it, before the font's name."""
    for at, value in enumerate(values):
        if (said := _size(value)) is not None:
            rest = values[at + 1 :]
            rest = rest[2:] if rest and rest[0].type == "literal" else rest
            named = bool(rest) and all(
                isinstance(one, IdentToken | StringToken | LiteralToken) for one in rest
            )
            return said if named else None
        if not isinstance(value, NumberToken) and word_of([value]) not in _BEFORE_SIZE:
            return None
    return None


def some_size(values: Values) -> Said | None:
    """Of what is still to be computed: whether it holds a size of its own."""
    computed = [value for value in values if isinstance(value, FunctionBlock)]
    inside = (one for value in computed for one in value.arguments)
    sized = any(isinstance(one, DimensionToken) and one.lower_unit in _OF_THE_WINDOW for one in inside)
    return (False if sized else None,) if computed else None
