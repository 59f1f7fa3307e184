"""Waiting for an event or for time to pass, whichever is first; time is an argument."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Final

from hotlined.app import audit
from hotlined.app.ports import Clock, Temporary

LATER: Final = (Temporary,)  # what goes by itself


def cores() -> int:
    """How many processor cores this process may use: so many calls of gpg at once are worth it."""
    return len(os.sched_getaffinity(0))


async def event_or_time(event: asyncio.Event, clock: Clock, seconds: float) -> bool:
    """Whether the event was set within so many seconds."""
    tasks = [asyncio.ensure_future(event.wait()), asyncio.ensure_future(clock.sleep(max(seconds, 0.0)))]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    return event.is_set()


async def look_for_ever(
    look: Callable[[], Awaitable[None]],
    clock: Clock,
    seconds: float,
    *,
    place: str,
    what: str,
    expected: tuple[type[Exception], ...] = LATER,
) -> None:
    """Look at once and then after each pause of so many seconds; what fails is tried at the next turn.

    Never returns.  Anything but the `expected` faults is logged as a bug in `place`, at `what`.
    """
    while True:
        try:
            await look()
        except expected:
            pass
        except Exception as error:
            audit.bug(place, error, what)
        await clock.sleep(seconds)
