"""Counts the hotline's statistics out of the record, and sends them: in their turn, and to who asks (P15).

Every stream of the years in question is read, archived and purged ones too, a few at a time and in a
thread, so that a hold or a report that comes meanwhile does not wait.  What was sent, and what was asked, is
in the record.

A stream that does not read is left out: analysts are told which, once, and their statistics name it.  Those
of the LEA wait until it reads, since they are sent once, and would be taken for all.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hotlined.app import audit
from hotlined.app.desk_alarm import MEND, desk_alarm, look_and_tell
from hotlined.app.docket import Docket
from hotlined.app.folded import Folded
from hotlined.app.ports import Permanent, Record
from hotlined.domain.counts.figures import TOLD, CaseFigures, concerned, figures_of, reports_in
from hotlined.domain.counts.statistics import Statistics, count
from hotlined.domain.counts.statistics_mail import ANALYSTS, LEA, answer, begun, lacking, regular
from hotlined.domain.hotline.periods import holding, over
from hotlined.domain.hotline.site import Site
from hotlined.domain.record.periodical import FiguresSent
from hotlined.domain.values.batches import batched
from hotlined.domain.values.period import Period, read_period
from hotlined.domain.values.reference import days_so_far, desk_of
from hotlined.domain.values.shown import few

LOOK = 600.0  # seconds between two looks
AGAIN = 6 * 3600.0  # seconds until statistics that no key could seal are counted and tried again
AT_A_TIME = 20  # streams that are read before others get their turn
MOST_MISSED = 12  # periods that are made up for after a long time of rest
EARLIER = 3  # desk days on which somebody may have asked and was not answered


@dataclass(slots=True)
class Tally:
    """Looks at start, every ten minutes, and when somebody asks; `run` never returns."""

    docket: Docket
    _asked: dict[str, None] = field(default_factory=dict)  # desk days with a question
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _begun: bool = False
    _later: dict[object, float] = field(default_factory=dict)  # to whom, of when: not before (monotonic)
    _unread: set[str] = field(default_factory=set)  # of which analysts were told: who lacks which stream

    def __post_init__(self) -> None:
        self.docket.listeners.add(self.changed)

    def changed(self, folded: Folded) -> None:
        """A stream has changed: does somebody ask?"""
        if folded.case.figures_asked:
            self._asked[folded.case.stream] = None
            self._wake.set()

    async def run(self) -> None:
        """Count and send, for ever; what fails is tried at the next turn."""
        await look_and_tell(
            self.look, self.docket, LOOK, place="statistics", what="the figures", wake=self._wake
        )

    async def look(self) -> None:
        """Answer who asked, then send what is over; raises Temporary."""
        if not self._begun:
            found = await asyncio.to_thread(self.docket.store.find, "figures-asked", "asked")
            self._asked.update(dict.fromkeys(sorted(found)[-EARLIER:]))
            self._begun = True
        for stream in tuple(self._asked):
            await self._answer(stream)
            self._asked.pop(stream, None)
        site = self.docket.site()
        for kind in site.agreement.statistics:
            await self._regular(kind, ANALYSTS, site)
        if site.agreement.joint_statistics != "none":
            await self._regular(site.agreement.joint_statistics, LEA, site)

    async def counted(self, period: Period) -> Statistics:
        """The statistics of a period as the record has them now; raises Temporary."""
        store, site, now = self.docket.store, self.docket.site(), self.docket.clock.now()
        told = await asyncio.to_thread(store.find, *TOLD)
        cases, desks = concerned(await asyncio.to_thread(store.streams), period, told)
        found: list[CaseFigures] = []
        reports, unread = 0, list[str]()
        for some in batched(cases, AT_A_TIME):
            found += await asyncio.to_thread(self._cases, some, unread)
        for some in batched(desks, AT_A_TIME):
            reports += await asyncio.to_thread(self._reports, some, unread, period, site)
        counted = await asyncio.to_thread(
            count, period, found, reports, now, site.hotline.timezone, site.hotline.country
        )
        return replace(counted, unread=tuple(unread))

    def _cases(self, names: Sequence[str], unread: list[str]) -> list[CaseFigures]:
        made = (figures_of(record.stream, record.entries) for record in self._records(names, unread))
        return [one for one in made if one is not None]

    def _reports(self, names: Sequence[str], unread: list[str], period: Period, site: Site) -> int:
        zone = site.hotline.timezone
        return sum(reports_in(one.entries, period, zone) for one in self._records(names, unread))

    def _records(self, names: Sequence[str], unread: list[str]) -> Iterator[Record]:
        """The streams of these names; those that do not read are added to `unread`.  Raises Temporary."""
        for name in names:
            try:
                record = self.docket.store.load(name)
            except Permanent as error:
                audit.unread(name, error)
                unread.append(name)
                continue
            if record is not None:
                yield record

    async def _missing(self, found: Statistics, to: str) -> None:
        """Analysts are told of what did not read: once, and after a restart."""
        fresh = [one for one in found.unread if f"{to}/{one}" not in self._unread]
        if not fresh:
            return
        sentence = f"{few(fresh)}: the file cannot be read, and is missing from the statistics."
        if to == LEA:
            sentence = f"{few(fresh)}: the file cannot be read; the statistics for the LEA wait for it."
        await desk_alarm(self.docket, "unread", sentence, MEND)
        self._unread |= {f"{to}/{one}" for one in fresh}

    async def _answer(self, stream: str) -> None:
        for asked in tuple((await self.docket.case(stream)).figures_asked.values()):
            period = read_period(asked.period)
            if period is None:
                continue
            found = await self.counted(period)
            async with self.docket.locked([stream]):
                desk = await self.docket.case(stream)
                if asked.mail in desk.figures_asked:
                    effect = answer(desk, asked, found, self.docket.context())
                    await self.docket.commit([effect.change(stream)])
            await self._missing(found, ANALYSTS)

    async def _regular(self, kind: str, to: str, site: Site) -> None:
        now = self.docket.clock.now()
        last = over(kind, now, site)
        told = await asyncio.to_thread(self.docket.store.find, "figures-sent", f"{to}/{last.name}")
        if days := days_so_far(told, now):
            units = await asyncio.to_thread(self._lacking, days, last.name) if to == LEA else frozenset()
            if units:
                await self._send(last, to, units)
            return
        sent = await asyncio.to_thread(self._sent, to)
        known = [one for name in sent if (one := read_period(name)) and holding(kind, one.first).name == name]
        stream = desk_of(now)
        if not known:
            async with self.docket.locked([stream]):
                await self.docket.commit([begun(to, last.name).change(stream)])
            return
        for period in _missed(kind, last, max(one.first for one in known)):
            await self._send(period, to)
            if not await asyncio.to_thread(self.docket.store.find, "figures-sent", f"{to}/{period.name}"):
                return

    async def _send(self, period: Period, to: str, only: frozenset[str] | None = None) -> None:
        """The statistics of one period, to all or to those LEA units; where need be again every AGAIN."""
        clock = self.docket.clock
        key = (to, period.name, tuple(unit.fingerprints for unit in self.docket.site().units))
        if clock.monotonic() < self._later.get(key, 0.0):
            return
        found = await self.counted(period)
        await self._missing(found, to)
        if found.unread and to == LEA:
            return
        stream = desk_of(clock.now())
        async with self.docket.locked([stream]):
            effect = regular(stream, to, found, self.docket.context(), only)
            await self.docket.commit([effect.change(stream)])
        self._later[key] = clock.monotonic() + AGAIN

    def _lacking(self, days: Sequence[str], period: str) -> frozenset[str]:
        """The LEA units of now that lack the statistics of a period."""
        events = [event for record in map(self.docket.store.load, days) if record for event in record.events]
        return lacking(events, period) & {one.name for one in self.docket.site().units}

    def _sent(self, to: str) -> set[str]:
        """The periods that were sent, or were over when the plan began."""
        desks = days_so_far(self.docket.store.find("figures-plan", to), self.docket.clock.now())
        records = map(self.docket.store.load, desks)
        events = (event for record in records if record for event in record.events)
        # Not what an analyst asked for, who may have such a name.
        turns = (one for one in events if isinstance(one, FiguresSent) and not one.mail)
        return {one.period for one in turns if one.to == to}


def _missed(kind: str, last: Period, sent: date) -> list[Period]:
    """The periods after the one that was sent last (its first day), oldest first."""
    found: list[Period] = []
    period = last
    while period.first > sent and len(found) < MOST_MISSED:
        found.insert(0, period)
        period = holding(kind, period.first - timedelta(days=1))
    return found
