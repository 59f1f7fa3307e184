"""One case from the analyst's mail to the removal, told again while the daemon dies at a crash point.

A *life* of the daemon is a forked process: the real use cases and loops, the store and the spools on disk,
SMTP to a real server; gpg is a toy (`tests.support.fake_openpgp`), and the clock only moves when the story
says so.  It dies by `os._exit` at a point, at once.  The world goes on in this process: it hands mails in as
an MTA does, until it has its 250, takes what leaves, and judges in the end (threats 4).
"""

import asyncio
import hashlib
import mmap
import os
import shutil
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from functools import cache, partial
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import Environment

from hotlined.adapters.lmtp.spool import Spool
from hotlined.adapters.render import JinjaTemplates
from hotlined.adapters.smtp import SmtpAccount, SmtpCourier
from hotlined.app import crash_points
from hotlined.app.copies import Copies
from hotlined.app.lease import Leashed
from hotlined.app.ports import NOT_NOW, Outcome, Passage, Permanent, Temporary
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.message import Envelope
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.record.correspondence import CopyFiled, MailSeen, MailSending
from hotlined.domain.record.events import Event
from hotlined.domain.values.folders import Folder
from tests.faults.operations import Operations
from tests.faults.place import FILES, Place
from tests.faults.statements import REFUSALS, Statements
from tests.support.fake_clock import START, FakeClock, InlineExecutor
from tests.support.fake_openpgp import FakeOpenPGP
from tests.support.memory_store import MemoryStore
from tests.support.rig import ABUSE, LEA, NAMES, PROVIDER, TEMPLATES, FakeChance, Rig
from tests.support.sink import Sink, Transaction
from tests.support.site import LEA_KEY, make_agreement, make_site
from tests.support.store_cases import small_parts

KILLED: Final = 137
SERVER: Final = b"the server ends\n"
REFUSED: Final = 3  # the store could not be opened, or no door: it would be started again
MARKER: Final = "planted-marker-7f3a"
FORM: Final = (
    f"URL: https://files.example.net/item-1\nDescription of the type of the content: item 1, {MARKER}\n"
)
DELAY: Final = timedelta(hours=1)
MINUTE: Final = 60.0
# What happens, and the seconds that pass afterwards; the hold is in force when the notice falls due.
STAGES: Final = (
    ("assessment", MINUTE), ("receipt", MINUTE), ("hold", MINUTE), ("due", 62 * MINUTE),
    ("release", 5 * MINUTE), ("removed", MINUTE), ("verified", 5 * MINUTE),
)  # fmt: skip


class InlineCourier(SmtpCourier):
    """The true one, whose thread is the loop's own: so it cannot ask the loop, and it is asked beforehand."""

    def __init__(self, accounts: Mapping[str, SmtpAccount]) -> None:
        super().__init__(accounts)
        self._threads = InlineExecutor(1)

    async def send(self, identity: str, envelope: Envelope, passage: Passage | None = None) -> Outcome:
        """One transaction."""
        if passage is not None and not await passage.is_open():
            return NOT_NOW
        return await super().send(identity, envelope, Passage(gone=passage.gone) if passage else None)


@dataclass(frozen=True, slots=True)
class Strike:
    """Where a life ends: the n-th passing of a point; "*" is any point.  `server`: the database's ends there
    instead, and is back at once."""

    name: str
    n: int = 1
    server: bool = False


@dataclass(frozen=True, slots=True)
class Weather:
    """What else is wrong in a life: `jump` of the clock before its start and `sudden` while it runs, in
    seconds; an operation that fails."""

    jump: float = 0.0
    sudden: float = 0.0
    fail: str = ""
    at: int = 0


FAIR = Weather()


@dataclass(frozen=True, slots=True)
class Put:
    """A mail that the world has; acknowledged once it had its 250."""

    box: str
    raw: bytes


