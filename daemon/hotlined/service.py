"""The daemon at work: started, told to stop or to reload; with a database of several machines, in its turn.

Leaving the exit stack undoes everything in reverse; a SIGTERM cancels the task group, so that a mail that is
being dealt with is either committed or still in its mailbox.
"""

import asyncio
import gc
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from hotlined import stores
from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.config.problems import ConfigProblems, Problem
from hotlined.adapters.config.settings import Settings, load, store_named
from hotlined.adapters.notify import Notifier
from hotlined.adapters.pager import Pager
from hotlined.adapters.render import JinjaTemplates
from hotlined.adapters.ticker import Ticker
from hotlined.app import audit
from hotlined.app.clock_record import ClockRecord
from hotlined.app.ports import Permanent, Temporary
from hotlined.app.tenure import LOOK, Lease, LeaseLost, Unreached, kept, until_ours
from hotlined.exhibits import exhibits
from hotlined.wiring import Parts, SystemClock, build, site_of, templates

FAULTY: Final = "the new configuration has problems; the old one stays in force:"


@contextmanager
def _filling() -> Iterator[ExitStack]:
    """While rules and open cases come into memory nothing is garbage, and nobody looks through them later.

    A collection goes through everything there is, again and again while it grows.  It is over when what is
    given is closed.
    """
    with ExitStack() as stack:
        gc.disable()
        stack.callback(gc.enable)
        stack.callback(gc.freeze)
        yield stack


async def run(path: Path, say: Callable[[str], None] = lambda text: None) -> None:
    """The daemon on a site, until SIGTERM or SIGINT; raises ConfigProblems, Permanent at start."""
    with _filling() as filling:
        if root := store_named(path):  # the rules take longer to read than a second daemon has
            CaseFiles.refuse_second(root)
        settings = _loaded(path)
        os.umask(0o077)
        notifier = Notifier(os.environ, os.getpid())
        if settings.database is None:
            with stores.opened(settings) as store:
                audit.store(store.notes)
                await _serve(build(settings, store), filling, notifier, path, say)
            return
    await _in_turn(settings, notifier, path, say)


def _loaded(path: Path) -> Settings:
    """The settings with their templates; raises ConfigProblems, Permanent."""
    settings = load(path)
    _refuse_faulty(templates(settings))
    if settings.site.providers_to is not None:
        audit.test_mode()
    return settings


def _refuse_faulty(made: JinjaTemplates) -> None:
    if problems := made.check_own():
        raise ConfigProblems(map(Problem.read, problems))


