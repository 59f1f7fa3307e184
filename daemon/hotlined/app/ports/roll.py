"""The daemons of a site, and by what each works."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Peer:
    """Another daemon on the same store: its name, and digests of what has to be the same on all."""

    name: str
    parts: Mapping[str, str]


class Roll(Protocol):
    """Where each daemon of a site says that it lives; synchronous."""

    def answer(self, parts: Mapping[str, str]) -> Sequence[Peer]:
        """We live, by these parts; who else does.  Raises Temporary, Permanent."""

    def leave(self) -> None:
        """We are gone; never raises."""
