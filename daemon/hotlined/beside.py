"""A daemon that works beside the first one: a share of analysts' mails, and of the mails that wait to leave.

The first has all that there may be only one of: the LEA's mailbox, the notices with their fence, the agenda,
the board.  So nobody works beside it before it has looked at the record, nor longer than it is there.
Whoever works beside it has a lease of its own, without which it writes and sends nothing.  When its work
ends it begins nothing more, but what it is just sending is sent to its end, else it would be sent again.
"""

import asyncio
import gc
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hotlined import database
from hotlined.adapters.config.settings import Settings
from hotlined.app.lease import Lease, LeaseLost, Other, kept
from hotlined.app.listeners import Listeners
from hotlined.app.outbox import LAST
from hotlined.app.ports import Permanent, Temporary
from hotlined.app.shares import Shares
from hotlined.app.waiting import Pauses, look_for_ever
from hotlined.machine import SystemClock
from hotlined.parts import Parts
from hotlined.starting import as_changed, begin, filling, leaves, read_again, together
from hotlined.wiring import build

FIRST_RETRY: Final = 2.0  # seconds
LONGEST_RETRY: Final = 60.0
SETTLE: Final = 60.0  # seconds between two looks at what became of writes that failed


@dataclass(slots=True)
class Beside:
    """Begins and ends with the first daemon, as `seen` is told of it."""

    path: Path
    settings: Settings
    say: Callable[[str], None]
    works: Callable[[Parts | None], None] = lambda parts: None  # told what works, and of its end
    _task: asyncio.Task[None] | None = None
    _parts: Parts | None = None  # at work
    _ends: asyncio.Event = field(default_factory=asyncio.Event)
    _not_before: float = 0.0  # monotonic
    _pauses: Pauses = field(default_factory=lambda: Pauses(FIRST_RETRY, LONGEST_RETRY))

    def seen(self, other: Other) -> str:
        """Who has the site's lease; a sentence for people on what this daemon does.

        Raises what its work has raised, where that is a bug.
        """
        if self._task is not None and self._task.done():
            self._over(self._task)
        if together(self.settings) and other.ready:
            if self._task is None and SystemClock().monotonic() >= self._not_before:
                self._ends.clear()
                self._task = asyncio.create_task(self._work(), name="beside")
        else:
            self._stop()
        return (
            f"works beside {other.holder}" if self._parts is not None else f"stands by: {other.holder} works"
        )

    def reload(self) -> None:
        """SIGHUP: what works reads people and rules again in place; what only begins does so anew."""
        if self._parts is not None:
            read_again(self._parts, self.path, self.say)
            return
        self.say("hotlined reads its configuration at its next turn")
        self._stop()

    async def end(self) -> None:
        """Stop, and wait until that is done; what failed in it is of no interest any more.

        Whoever is cancelled while it waits, waits for no mail that is under way.
        """
        self._stop()
        task, self._task = self._task, None
        if task is None:
            return
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            if not task.cancelling():
                task.cancel()
            await asyncio.wait({task})
            raise
        if not task.cancelled():
            task.exception()

    def _stop(self) -> None:
        """Told again, it would be cut off in the middle of giving back what it has."""
        if self._parts is not None:
            self._ends.set()
        elif self._task is not None and not self._task.cancelling() and not self._ends.is_set():
            self._task.cancel()

    def _over(self, task: asyncio.Task[None]) -> None:
        self._task = None
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        found = leaves(error)
        if any(not isinstance(one, Temporary | Permanent | LeaseLost) for one in found):
            raise error
        pause = self._pauses.next()
        self._not_before = SystemClock().monotonic() + pause
        why = "; ".join(str(one) or "the lease is lost" for one in found)
        self.say(f"hotlined cannot work beside the other one: {why}")

    async def _work(self) -> None:
        settings = self.settings = await as_changed(self.settings, self.path, self.say)
        place = database.place_of(settings)
        if not place.together:  # it was, until the settings were read again
            return
        lease = await asyncio.to_thread(database.lease_beside, place)
        try:
            with ExitStack() as opened:
                filled = opened.enter_context(filling())
                common = opened.enter_context(database.together(settings, lease))
                store = opened.enter_context(database.shared(settings, lease))
                store.prove(common)
                shares = Shares(common, SystemClock(), leads=False)
                parts = build(settings, store, lease=lease, shares=shares)
                # Nothing else of the parts runs here, and what does not run need not listen.
                parts.docket.listeners = Listeners(
                    [parts.outbox.changed, parts.board.changed], [parts.board.rests]
                )
                async with AsyncExitStack() as stack:
                    await begin(parts, stack)
                    filled.close()
                    await asyncio.to_thread(database.take_beside, place, lease)
                    await self._share(parts, shares, lease)
        finally:
            self._parts = None
            self.works(None)
            await asyncio.to_thread(lease.give_back)
            gc.unfreeze()
            gc.collect()

    async def _share(self, parts: Parts, shares: Shares, lease: Lease) -> None:
        """Until told to stop, or cancelled, or until the lease is lost."""
        await (
            parts.outbox.restores.resume()
        )  # the first case that is opened here has a number above those lost
        async with asyncio.TaskGroup() as group:
            keeps = [group.create_task(kept(lease, shares.clock), name="lease-beside")]
            if parts.docket.others is not None:
                keeps.append(group.create_task(shares.run(parts.docket.others), name="others-beside"))
            reads = [
                group.create_task(watch.run(), name=f"watch-{watch.mailbox.name}-beside")
                for watch in parts.watches
                if watch.share is not None
            ]
            sends = group.create_task(parts.outbox.run(), name="outbox-beside")
            settle = look_for_ever(
                parts.docket.settle, shares.clock, SETTLE, place="settle", what="writes that failed"
            )
            keeps.append(group.create_task(settle, name="settle-beside"))
            self._parts = parts
            self.works(parts)
            self._pauses.went_well()
            await self._ends.wait()
            self._parts = None
            for task in reads:
                task.cancel()
            await parts.outbox.ended(min(LAST, 2 * lease.every))
            for task in (sends, *keeps):
                task.cancel()
