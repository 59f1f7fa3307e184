"""A daemon that works beside the first one does not leave a mail half sent when that work ends."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from hotlined import beside as module
from hotlined.adapters.config.settings import Settings
from hotlined.app.lease import Lease
from hotlined.app.outbox import LAST
from hotlined.app.ports import Commit, Temporary, Verdict
from hotlined.app.shares import Shares
from hotlined.beside import Beside
from hotlined.domain.mail.message import Envelope
from hotlined.domain.record.running import MailboxesCompared, RestoreSettled, StoreRestored
from hotlined.parts import Parts
from tests.support.crewed import Crewed
from tests.support.fake_clock import run_to_rest
from tests.support.fake_lease import Holder


class Sharing:
    """One that works beside the first, on fakes, in the middle of sending a mail."""

    def __init__(self) -> None:
        self.crewed = Crewed()
        self.placed = self.crewed.beside
        self.go = asyncio.Event()
        self.said: list[str] = []
        self.beside = Beside(Path("mailboxes.yaml"), TOGETHER, self.said.append)

    async def begin(self) -> "Sharing":
        """It works, and the server has not answered yet."""
        await self.crewed.know(first="")
        rig = self.placed.rig
        rig.courier.during = self._waits
        self.placed.common.wait = self._nothing_new  # type: ignore[method-assign]
        await rig.docket.resume()
        parts = SimpleNamespace(docket=rig.docket, watches=[rig.watches["intake"]], outbox=rig.outbox)
        lease = cast(Lease, SimpleNamespace(every=1.0))
        work = self.beside._share(cast(Parts, parts), cast(Shares, self.placed.shares), lease)
        self.beside._task = asyncio.create_task(work)
        rig.boxes["intake"].deliver(self.crewed.first.rig.assessment())
        await self.crewed.clock.advance(1)
        assert rig.courier.log
        return self

    async def _waits(self, identity: str, envelope: Envelope) -> None:
        await self.go.wait()

    def _nothing_new(self, seconds: float) -> None:
        raise Temporary("nobody tells")

    def begun(self) -> int:
        """How many mails are under way, or have been."""
        return len(self.placed.rig.courier.log)

    def outcomes(self) -> set[Verdict]:
        """Of those that came to one."""
        return {outcome.verdict for _, outcome in self.placed.rig.courier.done}

    def states(self) -> dict[str, int]:
        """How many rows there are in each state."""
        found: dict[str, int] = {}
        for name in self.crewed.hub.store.streams():
            record = self.crewed.hub.store.load(name)
            for row in record.rows if record else ():
                found[row.state] = found.get(row.state, 0) + 1
        return found


TOGETHER = cast(Settings, SimpleNamespace(database=SimpleNamespace(together=True)))


@pytest.fixture
def _kept(monkeypatch: pytest.MonkeyPatch) -> None:
    async def kept(lease: Lease, clock: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(module, "kept", kept)


@pytest.mark.usefixtures("_kept")
async def test_P3_a_reload_reads_in_place_and_cuts_no_mail_off(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    monkeypatch.setattr(module, "read_again", lambda parts, path, say: read.append(parts))
    sharing = await Sharing().begin()
    sharing.beside.reload()
    await run_to_rest()
    assert read == [sharing.beside._parts]
    sharing.go.set()
    await sharing.crewed.clock.advance(1)
    assert sharing.outcomes() == {Verdict.ACCEPTED}
    assert sharing.states() == {"accepted": 2}
    await sharing.beside.end()


@pytest.mark.usefixtures("_kept")
async def test_P3_what_is_being_sent_when_the_first_goes_is_sent_to_its_end_and_no_other() -> None:
    """Cut off, it would be sent again."""
    sharing = await Sharing().begin()
    begun = sharing.begun()
    sharing.beside.seen(Holder("", 0.0, ready=False))
    sharing.placed.rig.boxes["intake"].deliver(sharing.crewed.first.rig.mail("v@example.com", "a", "item 2"))
    await sharing.crewed.clock.advance(1)
    sharing.beside.seen(Holder("", 0.0, ready=False))
    sharing.go.set()
    await sharing.crewed.clock.advance(1)
    assert sharing.beside._task is not None
    assert sharing.beside._task.done()
    assert sharing.begun() == begun
    assert sharing.states()["accepted"] == begun
    assert sharing.placed.rig.boxes["intake"].folders()["INBOX"] == 1


@pytest.mark.usefixtures("_kept")
async def test_an_outcome_that_could_not_be_written_is_written_before_the_work_ends() -> None:
    sharing = await Sharing().begin()
    sharing.crewed.hub.cut = {"beside"}
    sharing.go.set()
    await sharing.crewed.clock.advance(1)
    assert "accepted" not in sharing.states()
    sharing.beside.seen(Holder("", 0.0, ready=False))
    sharing.crewed.hub.cut = set()
    await sharing.crewed.clock.advance(1)
    assert sharing.states()["accepted"] == len(sharing.placed.rig.courier.done)


@pytest.mark.usefixtures("_kept")
async def test_a_server_that_does_not_answer_keeps_nobody_from_taking_over() -> None:
    sharing = await Sharing().begin()
    ending = asyncio.create_task(sharing.beside.end())
    await sharing.crewed.clock.advance(LAST)
    assert ending.done()
    assert sharing.outcomes() == set[Verdict]()


@pytest.mark.usefixtures("_kept")
@pytest.mark.parametrize("again", [False, True])
async def test_P3_whoever_is_told_to_stop_sends_what_is_under_way_but_told_again_does_not_wait(
    again: bool,
) -> None:
    sharing = await Sharing().begin()

    async def stands_by() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await sharing.beside.end()

    standing = asyncio.create_task(stands_by())
    await run_to_rest()
    standing.cancel()
    await run_to_rest()
    assert not standing.done()
    if again:
        standing.cancel()
    else:
        sharing.go.set()
    await run_to_rest()
    assert standing.done()
    assert sharing.outcomes() == (set() if again else {Verdict.ACCEPTED})
    assert ("accepted" in sharing.states()) is not again


@pytest.mark.usefixtures("_kept")
async def test_P2_no_mail_is_read_beside_the_first_before_the_numbers_of_lost_cases_are_known() -> None:
    """After a restore case numbers go on far above: one that is given twice is in two threads."""
    sharing = Sharing()
    rig, now = sharing.placed.rig, sharing.crewed.clock.now()
    compared = MailboxesCompared(of=now, put_back=0, orders=0, reports=0, serials=((2026, 500),))
    events = (StoreRestored(taken_at=now, how="backup"), compared, RestoreSettled(of=now, by="root"))
    sharing.crewed.hub.store.commit([Commit("desk-2026-01-02", 0, now, events, archive=True)])
    known: list[dict[int, int]] = []

    async def reads() -> None:
        known.append(dict(rig.docket.floors))

    await rig.docket.resume()
    watch = SimpleNamespace(share=True, run=reads, mailbox=SimpleNamespace(name="intake"))
    parts = SimpleNamespace(docket=rig.docket, watches=[watch], outbox=rig.outbox)
    lease = cast(Lease, SimpleNamespace(every=1.0))
    sharing.placed.common.wait = sharing._nothing_new  # type: ignore[method-assign]
    work = asyncio.create_task(
        sharing.beside._share(cast(Parts, parts), cast(Shares, sharing.placed.shares), lease)
    )
    await sharing.crewed.clock.advance(1)
    assert known == [{2026: 500}]
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
