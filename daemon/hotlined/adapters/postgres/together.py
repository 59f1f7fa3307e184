"""What daemons that work at the same time have between them (`ports.Common`): locks, news, and who works.

Locks are PostgreSQL's advisory ones, of a session of our own: they cost no write, and end with the session.
None of them is waited for in the database: who finds one taken looks again, with what it has already
(`app.others`), and all take theirs in the same order, so that none waits in a ring.

Whoever works beside the first has a lease; when that is over somebody takes its row away.  From then on it
writes nothing, its session with its locks is ended, and what it had begun is anybody's: not before, though it
may be standing still in the middle of a write.

News are found by the transaction that wrote a stream last: whatever a snapshot could not see yet has a number
that is not below the lowest one that was under way then.  NOTIFY only says when to look.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import RLock
from typing import Final

import psycopg
from psycopg import Connection, Cursor

from hotlined.adapters.postgres.cutting import ended_after
from hotlined.adapters.postgres.database import Database, Session, is_lost
from hotlined.adapters.postgres.holders import BESIDE, CHANNEL, READY, SITE, application, ended
from hotlined.adapters.postgres.stream import Row
from hotlined.adapters.postgres.unknown import session_start
from hotlined.app.ports import Crew, Grip, Permanent, Temporary

WRITTEN: Final = "hotlined_written"  # the channel on which each write is told
MOST: Final = 200  # locks for one step; for more of them all others have to wait
_ALL: Final = 0x686F746C  # the lock that everybody shares, and who needs more than MOST has alone
_GONE: Final = "the locks went with their session: it is decided anew"

# Step 0 is _ALL, step n the n-th key; the first that is another's ends it.  How many steps are done.
_TAKE: Final = """
WITH RECURSIVE keys AS (SELECT %(keys)s::bigint[] AS keys),
taken (step, got) AS (
  SELECT %(from)s - 1, true
  UNION ALL
  SELECT step + 1, CASE WHEN step >= 0 THEN pg_try_advisory_lock(keys[step + 1])
                        WHEN %(whole)s THEN pg_try_advisory_lock(%(all)s)
                        ELSE pg_try_advisory_lock_shared(%(all)s) END
  FROM taken, keys WHERE got AND step < cardinality(keys))
SELECT max(step) FILTER (WHERE got) + 1 FROM taken
"""
_GIVE: Final = """
SELECT CASE WHEN %(whole)s THEN pg_advisory_unlock(%(all)s) ELSE pg_advisory_unlock_shared(%(all)s) END,
 (SELECT count(pg_advisory_unlock(key)) FROM unnest(%(keys)s::bigint[]) AS key)
"""
_CLAIM: Final = "SELECT key FROM unnest(%(keys)s::bigint[]) AS key WHERE pg_try_advisory_lock(key)"
_UNCLAIM: Final = "SELECT count(pg_advisory_unlock(key)) FROM unnest(%(keys)s::bigint[]) AS key"
_NEWS: Final = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text,
 (SELECT coalesce(json_object_agg(name, rev), '{}') FROM streams
  WHERE changed >= %(mark)s::text::xid8 AND writer <> %(me)s)
"""
# A dump that was read back into another server has that one's numbers, which may be far ahead of this one's.
_RENUMBER: Final = """
UPDATE streams SET changed = pg_current_xact_id() WHERE changed > pg_snapshot_xmax(pg_current_snapshot())
"""
_MARK: Final = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text"
# A server that has crashed, or another one in its place, gives numbers again that it had given last: as many
# as wrote nothing in the last second, of whatever database.  So whoever has lost the connection looks back.
_GIVEN_AGAIN: Final = 10_000
_LIVES: Final = "SELECT FROM pg_stat_activity WHERE pid = %s AND backend_start = %s::timestamptz"
_CREW: Final = """
SELECT name, holder, $READY AND until > clock_timestamp() FROM leases WHERE holder <> ''
""".replace("$READY", READY)
# Where a write of it is under way just now, at the next look.
_BURY: Final = """
DELETE FROM leases WHERE name IN (
 SELECT name FROM leases WHERE starts_with(name, %(beside)s) AND until < clock_timestamp()
 FOR UPDATE SKIP LOCKED)
RETURNING holder
"""


