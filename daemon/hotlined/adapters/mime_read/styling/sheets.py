"""What the style sheets of a mail say of an element by its name, class and id; tinycss2 reads them.

Of selectors those are known that name one element by itself: `p`, `.n`, `p.n`, `#i`, `p#i`.  Of the others
only this counts: that something in what they begin with has a ground, as white words may stand there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import tinycss2
from tinycss2.ast import AtRule, HashToken, IdentToken, LiteralToken, Node, QualifiedRule

from hotlined.adapters.mime_read.markup import Text
from hotlined.adapters.mime_read.styling.styles import LONGEST, Facts, declared, own_style, together

LONGEST_SHEET: Final = 50_000  # characters of style sheets that are looked at
_HERE: Final = re.compile(r"(?:(?:only)?(?:all|screen)(?:and)?)?(?:\(.*)?")  # media; not paper
# A small window, a phone, a dark theme, another program: where the officer did not read the mail.
_ELSEWHERE: Final = re.compile(
    r"(?:max-(?:device-)?(?:width|height):|(?:width|height)<=?)\d{1,3}(?:\.\d+)?(?:px|em|rem)"
    r"|prefers-|orientation:portrait|pointer:coarse|hover:none|forced-colors"
    r"|-ms-|-moz-|-webkit-(?:touch|overflow)"
)
_LONG_NUMBER: Final = re.compile(r"([0-9]{99})[0-9]+")  # Python reads 4,300 digits, and raises at more
_OWN: Final = 1_000  # how much an element's own style counts; an id 100, a class 10, a name 1

_Weight = tuple[int, int, int]  # how much it counts: by itself, by its selector, by its place
_Weighed = dict[str, tuple[_Weight, bool | None]]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """What the style sheets of a mail say of elements."""

    rules: dict[str, _Weighed] = field(default_factory=dict)  # by a selector that names an element by itself
    around: frozenset[str] = frozenset()  # selectors of elements in which something has a ground

    def facts(self, tag: str, attrs: dict[str, str]) -> tuple[Facts, Facts]:
        """What an element's own style says, and what holds of it with what the sheets say."""
        style = attrs.get("style", "")
        said, own = own_style(style[:LONGEST])
        if not self.rules:
            return own, own
        named = [found for name in _names(tag, attrs) if (found := self.rules.get(name)) is not None]
        if not named:
            return own, own
        weighed: _Weighed = {}
        for found in named:
            _add(weighed, found)
        for level, facts in enumerate(said):
            _add(weighed, {about: ((level, _OWN, 0), holds) for about, holds in facts.items()})
        return own, {about: holds for about, (_, holds) in weighed.items()}

    def is_around(self, tag: str, attrs: dict[str, str]) -> bool:
        """Whether something in the element may have a ground that the sheets give it."""
        return bool(self.around) and any(name in self.around for name in _names(tag, attrs))


@lru_cache(maxsize=4)
def sheet_of(*texts: Text) -> Sheet:
    """What the style sheets of a mail say; the same programs write the same ones again and again."""
    rules: dict[str, _Weighed] = {}
    around: set[str] = set()
    for place, rule in enumerate(_rules(texts)):
        said = declared(rule.content)
        if not any(said):
            continue
        facts = together(said)
        on_ground = facts.get("ground") or facts.get("ground-picture")
        for selector in _parted(rule.prelude):
            if name := _name(selector):
                weight = 100 * ("#" in name) + 10 * ("." in name) + (name[0] not in ".#*")
                for level, some in enumerate(said):
                    weighed = {about: ((level, weight, place), holds) for about, holds in some.items()}
                    _add(rules.setdefault(name, {}), weighed)
            elif on_ground and (name := _outermost(selector)):
                around.add(name)
    return Sheet(rules, frozenset(around))


def _add(weighed: _Weighed, others: _Weighed) -> None:
    for about, other in others.items():
        if about not in weighed or weighed[about][0] <= other[0]:
            weighed[about] = other


