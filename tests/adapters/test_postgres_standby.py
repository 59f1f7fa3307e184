"""The store on a database with a standby: what waits for it, and what comes of it when that takes over."""

import errno
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from hotlined import database
from hotlined.adapters.config.settings import DatabasePlace
from hotlined.adapters.postgres import Database, PostgresStore
from hotlined.adapters.postgres.database import ONLY_READS
from hotlined.adapters.postgres.holders import BESIDE
from hotlined.adapters.postgres.lease import Lease
from hotlined.adapters.postgres.newest import Newest
from hotlined.adapters.postgres.roll import PostgresRoll
from hotlined.adapters.postgres.servers import ALONE, cautions
from hotlined.adapters.postgres.together import Together
from hotlined.app.ports import Temporary
from tests.adapters.test_postgres import salt
from tests.adapters.test_postgres_lease import over
from tests.app.store_contract import CASE, seen, step
from tests.support.postgres import SHARED, Postgres
from tests.support.standby import Standby, has_to_confirm, synchronous

pytestmark = pytest.mark.faults


@pytest.fixture
def standby(postgres: Postgres, database: Database) -> Iterator[Standby]:
    """One that follows; the other has our tables, and nothing in them."""
    with Standby(postgres) as found:
        yield found


def entries(server: Postgres) -> int:
    """How many anybody sees there of the case."""
    ((count,),) = server.execute("SELECT count(*) FROM entries")
    return int(str(count))


def opened(server: Postgres, patience: float = 0.5) -> PostgresStore:
    """A store on it that may write."""
    return PostgresStore.open(Database(server.url(SHARED), patience=patience), salt=salt)


_WAITING = "SELECT {}(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


# --- a synchronous one ------------------------------------------------------------------------------


def test_P1_what_the_synchronous_standby_does_not_have_is_not_kept_before_it_has_it(
    postgres: Postgres, standby: Standby
) -> None:
    with synchronous(postgres), opened(postgres) as store:
        store.commit([step(CASE, 0, seen("a"))])
        standby.stop()
        for call in (lambda: store.commit([step(CASE, 1, seen("b"))]), lambda: store.load(CASE)):
            with pytest.raises(Temporary, match="synchronous_standby_names"):
                call()
        assert entries(postgres) == 1  # seen by nobody
        standby.back()
        record = store.load(CASE)
        assert record is not None
        assert [one.event for one in record.entries] == [seen("a"), seen("b")]
        standby.caught_up()
        assert entries(standby) == 2


@pytest.mark.parametrize(
    ("how", "told"),
    [("pg_cancel_backend", "notice"), ("pg_cancel_backend", "error"), ("pg_terminate_backend", "notice")],
)
def test_P1_nor_where_somebody_cuts_its_wait_short(
    postgres: Postgres, standby: Standby, how: str, told: str
) -> None:
    """Which the server says in a warning, that a role may not care to be told."""
    with (
        postgres.for_the_role("client_min_messages", told),
        synchronous(postgres),
        opened(postgres, patience=1) as store,
    ):
        store.commit([step(CASE, 0, seen("a"))])
        standby.stop()
        cut = threading.Thread(target=_cut_short, args=(postgres, how))
        cut.start()
        with pytest.raises(Temporary):
            store.commit([step(CASE, 1, seen("b"))])
        cut.join()
        with pytest.raises(Temporary, match="synchronous_standby_names"):
            store.load(CASE)
        assert entries(postgres) == 2  # it is seen already
        standby.back()
        standby.caught_up()  # longer than the second of patience, on a busy machine
        record = store.load(CASE)
        assert record is not None
        assert len(record.entries) == 2


def test_P1_nor_where_somebody_cuts_every_wait_short(postgres: Postgres, standby: Standby) -> None:
    """As a script may that ends what hangs; the wait for what was cut short is one more of them."""
    enough = threading.Event()

    def cancel() -> None:
        while not enough.wait(0.01):
            postgres.execute(_WAITING.format("pg_cancel_backend"))

    with synchronous(postgres), opened(postgres) as store:
        store.commit([step(CASE, 0, seen("a"))])
        standby.stop()
        cancelling = threading.Thread(target=cancel)
        cancelling.start()
        try:
            for call in (lambda: store.commit([step(CASE, 1, seen("b"))]), lambda: store.load(CASE)):
                with pytest.raises(Temporary, match="synchronous_standby_names"):
                    call()
        finally:
            enough.set()
            cancelling.join()
        standby.back()
        record = store.load(CASE)
        assert record is not None
        assert len(record.entries) == 2