@dataclass(slots=True)
class Shared:
    """What a life writes down for the world before it dies: its time, and what it acknowledged."""

    memory: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, 1 << 16))

    def note(self, elapsed: float, acknowledged: int) -> None:
        """By the daemon's process."""
        struct.pack_into("dq", self.memory, 0, elapsed, acknowledged)

    def read(self) -> tuple[float, int]:
        """Seconds since the story's start in true time, and how many mails had their 250."""
        elapsed, acknowledged = struct.unpack_from("dq", self.memory, 0)
        return float(elapsed), int(acknowledged)


@dataclass(frozen=True, slots=True)
class Talk:
    """A life's pipe to the world, and the one by which the world answers."""

    pipe: int
    back: int

    def say(self, line: str) -> None:
        """One line."""
        os.write(self.pipe, f"{line}\n".encode())

    def passed(self, points: Sequence[str]) -> None:
        """The points of this life."""
        self.say(f".{' '.join(points)[-60000:]}")

    def crash(self, point: str) -> None:
        """The database's server ends, and is back when this returns."""
        self.say(f"server {point}")
        os.write(self.pipe, SERVER)
        os.read(self.back, 1)


def story_site() -> Site:
    """One unit, one provider, and an hour until the notice."""
    return make_site(providers=(PROVIDER,), agreement=make_agreement(ntd_delay=DELAY))


@cache
def templates_in(zone: str) -> JinjaTemplates:
    """The shipped templates, compiled once for all lives."""
    made = JinjaTemplates(None, TEMPLATES, zone=ZoneInfo(zone))
    for environment in (one for one in vars(made).values() if isinstance(one, Environment)):
        for name in environment.list_templates():
            if name.startswith("base/") or "/en." in name:
                environment.get_template(name)
    return made


