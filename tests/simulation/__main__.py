"""`python -m tests.simulation --count 100000 --seed 0`: the long run; or the mutants.

Exit 1 when a schedule has failed or a wrong version was not found.
"""

import argparse
import logging
import multiprocessing
import sys
from pathlib import Path

from tests.simulation.crew import mutants as crew_mutants
from tests.simulation.crew import runs as crews
from tests.simulation.crew import schedule as crew_schedule
from tests.simulation.many import SCHEDULES, SHOWN, caught, caught_by_kept, play_many, shortened
from tests.simulation.mutants import AT_REST, CLOSED, MUTANTS
from tests.simulation.runs import play
from tests.simulation.schedule import DAY, generate
from tests.simulation.streets import DELAY, walk

KEPT = Path(__file__).parent / "kept"
CREW_KEPT = Path(__file__).parent / "crew" / "kept"
MOST = 3_000  # schedules for one wrong version
MOST_CREW = 400  # of several daemons: each takes half a second


def main() -> int:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="tests.simulation")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--true", action="store_true", help="through the true loops; much slower")
    parser.add_argument("--crew", action="store_true", help="several daemons on one store")
    parser.add_argument("--mutants", action="store_true", help="play the versions that are wrong on purpose")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if asked.mutants:
        return mutants(asked.seed, asked.workers)
    if asked.crew:
        return crew_run(asked.count, asked.seed, asked.workers)
    return long_run(asked.count, asked.seed, asked.workers, true=asked.true)


def long_run(count: int, first: int, workers: int, *, true: bool) -> int:
    """All schedules; what failed is shrunk, shown and kept."""
    what = "simulation, true loops" if true else "simulation"
    run, delay = (walk, DELAY) if true else (play, DAY)
    tally = play_many(count, first, workers, lambda one: progress(one.line("...", first)), true=true)
    progress("")
    print(tally.line(what, first))
    for seed, _ in sorted(tally.failed)[:SHOWN]:
        schedule, why = shortened(generate(seed, delay=delay), run)
        path = KEPT / f"seed-{seed}{'-true' if true else ''}.txt"
        path.write_text(f"# {why}\n{schedule.written()}", encoding="utf-8")
        print(f"\nseed {seed}: {why}\nkept as {path.name}; it is played by every `make test` from now on:\n")
        print(path.read_text(encoding="utf-8"))
    return 1 if tally.failed else 0


def crew_run(count: int, first: int, workers: int) -> int:
    """The same with several daemons."""
    tally = crews.play_many(count, first, workers, lambda one: progress(one.line(first)))
    progress("")
    print(tally.line(first))
    for seed, _ in sorted(tally.failed)[:SHOWN]:
        schedule, why = crews.shortened(crew_schedule.generate(seed))
        path = CREW_KEPT / f"seed-{seed}.txt"
        path.write_text(f"# {why}\n{schedule.written()}", encoding="utf-8")
        print(f"\nseed {seed}: {why}\nkept as {path.name}; it is played by every `make test` from now on:\n")
        print(path.read_text(encoding="utf-8"))
    return 1 if tally.failed else 0


def mutants(first: int, workers: int) -> int:
    """The table of wrong versions: after how many schedules each was found, and by which violation."""
    missed = 0
    asked = [
        (name, first, crew)
        for crew, names in (
            (False, MUTANTS | AT_REST | CLOSED),
            (True, crew_mutants.MUTANTS | crew_mutants.KEPT),
        )
        for name in names
    ]
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        for name, found in pool.imap(_caught, asked, chunksize=1):
            missed += found is None
            told = f"{found[0]:>5}  seed {found[1]:<6} {found[2][:80]}" if found else " NOT FOUND"
            print(f"{name:<52}{told}", flush=True)
    print(f"{len(asked) - missed} of {len(asked)} wrong versions found")
    return 1 if missed else 0


def _caught(asked: tuple[str, int, bool]) -> tuple[str, tuple[int, int, str] | None]:
    name, first, crew = asked
    if name in crew_mutants.KEPT:
        found = crews.caught_by_kept(name)
        return name, (1, 0, found) if found else None
    if crew:
        return name, crews.caught(name, range(first, first + MOST_CREW))
    if name in {*AT_REST, *CLOSED, *SCHEDULES}:
        found = caught_by_kept(name)
        return name, (1, 0, found) if found else None
    return name, caught(name, range(first, first + MOST))


def progress(line: str) -> None:
    """One line that is written over, on a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{line:<150}\r{line}")
        sys.stderr.flush()


if __name__ == "__main__":
    raise SystemExit(main())
