"""Several daemons on one store: one works, under a lease; the others stand by and take over when it ends.

`until_ours` waits for the lease, `kept` renews it while the daemon works, and ends that work in time where it
cannot be renewed.  `Leashed` lets no mail leave without having asked for the lease once more.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from hotlined.app import audit
from hotlined.app.health import AGAIN, WELL
from hotlined.app.ports import Cause, Clock, Courier, Outcome, Passage, Permanent, Temporary, Verdict
from hotlined.domain.mail.message import Envelope

LOOK: Final = 1.0  # seconds between two looks of a daemon that stands by


class LeaseLost(Exception):
    """The lease may be another's: what this daemon does has to end now; with why, where that is known."""


class ClockOff(Temporary):
    """This machine's clock is not the store's: by it a notice could go at a wrong time."""


class Other(Protocol):
    """Who has the lease, and for how many seconds still; `ready`: others may work beside it."""

    @property
    def holder(self) -> str: ...
    @property
    def left(self) -> float: ...
    @property
    def ready(self) -> bool: ...


class Arrival(Protocol):
    """What a lease tells of the server on which it was taken; synchronous."""

    @property
    def moved(self) -> bool:
        """Whether it was taken on another server, which may lack what was written last."""

    def arrived(self) -> None:
        """That was seen to: nobody is told so any more; raises Temporary, Permanent."""


class Lease(Arrival, Protocol):
    """One daemon's side of a lease; synchronous, thread-safe; `left` and `holds` ask nobody."""

    @property
    def every(self) -> float:
        """Seconds between two renewals."""

    def take(self) -> Other | None:
        """Take it if it is nobody's: None when it is ours, else who has it.

        Raises ClockOff, whoever has it; Temporary, Permanent.
        """

    def left(self) -> float:
        """For how many seconds it surely is ours still."""

    def holds(self) -> bool:
        """Whether it surely is ours for some time still."""

    def renew(self) -> None:
        """Let it last longer; raises Temporary, Permanent, and ClockOff: then it is ours no more."""

    def last_look(self) -> float:
        """For how many seconds it is ours, as the store says now; never raises Temporary."""

    def confirm(self) -> bool:
        """Whether it is ours, as the store says now; never raises Temporary."""

    def open_to_others(self) -> None:
        """Let others work beside us; raises Temporary, Permanent."""


class Bell(Protocol):
    """Rings when a lease is given back."""

    def wait(self, seconds: float) -> bool:
        """Whether it rang within so many seconds; raises Temporary, Permanent."""


@dataclass(slots=True)
class Unreached:
    """Tells a person by the second road when this daemon could not work for long: the store is out of reach,
    and nobody works then; its machine's clock is wrong, and it could not take over; or each of its turns ends
    as it begins, though the store answers."""

    clock: Clock
    call: Callable[[str], Awaitable[None]] | None = None  # may raise Temporary
    after: float = 600.0  # seconds; then again each hour
    known: bool = False  # whether it has ever answered
    _since: float | None = None
    _called: float | None = None
    _ended: float | None = None  # when a turn ended last that could not work

    @property
    def steady(self) -> float:
        """Seconds for which a turn has to last, before all counts as well after one that could not work."""
        return self.after / 2

    async def reached(self) -> None:
        """The store has answered."""
        self.known = True
        if self._ended is not None and self.clock.monotonic() - self._ended < self.steady:
            return  # whoever has the lease now may be as little able to work
        self._ended = None
        called, self._since, self._called = self._called is not None, None, None
        if called and self.call is not None:
            with _told_or_not():
                await self.call(f"hotlined: {WELL}")

    async def failed(self, error: Temporary | Permanent) -> None:
        """It has not, or not been asked."""
        if isinstance(error, ClockOff):
            await self._lasts("this machine could not work", f": {error}.")
        else:
            await self._lasts("the store could not be reached", "; no mail is read or sent.")

    async def could_not_work(self) -> None:
        """A turn has ended as it began, though the store answers; the next one may, too."""
        self._ended = self.clock.monotonic()
        with _told_or_not():
            await self._lasts(
                "this machine could not work", ", though the database answers: its log says why."
            )

    async def _lasts(self, what: str, more: str) -> None:
        now = self.clock.monotonic()
        self._since = now if self._since is None else self._since
        lasts = now - self._since
        due = self._called is None or now - self._called >= AGAIN.total_seconds()
        if self.call is None or lasts < self.after or not due:
            return
        await self.call(f"hotlined: {what} for {lasts / 60:.0f} minutes{more}")
        self._called = now


@contextmanager
def _told_or_not() -> Iterator[None]:
    """Whether a person could be told changes nothing here."""
    try:
        yield
    except (Temporary, Permanent) as error:
        audit.unhealthy(error)


async def until_ours(
    lease: Lease,
    bell: Bell,
    clock: Clock,
    say: Callable[[str], None],
    unreached: Unreached,
    *,
    seen: Callable[[Other], str] = lambda other: f"stands by: {other.holder} works",
) -> None:
    """Stand by until the lease is ours; says each time what it waits for, or does meanwhile.

    `seen` is told at each look who has it, and gives that sentence.

    Raises Permanent where the store refuses us before it has ever let us in: later it may be put right.
    """
    told = ""
    while True:
        try:
            other = await asyncio.to_thread(lease.take)
            if other is None:  # whoever has it renews it first, and has a person told then
                return
            await unreached.reached()
            waits_for, pause = seen(other), min(other.left, LOOK)
        except (Temporary, Permanent) as error:
            if isinstance(error, Permanent) and not unreached.known:
                raise
            waits_for, pause = f"stands by: {error}", LOOK
            with _told_or_not():
                await unreached.failed(error)
        if waits_for != told:
            say(waits_for)
            told = waits_for
        try:
            await asyncio.to_thread(bell.wait, pause)
        except (Temporary, Permanent):
            await clock.sleep(LOOK)


async def kept(lease: Lease, clock: Clock) -> None:
    """Renew the lease for as long as that can be done; then raise LeaseLost, before it is another's."""
    own = ThreadPoolExecutor(1, "lease")  # a slow store may have all other threads
    try:
        await _kept(lease, clock, own)
    finally:
        own.shutdown(wait=False, cancel_futures=True)


async def _kept(lease: Lease, clock: Clock, own: Executor) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await clock.sleep(lease.every)
        renewing = loop.run_in_executor(own, lease.renew)
        await asyncio.wait({renewing}, timeout=max(lease.left() - lease.every, 0.0))
        error = renewing.exception() if renewing.done() else None
        if error is not None:
            audit.lease_shaken(error, lease.left())
        if not lease.holds():
            renewing.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise LeaseLost(str(error) if isinstance(error, Temporary | Permanent) else "")


@dataclass(frozen=True, slots=True)
class Leashed:
    """A courier that asks for the lease before each mail; a daemon that has lost it sends nothing."""

    courier: Courier
    lease: Lease

    async def send(self, identity: str, envelope: Envelope, passage: Passage | None = None) -> Outcome:
        """As the courier does, once the lease is confirmed."""
        if not await asyncio.to_thread(self.lease.confirm):
            return Outcome(Verdict.TEMPORARY, "no lease", Cause.NOT_NOW)
        return await self.courier.send(identity, envelope, passage)
