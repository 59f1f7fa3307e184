"""The store of streams."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from hotlined.domain.mail.message import Envelope
from hotlined.domain.record import chain

if TYPE_CHECKING:  # the process that reads mails imports this, and nothing of a case
    from hotlined.domain.mail.outgoing import OutboxRow
    from hotlined.domain.record.events import Entry, Event


@dataclass(frozen=True, slots=True)
class Record:
    """A stream as stored: its entries oldest first, and its outbox rows in the order they were made."""

    stream: str
    entries: tuple[Entry, ...]
    rows: tuple[OutboxRow, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        """What its entries say."""
        return tuple(entry.event for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Commit:
    """What one step adds to one stream.

    `expected` is the number of entries the step was decided on; `rows` replace rows of the same
    Message-ID or are added; `envelopes` are the bytes of rows that are new; `files` are encrypted
    attachments that are new, by the SHA-256 of these bytes.
    """

    stream: str
    expected: int
    at: datetime
    events: tuple[Event, ...] = ()
    rows: tuple[OutboxRow, ...] = ()
    envelopes: tuple[Envelope, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    archive: bool = False  # the case is closed: move it out of the open ones after this write

    def check_digests(self) -> None:
        """ValueError if a digest is not that of its bytes: they could never be read again."""
        if any(envelope.digest != sha256(envelope.data).hexdigest() for envelope in self.envelopes):
            raise ValueError("the digest of an envelope is not that of its bytes")
        if any(digest != sha256(data).hexdigest() for digest, data in self.files.items()):
            raise ValueError("the digest of an attachment is not that of its bytes")


@dataclass(frozen=True, slots=True)
class Stored:
    """A stream exactly as it lies in a store, so that another store can take it over with its chain.

    `rev` counts its writes, `content` is what lies beside the entries with its salts.
    """

    stream: str
    rev: int
    archived: bool
    links: tuple[chain.Link, ...]
    content: chain.Content
    rows: tuple[OutboxRow, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """A stream with the finished mails and attachments that it names and that are there, by SHA-256."""

    stored: Stored
    mails: Mapping[str, bytes]
    files: Mapping[str, bytes]


class Store(Protocol):
    """Streams of events with their outbox rows: cases, and one desk stream a day.

    A stream's name is a case reference, `desk-YYYY-MM-DD`, `stats-YYYY-Qn` (or `-Hn`), or `which-YYYY-` and
    eight letters or digits.  Synchronous and thread-safe; the caller runs it in a thread.  Raises Temporary
    when the disk refuses (nothing has changed then).
    """

    def load(self, stream: str) -> Record | None:
        """The stream, open or archived."""

    def commit(self, commits: Sequence[Commit]) -> None:
        """Write all of it or nothing; on return it survives a power cut.  Raises Conflict, Temporary."""

    def find(self, kind: str, key: str) -> tuple[str, ...]:
        """Streams in which an event put this key into the index (`domain.record.index.keys`)."""

    def open_streams(self) -> tuple[str, ...]:
        """Cases and statistics that are not archived, and desk streams that still have rows to send."""

    def envelope(self, digest: str) -> bytes:
        """The bytes of a finished mail; raises Permanent when they are gone or changed."""

    def file(self, digest: str) -> bytes:
        """The encrypted bytes of an attachment; raises Permanent when they are gone or changed."""

    def forget(self, digests: Collection[str]) -> None:
        """Delete these encrypted attachments, for good; those that are gone already are passed over."""

    def envelopes_kept(self) -> frozenset[str]:
        """The digests of all finished mails that are there; none of a commit that is under way."""

    def burn(self, digests: Collection[str]) -> int:
        """Destroy these finished mails but those that a row waits to send; how many there were."""

    def streams(self) -> tuple[str, ...]:
        """Every stream by name, archived ones too."""

    def purge(self, stream: str, keep: Collection[int]) -> None:
        """Destroy the stream's content but that of the entries at these places, and every earlier copy of it.

        The envelopes of its mails that do not wait go too.  Again changes nothing; raises Temporary."""

    def remains(self, stream: str, keep: Collection[int]) -> tuple[str, ...]:
        """What such a purge has not destroyed, looked for on the disk, as sentences without content."""

    def next_serial(self, year: int) -> int:
        """One more than the highest case serial ever used in that year."""

    def free_serial(self, year: int, above: int) -> int:
        """A serial over `above` for the next case of that year; where several open cases, one of ours.

        Raises Temporary, Permanent.
        """

    def newest(self) -> datetime | None:
        """The newest time of any entry, of what is not archived at least; None: there is none."""
