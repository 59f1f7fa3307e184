"""Three daemons that share the work on one database: any is killed, paused, cut off, while a town lives.

HOTLINED_TURNS so many times one loses its place, the first or one beside it; every verdict is that of the
kill loop, from a ledger out of the daemons' reach.
"""

import json
import os
import random
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from hotlined.app.shares import BY
from tests.faults.crew import SharedWork
from tests.faults.place import Place
from tests.faults.several import SharedTown, cleared
from tests.faults.test_kill_loop import AGREED, SETTLED, living, settled
from tests.faults.test_several import WAYS, at_a_moment
from tests.faults.verdicts import Aftermath
from tests.support.postgres import Postgres

TURNS = int(os.environ.get("HOTLINED_TURNS", "2"))
SEED = int(os.environ.get("HOTLINED_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.xdist_group("kill"),
    pytest.mark.timeout(300 + 30 * TURNS),
]


def test_nothing_is_lost_doubled_or_sent_despite_a_hold_where_several_daemons_share_the_work(
    postgres: Postgres,
) -> None:
    """I1-I9 and P2 hold; the figures say who sent what, and how soon the lost place was free."""
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    chance = random.Random(SEED)  # noqa: S311
    took: dict[str, list[float]] = defaultdict(list)
    moments: Counter[str] = Counter()
    began = time.monotonic()
    with (
        postgres.cleared(),
        SharedTown(folder, agreement=AGREED, seed=SEED, place=Place(postgres), together=True) as town,
    ):
        with SharedWork(town, chance=chance) as work, living(town):
            work.start()
            work.complete()
            for number in range(TURNS):
                work.complete()
                moments[at_a_moment(town, chance)] += 1
                way = WAYS[(number + SEED) % len(WAYS)] if number else "kill"
                took[way].append(round(getattr(work, way)(), 1))
                assert not town.failed
                if number == TURNS - 2:
                    town.ending.set()
            quiet = time.monotonic()
            while not settled(town) and time.monotonic() < quiet + SETTLED and not town.failed:
                time.sleep(0.3)
            time.sleep(0.5)
            rest = round(time.monotonic() - quiet)
            assert work.end() == [0, 0, 0]
        assert not town.failed
        after = Aftermath(town)
        senders = Counter(str(row.about[BY]).split()[2] for row in after.rows.values() if BY in row.about)
        figures = {
            "seed": SEED, "turns": TURNS, "seconds": round(time.monotonic() - began), "to rest": rest,
            "took": took, **moments, "befallen": Counter(work.befallen), "senders": senders.most_common(),
            "cases": len(after.cases), "mails in": len(town.ledger.puts), "mails out": len(town.ledger.left),
            "notices": len(after.notices),
            "sent again": sum(len(one) > 1 for one in town.ledger.copies().values()),
            "holds": len(town.ledger.of_kind("hold")),
        }  # fmt: skip
        print(json.dumps(figures))  # noqa: T201
        checked = subprocess.run(town.command("verify"), capture_output=True, check=False, text=True)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        problems = after.problems()
        assert not problems, "\n".join((f"seed {SEED}, logs in {folder}", *problems))
        assert after.cases
        assert len(senders) > 1
    cleared(folder)
