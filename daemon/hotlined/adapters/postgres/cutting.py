"""A connection that is cut when a step takes too long: a network that swallows all would keep us for ever.

One thread watches over all of them, so that a step costs no thread of its own.
"""

import heapq
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from threading import Condition, Thread
from typing import Any, Final

from psycopg import Connection

LOOK: Final = 1.0  # seconds
NEVER: Final = float("inf")


@dataclass(slots=True)
class _Cutter:
    """Sockets to be cut, each at a moment of its own (seconds of `time.monotonic`)."""

    _changed: Condition = field(default_factory=Condition)
    _moments: list[tuple[float, int]] = field(default_factory=list)  # a heap; those that ended may be in it
    _sockets: dict[int, socket.socket] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)
    _thread: Thread | None = None
    _until: float = 0.0  # when the thread looks next of itself
    _used: bool = False  # since its last look

    def begin(self, seconds: float, given: socket.socket) -> int:
        """Cut it after that time, unless it is ended before."""
        with self._changed:
            number = next(self._numbers)
            self._sockets[number] = given
            moment, self._used = time.monotonic() + seconds, True
            heapq.heappush(self._moments, (moment, number))
            if moment < self._until:
                self._changed.notify()
            if self._thread is None or not self._thread.is_alive():  # it may not have got to its start
                self._thread = Thread(target=self._watch, name="cutting", daemon=True)
                self._thread.start()
            return number

    def end(self, number: int) -> None:
        """It is not to be cut any more; nor is it being cut when this returns."""
        with self._changed:
            self._sockets.pop(number, None)
            while self._moments and self._moments[0][1] not in self._sockets:
                heapq.heappop(self._moments)

    def _watch(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                while self._moments and self._moments[0][0] <= now:
                    _, number = heapq.heappop(self._moments)
                    if (found := self._sockets.pop(number, None)) is not None:
                        with suppress(OSError):
                            found.shutdown(socket.SHUT_RDWR)
                # Where step follows step it looks by itself, so that hardly one has to wake it.
                self._until = min([one for one, _ in self._moments[:1]] + [now + LOOK] * self._used + [NEVER])
                self._used = False
                self._changed.wait(None if self._until == NEVER else self._until - now)


_CUTTER = _Cutter()


@contextmanager
def ended_after(seconds: float, connection: "Connection[tuple[Any, ...]]") -> Iterator[None]:
    """Cut the connection after that time; whoever waits on it then finds it lost."""
    with socket.socket(fileno=os.dup(connection.fileno())) as duplicate:
        number = _CUTTER.begin(seconds, duplicate)
        try:
            yield
        finally:
            _CUTTER.end(number)
