"""Time that only a test moves, and an event loop on which nothing happens beside the test's back.

`run_to_rest` runs every task until all of them wait for time or for the test; with `InlineExecutor` as the
loop's default executor, what the use cases do "in a thread" is done at once, so each test is deterministic.
"""

import asyncio
import heapq
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
MOST_ROUNDS = 50_000  # of the event loop until it must be at rest


class InlineExecutor(ThreadPoolExecutor):
    """Runs each call at once, in the caller's thread.

    An event loop gets a future of its own, which is done at its next turn, as one of another thread would be
    at the earliest: to be told by one costs it a socket's bytes at each call.
    """

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """The finished future of a call."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            future: Future[Any] = Future()
            try:
                future.set_result(fn(*args, **kwargs))
            except Exception as error:
                future.set_exception(error)
            return future
        told = loop.create_future()
        try:
            loop.call_soon(_unless_cancelled, told, told.set_result, fn(*args, **kwargs))
        except Exception as error:
            loop.call_soon(_unless_cancelled, told, told.set_exception, error)
        return told  # type: ignore[return-value]  # `run_in_executor` takes it as it is


def _unless_cancelled(told: "asyncio.Future[Any]", end: Callable[[Any], None], result: object) -> None:
    if not told.done():
        end(result)


_at_it: "WeakKeyDictionary[asyncio.AbstractEventLoop, int]" = WeakKeyDictionary()  # calls of `run_to_rest`


async def run_to_rest() -> None:
    """Let all tasks go on until each waits; raises AssertionError where something runs for ever."""
    loop = asyncio.get_running_loop()
    ready = loop._ready  # type: ignore[attr-defined]
    _at_it[loop] = _at_it.get(loop, 0) + 1
    try:
        for _ in range(MOST_ROUNDS):
            await asyncio.sleep(0)
            # Each other one who waits here is ready, too; two of them are no busy loop.
            if len(ready) < _at_it[loop]:
                return
    finally:
        _at_it[loop] -= 1
    raise AssertionError("a busy loop: the tasks do not come to rest")


class FakeClock:
    """`ports.Clock`; `sleeps` counts the calls of `sleep`, so that a busy loop shows."""

    def __init__(self, start: datetime = START) -> None:
        self.sleeps = 0
        self._wall = start
        self._elapsed = 1_000.0  # a machine that has been up for a while
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    def now(self) -> datetime:
        """Aware UTC."""
        return self._wall

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        """Until the test has advanced so far; at least one turn of the loop."""
        self.sleeps += 1
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + seconds, next(self._order), future))
        await future

    async def advance(self, seconds: float) -> None:
        """Let time pass; each sleeper wakes at its time, and all come to rest before time goes on.

        Those of the same moment wake in the order in which they went to sleep.
        """
        await run_to_rest()
        end = self._elapsed + seconds
        while self._sleepers and self._sleepers[0][0] <= end:
            at = self._sleepers[0][0]
            woken = [one for one in self._until(at) if not one.done()]
            if not woken:
                continue
            self._pass(at - self._elapsed)
            for future in woken:
                future.set_result(None)
            await run_to_rest()
        self._pass(end - self._elapsed)
        await run_to_rest()

    async def leap(self, seconds: float) -> None:
        """So much time passes at once, for everybody: nobody wakes before all of it is over."""
        await run_to_rest()
        self._pass(seconds)
        await self.advance(61.0)

    async def advance_to(self, moment: datetime) -> None:
        """Let time pass until a moment."""
        await self.advance((moment - self._wall).total_seconds())

    def skip(self, by: timedelta) -> None:
        """So much time has passed while nothing ran; who slept wakes with the next `advance`."""
        self._pass(by.total_seconds())

    def jump(self, by: timedelta) -> None:
        """Set the machine's clock wrong (or right): no time passes."""
        self._wall += by

    def _until(self, at: float) -> Iterator[asyncio.Future[None]]:
        while self._sleepers and self._sleepers[0][0] <= at:
            yield heapq.heappop(self._sleepers)[2]

    def _pass(self, seconds: float) -> None:
        self._elapsed += max(seconds, 0.0)
        self._wall += timedelta(seconds=max(seconds, 0.0))
