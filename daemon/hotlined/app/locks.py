"""The locks of streams within this daemon; what others do to the same store is known by `others`."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from weakref import WeakValueDictionary


@dataclass(slots=True)
class Locks:
    """One for each stream; it lives as long as somebody holds it or waits for it."""

    _locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def __len__(self) -> int:
        """How many streams somebody holds or waits for."""
        return len(self._locks)

    @asynccontextmanager
    async def taken(self, names: Sequence[str]) -> AsyncIterator[None]:
        """Hold the locks of these sorted names: always in the same order, so that none waits in a ring."""
        async with AsyncExitStack() as stack:
            for stream in names:
                lock = self._locks.get(stream)
                if lock is None:
                    self._locks[stream] = lock = asyncio.Lock()
                await stack.enter_async_context(lock)
            yield

    @asynccontextmanager
    async def untaken(self, streams: Iterable[str]) -> AsyncIterator[list[str]]:
        """Hold the locks of those of these streams that nobody holds or waits for, and wait for none."""
        async with AsyncExitStack() as stack:
            taken = [stream for stream in streams if stream not in self._locks]
            for stream in taken:
                self._locks[stream] = lock = asyncio.Lock()
                await stack.enter_async_context(lock)  # at once: it is new
            yield taken
