"""The agenda: runs what is due now.  The plan is data in the cases; this is only the clock over it (P15).

For each open case the moment of its next due step is kept in memory, computed anew after every commit
and at start.  A step that cannot be carried out now (a notice whose fence is missing) is looked at again
shortly; a step that was carried out has changed the case so that it is no longer due.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hotlined.app import audit
from hotlined.app.docket import Docket, Held
from hotlined.app.fences import Fences
from hotlined.app.ports import Temporary
from hotlined.app.waiting import event_or_time
from hotlined.domain.deadlines import Due, DueKind, due
from hotlined.domain.dues import carry_out

LOOK_AGAIN = timedelta(seconds=15)
LONGEST_WAIT = 60.0  # seconds: the sweep goes round at least this often


@dataclass(slots=True)
class Agenda:
    """What is due when, over all open cases; `run` never returns."""

    docket: Docket
    fences: Fences
    _next: dict[str, datetime] = field(default_factory=dict)
    _not_before: dict[str, datetime] = field(default_factory=dict)  # streams to look at again later
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.docket.listeners.append(self.changed)

    def changed(self, held: Held) -> None:
        """A stream has changed: when is its next step?"""
        self._not_before.pop(held.case.stream, None)
        self._plan(held.case.stream, due(held.case, self.docket.site()))
        self._wake.set()

    def _plan(self, stream: str, steps: tuple[Due, ...]) -> None:
        if steps:
            self._next[stream] = steps[0].at
        else:
            self._next.pop(stream, None)

    def wake(self) -> None:
        """Look at the agenda now (the ticker calls this)."""
        self._wake.set()

    async def run(self) -> None:
        """Carry out what is due, for ever."""
        while True:
            self._wake.clear()
            now = self.docket.clock.now()
            for stream in sorted((stream for stream in self._next if self._at(stream) <= now), key=self._at):
                await self._guarded(stream)
            soonest = min(map(self._at, self._next), default=None)
            now = self.docket.clock.now()
            wait = LONGEST_WAIT if soonest is None else (soonest - now).total_seconds()
            await event_or_time(self._wake, self.docket.clock, min(wait, LONGEST_WAIT))

    def _at(self, stream: str) -> datetime:
        later = self._not_before.get(stream)
        return max(self._next[stream], later) if later else self._next[stream]

    async def _guarded(self, stream: str) -> None:
        try:
            await self.sweep(stream)
        except Temporary:
            self._later(stream)
        except Exception as error:
            audit.bug("agenda", error, stream)
            self._later(stream)

    def _later(self, stream: str) -> None:
        self._not_before[stream] = self.docket.clock.now() + LOOK_AGAIN

    async def sweep(self, stream: str) -> None:
        """Carry out each due step of one case, each once; raises Temporary when the disk refuses."""
        tried: set[Due] = set()
        while True:
            case = await self.docket.case(stream)
            now = self.docket.clock.now()
            steps = [step for step in due(case, self.docket.site()) if step.at <= now]
            step = next((step for step in steps if step not in tried), None)
            if step is None:
                break
            tried.add(step)
            await self._step(stream, step)
        self._plan(stream, due(case, self.docket.site()))
        if steps:
            self._later(stream)

    async def _step(self, stream: str, step: Due) -> None:
        fence = None
        if step.kind is DueKind.NOTICE:
            # Before the lock: reading the inbox may need it.
            fence = await self.fences.fresh(step.at, self.docket.site().agreement.lea_inbox_fresh)
        async with self.docket.locked([stream]):
            case = await self.docket.case(stream)
            if step in due(case, self.docket.site()):
                change = carry_out(case, step, fence, self.docket.context())
                if change is not None:
                    await self.docket.commit([change])
