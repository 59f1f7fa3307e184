"""Sends the digest of what is not illegal to each LEA unit when its week or month is over.

What was sent when, and which cases it told of, is in the desk's streams: a restart repeats nothing, and
what fell due meanwhile goes at the next start, in one mail.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotlined.app.desk_alarm import look_and_tell
from hotlined.app.docket import Docket
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.people import Unit
from hotlined.domain.letters.digest import begun, digest, months, period_start, readers, select, wanted
from hotlined.domain.record.periodical import DigestSent
from hotlined.domain.steps.failing import taken_back
from hotlined.domain.values.reference import days_so_far, desk_of

LOOK = 600.0  # seconds between two looks
GRACE = timedelta(minutes=10)  # after the period's end: what was being written down then is in it
SHORTEST = timedelta(days=1)  # less lies between two ends where the hotline's time zone was changed
EARLIER = 10  # desk days that are looked at for what was told before


@dataclass(slots=True)
class Digests:
    """Looks at start and every ten minutes; `run` never returns."""

    docket: Docket

    async def run(self) -> None:
        """Look, for ever; what fails is tried at the next turn."""
        await look_and_tell(self.look, self.docket, LOOK, place="digest", what="the digest")

    async def look(self) -> None:
        """Send each digest that is due, once; raises Temporary."""
        site = self.docket.site()
        for unit in readers(site) if wanted(site) else ():
            await self._look(unit)

    async def _look(self, unit: Unit) -> None:
        stream = desk_of(self.docket.clock.now())
        before = await asyncio.to_thread(lambda: tuple(self._before(unit.name)))
        context = self.docket.context()
        if not before:
            effect = begun(unit, context)
        else:
            last, end = max(one.end for one in before), period_start(context.now - GRACE, context.site)
            if end < last + SHORTEST:
                return
            cases = select(await self._cases(last, end), unit.name, before, end, context.site)
            effect = digest(context, stream, unit, cases, last, end)
        async with self.docket.locked([stream]):
            await self.docket.commit([effect.change(stream)])

    def _before(self, unit: str) -> Iterator[DigestSent]:
        """The digests of late to this unit that left, or wait to; not what the gate took back."""
        desks = self.docket.store.find("digest", unit)
        streams = days_so_far(desks, self.docket.clock.now())[-EARLIER:]
        for record in map(self.docket.store.load, streams):
            events = record.events if record else ()
            back = taken_back(events)
            for one in events:
                if isinstance(one, DigestSent) and one.unit == unit and one.message_id not in back:
                    yield one

    async def _cases(self, start: datetime, end: datetime) -> list[Case]:
        """What could be told of in this period."""
        find = self.docket.store.find
        found = await asyncio.to_thread(
            lambda: {stream for month in months(start, end) for stream in find("not-illegal", month)}
        )
        return [await self.docket.case(stream) for stream in sorted(found)]
