"""Moves beside other work: in order, told of once when the server fails, forgotten with the connection."""

import asyncio
from collections.abc import Sequence

import pytest

from hotlined.app.moves import Moves
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
        self.gate = asyncio.Event()

    async def move(self, found: Found, target: str, keywords: Sequence[str] = ()) -> None:
        await self.gate.wait()
        if found in self.stuck:
            raise Temporary("intake: the connection has ended")
        self.moved.append(found)


def moves(box: SlowMailbox) -> tuple[Moves, list[Found]]:
    failed: list[Found] = []
    return Moves(box, failed.append), failed


async def test_moves_wait_for_the_server_and_nobody_waits_for_them_until_the_end() -> None:
    box = SlowMailbox()
    made, failed = moves(box)
    for one in MAILS:
        made.add(one, "Hotline/Done", ())
    await run_to_rest()
    assert box.moved == []

    box.gate.set()
    await made.done()

    assert box.moved == MAILS
    assert failed == []


async def test_the_mail_that_the_server_does_not_move_is_named_and_those_behind_it_are_not_tried() -> None:
    box = SlowMailbox(MAILS[1])
    made, failed = moves(box)
    box.gate.set()
    for one in MAILS[:3]:
        made.add(one, "Hotline/Done", ())
    await run_to_rest()

    with pytest.raises(Temporary):
        made.add(MAILS[3], "Hotline/Done", ())

    assert (box.moved, failed) == (MAILS[:1], [MAILS[1]])


async def test_what_waits_is_forgotten_with_the_connection() -> None:
    box = SlowMailbox()
    made, failed = moves(box)
    made.add(MAILS[0], "Hotline/Done", ())
    made.add(MAILS[1], "Hotline/Done", ())
    await run_to_rest()

    await made.drop()
    box.gate.set()
    made.add(MAILS[2], "Hotline/Done", ())
    await made.done()

    assert (box.moved, failed) == (MAILS[2:3], [])
