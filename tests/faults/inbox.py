"""The LEA inbox behind a proxy: real Dovecot, IMAP session, watch, docket and store; and a ledger outside.

A *round* is one whole session: log in, read everything, wait in IDLE, a mail comes, fetch, record, move,
wait again, log out.  One fault befalls it somewhere; the daemon has to get over that by itself.  The clock is
the machine's, but no sleep lasts: between two rounds the watch rests at a gate.
"""

import asyncio
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hotlined.adapters.imap import ImapAccount, ImapMailbox
from hotlined.app.dealing import Dealing
from hotlined.app.double_fence import NO_LISTENER
from hotlined.app.own_folders import Folders
from hotlined.app.ports import Fetched, Found
from hotlined.app.watch import Watch
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.record.correspondence import MailSeen
from hotlined.domain.record.holding import HoldPlaced
from tests.faults.place import FILES, Place
from tests.support.dovecot import Dovecot
from tests.support.imap_proxy import Fault, Proxy
from tests.support.rig import LEA, Rig

PATIENCE = 60.0  # seconds in which the daemon has to get over a fault, on a busy machine
SILENCE = 0.5  # seconds after which a read is given up where lines fall silent: the deadline, shortened
START = datetime.now(UTC)
BEGAN = time.monotonic()
_SERIAL = re.compile(rb"^X-Serial: (\d+)\r?$", re.MULTILINE)


class PacedClock:
    """`ports.Clock`: the machine's time and what was skipped; a sleep lasts until the gate is open."""

    def __init__(self) -> None:
        self.skipped = 0.0
        self.open = asyncio.Event()
        self.resting = asyncio.Event()

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.skipped)

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return time.monotonic() + self.skipped

    async def sleep(self, seconds: float) -> None:
        """Until the gate is open."""
        self.resting.set()
        await self.open.wait()
        self.resting.clear()
        await asyncio.sleep(0.002)


class HurriedClock(PacedClock):
    """The same without a gate, at `RATE` times the speed."""

    RATE = 60.0

    def now(self) -> datetime:
        """Aware UTC."""
        return START + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Seconds since the module was loaded."""
        return (time.monotonic() - BEGAN) * self.RATE + self.skipped

    async def sleep(self, seconds: float) -> None:
        """Wait, for a shorter time."""
        await asyncio.sleep(seconds / self.RATE)


@dataclass(slots=True)
class Put:
    """A mail that was put into the inbox."""

    serial: int
    raw: bytes
    digest: str
    is_hold: bool
    readable: datetime | None = None  # LMTP has said 250; of the watch's clock
    settled: asyncio.Event = field(default_factory=asyncio.Event)  # a whole read ended, and it was on record


@dataclass
class Inbox:
    """One mailbox, watched from first to last; `problems` are sentences, one a violation."""

    dovecot: Dovecot
    user: str
    proxy: Proxy
    rig: Rig
    clock: PacedClock
    watch: Watch
    mailbox: ImapMailbox
    root: Path
    place: Place
    puts: list[Put] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    fired: int = 0
    reads: int = 0
    sent_at_read: int = 0  # bytes that the server had sent when the last read was reported
    lines: int = 0  # that the server has said
    _idle: asyncio.Event = field(default_factory=asyncio.Event)
    _struck: asyncio.Event = field(default_factory=asyncio.Event)

    # --- what the daemon does ---------------------------------------------------------------------

    def read(self, began: datetime, finished: datetime) -> None:
        """A whole full read was reported (P5): whatever was there before it began is on record now."""
        self.reads += 1
        self._idle.clear()  # the next one is the one after this read
        self.sent_at_read = self.proxy.sent
        self.rig.fences.read(began, finished)
        for put in self.puts:
            if self.rig.store.find("mail", put.digest):
                put.settled.set()
            elif put.readable is not None and put.readable < began:
                self.problems.append(
                    f"P5 mail {put.serial} was there before a read began that counts without it"
                )

    # --- what the world does ----------------------------------------------------------------------

    async def put(self, *, hold: bool = True, raw: bytes | None = None) -> Put:
        """Deliver a new mail, or one that came before once more."""
        serial = len(self.puts) + 1
        raw = raw or self.write(serial, hold=hold)
        put = Put(serial, raw, mail_digest(raw), hold)
        self.puts.append(put)
        sender = LEA if hold else "visitor@example.com"  # a null return path would be a machine's
        await asyncio.to_thread(self.dovecot.deliver, self.user, raw, sender=sender)
        put.readable = self.clock.now()
        return put

    def write(self, serial: int, *, hold: bool) -> bytes:
        """A hold by the LEA in the thread of its report, or a word of a stranger."""
        mark = ("X-Serial", str(serial))
        if not hold:
            return self.rig.mail(
                "visitor@example.com", "hello", "item 1", to="lea@hotline.example.org", more=[mark]
            )
        more = [mark, ("In-Reply-To", self.report)]
        text = f"[HOLD]\n\nplease wait, file {serial}"
        return self.rig.mail(LEA, "Re: your report", text, to="lea@hotline.example.org", more=more)

    @property
    def report(self) -> str:
        """The Message-ID of the Annex I report."""
        (reference,) = [one for one in self.rig.store.open_streams() if one.startswith("HL-")]
        record = self.rig.store.load(reference)
        return next(row.message_id for row in record.rows if row.kind == "annex-i")

    async def session(self, fault: Fault | None = None, *, hold: bool = True) -> tuple[int, int]:
        """A round; the bytes that went down and up in it."""
        for event in (self._idle, self._struck):
            event.clear()
        loop = asyncio.get_running_loop()
        if fault is not None:
            then = self.strike
            self.proxy.once(replace(fault, then=lambda: loop.call_soon_threadsafe(then)))
        before = (self.proxy.sent, self.proxy.got)
        self.clock.open.set()
        await self._until(self._idle, self._struck)
        put = await self.put(hold=hold)
        await asyncio.wait_for(put.settled.wait(), PATIENCE)
        await self._until(self._idle, self._struck)
        await self.rest()
        self.proxy.heal()
        return self.proxy.sent - before[0], self.proxy.got - before[1]

    async def rest(self) -> None:
        """Log out; the watch does not connect again before the gate opens."""
        self.clock.resting.clear()
        self.clock.open.clear()
        async with asyncio.timeout(PATIENCE):
            while not self.clock.resting.is_set():
                await self.mailbox.close()  # it may be just about to connect once more: then once more
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.clock.resting.wait(), 0.1)

    def strike(self) -> None:
        """The fault has come; called in the loop."""
        self.fired += 1
        self._struck.set()
        self.mailbox.wake()  # as the fence does before a notice: nobody waits for IDLE to end by itself

    async def _until(self, *events: asyncio.Event) -> None:
        tasks = [asyncio.ensure_future(event.wait()) for event in events]
        try:
            done, _ = await asyncio.wait(tasks, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                raise TimeoutError
        finally:
            for task in tasks:
                task.cancel()

    def listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Have the proxy say when IDLE has begun."""

        def heard(chunk: bytes) -> None:
            self.lines += chunk.count(b"\n")
            if b"+ idling" in chunk:
                loop.call_soon_threadsafe(self._idle.set)

        self.proxy.heard = heard

    # --- verdict ----------------------------------------------------------------------------------

    def verdict(self) -> Counter[str]:
        """Lost and double, by the store as a reader finds it and the folders as a client does."""
        found = Counter[str]()
        entries = [one.event for record in self.place.records(self.root).values() for one in record.entries]
        seen = Counter(one.mail for one in entries if isinstance(one, MailSeen))
        held = Counter(one.mail for one in entries if isinstance(one, HoldPlaced))
        recorded = {one.mail: one.folder for one in entries if isinstance(one, MailSeen)}
        lies: dict[int, list[str]] = {}
        with self.dovecot.login(self.user) as client:
            folders = [name for flags, _, name in client.list_folders() if b"\\Noselect" not in flags]
        for name in folders:
            for raw in self.dovecot.messages(self.user, name):
                mark = _SERIAL.search(raw)
                lies.setdefault(int(mark[1]) if mark else 0, []).append(name)
        for put in self.puts:
            where = lies.get(put.serial, [])
            counts = (seen[put.digest], len(where), held[put.digest] if put.is_hold else 1)
            found["mails"] += 1
            found["lost"] += 0 in counts
            found["double"] += max(counts) > 1
            if counts != (1, 1, 1):
                self.problems.append(
                    f"mail {put.serial}: {counts[0]} events, {counts[2]} holds, lies in {where}"
                )
            elif where != [f"Hotline/{recorded[put.digest]}"]:
                self.problems.append(
                    f"P11 mail {put.serial} lies in {where}, on record is {recorded[put.digest]}"
                )
        return found


