"""The courier: hands one finished mail to an SMTP server and says exactly what came of it (threats B3).

Whatever breaks before the final dot: surely not accepted, TEMPORARY.  After it: only a whole, well-formed
reply is an answer, everything else is UNKNOWN.

`Outcome.reply` is a code with enhanced status ("451 4.7.1"), or one of our words: "auth ..." (the account is
refused, not this mail), "not now", "no connection", "cut", "garbled", "deadline", "bad address", "bad data".
It is for people; what code asks is `Outcome.cause`.
"""

import asyncio
import re
import smtplib
import threading
from collections.abc import Mapping
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress

from hotlined.adapters.smtp.replies import shut_out
from hotlined.adapters.smtp.wire import IDLE_SECONDS, Connection, Garbled, Refused, SmtpAccount
from hotlined.app.ports import NOT_NOW, Cause, Outcome, Passage, Permanent, Verdict, carried_in
from hotlined.domain.mail.message import Envelope

GRACE = 5.0  # seconds for the thread to end once its connection is cut
_ADDRESS = re.compile(r"[!-;=?-~]{1,254}")  # printable ASCII without space, < and >


class SmtpCourier:
    """Sends through one server account per identity (`app.ports.Courier`), one mail of each at a time.

    A connection is used again within IDLE_SECONDS of an accepted mail, or of one that was not to go at the
    last moment, and closed after anything else.
    """

    def __init__(self, accounts: Mapping[str, SmtpAccount]) -> None:
        self._accounts = dict(accounts)
        self._turns = {identity: asyncio.Lock() for identity in accounts}
        self._kept: dict[str, Connection] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        # twice as many as can work at once: one may still hang in a name look-up when the next begins
        self._threads = ThreadPoolExecutor(2 * len(accounts) + 1, thread_name_prefix="smtp")

    async def send(self, identity: str, envelope: Envelope, passage: Passage | None = None) -> Outcome:
        """One mail to one recipient; raises Permanent only for an identity without account."""
        account = self._accounts.get(identity)
        if account is None:
            raise Permanent(f"no SMTP account is configured for {identity!r}")
        if (problem := _problem(envelope)) is not None:
            return Outcome(Verdict.PERMANENT, problem)
        async with self._turns[identity]:
            self._forget_timer(identity)
            work = _Work(account, self._kept.pop(identity, None), passage or Passage())
            return await self._deliver(identity, work, envelope)

    async def _deliver(self, identity: str, work: "_Work", envelope: Envelope) -> Outcome:
        account = self._accounts[identity]
        future = asyncio.get_running_loop().run_in_executor(self._threads, work.run, envelope)
        try:
            seconds = account.deadline + carried_in(len(envelope.data))
            done, _ = await asyncio.wait({future}, timeout=seconds)
            if not done and work.dot_sent:
                work.passage.gone.set()
                done, _ = await asyncio.wait({future}, timeout=account.answer)
            if not done:
                work.cut()
                done, _ = await asyncio.wait({future}, timeout=GRACE)
        except asyncio.CancelledError:
            work.cut()
            raise
        if not done:
            return work.ended_by("deadline")
        outcome = future.result()
        if work.left is not None:
            self._threads.submit(work.left.close)
        if work.kept is not None:
            self._kept[identity] = work.kept
            self._timers[identity] = asyncio.get_running_loop().call_later(
                IDLE_SECONDS, self._expire, identity
            )
        return outcome

    def _expire(self, identity: str) -> None:
        self._forget_timer(identity)
        connection = self._kept.pop(identity, None)
        if connection is not None:
            with suppress(RuntimeError):  # the threads have been shut down
                self._threads.submit(connection.close)

    def _forget_timer(self, identity: str) -> None:
        timer = self._timers.pop(identity, None)
        if timer is not None:
            timer.cancel()

    async def close(self) -> None:
        """Close the connections that are kept; a send after that is a mistake."""
        for identity in tuple(self._kept):
            self._expire(identity)
        self._threads.shutdown(wait=False)


class _Work:
    """One send in a thread; the loop may cut it at any moment."""

    def __init__(self, account: SmtpAccount, kept: Connection | None, passage: Passage) -> None:
        self._account = account
        self.passage = passage
        self._loop = asyncio.get_running_loop()
        self._asking: Future[bool] | None = None
        self._lock = threading.Lock()
        self._is_cut = False
        self._connection = kept
        self._connected = False
        self.kept: Connection | None = None  # to be used again
        self.left: Connection | None = None  # to be closed with QUIT

    @property
    def dot_sent(self) -> bool:
        """Whether the end of the mail may have reached the server."""
        connection = self._connection
        return connection is not None and connection.link.dot_sent

    def cut(self) -> None:
        """Make `run` end soon, and send nothing more."""
        with self._lock:
            self._is_cut = True
            if self._asking is not None:
                self._asking.cancel()
            if self._connection is not None:
                self._connection.link.abort()

    def run(self, envelope: Envelope) -> Outcome:
        """Send, and keep the connection after ACCEPTED; never raises for what a server does."""
        try:
            outcome = self._ready().send(envelope, self._asked)
        except Refused as refused:
            outcome = refused.outcome
        except Permanent:  # a person has to change something; until then the mail waits like any other
            outcome = shut_out("no password")
        except Garbled:
            return self._broken("garbled")
        except (TimeoutError, CancelledError):
            return self._broken("deadline")
        except (smtplib.SMTPException, OSError):
            return self._broken("cut" if self._connected else "no connection")
        except Exception:  # of who was asked whether the mail may go
            self._broken("cut")
            raise
        if (outcome.verdict is Verdict.ACCEPTED or outcome is NOT_NOW) and not self._is_cut:
            self.kept = self._connection
        else:
            self.left = self._connection
        return outcome

    def _asked(self) -> bool:
        """Whether the mail may still go, which the loop knows; raises CancelledError after `cut`."""
        if self.passage.may_go is None:
            return True
        with self._lock:
            if self._is_cut:
                raise CancelledError
            self._asking = asyncio.run_coroutine_threadsafe(self.passage.may_go(), self._loop)
        return self._asking.result()

    def _ready(self) -> Connection:
        old = self._connection
        if old is not None:
            if old.is_fresh():
                self._connected = True
                return old
            old.close(polite=False)
        new = Connection(self._account)
        with self._lock:
            if self._is_cut:
                raise TimeoutError
            self._connection = new
        new.connect()
        self._connected = True
        return new

    def _broken(self, word: str) -> Outcome:
        outcome = self.ended_by("deadline" if self._is_cut else word)
        if self._connection is not None:
            self._connection.close(polite=False)
        return outcome

    def ended_by(self, word: str) -> Outcome:
        """What it is that something else than a reply has ended it."""
        if self.dot_sent:
            return Outcome(Verdict.UNKNOWN, word)
        cause = Cause.BROKEN_OFF if self._connected else Cause.AWAY
        return Outcome(Verdict.TEMPORARY, word, cause)


def _problem(envelope: Envelope) -> str | None:
    if not _ADDRESS.fullmatch(envelope.recipient):
        return "bad address"
    if envelope.sender and not _ADDRESS.fullmatch(envelope.sender):
        return "bad address"
    # a bare CR or LF is read by some servers as the end of a line: another mail could hide behind it
    data = envelope.data
    whole = data.count(b"\r\n") == data.count(b"\r") == data.count(b"\n")
    return None if data and whole and b"\0" not in data else "bad data"
