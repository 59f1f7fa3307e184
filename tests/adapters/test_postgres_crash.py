"""The store on PostgreSQL against kill -9, a server that crashes, and a connection that breaks at any byte.

The ledger of what was acknowledged lies outside of what is killed, and verdicts come from a store that is
opened afterwards.
"""

import os
import random
import secrets
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

import psycopg
import pytest

from hotlined.adapters.postgres import Database, PostgresStore, verify
from hotlined.adapters.postgres.unknown import Trace, Unknown, session_start
from hotlined.app.ports import Commit, Conflict, Record, Temporary
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.destroyed import PurgeBegun
from hotlined.domain.record.events import Event
from tests.app.store_contract import CASE, DESK, OTHER, envelope, noted, queued, row, seen, step
from tests.support.imap_proxy import Fault, How, Proxy
from tests.support.postgres import PASSWORD, Postgres
from tests.support.store_cases import CLOSED, SCENARIOS, assert_carried_out

pytestmark = pytest.mark.faults

KILLED = 137
# A commit has some thousand bytes on the wire: each run cuts at some of them, never the same.
CUTS = os.environ.get("HOTLINED_PG_CUTS", "12")
LONG = 30.0  # seconds of patience where no server is silent: a busy machine is none
CHANCE = random.Random(int(os.environ.get("HOTLINED_SEED", "0")) or secrets.randbits(32))  # noqa: S311


def salt() -> str:
    """A salt as `Chance` would give it."""
    return secrets.token_hex(16)


def made(database: Database) -> None:
    """A little of everything, as `tests.support.store_cases.made` has it."""
    with PostgresStore.open(database, salt=salt) as store:
        store.commit([step(CASE, 0, seen("a")), step(DESK, 0, seen("a"))])
        store.commit([step(OTHER, 0, noted("item 2"))])
        store.commit([step(CLOSED, 0, seen("c"), archive=True)])


def in_child(work: Callable[[], None]) -> int:
    """Run `work` in a forked child; its exit code."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killer(at: int, names: Counter[str]) -> Callable[[str], None]:
    """A `point` that ends the process at its n-th call."""
    left = count()

    def point(name: str) -> None:
        names[name] += 1
        if next(left) == at:
            os._exit(KILLED)

    return point


def is_there(database: Database, commits: list[Commit]) -> bool:
    """Whether all of the commits are there, whole; some of them is a failure."""
    with PostgresStore.read(database) as store:
        assert list(verify(store)) == []
        found: dict[str, Record | None] = {one.stream: store.load(one.stream) for one in commits}
        lengths = {name: len(record.entries) if record else 0 for name, record in found.items()}
        there = {lengths[one.stream] > one.expected for one in commits}
        assert len(there) == 1, "half of a commit is there"
        if there == {False}:
            return False
        assert_carried_out(store, commits)
        return True


# --- kill -9 -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mail to send", "reopen, archive and a new one"])
def test_killed_at_any_step_of_a_commit_the_old_or_the_new_state_is_there(
    postgres: Postgres, name: str
) -> None:
    commits, outcomes = SCENARIOS[name], []
    for at in range(50):
        with postgres.cleared() as database:
            made(database)

            def work(database: Database = database, at: int = at) -> None:
                armed: list[Callable[[str], None]] = []
                store = PostgresStore.open(
                    database, salt=salt, point=lambda name: armed[0](name) if armed else None
                )
                armed.append(killer(at, Counter()))
                store.commit(commits)

            code = in_child(work)
            assert code in (0, KILLED)
            outcomes.append(is_there(database, commits))
            if not outcomes[-1]:
                with PostgresStore.open(database, salt=salt) as store:
                    store.commit(commits)
                assert is_there(database, commits)
        if code == 0:
            break
    assert outcomes == sorted(outcomes)
    assert outcomes[0] is False
    assert outcomes[-2:] == [True, True]  # killed right after COMMIT, and not killed at all


def test_P14_a_purge_that_is_killed_at_any_step_is_whole_or_has_not_happened(postgres: Postgres) -> None:
    sent = replace(row("n"), state=RowState.ACCEPTED)
    for at in (0, 1):
        with postgres.cleared() as database:
            with PostgresStore.open(database, salt=salt) as store:
                begun = PurgeBegun(stage="urls", why="age")
                store.commit(
                    [replace(step(CASE, 0, noted("item 1"), begun), rows=(sent,), envelopes=(envelope("n"),))]
                )

            def work(database: Database = database, at: int = at) -> None:
                armed: list[Callable[[str], None]] = []
                one = PostgresStore.open(
                    database, salt=salt, point=lambda name: armed[0](name) if armed else None
                )
                armed.append(killer(at, Counter()))
                one.purge(CASE, ())

            assert in_child(work) == KILLED
            with PostgresStore.open(database, salt=salt) as store:
                left = len(store.remains(CASE, ()))
                assert left == (2, 0)[at]
                store.purge(CASE, ())
                assert store.remains(CASE, ()) == ()
                assert list(verify(store)) == []


def test_every_step_of_a_commit_has_a_crash_point(database: Database) -> None:
    names: Counter[str] = Counter()
    with PostgresStore.open(database, salt=salt, point=killer(-1, names)) as store:
        store.commit([step(CASE, 0, seen("a")), step(DESK, 0, seen("a"))])
    assert names == {"pg-locked": 1, "pg-stream-written": 2, "pg-written": 1, "pg-committed": 1}


# --- a connection that breaks ----------------------------------------------------------------------


@pytest.fixture
def proxy(postgres: Postgres) -> Iterator[Proxy]:
    """What the daemon's connections go through."""
    with Proxy(postgres.port) as between:
        yield between


