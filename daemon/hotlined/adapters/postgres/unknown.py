"""A write whose outcome only the server knows, since the connection broke while it was being committed.

The transaction's number was noted before COMMIT was sent; PostgreSQL tells what became of it
(`pg_xact_status`).  A session that the server still waits for, because its end has not been heard of there,
is ended first: its locks would keep us out.  Not so one that waits for a synchronous standby: ended, its
write would be kept without the standby (`servers`).  Another server in the place of the one that was asked to
write tells nothing: it gives the same numbers anew.

So does the same one after a crash, if nothing of the transaction had got to its disk.  A number that is
committed there may be another's, such as a lease's renewal, so that a write is kept only where its own traces
are found, too.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from psycopg import Connection, Cursor, errors

from hotlined.adapters.postgres.servers import OTHER, SERVER, WAITS, confirmed
from hotlined.app.ports import Temporary

# Whether it waits for a standby; else it is ended.
_END: Final = """
SELECT CASE WHEN wait_event = 'SyncRep' THEN true ELSE NOT pg_terminate_backend(pid) END
FROM pg_stat_activity WHERE pid = %s AND backend_start::text = %s
"""
# Of a write with entries the hash of the last, which only that write has; else the number, on its stream.
_TRACE: Final = """
SELECT CASE WHEN %(entry)s <> ''
 THEN EXISTS (SELECT FROM entries WHERE stream = %(stream)s AND hash = %(entry)s)
 ELSE EXISTS (SELECT FROM streams WHERE name = %(stream)s AND rev = %(rev)s AND changed = %(number)s::xid8)
 END
"""
_LOOKS: Final = 50
_PAUSE: Final = 0.02  # seconds


def session_start(connection: "Connection[tuple[Any, ...]]") -> str:
    """When the session began, as the server says it; with its process it is the session's own."""
    query = "SELECT backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    (started,) = connection.execute(query).fetchone() or ("",)
    return str(started)


@dataclass(frozen=True, slots=True)
class Trace:
    """What a write leaves in a stream: its number there, and the hash of its last entry, "" without one."""

    stream: str
    rev: int
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """One such transaction, the session that it belongs to, and what is found if it was kept."""

    transaction: str
    backend: int
    started: str
    server: str
    traces: tuple[Trace, ...] = ()

    @classmethod
    def of(cls, cursor: "Cursor[tuple[Any, ...]]", started: str, traces: Sequence[Trace] = ()) -> Self:
        """The transaction under way, which gets a number by that; raises psycopg.Error.

        `started` is the session's `session_start`.
        """
        cursor.execute(f"SELECT pg_current_xact_id()::text, {SERVER}")
        transaction, server = cursor.fetchone() or ("0", "")
        return cls(str(transaction), cursor.connection.info.backend_pid, started, str(server), tuple(traces))

    def settled(self, connection: "Connection[tuple[Any, ...]]") -> bool:
        """Whether it surely was kept; Temporary while it is under way, and on another server; psycopg.Error.

        One that leaves no trace was not: whoever made it makes it again.
        """
        if connection.execute(f"SELECT {SERVER}").fetchone() != (self.server,):
            raise Temporary(OTHER)
        for _ in range(_LOOKS):
            try:
                found = connection.execute("SELECT pg_xact_status(%s::xid8)", [self.transaction]).fetchone()
            except errors.InvalidParameterValue:
                return (
                    False  # a number that this server has not given yet: it is another one, without our write
                )
            if found is None or found[0] != "in progress":
                if found is None or found[0] != "committed":
                    return False
                confirmed(connection)
                return bool(self.traces) and all(self._is_there(connection, one) for one in self.traces)
            if (True,) in connection.execute(_END, [self.backend, self.started]).fetchall():
                raise Temporary(WAITS)
            time.sleep(_PAUSE)
        raise Temporary("the database has not said yet whether it has kept the last write")

    def _is_there(self, connection: "Connection[tuple[Any, ...]]", one: Trace) -> bool:
        values = {"stream": one.stream, "rev": one.rev, "entry": one.entry, "number": self.transaction}
        return connection.execute(_TRACE, values).fetchone() == (True,)
