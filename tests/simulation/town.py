"""The quick town: the domain and the hold fence as they are, the loops around them written down in short.

What the daemon's loops do (read the mailbox in full, run the agenda, send) is stated here as three
processes over the pure `World`; each takes simulated time between its steps, and a crash ends them
anywhere between two of them.  `World` is the disk.  The true loops go through `streets`.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from hotlined.app.fences import BREATH, PATIENCE, SULK, Fences
from hotlined.domain.cases.state import Case
from hotlined.domain.decide import decide
from hotlined.domain.due.deadlines import AFTER_READING, Due, comes, due
from hotlined.domain.hotline import site as places
from hotlined.domain.hotline.site import Provider, Route
from hotlined.domain.letters.decision import Change
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Draft, Gate, Inbound, Party
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.ntd.notice_time import due_at
from hotlined.domain.ntd.notices import Fence, obstacles, standing
from hotlined.domain.record.correspondence import MailDelayed, MailSending, MailUncertain
from hotlined.domain.record.holding import HoldLifted, HoldReviewed, HoldWarned
from hotlined.domain.record.reporting import ReceiptReminded
from hotlined.domain.steps.accepted import accepted
from hotlined.domain.steps.dues import carry_out
from hotlined.domain.steps.failing import refused
from hotlined.domain.steps.holds import place
from hotlined.domain.steps.wish import Wish
from tests.simulation.kernel import Kernel, Process, Until
from tests.simulation.ledger import Ledger
from tests.simulation.people import REGIONAL_KEY, SITE_PHRASES, UNIT_OF, Names, Truth, inbound, truth
from tests.simulation.schedule import LATE_B, MINUTE, SECOND, Schedule, Step
from tests.support.chance import CountingChance
from tests.support.mails_in import PROVIDER, T0, analyst_mail
from tests.support.site import make_agreement, make_site, make_unit
from tests.support.world import World, row_of

STARTS = {
    "plain": T0,
    "spring": datetime(2026, 3, 28, 12, tzinfo=UTC),  # the next night has 23 hours
    "autumn": datetime(2026, 10, 24, 12, tzinfo=UTC),  # the next night has 25 hours
    "receipt": T0,  # notices wait for receipts
}
HOST = places.Address("abuse", "host.example.org")
DESCRIBED = "Description of the type of the content: item 1\n"
ONE = "URL: https://provider.example.net/item1\n"
TWO = "URL: https://host.example.org/item2\n"
THREE = "URL: https://provider.example.net/item3\n"
FOLDERS = ("INBOX", "Junk")
RETRIES = (SECOND, 60 * SECOND)  # of a mailbox: first, longest
AGAIN = {"agenda": 15 * SECOND, "gate": 5 * SECOND, "smtp": 15 * SECOND}


@dataclass(frozen=True, slots=True)
class Base:
    """Two cases whose reports the LEA's server has just accepted."""

    site: places.Site
    streams: dict[str, Case]
    references: dict[str, str]  # case -> reference
    names: dict[str, dict[str, Names]]  # unit -> case -> how to name it
    drawn: int


def site_of(base: str, delay: int) -> places.Site:
    """The site of a town."""
    regional = make_unit(
        "regional",
        address=places.Address("reports", "regional.example"),
        fingerprints=(REGIONAL_KEY,),
        contact=None,
        domains=("regional.example",),
    )
    return make_site(
        units=(make_unit(), regional),
        routes=(Route("urgent", ("national", "regional"), urgent=True), Route("everything", ("national",))),
        providers=(
            Provider("Example Net", PROVIDER, confirmed=True, domains=("provider.example.net",)),
            Provider("Example Host", HOST, confirmed=True, domains=("host.example.org",)),
        ),
        phrases=SITE_PHRASES,
        agreement=make_agreement(
            ntd_delay=timedelta(milliseconds=delay),
            ntd_needs_receipt=base == "receipt",
            receipt_reminder=timedelta(days=3),
            receipt_reminder_urgent=timedelta(days=3),
        ),
    )


