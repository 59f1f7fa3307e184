"""The LEA's inbox over a line that breaks, at every byte and by every means (E2, E3)."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import get_args

import pytest

from tests.faults.inbox import PATIENCE, SILENCE, HurriedClock, Inbox, until, watched
from tests.faults.place import Place
from tests.faults.rounds import CUTS, FEW, SEED, Story, play, say
from tests.faults.talk import hide
from tests.support.dovecot import Dovecot
from tests.support.imap_proxy import Fault, How

ROUNDS = 60 if CUTS == "all" else 8  # on one store: records stay small
AT_ONCE = 12  # inboxes beside each other, mostly waiting
SLACK = 12  # bytes by which a session may be longer than the one measured (Dovecot tells the time it took)

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.timeout(120 if CUTS == FEW else 7200)]


def positions(length: int, name: str, chance: random.Random) -> list[int]:
    """Every byte of the short session (of the long one every 16th), or a spread, in any order."""
    step = max((length + SLACK) // int(CUTS), 1) if CUTS != "all" else 1 if name == "intake" else 16
    found = list(range(chance.randrange(step), length + SLACK, step))
    chance.shuffle(found)
    return found


@dataclass(frozen=True, slots=True)
class Block:
    """Faults of one kind, on a fresh inbox; the first befalls the session in which the folders are made."""

    name: str
    how: How
    upward: bool
    afters: list[int]

    async def run(self, dovecot: Dovecot, user: str, place: Place) -> tuple[Counter[str], list[str]]:
        """The figures and the violations."""
        silence = SILENCE if self.how == "stall" else 20.0
        async with watched(dovecot, user, self.name, silence=silence, place=place) as inbox:
            for after in self.afters:
                await inbox.session(Fault(self.how, after, self.upward), hold=after % 4 != 3)
            figures = inbox.verdict()
            figures.update({"positions": len(self.afters), "reads": inbox.reads, self.how: inbox.fired})
            return figures, inbox.problems


@pytest.mark.parametrize("name", ["intake", "lea"])
def test_P1_P2_P5_P11_a_line_that_breaks_at_any_byte_loses_nothing_and_doubles_nothing(
    dovecot: Dovecot, users: Iterator[str], place: Place, name: str
) -> None:
    chance = random.Random(f"{SEED} {name}")  # noqa: S311
    figures, problems = Counter[str](), []

    async def blocks() -> list[Block]:
        async with watched(dovecot, next(users), name, place=place) as inbox:
            await inbox.session()
            lengths = await inbox.session()
        made = []
        for how, upward in product(get_args(How), (False, True)):
            afters = positions(lengths[upward], name, chance)
            made += [Block(name, how, upward, list(one)) for one in batched(afters, ROUNDS)]
        chance.shuffle(made)
        return made

    async def worker(todo: list[Block]) -> None:
        while todo:
            found, wrong = await todo.pop().run(dovecot, next(users), place)
            figures.update(found)
            problems.extend(wrong)

    async def story() -> None:
        todo = await blocks()
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(worker(todo))

    asyncio.run(story())
    say(f"broken at any byte, {name}", figures, problems)
    assert sum(figures[how] for how in get_args(How)) > 0.9 * figures["positions"]


def batched(values: list[int], size: int) -> Iterator[list[int]]:
    """In lists of a size, the last perhaps shorter."""
    yield from (values[start : start + size] for start in range(0, len(values), size))


def test_P1_P2_a_line_of_one_byte_at_a_time_is_read_like_any_other(
    dovecot: Dovecot, users: Iterator[str], place: Place
) -> None:
    async def story(inbox: Inbox) -> Counter[str]:
        inbox.proxy.slow = True
        for after in (None, 700, 2500, 4200):
            await inbox.session(Fault("cut", after, False) if after else None)
        return Counter(cut=inbox.fired)

    play(dovecot, users, place, "one byte at a time", [story])


def test_P1_P11_without_move_a_line_that_breaks_between_copy_and_expunge_leaves_one_mail(
    dovecot: Dovecot, users: Iterator[str], place: Place
) -> None:
    """A server without MOVE: the mail is copied, the original expunged; cut in the second half."""

    def story(shares: range, of: int, *, upward: bool) -> Story:
        async def told(inbox: Inbox) -> Counter[str]:
            inbox.proxy.edit = hide(b"MOVE")
            await inbox.session()
            length = (await inbox.session())[upward]
            for share in shares:
                await inbox.session(Fault("cut", length // 2 + length * share // of // 2, upward))
            return Counter(cut=inbox.fired)

        return told

    of = 300 if CUTS == "all" else 16
    stories = [story(range(n, of, 4), of, upward=upward) for upward in (False, True) for n in range(4)]
    figures = play(dovecot, users, place, "without MOVE", stories)
    assert figures["cut"] > of


# --- the fence -------------------------------------------------------------------------------------


@dataclass
class Breaks:
    """Every connection breaks after so many bytes of the server, until `heal`."""

    inbox: Inbox
    how: How
    after: int = 0
    count: int = 0
    on: bool = True

    def at(self, after: int) -> None:
        """From now on, there."""
        self.after, self.count = after, 0
        self.inbox.watch.pauses.went_well()
        self.inbox.proxy.once(Fault(self.how, after, False, self._again))
        self.inbox.proxy.cut()

    def _again(self) -> None:
        self.count += 1
        if self.on:
            self.inbox.proxy.once(Fault(self.how, self.after, False, self._again))

    def heal(self) -> None:
        """The line is whole again."""
        self.on = False
        self.inbox.proxy.heal()


@pytest.mark.parametrize("how", get_args(How))
def test_P5_no_notice_leaves_while_no_read_of_the_lea_inbox_gets_to_its_end(
    dovecot: Dovecot, users: Iterator[str], place: Place, how: How
) -> None:
    """Every connection breaks before the read that the fence asks for is over, later and later; then the line
    is whole again, and the notice goes - or does not, where a hold lay in the inbox all the time."""

    async def story(*, held: bool) -> int:
        async with watched(dovecot, next(users), clock=HurriedClock(), silence=SILENCE, place=place) as inbox:
            rig, breaks = inbox.rig, Breaks(inbox, how)
            length = await bytes_of_a_read(inbox)
            await rig.docket.resume()
            await rig.also(rig.outbox.run, rig.agenda.run)
            await until(lambda: bool(rig.reports()))
            breaks.at(0)
            await until(lambda: breaks.count > 0)
            put = await inbox.put() if held else None
            for after in range(0, length, length // 7):
                breaks.at(after)
                inbox.clock.skipped += 86_400
                rig.agenda.wake()
                await until(lambda: breaks.count > 2)
                assert rig.notices() == []
            breaks.heal()
            if put is not None:
                await asyncio.wait_for(put.settled.wait(), PATIENCE)
                rig.agenda.wake()
                await asyncio.sleep(0.5)  # in which the other story's notice leaves
                return len(rig.notices())
            await until(lambda: bool(rig.notices()))
            return len(rig.notices())

    async def both() -> list[int]:
        return await asyncio.gather(story(held=False), story(held=True))

    assert asyncio.run(both()) == [1, 0]


async def bytes_of_a_read(inbox: Inbox) -> int:
    """From the connection to the end of a whole full read, no byte too many."""
    await until(lambda: inbox.reads > 0)
    await inbox.mailbox.close()
    before, reads = inbox.proxy.sent, inbox.reads
    await until(lambda: inbox.reads > reads)
    return inbox.sent_at_read - before - 100
