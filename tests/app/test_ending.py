"""SIGTERM in the middle of a mail: what the server has taken is written down, so that it goes once."""

import asyncio
import os
import signal
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from hotlined import serving
from hotlined.adapters.notify import Notifier
from hotlined.app.outbox import LAST
from hotlined.domain.mail.message import Envelope
from hotlined.domain.mail.outgoing import RowState
from hotlined.parts import Parts
from hotlined.pending_signals import PendingReload
from tests.support.fake_clock import run_to_rest
from tests.support.rig import Rig


class Stopping:
    """A daemon at work, whose mail server has not answered yet."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rig, self.go, self.said = Rig(), asyncio.Event(), list[str]()
        self.rig.courier.during = self._waits
        monkeypatch.setattr(serving, "work", self._work)

    async def begin(self) -> "Stopping":
        """Two mails are under way: one of each identity."""
        await self.rig.docket.resume()
        parts = SimpleNamespace(outbox=self.rig.outbox, rests=SimpleNamespace(finish=self._nothing))
        said = self.said.append
        told = serving._until_told(
            cast(Parts, parts), Notifier({}, 1), Path("site"), PendingReload(said), None
        )
        self.daemon = asyncio.create_task(told)
        self.rig.boxes["intake"].deliver(self.rig.assessment())
        await self.rig.clock.advance(1)
        assert len(self.rig.courier.log) == 2
        return self

    async def told(self) -> None:
        """The signal, and all that follows at once."""
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(3):  # the loop hears of it by a socket of its own
            await asyncio.sleep(0)
            await run_to_rest()

    def states(self) -> list[RowState]:
        """Of all mails, as they were written down."""
        records = filter(None, map(self.rig.store.load, self.rig.store.streams()))
        return [row.state for record in records for row in record.rows]

    async def _waits(self, identity: str, envelope: Envelope) -> None:
        await self.go.wait()

    async def _nothing(self) -> None:
        pass

    async def _work(self, parts: Parts, notifier: Notifier) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.rig.watches["intake"].run())
            group.create_task(parts.outbox.run())


async def test_P3_a_mail_that_is_being_sent_at_the_stop_is_sent_once_and_no_other_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopping = await Stopping(monkeypatch).begin()
    await stopping.told()
    assert not stopping.daemon.done()
    stopping.rig.boxes["intake"].deliver(stopping.rig.assessment("[UNSURE]\n[HOST:EE]"))
    await stopping.rig.clock.advance(1)
    assert RowState.QUEUED in stopping.states()
    stopping.go.set()
    await run_to_rest()
    assert stopping.daemon.done()
    assert stopping.said[-1] == "hotlined stops"
    assert stopping.states().count(RowState.ACCEPTED) == len(stopping.rig.courier.log) == 2
    assert RowState.SENDING not in stopping.states()
    assert RowState.QUEUED in stopping.states()


async def test_a_server_that_does_not_answer_keeps_no_daemon_from_stopping(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopping = await Stopping(monkeypatch).begin()
    await stopping.told()
    await stopping.rig.clock.advance(LAST)
    assert stopping.daemon.done()
    assert RowState.SENDING in stopping.states()  # it may have left, and is sent again


async def test_whoever_is_told_twice_stops_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stopping = await Stopping(monkeypatch).begin()
    await stopping.told()
    assert not stopping.daemon.done()
    await stopping.told()
    assert stopping.daemon.done()
