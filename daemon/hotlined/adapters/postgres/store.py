"""The store of a daemon on PostgreSQL: every commit is one transaction, on the server's disk when it returns.

The streams of a commit are locked in a fixed order, and their lengths compared with what the step was
decided on: who comes second gets Conflict.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, Self

from psycopg import Cursor

from hotlined.adapters.postgres import schema
from hotlined.adapters.postgres import stream as streams
from hotlined.adapters.postgres.by_digest import put_bytes
from hotlined.adapters.postgres.database import Database
from hotlined.adapters.postgres.record import PostgresRecord
from hotlined.adapters.postgres.serials import PassedOver, Serials
from hotlined.adapters.postgres.stream import Row
from hotlined.adapters.postgres.together import WRITTEN
from hotlined.adapters.postgres.transactions import Fence, Locks, Transactions
from hotlined.adapters.postgres.unknown import Trace
from hotlined.adapters.postgres.vacuum import Vacuum
from hotlined.app.crash_points import CrashPoint, crash_point
from hotlined.app.ports import Commit, Conflict, Permanent, RestLine, Stored, Temporary, Whole
from hotlined.codec import Salt, added

_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


class PostgresStore(PostgresRecord):
    """`ports.Store` on PostgreSQL; thread-safe; `notes` are sentences for the log about the start."""

    def __init__(
        self,
        base: Transactions,
        salt: Salt,
        point: CrashPoint,
        writer: str = "",
        passed_over: PassedOver = lambda year, serial: False,
    ) -> None:
        super().__init__(base)
        self.notes: tuple[str, ...] = ()
        self._writer = writer
        self._serials = Serials(base, writer, passed_over) if writer else None
        self._vacuum = Vacuum(base.database)
        self._salt = salt
        self._point = point

    @classmethod
    def open(
        cls,
        database: Database,
        *,
        salt: Salt,
        fence: Fence | None = None,
        point: CrashPoint = crash_point,
        writer: str = "",
        passed_over: PassedOver = lambda year, serial: False,
    ) -> Self:
        """The store for the daemon; raises Permanent where the tables are not this version's, Temporary.

        `writer`: this daemon's name, where several write at the same time; the others are told of each write.
        `passed_over` is as in `Serials`.
        """
        store = cls(Transactions(database, fence, point), salt, point, writer, passed_over)
        store._check()
        return store

    @classmethod
    def read(cls, database: Database) -> Self:
        """The store for looking only; `commit` refuses.  Raises as `open`."""
        store = cls(Transactions(database, None, crash_point, writes=False), str, crash_point)
        store._check()
        return store

    def _check(self) -> None:
        try:
            with self._base.reading() as cursor:
                schema.check(cursor.connection)
        except BaseException:
            self.close()
            raise

    def prove(self, locks: Locks) -> None:
        """From now on a write proves that the locks of its streams are still had, where they were."""
        self._base.locks = locks

    def close(self) -> None:
        """Close the connection; the store takes no commit any more."""
        self._vacuum.close()
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def free_serial(self, year: int, above: int) -> int:
        """The next case serial, or the first over `above`; where several write, one that is kept."""
        if self._serials is not None:
            return self._serials.kept(year, above)
        return max(self.next_serial(year), above + 1)

    def rest(self, lines: Mapping[str, RestLine | None], edition: str) -> None:
        """Keep this of streams as they were then; None: nothing.  What the server refuses is not kept.

        Who had the lock of a stream may have lost it with its session, and another has written since.
        """
        with suppress(Temporary, Permanent), self._base.writing() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")  # who loses it reads the streams
            cursor.execute("DELETE FROM rests WHERE stream = ANY (%s)", [list(lines)])
            cursor.executemany(
                "INSERT INTO rests SELECT name, rev, %s, %s FROM streams"
                " WHERE name = %s AND entries = %s AND is_open",
                [
                    (edition, one.text, stream, one.entries)
                    for stream, one in lines.items()
                    if one is not None
                ],
            )

    def commit(self, commits: Sequence[Commit]) -> None:
        """All of it, on the server's disk, or nothing.

        Raises Conflict, Temporary (nothing was written, or the server has to say yet whether it was);
        ValueError for what could not be read back (a bug); Permanent on a store that only reads.
        """
        if len({one.stream for one in commits}) < len(commits):
            raise ValueError("two commits to one stream in one step")
        for one in commits:
            one.check_digests()
        if not commits:
            return
        traces: list[Trace] = []
        with self._base.writing(traces) as cursor:
            fresh = (one.stream for one in commits if one.expected == 0)
            heads = streams.locked(cursor, (one.stream for one in commits), fresh)
            self._point("pg-locked")
            for one in commits:
                head = heads.get(one.stream)
                if head is None or head.entries != one.expected:
                    there = head.entries if head is not None else 0
                    raise Conflict(f"{one.stream} has {there} entries, not {one.expected}")
                found = added(one, head.hash, self._salt)
                new = Stored(one.stream, head.rev + 1, one.archive, found.links, found.content, found.rows)
                mails = {mail.digest: mail.data for mail in one.envelopes}
                put_bytes(cursor, "mails", mails)
                put_bytes(cursor, "files", one.files)
                streams.add(cursor, head, new, one.at, self._writer)
                traces.append(Trace(one.stream, new.rev, new.links[-1].hash if new.links else ""))
                self._point("pg-stream-written")
            self._tell(cursor)

    def _tell(self, cursor: "Cursor[Row]") -> None:
        """Let the others know once this is written, where there are others."""
        if self._writer:
            cursor.execute("SELECT pg_notify(%s, %s)", [WRITTEN, self._writer])

    def take_over(self, given: Iterable[Whole]) -> int:
        """Write every stream exactly as it is, in one transaction, and read it back; how many.

        Raises Permanent where there are streams already, and as `commit`; and what `given` raises.
        """
        count = 0
        traces: list[Trace] = []
        with self._base.writing(traces) as cursor:
            cursor.execute("LOCK TABLE streams IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("SELECT FROM streams WHERE rev > 0 LIMIT 1")
            if cursor.rowcount:
                raise Permanent("the database holds a record already; nothing was changed")
            for whole in given:
                stored = whole.stored
                head = streams.locked(cursor, (), [stored.stream])[stored.stream]
                put_bytes(cursor, "mails", whole.mails)
                put_bytes(cursor, "files", whole.files)
                times = [datetime.fromisoformat(one.at) for one in stored.links]
                streams.add(cursor, head, stored, max(times, default=_NEVER))
                if streams.stored(cursor, stored.stream) != stored:
                    raise Permanent(f"{stored.stream} is not read back as it was written")
                traces[:] = [Trace(stored.stream, stored.rev, stored.links[-1].hash if stored.links else "")]
                count += 1
        return count

    def forget(self, digests: Collection[str]) -> None:
        """Delete these encrypted attachments; raises Temporary, Permanent on a store that only reads."""
        with self._base.writing() as cursor:
            cursor.execute("DELETE FROM files WHERE digest = ANY (%s)", [list(digests)])
        self._vacuum.of("files")

    def burn(self, digests: Collection[str]) -> int:
        """Destroy these finished mails but those that a row waits to send; how many there were."""
        with self._base.writing() as cursor:
            cursor.execute(
                "DELETE FROM mails WHERE digest = ANY (%s) AND NOT EXISTS"
                " (SELECT FROM outbox WHERE outbox.digest = mails.digest AND waits)",
                [list(digests)],
            )
            count = cursor.rowcount
        self._vacuum.of("mails")
        return count

    def purge(self, stream: str, keep: Collection[int]) -> None:
        """Destroy the stream's content but that at these places, and the mails of it that do not wait."""
        traces: list[Trace] = []
        with self._base.writing(traces) as cursor:
            head = streams.locked(cursor, [stream]).get(stream)
            if head is None:
                return
            if streams.purged(cursor, head, keep, self._writer):
                traces.append(Trace(stream, head.rev + 1))
            cursor.execute("DELETE FROM rests WHERE stream = %s", [stream])
            cursor.execute(
                "DELETE FROM mails USING outbox WHERE mails.digest = outbox.digest AND stream = %s"
                " AND NOT waits",
                [stream],
            )
            self._tell(cursor)
        self._vacuum.of("content", "mails", "rests")
