"""One machine of several: its clock, its version, and its daemon, which is begun again after each end.

What is true here: standing by and beside (`lease.until_ours`, `Beside`), the renewals, the shares, locks and
news, what is kept of cases at rest, the watches, intake, docket, agenda, outbox and fence, copies, purges and
the board.
What is not: `service.Turns` and the wiring are written anew (`Machine._turn`, `Machine.placed`).
"""

import asyncio
import contextvars
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast

from hotlined.adapters.config.settings import Settings
from hotlined.app import clock_record
from hotlined.app.cards import Cards
from hotlined.app.compose import Composer
from hotlined.app.copies import Copies
from hotlined.app.lease import LOOK, Leashed, Unreached, _kept, until_ours
from hotlined.app.listeners import Listeners
from hotlined.app.others import Others
from hotlined.app.pinboard import Pinboard
from hotlined.app.ports import Temporary
from hotlined.app.purging import Purges
from hotlined.app.rests import Rests
from hotlined.app.searching import Box
from hotlined.app.shares import MailShare, Shares
from hotlined.beside import Beside
from hotlined.domain.mail.message import Draft
from hotlined.domain.record.order import Order
from hotlined.parts import Parts
from hotlined.service import _put_up_with
from tests.simulation.crew.ears import Ears
from tests.simulation.crew.ledger import Ledger
from tests.simulation.crew.process import HERE, Process, ProcessClock, Threads
from tests.simulation.crew.rules import site, templates
from tests.simulation.crew.servers import SharedCourier
from tests.support.fake_lease import BESIDE, FakeLease
from tests.support.rig import Rig

if TYPE_CHECKING:
    from tests.simulation.crew.town import Town

LEASE: Final = 22.5  # seconds, as of `postgresql: {lease: 30s}`


class Silent:
    """Nobody is told of anything: whoever waits looks again after a second."""

    def wait(self, seconds: float) -> bool:
        """As where the database does not answer."""
        raise Temporary("nobody tells")


class NoOrders:
    """`ports.Orders`, without any."""

    def waiting(self) -> tuple[Order, ...]:
        """None."""
        return ()

    def done(self, order: Order) -> None:
        """Never."""


def kept(lease: FakeLease, clock: ProcessClock) -> Any:
    """As `lease.kept`, without a real thread."""
    return _kept(lease, clock, Threads(1))


def here() -> Process:
    """The process whose code runs."""
    found = HERE.get()
    assert found is not None
    return found


@dataclass
class Pen:
    """A composer that tells the ledger which cases an answer names."""

    ledger: Ledger
    composer: Composer

    def compose(self, draft: Draft, *args: Any) -> Any:
        """The finished mail and its row."""
        if draft.kind == "opened":
            linked = draft.values.get("linked", ())
            self.ledger.linked[draft.stream] = tuple(case for _, case in linked)  # type: ignore[attr-defined]
        return self.composer.compose(draft, *args)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.composer, name)


