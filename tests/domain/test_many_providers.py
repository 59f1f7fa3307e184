"""A case with hundreds of items at as many providers: what it costs grows with their number, no faster."""

import sys
from collections.abc import Callable
from datetime import timedelta
from types import FrameType
from typing import Any

import pytest

from hotlined.domain.due import deadlines
from hotlined.domain.hotline.directory import Provider
from hotlined.domain.values.address import Address
from tests.support.mails_in import hours
from tests.support.world import World, home_site, reported


def many(count: int) -> World:
    """A case of so many items, each at a provider of its own, of which the LEA has the report."""
    rows = tuple(
        Provider(f"Net {n}", Address("abuse", f"n{n}.example"), confirmed=True, domains=(f"n{n}.example",))
        for n in range(count)
    )
    urls = "".join(f"URL: https://n{n}.example/item{n}\n" for n in range(count))
    form = f"{urls}Description of the type of the content: items\n"
    world = reported(World(home_site(providers=rows)), form=form)
    for _ in range(count // 10):  # its parts go apart
        world.wait(timedelta(minutes=31))
        world.deliver()
    world.wait(hours(60))
    return world


def lines(what: Callable[[], object]) -> int:
    """How many lines of Python it runs, each turn of a loop counted."""
    count = 0

    def line(frame: FrameType, event: str, arg: object) -> Callable[..., Any]:
        nonlocal count
        count += event == "line"
        return line

    before = sys.gettrace()
    sys.settrace(line)
    try:
        what()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("noticed", [False, True], ids=["notices", "reminders"])
def test_what_is_due_at_twice_as_many_providers_takes_twice_as_long(noticed: bool) -> None:
    cost = {}
    for count in (40, 80):
        world = many(count)
        if noticed:
            world.sweep(world.fence())
            assert world.gate(fence=world.fence()) == []
        cost[count] = lines(lambda world=world: deadlines._steps(world.case, world.site))

    assert cost[80] < 2.5 * cost[40]


def test_a_step_at_twice_as_many_providers_takes_about_twice_as_long_and_each_has_its_notice() -> None:
    cost = {}
    for count in (40, 80):
        world = many(count)
        cost[count] = lines(lambda world=world: world.sweep(world.fence())) / count
        assert len(world.letters("ntd")) == count

    assert cost[80] < 2.5 * cost[40]
