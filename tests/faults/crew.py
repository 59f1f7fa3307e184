"""Three daemons on one PostgreSQL that share the work; what befalls one of them may befall any."""

import random
import time
from dataclasses import dataclass, field

from tests.faults.several import PATIENCE, Daemon, Several


@dataclass(slots=True)
class SharedWork(Several):
    """As `Several`; who works is the first one and each that has a lease beside it."""

    chance: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311
    befallen: list[str] = field(default_factory=list)

    def at_work(self) -> set[int]:
        """The processes that have a lease now."""
        found = self.asked("SELECT holder FROM leases WHERE until > clock_timestamp()")
        return {int(holder.split()[2]) for (holder,) in found}

    def complete(self) -> None:
        """Wait until every daemon works."""
        deadline = time.monotonic() + PATIENCE
        while {one.lives.pid for one in self.daemons} > self.at_work():
            if time.monotonic() > deadline:
                said = "\n".join(one.lives.said()[-3000:] for one in self.daemons)
                raise RuntimeError(f"not all of them work:\n{said}")
            time.sleep(0.05)

    def chosen(self) -> Daemon:
        """Any of them."""
        first = self.working()
        one = self.chance.choice(self.daemons)
        self.befallen.append("first" if one is first else "beside")
        # From now on what it leaves may go again, and sooner than it is seen here that its lease has ended.
        self.town.ledger.lived(one.lives.pid, 0.0, time.time())
        return one

    def replaced(self, gone: int) -> float:
        """Wait until this process has no lease any more, and another one is the first."""
        began = time.monotonic()
        while gone in self.at_work() or self.holder() is None:
            if time.monotonic() > began + PATIENCE:
                raise RuntimeError("nobody takes over:\n" + "\n".join(d.lives.said() for d in self.daemons))
            time.sleep(0.02)
        self.town.ledger.lived(gone, 0.0, time.time())
        return time.monotonic() - began
