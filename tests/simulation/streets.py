"""The true town: watches, intake, agenda, outbox and fences as they are, on fakes that take time and break.

The same schedules and the same ledger as in `town`, with a notice due after minutes instead of a day,
since here every look at the clock is really taken.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.utils import format_datetime
from functools import cache, partial
from unittest.mock import patch

from hotlined.adapters.render import JinjaTemplates
from hotlined.app.ports import NOT_NOW, Commit, Found, Outcome, Passage, Temporary
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.reports import digest_of_code
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Draft, Envelope, Party
from hotlined.domain.overview import rest
from hotlined.domain.record.correspondence import MailQueued, MailSending
from hotlined.domain.record.holding import HoldWarned
from hotlined.domain.record.noticed import NoticeQueued
from hotlined.domain.record.reporting import ReportQueued
from hotlined.domain.steps.holds import place
from hotlined.domain.steps.wish import Wish
from tests.simulation.ledger import HandedOver, Ledger
from tests.simulation.people import FREES, FROM, KEYS, ORDERS, UNIT_OF, UNITS, Names, Truth, text_of, truth
from tests.simulation.runs import ROUNDS, last, patience
from tests.simulation.schedule import LAGS, LATE_B, MINUTE, SECOND, Schedule, Step
from tests.simulation.town import DESCRIBED, ONE, STARTS, THREE, TWO, said_to_lea, site_of
from tests.simulation.verdicts import View, evening, morning
from tests.support.fake_clock import FakeClock, InlineExecutor
from tests.support.fake_courier import ACCEPTED, LATER, NEVER, UNKNOWN, FakeCourier
from tests.support.fake_mailbox import FakeMailbox
from tests.support.memory_store import MemoryStore
from tests.support.rig import ANN, NAMES, TEMPLATES, FakeChance, Rig
from tests.support.site import ANALYST_KEY

DELAY = 10 * MINUTE
CALM = timedelta(seconds=30)  # before a step a case is not at rest, where a day is ten minutes
OUTCOMES = {"unknown": UNKNOWN, "cut": UNKNOWN, "temporary": LATER, "permanent": NEVER, "accepted": ACCEPTED}
LOOK = 10 * SECOND  # mail that the server does not tell of is found by the next full read
DSN = """From: MAILER-DAEMON@police.example.com
To: lea@hotline.example.org
Subject: Undelivered Mail Returned to Sender
Date: {date}
Message-ID: <{number}@police.example.com>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your mail could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; police.example.com

Final-Recipient: rfc822; reports@police.example.com
Action: {action}
Status: {status}
--b
Content-Type: text/rfc822-headers

Message-ID: {about}
--b--
"""


class SlowMailbox(FakeMailbox):
    """A mailbox whose answers take time; it tells the town which folders were listed."""

    town: "Streets"

    async def list(self, folder: str, *, needed: bool = False) -> tuple[Found, ...]:
        """All messages."""
        await self.clock.sleep(self.town.lag["list"] / 1_000)  # type: ignore[attr-defined]
        found = await super().list(folder, needed=needed)
        if self.name == "lea":
            self.town.ledger.listing(folder)
        return found

    async def fetch(self, found: Sequence[Found]) -> tuple[object, ...]:  # type: ignore[override]
        """Whole messages."""
        await self.clock.sleep(self.town.lag["mail"] / 1_000)  # type: ignore[attr-defined]
        return await super().fetch(found)

    async def move(self, found: Found, target: str, keywords: Sequence[str] = ()) -> None:
        """Move."""
        await self.clock.sleep(self.town.lag["file"] / 1_000)  # type: ignore[attr-defined]
        await super().move(found, target, keywords)


class WatchedStore(MemoryStore):
    """A disk that tells the town what is written to it."""

    town: "Streets | None" = None

    def commit(self, commits: Sequence[Commit]) -> None:
        """All or nothing."""
        super().commit(commits)
        for one in commits if self.town is not None else ():
            self.town.written(one)  # type: ignore[union-attr]

    def copy(self) -> "WatchedStore":
        """Another disk with the same on it."""
        other = WatchedStore()
        other._records, other._archived = dict(self._records), set(self._archived)
        other.envelopes = dict(self.envelopes)
        other._index = {key: set(value) for key, value in self._index.items()}
        return other


class Post(FakeCourier):
    """Takes time, and follows the schedule where a notice is handed over."""

    town: "Streets"

    async def send(self, identity: str, envelope: Envelope, passage: Passage | None = None) -> Outcome:
        """One transaction."""
        leaving = self.town.leaving.get(envelope.message_id)
        if leaving is None:
            return await super().send(identity, envelope)
        lag = self.town.lag["smtp"] / 1_000
        await self.clock.sleep(lag)  # type: ignore[attr-defined]
        if passage is None or not await passage.is_open():
            return NOT_NOW
        handed = leaving()  # DATA begins
        await self.clock.sleep(lag)  # type: ignore[attr-defined]
        fate = self.town.outcomes.pop(0) if self.town.outcomes else "accepted"
        handed.fate = "accepted" if fate == "cut" else fate
        return OUTCOMES[fate]


class RememberingChance(FakeChance):
    """Knows the receipt codes that it drew."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[str, str] = {}

    def code(self) -> str:
        """A code that was never given."""
        code = super().code()
        self.codes[digest_of_code(code)] = code
        return code


