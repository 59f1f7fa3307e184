"""The next is begun while the one before is dealt with, and never more than that one."""

import asyncio
from contextlib import aclosing

import pytest

from hotlined.app.one_ahead import one_ahead
from tests.support.fake_clock import run_to_rest


class Work:
    """Says what was begun, ended and cancelled."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.stalls: set[int] = set()
        self.fails: set[int] = set()

    async def __call__(self, number: int) -> str:
        self.log.append(f"begun {number}")
        if number in self.fails:
            raise ValueError(number)
        try:
            if number in self.stalls:
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.log.append(f"cancelled {number}")
            raise
        return f"made of {number}"


async def test_the_next_one_is_begun_while_the_one_before_is_dealt_with() -> None:
    work, seen = Work(), []
    async with aclosing(one_ahead(work, [1, 2, 3], lambda one: True)) as made:
        async for one, result in made:
            await run_to_rest()
            seen.append((one, result, work.log[-1]))
    assert seen == [(1, "made of 1", "begun 2"), (2, "made of 2", "begun 3"), (3, "made of 3", "begun 3")]


async def test_one_for_which_there_is_no_room_waits_for_its_turn() -> None:
    work = Work()
    async with aclosing(one_ahead(work, [1, 2], lambda one: one != 2)) as made:
        async for one, _ in made:
            await run_to_rest()
            assert work.log == ["begun 1", "begun 2"][:one]


async def test_what_fails_ahead_is_told_when_its_turn_has_come() -> None:
    work, seen = Work(), []
    work.fails = {2}

    async def go() -> None:
        async with aclosing(one_ahead(work, [1, 2, 3], lambda one: True)) as made:
            async for one, _ in made:
                await run_to_rest()
                seen.append(one)

    with pytest.raises(ValueError, match="2"):
        await go()
    assert seen == [1]


async def test_what_was_begun_is_cancelled_where_nobody_goes_on() -> None:
    work = Work()
    work.stalls = {2}

    async def go() -> None:
        async with aclosing(one_ahead(work, [1, 2], lambda one: True)) as made:
            async for _ in made:
                await run_to_rest()
                raise KeyError

    with pytest.raises(KeyError):
        await go()
    assert work.log == ["begun 1", "begun 2", "cancelled 2"]


async def test_nothing_comes_of_nothing() -> None:
    async with aclosing(one_ahead(Work(), [], lambda one: True)) as made:
        assert [one async for one in made] == []
