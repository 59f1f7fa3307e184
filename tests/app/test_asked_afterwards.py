"""A question that comes when its case is closed keeps back the same URL in other cases (P5, P7)."""

from datetime import timedelta

import pytest

from hotlined.app.daily import DailyDigest
from hotlined.app.gauges import Gauges
from hotlined.domain.cases.retention import plan
from hotlined.domain.overview.board import Column, card_of
from hotlined.domain.record.holding import PauseAlarmed, Paused
from hotlined.domain.record.noticed import NoticeHeld
from tests.support import closed_twins
from tests.support.closed_twins import DOUBT, running
from tests.support.rig import ANN, Rig

HOUR = 3600.0


async def alarming(**terms: object) -> Rig:
    """A daemon whose questions alarm each half an hour."""
    return await running(**{"pause_alarm": timedelta(minutes=30)} | terms)


async def asked(rig: Rig) -> tuple[str, str]:
    """Two cases with one URL; the second is closed, and has a question since."""
    first, second = await closed_twins.asked(rig)
    assert rig.events(second, Paused)
    assert (await rig.case(second)).closed
    return first, second


@pytest.mark.parametrize("restart", [False, True])
async def test_P5_P7_what_is_not_understood_in_a_closed_case_keeps_back_its_url_in_another(
    restart: bool,
) -> None:
    rig = await alarming()
    first, second = await asked(rig)
    if restart:
        await rig.clock.advance(600)
        await rig.kill()
        rig = await rig.restarted().start()

    await rig.clock.advance(1.2 * HOUR)

    assert not rig.notices()
    assert [event.why for event in rig.events(first, NoticeHeld)] == [
        f"question Q1 of {second} is about the same URL"
    ]


async def test_P7_its_alarm_comes_again_and_again_and_names_what_waits() -> None:
    rig = await alarming()
    first, second = await asked(rig)

    await rig.clock.advance(1.2 * HOUR)

    assert [event.n for event in rig.events(second, PauseAlarmed)] == [1, 2]
    told = [one.data.decode() for one in rig.courier.attempts(ANN) if b"question-waits" in one.data]
    assert told
    assert all(first in one for one in told)


async def test_P7_confirm_lets_the_others_go_and_the_case_leaves_the_open_ones() -> None:
    rig = await alarming()
    _, second = await asked(rig)
    await rig.clock.advance(1.2 * HOUR)
    assert second in rig.store.open_streams()

    rig.boxes["intake"].deliver(rig.command("[CONFIRM:Q1]", second))
    await rig.settled()
    await rig.clock.advance(HOUR)

    assert len(rig.notices()) == 1
    assert second not in rig.store.open_streams()
    assert (await rig.case(second)).closed


async def test_P7_a_mail_to_a_closed_case_that_cannot_be_read_keeps_back_its_url_in_another() -> None:
    rig = await alarming()
    first, second = await rig.opened(), await rig.opened()
    garbled = rig.garbled(answers=rig.reports()[-1])
    rig.boxes["intake"].deliver(rig.command("[CLOSE]", second))
    await rig.settled()
    rig.boxes["lea"].deliver(garbled)
    await rig.settled()
    assert rig.events(second, Paused)
    assert not rig.events(first, Paused)

    await rig.clock.advance(1.2 * HOUR)

    assert not rig.notices()


async def test_P7_a_question_that_was_open_at_the_closing_ends_with_the_case() -> None:
    rig = await alarming()
    _, second = await rig.opened(), await rig.opened()
    rig.boxes["lea"].deliver(rig.reply(DOUBT, signed=False))
    await rig.settled()
    rig.boxes["intake"].deliver(rig.command("[CLOSE]", second))
    await rig.settled()
    assert second not in rig.store.open_streams()

    await rig.clock.advance(1.2 * HOUR)

    assert len(rig.notices()) == 1
    assert not rig.events(second, PauseAlarmed)


async def test_P7_opened_again_it_is_as_any_other_and_closed_again_it_ends() -> None:
    rig = await alarming()
    _, second = await asked(rig)
    rig.boxes["intake"].deliver(rig.command("[REOPEN]", second))
    await rig.settled()
    await rig.clock.advance(1.2 * HOUR)
    assert not rig.notices()
    assert len(rig.events(second, PauseAlarmed)) == 2

    rig.boxes["intake"].deliver(rig.command("[CLOSE]", second))
    await rig.settled()
    await rig.clock.advance(HOUR)

    assert len(rig.notices()) == 1
    assert len(rig.events(second, PauseAlarmed)) == 2


async def test_P7_a_third_case_that_is_opened_later_waits_too() -> None:
    rig = await alarming()
    await asked(rig)
    third = await rig.opened()

    await rig.clock.advance(1.2 * HOUR)

    assert not rig.notices()
    assert rig.events(third, NoticeHeld)


async def test_P7_it_stands_where_the_question_of_an_open_case_stands() -> None:
    async def no_keys() -> tuple[()]:
        return ()

    rig = Rig()
    rig.agree(pause_alarm=timedelta(hours=1))
    daily, gauges = DailyDigest(rig.docket, no_keys), Gauges(rig.docket)
    await rig.start()
    _, second = await asked(rig)
    case = await rig.case(second)

    assert [(note.what, note.key) for note in daily.notes() if note.reference == second] == [
        ("question-closed", "Q1")
    ]
    (line,) = (one for one in rig.board.lines() if one.reference == second)
    assert (line.closed, line.asks) == (True, True)
    assert line.state.startswith("question Q1 is open")
    assert line.next == "alarm: question Q1 waits for an answer"
    card = card_of(case, rig.site)
    assert card is not None
    assert card.column is Column.NEEDS_YOU
    assert gauges.sums().questions == 1


async def test_P7_P14_nothing_is_destroyed_while_it_is_not_answered() -> None:
    rig = await alarming(anonymise_after=timedelta(minutes=10))
    _, second = await asked(rig)

    found = plan(await rig.case(second), rig.site)

    assert found is not None
    assert found.waits == "question Q1 is not answered"
