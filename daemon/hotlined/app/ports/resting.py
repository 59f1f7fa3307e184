"""What is kept of cases at rest, beside the store."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RestLine:
    """A line of text, made of a stream when it had so many entries."""

    entries: int
    text: str


class Resting(Protocol):
    """One line of text for each case at rest, true as long as its stream is as it was then.

    Of use at a start alone, and never the record: whoever keeps it may forget any line at any time.
    Synchronous and thread-safe; raises nothing.
    """

    def at_rest(self, streams: Collection[str], edition: str) -> Mapping[str, str]:
        """The lines of those of these streams that are as they were, kept at this edition of the site."""

    def rest(self, lines: Mapping[str, RestLine | None], edition: str) -> None:
        """Keep those of these lines whose streams have just as many entries now; of all others none."""