def _cut_short(postgres: Postgres, how: str) -> None:
    while not postgres.execute(_WAITING.format(how)):
        time.sleep(0.01)


def test_who_stands_by_is_told_that_a_standby_is_waited_for(postgres: Postgres, standby: Standby) -> None:
    one, two = new(postgres, "one"), new(postgres, "two", 8)
    with synchronous(postgres):
        standby.stop()
        with pytest.raises(Temporary, match="cannot be reached"):
            one.take()
        with pytest.raises(Temporary, match="synchronous_standby_names"):
            two.take()
        standby.back()
        assert one.take() is None


def test_the_roll_waits_for_no_standby_and_keeps_no_session_by_that(
    postgres: Postgres, standby: Standby
) -> None:
    """Whoever lives is known a minute later anyway; a stop would wait for it, too."""
    roll = PostgresRoll(Database(postgres.url(SHARED), patience=1), "one")
    with synchronous(postgres):
        standby.stop()
        assert roll.answer({}) == ()
        assert [one.name for one in PostgresRoll(Database(postgres.url(SHARED)), "two").answer({})] == ["one"]
        roll.leave()
        assert postgres.execute(_WAITING.format("")) == []
        assert postgres.execute("SELECT name FROM daemons") == [("two",)]
        standby.back()


def test_an_asynchronous_standby_is_told_of_and_a_synchronous_one_is_not(
    postgres: Postgres, standby: Standby
) -> None:
    assert told(postgres) == [(False, ALONE)]
    postgres.execute("CREATE ROLE plain LOGIN")
    try:
        with psycopg.connect(postgres.url(SHARED), user="plain") as connection:
            assert list(cautions(connection)) == [(False, ALONE)]
    finally:
        postgres.execute("DROP ROLE plain")
    with synchronous(postgres):
        assert told(postgres) == []
    assert told(standby) == [(True, ONLY_READS)]


def told(server: Postgres) -> list[tuple[bool, str]]:
    """What `hotlined check` would say of it."""
    with Database(server.url(SHARED)).connect() as connection:
        return list(cautions(connection))


# --- one that takes over ----------------------------------------------------------------------------


def new(server: Postgres, name: str, seconds: float = 4) -> Lease:
    """A daemon's side of the lease there."""
    return Lease(Database(server.url(SHARED)), seconds, holder=name)


@contextmanager
def writing(server: Postgres, lease: Lease) -> Iterator[PostgresStore]:
    """A store there that writes under a lease."""
    with PostgresStore.open(Database(server.url(SHARED)), salt=salt, fence=lease) as store:
        yield store


def taken_over(postgres: Postgres, standby: Standby) -> None:
    """The server dies, the standby is promoted, and the time of the lease is over."""
    postgres.stop(signal.SIGKILL)
    standby.promote()
    over(standby)


def test_P1_P2_a_server_that_may_lack_what_was_written_last_is_told_from_one_that_cannot(
    postgres: Postgres, standby: Standby
) -> None:
    one = new(postgres, "one")
    assert one.take() is None
    with writing(postgres, one) as store:
        store.commit([step(CASE, 0, seen("a"))])
        standby.caught_up()
        standby.stop()
        store.commit([step(CASE, 1, seen("b"))])
    postgres.stop(signal.SIGKILL)
    standby.start()
    standby.promote()
    assert entries(standby) == 1  # what was acknowledged is gone
    over(standby)
    for name in ("two", "three"):  # and nobody forgets it before it was seen to
        lease = new(standby, name)
        assert lease.take() is None
        assert lease.moved is True
        lease.renew()
        lease.give_back()
    last = new(standby, "last")
    assert last.take() is None
    last.arrived()
    last.give_back()
    assert last.take() is None
    assert last.moved is False


