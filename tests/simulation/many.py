"""Many schedules on several processes, and one line about them."""

import logging
import multiprocessing
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.simulation.ledger import Ledger
from tests.simulation.mutants import wrong
from tests.simulation.runs import play
from tests.simulation.schedule import DAY, Schedule, generate, read
from tests.simulation.shrink import shrink
from tests.simulation.streets import DELAY, walk

BATCH = 50
SHOWN = 10  # failing schedules that are shrunk and shown
# Wrong versions that chance seldom finds: each has a schedule in `kept`.
SCHEDULES: Final[Mapping[str, str]] = {
    "a hold ends by the wall clock": "hold-end-wall-clock",
    "a mail is filed before its commit": "filed-before-commit",
    "the LEA is told before its mail is read": "warned-while-deaf",
}
# Of the wrong starts on cases at rest each; through the true loops.
AT_REST_SCHEDULES: Final[Mapping[str, str]] = {
    "whatever waits in a case, it is at rest": "hold-at-rest",
    "a case is at rest whatever was written since": "receipt-after-kept",
    "what is due in a case at rest is late": "nothing-happens",
}
# Of those that let go what goes on in a closed case each; the same.
CLOSED_SCHEDULES: Final[Mapping[str, str]] = {
    "a hold ends with its case": "twin-hold-closed",
    "what is asked in a closed case stops nothing": "twin-asked-closed",
    "what is asked in a closed case is over with a restart": "twin-asked-closed",
}
TRUE_SCHEDULES: Final[Mapping[str, str]] = {**AT_REST_SCHEDULES, **CLOSED_SCHEDULES}


@dataclass(slots=True)
class Tally:
    """What came of many schedules; `failed`: seed and first violation."""

    count: int = 0
    handed: int = 0
    close: int = 0
    failed: list[tuple[int, str]] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, other: "Tally") -> None:
        """One batch more."""
        self.count += other.count
        self.handed += other.handed
        self.close += other.close
        self.failed += other.failed

    def line(self, what: str, first: int) -> str:
        """The line to print."""
        return (
            f"{what}: {self.count} schedules from seed {first}, {self.handed} notices handed over, "
            f"{len(self.failed)} schedules with violations; "
            f"{self.close} holds, questions and bounces came in the last moment; "
            f"{self.seconds:.0f} s, {self.count / max(self.seconds, 0.001):.0f}/s"
        )


def guarded(schedule: Schedule, run: Callable[[Schedule], Ledger] = play) -> Ledger:
    """The ledger; an exception out of the program is a violation."""
    try:
        return run(schedule)
    except Exception as error:
        return Ledger(schedule, violations=[f"X: {type(error).__name__}: {error}"])


def some(seeds: Iterable[int], run: Callable[[Schedule], Ledger] = play, delay: int = DAY) -> Tally:
    """The schedules of some seeds, here and now."""
    begun = time.perf_counter()
    tally = Tally()
    for seed in seeds:
        ledger = guarded(generate(seed, delay=delay), run)
        tally.count += 1
        tally.handed += len(ledger.handed)
        tally.close += ledger.close
        if ledger.violations:
            tally.failed.append((seed, ledger.violations[0]))
    tally.seconds = time.perf_counter() - begun
    return tally


def batch(asked: tuple[int, int, bool]) -> Tally:
    """A batch from a seed, of so many, through the true town or the quick one; for a process of its own."""
    first, count, true = asked
    logging.disable(logging.CRITICAL)
    return some(range(first, first + count), *((walk, DELAY) if true else (play, DAY)))


def play_many(
    count: int,
    first: int,
    workers: int,
    told: Callable[[Tally], None] = lambda tally: None,
    *,
    true: bool = False,
) -> Tally:
    """So many schedules, in batches, on so many processes; `told` after each batch."""
    begun = time.perf_counter()
    tally = Tally()
    batches = [(at, min(BATCH, first + count - at), true) for at in range(first, first + count, BATCH)]
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        for one in pool.imap_unordered(batch, batches):
            tally.add(one)
            tally.seconds = time.perf_counter() - begun
            told(tally)
    return tally


def shortened(schedule: Schedule, run: Callable[[Schedule], Ledger] = play) -> tuple[Schedule, str]:
    """A failing schedule made as short as it goes, and what is wrong with it."""
    kind = _kind(guarded(schedule, run))
    short = shrink(schedule, lambda one: _kind(guarded(one, run)) == kind)
    return short, guarded(short, run).violations[0]


def _kind(ledger: Ledger) -> str:
    """Which invariant was broken first."""
    return ledger.violations[0].partition(":")[0] if ledger.violations else ""


def caught(name: str, seeds: Iterable[int]) -> tuple[int, int, str] | None:
    """After how many schedules a wrong version was found, at which seed, by what; None: it was not."""
    with wrong(name):
        for n, seed in enumerate(seeds, 1):
            violations = guarded(generate(seed), play).violations
            if violations:
                return n, seed, violations[0]
    return None


def caught_by_kept(name: str) -> str:
    """The first violation by which a wrong version's own schedule finds it; "" where it does not."""
    file = {**SCHEDULES, **TRUE_SCHEDULES}[name]
    path = Path(__file__).parent / "kept" / f"{file}.txt"
    with wrong(name):
        run = walk if name in TRUE_SCHEDULES else play
        violations = guarded(read(path.read_text(encoding="utf-8")), run).violations
    return violations[0] if violations else ""
