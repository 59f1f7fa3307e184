"""The purge: carries out what `domain.cases.retention` plans, and proves it before it says so (P14).

One stream after the other, when its time has come (`purge_times`): it is recorded that the purge has begun,
so that nothing is composed with the material any more; the store destroys its part; then all streams together
are looked for in every folder of every mailbox.  `Purged` is written only once a look finds nothing; until
then, after a crash or a refusal, all of it is done again.  It has a loop of its own beside the agenda, since
a mailbox may be slow and notices must not wait for it.

Orders of administrators (a legal hold, the purge at once) come first at every turn.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hotlined.app import audit
from hotlined.app.destroying import destroy
from hotlined.app.docket import Docket
from hotlined.app.folded import Folded
from hotlined.app.ports import Orders, Permanent, Temporary
from hotlined.app.purge_times import PurgeTimes
from hotlined.app.restores import Restores
from hotlined.app.searching import Box, swept, wanted
from hotlined.app.waiting import Pauses, event_or_time
from hotlined.domain.cases.retention import Plan, kept_items, plan
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.record.course import Course
from hotlined.domain.record.destroyed import PurgeAnnounced, PurgeBegun, Purged, PurgesListed, PurgeWaits
from hotlined.domain.record.order import fact
from hotlined.domain.values.batches import batched
from hotlined.domain.values.reference import desk_of

BATCH = 50  # streams that are purged together, with one look through the mailboxes
LISTED = 500  # cases in one mail to analysts; the rest is announced another day
LOOK = 5.0  # seconds between two looks for orders
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
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _rest_until: float | None = None  # after a fault; no clock that was set right prolongs it
    _times: PurgeTimes = field(init=False)
    _restores: Restores = field(init=False)
    _resumed: bool = False

    def __post_init__(self) -> None:
        self._times, self._restores = PurgeTimes(self.docket), Restores(self.docket)
        self.docket.listeners.add(self.changed, self._times.rests)

    def changed(self, folded: Folded) -> None:
        """A stream has changed: when is it to be looked at?"""
        self._restores.learn(folded.case)
        self._times.learn(folded.case)

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
        await self._times.look_at_all(now)
        due = [stream for stream in self._times.due(now) if stream not in waiting]
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
            self._times.pass_over(stream, error)
            return Case(stream), None
        self._times.learn(case)
        return case, plan(case, self.docket.site())

    async def _carry_out_orders(self) -> frozenset[str]:
        """The streams of which an order waits, since they do not read: it may be a legal hold."""
        waiting = set[str]()
        for order in await asyncio.to_thread(self.orders.waiting):
            try:
                async with self.docket.locked([order.stream]):
                    if not await asyncio.to_thread(self.docket.store.find, "order", order.id):
                        await self.docket.record(order.stream, (fact(order),))
            except Permanent as error:
                self._times.pass_over(order.stream, error)
                waiting.add(order.stream)
                continue
            await asyncio.to_thread(self.orders.done, order)
            self._rest_until = None
        return frozenset(waiting)

    # --- announcing --------------------------------------------------------------------------------

    async def _announce(self, near: Sequence[tuple[Case, Plan]]) -> None:
        """Tell analysts, in one mail a day, of the first purges that are near; each case once."""
        now, context = self.docket.clock.now(), self.docket.context()
        desk = desk_of(now)
        if not near:
            return
        if (await self.docket.case(desk)).purges_listed:
            tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            self._times.next.update((case.stream, tomorrow) for case, _ in near)
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
                    self._times.pass_over(one, error)
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
            self._times.pass_over(streams[0], error)
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