@dataclass(slots=True)
class Told:
    """A signal to stop, while no work listens to one: it is remembered, and what waits is cancelled."""

    say: Callable[[str], None]
    task: "asyncio.Task[None] | None" = field(default_factory=asyncio.current_task)
    to_stop: bool = False

    def listen(self) -> None:
        """From now on."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self.say, "hotlined reads its configuration at its next turn")

    def stop(self) -> None:
        """The signal has come."""
        self.to_stop = True
        if self.task is not None:
            self.task.cancel()


async def _in_turn(settings: Settings, notifier: Notifier, path: Path, say: Callable[[str], None]) -> None:
    """One of several daemons: stand by, work while the lease is ours, stand by again; until told to stop."""
    clock, told = SystemClock(), Told(say)
    call = Pager(settings.alarm_command).call if settings.alarm_command else None
    unreached = Unreached(clock, call, settings.site.agreement.deaf_after.total_seconds())
    told.listen()
    try:
        while settings.database is not None:
            stores.make_folder(settings)
            lease = stores.lease_of(settings.database)
            try:
                await _stand_by(lease, unreached, settings, notifier, say)
                async with asyncio.TaskGroup() as group:
                    keeper = group.create_task(kept(lease, clock), name="lease")
                    well = group.create_task(unreached.reached(), name="well")
                    alive = group.create_task(_alive(lambda: "starts", notifier), name="watchdog")
                    with _filling() as filling:
                        settings = await _as_changed(settings, path, say)
                        with stores.shared(settings, lease) as store:
                            await _serve(
                                build(settings, store, lease=lease),
                                filling,
                                notifier,
                                path,
                                say,
                                told=told,
                                started=alive.cancel,
                            )
                    keeper.cancel()
                    well.cancel()
                return
            except BaseExceptionGroup as failed:
                say(_put_up_with(failed))
            finally:
                await asyncio.to_thread(lease.give_back)
            if told.to_stop:  # just then
                raise asyncio.CancelledError
            gc.unfreeze()  # the turn has left what nobody refers to any more
            gc.collect()
            await clock.sleep(LOOK)
    except asyncio.CancelledError:
        if not told.to_stop:
            raise
        notifier.stopping()
        say("hotlined stops")
    finally:
        _unlisten(asyncio.get_running_loop())


async def _as_changed(settings: Settings, path: Path, say: Callable[[str], None]) -> Settings:
    """The settings as they are in the files now; those from before where the files have problems."""
    try:
        return await asyncio.to_thread(_loaded, path)
    except (ConfigProblems, Permanent) as error:
        say(FAULTY)
        say(str(error))
        return settings


def _put_up_with(failed: BaseExceptionGroup[BaseException]) -> str:
    """A sentence for what goes by itself; raises the rest, a foreseen fault without a group around it."""
    _, others = failed.split(LeaseLost)
    if others is None:
        return "the lease is lost: hotlined sends and writes nothing any more"
    match leaves(others):  # the work is a group of its own
        case [Temporary() as error, *rest] if all(isinstance(one, Temporary) for one in rest):
            return f"hotlined cannot work yet: {error}"
        case [ConfigProblems() | Permanent() as error]:
            raise error
    raise others


def leaves(error: BaseException) -> list[BaseException]:
    """What failed, without the groups around it."""
    if isinstance(error, BaseExceptionGroup):
        return [leaf for inner in error.exceptions for leaf in leaves(inner)]
    return [error]


async def _stand_by(
    lease: Lease, unreached: Unreached, settings: Settings, notifier: Notifier, say: Callable[[str], None]
) -> None:
    """Wait for the lease; systemd is told what for."""
    told = ["waits for its turn"]

    def tell(sentence: str) -> None:
        told[0] = sentence
        say(f"hotlined {sentence}")

    alive = asyncio.create_task(_alive(lambda: told[0], notifier))
    notifier.ready()
    try:
        with stores.bell(settings) as bell:
            await until_ours(lease, bell, SystemClock(), tell, unreached)
    finally:
        alive.cancel()


async def _serve(
    parts: Parts,
    filling: ExitStack,
    notifier: Notifier,
    path: Path,
    say: Callable[[str], None],
    *,
    told: Told | None = None,
    started: Callable[[], object] = lambda: None,
) -> None:
    """All parts at work, until told to stop; they are undone in reverse, while `told` listens again.

    `started` is called before the work, which speaks to systemd by itself.
    """
    async with AsyncExitStack() as stack:
        stack.callback(parts.openpgp.close)
        await asyncio.to_thread(parts.openpgp.self_test)
        stack.callback(parts.parser.close)
        zone = parts.settings.site.hotline.timezone
        await asyncio.to_thread(parts.parser.begin, zone)  # it has the other core, until the cases are read
        stack.push_async_callback(parts.courier.close)
        if parts.door is not None:
            await parts.door.open()
            stack.push_async_callback(parts.door.close)
        ticker = Ticker(parts.agenda.wake)
        ticker.start()
        stack.callback(ticker.stop)
        await ClockRecord(parts.docket).begin(parts.fences)
        await parts.docket.resume()
        await asyncio.to_thread(parts.parser.start, zone)
        filling.close()
        stack.callback(parts.health.stopped)
        started()
        try:
            await _until_told(parts, notifier, path, say, told)
        finally:
            if told is not None:
                told.listen()


async def _until_told(
    parts: Parts, notifier: Notifier, path: Path, say: Callable[[str], None], told: Told | None
) -> None:
    loop = asyncio.get_running_loop()
    running = loop.create_task(work(parts, notifier))

    def stop() -> None:
        if told is not None:
            told.to_stop = True  # remembered, if the lease is lost while it stops
        running.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    loop.add_signal_handler(signal.SIGHUP, _reload, parts, notifier, path, say)
    notifier.ready()
    say("hotlined is running")
    try:
        await running
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():  # nobody has told us to: the lease is lost
            raise
        notifier.stopping()
        say("hotlined stops")
    finally:
        _unlisten(loop)


def _unlisten(loop: asyncio.AbstractEventLoop) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.remove_signal_handler(number)


async def work(parts: Parts, notifier: Notifier) -> None:
    """All loops of the daemon, until cancelled."""
    async with asyncio.TaskGroup() as group:
        group.create_task(parts.health.run(), name="health")
        group.create_task(_alive(parts.outbox.status, notifier), name="watchdog")
        await parts.recovery.run()
        for watch in parts.watches:
            group.create_task(watch.run(), name=f"watch-{watch.mailbox.name}")
        group.create_task(parts.outbox.run(), name="outbox")
        group.create_task(parts.agenda.run(), name="agenda")
        group.create_task(parts.copies.run(), name="copies")
        group.create_task(parts.purges.run(), name="purges")
        group.create_task(parts.cards.run(), name="board")
        group.create_task(parts.keywords.run(), name="keywords")
        group.create_task(parts.recovery.marks.run(), name="marks")
        group.create_task(parts.keywatch.run(), name="keys")
        if parts.enquiries is not None:
            group.create_task(parts.enquiries.run(), name="enquiries")
        group.create_task(parts.daily.run(), name="daily")
        group.create_task(parts.tally.run(), name="tally")
        group.create_task(parts.meetings.run(), name="meetings")
        group.create_task(parts.digests.run(), name="digests")
        group.create_task(parts.surveys.run(), name="statistics")
        group.create_task(parts.bell.run(), name="slips")


async def _alive(status: Callable[[], str], notifier: Notifier) -> None:
    """Tell systemd that the event loop turns, and what `systemctl status` is to show."""
    while True:
        notifier.watchdog()
        notifier.status(status())
        await asyncio.sleep(notifier.watchdog_interval or 60.0)


def _reload(parts: Parts, notifier: Notifier, path: Path, say: Callable[[str], None]) -> None:
    """SIGHUP: people and rules anew, all or nothing; servers and paths need a restart."""
    notifier.reloading()
    try:
        settings = load(path)
        made = templates(settings)
        _refuse_faulty(made)
    except (ConfigProblems, Permanent) as error:
        say(FAULTY)
        say(str(error))
    else:
        parts.site.value = site_of(settings)
        parts.docket.composer = replace(parts.docket.composer, templates=made, exhibits=exhibits(made))
        say("the configuration was read again")
        if settings.site.providers_to is not None:
            audit.test_mode()
    notifier.ready()
