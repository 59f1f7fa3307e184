"""The hold fence: which read of the LEA inbox counts, how long one waits for it, and a clock that was set."""

import asyncio
from datetime import timedelta

import pytest

from hotlined.app.clockwatch import ClockWatch
from hotlined.app.fences import BREATH, PATIENCE, SULK, Fences
from hotlined.domain.cases.clock import TOLERANCE
from hotlined.domain.cases.state import Case
from hotlined.domain.ntd.notices import Fence
from tests.support.fake_clock import FakeClock, run_to_rest
from tests.support.site import make_agreement

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
CASE = Case("HL-2026-000007-K")
TERMS = make_agreement()


class Inbox:
    """An LEA inbox that is read when somebody wakes it; `takes` seconds, None: never."""

    def __init__(self, takes: float | None = 1.0) -> None:
        self.clock = FakeClock()
        self.fences = Fences(self.clock, self.wake)
        self.takes = takes
        self.woken = 0
        self._reading: asyncio.Task[None] | None = None

    def wake(self) -> None:
        self.woken += 1
        if self.takes is not None and (self._reading is None or self._reading.done()):
            self._reading = asyncio.create_task(self._read(self.takes))

    async def _read(self, seconds: float) -> None:
        began = self.clock.now()
        await self.clock.sleep(seconds)
        self.fences.read(began, self.clock.now())

    async def ask(self, seconds: float, *, due_in: timedelta = -MINUTE) -> "asyncio.Task[Fence | None]":
        """Ask for a fence begun after `due_in` from now, and let time pass."""
        task = asyncio.create_task(self.fences.fresh(self.clock.now() + due_in, MINUTE))
        await self.clock.advance(seconds)
        return task


async def test_P5_whoever_asks_has_the_inbox_read_and_gets_that_read() -> None:
    inbox = Inbox()
    asked_at = inbox.clock.now()
    fence = (await inbox.ask(2)).result()
    assert fence == Fence(asked_at, asked_at + timedelta(seconds=1))


async def test_P5_a_read_that_began_before_the_due_time_does_not_count() -> None:
    inbox = Inbox(takes=None)
    began = inbox.clock.now()
    task = await inbox.ask(1, due_in=timedelta(milliseconds=1))
    inbox.fences.read(began, inbox.clock.now())
    await inbox.clock.advance(PATIENCE - 2)
    assert not task.done()
    await inbox.clock.advance(2)
    assert task.result() is None


async def test_P5_a_read_that_finished_long_ago_is_not_fresh() -> None:
    inbox = Inbox()
    first = (await inbox.ask(2)).result()
    await inbox.clock.advance(61)
    second = (await inbox.ask(2, due_in=-HOUR)).result()
    assert first is not None
    assert second is not None
    assert second.began_at - first.began_at > MINUTE


async def test_P5_mail_known_to_lie_there_unread_voids_the_read_before_it() -> None:
    inbox = Inbox()
    before = (await inbox.ask(2)).result()
    inbox.fences.news()
    task = await inbox.ask(0)
    assert inbox.fences.latest is None
    await inbox.clock.advance(2)
    assert before is not None
    assert task.result() is not None
    assert task.result().began_at >= before.finished_at


async def test_a_fresh_read_is_used_again_without_waking_anybody() -> None:
    inbox = Inbox()
    await inbox.ask(2)
    woken = inbox.woken
    assert (await inbox.ask(0)).result() is not None
    assert inbox.woken == woken


async def test_after_one_wait_in_vain_nobody_waits_again_for_a_while_but_the_inbox_is_woken() -> None:
    inbox = Inbox(takes=None)
    assert (await inbox.ask(PATIENCE)).result() is None
    woken = inbox.woken
    assert (await inbox.ask(0)).result() is None
    assert inbox.woken == woken + 1
    await inbox.clock.advance(SULK)
    assert not (await inbox.ask(1)).done()


async def test_a_read_in_the_meantime_ends_the_sulking() -> None:
    inbox = Inbox(takes=None)
    await inbox.ask(PATIENCE)
    inbox.fences.read(inbox.clock.now(), inbox.clock.now())
    assert (await inbox.ask(0)).result() is not None


async def test_several_who_ask_share_one_read() -> None:
    inbox = Inbox(takes=5.0)
    tasks = [asyncio.create_task(inbox.fences.fresh(inbox.clock.now() - MINUTE, MINUTE)) for _ in range(20)]
    await inbox.clock.advance(6)
    assert len({task.result() for task in tasks}) == 1
    assert None not in {task.result() for task in tasks}


async def test_reads_that_are_of_no_use_are_not_repeated_in_a_hot_loop() -> None:
    inbox = Inbox(takes=0.0)
    task = await inbox.ask(PATIENCE + 1, due_in=HOUR)
    assert task.result() is None
    assert inbox.woken <= PATIENCE / BREATH + 2