class Together:
    """One daemon's side of it; thread-safe.  News begin when it is made."""

    def __init__(self, database: Database, name: str) -> None:
        self.name = name
        self._database = database
        # Whoever shares the work has a lease, or was let in to see that another has it.
        self._session = Session(database, application(name), known=True)
        self._ears = Session(database, "hotlined listens", known=True)
        self._mutex = RLock()
        self._mark = ""
        self._revs: dict[str, int] = {}  # of the last news
        self._number = 0  # of the session
        self._started = ""  # when that began
        self._held: dict[str, int] = {}  # the names of whole grips: in which session they were taken
        self._closed = False
        self._connection: Connection[Row] | None = None
        self._listening: Connection[Row] | None = None

    def begin(self) -> None:
        """From now on there are news; raises Temporary, Permanent."""
        with self._mutex, self._session.refusals():
            connection = self._ready()
            connection.execute(_RENUMBER.encode())
            (self._mark,) = self._one(connection, _MARK, {})

    def close(self) -> None:
        """Give back every lock, and listen no more."""
        with self._mutex:
            self._closed = True
            self._session.drop()
            self._ears.drop()

    # --- locks -----------------------------------------------------------------------------------

    def enter(self, names: Sequence[str], grip: Grip) -> tuple[Grip, tuple[str, ...]]:
        """As `ports.Common` says; raises Temporary, Permanent."""
        whole = len(names) > MOST
        keys = [] if whole else [_key(name) for name in names]
        with self._asked() as connection:
            done = grip.steps if grip.session == self._number else 0
            values = {"keys": keys, "from": done, "whole": whole, "all": _ALL}
            (steps,) = self._one(connection, _TAKE, values)
            grip, news = Grip(self._number, steps, steps > len(keys)), self._news(connection)
            if grip.whole:
                self._held.update(dict.fromkeys(names, grip.session))
            return grip, news

    def leave(self, names: Sequence[str], grip: Grip) -> None:
        """As `ports.Common` says."""
        whole = len(names) > MOST
        with suppress(psycopg.Error, Temporary, Permanent, OSError), self._mutex:
            for name in names if grip.whole else ():
                self._held.pop(name, None)
            if grip.session != self._number or not grip.steps:
                return
            keys = [] if whole else [_key(name) for name in names[: grip.steps - 1]]
            with self._asked() as connection:
                self._one(connection, _GIVE, {"keys": keys, "whole": whole, "all": _ALL})

    def hold(self, cursor: "Cursor[Row]", streams: Iterable[str]) -> None:
        """Within a write: raise Temporary where the locks of these streams went with their session.

        Another daemon may have dealt meanwhile with what was locked beside them, such as the same mail, of
        which no stream's length tells.  Raises psycopg.Error.
        """
        sessions = {self._held[name] for name in streams if name in self._held}
        connection, number = self._connection, self._number
        if not sessions or connection is None:
            return
        if sessions == {number} and not is_lost(connection):
            cursor.execute(_LIVES, [connection.info.backend_pid, self._started])
            if cursor.rowcount == 1:
                return
        raise Temporary(_GONE)

    def claim(self, names: Sequence[str]) -> frozenset[str]:
        """As `ports.Common` says; raises Temporary, Permanent."""
        keys = {_key(name): name for name in names}
        with self._asked() as connection, ended_after(self._database.patience, connection):
            found = connection.execute(_CLAIM, {"keys": [*keys]}).fetchall()
        return frozenset(keys[key] for (key,) in found)

    def unclaim(self, names: Sequence[str]) -> None:
        """As `ports.Common` says."""
        keys = [_key(name) for name in names]
        with suppress(psycopg.Error, Temporary, Permanent, OSError), self._asked() as connection:
            self._one(connection, _UNCLAIM, {"keys": keys})

    @contextmanager
    def _asked(self) -> "Iterator[Connection[Row]]":
        """The session for a step with locks.

        Where that fails nobody knows which it has: it ends with all of them.
        """
        with self._mutex, self._session.refusals():
            try:
                yield self._ready()
            except BaseException:
                self._session.drop()
                raise

    def _ready(self) -> "Connection[Row]":
        """The session; what another one had is lost with it, also where the server has not heard of its end.

        Raises Temporary, Permanent.
        """
        if self._closed:  # a thread that comes late
            raise Temporary("the work with the others is over")
        connection = self._session.ready()
        if connection is not self._connection:
            with connection.cursor() as cursor:
                ended(cursor, self.name)
            self._started = session_start(connection)
            self._connection, self._number = connection, self._number + 1
            self._mark = str(max(int(self._mark) - _GIVEN_AGAIN, 0)) if self._mark else ""
        return connection

    def _one(self, connection: "Connection[Row]", query: str, values: dict[str, object]) -> Row:
        with ended_after(self._database.patience, connection):
            found = connection.execute(query.encode(), values).fetchone()
        if found is None:
            raise Temporary("the database gave no answer")
        return found

    # --- news ------------------------------------------------------------------------------------

    def news(self) -> tuple[str, ...]:
        """As `ports.Common` says; raises Temporary, Permanent."""
        with self._mutex, self._session.refusals():
            return self._news(self._ready())

    def _news(self, connection: "Connection[Row]") -> tuple[str, ...]:
        mark, found = self._one(connection, _NEWS, {"mark": self._mark, "me": self.name})
        fresh = tuple(sorted(name for name, rev in found.items() if self._revs.get(name) != rev))
        self._mark, self._revs = mark, found
        return fresh

    def wait(self, seconds: float) -> None:
        """As `ports.Common` says; for one thread.  Raises Temporary, Permanent."""
        with self._ears.refusals():
            connection = self._ears.alive()
            if connection is not self._listening:
                for channel in (WRITTEN, CHANNEL):
                    connection.execute(f"LISTEN {channel}".encode())
                self._listening = connection
            for told in connection.notifies(timeout=seconds):
                if told.payload != self.name:  # what we write ourselves is no news
                    return

    # --- who works -------------------------------------------------------------------------------

    def crew(self) -> Crew:
        """As `ports.Common` says; raises Temporary, Permanent."""
        with self._mutex, self._session.refusals():
            connection = self._ready()
            with ended_after(self._database.patience, connection):
                with connection.transaction(), connection.cursor() as cursor:
                    cursor.execute(_BURY.encode(), {"beside": BESIDE})
                    for (holder,) in cursor.fetchall():
                        ended(cursor, holder)
                found = connection.execute(_CREW).fetchall()
        first = next((holder for name, holder, ready in found if name == SITE and ready), "")
        return Crew(first, frozenset(holder for name, holder, _ in found if name.startswith(BESIDE)))

    def works(self, name: str) -> bool:
        """As `ports.Common` says; raises Temporary, Permanent."""
        query = "SELECT count(*) FROM leases WHERE holder = %(name)s"
        with self._mutex, self._session.refusals():
            (count,) = self._one(self._ready(), query, {"name": name})
        return bool(count)


def _key(name: str) -> int:
    """A name's key: 64 bits."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "replace")).digest()[:8], signed=True)
