"""The long runs of `make faults`, in pieces that two processes can share, and what they come to.

Each piece is told where the stores are (`place`); a piece on PostgreSQL has a server of its own.

A piece gives counts and sentences; one sentence is one violation.  A seed repeats everything but the
runs with real processes (kill -9, Dovecot, GnuPG), of which it repeats the plans.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.faults import database_runs, store_runs, story_runs, wrong, wrong_on_postgresql
from tests.faults.operations import FAILS
from tests.faults.place import FOLDER, POSTGRESQL, Place, place
from tests.faults.statements import REFUSALS
from tests.faults.store_kills import kills, ten_at_once
from tests.faults.store_runs import Figures, folder, guarded
from tests.simulation.many import SCHEDULES, caught, caught_by_kept, some
from tests.simulation.mutants import MUTANTS as IN_SCHEDULES
from tests.support.store_cases import fill

ROOT: Final = Path(__file__).parents[2]
TOWN: Final = "kill -9, the whole daemon"
STORY: Final = "kill -9, the demo's story"
LINES: Final = ("tests/faults/test_imap_cut.py", "tests/faults/test_imap_moods.py")
ROOMS: Final = (0, 4_096, 8_192, 16_384, 32_768, 65_536)  # bytes
KILLS_EACH: Final = 250  # of one store: each look at it reads all that it has got by then
MOST: Final = 600  # schedules for one wrong version


@dataclass(slots=True)
class Result:
    """What one piece of a run came to; `table` are rows of its own."""

    run: str
    count: int
    violations: list[str] = field(default_factory=list)
    missed: int = 0
    told: str = ""
    table: list[tuple[str, ...]] = field(default_factory=list)
    seconds: float = 0.0
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of each run."""

    points: int | None = None  # None: all
    store_kills: int = 2_000
    server_kills: int = 500
    daemon_kills: int = 60
    each: int = 3
    schedules: int = 600
    cuts: int = 12
    tens: int = 20
    skip: tuple[str, ...] = ()
    only: tuple[str, ...] = ()  # nothing: all runs

    def has(self, run: str) -> bool:
        """Whether a run is wanted."""
        return run not in self.skip and (not self.only or run in self.only)


Piece = Callable[[Place], Result | None]


def _figures(run: str, figures: Figures | None, told: str = "") -> Result | None:
    if figures is None:
        return None
    return Result(run, figures.count, figures.violations, figures.missed, told)


def column(wanted: Sequence[str], mode: str, sky: str, seed: int, there: Place) -> Result:
    """One column of the crash matrix."""
    figures, cells = story_runs.matrix(wanted, mode, sky, seed, there)
    table = [(point, mode, sky, cell) for point, cell in cells.items()]
    return Result("crash matrix", figures.count, figures.violations, figures.missed, table=table)


def store_kills(count: int, seed: int, there: Place, *, server: bool = False) -> Result:
    """kill -9 of a process that writes to the store, or of the database's server."""
    acknowledged = [0]

    def look() -> None:
        with folder() as base, there.emptied(), there.careless():
            acknowledged[0] = kills(base / "store", count, seed, there, server=server)

    why = guarded("I9", look)
    told = f"{acknowledged[0]} commits were acknowledged"
    run = "kill -9, the server" if server else "kill -9, the store"
    return Result(run, count, [why] if why else [], told=told)


def two_daemons(tens: int, there: Place) -> Result:
    """Ten at once, so many times."""
    found = []
    for _ in range(tens):
        with folder() as base, there.emptied():
            with there.opened(base / "store") as store:
                fill(store)
            found.append(ten_at_once(base / "store", there))
    return Result("two daemons", 10 * tens, [one for one in found if one])


def schedules(count: int, seed: int) -> Result:
    """Random schedules of holds, crashes, clock jumps against the hold fence."""
    tally = some(range(seed, seed + count))
    wrong_ = [f"seed {number}: {why}" for number, why in tally.failed]
    return Result(
        "schedules", count, wrong_, told=f"{tally.handed} notices, {tally.close} stops in the last moment"
    )


def mutant(name: str) -> Result:
    """One wrong version of store, spool, outbox or sealing."""
    found = wrong.hunt(name)
    if found is None:
        return Result("mutants", 1, [f"not found: {name}"])
    return Result(
        "mutants", 1, table=[(name, wrong.MUTANTS[name].run, str(found[0]), found[1].split(": ")[-1][:90])]
    )


