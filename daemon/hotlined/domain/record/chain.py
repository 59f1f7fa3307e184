"""The hash chain of a stream: what ties each entry to the one before, and what finds a break in it (P13).

An entry's hash covers the hash before it, its number, its time, its kind, its data, and salted digests of
its content (URLs, descriptions, words of a mail).  The content itself lies beside the entries with its
salt; when a purge (P14) destroys both, the digest stays and the chain stays whole, and nobody can find
the content again by trying likely values against the digest.

The first hash comes from the stream's name, so that entries of one case do not fit into another.  A chain
alone cannot show that its end was cut off: a `Head` that was noted elsewhere can.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as stored: plain JSON data, content only as digests by field name; hashes in hex."""

    seq: int  # from 0
    at: str  # ISO 8601, UTC
    kind: str
    data: Mapping[str, object]
    digests: Mapping[str, str]
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class Salted:
    """One piece of content with its salt, as it lies beside the entries until it is purged."""

    salt: str
    value: object  # plain JSON data


@dataclass(frozen=True, slots=True)
class Head:
    """How far a stream had come when it was last written, noted outside the stream."""

    count: int  # entries
    hash: str  # of the last one


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a stream; `seq` is the entry, None when it is about the stream as a whole."""

    stream: str
    seq: int | None
    what: str  # a sentence that carries no content


Content = Mapping[int, Mapping[str, Salted]]
PURGE_BEGUN: Final = "purge-begun"  # the kind of the entry without which no content goes


def canonical(value: object) -> bytes:
    """The one ASCII byte string for a JSON value: sorted keys, no blanks; raises ValueError on NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def genesis(stream: str) -> str:
    """The hash that the first entry of this stream follows."""
    return hashlib.sha256(b"hotlined stream\0" + stream.encode()).hexdigest()


def salted_digest(salt: str, value: object) -> str:
    """What an entry carries in place of content; `salt` is random, one for each piece."""
    return hashlib.sha256(b"hotlined content\0" + canonical([salt, value])).hexdigest()


def link(
    prev: str, seq: int, *, at: str, kind: str, data: Mapping[str, object], digests: Mapping[str, str]
) -> str:
    """The hash of an entry that follows `prev`."""
    body = canonical([prev, seq, at, kind, data, digests])
    return hashlib.sha256(b"hotlined entry\0" + body).hexdigest()


def following(
    prev: str, seq: int, at: datetime, kind: str, data: Mapping[str, object], pieces: Mapping[str, Salted]
) -> Link:
    """The entry that follows `prev`, with `pieces` beside it; ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("the time of a commit has no zone")
    when = at.astimezone(UTC).isoformat()
    digests = {name: salted_digest(one.salt, one.value) for name, one in pieces.items()}
    made = link(prev, seq, at=when, kind=kind, data=data, digests=digests)
    return Link(seq, when, kind, data, digests, prev, made)


def verify(
    stream: str, links: Sequence[Link], *, content: Content, head: Head | None = None
) -> tuple[Finding, ...]:
    """All that does not fit: changed, lost or moved entries, content that is not what was written.

    `links` are in stored order; `content` is by seq and field name, purged pieces are simply absent, as none
    is before a purge has begun.
    Each break is reported where it shows and does not hide the next one.
    """
    found: list[Finding] = []
    prev, is_purged = genesis(stream), any(entry.kind == PURGE_BEGUN for entry in links)
    for place, entry in enumerate(links):
        pieces = content.get(entry.seq, {})
        lost = [] if is_purged else [name for name in entry.digests if name not in pieces]
        faults = [*_entry_faults(entry, place, prev), *_content_faults(entry, pieces)]
        faults += (f"has lost its content {name!r}, and no purge has begun" for name in lost)
        found += (Finding(stream, entry.seq, what) for what in faults)
        prev = entry.hash
    known = {entry.seq for entry in links}
    found += (Finding(stream, seq, "content without an entry") for seq in sorted(content) if seq not in known)
    found += (Finding(stream, None, what) for what in _head_faults(links, head))
    return tuple(found)


def _entry_faults(entry: Link, place: int, prev: str) -> Iterator[str]:
    if entry.seq != place:
        yield f"stands at place {place}: an entry is lost, moved or put in"
    if entry.prev != prev:
        yield "does not follow the entry before it"
    try:
        expected = link(
            entry.prev, entry.seq, at=entry.at, kind=entry.kind, data=entry.data, digests=entry.digests
        )
    except (ValueError, TypeError, RecursionError):
        expected = ""
    if entry.hash != expected:
        yield "was changed after it was written"


def _content_faults(entry: Link, pieces: Mapping[str, Salted]) -> Iterator[str]:
    for name, piece in pieces.items():
        if name not in entry.digests:
            yield f"has content {name!r} that was not written with it"
        elif entry.digests[name] != salted_digest(piece.salt, piece.value):
            yield f"has content {name!r} that was changed after it was written"


def _head_faults(links: Sequence[Link], head: Head | None) -> Iterator[str]:
    """A stream may be longer than its head (noted a moment later), never shorter or different there."""
    if head is None or head.count == 0:
        return
    if len(links) < head.count:
        yield f"holds {len(links)} entries of {head.count} that were written: its end is lost"
    elif links[head.count - 1].hash != head.hash:
        yield f"entry {head.count - 1} is not the one that was written"
