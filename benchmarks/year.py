"""`python -m benchmarks.year`: a year of a hotline's mail, simulated on what was measured (`make year`).

One daemon is one server with a queue: a discrete-event simulation (simpy), and no run of the daemon.  What a
mail costs is the time from one to the next in a burst on two cores (docs/performance.json); what is urgent
goes first, all else in the order in which it comes.  docs/scale.md has the table, and what it means.
"""

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Self

import simpy

from benchmarks.figures import quantile

PERFORMANCE = Path(__file__).parents[1] / "docs" / "performance.json"
HOUR = 3600.0
DAY = 24 * HOUR
OPENING, CLOSING = 8 * HOUR, 16 * HOUR  # when analysts work, on Monday to Friday
BUSIEST, SHARE = 9 * HOUR, 0.2  # a fifth of a day's cases come within one hour
AWAY = frozenset(range(357, 365))  # eight days at the end of a year, in which nobody works; the mail piles up
KEPT_OPEN = 30  # days
REPORTS = 3  # of the public, for each case
URGENT, HELD, ANSWERED = 0.02, 0.05, 0.5  # shares of cases
RECEIPT_AFTER, ANSWER_AFTER = 2 * HOUR, 12 * HOUR  # means
NOTICE_AFTER, HELD_FOR = DAY, 7 * DAY
RESTART_EVERY, RESTART_AT = 28, 1 * DAY + 10 * HOUR  # days; an update, on a Thursday at ten
WARM = 2  # days that are not counted
FIRST, URGENTLY, IN_TURN = -1, 0, 1  # priorities

Jobs = Generator[simpy.Event, None, None]


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of a daemon's time for each kind of mail; what each open case adds to a start and to memory."""

    case: float
    receipt: float
    hold: float
    notice: float
    report: float  # of the public: taken apart; what is written of it is little beside that
    start: float
    start_each: float
    memory: float = 0.0  # MiB
    memory_each: float = 0.0

    @classmethod
    def measured(cls, figures: Mapping[str, Mapping[str, float]]) -> Self:
        """As the last `make bench` has them; KeyError where it was made without one of these."""

        def of(name: str) -> float:
            return figures[name]["value"]

        many = max(map(_open, figures))  # one more costs more among many: neither line is quite straight
        return cls(
            case=1 / of("cases, 2 workers"),
            receipt=of("receipt, signed and encrypted") / 1e3,
            hold=of("hold, signed and encrypted") / 1e3,
            notice=of("a notice") / 1e3,
            report=of("reading 6 kB") / 1e3,
            start=of("start, 0 open"),
            start_each=max(of(f"the first start, {many:,} open") - of("start, 0 open"), 0) / many,
            memory=of("memory after the start, 0 open"),
            memory_each=(of(f"most memory, {many:,} open") - of("memory after the start, 0 open")) / many,
        )


@dataclass(frozen=True, slots=True)
class Scale:
    """How much comes: cases a calendar day, for so many days.

    `more`: daemons besides for analysts' mails, each with two cores of its own; they need no updates.
    """

    name: str
    cases: float
    days: int = 365
    more: int = 0


