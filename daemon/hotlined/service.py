"""The daemon, started on a site; with a database of several machines it works in its turn."""

import asyncio
import gc
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hotlined import database, stores
from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.config.problems import ConfigProblems
from hotlined.adapters.config.settings import Settings, store_named
from hotlined.adapters.notify import Notifier
from hotlined.adapters.pager import Pager
from hotlined.adapters.slips import orders_in
from hotlined.adapters.status_file import StatusFile
from hotlined.app import audit
from hotlined.app.lease import LOOK, Lease, LeaseLost, Unreached, kept, until_ours
from hotlined.app.peers import Peers
from hotlined.app.ports import Permanent, Temporary
from hotlined.app.shares import Shares
from hotlined.beside import Beside
from hotlined.machine import SystemClock
from hotlined.parts import Parts
from hotlined.pending_signals import PendingReload, PendingStop
from hotlined.serving import alive, serve, unlisten
from hotlined.starting import (
    InForce,
    as_changed,
    filling,
    leaves,
    loaded,
    together,
)
from hotlined.wiring import build

LEFT_HERE: Final = "orders (purge, legal-hold) lie here undone, in {}: give them there, and delete these"
GOODBYE: Final = 2.0  # seconds for the roll to hear that we go; else it forgets us by itself

if TYPE_CHECKING:
    from hotlined.adapters.postgres import PostgresStore
    from hotlined.adapters.postgres.lease import Lease as SiteLease


async def run(path: Path, say: Callable[[str], None]) -> None:
    """The daemon on a site, until SIGTERM or SIGINT; raises ConfigProblems, Permanent at start."""
    again = PendingReload(say)
    again.listen()
    with filling() as filled:
        if root := store_named(path):  # the rules take longer to read than a second daemon has
            CaseFiles.refuse_second(root)
        settings = loaded(path)
        os.umask(0o077)
        notifier = Notifier(os.environ, os.getpid())
        if settings.database is None:
            with stores.opened(settings) as store:
                audit.store(store.notes)
                await serve(build(settings, store), filled, notifier, path, again)
            return
    in_force = InForce(path, settings)
    peers = Peers(
        database.roll(settings),
        SystemClock(),
        in_force.common,
        settings.site.agreement.deaf_after.total_seconds(),
    )
    looking = asyncio.create_task(peers.run(), name="peers")
    try:
        await Turns(path, settings, notifier, say, in_force, peers.trouble).run()
    finally:
        looking.cancel()
        await asyncio.wait({looking}, timeout=GOODBYE)