class Pen:
    """A composer that remembers which letters said that a notice had left."""

    def __init__(self, town: "Streets", composer: object) -> None:
        self.town, self.composer = town, composer

    def compose(self, draft: Draft, *args: object) -> object:
        """The finished mail and its row."""
        if draft.values.get("late"):
            self.town.told.append((draft.stream, draft.to.party))
        return self.composer.compose(draft, *args)  # type: ignore[attr-defined]

    def gate(self, *args: object) -> object:
        """The last look."""
        return self.composer.gate(*args)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Start:
    """The disk after both reports were accepted."""

    store: WatchedStore
    chance: RememberingChance
    references: dict[str, str]
    names: dict[str, dict[str, Names]]


@cache
def templates() -> JinjaTemplates:
    """Compiled once for all schedules."""
    return JinjaTemplates(None, TEMPLATES, zone=site_of("plain", DELAY).hotline.timezone)


@cache
def start_of(base: str, delay: int) -> Start:
    """Opened by the true parts, once for all schedules."""
    return asyncio.run(_inline(_opened(base, delay)))


async def _inline(run: object) -> object:
    asyncio.get_running_loop().set_default_executor(InlineExecutor(1))
    return await run  # type: ignore[misc]


async def _opened(base: str, delay: int) -> Start:
    clock, store, chance = FakeClock(STARTS[base]), WatchedStore(), RememberingChance()
    rig = await Rig(site_of(base, delay), clock, store, chance=chance, rest=None).start()
    references: dict[str, str] = {}
    for case, tags, form in (
        ("A", "[ILLEGAL]\n[URGENT:now]", ONE + TWO + THREE + DESCRIBED),
        ("B", "[ILLEGAL]", ONE + DESCRIBED),
    ):
        rig.boxes["intake"].deliver(rig.assessment(tags, form))
        await rig.settled()
        (references[case],) = {one for one in store.open_streams() if one.startswith("HL-")} - set(
            references.values()
        )
        await clock.advance(LATE_B / 1_000)
    await rig.kill()
    names: dict[str, dict[str, Names]] = {"national": {}, "regional": {}}
    for case, stream in references.items():
        events = rig.all_events(stream)
        tokens = {event.message_id: event.token for event in events if isinstance(event, MailQueued)}
        for one in (event for event in events if isinstance(event, ReportQueued)):
            code = chance.codes[one.code]
            names[one.unit][case] = Names(stream, one.message_id, tokens[one.message_id], code)
    return Start(store, chance, references, names)


