"""Standing by, keeping a lease, and ending in time: on a fake lease and a fake clock."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from hotlined.app.lease import ClockOff, LeaseLost, Leashed, Unreached, kept, until_ours
from hotlined.app.ports import Cause, Outcome, Passage, Permanent, Temporary, Verdict
from hotlined.domain.mail.message import Envelope
from tests.app.store_contract import envelope
from tests.support.fake_clock import START


@dataclass(frozen=True)
class Other:
    holder: str
    left: float


@dataclass
class QuickClock:
    """Time passes as soon as somebody waits for it."""

    passed: float = 0.0

    def now(self) -> datetime:
        return START

    def monotonic(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        self.passed += seconds
        await asyncio.sleep(0)


@dataclass
class FakeLease:
    """A lease that answers as it is told; `answers` are those of `take`, None: it is ours."""

    answers: list[Other | Exception | None] = field(default_factory=list)
    fails: list[Exception | None] = field(default_factory=list)  # those of `renew`
    every: float = 5.0
    lasts: float = 30.0
    renewals: int = 0

    def take(self) -> Other | None:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def left(self) -> float:
        return self.lasts

    def last_look(self) -> float:
        return self.lasts

    def holds(self) -> bool:
        return self.lasts > self.every

    def renew(self) -> None:
        self.renewals += 1
        error = self.fails.pop(0) if self.fails else None
        if error is not None:
            self.lasts -= self.every
            raise error
        self.lasts = 30.0

    def confirm(self) -> bool:
        try:
            self.renew()
        except Temporary:
            return False
        return self.holds()


@dataclass
class FakeBell:
    waited: list[float] = field(default_factory=list)
    clock: QuickClock | None = None  # that goes on meanwhile

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        if self.clock is not None:
            self.clock.passed += seconds
        return False


@dataclass
class FakeCourier:
    sent: list[Envelope] = field(default_factory=list)

    async def send(self, identity: str, envelope: Envelope, passage: Passage | None = None) -> Outcome:
        self.sent.append(envelope)
        return Outcome(Verdict.ACCEPTED, "250")


def stand_by(lease: FakeLease) -> tuple[list[str], FakeBell]:
    said: list[str] = []
    bell = FakeBell()
    clock = QuickClock()
    asyncio.run(until_ours(lease, bell, clock, said.append, Unreached(clock)))
    return said, bell


def test_who_stands_by_says_once_for_whom_and_waits_no_longer_than_the_lease_lasts() -> None:
    lease = FakeLease([Other("a", 20.0), Other("a", 0.4), Other("b", 30.0), None])
    said, bell = stand_by(lease)
    assert said == ["stands by: a works", "stands by: b works"]
    assert bell.waited == [1.0, 0.4, 1.0]


def test_a_store_out_of_reach_is_waited_for_and_one_that_refuses_us_from_the_first_is_not() -> None:
    gone, refused = Temporary("the database cannot be reached"), Permanent("wrong password")
    said, _ = stand_by(FakeLease([gone, gone, Other("a", 1.0), refused, None]))
    assert said == [
        "stands by: the database cannot be reached", "stands by: a works", "stands by: wrong password",
    ]  # fmt: skip
    with pytest.raises(Permanent):
        stand_by(FakeLease([refused]))


def test_when_the_store_is_out_of_reach_for_long_a_person_is_called_each_hour_and_once_all_is_well() -> None:
    clock, called = QuickClock(), []

    async def call(text: str) -> None:
        called.append((round(clock.passed), text))
        if len(called) == 1:
            raise Temporary("the pager does not answer")  # tried again

    @dataclass
    class Deaf:
        def wait(self, seconds: float) -> bool:
            raise Temporary("the database cannot be reached")

    gone = Temporary("the database cannot be reached")
    lease = FakeLease([gone] * 4500 + [None])
    unreached = Unreached(clock, call, 600.0)
    asyncio.run(until_ours(lease, Deaf(), clock, [].append, unreached))
    assert len(called) == 3, "a lease that is ours is renewed before a person is told"
    asyncio.run(unreached.reached())
    asyncio.run(unreached.reached())
    outage = "hotlined: the store could not be reached for {} minutes; no mail is read or sent."
    assert called == [
        (600, outage.format(10)), (601, outage.format(10)), (4201, outage.format(70)),
        (4500, "hotlined: all is well again."),
    ]  # fmt: skip


def test_C1_a_person_is_called_to_a_machine_that_could_not_take_over_since_its_clock_is_wrong() -> None:
    clock, called, said = QuickClock(), [], []

    async def call(text: str) -> None:
        called.append(text)

    off = ClockOff("this machine's clock is 3600 seconds ahead of the database's: set the wrong one right")
    lease = FakeLease([off] * 700 + [Other("a", 20.0), None])
    asyncio.run(until_ours(lease, FakeBell(clock=clock), clock, said.append, Unreached(clock, call, 600.0)))
    assert said == [f"stands by: {off}", "stands by: a works"]
    assert called == [
        f"hotlined: this machine could not work for 10 minutes: {off}.", "hotlined: all is well again.",
    ]  # fmt: skip


def test_a_store_that_refuses_us_after_it_has_worked_is_waited_for_also_in_a_later_turn() -> None:
    """A password that was changed while it worked: whoever ended here would not start again by itself."""
    clock, said = QuickClock(), list[str]()
    unreached, refused = Unreached(clock), Permanent("the database does not let us in")
    with pytest.raises(Permanent):
        asyncio.run(until_ours(FakeLease([refused]), FakeBell(clock=clock), clock, said.append, unreached))
    asyncio.run(unreached.reached())
    lease = FakeLease([refused, refused, None])
    asyncio.run(until_ours(lease, FakeBell(clock=clock), clock, said.append, unreached))
    assert said == [f"stands by: {refused}"]


def test_a_lease_is_renewed_until_that_fails_for_too_long() -> None:
    shaken = Temporary("the database cannot be reached")
    lease = FakeLease(fails=[None, shaken, None, *[shaken] * 5])
    with pytest.raises(LeaseLost, match="cannot be reached"):
        asyncio.run(kept(lease, QuickClock()))
    assert lease.renewals == 8
    assert lease.lasts == lease.every


def test_a_lease_is_renewed_while_the_store_has_every_thread_there_is() -> None:
    lease = FakeLease(fails=[None, *[Temporary("the database cannot be reached")] * 5])
    slow = threading.Event()

    async def busy() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        waiting = asyncio.create_task(asyncio.to_thread(slow.wait))
        await asyncio.sleep(0)
        try:
            async with asyncio.timeout(10):
                await kept(lease, QuickClock())
        finally:
            slow.set()
            await waiting

    with pytest.raises(LeaseLost):
        asyncio.run(busy())
    assert lease.renewals == 6


def test_a_lease_that_is_anothers_ends_the_work_at_once() -> None:
    lease = FakeLease()

    def taken() -> None:
        lease.lasts = float("-inf")
        raise Temporary("another hotlined has taken over")

    lease.renew = taken  # type: ignore[method-assign]
    with pytest.raises(LeaseLost):
        asyncio.run(kept(lease, QuickClock()))


def test_no_mail_leaves_without_the_lease() -> None:
    courier, lease = FakeCourier(), FakeLease(fails=[None, Temporary("lost")])
    leashed = Leashed(courier, lease)
    assert asyncio.run(leashed.send("lea", envelope("p"))).verdict is Verdict.ACCEPTED
    kept = Outcome(Verdict.TEMPORARY, "no lease", Cause.NOT_NOW)
    assert asyncio.run(leashed.send("lea", envelope("q"))) == kept
    assert courier.sent == [envelope("p")]


def test_who_cannot_work_though_the_store_answers_has_a_person_called_also_where_two_take_turns() -> None:
    """A page of the database that does not read, say: each turn ends as it begins, on either machine."""
    clock, called = QuickClock(), []

    async def call(text: str) -> None:
        called.append((round(clock.passed), text))

    unreached = Unreached(clock, call, 600.0)

    async def turns() -> None:
        while clock.passed < 5000:
            await unreached.reached()  # the lease was taken
            await clock.sleep(4)
            await unreached.could_not_work()
            lease = FakeLease([*[Other(f"turn {clock.passed}", 20.0)] * 5, None])
            await until_ours(lease, FakeBell(clock=clock), clock, [].append, unreached)

    asyncio.run(turns())
    told = (
        "hotlined: this machine could not work for {} minutes, though the database answers: its log says why."
    )
    assert [text for _, text in called] == [told.format(10), told.format(70)]
    clock.passed += 301  # it works since
    asyncio.run(unreached.reached())
    assert called[2:] == [(round(clock.passed), "hotlined: all is well again.")]
    clock.passed += 10_000
    asyncio.run(unreached.could_not_work())
    assert len(called) == 3, "that is another time"
