"""Stores of many cases (`prepared`): start, memory, and what mails of each kind then cost; notices that are
due at once; the board; reading in a process.
"""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks import board as boards
from benchmarks import reading as readings
from benchmarks.figures import Section, bars
from benchmarks.parts import yardstick
from benchmarks.path import Way
from benchmarks.prepared import Pattern, fill, first_in, references
from benchmarks.stage import PATIENCE
from hotlined.adapters.casefiles.stream import Stream
from hotlined.adapters.config.settings import load
from hotlined.domain.mail.outgoing import REPORT

BESIDE: Final = 10_000  # open cases beside closed ones, where a store has so many
GOAL: Final = 1.1  # a mail's processor time in the largest store, in that of the smallest
STARTS: Final = 3
KEPT: Final = 0.95  # of the cases, before the next start is timed
MAILS: Final = ("a notice", "a case", "a receipt", "a hold")


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one mail: seconds by the clock, in a burst, and of processor time (`BenchStage.processor`)."""

    clock: float
    spent: float
    gpg: float = 1.0  # processor time of gpg alone, decrypting one mail, around it (`yardstick`)


@dataclass(slots=True)
class Grown:
    """What a store of one size costs: memory in MiB, everything else in seconds."""

    label: str
    first: Cost = Cost(0, 0)  # the start that reads every case, and makes the index of closed ones
    start: Cost = Cost(0, 0)  # the next one, once what it has to know of cases at rest is kept
    memory: float = 0.0  # after the start
    most: float = 0.0
    latency: float = 0.0  # of one mail alone, the median
    mails: dict[str, Cost] = field(default_factory=dict)


def model(way: Way) -> Stream:
    """A case as the daemon leaves it after a tagged mail, the report, and the receipt."""
    stage = way.stage
    stage.anew()
    stage.begin()
    way.burst(way.mails(1))
    way.rest()
    stage.deliver("lea", way.letters([RECEIPT], sealed=True))
    stage.filed("lea")
    way.rest()
    stage.stop()
    return first_in(stage.store)


def grown(way: Way, sizes: Sequence[int], closed: int) -> Section:
    """(e): start, memory, and mails of each kind at each size, against the smallest one."""
    section = Section("Growth", GROWTH)
    way.stage.workers = 0
    way.stage.agree(board="no")
    one = model(way)
    stores = [(0, 0), *((many, 0) for many in sizes)]
    found = [measured(way, one, many, 0) for many, _ in stores]
    rows = [*found[1:], *([measured(way, one, min(BESIDE, sizes[-1]), closed)] if closed and sizes else ())]
    way.stage.agree()
    _starts(section, found[0], rows, with_closed=bool(closed))
    for row in rows:
        alone = 1e3 * median(cost.gpg for cost in row.mails.values())
        section.add(f"gpg alone: decrypting a mail, {row.label}, processor time", alone, "ms")
    for name in ("latency", *MAILS):
        _costs(section, name, rows, largest=len(sizes) - 1)
    section.charts += [
        bars("start", "Start", {row.label: row.start.clock for row in [found[0], *rows]}, "s"),
        bars(
            "cost", "Processor time of a case, by size of the store",
            {row.label: 1e3 * row.mails["a case"].spent for row in rows}, "ms",
        ),
    ]  # fmt: skip
    return section


def measured(way: Way, one: Stream, count: int, closed: int) -> Grown:
    """Prepare such a store, start the daemon over it, and send it mails of each kind."""
    found = Grown(f"{count:,} open" + (f", {closed:,} closed" if closed else ""))
    stage = way.stage
    many = min(max(way.sizes.single, 4), count)
    stage.anew()
    began = time.monotonic()
    age = load(stage.config).site.agreement.ntd_delay + timedelta(minutes=1)
    fill(stage.store, one, count, closed=closed, ages=dict.fromkeys(_spread(count, many, 0), age))
    print(f"prepared {found.label} in {time.monotonic() - began:.0f} s", flush=True)
    told = len(stage.to("provider"))
    found.first = Cost(stage.begin(), stage.processor())
    if count:
        found.mails["a notice"] = _cost(way, many, lambda: _notices(way, told, many))
    way.rest()
    if count:
        _kept(stage.store, count)
    stage.stop()
    found.start = _started(way)
    found.memory = stage.resident("VmRSS")
    if count:
        _mailed(way, found, many, _reports(one, count, _spread(count, many, count // many // 2)))
    found.most = stage.resident()
    stage.stop()
    print(found, flush=True)  # the next store may take long to prepare
    return found


def _started(way: Way) -> Cost:
    """The median of some starts, the last of which goes on."""
    made: list[Cost] = []
    while True:
        made.append(Cost(way.stage.begin(), way.stage.processor()))
        way.rest()
        if len(made) == STARTS:
            return Cost(median(one.clock for one in made), median(one.spent for one in made))
        way.stage.stop()


def _kept(store: Path, count: int) -> None:
    """Wait until what a start has to know is kept of nearly all cases; it is written at leisure."""
    deadline = time.monotonic() + PATIENCE + count / 50
    while True:
        with closing(sqlite3.connect(f"file:{store / 'open' / 'rest.sqlite'}?mode=ro", uri=True)) as db:
            (kept,) = db.execute("SELECT count(*) FROM rests").fetchone()
        if kept >= KEPT * count:
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"of {count} cases {kept} are kept")
        time.sleep(1.0)


def _mailed(way: Way, found: Grown, many: int, reports: Sequence[str]) -> None:
    """Mails to a daemon that runs: alone, and in bursts."""
    found.latency = median(way.one_by_one(max(many // 4, 1)))
    way.rest()
    mails = way.mails(many)
    found.mails["a case"] = _cost(way, many, lambda: way.burst(mails))
    letters = way.letters([RECEIPT] * many, sealed=True)
    found.mails["a receipt"] = _cost(way, many, lambda: way.answered(letters))
    holds = [way.stage.officer(report, HOLD) for report in reports]
    found.mails["a hold"] = _cost(way, many, lambda: way.answered(holds))


def _cost(way: Way, many: int, work: Callable[[], float]) -> Cost:
    (mail,) = way.mails(1)
    before = way.stage.processor()
    alone = yardstick(way.stage, mail)
    clock = work()
    way.rest()
    spent = (way.stage.processor() - before) / many
    return Cost(clock, spent, (alone + yardstick(way.stage, mail)) / 2)


def _spread(count: int, many: int, first: int) -> range:
    """So many numbers of cases, evenly over the whole store."""
    return range(1 + first, count + 1, count // many)[:many] if many else range(0)


def _reports(one: Stream, count: int, numbers: Iterable[int]) -> list[str]:
    """The Message-IDs of the reports of these copies."""
    wanted, pattern = {*numbers}, Pattern(one)
    (report,) = (row.message_id for row in one.record.rows if row.kind == REPORT)
    names = islice(references(one.record.entries[0].at.year), count)
    return [pattern.said(report, name) for number, name in enumerate(names, 1) if number in wanted]


def _notices(way: Way, before: int, count: int) -> float:
    """Seconds a notice, from the first one's acceptance to the last one's."""
    stage = way.stage
    stage.sink.wait(lambda taken: len(stage.to("provider")) >= before + count, PATIENCE)
    found = [one.at for one in stage.to("provider")][before:]
    return (found[-1] - found[0]) / max(count - 1, 1)


def _starts(section: Section, empty: Grown, rows: Sequence[Grown], *, with_closed: bool) -> None:
    for row in (empty, *rows):
        old = with_closed and row is rows[-1]
        if row is not empty:
            section.add(f"the first start, {row.label}", row.first.clock, "s")
            section.add(f"the first start, {row.label}, processor time", row.first.spent, "s")
        section.add(
            f"start, {row.label}", row.start.clock, "s",
            ratio=row.start.clock / empty.start.clock, against="the start of an empty store",
            **_goal("at most 5 s", row.start.clock <= 5, promised=old),
        )  # fmt: skip
        section.add(
            f"start, {row.label}, processor time", row.start.spent, "s",
            ratio=row.start.spent / empty.start.spent, against="that of an empty store",
        )  # fmt: skip
        section.add(
            f"memory after the start, {row.label}", row.memory, "MiB",
            **_goal("at most 250 MiB", row.memory <= 250, promised=old),
        )  # fmt: skip
        section.add(f"most memory, {row.label}", row.most, "MiB")


def _costs(section: Section, name: str, rows: Sequence[Grown], *, largest: int) -> None:
    """One kind of mail in each store; the goal is that of the largest one, by processor time."""
    for at, row in enumerate(rows):
        against = f"{rows[0].label}"
        if name == "latency":
            section.add(
                f"notice to acceptance, idle, p50, {row.label}", 1e3 * row.latency, "ms",
                ratio=row.latency / rows[0].latency, against=against,
            )  # fmt: skip
            continue
        now, least = row.mails[name], rows[0].mails[name]
        section.add(
            f"{name}, {row.label}", 1e3 * now.clock, "ms", ratio=now.clock / least.clock, against=against
        )
        section.add(
            f"{name}, {row.label}, processor time", 1e3 * now.spent, "ms",
            ratio=now.spent / least.spent, against=against,
            **_goal(f"a ratio of {GOAL}", now.spent <= GOAL * least.spent, promised=at == largest > 0),
        )  # fmt: skip


def due(way: Way, count: int) -> Section:
    """(d): notices of as many cases that are all due at the start, behind the fence over the LEA's inbox."""
    section = Section("Notices", DUE)
    stage = way.stage
    stage.workers = 0
    one = model(way)
    stage.anew()
    age = load(stage.config).site.agreement.ntd_delay + timedelta(minutes=1)
    fill(stage.store, one, count, ages=dict.fromkeys(range(1, count + 1), age))
    before = len(stage.to("provider"))
    stage.begin()
    each = _cost(way, count, lambda: _notices(way, before, count))
    stage.stop()
    stage.anew()
    section.add("notices due at once", 1 / each.clock, "a second")
    section.add("a notice", 1e3 * each.clock, "ms")
    section.add("a notice, processor time", 1e3 * each.spent, "ms")
    return section


