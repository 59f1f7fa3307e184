"""`ports.Store` and `ports.Resting` in memory: the fake that the use cases are tested with.

It passes `tests.app.store_contract` and `tests.app.resting_contract`.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from hotlined.app.ports import Commit, Conflict, Permanent, Record, RestLine, Temporary
from hotlined.domain.record.events import Entry, without_content
from hotlined.domain.record.index import keys


class MemoryStore:
    """A store without a disk.

    `refuse` makes every commit raise Temporary with this sentence while it is set; `commits` is what was
    committed, in order, for tests to look at.
    """

    def __init__(self) -> None:
        self.refuse: str | None = None
        self.commits: list[Commit] = []
        self.envelopes: dict[str, bytes] = {}
        self.files: dict[str, bytes] = {}
        self._records: dict[str, Record] = {}
        self._archived: set[str] = set()
        self._index: dict[tuple[str, str], set[str]] = {}
        self._rests: dict[str, tuple[Record, str, str]] = {}  # what is kept of a stream, and of which record

    def copy(self) -> "MemoryStore":
        """Another store with the same content."""
        other = MemoryStore()
        other.commits, other.envelopes = [*self.commits], dict(self.envelopes)
        other.files = dict(self.files)
        other._records, other._archived = dict(self._records), set(self._archived)
        other._index = {key: set(streams) for key, streams in self._index.items()}
        other._rests = dict(self._rests)
        return other

    def load(self, stream: str) -> Record | None:
        """The stream, open or archived."""
        return self._records.get(stream)

    def commit(self, commits: Sequence[Commit]) -> None:
        """All or nothing; Conflict, Temporary as the port says."""
        if len({one.stream for one in commits}) < len(commits):
            raise ValueError("two commits to one stream in one step")
        records = [self._records.get(one.stream, Record(one.stream, (), ())) for one in commits]
        for record, one in zip(records, commits, strict=True):
            if len(record.entries) != one.expected:
                raise Conflict(f"{one.stream} has {len(record.entries)} entries, not {one.expected}")
            if one.at.tzinfo is None:
                raise ValueError("the time of a commit has no zone")
            named = [(mail.digest, mail.data) for mail in one.envelopes] + [*one.files.items()]
            if any(hashlib.sha256(data).hexdigest() != digest for digest, data in named):
                raise ValueError("a digest is not that of its bytes")
        if self.refuse is not None:
            raise Temporary(self.refuse)
        for record, one in zip(records, commits, strict=True):
            self._records[one.stream] = _extended(record, one)
            self._archived.discard(one.stream)
            if one.archive:
                self._archived.add(one.stream)
            self.envelopes |= {mail.digest: mail.data for mail in one.envelopes}
            self.files |= one.files
            for key in (key for event in one.events for key in keys(event)):
                self._index.setdefault(key, set()).add(one.stream)
            self.commits.append(one)

    def find(self, kind: str, key: str) -> tuple[str, ...]:
        """The streams with this key, by name."""
        return tuple(sorted(self._index.get((kind, key), ())))

    def open_streams(self) -> tuple[str, ...]:
        """Cases and statistics that are not archived, desk days with rows to send, by name."""
        return tuple(sorted(name for name, record in self._records.items() if self._is_open(name, record)))

    def envelope(self, digest: str) -> bytes:
        """The bytes of a finished mail; raises Permanent when they are gone."""
        if digest not in self.envelopes:
            raise Permanent(f"the mail {digest[:12]} is gone from the store")
        return self.envelopes[digest]

    def file(self, digest: str) -> bytes:
        """The bytes of an encrypted attachment; raises Permanent when they are gone."""
        if digest not in self.files:
            raise Permanent(f"the attachment {digest[:12]} is gone from the store")
        return self.files[digest]

    def forget(self, digests: Collection[str]) -> None:
        """Delete them."""
        for digest in digests:
            self.files.pop(digest, None)

    def envelopes_kept(self) -> frozenset[str]:
        """Their digests."""
        return frozenset(self.envelopes)

    def burn(self, digests: Collection[str]) -> int:
        """Those that do not wait go."""
        if self.refuse is not None:
            raise Temporary(self.refuse)
        rows = (row for record in self._records.values() for row in record.rows)
        burnt = self.envelopes.keys() & set(digests) - {row.digest for row in rows if row.state.waits}
        for digest in burnt:
            del self.envelopes[digest]
        return len(burnt)

    def streams(self) -> tuple[str, ...]:
        """Every stream by name."""
        return tuple(sorted(self._records))

    def purge(self, stream: str, keep: Collection[int]) -> None:
        """Content and finished mails go."""
        if self.refuse is not None:
            raise Temporary(self.refuse)
        self._rests.pop(stream, None)
        record = self._records.get(stream, Record(stream, (), ()))
        entries = tuple(
            one if one.seq in keep else replace(one, event=without_content(one.event))
            for one in record.entries
        )
        self._records[stream] = replace(record, entries=entries)
        for row in record.rows:
            if not row.state.waits:
                self.envelopes.pop(row.digest, None)

    def remains(self, stream: str, keep: Collection[int]) -> tuple[str, ...]:
        """Content and finished mails that are there."""
        record = self._records.get(stream, Record(stream, (), ()))
        left = [f"entry {one.seq}" for one in record.entries if one.seq not in keep and has_content(one)]
        mails = [row.digest for row in record.rows if not row.state.waits and row.digest in self.envelopes]
        return (*left, *(f"the mail {one[:12]}" for one in mails))

    def next_serial(self, year: int) -> int:
        """One more than the highest serial in the references of that year."""
        parts = (
            name.split("-") for name in self._records if not name.startswith(("desk-", "stats-", "which-"))
        )
        return max((int(serial) for _, of, serial, _ in parts if int(of) == year), default=0) + 1

    def free_serial(self, year: int, above: int) -> int:
        """The same, or the first over `above`."""
        return max(self.next_serial(year), above + 1)

    def newest(self) -> datetime | None:
        """The newest time of any entry."""
        return max((entry.at for one in self._records.values() for entry in one.entries), default=None)

    def at_rest(self, streams: Collection[str], edition: str) -> Mapping[str, str]:
        """What was kept of these streams at this edition, and nobody has written since."""
        kept = {one: self._rests[one] for one in streams if one in self._rests}
        return {
            stream: text
            for stream, (record, at, text) in kept.items()
            if self._records.get(stream) is record and at == edition
        }

    def rest(self, lines: Mapping[str, RestLine | None], edition: str) -> None:
        """Keep it."""
        for stream, line in lines.items():
            record = self._records.get(stream)
            if (
                line is None
                or record is None
                or stream in self._archived
                or len(record.entries) != line.entries
            ):
                self._rests.pop(stream, None)
            else:
                self._rests[stream] = record, edition, line.text

    def _is_open(self, name: str, record: Record) -> bool:
        if name.startswith("desk-"):
            return any(row.state.waits for row in record.rows)
        return name not in self._archived


def has_content(entry: Entry) -> bool:
    """Whether a purge would change it."""
    return without_content(entry.event) != entry.event


def _extended(record: Record, commit: Commit) -> Record:
    fresh = tuple(Entry(commit.expected + n, commit.at, event) for n, event in enumerate(commit.events))
    rows = {row.message_id: row for row in (*record.rows, *commit.rows)}
    return replace(record, entries=record.entries + fresh, rows=tuple(rows.values()))
