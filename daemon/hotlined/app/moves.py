"""Mails that are dealt with move to their folders beside the work on the next ones, in order.

They gather until some are there, or nothing else is left to deal with: those that wait for the same folder
move together, which takes server and connection hardly longer than one.

A move waits for the mail server and nothing waits for it: the record already says where the mail belongs,
so that after a crash it is moved without any other effect (P1, A5).  A full read ends when all are moved.
"""

import asyncio
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from hotlined.app.crash_points import crash_point
from hotlined.app.ports import Found, Mailbox, Permanent, Temporary

MOST: Final = 20  # that move together
LEAST: Final = 5  # for which a move begins while others are dealt with
Waiting = tuple[Found, str, Sequence[str]]  # from where, to where, keywords
Batch = list[tuple[Found, Sequence[str]]]


@dataclass(slots=True)
class Moves:
    """The moves of one mailbox, and how often the server failed to move which mail.

    One that failed before moves by itself, so that it keeps no other one back.
    """

    mailbox: Mailbox
    _waiting: deque[Waiting] = field(default_factory=deque)
    _task: "asyncio.Task[None] | None" = None
    _failed: dict[Found, int] = field(default_factory=dict)

    def __contains__(self, found: Found) -> bool:
        """Whether it could not be moved before, as far as is known."""
        return found in self._failed

    def failures(self, found: Found) -> int:
        """How often it was not moved, as far as is known."""
        return self._failed.get(found, 0)

    def gone(self, folder: str, there: Collection[Found]) -> None:
        """Forget what does not lie in this folder any more."""
        self._failed = {
            one: count for one, count in self._failed.items() if one.folder != folder or one in there
        }

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
                    self._failed[found] = self.failures(found) + 1
                raise
            for _ in batch:
                crash_point("filed")

    def _next(self) -> tuple[Batch, str]:
        """The first that waits, with those that go the same way."""
        found, target, keywords = self._waiting.popleft()
        batch: Batch = [(found, keywords)]
        if found in self._failed:
            return batch, target
        rest = deque[Waiting]()
        for one in self._waiting:
            other, way, words = one
            together = (other.folder, way) == (found.folder, target) and other not in self._failed
            if together and len(batch) < MOST:
                batch.append((other, words))
            else:
                rest.append(one)
        self._waiting = rest
        return batch, target