@dataclass
class Machine:
    """`off`: seconds that its clock is ahead; `version` of hotlined and its rules, from the next start on."""

    town: "Town"
    number: int
    process: Process = field(init=False)
    runs: int = 0
    off: float = 0.0
    version: int = 0

    def start(self) -> None:
        """A new process."""
        self.runs += 1
        self.process = Process(f"{'abc'[self.number]}{self.runs}", self.town.clock, off=lambda: self.off)
        self.process.site = site(self.version, purges=self.town.schedule.purges)
        context = contextvars.copy_context()
        context.run(HERE.set, self.process)
        self.process.task = asyncio.get_running_loop().create_task(self._live(), context=context)

    def lease(self, name: str) -> FakeLease:
        """A new one, under a name that never comes again."""
        process = here()
        holder = f"{process.name}.{len(process.names)}"
        process.names.append(holder)
        if process.cut:
            self.town.hub.cut.add(holder)
        full = name if name != BESIDE else BESIDE + holder
        assert self.town.hub.leases is not None
        return FakeLease(
            self.town.hub.leases, holder, full, LEASE, lambda: process.cut, lambda: process.off()
        )

    async def _live(self) -> None:
        process, clock = self.process, ProcessClock(self.process)
        try:
            while True:
                lease = self.lease("site")
                beside = BesideHere(Path("mailboxes.yaml"), TOGETHER, lambda text: None)
                beside.machine = self
                try:
                    try:
                        unreached = Unreached(clock)
                        await until_ours(lease, Silent(), clock, str, unreached, seen=beside.seen)
                    finally:
                        await beside.end()
                    async with asyncio.TaskGroup() as group:
                        keeper = group.create_task(kept(lease, clock))
                        await self._turn(lease)
                        keeper.cancel()
                except BaseExceptionGroup as failed:
                    _put_up_with(failed)
                finally:
                    await asyncio.to_thread(lease.give_back)
                await clock.sleep(LOOK)
        except Exception as error:
            if process.alive:
                self.town.ledger.wrong(f"X: {process.name} ended with {error!r}")

    async def _turn(self, lease: FakeLease) -> None:
        """The first daemon's work, as `serving.work`; told to end it keeps what is at rest."""
        async with self.placed(lease, leads=True) as (rig, shares):
            assert rig.rests is not None
            boxes = {name: box.of(self.process) for name, box in self.town.boxes.items()}
            copies = Copies(rig.docket, boxes["lea"].of(self.process), "Hotline/Sent")
            cards = Cards(rig.docket, Pinboard(boxes["intake"].of(self.process), "Hotline"))
            places = [Box(box, "Hotline") for box in boxes.values()]
            purges = Purges(rig.docket, places, NoOrders(), cards.settled)
            self.town.connections.append((self.process, boxes))
            try:
                await rig.docket.resume()
                async with asyncio.TaskGroup() as group:
                    await asyncio.to_thread(shares.begin)
                    assert rig.docket.others is not None
                    group.create_task(shares.run(rig.docket.others))
                    for watch in rig.watches.values():
                        group.create_task(watch.run())
                    parts = (rig.outbox, rig.agenda, copies, purges, cards, rig.rests)
                    for part in parts:
                        group.create_task(part.run())
            except asyncio.CancelledError:
                if self.process.ends:
                    await rig.rests.finish()
                raise
            finally:
                self.town.connections.remove((self.process, boxes))

    @asynccontextmanager
    async def placed(self, lease: FakeLease, *, leads: bool) -> AsyncIterator[tuple[Rig, Shares]]:
        """The parts under a lease, as `wiring.build` makes them; of the first no case is in memory yet."""
        town, process = self.town, here()
        clock = ProcessClock(process)
        store, common = town.hub.daemon(lease.holder, lease)
        ears = Ears(town.hub, process, common.name)
        common.wait = ears.wait  # type: ignore[method-assign, assignment]
        boxes = {name: box.of(process) for name, box in town.boxes.items()}
        rig = Rig(process.site, clock, store, chance=town.chance, boxes=boxes, rest=None)  # type: ignore[arg-type]
        rig.docket.configured = lambda: process.site
        rig.rests = Rests(rig.docket, store)  # type: ignore[arg-type]
        town.ledger.looks_at(store, lease, process)
        town.beliefs.looks_at(store, rig.docket, process)
        composer = Pen(town.ledger, replace(rig.composer, templates=templates()))
        rig.docket.composer = composer  # type: ignore[assignment]
        rig.docket.others = Others(common, clock, rig.docket.learn)
        rig.outbox.attempts.courier = Leashed(SharedCourier(town.servers, process, lease), lease)
        shares = Shares(common, clock, leads)
        rig.outbox.share(shares)
        for name, watch in rig.watches.items():
            if name != "lea":
                watch.share = MailShare(shares, watch.mailbox, rig.docket.site)
        town.connections.append((process, boxes))
        town.beliefs.rigs[process.name] = rig
        try:
            await clock_record.begin(rig.docket, rig.fences)
            if leads:
                shares.begin = lease.open_to_others
            else:
                rig.docket.listeners = Listeners([rig.outbox.changed, rig.board.changed], [rig.board.rests])
                await rig.docket.resume()
            yield rig, shares
        finally:
            ears.close()
            if process.alive and not process.cut:
                common.lose_session()  # it is closed, and the server is told
            del town.beliefs.rigs[process.name]
            town.connections.remove((process, boxes))


TOGETHER = cast(Settings, SimpleNamespace(database=SimpleNamespace(together=True)))


class BesideHere(Beside):
    """The true one, but for where its parts come from."""

    machine: Machine

    async def _work(self) -> None:
        lease = self.machine.lease(BESIDE)
        try:
            async with self.machine.placed(lease, leads=False) as (rig, shares):
                watches = tuple(rig.watches.values())
                parts = SimpleNamespace(docket=rig.docket, watches=watches, outbox=rig.outbox)
                await asyncio.to_thread(lease.take)
                await self._share(cast(Parts, parts), shares, lease)
        finally:
            self._parts = None
            await asyncio.to_thread(lease.give_back)
