"""What a style says about whether words are seen, declaration by declaration: tinycss2 reads, this weighs.

Of two declarations the later one counts, an important one more, and one that browsers would not take not at
all: else `display:none;display:x` would show what nobody sees.  What only a window can compute (`var()`,
`calc()`) counts where nothing else is said.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from tinycss2 import parse_blocks_contents
from tinycss2.ast import Declaration, Node

from hotlined.adapters.mime_read.styling.properties import PROPERTIES
from hotlined.adapters.mime_read.styling.values import Said, word_of

LONGEST: Final = 2_000  # characters of an element's own style that are looked at
Facts = dict[str, bool | None]  # by the names of `Property.about`; None: as around
_AS_AROUND: Final = frozenset({"inherit", "unset", "revert", "revert-layer"})


class Declared(NamedTuple):
    """What a style says, by how much it counts."""

    doubtful: Facts
    plain: Facts
    important: Facts


def declared(style: str | Iterable[Node]) -> Declared:
    """What a style says."""
    found = Declared({}, {}, {})
    for one in parse_blocks_contents(style, skip_comments=True, skip_whitespace=True):
        if not isinstance(one, Declaration) or one.lower_name not in PROPERTIES:
            continue
        about, read, guess = PROPERTIES[one.lower_name]
        values = [value for value in one.value if value.type != "whitespace"]
        if not values:
            continue
        weighed = found.important if one.important else found.plain
        word = word_of(values)
        said: Said | None
        if word in _AS_AROUND:
            said = (None,) * len(about)
        elif word == "initial":
            said = (None if "ground" in about[0] else False,) * len(about)
        elif (said := read(values)) is None and guess is not None:
            weighed, said = found.doubtful, guess(values)
        if said is not None:
            weighed.update(zip(about, said, strict=True))
    return found


def together(found: Declared) -> Facts:
    """What holds where nothing else is said."""
    return found.doubtful | found.plain | found.important


@lru_cache(maxsize=2_048)
def own_style(style: str) -> tuple[Declared, Facts]:
    """What an element's own style says, and what of it holds; of no more than LONGEST characters."""
    found = declared(style)
    return found, together(found)
