"""The index: which streams put a key into it (`domain.record.index`), open and archived.

What is open, or was archived a moment ago, has its keys in memory, and a start makes them anew of the streams
themselves; keys of all others are looked up on the disk (`closed`).
"""

from collections.abc import Callable, Collection, Iterable

from hotlined.domain.record.events import Entry
from hotlined.domain.record.index import Key, keys


class Catalogue:
    """Keys to streams: in memory, and where `archived` finds some."""

    def __init__(self, archived: Callable[[str, str], Collection[str]]) -> None:
        self._archived = archived
        self._streams: dict[Key, str | set[str]] = {}  # nearly every key has one stream

    def add(self, stream: str, found: Iterable[Key]) -> None:
        """Note that this stream has these keys; twice is the same as once."""
        for key in found:
            known = self._streams.setdefault(key, stream)
            if isinstance(known, set):
                known.add(stream)
            elif known != stream:
                self._streams[key] = {known, stream}

    def drop(self, stream: str, found: Iterable[Key]) -> None:
        """Keep these keys of this stream in memory no longer."""
        for key in found:
            known = self._streams.get(key)
            if isinstance(known, set):
                known.discard(stream)
                if not known:
                    del self._streams[key]
            elif known == stream:
                del self._streams[key]

    def has(self, kind: str, key: str) -> bool:
        """Whether a stream has this key in memory."""
        return (kind, key) in self._streams

    def find(self, kind: str, key: str) -> tuple[str, ...]:
        """The streams with this key, by name."""
        known = self._streams.get((kind, key), ())
        here = {known} if isinstance(known, str) else known
        return tuple(sorted({*here, *self._archived(kind, key)}))


def keys_of(entries: Iterable[Entry]) -> list[Key]:
    """The keys of some entries, each once."""
    return list(dict.fromkeys(key for entry in entries for key in keys(entry.event)))
