"""The purge: carries out what `domain.cases.retention` plans, and proves it before it says so (P14).

One stream after the other: it is recorded that the purge has begun, so that nothing is composed with the
material any more; the store destroys its part; then all streams together are looked for in every folder of
every mailbox.  `Purged` is written only once a look finds nothing; until then, after a crash or a refusal,
all of it is done again.  It has a loop of its own beside the agenda, since a mailbox may be slow and notices
must not wait for it.

Orders of administrators (a legal hold, the purge at once) come first at every turn.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hotlined.app import audit
from hotlined.app.destroying import destroy
from hotlined.app.docket import Docket
from hotlined.app.held import Held
from hotlined.app.ports import Orders, Permanent, Temporary
from hotlined.app.restores import Restores
from hotlined.app.searching import Box, swept, wanted
from hotlined.app.waiting import Pauses, event_or_time
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.retention import GOES_ON, Plan, kept_items, look_at, plan
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import NEVER, Site
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.overview.rest import AtRest
from hotlined.domain.record.course import Course
from hotlined.domain.record.destroyed import PurgeAnnounced, PurgeBegun, Purged, PurgesListed, PurgeWaits
from hotlined.domain.record.order import fact
from hotlined.domain.values.batches import batched
from hotlined.domain.values.reference import desk_of

BATCH = 50  # streams that are purged together, with one look through the mailboxes
LISTED = 500  # cases in one mail to analysts; the rest is announced another day
LOOK = 5.0  # seconds between two looks for orders
WHOLE = timedelta(hours=12)  # between two looks at every stream, archived ones too
FIRST_RETRY = 60.0  # seconds
LONGEST_RETRY = 3600.0


async def no_board() -> None:
    """Nobody writes cards."""


@dataclass(slots=True)
class Purges:
    """What has to be destroyed when; `run` never returns."""

    docket: Docket
    boxes: Sequence[Box]
    orders: Orders
    settled: Callable[[], Awaitable[None]] = no_board  # until no card of before a purge is being written
    course: Callable[[], Course] | None = None  # looks at the clock; None: somebody else does often enough
    pauses: Pauses = field(default_factory=lambda: Pauses(FIRST_RETRY, LONGEST_RETRY))
    _next: dict[str, datetime] = field(default_factory=dict)  # stream -> when something is to be done
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _looked: datetime | None = None  # at every stream
    _site: Site | None = None  # as it was then
    _rest_until: float | None = None  # after a fault; no clock that was set right prolongs it
    _unread: set[str] = field(default_factory=set)  # passed over, and said so
    _restores: Restores = field(init=False)
    _resumed: bool = False

    def __post_init__(self) -> None:
        self._restores = Restores(self.docket)
        self.docket.listeners.append(self.changed)
        self.docket.resting.append(self.rests)

    def changed(self, held: Held) -> None:
        """A stream has changed: when is it to be looked at?"""
        self._restores.learn(held.case)
        self._plan(held.case)

    def rests(self, rest: AtRest) -> None:
        """A case that is at rest, at a start."""
        self._put(rest.stream, rest.purge_at)

    def _plan(self, case: Case) -> None:
        self._put(case.stream, look_at(case, self.docket.site()))

    def _put(self, stream: str, moment: datetime | None) -> None:
        if moment is None:
            self._next.pop(stream, None)
        else:
            self._next[stream] = moment

    async def run(self) -> None:
        """Purge what is due, for ever."""
        while True:
            self._wake.clear()
            try:
                await self.turn()
            except (Temporary, Permanent) as error:
                self._rest(error)
            except Exception as error:
                audit.bug("purge", error, "-")
                self._rest(error)
            await event_or_time(self._wake, self.docket.clock, LOOK)

    def _rest(self, error: Exception) -> None:
        pause = self.pauses.next()
        audit.lost("purge", error, pause)
        self._rest_until = self.docket.clock.monotonic() + pause

    async def turn(self) -> None:
        """Orders, then what is due; raises Temporary, Permanent."""
        waiting = await self._carry_out_orders()
        if await self._is_restored():
            return
        now = self._now()
        if self._rest_until is not None and self.docket.clock.monotonic() < self._rest_until:
            return
        self._rest_until = None
        await self._look_at_all(now)
        due = [stream for stream, at in self._next.items() if at <= now and stream not in waiting]
        if not due:
            return
        planned = [(stream, *await self._planned(stream)) for stream in sorted(due)]
        await self._announce([(case, found) for _, case, found in planned if found and _is_near(found, now)])
        await self.purge([stream for stream, _, found in planned if found and found.is_ready(now)])
        self.pauses.went_well()

    async def _is_restored(self) -> bool:
        """Whether nobody has looked since a restore: what was ordered after the backup is not known."""
        if not self._resumed:
            await self._restores.resume()
            self._resumed = True
        return self._restores.last.since is not None

    def _now(self) -> datetime:
        """What the clock shows; the site then knows whether it was set since the last look (C1)."""
        if self.course is not None:
            self.docket.course = self.course()
        return self.docket.clock.now()

    async def _planned(self, stream: str) -> tuple[Case, Plan | None]:
        """What is to be done with a stream, looked at anew."""
        try:
            case = await self.docket.case(stream)
        except Permanent as error:
            self._pass_over(stream, error)
            return Case(stream), None
        self._plan(case)
        return case, plan(case, self.docket.site())

    def _pass_over(self, stream: str, error: Permanent) -> None:
        """One that does not read holds up no other; it waits until all are looked at."""
        self._next.pop(stream, None)
        if stream not in self._unread:
            self._unread.add(stream)
            audit.unread(stream, error)

    async def _carry_out_orders(self) -> frozenset[str]:
        """The streams of which an order waits, since they do not read: it may be a legal hold."""
        waiting = set[str]()
        for order in await asyncio.to_thread(self.orders.waiting):
            try:
                async with self.docket.locked([order.stream]):
                    if not await asyncio.to_thread(self.docket.store.find, "order", order.id):
                        await self.docket.record(order.stream, (fact(order),))
            except Permanent as error:
                self._pass_over(order.stream, error)
                waiting.add(order.stream)
                continue
            await asyncio.to_thread(self.orders.done, order)
            self._rest_until = None
        return frozenset(waiting)

    async def _look_at_all(self, now: datetime) -> None:
        """Archived streams are not among those that are open: they are looked at one by one, now and then."""
        site = self.docket.site()
        terms = site.agreement
        again = self._looked is None or not timedelta(0) <= now - self._looked < WHOLE
        if not again and site is self._site:
            return
        self._looked, self._site = now, site
        # What has begun goes on, whatever is agreed now, and whoever told of it.
        self._next = {stream: at for stream, at in self._next.items() if at == GOES_ON}
        self._unread.clear()
        if terms.purge_after == NEVER == terms.anonymise_after:
            return
        store, named, whole = self.docket.store, set[str](), True
        there = await asyncio.to_thread(store.envelopes_kept)  # before the streams, which may name more
        for stream in await asyncio.to_thread(store.streams):
            try:
                record = await asyncio.to_thread(store.load, stream)
            except Temporary as error:
                audit.unread(stream, error)
                whole = False
                continue
            except Permanent as error:
                self._pass_over(stream, error)
                whole = False
                continue
            if record is not None:
                named.update(row.digest for row in record.rows)
                self._plan(fold(stream, record.entries))
        if whole and there - named:
            await self._burn(there - named)

    async def _burn(self, unnamed: frozenset[str]) -> None:
        """Mails that a crash kept from being named: nobody sends them, and no case's purge finds them."""
        audit.burnt(await asyncio.to_thread(self.docket.store.burn, unnamed))

    # --- announcing --------------------------------------------------------------------------------

    async def _announce(self, near: Sequence[tuple[Case, Plan]]) -> None:
        """Tell analysts, in one mail a day, of the first purges that are near; each case once."""
        now, context = self.docket.clock.now(), self.docket.context()
        desk = desk_of(now)
        if not near:
            return
        if (await self.docket.case(desk)).purges_listed:
            tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            self._next.update((case.stream, tomorrow) for case, _ in near)
            return
        near = near[:LISTED]
        async with self.docket.locked([desk]):
            rows = [{"reference": case.stream, "at": found.at} for case, found in near]
            letters = to_analysts(context, Case(desk), "purge-warning", {"cases": rows})
            listed = PurgesListed(cases=len(rows))
            await self.docket.commit([Effect((listed,), letters).change(desk)])
        for case, found in near:
            async with self.docket.locked([case.stream]):
                await self.docket.record(case.stream, (PurgeAnnounced(at=found.at or now),))

    # --- purging -----------------------------------------------------------------------------------

    async def purge(self, streams: Sequence[str]) -> None:
        """Purge those of these streams that may be purged now; raises Temporary, Permanent.

        A thousand take their time, and a legal hold may be asked for meanwhile: orders come before each.
        """
        for some in batched(streams, BATCH):
            begun = []
            for one in some:
                if one in await self._carry_out_orders():
                    continue
                try:
                    begun += [one] if await self._begun(one) else []
                except Permanent as error:
                    self._pass_over(one, error)
            # What was begun a moment before it was asked for: what is left of that stops.
            begun = [one for one in begun if (await self.docket.case(one)).purge.legal_hold is None]
            if begun:
                await self._swept(begun)

    async def _begun(self, stream: str) -> bool:
        """Begin, or go on with one that was cut off: the store's part; False where nothing is to be done."""
        async with self.docket.locked([stream]):
            case = await self.docket.case(stream)
            now = self._now()
            found = plan(case, self.docket.site())
            if found is None or not found.is_ready(now):
                return False
            if case.purge.begun is None:
                kept = kept_items(case) if found.stage == "material" else None
                begin = PurgeBegun(stage=found.stage, why=found.why, items=kept)
                await self.docket.record(stream, (begin,))
            await destroy(self.docket, stream, found.stage)
            return True

    async def _swept(self, streams: Sequence[str]) -> None:
        """The mailboxes' part, and the proof."""
        try:
            goal = await wanted(self.docket, streams)
        except Permanent as error:  # another stream, that tells of mails which one of these shares
            if len(streams) > 1:
                for stream in streams:
                    await self._swept([stream])
                return
            self._pass_over(streams[0], error)
            await self._stuck(streams[0], str(error))
            return
        await self.settled()
        try:
            counts = await swept(self.boxes, goal)
        except Permanent as error:
            for stream in streams:
                await self._stuck(stream, str(error))
            raise
        if goal.finished:
            await asyncio.to_thread(self.docket.store.burn, goal.finished)
        for stream in streams:
            await self._end(stream, counts.get(stream, 0))

    async def _stuck(self, stream: str, why: str) -> None:
        async with self.docket.locked([stream]):
            if (await self.docket.case(stream)).purge.waits != why:
                await self.docket.record(stream, (PurgeWaits(why=why),))

    async def _end(self, stream: str, mails: int) -> None:
        """Written only when nothing is left; what came meanwhile is for the next purge."""
        async with self.docket.locked([stream]):
            case = await self.docket.case(stream)
            stage = case.purge.begun
            if stage is None or case.purge.legal_hold is not None:
                return
            left = await destroy(self.docket, stream, stage)
            if left:
                raise Temporary(f"{stream}: {len(left)} pieces are left after a purge")
            await self.docket.record(stream, (Purged(stage=stage, mails=mails),))
        audit.purged(stream, stage, mails)


def _is_near(found: Plan, now: datetime) -> bool:
    return not found.waits and found.announce_at is not None and found.announce_at <= now
