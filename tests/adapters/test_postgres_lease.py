"""The lease on a real server: one daemon has it, a commit proves it, and who has lost it writes nothing."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from hotlined.adapters.postgres import Database, PostgresStore
from hotlined.adapters.postgres.clocks import Clocks
from hotlined.adapters.postgres.database import refusals
from hotlined.adapters.postgres.holders import Bell, Held, held
from hotlined.adapters.postgres.lease import Lease
from hotlined.adapters.postgres.servers import cautions
from hotlined.adapters.postgres.together import Together
from hotlined.app.lease import ClockOff
from hotlined.app.ports import Permanent, Temporary
from tests.adapters.test_postgres import salt
from tests.app.store_contract import CASE, seen, step
from tests.support.imap_proxy import Proxy
from tests.support.postgres import PASSWORD, Postgres


@dataclass
class Boot:
    """A clock since boot that a test moves."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Daemons:
    """Leases of several daemons on one database."""

    database: Database
    made: list[Lease] = field(default_factory=list)

    def new(
        self,
        name: str,
        seconds: float = 40.0,
        clock: Callable[[], float] | None = None,
        wall: Callable[[], float] = time.time,
    ) -> Lease:
        """One more; its row lasts three quarters of `seconds`."""
        lease = Lease(self.database, seconds, holder=name, clocks=Clocks(clock or Boot(), wall))
        self.made.append(lease)
        return lease


@pytest.fixture
def daemons(database: Database) -> Iterator[Daemons]:
    """None yet."""
    found = Daemons(database)
    yield found
    for one in found.made:
        one.give_back()


@contextmanager
def writing(database: Database, lease: Lease) -> Iterator[PostgresStore]:
    """A store that writes under a lease."""
    with PostgresStore.open(database, salt=salt, fence=lease) as store:
        yield store


def over(postgres: Postgres) -> None:
    """The lease's time is over."""
    postgres.execute("UPDATE leases SET until = clock_timestamp() - interval '1s'")


def test_one_of_several_has_the_lease_and_the_others_are_told_who_and_for_how_long(daemons: Daemons) -> None:
    one, two = daemons.new("one"), daemons.new("two")
    assert one.take() is None
    other = two.take()
    assert other is not None
    assert other.holder == "one"
    assert 0 < other.left <= 30
    with daemons.database.connect() as connection:
        assert held(connection).holder == "one"


def test_a_server_that_does_not_let_us_ask_which_one_it_is_is_for_a_person(
    postgres: Postgres, database: Database
) -> None:
    """As a hardened one may; `hotlined check` asks as well."""
    postgres.execute("CREATE ROLE plain LOGIN")
    postgres.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain")
    postgres.execute("REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC")
    plain = Database(postgres.url().replace("hotlined@", "plain@"))
    try:
        with pytest.raises(Permanent, match="pg_control_system"):
            Lease(plain, 40, holder="one").take()
        with pytest.raises(Permanent, match="pg_control_system"), refusals(), plain.connect() as connection:
            list(cautions(connection))
    finally:
        postgres.execute("GRANT EXECUTE ON FUNCTION pg_control_system() TO PUBLIC")
        postgres.execute("DROP OWNED BY plain; DROP ROLE plain")


def test_of_many_at_once_exactly_one_has_it(database: Database, daemons: Daemons) -> None:
    leases = [daemons.new(str(number)) for number in range(10)]
    gate = threading.Barrier(10)
    found: list[Held | None] = []

    def contend(lease: Lease) -> None:
        gate.wait()
        found.append(lease.take())

    threads = [threading.Thread(target=contend, args=(one,)) for one in leases]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found.count(None) == 1


@contextmanager
def heard_at_once(database: Database, seconds: float) -> Iterator[None]:
    """Somebody waits for the bell, who has heard nothing yet, and hears in this time what is done here."""
    bell = Bell(database)
    assert bell.wait(0.01) is False
    rang: list[bool] = []
    waiting = threading.Thread(target=lambda: rang.append(bell.wait(seconds)))
    waiting.start()
    try:
        yield
    finally:
        waiting.join()
        bell.close()
    assert rang == [True]


def test_a_lease_that_is_given_back_is_anothers_at_once_and_rings(
    database: Database, daemons: Daemons
) -> None:
    one, two = daemons.new("one"), daemons.new("two")
    assert one.take() is None
    with heard_at_once(database, 30):
        one.give_back()
        assert one.holds() is False
    assert two.take() is None
    assert one.take() is not None


def test_who_waits_to_work_beside_the_first_hears_at_once_that_it_may(
    database: Database, daemons: Daemons
) -> None:
    one = daemons.new("one")
    assert one.take() is None
    with heard_at_once(database, 5):
        one.open_to_others()


def test_a_lease_whose_answer_was_lost_on_the_way_is_ours_when_we_ask_again(daemons: Daemons) -> None:
    one = daemons.new("one")
    assert one.take() is None
    assert one.take() is None
    assert one.confirm()


