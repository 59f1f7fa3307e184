"""Keeps what a start has to know of cases at rest, so that it need not read them (docs/decisions/at-rest.md).

What is kept counts as long as the stream has not changed by a byte, and the site and hotlined are the same;
everything else is read.  It is written a while after a change, by a loop of its own, and when the daemon
ends: no mail waits for it, and what a crash keeps from being written costs the next start a look there.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hotlined.app import audit
from hotlined.app.docket import Docket
from hotlined.app.folded import Folded
from hotlined.app.ports import Permanent, Resting, RestLine, Temporary
from hotlined.app.waiting import to_its_end
from hotlined.domain.hotline.site import Site
from hotlined.domain.overview.rest import AtRest, at_rest, read, written
from hotlined.domain.values.batches import batched
from hotlined.domain.values.reference import parse_reference

LOOK: Final = 60.0  # seconds between two looks
CALM: Final = 2.0  # seconds without a change before a batch
BATCH: Final = 20  # cases
PAUSE: Final = 0.1  # seconds between two batches, so that mails have the machine
FAULTS: Final = (Temporary, Permanent)


@dataclass(slots=True)
class Rests:
    """The cases that have changed since they were kept; `run` never returns."""

    docket: Docket
    kept: Resting
    _changed: dict[str, None] = field(default_factory=dict)
    _stirred: float = 0.0  # monotonic: when anything changed last

    def __post_init__(self) -> None:
        self.docket.listeners.add(self.changed)
        self.docket.known = self.known

    def changed(self, folded: Folded) -> None:
        """A stream has changed, or was read since nothing was kept of it."""
        self._stirred = self.docket.clock.monotonic()
        if parse_reference(folded.case.stream) is not None:
            self._changed[folded.case.stream] = None

    def known(self, streams: Sequence[str]) -> Mapping[str, AtRest]:
        """Those of these streams that are at rest, as far as it is kept; in a thread."""
        edition, now = _edition(self.docket.site()), self.docket.clock.now()
        if not edition:
            return {}
        found: dict[str, AtRest] = {}
        for stream, text in self.kept.at_rest(streams, edition).items():
            try:
                rest = read(stream, text)
            except ValueError as error:
                audit.bug("rests", error, stream)
                continue
            if rest.lasts(now):
                found[stream] = rest
        return found

    async def run(self) -> None:
        """Keep what has changed, for ever; while mails are dealt with it waits, for as long as that takes."""
        clock = self.docket.clock
        while True:
            await clock.sleep(LOOK)
            for some in batched(list(self._changed), BATCH):
                while (rest := self._stirred + CALM - clock.monotonic()) > 0:
                    await clock.sleep(rest)
                await self._keep(some)
                await clock.sleep(PAUSE)

    async def finish(self) -> None:
        """Keep what is in memory, at the end: what is read anew for it would be read by the next start."""
        await self._keep([stream for stream in self._changed if self.docket.is_in_memory(stream)])

    async def _keep(self, streams: Sequence[str]) -> None:
        """Of those that nobody writes just now: the others come at the next look."""
        try:
            if self.docket.others is None:
                async with self.docket.left_alone(streams) as ours:
                    await self._put(ours)
                return
            for stream in streams:  # one at a time: who waits for one keeps no other from anybody
                async with self.docket.locked([stream]):
                    await self._put([stream])
        except FAULTS:
            return  # nothing is kept of them, and the next start reads them
        except Exception as error:
            audit.bug("rests", error, "-")

    async def _put(self, streams: Sequence[str]) -> None:
        for stream in streams:
            self._changed.pop(stream, None)
        if streams:
            await to_its_end(self._kept, streams)

    def _kept(self, streams: Sequence[str]) -> None:
        site = self.docket.site()  # once: a reload may come meanwhile
        edition = _edition(site)
        lines = {stream: self._line(stream, site) if edition else None for stream in streams}
        self.kept.rest(lines, edition)

    def _line(self, stream: str, site: Site) -> RestLine | None:
        folded = self.docket.looked_at(stream)
        rest = at_rest(folded.case, folded.rows, site) if folded is not None else None
        return (
            RestLine(folded.case.version, written(rest)) if folded is not None and rest is not None else None
        )


def _edition(site: Site) -> str:
    """Of the site, and of how its clock was set before this daemon; "" where nothing is kept, or believed.

    While the clock goes wrong, or is behind the record, all moments are others (C1).
    """
    if not site.edition or not site.clock.is_steady:
        return ""
    # As the next daemon finds them in the record.
    before = (*site.clock.settings, *site.clock.noticed, *site.clock.undone)
    return f"{site.edition}/{hashlib.sha256(repr(before).encode()).hexdigest()}" if before else site.edition
