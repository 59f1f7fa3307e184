"""Which cards of the board may have to be written, and in what order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final

CALM: Final = 1.0  # seconds from a case's first change to its card: what changes together is written once
BUSY: Final = 10.0  # seconds that a card waits besides, at most, while anything else in the record changes
BATCH: Final = 20  # cards


@dataclass(slots=True)
class CardQueue:
    """Cases by reference; all moments are monotonic.  True while there is any."""

    # From when on it may be written; None: the case itself has not changed.
    _changed: dict[str, float | None] = field(default_factory=dict)
    _unseen: dict[str, float | None] = field(default_factory=dict)  # what can wait for the others
    _stirred: float = 0.0  # when anything changed last

    def __bool__(self) -> bool:
        return bool(self._changed or self._unseen)

    def __iter__(self) -> Iterator[str]:
        return iter((*self._changed, *self._unseen))

    def stir(self, now: float) -> None:
        """Something in the record has changed."""
        self._stirred = now

    def put(self, reference: str) -> None:
        """A case has changed just now."""
        if self._changed.get(reference) is None:
            self._changed[reference] = self._stirred + CALM

    def put_resting(self, reference: str) -> None:
        """A case at rest, at a start."""
        self._changed.setdefault(reference, self._stirred)

    def note(self, reference: str) -> None:
        """Its card is not as it should be, whatever the reason."""
        self._changed.setdefault(reference, None)

    def look_at(self, references: Iterable[str]) -> None:
        """Their cards may not be as they should; those of changed cases go first."""
        for reference in references:
            self._unseen.setdefault(reference, None)

    def put_back(self) -> None:
        """All that waits now can wait for what changes from now on."""
        self._unseen, self._changed = self._changed, {}

    def has_changed(self, reference: str) -> bool:
        """Whether it has to be written, and not only looked at."""
        return reference in self._changed

    def next(self, now: float) -> tuple[str, ...]:
        """A batch; a case that has just been opened waits until its report has left, which is on its card.

        While mails are dealt with, all wait: each mail would wait for the cards of those before it.
        """
        busy = BUSY if now < self._stirred + CALM else 0.0
        calm = (one for one, at in self._changed.items() if at is None or at + busy <= now)
        return tuple(islice(chain(calm, self._unseen), BATCH))

    def take(self, reference: str) -> bool:
        """Its card is written now; whether the case itself has changed."""
        since = [one.pop(reference, None) for one in (self._changed, self._unseen)]
        return since != [None, None]

    def clear(self) -> None:
        """Nothing is to be written."""
        self._changed.clear()
        self._unseen.clear()