@dataclass
class World:
    """Everything outside the daemon, and its disk; `passed` are the points of all lives, in order."""

    root: Path
    sink: Sink
    place: Place = FILES
    site: Site = field(default_factory=lambda: story_site())
    start: datetime = START
    port: int = 0  # where mail is handed to; 0: the sink
    elapsed: float = 0.0
    puts: list[Put] = field(default_factory=list)
    acknowledged: int = 0
    deaths: int = 0
    crashes: int = 0  # of the database's server
    fates: list[int] = field(default_factory=list)  # exit codes of all lives
    refusals: int = 0
    struck: list[str] = field(default_factory=list)
    died_at: set[str] = field(default_factory=set)
    passed: Counter[str] = field(default_factory=Counter)
    left: list[tuple[float, Transaction]] = field(default_factory=list)
    shared: Shared = field(default_factory=Shared)
    trace: list[str] | None = field(default_factory=list)
    wrong: float = 0.0  # seconds by which the clock is off now
    worst: float = 0.0  # and the most that it was ahead: a notice may wait so long
    gpg: Callable[[bytes, bytes], bytes] | None = None  # what becomes of (payload, sealed)
    _taken: int = 0

    def __post_init__(self) -> None:
        self._taken = len(self.sink.taken)
        clock = FakeClock(self.start)
        self.pen = Rig(site=self.site, clock=clock, store=MemoryStore())  # only writes what people write
        self._clock = clock
        templates_in(str(self.site.hotline.timezone))

    # --- the lives ---------------------------------------------------------------------------------

    def live(self, seconds: float, strike: Strike | None = None, weather: Weather = FAIR) -> int:
        """One life for so many seconds or until it dies; its exit code."""
        begun = self.elapsed
        self.wrong += weather.jump
        self.worst = max(self.worst, self.wrong, self.wrong + weather.sudden)
        self.shared.note(begun, self.acknowledged)
        reading, writing = os.pipe()
        waiting, back = os.pipe()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                os.close(reading)
                os.close(back)
                code = self._life(begun + seconds, strike, weather, Talk(writing, waiting))
            except (Temporary, Permanent) as error:
                os.write(writing, f"!{error}\n".encode()[:4000])
                code = REFUSED
            except BaseException as error:
                os.write(writing, f"!!{type(error).__name__}: {error}\n".encode()[:4000])
            finally:
                os._exit(code)
        os.close(writing)
        os.close(waiting)
        told = []
        with open(reading, "rb") as pipe:
            for line in pipe:
                if line == SERVER:
                    self.place.crash()
                    self.crashes += 1
                    os.write(back, b".")
                else:
                    told.append(line.decode(errors="replace").rstrip("\n"))
        os.close(back)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        self.place.freed()  # what could not be given back is left to the end of the lease
        self._after(code, told, begun, seconds)
        self.wrong += weather.sudden
        return code

    def _after(self, code: int, told: list[str], begun: float, seconds: float) -> None:
        elapsed, self.acknowledged = self.shared.read()
        self.elapsed = begun + seconds if code in (0, REFUSED) else max(elapsed, begun)
        self.deaths += code == KILLED
        self.fates.append(code)
        self.refusals += code == REFUSED
        for line in told:
            if line.startswith("."):
                names = line[1:].split()
                self.passed.update(names)
                self.died_at |= {names[-1]} if code == KILLED and names else set()
            elif line.startswith("server "):
                self.died_at.add(line[7:])
            elif line.startswith("struck "):
                self.struck.append(line[7:])
            elif self.trace is not None or line.startswith("!!"):
                self.trace = [*(self.trace or []), line]
        if code not in (0, KILLED, REFUSED):
            raise AssertionError(f"a life ended with {code}: {told}")
        taken = self.sink.taken
        self.left += [(self.elapsed, one) for one in taken[self._taken :]]
        self._taken = len(taken)

    def _life(self, until: float, strike: Strike | None, weather: Weather, talk: Talk) -> int:
        """In the child."""
        clock = FakeClock(self.start + timedelta(seconds=self.elapsed + self.wrong))
        begun = clock.monotonic()
        left = [strike.n if strike else 0]
        passed: list[str] = []

        def listener(name: str) -> None:
            passed.append(name)
            self.shared.note(self.elapsed + clock.monotonic() - begun, self.acknowledged)
            if strike is not None and strike.name in ("*", name):
                left[0] -= 1
                if left[0] == 0 and strike.server:
                    talk.crash(name)
                elif left[0] == 0:
                    talk.passed(passed)
                    os._exit(KILLED)

        operations = self._operations(weather, talk)
        with operations if weather.fail else nullcontext():
            crash_points.listener = listener
            try:
                asyncio.run(self._run(clock, until - self.elapsed, weather))
            finally:
                if operations.struck:
                    talk.say(f"struck {operations.struck}")
                talk.passed(passed)
        return 0

    def _operations(self, weather: Weather, talk: Talk) -> Operations | Statements:
        """What fails in such a weather."""
        if weather.fail in REFUSALS:
            return Statements(weather.fail, weather.at, partial(talk.crash, "a statement"))
        at = weather.at if weather.fail else None
        return Operations(self.root, ports={self._port()}, fail=weather.fail, at=at)

    def _port(self) -> int:
        return self.port or self.sink.port

    async def _run(self, clock: FakeClock, seconds: float, weather: Weather) -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(InlineExecutor(1))
        with small_parts(), self.place.held(self.root / "store") as (store, lease):
            spools = {name: Spool(name, self.root / "spool" / name, clock, keep_free=0) for name in NAMES}
            chance = FakeChance()
            chance._n = int.from_bytes(os.urandom(6), "big")
            rig = Rig(site=self.site, clock=clock, store=store, chance=chance, boxes=spools, rest=None)  # type: ignore[arg-type]
            rig.docket.composer = replace(
                rig.composer, templates=templates_in(str(self.site.hotline.timezone))
            )
            account = SmtpAccount(
                "127.0.0.1",
                self._port(),
                "none",
                timeout=0.3,
                deadline=1.0,
                answer=1.0,
                local_hostname="a.example",
            )
            courier = InlineCourier(dict.fromkeys(NAMES, account))
            rig.courier = courier  # type: ignore[assignment]
            if self.gpg is not None:
                rig.openpgp.seal = partial(_spoiled, rig.openpgp.seal, self.gpg)  # type: ignore[method-assign]
            rig.outbox.attempts.courier = courier if lease is None else Leashed(courier, lease)
            copies = Copies(
                rig.docket, Spool("copies", self.root / "spool" / "lea", clock), f"Hotline/{Folder.SENT}"
            )
            for spool in spools.values():
                await spool.prepare()
            await self._hand_in(spools)
            if not self.wrong:  # the record may be ahead of it: an administrator says that it is right
                await rig.believe_clock()
            await rig.start()
            await rig.also(copies.run)
            if weather.sudden:
                clock.jump(timedelta(seconds=weather.sudden))
            await clock.advance(seconds)
            await rig.kill()
            await courier.close()

    async def _hand_in(self, spools: dict[str, Spool]) -> None:
        """As an MTA: each mail until it is taken; not by a clock by which its signature is not fresh."""
        if abs(self.wrong) > 2 * MINUTE:
            return
        for put in self.puts[self.acknowledged :]:
            try:
                await spools[put.box].deliver(
                    "somebody@example.com", (f"{put.box}@hotline.example.org",), put.raw
                )
            except Temporary:
                return
            self.acknowledged += 1
            crash_points.crash_point("lmtp-answered")

    # --- the people --------------------------------------------------------------------------------

    def act(self, stage: str) -> None:
        """Somebody writes a mail, knowing what has reached them."""
        self._clock._wall = self.start + timedelta(seconds=self.elapsed)
        pen = self.pen
        match stage:
            case "assessment":
                self.puts.append(Put("intake", pen.assessment(form=FORM)))
            case "receipt":
                self._answer("received")
            case "hold":
                self._answer("Please wait.", signed=False)
            case "release":
                self._answer("[RELEASE]")
            case "removed":
                raw = pen.mail(
                    ABUSE, f"[{self.reference}]", "It has been removed.\n", to="ntd@hotline.example.org"
                )
                self.puts.append(Put("ntd", raw))
            case "verified":
                self.puts.append(Put("intake", pen.command("[REMOVED:1]", self.reference)))

    def _answer(self, text: str, *, signed: bool = True) -> None:
        reports = self.reports()
        if reports:
            sent = _Answered(message_id(reports[0].raw))
            text = f"{text}\n[{self.reference}]" if signed else text
            self.puts.append(Put("lea", self.pen.reply(text, signed=signed, answers=sent)))  # type: ignore[arg-type]

    @property
    def reference(self) -> str:
        """The case's number, as it stands in the subject of the report."""
        (report, *_) = self.reports()
        return _subject(report.raw)

    def reports(self) -> list[Transaction]:
        """The encrypted reports that the LEA got."""
        return [
            one for _, one in self.left
            if LEA in one.recipients and _subject(one.raw).startswith("HL-") and self._is_report(one.raw)
        ]  # fmt: skip

    def _is_report(self, raw: bytes) -> bool:
        """Only the LEA's key can tell."""
        mail = message_from_bytes(raw)
        if mail.get_content_type() != "multipart/encrypted":
            return False
        opened = FakeOpenPGP(LEA_KEY).open(mail.get_payload()[1].get_payload(decode=True))
        return MARKER.encode() in opened.plaintext

    def notices(self) -> list[tuple[float, Transaction]]:
        """What the provider got, and when at the latest."""
        return [(at, one) for at, one in self.left if ABUSE in one.recipients]


