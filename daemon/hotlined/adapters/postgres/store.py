"""The store of a daemon on PostgreSQL: every commit is one transaction, on the server's disk when it returns.

The streams of a commit are locked in a fixed order, and their lengths compared with what the step was
decided on: who comes second gets Conflict.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, LiteralString, Self

from psycopg import Cursor

from hotlined.adapters.postgres import schema
from hotlined.adapters.postgres import stream as streams
from hotlined.adapters.postgres.by_digest import put_bytes, read_bytes
from hotlined.adapters.postgres.codec import Codec
from hotlined.adapters.postgres.database import Database
from hotlined.adapters.postgres.serials import PassedOver, Serials
from hotlined.adapters.postgres.stream import Aside, Row, Salt
from hotlined.adapters.postgres.together import WRITTEN
from hotlined.adapters.postgres.transactions import Fence, Transactions
from hotlined.adapters.postgres.unknown import Trace
from hotlined.adapters.postgres.vacuum import Vacuum
from hotlined.app.points import Point, point
from hotlined.app.ports import Commit, Conflict, Permanent, Record, RestLine, Stored, Temporary, Whole

_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


class PostgresStore:
    """`ports.Store` on PostgreSQL; thread-safe; `notes` are sentences for the log about the start."""

    def __init__(
        self,
        base: Transactions,
        codec: Codec,
        salt: Salt,
        point: Point,
        writer: str = "",
        passed_over: PassedOver = lambda year, serial: False,
    ) -> None:
        self.notes: tuple[str, ...] = ()
        self._writer = writer
        self._serials = Serials(base, writer, passed_over) if writer else None
        self._base = base
        self._vacuum = Vacuum(base.database)
        self._codec = codec
        self._salt = salt
        self._point = point

    @classmethod
    def open(
        cls,
        database: Database,
        codec: Codec,
        *,
        salt: Salt,
        fence: Fence | None = None,
        point: Point = point,
        writer: str = "",
        passed_over: PassedOver = lambda year, serial: False,
    ) -> Self:
        """The store for the daemon; raises Permanent where the tables are not this version's, Temporary.

        `writer`: this daemon's name, where several write at the same time; the others are told of each write.
        `passed_over` is as in `Serials`.
        """
        store = cls(Transactions(database, fence, point), codec, salt, point, writer, passed_over)
        store._check()
        return store

    @classmethod
    def read(cls, database: Database, codec: Codec) -> Self:
        """The store for looking only; `commit` refuses.  Raises as `open`."""
        store = cls(Transactions(database, None, point, writes=False), codec, str, point)
        store._check()
        return store

    def _check(self) -> None:
        try:
            with self._base.reading() as cursor:
                schema.check(cursor.connection)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection; the store takes no commit any more."""
        self._vacuum.close()
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- reading -----------------------------------------------------------------------------

    def load(self, stream: str) -> Record | None:
        """The stream, open or archived; None if there is none.  Raises Permanent, Temporary."""
        found = self._base.fetched(streams.WHOLE, [stream]) if "\0" not in stream else []
        return streams.record(stream, found[0], self._codec) if found else None

    def find(self, kind: str, key: str) -> tuple[str, ...]:
        """The streams with this key, by name, archived ones too."""
        return self._names("SELECT stream FROM keys WHERE key = %s", streams.key_digest(kind, key))

    def open_streams(self) -> tuple[str, ...]:
        """Cases and statistics that are not archived and desk days with rows to send, by name."""
        return self._names("SELECT name FROM streams WHERE is_open")

    def streams(self) -> tuple[str, ...]:
        """Every stream by name, archived ones too."""
        return self._names("SELECT name FROM streams WHERE rev > 0")

    def touched_since(self, moment: datetime) -> tuple[str, ...]:
        """The streams that were written for a moment since then, by name."""
        return self._names("SELECT name FROM streams WHERE touched >= %s", moment)

    def newest(self) -> datetime | None:
        """The newest time at which any entry was written, archived ones too; None: there is none."""
        found = self._base.fetched("SELECT max(touched) FROM streams WHERE entries > 0", [])
        newest: datetime | None = found[0][0]
        return newest

    def _names(self, query: LiteralString, *values: object) -> tuple[str, ...]:
        return tuple(sorted(row[0] for row in self._base.fetched(query, values)))

    def envelope(self, digest: str) -> bytes:
        """The bytes of a finished mail; raises Permanent when they are gone or changed, Temporary."""
        return read_bytes(self._base, "mails", "mail", digest)

    def file(self, digest: str) -> bytes:
        """The encrypted bytes of an attachment; raises Permanent when they are gone or changed, Temporary."""
        return read_bytes(self._base, "files", "attachment", digest)

    def envelopes_kept(self) -> frozenset[str]:
        """The digests of all finished mails that are there; none of a commit that is under way."""
        return frozenset(self._names("SELECT digest FROM mails"))

    def files_kept(self) -> frozenset[str]:
        """The digests of all attachments that are there."""
        return frozenset(self._names("SELECT digest FROM files"))

    def next_serial(self, year: int) -> int:
        """One more than the highest case serial of that year."""
        query = "SELECT coalesce(max(serial), 0) + 1 FROM streams WHERE year = %s AND rev > 0"
        return int(self._base.fetched(query, [year])[0][0])

    def free_serial(self, year: int, above: int) -> int:
        """The same, or the first over `above`; where several write, a number that is kept."""
        if self._serials is not None:
            return self._serials.kept(year, above)
        return max(self.next_serial(year), above + 1)

    def writes(self) -> int:
        """How often the store was written in all; never less than before."""
        return int(self._base.fetched("SELECT coalesce(sum(rev), 0)::bigint FROM streams", [])[0][0])

    def remains(self, stream: str, keep: Collection[int]) -> tuple[str, ...]:
        """What a purge has left in the tables, as sentences."""
        with self._base.reading() as cursor:
            cursor.execute(
                "SELECT seq FROM content WHERE stream = %s AND NOT seq = ANY (%s)", [stream, sorted(keep)]
            )
            left = [f"content of entry {row[0]}" for row in cursor]
            cursor.execute(
                "SELECT DISTINCT digest FROM mails JOIN outbox USING (digest)"
                " WHERE stream = %s AND NOT waits",
                [stream],
            )
            left += [f"the mail {row[0][:12]}" for row in cursor]
            cursor.execute("SELECT 1 FROM rests WHERE stream = %s", [stream])
            return (*left, *("a line in rests" for _ in cursor))

    def stored(self, stream: str) -> Stored | None:
        """The stream as another store takes it over; raises Permanent where it does not read, Temporary."""
        with self._base.reading() as cursor:
            try:
                return streams.stored(cursor, stream, self._codec)
            except self._codec.Unreadable as error:
                raise Permanent(f"{stream} does not read: {error}") from None

    def looked_at(self, stream: str) -> tuple[Stored, Aside] | None:
        """The stream, and what is kept beside it, of one moment; raises Permanent, Temporary."""
        with self._base.reading() as cursor:
            try:
                found = streams.stored(cursor, stream, self._codec)
                if found is None:
                    return None
                return found, streams.aside(cursor, stream)
            except self._codec.Unreadable as error:
                raise Permanent(f"{stream} does not read: {error}") from None

    def keys_of(self, found: Stored) -> frozenset[bytes]:
        """The digests of the keys by which a stream has to be found; Permanent where an entry is none."""
        try:
            return streams.keys_of(found, self._codec)
        except (self._codec.Unreadable, KeyError, TypeError, ValueError, AttributeError) as error:
            raise Permanent(f"{found.stream} does not read: {error}") from None

    def at_rest(self, streams: Collection[str], edition: str) -> dict[str, str]:
        """What is kept at this edition of those of these streams that nobody has written since."""
        query = (
            "SELECT stream, line FROM rests JOIN streams ON name = stream AND streams.rev = rests.rev"
            " WHERE stream = ANY (%s) AND edition = %s AND is_open"
        )
        with suppress(Temporary, Permanent):  # whoever asks reads the streams themselves, and is told then
            return dict(self._base.fetched(query, [list(streams), edition]))
        return {}

    # --- writing -----------------------------------------------------------------------------

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
            new = (one.stream for one in commits if one.expected == 0)
            heads = streams.locked(cursor, (one.stream for one in commits), new)
            self._point("pg-locked")
            for one in commits:
                head = heads.get(one.stream)
                if head is None or head.entries != one.expected:
                    there = head.entries if head is not None else 0
                    raise Conflict(f"{one.stream} has {there} entries, not {one.expected}")
                added = streams.chained(head, one, self._codec, self._salt)
                mails = {mail.digest: mail.data for mail in one.envelopes}
                put_bytes(cursor, "mails", mails)
                put_bytes(cursor, "files", one.files)
                streams.add(cursor, head, added, one.at, self._codec, self._writer)
                traces.append(Trace(one.stream, added.rev, added.links[-1].hash if added.links else ""))
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
                streams.add(cursor, head, stored, max(times, default=_NEVER), self._codec)
                if streams.stored(cursor, stored.stream, self._codec) != stored:
                    raise Permanent(f"{stored.stream} is not read back as it was written")
                traces[:] = [Trace(stored.stream, stored.rev, stored.links[-1].hash if stored.links else "")]
                count += 1
        return count

    def wholes(self) -> Iterator[Whole]:
        """Every stream with what it names; raises Permanent where one does not read, Temporary."""
        mails, files = self.envelopes_kept(), self.files_kept()
        for name in self.streams():
            found = self.stored(name)
            if found is None:
                continue
            sent = {row.digest for row in found.rows} & mails
            kept = {str(one.data["sealed"]) for one in found.links if one.kind == "attachment-kept"} & files
            yield Whole(
                found,
                {one: self.envelope(one) for one in sorted(sent)},
                {one: self.file(one) for one in sorted(kept)},
            )

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