@dataclass(slots=True)
class Turns:
    """One of several daemons: it stands by, works while the lease is its own, and stands by again."""

    path: Path
    settings: Settings  # as last read
    notifier: Notifier
    say: Callable[[str], None]
    in_force: InForce
    unlike: Callable[[], str] = lambda: ""  # `Peers.trouble`
    _told: PendingStop = field(init=False)
    _unreached: Unreached = field(init=False)

    def __post_init__(self) -> None:
        self._told = PendingStop(self.say)
        call = Pager(self.settings.alarm_command).call if self.settings.alarm_command else None
        deaf_after = self.settings.site.agreement.deaf_after.total_seconds()
        self._unreached = Unreached(SystemClock(), call, deaf_after)

    async def run(self) -> None:
        """Turn after turn, until told to stop."""
        self._told.listen()
        try:
            while self.settings.database is not None and not await self._turn():
                gc.unfreeze()  # the turn has left what nobody refers to any more
                gc.collect()
                await SystemClock().sleep(LOOK)
        except asyncio.CancelledError:
            if not self._told.to_stop:
                raise
            self.notifier.stopping()
            self.say("hotlined stops")
        finally:
            unlisten(asyncio.get_running_loop())

    async def _turn(self) -> bool:
        """Stand by, then work; False where the lease was lost, or the work could not go on."""
        database.make_folder(self.settings)
        lease = database.lease_of(self.settings, alone=not together(self.settings), notes=True)
        try:
            await self._stand_by(lease)
            await self._work(lease)
            return True
        except BaseExceptionGroup as failed:
            self.say(_put_up_with(failed))
            could_not = failed.subgroup(Temporary) is not None
        finally:
            self._works(None)
            await asyncio.to_thread(lease.give_back)
        if self._told.to_stop:  # just then
            raise asyncio.CancelledError
        if could_not:
            await self._unreached.could_not_work()
        return False

    async def _work(self, lease: "SiteLease") -> None:
        """All parts at work, while the lease is kept; raises what fails in a group."""
        clock = SystemClock()
        async with asyncio.TaskGroup() as group:
            keeper = group.create_task(kept(lease, clock), name="lease")
            living = group.create_task(alive(lambda: "starts", self.notifier), name="watchdog")
            well = group.create_task(self._well(living), name="well")
            with filling() as filled:
                again = PendingReload(self.say)
                again.listen()
                before = self.settings
                self.settings = await as_changed(before, self.path, self.say)
                if together(self.settings) != together(before):  # the lease was taken for the other way
                    raise Temporary("postgresql.together was changed, the turn begins anew")
                with (
                    database.shared(self.settings, lease) as store,
                    _shares(self.settings, lease, store) as shares,
                ):
                    parts = build(self.settings, store, lease=lease, shares=shares)
                    self._works(parts)
                    parts.health.unlike = self.unlike
                    await serve(
                        parts, filled, self.notifier, self.path, again, told=self._told, started=living.cancel
                    )
            keeper.cancel()
            well.cancel()

    def _works(self, parts: Parts | None) -> None:
        self.in_force.parts = parts

    async def _well(self, starts: asyncio.Task[None]) -> None:
        """The database answers; and later the work has lasted, which another fault may end at each turn."""
        await self._unreached.reached()
        await asyncio.wait({starts})
        await SystemClock().sleep(self._unreached.steady)
        await self._unreached.reached()

    async def _stand_by(self, lease: Lease) -> None:
        """Wait for the lease, or work beside who has it; systemd is told what for, or beside whom."""
        told = ["waits for its turn"]

        def tell(sentence: str) -> None:
            left = orders_in(self.settings.store_root)
            told[0] = (
                f"{sentence}; {LEFT_HERE.format(left.store / left.folder)}" if left.names() else sentence
            )
            self.say(f"hotlined {told[0]}")

        _show_nothing(self.settings)
        living = asyncio.create_task(alive(lambda: told[0], self.notifier))
        self.notifier.ready()
        beside = Beside(self.path, self.settings, self.say, self._works)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, beside.reload)
        try:
            with database.bell(self.settings) as bell:
                await until_ours(lease, bell, SystemClock(), tell, self._unreached, seen=beside.seen)
        finally:
            await beside.end()
            living.cancel()


@contextmanager
def _shares(settings: Settings, lease: "SiteLease", store: "PostgresStore") -> Iterator[Shares | None]:
    """The first daemon's part of the work; None where it does all of it, and the others stand by."""
    if not together(settings):
        yield None
        return
    with database.together(settings, lease) as common:
        store.prove(common)
        yield Shares(common, SystemClock(), leads=True, begin=lease.open_to_others)


def _put_up_with(failed: BaseExceptionGroup[BaseException]) -> str:
    """A sentence for what goes by itself; raises the rest, a foreseen fault without a group around it."""
    lost, others = failed.split(LeaseLost)
    if lost is not None and others is None:
        why = next((f" ({one})" for one in leaves(lost) if str(one)), "")
        return f"the lease is lost: hotlined sends and writes nothing any more{why}"
    match leaves(others or failed):  # the work is a group of its own
        case [Temporary() as error, *rest] if all(isinstance(one, Temporary) for one in rest):
            return f"hotlined cannot work yet: {error}"
        case [ConfigProblems() | Permanent() as error]:
            raise error
    raise others or failed


def _show_nothing(settings: Settings) -> None:
    """Figures of a turn that was killed would call a person to a machine that stands by as it should."""
    try:
        if settings.status_file is not None:
            StatusFile(settings.status_file).over()
        if settings.metrics_file is not None:
            StatusFile(settings.metrics_file, "metrics_file").gone()
    except Temporary as error:
        audit.unhealthy(error)