@cache
def base_of(name: str, delay: int) -> Base:
    """The start of a schedule."""
    site = site_of(name, delay)
    world = World(site, STARTS[name])
    references: dict[str, str] = {}
    for case, subject, form in (
        ("A", "[ILLEGAL] [URGENT:now]", ONE + TWO + THREE + DESCRIBED),
        ("B", "[ILLEGAL]", ONE + DESCRIBED),
    ):
        decision = world.take(analyst_mail(form, subject=subject, received_at=world.now))
        assert decision.folder == "Done", decision.reason
        (references[case],) = set(world.streams) - set(references.values()) - {"desk"}
        world.deliver()
        world.wait(timedelta(milliseconds=LATE_B))
    names: dict[str, dict[str, Names]] = {unit: {} for unit in ("national", "regional")}
    for draft in world.letters("annex-i"):
        case = next(case for case, reference in references.items() if reference == draft.stream)
        names[draft.to.id][case] = Names(
            draft.stream, draft.message_id, draft.token, str(draft.values["code"])
        )
    return Base(site, world.streams, references, names, world.chance.drawn)


def said_to_lea(event: object) -> bool:
    """Whether it is what is told to the LEA when it has been silent."""
    if isinstance(event, HoldLifted):
        return event.why == "ended"
    return isinstance(event, HoldWarned | HoldReviewed | ReceiptReminded)


@dataclass(slots=True)
class Machine:
    """`ports.Clock` of a machine whose clock can be set wrong."""

    kernel: Kernel
    start: datetime
    off: timedelta = timedelta(0)

    def now(self) -> datetime:
        """What the machine shows."""
        return self.start + timedelta(milliseconds=self.kernel.now) + self.off

    def monotonic(self) -> float:
        """Seconds since the machine was started."""
        return 1_000 + self.kernel.now / 1_000

    async def sleep(self, seconds: float) -> None:
        """Nothing here waits so."""
        raise NotImplementedError


