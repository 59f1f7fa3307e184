"""Three daemons while the server of their database dies, and its standby takes over (threats D4, P1, P2, P5).

Synchronous, nothing is lost, and all goes on.  Asynchronous, what was acknowledged last is gone: then nothing
leaves any more but an alarm, and nothing twice.
"""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hotlined.demo.stage import PEOPLE
from tests.faults.place import Place
from tests.faults.several import Several, SharedTown, cleared
from tests.faults.test_kill_loop import AGREED, living, settled
from tests.faults.test_several import until
from tests.faults.town import TownStage
from tests.faults.verdicts import Aftermath, despite_hold
from tests.support.postgres import Postgres
from tests.support.standby import Standby, has_to_confirm

SEED = 7
CASES = 4  # in the record before anything happens
MORE = 20  # entries that the standby does not get
TOGETHER = [False, True] if "HOTLINED_TURNS" in os.environ else [True]  # in turn takes half a minute more

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.xdist_group("kill"),
    pytest.mark.timeout(600),
]


@contextmanager
def beside_a_standby() -> Iterator[tuple[Postgres, Standby, SharedTown]]:
    """A database, its asynchronous standby, and a town whose daemons share it."""
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    with (
        Postgres() as postgres,
        Standby(postgres) as standby,
        SharedTown(folder, agreement=AGREED, seed=SEED, place=Place(postgres)) as town,
    ):
        yield postgres, standby, town
    cleared(folder)


def lengths(town: TownStage) -> dict[str, int]:
    """How many entries each stream has."""
    return {name: len(record.entries) for name, record in town.records().items()}


def fail_over(several: Several, standby: Standby) -> None:
    """The server has died; its address goes to the standby, which is promoted."""
    standby.promote()
    standby.takes_the_place()
    several._hang_up()
    for one in several.daemons:
        one.network.turn_to(several.town.postgres.port)


def restored(town: TownStage) -> list[str]:
    """Who was told that the record is an older one."""
    return [one.recipient for one in town.ledger.left if b"ALARM: restored" in one.raw]


@pytest.mark.parametrize("together", TOGETHER)
def test_P1_P2_nothing_is_lost_where_a_synchronous_standby_takes_over(*, together: bool) -> None:
    with beside_a_standby() as (postgres, standby, town):
        has_to_confirm(postgres)
        town.together = together
        with Several(town) as several, living(town):
            several.start()
            until("no cases", lambda: len(lengths(town)) > CASES)
            before = lengths(town)
            postgres.stop(signal.SIGKILL)
            town.strike()
            fail_over(several, standby)
            after = lengths(town)
            assert [name for name, count in before.items() if after.get(name, 0) < count] == []
            town.ending.set()
            until("not settled", lambda: settled(town) or town.failed)
            assert several.end() == [0, 0, 0]
        assert not town.failed
        assert Aftermath(town).problems() == []
        assert restored(town) == []


def test_P1_P2_while_a_synchronous_standby_is_away_nothing_goes_on_and_then_all_does() -> None:
    with beside_a_standby() as (postgres, standby, town):
        has_to_confirm(postgres)
        with Several(town) as several, living(town):
            several.start()
            until("no cases", lambda: len(lengths(town)) > CASES)
            standby.stop()
            town.strike()
            waits = "waits for its synchronous standby"
            until("nobody says so", lambda: all(waits in one.lives.said() for one in several.daemons))
            town.strike()
            standby.back()
            town.ending.set()
            until("not settled", lambda: settled(town) or town.failed)
            assert several.end() == [0, 0, 0]
        assert not town.failed
        assert Aftermath(town).problems() == []
        assert restored(town) == []


def test_P2_P5_nothing_leaves_twice_or_against_a_hold_where_a_standby_lacks_what_was_written_last() -> None:
    with beside_a_standby() as (postgres, standby, town):
        with Several(town) as several, living(town):
            several.start()
            until("no cases", lambda: len(lengths(town)) > CASES)
            standby.stop(signal.SIGKILL)
            enough = sum(lengths(town).values()) + MORE
            until("nothing more is written", lambda: sum(lengths(town).values()) > enough)
            before = lengths(town)
            postgres.stop(signal.SIGKILL)
            town.strike()
            standby.start()
            fail_over(several, standby)
            after = lengths(town)
            assert sum(before.values()) - sum(after.get(name, 0) for name in before) >= MORE
            town.ending.set()
            until("nobody was told", lambda: restored(town))
            left = len(town.ledger.left)
            until("mails lie in an inbox", lambda: not town.world.backlog())
            others = [one.recipient for one in town.ledger.left[left:] if one.recipient != PEOPLE["analyst"]]
            assert others == []
            assert several.end() == [0, 0, 0]
        assert not town.failed
        assert [name for name, sent in town.ledger.copies().items() if len(sent) > 1] == []
        assert list(despite_hold(Aftermath(town))) == []
