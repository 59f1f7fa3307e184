"""The board: the line of each case that [LIST] may show, kept up to date by the docket's commits.

A read model in memory, a few hundred bytes per case; filled at start by `docket.resume`.  Asking for it
reads no file and folds no case; of a few that have changed last it makes the lines.
"""

from dataclasses import dataclass, field

from hotlined.app.docket import Docket
from hotlined.app.folded import Folded
from hotlined.app.lazy_updates import LazyUpdates
from hotlined.domain.due.listing import Line, line_of
from hotlined.domain.overview.rest import AtRest


@dataclass(slots=True)
class Board:
    """One line per case that is open, or goes on though it is closed; `lines` is cheap."""

    docket: Docket
    _lines: dict[str, Line] = field(default_factory=dict)
    _updates: LazyUpdates = field(init=False)

    def __post_init__(self) -> None:
        self._updates = LazyUpdates(self._changed)
        self.docket.listeners.add(self.changed, self.rests)

    def changed(self, folded: Folded) -> None:
        """A stream has changed: its line is made when it is asked for."""
        self._updates.changed(folded)

    def _changed(self, folded: Folded) -> None:
        line = line_of(folded.case, self.docket.site())
        if line is None:
            self._lines.pop(folded.case.stream, None)
        else:
            self._lines[folded.case.stream] = line

    def rests(self, rest: AtRest) -> None:
        """A case that is at rest, at a start."""
        self._lines[rest.stream] = rest.line

    def lines(self) -> tuple[Line, ...]:
        """All lines, in no order."""
        self._updates.settle()
        return tuple(self._lines.values())