def test_a_standby_that_had_to_confirm_lacks_nothing(postgres: Postgres, standby: Standby) -> None:
    one = new(postgres, "one")
    assert one.take() is None
    with synchronous(postgres):
        one.renew()
        taken_over(postgres, standby)
        try:
            two = new(standby, "two")
            assert two.take() is None
            assert two.moved is False
        finally:
            postgres.start()  # else what `synchronous` takes back waits for it


@pytest.mark.parametrize("caught_up", [True, False])
def test_P1_P2_unless_it_was_taken_out_of_those_that_have_to_and_takes_over_as_it_was(
    postgres: Postgres, standby: Standby, tmp_path: Path, *, caught_up: bool
) -> None:
    """Its row says still that one had to confirm; machines of ours know better."""
    newest = Newest(tmp_path / "server", notes=True)
    one = Lease(Database(postgres.url(SHARED)), 40, holder="one", newest=newest)
    has_to_confirm(postgres)
    assert one.take() is None
    standby.stop()
    postgres.setting("synchronous_standby_names", None)
    with writing(postgres, one) as store:
        store.commit([step(CASE, 0, seen("a"))])
    one.renew()
    if caught_up:
        standby.back()
        has_to_confirm(postgres)
        one.renew()
        postgres.setting("synchronous_standby_names", None)
    postgres.stop(signal.SIGKILL)
    if not caught_up:
        standby.start()
    standby.promote()
    over(standby)
    two = Lease(Database(standby.url(SHARED)), 4, holder="two", newest=newest)
    for _ in range(2):
        assert two.take() is None
        assert (entries(standby), two.moved) == ((1, False) if caught_up else (0, True))
        two.renew()
        two.give_back()


