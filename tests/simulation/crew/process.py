"""One run of a daemon, as the simulation holds it in its hand: it stops, or is gone, at any await.

Whatever reaches out of a process passes its gate: a call in a thread (store, locks, lease), an answer of a
mailbox, a step of SMTP, the end of a sleep.  There it can be made to stand still, before the effect or after
it, or be killed: then nothing of it has an effect any more, whatever its `finally` would still do.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from hotlined.domain.hotline.site import Site
from tests.support.fake_clock import FakeClock, InlineExecutor


@dataclass(slots=True)
class Strike:
    """What befalls a process so many awaits later; `after` the effect of the last one, or before it.

    With a `point` only those count: "commit", "_enter" (locks), "_claim" (mails), "move", "dot", "purge",
    "_kept" (a case at rest).
    """

    left: int
    after: bool
    befall: Callable[[], None]
    point: str = ""


@dataclass(eq=False)
class Process:
    """Its state; `names` are those under which it has, or had, a lease."""

    name: str
    clock: FakeClock
    alive: bool = True
    over: bool = False  # gone, or told to end: nothing befalls it any more
    ends: bool = False  # it was told to end
    cut: bool = False  # from the store
    deaf: bool = False  # what others tell is lost
    off: Callable[[], float] = lambda: 0.0  # seconds that the machine's clock is ahead
    site: Site = field(init=False)  # as it read it when it began
    task: "asyncio.Task[None] | None" = None
    names: list[str] = field(default_factory=list)
    _thawed: asyncio.Event = field(default_factory=asyncio.Event)
    _strikes: list[Strike] = field(default_factory=list)
    _held: list[tuple["asyncio.Future[Any]", Callable[[], None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._thawed.set()

    @property
    def stands(self) -> bool:
        """Whether it stands still."""
        return not self._thawed.is_set()

    # --- what befalls it -------------------------------------------------------------------------------

    def arm(self, strike: Strike) -> None:
        """Something will befall it."""
        self._strikes.append(strike)

    def disarm(self) -> None:
        """Nothing will."""
        self._strikes.clear()

    def freeze(self) -> None:
        """It stands still (SIGSTOP, a machine that sleeps)."""
        self._thawed.clear()

    def thaw(self) -> None:
        """It goes on where it was."""
        self._thawed.set()
        held, self._held = self._held, []
        for told, step in held:
            if not told.done():
                step()

    def kill(self) -> None:
        """It is gone; what it was about to do has no effect."""
        self.alive, self.over = False, True
        self.disarm()
        self._thawed.set()
        for told, _ in self._held:
            told.cancel()
        self._held.clear()
        if self.task is not None:
            self.task.cancel()

    # --- the gate --------------------------------------------------------------------------------------

    async def gate(self, point: str = "") -> None:
        """A step that reaches out; where the process is gone nothing that it awaits comes back."""
        self.passes(point, after=True)
        self.passes(point, after=False)
        await self._thawed.wait()
        if not self.alive:
            raise asyncio.CancelledError

    def thread(self, point: str, call: Callable[[], Any]) -> "asyncio.Future[Any]":
        """A call in a thread, which is done at once; its result is told at the next turn of the loop."""
        told = asyncio.get_running_loop().create_future()
        self.passes(point, after=False)
        if not self.alive:
            told.cancel()
        else:
            self._do(told, lambda: self._run(told, point, call))
        return told

    def _run(self, told: "asyncio.Future[Any]", point: str, call: Callable[[], Any]) -> None:
        end: Callable[[Any], None]
        try:
            end, result = told.set_result, call()
        except Exception as error:
            end, result = told.set_exception, error
        if isinstance(result, asyncio.Future):  # it waits for something
            result.add_done_callback(lambda done: self._told(told, "", told.set_result, None))
        else:
            self._told(told, point, end, result)

    def _told(
        self, told: "asyncio.Future[Any]", point: str, end: Callable[[Any], None], result: object
    ) -> None:
        self.passes(point, after=True)
        if self.alive:
            self._do(told, lambda: _soon(told, end, result))
        else:
            told.cancel()

    def _do(self, told: "asyncio.Future[Any]", step: Callable[[], None]) -> None:
        if self.stands:
            self._held.append((told, step))
        else:
            step()

    def passes(self, point: str, *, after: bool) -> None:
        """An await is reached, or has had its effect."""
        for strike in [one for one in self._strikes if one.after is after and one.point in ("", point)]:
            strike.left -= 1
            if strike.left <= 0 and strike in self._strikes:  # one that befell it just now may have ended it
                self._strikes.remove(strike)
                strike.befall()


def _soon(told: "asyncio.Future[Any]", end: Callable[[Any], None], result: object) -> None:
    asyncio.get_running_loop().call_soon(lambda: None if told.done() else end(result))


HERE: ContextVar[Process | None] = ContextVar("HERE", default=None)  # the process whose code runs


class Threads(InlineExecutor):
    """Threads of whichever process asks for them."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """The future of a call."""
        here = HERE.get()
        if here is None:
            return super().submit(fn, *args, **kwargs)
        called = fn.args[0] if isinstance(fn, partial) and fn.args else fn  # as `asyncio.to_thread` has it
        point = getattr(called, "__name__", "")
        return here.thread(point, lambda: fn(*args, **kwargs))  # type: ignore[return-value]  # see InlineExecutor


@dataclass(slots=True)
class ProcessClock:
    """The machine's clock: the one of all, or off it; its sleepers stand still with their process."""

    process: Process

    def now(self) -> datetime:
        """Aware UTC."""
        return self.process.clock.now() + timedelta(seconds=self.process.off())

    def monotonic(self) -> float:
        """Seconds."""
        return self.process.clock.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        if not self.process.alive:
            raise asyncio.CancelledError
        await self.process.clock.sleep(seconds)
        if not self.process.alive:
            raise asyncio.CancelledError
        await self.process.gate()