def database_mutant(name: str, there: Place) -> Result:
    """One wrong version of the store on PostgreSQL, or of what is around it there."""
    found = wrong_on_postgresql.hunt(name, there)
    if found is None:
        return Result("mutants", 1, [f"not found: {name}"])
    row = (name, wrong_on_postgresql.MUTANTS[name].run, str(found[0]), found[1].split(": ")[-1][:90])
    return Result("mutants", 1, table=[row])


def scheduled_mutant(name: str) -> Result:
    """One wrong version of the hold fence and what is around it."""
    if name in SCHEDULES:
        why = caught_by_kept(name)
        rows = [(name, "its own schedule", "1", why[:90])] if why else []
        return Result("mutants", 1, [] if why else [f"not found: {name}"], table=rows)
    found = caught(name, range(MOST))
    if found is None or found[2].startswith("X:"):
        return Result("mutants", 1, [f"not found: {name}"])
    return Result("mutants", 1, table=[(name, "schedules", str(found[0]), found[2][:90])])


def suite(run: str, paths: Sequence[str], environment: dict[str, str] | None = None) -> Result:
    """Tests that are a run of their own; a test is a round, unless they print figures (a line of JSON)."""
    report = ROOT / f".faults-{re.sub('[^a-zA-Z0-9]+', '-', run)}.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-s",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        f"--junitxml={report}",
    ]
    done = subprocess.run(
        [*command, *paths], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, **(environment or {})},
    )  # fmt: skip
    text = report.read_text(encoding="utf-8") if report.exists() else ""
    report.unlink(missing_ok=True)
    counts = {name: int(n) for name, n in re.findall(r'(tests|failures|errors|skipped)="(\d+)"', text)}
    bad = counts.get("failures", 0) + counts.get("errors", 0)
    count = counts.get("tests", 0) - counts.get("skipped", 0)
    failed = re.findall(r"^(?:FAILED|ERROR) (.*)$", done.stdout, re.MULTILINE)[:20]
    wrong_ = failed or ([f"{bad} tests failed"] if bad or not count else [])
    printed = [
        json.loads(line[: line.rindex("}") + 1]) for line in done.stdout.splitlines() if line.startswith("{")
    ]
    return _with_figures(Result(run, count, wrong_), printed)


def _with_figures(result: Result, printed: list[dict[str, Any]]) -> Result:
    """The rounds that the tests say they had, in place of the number of tests."""
    if "kills" in (printed[0] if printed else ()):
        figures = printed[0]
        result.count = figures["kills"]
        keys = ("cases", "mails in", "mails out", "sent again", "most copies", "holds", "notices")
        result.told = ", ".join(f"{key} {figures[key]}" for key in keys)
        result.table = [
            (key[3:], str(n)) for key, n in figures.items() if key.startswith("at ") and key != "at work"
        ]
    elif any("rounds" in one for one in printed):
        result.count = sum(int(one.get("rounds", 0)) for one in printed)
    elif any("imap" in one for one in printed):
        result.count = sum(int(one.get("mails", 0)) for one in printed)
        result.told = "mails in all; 0 lost, 0 double"
    return result


def pieces(sizes: Sizes, seed: int, kind: str = FOLDER) -> list[tuple[str, Piece]]:
    """Everything to do where the stores are of this kind, the longest first."""
    about_it = on_postgresql(sizes, seed) if kind == POSTGRESQL else in_folders(sizes, seed)
    todo = [*lives(sizes, seed, kind), *stories(sizes, seed, kind), *about_it]
    return [one for one in todo if sizes.has(one[0])]


def lives(sizes: Sizes, seed: int, kind: str) -> list[tuple[str, Piece]]:
    """Runs with processes that are killed, on whatever store."""
    kill = {
        "HOTLINED_KILLS": str(sizes.daemon_kills),
        "HOTLINED_SEED": str(seed),
        "HOTLINED_STORE": kind,
    }
    cut = {"HOTLINED_CUTS": str(sizes.cuts), "HOTLINED_SEED": str(seed), "HOTLINED_STORE": kind}
    return [
        (TOWN, lambda _: suite(TOWN, ["tests/faults/test_kill_loop.py"], kill)),
        ("IMAP", lambda _: suite("IMAP", LINES, cut)),
        *(
            ("kill -9, the store", lambda there, first=first: store_kills(
                min(KILLS_EACH, sizes.store_kills - first), seed + first, there
            ))
            for first in range(0, sizes.store_kills, KILLS_EACH)
        ),
        ("two daemons", lambda there: two_daemons(sizes.tens, there)),
    ]  # fmt: skip


