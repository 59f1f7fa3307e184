"""The store on PostgreSQL: the contract, what it says when something is wrong, and what verify finds."""

import errno
import hashlib
import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import alembic.config
import alembic.script
import psycopg
import pytest
from psycopg import Cursor
from psycopg.errors import DataError

from hotlined.adapters.postgres import Database, PostgresStore, cutting, history, schema, verify
from hotlined.adapters.postgres import stream as streams
from hotlined.adapters.postgres.database import refused
from hotlined.adapters.postgres.lease import Lease
from hotlined.adapters.postgres.servers import TELLS, cautions
from hotlined.app.ports import Conflict, Permanent, RestLine, Store, Stored, Temporary, Whole
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.chain import Link
from hotlined.domain.record.destroyed import PurgeBegun
from tests.app.resting_contract import LastingContract
from tests.app.store_contract import (
    CASE,
    DESK,
    MAILS,
    OTHER,
    StoreContract,
    correcting,
    digest,
    envelope,
    kept,
    noted,
    queued,
    refusal,
    row,
    sealed,
    seen,
    step,
)
from tests.support.imap_proxy import Proxy
from tests.support.postgres import PASSWORD, SHARED, USER, Postgres
from tests.support.servers import free_ports


def salt() -> str:
    """A salt as `Chance` would give it."""
    return secrets.token_hex(16)


def opened(database: Database) -> PostgresStore:
    """A store that may write."""
    return PostgresStore.open(database, salt=salt)


def findings(database: Database) -> list[str]:
    """What `hotlined verify` would say."""
    with PostgresStore.read(database) as reader:
        return [f"{one.stream} {one.seq}: {one.what}" for one in verify(reader)]


class TestPostgresStore(StoreContract):
    """The database keeps the contract, for this process, after a restart, and for a reader beside."""

    @pytest.fixture
    def store(self, database: Database) -> Iterator[Store]:
        """The store under test; its chains hold in the end."""
        self.opened = [opened(database)]
        yield self.opened[0]
        self.opened[-1].close()
        assert [one for one in findings(database) if "gone" not in one] == []

    @pytest.fixture(params=["restart", "reader"])
    def again(self, database: Database, request: pytest.FixtureRequest) -> Callable[[Store], Store]:
        """The store as another process finds it."""

        def another(_store: Store) -> Store:
            if request.param == "reader":
                return PostgresStore.read(database)
            self.opened[-1].close()
            self.opened.append(opened(database))
            return self.opened[-1]

        return another


class TestPostgresResting(LastingContract):
    """What is kept of cases at rest."""

    @pytest.fixture
    def opens(self, database: Database) -> Callable[[], PostgresStore]:
        return lambda: opened(database)


def test_P14_what_is_left_of_a_case_at_rest_is_said(store: PostgresStore, database: Database) -> None:
    store.commit([step(CASE, 0, seen("a"))])
    store.rest({CASE: RestLine(1, "one")}, "now")
    assert store.remains(CASE, ()) == ("a line in rests",)
    store.purge(CASE, ())
    assert store.remains(CASE, ()) == ()


def test_without_a_server_nothing_is_at_rest_and_nothing_is_raised(store: PostgresStore) -> None:
    store.commit([step(CASE, 0, seen("a"))])
    store.close()
    store.rest({CASE: RestLine(1, "one")}, "now")
    with opened(store._base._session._database) as other:
        assert other.at_rest([CASE], "now") == {}


@pytest.fixture
def store(database: Database) -> Iterator[PostgresStore]:
    """An open store."""
    with opened(database) as one:
        yield one


def fill(store: PostgresStore) -> None:
    """Two open cases, an archived one, a desk day, an attachment; a mail waits."""
    mails = (envelope("q"),)
    store.commit([replace(step(CASE, 0, noted("item 1"), queued("q")), rows=(row("q"),), envelopes=mails)])
    store.commit([step(CASE, 2, seen("a")), step(DESK, 0, seen("a"))])
    store.commit([replace(step(OTHER, 0, noted("item 2"), kept("x")), files={sealed("x"): b"x"})])
    store.commit([step("HL-2025-000003-C", 0, seen("c"), archive=True)])


# --- reading and writing ---------------------------------------------------------------------------


