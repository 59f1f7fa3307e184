"""Several daemons on one store in memory: the true loops of each, its leases, and what befalls it.

What is true here: standing by and beside (`tenure.until_ours`, `Beside`), the renewals, the shares, locks and
news, the watches, intake, docket, agenda, outbox and fence.  What is not: `service._in_turn` and the wiring
are written anew (`Machine._turn`), and of the daily parts, recovery, board and purges nothing runs.
"""

import asyncio
import contextvars
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.utils import format_datetime
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, cast

from hotlined.adapters.config.settings import Settings
from hotlined.adapters.render import JinjaTemplates
from hotlined.app import tenure
from hotlined.app.clock_record import ClockRecord
from hotlined.app.compose import Composer
from hotlined.app.others import Others
from hotlined.app.ports import Temporary
from hotlined.app.shares import MailShare, Shares
from hotlined.app.tenure import LOOK, Leashed, Unreached, until_ours
from hotlined.beside import Beside
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Draft
from hotlined.service import _put_up_with
from hotlined.wiring import Parts
from tests.simulation.crew.ledger import Ledger
from tests.simulation.crew.process import HERE, Process, ProcessClock, Strike, Threads
from tests.simulation.crew.schedule import BEFALLS, DELAY, Schedule, Step
from tests.simulation.crew.servers import Servers, SharedCourier, SharedMailbox
from tests.simulation.streets import DSN
from tests.support.fake_clock import FakeClock
from tests.support.fake_common import Hub
from tests.support.fake_lease import BESIDE, FakeLease, Leases
from tests.support.rig import ANN, BEN, FORM, LEA, NAMES, PROVIDER, PUBLIC, TEMPLATES, FakeChance, Rig
from tests.support.site import ANALYST_KEY, LEA_KEY, make_site

LEASE: Final = 22.5  # seconds, as of `postgresql: {lease: 30s}`
QUIET: Final = 2_400  # seconds at most until all is settled
ANALYSTS: Final = {"ann": ANN, "ben": BEN}
KEYS: Final = {"ann": ANALYST_KEY, "ben": "F" * 40}


@cache
def templates() -> JinjaTemplates:
    """Compiled once for all schedules."""
    return JinjaTemplates(None, TEMPLATES, zone=make_site().hotline.timezone)


def site() -> Site:
    """One provider, and notices that leave soon."""
    made = make_site(providers=(PROVIDER,))
    signing = (replace(one, fingerprints=(KEYS[one.name.lower()],)) for one in made.analysts)
    made = replace(made, analysts=tuple(signing))
    return replace(made, agreement=replace(made.agreement, ntd_delay=timedelta(milliseconds=DELAY)))


class Silent:
    """Nobody is told of anything: whoever waits looks again after a second."""

    def wait(self, seconds: float) -> bool:
        """As where the database does not answer."""
        raise Temporary("nobody tells")


