"""At a start the machine's clock is compared with the record, which knows what time it was (P15, C1).

A clock that is behind the newest time in the record is wrong, or was ahead when that was written; nobody here
can tell.  Until it has passed that time, or an administrator has said that it is right
(`hotlined outbox release --clock`), no notice leaves and no hold ends, and the agenda tells analysts.
"""

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from hotlined.app.docket import Docket
from hotlined.app.fences import Fences
from hotlined.domain.cases import clock
from hotlined.domain.cases.state import Case
from hotlined.domain.record.running import ClockBelieved, ClockSet
from hotlined.domain.values.reference import desk_of

KEY = ("clock", "seen")  # of the desks that tell of it, in the index


@dataclass(slots=True)
class ClockRecord:
    """What the record says of the clock; `behind` is the time that the clock has to pass.

    `begin` comes before the cases are loaded, so that what is shown of them knows of it.
    """

    docket: Docket
    behind: datetime | None = None
    desks: list[Case] = field(default_factory=list)

    async def resume(self) -> None:
        """Compare them; raises Temporary, Permanent as the store does."""
        self.desks = [await self.docket.case(name) for name in self.docket.store.find(*KEY)]
        self.behind = clock.behind(self.desks, self.docket.store.newest(), self.docket.clock.now())

    async def begin(self, fences: Fences) -> None:
        """Let the fences know, before anything is sent; raises as `resume`."""
        await self.resume()
        fences.settings, fences.watch.floor = clock.settings(self.desks), self.behind
        self.docket.course = fences.course

    async def believe(self, by: str) -> bool:
        """Somebody says that the clock is right; False: nothing waits for it.

        So it was set back unseen, as far as it is behind the record; or what looked like a clock set forward
        was none, as after a machine was suspended.
        """
        await self.resume()
        now, known = self.docket.clock.now(), clock.settings(self.desks)
        back = (
            ceil((now - self.behind).total_seconds()) if self.behind else -sum(one.seconds for one in known)
        )
        if back >= 0:
            return False
        moment, desk = self.behind or now, desk_of(now)
        step = ClockSet(number=len(known) + 1, since=moment, until=moment, seconds=back)
        async with self.docket.locked([desk]):
            await self.docket.record(desk, (ClockBelieved(newest=moment, by=by), step))
        return True
