"""How far the record has come, noted outside of the store: in the LEA mailbox, where no backup reaches (P2).

An older copy of the whole store that somebody puts back (a snapshot of the machine, say) is whole in itself.
So the number of writes to it stands in the Message-ID of a small mail in a folder of ours, anew every few
minutes; a store with fewer writes than its mark is an older one.  An empty store in place of a full one is
found in the same way.

A strange mark in place of ours may be that of a second daemon, on a copy of the store: each takes mails that
the other never sees, so that a hold is none for the other (P5, threats D5).  It is answered by a mark of
ours, which a second daemon answers in its turn; a mailbox that was restored, or moved, does not.
"""

import asyncio
import re
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from hotlined.app import audit
from hotlined.app.docket import Docket
from hotlined.app.ports import Found, Mailbox, Permanent, Temporary
from hotlined.domain.values.address import Address

FOLDER: Final = "Marks"
EVERY: Final = 300.0  # seconds
SELDOM: Final = 86_400.0  # where the server does not let us take the mark before away
SOON: Final = 60.0  # where an answer to ours may come
LAST: Final = 5.0  # seconds that a stop waits for it
SURE: Final = 2  # looks that find strange marks, each another one
FORGOTTEN: Final = 3 * SELDOM  # after so long, one that nothing followed counts no more
KEPT: Final = 10_000  # of ours that are known as such: those of a month
TEXT: Final = (
    "hotlined notes here how far its record has come, so that it notices when an older copy of its store is"
    " put back. Please leave this mail where it is.\n"
)
_MARK: Final = re.compile(r"<mark\.([0-9]{1,15})\.[a-z2-7]{26}@[^@>]+>")

Write = Callable[[str, Address, str], bytes]
Listed = Sequence[tuple[Found, str]]


@dataclass(slots=True)
class Marks:
    """The mark of one mailbox; `writes` counts the store's, `run` never returns."""

    docket: Docket
    mailbox: Mailbox
    folder: str
    writes: Callable[[], int]
    made: Write  # Message-ID, From, text -> the mail
    older: Callable[[], Awaitable[None]] | None = None  # called where only `run` could find out
    # Called where another daemon writes marks as well; None: several may, on one store.
    split_brain: Callable[[], Awaitable[None]] | None = None
    is_ours: Callable[[], bool] = lambda: True  # whether nobody else has the store by now
    _began: int = field(init=False)  # writes when the store was opened
    _checked: bool = False
    _noted: int = -1  # the number in the last mark of ours
    _others: set[str] | None = None  # marks that we did not write and have seen; None: nobody has looked yet
    _mine: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))  # may be there, or come back
    _last: str = ""  # the last of ours, once it is there
    _strange: int = 0  # looks that found a strange one
    _since: float = 0.0  # monotonic: when the last of these was
    _is_called: bool = False  # a strange one has taken the place of ours, and waits for our answer

    def __post_init__(self) -> None:
        self._began = self.writes()

    async def is_older(self) -> bool:
        """Whether the last mark tells of more writes than the store had at start; raises Temporary."""
        try:
            await self.mailbox.open([self.folder])
            listed = await self._listed()
        finally:
            await self.mailbox.close()
        self._checked = True
        marks = [int(found[1]) for _, name in listed if (found := _MARK.fullmatch(name))]
        return bool(marks) and marks[-1] > self._began

    def known(self) -> None:
        """That the store is an older one is known and dealt with: its mark tells nothing new."""
        self._checked = True

    async def run(self) -> None:
        """Write the mark anew whenever the store was written since, and look for others', for ever."""
        at, pause = 0.0, 0.0
        while True:
            try:
                if not self._checked and await self.is_older() and self.older is not None:
                    self._checked = False  # the mark that tells of it is not written over until that is done
                    await self.older()
                    self._checked = True
                count = await asyncio.to_thread(self.writes)  # a database may keep it waiting
                now = self.docket.clock.monotonic()
                due = count > self._noted and now - at >= pause
                if not due and self.split_brain is not None:
                    await self._look()
                # Fewer writes than noted: an older store was put here, as its mark tells the next start.
                if due or (self._is_called and count >= self._noted):
                    pause = EVERY if await self.write(count) else SELDOM
                    at = now
                if self._strange >= SURE and self.split_brain is not None:
                    await self.split_brain()
                    self._strange = 0
            except (Temporary, Permanent) as error:
                audit.lost(self.mailbox.name, error, EVERY)
            except Exception as error:
                audit.bug("marks", error, self.mailbox.name)
            waits = self._strange and self.docket.clock.monotonic() - self._since < 2 * EVERY
            await self.docket.clock.sleep(SOON if waits else EVERY)

    async def last(self) -> None:
        """The mark of a stop in order, soon after a start, too: whoever moves a store does it then.

        None where one tells of an older store still, or where the store is another's by now, who writes them.
        """
        if not self._checked:
            return
        try:
            async with asyncio.timeout(LAST):
                count = await asyncio.to_thread(self.writes)  # a database may keep it waiting
                if count > self._noted and await asyncio.to_thread(self.is_ours):
                    await self.write(count)
        except (Temporary, Permanent, TimeoutError) as error:
            audit.lost(self.mailbox.name, error, 0.0)

    async def write(self, count: int) -> bool:
        """The mark, and then away with those before; whether the server does the latter."""
        try:
            await self.mailbox.open([self.folder])
            old = [one for one, _ in await self._listed()]
            sender = self.docket.site().identities["lea"]
            name = f"<mark.{count}.{self.docket.chance.token()}@{sender.domain}>"
            self._mine.append(name)  # it may arrive though the connection breaks
            await self.mailbox.append(self.folder, self.made(name, sender, TEXT))
            self._last, self._is_called, self._noted = name, False, count
            try:
                await self.mailbox.destroy(old)
            except Permanent:
                return False
        finally:
            await self.mailbox.close()
        return True

    async def _look(self) -> None:
        try:
            await self.mailbox.open([self.folder])
            await self._listed()
        finally:
            await self.mailbox.close()

    async def _listed(self) -> Listed:
        """The marks there are; those that are new and not ours are noted."""
        listed = [
            (one, name) for one, name in await self.mailbox.identified(self.folder) if _MARK.fullmatch(name)
        ]
        names = {name for _, name in listed}
        if self._others is None:
            self._others = names
        strange = {one for one in names - self._others if one not in self._mine}
        self._others |= strange
        now = self.docket.clock.monotonic()
        if now - self._since > FORGOTTEN:
            self._strange = 0
        if strange:
            self._strange, self._since = self._strange + 1, now
            # One that somebody brings who copies the mailbox, maybe each night, does not take its place.
            self._is_called = self._last != "" and self._last not in names
        return listed
