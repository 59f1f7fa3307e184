"""The outbox: every mail that waits to leave, until its outcome is on disk (P3).

One worker per identity, urgent first.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hotlined.app.attempts import LOOK_AGAIN, Attempts
from hotlined.app.brakes import Brakes
from hotlined.app.docket import Docket
from hotlined.app.folded import Folded
from hotlined.app.ports import Conflict, Temporary
from hotlined.app.queues import Queue, Queues, goes_on, in_turn, may_be_tried
from hotlined.app.restores import Restores
from hotlined.app.retries import LONGEST_RETRY
from hotlined.app.servers import Servers
from hotlined.app.shares import LEFT_LYING, Shares
from hotlined.app.strikes import Strikes
from hotlined.app.waiting import event_or_time
from hotlined.domain.mail.message import Party
from hotlined.domain.mail.outgoing import ALARMS, OutboxRow, RowState

LONGEST_REST = 60.0  # seconds
LAST = 5.0  # seconds for what is under way when the work ends
SOON = 0.5  # seconds until an outcome is written that could not be, where nothing else is begun


@dataclass(slots=True)
class Outbox:
    """The rows that wait, by identity; `run` never returns."""

    docket: Docket
    attempts: Attempts
    longest_rest: float = LONGEST_REST
    brakes: Brakes = field(init=False)
    restores: Restores = field(init=False)
    strikes: Strikes = field(init=False)  # by Message-ID
    servers: Servers = field(init=False)
    _queues: Queues = field(init=False)
    _wakes: dict[str, asyncio.Event] = field(default_factory=dict)  # one for each worker: who clears, looks
    _resting: dict[str, datetime] = field(default_factory=dict)  # rows that made us stumble: until when
    # By address of an analyst: when the last mail was written that was taken, and alarm that was not.
    _taken: dict[str, datetime] = field(default_factory=dict)
    _lost: dict[str, datetime] = field(default_factory=dict)
    _ends: bool = False
    _over: asyncio.Event | None = None  # set when `run` has ended

    def __post_init__(self) -> None:
        self.brakes = Brakes(self.docket)
        self.restores = Restores(self.docket)
        self.strikes = Strikes(self.docket, "outbox")
        self._queues = self.attempts.queues
        self.servers = Servers(self.docket, self._queues, self.free)
        self.attempts.holds = self.restores.holds
        self.docket.listeners.add(self.changed)

    @property
    def shares(self) -> Shares | None:
        """The part of it that is this daemon's, where several share the work."""
        return self.attempts.shares

    def share(self, shares: Shares) -> None:
        """Others send, too: this daemon's part is what it sends from now on."""
        self.attempts.shares = shares
        shares.listeners.append(self._look)

    def _look(self) -> None:
        for wake in self._wakes.values():
            wake.set()

    def changed(self, folded: Folded) -> None:
        """A stream has changed: its rows may be new, or may wait no more."""
        released = self.brakes.learn(folded.case) | self.restores.learn(folded.case)
        touched = set(self._wakes) if released else set()
        for message_id, row in folded.rows.items():
            queue = self._queues[row.identity]
            known = queue.rows.get(message_id)
            if row.state.waits:
                rest = self._resting.get(message_id)
                fresh = row if rest is None else replace(row, next_at=rest)
                if fresh != known and not goes_on(known, fresh):  # what else the stream has goes on, too
                    self._queues.put(fresh)
                    touched.add(row.identity)
                continue
            sent = folded.case.sent.get(message_id)
            self._over_with(row, bounced=sent is not None and sent.bounced)
            if known is not None:
                queue.drop(message_id)
                touched.add(row.identity)
        for identity, wake in self._wakes.items():
            if identity in touched:  # the other workers need not look
                wake.set()

    def _over_with(self, row: OutboxRow, *, bounced: bool) -> None:
        """A row waits no more, whichever daemon has sent it."""
        self.attempts.forget(row.message_id)
        self.strikes.over(row.message_id)
        lost = bounced or row.state in (RowState.REFUSED, RowState.GIVEN_UP)
        if row.party is not Party.ANALYST or not (lost or row.state is RowState.ACCEPTED):
            return
        if not lost or row.kind in ALARMS:  # alarms never alarm: health tells of it
            known = self._lost if lost else self._taken
            known[row.recipient] = max(row.created_at, known.get(row.recipient, row.created_at))

    @property
    def unheard(self) -> frozenset[str]:
        """The analysts' addresses that took no alarm, and no mail written after it."""
        return frozenset(
            one for one, at in self._lost.items() if one not in self._taken or self._taken[one] <= at
        )

    def count(self) -> int:
        """How many rows wait."""
        return len(self._queues)

    def waiting(self) -> tuple[OutboxRow, ...]:
        """The rows that wait, the next to go first."""
        return tuple(in_turn(self._queues, self.docket.clock.now()))

    def free(self) -> Iterator[OutboxRow]:
        """The mails that no brake, restore, hold or fence keeps, as far as this daemon knows.

        What a hold or fence may keep has passed its gate when a server is asked for it, or makes us stumble.
        """
        brake, attempts, stumbles = self.brakes.now(), self.attempts, self.strikes.out
        for row in self._queues:
            gone_by = attempts.is_let_go(row.message_id) and attempts.is_ours(row)
            if row.guarded and not gone_by and row.message_id not in stumbles:
                continue
            if brake.holds(row.kind, row.party, row.to_id) is None and not self.restores.holds(row):
                yield row

    def status(self) -> str:
        """One line for people: how many mails wait, and for which storm brakes; no content (P16)."""
        brakes = ", ".join(self.brakes.now().shown)
        last = self.restores.last
        what = (
            "another hotlined works in the same mailboxes" if last.split_brain else "the store was restored"
        )
        only = f"; {what}: only alarms leave" if last.since else ""
        return f"{self.count()} mails wait" + only + (f"; storm brake on: {brakes}" if brakes else "")

    def finish(self) -> None:
        """Begin no attempt any more: `run` ends once what is under way, and its outcome, is written down."""
        self._ends = True
        self._look()

    async def ended(self, seconds: float = LAST) -> None:
        """`finish`, and wait so long at most: what is cut off may have been taken, and is sent again."""
        self.finish()
        if self._over is not None:
            await event_or_time(self._over, self.docket.clock, seconds)

    async def run(self) -> None:
        """Send what is ready, for ever, or until `finish`; one worker per identity."""
        self._over = asyncio.Event()
        try:
            await self.brakes.resume()
            await self.restores.resume()
            async with asyncio.TaskGroup() as group:
                for identity in dict.fromkeys(self.docket.site().identities):
                    group.create_task(self._work(identity))
        finally:
            self._over.set()

    async def _work(self, identity: str) -> None:
        wake = self._wakes.setdefault(identity, asyncio.Event())
        while not self._ends:
            wake.clear()
            queue, now = self._queues[identity], self.docket.clock.now()
            ready = await self._next(queue, now)
            if ready is not None:
                await self._guarded(ready)
                continue
            # What another daemon leaves lying is looked at before anything of it changes.
            left = self.shares is not None and self.shares.leads and len(queue.rows)
            longest = timedelta(seconds=LEFT_LYING if left else self.longest_rest)
            seconds = min((queue.next_at(now) or now + longest) - now, longest).total_seconds()
            await event_or_time(wake, self.docket.clock, seconds)
        while known := self.attempts.unwritten(self._queues[identity]):
            await self._guarded(known[0])
            await self.docket.clock.sleep(SOON)

    async def _next(self, queue: Queue, now: datetime) -> OutboxRow | None:
        """The row that goes next, of those that may be tried and that nothing holds here.

        First what has come to something already: to write that down no server is asked.
        """
        for row in self.attempts.unwritten(queue):
            if may_be_tried(row, now):
                return row
        ready = (
            row for row in queue.ready(now) if self.attempts.is_ours(row) and not self.restores.holds(row)
        )
        on = self.brakes.now()
        if not on.on:
            return next(ready, None)
        passing = await self.brakes.passing(list(ready), on)
        return next(iter(passing), None)

    async def _guarded(self, row: OutboxRow) -> None:
        self.brakes.begin(row)
        self._resting.pop(row.message_id, None)  # it has rested; what comes of this attempt counts
        try:
            await self.attempts.send(row)
            self.strikes.over(row.message_id)
            await self.servers.look(row.identity)
        except (Temporary, Conflict):
            self._queues.later(row, LOOK_AGAIN)
        except Exception as error:
            await self._stumbled(row, error)
            # Other mails of the case may come and go meanwhile: they do not wake this one.
            self._resting[row.message_id] = self.docket.clock.now() + LONGEST_RETRY
            self._queues.later(row, LONGEST_RETRY)
        finally:
            self.brakes.end(row)

    async def _stumbled(self, row: OutboxRow, error: Exception) -> None:
        """A bug: it is tried again and again, and at the third time the analysts are told."""
        sentence = f"A mail of {row.stream} has made hotlined stumble three times, and waits: {row.kind}."
        told = sentence if row.kind not in ALARMS else ""  # alarms never alarm
        await self.strikes.struck(row.message_id, error, told)
