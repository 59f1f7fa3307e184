"""The hold fence (P5): when the LEA inbox was last read in full, and how to have it read now.

The watcher of the LEA mailbox calls `read` after every full read in which each mail was dealt with.  Who
wants to send a notice asks for a read that began after the due time and is fresh; the watcher is woken,
and the asking waits until it has finished or the patience is over.  When the machine's clock was set, the
reads before that prove nothing.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from hotlined.app.clockwatch import ClockWatch
from hotlined.app.crash_points import crash_point
from hotlined.app.ports import Clock
from hotlined.app.waiting import event_or_time
from hotlined.domain.cases.clock import really, undone
from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import TRUE_TIME, Due
from hotlined.domain.hotline.site import Agreement
from hotlined.domain.ntd.notices import Fence
from hotlined.domain.record.course import Course
from hotlined.domain.record.running import ClockSet

PATIENCE = 20.0  # seconds that a full read may take, before who asked goes on without it
SULK = 30.0  # seconds after such a failure in which nobody waits again: a dead inbox stops nothing else
BREATH = 0.2  # seconds between two reads that one asking causes: a read that is of no use is not repeated hot


@dataclass(slots=True)
class Fences:
    """The last fence, and those who wait for the next one."""

    clock: Clock
    wake: Callable[[], None]  # makes the watcher read the LEA inbox now
    latest: Fence | None = None
    watch: ClockWatch = field(init=False)
    settings: tuple[ClockSet, ...] = ()  # of the clock, noticed before this daemon started
    _doubtful: bool = False  # the clock was set: the next read to finish may have begun before that
    _sulks_until: float = 0.0
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.watch = ClockWatch(self.clock)

    def look(self) -> None:
        """Look at the clock; where it was set, no read of the inbox counts any more."""
        if not self.watch.even():
            self.latest = None
            self._doubtful = True

    def reached(self, due: datetime, case: Case, terms: Agreement) -> bool:
        """Whether a due time of a case has come by the time that has passed, not only by the clock (C1)."""
        self.look()
        return self.clock.now() >= really(due, case, terms, self.course)

    @property
    def course(self) -> Course:
        """How the clock has gone, as far as is known."""
        noticed = self.noticed
        past = undone((*self.settings, *noticed), self.clock.now())
        return Course(self.settings, self.watch.ahead, self.watch.floor, noticed, past)

    @property
    def noticed(self) -> tuple[ClockSet, ...]:
        """How the clock was set since this daemon started, in order; the numbers go on."""
        return tuple(
            ClockSet(number=number, since=one.since, until=one.until, seconds=ceil(one.step.total_seconds()))
            for number, one in enumerate(self.watch.known, len(self.settings) + 1)
        )

    def looked(self) -> Course:
        """How the clock has gone until this very moment."""
        self.look()
        return self.course

    def read(self, began_at: datetime, finished_at: datetime) -> None:
        """A full read of the LEA inbox has finished."""
        self.look()
        # By a clock that was set forward, a read before the due time would seem to have begun after it.
        self.latest = None if self._doubtful else Fence(self.watch.passed(began_at), finished_at)
        self._doubtful = False
        self._sulks_until = 0.0
        self._moved.set()
        self._moved = asyncio.Event()

    def news(self) -> None:
        """Mail is known to lie there unread: until it is dealt with, no earlier read proves anything."""
        self.latest = None

    def fell_due(self, step: Due) -> datetime:
        """When a due step fell due, by the time that has passed: what comes by the clock alone, by that."""
        return step.at if step.kind in TRUE_TIME else self.watch.passed(step.at)

    async def fresh(self, after: datetime, age: timedelta) -> Fence | None:
        """A fence begun after a moment and finished at most `age` ago; None when there is none in time."""
        self.look()
        deadline = self.clock.monotonic() + PATIENCE
        if self.clock.monotonic() < self._sulks_until and not self._good(after, age):
            self.wake()
            return None
        while not self._good(after, age):
            moved = self._moved
            self.wake()
            crash_point("fence-begun")
            left = deadline - self.clock.monotonic()
            if left <= 0 or not await event_or_time(moved, self.clock, left):
                self._sulks_until = self.clock.monotonic() + SULK
                return None
            if not self._good(after, age):
                await self.clock.sleep(BREATH)
        crash_point("fence-passed")
        return self.latest

    def _good(self, after: datetime, age: timedelta) -> bool:
        fence = self.latest
        return (
            fence is not None and fence.began_at > after and self.clock.now() - fence.finished_at <= age / 2
        )
