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
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from hotlined.app import audit
from hotlined.app.desk_alarm import tell_beside
from hotlined.app.docket import Docket
from hotlined.app.fetching import BATCH, fetch, portions
from hotlined.app.intake import Intake
from hotlined.app.lease import Arrival
from hotlined.app.marks import Marks
from hotlined.app.own_folders import Folders
from hotlined.app.ports import Fetched, Found, Mailbox, Permanent, RestoreNotes, Store, Temporary
from hotlined.app.reading import Reader
from hotlined.app.restores import Restores
from hotlined.app.waiting import Pauses
from hotlined.domain.analysts.put_aside import asked_again, lost
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Change, Decision
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.restore_told import Lost, Order, told
from hotlined.domain.letters.who import Who, identify
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.running import BESIDE, MailboxesCompared, StoreRestored
from hotlined.domain.steps.accepted import left_before
from hotlined.domain.steps.filing import read_tags
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.batches import batched
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.reference import Reference, desk_of, find_references

SPARE: Final = 100  # case numbers left out above what is seen: of cases whose mails lie nowhere
FIRST_RETRY: Final = 5.0  # seconds
LONGEST_RETRY: Final = 300.0
PATIENCE: Final = 30.0  # seconds: reports do not wait longer for a mailbox that is down
READ: Final = frozenset(Folder) - {Folder.SENT, Folder.OWN}


@dataclass(frozen=True, slots=True)
class Place:
    """A mailbox of ours, and how its folders are called."""

    mailbox: Mailbox
    name: str  # "intake", "lea", "ntd"
    folders: Folders