@dataclass
class Streets:
    """One run of one schedule."""

    schedule: Schedule
    ledger: Ledger = field(init=False)
    rig: Rig = field(init=False)
    outcomes: list[str] = field(default_factory=list)
    leaving: dict[str, Callable[[], HandedOver]] = field(default_factory=dict)  # when DATA begins
    told: list[tuple[str, Party]] = field(default_factory=list)
    warned: dict[str, list[int]] = field(default_factory=dict)
    alive: bool = True
    number: int = 0
    _notices: dict[str, NoticeQueued] = field(default_factory=dict)

    def __post_init__(self) -> None:
        schedule = self.schedule
        self.start = start = start_of(schedule.base, schedule.delay)
        self.ledger = Ledger(schedule, twins=True)
        self.lag = dict(zip(LAGS, schedule.lags, strict=True))
        self.clock = FakeClock(STARTS[schedule.base] + timedelta(milliseconds=LATE_B))
        self.begun = self.clock.monotonic() - LATE_B / 1_000
        self.off = 0
        store = start.store.copy()
        store.town = self
        boxes: dict[str, FakeMailbox] = {}
        for name in NAMES:
            boxes[name] = box = SlowMailbox(name, self.clock)
            box.town = self
        chance = RememberingChance()
        chance._n = start.chance._n
        self.rig = Rig(
            site_of(schedule.base, schedule.delay), self.clock, store, chance=chance, boxes=boxes, rest=None
        )
        self._equip()

    def _equip(self) -> None:
        post = Post(self.clock)
        post.town = self
        self.rig.courier = self.rig.outbox.attempts.courier = post
        composer = replace(self.rig.composer, templates=templates())
        self.rig.docket.composer = Pen(self, composer)  # type: ignore[assignment]

    @property
    def now(self) -> int:
        """Milliseconds of true time since the first report was accepted."""
        return round((self.clock.monotonic() - self.begun) * 1_000)

    async def until(self, at: int) -> None:
        """Let time pass."""
        await self.clock.advance(max(0, at - self.now) / 1_000)

    # --- what is written ---------------------------------------------------------------------------------

    def written(self, commit: Commit) -> None:
        """The disk has taken this."""
        case = next((name for name, stream in self.start.references.items() if stream == commit.stream), "")
        for event in commit.events:
            if case and said_to_lea(event):
                self.ledger.spoken(self.now, case, type(event).__name__)
            match event:
                case NoticeQueued():
                    self._notices[event.message_id] = event
                case HoldWarned():
                    self.warned.setdefault(commit.stream, []).append(self.now)
                case MailSending() if event.message_id in self._notices:
                    notice = self._notices[event.message_id]
                    self.leaving[event.message_id] = partial(
                        self._handed_over, case, notice, self.warned.setdefault(commit.stream, [])
                    )

    def _handed_over(self, case: str, notice: NoticeQueued, warned: list[int]) -> HandedOver:
        return self.ledger.hand_over(
            self.now, case, notice.contact, notice.items, notice.message_id, warned=warned
        )

    # --- what happens --------------------------------------------------------------------------------------

    async def happen(self, step: Step) -> None:
        """One step of the schedule."""
        lea = self.rig.boxes["lea"]
        match step.do:
            case "mail":
                self._write(step)
            case "down":
                lea.down = Temporary("no route")
                lea.drop()
            case "up":
                lea.down = None
            case "crash" if self.alive:
                await self._crash(step.n)
            case "jump":
                self.jump(step.n * SECOND)
            case "smtp":
                self.outcomes.append(step.says)
            case "items":
                await self._place(step)
        await self.rig.settled()

    def jump(self, ms: int) -> None:
        """The machine's clock is set."""
        self.off += ms
        self.clock.jump(timedelta(milliseconds=ms))
        self.ledger.clock(self.now, self.off)

    async def _crash(self, ms: int) -> None:
        await self.rig.kill(keeps=ms % 2 == 0)  # else what is at rest was kept some time ago, or never
        self.alive, self.back = False, self.now + ms

    async def rise(self) -> None:
        """The daemon starts again; what it had in memory is gone."""
        self.rig = self.rig.restarted()
        self._equip()
        self.alive = True
        self.ledger.believed |= self.off != 0
        if self.off == 0:  # the record may be ahead of it: an administrator looks, and says that it is right
            await self.rig.believe_clock()
        await self.begin()

    async def begin(self) -> None:
        """The daemon runs."""
        await self.rig.start()
        await self.rig.also(self.rig.rests.run)

    async def _place(self, step: Step) -> None:
        stream = self.start.references[step.on]
        docket = self.rig.docket
        async with docket.locked([stream]):
            case = await docket.case(stream)
            who = Who(Party.LEA, "national", ProofLevel.CLAIMED)
            wish = Wish(None, "m", (step.n,), asked_at=docket.clock.now())
            effect = place(docket.context(), case, who, wish)
            await docket.commit([effect.change(stream)])
            self.ledger.placed(self.now, Truth("hold", "national", (step.on,), items=(step.n,)))

    def _write(self, step: Step) -> None:
        raw = self._raw(step)
        box = "intake" if step.who == "analyst" else "ntd" if step.who == "provider" else "lea"
        folder = step.box if box == "lea" else "INBOX"
        self.rig.boxes[box].deliver(raw, folder, quietly=step.quiet)
        self.ledger.mail(self.now, truth(step), folder if box == "lea" else box)

    def _raw(self, step: Step) -> bytes:
        here = self.start.names[UNIT_OF.get(step.who, "national")]
        if any(case not in here for case in step.on):
            here = self.start.names["national"] | here
        names = [here[case] for case in step.on]
        refs = " ".join(name.reference for name in names)
        self.number += 1
        if step.who == "analyst":
            key = ANALYST_KEY if step.signed else None
            return self.rig.mail(ANN, refs, f"{ORDERS[step.says]}\n{refs}\n", key=key)
        if step.who in ("dsn", "delayed"):
            action, status = ("failed", "5.1.1") if step.who == "dsn" else ("delayed", "4.4.1")
            date = format_datetime(self.clock.now())
            text = DSN.format(
                date=date, number=self.number, action=action, status=status, about=names[0].message_id
            )
            return text.replace("\n", "\r\n").encode()
        if step.who == "provider":
            text = "[REMOVED]\n" if step.says == "removed" else "Which one?\n"
            return self.rig.mail("abuse@provider.example.net", refs, text, to="ntd@hotline.example.org")
        return self._of_police(step, names, refs)

    def _of_police(self, step: Step, names: list[Names], refs: str) -> bytes:
        more: list[tuple[str, str]] = []
        sender, subject, to = (
            str(FROM.get(step.who, FROM["national"])),
            "Your report",
            "lea@hotline.example.org",
        )
        if step.who in ("absent", "robot", "robot-waits"):
            text = "Please wait." if step.who == "robot-waits" else "Received, thank you."
            more.append(("Auto-Submitted", "auto-replied"))
        else:
            text = text_of(step, names[0].code if names else "")
            if refs and (step.how == "text" or step.says in ("release", "you-may", *FREES)):
                text = f"{text}\n{refs}"
        if len(names) == 1 and step.how == "thread":
            more.append(("In-Reply-To", names[0].message_id))
        elif len(names) == 1 and step.how == "token":
            to = f"lea+{names[0].token}@hotline.example.org"
        elif refs and step.how != "text":
            subject = refs
        key = KEYS.get(step.who) if step.signed else None
        return self.rig.mail(sender, subject, f"{text}\n", to=to, key=key, more=more)

    # --- to look at ----------------------------------------------------------------------------------

    def case(self, stream: str) -> Case:
        """As a fresh process would read it."""
        record = self.rig.store.load(stream)
        assert record is not None
        return fold(stream, record.entries)

    def view(self) -> View:
        """The record of a town."""
        cases = {name: self.case(stream) for name, stream in self.start.references.items()}
        return View(cases, lambda name, party: self.told.count((self.start.references[name], party)))


