"""What the style sheets of a mail say of each element, as it begins: by itself and by where it stands.

Each element that is open keeps what selectors still wait for in it, so that no tree is needed, none is
walked twice, and a selector of a hundred names costs no more than its names.
"""

from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from hotlined.adapters.mime_read.styling.selectors import names_of
from hotlined.adapters.mime_read.styling.sheets import Sheet, Step, Weighed, add, by_key, weigh
from hotlined.adapters.mime_read.styling.styles import LONGEST, Facts, own_style

MOST_LOOKS: Final = 400_000  # at an element, whether a selector names it; then sheets say no more
_OWN: Final = (1_000, 0, 0)  # how much an element's own style counts: more than all ids

_Steps = frozenset[Step]
_NONE: Final[_Steps] = frozenset()


@dataclass(slots=True, eq=False)
class Place:
    """Where elements begin, and what selectors wait for there."""

    below: _Steps = _NONE  # for all in it
    inside: _Steps = _NONE  # for its children
    later: _Steps = _NONE  # for children behind those that it has by now
    following: _Steps = _NONE  # for the next child


@dataclass(frozen=True, slots=True)
class _Found:
    """What the sheets say of an element, and what waits in it and behind it."""

    weighed: Weighed
    facts: Facts
    below: _Steps
    inside: _Steps
    later: _Steps
    following: _Steps


@dataclass(slots=True, eq=False)
class Matching:
    """The elements of one mail, each asked about as it begins."""

    sheet: Sheet
    _known: dict[object, _Found] = field(default_factory=dict)  # mails say the same again and again
    _keyed: dict[_Steps, dict[str, list[Step]]] = field(default_factory=dict)
    _looks: int = 0

    def facts(self, tag: str, attrs: dict[str, str], place: Place) -> tuple[Facts, Facts, Place]:
        """What an element's own style says; what holds, with what the sheets say; the place in it."""
        said, own = own_style(attrs.get("style", "")[:LONGEST])
        if not self.sheet.steps:
            return own, own, place
        found = self._found(tag, attrs, place)
        place.later, place.following = found.later, found.following
        inner = Place(found.below, found.inside) if self.sheet.follows else place
        if not found.weighed:
            return own, own, inner
        if not own:
            return own, found.facts, inner
        weighed = dict(found.weighed)
        for level, facts in enumerate(said):
            add(weighed, weigh(facts, (level, _OWN, 0)))
        return own, _facts(weighed), inner

    def _found(self, tag: str, attrs: dict[str, str], place: Place) -> _Found:
        names = self.sheet.names.intersection(names_of(tag, attrs))
        asked = {name: attrs[name][:LONGEST] for name in self.sheet.attributes if name in attrs}
        key = (place.below, place.inside, place.later, place.following, names, *asked.items())
        if (found := self._known.get(key)) is None:
            found = self._known[key] = self._looked(names, asked, place)
        return found

    def _looked(self, names: frozenset[str], asked: dict[str, str], place: Place) -> _Found:
        weighed: Weighed = {}
        waiting: dict[str, set[Step]] = {" ": set(), ">": set(), "~": set(), "+": set()}
        sets = (place.below, place.inside, place.later, place.following)
        for steps in (self.sheet.steps, *map(self._by_key, sets)) if self._looks < MOST_LOOKS else ():
            for step in chain.from_iterable(steps.get(name, ()) for name in names):
                self._looks += step.asks.cost(asked)
                if not step.asks.fits(names, asked):
                    continue
                add(weighed, step.says)
                self._looks += len(step.says)
                for how, following in step.then.items():
                    self._looks += len(following)
                    waiting[how].update(following.values())
        return _Found(
            weighed,
            _facts(weighed),
            self._joined(place.below, waiting[" "]),
            frozenset(waiting[">"]),
            self._joined(place.later, waiting["~"]),
            frozenset(waiting["+"]),
        )

    def _by_key(self, steps: _Steps) -> dict[str, list[Step]]:
        if (found := self._keyed.get(steps)) is None:
            self._looks += len(steps)
            found = self._keyed[steps] = by_key(steps)
        return found

    def _joined(self, steps: _Steps, others: set[Step]) -> _Steps:
        if steps.issuperset(others):
            return steps
        self._looks += len(steps)  # all are copied, and kept
        return steps | others


def _facts(weighed: Weighed) -> Facts:
    return {about: holds for about, (_, holds) in weighed.items()}
