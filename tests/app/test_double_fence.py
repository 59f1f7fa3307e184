"""The fence over several inboxes is only as good as the weakest of them (P5)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.app.double_fence import AllOf
from hotlined.app.fences import Fences
from tests.support.fake_clock import FakeClock

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """A moment so long after the start."""
    return START + timedelta(seconds=seconds)


class Told:
    """What reached the fence."""

    def __init__(self) -> None:
        self.reads: list[tuple[datetime, datetime]] = []
        self.voided = 0

    def __call__(self, began: datetime, finished: datetime) -> None:
        self.reads.append((began, finished))

    def void(self) -> None:
        self.voided += 1


def all_of(clock: FakeClock, told: Told) -> AllOf:
    """Sources whose fence is `told`."""
    return AllOf(clock, told, told.void)


def test_there_is_no_fence_until_every_inbox_was_read() -> None:
    told = Told()
    both = all_of(FakeClock(), told)
    imap = both.join("imap", lambda: None)
    both.join("spool", lambda: None)

    imap.read(at(0), at(1))
    imap.read(at(2), at(3))

    assert told.reads == []


def test_a_dead_inbox_holds_the_fence_where_it_was() -> None:
    told = Told()
    both = all_of(FakeClock(), told)
    imap, spool = both.join("imap", lambda: None), both.join("spool", lambda: None)

    imap.read(at(0), at(5))
    spool.read(at(1), at(2))
    for n in range(10, 100, 10):
        spool.read(at(n), at(n + 1))

    assert told.reads == [(at(0), at(2)), (at(0), at(5))]


def test_a_single_inbox_is_its_own_fence() -> None:
    told = Told()
    imap = all_of(FakeClock(), told).join("imap", lambda: None)

    imap.read(at(0), at(1))

    assert told.reads == [(at(0), at(1))]


def test_a_name_is_given_once() -> None:
    both = all_of(FakeClock(), Told())
    both.join("imap", lambda: None)

    with pytest.raises(ValueError, match="imap"):
        both.join("imap", lambda: None)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 99), st.integers(0, 99)), max_size=30))
def test_the_fence_never_says_more_than_any_inbox(reads: list[tuple[str, int, int]]) -> None:
    """Also when clocks jump: whatever the order of reports, each source covers what the fence claims."""
    told = Told()
    joined = all_of(FakeClock(), told)
    report = {name: joined.join(name, lambda: None) for name in "abc"}
    latest: dict[str, tuple[datetime, datetime]] = {}

    for name, began, took in reads:
        latest[name] = (at(began), at(began + took))
        report[name].read(*latest[name])
        if len(latest) < 3:
            assert told.reads == []
        else:
            began_at, finished_at = told.reads[-1]
            assert all(began_at <= one and finished_at <= other for one, other in latest.values())
            assert began_at in [one for one, _ in latest.values()]


async def test_who_wants_a_fresh_fence_has_every_inbox_read() -> None:
    clock = FakeClock()
    fences = Fences(clock, lambda: both.wake())
    both = AllOf(clock, fences.read, fences.news)
    woken: list[str] = []

    def reads(name: str) -> None:
        woken.append(name)
        report[name].read(clock.now() + timedelta(seconds=1), clock.now())

    report = {name: both.join(name, lambda name=name: reads(name)) for name in ("imap", "spool")}

    fence = await fences.fresh(clock.now(), timedelta(seconds=60))

    assert woken == ["imap", "spool"]
    assert fence is not None
    assert fence.began_at > clock.now()


async def test_when_the_clock_was_set_every_inbox_is_read_anew_from_its_beginning() -> None:
    clock, told = FakeClock(), Told()
    both = all_of(clock, told)
    imap, spool = both.join("imap", lambda: None), both.join("spool", lambda: None)
    imap.read(at(0), at(1))
    spool.read(at(0), at(1))
    clock.jump(timedelta(hours=5))

    imap.read(at(2), at(3))  # began before that
    imap.read(at(4), at(5))
    spool.read(at(2), at(6))  # began before that
    assert told.reads == [(at(0), at(1))]

    spool.read(at(7), at(8))
    assert told.reads == [(at(0), at(1)), (at(4), at(5))]


def test_P5_mail_that_lies_unread_in_one_inbox_voids_the_fence_until_that_inbox_is_read() -> None:
    told = Told()
    both = all_of(FakeClock(), told)
    imap, spool = both.join("imap", lambda: None), both.join("spool", lambda: None)
    imap.read(at(0), at(1))
    spool.read(at(0), at(1))

    imap.news()
    spool.read(at(2), at(3))
    assert told.voided == 1
    assert told.reads == [(at(0), at(1))]

    imap.read(at(4), at(5))
    assert told.reads == [(at(0), at(1)), (at(2), at(3))]
