"""The daemon, started on a site; with a database of several machines it works in its turn."""

import asyncio
import gc
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
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
from hotlined.app.peers import Peers
from hotlined.app.ports import Permanent, Temporary
from hotlined.app.shares import Shares
from hotlined.app.tenure import LOOK, Lease, LeaseLost, Unreached, kept, until_ours
from hotlined.beside import Beside
from hotlined.machine import SystemClock
from hotlined.parts import Parts
from hotlined.serving import alive, serve, unlisten
from hotlined.starting import (
    InForce,
    as_changed,
    filling,
    leaves,
    loaded,
    together,
)
from hotlined.told import Again, Told
from hotlined.wiring import build

LEFT_HERE: Final = "orders (purge, legal-hold) lie here undone, in {}: give them there, and delete these"
GOODBYE: Final = 2.0  # seconds for the roll to hear that we go; else it forgets us by itself

if TYPE_CHECKING:
    from hotlined.adapters.postgres.lease import Lease as SiteLease


async def run(path: Path, say: Callable[[str], None] = lambda text: None) -> None:
    """The daemon on a site, until SIGTERM or SIGINT; raises ConfigProblems, Permanent at start."""
    again = Again(say)
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
                await serve(build(settings, store), filled, notifier, path, say, again)
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
        await _in_turn(settings, notifier, path, say, in_force, peers)
    finally:
        looking.cancel()
        await asyncio.wait({looking}, timeout=GOODBYE)


async def _in_turn(
    settings: Settings,
    notifier: Notifier,
    path: Path,
    say: Callable[[str], None],
    in_force: InForce | None = None,
    peers: Peers | None = None,
) -> None:
    """One of several daemons: stand by, work while the lease is ours, stand by again; until told to stop."""
    clock, told = SystemClock(), Told(say)
    call = Pager(settings.alarm_command).call if settings.alarm_command else None
    unreached = Unreached(clock, call, settings.site.agreement.deaf_after.total_seconds())
    told.listen()
    in_force = in_force or InForce(path, settings)
    works = partial(setattr, in_force, "parts")
    try:
        while settings.database is not None:
            database.make_folder(settings)
            lease = database.lease_of(settings, alone=not together(settings), notes=True)
            try:
                await _stand_by(lease, unreached, settings, notifier, path, say, works)
                async with asyncio.TaskGroup() as group:
                    keeper = group.create_task(kept(lease, clock), name="lease")
                    living = group.create_task(alive(lambda: "starts", notifier), name="watchdog")
                    well = group.create_task(_well(unreached, clock, living), name="well")
                    with filling() as filled:
                        again = Again(say)
                        again.listen()
                        before, settings = settings, await as_changed(settings, path, say)
                        if together(settings) != together(before):  # the lease was taken for the other way
                            raise Temporary("postgresql.together was changed, the turn begins anew")
                        with (
                            database.shared(settings, lease) as store,
                            _shares(settings, lease) as shares,
                        ):
                            parts = build(settings, store, lease=lease, shares=shares)
                            works(parts)
                            if peers is not None:
                                parts.health.unlike = peers.trouble
                            await serve(
                                parts, filled, notifier, path, say, again, told=told, started=living.cancel
                            )
                    keeper.cancel()
                    well.cancel()
                return
            except BaseExceptionGroup as failed:
                say(_put_up_with(failed))
                could_not = failed.subgroup(Temporary) is not None
            finally:
                works(None)
                await asyncio.to_thread(lease.give_back)
            if told.to_stop:  # just then
                raise asyncio.CancelledError
            if could_not:
                await unreached.could_not_work()
            gc.unfreeze()  # the turn has left what nobody refers to any more
            gc.collect()
            await clock.sleep(LOOK)
    except asyncio.CancelledError:
        if not told.to_stop:
            raise
        notifier.stopping()
        say("hotlined stops")
    finally:
        unlisten(asyncio.get_running_loop())


@contextmanager
def _shares(settings: Settings, lease: "SiteLease") -> Iterator[Shares | None]:
    """The first daemon's part of the work; None where it does all of it, and the others stand by."""
    if not together(settings):
        yield None
        return
    with database.together(settings, lease) as common:
        yield Shares(common, SystemClock(), leads=True, begin=lease.open_to_others)


async def _well(unreached: Unreached, clock: SystemClock, starts: asyncio.Task[None]) -> None:
    """The database has answered; and later the work has lasted, which another fault may end at each turn."""
    await unreached.reached()
    await asyncio.wait({starts})
    await clock.sleep(unreached.steady)
    await unreached.reached()


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


async def _stand_by(
    lease: Lease,
    unreached: Unreached,
    settings: Settings,
    notifier: Notifier,
    path: Path,
    say: Callable[[str], None],
    works: Callable[[Parts | None], None] = lambda parts: None,
) -> None:
    """Wait for the lease, or work beside who has it; systemd is told what for, or beside whom."""
    told = ["waits for its turn"]

    def tell(sentence: str) -> None:
        left = orders_in(settings.store_root)
        told[0] = f"{sentence}; {LEFT_HERE.format(left.store / left.folder)}" if left.names() else sentence
        say(f"hotlined {told[0]}")

    _show_nothing(settings)
    living = asyncio.create_task(alive(lambda: told[0], notifier))
    notifier.ready()
    beside = Beside(path, settings, say, works)
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, beside.reload)
    try:
        with database.bell(settings) as bell:
            await until_ours(lease, bell, SystemClock(), tell, unreached, seen=beside.seen)
    finally:
        await beside.end()
        living.cancel()


def _show_nothing(settings: Settings) -> None:
    """Figures of a turn that was killed would call a person to a machine that stands by as it should."""
    try:
        if settings.status_file is not None:
            StatusFile(settings.status_file).over()
        if settings.metrics_file is not None:
            StatusFile(settings.metrics_file, "metrics_file").gone()
    except Temporary as error:
        audit.unhealthy(error)
