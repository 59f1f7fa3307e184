"""Waiting for an event or for time to pass, whichever is first; time is an argument."""

import asyncio

from hotlined.app.ports import Clock


async def event_or_time(event: asyncio.Event, clock: Clock, seconds: float) -> bool:
    """Whether the event was set within so many seconds."""
    tasks = [asyncio.ensure_future(event.wait()), asyncio.ensure_future(clock.sleep(max(seconds, 0.0)))]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    return event.is_set()