def walk(schedule: Schedule) -> Ledger:
    """The ledger of a schedule, with its violations."""
    start_of(schedule.base, schedule.delay)  # on a loop of its own
    with patch.object(rest, "LOOK_BACK", timedelta(0)), patch.object(rest, "CALM", CALM):
        ledger = asyncio.run(_inline(_walk(schedule)))
    assert isinstance(ledger, Ledger)
    return ledger


async def _walk(schedule: Schedule) -> Ledger:
    town = Streets(schedule)
    await town.begin()
    try:
        await _day(town)
        evening(town.ledger, town.view(), town.now)
        await _answer(town)
        morning(town.ledger, town.view())
    finally:
        await town.rig.kill()
    return town.ledger


async def _day(town: Streets) -> None:
    for step in town.schedule.steps:
        if not town.alive and town.back <= step.at:
            await town.until(town.back)
            await town.rise()
        await town.until(step.at)
        if not town.alive and step.do == "items":
            await town.rise()
        await town.happen(step)
    if not town.alive:
        await town.until(town.back)
        await town.rise()
    await town.until(last(town.schedule))
    town.outcomes = []
    town.jump(-town.off)
    town.rig.boxes["lea"].down = None
    await town.clock.advance((patience(town.schedule) + LOOK) / 1_000)


async def _answer(town: Streets) -> None:
    """The LEA confirms and releases, analysts answer each question; then time for what is due."""
    for name, case in town.view().cases.items():
        waits = town.schedule.base == "receipt" or any(mail.bounced for mail in case.sent.values())
        for unit in UNITS[name]:
            if any(hold.by == unit for hold in case.holds_in_force()):
                town._write(Step(0, "mail", unit, "release", name, "thread", signed=True))
            if waits and any(one.unit == unit for one in case.unconfirmed()):
                town._write(Step(0, "mail", unit, "received", name, "text", signed=True))
    for _ in range(ROUNDS):
        await town.clock.advance(60)
        asked = False
        for name, case in town.view().cases.items():
            tags = [f"[CONFIRM:{pause.id}]" for pause in case.pauses_open()]
            if town.schedule.base == "receipt":  # of which part a receipt is, was asked
                tags += {f"[RECEIVED:{one.unit} by phone]" for one in case.unconfirmed()}
            if any(hold.party == Party.ANALYST for hold in case.holds_in_force()):
                tags.append("[RELEASE]")
            for tag in tags:
                asked = True
                town.rig.boxes["intake"].deliver(town.rig.command(tag, case.stream))
                town.ledger.mail(town.now, Truth("confirm", cases=(name,)), "intake")
        if not asked:
            break
    # What was asked by a clock that was behind is reckoned with by as much (P5).
    more = town.ledger.wrong + (town.schedule.delay if town.schedule.base == "receipt" else 0)
    await town.clock.advance((more + patience(town.schedule) + 2 * MINUTE) / 1_000)