def _spoiled(
    seal: Callable[..., bytes], spoil: Callable[[bytes, bytes], bytes], payload: bytes, to: Sequence[str]
) -> bytes:
    """What a gpg gives that is not well."""
    return spoil(payload, seal(payload, to))


@dataclass(frozen=True, slots=True)
class _Answered:
    message_id: str


def _subject(raw: bytes) -> str:
    return str(message_from_bytes(raw)["Subject"])


def message_id(raw: bytes) -> str:
    """Of a mail."""
    return str(message_from_bytes(raw)["Message-ID"]).strip()


@contextmanager
def world(base: Path, place: Place = FILES, **more: object) -> Iterator[World]:
    """A new world in a folder that does not exist yet, with a store that has nothing in it."""
    root = base / "world"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(mode=0o700)
    (root / "spool").mkdir(mode=0o700)
    with place.emptied(), Sink() as sink:
        yield World(root, sink, place, **more)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Plan:
    """What befalls a story in one stage of it: strikes and weather of the lives."""

    strikes: tuple[Strike | None, ...] = ()
    weathers: tuple[Weather, ...] = ()
    around: Callable[[], AbstractContextManager[object]] = nullcontext  # in force while the lives are struck


def tell(one: World, plans: Mapping[int, Plan] = MappingProxyType({})) -> None:
    """The whole story; in each stage that has a plan the lives are struck as planned, then one is spared."""
    for number, (stage, seconds) in enumerate(STAGES):
        if number and not one.reports():
            return  # refused for good: there is nothing to answer
        if stage == "removed" and not one.notices():  # a back-off, or a clock that was ahead
            one.live(min(one.worst, 6 * 3600.0) + 20 * MINUTE)
        one.act(stage)
        end = one.elapsed + seconds
        if number in plans:
            plan = plans[number]
            with plan.around():
                for strike, weather in zip_longest(plan.strikes, plan.weathers):
                    one.live(max(end - one.elapsed, MINUTE), strike, weather or FAIR)
            if one.wrong:
                one.live(MINUTE, None, Weather(jump=-one.wrong))
        one.live(max(end - one.elapsed, MINUTE))
    one.live(20 * MINUTE)


