"""Waiting for an event or for time: whichever is first, and nothing is left behind."""

import asyncio
from datetime import timedelta

import pytest

from hotlined.app.ports import Conflict, Temporary
from hotlined.app.waiting import event_or_time, look_for_ever
from tests.e2e.clock import SteppedClock
from tests.support.fake_clock import FakeClock, run_to_rest


async def test_an_event_ends_the_wait_at_once() -> None:
    clock, event = FakeClock(), asyncio.Event()
    waiting = asyncio.create_task(event_or_time(event, clock, 60.0))
    await run_to_rest()
    assert not waiting.done()
    event.set()
    assert await waiting is True
    assert clock.monotonic() == FakeClock().monotonic()


async def test_the_end_of_the_time_ends_the_wait() -> None:
    clock = FakeClock()
    waiting = asyncio.create_task(event_or_time(asyncio.Event(), clock, 60.0))
    await clock.advance(59.9)
    assert not waiting.done()
    await clock.advance(0.2)
    assert await waiting is False


async def test_time_that_passes_before_the_loop_comes_to_the_wait_counts_too() -> None:
    """A day that passed in that moment was slept through for a minute: a story waited in vain."""
    clock = SteppedClock()
    waiting = asyncio.create_task(event_or_time(asyncio.Event(), clock, 60.0))
    await asyncio.sleep(0)  # it is called, and nothing of it has begun
    clock.step(timedelta(seconds=60))
    assert await asyncio.wait_for(waiting, 10.0) is False


async def test_a_time_that_is_over_does_not_wait() -> None:
    assert await event_or_time(asyncio.Event(), FakeClock(), -5.0) is False


async def test_no_task_is_left_behind_whether_it_ends_or_is_cancelled() -> None:
    clock, event = FakeClock(), asyncio.Event()
    before = asyncio.all_tasks()
    ended = asyncio.create_task(event_or_time(event, clock, 60.0))
    cancelled = asyncio.create_task(event_or_time(asyncio.Event(), clock, 60.0))
    await run_to_rest()
    event.set()
    cancelled.cancel()
    await asyncio.gather(ended, cancelled, return_exceptions=True)
    await run_to_rest()
    assert cancelled.cancelled()
    assert asyncio.all_tasks() == before


async def test_two_who_wait_for_rest_see_the_end_of_the_work_and_not_each_other() -> None:
    done: list[int] = []

    async def work(steps: int) -> None:
        for _ in range(steps):
            await asyncio.sleep(0)
        done.append(steps)

    async def waiting(steps: int) -> int:
        task = asyncio.create_task(work(steps))
        await run_to_rest()
        assert task.done()
        return len(done)

    assert await asyncio.gather(waiting(3), waiting(30)) == [2, 2]


async def test_P11_a_loop_goes_on_after_what_fails_and_says_what_does_not_go_by_itself(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock, faults = FakeClock(), [Temporary("no room"), Conflict("another was first"), ZeroDivisionError()]

    async def look() -> None:
        if faults:
            raise faults.pop(0)

    task = asyncio.create_task(look_for_ever(look, clock, 60.0, place="daily", what="x"))
    await clock.advance(200)
    assert not task.done()
    assert faults == []
    (line,) = [one.getMessage() for one in caplog.records]
    assert line.startswith("bug where=daily error=ZeroDivisionError")
    task.cancel()