def kept(lease: FakeLease, clock: ProcessClock) -> Any:
    """As `tenure.kept`, without a real thread."""
    return tenure._kept(lease, clock, Threads(1))


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
    """One machine with its daemon, which is begun again after each of its ends."""

    town: "Town"
    number: int
    process: Process = field(init=False)
    runs: int = 0

    def start(self) -> None:
        """A new process."""
        self.runs += 1
        self.process = Process(f"{'abc'[self.number]}{self.runs}", self.town.clock)
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
        return FakeLease(self.town.hub.leases, holder, full, LEASE, lambda: process.cut)

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
        """The first daemon's work, as `service.work`."""
        async with self.placed(lease, leads=True) as (rig, shares), asyncio.TaskGroup() as group:
            await asyncio.to_thread(shares.begin)
            assert rig.docket.others is not None
            group.create_task(shares.run(rig.docket.others))
            for watch in rig.watches.values():
                group.create_task(watch.run())
            group.create_task(rig.outbox.run())
            group.create_task(rig.agenda.run())

    @asynccontextmanager
    async def placed(self, lease: FakeLease, *, leads: bool) -> AsyncIterator[tuple[Rig, Shares]]:
        """The parts under a lease, as `wiring.build` makes them, with the open cases in memory."""
        town, process = self.town, here()
        clock = ProcessClock(process)
        store, common = town.hub.daemon(lease.holder, lease)
        common.wait = Silent().wait  # type: ignore[method-assign, assignment]
        town.ledger.looks_at(store, lease, process)
        boxes = {name: box.of(process) for name, box in town.boxes.items()}
        rig = Rig(site(), clock, store, chance=town.chance, boxes=boxes)  # type: ignore[arg-type]
        composer = Pen(town.ledger, replace(rig.composer, templates=templates()))
        rig.docket.composer = composer  # type: ignore[assignment]
        rig.docket.others = Others(common, clock, rig.docket.learn)
        rig.outbox.courier = Leashed(SharedCourier(town.servers, process, lease), lease)
        shares = rig.outbox.shares = Shares(common, clock, leads)
        if leads:
            shares.begin = lease.open_to_others
        shares.listeners.append(rig.outbox._look)
        for name, watch in rig.watches.items():
            if name != "lea":
                watch.share = MailShare(shares, watch.mailbox, rig.docket.site)
        if not leads:
            rig.docket.listeners[:] = [rig.outbox.changed, rig.board.changed]
        town.connections.append((process, boxes))
        try:
            await ClockRecord(rig.docket).begin(rig.fences)
            await rig.docket.resume()
            yield rig, shares
        finally:
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


