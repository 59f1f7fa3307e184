"""Several daemons that write one database at the same time: locks, news, numbers, and who works."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from types import SimpleNamespace

import pytest

from hotlined.adapters.postgres import Database, PostgresStore, schema
from hotlined.adapters.postgres.holders import BESIDE, SITE
from hotlined.adapters.postgres.lease import Lease
from hotlined.adapters.postgres.together import Together
from hotlined.app.ports import Crew, Grip, Temporary
from tests.adapters.test_postgres import salt
from tests.app.common_contract import CommonContract, Near, Two, took
from tests.app.lease_contract import LeaseContract
from tests.app.store_contract import CASE, DESK, OTHER, digest, noted, seen, step
from tests.support.postgres import USER, Postgres


class Place(ExitStack):
    """A daemon's place: a lease, a store that writes under it, and what it has in common with the others."""

    def __init__(self, database: Database, name: str, lease: str | None = None) -> None:
        super().__init__()
        self.lease = Lease(database, 60.0, holder=name, name=lease or f"{BESIDE}{name}")
        assert self.lease.take() is None
        self.passed: list[str] = []
        self.store = self.enter_context(
            PostgresStore.open(database, salt=salt, fence=self.lease, point=self.pass_by, writer=name)
        )
        self.common = Together(database, name)
        self.store.prove(self.common)
        self.callback(self.lease.give_back)
        self.callback(self.common.close)
        self.common.begin()
        self.at: dict[str, threading.Event] = {}
        self.gate = threading.Event()

    def pass_by(self, name: str) -> None:
        """A point of the store: a test may hold it there."""
        if name in getattr(self, "at", {}):
            self.at[name].set()
            assert self.gate.wait(20)

    @property
    def near(self) -> Near:
        """As the contract wants it."""
        return Near(self.store, self.common)


@pytest.fixture
def one(database: Database) -> Iterator[Place]:
    with Place(database, "one") as place:
        yield place


@pytest.fixture
def other(database: Database) -> Iterator[Place]:
    with Place(database, "two") as place:
        yield place


class Leased(ExitStack):
    """Daemons on a real server, as `LeaseContract` wants them."""

    def __init__(self, database: Database, postgres: Postgres) -> None:
        super().__init__()
        self.database, self.postgres = database, postgres

    def first(self, name: str) -> SimpleNamespace:
        """With the site's lease."""
        return self._placed(name, SITE)

    def beside(self, name: str) -> SimpleNamespace:
        """With its own."""
        return self._placed(name, f"{BESIDE}{name}")

    def _placed(self, name: str, of: str) -> SimpleNamespace:
        lease = Lease(self.database, 60.0, holder=name, name=of)
        store = PostgresStore.open(self.database, salt=salt, fence=lease, writer=name)
        common = Together(self.database, name)
        self.enter_context(store)
        self.callback(lease.give_back)
        self.callback(common.close)
        common.begin()
        return SimpleNamespace(lease=lease, store=store, common=common)

    def ended(self, name: str) -> None:
        """As the database sees it."""
        over = "UPDATE leases SET until = clock_timestamp() - interval '1s' WHERE holder = "
        self.postgres.execute(f"{over}'{name}'")


class TestLease(LeaseContract):
    """The contract on a real server."""

    @pytest.fixture
    def site(self, database: Database, postgres: Postgres) -> Iterator[Leased]:
        with Leased(database, postgres) as site:
            yield site


class TestTogether(CommonContract):
    """The contract on a real server."""

    @pytest.fixture
    def two(self, one: Place, other: Place) -> Two:
        return Two(one.near, other.near)


def test_a_write_that_was_under_way_at_the_last_look_is_news_once_it_is_done(
    one: Place, other: Place
) -> None:
    """Its number is lower than that of a write that was seen before it."""
    one.at["pg-written"] = threading.Event()
    writing = threading.Thread(target=one.store.commit, args=([step(CASE, 0, noted("item 1"))],))
    writing.start()
    assert one.at["pg-written"].wait(20)
    with Place(other.lease._session._database, "three") as third:
        third.store.commit([step(DESK, 0, noted("item 2"))])
        assert other.common.news() == (DESK,)
        assert other.common.news() == ()
        one.gate.set()
        writing.join()
        assert other.common.news() == (CASE,)
        assert other.common.news() == ()