async def test_an_asking_that_is_cancelled_leaves_no_task() -> None:
    inbox = Inbox(takes=None)
    before = asyncio.all_tasks()
    task = await inbox.ask(1)
    task.cancel()
    await run_to_rest()
    assert task.cancelled()
    assert asyncio.all_tasks() == before


# --- the clock (C1, C2) ----------------------------------------------------------------------------


async def test_C1_when_the_clock_was_set_the_last_read_does_not_count_any_more() -> None:
    for by in (HOUR, -HOUR):
        inbox = Inbox()
        await inbox.ask(2)
        inbox.clock.jump(by)
        inbox.takes = None
        assert (await inbox.ask(PATIENCE, due_in=-3 * HOUR)).result() is None


async def test_C1_a_read_during_which_the_clock_was_set_does_not_count() -> None:
    inbox = Inbox(takes=5.0)
    task = await inbox.ask(2, due_in=-3 * HOUR)
    inbox.clock.jump(-HOUR)
    await inbox.clock.advance(4)
    assert inbox.fences.latest is None
    assert not task.done()
    await inbox.clock.advance(6)
    fence = task.result()
    assert fence is not None
    assert fence.began_at <= inbox.clock.now()


async def test_C1_a_due_time_that_came_only_by_the_clock_is_not_reached() -> None:
    clock = FakeClock()
    fences = Fences(clock, lambda: None)
    due = clock.now() + 24 * HOUR
    clock.jump(48 * HOUR)
    assert clock.now() > due
    assert not fences.reached(due, CASE, TERMS)
    for _ in range(24):
        await clock.advance(3600)
        fences.look()
    assert fences.reached(due, CASE, TERMS)
    assert fences.watch.jumps == 1


async def test_C1_a_read_that_began_after_the_due_time_only_by_the_clock_does_not_count() -> None:
    inbox = Inbox()
    due = inbox.clock.now() + HOUR
    inbox.clock.jump(2 * HOUR)
    late = asyncio.create_task(inbox.fences.fresh(due, MINUTE))
    await inbox.clock.advance(PATIENCE + 1)
    assert late.result() is None

    await inbox.clock.advance(HOUR.total_seconds())
    late = asyncio.create_task(inbox.fences.fresh(due, MINUTE))
    await inbox.clock.advance(3)
    assert late.result() is not None


async def test_C2_a_clock_set_back_makes_nothing_early_and_is_made_good_when_it_is_set_right() -> None:
    clock = FakeClock()
    fences = Fences(clock, lambda: None)
    due = clock.now() + HOUR
    clock.jump(-HOUR)
    fences.look()
    await clock.advance(3600)
    assert not fences.reached(due, CASE, TERMS)
    clock.jump(HOUR)
    assert fences.reached(due, CASE, TERMS)
    assert fences.watch.ahead == timedelta(0)


@pytest.mark.parametrize("seconds", [0.3, -0.3])
async def test_C1_a_clock_that_drifts_as_far_as_any_is_followed_for_weeks(seconds: float) -> None:
    """Five hundred in a million, put right every ten minutes: five minutes in a week."""
    clock = FakeClock()
    watch = ClockWatch(clock)
    for _ in range(3 * 7 * 144):
        await clock.advance(600)
        clock.jump(timedelta(seconds=seconds))
        assert watch.even()
    assert watch.ahead == timedelta(0)


async def test_C1_a_clock_that_is_set_forward_little_by_little_was_set_by_the_sum() -> None:
    """A notice went hours early, by steps of which none was longer than two minutes."""
    clock = FakeClock()
    watch = ClockWatch(clock)
    begin = clock.now()
    for _ in range(144):
        await clock.advance(600)
        clock.jump(timedelta(seconds=110))
        watch.even()
    assert watch.passed(clock.now()) - begin <= timedelta(days=1) + TOLERANCE
    for before, jump in zip(watch.known, watch.known[1:], strict=False):
        assert before.until <= jump.since < jump.until


@pytest.mark.parametrize("hours", [-1, 1])
async def test_C1_what_is_written_before_it_is_seen_that_the_clock_was_set_is_of_the_clock_as_it_then_was(
    hours: int,
) -> None:
    """A look is a minute after the one before it."""
    clock = FakeClock()
    watch = ClockWatch(clock)
    await clock.advance(3 * 3600)
    assert watch.even()
    await clock.advance(20)
    clock.jump(timedelta(hours=hours))
    await clock.advance(20)
    written = clock.now()
    await clock.advance(20)
    assert not watch.even()
    await clock.advance(600)
    clock.jump(timedelta(hours=-hours))
    assert not watch.even()
    last = watch.known[-1]
    assert last.since <= written <= last.until


async def test_C1_what_is_put_right_within_the_day_was_not_set() -> None:
    clock = FakeClock()
    watch = ClockWatch(clock)
    for _ in range(20):
        for seconds in (90, -90):
            await clock.advance(60)
            clock.jump(timedelta(seconds=seconds))
            assert watch.even()
