"""What board and daily digest cost with many open cases, against reading these at start; printed as ratios.

Run by `make bench-board N=10000`.  Everything but the mailbox's network is real: the case files, the fold,
the templates; the mailbox is the tests' one in memory, and time is stepped, so that pauses cost nothing.
"""

import asyncio
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from hotlined.adapters import mime_write
from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.render import JinjaTemplates
from hotlined.app.cards import Cards
from hotlined.app.compose import Composer
from hotlined.app.daily import DailyDigest
from hotlined.app.docket import Docket
from hotlined.app.pinboard import Pinboard
from hotlined.app.ports import Commit
from hotlined.domain.record.casework import Noted
from hotlined.domain.record.events import Event
from hotlined.domain.values.reference import next_reference
from tests.support.chance import CountingChance
from tests.support.fake_mailbox import FakeMailbox
from tests.support.fake_openpgp import FakeOpenPGP
from tests.support.site import HOTLINE_KEY
from tests.support.world import World, reported

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class SteppedClock:
    """Time that passes only where somebody sleeps; `slept` are the seconds that the pauses came to."""

    def __init__(self) -> None:
        self.slept = 0.0

    def now(self) -> datetime:
        """Aware UTC."""
        return START + timedelta(seconds=self.slept)

    def monotonic(self) -> float:
        """Seconds."""
        return self.slept

    async def sleep(self, seconds: float) -> None:
        """Let it pass at once."""
        self.slept += seconds
        await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds of processor time for so many open cases; `paused` is what the pauses would take besides."""

    cases: int
    start: float
    first: float
    paused: float
    again: float
    one: float
    digest: float
    written: int

    def lines(self) -> tuple[str, ...]:
        """As a table in Markdown."""
        rows = (
            ("reading all cases at start", self.start),
            ("writing every card for the first time", self.first),
            ("the look at all of them, nothing changed", self.again),
            ("one case changed, among them", self.one),
            ("the digest of a morning", self.digest),
        )
        table = (f"| {what} | {seconds / self.start:.3f} |" for what, seconds in rows)
        return (f"| {self.cases} open cases | ratio |", "|---|---|", *table)


def filled(root: Path, count: int) -> CaseFiles:
    """A store with so many open cases, each reported and waiting for its receipt."""
    world: World = reported()
    stream = world.case.stream
    events: tuple[Event, ...] = tuple(event for name, event in world.log if name == stream)
    store = CaseFiles.open(root, salt=lambda: "0" * 32)
    serial = 0
    with patch.object(os, "fsync"):
        for _ in range(count):
            reference = next_reference("HL", 2026, serial)
            serial = reference.serial
            store.commit([Commit(str(reference), 0, START, events)])
    return store


async def measured(root: Path, count: int) -> Figures:
    """Run it: start, first writing, a look at all, one change."""
    store = filled(root, count)
    clock = SteppedClock()
    site = World().site
    templates = JinjaTemplates(None, Path(__file__).parents[1] / "templates", zone=site.hotline.timezone)
    composer = Composer(templates, mime_write, FakeOpenPGP(HOTLINE_KEY))
    docket = Docket(store, composer, clock, CountingChance(), lambda: site)
    box = FakeMailbox("board", clock)
    cards = Cards(docket, Pinboard(box, "Hotline"))
    daily = DailyDigest(docket, _no_keys)
    began = time.process_time()
    await docket.resume()
    start = time.process_time() - began
    slept, first = clock.slept, await _rested(cards)
    paused, written = clock.slept - slept, sum(box.folders().values())
    clock.slept += 7 * 3600
    again = await _rested(cards)
    stream = store.open_streams()[0]
    async with docket.locked([stream]):
        await docket.record(stream, (Noted(by="Ann", mail="m", text="a note"),), ())
    one = await _rested(cards)
    digest = await _morning(daily, clock)
    store.close()
    return Figures(count, start, first, paused, again, one, digest, written)


async def _no_keys() -> tuple[()]:
    return ()


async def _morning(daily: DailyDigest, clock: SteppedClock) -> float:
    """The processor time of one morning's digest; the one before has only begun the count."""
    await daily.look()
    clock.slept += timedelta(days=1).total_seconds()
    began = time.process_time()
    await daily.look()
    return time.process_time() - began


async def _rested(cards: Cards) -> float:
    """The processor time it takes until nothing is left to write."""
    began = time.process_time()
    await cards.turn()
    while cards.waiting:
        await cards.turn()
    return time.process_time() - began


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measured(Path(folder) / "store", count))
    sys.stdout.write("\n".join(figures.lines()) + "\n")
    sys.stdout.write(f"the pauses of the first writing: {figures.paused:.0f} s\n")


if __name__ == "__main__":
    main()