def test_a_store_that_reads_refuses_to_write(database: Database) -> None:
    with (
        PostgresStore.read(database) as reader,
        pytest.raises(Permanent, match="not open for writing"),
    ):
        reader.commit([step(CASE, 0, seen("a"))])


def test_a_write_that_was_stopped_right_behind_its_begin_leaves_nothing_open(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.commit([step(CASE, 0, seen("a"))])
    given = iter((os.dup,))

    def dup(fd: int) -> int:
        one = next(given, None)
        if one is None:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return one(fd)

    with monkeypatch.context() as full:
        full.setattr(cutting, "os", SimpleNamespace(dup=dup))
        with pytest.raises(OSError, match="Too many open files"):
            store.commit([step(CASE, 1, seen("b"))])

    assert store.stored(CASE) is not None
    store.commit([step(CASE, 1, seen("b"))])


def test_a_server_that_falls_silent_keeps_nobody_for_ever(postgres: Postgres, database: Database) -> None:
    with Proxy(postgres.port) as proxy:
        patient = Database(postgres.tcp_url(proxy.port), lambda: PASSWORD, patience=0.2)
        with opened(patient) as store:
            store.commit([step(CASE, 0, seen("a"))])
            proxy.blackhole()
            with pytest.raises(Temporary, match="cannot be reached"):
                store.commit([step(CASE, 1, seen("b"))])
            proxy.heal()
            store.commit([step(CASE, 1, seen("b"))])


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("53100", Temporary),
        ("57014", Temporary),
        ("40001", Temporary),
        ("58030", Temporary),
        ("42501", Temporary),
        ("XX000", Temporary),
        ("22023", DataError),
    ],
)
@pytest.mark.parametrize("when", ["", "CONSTRAINT"])
def test_what_the_server_refuses_in_a_write_or_at_its_commit_leaves_the_old_state_and_works_again_later(
    postgres: Postgres, store: PostgresStore, code: str, kind: type[Exception], when: str
) -> None:
    """A full disk (53100) and the like; a constraint that is deferred speaks only at COMMIT.

    Where the tables let us write before, also what only a person can mend is waited for; our own bug is none.
    """
    store.commit([step(CASE, 0, seen("a"))])
    postgres.execute(
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{code}'; END $$"
    )
    deferred = "DEFERRABLE INITIALLY DEFERRED" if when else ""
    postgres.execute(
        f"CREATE {when} TRIGGER refuse AFTER INSERT ON entries {deferred}"
        " FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    both = [step(CASE, 1, seen("b")), step(OTHER, 0, seen("b"))]
    try:
        with pytest.raises(kind):
            store.commit(both)
        assert store.streams() == (CASE,)
    finally:
        postgres.execute("DROP TRIGGER refuse ON entries")
    store.commit(both)
    assert store.find("mail", digest("b")) == (CASE, OTHER)


def test_a_password_that_is_wrong_all_at_once_cancels_no_mail(postgres: Postgres, database: Database) -> None:
    """A mail whose bytes are gone is given up (Permanent); one that cannot be asked for now is not."""
    words = [PASSWORD]
    with opened(Database(postgres.tcp_url(), lambda: words[0])) as store:
        store.commit([replace(step(CASE, 0, queued("q")), rows=(row("q"),), envelopes=(envelope("q"),))])
        words[0] = "another one"
        postgres.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
        for _ in range(2):
            with pytest.raises(Temporary, match="does not let us in"):
                store.envelope(envelope("q").digest)
        words[0] = PASSWORD
        assert store.envelope(envelope("q").digest) == envelope("q").data


def test_a_server_that_only_reads_refuses_for_now(postgres: Postgres, store: PostgresStore) -> None:
    """A standby, before it was promoted."""
    everyone = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'hotlined'"
    postgres.execute("ALTER DATABASE hotlined SET default_transaction_read_only = on", "postgres")
    try:
        postgres.execute(everyone, "postgres")
        with pytest.raises(Temporary, match=r"takes no writes.*target_session_attrs"):
            store.commit([step(CASE, 0, seen("a"))])
    finally:
        postgres.execute("ALTER DATABASE hotlined RESET default_transaction_read_only", "postgres")
        postgres.execute(everyone, "postgres")
    store.commit([step(CASE, 0, seen("a"))])


def test_limits_that_an_administrator_gives_to_the_role_are_not_ours(
    postgres: Postgres, database: Database
) -> None:
    limits = (
        "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "idle_session_timeout",
        "transaction_timeout",
    )  # fmt: skip
    there = [one for one in limits if postgres.execute(f"SELECT current_setting('{one}', true)") != [(None,)]]
    for one in there:
        postgres.execute(f"ALTER ROLE hotlined SET {one} = '20ms'", "postgres")
    try:
        with database.connect() as connection:
            for one in there:
                assert connection.execute(f"SHOW {one}".encode()).fetchone() != ("20ms",)
    finally:
        for one in there:
            postgres.execute(f"SET {one} = 0; ALTER ROLE hotlined RESET {one}", "postgres")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("default_transaction_isolation", "serializable"),
        ("DateStyle", "German"),
        ("client_encoding", "SQL_ASCII"),
        ("default_transaction_deferrable", "on"),
        ("extra_float_digits", "-15"),
        ("standard_conforming_strings", "off"),
    ],
)
def test_how_an_administrator_likes_to_see_things_in_psql_changes_nothing(
    postgres: Postgres, database: Database, setting: str, value: str
) -> None:
    with postgres.for_the_role(setting, value), opened(database) as store, opened(database) as other:
        store.commit([step(CASE, 0, seen("a"))])
        assert list(verify(store)) == []
        assert other.newest() is not None
        with ThreadPoolExecutor(2) as pool:
            done = [
                pool.submit(one.commit, [step(f"desk-2026-01-{day:02}", 0, seen(f"{name}{day}"))])
                for day in range(1, 20)
                for name, one in (("a", store), ("b", other))
            ]
        errors = [one.exception() for one in done if one.exception() is not None]
        assert {type(error) for error in errors} <= {Conflict}, errors
        lease = Lease(database, 60.0, holder="one")
        assert lease.take() is None
        assert lease.confirm()
        lease.give_back()


