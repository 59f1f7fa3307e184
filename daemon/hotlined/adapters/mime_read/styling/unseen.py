"""Which words of an HTML mail its reader does not see, as far as its styles say so.

What nobody has seen is nobody's word: it may come from a mail that somebody answered, and would be signed
with the answer.  Known is what stands at an element, and what the style sheets say of it.  A request to wait
is heard among such words, too, so that an error in either direction is a safe one.
"""

from collections.abc import Iterable
from typing import Final

from hotlined.adapters.mime_read.styling.properties import AWAY, CUT, HIDING, NO_ROOM
from hotlined.adapters.mime_read.styling.shades import shade_named
from hotlined.adapters.mime_read.styling.styles import Facts

_GROWING: Final = frozenset({"table", "tbody", "tr", "td", "th"})  # their height and width are the least
_WHOLE: Final = frozenset({"html", "body"})  # what they cut is cut at the window's edges


def hides(tag: str, facts: Facts, attrs: dict[str, str]) -> bool:
    """Whether an element shows nothing, whatever stands in it."""
    if "hidden" in attrs:
        return True
    if not facts:
        return False
    grows = tag in _WHOLE or (tag in _GROWING and "display" not in facts)
    return (
        _any(facts, HIDING)
        or bool(facts.get("clear") and not facts.get("letters"))
        or _any_lasts(facts, AWAY)
        or (not grows and _any(facts, CUT) and _any_lasts(facts, NO_ROOM))
    )


def is_tiny(facts: Facts, attrs: dict[str, str]) -> bool | None:
    """Whether an element makes its words too small to see; None: it says nothing that counts.

    What stands in it may have a size of its own: many newsletters set none around all their words."""
    tiny = facts.get("tiny")
    return False if tiny is None and attrs.get("size", "").strip() else tiny


def is_veiled(facts: Facts) -> bool | None:
    """Whether an element makes its words invisible, but for those that are visible again."""
    return facts.get("veiled")


def is_white(facts: Facts, attrs: dict[str, str]) -> bool | None:
    """Whether an element makes its words white; None: it says nothing of their colour."""
    if "white" in facts:
        return facts["white"]
    named = attrs.get("color", "").strip()
    return (found := shade_named(named)) is not None and found.white if named else None


def has_ground(facts: Facts, attrs: dict[str, str]) -> bool | None:
    """Whether an element has a ground on which white words can be seen; None: it says nothing."""
    if facts.get("ground-picture", bool(attrs.get("background", "").strip())):
        return True
    if "ground" in facts:
        return facts["ground"]
    named = attrs.get("bgcolor", "").strip().lower()
    if named in ("", "none", "transparent", "inherit", "initial"):
        return None
    return (found := shade_named(named)) is None or not found.white


def _any(facts: Facts, names: Iterable[str]) -> bool:
    return any(map(facts.get, names))


def _any_lasts(facts: Facts, names: Iterable[tuple[str, str]]) -> bool:
    """Whether something is so, and what undoes it is not."""
    return any(facts.get(done) and not facts.get(undone) for done, undone in names)
