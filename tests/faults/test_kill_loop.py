"""`kill -9` over the whole path, again and again, while a town lives (threats A, B, 4.1-4.4).

The daemon is a process of its own on real Dovecot, real SMTP and real gpg.  HOTLINED_KILLS times it is killed
at a random moment - during its recovery, at work, between a mail's last byte and its outcome - or ends itself
at a crash point (CRASH_AT), and is started again at once.  HOTLINED_SEED repeats a town's plans; real
processes never repeat exactly.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hotlined.app.ports import Permanent, Temporary
from tests.faults.lives import Lives
from tests.faults.place import FOLDER, POSTGRESQL, Place
from tests.faults.town import TownStage
from tests.faults.verdicts import Aftermath

KILLS = int(os.environ.get("HOTLINED_KILLS", "6"))
# Every so many lives one ends at a crash point of the parts that are real here only.
EVERY = int(os.environ.get("HOTLINED_CRASHES", "3"))
POINTS = (
    "imap-connected", "imap-sent", "imap-select-answered", "imap-search-answered", "imap-half-literal",
    "imap-fetch-answered", "imap-move-answered", "imap-append-answered", "worker-started", "gpg-started",
    "gpg-ended", "listed", "fetched", "read", "recorded", "filed", "claimed", "notice-claimed", "smtp-dot",
    "smtp-answered", "outcome-stored", "copy-filed",
)  # fmt: skip
SEED = int(os.environ.get("HOTLINED_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
# Seconds in which a life gets to work once it is ready; with a database that takes longer.
AT_WORK = {FOLDER: 0.6, POSTGRESQL: 4.0}
SETTLED = 120.0  # seconds in which everything has to be settled after the last kill
# A town makes as many mails in minutes as a hotline in weeks: its storm brake would hold them for an hour.
AGREED = {
    "ntd_delay": "3s",
    "storm_brake": 100_000,
    "storm_brake_recipient": 100_000,
    "storm_brake_notices": 100_000,
}

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.xdist_group("kill"),
    pytest.mark.timeout(300 + 3 * KILLS),
]


@contextmanager
def living(town: TownStage) -> Iterator[None]:
    """The people act in a thread of their own."""
    thread = threading.Thread(target=town.live, name="town", daemon=True)
    thread.start()
    try:
        yield
    finally:
        town.over.set()
        thread.join(30)


def let_live(lives: Lives, town: TownStage, chance: random.Random) -> str:
    """Let the daemon live up to a random moment; says what kind of moment it is."""
    dice = chance.random()
    if dice < 0.25:
        time.sleep(chance.uniform(0.0, 0.4))
        return "during recovery"
    lives.ready()
    if dice < 0.6:
        relay = town.world.relay
        last_byte = chance.choice((relay.whole, relay.notice))
        last_byte.clear()
        if last_byte.wait(AT_WORK[town.place.kind]):
            time.sleep(chance.choice((0.0, chance.uniform(0.0, 0.05))))
            return "while a mail is handed over"
    time.sleep(chance.uniform(0.05, AT_WORK[town.place.kind]))
    return "at work"


def settled(town: TownStage) -> bool:
    """Whether nothing is left to do for anybody."""
    try:
        records = town.records()
    except (Permanent, Temporary):  # read beside the running daemon
        return False
    if not town.at_rest():  # after the store: what has left by then, they have read
        return False
    held = {plan.number for plan in town.plans.values() if town.ledger.held(plan.number, time.time())}
    on_hold = {town.plans[number].reference for number in held}
    unnoticed = {plan.number for plan in town.plans.values() if not plan.noticed}
    rows = [row for record in records.values() for row in record.rows if row.state.waits]
    return unnoticed <= held and all(row.stream in on_hold and row.kind == "ntd" for row in rows)


def quiet(lives: Lives, town: TownStage) -> float:
    """No kills any more: how long it took until everything was settled."""
    town.ending.set()
    began = time.monotonic()
    lives.start()
    lives.ready()
    while not settled(town) and time.monotonic() < began + SETTLED and not town.failed:
        time.sleep(0.5)
    time.sleep(0.5)
    return time.monotonic() - began


def told(after: Aftermath, moments: Counter[str], seconds: float) -> str:
    """The figures of a run."""
    ledger = after.town.ledger
    copies = [len(one) for one in ledger.copies().values()]
    figures = {
        "seed": SEED, "kills": moments.total(), **moments, "seconds": round(seconds),
        "cases": len(after.cases), "mails in": len(ledger.puts), "mails out": len(copies),
        "sent again": sum(one > 1 for one in copies), "most copies": max(copies),
        "holds": len(ledger.of_kind("hold")), "releases": len(ledger.of_kind("release")),
        "notices": len(after.notices), "events": sum(len(one.entries) for one in after.records.values()),
    }  # fmt: skip
    return json.dumps(figures)


def test_nothing_is_lost_repeated_or_sent_despite_a_hold_however_often_the_daemon_is_killed(
    place: Place,
) -> None:
    """I1-I9 and P2 hold after a few hundred kills."""
    killed(place, KILLS)


def killed(place: Place, kills: int) -> None:
    """A town whose daemon is killed so often, and what is asked of it in the end."""
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    chance = random.Random(SEED)  # noqa: S311
    moments: Counter[str] = Counter()
    began = time.monotonic()
    with TownStage(folder, agreement=AGREED, seed=SEED, place=place) as town:
        with Lives(town.config, folder / "daemon.log", town.ledger) as lives, living(town):
            for number in range(kills):
                place.freed()
                if number % EVERY == EVERY - 1:
                    point = POINTS[number // EVERY % len(POINTS)]
                    lives.start(f"{point}:{chance.choice((1, 1, 2, 3))}")
                    moments[f"at {point}" if lives.crash(3.0) else "at work"] += 1
                else:
                    lives.start()
                    moments[let_live(lives, town, chance)] += 1
                    lives.kill()
                town.strike()
                assert not town.failed
            took = quiet(lives, town)
            assert lives.end(signal.SIGTERM) == 0
        assert not town.failed
        after = Aftermath(town)
        print(told(after, moments, time.monotonic() - began), f"settled after {took:.1f} s")  # noqa: T201
        checked = subprocess.run(town.command("verify"), capture_output=True, check=False, text=True)
        assert checked.returncode == 0, checked.stdout
        problems = after.problems()
        assert not problems, "\n".join((f"seed {SEED}, log in {folder}", *problems))
    shutil.rmtree(folder)