def stories(sizes: Sizes, seed: int, kind: str) -> list[tuple[str, Piece]]:
    """Runs that tell a whole case, on whatever store."""
    wanted: Sequence[str] = ()
    if sizes.has("crash matrix"):
        with place(kind) as there:
            wanted = story_runs.points(there)[: sizes.points]
    skies = [(mode, sky) for mode in story_runs.MODES for sky in story_runs.SKIES]
    skies += [(story_runs.SERVER, "plain")] if kind == POSTGRESQL else []
    fails = [*FAILS, *(REFUSALS if kind == POSTGRESQL else ())]
    return [
        *(
            ("crash matrix", lambda there, mode=mode, sky=sky, half=half: column(
                wanted[half::2], mode, sky, seed, there
            ))
            for half in (0, 1)
            for mode, sky in skies
        ),
        *(
            ("SMTP peers", lambda there, moment=moment: _figures(
                "SMTP peers", story_runs.smtp_peers(moment, place=there)
            ))
            for moment in story_runs.MOMENTS
        ),
        *(
            ("clock", lambda there, half=half: _figures(
                "clock", story_runs.clock_jumps(story_runs.JUMPS[half::2], place=there)
            ))
            for half in (0, 1)
        ),
        ("clock, DST", lambda there: _figures("clock, DST", story_runs.clock_changes(place=there))),
        *(
            (run, lambda there, run=run, fail=fail: _figures(
                run, story_runs.failing_operations((fail,), seed, sizes.each, place=there)
            ))
            for fail in fails
            for run in [f"n-th {'statement' if fail in REFUSALS else 'operation'}, daemon"]
        ),
    ]  # fmt: skip


def in_folders(sizes: Sizes, seed: int) -> list[tuple[str, Piece]]:
    """Runs about files, and those for which it is the same where the store is."""
    return [
        ("forged orders", lambda _: suite("forged orders", ["tests/forged"])),
        ("n-th operation, store", lambda _: _figures("n-th operation, store", store_runs.failing())),
        ("n-th operation, store", lambda _: _figures("n-th operation, store", store_runs.spool_failing())),
        ("post-crash disks", lambda _: _figures("post-crash disks", store_runs.power_cuts())),
        ("post-crash disks", lambda _: _figures("post-crash disks", store_runs.spool_power_cuts())),
        ("disk full", lambda _: _figures("disk full", story_runs.disk_full(ROOMS, range(7)))),
        ("fake gpg", lambda _: suite("fake gpg", ["tests/faults/test_sealing.py"])),
        ("canary", lambda _: suite("canary", ["tests/app/test_canary.py"])),
        ("schedules", lambda _: schedules(sizes.schedules, seed)),
        *(("mutants", lambda _, name=name: mutant(name)) for name in wrong.MUTANTS),
        *(("mutants", lambda _, name=name: scheduled_mutant(name)) for name in IN_SCHEDULES),
    ]  # fmt: skip


def on_postgresql(sizes: Sizes, seed: int) -> list[tuple[str, Piece]]:
    """Runs about a database and its server."""
    statements = "n-th statement, store"
    kill = {
        "HOTLINED_STORY_KILLS": str(sizes.each),
        "HOTLINED_SEED": str(seed),
        "HOTLINED_STORE": POSTGRESQL,
    }
    return [
        (STORY, lambda _: suite(STORY, ["tests/faults/test_story_killed.py"], kill)),
        *(
            ("kill -9, the server", lambda there, first=first: store_kills(
                min(KILLS_EACH, sizes.server_kills - first), seed + first, there, server=True
            ))
            for first in range(0, sizes.server_kills, KILLS_EACH)
        ),
        *(
            (statements, lambda there, fail=fail: _figures(
                statements, database_runs.failing_statements(there, fails=(fail,))
            ))
            for fail in REFUSALS
        ),
        ("disk full", lambda _: _figures("disk full", database_runs.disk_full(ROOMS, range(7)))),
        *(
            ("mutants", lambda there, name=name: database_mutant(name, there))
            for name in wrong_on_postgresql.MUTANTS
        ),
    ]  # fmt: skip


def timed(name: str, piece: Piece, kind: str = FOLDER) -> Result:
    """One piece; what it raises is a violation."""
    begun = time.monotonic()
    try:
        with place(kind) as there:
            result = piece(there) or Result(name, 0, told="not possible on this machine")
    except Exception as error:
        result = Result(name, 0, [f"X {type(error).__name__}: {error}"])
    result.seconds = time.monotonic() - begun
    return result
