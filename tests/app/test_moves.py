"""Moves beside other work: together where they can, told of when the server fails, gone with the line."""

import asyncio
from collections.abc import Sequence

import pytest

from hotlined.app.moves import LEAST, MOST, Moves
from hotlined.app.ports import Found, Temporary
from tests.support.fake_clock import FakeClock, run_to_rest
from tests.support.fake_mailbox import FakeMailbox

MAILS = [Found("INBOX", 1, uid, 100) for uid in range(1, 5)]


class SlowMailbox(FakeMailbox):
    """Moves when it is let, and not the mails that are `stuck`."""

    def __init__(self, *stuck: Found) -> None:
        super().__init__("intake", FakeClock())
        self.stuck = stuck
        self.moved: list[Found] = []
        self.together: list[list[Found]] = []
        self.gate = asyncio.Event()

    async def move(self, found: Found, target: str, keywords: Sequence[str] = ()) -> None:
        await self.gate.wait()
        if found in self.stuck:
            raise Temporary("intake: the connection has ended")
        self.moved.append(found)

    async def move_all(self, mails: Sequence[tuple[Found, Sequence[str]]], target: str) -> None:
        self.together.append([found for found, _ in mails])
        await super().move_all(mails, target)


def failed(made: Moves) -> list[Found]:
    """Those of the mails that were not moved, as far as is known."""
    return [one for one in MAILS if one in made]


async def test_moves_wait_for_the_server_and_nobody_waits_for_them_until_the_end() -> None:
    box = SlowMailbox()
    made = Moves(box)
    for one in MAILS:
        made.add(one, "Hotline/Done", ())
    await run_to_rest()
    assert box.moved == []

    box.gate.set()
    await made.done()

    assert box.moved == MAILS
    assert failed(made) == []


async def test_what_has_gathered_goes_together_by_folder() -> None:
    box = SlowMailbox()
    made = Moves(box)
    other = Found("Junk", 1, 9, 100)
    for one, target in (
        (MAILS[0], "Hotline/Done"), (MAILS[1], "Hotline/Done"), (MAILS[2], "Hotline/Intake"),
        (other, "Hotline/Done"), (MAILS[3], "Hotline/Done"),
    ):  # fmt: skip
        made.add(one, target, ())

    box.gate.set()
    await made.done()

    assert box.moved == [MAILS[0], MAILS[1], MAILS[3], MAILS[2], other]
    assert box.together == [[MAILS[0], MAILS[1], MAILS[3]]]


async def test_some_are_moved_while_others_are_dealt_with_and_the_last_ones_at_the_end() -> None:
    box = SlowMailbox()
    made = Moves(box)
    box.gate.set()
    many = [Found("INBOX", 1, uid, 100) for uid in range(1, LEAST + 2)]
    for one in many[:-2]:
        made.add(one, "Hotline/Done", ())
    await run_to_rest()
    assert box.moved == []

    made.add(many[-2], "Hotline/Done", ())
    await run_to_rest()
    made.add(many[-1], "Hotline/Done", ())
    await run_to_rest()
    assert box.moved == many[:-1]

    await made.done()
    assert box.moved == many


async def test_not_more_than_a_batch_goes_together() -> None:
    box = SlowMailbox()
    made = Moves(box)
    many = [Found("INBOX", 1, uid, 100) for uid in range(1, MOST + 3)]
    for one in many:
        made.add(one, "Hotline/Done", ())
    box.gate.set()
    await made.done()
    assert box.moved == many
    assert [len(one) for one in box.together] == [MOST, 2]


async def test_where_the_server_fails_each_is_named_and_those_behind_are_not_tried() -> None:
    box = SlowMailbox(MAILS[1])
    made = Moves(box)
    box.gate.set()
    for one in MAILS[:3]:
        made.add(one, "Hotline/Done", ())
    for one in (MAILS[3], Found("INBOX", 1, 8, 100)):
        made.add(one, "Hotline/Intake", ())
    await run_to_rest()

    with pytest.raises(Temporary):
        made.add(Found("INBOX", 1, 9, 100), "Hotline/Done", ())

    assert (box.moved, failed(made)) == (MAILS[:1], MAILS[:3])


async def test_a_mail_that_failed_keeps_no_other_one_back() -> None:
    box = SlowMailbox(MAILS[1])
    made = Moves(box)
    box.gate.set()
    made.add(MAILS[1], "Hotline/Done", ())
    with pytest.raises(Temporary):
        await made.done()
    for one in (MAILS[0], MAILS[1], MAILS[2]):
        made.add(one, "Hotline/Done", ())

    with pytest.raises(Temporary):
        await made.done()

    assert box.together == [[MAILS[0], MAILS[2]]]
    assert box.moved == [MAILS[0], MAILS[2]]
    assert (failed(made), made.failures(MAILS[1])) == ([MAILS[1]], 2)


async def test_what_waits_is_forgotten_with_the_connection() -> None:
    box = SlowMailbox()
    made = Moves(box)
    made.add(MAILS[0], "Hotline/Done", ())
    made.add(MAILS[1], "Hotline/Done", ())
    await run_to_rest()

    await made.drop()
    box.gate.set()
    made.add(MAILS[2], "Hotline/Done", ())
    await made.done()

    assert (box.moved, failed(made)) == (MAILS[2:3], [])
