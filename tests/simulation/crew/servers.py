"""Mailboxes and mail servers that several daemons use at once, slow and breaking as the schedule says."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from hotlined.app.ports import NOT_NOW, Found, Outcome, Passage, Temporary, Verdict
from hotlined.beside import LAST
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.message import Envelope
from tests.simulation.crew.process import Process
from tests.support.fake_clock import FakeClock
from tests.support.fake_courier import ACCEPTED, LATER, UNKNOWN, FakeCourier
from tests.support.fake_lease import FakeLease
from tests.support.fake_mailbox import FakeMailbox

LATE: Final = Outcome(Verdict.TEMPORARY, "deadline")


@dataclass
class Servers:
    """What all mailboxes and mail servers have in common; `taken` is told of each final dot."""

    clock: FakeClock
    lags: tuple[int, int]
    taken: Callable[[Process, Envelope, Outcome, str], None]
    down: set[str] = field(default_factory=set)  # mailboxes that nobody can open
    outcomes: list[str] = field(default_factory=list)  # of the next mails
    asked: dict[tuple[str, Found], list[str]] = field(default_factory=dict)  # who had a mail moved
    doubled: list[tuple[tuple[str, str], list[str]]] = field(default_factory=list)  # box, mail; by whom


class SharedMailbox(FakeMailbox):
    """One process's connection to a mailbox."""

    servers: Servers
    process: Process

    def of(self, process: Process) -> "SharedMailbox":
        """The connection of a process."""
        other = SharedMailbox(self.name, self.clock)
        other._folders, other.servers, other.process = self._folders, self.servers, process
        return other

    async def open(self, folders: Sequence[str]) -> None:
        """Connect."""
        if self.name in self.servers.down:
            self.down = Temporary(f"{self.name}: no route")
        else:
            self.down = None
        await super().open(folders)

    async def move(self, found: Found, target: str, keywords: Sequence[str] = ()) -> None:
        """Move; once it is asked for the server does it, whatever becomes of the process.

        Two moves of one mail at the same time leave two copies, as COPY and EXPUNGE do.
        """
        await self._call("move")
        await self.process.gate("move")
        moving = asyncio.get_running_loop().create_task(self._moved(found, target, keywords))
        await asyncio.shield(moving)
        await self.process.gate()

    async def _moved(self, found: Found, target: str, keywords: Sequence[str]) -> None:
        folder = self._same(found)
        if found.uid not in folder.mails:
            return
        raw, at, _ = folder.mails[found.uid]
        asked = self.servers.asked.setdefault((self.name, found), [])
        asked.append(self.process.name)
        await self.servers.clock.sleep(self.servers.lags[0] / 1_000)
        if folder.mails.pop(found.uid, None) is None:
            self.servers.doubled.append(((self.name, mail_digest(raw)), asked))
        self.moves.append(target)
        self._put(target, raw, tuple(keywords), at)

    async def _called(self, name: str) -> None:
        await self._takes()
        if self.name in self.servers.down:
            self._connected = False
            raise Temporary(f"{self.name}: the connection was lost")
        await super()._called(name)

    async def _takes(self) -> None:
        if self.servers.lags[0]:
            await self.servers.clock.sleep(self.servers.lags[0] / 1_000)
        await self.process.gate()


class SharedCourier(FakeCourier):
    """SMTP of one process: before the final dot it looks whether its lease lasts, as `adapters.smtp` does."""

    def __init__(self, servers: Servers, process: Process, lease: FakeLease) -> None:
        super().__init__(servers.clock)
        self.servers, self.process, self.lease = servers, process, lease

    async def send(self, identity: str, envelope: Envelope, passage: Passage | None = None) -> Outcome:
        """One transaction."""
        await self.process.gate()
        if self.servers.lags[1]:
            await self.servers.clock.sleep(self.servers.lags[1] / 1_000)
        if passage is not None and not await passage.is_open():
            return NOT_NOW
        await self.process.gate("dot")
        if self.lease.last_look() - self.lease.every <= 0:
            return LATE
        fate = self.servers.outcomes.pop(0) if self.servers.outcomes else "accepted"
        outcome = {"temporary": LATER, "unknown": UNKNOWN, "lost": UNKNOWN}.get(fate, ACCEPTED)
        if fate != "temporary" and fate != "lost":  # the server has it; "unknown": its answer was lost
            slow = self.lease.holder if self.servers.lags[1] > LAST * 1_000 else ""
            self.servers.taken(self.process, envelope, outcome, slow)
        await asyncio.sleep(0)
        await self.process.gate("dotted")
        return outcome
