"""Transactions on one connection: for reading the database of one moment, and for writing all or nothing.

If the connection breaks while a commit is under way, only the server knows what became of it.  It is asked by
the transaction's number; until it has answered nobody reads or writes here, so that nobody acts on a guess.

A write that was given a `Fence` proves in its own transaction that its lease is still its own, so that a
daemon which was replaced while it slept writes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import RLock
from typing import LiteralString, Protocol

import psycopg
from psycopg import Connection, Cursor
from psycopg.pq import TransactionStatus

from hotlined.adapters.postgres.cutting import ended_after
from hotlined.adapters.postgres.database import Database, Query, Session, is_lost
from hotlined.adapters.postgres.servers import warnings
from hotlined.adapters.postgres.stream import Row
from hotlined.adapters.postgres.unknown import Trace, Unknown, session_start
from hotlined.app.crash_points import CrashPoint
from hotlined.app.ports import Permanent, Temporary


class Fence(Protocol):
    """What allows a write: asked within its transaction, last of all."""

    def hold(self, cursor: "Cursor[Row]") -> None:
        """Make sure that the lease stays ours until the transaction ends; Temporary where it is not."""

    def look(self, cursor: "Cursor[Row]") -> None:
        """Raise Temporary where it is not ours just now, or not of the server that is asked."""


class Locks(Protocol):
    """What a daemon that writes beside others has locked."""

    def hold(self, cursor: "Cursor[Row]", streams: Iterable[str]) -> None:
        """Within a write: Temporary where the locks of these streams are gone."""


class Transactions:
    """One connection behind a lock; thread-safe."""

    def __init__(
        self, database: Database, fence: Fence | None, point: CrashPoint, *, writes: bool = True
    ) -> None:
        self.database = database
        self._patience = database.patience
        # Whoever has a lease was let in to take it, by a session that may be older than a password.
        self._session = Session(database, "hotlined store", known=fence is not None)
        self._fence = fence
        self.locks: Locks | None = None  # where others write at the same time
        self._point = point
        self._writes = writes
        self._mutex = RLock()
        self._unknown: Unknown | None = None
        self._connection: Connection[Row] | None = None  # the last one that was written on
        self._started = ""  # and when its session began

    def close(self) -> None:
        """Close the connection; nothing is written any more."""
        with self._mutex:
            self._writes = False
            self._session.drop()

    @contextmanager
    def reading(self) -> "Iterator[Cursor[Row]]":
        """One moment of the database, for several statements; raises Temporary, Permanent."""
        with self.alone() as connection, connection.transaction(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield cursor

    def fetched(self, query: Query, values: Sequence[object]) -> list[Row]:
        """The rows of one statement that only reads: one moment of the database, in one round trip.

        Raises Temporary, Permanent.
        """
        with self._mutex, self._session.refusals():
            self._settle()
            _, cursor = self._session.begun(query, values)
            return cursor.fetchall()

    @contextmanager
    def alone(self, first: LiteralString = "SELECT 1") -> "Iterator[Connection[Row]]":
        """The connection, for nobody else, after a `first` statement that finds whether there is one.

        Raises Temporary, also while it is not known what is written, Permanent.
        """
        with self._mutex, self._session.refusals():
            self._settle()
            connection, _ = self._session.begun(first)
            try:
                with ended_after(self._patience, connection):
                    yield connection
            except BaseException:
                # Stopped behind a BEGIN, before anybody saw to its end: what came next would be within it.
                if connection.info.transaction_status != TransactionStatus.IDLE:
                    self._session.drop()
                raise

    @contextmanager
    def writing(self, traces: Sequence[Trace] = ()) -> "Iterator[Cursor[Row]]":
        """A transaction that has lasted when the block is left in peace; else nothing has happened.

        `traces`, which the block may add to, are what it leaves.  One without any that is cut off in its
        COMMIT has to be made again, though it may have lasted.
        """
        with self._mutex:
            if not self._writes:
                raise Permanent("the store is not open for writing")
            with self.alone("BEGIN") as connection:
                yield from self._written(connection, traces)

    def _written(self, connection: "Connection[Row]", traces: Sequence[Trace]) -> "Iterator[Cursor[Row]]":
        """The transaction, from after BEGIN to its end."""
        asked: Unknown | None = None
        try:
            with connection.cursor() as cursor:
                if connection is not self._connection:
                    self._connection, self._started = connection, session_start(connection)
                yield cursor
                if self._fence is not None:
                    self._fence.hold(cursor)
                if self.locks is not None:
                    self.locks.hold(cursor, [one.stream for one in traces])
                unknown = Unknown.of(cursor, self._started, traces)
            self._point("pg-written")
            asked = unknown
            with warnings(connection) as warned:
                if connection.execute("COMMIT").statusmessage != "COMMIT":
                    raise Temporary("the database has undone the write")
            self._point("pg-committed")
            if warned:  # somebody has cancelled its wait for a synchronous standby
                self._unknown = unknown
                self._settle()
        except BaseException as error:
            self._broken_off(connection, asked, error)

    def _broken_off(self, connection: "Connection[Row]", asked: Unknown | None, error: BaseException) -> None:
        """A write that did not get to its end; raises the error unless the server has kept it after all."""
        if not is_lost(connection):
            with suppress(psycopg.Error):
                connection.execute("ROLLBACK")
        if not is_lost(connection) and connection.info.transaction_status == TransactionStatus.IDLE:
            raise error
        self._session.drop()
        if asked is None:  # COMMIT was never sent
            raise error
        self._unknown = asked
        if not isinstance(error, psycopg.Error):
            raise error
        if not self._settle():
            raise error

    def _settle(self) -> bool:
        """Ask the server what became of the write that was cut off; whether it was kept.

        Raises Temporary while it cannot be said.
        """
        if self._unknown is None:
            return False
        connection = self._session.alive()
        with ended_after(self._patience, connection), connection.cursor() as cursor:
            if self._fence is not None:
                self._fence.look(cursor)
            kept = self._unknown.settled(connection)
        self._unknown = None
        return kept
