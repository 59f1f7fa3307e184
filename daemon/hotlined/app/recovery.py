"""After a restore: what the mailboxes know and the record does not, before anything else is done.

A mail leaves an inbox only after its effects are on disk (P1), so that a mail in a folder of ours which the
record has never seen came after the backup: its effects are lost.  Such a mail is put back into the inbox,
in order of arrival, and is dealt with like any other: a hold is a hold again.  Not so the orders of analysts,
which would report cases anew that were reported: they are listed, and people decide; a [HOLD] is put back.
What was not obeyed, and kept notices back until somebody answers, is asked about again (P7).
Reports whose copy lies in Sent have left.  Case numbers go on far above all that is seen
(docs/decisions/serial-gaps.md).
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from hotlined.app import audit
from hotlined.app.desk_alarm import tell_split_brain
from hotlined.app.docket import Docket
from hotlined.app.lease import Arrival
from hotlined.app.marks import Marks
from hotlined.app.ports import Permanent, RestoreNotes, Store, Temporary
from hotlined.app.reading import Reader
from hotlined.app.restores import Restores
from hotlined.app.unrecorded import Place, Seen, Unrecorded
from hotlined.app.waiting import Pauses
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Change
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.restore_told import Lost, told
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.running import SPLIT_BRAIN, MailboxesCompared, StoreRestored
from hotlined.domain.steps.accepted import left_before
from hotlined.domain.values.reference import desk_of

SPARE: Final = 100  # case numbers left out above what is seen: of cases whose mails lie nowhere
FIRST_RETRY: Final = 5.0  # seconds
LONGEST_RETRY: Final = 300.0
PATIENCE: Final = 30.0  # seconds: reports do not wait longer for a mailbox that is down


@dataclass(slots=True)
class Recovery:
    """Runs once at a start after a restore, and again after a crash in it; until then nothing else runs."""

    docket: Docket
    restores: Restores
    places: Sequence[Place]
    reader: Reader
    notes: RestoreNotes
    marks: Marks
    lease: Arrival | None = None  # where several daemons share the store
    waits: Callable[[], None] = lambda: None  # told each time a mailbox cannot be read

    async def run(self) -> None:
        """Nothing where the record is the newest; else look through all mailboxes, however long it takes."""
        await self.restores.resume()
        note = await asyncio.to_thread(self.notes.waiting)
        moved = self.lease if self.lease is not None and self.lease.moved else None
        if note is None and self.restores.last.is_compared:
            if moved is not None:
                await self._older("another server")
            elif await self._is_older():
                await self.older()
        if note is not None and self.restores.last.taken_at != note.taken_at:
            await self._record(StoreRestored(taken_at=note.taken_at, how=note.how))
        if moved is not None:
            await asyncio.to_thread(moved.arrived)
        if not self.restores.last.is_compared:
            self.marks.known()
            await self._compared()
        if note is not None:
            await asyncio.to_thread(self.notes.done)

    async def older(self) -> None:
        """The store was found to be an older copy: as after a restore; again where that was cut off."""
        if self.restores.last.is_compared:
            await self._older("older copy")
        await self._compared()

    async def split_brain(self) -> None:
        """Another daemon, on a copy of the store, takes mails out of our mailboxes: as after a restore (P5).

        What it has taken is looked for at the next start: only who stops it knows that it takes no more.
        """
        last = self.restores.last
        if last.split_brain and not last.is_compared:
            return  # told, and nobody has restarted us since
        found = StoreRestored(taken_at=self.docket.clock.now(), how=SPLIT_BRAIN)
        await tell_split_brain(self.docket, (found,))
        self.restores.learn(await self.docket.case(desk_of(found.taken_at)))

    async def _older(self, how: str) -> None:
        moment = await asyncio.to_thread(_last, self.docket.store)
        await self._record(StoreRestored(taken_at=moment or self.docket.clock.now(), how=how))

    async def _is_older(self) -> bool:
        """As far as can be told now; what cannot be reached is asked once more, later (`Marks.run`)."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.marks.is_older()
        except (Temporary, Permanent, TimeoutError) as error:
            audit.lost(self.marks.mailbox.name, error, PATIENCE)
            return False

    async def _record(self, event: StoreRestored) -> None:
        stream = desk_of(self.docket.clock.now())
        async with self.docket.locked([stream]):
            await self.docket.record(stream, (event,))
        self.restores.learn(await self.docket.case(stream))

    async def _compared(self) -> None:
        looking = Unrecorded(self.docket, self.reader)
        seen, pauses = Seen(), Pauses(FIRST_RETRY, LONGEST_RETRY)
        for place in self.places:
            while True:
                try:
                    await looking.look_through(place, seen)
                    break
                except (Temporary, Permanent) as error:
                    audit.lost(place.mailbox.name, error, pauses.pause)
                    self.waits()
                    await self.docket.clock.sleep(pauses.next())
                finally:
                    await place.mailbox.close()
        await self._settle_those_that_left(seen)
        await self._told(seen, looking)

    async def _settle_those_that_left(self, seen: Seen) -> None:
        """Reports that wait in the record, and whose copy says that they were accepted."""
        for message_id in sorted(seen.left):
            for stream in await asyncio.to_thread(self.docket.store.find, "message-id", message_id):
                async with self.docket.locked([stream]):
                    folded = await self.docket.folded(stream)
                    row = folded.rows.get(message_id) if folded is not None else None
                    if row is not None and row.state.waits:
                        gone = replace(row, state=RowState.ACCEPTED, next_at=None)
                        await self.docket.record(stream, left_before(row), (gone,))

    async def _told(self, seen: Seen, looking: Unrecorded) -> None:
        """The one alarm, and the mark that all this is done, in one write."""
        context = self.docket.context()
        stream = desk_of(context.now)
        unknown = sorted(
            {str(one) for head in seen.strange.values() for one in looking.named(head)}
            - set(await asyncio.to_thread(self.docket.store.streams))
        )
        lost = Lost(
            self.restores.last.taken_at or context.now,
            seen.put_back,
            tuple(seen.commands.values()),
            tuple(unknown),
            asked=len(seen.asked),
            unasked=tuple(seen.unasked.values()),
            split_brain=self.restores.last.split_brain,
        )
        compared = MailboxesCompared(
            of=self.restores.last.restored_at or context.now,
            put_back=seen.put_back,
            orders=len(seen.commands),
            reports=len(unknown),
            serials=tuple(await asyncio.to_thread(self._floors, seen, context.now)),
        )
        async with self.docket.locked([stream]):
            letters = tuple(told(context, Case(stream), lost))
            changes: list[Change] = [Effect((compared,), letters).change(stream)]
            await self.docket.commit(changes)
        self.restores.learn(await self.docket.case(stream))

    def _floors(self, seen: Seen, now: datetime) -> Iterator[tuple[int, int]]:
        """Each lost case was opened by an order, or is named somewhere; and some to spare."""
        prefix = self.docket.site().hotline.prefix
        years = {now.year, *(one.year for one in seen.references if one.prefix == prefix)}
        for year in sorted(years):
            named = max((one.serial for one in seen.references if one.year == year), default=0)
            here = self.docket.store.next_serial(year) - 1
            yield year, max(named, here + len(seen.commands)) + SPARE


def _last(store: Store) -> datetime | None:
    """When anything was last written down, as far as open cases and the newest desk know."""
    desks = [name for name in store.streams() if name.startswith("desk-")]
    found = (store.load(name) for name in {*store.open_streams(), *desks[-1:]})
    return max((one.entries[-1].at for one in found if one is not None and one.entries), default=None)
