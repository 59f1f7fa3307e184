"""The cases that are kept folded in memory, bounded in number, and the streams that there are none of."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from hotlined.app.folded import Folded, folded_of
from hotlined.app.ports import Record

KEPT = 2_000  # folded cases in memory


@dataclass(slots=True)
class CaseCache:
    """What is known of streams without the store; what is not known is read there."""

    load: Callable[[str], Record | None]  # as the store has it
    cases: OrderedDict[str, Folded] = field(default_factory=OrderedDict)
    absent: set[str] = field(default_factory=set)  # looked for in vain: desks of days without mail

    def get(self, stream: str) -> Folded | None:
        """What is in memory of it; it is not the next one to go for that."""
        return self.cases.get(stream)

    async def folded(self, stream: str) -> Folded | None:
        """The stream's case and rows; None when there is no such stream."""
        found = self.cases.get(stream)
        if found is not None:
            self.cases.move_to_end(stream)
            return found
        if stream in self.absent:
            return None
        read = await asyncio.to_thread(self.read, stream)
        newer = self.cases.get(stream)
        if newer is not None:  # somebody wrote it, or read it, while it was loaded
            return newer
        if read is None:
            self.absent.add(stream)
            if len(self.absent) > KEPT:
                self.absent.clear()
            return None
        return self.put(stream, read)

    def read(self, stream: str) -> Folded | None:
        """A stream out of the store, if there is one; in a thread, and kept nowhere."""
        record = self.load(stream)
        return folded_of(record) if record is not None else None

    def put(self, stream: str, folded: Folded) -> Folded:
        """Keep it, and no more than there is room for."""
        self.absent.discard(stream)
        self.cases[stream] = folded
        self.cases.move_to_end(stream)
        while len(self.cases) > KEPT:
            self.cases.popitem(last=False)
        return folded

    def drop(self, stream: str) -> None:
        """Only the store knows what it has now."""
        self.cases.pop(stream, None)
        self.absent.discard(stream)
