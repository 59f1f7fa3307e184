"""A write that lands and is answered with an error: nobody was told of it, and it counts all the same."""

import asyncio
from collections.abc import Callable, Sequence

from hotlined.app.folded import Folded
from hotlined.app.ports import Commit, Outcome, Permanent, Record, Temporary, Verdict
from hotlined.domain.mail.message import Envelope
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.correspondence import MailAccepted
from hotlined.domain.record.holding import HoldPlaced, HoldWarned
from hotlined.domain.record.reporting import ReportQueued
from tests.support.memory_store import MemoryStore
from tests.support.rig import ABUSE, DELAY, FORM, LEA, Rig


class Unsaid(MemoryStore):
    """A store whose next write with such an event is there, and which says that it may not be."""

    unsaid: Callable[[object], bool] | None = None
    mute = False
    silent = ""  # of this stream it does not say what is there
    damaged = ""  # and this one is broken

    def commit(self, commits: Sequence[Commit]) -> None:
        super().commit(commits)
        if self.unsaid and any(self.unsaid(event) for one in commits for event in one.events):
            self.unsaid = None
            raise Temporary("Input/output error")

    def load(self, stream: str) -> Record | None:
        if self.mute or stream == self.silent:
            raise Temporary("Input/output error")
        if stream == self.damaged:
            raise Permanent("the chain is broken")
        return super().load(stream)


async def started() -> tuple[Rig, Unsaid]:
    store = Unsaid()
    return await Rig(store=store, rest=300.0).start(), store


async def test_P1_a_report_whose_write_was_answered_with_an_error_leaves() -> None:
    rig, store = await started()
    store.unsaid = lambda event: isinstance(event, ReportQueued)
    rig.boxes["intake"].deliver(rig.assessment())

    await rig.clock.advance(10 * 60)
    assert len(rig.courier.attempts(LEA)) == 1
    await rig.kill()


async def test_P5_until_it_is_known_whether_a_hold_was_written_no_notice_leaves() -> None:
    rig, store = await started()
    first, second = await rig.opened(), await rig.opened(form=FORM.replace("item-1", "item-9"))
    told: list[Folded] = []
    rig.docket.listeners.add(told.append)
    await rig.clock.advance(DELAY.total_seconds() - 60)
    store.unsaid, store.mute = (lambda event: isinstance(event, HoldPlaced)), False
    rig.boxes["lea"].deliver(rig.reply("Please wait.", answers=rig.reports()[0]))
    await rig.settled()
    store.mute = True
    told.clear()

    assert not await rig.docket.settle()
    store.mute = False
    assert await rig.docket.settle()
    assert [one.case.stream for one in told if one.case.holds_in_force()] == [first]
    await rig.clock.advance(3600)
    assert len(rig.courier.attempts(ABUSE)) == 1
    assert rig.events(second, HoldPlaced) == []
    await rig.kill()


async def test_P5_nor_does_a_notice_about_the_same_URL_in_another_case() -> None:
    """An analyst's hold: the LEA's mailbox is read in full meanwhile, and the fence keeps nothing back."""
    rig, store = await started()
    first, second = await rig.opened(), await rig.opened()
    await rig.clock.advance(DELAY.total_seconds() - 120)
    store.unsaid, store.silent = (lambda event: isinstance(event, HoldPlaced)), first
    rig.boxes["intake"].deliver(rig.command("[HOLD]", first))

    await rig.clock.advance(2 * 3600)
    assert rig.fences.latest is not None
    assert not rig.courier.attempts(ABUSE)
    store.silent = ""
    await rig.clock.advance(2 * 3600)
    assert rig.events(first, HoldPlaced)
    assert not rig.courier.attempts(ABUSE)
    assert not rig.events(second, HoldPlaced)
    await rig.kill()


