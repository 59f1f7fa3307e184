"""What people leave for the daemon beside mail: slips of the command line, and the note of a restore."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the process that reads mails imports this, and nothing of a case
    from hotlined.domain.record.order import Order
    from hotlined.domain.release import Release


class Slips(Protocol):
    """Releases that a person asked for and that are not carried out yet; synchronous, raises Temporary."""

    def waiting(self) -> tuple[Release, ...]:
        """All of them, oldest first; what does not read is left out, and said in the log."""

    def done(self, release: Release) -> None:
        """Take the slip away."""


class Orders(Protocol):
    """What an administrator asked for on the command line; synchronous, raises Temporary."""

    def waiting(self) -> tuple[Order, ...]:
        """All of them, oldest first; what does not read is left out, and said in the log."""

    def done(self, order: Order) -> None:
        """Take the slip away."""


@dataclass(frozen=True, slots=True)
class RestoreNote:
    """That the store came out of a backup taken at this time, or was found to be a copy as old."""

    taken_at: datetime
    how: str  # as in `domain.record.running.StoreRestored`


class RestoreNotes(Protocol):
    """What says that the store is an older one; synchronous, raises Temporary, Permanent."""

    def waiting(self) -> RestoreNote | None:
        """The note that nobody has looked at yet."""

    def done(self) -> None:
        """Take it away."""
