"""A hold of the LEA goes on when its case is closed (P6): it keeps back the same URL in other cases (P5)."""

from datetime import timedelta

import pytest

from hotlined.app.daily import DailyDigest
from hotlined.domain.cases.retention import Stage, plan
from hotlined.domain.record.holding import HoldLifted, HoldReviewed, HoldWarned
from hotlined.domain.record.noticed import NoticeHeld
from tests.support.closed_twins import held, running
from tests.support.rig import ANN, DELAY, Rig

DAY = DELAY.total_seconds()
HOUR = 3600.0


@pytest.mark.parametrize("restart", [False, True])
async def test_P5_P6_closing_a_duplicate_on_hold_lets_no_notice_of_the_other_case_go(restart: bool) -> None:
    rig = await running()
    first, second = await held(rig)
    if restart:
        await rig.clock.advance(600)
        await rig.kill()
        rig = await rig.restarted().start()

    await rig.clock.advance(1.2 * HOUR)

    assert not rig.notices()
    assert [event.why for event in rig.events(first, NoticeHeld)] == [
        f"hold H1 of {second} is about the same URL"
    ]
    assert not rig.events(second, HoldLifted)


async def test_P6_its_release_by_the_lea_lets_it_go_and_the_case_leaves_the_open_ones() -> None:
    rig = await running()
    _, second = await held(rig)
    report = next(
        one for one in reversed(rig.reports()) if rig.store.find("message-id", one.message_id) == (second,)
    )
    await rig.clock.advance(1.2 * HOUR)
    assert second in rig.store.open_streams()

    rig.boxes["lea"].deliver(rig.reply("[RELEASE]", answers=report))
    await rig.settled()
    await rig.clock.advance(HOUR)

    assert second not in rig.store.open_streams()
    assert len(rig.notices()) == 1


async def test_P6_it_is_warned_of_and_ends_by_its_own_end() -> None:
    rig = await running(ntd_delay=DELAY)
    _, second = await held(rig, "[HOLD:2026-03-03]")
    letters = rig.courier.attempts(ANN)

    await rig.clock.advance(2 * DAY)

    assert len(rig.events(second, HoldWarned)) == len(rig.events(second, HoldLifted)) == 1
    assert second not in rig.store.open_streams()
    assert len(rig.notices()) == 1
    about = [one.data for one in rig.courier.attempts(ANN)[len(letters) :] if second.encode() in one.data]
    assert about
    assert not [one for one in about if b"goes to the provider" in one]


async def test_P6_without_an_end_it_is_reviewed() -> None:
    rig = await running(hold_review=timedelta(hours=1))
    _, second = await held(rig)

    await rig.clock.advance(HOUR + 60)

    assert len(rig.events(second, HoldReviewed)) == 1


async def test_it_stands_in_the_digest_and_the_case_counts_as_closed() -> None:
    async def no_keys() -> tuple[()]:
        return ()

    rig = Rig()
    daily = DailyDigest(rig.docket, no_keys)
    await rig.start()
    _, second = await held(rig)
    assert [(note.what, note.key) for note in daily.notes() if note.reference == second] == [
        ("hold", "H1, national")
    ]
    assert sum(one.is_case for one in daily._kept.values()) == 1
    assert [line.closed for line in rig.board.lines() if line.reference == second] == [True]


async def test_P5_a_hold_that_comes_when_the_case_is_closed_already_counts_for_the_other() -> None:
    rig = await running()
    _, second = await rig.opened(), await rig.opened()
    hold = rig.reply("[HOLD]")
    rig.boxes["intake"].deliver(rig.command("[CLOSE]", second))
    await rig.settled()
    assert second not in rig.store.open_streams()
    rig.boxes["lea"].deliver(hold)
    await rig.settled()
    assert second in rig.store.open_streams()

    await rig.clock.advance(1.2 * HOUR)

    assert not rig.notices()


async def test_an_analysts_own_hold_and_a_question_end_with_their_case() -> None:
    rig = await running()
    first, second = await rig.opened(), await rig.opened()
    rig.boxes["intake"].deliver(rig.command("[HOLD]", second))
    rig.boxes["lea"].deliver(rig.reply("Could your colleague tell us more about item 1?", signed=False))
    await rig.settled()
    rig.boxes["intake"].deliver(rig.command("[CLOSE]", second))
    await rig.settled()
    assert second not in rig.store.open_streams()

    await rig.clock.advance(1.2 * HOUR)

    assert len(rig.notices()) == 1
    assert (await rig.case(first)).notices


async def test_a_third_case_that_is_opened_later_waits_too() -> None:
    rig = await running()
    await held(rig)
    third = await rig.opened()

    await rig.clock.advance(1.2 * HOUR)

    assert not rig.notices()
    assert rig.events(third, NoticeHeld)


async def test_P6_its_url_is_not_destroyed_while_the_hold_goes_on() -> None:
    rig = await running(anonymise_after=timedelta(minutes=10))
    _, second = await held(rig)
    found = plan(await rig.case(second), rig.site)
    assert found is not None
    assert (found.stage, found.waits) == (Stage.URLS, "hold H1 is in force")