def through(postgres: Postgres, proxy: Proxy, patience: float = 0.5) -> Database:
    """The shared database, through the proxy; `patience` in seconds, short where silence is waited for."""
    return Database(postgres.tcp_url(proxy.port), lambda: PASSWORD, patience=patience)


COMMITS = [
    replace(step(CASE, 0, seen("n"), queued("n")), rows=(row("n"),), envelopes=(envelope("n"),)),
    step(DESK, 0, noted("item 1")),
]


@pytest.mark.parametrize("upward", [True, False])
def test_a_connection_that_breaks_at_any_byte_of_a_commit_is_never_taken_for_another_outcome(
    postgres: Postgres, proxy: Proxy, *, upward: bool
) -> None:
    """What commit says is true: returned means there, Temporary means not there; never a third."""
    with (
        postgres.cleared() as database,
        PostgresStore.open(through(postgres, proxy, LONG), salt=salt) as one,
    ):
        one.streams()
        before = proxy.got if upward else proxy.sent
        one.commit(COMMITS)
        total = (proxy.got if upward else proxy.sent) - before
        assert is_there(database, COMMITS)
    kinds: Counter[tuple[How, bool]] = Counter()
    # The last bytes are those of COMMIT and its answer, where it is hard.
    cuts = total - 1 if CUTS == "all" else int(CUTS)
    places = {*CHANCE.sample(range(1, total), cuts), *range(total - 12, total + 1)}
    for number, at in enumerate(sorted(places)):
        how: How = ("cut", "reset")[number % 2]
        with postgres.cleared() as database:
            with PostgresStore.open(through(postgres, proxy, LONG), salt=salt) as store:
                store.streams()
                proxy.once(Fault(how, at, upward))
                try:
                    store.commit(COMMITS)
                    said = True
                except Temporary:
                    said = False
                proxy.heal()
                assert is_there(database, COMMITS) is said, at
                kinds[how, said] += 1
                if not said:
                    store.commit(COMMITS)
            assert is_there(database, COMMITS)
    assert sum(kinds[how, False] for how in ("cut", "reset")) > cuts / 2


def test_while_the_outcome_is_not_known_nobody_reads_or_writes_on_a_guess(
    postgres: Postgres, proxy: Proxy, database: Database
) -> None:
    """COMMIT gets through, its answer does not, and the server is out of reach for a while."""
    with PostgresStore.open(through(postgres, proxy), salt=salt) as store:
        store.streams()

        def at_commit(name: str) -> None:
            if name == "pg-written":
                proxy.refuse()
                proxy.cut_after(0)

        store._base._point = at_commit
        with pytest.raises(Temporary, match="cannot be reached"):
            store.commit(COMMITS)
        for call in (lambda: store.load(CASE), lambda: store.commit(COMMITS), store.open_streams):
            with pytest.raises(Temporary):
                call()
        proxy.heal()
        store._base._point = lambda name: None
        record = store.load(CASE)
        assert (record is not None) is is_there(database, COMMITS)
        if record is None:
            store.commit(COMMITS)
        else:
            with pytest.raises(Conflict):
                store.commit(COMMITS)
    assert is_there(database, COMMITS)


def test_nor_where_the_server_that_answers_cannot_say(database: Database) -> None:
    with PostgresStore.open(database, salt=salt) as store:
        store._base._unknown = Unknown("1", 0, "", "of another")
        for call in (lambda: store.commit(COMMITS), lambda: store.load(CASE), lambda: store.stored(CASE)):
            with pytest.raises(Temporary, match="another server"):
                call()
    assert not is_there(database, COMMITS)


