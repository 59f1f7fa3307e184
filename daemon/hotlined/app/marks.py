"""How far the record has come, noted outside of the store: in the LEA mailbox, where no backup reaches (P2).

An older copy of the whole store that somebody puts back (a snapshot of the machine, say) is whole in itself.
So the number of writes to it stands in the Message-ID of a small mail in a folder of ours, anew every few
minutes; a store with fewer writes than its mark is an older one.  An empty store in place of a full one is
found in the same way.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from hotlined.app import audit
from hotlined.app.docket import Docket
from hotlined.app.ports import Mailbox, Permanent, Temporary
from hotlined.domain.values.address import Address

FOLDER: Final = "Marks"
EVERY: Final = 300.0  # seconds
SELDOM: Final = 86_400.0  # where the server does not let us take the mark before away
TEXT: Final = (
    "hotlined notes here how far its record has come, so that it notices when an older copy of its store is"
    " put back. Please leave this mail where it is.\n"
)
_MARK: Final = re.compile(r"<mark\.([0-9]{1,15})\.[a-z2-7]{26}@[^@>]+>")

Write = Callable[[str, Address, str], bytes]


@dataclass(slots=True)
class Marks:
    """The mark of one mailbox; `writes` counts the store's, `run` never returns."""

    docket: Docket
    mailbox: Mailbox
    root: str
    writes: Callable[[], int]
    made: Write  # Message-ID, From, text -> the mail
    older: Callable[[], Awaitable[None]] | None = None  # called where only `run` could find out
    _began: int = field(init=False)  # writes when the store was opened
    _checked: bool = False

    def __post_init__(self) -> None:
        self._began = self.writes()

    @property
    def _folder(self) -> str:
        return f"{self.root}/{FOLDER}"

    async def is_older(self) -> bool:
        """Whether the last mark tells of more writes than the store had at start; raises Temporary."""
        try:
            await self.mailbox.open([self._folder])
            listed = await self.mailbox.identified(self._folder)
        finally:
            await self.mailbox.close()
        self._checked = True
        marks = [int(found[1]) for _, name in listed if (found := _MARK.fullmatch(name))]
        return bool(marks) and marks[-1] > self._began

    def known(self) -> None:
        """That the store is an older one is known and dealt with: its mark tells nothing new."""
        self._checked = True

    async def run(self) -> None:
        """Write the mark anew whenever the store was written since, for ever."""
        noted, pause = -1, EVERY
        while True:
            try:
                if not self._checked and await self.is_older() and self.older is not None:
                    self._checked = False  # the mark that tells of it is not written over until that is done
                    await self.older()
                    self._checked = True
                count = await asyncio.to_thread(self.writes)  # a database may keep it waiting
                if count > noted:  # fewer: an older store was put here, as its mark tells the next start
                    pause = EVERY if await self.write(count) else SELDOM
                    noted = count
            except (Temporary, Permanent) as error:
                audit.lost(self.mailbox.name, error, pause)
            except Exception as error:
                audit.bug("marks", error, self.mailbox.name)
            await self.docket.clock.sleep(pause)

    async def write(self, count: int) -> bool:
        """The mark, and then away with those before; whether the server does the latter."""
        try:
            await self.mailbox.open([self._folder])
            old = [one for one, name in await self.mailbox.identified(self._folder) if _MARK.fullmatch(name)]
            sender = self.docket.site().identities["lea"]
            name = f"<mark.{count}.{self.docket.chance.token()}@{sender.domain}>"
            await self.mailbox.append(self._folder, self.made(name, sender, TEXT))
            try:
                await self.mailbox.destroy(old)
            except Permanent:
                return False
        finally:
            await self.mailbox.close()
        return True
