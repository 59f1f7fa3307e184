"""`python -m tests.faults --seed 7`: every long run, and docs/reliability.md and .json (`make faults`).

`--store postgresql`: the runs on the other store, and docs/reliability-postgresql.md and .json.  Exit 1 when
there was a violation.  `--kills`, `--server-kills`, `--daemon-kills`, `--each`, `--cuts`, `--points`: sizes.
"""

import argparse
import json
import logging
import multiprocessing
import random
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime
from multiprocessing.pool import Pool
from pathlib import Path

from tests.faults.long_runs import ROOT, Result, Sizes, pieces, timed
from tests.faults.place import FOLDER, KINDS
from tests.faults.report import About, write

_TODO: list = []  # type: ignore[type-arg]  # filled before the workers are forked


def _piece(number: int) -> Result:
    logging.disable(logging.CRITICAL)
    return timed(*_TODO[number])


def main() -> int:
    """What the command line asks for."""
    plain = Sizes()
    parser = argparse.ArgumentParser(prog="tests.faults")
    parser.add_argument("--store", choices=KINDS, default=FOLDER)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--points", type=int, default=None)
    parser.add_argument("--kills", type=int, default=plain.store_kills)
    parser.add_argument("--server-kills", type=int, default=plain.server_kills)
    parser.add_argument("--daemon-kills", type=int, default=plain.daemon_kills)
    parser.add_argument("--each", type=int, default=plain.each)
    parser.add_argument("--cuts", type=int, default=plain.cuts)
    parser.add_argument("--schedules", type=int, default=plain.schedules)
    parser.add_argument("--skip", action="append", default=[], help="a run that is left out")
    parser.add_argument("--only", action="append", default=[], help="a run, and no other but those so named")
    parser.add_argument("--kept", type=Path, default=ROOT / ".faults.jsonl", help="where each piece is kept")
    parser.add_argument("--again", action="store_true", help="only write the page, from what was kept")
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    asked = parser.parse_args()
    seed = asked.seed or random.SystemRandom().randrange(1, 10**6)
    sizes = Sizes(
        points=asked.points, store_kills=asked.kills, server_kills=asked.server_kills,
        daemon_kills=asked.daemon_kills, each=asked.each, cuts=asked.cuts,
        schedules=asked.schedules, skip=tuple(asked.skip), only=tuple(asked.only),
    )  # fmt: skip
    begun = time.monotonic()
    if not asked.again:
        run(sizes, seed, asked.workers, asked.kept, asked.store)
    results = [Result(**json.loads(line)) for line in asked.kept.read_text(encoding="utf-8").splitlines()]
    minutes = round((time.monotonic() - begun) / 60) or round(sum(one.seconds for one in results) / 60)
    about = About(f"{datetime.now(UTC):%d %B %Y}", seed, minutes, asked.store)
    good = write(asked.out, results, about)
    print(f"written to {asked.out}; seed {seed}")
    return 0 if good else 1


def run(sizes: Sizes, seed: int, workers: int, kept: Path, kind: str = FOLDER) -> None:
    """Every piece, on so many processes; each is kept as soon as it is done."""
    print(f"seed {seed}", flush=True)
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    _TODO.extend((*one, kind) for one in pieces(sizes, seed, kind))
    with kept.open("w", encoding="utf-8") as file, _pool(workers) as pool:
        for done, result in enumerate(pool.imap_unordered(_piece, range(len(_TODO)), chunksize=1), 1):
            result.commit = found.stdout.strip() or "unknown"
            file.write(json.dumps(asdict(result)) + "\n")
            file.flush()
            print(
                f"{done}/{len(_TODO)} {result.run}: {result.count} rounds, {result.seconds:.0f} s", flush=True
            )
            for one in result.violations:
                print(f"   {one}", flush=True)


def _pool(workers: int) -> Pool:
    return multiprocessing.get_context("fork").Pool(workers, maxtasksperchild=1)


if __name__ == "__main__":
    sys.exit(main())
