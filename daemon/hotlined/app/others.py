"""Other daemons that write the same store: none changes what is locked here, and their writes are known.

A decision is made under the locks of its streams, after all that others wrote before was learnt: it finds
what it would find if one daemon had done it all.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from hotlined.app.ports import Clock, Common, Grip, Temporary

PATIENCE: Final = 20.0  # seconds until whoever waits gives up for now
SOON: Final = 0.002  # seconds until the second look; each pause is twice the one before
LATE: Final = 0.1
AT_ONCE: Final = 64  # streams that are read in one hop to a thread


@dataclass(slots=True)
class Others:
    """Between the docket and `common`; `learn` reads streams anew, and is asked again for what failed."""

    common: Common
    clock: Clock
    learn: Callable[[Sequence[str]], Awaitable[None]]
    _fresh: dict[str, None] = field(default_factory=dict)  # written by others, and not learnt yet
    _learning: asyncio.Lock = field(default_factory=asyncio.Lock)  # nobody goes on while another still reads

    async def catch_up(self) -> None:
        """Learn what others have written; raises Temporary, Permanent."""
        async with self._learning:
            await asyncio.to_thread(self._ask)
            await self._learnt()

    @asynccontextmanager
    async def kept_out(self, names: Sequence[str]) -> AsyncIterator[None]:
        """No other daemon has one of these sorted names meanwhile, and what all wrote before is learnt.

        Raises Temporary where somebody has one for too long, or nobody can say; Permanent.
        """
        taking = _Taking(self.common, names, self._fresh)
        until, pause = self.clock.monotonic() + PATIENCE, SOON
        try:
            while not taking.grip.whole:
                if self.clock.monotonic() > until:
                    raise Temporary("another hotlined works on the same thing for too long")
                async with self._learning:
                    await taking.step()
                    await self._learnt()
                if not taking.grip.whole:
                    await self.clock.sleep(pause)
                    pause = min(2 * pause, LATE)
            yield
        finally:
            await taking.end()

    def _ask(self) -> None:
        self._fresh.update(dict.fromkeys(self.common.news()))

    async def _learnt(self) -> None:
        while some := tuple(islice(self._fresh, AT_ONCE)):
            for stream in some:
                self._fresh.pop(stream, None)
            try:
                await self.learn(some)
            except BaseException:
                self._fresh.update(dict.fromkeys(some))
                raise


@dataclass(slots=True)
class _Taking:
    """Locks on the way; what a thread takes while we are cancelled is known, and given back."""

    common: Common
    names: Sequence[str]
    fresh: dict[str, None]
    grip: Grip = Grip()  # noqa: RUF009  (frozen)
    _thread: asyncio.Future[None] | None = None

    async def step(self) -> None:
        """Take what can be had."""
        self._thread = asyncio.ensure_future(asyncio.to_thread(self._enter))
        await asyncio.shield(self._thread)

    def _enter(self) -> None:
        self.grip, fresh = self.common.enter(self.names, self.grip)
        self.fresh.update(dict.fromkeys(fresh))

    async def end(self) -> None:
        """Give all back."""
        if self._thread is not None:
            await asyncio.wait({self._thread})
            self._thread.exception()  # told to whoever was not cancelled; it is of no interest here
        if self.grip.steps:
            await asyncio.shield(asyncio.to_thread(self.common.leave, self.names, self.grip))
