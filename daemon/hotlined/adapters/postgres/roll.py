"""The roll of the daemons on a database: who lives, whether it works or stands by, and by what (`app.peers`).

A row says so for some minutes; whoever looks at the roll takes away those that have said nothing since.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

import psycopg

from hotlined.adapters.postgres.cutting import ended_after
from hotlined.adapters.postgres.database import Database, refusals
from hotlined.app.ports import Peer, Permanent, Temporary

_HERE: Final = """
INSERT INTO daemons (name, parts, seen) VALUES (%(name)s, %(parts)s, clock_timestamp())
ON CONFLICT (name) DO UPDATE SET parts = excluded.parts, seen = excluded.seen
"""
_BURY: Final = """
DELETE FROM daemons
WHERE seen NOT BETWEEN clock_timestamp() - interval '3 minutes' AND clock_timestamp() + interval '3 minutes'
"""
_OTHERS: Final = "SELECT name, parts FROM daemons WHERE name <> %(name)s ORDER BY name"
# Whoever lives says so anew in a minute: nothing of it waits for a standby, which may be down for long.
_SOON_ENOUGH: Final = "SET LOCAL synchronous_commit = off"
_GONE: Final = "DELETE FROM daemons WHERE name = %(name)s"
_PATIENCE: Final = 5.0  # seconds; a stop waits for a look that is under way
_GOODBYE: Final = 2.0


class PostgresRoll:
    """One daemon's side of it; a session for each look, so that it keeps none of the few there are."""

    def __init__(self, database: Database, name: str) -> None:
        self._database = replace(database, patience=min(database.patience, _PATIENCE))
        self._name = name
        self._is_there = False  # or may be

    def answer(self, parts: Mapping[str, str]) -> Sequence[Peer]:
        """As `ports.Roll` says; raises Temporary, Permanent."""
        values = {"name": self._name, "parts": json.dumps(dict(parts))}
        with (
            refusals(),
            self._database.connect("hotlined roll") as connection,
            ended_after(self._database.patience, connection),
            connection.transaction(),
        ):
            self._is_there = True
            connection.execute(_SOON_ENOUGH)
            connection.execute(_HERE, values)
            connection.execute(_BURY)
            found = connection.execute(_OTHERS, values).fetchall()
        return tuple(Peer(name, told) for name, told in found)

    def leave(self) -> None:
        """As `ports.Roll` says; a database that does not answer forgets us by itself."""
        if not self._is_there:
            return
        database = replace(self._database, patience=min(self._database.patience, _GOODBYE))
        with (
            suppress(psycopg.Error, Temporary, Permanent, OSError),
            database.connect("hotlined roll") as connection,
            ended_after(database.patience, connection),
            connection.transaction(),
        ):
            connection.execute(_SOON_ENOUGH)
            connection.execute(_GONE, {"name": self._name})
