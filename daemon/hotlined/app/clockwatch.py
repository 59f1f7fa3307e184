"""Does the machine's clock show the time that has passed?  A notice must not go early by a wrong clock (C1).

The wall clock is compared with the monotonic one at every look, at least once a minute.  When they
disagree by more than two minutes, the clock was set: moments that lie ahead are then reached only when the
time to them has really passed.  A clock that is set right again makes that good; after a restart the clock
is believed.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hotlined.app.ports import Clock

TOLERANCE = timedelta(minutes=2)  # between two looks: what a slewed clock or a busy machine may differ
NONE = timedelta(0)


@dataclass(slots=True)
class ClockWatch:
    """How far the clock was set, in all: `ahead` is positive where it was set forward."""

    clock: Clock
    ahead: timedelta = NONE
    jumps: int = 0
    _wall: datetime = field(init=False)
    _elapsed: float = field(init=False)

    def __post_init__(self) -> None:
        self._wall, self._elapsed = self.clock.now(), self.clock.monotonic()

    def even(self) -> bool:
        """Whether the clock has gone evenly since the last look."""
        wall, elapsed = self.clock.now(), self.clock.monotonic()
        step = wall - self._wall - timedelta(seconds=elapsed - self._elapsed)
        self._wall, self._elapsed = wall, elapsed
        if abs(step) <= TOLERANCE:
            return True
        self.ahead += step
        self.jumps += 1
        return False

    def reached(self, moment: datetime) -> bool:
        """Whether a moment has come by the time that has passed, too."""
        return self.passed(self.clock.now()) >= moment

    def passed(self, moment: datetime) -> datetime:
        """What a moment that the clock shows is by the time that has passed, where it was set forward."""
        return moment - max(self.ahead, NONE)
