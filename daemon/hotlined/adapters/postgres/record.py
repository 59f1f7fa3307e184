"""The record as a database has it: streams, the keys by which they are found, mails and attachments."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime
from typing import LiteralString

from hotlined.adapters.postgres import stream as streams
from hotlined.adapters.postgres.by_digest import read_bytes
from hotlined.adapters.postgres.stream import Aside
from hotlined.adapters.postgres.transactions import Transactions
from hotlined.app.ports import Permanent, Record, Stored, Temporary, Whole
from hotlined.codec import Unreadable


class PostgresRecord:
    """The reading half of `ports.Store` on PostgreSQL; thread-safe."""

    def __init__(self, base: Transactions) -> None:
        self._base = base

    def load(self, stream: str) -> Record | None:
        """The stream, open or archived; None if there is none.  Raises Permanent, Temporary."""
        found = self._base.fetched(streams.WHOLE, [stream]) if "\0" not in stream else []
        return streams.record(stream, found[0]) if found else None

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
                return streams.stored(cursor, stream)
            except Unreadable as error:
                raise Permanent(f"{stream} does not read: {error}") from None

    def looked_at(self, stream: str) -> tuple[Stored, Aside] | None:
        """The stream, and what is kept beside it, of one moment; raises Permanent, Temporary."""
        with self._base.reading() as cursor:
            try:
                found = streams.stored(cursor, stream)
                if found is None:
                    return None
                return found, streams.aside(cursor, stream)
            except Unreadable as error:
                raise Permanent(f"{stream} does not read: {error}") from None

    def keys_of(self, found: Stored) -> frozenset[bytes]:
        """The digests of the keys by which a stream has to be found; Permanent where an entry is none."""
        try:
            return streams.keys_of(found)
        except (Unreadable, KeyError, TypeError, ValueError, AttributeError) as error:
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
