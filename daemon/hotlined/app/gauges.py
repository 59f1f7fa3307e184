"""The figures of all open cases for monitoring, kept up to date by the docket's commits.

A read model in memory, filled at start by `docket.resume`; reading it touches no file and folds no case.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hotlined.app.docket import Docket
from hotlined.app.folded import Folded
from hotlined.domain.mail.outgoing import ALARMS
from hotlined.domain.overview.board import Column
from hotlined.domain.overview.gauge import Gauge, gauge
from hotlined.domain.overview.rest import AtRest


@dataclass(frozen=True, slots=True)
class Sums:
    """Over all open cases; `alarms` are the mails that alarmed somebody, since the daemon was started."""

    cases: Mapping[Column, int]
    held: int
    late: int
    questions: int
    blocked: int
    missed: int
    alarms: int


@dataclass(slots=True)
class Gauges:
    """One gauge per open case; `sums` adds them up."""

    docket: Docket
    _gauges: dict[str, Gauge] = field(default_factory=dict)
    _alarms: dict[str, int] = field(default_factory=dict)  # by stream, where there are any
    _begun: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._begun = self.docket.clock.now()
        self.docket.listeners.add(self.changed, self.rests)

    def changed(self, folded: Folded) -> None:
        """A stream has changed: what is counted of it?"""
        stream = folded.case.stream
        found = gauge(folded.case, self.docket.site())
        if found is None:
            self._gauges.pop(stream, None)
        else:
            self._gauges[stream] = found
        alarms = sum(row.kind in ALARMS and row.created_at >= self._begun for row in folded.rows.values())
        if alarms > self._alarms.get(stream, 0):  # never less: a purge takes mails away, not what was said
            self._alarms[stream] = alarms

    def rests(self, rest: AtRest) -> None:
        """A case that is at rest, at a start: no mail of it has alarmed anybody since."""
        self._gauges[rest.stream] = rest.gauge

    def sums(self) -> Sums:
        """All of them, now."""
        each = self._gauges.values()
        columns = Counter(one.column for one in each)
        return Sums(
            cases={column: columns[column] for column in Column},
            held=sum(one.held for one in each),
            late=sum(one.late for one in each),
            questions=sum(one.questions for one in each),
            blocked=sum(one.blocked for one in each),
            missed=sum(one.missed for one in each),
            alarms=sum(self._alarms.values()),
        )
