"""The long runs of `make faults`, in pieces that two processes can share, and what they come to.

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

from tests.faults import store_runs, story_runs, wrong
from tests.faults.operations import FAILS
from tests.faults.store_kills import kills, ten_at_once
from tests.faults.store_runs import Figures, folder, guarded
from tests.simulation.many import SCHEDULES, caught, caught_by_kept, some
from tests.simulation.mutants import MUTANTS as IN_SCHEDULES
from tests.support.store_cases import made

ROOT: Final = Path(__file__).parents[2]
TOWN: Final = "kill -9, the whole daemon"
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
    """How much of each run; `of` scales what `make faults SIZE=n` says, in percent."""

    points: int | None = None  # None: all
    store_kills: int = 2_000
    daemon_kills: int = 60
    each: int = 3
    schedules: int = 600
    cuts: int = 12
    tens: int = 20
    skip: tuple[str, ...] = ()


Piece = Callable[[], Result | None]


def _figures(run: str, figures: Figures | None, told: str = "") -> Result | None:
    if figures is None:
        return None
    return Result(run, figures.count, figures.violations, figures.missed, told)


def column(wanted: Sequence[str], mode: str, sky: str, seed: int) -> Result:
    """One column of the crash matrix."""
    figures, cells = story_runs.matrix(wanted, mode, sky, seed)
    table = [(point, mode, sky, cell) for point, cell in cells.items()]
    return Result("crash matrix", figures.count, figures.violations, figures.missed, table=table)


def store_kills(count: int, seed: int) -> Result:
    """kill -9 of a process that writes to the store."""
    acknowledged = [0]

    def look() -> None:
        with folder() as base:
            acknowledged[0] = kills(base / "store", count, seed)

    why = guarded("I9", look)
    told = f"{acknowledged[0]} commits were acknowledged"
    return Result("kill -9, the store", count, [why] if why else [], told=told)


def two_daemons(tens: int) -> Result:
    """Ten at once, so many times."""
    found = []
    for _ in range(tens):
        with folder() as base:
            found.append(ten_at_once(made(base / "store")))
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
    report = ROOT / f".faults-{run.replace(' ', '-').replace(',', '')}.xml"
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
    elif any("imap" in one for one in printed):
        result.count = sum(int(one.get("mails", 0)) for one in printed)
        result.told = "mails in all; 0 lost, 0 double"
    return result


def pieces(sizes: Sizes, seed: int) -> list[tuple[str, Piece]]:
    """Everything to do, the longest first."""
    wanted = story_runs.points()[: sizes.points]
    kill = {"HOTLINED_KILLS": str(sizes.daemon_kills), "HOTLINED_SEED": str(seed)}
    cut = {"HOTLINED_CUTS": str(sizes.cuts), "HOTLINED_SEED": str(seed)}
    todo: list[tuple[str, Piece]] = [
        (TOWN, lambda: suite(TOWN, ["tests/faults/test_kill_loop.py"], kill)),
        ("IMAP", lambda: suite("IMAP", LINES, cut)),
        *(
            ("kill -9, the store", lambda first=first: store_kills(
                min(KILLS_EACH, sizes.store_kills - first), seed + first
            ))
            for first in range(0, sizes.store_kills, KILLS_EACH)
        ),
        ("forged orders", lambda: suite("forged orders", ["tests/forged"])),
        *(
            ("crash matrix", lambda mode=mode, sky=sky, half=half: column(wanted[half::2], mode, sky, seed))
            for half in (0, 1)
            for mode in story_runs.MODES
            for sky in story_runs.SKIES
        ),
        *(
            ("SMTP peers", lambda moment=moment: _figures("SMTP peers", story_runs.smtp_peers(moment)))
            for moment in story_runs.MOMENTS
        ),
        *(
            ("clock", lambda half=half: _figures("clock", story_runs.clock_jumps(story_runs.JUMPS[half::2])))
            for half in (0, 1)
        ),
        ("clock, DST", lambda: _figures("clock, DST", story_runs.clock_changes())),
        *(
            ("n-th operation, daemon", lambda fail=fail: _figures(
                "n-th operation, daemon", story_runs.failing_operations((fail,), seed, sizes.each)
            ))
            for fail in FAILS
        ),
        ("n-th operation, store", lambda: _figures("n-th operation, store", store_runs.failing())),
        ("n-th operation, store", lambda: _figures("n-th operation, store", store_runs.spool_failing())),
        ("post-crash disks", lambda: _figures("post-crash disks", store_runs.power_cuts())),
        ("post-crash disks", lambda: _figures("post-crash disks", store_runs.spool_power_cuts())),
        ("disk full", lambda: _figures("disk full", story_runs.disk_full(ROOMS, range(7)))),
        ("two daemons", lambda: two_daemons(sizes.tens)),
        ("fake gpg", lambda: suite("fake gpg", ["tests/faults/test_sealing.py"])),
        ("canary", lambda: suite("canary", ["tests/app/test_canary.py"])),
        ("schedules", lambda: schedules(sizes.schedules, seed)),
        *(("mutants", lambda name=name: mutant(name)) for name in wrong.MUTANTS),
        *(("mutants", lambda name=name: scheduled_mutant(name)) for name in IN_SCHEDULES),
    ]  # fmt: skip
    return [one for one in todo if one[0] not in sizes.skip]


def timed(name: str, piece: Piece) -> Result:
    """One piece; what it raises is a violation."""
    begun = time.monotonic()
    try:
        result = piece() or Result(name, 0, told="not possible on this machine")
    except Exception as error:
        result = Result(name, 0, [f"X {type(error).__name__}: {error}"])
    result.seconds = time.monotonic() - begun
    return result
