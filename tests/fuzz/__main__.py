"""`python -m tests.fuzz MAILS [SEED]`: the long run, from a first seed on; exit 1 where something broke."""

import asyncio
import sys
import time
import traceback
from collections import Counter

from tests.fuzz.world import World
from tests.support.fake_clock import InlineExecutor


async def long_run(mails: int, first: int) -> int:
    """Put so many mails through, and print what came of it; the number of those that broke something."""
    asyncio.get_running_loop().set_default_executor(InlineExecutor(1))
    world = await World().start()
    broken: Counter[str] = Counter()
    began = time.perf_counter()
    for seed in range(first, first + mails):
        try:
            await world.deal(seed)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{place.filename.rpartition('/')[2]}:{place.lineno}"
            what = f"{type(error).__name__} at {where}: {error}"[:300]
            print(f"seed {seed}: {what}", flush=True)
            broken[what] += 1
    seconds = time.perf_counter() - began
    each = seconds / mails * 1e3
    print(f"{mails} mails, seeds {first} to {first + mails - 1}, in {seconds:.0f} s ({each:.1f} ms each)")
    print(f"broken: {broken.total()} ({len(broken)} ways)")
    print(f"slowest: seed {world.slowest[1]}, {world.slowest[0] * 1e3:.0f} ms to read and decide")
    print("folders: " + ", ".join(f"{name} {count}" for name, count in sorted(world.folders.items())))
    return broken.total()


if __name__ == "__main__":
    sys.exit(1 if asyncio.run(long_run(int(sys.argv[1]), int((sys.argv[2:] or ["0"])[0]))) else 0)
