"""A write whose outcome only the server knows, since the connection broke while it was being committed.

The transaction's number was noted before COMMIT was sent; PostgreSQL tells what became of it
(`pg_xact_status`).  A session that the server still waits for, because its end has not been heard of there,
is ended first: its locks would keep us out.  Not so one that waits for a synchronous standby: ended, its
write would be kept without the standby (`servers`).  Another server in the place of the one that was asked to
write tells nothing: it gives the same numbers anew.
"""

import time
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
_LOOKS: Final = 50
_PAUSE: Final = 0.02  # seconds


def session_start(connection: "Connection[tuple[Any, ...]]") -> str:
    """When the session began, as the server says it; with its process it is the session's own."""
    query = "SELECT backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    (started,) = connection.execute(query).fetchone() or ("",)
    return str(started)


@dataclass(frozen=True, slots=True)
class Unknown:
    """One such transaction, and the session that it belongs to."""

    transaction: str
    backend: int
    started: str
    server: str

    @classmethod
    def of(cls, cursor: "Cursor[tuple[Any, ...]]", started: str) -> Self:
        """The transaction under way, which gets a number by that; raises psycopg.Error.

        `started` is the session's `session_start`.
        """
        cursor.execute(f"SELECT pg_current_xact_id()::text, {SERVER}")
        transaction, server = cursor.fetchone() or ("0", "")
        return cls(str(transaction), cursor.connection.info.backend_pid, started, str(server))

    def settled(self, connection: "Connection[tuple[Any, ...]]") -> bool:
        """Whether it was kept; Temporary while it is under way, and on another server; psycopg.Error."""
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
                if kept := found is not None and found[0] == "committed":
                    confirmed(connection)
                return kept
            if (True,) in connection.execute(_END, [self.backend, self.started]).fetchall():
                raise Temporary(WAITS)
            time.sleep(_PAUSE)
        raise Temporary("the database has not said yet whether it has kept the last write")