@asynccontextmanager
async def watched(
    dovecot: Dovecot,
    user: str,
    name: str = "lea",
    *,
    clock: PacedClock | None = None,
    silence: float = 20.0,
    place: Place = FILES,
) -> AsyncIterator[Inbox]:
    """An inbox with a case whose report the LEA may answer; the watch runs, and rests at the gate.

    `name` "intake": a short session, without Junk and quarantine.  `silence`: seconds that a read may take.
    """
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    clock = clock or PacedClock()
    word = dovecot.users[user]
    dovecot.messages(user)  # Dovecot makes an inbox at its first use, and two uses at once do not go well
    async with AsyncExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        proxy = stack.enter_context(Proxy(dovecot.imap_port))
        there = stack.enter_context(place.another())
        store = stack.enter_context(there.opened(folder / "s"))
        rig = Rig(clock=clock, store=store, rest=None)  # type: ignore[arg-type]  # real ones in place of the fakes
        raw = rig.assessment()
        mail = rig.reader.read("intake", Fetched(Found("INBOX", 1, 1, len(raw)), raw, clock.now()))
        await rig.intake.take(mail)
        account = ImapAccount(
            "127.0.0.1", proxy.port, "none", user, lambda: word,
            connect_timeout=silence, read_timeout=silence, call_timeout=PATIENCE,
        )  # fmt: skip
        mailbox = ImapMailbox(name, account)
        rig.fences.wake = mailbox.wake
        dealing = Dealing(name, Folders(), rig.reader, rig.intake)
        watch = Watch(mailbox, dealing, rig.docket, clock, NO_LISTENER)
        inbox = Inbox(dovecot, user, proxy, rig, clock, watch, mailbox, folder / "s", there)
        inbox.listen(asyncio.get_running_loop())
        watch.listener = replace(NO_LISTENER, read=inbox.read)
        rig.tasks = [asyncio.create_task(watch.run())]
        stack.push_async_callback(rig.kill)
        yield inbox


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  # looks at what threads and servers do
            await asyncio.sleep(0.01)
