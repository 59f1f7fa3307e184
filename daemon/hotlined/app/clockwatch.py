"""Does the machine's clock show the time that has passed?  A notice must not go early by a wrong clock (C1).

The wall clock is compared with the monotonic one at every look, at least once a minute.  When they
disagree by more than two minutes, at once or by what sums up within a day, the clock was set: moments that
lie ahead are then reached only when the time to them has really passed.  A clock that is set right again
makes that good.  Each jump is written down (`ClockSet`), so that the next daemon knows of it; what that one
finds in the record at its start (`clock_record`) gives a `floor`, a moment that the clock has to pass first.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from hotlined.app.ports import Clock
from hotlined.domain.cases.clock import TOLERANCE
from hotlined.domain.record.course import NONE

A_DAY: Final = 86_400.0  # seconds: what is less in so long is drift, which sums up to minutes in months


@dataclass(frozen=True, slots=True)
class Look:
    """What both clocks show."""

    wall: datetime
    elapsed: float

    def ahead_of(self, other: "Look") -> timedelta:
        """By how much the wall clock has gone further since another one."""
        return self.wall - other.wall - timedelta(seconds=self.elapsed - other.elapsed)


@dataclass(frozen=True, slots=True)
class Jump:
    """The clock was set by so much, in all: until `until` it was as before, or on its way there."""

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
    _base: Look = field(init=False)  # what is compared with: the last jump, or a look within the day
    _last: Look = field(init=False)

    def __post_init__(self) -> None:
        self._base = self._last = self._look()
        self._since = self._last.wall

    def _look(self) -> Look:
        return Look(self.clock.now(), self.clock.monotonic())

    @property
    def jumps(self) -> int:
        """How often it was set."""
        return len(self.known)

    def even(self) -> bool:
        """Whether the clock has gone evenly since the last look."""
        look = self._look()
        step, last, self._last = look.ahead_of(self._base), self._last, look
        if abs(step) <= TOLERANCE:
            if look.elapsed - self._base.elapsed >= A_DAY:
                self._base = look
            return True
        # When between the two looks is not known: what was written since may be by either.
        until, since = look.wall - look.ahead_of(last), last.wall + look.ahead_of(last)
        self.ahead += step
        self.known.append(Jump(self._since, until, step))
        self._base, self._since = look, max(since, until) if since > last.wall else since
        return False

    def passed(self, moment: datetime) -> datetime:
        """What a moment that the clock shows is by the time that has passed, where it was set forward."""
        return moment - max(self.ahead, NONE)
