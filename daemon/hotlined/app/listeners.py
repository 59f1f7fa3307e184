"""Who is told of every stream that changes, and of cases that are known to be at rest without being read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from hotlined.app import audit
from hotlined.app.folded import Folded
from hotlined.domain.overview.rest import AtRest

Told = TypeVar("Told")


@dataclass(slots=True)
class Listeners:
    """Told one after the other; what is on disk is not undone by one of them that stumbles."""

    changed: list[Callable[[Folded], None]] = field(default_factory=list)
    resting: list[Callable[[AtRest], None]] = field(default_factory=list)

    def add(self, changed: Callable[[Folded], None], rests: Callable[[AtRest], None] | None = None) -> None:
        """Who hears of changes from now on; with `rests`, also of cases at rest."""
        self.changed.append(changed)
        if rests is not None:
            self.resting.append(rests)

    def tell(self, folded: Folded) -> None:
        """A stream has changed, or was read."""
        _tell(self.changed, folded, folded.case.stream)

    def tell_at_rest(self, rest: AtRest) -> None:
        """A case is at rest."""
        _tell(self.resting, rest, rest.stream)


def _tell(listeners: Iterable[Callable[[Told], None]], what: Told, stream: str) -> None:
    for listener in listeners:
        try:
            listener(what)
        except Exception as error:
            audit.bug("listener", error, stream)
