"""Writes of streams that failed when they may have happened all the same.

Their streams are *unsettled*: they neither load nor take a commit until a later try has settled what is on
the disk, so that nobody acts on a guess.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hotlined.adapters.casefiles import disk, intents, shelf
from hotlined.adapters.casefiles.disk import Disk
from hotlined.adapters.casefiles.layout import Layout
from hotlined.adapters.casefiles.stream import Stream
from hotlined.app.ports import Permanent
from hotlined.durable import fsync_folder


class Unsettled:
    """The writes of a store's streams, and which of these are in doubt."""

    def __init__(self, layout: Layout, writer: Disk) -> None:
        self._layout = layout
        self._disk = writer
        self._intents: dict[str, Path | None] = {}  # stream -> its intent, None: a single write

    def __contains__(self, name: str) -> bool:
        """Whether this stream is in doubt."""
        return name in self._intents

    def write(self, news: Sequence[Stream]) -> None:
        """Write these streams: one by one atomic replacement, several through an intent; raises OSError."""
        match news:
            case []:
                return
            case [new]:
                with self.doubt([new.name], None, lambda: self._reached(new)):
                    shelf.write(self._layout, self._disk, new)
            case _:
                path, data = intents.plan(self._layout, news)
                with self.doubt([new.name for new in news], path, lambda: disk.exists(path)):
                    self._disk.put(path, data, label="intent")
                    intents.carry_out(self._layout, self._disk, path, news)

    @contextmanager
    def doubt(
        self, names: Sequence[str], intent: Path | None, happened: Callable[[], bool]
    ) -> Iterator[None]:
        """If this fails when it may have happened, its streams are unsettled."""
        try:
            yield
        except BaseException:
            if happened():
                self._intents |= dict.fromkeys(names, intent)
            raise

    def settled(self) -> Iterator[Stream]:
        """Carry out waiting intents, make single writes last; what is then on the disk, one after the other.

        Raises OSError, Permanent.
        """
        for name, intent in list(self._intents.items()):
            if name not in self._intents:
                continue  # was settled with its intent
            if intent is not None and disk.exists(intent):
                settled = intents.resume(self._layout, self._disk, intent)
            else:
                fsync_folder(self._layout.home(name).parent)
                self._disk.point("unsettled-lasts")
                now = shelf.read(self._layout, name)
                settled = (now,) if now else ()
            for one in settled:
                self._intents.pop(one.name, None)
                yield one
            self._intents.pop(name, None)

    def _reached(self, new: Stream) -> bool:
        """Whether the file already holds the new revision; in doubt yes."""
        try:
            now = shelf.read(self._layout, new.name)
        except (OSError, Permanent):
            return True
        return now is not None and now.rev >= new.rev