def test_locks_end_with_the_connection_and_what_was_lost_is_not_given_back_twice(
    postgres: Postgres, one: Place, other: Place
) -> None:
    mine = took(one.near, [CASE, DESK])
    postgres.execute(f"SELECT pg_terminate_backend({one.common._session.ready().info.backend_pid}, 5000)")
    theirs = took(other.near, [CASE])
    assert theirs.whole
    with pytest.raises(Temporary):
        one.common.enter([DESK], Grip())
    again = took(one.near, [DESK])
    assert again.whole
    one.common.leave([CASE, DESK], mine)  # of the session before
    assert not took(other.near, [DESK]).whole
    # Whoever goes on where it was begins again: what it had is gone.
    assert not one.common.enter([CASE, DESK], mine)[0].whole


def test_P2_what_was_decided_under_locks_that_went_with_their_session_is_not_written(
    postgres: Postgres, one: Place, other: Place
) -> None:
    """They were of a mail, which has no stream yet whose length could tell: another has dealt with it."""
    mine = took(one.near, [CASE, "mail a"])
    assert mine.whole
    postgres.execute(f"SELECT pg_terminate_backend({one.common._session.ready().info.backend_pid}, 5000)")
    theirs = took(other.near, [OTHER, "mail a"])
    assert theirs.whole
    other.store.commit([step(OTHER, 0, seen("a"))])
    with pytest.raises(Temporary, match="locks"):
        one.store.commit([step(CASE, 0, seen("a"))])
    with suppress(Temporary):
        one.common.news()
    assert took(one.near, ["z"]).whole  # in a session anew
    with pytest.raises(Temporary, match="locks"):
        one.store.commit([step(CASE, 0, seen("a"))])
    one.common.leave([CASE, "mail a"], mine)
    other.common.leave([OTHER, "mail a"], theirs)
    assert took(one.near, [CASE, "mail a"]).whole
    one.store.commit([step(CASE, 0, noted("item 1"))])
    assert one.store.find("mail", digest("a")) == (OTHER,)


def test_who_waits_is_told_of_a_write_by_another_and_not_of_its_own(one: Place, other: Place) -> None:
    rang: list[bool] = []
    one.common.wait(0.0)  # listens from now on
    one.store.commit([step(CASE, 0, noted("item 1"))])
    waiting = threading.Thread(target=lambda: rang.append(one.common.wait(60.0) is None))
    waiting.start()
    waiting.join(0.3)
    assert waiting.is_alive()
    other.store.commit([step(DESK, 0, noted("item 2"))])
    waiting.join(20)
    assert rang == [True]


def test_nobody_works_beside_the_first_before_that_has_looked_at_the_record(
    database: Database, other: Place
) -> None:
    with Place(database, "one", SITE) as first:
        assert other.common.crew() == Crew("", frozenset({"two"}))
        first.lease.open_to_others()
        assert other.common.crew() == Crew("one", frozenset({"two"}))
        assert other.common.works("one")
    assert other.common.crew() == Crew("", frozenset({"two"}))
    assert not other.common.works("one")
    heir = Lease(database, 60.0, holder="three")
    assert heir.take() is None
    assert other.common.crew().first == ""  # it has to look for itself
    with pytest.raises(Temporary, match="another"):
        first.lease.open_to_others()
    heir.give_back()


def test_P2_of_a_daemon_whose_lease_is_over_nothing_is_anybodys_before_it_can_write_no_more(
    postgres: Postgres, one: Place, other: Place
) -> None:
    """It stands still in the middle of a write, with its locks."""
    took(one.near, [CASE])
    one.at["pg-written"] = threading.Event()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            one.store.commit([step(CASE, 0, noted("item 1"))])
        except BaseException as error:
            failed.append(error)

    writing = threading.Thread(target=write)
    writing.start()
    assert one.at["pg-written"].wait(20)
    postgres.execute("UPDATE leases SET until = clock_timestamp() - interval '1s' WHERE holder = 'one'")
    assert "one" in other.common.crew().beside  # its write may still land
    assert other.common.works("one")
    assert not took(other.near, [CASE]).whole
    one.gate.set()
    writing.join()
    assert not failed
    assert other.common.crew() == Crew("", frozenset({"two"}))
    assert not other.common.works("one")
    assert other.common.news() == (CASE,)
    until = time.monotonic() + 20
    while not took(other.near, [CASE]).whole:  # the session ends soon, not at once
        assert time.monotonic() < until
    with pytest.raises(Temporary, match="taken over"):
        one.store.commit([step(CASE, 1, noted("item 2"))])


def ends_with_an_heir(database: Database, other: Place) -> None:
    """That the case is to be had once another daemon takes the lease."""
    heir = Lease(database, 60.0, holder="three")
    assert heir.take() is None
    until = time.monotonic() + 20
    while not took(other.near, [CASE]).whole:
        assert time.monotonic() < until
    heir.give_back()


