"""How far each stream has come, noted outside the streams: `heads.tsv`, a line for each write.

The line is added after the stream's file has reached the disk, so a stream may be ahead of its line by
what a crash cut off, and is never behind it.  A stream that is behind is an older copy somebody put
there, and a stream that has a line but no file is lost; both are found at start and by `hotlined verify`
(threats D4).  It is not fsynced at each write: a power cut costs some lines, not the truth of the others.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from hotlined.adapters.casefiles import disk
from hotlined.adapters.casefiles.disk import Disk
from hotlined.adapters.casefiles.layout import Layout
from hotlined.adapters.casefiles.lines import line, values
from hotlined.adapters.casefiles.stream import Stream
from hotlined.domain.record.chain import Head

_SPARE_LINES: Final = 2000  # how many superseded lines may gather before the file is written anew


@dataclass(frozen=True, slots=True)
class Noted:
    """One line: the revision and the head at that write."""

    rev: int
    head: Head


@dataclass(slots=True)
class Heads:
    """The newest line of each stream, and how many lines there were and did not read.

    Streams that are archived, and not only since a moment ago, have theirs elsewhere (`archived`).
    """

    streams: dict[str, Noted]
    written: int = 0
    damaged: int = 0
    archived: Callable[[str], Noted | None] = lambda name: None

    def of(self, name: str) -> Noted | None:
        """How far a stream has come, open or archived; None if that is not known."""
        found = (self.streams.get(name), self.archived(name))
        return max((one for one in found if one is not None), key=how_far, default=None)

    def learn(self, name: str, noted: Noted) -> None:
        """What some line says; one that is behind says nothing new."""
        known = self.streams.get(name)
        if known is None or how_far(noted) > how_far(known):
            self.streams[name] = noted


def fault(stream: Stream, noted: Noted | None) -> str | None:
    """What is wrong with a stream that had come so far, as a sentence; None if it has or is further."""
    if noted is None:
        return None
    if stream.rev < noted.rev:
        return f"is an older copy (write {stream.rev} of {noted.rev})"
    if noted.head.count == 0:
        return None
    at = stream.stored(noted.head.count - 1)
    if at is None or at.get("hash") != noted.head.hash:
        return f"holds other entries than the {noted.head.count} that were written"
    return None


def how_far(noted: Noted) -> tuple[int, int]:
    """By which one is further than another."""
    return noted.rev, noted.head.count


def noted(stream: Stream) -> Noted:
    """How far a stream is."""
    return Noted(stream.rev, Head(len(stream.record.entries), stream.hash))


def read(layout: Layout) -> Heads | None:
    """The heads as noted; None if the file is missing; raises OSError."""
    data = disk.read(layout.heads)
    if data is None:
        return None
    found = Heads({})
    for one in data.splitlines():
        found.written += 1
        match values(one):
            case [str(stream), int(rev), int(count), str(digest)]:
                found.streams[stream] = Noted(rev, Head(count, digest))
            case _:
                found.damaged += 1
    return found


def note(layout: Layout, writer: Disk, stream: Stream, heads: Heads) -> None:
    """Add the stream's line; a disk that refuses costs the line only, the stream itself is written."""
    heads.streams[stream.name] = noted(stream)
    heads.written += 1
    with suppress(OSError):
        data = _line(stream.name, heads.streams[stream.name])
        writer.append(layout.heads, data, label="heads", last=False)


def compact(layout: Layout, writer: Disk, heads: Heads) -> None:
    """Write the file anew when most of its lines are superseded or damaged; raises OSError."""
    if heads.written > len(heads.streams) + _SPARE_LINES or heads.damaged:
        data = b"".join(_line(stream, one) for stream, one in heads.streams.items())
        writer.put(layout.heads, data, label="heads-anew")
        heads.written, heads.damaged = len(heads.streams), 0


def _line(stream: str, noted: Noted) -> bytes:
    return line(stream, noted.rev, noted.head.count, noted.head.hash)
