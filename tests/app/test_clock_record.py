"""The machine's clock against the record: at a start, and for what was recorded before it was set (C1)."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.app.ports import Temporary
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.clock import later, moments, really
from hotlined.domain.due.deadlines import DueKind
from hotlined.domain.overview.board import card_of
from hotlined.domain.overview.pressing import notes
from hotlined.domain.record.course import NONE, Course
from hotlined.domain.record.events import Entry
from hotlined.domain.record.holding import HoldLifted, HoldPlaced
from hotlined.domain.record.noticed import NtdSet
from hotlined.domain.record.running import ClockBelieved, ClockSet
from hotlined.domain.values.reference import desk_of
from hotlined.domain.values.shown import local_time
from tests.support.fake_clock import START
from tests.support.rig import ABUSE, DELAY, Rig
from tests.support.site import make_agreement

HOUR = 3600.0
DAY = DELAY.total_seconds()


async def stopped(*, after: float) -> Rig:
    """A daemon that has reported a case, ran so many seconds more, and was stopped."""
    rig = await Rig().start()
    await rig.opened()
    await rig.clock.advance(after)
    await rig.kill()
    return rig


async def noted(rig: Rig) -> None:
    """Something is written down now."""
    desk = desk_of(rig.clock.now())
    async with rig.docket.locked([desk]):
        await rig.docket.record(desk, (ClockBelieved(newest=START, by="test"),), ())


# --- a clock that is behind the record -------------------------------------------------------------


async def test_C1_a_clock_behind_the_record_at_a_start_sends_no_notice_until_it_has_passed_it() -> None:
    """As after a night in which the clock was an hour ahead, and somebody set it right."""
    rig = await stopped(after=HOUR)
    rig.clock.jump(timedelta(hours=25))
    await noted(rig)
    rig.clock.jump(timedelta(hours=-1))  # an hour is left, and the notice is due
    again = await rig.restarted().start()
    await again.clock.advance(HOUR - 300)
    assert again.courier.attempts(ABUSE) == []
    assert again.alarms("clock") == 1
    await again.clock.advance(400)
    assert len(again.notices()) == 1


async def test_C1_nor_ends_a_hold_until_then() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("[HOLD:2h]"))
    await rig.settled()
    await rig.kill()
    rig.clock.jump(timedelta(hours=6))
    await noted(rig)
    rig.clock.jump(timedelta(hours=-3))
    again = await rig.restarted().start()
    await again.clock.advance(2.9 * HOUR)
    assert again.events(reference, HoldLifted) == []
    await again.clock.advance(0.2 * HOUR)
    assert len(again.events(reference, HoldLifted)) == 1


async def test_C1_an_administrator_who_says_that_the_clock_is_right_ends_the_waiting_for_good() -> None:
    rig = await stopped(after=HOUR)
    rig.clock.jump(timedelta(days=3650))
    await noted(rig)
    rig.clock.jump(timedelta(days=-3650))
    assert await rig.believe_clock()
    assert not await rig.believe_clock()
    again = await rig.restarted().start()
    await again.clock.advance(HOUR)
    await again.kill()
    again = await again.restarted().start()
    await again.clock.advance(DAY - 3 * HOUR)
    assert again.courier.attempts(ABUSE) == []
    await again.clock.advance(HOUR + 60)
    assert len(again.notices()) == 1
    assert again.alarms("clock") == 0


async def test_C1_what_was_said_of_one_wrong_clock_is_not_said_of_the_next() -> None:
    rig = await stopped(after=HOUR)
    for days in (10, 20):
        rig.clock.jump(timedelta(days=days))
        await noted(rig)
        rig.clock.jump(timedelta(days=-days))
        assert await rig.believe_clock()


@pytest.mark.parametrize(("behind", "alarms"), [(110.0, 0), (130.0, 1)])
async def test_C1_a_clock_that_was_slewed_by_less_than_two_minutes_is_fine(
    behind: float, alarms: int
) -> None:
    rig = await stopped(after=HOUR)
    await noted(rig)
    rig.clock.jump(timedelta(seconds=-behind))
    again = await rig.restarted().start()
    await again.clock.advance(DAY + 300)
    assert again.alarms("clock") == alarms
    assert len(again.notices()) == 1


async def test_C1_reports_and_answers_leave_all_the_same() -> None:
    """Only what cannot be undone waits."""
    rig = await stopped(after=HOUR)
    rig.clock.jump(timedelta(days=30))
    await noted(rig)
    rig.clock.jump(timedelta(days=-30))
    again = await rig.restarted().start()
    before = len(again.reports())
    await again.opened(form="URL: https://files.example.net/item-9\nDescription: item 9\n")
    assert len(again.reports()) == before + 1


async def test_C1_the_alarm_of_a_start_waits_for_a_disk_that_takes_it() -> None:
    rig = await stopped(after=HOUR)
    rig.clock.jump(timedelta(days=2))
    await noted(rig)
    rig.clock.jump(timedelta(days=-2))
    rig.store.refuse = "disk full"
    again = await rig.restarted().start()
    await again.clock.advance(120)
    assert again.alive()
    again.store.refuse = None
    await again.clock.advance(61)
    assert again.alarms("clock") == 1


# --- what was written down by a clock that was set right later --------------------------------------


async def test_C1_P15_a_report_accepted_by_a_clock_an_hour_behind_has_its_whole_delay_after_a_restart() -> (
    None
):
    """The machine booted with a wrong clock, which was then set right; later hotlined was updated."""
    rig = await Rig().start()
    reference = await rig.opened()
    begun = rig.clock.monotonic()
    await rig.clock.advance(600)
    rig.clock.jump(timedelta(hours=1))
    await rig.clock.advance(120)
    assert len(rig.events(desk_of(rig.clock.now()), ClockSet)) == 1
    await rig.kill()
    again = await rig.restarted().start()
    await again.clock.advance(begun + DAY - 60 - again.clock.monotonic())
    case = await again.case(reference)
    assert case.notices == ()
    await again.clock.advance(180)
    case = await again.case(reference)
    assert len(case.notices) == 1


async def test_C1_what_was_accepted_after_the_clock_was_set_right_is_not_late() -> None:
    rig = await Rig().start()
    await rig.clock.advance(600)
    rig.clock.jump(timedelta(hours=1))
    await rig.clock.advance(120)
    await rig.opened()
    await rig.kill()
    again = await rig.restarted().start()
    await again.clock.advance(DAY + 60)
    assert len(again.notices()) == 1


async def test_C1_a_clock_that_was_set_forth_and_back_makes_nothing_late_after_a_restart() -> None:
    rig = await Rig().start()
    await rig.opened()
    await rig.clock.advance(HOUR)
    rig.clock.jump(timedelta(minutes=30))
    await rig.clock.advance(300)
    rig.clock.jump(timedelta(minutes=-30))
    await rig.clock.advance(HOUR)
    await rig.kill()
    again = await rig.restarted().start()
    await again.clock.advance(DAY - 2 * HOUR - 300 - 60)
    assert again.courier.attempts(ABUSE) == []
    await again.clock.advance(120)
    assert len(again.notices()) == 1


async def test_C1_nor_does_one_that_was_ahead_at_the_end_of_a_life_and_is_said_to_be_right_now() -> None:
    rig = await Rig().start()
    await rig.opened()
    await rig.clock.advance(HOUR)
    rig.clock.jump(timedelta(days=3650))
    await rig.clock.advance(120)
    await rig.kill()
    rig.clock.jump(timedelta(days=-3650))
    assert await rig.believe_clock()
    again = await rig.restarted().start()
    await again.clock.advance(DAY - HOUR)
    assert len(again.notices()) == 1


async def test_C1_nor_does_one_that_the_next_daemon_sees_set_back() -> None:
    rig = await Rig().start()
    await rig.opened()
    await rig.clock.advance(HOUR)
    rig.clock.jump(timedelta(minutes=30))
    await rig.clock.advance(120)
    await rig.kill()
    again = await rig.restarted().start()
    again.clock.jump(timedelta(minutes=-30))
    await again.clock.advance(DAY - HOUR)
    assert len(again.notices()) == 1


async def test_C1_an_administrator_may_say_that_a_clock_set_forward_was_none() -> None:
    """A machine that was suspended for three hours: the time has passed."""
    rig = await Rig().start()
    await rig.opened()
    await rig.clock.advance(HOUR)
    rig.clock.jump(timedelta(hours=3))
    await rig.clock.advance(120)
    await rig.kill()
    assert await rig.believe_clock()
    assert not await rig.believe_clock()
    again = await rig.restarted().start()
    await again.clock.advance(DAY - 4 * HOUR)
    assert len(again.notices()) == 1


async def test_C1_what_is_shown_of_a_notice_is_when_it_really_goes() -> None:
    """In the list, on the cards, in the answers and for the digest: at once, and after a restart."""
    rig = await Rig().start()
    rig.agree(receipt_reminder=timedelta(days=30))
    reference = await rig.opened()
    await rig.clock.advance(600)
    rig.clock.jump(timedelta(hours=1))
    await rig.clock.advance(120)
    shown = await times_of_the_notice(rig, reference)
    await rig.kill()
    again = await rig.restarted().start()
    shown |= await times_of_the_notice(again, reference)
    (at,) = shown
    await again.clock.advance_to(at - timedelta(seconds=30))
    assert again.notices() == []
    await again.clock.advance(90)
    assert len(again.notices()) == 1


async def times_of_the_notice(rig: Rig, reference: str) -> set[datetime]:
    """Wherever an analyst is told of it, to the second; answers say minutes."""
    (line,) = rig.board.lines()
    case, site = await rig.case(reference), rig.docket.site()
    card = card_of(case, site)
    assert line.next_at is not None
    assert card is not None
    assert f"{local_time(line.next_at, site.hotline.timezone)}: the notice goes to {ABUSE}" in card.coming
    (note,) = (one for one in notes(case, site) if one.what == DueKind.NOTICE)
    assert note.at is not None
    assert card.next_at is not None
    return {line.next_at, card.next_at, note.at}


def test_C1_the_last_end_that_a_hold_may_have_can_be_shown_by_any_clock() -> None:
    case = fold("HL-2026-000007-K", [])
    for end in (datetime(9998, 12, 31, 23, 59, tzinfo=UTC), datetime(9990, 1, 1, tzinfo=UTC)):
        really(end, case, make_agreement(), Course(ahead=timedelta(days=36_500))).astimezone(
            timezone(timedelta(hours=14))
        )


async def test_C1_the_plans_are_made_once_at_a_start_that_knows_of_a_clock_that_was_set() -> None:
    rig = await Rig().start()
    await rig.opened()
    rig.clock.jump(timedelta(hours=1))
    await rig.clock.advance(120)
    await rig.kill()
    again = rig.restarted()
    told: list[str] = []
    again.docket.listeners.add(lambda held: told.append(held.case.stream))
    await again.start()
    assert len(told) == len(set(told))


MOMENTS = st.integers(0, 100)
SET = st.lists(st.tuples(MOMENTS, st.integers(-50, 50)), max_size=6)


@given(accepted=MOMENTS, jumps=SET)
def test_C1_a_deadline_comes_later_by_what_the_clock_was_set_since_and_never_earlier(
    accepted: int, jumps: list[tuple[int, int]]
) -> None:
    """Against a wall clock that is simulated second by second; true time goes from 0 to 100."""
    jumps = sorted(dict(jumps).items())
    off, walls = 0, []
    for at, by in jumps:
        walls.append((at + off, by))
        off += by
    before = sum(by for at, by in jumps if at < accepted)
    hold = HoldPlaced(hold="H", party="lea", by="o", proof="signed", until=None, mail="m")
    case = fold("HL-2026-000007-K", [Entry(0, START + timedelta(seconds=accepted + before), hold)])
    since, known = START, []
    for number, (wall, by) in enumerate(walls, 1):
        until = START + timedelta(seconds=wall)
        known.append(ClockSet(number=number, since=since, until=until, seconds=by))
        since = until + timedelta(seconds=by)
    true = timedelta(seconds=sum(by for at, by in jumps if at >= accepted))

    found = later(tuple(moments(case, make_agreement())), known)

    assert found >= max(true, NONE)
    if all(by >= 0 for _, by in jumps):  # no wall time came twice
        assert found == true


def test_C1_a_command_of_an_analyst_counts_from_when_it_was_written_down() -> None:
    case = fold("HL-2026-000007-K", [Entry(0, START, NtdSet(kind="after", by="anna", seconds=60))])
    known = ClockSet(number=1, since=START - DELAY, until=START + DELAY, seconds=3600)
    assert later(tuple(moments(case, make_agreement())), [known]) == timedelta(hours=1)
    assert later(tuple(moments(case, make_agreement())), [known], timedelta(minutes=-50)) == timedelta(
        minutes=10
    )
    assert later(tuple(moments(case, make_agreement())), [known], timedelta(hours=-5)) == NONE


async def test_a_store_that_cannot_be_read_is_not_taken_for_a_clock_that_is_right() -> None:
    rig = await stopped(after=HOUR)
    rig.clock.jump(timedelta(days=2))
    await noted(rig)
    again = rig.restarted()

    def refused(stream: str) -> None:
        raise Temporary("no disk")

    again.store.load = refused  # type: ignore[assignment]
    with pytest.raises(Temporary):
        await again.start()


async def test_C1_what_was_accepted_by_a_clock_set_back_keeps_its_delay_when_that_is_set_right() -> None:
    """All in one life: set back, a report accepted, set right again."""
    rig = await Rig().start()
    await rig.clock.advance(600)
    rig.clock.jump(timedelta(hours=-30))
    await rig.clock.advance(120)
    await rig.opened()
    await rig.clock.advance(120)
    rig.clock.jump(timedelta(hours=30))
    await rig.clock.advance(DAY - 600)
    assert rig.courier.attempts(ABUSE) == []
    await rig.clock.advance(1200)
    assert len(rig.notices()) == 1
