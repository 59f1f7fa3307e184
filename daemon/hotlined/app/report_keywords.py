"""Sees the keywords that people set on reports in the intake mailbox, and has them answered with the form.

A report and a keyword are answered once, as the record says; where a report lies is recorded too, so that a
restart reads none again.  It has a connection of its own, only while the agreement wants keywords: no mail
waits for it.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from hotlined.app import audit
from hotlined.app.docket import Docket
from hotlined.app.fetching import fetch, portions, sized
from hotlined.app.ports import Conflict, Fetched, Found, KeywordMailbox, Permanent, Temporary
from hotlined.app.reading import Reader
from hotlined.app.waiting import Pauses
from hotlined.domain.analysts.report_keywords import (
    Marked,
    answered,
    moved,
    read_keyword,
    room,
    too_many,
)
from hotlined.domain.analysts.report_urls import urls_in
from hotlined.domain.mail.identity import id_digest, mail_digest
from hotlined.domain.mail.message import Inbound
from hotlined.domain.record.casework import ReportRegistered
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.reference import desk_of

LOOK: Final = 60.0  # seconds between two looks, whether IDLE speaks or not
CALM: Final = 2.0  # seconds after news: keywords that are set one after the other are answered together
FIRST_RETRY: Final = 30.0  # seconds
LONGEST_RETRY: Final = 3600.0
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Set:
    """A message with the tags that its keywords stand for; `new`: those not known to be answered."""

    found: Found
    words: frozenset[Word]
    new: frozenset[Word]

    @property
    def place(self) -> str:
        return f"{self.found.uidvalidity}/{self.found.uid}"


@dataclass(slots=True)
class ReportKeywords:
    """The loop; `folder` is where reports lie, `run` never returns."""

    docket: Docket
    mailbox: KeywordMailbox
    reader: Reader
    folder: str
    pauses: Pauses = field(default_factory=lambda: Pauses(FIRST_RETRY, LONGEST_RETRY))
    _connected: bool = False
    _known: set[tuple[Found, Word]] = field(default_factory=set)  # answered, as the record says

    async def run(self) -> None:
        """Look, answer, wait, for ever; with growing pauses after a fault."""
        try:
            while True:
                try:
                    await self.turn()
                except (Temporary, Permanent) as error:
                    await self._failed(error)
                except Exception as error:
                    audit.bug("keywords", error, self.mailbox.name)
                    await self._failed(error)
                else:
                    self.pauses.went_well()
        finally:
            await self._shut()

    async def turn(self) -> None:
        """One look, and the wait for the next; raises Temporary, Permanent."""
        if not self.docket.site().agreement.report_keywords:
            await self._shut()
            await self.docket.clock.sleep(LOOK)
            return
        if not self._connected:
            await self.mailbox.open([self.folder])
            self._connected = True
        await self.look()
        await self.mailbox.wait(self.folder, LOOK)
        await self.docket.clock.sleep(CALM)

    async def look(self) -> None:
        """Answer what is new, as far as there is room in this hour; what is urgent first."""
        fresh = await self._fresh()
        fresh.sort(key=lambda one: Word.URGENT not in one.words)
        left = len(fresh)
        asked = {one.found: one for one in fresh}
        for some in portions([*asked]):
            if not await self._room():
                break
            fetched = await fetch(self.mailbox, some)
            left -= len(some) - len(fetched)
            for mail in fetched:
                if not await self._tried(mail, asked[mail.found]):
                    break
                left -= 1
        if left:
            await self._tell(left)

    async def _fresh(self) -> list[_Set]:
        """The messages with a keyword that is not answered yet."""
        site = self.docket.site()
        listed = await self.mailbox.with_keywords(
            self.folder, lambda one: read_keyword(one, site) is not None
        )
        there = [
            _Set(found, words, frozenset(one for one in words if (found, one) not in self._known))
            for found, keywords in listed
            if (words := frozenset(filter(None, (read_keyword(one, site) for one in keywords))))
        ]
        self._known &= {(one.found, word) for one in there for word in one.words}
        if not any(one.new for one in there):
            return []
        return await asyncio.to_thread(self._unrecorded, there)

    def _unrecorded(self, there: Iterable[_Set]) -> list[_Set]:
        left = []
        for one in there:
            done = {word for word in one.new if self.docket.store.find("marked-at", f"{one.place}/{word}")}
            self._known |= {(one.found, word) for word in done}
            if one.new - done:
                left.append(_Set(one.found, one.words, one.new - done))
        return left

    async def _tried(self, fetched: Fetched, asked: _Set) -> bool:
        """The same as `_answer`; a report that makes us stumble stops no other, until the next start."""
        try:
            return await self._answer(fetched, asked)
        except (Temporary, Permanent, Conflict):
            raise
        except Exception as error:
            audit.bug("keywords", error, mail_digest(fetched.raw)[:16])
            self._known |= {(asked.found, word) for word in asked.new}
            return True

    async def _answer(self, fetched: Fetched, asked: _Set) -> bool:
        """Send the form for one report; False where there is no room for it now."""
        report = await self._report(fetched, asked)
        now = self.docket.clock.now()
        stream = desk_of(now)
        async with self.docket.locked([stream]):
            new = await asyncio.to_thread(self._unanswered, report.mail, asked.new)
            if not new:
                effect = moved(report, asked.new)
            elif await self._room():
                effect = answered(self.docket.context(), stream, report, asked.words, new)
            else:
                return False
            await self.docket.commit([effect.change(stream)])
        self._known |= {(asked.found, word) for word in asked.new}
        audit.marked(report.mail[:16], sorted(new))
        return True

    def _unanswered(self, mail: str, words: Iterable[Word]) -> set[Word]:
        return {word for word in words if not self.docket.store.find("marked", f"{mail}/{word}")}

    async def _report(self, fetched: Fetched, asked: _Set) -> Marked:
        """The report as it reads."""
        mail = sized(await asyncio.to_thread(self.reader.read, "intake", fetched), fetched)
        return Marked(
            mail=mail.digest,
            place=asked.place,
            original=id_digest(mail.message_id) if mail.message_id else "",
            received_at=await asyncio.to_thread(self._received_at, mail),
            urls=await asyncio.to_thread(urls_in, _words(mail), mail.links),
            attached=len(mail.attachments),
            unreadable=mail.unreadable is not None,
        )

    def _received_at(self, mail: Inbound) -> datetime:
        """When the report was registered; what somebody has copied there has the time of that."""
        store = self.docket.store
        for stream in store.find("mail", mail.digest):
            record = store.load(stream)
            for event in record.events if record else ():
                if isinstance(event, ReportRegistered) and event.mail == mail.digest:
                    return event.received_at
        return mail.received_at

    async def _room(self) -> int:
        now = self.docket.clock.now()
        return room([await self.docket.case(desk_of(at)) for at in (now, now - DAY)], now)

    async def _tell(self, waiting: int) -> None:
        stream = desk_of(self.docket.clock.now())
        async with self.docket.locked([stream]):
            effect = too_many(self.docket.context(), await self.docket.case(stream), waiting)
            if effect.events:
                await self.docket.commit([effect.change(stream)])

    async def _failed(self, error: Exception) -> None:
        await self._shut()
        pause = self.pauses.next()
        audit.lost(self.mailbox.name, error, pause)
        await self.docket.clock.sleep(pause)

    async def _shut(self) -> None:
        if self._connected:
            self._connected = False
            await self.mailbox.close()


def _words(mail: Inbound) -> str:
    """All that the reporter wrote: many write the URL as the subject, and a program only into the HTML."""
    return "\n\n".join((mail.protected_subject or mail.subject, mail.body, mail.again))
