"""Mails that are dealt with move to their folders beside the work on the next ones, in order.

They gather until some are there, or nothing else is left to deal with: those that wait for the same folder
move together, which takes server and connection hardly longer than one.

A move waits for the mail server and nothing waits for it: the record already says where the mail belongs,
so that after a crash it is moved without any other effect (P1, A5).  A full read ends when all are moved.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from hotlined.app.points import point
from hotlined.app.ports import Found, Mailbox, Permanent, Temporary

MOST: Final = 20  # that move together
LEAST: Final = 5  # for which a move begins while others are dealt with
Waiting = tuple[Found, str, Sequence[str]]  # from where, to where, keywords
Batch = list[tuple[Found, Sequence[str]]]


@dataclass(slots=True)
class Moves:
    """The moves of one mailbox; `failed` is told of the mails that the server may not have moved.

    One that is `alone` (it failed before) moves by itself, so that it keeps no other one back.
    """

    mailbox: Mailbox
    failed: Callable[[Found], None]
    alone: Callable[[Found], bool]
    _waiting: deque[Waiting] = field(default_factory=deque)
    _task: "asyncio.Task[None] | None" = None

    def add(self, found: Found, target: str, keywords: Sequence[str]) -> None:
        """Move this one after those before, soon; raises what one of them failed of."""
        self._ended()
        self._waiting.append((found, target, keywords))
        if self._task is None and len(self._waiting) >= LEAST:
            self._task = asyncio.create_task(self._work(LEAST))

    async def done(self) -> None:
        """Wait until all are moved; raises what one of them failed of."""
        await self._settled()
        if self._waiting:
            self._task = asyncio.create_task(self._work(1))
            await self._settled()

    async def _settled(self) -> None:
        if self._task is not None:
            await asyncio.wait([self._task])
        self._ended()

    async def drop(self) -> None:
        """Forget those that wait: the connection is given up, and they lie where they were."""
        self._waiting.clear()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _ended(self) -> None:
        if self._task is not None and self._task.done():
            task, self._task = self._task, None
            task.result()

    async def _work(self, least: int) -> None:
        while len(self._waiting) >= least:
            batch, target = self._next()
            try:
                if len(batch) == 1:
                    found, keywords = batch[0]
                    await self.mailbox.move(found, target, keywords)
                else:
                    await self.mailbox.move_all(batch, target)
            except (Temporary, Permanent):
                for found, _ in batch:
                    self.failed(found)
                raise
            for _ in batch:
                point("filed")

    def _next(self) -> tuple[Batch, str]:
        """The first that waits, with those that go the same way."""
        found, target, keywords = self._waiting.popleft()
        batch: Batch = [(found, keywords)]
        if self.alone(found):
            return batch, target
        rest = deque[Waiting]()
        for one in self._waiting:
            other, way, words = one
            together = (other.folder, way) == (found.folder, target) and not self.alone(other)
            if together and len(batch) < MOST:
                batch.append((other, words))
            else:
                rest.append(one)
        self._waiting = rest
        return batch, target
