"""The selectors of a style sheet: what they ask of an element, and of those around and before it.

Read are names, classes, ids, attributes, `:not()`, `:link` and `:root`, in all four ways to stand to each
other.  Whether `:last-child` and its like hold is not known as an element begins, and is in doubt.  What a
reader does (`:hover`) and what is no element (`::before`) names none.  A rule with what is no selector is
left out, as browsers do.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from tinycss2.ast import (
    FunctionBlock,
    HashToken,
    IdentToken,
    LiteralToken,
    Node,
    SquareBracketsBlock,
    StringToken,
)

ANY: Final = "*"  # the name of all elements
Weight = tuple[int, int, int]  # ids, classes and the like, names
_HOLDS: Final[dict[str, Callable[[str, str], bool]]] = {
    "": lambda has, value: True,
    "=": lambda has, value: has == value,
    "~=": lambda has, value: value in has.split(),
    "|=": lambda has, value: has == value or has.startswith(f"{value}-"),
    "^=": lambda has, value: bool(value) and has.startswith(value),
    "$=": lambda has, value: bool(value) and has.endswith(value),
    "*=": lambda has, value: bool(value) and value in has,
}
_LETTERS: Final = 100  # of an attribute, which are looked through as fast as a name is looked up
_OF_OTHERS: Final = ("-ms-", "-moz-", "-o-", "-khtml-")  # what only another program would take


class _NoSelectorError(ValueError):
    """What stands there is no selector."""


class Attribute(NamedTuple):
    """What a selector asks of an attribute, in lower case."""

    name: str
    operator: str = ""
    value: str = ""

    def holds(self, attrs: Mapping[str, str]) -> bool:
        """Whether it is so."""
        has = attrs.get(self.name)
        return has is not None and _HOLDS[self.operator](has.lower(), self.value)


class Compound(NamedTuple):
    """What a selector asks of one element."""

    names: frozenset[str]  # all of them, as `names_of` says them
    attributes: tuple[Attribute, ...] = ()
    without: tuple["Compound", ...] = ()  # none of these
    doubtful: bool = False  # more is asked than is known

    @property
    def key(self) -> str:
        """The name that the fewest elements have, likely."""
        return max(self.names, key=lambda name: (name[0] in "#.", name != ANY, name), default=ANY)

    def cost(self, attrs: Mapping[str, str]) -> int:
        """How much there is to look at, of attributes each letter."""
        if not self.attributes and not self.without:
            return 1
        letters = sum(len(attrs.get(one.name, "")) for one in self.attributes)
        others = sum(other.cost(attrs) for other in self.without)
        return 1 + len(self.attributes) + letters // _LETTERS + others

    def fits(self, names: frozenset[str], attrs: Mapping[str, str]) -> bool:
        """Whether an element is such a one."""
        if not self.names <= names:
            return False
        if self.attributes and not all(one.holds(attrs) for one in self.attributes):
            return False
        return not self.without or not any(one.fits(names, attrs) for one in self.without)


Parts = tuple[tuple[str, Compound], ...]  # elements from the first, each with how it stands to that before


class Selector(NamedTuple):
    """A selector, and how much it weighs."""

    parts: Parts
    weight: Weight

    @property
    def doubtful(self) -> bool:
        """Whether it may name fewer elements than are known to fit."""
        return any(asks.doubtful for _, asks in self.parts)


_Asked = tuple[Compound | None, Weight]  # None: no element is such a one
_DOUBTFUL: Final = Compound(frozenset(), doubtful=True)
_KNOWN: Final = {
    **{f"{which}-{of}": _DOUBTFUL for which in ("first", "last", "only") for of in ("child", "of-type")},
    "empty": _DOUBTFUL,
    **dict.fromkeys(("link", "any-link"), Compound(frozenset({"a"}), (Attribute("href"),))),
    "root": Compound(frozenset({"html"})),
}


def names_of(tag: str, attrs: Mapping[str, str]) -> list[str]:
    """The names that an element has in selectors, in lower case."""
    names = [ANY, tag, *(f".{name}" for name in attrs.get("class", "")[:2_000].lower().split())]
    return [*names, f"#{attrs['id'].strip().lower()}"] if "id" in attrs else names


def selectors_of(prelude: Sequence[Node]) -> list[Selector]:
    """The selectors of a rule that may hold while a mail is read."""
    try:
        return [found for one in _parted(prelude) if (found := _selector(one)) is not None]
    except _NoSelectorError:
        return []


def _parted(tokens: Sequence[Node]) -> Iterator[list[Node]]:
    piece: list[Node] = []
    for token in tokens:
        if _is(token, ","):
            yield piece
            piece = []
        else:
            piece.append(token)
    yield piece


def _selector(tokens: Sequence[Node]) -> Selector | None:
    """None: it names nothing."""
    read = [(how, *_compound(piece)) for how, piece in _pieces(tokens)]
    parts = tuple((how, compound) for how, compound, _ in read if compound is not None)
    return Selector(parts, _sum(weight for *_, weight in read)) if len(parts) == len(read) else None


def _pieces(tokens: Sequence[Node]) -> list[tuple[str, list[Node]]]:
    """Of each element, how it stands to the one before, and what is asked of it."""
    pieces: list[tuple[str, list[Node]]] = [("", [])]
    for token in tokens:
        sign = " " if token.type == "whitespace" else next((one for one in ">+~" if _is(token, one)), "")
        how, piece = pieces[-1]
        if not sign:
            piece.append(token)
        elif piece:
            pieces.append((sign, []))
        elif sign != " ":
            if how != " ":
                raise _NoSelectorError
            pieces[-1] = (sign, piece)
    if pieces[-1] == (" ", []):
        del pieces[-1]
    return pieces


def _compound(piece: Sequence[Node]) -> _Asked:
    tokens = iter(piece)
    read = [_simple(token, tokens, first=token is piece[0]) for token in tokens]
    if not read:
        raise _NoSelectorError
    asked = [one for one, _ in read if one is not None]
    whole = Compound(
        frozenset().union(*(one.names for one in asked)),
        tuple(attribute for one in asked for attribute in one.attributes),
        tuple(other for one in asked for other in one.without),
        any(one.doubtful for one in asked),
    )
    return (whole if len(asked) == len(read) else None), _sum(weight for _, weight in read)


def _simple(token: Node, following: Iterator[Node], *, first: bool) -> _Asked:
    """One thing that is asked of an element."""
    if isinstance(token, IdentToken) and first:
        return _named(token.lower_value), (0, 0, 1)
    if _is(token, ANY) and first:
        return _named(ANY), (0, 0, 0)
    if isinstance(token, HashToken) and token.is_identifier:
        return _named(f"#{token.value.lower()}"), (1, 0, 0)
    if isinstance(token, SquareBracketsBlock):
        return Compound(frozenset(), (_attribute(token.content),)), (0, 1, 0)
    if _is(token, ".") and isinstance(name := next(following, None), IdentToken):
        return _named(f".{name.value.lower()}"), (0, 1, 0)
    if _is(token, ":"):
        return _pseudo(next(following, None), following)
    raise _NoSelectorError


def _pseudo(token: Node | None, following: Iterator[Node]) -> _Asked:
    """What stands behind a colon."""
    if token is not None and _is(token, ":"):
        token = next(following, None)
    elif isinstance(token, IdentToken) and token.lower_value in _KNOWN:
        return _KNOWN[token.lower_value], (0, 1, 0)
    elif isinstance(token, FunctionBlock):
        return _without(token.arguments) if token.lower_name == "not" else (_DOUBTFUL, (0, 1, 0))
    name = getattr(token, "lower_value", getattr(token, "lower_name", ""))
    if not isinstance(token, IdentToken | FunctionBlock) or name.startswith(_OF_OTHERS):
        raise _NoSelectorError
    return None, (0, 1, 0)


def _without(tokens: Sequence[Node]) -> _Asked:
    if any(isinstance(token, FunctionBlock) for token in tokens):
        return _DOUBTFUL, (0, 1, 0)
    others = [found for one in _parted(tokens) if (found := _selector(one)) is not None]
    if any(one.doubtful or len(one.parts) > 1 for one in others):
        return _DOUBTFUL, (0, 1, 0)
    without = tuple(one.parts[0][1] for one in others)
    return Compound(frozenset(), (), without), max((one.weight for one in others), default=(0, 1, 0))


def _attribute(tokens: Sequence[Node]) -> Attribute:
    match [token for token in tokens if token.type != "whitespace"]:
        case [IdentToken() as name]:
            return Attribute(name.lower_value)
        case [IdentToken() as name, LiteralToken() as sign, IdentToken() | StringToken() as value, *flag]:
            if sign.value in _HOLDS and [one.type for one in flag] in ([], ["ident"]):
                return Attribute(name.lower_value, sign.value, value.value.lower())
    raise _NoSelectorError


def _named(name: str) -> Compound:
    return Compound(frozenset({name}))


def _sum(weights: Iterable[Weight]) -> Weight:
    ids, classes, tags = map(sum, zip(*weights, strict=True))
    return ids, classes, tags


def _is(token: Node, sign: str) -> bool:
    return isinstance(token, LiteralToken) and token.value == sign
