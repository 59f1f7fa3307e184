"""A copy of each report that left, in a folder of the hotline's own mailbox.

What is filed is what was sent, byte for byte: it is encrypted to the hotline's own key as well, so that the
hotline can read it and the mail server cannot.  Which copies are still to be filed is a function of the
record; a crash between filing and recording files the same mail, with the same Message-ID, once more.  A
disk that refuses the record does not.
"""

import asyncio
from dataclasses import dataclass, field

from hotlined.app import audit
from hotlined.app.crash_points import crash_point
from hotlined.app.docket import Docket
from hotlined.app.folded import Folded
from hotlined.app.ports import Mailbox, Permanent, Temporary
from hotlined.app.waiting import Pauses, event_or_time
from hotlined.domain.overview.rest import AtRest
from hotlined.domain.record.correspondence import CopyFiled

FIRST_RETRY = 30.0  # seconds
LINGER = 5.0  # seconds that a connection is kept for the next copy
LONGEST_RETRY = 3600.0  # seconds; a copy is for the files, and hurries nobody


@dataclass(slots=True)
class Copies:
    """The reports whose copy is not filed yet; `run` never returns."""

    docket: Docket
    mailbox: Mailbox
    folder: str
    pauses: Pauses = field(default_factory=lambda: Pauses(FIRST_RETRY, LONGEST_RETRY))
    _wanted: dict[str, str] = field(default_factory=dict)  # Message-ID -> stream, oldest first
    _filed: set[str] = field(default_factory=set)  # and not on disk yet that they are
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.docket.listeners.add(self.changed, self.rests)

    def changed(self, folded: Folded) -> None:
        """A stream has changed: a report of it may have been accepted, or its copy filed."""
        for message_id, sent in folded.case.sent.items():
            if sent.is_uncopied:
                self._want(message_id, folded.case.stream)
            else:
                self._wanted.pop(message_id, None)

    def rests(self, rest: AtRest) -> None:
        """A case that is at rest, at a start."""
        for message_id in rest.uncopied:
            self._want(message_id, rest.stream)

    def _want(self, message_id: str, stream: str) -> None:
        self._wanted.setdefault(message_id, stream)
        self._wake.set()

    async def run(self) -> None:
        """File what is wanted, for ever; with growing pauses after a fault."""
        while True:
            self._wake.clear()
            try:
                await self._file_all()
                self.pauses.went_well()
                await event_or_time(self._wake, self.docket.clock, LONGEST_RETRY)
            except (Temporary, Permanent) as error:
                audit.lost(self.mailbox.name, error, self.pauses.pause)
                await self._rest()
            except Exception as error:
                audit.bug("copies", error, self.mailbox.name)
                await self._rest()

    def waiting(self) -> tuple[str, ...]:
        """The Message-IDs of the reports whose copy is not filed yet."""
        return tuple(self._wanted)

    async def _rest(self) -> None:
        await self.docket.clock.sleep(self.pauses.next())

    async def _file_all(self) -> None:
        if not self._wanted:
            return
        try:
            await self.mailbox.open([self.folder])
            while await self._more():
                message_id, stream = next(iter(self._wanted.items()))
                # Last from now on: one that the server does not take keeps no other one back.
                self._wanted[message_id] = self._wanted.pop(message_id)
                await self._file(message_id, stream)
        finally:
            await self.mailbox.close()

    async def _more(self) -> bool:
        """Whether there is one to file: now, or shortly, so that a busy hour is one connection."""
        if not self._wanted:
            self._wake.clear()
            await event_or_time(self._wake, self.docket.clock, LINGER)
        return bool(self._wanted)

    async def _file(self, message_id: str, stream: str) -> None:
        folded = await self.docket.folded(stream)
        row = folded.rows.get(message_id) if folded is not None else None
        if row is not None and message_id not in self._filed:
            try:
                raw = await asyncio.to_thread(self.docket.store.envelope, row.digest)
            except Permanent as error:  # damaged, or purged: there is nothing left to file
                if await self._is_kept(message_id, stream):
                    audit.bug("copies", error, message_id)
                self._wanted.pop(message_id, None)
                return
            await self.mailbox.append(self.folder, raw)
            self._filed.add(message_id)
            crash_point("copy-filed")
        async with self.docket.locked([stream]):
            await self.docket.record(stream, (CopyFiled(message_id=message_id),))
        crash_point("copy-recorded")
        self._filed.discard(message_id)
        self._wanted.pop(message_id, None)

    async def _is_kept(self, message_id: str, stream: str) -> bool:
        """Whether the record still has the mail: another daemon may have purged it."""
        async with self.docket.locked([stream]):  # what others wrote is known then
            folded = await self.docket.folded(stream)
        return folded is not None and message_id in folded.rows
