"""The agenda: runs what is due now.  The plan is data in the cases; this is only the clock over it (P15).

For each open case the moment of its next due step is kept in memory, computed anew after every commit
and at start, and after a reload of the site.  A step that cannot be carried out now (the LEA inbox, say,
could not be read since it fell due) is looked at again shortly; a step that was carried out has changed the
case so that it is no longer due.  When the machine's clock was set, notices and the ends of holds wait for
the time to pass, and analysts are told (C1).
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hotlined.app import audit
from hotlined.app.clock_alarms import tell_behind, tell_set
from hotlined.app.crash_points import crash_point
from hotlined.app.day_end import DayEnd
from hotlined.app.desk_alarm import MEND, try_alarm
from hotlined.app.docket import Docket, Unread
from hotlined.app.failed_steps import TO_PROVIDERS, FailedSteps
from hotlined.app.fences import Fences
from hotlined.app.folded import Folded
from hotlined.app.moments import Moments
from hotlined.app.ports import Conflict, Permanent, Temporary
from hotlined.app.waiting import event_or_time
from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import (
    AFTER_READING,
    OF_HOLDS,
    STOPS,
    Due,
    DueKind,
    comes,
    due,
    is_closing,
    moments,
)
from hotlined.domain.hotline.site import Site
from hotlined.domain.overview.rest import AtRest
from hotlined.domain.steps.dues import carry_out, stays

LOOK_AGAIN = timedelta(seconds=15)
LEFT_ALONE = timedelta(hours=1)  # of a case whose steps wait for the time to pass
UNREADABLE = timedelta(minutes=10)  # until a case that does not read is tried again
AT_A_TIME = 16  # cases, before it is looked whether something has become due meanwhile that comes first
LONGEST_WAIT = 60.0  # seconds: the sweep goes round at least this often


@dataclass(slots=True)
class Agenda:
    """What is due when, over all open cases; `run` never returns."""

    docket: Docket
    fences: Fences
    failed: FailedSteps = field(init=False)
    _next: dict[str, datetime] = field(default_factory=dict)
    _moments: Moments = field(init=False)  # of `_next`, in order
    _day_end: DayEnd = field(init=False)
    _before_notices: dict[str, datetime] = field(default_factory=dict)  # the next step that is no notice
    _closing: set[str] = field(default_factory=set)  # cases that only close by themselves: last of all
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _until: float | None = None  # monotonic: when it looks by itself; None: it looks, and has to again
    _site: Site | None = None  # the one that `_next` was computed by
    _jumps: int = 0  # of the clock, that `_next` knows of
    _jumps_told: int = 0  # and written down
    _unread: set[str] = field(default_factory=set)  # cases that do not read, and analysts were told so
    _behind_told: bool = False  # that the clock was behind the record at the start
    looked: float | None = None  # monotonic: when it last got a step further; None: it does not run yet

    def __post_init__(self) -> None:
        self.failed = FailedSteps(self.docket)
        self._moments = Moments(self._next)
        self._day_end = DayEnd(self.docket, self._ready)
        self.docket.listeners.add(self.changed, self.rests)

    def changed(self, folded: Folded) -> None:
        """A stream has changed: when is its next step?"""
        site = self.docket.site()
        self._site = self._site or site
        try:
            steps = due(folded.case, site)
        except Exception:
            self._set(folded.case.stream, self.docket.clock.now())  # it is told of in its turn
            raise
        self.failed.keep(folded.case.stream, steps)
        self._plan(folded.case.stream, steps)
        if (
            self._until is None
            or self.docket.doubts
            or self._wait(self._next.get(folded.case.stream)) < (self._until - self.docket.clock.monotonic())
        ):
            self._wake.set()

    def rests(self, rest: AtRest) -> None:
        """A case that is at rest, at a start or when all is planned anew."""
        self._site = self._site or self.docket.site()
        self._put(rest.stream, rest.next_at, rest.other_at, closes=rest.closes)

    def _plan(self, stream: str, steps: tuple[Due, ...]) -> None:
        self._put(stream, *moments(steps), closes=is_closing(steps))

    def _put(self, stream: str, first: datetime | None, other: datetime | None, *, closes: bool) -> None:
        if closes:
            self._closing.add(stream)
        else:
            self._closing.discard(stream)
        if first is not None:
            self._set(stream, first)
        else:
            self._next.pop(stream, None)
        if other is not None:
            self._before_notices[stream] = other
        else:
            self._before_notices.pop(stream, None)

    def _set(self, stream: str, at: datetime) -> None:
        if self._next.get(stream) != at:
            self._next[stream] = at
            self._moments.put(stream)

    def wake(self) -> None:
        """Look at the agenda now (the ticker calls this)."""
        self._wake.set()

    async def run(self) -> None:
        """Carry out what is due, for ever."""
        while True:
            self._wake.clear()
            self._until = None
            self.looked = self.docket.clock.monotonic()
            await self._noticed()
            await self.docket.settle()
            ready = self._ready()
            for stream in ready[:AT_A_TIME]:
                await self._guarded(stream)
                self.looked = self.docket.clock.monotonic()
            if len(ready) > AT_A_TIME:
                continue
            wait = self._wait(self._moments.first())
            self._until = self.docket.clock.monotonic() + wait
            await event_or_time(self._wake, self.docket.clock, wait)

    def _wait(self, at: datetime | None) -> float:
        """The seconds until a moment, by the machine's clock, or until it looks by itself."""
        left = LONGEST_WAIT if at is None else (at - self.docket.clock.now()).total_seconds()
        return min(left, LONGEST_WAIT)

    def _ready(self) -> list[str]:
        """The cases in which something is due: where it is no notice first, so that no warning is late for
        thousands of notices that fell due before it; then the earliest.  Last those that close by themselves,
        of which an update may find years of them."""
        now = self.docket.clock.now()
        due_now = self._moments.by(now)
        first = {
            stream
            for _, stream in due_now
            if stream in self._before_notices and self._before_notices[stream] <= now
        }

        def turn(one: tuple[datetime, str]) -> tuple[bool, bool, datetime, str]:
            return one[1] in self._closing, one[1] not in first, *one

        return [stream for _, stream in sorted(due_now, key=turn)]

    async def _noticed(self) -> None:
        """Another site after a reload, or a clock that was set; what fails is tried at the next turn."""
        try:
            self.fences.look()
            jumps, self.docket.course = self.fences.watch.jumps, self.fences.course
            site = self.docket.site()
            if site is not self._site or jumps > self._jumps:
                try:
                    await self.docket.resume()  # plans everything anew
                except Unread as unread:  # what could be read is planned
                    await self._unreadable(unread.stream, unread)
                self._site, self._jumps = site, jumps
            watch = self.fences.watch
            if jumps > self._jumps_told:
                await tell_set(self.docket, watch.ahead, self.fences.noticed[self._jumps_told : jumps])
                self._jumps_told = jumps
            if watch.floor is not None and not self._behind_told:
                await tell_behind(self.docket, watch.floor)
                self._behind_told = True
        except (Temporary, Conflict):
            pass  # of the store, or of a lease that was just lost
        except Exception as error:
            audit.bug("agenda", error, "clock or site")

    async def _guarded(self, stream: str) -> None:
        try:
            await self.sweep(stream)
            if not self.failed.any_of(stream):
                self._unread.discard(stream)  # where it is spoilt once more, they are told once more
        except (Temporary, Conflict):  # another daemon has written it: its steps are looked at anew
            self._later(stream)
        except Permanent as error:  # a file that somebody, or the disk, has spoilt
            self._later(stream, UNREADABLE)
            await self._unreadable(stream, error)
        except Exception as error:
            self._later(stream, await self.failed.unplanned(stream, error))

    async def _unreadable(self, stream: str, error: Permanent) -> None:
        """The analysts are told once, until it reads again, and after a restart."""
        audit.unread(stream, error)
        if stream in self._unread:
            return
        sentence = f"What is due in {stream} cannot be done: {error}."
        if await try_alarm(self.docket, "unread", sentence, MEND, place="agenda", key=stream):
            self._unread.add(stream)

    def _later(self, stream: str, pause: timedelta = LOOK_AGAIN) -> None:
        later = self.docket.clock.now() + pause
        self._set(stream, max(self._next.get(stream, later), later))

    async def sweep(self, stream: str) -> None:
        """Carry out each due step of one case, each once; one that fails keeps no other from its turn (P11).

        Raises Temporary when the disk refuses.
        """
        tried: set[Due] = set()
        while True:
            case = await self.docket.case(stream)
            now = self.docket.clock.now()
            steps = [step for step in due(case, self.docket.site()) if step.at <= now]
            free = (step for step in steps if step not in tried and not self.failed.left(stream, step))
            step = next(free, None)
            if step is None:
                break
            tried.add(step)
            await self._tried(case, step)
        planned = due(case, self.docket.site())
        self.failed.keep(stream, planned)
        self._plan(stream, planned)
        if steps:
            self._later(stream, self._until_one_comes(case, planned))

    def _until_one_comes(self, case: Case, steps: tuple[Due, ...]) -> timedelta:
        """How long a case is left alone in which what is due could not be done: by a clock that was
        set there may be thousands that wait for the time to pass.  Set once more, all is planned anew."""
        terms, now = self.docket.site().agreement, self.docket.clock.now()
        soonest = min(
            max(comes(step, case, terms, self.fences.course) - now, self.failed.left(case.stream, step))
            for step in steps
        )
        return min(max(soonest, LOOK_AGAIN), LEFT_ALONE)

    async def _tried(self, case: Case, step: Due) -> None:
        """One step; what is of this step alone stops no other: a bug, or another case that does not read."""
        try:
            await self._step(case, step)
        except (Temporary, Conflict):
            raise
        except Permanent as error:
            self.failed.rest(case.stream, step, UNREADABLE)
            await self._unreadable(case.stream, error)
        except Exception as error:
            await self.failed.stumbled(case.stream, step, error)
        else:
            self.failed.done(case.stream, step)

    async def _others(self, case: Case, step: Due) -> tuple[Case, ...]:
        """The other cases that a step looks at."""
        if step.kind is DueKind.WHICH_CASE:
            return await self.docket.within(case.stream)
        if step.kind in STOPS and case.closed is not None:
            return await self.docket.kept_back(case, step.key)
        if step.kind in OF_HOLDS:
            return await self.docket.twins_told(case)
        return await self.docket.twins_of(case) if step.kind in TO_PROVIDERS else ()

    async def _step(self, case: Case, step: Due) -> None:
        crash_point("due-seen")
        stream, fence = case.stream, None
        course = self.fences.looked()
        if course != self.docket.course:  # another one by now: what is due is looked at anew
            return
        if comes(step, case, self.docket.site().agreement, course) > self.docket.clock.now():
            return
        if step.kind is DueKind.DEADLINE and await self._day_end.told(case, step):
            return
        if step.kind in AFTER_READING:
            if stays(case, step, self.docket.context(), await self._others(case, step)):
                return
            # Before the lock: reading the inbox may need it.
            after = self.fences.fell_due(step)
            fence = await self.fences.fresh(after, self.docket.site().agreement.lea_inbox_fresh)
            if fence is None and step.kind not in TO_PROVIDERS:
                return  # why a notice waits is recorded, and what its provider asks is told
        async with self.docket.locked([stream]):
            case = await self.docket.case(stream)
            if step in due(case, self.docket.site()):
                others = await self._others(case, step)
                change = carry_out(case, step, fence, self.docket.context(), others)
                if change is not None:
                    await self.docket.commit([change])
                    crash_point("due-done")
