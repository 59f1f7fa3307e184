"""What the style sheets of a mail say, rule by rule, where mails are read; tinycss2 reads them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import tinycss2
from tinycss2.ast import AtRule, QualifiedRule

from hotlined.adapters.mime_read.markup import Text
from hotlined.adapters.mime_read.styling.selectors import ANY, Compound, Weight, selectors_of
from hotlined.adapters.mime_read.styling.styles import Facts, declared

LONGEST_SHEET: Final = 50_000  # characters of style sheets that are looked at
_HERE: Final = re.compile(r"(?:(?:only)?(?:all|screen)(?:and)?)?(?:\(.*)?")  # media; not paper
# A small window, a phone, a dark theme, another program: where the officer did not read the mail.
_ELSEWHERE: Final = re.compile(
    r"(?:max-(?:device-)?(?:width|height):|(?:width|height)<=?)\d{1,3}(?:\.\d+)?(?:px|em|rem)"
    r"|prefers-|orientation:portrait|pointer:coarse|hover:none|forced-colors"
    r"|-ms-|-moz-|-webkit-(?:touch|overflow)"
)
_LONG_NUMBER: Final = re.compile(r"([0-9]{99})[0-9]+")  # Python reads 4,300 digits, and raises at more
_GROUNDS: Final = ("ground", "ground-picture")

_Counts = tuple[int, Weight, int]  # how much it counts: by itself, by its selector, by its place
Weighed = dict[str, tuple[_Counts, bool | None]]


@dataclass(slots=True, eq=False)
class Step:
    """An element of selectors that begin alike: what they say if it is their last, and what else they ask."""

    asks: Compound
    says: Weighed = field(default_factory=dict)
    then: dict[str, dict[Compound, "Step"]] = field(default_factory=dict)  # by how it stands to this one
    key: str = field(init=False)  # a name that it has

    def __post_init__(self) -> None:
        self.key = self.asks.key

    def next(self, how: str, asks: Compound) -> "Step":
        """The step behind this one."""
        steps = self.then.setdefault(how, {})
        return steps.get(asks) or steps.setdefault(asks, Step(asks))


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """What the style sheets of a mail say of elements."""

    steps: dict[str, list[Step]]  # the first of each selector, by one of its names
    names: frozenset[str]  # all that selectors ask for
    attributes: tuple[str, ...]
    follows: bool  # whether it matters where an element stands


@lru_cache(maxsize=4)
def sheet_of(*texts: Text) -> Sheet:
    """What the style sheets of a mail say; the same programs write the same ones again and again."""
    root = Step(Compound(frozenset()))
    asked: set[Compound] = set()
    for place, rule in enumerate(_rules(texts)):
        said = declared(rule.content)
        for selector in selectors_of(rule.prelude) if any(said) else ():
            step = root
            for how, asks in selector.parts:
                step = step.next(how, asks)
                asked.update((asks, *asks.without))
            for level, facts in enumerate(said):
                if selector.doubtful:  # white words may stand on its ground
                    level, facts = 0, {about: True for about in _GROUNDS if facts.get(about)}
                add(step.says, weigh(facts, (level, selector.weight, place)))
    first = tuple(root.then.get("", {}).values())
    return Sheet(
        by_key(first),
        frozenset().union(*(compound.names for compound in asked)) | {ANY},
        tuple(sorted({attribute.name for compound in asked for attribute in compound.attributes})),
        any(step.then for step in first),
    )


def by_key(steps: Iterable[Step]) -> dict[str, list[Step]]:
    """Steps by their names, as no others can fit an element."""
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.key, []).append(step)
    return found


def weigh(facts: Facts, weight: _Counts) -> Weighed:
    """What is said, by how much it counts."""
    return {about: (weight, holds) for about, holds in facts.items()}


def add(weighed: Weighed, others: Weighed) -> None:
    """Of what is said of one thing twice, what counts more holds."""
    for about, other in others.items():
        if about not in weighed or weighed[about][0] <= other[0]:
            weighed[about] = other


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
