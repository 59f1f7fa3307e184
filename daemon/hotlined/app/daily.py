"""Sends the digest of each working morning to analysts and the duty list (P15: late is late, once is once).

What it says of open cases is kept in memory, a few hundred bytes a case, by the docket's commits; so of ten
thousand open cases none is read for it.  From the store come the desk days since the last digest, and the
cases that were opened in its week and have been closed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from hotlined.app.desk_alarm import look_and_tell
from hotlined.app.docket import Docket
from hotlined.app.folded import Folded
from hotlined.app.judged import left_quarantine
from hotlined.app.lazy_updates import LazyUpdates
from hotlined.app.ports import Record
from hotlined.domain.hotline.pins import Seen
from hotlined.domain.overview.daily import (
    Gathered,
    HandedIn,
    InDrawer,
    arrived,
    begun,
    digest,
    handed_in,
    morning_of,
    put_aside,
    untold,
)
from hotlined.domain.overview.pressing import Note, notes
from hotlined.domain.overview.rest import AtRest
from hotlined.domain.record.index import hour_of
from hotlined.domain.record.periodical import DailySent
from hotlined.domain.values.reference import days_so_far, desk_of, is_question

LOOK = 60.0  # seconds between two looks
DEADLINES_BACK = timedelta(days=14)  # from the opening to the end of its working day, holidays between
MOST_DAYS = 31  # desk days that are read after a long time of rest
HOUR = timedelta(hours=1)
MOST_CLOSED = 1_000  # closed cases that are read for one digest


@dataclass(frozen=True, slots=True)
class Kept:
    """What is remembered of an open case."""

    notes: tuple[Note, ...]
    urgent: bool
    held: bool
    handed: HandedIn | None
    is_case: bool


@dataclass(slots=True)
class DailyDigest:
    """Looks each minute whether a working day has begun; `run` never returns."""

    docket: Docket
    keys: Callable[[], Awaitable[Sequence[Seen]]]
    _kept: dict[str, Kept] = field(default_factory=dict)
    _updates: LazyUpdates = field(init=False)
    _served: str = ""  # the last morning that is known to be done, so that nothing is read each minute

    def __post_init__(self) -> None:
        self._updates = LazyUpdates(self._changed)
        self.docket.listeners.add(self.changed, self.rests)

    def notes(self) -> tuple[Note, ...]:
        """Every note on every open case."""
        return tuple(note for one in self._known().values() for note in one.notes)

    def changed(self, folded: Folded) -> None:
        """A stream has changed: what there is to say of it is made when it is asked for."""
        self._updates.changed(folded)

    def _changed(self, folded: Folded) -> None:
        case = folded.case
        if not case.lives and case.survey is None and not is_question(case.stream):
            self._kept.pop(case.stream, None)
            return
        found = notes(case, self.docket.site())
        held_now = bool(case.holds_in_force())
        self._kept[case.stream] = Kept(found, case.urgent, held_now, handed_in(case), case.is_open)

    def rests(self, rest: AtRest) -> None:
        """A case that is at rest, at a start."""
        self._kept[rest.stream] = Kept(rest.notes, rest.urgent, held=False, handed=rest.handed, is_case=True)

    def _known(self) -> Mapping[str, Kept]:
        self._updates.settle()
        return self._kept

    async def run(self) -> None:
        """Look, for ever; what fails is tried at the next turn."""
        await look_and_tell(self.look, self.docket, LOOK, place="daily", what="the morning's digest")

    async def look(self) -> None:
        """Send the digest of the last morning, if that was not done; raises Temporary."""
        site, now = self.docket.site(), self.docket.clock.now()
        morning = morning_of(now, site) if site.agreement.daily_digest else None
        if morning is None or morning.name == self._served:
            return
        last = await asyncio.to_thread(self._last, now)
        if last is not None and last.day >= morning.name:
            self._served = morning.name
            return
        stream = desk_of(now)
        context = replace(self.docket.context(), now=now)
        gathered = await self._gathered(last, now) if last is not None else None
        async with self.docket.locked([stream]):  # what comes after is behind the digest, and in the next one
            if last is None or gathered is None:
                effect = begun(morning, now)
            else:
                put, reports = await asyncio.to_thread(self._desk, last, now)
                effect = digest(stream, morning, replace(gathered, put=put, arrived=reports), context)
            await self.docket.commit([effect.change(stream)])
        self._served = morning.name

    def _last(self, now: datetime) -> DailySent | None:
        """The digest that was sent last, by a clock that was not ahead."""
        for stream in days_so_far(self.docket.store.find("daily", "sent"), now)[-1:]:
            record = self.docket.store.load(stream)
            found = record.events if record else ()
            return max((one for one in found if isinstance(one, DailySent)), key=lambda one: one.until)
        return None

    async def _gathered(self, last: DailySent, now: datetime) -> Gathered:
        """All but what the desk days have."""
        since = last.until
        open_cases = [one for one in self._known().values() if one.is_case]
        return Gathered(
            since=since,
            notes=self.notes(),
            open=len(open_cases),
            urgent=sum(one.urgent for one in open_cases),
            held=sum(one.held for one in open_cases),
            handed=await self._handed(since, now),
            keys=await self.keys(),
            settled=await asyncio.to_thread(self._settled, since, now),
        )

    def _settled(self, since: datetime, now: datetime) -> int:
        """How many cases closed by themselves, in each hour that is over and no digest has told of."""
        first = max(since, now - timedelta(days=MOST_DAYS)).astimezone(UTC)
        hours = (first + timedelta(hours=hour) for hour in range((now - first) // HOUR + 2))
        names = takewhile(lambda name: name < hour_of(now), map(hour_of, hours))
        return sum(len(self.docket.store.find("settled", name)) for name in names)

    def _desk(self, last: DailySent, now: datetime) -> tuple[list[InDrawer], int]:
        """The quarantine's mails, and the number of reports, of the desk days since the last digest."""
        put: dict[str, InDrawer] = {}
        reports = 0
        for record in self._records(last.until, now):
            fresh = untold(record.entries, last)
            put |= put_aside(fresh)
            reports += arrived(fresh)
        # Who puts one back does so on another day, too, and into a case: its own desk does not tell.
        store = self.docket.store
        return [one for mail, one in put.items() if not left_quarantine(store, mail, one.at)], reports

    def _records(self, since: datetime, now: datetime) -> Iterator[Record]:
        first = max(since, now - timedelta(days=MOST_DAYS))
        for day in range((now.date() - first.date()).days + 1):
            record = self.docket.store.load(desk_of(first + timedelta(days=day)))
            if record is not None:
                yield record

    async def _handed(self, since: datetime, now: datetime) -> list[HandedIn]:
        """The cases whose deadline was over since the last digest, by their deadline."""
        known = self._known()
        found = [one.handed for one in known.values() if one.handed is not None]
        for stream in (await asyncio.to_thread(self._closed, since, now, {*known}))[-MOST_CLOSED:]:
            handed = handed_in(await self.docket.case(stream))
            if handed is not None:
                found.append(handed)
        over = (one for one in found if since < one.deadline <= now)
        return sorted(over, key=lambda one: (one.deadline, one.reference))

    def _closed(self, since: datetime, now: datetime, known: Set[str]) -> list[str]:
        """Cases opened of late that are not open any more."""
        first = (since - DEADLINES_BACK).astimezone(UTC)
        days = (first + timedelta(days=day) for day in range((now - first).days + 2))
        found = {one for day in days for one in self.docket.store.find("opened", f"{day:%Y-%m-%d}")}
        return sorted(found - known)
