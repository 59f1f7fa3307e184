"""Which words of an HTML mail its reader does not see, as far as its styles say so.

What nobody has seen is nobody's word: it may come from a mail that somebody answered, and would be signed
with the answer.  Known is what stands at an element, and what a style sheet says of a class by its name.  A
request to wait is heard among such words, too, so that an error in either direction is a safe one.
"""

import re
from collections.abc import Iterator
from typing import Final

LONGEST_SHEET: Final = 50_000  # characters of style sheets that are looked at
_END: Final = r"(?:!important)?(?:;|$)"
_HIDES: Final = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|mso-hide:all|(?:^|;)color:transparent"
    rf"|(?:^|;)opacity:0?(?:\.0\d*)?{_END}"
    rf"|(?:max-height|font-size|zoom):0(?:\.0\d*)?(?:px|pt|em|rem|%)?{_END}"
    rf"|font-size:[12](?:\.\d+)?(?:px|pt){_END}"
    r"|(?:text-indent|(?:^|;)(?:margin-)?(?:left|top|right)):-(?:999|\d{4,})|(?:^|;)clip:rect\(0"
)
_NO_ROOM: Final = re.compile(rf"(?:^|;)(?:height|width):[01]?(?:px|pt|em|%)?{_END}")
_CLIPS: Final = re.compile(r"overflow(?:-[xy])?:(?:hidden|clip)")
_WHITE: Final = r"(?:white|#f[a-f]f[a-f]f[a-f]|#fff|rgba?\(25[0-5],25[0-5],25[0-5](?:,[\d.]{1,5})?\))"
_WORDS: Final = re.compile(r"(?:^|;)color:(?!inherit)")
_WHITE_WORDS: Final = re.compile(rf"(?:^|;)color:{_WHITE}{_END}")
_WHITE_VALUE: Final = re.compile(_WHITE)
_GROUND: Final = re.compile(r"(?:^|;)background(?:-color|-image)?:([^;]{1,200})")
_PLAIN_GROUND: Final = re.compile(rf"(?:{_WHITE}|none|transparent|inherit|initial|unset)(?:!important)?")
_CLASS: Final = re.compile(r"(?:^|,)\s*[a-z]{0,12}\.([\w-]{1,80})\s*(?=,|$)")
_SHEET: Final = re.compile(r"<style\b[^<>]*>([^<]*)", re.IGNORECASE)


def squeezed(style: str) -> str:
    """A style without blanks and in lower case, as far as it is looked at."""
    return "".join(style[:2_000].lower().split())


def hides(style: str, attrs: dict[str, str], classes: frozenset[str]) -> bool:
    """Whether an element shows nothing; `classes`: those that a style sheet hides."""
    if "hidden" in attrs or _HIDES.search(style) is not None:
        return True
    if _NO_ROOM.search(style) is not None and _CLIPS.search(style) is not None:
        return True
    return bool(classes) and not classes.isdisjoint(attrs.get("class", "")[:2_000].lower().split())


def is_white(style: str, attrs: dict[str, str]) -> bool | None:
    """Whether an element makes its words white; None: it says nothing of their colour."""
    if _WORDS.search(style) is not None:
        return _WHITE_WORDS.search(style) is not None
    named = attrs.get("color", "").strip().lower()
    return _WHITE_VALUE.fullmatch(named) is not None if named else None


def has_ground(style: str, attrs: dict[str, str]) -> bool | None:
    """Whether an element has a ground on which white words can be seen; None: it says nothing."""
    found = [one.strip().lower() for one in (attrs.get("bgcolor", ""), attrs.get("background", "")) if one]
    found += _GROUND.findall(style)
    if not found:
        return None
    return any(_PLAIN_GROUND.fullmatch(one) is None for one in found)


def hidden_classes(markup: str) -> frozenset[str]:
    """The classes of which the style sheets of a mail say that they show nothing."""
    return frozenset(_hidden(markup))


def _hidden(markup: str) -> Iterator[str]:
    left = LONGEST_SHEET
    for sheet in _SHEET.finditer(markup):
        text = sheet[1][:left].lower()
        left -= len(text)
        for rule in text.split("}"):
            selectors, _, style = rule.rpartition("{")
            if hides(squeezed(style), {}, frozenset()):
                yield from _CLASS.findall(selectors.rpartition("{")[2].strip()[:2_000])
        if left <= 0:
            return