@dataclass
class Town:
    """One run of one schedule."""

    schedule: Schedule
    clock: FakeClock = field(default_factory=FakeClock)
    hub: Hub = field(init=False)
    ledger: Ledger = field(init=False)
    chance: FakeChance = field(default_factory=FakeChance)
    connections: list[tuple[Process, dict[str, SharedMailbox]]] = field(default_factory=list)
    machines: list[Machine] = field(default_factory=list)
    _later: set["asyncio.Task[None]"] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.hub = Hub(leases=Leases(self.clock.monotonic))
        self.ledger = Ledger(self.clock, self.hub)
        self.servers = Servers(self.clock, self.schedule.lags, self.ledger.taken)
        self.people = Rig(site(), self.clock)  # who write mails; nothing of it runs
        self.begun = self.clock.monotonic()
        self.boxes: dict[str, SharedMailbox] = {}
        for name in NAMES:
            self.boxes[name] = box = SharedMailbox(name, self.clock)
            box.servers = self.servers
        self.machines = [Machine(self, number) for number in range(self.schedule.daemons)]

    async def until(self, ms: int) -> None:
        """Let time pass."""
        await self.clock.advance(max(0.0, self.begun + ms / 1_000 - self.clock.monotonic()))

    # --- what happens ----------------------------------------------------------------------------------

    async def happen(self, step: Step) -> None:
        """One step of the schedule."""
        if step.do in BEFALLS:
            machine = self.machines[int(step.who) % len(self.machines)]
            befall = partial(getattr(self, f"_{step.do}"), machine, machine.process, step.n)
            after = step.more == "after"
            machine.process.arm(Strike(step.item, after, befall, step.point))
            if step.item == 0:
                machine.process.passes(step.point, after=after)
        elif step.do == "smtp":
            self.servers.outcomes.append(step.more)
        elif step.do == "down":
            self.servers.down.add(step.who)
            for _, boxes in self.connections:
                boxes[step.who].drop()
            self._after(step.n, lambda: self.servers.down.discard(step.who))
        else:
            raw, box = self._written(step)
            for _ in range(step.n or 1) if raw else ():
                self.deliver(step, raw, box)
        await self.clock.advance(0)

    def deliver(self, step: Step, raw: bytes, box: str) -> None:
        """A mail arrives, and who listens is told."""
        self.boxes[box].deliver(raw)
        self.ledger.arrived(step, raw, box)
        for _, boxes in self.connections:
            boxes[box].wake()

    def _after(self, seconds: float, what: Callable[[], object]) -> None:
        async def later() -> None:
            await self.clock.sleep(seconds)
            what()

        task = asyncio.get_running_loop().create_task(later(), context=contextvars.Context())
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    # --- what befalls a daemon -------------------------------------------------------------------------

    def _kill(self, machine: Machine, process: Process, seconds: int) -> None:
        """`kill -9`: the server sees its connections end."""
        if process.over:
            return
        self._vanish(machine, process, seconds)
        for name in process.names:
            self.hub.ended(name)

    def _vanish(self, machine: Machine, process: Process, seconds: int) -> None:
        """The machine is gone, and the server is not told."""
        if process.over:
            return
        self.ledger.struck(process)
        process.kill()
        self._after(seconds, machine.start)

    def _pause(self, machine: Machine, process: Process, seconds: int) -> None:
        if not process.over and not process.stands:
            self.ledger.struck(process)
            process.freeze()
            self._after(seconds, process.thaw)

    def _cut(self, machine: Machine, process: Process, seconds: int) -> None:
        if process.over:
            return

        def back() -> None:
            process.cut = False
            self.hub.cut -= {*process.names}

        self.ledger.struck(process)
        process.cut = True
        self.hub.cut |= {*process.names}
        self._after(seconds, back)

    def _end(self, machine: Machine, process: Process, seconds: int) -> None:
        """SIGTERM: it ends in order."""
        if process.over or process.stands or process.task is None:
            return

        def again() -> None:  # systemd does not wait for ever
            process.kill()
            machine.start()

        self.ledger.struck(process)  # a mail on its way is cut off
        process.over = True
        process.disarm()
        process.task.cancel()
        self._after(seconds, again)

    # --- mails -----------------------------------------------------------------------------------------

    def _written(self, step: Step) -> tuple[bytes, str]:
        """The mail of a step, and the mailbox; empty where there is nothing yet to write about."""
        people, url = self.people, f"item-{step.item}"
        case = next(iter(self.ledger.cases.get(step.item, ())), "")
        report = self.ledger.reports.get(case, "")
        analyst, own = ANALYSTS.get(step.who, ANN), KEYS.get(step.who)
        key = LEA_KEY if step.more == "signed" else None
        reply = partial(people.mail, LEA, "Re: your report", to="lea@hotline.example.org", key=key)
        thread = (("In-Reply-To", report),)
        match step.do:
            case "report":
                text = f"[ILLEGAL]\n[HOST:EE]\n\n{FORM.replace('item-1', url)}"
                return people.mail(analyst, "a report", text, key=own), "intake"
            case "public":
                return people.mail(PUBLIC, "a report", f"item {step.item}"), "intake"
            case "riddle":
                return reply("Xyzzy."), "lea"
            case "stop" | "go" if case:
                tag = "[HOLD]" if step.do == "stop" else "[RELEASE]"
                text = f"{tag} [{case}]\n\n"
                return people.mail(analyst, f"[{case}]", text, key=own), "intake"
            case "hold" | "release" | "received" if report:
                text = {"hold": "Please wait.", "release": "[RELEASE]", "received": "[RECEIVED]"}[step.do]
                return reply(text, more=thread), "lea"
            case "bounce" if report:
                return self._bounce(report), "lea"
        return b"", ""

    def _bounce(self, report: str) -> bytes:
        self.people._mails += 1
        date = format_datetime(self.clock.now())
        number = self.people._mails
        text = DSN.format(date=date, number=number, action="failed", status="5.1.1", about=report)
        return text.replace("\n", "\r\n").encode()

    # --- the end ---------------------------------------------------------------------------------------

    def heal(self) -> None:
        """Everything works again."""
        self.servers.down.clear()
        self.servers.outcomes.clear()
        for machine in self.machines:
            machine.process.disarm()

    async def settled(self) -> None:
        """Until nothing waits any more, or it takes too long."""
        for _ in range(QUIET // 20):
            await self.clock.advance(20)
            if not self._later and self.ledger.is_settled(self.boxes):
                return

    async def close(self) -> None:
        """All processes are gone."""
        for task in [*self._later]:
            task.cancel()
        tasks = [machine.process.task for machine in self.machines]
        for machine in self.machines:
            machine.process.kill()
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)