def test_who_took_the_lease_in_a_session_older_than_the_password_waits_for_the_right_one(
    postgres: Postgres, database: Database
) -> None:
    """A daemon that stood by would end for good at its turn, and so would all that stand by."""
    words = [PASSWORD]
    tcp = Database(postgres.tcp_url(), lambda: words[0])
    one = Lease(tcp, 40, holder="one")
    assert one.take() is None
    words[0] = "another one"
    with pytest.raises(Temporary, match="does not let us in"), writing(tcp, one):
        pass
    with pytest.raises(Temporary, match="does not let us in"):
        Together(tcp, "one").begin()
    words[0] = PASSWORD
    with writing(tcp, one) as store:
        store.commit([step(CASE, 0, seen("a"))])
    one.give_back()


def test_a_lease_lasts_for_us_no_longer_than_it_was_asked_for(daemons: Daemons) -> None:
    boot = Boot()
    one = daemons.new("one", 40.0, boot)
    assert one.holds() is False
    assert one.take() is None
    assert one.left() == 30
    boot.now += 24
    assert one.holds()
    boot.now += 2
    assert one.holds() is False  # some time is left, in which what is under way may end
    assert one.confirm()  # the database says that it is ours still, and for how long
    assert one.left() == 30


def test_a_lease_counts_from_before_the_database_was_asked_however_slow_it_is(daemons: Daemons) -> None:
    """Else the daemon would take it for its own when it is another's already."""
    boot, way = Boot(), 5

    def slow() -> float:  # asked on the way there, and on the way back
        boot.now += way
        return time.time()

    one = daemons.new("one", 40.0, boot, slow)
    assert one.take() is None
    assert one.left() == 20
    one.renew()
    assert one.left() == 20
    way = 14
    assert not one.confirm()  # what is left of it may be over before the mail is


def test_a_lease_is_its_holders_to_its_last_second(postgres: Postgres, daemons: Daemons) -> None:
    one, two = daemons.new("one"), daemons.new("two")
    assert one.take() is None
    postgres.execute("UPDATE leases SET until = clock_timestamp() + interval '2s'")
    other = two.take()
    assert other is not None
    assert 0 < other.left <= 2


def test_a_daemon_that_slept_through_its_lease_neither_writes_nor_sends(
    postgres: Postgres, database: Database, daemons: Daemons
) -> None:
    sleeper, heir = daemons.new("sleeper"), daemons.new("heir")
    assert sleeper.take() is None
    with writing(database, sleeper) as store:
        store.commit([step(CASE, 0, seen("a"))])
        over(postgres)
        store.commit([step(CASE, 1, seen("b"))])  # nobody has taken it: nothing is doubled
        assert heir.take() is None
        with pytest.raises(Temporary, match="another hotlined has taken over"):
            store.commit([step(CASE, 2, seen("c"))])
        assert sleeper.confirm() is False
        assert sleeper.holds() is False
        with pytest.raises(Temporary, match="another hotlined has taken over"):
            sleeper.renew()
        record = store.load(CASE)
        assert record is not None
        assert len(record.entries) == 2
    sleeper.give_back()  # not its own any more: nothing happens
    assert heir.confirm()


def test_P1_P5_a_daemon_whose_database_was_put_back_under_it_writes_and_sends_nothing_more(
    postgres: Postgres, daemons: Daemons
) -> None:
    """A dump, or its machine's snapshot, of the same turn an hour before: what the daemon knows is gone."""
    one, two = daemons.new("one"), daemons.new("two")
    assert one.take() is None
    one.renew()
    with writing(daemons.database, one) as store:
        store.commit([step(CASE, 0, seen("a"))])
        postgres.execute("UPDATE leases SET until = until - interval '1 hour'")
        with pytest.raises(Temporary, match="put back"):
            store.commit([step(CASE, 1, seen("b"))])
    assert not one.confirm()
    assert two.take() is None
    assert not one.confirm()


def test_P5_a_machine_that_was_paused_from_outside_with_its_clocks_finishes_no_mail(
    postgres: Postgres, daemons: Daemons
) -> None:
    """As whoever takes a snapshot of it does: nothing on it tells that time has passed."""
    one, two = daemons.new("one"), daemons.new("two")
    assert one.take() is None
    assert one.last_look() > 0
    over(postgres)
    assert one.left() > 0
    assert one.last_look() <= 0
    assert two.take() is None
    assert one.left() > 0
    assert one.last_look() <= 0


def test_nobody_takes_over_in_the_middle_of_a_commit(
    postgres: Postgres, database: Database, daemons: Daemons
) -> None:
    """The heir sees everything that the daemon before it has written, or that one has written nothing."""
    first, heir = daemons.new("first"), daemons.new("heir")
    assert first.take() is None
    outcomes: list[Held | None] = []

    def while_committing(name: str) -> None:
        if name == "pg-written":
            over(postgres)
            first.renew()  # a renewal does not wait for the commit
            over(postgres)
            outcomes.append(heir.take())

    with PostgresStore.open(database, salt=salt, fence=first, point=while_committing) as store:
        store.commit([step(CASE, 0, seen("a"))])
    assert [one.holder for one in outcomes if one] == ["somebody who is writing"]
    assert heir.take() is None