def test_the_locks_of_a_first_that_stands_still_end_when_another_takes_its_place(
    database: Database, postgres: Postgres, other: Place
) -> None:
    with Place(database, "one", SITE) as first:
        took(first.near, [CASE])
        postgres.execute("UPDATE leases SET until = clock_timestamp() - interval '1s' WHERE holder = 'one'")
        assert not took(other.near, [CASE]).whole
        ends_with_an_heir(database, other)


def test_so_do_those_of_one_whose_role_begins_in_another_that_has_the_tables(
    postgres: Postgres,
) -> None:
    """`ALTER ROLE ... SET role`: only who logged in may end a session, and see what it waits for."""
    for statement in ("CREATE ROLE owns", "CREATE ROLE logs_in LOGIN IN ROLE owns"):
        postgres.execute(statement, "postgres")
    try:
        with postgres.empty() as empty:
            name = empty.url.partition("?")[0].rpartition("/")[2]
            for statement in (f"ALTER DATABASE {name} OWNER TO owns", "ALTER ROLE logs_in SET role = owns"):
                postgres.execute(statement, "postgres")
            database = Database(empty.url.replace(f"{USER}@", "logs_in@"))
            schema.upgrade(database)
            assert postgres.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'leases'", name) == [
                ("owns",)
            ]
            with Place(database, "one", SITE) as first, Place(database, "two") as other:
                took(first.near, [CASE])
                postgres.execute("UPDATE leases SET until = 'epoch' WHERE holder = 'one'", name)
                ends_with_an_heir(database, other)
    finally:
        postgres.execute("DROP ROLE logs_in", "postgres")
        postgres.execute("DROP ROLE owns", "postgres")


def test_and_its_tables_are_found_where_they_are_in_a_schema_of_that_roles_name(postgres: Postgres) -> None:
    """`"$user"`, which search_path begins with by default, is whoever the session is."""
    for statement in ("CREATE ROLE owns", "CREATE ROLE logs_in LOGIN IN ROLE owns"):
        postgres.execute(statement, "postgres")
    try:
        with postgres.empty() as empty:
            name = empty.url.partition("?")[0].rpartition("/")[2]
            postgres.execute('CREATE SCHEMA "owns" AUTHORIZATION owns', name)
            postgres.execute("ALTER ROLE logs_in SET role = owns", "postgres")
            database = Database(empty.url.replace(f"{USER}@", "logs_in@"))
            schema.upgrade(database)
            assert postgres.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'leases'", name) == [
                ("owns",)
            ]
            with Place(database, "one", SITE) as first:
                took(first.near, [CASE])
    finally:
        postgres.execute("DROP ROLE logs_in", "postgres")
        postgres.execute("DROP ROLE owns", "postgres")


def test_a_number_that_a_daemon_kept_that_is_gone_goes_to_the_next(
    database: Database, postgres: Postgres, one: Place, other: Place
) -> None:
    assert one.store.free_serial(2026, 0) == 1
    assert other.store.free_serial(2026, 0) == 2
    postgres.execute("UPDATE leases SET until = clock_timestamp() - interval '1s' WHERE holder = 'one'")
    other.common.crew()
    other.store.commit([step("HL-2026-000002-A", 0, noted("item 1"))])
    assert other.store.free_serial(2026, 0) == 1


def test_two_that_want_a_number_at_the_same_moment_get_different_ones(one: Place, other: Place) -> None:
    one.at["pg-written"] = threading.Event()
    numbers: list[int] = []
    threads = [
        threading.Thread(target=lambda place=place: numbers.append(place.store.free_serial(2026, 0)))
        for place in (one, other)
    ]
    threads[0].start()
    assert one.at["pg-written"].wait(20)
    threads[1].start()
    threads[1].join(0.2)
    one.gate.set()
    for thread in threads:
        thread.join(20)
    assert sorted(numbers) == [1, 2]


def test_a_number_that_no_case_gets_is_kept_by_nobody(database: Database, one: Place) -> None:
    """A case would get the next one, which may be another daemon's."""
    with PostgresStore.open(
        database, salt=salt, fence=one.lease, writer="one", passed_over=lambda year, serial: serial < 3
    ) as store:
        assert store.free_serial(2026, 0) == 3
        store.commit([step("HL-2026-000003-8", 0, noted("item 1"))])
        assert store.free_serial(2026, 0) == 4


