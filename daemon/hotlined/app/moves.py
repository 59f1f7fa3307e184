"""Mails that are dealt with move to their folders beside the work on the next ones, in order, one at a time.

A move waits for the mail server and nothing waits for it: the record already says where the mail belongs,
so that after a crash it is moved without any other effect (P1, A5).  A full read ends when all are moved.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hotlined.app.points import point
from hotlined.app.ports import Found, Mailbox, Permanent, Temporary


@dataclass(slots=True)
class Moves:
    """The moves of one mailbox; `failed` is told of the mail that the server did not move."""

    mailbox: Mailbox
    failed: Callable[[Found], None]
    _waiting: deque[tuple[Found, str, Sequence[str]]] = field(default_factory=deque)
    _task: "asyncio.Task[None] | None" = None

    def add(self, found: Found, target: str, keywords: Sequence[str]) -> None:
        """Move this one after those before; raises what one of them failed of."""
        self._ended()
        self._waiting.append((found, target, keywords))
        if self._task is None:
            self._task = asyncio.create_task(self._work())

    async def done(self) -> None:
        """Wait until all are moved; raises what one of them failed of."""
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

    async def _work(self) -> None:
        while self._waiting:
            found, target, keywords = self._waiting.popleft()
            try:
                await self.mailbox.move(found, target, keywords)
            except (Temporary, Permanent):
                self.failed(found)
                raise
            point("filed")
