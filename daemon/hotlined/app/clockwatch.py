"""Does the machine's clock show the time that has passed?  A notice must not go early by a wrong clock (C1).

The wall clock is compared with the monotonic one at every look, at least once a minute.  When they
disagree by more than two minutes, the clock was set: moments that lie ahead are then reached only when the
time to them has really passed.  A clock that is set right again makes that good.  Each jump is written down
(`ClockSet`), so that the next daemon knows of it; what that one finds in the record at its start
(`clock_record`) gives a `floor`, a moment that the clock has to pass first.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hotlined.app.ports import Clock
from hotlined.domain.cases.clock import TOLERANCE
from hotlined.domain.record.course import NONE


@dataclass(frozen=True, slots=True)
class Jump:
    """The clock was set by so much; from `since` to `until`, as it was before, it went evenly."""

    since: datetime
    until: datetime
    step: timedelta


@dataclass(slots=True)
class ClockWatch:
    """How far the clock was set, in all: `ahead` is positive where it was set forward."""

    clock: Clock
    ahead: timedelta = NONE
    known: list[Jump] = field(default_factory=list)
    floor: datetime | None = None  # before that no moment is reached; set at the start
    _since: datetime = field(init=False)
    _wall: datetime = field(init=False)
    _elapsed: float = field(init=False)

    def __post_init__(self) -> None:
        self._wall, self._elapsed = self.clock.now(), self.clock.monotonic()
        self._since = self._wall

    @property
    def jumps(self) -> int:
        """How often it was set."""
        return len(self.known)

    def even(self) -> bool:
        """Whether the clock has gone evenly since the last look."""
        wall, elapsed = self.clock.now(), self.clock.monotonic()
        step = wall - self._wall - timedelta(seconds=elapsed - self._elapsed)
        self._wall, self._elapsed = wall, elapsed
        if abs(step) <= TOLERANCE:
            return True
        self.ahead += step
        self.known.append(Jump(self._since, wall - step, step))
        self._since = wall
        return False

    def passed(self, moment: datetime) -> datetime:
        """What a moment that the clock shows is by the time that has passed, where it was set forward."""
        return moment - max(self.ahead, NONE)
