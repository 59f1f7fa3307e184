"""What the store knows of archived streams: the newest lines of `closed/index.tsv` in memory, all others on
the disk (`closed`).

A start looks at no archived file, and into a year's folder only if names have come or gone there since it was
left: after a crash, a restore, or where somebody has moved files.  Then a stream that has a line and no file
is lost (threats D4), and one that has a file and no line is read and gets one.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from hotlined.adapters.casefiles import heads, indexlines, shelf
from hotlined.adapters.casefiles.catalogue import Catalogue
from hotlined.adapters.casefiles.closed import Closed
from hotlined.adapters.casefiles.disk import Disk, exists
from hotlined.adapters.casefiles.heads import Heads, Noted
from hotlined.adapters.casefiles.indexlines import Archived, Damaged
from hotlined.adapters.casefiles.layout import Layout, serial
from hotlined.app.ports import Permanent

IN_MEMORY: Final = 4096  # streams whose lines are kept there, before they go to the disk in one transaction


@dataclass(slots=True)
class Archive:
    """Index keys and heads of what is archived, in `catalogue` and `heads`; no writer: for looking only."""

    layout: Layout
    heads: Heads
    writer: Disk | None = None
    notes: list[str] = field(default_factory=list)
    catalogue: Catalogue = field(init=False)
    _closed: Closed = field(init=False)
    _fresh: dict[str, Archived] = field(default_factory=dict)
    _damaged: list[Damaged] = field(default_factory=list)  # lines that are not in the index
    _changed: tuple[str, ...] = ()  # folders to look into
    _patience: int = 0  # lines in memory before the disk is tried again
    is_first: bool = False  # no start before this one has left an index that is of use

    def __post_init__(self) -> None:
        self._closed = Closed(self.layout, self.writer)
        self.catalogue = Catalogue(self._closed.find)
        self.heads.archived = self._closed.noted

    # --- at start ----------------------------------------------------------------------------

    def begin(self) -> None:
        """Open the index, and read the lines that are not in it; raises OSError, Temporary, Permanent."""
        why = self._closed.begin()
        self.is_first = not self._closed.there
        if self.writer is not None:
            self._anew(self.writer, why)
        self._read()

    def verified(self) -> str | None:
        """`begin` for who trusts nothing: why the index is of no use and was left aside; raises OSError."""
        why = self._closed.begin() or self._closed.damage()
        if why is not None:
            self._closed.close()
        self._read()
        return why

    def _read(self) -> None:
        for _, line in indexlines.after(self.layout, self._closed.covered):
            if isinstance(line, Archived):
                self._learn(line)
            else:
                self._damaged.append(line)
        self._changed = self._closed.changed()

    def _anew(self, writer: Disk, why: str | None) -> None:
        lines = indexlines.after(self.layout, 0)
        if self._closed.there or next(islice(lines, IN_MEMORY, None), None) is None:
            return
        self.notes.append(f"closed/index.sqlite is made anew: {why or 'there was none'}")
        try:
            self._closed.make(writer)
        except (sqlite3.Error, OSError) as error:  # a full disk: its lines are kept in memory instead
            self._closed.give_up()
            self.notes.append(f"closed/index.sqlite cannot be made: {error}")

    def _learn(self, line: Archived) -> None:
        known = self._fresh.get(line.stream)
        if known is not None:
            noted = max(known.noted, line.noted, key=heads.how_far)
            line = replace(line, noted=noted, keys=tuple(dict.fromkeys((*known.keys, *line.keys))))
        self._fresh[line.stream] = line
        self.catalogue.add(line.stream, line.keys)
        self.heads.learn(line.stream, line.noted)

    def meet(self, homes: Collection[str]) -> None:
        """Learn what the index says of streams that are open again: from then on `heads` has it by itself."""
        for name, noted in self._closed.noted_of(homes).items():
            self.heads.learn(name, noted)

    def lost(self, homes: Collection[str]) -> Iterator[str]:
        """Streams that have a line or a head and no file, as far as a start looks; raises OSError."""
        written = self.away(homes)
        for folder in self._changed:
            written |= self._closed.names_in(folder) - self.layout.names_in(folder)
        yield from sorted(written.difference(homes))

    def away(self, homes: Collection[str]) -> set[str]:
        """Those of them that have a line, and lie neither there nor in the archive; raises OSError."""
        away = self.heads.streams.keys() - set(homes)
        return {name for name in away if not exists(self.layout.closed(name))}

    def put_right(self, homes: Collection[str]) -> None:
        """Give a line to each archived stream that has none, or an older one; raises OSError, Permanent."""
        if self.writer is None:
            return
        beyond = {name: noted for name, noted in self.heads.streams.items() if name not in homes}
        behind = {name for name, noted in beyond.items() if self._rev(name) < noted.rev}
        there = {name for folder in self._changed for name in self._unknown(folder)}
        doubted = indexlines.suspects(self.layout, self._damaged)
        for name in sorted((there | behind | doubted).difference(homes)):
            stream = shelf.read_at(self.layout, name, self.layout.closed(name))
            if stream is not None and (name not in doubted or self._rev(name) < stream.rev):
                self.notes.append(_again(name))
                self._write([indexlines.of(stream)], self.writer)
        self._write(self._closed.missing, self.writer)
        self.notes += [_again(line.stream) for line in self._closed.missing]
        # An older version had the heads of archived streams in heads.tsv alone.
        self._write([Archived(*one) for one in beyond.items() if self._lacks_head(*one)], self.writer)
        if len(self._fresh) > IN_MEMORY or (self._closed.there and self._changed):
            self.settle()
        for name in beyond.keys() - self._fresh.keys():
            self.heads.streams.pop(name, None)

    def _write(self, lines: Collection[Archived], writer: Disk) -> None:
        if lines:
            indexlines.note(self.layout, writer, lines)
        for line in lines:
            self._learn(line)

    def _lacks_head(self, name: str, noted: Noted) -> bool:
        known = self._indexed(name)
        return noted.head.count > 0 and (known is None or known.head.count == 0)

    def _rev(self, name: str) -> int:
        known = self._indexed(name)
        return known.rev if known is not None else 0

    def _unknown(self, folder: str) -> frozenset[str]:
        return self.layout.names_in(folder) - self._closed.names_in(folder) - self._fresh.keys()

    def _indexed(self, name: str) -> Noted | None:
        found = (self._closed.noted(name), self._fresh[name].noted if name in self._fresh else None)
        return max((one for one in found if one is not None), key=heads.how_far, default=None)

    # --- looking -----------------------------------------------------------------------------

    def names(self) -> frozenset[str]:
        """Every stream that has a line; raises Temporary."""
        return self._closed.names() | self._fresh.keys()

    def unknown(self, kind: str, keys: Iterable[str]) -> frozenset[str]:
        """Those of thousands of keys that no stream has, open or archived; raises Temporary."""
        away = frozenset(one for one in keys if not self.catalogue.has(kind, one))
        return away - self._closed.known(kind, away)

    def serials(self) -> dict[int, int]:
        """The highest serial of each year among archived cases; raises Temporary."""
        found = self._closed.serials()
        for year, number in filter(None, map(serial, self._fresh)):
            found[year] = max(number, found.get(year, 0))
        return found

    def writes(self) -> int:
        """How often all streams had been written at the start, open ones too; raises Temporary."""
        noted = self.heads.streams
        counted = {name: one.rev for name, one in self._closed.noted_of(noted).items()}
        more = (max(0, one.rev - counted.get(name, 0)) for name, one in noted.items())
        return self._closed.writes() + sum(more)

    # --- while it grows ----------------------------------------------------------------------

    def enter(self, line: Archived) -> None:
        """The line of a stream that has just been moved; now and then many of them go to the disk."""
        self._learn(line)
        if len(self._fresh) > max(IN_MEMORY, self._patience):
            self.settle()

    def settle(self) -> None:
        """Bring the lines in memory to the disk; where that fails they stay, and are in index.tsv besides."""
        if self.writer is None:
            return
        self._patience = len(self._fresh) + IN_MEMORY  # where it fails: not again with each line
        try:
            self._closed.take(self._fresh.values(), self.writer)
        except (sqlite3.Error, OSError, Permanent) as error:
            self._closed.failed(error)
            return
        self._patience = 0
        with suppress(OSError):
            for line in self._fresh.values():
                if not exists(self.layout.home(line.stream)):
                    self.catalogue.drop(line.stream, line.keys)
                    self.heads.streams.pop(line.stream, None)
            self._fresh.clear()
            heads.compact(self.layout, self.writer, self.heads)

    def close(self) -> None:
        """Bring the rest to the disk, where there is an index; from now on only look."""
        if self._closed.there:
            self.settle()
        self.writer = self._closed.writer = None

    def let_go(self) -> None:
        """Let go of the index as it is."""
        self._closed.close()


def _again(stream: str) -> str:
    return f"{stream}: its line in closed/index.tsv was missing and is there again"
