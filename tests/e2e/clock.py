"""A clock that runs as time does and can be stepped forward: days pass at once, IDLE and SMTP stay real."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta


class SteppedClock:
    """`now` and `monotonic` are the machine's plus all steps so far; a step wakes who sleeps.

    All of it belongs to one event loop, so that nobody there sees one of the two stepped and the other not.
    """

    def __init__(self) -> None:
        self._ahead = timedelta(0)
        self._sleepers: set[asyncio.Event] = set()

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC) + self._ahead

    def monotonic(self) -> float:
        """Seconds that no clock change moves."""
        return time.monotonic() + self._ahead.total_seconds()

    def step(self, by: timedelta) -> None:
        """So much time has passed."""
        self._ahead += by
        for woken in self._sleepers:
            woken.set()

    async def sleep(self, seconds: float) -> None:
        """Wait for time to pass, by itself or by steps."""
        end = self.monotonic() + seconds
        woken = asyncio.Event()
        self._sleepers.add(woken)
        try:
            while (left := end - self.monotonic()) > 0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), left)
                woken.clear()
        finally:
            self._sleepers.discard(woken)