def test_a_file_that_cannot_be_read_any_more_ends_no_turn(
    postgres: Postgres, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "server"
    one = Lease(database, 40, holder="one", newest=Newest(file, notes=True))
    assert one.take() is None
    file.unlink()
    file.mkdir()
    assert one.confirm() is True
    one.give_back()
    with pytest.raises(Temporary, match="cannot be read"):
        one.take()


def test_nor_does_one_where_hotlined_was_stopped_everywhere_before(
    postgres: Postgres, standby: Standby
) -> None:
    one = new(postgres, "one")
    assert one.take() is None
    one.give_back()
    standby.caught_up()
    taken_over(postgres, standby)
    two = new(standby, "two")
    assert two.take() is None
    assert two.moved is False


def test_a_server_that_crashed_or_was_carried_to_another_machine_is_the_same_one(
    postgres: Postgres, database: Database
) -> None:
    """Else each update of it would end in an alarm, and in mails that wait for a person."""
    one = new(postgres, "one")
    assert one.take() is None
    postgres.stop(signal.SIGKILL)
    postgres.start()
    with postgres.carried() as elsewhere:
        for server in (postgres, elsewhere):
            over(server)
            two = new(server, "two")
            assert two.take() is None
            assert two.moved is False


def test_P2_nobody_works_beside_a_first_that_was_ready_on_another_server(
    postgres: Postgres, standby: Standby
) -> None:
    """What waits in an outbox that has gone back in time may have left."""
    one, two = new(postgres, "one", 60), new(standby, "two")
    assert one.take() is None
    one.open_to_others()
    standby.caught_up()
    postgres.stop(signal.SIGKILL)
    standby.promote()
    found = two.take()
    assert found is not None
    assert (found.holder, found.ready) == ("one", False)
    common = Together(Database(standby.url(SHARED)), "two")
    common.begin()
    assert common.crew().first == ""
    common.close()
    place = DatabasePlace(standby.url(SHARED), None, 30.0, together=True)
    beside = database.lease_beside(place)
    with pytest.raises(Temporary, match="nobody lets others"):
        database.take_beside(place, beside)
    beside.give_back()
    over(standby)
    assert two.take() is None
    two.arrived()
    two.open_to_others()
    database.take_beside(place, beside)
    beside.give_back()


@pytest.mark.parametrize("running", [True, False])
def test_a_dump_that_is_read_back_elsewhere_may_lack_something_where_hotlined_was_running(
    postgres: Postgres, database: Database, *, running: bool
) -> None:
    """Also on the same server; a standby that had to confirm says nothing of it."""
    one = new(postgres, "one")
    assert one.take() is None
    if not running:
        one.give_back()
    postgres.execute("UPDATE leases SET lasting = true, until = 'epoch'")
    with postgres.empty() as empty:
        postgres.dumped_into(empty.url.partition("@/")[2].partition("?")[0])
        two = Lease(empty, 4, holder="two")
        assert two.take() is None
        assert two.moved is running
        two.give_back()


@pytest.mark.parametrize("stopped", [True, False])
def test_P1_P2_so_may_another_server_where_not_all_were_stopped_that_worked_beside_the_first(
    postgres: Postgres, database: Database, *, stopped: bool
) -> None:
    one, beside = new(postgres, "one"), Lease(database, 4, holder="two", name=f"{BESIDE}two")
    assert one.take() is None
    assert beside.take() is None
    if stopped:
        beside.give_back()
    one.give_back()
    postgres.execute("UPDATE leases SET server = '1 1/00000001' WHERE name = 'site'")
    two = new(postgres, "three")
    assert two.take() is None
    assert two.moved is not stopped


def test_so_does_one_that_is_read_back_on_another_server(postgres: Postgres, database: Database) -> None:
    one = new(postgres, "one")
    assert one.take() is None
    postgres.execute("UPDATE leases SET server = '1 1/00000001', lasting = true, until = 'epoch'")
    two = new(postgres, "two")
    assert two.take() is None
    assert two.moved is True


def test_P5_a_daemon_whose_server_was_replaced_writes_and_sends_nothing_before_it_has_begun_anew(
    postgres: Postgres, standby: Standby
) -> None:
    both = Database(standby.urls(SHARED))
    one, two = (Lease(both, 40, holder=name) for name in ("one", "two"))
    assert one.take() is None
    with PostgresStore.open(both, salt=salt, fence=one) as store:
        store.commit([step(CASE, 0, seen("a"))])
        standby.caught_up()
        postgres.stop(signal.SIGKILL)
        standby.promote()
        with pytest.raises(Temporary, match="another server"):
            store.commit([step(CASE, 1, seen("b"))])
        assert one.holds() is False
        assert one.confirm() is False
    one.give_back()  # not its own any more
    found = two.take()
    assert found is not None
    assert found.holder == "one"


def test_P2_a_daemon_that_has_met_another_server_begins_anew_though_the_one_before_still_answers(
    postgres: Postgres, standby: Standby
) -> None:
    """Not every session breaks at the same time; else it would go on for ever without writing a word."""
    one, two = new(postgres, "one", 40), new(postgres, "two", 40)
    assert one.take() is None
    standby.caught_up()
    standby.promote()
    with writing(standby, one) as store, pytest.raises(Temporary, match="another server"):
        store.commit([step(CASE, 0, seen("a"))])
    with pytest.raises(Temporary, match="another server"):
        one.renew()
    assert one.confirm() is False
    one.give_back()
    assert two.take() is None


def test_P2_so_does_one_whose_cut_write_is_asked_for_on_another_server(
    postgres: Postgres, standby: Standby
) -> None:
    one = new(postgres, "one", 40)
    assert one.take() is None
    standby.caught_up()
    with PostgresStore.open(Database(standby.urls(SHARED)), salt=salt, fence=one) as store:

        def at_commit(name: str) -> None:
            if name == "pg-written":
                standby.promote()
                with store._base.alone() as connection:
                    connection.close()
                postgres.setting("default_transaction_read_only", "on")

        store._base._point = at_commit
        try:
            with pytest.raises(Temporary, match="another server"):
                store.commit([step(CASE, 0, seen("a"))])
        finally:
            postgres.setting("default_transaction_read_only", None)
        assert one.holds() is False
        with pytest.raises(Temporary, match="another server"):
            one.renew()


def test_P2_a_lease_that_was_forgotten_with_its_server_and_is_anothers_by_the_same_number_is_not_ours(
    postgres: Postgres, database: Database
) -> None:
    """Two standbys that are promoted one after the other, of which the second never followed the first."""
    one = new(postgres, "one")
    assert one.take() is None
    with writing(postgres, one) as store:
        postgres.execute("UPDATE leases SET holder = 'two'")
        with pytest.raises(Temporary, match="taken over"):
            store.commit([step(CASE, 0, seen("a"))])
    assert one.confirm() is False
    one.give_back()
    assert postgres.execute("SELECT holder, until > clock_timestamp() FROM leases") == [("two", True)]


def test_a_daemon_whose_server_was_replaced_does_not_let_the_others_wait_longer(
    postgres: Postgres, standby: Standby
) -> None:
    one = Lease(Database(standby.urls(SHARED)), 40, holder="one")
    assert one.take() is None
    standby.caught_up()
    postgres.stop(signal.SIGKILL)
    standby.promote()
    before = standby.execute("SELECT until FROM leases")
    assert one.confirm() is False
    assert standby.execute("SELECT until FROM leases") == before


def test_P2_a_server_that_was_replaced_and_comes_back_is_no_server_any_more(
    postgres: Postgres, standby: Standby, tmp_path: Path
) -> None:
    file = tmp_path / "server"

    def taken(server: Postgres, *, notes: bool) -> None:
        database = Database(server.url(SHARED))
        lease = Lease(database, 4, holder="one", newest=Newest(file, notes=notes))
        assert lease.take() is None
        lease.give_back()

    taken(postgres, notes=True)
    standby.caught_up()
    taken_over(postgres, standby)
    taken(standby, notes=False)  # a command writes nothing that the daemon could not read
    assert file.read_text().endswith("/00000001\n")
    taken(standby, notes=True)
    postgres.start()
    with pytest.raises(
        Temporary, match=r"an old one \(timeline 1; .* timeline 2\): stop it.* delete .*/server"
    ):
        taken(postgres, notes=False)
    taken(standby, notes=True)
    file.unlink()
    taken(postgres, notes=True)


def test_P2_the_newest_server_is_known_again_whatever_became_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "server"
    newest = Newest(file, notes=True)
    for before in (None, "", "1 5/0000", "\0\0", "é", "another database"):
        if before is not None:
            file.write_text(before)
        newest.refuse_older("1 5/00000002")
        with pytest.raises(Temporary, match="an old one"):
            newest.refuse_older("1 5/00000001")
    newest.refuse_older("2 5/00000001")  # named on purpose
    assert [one.name for one in tmp_path.iterdir()] == ["server"]


def test_P2_a_file_that_does_not_say_what_is_newest_is_no_leave_to_work_on_any(tmp_path: Path) -> None:
    file = tmp_path / "server"
    file.mkdir()
    with pytest.raises(Temporary, match=r"/server cannot be read \(Is a directory\)"):
        Newest(file, notes=True).refuse_older("1 5/00000001")


def test_P2_where_there_is_no_room_to_note_a_server_the_one_before_stays_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "server"
    newest = Newest(file, notes=True)
    newest.refuse_older("1 5/00000002")

    def full(fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        newest.refuse_older("1 5/00000003")
    assert file.read_text() == "1 5/00000002\n"
    newest.refuse_older("1 5/00000003")
    assert file.read_text() == "1 5/00000003\n"


def test_P1_another_server_tells_nothing_of_a_write_whose_answer_was_lost(
    postgres: Postgres, standby: Standby
) -> None:
    """The transactions after it have its number there, and are kept."""
    with PostgresStore.open(Database(standby.urls(SHARED)), salt=salt) as store:
        standby.caught_up()

        def at_commit(name: str) -> None:
            if name == "pg-written":
                taken_over(postgres, standby)
                for _ in range(5):
                    standby.execute("INSERT INTO mails VALUES (gen_random_uuid()::text, '')")

        store._base._point = at_commit
        for call in (lambda: store.commit([step(CASE, 0, seen("a"))]), lambda: store.load(CASE)):
            with pytest.raises(Temporary, match="another server"):
                call()
