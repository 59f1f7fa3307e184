"""Recently used streams, decoded, bounded in number."""

from collections import OrderedDict
from dataclasses import replace
from typing import Final

from hotlined.adapters.casefiles.stream import Stream

KEPT: Final = 256


class Decoded:
    """The streams by name, the one that was asked for longest ago first."""

    def __init__(self) -> None:
        self._streams: OrderedDict[str, Stream] = OrderedDict()

    def of(self, name: str) -> Stream | None:
        """The stream, where it is kept."""
        known = self._streams.get(name)
        if known is not None:
            self._streams.move_to_end(name)
        return known

    def keep(self, one: Stream) -> None:
        """It is on the disk like this; one that was never written is not kept."""
        if one.rev == 0:
            return
        self._streams[one.name] = replace(one, fresh=())  # written by now, and large
        self._streams.move_to_end(one.name)
        while len(self._streams) > KEPT:
            self._streams.popitem(last=False)

    def drop(self, name: str) -> None:
        """It is to be read anew."""
        self._streams.pop(name, None)