def test_a_reader_keeps_no_number(database: Database, one: Place) -> None:
    assert one.store.free_serial(2026, 0) == 1
    with PostgresStore.read(database) as reader:
        assert reader.free_serial(2026, 0) == 1
        assert reader.free_serial(2026, 0) == 1


def test_what_a_dump_brings_from_a_server_with_higher_numbers_is_no_news_for_ever(
    database: Database, postgres: Postgres, one: Place
) -> None:
    one.store.commit([step(CASE, 0, noted("item 1"))])
    postgres.execute("UPDATE streams SET changed = '9000000000000'")
    with Place(database, "two") as other:
        other.common.news()
        one.store.commit([step(CASE, 1, noted("item 2"))])
        assert other.common.news() == (CASE,)
        found = postgres.execute("SELECT changed::text::bigint < 9000000000000 FROM streams")
        assert found == [(True,)]


def test_a_purge_is_news_for_the_others(one: Place, other: Place) -> None:
    one.store.commit([replace(step(CASE, 0, noted("item 1")), archive=True)])
    assert other.common.news() == (CASE,)
    one.store.purge(CASE, ())
    assert other.common.news() == (CASE,)


def test_the_locks_of_a_connection_that_only_one_side_has_lost_are_free_once_there_is_another(
    one: Place, other: Place
) -> None:
    """The server may hear of its end hours later."""
    took(one.near, [CASE])
    unheard, one.common._session._connection = one.common._session._connection, None
    assert unheard is not None
    until = time.monotonic() + 20
    while not took(one.near, [CASE]).whole:
        assert time.monotonic() < until
    unheard.close()


def test_what_was_taken_by_a_step_that_failed_later_is_kept_by_nobody(
    database: Database, one: Place, other: Place
) -> None:
    """Nobody knows what it has, so nobody could give it back."""
    one.common._session.ready().execute("SET lock_timeout = '50ms'")
    with database.connect() as busy, busy.transaction():
        busy.execute("LOCK TABLE streams")  # as REINDEX does; the news are asked for after the locks
        with pytest.raises(Temporary):
            one.common.enter([CASE], Grip())
    until = time.monotonic() + 20
    while not took(other.near, [CASE]).whole:
        assert time.monotonic() < until


def test_a_thread_that_comes_after_the_end_takes_nothing(one: Place, other: Place) -> None:
    one.common.close()
    with pytest.raises(Temporary):
        one.common.claim(["a"])
    assert other.common.claim(["a"]) == {"a"}


def test_whoever_does_not_share_the_work_begins_only_when_nobody_beside_can_write_any_more(
    database: Database, one: Place
) -> None:
    """It would never learn of it."""
    one.at["pg-written"] = threading.Event()
    writing = threading.Thread(target=one.store.commit, args=([step(CASE, 0, noted("item 1"))],))
    writing.start()
    assert one.at["pg-written"].wait(20)
    alone = Lease(database, 60.0, holder="alone", alone=True)
    assert alone.take() is not None
    one.gate.set()
    writing.join()
    assert alone.take() is None
    with pytest.raises(Temporary, match="taken over"):
        one.store.commit([step(CASE, 1, noted("item 2"))])
    alone.give_back()


def test_what_is_written_after_a_crash_of_the_server_under_numbers_it_had_given_before_is_news(
    database: Database, postgres: Postgres, one: Place, other: Place
) -> None:
    """A number that wrote nothing is forgotten by a crash, and given again."""
    with postgres.forgetful():
        with database.connect() as connection:
            for _ in range(50):
                with connection.transaction(force_rollback=True):
                    connection.execute("SELECT pg_current_xact_id()")
        one.common.news()
        before = int(one.common._mark)
        time.sleep(0.3)  # as on a machine with much to do
        postgres.stop(signal.SIGKILL)
    postgres.start()
    other.store.commit([step(CASE, 0, noted("item 1"))])
    assert postgres.execute(f"SELECT changed < '{before}' FROM streams") == [(True,)]
    with suppress(Temporary):  # it finds its session gone
        one.common.news()
    assert one.common.news() == (CASE,)


def test_a_first_that_writes_for_long_still_lets_others_work_beside_it(database: Database) -> None:
    """Its row cannot be locked meanwhile, but read."""
    with Place(database, "one", SITE) as first:
        first.lease.open_to_others()
        first.at["pg-written"] = threading.Event()
        writing = threading.Thread(target=first.store.commit, args=([step(CASE, 0, noted("item 1"))],))
        writing.start()
        assert first.at["pg-written"].wait(20)
        found = Lease(database, 60.0, holder="two").take()
        first.gate.set()
        writing.join()
        assert found is not None
        assert (found.holder, found.ready) == ("one", True)
