"""The earliest of many moments, without a look at all: a heap in which what is outdated may still lie.

What counts is a mapping of streams to moments that somebody else keeps; an entry that it does not have any
more is passed over, and cleared away when there are more of these than of the others.
"""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

SPARE: Final = 64  # outdated entries that are not worth clearing away


@dataclass(slots=True)
class Moments:
    """Moments in order; `current` is that mapping, and each change of it has to be put here."""

    current: Mapping[str, datetime]
    _heap: list[tuple[datetime, str]] = field(default_factory=list)

    def put(self, stream: str) -> None:
        """The stream has another moment now."""
        heapq.heappush(self._heap, (self.current[stream], stream))
        if len(self._heap) > 2 * len(self.current) + SPARE:
            self._heap = [(at, stream) for stream, at in self.current.items()]
            heapq.heapify(self._heap)

    def by(self, now: datetime) -> set[tuple[datetime, str]]:
        """All that have come; it costs as much as these are many."""
        found: set[tuple[datetime, str]] = set()
        below = [0]
        while below:
            at = below.pop()
            if at < len(self._heap) and self._heap[at][0] <= now:
                found.add(self._heap[at])
                below += (2 * at + 1, 2 * at + 2)  # none of them is earlier
        return {one for one in found if self.current.get(one[1]) == one[0]}

    def first(self) -> datetime | None:
        """The earliest of all; None where there is none."""
        while self._heap and self.current.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None