async def slow() -> tuple[Rig, Unsaid, asyncio.Event, str, str]:
    """Two cases about a URL: the event lets the notice of the first go on from the gate to DATA."""
    rig, store = await started()
    both = [await rig.opened(), await rig.opened()]
    ready = asyncio.Event()

    async def before(identity: str, envelope: Envelope) -> None:
        if envelope.recipient == ABUSE:
            await ready.wait()

    rig.courier.before = before
    await rig.clock.advance(DELAY.total_seconds() + 60)
    (attempt,) = rig.courier.attempts(ABUSE)
    (going,) = [one for one in both if attempt.message_id in (await rig.case(one)).sent]
    (other,) = {*both} - {going}
    return rig, store, ready, going, other


async def test_P5_nor_one_for_which_a_slow_server_becomes_ready_meanwhile() -> None:
    """Such a hold comes after the gate, and before DATA."""
    rig, store, ready, _, other = await slow()
    store.unsaid, store.silent = (lambda event: isinstance(event, HoldPlaced)), other
    rig.boxes["intake"].deliver(rig.command("[HOLD]", other))
    await rig.clock.advance(5)
    ready.set()
    await rig.clock.advance(2)
    assert rig.courier.accepted(ABUSE) == []
    store.silent = ""
    await rig.clock.advance(2 * 3600)
    assert rig.events(other, HoldPlaced)
    assert rig.courier.accepted(ABUSE) == []
    await rig.kill()


async def test_P5_a_notice_that_waits_for_a_case_that_does_not_read_is_none_that_may_have_left() -> None:
    """The LEA would be told of a later hold that it is too late."""
    rig, store, ready, going, other = await slow()
    rig.boxes["intake"].deliver(rig.command("[HOLD]", other))
    await rig.clock.advance(5)
    store.damaged = other
    rig.docket._cache.drop(other)
    ready.set()
    await rig.clock.advance(2)
    record = store.load(going)
    assert record is not None
    (row,) = [one for one in record.rows if one.recipient == ABUSE]
    assert row.state is RowState.QUEUED
    assert rig.courier.accepted(ABUSE) == []
    await rig.kill()


async def test_P2_an_outcome_that_is_written_already_is_told_once() -> None:
    rig, _ = await started()
    reference = await rig.opened()
    await rig.clock.advance(DELAY.total_seconds() + 3600)
    (notice,) = rig.notices()
    held = await rig.docket.folded(reference)
    assert held is not None

    await rig.outbox.attempts._ended(held.rows[notice.message_id], Outcome(Verdict.ACCEPTED, "250 2.0.0"))
    taken = [one for one in rig.events(reference, MailAccepted) if one.message_id == notice.message_id]
    assert len(taken) == 1
    await rig.kill()


async def test_P7_a_case_that_does_not_read_keeps_no_mail_of_the_LEA_about_another_with_its_URL() -> None:
    rig, store = await started()
    first, second = await rig.opened(), await rig.opened()
    rig.boxes["intake"].deliver(rig.command("[HOLD]", second))
    await rig.settled()
    store.damaged = second
    rig.docket._cache.cases.pop(second)
    report = next(one for one in rig.reports() if first.encode() in one.data)
    rig.boxes["lea"].deliver(rig.reply("[HOLD]", answers=report))
    await rig.settled()
    assert len(rig.events(first, HoldPlaced)) == 1
    await rig.kill()


async def test_P6_nor_does_it_keep_the_warning_of_the_end_of_a_hold() -> None:
    rig, store = await started()
    first, second = await rig.opened(), await rig.opened()
    report = next(one for one in rig.reports() if first.encode() in one.data)
    rig.boxes["lea"].deliver(rig.reply("[HOLD:2026-03-06]", answers=report))
    rig.boxes["intake"].deliver(rig.command("[HOLD]", second))
    await rig.settled()
    store.damaged = second
    rig.docket._cache.cases.pop(second)
    await rig.clock.advance(4 * 86_400)
    assert len(rig.events(first, HoldWarned)) == 1
    await rig.kill()
