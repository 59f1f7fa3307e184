"""The outbox: every mail that waits to leave, until its outcome is on disk (P3).

One worker per identity, urgent first.  An attempt is written down before the connection is made, so that
after a crash it is known that the mail may have left; then the same bytes go again, through the same
gate.  Three outcomes: yes, no, unknown; unknown is tried again.  An outcome that the disk refuses to take is
kept and written later: nothing is sent again for that.  A notice keeps its case's lock from the gate's last
look to the outcome, so that no hold can slip in between; or until all of it has left, where the server takes
long to answer that: a hold that waited for the lock would keep all of the LEA's mail waiting.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hotlined.app import audit
from hotlined.app.brakes import Brakes
from hotlined.app.docket import Docket
from hotlined.app.fences import Fences
from hotlined.app.held import Held
from hotlined.app.outcomes import LEFT, come_to, pause_after
from hotlined.app.points import point
from hotlined.app.ports import Conflict, Courier, Outcome, Permanent, Temporary
from hotlined.app.queues import LONGEST_RETRY, Queue, in_turn, ready_at
from hotlined.app.readdress import readdressed
from hotlined.app.restores import Restores
from hotlined.app.shares import LEFT_LYING, Shares
from hotlined.app.waiting import event_or_time
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.mail.message import Envelope, Party
from hotlined.domain.mail.outgoing import ALARMS, MOVED, RENAMED, OutboxRow, RowState
from hotlined.domain.ntd.gate import against, due_of, parted, pointless, stopping
from hotlined.domain.record.correspondence import MailSending, MailUncertain
from hotlined.domain.steps.failing import gate_closed

LONGEST_REST = 60.0  # seconds
LAST = 5.0  # seconds for what is under way when the work ends
LOOK_AGAIN = timedelta(seconds=5)  # a gate that only time or a read of the inbox opens
SOON = 0.5  # seconds until an outcome is written that could not be, where nothing else is begun
BY = "sent-by"  # in `OutboxRow.about`: the daemon that makes the attempt, where several share the work


@dataclass(slots=True)
class Outbox:
    """The rows that wait, by identity; `run` never returns."""

    docket: Docket
    courier: Courier
    fences: Fences
    shares: Shares | None = None  # the part of it that is this daemon's, where several share the work
    longest_rest: float = LONGEST_REST
    brakes: Brakes = field(init=False)
    restores: Restores = field(init=False)
    _queues: defaultdict[str, Queue] = field(default_factory=lambda: defaultdict(Queue))  # by identity
    _wakes: dict[str, asyncio.Event] = field(default_factory=dict)  # one for each worker: who clears, looks
    _unwritten: dict[str, Outcome] = field(default_factory=dict)  # by Message-ID
    _resting: dict[str, datetime] = field(default_factory=dict)  # rows that made us stumble: until when
    # By address of an analyst: when the last mail was written that was taken, and alarm that was not.
    _taken: dict[str, datetime] = field(default_factory=dict)
    _lost: dict[str, datetime] = field(default_factory=dict)
    _shut: dict[str, str] = field(default_factory=dict)  # notices that the gate keeps: why, as the log has it
    _ends: bool = False
    _over: asyncio.Event | None = None  # set when `run` has ended

    def __post_init__(self) -> None:
        self.brakes = Brakes(self.docket)
        self.restores = Restores(self.docket)
        self.docket.listeners.append(self.changed)
        if self.shares is not None:
            self.shares.listeners.append(self._look)

    def _look(self) -> None:
        for wake in self._wakes.values():
            wake.set()

    def changed(self, held: Held) -> None:
        """A stream has changed: its rows may be new, or may wait no more."""
        released = self.brakes.learn(held.case) | self.restores.learn(held.case)
        touched = set(self._wakes) if released else set()
        for message_id, row in held.rows.items():
            queue = self._queues[row.identity]
            known = queue.rows.get(message_id)
            if row.state.waits:
                rest = self._resting.get(message_id)
                fresh = row if rest is None else replace(row, next_at=rest)
                if fresh != known:
                    self.put(fresh)
                    touched.add(row.identity)
                continue
            sent = held.case.sent.get(message_id)
            self._over_with(row, bounced=sent is not None and sent.bounced)
            if known is not None:
                queue.drop(message_id)
                touched.add(row.identity)
        for identity, wake in self._wakes.items():
            if identity in touched:  # the other workers need not look
                wake.set()

    def _over_with(self, row: OutboxRow, *, bounced: bool) -> None:
        """A row waits no more, whichever daemon has sent it."""
        self._shut.pop(row.message_id, None)
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

    def put(self, row: OutboxRow) -> None:
        """This row waits, as it is here."""
        self._queues[row.identity].put(row, self.docket.clock.now())

    def count(self) -> int:
        """How many rows wait."""
        return sum(len(queue.rows) for queue in self._queues.values())

    def waiting(self) -> tuple[OutboxRow, ...]:
        """The rows that wait, the next to go first."""
        rows = (row for queue in self._queues.values() for row in queue.rows.values())
        return tuple(in_turn(rows, self.docket.clock.now()))

    def status(self) -> str:
        """One line for people: how many mails wait, and for which storm brakes; no content (P16)."""
        brakes = ", ".join(self.brakes.now().shown)
        restored = "; the store was restored: only alarms leave" if self.restores.last.since else ""
        return f"{self.count()} mails wait" + restored + (f"; storm brake on: {brakes}" if brakes else "")

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
            seconds = min((queue.next_at() or now + longest) - now, longest).total_seconds()
            await event_or_time(wake, self.docket.clock, seconds)
        while known := [row for one, row in self._queues[identity].rows.items() if one in self._unwritten]:
            await self._guarded(known[0])
            await self.docket.clock.sleep(SOON)

    async def _next(self, queue: Queue, now: datetime) -> OutboxRow | None:
        """The row that goes next, of those that may be tried and that nothing holds here."""
        ready = (row for row in queue.ready(now) if self._is_ours(row, now) and not self.restores.holds(row))
        on = self.brakes.now()
        if not on.on:
            return next(ready, None)
        passing = await self.brakes.passing(list(ready), on)
        return next(iter(passing), None)

    def _is_ours(self, row: OutboxRow, now: datetime) -> bool:
        """Notices are the first daemon's alone, whose fence they pass; what another leaves lying is, too."""
        shares = self.shares
        if shares is None:
            return True
        if row.state is RowState.SENDING and row.about.get(BY) == shares.name:
            return True  # nobody else may end what we have begun
        if row.guarded or (shares.leads and ready_at(row) + timedelta(seconds=LEFT_LYING) <= now):
            return shares.leads
        return shares.is_ours(row.message_id, row.attempts)  # one's machine may not reach the mail server

    async def _guarded(self, row: OutboxRow) -> None:
        self.brakes.begin(row)
        self._resting.pop(row.message_id, None)  # it has rested; what comes of this attempt counts
        try:
            await self.send(row)
        except (Temporary, Conflict):
            self._later(row, LOOK_AGAIN)
        except Exception as error:
            audit.bug("outbox", error, row.message_id)
            # Other mails of the case may come and go meanwhile: they do not wake this one.
            self._resting[row.message_id] = self.docket.clock.now() + LONGEST_RETRY
            self._later(row, LONGEST_RETRY)
        finally:
            self.brakes.end(row)

    def _later(self, row: OutboxRow, delay: timedelta) -> None:
        """Look at a row again after a while; kept in memory only: after a restart it is looked at at once."""
        current = self._queues[row.identity].rows.get(row.message_id)
        if current is not None:
            self.put(replace(current, next_at=self.docket.clock.now() + delay))

    async def send(self, row: OutboxRow) -> None:
        """One attempt, with its gate; raises Temporary when the disk refuses."""
        async with AsyncExitStack() as lock:
            if row.guarded:
                await self._inbox_read(row)
                await lock.enter_async_context(self.docket.locked([row.stream]))
            await self._attempt(row, lock)

    async def _inbox_read(self, row: OutboxRow) -> None:
        """Have the LEA inbox read for a notice that could go; before the lock, since reading may need it."""
        case, site = await self.docket.case(row.stream), self.docket.site()
        due = due_of(case, row, site)
        if due is not None and self.fences.reached(due, case) and not any(stopping(case, row, site)):
            await self.fences.fresh(due, site.agreement.lea_inbox_fresh)

    async def _attempt(self, row: OutboxRow, lock: AsyncExitStack) -> None:
        """`lock` has the case's lock for a notice; for others it is taken when the outcome is known."""
        kept = row.guarded
        if row.message_id not in self._unwritten:
            envelope = await self._passed(row, locked=row.guarded)
            if envelope is None:
                return
            kept = await self._sent(row, envelope, lock) and row.guarded
        if not kept:
            await lock.enter_async_context(self.docket.locked([row.stream]))
        await self._ended(row, self._unwritten[row.message_id])
        del self._unwritten[row.message_id]
        point("outcome-stored")

    async def _sent(self, row: OutboxRow, envelope: Envelope, lock: AsyncExitStack) -> bool:
        """Hand it over, and keep the outcome; whether `lock` is what it was.

        Once all of it has left, no hold can stop it: the lock is given up where the answer takes long, for
        with it the LEA's mailbox and the agenda would wait for that.
        """
        gone = asyncio.Event()
        sending = asyncio.ensure_future(self.courier.send(row.identity, envelope, gone))
        leaving = asyncio.ensure_future(gone.wait())
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
            kept = sending.done()
            if not kept:
                with suppress(Temporary):  # a database that is away has let it go, and the mail is under way
                    await lock.aclose()
            outcome = await sending
        finally:
            leaving.cancel()
            sending.cancel()
        point("outcome-known")
        audit.attempt(row.stream, row.message_id, row.kind, outcome.verdict, outcome.reply)
        self._unwritten[row.message_id] = outcome
        return kept

    async def _passed(self, row: OutboxRow, *, locked: bool) -> Envelope | None:
        """The envelope, once the gate has let it pass and the attempt is on disk."""
        if not locked:
            async with self.docket.locked([row.stream]):
                return await self._passed(row, locked=True)
        held = await self.docket.held(row.stream)
        current = held.rows.get(row.message_id) if held is not None else None
        if held is None or current is None or not current.state.waits:
            self._queues[row.identity].drop(row.message_id)
            return None
        if await self._is_under_way(current):
            self._later(row, LOOK_AGAIN)
            return None
        data, why = await asyncio.to_thread(self._looked_at, current)
        if why in (MOVED, RENAMED):
            current, data, why = await self._to_new_address(current, data, why)
        if why is not None:
            await self._closed(current, why, held.case)
            return None
        if current.guarded and not await self._notice_may_go(current, held.case):
            return None
        sending = replace(current, state=RowState.SENDING, attempts=current.attempts + 1)
        if current.state is not RowState.QUEUED:
            sending = replace(sending, about={**current.about, LEFT: 1})
        if self.shares is not None:
            sending = replace(sending, about={**sending.about, BY: self.shares.name})
        point("gate-passed")
        await self.docket.record(row.stream, (MailSending(message_id=row.message_id),), (sending,))
        point("notice-claimed" if current.guarded else "claimed")
        return Envelope(row.message_id, current.sender, current.recipient, data, current.digest)

    async def _is_under_way(self, row: OutboxRow) -> bool:
        """Whether another daemon, that may still be at work, has begun to send it and not ended."""
        by = row.about.get(BY)
        if self.shares is None or row.state is not RowState.SENDING or by in (None, self.shares.name):
            return False
        return await asyncio.to_thread(self.shares.common.works, str(by))

    async def _to_new_address(
        self, row: OutboxRow, data: bytes, why: str
    ) -> tuple[OutboxRow, bytes, str | None]:
        """The same mail to, or from, the address of now, on disk; or why it cannot go."""
        site = self.docket.site()
        made = readdressed(row, data, site)
        if made is None:
            return row, data, why
        fresh, envelope = made
        wrong = await asyncio.to_thread(self.docket.composer.gate, fresh, envelope.data, site)
        if wrong is not None:
            return row, data, wrong
        await self.docket.record(row.stream, (), (fresh,), (envelope,))
        audit.readdressed(row.stream, row.message_id, row.kind)
        return fresh, envelope.data, None

    def _looked_at(self, row: OutboxRow) -> tuple[bytes, str | None]:
        """A row's bytes, and why the gate does not let them pass."""
        try:
            data = self.docket.store.envelope(row.digest)
        except Permanent:
            return b"", "the stored bytes are gone or have changed"
        return data, self.docket.composer.gate(row, data, self.docket.site())

    async def _notice_may_go(self, row: OutboxRow, case: Case) -> bool:
        """Every condition of P5 once more, under the case's lock."""
        if not await self.docket.settle():  # a hold could be among what is not known to be written
            self._later(row, LOOK_AGAIN)
            return False
        if self.docket.others is not None:  # a hold in a case about the same URL: its lock is not ours
            await self.docket.others.catch_up()
        site, now = self.docket.site(), self.docket.clock.now()
        due = due_of(case, row, site)
        others: Sequence[Case] = ()
        if due is None or self.fences.reached(due, case):
            others = await self.docket.twins_of(case)
            found = against(case, row, site, now=now, fence=self.fences.latest, others=others)
            why = next(found, None)
        else:
            why = "the machine's clock was set"
        if why is None:
            self._shut.pop(row.message_id, None)
            return True
        if self._shut.get(row.message_id) != why:  # looked at every few seconds, and said once
            self._shut[row.message_id] = why
            audit.gate_closed(row.stream, row.message_id, row.kind, why)
        if not any(stopping(case, row, site)) and not parted(case, row, others):
            self._later(row, LOOK_AGAIN)
        elif row.state is RowState.QUEUED:
            # It has not left: taken back, and planned anew when nothing stands against it any more.
            change = Effect(cancel=(row.message_id,)).change(row.stream)
            await self.docket.commit([change])
        elif pointless(case, row):
            # It may have left, and nothing is to be taken down any more: it is not waited for.
            effect = Effect((MailUncertain(message_id=row.message_id),))
            await self._settle(row, effect, RowState.GIVEN_UP, row.last_reply)
        else:
            self._later(row, LONGEST_RETRY)  # or at once, when something in the case changes
        return False

    async def _closed(self, row: OutboxRow, why: str, case: Case) -> None:
        audit.gate_closed(row.stream, row.message_id, row.kind, why)
        effect = gate_closed(row, why, case, self.docket.context())
        await self._settle(row, effect, RowState.CANCELLED, "")

    async def _ended(self, row: OutboxRow, outcome: Outcome) -> None:
        """Write down what an attempt came to."""
        held = await self.docket.held(row.stream)
        if held is None:
            return
        context = self.docket.context()
        current = held.rows.get(row.message_id, row)
        if not current.state.waits:  # a write that was answered with an error is there all the same
            return
        effect, state = come_to(row, current, outcome, held.case, context)
        await self._settle(current, effect, state, outcome.reply)

    async def _settle(self, row: OutboxRow, effect: Effect, state: RowState, reply: str) -> None:
        held = await self.docket.held(row.stream)
        attempts = (
            held.rows[row.message_id].attempts if held and row.message_id in held.rows else row.attempts
        )
        next_at = self.docket.clock.now() + pause_after(attempts) if state.waits else None
        ended = replace(row, state=state, attempts=attempts, last_reply=reply, next_at=next_at)
        await self.docket.commit([effect.change(row.stream)], rows=(ended,))
