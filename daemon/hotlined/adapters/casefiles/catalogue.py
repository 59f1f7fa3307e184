"""The index: which streams put a key into it (`domain.record.index`), open and archived.

It lives in memory and is made anew at start: from the open streams themselves, and for archived ones out
of `closed/index.tsv`, so that a start reads only what is open.  A line of that file is written and fsynced
before its stream is moved; a stream whose line is missing, damaged or too old is read again.
"""

from collections.abc import Iterable

from hotlined.adapters.casefiles import disk
from hotlined.adapters.casefiles.disk import Disk
from hotlined.adapters.casefiles.layout import Layout
from hotlined.adapters.casefiles.lines import line, lines
from hotlined.adapters.casefiles.stream import Stream
from hotlined.domain.record.events import Entry
from hotlined.domain.record.index import Key, keys


class Catalogue:
    """Keys to streams, in memory."""

    def __init__(self) -> None:
        self._streams: dict[Key, str | set[str]] = {}  # nearly every key has one stream

    def add(self, stream: str, found: Iterable[Key]) -> None:
        """Note that this stream has these keys; twice is the same as once."""
        for key in found:
            known = self._streams.setdefault(key, stream)
            if isinstance(known, set):
                known.add(stream)
            elif known != stream:
                self._streams[key] = {known, stream}

    def find(self, kind: str, key: str) -> tuple[str, ...]:
        """The streams with this key, by name."""
        known = self._streams.get((kind, key), set[str]())
        return (known,) if isinstance(known, str) else tuple(sorted(known))


def keys_of(entries: Iterable[Entry]) -> list[Key]:
    """The keys of some entries, each once."""
    return list(dict.fromkeys(key for entry in entries for key in keys(entry.event)))


def read_archived(layout: Layout, catalogue: Catalogue) -> dict[str, int]:
    """Add what `closed/index.tsv` has; gives the newest revision in it of each stream; raises OSError."""
    revisions: dict[str, int] = {}
    for values in lines(disk.read(layout.index) or b""):
        match values:
            case [str(stream), int(rev), list(pairs)]:
                catalogue.add(stream, ((str(pair[0]), str(pair[1])) for pair in pairs))
                revisions[stream] = max(rev, revisions.get(stream, 0))
            case _:  # damaged: its stream is read again
                pass
    return revisions


def note_archived(layout: Layout, writer: Disk, stream: Stream) -> None:
    """Add the line of a stream that is about to be moved, down to the disk; raises OSError."""
    data = line(stream.name, stream.rev, keys_of(stream.record.entries))
    writer.append(layout.index, data, label="archive-index", last=True)