def _names(tag: str, attrs: dict[str, str]) -> Iterator[str]:
    """The selectors that name an element."""
    yield "*"
    yield tag
    by = [f".{name}" for name in attrs.get("class", "")[:2_000].lower().split()]
    if "id" in attrs:
        by.append(f"#{attrs['id'].strip().lower()}")
    for name in by:
        yield name
        yield tag + name


def _rules(texts: Sequence[Text]) -> Iterator[QualifiedRule]:
    """The rules for the window in which a mail is read."""
    left = LONGEST_SHEET
    for text in texts:
        if not _is_here(text.media):
            continue
        readable = _LONG_NUMBER.sub(r"\1", text.rules[:left])
        left -= len(text.rules)
        open_rules = [iter(tinycss2.parse_stylesheet(readable, skip_comments=True, skip_whitespace=True))]
        while open_rules:
            rule = next(open_rules[-1], None)
            if rule is None:
                del open_rules[-1]
            elif isinstance(rule, QualifiedRule):
                yield rule
            elif isinstance(rule, AtRule) and rule.content is not None and _holds(rule):
                open_rules.append(iter(tinycss2.parse_stylesheet(rule.content, skip_whitespace=True)))
        if left <= 0:
            return


def _holds(rule: AtRule) -> bool:
    """Whether what is in it counts where mails are read."""
    name = rule.lower_at_keyword
    if name not in ("media", "supports"):
        return not name.endswith("keyframes") and not name.startswith("-")
    try:
        return _is_here(tinycss2.serialize(rule.prelude))
    except RecursionError:  # brackets in brackets: of no mail that somebody wrote
        return True


def _is_here(media: str) -> bool:
    """Whether what is for these media, or for what supports this, counts where mails are read."""
    for one in "".join(media.lower().split()).replace(")or(", "),(").split(","):
        turned = one.removeprefix("not")
        holds = _HERE.fullmatch(turned) is not None and _ELSEWHERE.search(turned) is None
        if holds is (turned == one):
            return True
    return False


def _parted(tokens: Sequence[Node]) -> Iterator[list[Node]]:
    """The selectors of a rule."""
    piece: list[Node] = []
    for token in tokens:
        if _is(token, ","):
            yield _stripped(piece)
            piece = []
        else:
            piece.append(token)
    yield _stripped(piece)


def _stripped(tokens: list[Node]) -> list[Node]:
    worded = [at for at, token in enumerate(tokens) if token.type != "whitespace"]
    return tokens[worded[0] : worded[-1] + 1] if worded else []


def _outermost(selector: Sequence[Node]) -> str:
    """A selector of the outermost element that one names; "" where more than name, classes and id matter."""
    ends = (at for at, one in enumerate(selector) if one.type == "whitespace" or _is(one, ">"))
    first = selector[: next(ends, len(selector))]
    if not all(isinstance(one, IdentToken | HashToken) or _is(one, ".") for one in first):
        return ""
    return _name(first) or _name(first[-2:])  # of several classes the last


def _name(selector: Sequence[Node]) -> str:
    """A selector that names an element by itself, in lower case; "" for every other."""
    tag = ""
    if selector and isinstance(selector[0], IdentToken):
        tag = selector[0].lower_value
        selector = selector[1:]
    elif selector and _is(selector[0], "*"):
        selector = selector[1:]
        tag = "" if selector else "*"
    if not selector:
        return tag
    last = selector[-1]
    if len(selector) == 1 and isinstance(last, HashToken):
        return f"{tag}#{last.value.lower()}"
    if len(selector) == 2 and _is(selector[0], ".") and isinstance(last, IdentToken):
        return f"{tag}.{last.lower_value}"
    return ""


def _is(token: Node, sign: str) -> bool:
    return isinstance(token, LiteralToken) and token.value == sign
