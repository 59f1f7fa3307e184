"""Several daemons on one store in memory, with what they share: mailboxes, mail servers, the time.

Of the daemons (`machine`) the daily parts and recovery do not run.
"""

import asyncio
import contextvars
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from tests.simulation.crew.befalling import Befalling
from tests.simulation.crew.beliefs import Beliefs
from tests.simulation.crew.ends import Ends
from tests.simulation.crew.ledger import Ledger
from tests.simulation.crew.letters import Letters
from tests.simulation.crew.machine import Machine
from tests.simulation.crew.process import Process, Strike
from tests.simulation.crew.rules import site
from tests.simulation.crew.schedule import BEFALLS, Schedule, Step
from tests.simulation.crew.servers import Servers, SharedMailbox
from tests.support.fake_clock import FakeClock
from tests.support.fake_common import Hub
from tests.support.fake_lease import Leases
from tests.support.rig import NAMES, FakeChance

NEWS: Final = 5  # seconds until each daemon has looked what others wrote
QUIET: Final = 2_400  # seconds at most until all is settled


@dataclass
class Town:
    """One run of one schedule."""

    schedule: Schedule
    clock: FakeClock = field(default_factory=FakeClock)
    hub: Hub = field(init=False)
    ledger: Ledger = field(init=False)
    chance: FakeChance = field(default_factory=FakeChance)
    connections: list[tuple[Process, dict[str, SharedMailbox]]] = field(default_factory=list)
    machines: list[Machine] = field(default_factory=list)
    _later: set["asyncio.Task[None]"] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.hub = Hub(leases=Leases(self.clock.monotonic))
        self.ledger = Ledger(self.clock, self.hub)
        self.beliefs = Beliefs(self.ledger)
        self.servers = Servers(self.clock, self.schedule.lags, self.ledger.taken)
        self.letters = Letters(self.clock, self.ledger)
        self.befalling = Befalling(self)
        self.begun = self.clock.monotonic()
        self.boxes: dict[str, SharedMailbox] = {}
        for name in NAMES:
            self.boxes[name] = box = SharedMailbox(name, self.clock)
            box.servers = self.servers
        self.machines = [Machine(self, number) for number in range(self.schedule.daemons)]
        purging = site(0, purges=self.schedule.purges)
        self.ends = Ends(self.ledger, self.boxes, purging, self.servers.doubled)

    async def until(self, ms: int) -> None:
        """Let time pass."""
        await self.clock.advance(max(0.0, self.begun + ms / 1_000 - self.clock.monotonic()))

    # --- what happens ----------------------------------------------------------------------------------

    async def happen(self, step: Step) -> None:
        """One step of the schedule."""
        if step.do in BEFALLS:
            machine = self.machines[int(step.who) % len(self.machines)]
            after = step.more == "after"
            machine.process.arm(Strike(step.item, after, self.befalling.on(machine, step), step.point))
            if step.item == 0:
                machine.process.passes(step.point, after=after)
        elif step.do == "smtp":
            self.servers.outcomes.append(step.more)
        elif step.do == "down":
            self.servers.down.add(step.who)
            for _, boxes in self.connections:
                boxes[step.who].drop()
            self.after(step.n, lambda: self.servers.down.discard(step.who))
        else:
            raw, box = self.letters.written(step)
            for _ in range(step.n or 1) if raw else ():
                self.deliver(step, raw, box)
        await self.clock.advance(0)

    def deliver(self, step: Step, raw: bytes, box: str) -> None:
        """A mail arrives, and who listens is told."""
        self.boxes[box].deliver(raw)
        self.ledger.arrived(step, raw, box)
        for _, boxes in self.connections:
            boxes[box].wake()

    def after(self, seconds: float, what: Callable[[], object]) -> None:
        """Do something so many seconds later."""

        async def later() -> None:
            await self.clock.sleep(seconds)
            what()

        task = asyncio.get_running_loop().create_task(later(), context=contextvars.Context())
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    # --- the end ---------------------------------------------------------------------------------------

    def heal(self) -> None:
        """Everything works again."""
        self.servers.down.clear()
        self.servers.outcomes.clear()
        for machine in self.machines:
            machine.process.disarm()
            machine.off = 0.0

    async def settled(self) -> None:
        """Until nothing waits any more, or it takes too long."""
        for _ in range(QUIET // 20):
            await self.clock.advance(20)
            if not self._later and self.ends.is_settled():
                await self.clock.advance(NEWS)  # the last write is known to all of them
                if self.ends.is_settled():
                    return

    def verdict(self) -> None:
        """What is wrong in the end."""
        self.ends.verdict()
        self.beliefs.compare()

    async def close(self) -> None:
        """All processes are gone."""
        for task in [*self._later]:
            task.cancel()
        tasks = [machine.process.task for machine in self.machines]
        for machine in self.machines:
            machine.process.kill()
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)
