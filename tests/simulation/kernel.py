"""Simulated time for processes that are generators: deterministic, and fast where nothing happens.

A process yields the milliseconds that it sleeps, or `Until(event, ms)`; it is sent whether the event came.
"""

import heapq
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

Process = Generator["int | Until", bool, None]


@dataclass(frozen=True, slots=True)
class Until:
    """Wait for an event, or for so long."""

    event: str
    ms: int


@dataclass(slots=True, eq=False)
class _Running:
    process: Process
    turn: int = 0  # what was planned for an earlier turn is void
    waits: str = ""
    begun: bool = False


@dataclass(slots=True)
class Kernel:
    """The time, and what comes next."""

    now: int = 0
    running: list[_Running] = field(default_factory=list)
    _heap: list[tuple[int, int, "_Running | Callable[[], None]", int]] = field(default_factory=list)
    _order: int = 0

    def call(self, at: int, what: Callable[[], None]) -> None:
        """Do something at a time."""
        self._push(at, what, 0)

    def start(self, *processes: Process) -> None:
        """Start processes now."""
        for process in processes:
            one = _Running(process)
            self.running.append(one)
            self._push(self.now, one, 0)

    def kill(self) -> None:
        """All processes end where they are."""
        for one in self.running:
            one.turn = -1
            one.process.close()
        self.running = []

    def tell(self, event: str) -> None:
        """Wake who waits for it; it is lost where nobody waits."""
        for one in self.running:
            if one.waits == event:
                one.waits = ""
                one.turn += 1
                self._push(self.now, one, one.turn, came=True)

    def run(self, until: int) -> None:
        """Let time pass."""
        heap = self._heap
        while heap and heap[0][0] <= until:
            at, _, what, turn = heapq.heappop(heap)
            if not isinstance(what, _Running):
                self.now = max(self.now, at)
                what()
            elif what.turn == turn >> 1:
                self.now = max(self.now, at)
                self._resume(what, came=bool(turn & 1))
        self.now = max(self.now, until)

    def _resume(self, one: _Running, *, came: bool) -> None:
        one.waits = ""
        wish = one.process.send(came) if one.begun else next(one.process)
        one.begun = True
        if one.turn < 0:  # it has ended itself
            return
        one.turn += 1
        if isinstance(wish, Until):
            one.waits = wish.event
            self._push(self.now + wish.ms, one, one.turn)
        else:
            self._push(self.now + wish, one, one.turn)

    def _push(self, at: int, what: "_Running | Callable[[], None]", turn: int, *, came: bool = False) -> None:
        self._order += 1
        heapq.heappush(self._heap, (at, self._order, what, turn << 1 | came))
