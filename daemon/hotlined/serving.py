"""The daemon's work: all parts begin, run until told to stop or cancelled, and are undone in reverse.

Leaving the exit stack undoes everything in reverse; a SIGTERM waits some seconds for what is being sent, and
cancels the task group, so that a mail that is being dealt with is either committed or still in its mailbox.
"""

import asyncio
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

from hotlined.adapters.notify import Notifier
from hotlined.adapters.ticker import Ticker
from hotlined.app import audit
from hotlined.domain.replies.hearing import make_ready
from hotlined.parts import Parts
from hotlined.pending_signals import PendingReload, PendingStop
from hotlined.starting import begin, read_again, tell_strange


async def serve(
    parts: Parts,
    filled: ExitStack,
    notifier: Notifier,
    path: Path,
    again: PendingReload,
    *,
    told: PendingStop | None = None,
    started: Callable[[], object] = lambda: None,
) -> None:
    """All parts at work, until told to stop; they are undone in reverse, while `told` listens again.

    `started` is called before the work, which speaks to systemd by itself.
    """
    async with AsyncExitStack() as stack:
        if parts.door is not None:
            await parts.door.open()
            stack.push_async_callback(parts.door.close)
        ticker = Ticker(parts.agenda.wake)
        ticker.start()
        stack.callback(ticker.stop)
        await begin(parts, stack)
        filled.close()
        stack.callback(parts.health.stopped)
        started()
        try:
            await _until_told(parts, notifier, path, again, told)
        finally:
            if told is not None:
                told.listen()


async def _until_told(
    parts: Parts, notifier: Notifier, path: Path, again: PendingReload, told: PendingStop | None
) -> None:
    loop = asyncio.get_running_loop()
    running = loop.create_task(work(parts, notifier))
    ending: list[asyncio.Task[None]] = []

    def stop() -> None:
        """Told once, what is being sent is sent to its end; told again, not even that."""
        if told is not None:
            told.to_stop = True  # remembered, if the lease is lost while it stops
        if ending:
            running.cancel()
        else:
            ending.append(loop.create_task(_end(parts, running)))

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    loop.add_signal_handler(signal.SIGHUP, _reload, parts, notifier, path, again.say)
    notifier.ready()
    again.say("hotlined is running")
    if again.asked:
        _reload(parts, notifier, path, again.say)
    try:
        await running
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():  # nobody has told us to: the lease is lost
            raise
        notifier.stopping()
        again.say("hotlined stops")
        await parts.rests.finish()
        await parts.recovery.marks.last()
    finally:
        for task in ending:
            task.cancel()
        unlisten(loop)


async def _end(parts: Parts, running: "asyncio.Task[None]") -> None:
    """What is being sent would be sent again, if it were cut off; then all of the work ends."""
    await parts.outbox.ended()
    running.cancel()


def unlisten(loop: asyncio.AbstractEventLoop) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.remove_signal_handler(number)


async def work(parts: Parts, notifier: Notifier) -> None:
    """All loops of the daemon, until cancelled."""
    async with asyncio.TaskGroup() as group:
        group.create_task(parts.health.run(), name="health")
        group.create_task(alive(parts.outbox.status, notifier), name="watchdog")
        # The first mail of the LEA would wait for it.
        group.create_task(asyncio.to_thread(make_ready, parts.docket.site()), name="words")
        group.create_task(asyncio.to_thread(tell_strange, parts.settings), name="templates")
        await parts.recovery.run()
        if parts.outbox.shares is not None and parts.docket.others is not None:
            await asyncio.to_thread(parts.outbox.shares.begin)
            group.create_task(parts.outbox.shares.run(parts.docket.others), name="others")
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
        group.create_task(parts.rests.run(), name="rests")
        group.create_task(parts.daily.run(), name="daily")
        group.create_task(parts.tally.run(), name="tally")
        group.create_task(parts.meetings.run(), name="meetings")
        group.create_task(parts.digests.run(), name="digests")
        group.create_task(parts.surveys.run(), name="statistics")
        group.create_task(parts.bell.run(), name="slips")


async def alive(status: Callable[[], str], notifier: Notifier) -> None:
    """Tell systemd that the event loop turns, and what `systemctl status` is to show."""
    while True:
        notifier.watchdog()
        notifier.status(status())
        await asyncio.sleep(notifier.watchdog_interval or 60.0)


def _reload(parts: Parts, notifier: Notifier, path: Path, say: Callable[[str], None]) -> None:
    """SIGHUP: people and rules anew."""
    notifier.reloading()
    try:
        read_again(parts, path, say)
    except Exception as error:  # nothing was taken over
        audit.bug("reload", error, "-")
        say("the configuration could not be read again; the old one stays in force")
    finally:
        notifier.ready()  # else it is reloading for ever to systemd
