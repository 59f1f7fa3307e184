"""What a store of files knows without reading them, kept to what is on the disk.

That is every key with its streams, how far each stream had come, which ones are open, those that were used
of late, and the highest case numbers.
"""

from collections.abc import Sequence

from hotlined.adapters.casefiles import heads, opening, shelf
from hotlined.adapters.casefiles import stream as streams
from hotlined.adapters.casefiles.decoded import Decoded
from hotlined.adapters.casefiles.disk import Disk
from hotlined.adapters.casefiles.layout import Layout, is_desk, serial
from hotlined.adapters.casefiles.opening import Opened
from hotlined.adapters.casefiles.stream import Stream
from hotlined.app.ports import Permanent, Record
from hotlined.domain.record.index import Key


class Memory:
    """Begins as the store was `opened`; `keeps`: nobody else writes, so that what was read stays true."""

    def __init__(self, layout: Layout, disk: Disk, opened: Opened, *, keeps: bool) -> None:
        self._layout = layout
        self._disk = disk
        self.keeps = keeps
        self.catalogue = opened.archive.catalogue
        self.heads = opened.archive.heads
        self.open = {name for name in opened.homes if not is_desk(name)}
        self.sending = {name for name, one in opened.homes.items() if is_desk(name) and one.waits}
        self.newest = opened.newest
        self.resting = opened.resting  # as they were at the start
        self._decoded = Decoded()
        # As the start has read them; each is given away once, since nothing here asks for it again.
        self._at_hand = {name: one.record for name, one in opened.homes.items() if one.record is not None}
        self._serials, self.writes = opened.archive.serials(), opened.archive.writes()
        for name in (*opened.homes, *opened.archive.heads.streams):
            self._count(name)

    def at_hand(self, name: str) -> Record | None:
        """The record as the start has read it, once."""
        return self._at_hand.pop(name, None)

    def highest(self, year: int) -> int:
        """The highest case serial of that year; 0: there is none."""
        return self._serials.get(year, 0)

    def current(self, name: str) -> Stream:
        """The stream as it is on the disk, an empty one where there is none; raises Permanent, OSError."""
        known = self._decoded.of(name)
        if known is not None:
            return known
        found = shelf.read(self._layout, name) or streams.empty(name)
        if fault := heads.fault(found, self.heads.of(name)):
            raise Permanent(f"{name} {fault}")
        if self.keeps:
            self._decoded.keep(found)
        return found

    def forget(self, name: str) -> None:
        """It changes on the disk, and is to be read anew."""
        self._decoded.drop(name)
        self._at_hand.pop(name, None)
        self.resting.discard(name)

    def adopt(self, new: Stream, keys: Sequence[Key]) -> None:
        """Bring the memory to what is on the disk, and note the head."""
        self.catalogue.add(new.name, keys)
        self._decoded.keep(new)
        self._count(new.name)
        self.newest = opening.latest(self.newest, new.record.entries[-1:])
        known = self.heads.streams.get(new.name)  # in memory: what is written must not fail any more
        self.writes += max(0, new.rev - (known.rev if known is not None else 0))
        heads.note(self._layout, self._disk, new, self.heads)
        desk = is_desk(new.name)
        among = self.sending if desk else self.open
        (among.add if (new.waits if desk else not new.archived) else among.discard)(new.name)

    def _count(self, name: str) -> None:
        found = serial(name)
        if found:
            year, number = found
            self._serials[year] = max(number, self._serials.get(year, 0))