@dataclass(slots=True)
class Found:
    """What became of it: seconds from each mail's arrival to its end, by kind, and what was full."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    busy: dict[int, float] = field(default_factory=lambda: defaultdict(float))  # seconds in each hour
    restarts: list[float] = field(default_factory=list)
    open_most: int = 0

    @property
    def busiest(self) -> float:
        """The share of the busiest hour in which the daemon worked."""
        return max(self.busy.values(), default=0.0) / HOUR


class Hotline:
    """One hotline's mail and its daemon; time is seconds from a Monday's midnight."""

    def __init__(self, scale: Scale, costs: Costs, random: Random) -> None:
        self.scale, self.costs, self.random = scale, costs, random
        self.env = simpy.Environment()
        self.daemon = simpy.PriorityResource(self.env)
        self.others = simpy.PriorityResource(self.env, scale.more) if scale.more else self.daemon
        self.open = round(scale.cases * KEPT_OPEN)
        self.found = Found(open_most=self.open)

    def run(self) -> Found:
        """The whole time, and what became of it."""
        self.env.process(self._days())
        self.env.process(self._restarts())
        self.env.run(until=(self.scale.days + WARM) * DAY)
        return self.found

    def _served(self, kind: str, cost: float, priority: int = IN_TURN) -> Jobs:
        """One mail's turn; of what waits, the lowest priority's first comes first."""
        came = self.env.now
        daemon = self.others if kind in ("report", "urgent report") else self.daemon
        with daemon.request(priority) as turn:
            yield turn
            yield self.env.timeout(cost)
        if came >= WARM * DAY:
            self.found.took[kind].append(self.env.now - came)
            if daemon is self.daemon:
                self.found.busy[int(self.env.now // HOUR)] += cost

    def _days(self) -> Jobs:
        waiting = 0.0  # cases of the days on which nobody worked
        for day in range(self.scale.days + WARM):
            self._come(self.scale.cases * REPORTS, self._any_time, self._report)
            waiting += self.scale.cases
            if day % 7 < 5 and day not in AWAY:
                self._come(waiting, self._at_work, self._case)
                self._come(waiting, self._at_work, self._closed)
                waiting = 0.0
            yield self.env.timeout(DAY)

    def _come(self, mean: float, when: Callable[[], float], what: Callable[[], Jobs]) -> None:
        """So many of them in the day that begins, each at its own time."""
        for after in sorted(when() for _ in range(self._count(mean))):
            self.env.process(self._later(after, what))

    def _count(self, mean: float) -> int:
        """Poisson's, from the times between arrivals, which are exponential."""
        return sum(1 for _ in _until(mean, lambda: self.random.expovariate(1.0)))

    def _later(self, after: float, what: Callable[[], Jobs]) -> Jobs:
        yield self.env.timeout(after)
        yield from what()

    def _any_time(self) -> float:
        return self.random.uniform(0, DAY)

    def _at_work(self) -> float:
        if self.random.random() < SHARE:
            return BUSIEST + self.random.uniform(0, HOUR)
        after = self.random.uniform(OPENING, CLOSING - HOUR)
        return after + HOUR * (after >= BUSIEST)

    def _report(self) -> Jobs:
        yield from self._served("of the public", self.costs.report)

    def _closed(self) -> Jobs:
        yield from self._served("close", self.costs.receipt)
        self.open -= 1

    def _case(self) -> Jobs:
        """A case's mails, from the analyst's to the provider's answer."""
        if self.random.random() < URGENT:
            yield from self._served("urgent report", self.costs.case, URGENTLY)
        else:
            yield from self._served("report", self.costs.case)
        self.open += 1
        self.found.open_most = max(self.found.open_most, self.open)
        reported, held = self.env.now, self.random.random() < HELD
        yield self.env.timeout(self.random.expovariate(1 / RECEIPT_AFTER))
        yield from self._served("receipt", self.costs.hold if held else self.costs.receipt)
        due = reported + NOTICE_AFTER + (HELD_FOR if held else 0)
        yield self.env.timeout(max(due - self.env.now, 0))
        yield from self._served("notice", self.costs.notice)
        if self.random.random() < ANSWERED:
            yield self.env.timeout(self.random.expovariate(1 / ANSWER_AFTER))
            yield from self._served("answer", self.costs.receipt)

    def _restarts(self) -> Jobs:
        """Updates: nothing is dealt with until all open cases are read."""
        yield self.env.timeout(WARM * DAY + RESTART_AT)
        while True:
            began = self.env.now
            with self.daemon.request(FIRST) as turn:
                yield turn
                lasts = self.costs.start + self.costs.start_each * self.open
                self.found.restarts.append(lasts)
                yield self.env.timeout(lasts)
            yield self.env.timeout(max(RESTART_EVERY * DAY - (self.env.now - began), 0))


def _until(end: float, step: Callable[[], float]) -> Iterator[float]:
    at = step()
    while at < end:
        yield at
        at += step()


def _open(figure: str) -> int:
    """How many cases were open at the first start that a figure is about; 0: it is about something else."""
    found = re.fullmatch(r"the first start, ([0-9,]+) open", figure)
    return int(found[1].replace(",", "")) if found else 0


def row(scale: Scale, costs: Costs, found: Found) -> Sequence[str]:
    """A line of the table."""
    took, urgent = found.took["report"], found.took["urgent report"]
    memory = costs.memory + costs.memory_each * found.open_most
    return (
        scale.name,
        f"{scale.cases:,.0f}",
        f"{sum(map(len, found.took.values())):,} in {scale.days} days",
        f"{100 * found.busiest:.1f} %",
        ", ".join(map(_told, (quantile(took, 0.5), quantile(took, 0.99), max(took)))),
        _told(max(urgent, default=0.0)),
        _told(quantile(found.took["notice"] or [0.0], 0.99)),
        f"{found.open_most:,}",
        _told(max(found.restarts, default=0.0)),
        f"{memory:,.0f} MiB" if memory < 2048 else f"{memory / 1024:,.1f} GiB",
    )


def _told(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 2 * HOUR else f"{seconds / HOUR:.1f} h"


HEAD = (
    "", "cases a day", "mails simulated", "the busiest hour is full by",
    "a report: half within, 99 of 100, the longest", "the longest urgent one", "a notice: 99 of 100",
    "open at most", "the longest update", "memory",
)  # fmt: skip
SCALES = (
    Scale("a hotline, 100 reports a day", 35),
    Scale("all of INHOPE in one daemon, 800,000 URLs a year", 730),
    Scale("a large hotline, 3,000 a day", 1_000),
    Scale("ten times INHOPE in one daemon", 7_300, days=35),
    Scale("a hundred times INHOPE in one daemon", 73_000, days=7),
    Scale("the same, three daemons more for analysts' mails", 73_000, days=7, more=3),
)


def main() -> int:
    """Print the table; some minutes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year", description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--most", type=float, default=float("inf"), help="cases a day: no larger scale")
    asked = parser.parse_args()
    costs = Costs.measured(json.loads(PERFORMANCE.read_text(encoding="utf-8")))
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    for scale in SCALES:
        if scale.cases <= asked.most:
            found = Hotline(scale, costs, Random(asked.seed)).run()  # noqa: S311 - no secret
            print(f"| {' | '.join(row(scale, costs, found))} |", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
