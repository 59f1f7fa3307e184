"""Rounds on inboxes side by side, what they came to in one line, and what the tests of the line share.

HOTLINED_CUTS=all tries every byte (`make faults-imap`), HOTLINED_CUTS=n about n of a kind; HOTLINED_SEED
repeats a choice.
"""

import asyncio
import json
import os
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TypeVar

from tests.faults.inbox import Inbox, watched
from tests.faults.place import Place
from tests.support.dovecot import Dovecot

FEW = "7"  # in the suite
CUTS = os.environ.get("HOTLINED_CUTS", FEW)
SEED = int(os.environ.get("HOTLINED_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)

T = TypeVar("T")
Story = Callable[[Inbox], Awaitable[Counter[str]]]


def play(
    dovecot: Dovecot, users: Iterator[str], place: Place, what: str, stories: Sequence[Story]
) -> Counter[str]:
    """Stories side by side, each on an inbox of its own, and their verdict."""
    figures, problems = Counter[str](), []

    async def played(story: Story) -> None:
        async with watched(dovecot, next(users), "intake", place=place) as inbox:
            figures.update(await story(inbox))
            figures.update(inbox.verdict())
            problems.extend(inbox.problems)

    async def all_played() -> None:
        async with asyncio.TaskGroup() as group:
            for story in stories:
                group.create_task(played(story))

    asyncio.run(all_played())
    say(what, figures, problems)
    return figures


def struck(inbox: Inbox) -> Callable[[], None]:
    """What tells the inbox from the proxy's thread that the round's mood has come."""
    loop = asyncio.get_running_loop()
    return lambda: loop.call_soon_threadsafe(inbox.strike)


def say(what: str, figures: Counter[str], problems: list[str]) -> None:
    """One line of figures, and the verdict."""
    line = json.dumps({"imap": what, "seed": SEED, **{name: figures[name] for name in sorted(figures)}})
    print(line)  # noqa: T201  # for the person who runs it
    assert not problems, "\n".join([line, *problems[:20]])
    assert figures["mails"]
    assert figures["lost"] == figures["double"] == 0


def dealt(values: Sequence[T], hands: int) -> list[list[T]]:
    """To so many inboxes, in turn."""
    return [list(values[n::hands]) for n in range(min(hands, len(values)))]
