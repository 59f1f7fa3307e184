"""What daemons that work at the same time have between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Crew:
    """The daemons at work on one store by name: the first, "" while there is none, and those beside it."""

    first: str = ""
    beside: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        """Everybody who works."""
        return self.beside | {self.first} if self.first else self.beside


@dataclass(frozen=True, slots=True)
class Grip:
    """How many steps of taking locks are done, and in which session; another session has none of them."""

    session: int = 0
    steps: int = 0
    whole: bool = False


class Common(Protocol):
    """What daemons that write one store at the same time have between them.

    Synchronous, thread-safe, raises Temporary, Permanent.  Locks are by any name, and go with the session of
    who has them; the store proves once more that nothing has come between (`Store.commit`, Conflict).
    """

    @property
    def name(self) -> str:
        """This daemon, as the others call it."""

    def enter(self, names: Sequence[str], grip: Grip) -> tuple[Grip, tuple[str, ...]]:
        """Go on from `grip` to take the locks of these names, in their order, until another has one.

        With what `news` says afterwards.
        """

    def leave(self, names: Sequence[str], grip: Grip) -> None:
        """Give back what `grip` has; never raises."""

    def claim(self, names: Sequence[str]) -> frozenset[str]:
        """Take the locks of those of these names that no other daemon has, whatever their order."""

    def unclaim(self, names: Sequence[str]) -> None:
        """Give these back; never raises."""

    def news(self) -> tuple[str, ...]:
        """The streams that others have written since the last call of this or of `enter`."""

    def wait(self, seconds: float) -> None:
        """Until others have written something, or come or gone, or the time is over."""

    def crew(self) -> Crew:
        """Who works now."""

    def works(self, name: str) -> bool:
        """Whether a daemon of that name may still be at work."""
