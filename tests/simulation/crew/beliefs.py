"""What daemons keep of cases, against the record: at a start of those at rest, and at the end all of memory.

- R: what is kept of a case at rest is believed only where it is what the record says, by the rules in force.
- M: in the end each daemon remembers every case, the board's lines, and what stops the notices of which URL,
  as the record has them.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from hotlined.app.docket import Docket
from hotlined.app.folded import Folded, folded_of
from hotlined.app.twins import Twins
from hotlined.domain.due.listing import line_of
from hotlined.domain.overview.rest import at_rest, written
from tests.simulation.crew.ledger import Ledger
from tests.simulation.crew.process import Process
from tests.support.fake_common import SharedStore
from tests.support.rig import Rig

AtRest = Callable[[Collection[str], str], Mapping[str, str]]


@dataclass
class Beliefs:
    """Of one run; `rigs`: the parts of each process that works."""

    ledger: Ledger
    rigs: dict[str, Rig] = field(default_factory=dict)

    def looks_at(self, store: SharedStore, docket: Docket, process: Process) -> None:
        """See what is believed of cases at rest."""
        kept: AtRest = store.at_rest

        def believed(streams: Collection[str], edition: str) -> Mapping[str, str]:
            found = kept(streams, edition)
            for stream, text in found.items():
                held = self._recorded(stream)
                rest = at_rest(held.case, held.rows, docket.site())
                if rest is None or written(rest) != text:
                    self.ledger.wrong(f"R: {process.name} believes of {stream} what the record does not say")
            self.ledger.believed += len(found)
            return found

        store.at_rest = believed  # type: ignore[method-assign]

    def compare(self) -> None:
        """What is in memory once all is at rest."""
        for name, rig in self.rigs.items():
            for stream, held in rig.docket._cache.cases.items():
                found = self._recorded(stream)
                if held.case != found.case or {**held.rows} != {**found.rows}:
                    self.ledger.wrong(f"M: {name} remembers another {stream} than the record has")
            cases = [self._recorded(one).case for one in self.ledger.hub.store.open_streams()]
            lines = {line for case in cases if (line := line_of(case, rig.docket.site())) is not None}
            if lines != {*rig.board.lines()}:
                self.ledger.wrong(f"M: {name} has another board than the record")
            true = Twins()
            for case in cases:
                true.learn(case)
            for what in ("open", "stopped"):
                if getattr(true, what).cases != getattr(rig.docket.twins, what).cases:
                    self.ledger.wrong(f"M: {name} knows other {what} cases by URL than the record")

    def _recorded(self, stream: str) -> Folded:
        record = self.ledger.hub.store.load(stream)
        assert record is not None
        return folded_of(record)