def _goal(goal: str, met: bool, *, promised: bool) -> Mapping[str, object]:
    return {"goal": goal, "met": met} if promised else {}


def board(count: int) -> Section:
    """(f): board and daily digest of so many open cases, against reading them at start."""
    section = Section("Board and digest", BOARD)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(boards.measured(Path(folder) / "store", count))
    section.add(f"board: reading {count:,} cases at start", found.start, "s")
    for what, value in (
        ("every card for the first time", found.first),
        ("a look at all, nothing changed", found.again),
        ("one case changed", found.one),
    ):
        section.add(f"board: {what}", value, "s", ratio=value / found.start, against="reading them at start")
    section.add(
        "the digest of a morning", found.digest, "s", ratio=found.digest / found.start,
        against="reading them at start",
    )  # fmt: skip
    return section


def reading() -> Section:
    """What a process of its own costs in reading a mail."""
    section = Section("Reading in a process of its own", READING)
    for size, here, there in readings.rows():
        section.add(
            f"reading {size}", 1e3 * there, "ms", ratio=there / here, against="reading it in the daemon"
        )
    return section


RECEIPT: Final = "[RECEIVED]\n\nReceived.\n"
HOLD: Final = "[HOLD]\n\nPlease wait.\n"
GROWTH = """Prepared cases are copies of a real one with its report and receipt, whose notice is due within
the next day, with chains and digests of their own. Start: from the command to *hotlined is running*, with
Python, configuration and gpg. Memory is the resident set of the daemon alone, without the process that
reads mails (40 MiB). The first start, as after an update, reads every case, and makes the index of closed
ones; the next ones take what is kept of cases at rest (docs/decisions/at-rest.md). Notices are of cases all
over the store, due at the first start, so that what a daemon does in its first seconds is in their
processor time; receipts are of cases that were just reported, holds of prepared ones all over the store.
Processor time is that of the daemon, of the process that reads mails, and of gpg: other work on the machine
bears on it far less than on the clock, but does: stores are measured minutes apart, and gpg alone,
decrypting a mail before and after each burst, says what a second was worth. Without the board, which has a
section of its own: after a start it looks through the cards of all open cases, and that would be in every
figure."""
DUE = """Notices that are due when the daemon starts, from the first one's acceptance to the last
one's; each is told to the LEA and to the analyst besides, encrypted, so that it is three mails."""
BOARD = """Processor time over a mailbox in memory; pauses left out."""
READING = """The median of each; a mail is taken apart in a process that may be killed
(docs/decisions/mail-worker.md)."""
