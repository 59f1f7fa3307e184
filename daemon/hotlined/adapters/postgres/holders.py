"""Who has a lease: asked, waited for, and ended where it is gone."""

from dataclasses import dataclass
from typing import Final, LiteralString

from psycopg import Connection, Cursor

from hotlined.adapters.postgres.database import Database, Session
from hotlined.adapters.postgres.servers import SERVER
from hotlined.adapters.postgres.stream import Row

SITE: Final = "site"
BESIDE: Final = "beside "  # before the name of a daemon that works beside the one that has the site's lease
CHANNEL: Final = "hotlined_lease"


# Whoever was ready on another server is not here, where something may be missing that it knew.
READY: Final[LiteralString] = f"(ready AND server = {SERVER})"
_HELD: Final = """
SELECT holder, extract(epoch FROM until - clock_timestamp())::float8, $READY
FROM leases WHERE name = %s AND until > clock_timestamp()
""".replace("$READY", READY)


@dataclass(frozen=True, slots=True)
class Held:
    """Who has the lease, and for how many seconds still; "" and 0: nobody.

    `ready`: it lets others work beside it, on this server.
    """

    holder: str
    left: float
    ready: bool = False


class Bell:
    """Rings when a lease is given back (LISTEN); for one thread."""

    def __init__(self, database: Database) -> None:
        self._session = Session(database, "hotlined stands by")
        self._listening: Connection[Row] | None = None

    def wait(self, seconds: float) -> bool:
        """Whether it rang within so many seconds; raises Temporary, Permanent where nobody can listen."""
        with self._session.refusals():
            connection = self._session.alive()
            if connection is not self._listening:
                connection.execute(f"LISTEN {CHANNEL}".encode())
                self._listening = connection
            return any(True for _ in connection.notifies(timeout=seconds, stop_after=1))

    def close(self) -> None:
        """Listen no more."""
        self._session.drop()


def application(holder: str) -> str:
    """What the session in which a daemon has its locks is called; by the part of chance of its name."""
    return f"hotlined together {holder[-8:]}"


def ended(cursor: "Cursor[Row]", holder: str) -> None:
    """End the sessions in which a daemon that is gone has its locks, should it only stand still.

    Its own is not ended by this one.  Raises psycopg.Error.
    """
    cursor.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE usename = current_user AND application_name = %s AND pid <> pg_backend_pid()",
        [application(holder)],
    )


def held(connection: "Connection[Row]", name: str = SITE) -> Held:
    """Who has the lease now; raises psycopg.Error."""
    found = connection.execute(_HELD, [name]).fetchone()
    return Held(*found) if found is not None else Held("", 0.0)
