"""One attempt to send a mail: the gate's last look, the claim on disk, the courier, and its outcome (P3).

An attempt is written down before the connection is made, so that after a crash it is known that the mail may
have left; then the same bytes go again, through the same gate.  Three outcomes: yes, no, unknown; unknown is
tried again.  An outcome that the disk refuses to take is kept and written later: nothing is sent again for
that.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Final

from hotlined.app import audit
from hotlined.app.case_lock import CaseLock
from hotlined.app.crash_points import crash_point
from hotlined.app.docket import Docket
from hotlined.app.fences import Fences
from hotlined.app.outcomes import LEFT, come_to, remembered
from hotlined.app.ports import NOT_NOW, Cause, Courier, Outcome, Passage, Permanent, Temporary, Verdict
from hotlined.app.queues import Queue, Queues
from hotlined.app.readdress import readdressed
from hotlined.app.retries import LONGEST_RETRY, pause_after
from hotlined.app.rewarnings import Rewarnings
from hotlined.app.shares import BY, Shares
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.mail.message import Envelope
from hotlined.domain.mail.outgoing import HOLD_WARNING, MOVED, RENAMED, OutboxRow, RowState
from hotlined.domain.ntd.gate import against, due_of, overtaken, parted, pointless, put_off, stopping
from hotlined.domain.record.correspondence import MailCancelled, MailSending
from hotlined.domain.steps.failing import gate_closed

LOOK_AGAIN: Final = timedelta(seconds=5)  # a gate that only time or a read of the inbox opens
STUMBLED: Final = Outcome(Verdict.UNKNOWN, "bug")  # ours: what the courier did before it is not known
NO_ACCOUNT: Final = Outcome(Verdict.TEMPORARY, "no account", Cause.AWAY)


@dataclass(slots=True)
class Attempts:
    """Sends rows; what becomes of each goes to the record, and, while it is to wait, to the `queues`."""

    docket: Docket
    courier: Courier
    fences: Fences
    queues: Queues = field(init=False)
    _rewarnings: Rewarnings = field(init=False)
    shares: Shares | None = None  # where several daemons share the work
    holds: Callable[[OutboxRow], bool] = lambda row: False  # since a restore, or beside a second daemon
    _unwritten: dict[str, Outcome] = field(default_factory=dict)  # by Message-ID
    _bugs: dict[str, Exception] = field(default_factory=dict)  # by Message-ID; told once that is written
    _shut: dict[str, str] = field(default_factory=dict)  # notices that the gate keeps: why, as the log has it
    _let_go: set[str] = field(default_factory=set)  # those that it does not keep

    def __post_init__(self) -> None:
        self.queues = Queues(self.docket.clock)
        self._rewarnings = Rewarnings(self.docket)

    def forget(self, message_id: str) -> None:
        """It waits no more: the log is told anew if the gate should keep it once more."""
        self._shut.pop(message_id, None)
        self._let_go.discard(message_id)

    def is_let_go(self, message_id: str) -> bool:
        """Whether a notice's gate let it go at the last look, which this daemon made."""
        return message_id in self._let_go

    def is_ours(self, row: OutboxRow) -> bool:
        """Whether this daemon is the one that sends it now."""
        return self.shares is None or self.shares.sends(row, self.docket.clock.now())

    def is_unwritten(self, message_id: str) -> bool:
        """Whether an attempt has come to something that the disk does not know yet."""
        return message_id in self._unwritten

    def unwritten(self, queue: Queue) -> list[OutboxRow]:
        """Those of a queue of which that is so."""
        return [queue.rows[one] for one in self._unwritten if one in queue.rows]

    async def send(self, row: OutboxRow) -> None:
        """One attempt, with its gate; raises Temporary when the disk refuses, and a bug in the end.

        A notice keeps its case's lock from the gate's last look to the outcome, so that no hold can slip in
        between; other mails have it for the gate, and for the outcome.
        """
        async with CaseLock(self.docket, row.stream) as lock:
            if not self.is_unwritten(row.message_id):
                if row.guarded:
                    await self._inbox_read(row)
                await lock.take()
                envelope = await self._passed(row)
                if envelope is None:
                    return
                if not row.guarded:
                    await lock.give_up()
                await self._handed_over(row, envelope, lock)
            await lock.take()
            await self._ended(row, self._unwritten[row.message_id])
            del self._unwritten[row.message_id]
            crash_point("outcome-stored")
        if (bug := self._bugs.pop(row.message_id, None)) is not None:
            raise bug

    async def _inbox_read(self, row: OutboxRow) -> None:
        """Have the LEA inbox read for a notice that could go; before the lock, since reading may need it."""
        case, site = await self.docket.case(row.stream), self.docket.site()
        due = due_of(case, row, site)
        if (
            due is not None
            and self.fences.reached(due, case, site.agreement)
            and not any(stopping(case, row, site))
            and not put_off(case, row, site, self.docket.clock.now())
        ):
            await self.fences.fresh(due, site.agreement.lea_inbox_fresh)

    async def _handed_over(self, row: OutboxRow, envelope: Envelope, lock: CaseLock) -> None:
        """Hand it over, and keep the outcome.

        Once all of it has left, no hold can stop it: the lock is given up where the answer takes long, for
        with it the LEA's mailbox and the agenda would wait for that.
        """
        may_go = self._still_may_go if row.guarded else self._rewarnings.may_go
        passage = Passage(partial(may_go, row) if row.guarded or row.kind == HOLD_WARNING else None)
        self.queues.asks(row.identity)
        sending = asyncio.ensure_future(self.courier.send(row.identity, envelope, passage))
        leaving = asyncio.ensure_future(passage.gone.wait())
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
            if not sending.done():
                await lock.give_up()
            outcome = await sending
        except Exception as error:
            self._bugs[row.message_id] = error
            outcome = NO_ACCOUNT if isinstance(error, Permanent) else STUMBLED
        finally:
            leaving.cancel()
            sending.cancel()
        crash_point("outcome-known")
        audit.attempt(row.stream, row.message_id, row.kind, outcome)
        self._unwritten[row.message_id] = outcome

    async def _passed(self, row: OutboxRow) -> Envelope | None:
        """The envelope, once the gate has let it pass and the attempt is on disk; under the case's lock."""
        folded = await self.docket.folded(row.stream)
        current = folded.rows.get(row.message_id) if folded is not None else None
        if folded is None or current is None or not current.state.waits:
            self.queues.drop(row)
            return None
        if self.shares is not None and await self.shares.is_under_way(current):
            self.queues.later(row, LOOK_AGAIN)
            return None
        data, why = await asyncio.to_thread(self._looked_at, current)
        if why in (MOVED, RENAMED):
            current, data, why = await self._to_new_address(current, data, why)
        if why is not None:
            await self._closed(current, why, folded.case)
            return None
        if current.guarded:
            self._let_go.discard(row.message_id)
            if not await self._notice_may_go(current, folded.case):
                return None
            self._let_go.add(row.message_id)
        sending = replace(current, state=RowState.SENDING, attempts=current.attempts + 1)
        if current.state is not RowState.QUEUED:
            sending = replace(sending, about={**current.about, LEFT: 1})
        if self.shares is not None:
            sending = replace(sending, about={**sending.about, BY: self.shares.name})
        crash_point("gate-passed")
        await self.docket.record(row.stream, (MailSending(message_id=row.message_id),), (sending,))
        crash_point("notice-claimed" if current.guarded else "claimed")
        return Envelope(row.message_id, current.sender, current.recipient, data, current.digest)

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
            self.queues.later(row, LOOK_AGAIN)
            return False
        why, others = await self._why_not(row, case)
        if why is None:
            self._shut.pop(row.message_id, None)
            return True
        if self._shut.get(row.message_id) != why:  # looked at every few seconds, and said once
            self._shut[row.message_id] = why
            audit.gate_closed(row.stream, row.message_id, row.kind, why)
        site, queued = self.docket.site(), row.state is RowState.QUEUED
        stands = any(stopping(case, row, site)) or parted(case, row, others)
        if stands and queued:
            # It has not left: taken back, and planned anew when nothing stands against it any more.
            change = Effect(cancel=(row.message_id,)).change(row.stream)
            await self.docket.commit([change])
        elif stands and pointless(case, row):
            # It may have left, and nothing is to be taken down any more: it is not waited for.
            effect = Effect((MailCancelled(message_id=row.message_id, why="none of it is to go any more"),))
            await self._settle(row, effect, RowState.GIVEN_UP, row.last_reply)
        elif not queued and (stands or self._is_early(row, case)) and overtaken(case, row, others):
            effect = Effect((MailCancelled(message_id=row.message_id, why="some of it is to go no more"),))
            await self._settle(row, effect, RowState.CANCELLED, row.last_reply)
        else:  # a look at once, too, when something in the case changes
            rests = stands or put_off(case, row, site, self.docket.clock.now())
            self.queues.later(row, LONGEST_RETRY if rests else LOOK_AGAIN)
        return False

    async def _why_not(self, row: OutboxRow, case: Case) -> tuple[str | None, Sequence[Case]]:
        """What stands against a notice now, if anything, and the cases about the same URLs."""
        if self.docket.others is not None:  # a hold in a case about the same URL: its lock is not ours
            await self.docket.others.catch_up()
        site, now = self.docket.site(), self.docket.clock.now()
        due = due_of(case, row, site)
        come = due is None or self.fences.reached(due, case, site.agreement)
        why = None if come else "the machine's clock was set"
        if due is not None and not come and now >= due:  # else: what was agreed may be another delay now
            return why, ()
        others = await self.docket.twins_of(case)
        found = against(case, row, site, now=now, fence=self.fences.latest, others=others)
        return next(found, why), others

    async def _still_may_go(self, row: OutboxRow) -> bool:
        """The gate again when the server is ready for a notice: to connect may have taken minutes (P5).

        A hold that is known to lie in the inbox is not waited for, since it waits for the lock that we have.
        """
        if self.fences.latest is None:
            return False
        try:
            await self._inbox_read(row)
            if not await self.docket.settle() or self.holds(row):
                return False
            why, _ = await self._why_not(row, await self.docket.case(row.stream))
        except (Temporary, Permanent):  # the gate says what it is, of a notice that surely has not left
            return False
        except Exception as error:
            self._bugs[row.message_id] = error
            return False
        return why is None

    def _is_early(self, row: OutboxRow, case: Case) -> bool:
        due = due_of(case, row, self.docket.site())
        return due is not None and self.docket.clock.now() < due

    async def _closed(self, row: OutboxRow, why: str, case: Case) -> None:
        audit.gate_closed(row.stream, row.message_id, row.kind, why)
        effect = gate_closed(row, why, case, self.docket.context())
        await self._settle(row, effect, RowState.CANCELLED, "")

    async def _ended(self, row: OutboxRow, outcome: Outcome) -> None:
        """Write down what an attempt came to."""
        folded = await self.docket.folded(row.stream)
        if folded is None:
            return
        context = self.docket.context()
        current = folded.rows.get(row.message_id, row)
        if not current.state.waits:  # a write that was answered with an error is there all the same
            return
        anew = await self._rewarnings.anew(row, folded.case) if outcome == NOT_NOW else None
        effect, state = come_to(row, current, outcome, folded.case, context)
        if anew is not None:
            effect, state = anew, RowState.CANCELLED
        await self._settle(remembered(current, outcome, context), effect, state, outcome.reply)
        if outcome.cause is Cause.AWAY:
            self.queues.away(row.identity)
        # Whatever a server answers, it is reached, and lets us in; that we stumbled says nothing of it.
        elif outcome.cause is Cause.MAIL and outcome != STUMBLED:
            self.queues.mended(row.identity)
        elif outcome.cause in (Cause.ACCOUNT, Cause.BROKEN_OFF) or outcome == NOT_NOW:
            self.queues.let_in(row.identity)

    async def _settle(self, row: OutboxRow, effect: Effect, state: RowState, reply: str) -> None:
        folded = await self.docket.folded(row.stream)
        attempts = (
            folded.rows[row.message_id].attempts if folded and row.message_id in folded.rows else row.attempts
        )
        next_at = self.docket.clock.now() + pause_after(attempts) if state.waits else None
        ended = replace(row, state=state, attempts=attempts, last_reply=reply, next_at=next_at)
        await self.docket.commit([effect.change(row.stream)], rows=(ended,))
