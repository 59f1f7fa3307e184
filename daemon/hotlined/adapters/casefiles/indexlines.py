"""`closed/index.tsv`: a line for each stream that is moved to the archive, its index keys and its head.

The line is on the disk before the stream is moved.  A stream that is archived again gets another line; its
keys are those of all of them, its head that of the newest.  A line of an older version has no head, and may
be followed by one without keys that has.  One that does not read may have been the newest of its stream.
"""

import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from hotlined.adapters.casefiles.catalogue import keys_of
from hotlined.adapters.casefiles.disk import Disk
from hotlined.adapters.casefiles.heads import Noted, noted
from hotlined.adapters.casefiles.layout import Layout, is_stream
from hotlined.adapters.casefiles.lines import line, values
from hotlined.adapters.casefiles.stream import Stream
from hotlined.domain.record.chain import Head
from hotlined.domain.record.index import Key
from hotlined.domain.values.reference import parse_reference

_NAMED: Final = re.compile(rb'"([A-Z][A-Z0-9]{0,9}-[0-9]{4}-[0-9]{6,12}-[0-9A-Z])"\t')
UNKNOWN = Head(0, "")  # of a line of an older version


@dataclass(frozen=True, slots=True)
class Archived:
    """One line."""

    stream: str
    noted: Noted
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Damaged:
    """A line that does not read: of one of these streams; none are named: of any."""

    streams: frozenset[str] = frozenset()


def of(stream: Stream) -> Archived:
    """The line of a stream."""
    return Archived(stream.name, noted(stream), tuple(keys_of(stream.record.entries)))


def note(layout: Layout, writer: Disk, lines: Collection[Archived]) -> None:
    """Add lines, down to the disk; raises OSError."""
    data = b"".join(
        line(one.stream, one.noted.rev, one.keys, one.noted.head.count, one.noted.head.hash) for one in lines
    )
    writer.append(layout.index, data, label="archive-index", last=True)


def after(layout: Layout, start: int) -> Iterator[tuple[int, Archived | Damaged]]:
    """The whole lines from this byte on, each with the number of the byte after it.

    Raises OSError, also for a symbolic link.
    """
    try:
        fd = os.open(layout.index, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    with open(fd, "rb") as file:
        file.seek(start)
        for one in file:
            if one.endswith(b"\n"):
                start += len(one)
                yield start, _archived(one) or _damaged(one)


def _archived(one: bytes) -> Archived | None:
    match values(one):
        case [str(stream), int(rev), list(pairs), *rest] if is_stream(stream):
            keys = tuple((str(kind), str(key)) for kind, key in pairs)
            match rest:
                case []:
                    return Archived(stream, Noted(rev, UNKNOWN), keys)
                case [int(count), str(digest)]:
                    return Archived(stream, Noted(rev, Head(count, digest)), keys)
    return None


def _damaged(one: bytes) -> Damaged:
    """A name counts where its check character fits: another may be what the damage has made of it."""
    names = (name.decode("ascii") for name in _NAMED.findall(one))
    return Damaged(frozenset(name for name in names if parse_reference(name) is not None))


def suspects(layout: Layout, damaged: Collection[Damaged]) -> frozenset[str]:
    """The archived streams that the newest line of may be among the damaged ones; raises OSError."""
    if all(one.streams for one in damaged):
        named = frozenset().union(*(one.streams for one in damaged))
        return frozenset(name for name in named if layout.is_archived(name))
    return frozenset().union(*(layout.names_in(folder.name) for folder in layout.closed_folders()))