@dataclass(slots=True)
class Town:
    """One run of one schedule."""

    schedule: Schedule
    kernel: Kernel = field(default_factory=Kernel)
    up: bool = True  # the LEA's mailbox can be reached
    alive: bool = False
    boxes: dict[str, list[Inbound]] = field(default_factory=dict)
    outcomes: list[str] = field(default_factory=list)
    next_at: dict[str, datetime] = field(default_factory=dict)  # of rows, on disk
    left: set[str] = field(default_factory=set)  # on disk: rows that may have left
    tries: dict[str, int] = field(default_factory=dict)
    warned: dict[str, list[int]] = field(default_factory=dict)  # stream -> when the LEA was warned of an end
    notices: dict[str, Draft] = field(default_factory=dict)  # on disk
    base: Base = field(init=False)
    world: World = field(init=False)
    clock: Machine = field(init=False)
    fences: Fences = field(init=False)
    ledger: Ledger = field(init=False)
    # In memory: gone with a crash.
    _known: set[str] = field(default_factory=set)
    _locked: set[str] = field(default_factory=set)
    _later: dict[str, datetime] = field(default_factory=dict)
    _sulks: float = 0.0
    _news: bool = False
    _due: dict[str, tuple[Case, tuple[Due, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.base = base = base_of(self.schedule.base, self.schedule.delay)
        start = STARTS[self.schedule.base]
        self.clock = Machine(self.kernel, start)
        self.world = World(base.site, start, dict(base.streams), chance=CountingChance(base.drawn))
        self.ledger = Ledger(self.schedule)
        self.boxes = {"INBOX": [], "Junk": [], "desk": []}
        self._begin()
        for step in self.schedule.steps:
            self.kernel.call(step.at, lambda step=step: self.happen(step))  # type: ignore[misc]

    @property
    def lag(self) -> dict[str, int]:
        """How long things take here, in ms."""
        return dict(zip(("list", "mail", "file", "gate", "smtp"), self.schedule.lags, strict=True))

    # --- what happens ----------------------------------------------------------------------------------

    def happen(self, step: Step) -> None:
        """One step of the schedule."""
        match step.do:
            case "mail":
                self._write(step)
            case "down" | "up":
                self.up = step.do == "up"
                self._tell("inbox")
            case "crash":
                self._crash(step.n)
            case "jump":
                self.jump(step.n * SECOND)
            case "smtp":
                self.outcomes.append(step.says)
            case "items":
                self._place(step)

    def jump(self, ms: int) -> None:
        """The machine's clock is set; the agenda sees it within a minute."""
        self.clock.off += timedelta(milliseconds=ms)
        self.ledger.clock(self.kernel.now, int(self.clock.off.total_seconds() * 1_000))
        self.kernel.call(self.kernel.now + 30 * SECOND, lambda: self._tell("plan"))

    def _write(self, step: Step) -> None:
        here = self.base.names[UNIT_OF.get(step.who, "national")]
        if step.who in ("analyst", "provider"):
            here = self.base.names["national"]
        elif any(case not in here for case in step.on):
            here = self.base.names["national"] | here  # he knows the number from elsewhere
        at = STARTS[self.schedule.base] + timedelta(milliseconds=self.kernel.now)
        mail = inbound(step, here, at)
        box = step.box if mail.mailbox == "lea" else "desk"
        self.boxes[box].append(mail)
        self.ledger.mail(self.kernel.now, truth(step), box)
        if not step.quiet:
            self._tell("inbox" if box == "INBOX" else "desk")

    def _place(self, step: Step) -> None:
        """A hold on some items, put into the record by whoever understood it so."""
        stream = self.base.references[step.on]
        if stream in self._locked:
            self.kernel.call(self.kernel.now + 10, lambda: self._place(step))
            return
        self.world.now = self.clock.now()
        who = Who(Party.LEA, "national", places.ProofLevel.CLAIMED)
        at = STARTS[self.schedule.base] + timedelta(milliseconds=self.kernel.now)
        wish = Wish(None, "m", (step.n,), asked_at=at)
        effect = place(self.world.context, self._case(stream), who, wish)
        self._commit(effect.change(stream))
        self.ledger.placed(self.kernel.now, Truth("hold", "national", (step.on,), items=(step.n,)))

    def _crash(self, ms: int) -> None:
        if not self.alive:
            return
        self.kernel.kill()
        self.alive = False
        self.kernel.call(self.kernel.now + ms, self._begin)

    def _begin(self) -> None:
        """The daemon starts: what it had in memory is gone."""
        if self.alive:
            return
        self.alive = True
        self._known, self._locked, self._later, self._sulks = set(), set(), {}, 0.0
        self.fences = Fences(self.clock, wake=lambda: self._tell("inbox"))
        self.ledger.believed |= self.clock.off != timedelta(0)
        self.kernel.start(self.watch(), self.desk(), self.agenda(), self.outbox())

    def _tell(self, event: str) -> None:
        if event == "inbox":
            self._news = True
        self.kernel.tell(event)

    # --- the disk ----------------------------------------------------------------------------------------

    def _commit(self, change: Change) -> None:
        self.world.carry(change)
        self.notices.update({one.message_id: one for one in change.drafts if one.gate is Gate.NOTICE})
        name = next((name for name, one in self.base.references.items() if one == change.stream), "")
        for event in change.events if name else ():
            if said_to_lea(event):
                self.ledger.spoken(self.kernel.now, name, type(event).__name__)
        if any(isinstance(event, HoldWarned) for event in change.events):
            self.warned.setdefault(change.stream, []).append(self.kernel.now)
        self._tell("plan")
        self._tell("outbox")

    def _case(self, stream: str) -> Case:
        return self.world.streams[stream]

    # --- the mailboxes -----------------------------------------------------------------------------------

    def watch(self) -> Process:
        """Read the LEA's mailbox in full, wait for news, read again."""
        retry = RETRIES[0]
        while True:
            self._news = False
            began = self.clock.now()
            whole = yield from self.full_read()
            if whole:
                self.fences.read(began, self.clock.now())
                self._tell("fence")
                retry = RETRIES[0]
                if not self._news:
                    yield Until("inbox", 2 * MINUTE if self._unread() else 1 << 50)
            else:
                yield retry
                retry = min(2 * retry, RETRIES[1])

    def _unread(self) -> bool:
        return any(mail.digest not in self._known for box in FOLDERS for mail in self.boxes[box])

    def full_read(self) -> Generator["int | Until", bool, bool]:
        """Deal with every mail there is; whether all of them could be dealt with."""
        for folder in FOLDERS:
            yield self.lag["list"]
            if not self.up:
                return False
            self.ledger.listing(folder)
            fresh = [mail for mail in self.boxes[folder] if mail.digest not in self._known]
            if fresh:
                self.fences.news()
            for mail in fresh:
                yield self.lag["mail"]
                if not self.up or not (yield from self.deal(folder, mail)):
                    return False
        return True

    def deal(self, folder: str, mail: Inbound) -> Generator["int | Until", bool, bool]:
        """First the effects of a mail, then its folder; whether it could be filed."""
        yield from self.take(mail)
        yield self.lag["file"]
        if self.up:
            self._file(folder, mail)
        return self.up

    def take(self, mail: Inbound) -> Generator["int | Until", bool, None]:
        """Decide and commit, under the locks of the streams that it changes."""
        while True:
            self.world.now = self.clock.now()
            decision = decide(mail, self.world.facts(mail), self.world.context)
            if not self._locked & {change.stream for change in decision.changes}:
                break
            yield Until("unlocked", MINUTE)
        for change in decision.changes:
            self._commit(change)

    def _file(self, folder: str, mail: Inbound) -> None:
        self.boxes[folder].remove(mail)

    def desk(self) -> Process:
        """The two other mailboxes, which nobody takes down here."""
        while True:
            while self.boxes["desk"]:
                mail = self.boxes["desk"][0]
                yield self.lag["mail"]
                yield from self.take(mail)
                yield self.lag["file"]
                self.boxes["desk"].remove(mail)
            yield Until("desk", 1 << 50)

    def fresh(self, after: datetime) -> Generator["int | Until", bool, "Fence | None"]:
        """As `Fences.fresh`."""
        age = self.base.site.agreement.lea_inbox_fresh
        fences = self.fences
        fences.look()
        deadline = self.clock.monotonic() + PATIENCE
        if self.clock.monotonic() < self._sulks and not fences._good(after, age):
            fences.wake()
            return None
        while not fences._good(after, age):
            fences.wake()
            left = deadline - self.clock.monotonic()
            if left <= 0 or not (yield Until("fence", int(left * 1_000))):
                self._sulks = self.clock.monotonic() + SULK
                return None
            self._sulks = 0.0
            if not fences._good(after, age):
                yield int(BREATH * 1_000)
        return fences.latest

    # --- the agenda --------------------------------------------------------------------------------------

    def agenda(self) -> Process:
        """Carry out what is due."""
        jumps = 0
        while True:
            self.fences.look()
            if self.fences.watch.jumps > jumps:
                jumps, self._later = self.fences.watch.jumps, {}  # all is planned anew
            now = self.clock.now()
            for stream in self.base.references.values():
                if self._next(stream) <= now:
                    yield from self.sweep(stream)
            now = self.clock.now()
            soonest = min(self._next(stream) for stream in self.base.references.values())
            yield Until("plan", max(1, int((soonest - now).total_seconds() * 1_000) + 1))

    def _next(self, stream: str) -> datetime:
        at = min((step.at for step in self._dues(stream)), default=self.clock.now() + timedelta(days=900))
        return max(at, self._later.get(f"agenda {stream}", at))

    def _dues(self, stream: str) -> tuple[Due, ...]:
        case = self._case(stream)
        known = self._due.get(stream)
        if known is None or known[0] is not case:
            self._due[stream] = known = (case, due(case, self.base.site))
        return known[1]

    def sweep(self, stream: str) -> Generator["int | Until", bool, None]:
        """Carry out each due step of one case, each once."""
        tried: set[Due] = set()
        while True:
            now = self.clock.now()
            steps = [step for step in self._dues(stream) if step.at <= now]
            step = next((step for step in steps if step not in tried), None)
            if step is None:
                break
            tried.add(step)
            fence = None
            terms = self.base.site.agreement
            if comes(step, self._case(stream), terms, self.fences.looked()) > self.clock.now():
                continue
            if step.kind in AFTER_READING:
                fence = yield from self.fresh(self.fences.fell_due(step))
            while stream in self._locked:
                yield Until("unlocked", MINUTE)
            self.world.now = self.clock.now()
            change = carry_out(self._case(stream), step, fence, self.world.context)
            if step in self._dues(stream) and change is not None:
                self._commit(change)
        if steps:
            self._later[f"agenda {stream}"] = self.clock.now() + timedelta(milliseconds=AGAIN["agenda"])

    # --- the outbox --------------------------------------------------------------------------------------

    def outbox(self) -> Process:
        """Send the notices that wait; all other mail leaves by itself."""
        while True:
            now = self.clock.now()
            waiting = [one for one in self.notices.values() if self._waits(one)]
            ready = next((draft for draft in waiting if self._ready(draft) <= now), None)
            if ready is None:
                soonest = min((self._ready(draft) for draft in waiting), default=None)
                left = (
                    1 << 50 if soonest is None else max(1, int((soonest - now).total_seconds() * 1_000) + 1)
                )
                yield Until("outbox", left)
                continue
            yield from self._to_be_read(ready)
            while ready.stream in self._locked:
                yield Until("unlocked", MINUTE)
            self._locked.add(ready.stream)
            yield from self.attempt(ready)
            self._locked.discard(ready.stream)
            self._tell("unlocked")

    def _waits(self, draft: Draft) -> bool:
        return self._case(draft.stream).sent[draft.message_id].state.waits

    def _ready(self, draft: Draft) -> datetime:
        now = self.clock.now()
        at = self._later.get(draft.message_id) or self.next_at.get(draft.message_id) or now
        return now if at > now + timedelta(minutes=15) else at  # of a clock that was set back since

    def _to_be_read(self, draft: Draft) -> Generator["int | Until", bool, None]:
        case, items = self._case(draft.stream), self._items(draft)
        at = due_at(case, items, self.base.site)
        held = any(standing(case, draft.to.id, items))
        if at is not None and self.fences.reached(at, case, self.base.site.agreement) and not held:
            yield from self.fresh(at)

    def _items(self, draft: Draft) -> tuple[int, ...]:
        case = self._case(draft.stream)
        return next(one.items for one in case.notices if one.message_id == draft.message_id)

    def may_go(self, draft: Draft) -> str | None:
        """The gate: why not now."""
        case, items, site = self._case(draft.stream), self._items(draft), self.base.site
        at = due_at(case, items, site)
        if at is not None and not self.fences.reached(at, case, self.base.site.agreement):
            return "the machine's clock was set"
        found = obstacles(case, draft.to.id, items, site, now=self.clock.now(), fence=self.fences.latest)
        return next(found, None)

    def still_may_go(self, draft: Draft) -> bool:
        """The gate again, when DATA would begin."""
        return self.fences.latest is not None and self.may_go(draft) is None

    def attempt(self, draft: Draft) -> Generator["int | Until", bool, None]:
        """One attempt with its gate, under the case's lock."""
        yield self.lag["gate"]
        if not self._waits(draft):
            return
        if self.may_go(draft) is not None:
            self._not_now(draft)
            return
        if self._case(draft.stream).sent[draft.message_id].state is not RowState.QUEUED:
            self.left.add(draft.message_id)  # as `outcomes.LEFT`: an earlier attempt did not end with a no
        self._commit(Change(draft.stream, (MailSending(message_id=draft.message_id),)))
        yield self.lag["smtp"]
        if not self.still_may_go(draft):
            self._outcome(draft, "temporary")
            return
        fate = self.outcomes.pop(0) if self.outcomes else "accepted"
        handed = self.ledger.hand_over(
            self.kernel.now,
            next(case for case, stream in self.base.references.items() if stream == draft.stream),
            draft.to.id,
            self._items(draft),
            draft.message_id,
            warned=self.warned.get(draft.stream, []),
        )
        yield self.lag["smtp"]
        handed.fate = "accepted" if fate == "cut" else fate
        self._outcome(draft, fate)

    def _outcome(self, draft: Draft, fate: str) -> None:
        self.world.now = self.clock.now()
        case, row = self._case(draft.stream), row_of(draft)
        match fate:
            case "accepted":
                effect = accepted(row, case, self.world.context)
            case "permanent":
                effect = refused(row, "550", case, self.world.context)
            case "temporary" if draft.message_id not in self.left:
                effect = Effect((MailDelayed(message_id=draft.message_id),))
            case _:
                effect = Effect((MailUncertain(message_id=draft.message_id),))
        tries = self.tries[draft.message_id] = self.tries.get(draft.message_id, 0) + 1
        delay = min(AGAIN["smtp"] * 2 ** (tries - 1), 15 * MINUTE)
        self.next_at[draft.message_id] = self.clock.now() + timedelta(milliseconds=delay)
        self._later.pop(draft.message_id, None)
        self._commit(effect.change(draft.stream))

    def _not_now(self, draft: Draft) -> None:
        case, items = self._case(draft.stream), self._items(draft)
        state = case.sent[draft.message_id].state
        if any(standing(case, draft.to.id, items)) and state is RowState.QUEUED:
            self._commit(Effect(cancel=(draft.message_id,)).change(draft.stream))
            return
        again = MINUTE if any(standing(case, draft.to.id, items)) else AGAIN["gate"]
        self._later[draft.message_id] = self.clock.now() + timedelta(milliseconds=again)
