"""One schedule from the first mail until nothing waits; many of them; the shortest that fails."""

import asyncio
import logging
import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from hotlined import beside
from hotlined.app import audit
from hotlined.app import rests as keeping
from hotlined.domain.overview import rest
from tests.simulation.crew import machine as machines
from tests.simulation.crew.ends import left
from tests.simulation.crew.ledger import NOTICE, REPORT, Ledger
from tests.simulation.crew.mutants import KEPT, wrong
from tests.simulation.crew.process import HERE, Threads
from tests.simulation.crew.schedule import LAST, Schedule, generate, read
from tests.simulation.crew.town import Town
from tests.simulation.shrink import fewer

BATCH = 10
SCHEDULES = Path(__file__).parent / "kept"


def play(schedule: Schedule) -> Ledger:
    """The ledger of a schedule, with its violations."""
    return asyncio.run(_play(schedule))


async def _play(schedule: Schedule) -> Ledger:
    asyncio.get_running_loop().set_default_executor(Threads(1))
    town = Town(schedule)
    with _here(town):
        for machine in town.machines:
            machine.start()
        try:
            for step in schedule.steps:
                await town.until(step.at)
                await town.happen(step)
            await town.until(LAST)
            town.heal()
            await town.settled()
            town.verdict()
        finally:
            await town.close()
    return town.ledger


@contextmanager
def _here(town: Town) -> Iterator[None]:
    """The one clock and no real threads for what is true; a stumble is a violation."""

    def bug(where: str, error: BaseException, key: str) -> None:
        process = HERE.get()
        if process is not None and process.alive:
            town.ledger.wrong(f"X: {process.name} stumbled in {where}: {error!r}")

    with ExitStack() as stack:
        stack.enter_context(patch.object(beside, "SystemClock", lambda: town.clock))
        stack.enter_context(patch.object(beside, "kept", machines.kept))
        stack.enter_context(patch.object(audit, "bug", bug))
        # Days are minutes here: a case is at rest soon, and kept so.
        stack.enter_context(patch.object(rest, "LOOK_BACK", timedelta(0)))
        stack.enter_context(patch.object(rest, "CALM", timedelta(seconds=20)))
        stack.enter_context(patch.object(keeping, "LOOK", 5.0))
        yield


def guarded(schedule: Schedule) -> Ledger:
    """The ledger; an exception out of the program is a violation."""
    try:
        return play(schedule)
    except Exception as error:
        ledger = Ledger(None, None)  # type: ignore[arg-type]  # nothing of it is looked at
        ledger.wrong(f"X: {type(error).__name__}: {error}")
        return ledger


@dataclass(slots=True)
class Tally:
    """What came of many schedules; `failed`: seed and first violation."""

    count: int = 0
    strikes: int = 0
    reports: int = 0
    notices: int = 0
    again: int = 0
    believed: int = 0
    purges: int = 0
    failed: list[tuple[int, str]] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, other: "Tally") -> None:
        """One batch more."""
        for name in ("count", "strikes", "reports", "notices", "again", "believed", "purges"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.failed += other.failed

    def line(self, first: int) -> str:
        """The line to print."""
        return (
            f"simulation of several daemons: {self.count} schedules from seed {first}, {self.strikes} times"
            f" one was struck, {self.reports} reports and {self.notices} notices left, {self.again} mails"
            f" again, {self.believed} cases were known at a start without reading, {self.purges} purges;"
            f" {len(self.failed)} schedules with violations; {self.seconds:.0f} s"
        )


def some(seeds: Iterable[int]) -> Tally:
    """The schedules of some seeds, here and now."""
    logging.disable(logging.CRITICAL)
    begun, tally = time.perf_counter(), Tally()
    try:
        for seed in seeds:
            ledger = guarded(generate(seed))
            tally.count += 1
            tally.strikes += len(ledger.strikes)
            tally.again += len(ledger.dots) - len({dot.envelope.message_id for dot in ledger.dots})
            tally.reports += len(left(ledger, REPORT))
            tally.notices += len(left(ledger, NOTICE))
            tally.believed += ledger.believed
            tally.purges += ledger.purged
            if ledger.violations:
                tally.failed.append((seed, ledger.violations[0]))
    finally:
        logging.disable(logging.NOTSET)
    tally.seconds = time.perf_counter() - begun
    return tally


def play_many(count: int, first: int, workers: int, told: Callable[[Tally], None]) -> Tally:
    """So many schedules, in batches, on so many processes; `told` after each batch."""
    begun, tally = time.perf_counter(), Tally()
    batches = [range(at, min(at + BATCH, first + count)) for at in range(first, first + count, BATCH)]
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        for one in pool.imap_unordered(some, batches):
            tally.add(one)
            tally.seconds = time.perf_counter() - begun
            told(tally)
    return tally


def shortened(schedule: Schedule) -> tuple[Schedule, str]:
    """A failing schedule with as few steps as it goes, and what is wrong with it."""
    kind = _kind(guarded(schedule))
    short = fewer(schedule, lambda one: _kind(guarded(one)) == kind)
    return short, guarded(short).violations[0]


def _kind(ledger: Ledger) -> str:
    return ledger.violations[0].partition(":")[0] if ledger.violations else ""


def caught(name: str, seeds: Iterable[int]) -> tuple[int, int, str] | None:
    """After how many schedules a wrong version was found, at which seed, by what; None: it was not."""
    with wrong(name):
        for n, seed in enumerate(seeds, 1):
            violations = guarded(generate(seed)).violations
            if violations:
                return n, seed, violations[0]
    return None


def caught_by_kept(name: str) -> str:
    """The first violation by which a wrong version's own schedule finds it; "" where it does not."""
    with wrong(name):
        violations = guarded(
            read((SCHEDULES / f"{KEPT[name][1]}.txt").read_text(encoding="utf-8"))
        ).violations
    return violations[0] if violations else ""