# --- verdicts -------------------------------------------------------------------------------------


def judge(one: World, *, copies: int | None = None) -> list[str]:
    """Every violation; `copies`: how often a mail may leave again, the deaths if nothing else is said."""
    found: list[str] = []
    try:
        with one.place.opened(one.root / "store") as store:
            records = {name: store.load(name) for name in store.streams()}
    except (Temporary, Permanent) as error:
        return [f"I9 the store does not open: {str(error).splitlines()[0]}"]
    found += [f"I9 {problem}" for problem in one.place.findings(one.root / "store")]
    found += ["I2 the planted marker is in the log of the server"] if one.place.told(MARKER.encode()) else []
    entries = [entry.event for record in records.values() if record for entry in record.entries]
    rows = {row.message_id: row for record in records.values() if record for row in record.rows}
    cases = [
        fold(name, record.entries) for name, record in records.items() if record and name.startswith("HL-")
    ]
    found += _filed(one, entries)
    found += _mails(one, rows, one.deaths if copies is None else copies)
    found += _case(one, cases, entries)
    found += _caused(one, entries)
    return found


def _caused(one: World, entries: Sequence[Event]) -> Iterator[str]:
    """I9: no copy left without an attempt on record; what the record says is filed lies there."""
    tries = Counter(event.message_id for event in entries if isinstance(event, MailSending))
    left = Counter(message_id(mail.raw) for _, mail in one.left)
    for name, count in left.items():
        if tries[name] < count:
            yield f"I9 {name} left {count} times, and {tries[name]} attempts are in the record"
    folder = one.root / "spool" / "lea" / f".Hotline.{Folder.SENT}"
    copies = {path.read_bytes() for path in folder.glob("*/*")}
    filed = {event.message_id for event in entries if isinstance(event, CopyFiled)}
    for mail in one.reports():
        if message_id(mail.raw) not in filed or mail.raw not in copies:
            yield "I9 the copy of a report is not filed, or not in the record"


