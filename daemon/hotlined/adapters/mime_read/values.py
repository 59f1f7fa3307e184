"""The values of a declaration, words and measures, and what reads them by one question."""

from collections.abc import Callable, Sequence
from typing import Final

from tinycss2.ast import DimensionToken, FunctionBlock, IdentToken, Node, NumberToken, PercentageToken

Said = tuple[bool | None, ...]  # None: that it is as around
Values = Sequence[Node]  # without blanks, and one at least
Read = Callable[[Values], Said | None]  # None: nothing that all browsers would take

OF_THE_WINDOW: Final = frozenset({"px", "pt", "pc", "mm", "cm", "in", "q", "rem", "vw", "vh", "vmin", "vmax"})
LENGTHS: Final = OF_THE_WINDOW | {"em", "ex", "ch", "%"}


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
    units: frozenset[str] = LENGTHS,
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
