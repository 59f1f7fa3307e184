"""Waiting for an event or for time to pass, whichever is first; time is an argument."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from hotlined.app import audit
from hotlined.app.ports import Clock, Conflict, Temporary

T = TypeVar("T")


@dataclass(slots=True)
class Pauses:
    """Pauses between tries, in seconds: each twice as long as the one before, until a try went well."""

    first: float
    longest: float
    pause: float = field(init=False)  # the one that comes next

    def __post_init__(self) -> None:
        self.pause = self.first

    def next(self) -> float:
        """The pause to make now."""
        pause, self.pause = self.pause, min(self.pause * 2, self.longest)
        return pause

    def went_well(self) -> None:
        """The next failure is a first one again."""
        self.pause = self.first


def cores() -> int:
    """How many processor cores this process may use: so many calls of gpg at once are worth it."""
    return len(os.sched_getaffinity(0))


async def event_or_time(event: asyncio.Event, clock: Clock, seconds: float) -> bool:
    """Whether the event was set within so many seconds, counted from the call."""
    called = clock.monotonic()

    async def rest() -> None:  # begins when the loop comes to it, and time may have passed by then
        await clock.sleep(max(seconds - (clock.monotonic() - called), 0.0))

    tasks = [asyncio.ensure_future(event.wait()), asyncio.ensure_future(rest())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    return event.is_set()


async def look_for_ever(
    look: Callable[[], Awaitable[object]],
    clock: Clock,
    seconds: float,
    *,
    place: str,
    what: str,
    wake: asyncio.Event | None = None,
) -> None:
    """Look at once and then after each pause of so many seconds; what fails is tried at the next turn.

    `wake`, once set, ends a pause.  Never returns.  What does not go by itself, as Temporary and Conflict do,
    is logged as a bug in `place`, at `what`.
    """
    while True:
        if wake is not None:
            wake.clear()
        try:
            await look()
        except (Temporary, Conflict):
            pass
        except Exception as error:
            audit.bug(place, error, what)
        if wake is not None:
            await event_or_time(wake, clock, seconds)
        else:
            await clock.sleep(seconds)


async def to_its_end(call: Callable[[T], None], argument: T) -> None:
    """In a thread; also who is cancelled goes on only when it is over, and gives no lock away before."""
    calling = asyncio.ensure_future(asyncio.to_thread(call, argument))
    try:
        await asyncio.shield(calling)
    except asyncio.CancelledError:
        await asyncio.wait({calling})
        calling.cancelled() or calling.exception()  # nobody asks for it any more
        raise