@dataclass(slots=True)
class _Seen:
    """What a look has found so far."""

    put_back: int = 0
    orders: dict[str, Order] = field(default_factory=dict)  # by the mail's digest: a look may begin anew
    asked: set[str] = field(default_factory=set)  # digests of mails that were not obeyed, and are asked about
    unasked: dict[str, Order] = field(default_factory=dict)  # those of them that cannot be asked about
    left: set[str] = field(default_factory=set)  # Message-IDs in Sent
    strange: dict[str, bytes] = field(default_factory=dict)  # of these, unknown here: the header
    references: set[Reference] = field(default_factory=set)


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

    async def beside(self) -> None:
        """Another daemon, on a copy of the store, takes mails out of our mailboxes: as after a restore (P5).

        What it has taken is looked for at the next start: only who stops it knows that it takes no more.
        """
        last = self.restores.last
        if last.beside and not last.is_compared:
            return  # told, and nobody has restarted us since
        found = StoreRestored(taken_at=self.docket.clock.now(), how=BESIDE)
        await tell_beside(self.docket, (found,))
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
        seen, pauses = _Seen(), Pauses(FIRST_RETRY, LONGEST_RETRY)
        for place in self.places:
            while True:
                try:
                    await self._look_through(place, seen)
                    break
                except (Temporary, Permanent) as error:
                    audit.lost(place.mailbox.name, error, pauses.pause)
                    self.waits()
                    await self.docket.clock.sleep(pauses.next())
                finally:
                    await place.mailbox.close()
        await self._settle_those_that_left(seen)
        await self._told(seen)

    # --- looking -----------------------------------------------------------------------------------

    async def _look_through(self, place: Place, seen: _Seen) -> None:
        await place.mailbox.open([place.folders.of(folder) for folder in Folder])
        await self._look_at_sent(place, seen)
        back: list[tuple[datetime, Found]] = []  # and no mail: there may be thousands
        for folder in await place.mailbox.every_folder():
            name = folder.removeprefix(place.folders.of(""))
            if name == folder or name not in READ:
                continue
            async for fetched in self._unknown(place, folder):
                if await self._is_to_be_read(place, fetched, seen):
                    back.append((fetched.received_at, fetched.found))
        for _, found in sorted(back, key=lambda one: one[0]):
            await place.mailbox.move(found, place.folders.inbox)
            seen.put_back += 1

    async def _unknown(self, place: Place, folder: str) -> AsyncIterator[Fetched]:
        """The mails of a folder that the record has not seen.

        All without a Message-ID that we know; and, since that can be anybody's, from the newest on down each
        mail until a batch of them is known.
        """
        listed = await place.mailbox.identified(folder)
        find = self.docket.store.find

        def unknown_by_name() -> set[Found]:
            return {one for one, name in listed if not (name and find("seen-id", name))}

        doubtful = await asyncio.to_thread(unknown_by_name)  # a database answers each time
        rest = sorted((one for one, _ in listed), key=lambda one: one.uid, reverse=True)
        newest = True
        for batch in batched(rest, BATCH):
            asked = batch if newest else [one for one in batch if one in doubtful]
            fresh = False
            for some in portions(asked):
                for one in await fetch(place.mailbox, some):
                    if not await asyncio.to_thread(find, "mail", mail_digest(one.raw)):
                        fresh = True
                        yield one
            newest = newest and fresh

    async def _look_at_sent(self, place: Place, seen: _Seen) -> None:
        folder = place.folders.of(Folder.SENT)
        listed = {found: name for found, name in await place.mailbox.identified(folder) if name}
        seen.left |= set(listed.values())
        for found, head in await place.mailbox.fetch_tops(list(listed)):
            seen.references |= set(self._named(head))
            if not await asyncio.to_thread(self.docket.store.find, "message-id", listed[found]):
                seen.strange[listed[found]] = head

    async def _is_to_be_read(self, place: Place, fetched: Fetched, seen: _Seen) -> bool:
        """Whether a mail is to be dealt with as if it came now; an analyst's order is noted instead."""
        try:
            mail = await asyncio.to_thread(self.reader.read, place.name, fetched)
        except (Temporary, Permanent):
            raise
        except Exception as error:  # it will make the watch stumble, too, and end with the others there
            audit.bug("recovery", error, mail_digest(fetched.raw)[:16])
            return True
        site = self.docket.site()
        seen.references |= set(
            find_references(f"{mail.subject} {mail.protected_subject or ''}", site.hotline.prefix)
        )
        who = identify(mail, site)
        if who.party is not Party.ANALYST or self._only_holds(mail):
            return True
        folder = Folder(fetched.found.folder.removeprefix(place.folders.of("")))
        if folder is Folder.DONE:
            seen.orders[mail.digest] = Order(fetched.received_at, who.id)
            return False
        asked = await self._asked_again(mail, who, folder)
        if asked is None:
            seen.unasked[mail.digest] = Order(fetched.received_at, who.id)
        elif asked:
            seen.asked.add(mail.digest)
        return False

    async def _asked_again(self, mail: Inbound, who: Who, folder: Folder) -> bool | None:
        """Whether an analyst's mail that was not obeyed may ask to wait; then its cases are asked about.

        None where that cannot be done, as of a case that does not read: people look, and the start goes on.
        """
        intake = Intake(self.docket)

        async def weigh(mail: Inbound) -> Decision:
            facts, context = await intake.gathering.facts(mail), self.docket.context()
            why = lost(mail, who, folder, facts, context)
            return asked_again(mail, who, folder, why, facts, context) if why else Decision((), folder, "")

        try:
            return bool((await intake.take(mail, weigh)).reason)
        except Temporary:
            raise
        except Permanent as error:
            audit.unread(f"mail {mail.digest[:16]}", error)
        except Exception as error:
            audit.bug("recovery", error, mail.digest[:16])
        return None

    def _only_holds(self, mail: Inbound) -> bool:
        tags, _ = read_tags(mail, self.docket.site())
        return {tag.word for tag in tags.tags} == {Word.HOLD}

    def _named(self, head: bytes) -> tuple[Reference, ...]:
        return find_references(head.decode("ascii", "replace"), self.docket.site().hotline.prefix)

    # --- what follows ------------------------------------------------------------------------------

    async def _settle_those_that_left(self, seen: _Seen) -> None:
        """Reports that wait in the record, and whose copy says that they were accepted."""
        for message_id in sorted(seen.left):
            for stream in await asyncio.to_thread(self.docket.store.find, "message-id", message_id):
                async with self.docket.locked([stream]):
                    folded = await self.docket.folded(stream)
                    row = folded.rows.get(message_id) if folded is not None else None
                    if row is not None and row.state.waits:
                        gone = replace(row, state=RowState.ACCEPTED, next_at=None)
                        await self.docket.record(stream, left_before(row), (gone,))

    async def _told(self, seen: _Seen) -> None:
        """The one alarm, and the mark that all this is done, in one write."""
        context = self.docket.context()
        stream = desk_of(context.now)
        unknown = sorted(
            {str(one) for head in seen.strange.values() for one in self._named(head)}
            - set(await asyncio.to_thread(self.docket.store.streams))
        )
        lost = Lost(
            self.restores.last.taken_at or context.now,
            seen.put_back,
            tuple(seen.orders.values()),
            tuple(unknown),
            asked=len(seen.asked),
            unasked=tuple(seen.unasked.values()),
            beside=self.restores.last.beside,
        )
        compared = MailboxesCompared(
            of=self.restores.last.restored_at or context.now,
            put_back=seen.put_back,
            orders=len(seen.orders),
            reports=len(unknown),
            serials=tuple(await asyncio.to_thread(self._floors, seen, context.now)),
        )
        async with self.docket.locked([stream]):
            letters = tuple(told(context, Case(stream), lost))
            changes: list[Change] = [Effect((compared,), letters).change(stream)]
            await self.docket.commit(changes)
        self.restores.learn(await self.docket.case(stream))

    def _floors(self, seen: _Seen, now: datetime) -> Iterator[tuple[int, int]]:
        """Each lost case was opened by an order, or is named somewhere; and some to spare."""
        prefix = self.docket.site().hotline.prefix
        years = {now.year, *(one.year for one in seen.references if one.prefix == prefix)}
        for year in sorted(years):
            named = max((one.serial for one in seen.references if one.year == year), default=0)
            here = self.docket.store.next_serial(year) - 1
            yield year, max(named, here + len(seen.orders)) + SPARE


def _last(store: Store) -> datetime | None:
    """When anything was last written down, as far as open cases and the newest desk know."""
    desks = [name for name in store.streams() if name.startswith("desk-")]
    found = (store.load(name) for name in {*store.open_streams(), *desks[-1:]})
    return max((one.entries[-1].at for one in found if one is not None and one.entries), default=None)
