"""At a start the machine's clock is compared with the record, which knows what time it was (P15, C1).

A clock that is behind the newest time in the record is wrong, or was ahead when that was written; nobody here
can tell.  Until it has passed that time, or an administrator has said that it is right
(`hotlined outbox release --clock`), no notice leaves and no hold ends, and the agenda tells analysts.
"""

from datetime import datetime
from math import ceil

from hotlined.app.docket import Docket
from hotlined.app.fences import Fences
from hotlined.domain.cases import clock
from hotlined.domain.cases.state import Case
from hotlined.domain.record.running import ClockBelieved, ClockSet
from hotlined.domain.values.reference import desk_of

KEY = ("clock", "seen")  # of the desks that tell of it, in the index


async def begin(docket: Docket, fences: Fences) -> None:
    """Let the fences know, before anything is sent; raises Temporary, Permanent as the store does.

    It comes before the cases are loaded, so that what is shown of them knows of it.
    """
    desks, behind = await _compared(docket)
    fences.settings, fences.watch.floor = clock.settings(desks), behind
    docket.course = fences.course


async def believe(docket: Docket, by: str) -> bool:
    """Somebody says that the clock is right; False: nothing waits for it.  Raises as `begin`.

    So it was set back unseen, as far as it is behind the record; or what looked like a clock set forward
    was none, as after a machine was suspended.
    """
    desks, behind = await _compared(docket)
    now, known = docket.clock.now(), clock.settings(desks)
    back = ceil((now - behind).total_seconds()) if behind else -sum(one.seconds for one in known)
    if back >= 0:
        return False
    moment, desk = behind or now, desk_of(now)
    step = ClockSet(number=len(known) + 1, since=moment, until=moment, seconds=back)
    async with docket.locked([desk]):
        await docket.record(desk, (ClockBelieved(newest=moment, by=by), step))
    return True


async def _compared(docket: Docket) -> tuple[list[Case], datetime | None]:
    """The desks that tell of the clock, and the time that it has to pass."""
    desks = [await docket.case(name) for name in docket.store.find(*KEY)]
    return desks, clock.behind(desks, docket.store.newest(), docket.clock.now())
