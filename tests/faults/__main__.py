"""`python -m tests.faults --seed 7`: every long run, and docs/reliability.md and .json (`make faults`).

Exit 1 when there was a violation.  `--kills`, `--daemon-kills`, `--each`, `--cuts`, `--points`: sizes.
"""

import argparse
import logging
import multiprocessing
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.long_runs import ROOT, Result, Sizes, pieces, timed
from tests.faults.report import About, write

_TODO: list = []  # type: ignore[type-arg]  # filled before the workers are forked


def _piece(number: int) -> Result:
    logging.disable(logging.CRITICAL)
    return timed(*_TODO[number])


def main() -> int:
    """What the command line asks for."""
    plain = Sizes()
    parser = argparse.ArgumentParser(prog="tests.faults")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--points", type=int, default=None)
    parser.add_argument("--kills", type=int, default=plain.store_kills)
    parser.add_argument("--daemon-kills", type=int, default=plain.daemon_kills)
    parser.add_argument("--each", type=int, default=plain.each)
    parser.add_argument("--cuts", type=int, default=plain.cuts)
    parser.add_argument("--skip", action="append", default=[])
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    asked = parser.parse_args()
    seed = asked.seed or random.SystemRandom().randrange(1, 10**6)
    sizes = Sizes(
        points=asked.points, store_kills=asked.kills, daemon_kills=asked.daemon_kills, each=asked.each,
        cuts=asked.cuts, skip=tuple(asked.skip),
    )  # fmt: skip
    print(f"seed {seed}", flush=True)
    begun = time.monotonic()
    _TODO.extend(pieces(sizes, seed))
    results = []
    with multiprocessing.get_context("fork").Pool(asked.workers, maxtasksperchild=1) as pool:
        for done, result in enumerate(pool.imap_unordered(_piece, range(len(_TODO)), chunksize=1), 1):
            results.append(result)
            what = f"{done}/{len(_TODO)} {result.run}: {result.count} rounds, {len(result.violations)} wrong"
            print(f"{what}, {result.seconds:.0f} s {result.table[0][0] if result.table else ''}", flush=True)
            for one in result.violations:
                print(f"   {one}", flush=True)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    about = About(
        commit.stdout.strip() or "unknown",
        f"{datetime.now(UTC):%d %B %Y}",
        seed,
        round((time.monotonic() - begun) / 60),
    )
    order = {name: n for n, (name, _) in enumerate(_TODO)}
    results.sort(key=lambda one: order.get(one.run, 0))
    good = write(asked.out, results, about)
    print(f"written to {asked.out}; seed {seed}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