def test_a_daemon_that_is_cut_off_in_the_middle_of_a_write_keeps_no_locks(
    postgres: Postgres, proxy: Proxy, database: Database
) -> None:
    """The server still waits for the old session; the same daemon, back again, ends it and goes on."""
    with PostgresStore.open(through(postgres, proxy), salt=salt) as store:
        store.streams()

        def at_commit(name: str) -> None:
            if name == "pg-written":
                proxy.once(Fault("stall", 1, upward=True))

        store._base._point = at_commit
        with pytest.raises(Temporary):
            store.commit(COMMITS)
        proxy.heal()
        store._base._point = lambda name: None
        store.commit(COMMITS)
    assert is_there(database, COMMITS)


# --- a server that crashes ---------------------------------------------------------------------------


def test_a_server_that_crashes_under_load_loses_nothing_that_was_acknowledged(postgres: Postgres) -> None:
    streams = [f"HL-2026-{number:06d}-A" for number in range(1, 5)]
    with postgres.cleared() as database:
        ledger = dict.fromkeys(streams, 0)
        over = threading.Event()

        def write(name: str) -> None:
            unknown = False  # whether the last commit is kept: the server crashed meanwhile
            with PostgresStore.open(database, salt=salt) as store:
                while unknown or not over.is_set():
                    unknown = False
                    try:
                        store.commit([step(name, ledger[name], seen(f"{name}:{ledger[name]}"))])
                        ledger[name] += 1
                    except Temporary:
                        unknown = True
                        over.wait(0.01)
                    except Conflict:
                        record = store.load(name)
                        assert record is not None
                        ledger[name] = len(record.entries)

        writers = [threading.Thread(target=write, args=(name,)) for name in streams]
        for one in writers:
            one.start()
        for _ in range(3):
            seen_before = sum(ledger.values())
            while sum(ledger.values()) < seen_before + 40:
                over.wait(0.005)
            postgres.stop(signal.SIGQUIT)
            postgres.start()
        over.set()
        for one in writers:
            one.join()
        with PostgresStore.read(database) as store:
            for name in streams:
                record = store.load(name)
                assert record is not None
                entries = record.entries
                assert len(entries) == ledger[name]
                assert [one.event for one in entries] == [seen(f"{name}:{n}") for n in range(len(entries))]
            assert list(verify(store)) == []


@pytest.mark.parametrize("events", [(seen("b"),), ()])
def test_P1_a_write_that_a_crash_has_forgotten_is_not_kept_because_another_has_its_number_now(
    postgres: Postgres, database: Database, events: tuple[Event, ...]
) -> None:
    """Nothing of it had got to the disk, and so the server gives its number again."""
    with PostgresStore.open(database, salt=salt) as store, postgres.forgetful():
        store.commit([step(CASE, 0, seen("a")), step(DESK, 0, seen("a"))])

        def at_commit(name: str) -> None:
            if name == "pg-written":
                postgres.stop(signal.SIGQUIT)
                postgres.start()
                for number in range(5):
                    postgres.execute(f"INSERT INTO mails VALUES ('{number}', '')")

        store._base._point = at_commit
        write = replace(step(CASE, 1, *events), rows=(row("n"),), envelopes=(envelope("n"),))
        with pytest.raises(Temporary):
            store.commit([write])
        store._base._point = lambda name: None
        record = store.load(CASE)
        assert record is not None
        assert (len(record.entries), record.rows) == (1, ())
        store.commit([write])
        assert is_there(database, [write]) or not events


def test_a_session_that_the_server_still_waits_for_is_ended_so_that_the_outcome_can_be_told(
    database: Database,
) -> None:
    with database.connect() as cut_off, database.connect() as again:
        cut_off.execute("BEGIN")
        cut_off.execute("INSERT INTO files VALUES ('x', 'x')")
        unknown = Unknown.of(cut_off.cursor(), session_start(cut_off))
        assert unknown.settled(again) is False
        with pytest.raises(psycopg.OperationalError):
            cut_off.execute("COMMIT")
        with again.transaction(), again.cursor() as cursor:
            cursor.execute("INSERT INTO streams VALUES ('x', 0, 0, 1, 0, '', false, true, 'epoch')")
            kept = Unknown.of(cursor, session_start(again), [Trace("x", 1)])
        assert kept.settled(again) is True
        assert replace(kept, traces=(Trace("x", 1), Trace("y", 1))).settled(again) is False
        assert replace(kept, traces=()).settled(again) is False  # nobody can say whose number that is
        with again.transaction(), again.cursor() as cursor:
            other = Unknown.of(cursor, session_start(again), [Trace("x", 1)])
        assert other.settled(again) is False  # the write of that number in the stream is another's
        later = replace(kept, transaction=str(int(kept.transaction) + 1_000_000))
        assert later.settled(again) is False  # of a server that never had it
