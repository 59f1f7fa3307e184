"""Three daemons on one database: killed, paused, cut off, while a town lives (threats A14, D5, 4.1-4.4).

HOTLINED_TURNS so many times the one that works loses its place, in one way after the other; every verdict is
that of the kill loop, from a ledger out of the daemons' reach.  The first time it is killed.
"""

import json
import os
import random
import signal
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from hotlined.demo.stage import PEOPLE
from hotlined.domain.record.holding import HoldPlaced
from tests.faults.ledger import Left
from tests.faults.place import Place
from tests.faults.several import Several, SharedTown, cleared
from tests.faults.test_kill_loop import AGREED, SETTLED, living, settled
from tests.faults.town import Plan
from tests.faults.verdicts import Aftermath, despite_hold
from tests.support.postgres import Postgres

TURNS = int(os.environ.get("HOTLINED_TURNS", "2"))
SEED = int(os.environ.get("HOTLINED_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
WAYS = ("kill", "pause", "cut", "stop", "mute", "crash")

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.xdist_group("kill"),
    pytest.mark.timeout(300 + 30 * TURNS),
]


def until(what: str, happened: Callable[[], object]) -> None:
    """Wait until something has happened."""
    deadline = time.monotonic() + SETTLED
    while not happened():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def holds(town: SharedTown) -> bool:
    """Whether a hold is in the record."""
    events = (entry.event for record in town.records().values() for entry in record.entries)
    return any(isinstance(event, HoldPlaced) for event in events)


def test_P5_a_daemon_that_stood_still_before_the_final_dot_of_a_notice_does_not_finish_it_after_a_hold(
    postgres: Postgres,
) -> None:
    """The gate has let it pass, all bytes but the last three are sent: then another daemon reads a hold."""
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    with postgres.cleared(), SharedTown(folder, agreement=AGREED, place=Place(postgres)) as town:
        with Several(town, count=2) as several:
            sleeper, heir = several.daemons
            sleeper.lives.start("notice-claimed>smtp-body:1")
            until("nobody works", lambda: several.holder() is not None)
            heir.lives.start()
            plan = Plan(1, receipt="none", hold="never", releases=False, removes=False)
            town.report_case(plan)
            until("no notice was begun", sleeper.lives.stands_still)
            town.look()
            town.hold(plan)
            several.replaced(sleeper.lives.pid)
            until("the hold was not read", lambda: holds(town))
            os.kill(sleeper.lives.pid, signal.SIGCONT)
            until("it did not notice", lambda: "the lease is lost" in sleeper.lives.said())
            assert notices(town) == []
            town.release(plan)
            until("no notice after the release", lambda: notices(town))
            until("something waits", lambda: not town.world.backlog())
            assert several.end() == [0, 0]
        assert len(notices(town)) == 1
        assert list(despite_hold(Aftermath(town))) == []
        checked = subprocess.run(town.command("verify"), capture_output=True, check=False, text=True)
        assert checked.returncode == 0, checked.stdout + checked.stderr
    cleared(folder)


def test_a_daemon_whose_rules_are_others_is_told_of_in_the_log_and_so_is_the_end_of_it(
    postgres: Postgres,
) -> None:
    """Which of them works next nobody chooses: the same mail would come to another end there."""
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    with (
        postgres.cleared(),
        SharedTown(folder, agreement=AGREED, place=Place(postgres)) as town,
        Several(town, count=2) as several,
    ):
        one, other = several.daemons
        config = town.config.with_name("mailboxes-1.yaml")
        as_it_was = config.read_text()
        config.write_text(as_it_was + "\ngateway_marks: ['[X]']\n")
        one.lives.start()
        until("nobody works", lambda: several.holder() is not None)
        other.lives.start()
        until("it was not noticed", lambda: "not the same there: mailboxes.yaml" in other.lives.said())
        config.write_text(as_it_was)
        until("its end was not noticed", lambda: "alike" in other.lives.said())
        assert several.end() == [0, 0]
        assert several.asked("SELECT name FROM daemons") == []
    cleared(folder)


def notices(town: SharedTown) -> list[Left]:
    """What the provider was sent."""
    return [one for one in town.ledger.left if one.recipient == PEOPLE["provider"]]


def at_a_moment(town: SharedTown, chance: random.Random) -> str:
    """Let the one that works go on up to a random moment, mostly one at which a mail leaves."""
    if chance.random() < 0.25:
        time.sleep(chance.uniform(0.0, 1.5))
        return "while it begins"
    last_byte = chance.choice((town.world.relay.whole, town.world.relay.notice))
    last_byte.clear()
    if not last_byte.wait(5.0):
        return "at rest"
    time.sleep(chance.choice((0.0, chance.uniform(0.0, 0.05))))
    return "while a mail leaves"


def test_nothing_is_lost_doubled_or_sent_despite_a_hold_however_often_daemons_take_over_from_each_other(
    postgres: Postgres,
) -> None:
    """I1-I9 and P2 hold; the figures say how soon another worked."""
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    chance = random.Random(SEED)  # noqa: S311
    took: dict[str, list[float]] = defaultdict(list)
    moments: Counter[str] = Counter()
    began = time.monotonic()
    with postgres.cleared(), SharedTown(folder, agreement=AGREED, seed=SEED, place=Place(postgres)) as town:
        with Several(town) as several, living(town):
            several.start()
            for number in range(TURNS):
                several.working()
                moments[at_a_moment(town, chance)] += 1
                way = WAYS[(number + SEED) % len(WAYS)] if number else "kill"
                took[way].append(round(getattr(several, way)(), 1))
                assert not town.failed
                if number == TURNS - 2:
                    town.ending.set()
            quiet = time.monotonic()
            while not settled(town) and time.monotonic() < quiet + SETTLED and not town.failed:
                time.sleep(0.3)
            time.sleep(0.5)
            rest = round(time.monotonic() - quiet)
            assert several.end() == [0, 0, 0]
        assert not town.failed
        after = Aftermath(town)
        figures = {
            "seed": SEED, "turns": TURNS, "seconds": round(time.monotonic() - began), "to rest": rest,
            "took": took, **moments,
            "leases": len(several.taken), "cases": len(after.cases), "mails in": len(town.ledger.puts),
            "mails out": len(town.ledger.left), "notices": len(after.notices),
            "sent again": sum(len(one) > 1 for one in town.ledger.copies().values()),
            "holds": len(town.ledger.of_kind("hold")),
        }  # fmt: skip
        print(json.dumps(figures))  # noqa: T201
        checked = subprocess.run(town.command("verify"), capture_output=True, check=False, text=True)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        problems = after.problems()
        assert not problems, "\n".join((f"seed {SEED}, logs in {folder}", *problems))
        assert after.cases
        assert len(several.taken) > TURNS / 2
    cleared(folder)
