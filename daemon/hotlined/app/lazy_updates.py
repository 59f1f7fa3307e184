"""What is made of a stream only once somebody asks, or once so many others have changed after it.

A case that is dealt with is written some six times within a second.  What nobody looks at meanwhile need not
be made each time.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from hotlined.app import audit
from hotlined.app.folded import Folded

MOST: Final = 32  # streams that wait, so that to ask costs no more than these


@dataclass(slots=True)
class LazyUpdates:
    """Streams as they were changed last, and what is to be done with each; a listener of the docket."""

    make: Callable[[Folded], None]
    _waiting: OrderedDict[str, Folded] = field(default_factory=OrderedDict)

    def changed(self, folded: Folded) -> None:
        """A stream has changed; of that which waits longest something may be made now."""
        self._waiting[folded.case.stream] = folded
        self._waiting.move_to_end(folded.case.stream)
        if len(self._waiting) > MOST:
            self._next()

    def settle(self) -> None:
        """Make what waits; afterwards all is as if it had been made at each change."""
        while self._waiting:
            self._next()

    def _next(self) -> None:
        stream, folded = self._waiting.popitem(last=False)
        try:
            self.make(folded)
        except Exception as error:  # of one that makes us stumble the others are not the worse
            audit.bug("listener", error, stream)