def _filed(one: World, entries: Sequence[Event]) -> Iterator[str]:
    """I1, P11: each acknowledged mail has one effect and lies in one folder, as the record says."""
    lie: Counter[str] = Counter()
    where: dict[str, set[str]] = {}
    for name in NAMES:
        root = one.root / "spool" / name
        for path in root.rglob("*"):
            if path.is_file() and path.parent.name in ("new", "cur"):
                digest = mail_digest(path.read_bytes())
                folder = (
                    path.parent.parent.name.removeprefix(".Hotline.")
                    if path.parent.parent != root
                    else "INBOX"
                )
                lie[digest] += 1
                where.setdefault(digest, set()).add(folder)
    seen = Counter(event.mail for event in entries if isinstance(event, MailSeen))
    folders = {event.mail: event.folder for event in entries if isinstance(event, MailSeen)}
    for number, put in enumerate(one.puts, 1):
        digest = mail_digest(_spooled(put))
        if seen[digest] != 1:
            yield f"I1 mail {number} of {put.box} has {seen[digest]} records"
        # handed in again where an operation failed after the mail was there and before the door had said so
        if not 1 <= lie[digest] <= 1 + one.deaths + one.refusals + len(one.struck):
            yield f"I1 mail {number} of {put.box} lies in {lie[digest]} places"
        if "INBOX" in where.get(digest, ()):
            yield f"I1 mail {number} of {put.box} still lies in the inbox"
        if digest in folders and folders[digest].replace("/", ".") not in where.get(digest, ()):
            yield f"P11 mail {number} of {put.box} lies in {where.get(digest)}, not in {folders[digest]}"
    extra = seen.keys() - {mail_digest(_spooled(put)) for put in one.puts}
    yield from (f"I9 the record of a mail that nobody sent: {digest[:12]}" for digest in extra)


def _spooled(put: Put) -> bytes:
    head = f"Return-Path: <somebody@example.com>\r\nDelivered-To: {put.box}@hotline.example.org\r\n"
    return head.encode() + put.raw


def _mails(one: World, rows: dict[str, OutboxRow], copies: int) -> Iterator[str]:
    """I2, I3, I4, I7, I10: what left is what the record says, each thing said once, and all of it."""
    left: dict[str, list[bytes]] = {}
    for _, mail in one.left:
        left.setdefault(message_id(mail.raw), []).append(mail.raw)
        if MARKER.encode() in mail.raw:
            yield f"I2 the planted marker left in clear to {mail.recipients[0]}"
    for name, raws in left.items():
        row = rows.get(name)
        if row is None:
            yield f"I4 a mail left that is not in the record: {name}"
        elif {_digest(raw) for raw in raws} != {row.digest}:
            yield f"I4 {row.kind} left in other bytes than those of the record"
        if len(raws) > 1 + copies:
            yield f"I4 {row.kind if row else name} left {len(raws)} times after {copies} deaths"
    for row in rows.values():
        if row.state.waits:
            yield f"I7 {row.kind} to {row.to_id} still waits ({row.state})"
        if (row.state == "accepted") != (row.message_id in left):
            yield f"I4 {row.kind} to {row.to_id} is {row.state}, and left: {row.message_id in left}"
    said = Counter((row.kind, row.recipient) for row in rows.values() if row.message_id in left)
    for (kind, to), count in said.items():
        if kind in ("annex-i", "ntd", "opened", "ntd-sent", "removal", "closed") and count > 1:
            yield f"I4 {kind} went to {to} as {count} different mails"
    most = Counter(mail.recipients[0] for _, mail in one.left)
    yield from (f"I10 {count} mails to {to}" for to, count in most.items() if count > 60)


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _case(one: World, cases: Sequence[Case], entries: Sequence[Event]) -> Iterator[str]:
    """I3, I5, I6, I7, I8: one case, its report, its receipt, its hold, and one notice after the release."""
    if len(cases) != 1:
        yield f"I1 {len(cases)} cases were opened"
        return
    (case,) = cases
    names = {message_id(mail.raw) for mail in one.reports()}
    if len(names) != 1:
        yield f"I3 the LEA has {len(names)} reports"
    if not all(fragment.received_at for fragment in case.fragments):
        yield "I8 the receipt is not in the record"
    kinds = Counter(type(event).__name__ for event in entries)
    for kind in ("CaseOpened", "ReceiptGiven", "HoldPlaced", "HoldLifted", "ProviderAnswered", "CaseClosed"):
        if kinds[kind] != 1:
            yield f"P2 {kind} is {kinds[kind]} times in the record"
    notices = one.notices()
    if not notices:
        yield "I7 no notice left"
    due = sum(seconds for _, seconds in STAGES[:4])
    for at, _ in notices:
        if at < due:
            yield f"I5 a notice left {due - at:.0f} s before the hold was released"