def test_a_daemon_that_stops_in_the_middle_of_a_commit_keeps_nobody_out_for_long(
    postgres: Postgres, daemons: Daemons
) -> None:
    """The server ends a transaction whose client is silent; then the next one has the lease."""
    short = Database(postgres.url(), patience=2.0)
    first, heir = daemons.new("first"), daemons.new("heir")
    assert first.take() is None
    stopped, go_on = threading.Event(), threading.Event()
    outcome: list[str] = []

    def stop(name: str) -> None:
        if name == "pg-written":
            stopped.set()
            go_on.wait(30)

    def commit() -> None:
        with PostgresStore.open(short, salt=salt, fence=first, point=stop) as store:
            try:
                store.commit([step(CASE, 0, seen("a"))])
                outcome.append("written")
            except Temporary as error:
                outcome.append(str(error))

    sleeper = threading.Thread(target=commit)
    sleeper.start()
    assert stopped.wait(30)
    over(postgres)
    while heir.take() is not None:
        pass
    go_on.set()
    sleeper.join()
    assert outcome
    assert "written" not in outcome
    with PostgresStore.read(daemons.database) as store:
        assert store.load(CASE) is None


def test_a_database_out_of_reach_confirms_nothing_and_nothing_is_given_up_too_early(
    postgres: Postgres, database: Database
) -> None:
    boot = Boot()
    with Proxy(postgres.port) as proxy:
        through = Database(postgres.tcp_url(proxy.port), lambda: PASSWORD, patience=1.0)
        lease = Lease(through, 40.0, holder="one", clocks=Clocks(boot))
        assert lease.take() is None
        proxy.refuse()
        proxy.cut()
        assert lease.confirm() is False
        assert lease.holds()
        with pytest.raises(Temporary):
            lease.renew()
        proxy.heal()
        assert lease.confirm()
        lease.give_back()


# --- the machine's clock against the database's (C1) ------------------------------------------------


@dataclass
class Wall:
    """A machine's clock that is `off` by so many seconds; `way`: how long each answer takes by it."""

    off: float = 0.0
    way: float = 0.0
    asked: int = 0

    def __call__(self) -> float:
        """Asked in turn before the database is, and after it has answered."""
        self.asked += 1
        return time.time() + self.off + (self.way / 2 if self.asked % 2 == 0 else -self.way / 2)


@pytest.mark.parametrize(
    ("off", "says"), [(3600.0, "seconds ahead of"), (-3600.0, "seconds behind"), (45.0, "seconds ahead of")]
)
def test_C1_a_machine_whose_clock_is_wrong_does_not_take_the_lease_and_one_that_is_right_does(
    daemons: Daemons, off: float, says: str
) -> None:
    wall = Wall(off)
    wrong, right = daemons.new("wrong", wall=wall), daemons.new("right")
    with pytest.raises(ClockOff, match=rf"this machine's clock is \d+ {says} the database's"):
        wrong.take()
    assert right.take() is None
    with pytest.raises(ClockOff):  # it is told now, and not when the other is gone
        wrong.take()
    right.give_back()
    wall.off = 0.0
    assert wrong.take() is None


@pytest.mark.parametrize("off", [3600.0, -3600.0])
def test_C1_P5_a_daemon_whose_clock_goes_wrong_gives_up_its_lease_and_sends_nothing_more(
    daemons: Daemons, off: float
) -> None:
    wall = Wall()
    one = daemons.new("one", wall=wall)
    assert one.take() is None
    assert one.confirm()
    wall.off = off
    assert one.confirm() is False
    assert one.holds() is False
    with pytest.raises(ClockOff):
        one.renew()


@pytest.mark.parametrize("off", [3600.0, -3600.0])
def test_C1_P5_nor_does_it_write_by_that_clock_before_it_has_noticed(
    database: Database, daemons: Daemons, off: float
) -> None:
    wall = Wall()
    one = daemons.new("one", wall=wall)
    assert one.take() is None
    with writing(database, one) as store:
        store.commit([step(CASE, 0, seen("a"))])
        wall.off = off
        with pytest.raises(ClockOff):
            store.commit([step(CASE, 1, seen("b"))])
        record = store.load(CASE)
    assert record is not None
    assert len(record.entries) == 1
    assert one.holds() is False


def test_C1_clocks_that_differ_a_little_hand_no_lease_to_and_fro(daemons: Daemons) -> None:
    wall = Wall(25.0)
    one = daemons.new("one", wall=wall)
    assert one.take() is None
    wall.off = 35.0  # it would not be taken so
    assert one.confirm()


def test_C1_a_slow_database_is_not_taken_for_a_wrong_clock(daemons: Daemons) -> None:
    one = daemons.new("one", wall=Wall(way=500.0))
    assert one.take() is None
    assert one.confirm()