def test_P16_the_servers_log_has_no_words_of_a_mail_where_that_is_ours_to_say_and_check_tells_where_not(
    postgres: Postgres, database: Database
) -> None:
    """What is slow is written there with its values, and what has failed, as many a server is set."""
    words = "words of one mail alone"
    plain = Database(postgres.url(SHARED).replace(f"{USER}@", "plain@"))
    postgres.execute("CREATE ROLE plain LOGIN")
    postgres.setting("log_min_duration_statement", "0")
    try:
        with (
            postgres.for_the_role("log_parameter_max_length_on_error", "-1"),
            opened(database) as store,
            database.connect() as connection,
        ):
            store.commit([step(CASE, 0, noted(words))])
            with pytest.raises(psycopg.Error):
                connection.execute("SELECT pg_notify(%s, '')", [words * 10])
            assert list(cautions(connection)) == []
        log = (postgres.base / "log").read_text()
        assert "INSERT INTO entries" in log
        assert "channel name too long" in log
        assert words not in log
        with plain.connect() as connection:
            assert list(cautions(connection)) == [(False, TELLS)]
        postgres.execute("ALTER ROLE plain SET log_parameter_max_length = 0")
        with plain.connect() as connection:
            assert list(cautions(connection)) == []
    finally:
        postgres.setting("log_min_duration_statement", None)
        postgres.execute("DROP ROLE plain")


def test_a_database_whose_cluster_was_made_without_a_language_is_as_good_as_any(postgres: Postgres) -> None:
    """Its encoding is SQL_ASCII, as on a server that was installed with LANG=C."""
    postgres.execute("CREATE DATABASE plain ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0", "postgres")
    try:
        plain = Database(postgres.url("plain"))
        assert schema.upgrade(plain) == (None, schema.REVISION)
        assert schema.upgrade(plain) == (schema.REVISION, schema.REVISION)
        with opened(plain) as store:
            store.commit([step(CASE, 0, noted("ä\u2028\0"))])
            assert store.streams() == (CASE,)
            lease = Lease(plain, 60.0, holder="one")
            assert lease.take() is None
            assert lease.confirm()
            lease.give_back()
    finally:
        postgres.execute("DROP DATABASE plain WITH (FORCE)", "postgres")


