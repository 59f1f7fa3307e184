"""Who writes, as far as a name tells: it may be a word of waiting in some language ("Hall", "Pause")."""

import re
from collections.abc import Collection
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.replies.folding import folded
from hotlined.domain.replies.lexicon import tokens
from hotlined.domain.values.address import Address

MOST: Final = 4  # words of a name
_PARTS: Final = re.compile(r"[\W\d_]+")
_SERGEANT: Final = re.compile(r"\s*PS (?=[^\W\d_])")
WRITER: Final = "writer"  # a hint: the line is the writer's name


def names_of(sender: Address | None, site: Site) -> frozenset[str]:
    """The words before the @ of the writer's address, and the name of a contact person who has it; folded."""
    if sender is None:
        return frozenset()
    contacts = (contact for unit in site.units if (contact := unit.contact) is not None)
    known = [one.name for one in contacts if one.address == sender]
    return folded(_PARTS.sub(" ", " ".join((sender.local, *known))))


def is_the_writer(text: str, names: Collection[str]) -> bool:
    """Whether a line is nothing but the writer's name, of two words at least: "Peeter Hall", "P. Hall".

    One word alone may be meant; so may any that is not among `names`.  A police sergeant signs "PS Hall".
    """
    words = tokens(text)
    if len(words) > 1 and _SERGEANT.match(text):
        last = words[-1].word
        others = (one.word in names or len(one.word) == 1 for one in words[1:])
        return len(last) > 1 and last in names and all(others)
    if not 2 <= len(words) <= MOST or not all(one.raw[:1].isupper() for one in words):
        return False
    known = [one.word in names for one in words]
    initials = (len(one.raw) == 1 and any(name.startswith(one.word) for name in names) for one in words)
    return any(known) and all(map(any, zip(known, initials, strict=True)))