def test_a_record_is_taken_over_though_its_disk_is_slow(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends a silent transaction soon, as a daemon's; one case with much attached takes longer."""
    monkeypatch.setattr("hotlined.adapters.postgres.database.IDLE_SECONDS", 1)
    whole = Whole(Stored(CASE, 1, False, (), {}, ()), {}, {})

    def slow() -> Iterator[Whole]:
        time.sleep(1.5)
        yield whole

    with opened(replace(database, patience=4 * 3600.0)) as store:
        assert store.take_over(slow()) == 1
        assert store.streams() == (CASE,)


def test_the_sessions_of_a_machine_that_is_gone_end_within_a_minute(postgres: Postgres) -> None:
    """By its own settings the server keeps them for two hours, up to its max_connections."""
    with Database(postgres.tcp_url(), lambda: PASSWORD).connect() as connection:
        names = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count")
        found = connection.execute(
            "SELECT setting::integer FROM pg_settings WHERE name = ANY (%s) ORDER BY name", [[*names]]
        ).fetchall()
    ((count,), (idle,), (interval,)) = found
    assert 0 < idle + count * interval <= 60


def test_a_statement_has_as_long_as_its_transaction(database: Database) -> None:
    """Else `hotlined store upgrade` could not make the indexes of a large record anew."""
    for patience, told in ((5, "30s"), (7200, "2h")):
        with replace(database, patience=patience).connect() as connection:
            assert connection.execute("SHOW statement_timeout").fetchone() == (told,)


def test_a_pooler_in_between_is_named(
    postgres: Postgres, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that refuses the settings of a session says so; one that drops them is noticed."""
    original = psycopg.connect

    def dropping(*given: Any, options: str, **more: Any) -> "psycopg.Connection[tuple[Any, ...]]":
        return original(*given, **more)

    monkeypatch.setattr(psycopg, "connect", dropping)
    with pytest.raises(Permanent, match="no pooler"):
        opened(database)
    said = 'connection to server at "127.0.0.1", failed: FATAL:  unsupported startup parameter: options'
    assert "no pooler" in str(refused(psycopg.OperationalError(said)))


def test_a_server_that_is_too_old_is_named(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of version 13 would fail at a setting that it does not know."""
    monkeypatch.setattr("hotlined.adapters.postgres.database.OLDEST", 99)
    with pytest.raises(Permanent, match=r"is PostgreSQL [0-9]{2}: hotlined needs 99 or newer"):
        opened(database)


def test_P5_a_case_whose_last_entries_are_gone_does_not_read(
    postgres: Postgres, store: PostgresStore
) -> None:
    """One of them may be a hold."""
    store.commit([step(CASE, 0, seen("a"), seen("b"))])
    postgres.execute(f"DELETE FROM entries WHERE stream = '{CASE}' AND seq = 1")
    with pytest.raises(Permanent, match="holds 1 entries of 2"):
        store.load(CASE)


def test_keys_of_any_length_and_with_any_character_are_found(store: PostgresStore) -> None:
    names = ["<" + "x" * 20_000 + "@example.org>", "<nul\0@example.org>", "<ä\u2028@example.org>"]
    store.commit([step(CASE, 0, *(replace(seen(f"{n}"), message_id=one) for n, one in enumerate(names)))])
    assert [store.find("seen-id", one) for one in names] == [(CASE,)] * 3


def test_a_name_that_no_stream_can_have_is_none(store: PostgresStore) -> None:
    assert [store.load(name) for name in ("", "\0", "../x", "HL-2026")] == [None] * 4


def test_of_many_writers_of_one_stream_one_at_a_time_gets_through(database: Database) -> None:
    writers = [opened(database) for _ in range(4)]

    def write(number: int) -> int:
        conflicts = 0
        while True:
            record = writers[number].load(CASE)
            expected = len(record.entries) if record else 0
            if expected >= 40:
                return conflicts
            try:
                writers[number].commit([step(CASE, expected, seen(f"{number}-{expected}"))])
            except Conflict:
                conflicts += 1

    with ThreadPoolExecutor(4) as pool:
        conflicts = sum(pool.map(write, range(4)))
    record = writers[0].load(CASE)
    for one in writers:
        one.close()
    assert record is not None
    assert [entry.seq for entry in record.entries] == list(range(len(record.entries)))
    assert 40 <= len(record.entries) <= 43
    assert conflicts > 0
    assert findings(database) == []


def test_writers_of_the_same_two_streams_in_either_order_do_not_wait_in_a_ring(database: Database) -> None:
    pairs = [(CASE, OTHER), (OTHER, CASE)]
    writers = [opened(database) for _ in pairs]

    def write(number: int) -> int:
        done = 0
        while done < 20:
            lengths = {name: writers[number].load(name) for name in pairs[number]}
            steps = [
                step(name, len(found.entries) if found else 0, seen(f"{number}-{done}"))
                for name, found in lengths.items()
            ]
            try:
                writers[number].commit(steps)
                done += 1
            except Conflict:
                continue
        return done

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(write, range(2))) == [20, 20]
    for one in writers:
        one.close()
    assert findings(database) == []


def test_a_commit_is_on_the_disk_when_it_returns_whatever_the_server_does_by_default(
    postgres: Postgres, database: Database
) -> None:
    for default, mine in (("off", "on"), ("local", "on"), ("remote_apply", "remote_apply")):
        postgres.execute(f"ALTER DATABASE hotlined SET synchronous_commit = {default}")
        with database.connect() as connection:
            assert connection.execute("SHOW synchronous_commit").fetchone() == (mine,)
    postgres.execute("ALTER DATABASE hotlined RESET synchronous_commit")


def test_P14_after_a_purge_no_table_of_the_server_holds_the_words_any_more(
    postgres: Postgres, store: PostgresStore
) -> None:
    words = "purged words 7c1f"
    sent = replace(row("p"), state=RowState.ACCEPTED)
    store.commit([replace(step(CASE, 0, noted(words)), rows=(sent,), envelopes=(MAILS[0],))])
    postgres.execute("CHECKPOINT")
    assert _tables_with(postgres, words)
    store.commit([step(CASE, 1, PurgeBegun(stage="urls", why="age"))])
    store.purge(CASE, ())
    postgres.execute("CHECKPOINT")
    assert _tables_with(postgres, words) == []


def test_P14_nor_does_what_the_planner_keeps_of_the_values_in_a_table(
    postgres: Postgres, store: PostgresStore
) -> None:
    """The server's autovacuum notes it, of rows that a purge takes away later."""
    words = "purged words 5c9e"
    mail = replace(envelope("p"), data=words.encode(), digest=hashlib.sha256(words.encode()).hexdigest())
    sent = replace(row("p"), state=RowState.ACCEPTED, digest=mail.digest)
    store.commit([replace(step(CASE, 0, noted(words)), rows=(sent,), envelopes=(mail, MAILS[1]))])
    store.commit([step(OTHER, 0, noted("another"))])
    store.rest({CASE: RestLine(1, words), OTHER: RestLine(1, "another")}, "now")
    tables = postgres.execute("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
    postgres.execute("; ".join(f"ANALYZE {name}" for (name,) in tables))
    store.commit([step(CASE, 1, PurgeBegun(stage="urls", why="age"))])
    store.purge(CASE, ())
    postgres.execute("CHECKPOINT")
    assert _tables_with(postgres, words) == []


def test_P14_a_table_that_cannot_be_vacuumed_is_told_and_tried_again_and_no_write_waits_for_it(
    postgres: Postgres, store: PostgresStore, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    store._vacuum.moment, store._vacuum.again = 0.2, 0.1
    words = "purged words 8d2a"
    store.commit([step(CASE, 0, noted(words)), step(OTHER, 0, noted("another"))])
    store._vacuum.lock = 1
    with psycopg.connect(database.url) as other:
        other.execute("LOCK TABLE content IN SHARE UPDATE EXCLUSIVE MODE")
        began = time.monotonic()
        store.commit([step(CASE, 1, PurgeBegun(stage="urls", why="age"))])
        store.purge(CASE, ())
        store.commit([step(OTHER, 1, noted("a hold, for instance"))])
        assert time.monotonic() - began < 5
        _until(lambda: "unvacuumed" in caplog.text)
        assert "content" in caplog.text
        assert words not in caplog.text
        other.rollback()

    def gone() -> bool:
        postgres.execute("CHECKPOINT")
        return _tables_with(postgres, words) == []

    _until(gone)


def _until(there: Callable[[], bool]) -> None:
    for _ in range(300):
        if there():
            return
        time.sleep(0.1)
    pytest.fail("it did not come")


def _tables_with(postgres: Postgres, words: str) -> list[str]:
    files = (postgres.base / "data" / "base").rglob("*")
    return [path.name for path in files if path.is_file() and words.encode() in path.read_bytes()]


# --- what is wrong, in words -----------------------------------------------------------------------


def test_a_server_that_is_not_there_is_temporary(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    for url in (f"postgresql://hotlined@127.0.0.1:{port}/x", f"postgresql://hotlined@/x?host={tmp_path}"):
        with pytest.raises(Temporary, match="cannot be reached"):
            opened(Database(url))


def test_a_wrong_password_is_for_a_person_and_is_not_said(postgres: Postgres) -> None:
    for wrong in (lambda: "another one", None):
        with pytest.raises(Permanent, match="does not let us in") as raised:
            opened(Database(postgres.tcp_url(), wrong))
        assert "another one" not in f"{raised.value!r} {raised.value.__context__!r}"
    with opened(Database(postgres.tcp_url(), lambda: PASSWORD)) as store:
        assert store.streams() == ()


def test_a_database_that_is_not_there_is_for_a_person(postgres: Postgres) -> None:
    with pytest.raises(Permanent, match='database "nothing" does not exist'):
        opened(Database(postgres.url("nothing")))


def test_a_database_without_our_tables_says_what_to_run(postgres: Postgres) -> None:
    with postgres.empty() as database:
        with pytest.raises(Permanent, match="no tables of hotlined yet: run `hotlined store upgrade`"):
            opened(database)
        assert schema.upgrade(database) == (None, schema.REVISION)
        assert schema.upgrade(database) == (schema.REVISION, schema.REVISION)
        opened(database).close()


@pytest.mark.parametrize("setting", ["search_path = ''", "search_path = nowhere", "role = plain"])
def test_where_no_tables_can_be_made_it_is_said_what_is_missing(postgres: Postgres, setting: str) -> None:
    """And not that the tables are missing, which is why they were to be made."""
    with postgres.empty() as database:
        name = database.url.partition("?")[0].rpartition("/")[2]
        postgres.execute("CREATE ROLE plain", "postgres")
        postgres.execute(f"ALTER DATABASE {name} SET {setting}", "postgres")
        try:
            with pytest.raises(Permanent, match="may make no tables: let the database belong to it"):
                schema.upgrade(database)
        finally:
            postgres.execute("DROP ROLE plain", "postgres")


def test_so_it_is_where_only_those_there_were_could_be(postgres: Postgres) -> None:
    """The tables do belong to it; what a database is told to allow for a time is often taken back."""
    postgres.execute("CREATE ROLE plain LOGIN", "postgres")
    try:
        with postgres.empty() as empty:
            name = empty.url.partition("?")[0].rpartition("/")[2]
            database = Database(empty.url.replace(f"{USER}@", "plain@"))
            postgres.execute("GRANT CREATE ON SCHEMA public TO plain", name)
            stepped(database, "0004")
            postgres.execute("REVOKE CREATE ON SCHEMA public FROM plain", name)
            with pytest.raises(Permanent, match="may make no tables: let the database belong to it"):
                schema.upgrade(database)
    finally:
        postgres.execute("DROP ROLE plain", "postgres")


def test_upgrades_at_the_same_time_are_one(postgres: Postgres) -> None:
    with postgres.empty() as database, ThreadPoolExecutor(3) as pool:
        assert len(list(pool.map(schema.upgrade, [database] * 3))) == 3
        opened(database).close()


@pytest.mark.parametrize(
    ("revision", "sentence"),
    [("0000", "older than this hotlined .*store upgrade"), ("9999", "upgraded by a newer hotlined")],
)
def test_tables_of_another_version_are_refused_and_left_alone(
    postgres: Postgres, database: Database, revision: str, sentence: str
) -> None:
    postgres.execute(f"UPDATE alembic_version SET version_num = '{revision}'")
    try:
        for kind in (opened, lambda database: PostgresStore.read(database)):
            with pytest.raises(Permanent, match=sentence):
                kind(database)
        if revision == "9999":
            with pytest.raises(Permanent, match=sentence):
                schema.upgrade(database)
    finally:
        postgres.execute(f"UPDATE alembic_version SET version_num = '{schema.REVISION}'")


def test_P1_tables_at_which_somebody_works_are_not_upgraded(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A daemon would take what it finds then for a fault of the mail that it deals with."""
    monkeypatch.setattr("hotlined.adapters.postgres.database.LOCK_SECONDS", 1)
    with postgres.empty() as database:
        stepped(database, "0003")
        with psycopg.connect(database.url) as dump:
            dump.execute(
                "INSERT INTO leases (name, epoch, holder, until)"
                " VALUES ('site', 1, 'machine pid 1', now() + interval '20s')"
            )
            dump.commit()
            with pytest.raises(
                Permanent, match=r"machine pid 1 works on .*: stop every hotlined .* [0-9]+ seconds"
            ):
                schema.upgrade(database)
            dump.execute("UPDATE leases SET until = 'epoch'")
            dump.commit()
            dump.execute("SELECT FROM streams")
            with pytest.raises(Temporary, match="somebody is at work on the tables"):
                schema.upgrade(database)
        assert schema.upgrade(database) == ("0003", schema.REVISION)


def stepped(database: Database, step: str) -> None:
    """The tables of an older version."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(schema, "REVISION", step)
        schema.upgrade(database)


def test_P14_what_the_planner_kept_before_goes_with_the_upgrade(postgres: Postgres) -> None:
    with postgres.empty() as database:
        stepped(database, "0005")
        with database.connect() as connection:
            connection.execute(
                "INSERT INTO streams (name, rev, entries, head, archived, is_open, touched)"
                " SELECT n::text, 1, 1, '', false, true, now() FROM generate_series(1, 3) AS n"
            )
            connection.execute("INSERT INTO rests SELECT name, 1, 'now', 'item ' || name FROM streams")
            assert _lines_kept(connection) == (1,)
        schema.upgrade(database)
        with database.connect() as connection:
            assert _lines_kept(connection) == (0,)


def _lines_kept(connection: "psycopg.Connection[tuple[Any, ...]]") -> tuple[Any, ...] | None:
    connection.execute("ANALYZE rests")
    kept = "SELECT count(*) FROM pg_stats WHERE tablename = 'rests' AND attname = 'line'"
    return connection.execute(kept).fetchone()


def test_the_newest_step_is_the_one_this_version_asks_for() -> None:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    assert alembic.script.ScriptDirectory.from_config(config).get_heads() == [schema.REVISION]


def test_no_index_is_in_the_order_of_a_language_which_an_update_of_the_system_may_change(
    postgres: Postgres, database: Database
) -> None:
    indexes = postgres.execute(
        "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indrelid"
        " WHERE relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"
        " AND EXISTS (SELECT FROM unnest(indcollation) AS one WHERE one NOT IN (0, '\"C\"'::regcollation))"
    )
    assert indexes == []


def test_a_server_that_does_not_sync_is_refused(postgres: Postgres, database: Database) -> None:
    lease, late = Lease(database, 40, holder="one"), Lease(database, 40, holder="two")
    assert lease.take() is None
    postgres.setting("fsync", "off")
    try:
        with pytest.raises(Permanent, match="fsync = off"):
            opened(database)
        with pytest.raises(Permanent, match="fsync = off"):
            late.take()
        with pytest.raises(Temporary, match="fsync = off"):  # set while it worked
            lease.renew()
        assert lease.holds() is False
    finally:
        postgres.setting("fsync", None)
    lease.give_back()


def test_a_server_that_was_restarted_is_used_again_without_a_word(
    postgres: Postgres, store: PostgresStore
) -> None:
    store.commit([step(CASE, 0, seen("a"))])
    postgres.stop()
    for call in (lambda: store.load(CASE), lambda: store.commit([step(CASE, 1, seen("b"))])):
        with pytest.raises(Temporary, match="cannot be reached"):
            call()
    postgres.start()
    store.commit([step(CASE, 1, seen("b"))])
    record = store.load(CASE)
    assert record is not None
    assert len(record.entries) == 2


# --- verify ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (f"UPDATE entries SET at = '2026-03-01T12:00:01+00:00' WHERE stream = '{CASE}' AND seq = 1",
         f"{CASE} 1: was changed after it was written"),
        (f"DELETE FROM entries WHERE stream = '{CASE}' AND seq = 1", f"{CASE} 2: stands at place 1"),
        (f"DELETE FROM entries WHERE stream = '{CASE}' AND seq = 2",
         f"{CASE} None: holds 2 entries of 3 that were written: its end is lost"),
        (f"UPDATE streams SET entries = 2 WHERE name = '{CASE}'", f"{CASE} None: holds 3 entries, 2 were"),
        (f"""UPDATE content SET pieces = '{{"text": {{"salt": "s", "value": "item 2"}}}}'
             WHERE stream = '{CASE}'""", f"{CASE} 0: has content 'text' that was changed"),
        (f"DELETE FROM content WHERE stream = '{CASE}'", f"{CASE} 0: has lost its content 'text', and no"),
        (f"UPDATE entries SET at = 'x' WHERE stream = '{CASE}' AND seq = 1", f"{CASE} 1: was changed after"),
        (f"DELETE FROM keys WHERE stream = '{CASE}'", f"{CASE} None: is not under all its keys"),
        (f"UPDATE outbox SET waits = false WHERE stream = '{CASE}'", f"{CASE} None: is not worked on as"),
        (f"UPDATE streams SET is_open = false WHERE name = '{CASE}'", f"{CASE} None: is not worked on as"),
        ("UPDATE mails SET data = 'x'", f"{CASE} None: a annex-i (queued): the mail"),
        ("DELETE FROM mails", f"{CASE} None: a annex-i (queued): the mail"),
        ("DELETE FROM files", f"{OTHER} None: attachment-1.png: the attachment"),
        (f"UPDATE outbox SET data = '{{}}' WHERE stream = '{CASE}'", f"{CASE} None: {CASE} does not read"),
    ],
)  # fmt: skip
def test_P13_verify_finds_what_was_changed_in_the_database(
    postgres: Postgres, database: Database, store: PostgresStore, statement: str, sentence: str
) -> None:
    fill(store)
    assert findings(database) == []
    postgres.execute(statement)
    assert [one for one in findings(database) if one.startswith(sentence)]


def test_P14_verify_misses_no_refusal_that_went_with_the_case_of_its_correction(
    database: Database, store: PostgresStore
) -> None:
    sent = row("q", DESK, RowState.ACCEPTED)
    store.commit([replace(step(DESK, 0, *refusal("q")), rows=(sent,), envelopes=(envelope("q"),))])
    store.commit([step(CASE, 0, correcting("q"))])
    store.burn({sent.digest})
    assert [one.split()[0] for one in findings(database)] == [DESK]
    store.commit([step(CASE, 1, PurgeBegun(stage="material", why="receipts"))])
    assert findings(database) == []


def test_P14_verify_misses_nothing_that_a_purge_takes_while_it_looks(
    database: Database, store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = row("q", CASE, RowState.ACCEPTED)
    store.commit([replace(step(CASE, 0, seen("a")), rows=(sent,), envelopes=(envelope("q"),))])
    looked_at = PostgresStore.looked_at

    def overtaken(self: PostgresStore, stream: str) -> object:
        found = looked_at(self, stream)
        store.commit([step(CASE, 1, PurgeBegun(stage="material", why="receipts"))])
        store.purge(CASE, ())
        return found

    monkeypatch.setattr(PostgresStore, "looked_at", overtaken)
    assert findings(database) == []


def test_verify_sees_each_stream_of_one_moment_beside_a_daemon_that_writes(
    database: Database, store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its head read a moment later than its entries would say that its end is lost."""
    store.commit([step(CASE, 0, seen("a"))])
    links = streams.links

    def overtaken(cursor: Cursor[streams.Row], name: str) -> tuple[Link, ...]:
        found = links(cursor, name)
        monkeypatch.setattr(streams, "links", links)
        store.commit([step(CASE, 1, seen("b"))])
        return found

    monkeypatch.setattr(streams, "links", overtaken)
    assert findings(database) == []
    record = store.load(CASE)
    assert record is not None
    assert len(record.entries) == 2


def test_P13_a_history_can_be_checked_by_others_and_holds_content_only_on_demand(
    store: PostgresStore,
) -> None:
    fill(store)
    assert b"item 1" not in history(store, CASE, content=False)
    assert b"item 1" in history(store, CASE, content=True)
    with pytest.raises(Permanent, match="there is no"):
        history(store, "HL-2026-000042-X", content=False)


def test_the_store_counts_its_writes_and_knows_what_was_touched(store: PostgresStore) -> None:
    fill(store)
    assert store.writes() == 5
    moment = step(CASE, 0).at
    assert store.touched_since(moment) == ("HL-2025-000003-C", CASE, OTHER, DESK)
    assert digest("a") not in "".join(store.streams())
