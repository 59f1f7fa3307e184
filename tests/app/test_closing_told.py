"""What the LEA was told of notices stays true when the case is closed, and opened again (P5)."""

from dataclasses import replace

import pytest

from hotlined.cli.case_tables import state_words
from hotlined.domain.cases.state import Case
from hotlined.domain.record.casework import FormUpdated
from hotlined.domain.record.holding import Paused
from hotlined.domain.record.reporting import ReportQueued
from tests.app.test_state_words import bounced
from tests.support.rig import DELAY, LEA, Rig

DAY = DELAY.total_seconds()
HOUR = 3600.0


async def ordered(rig: Rig, tags: str, case: str, text: str = "") -> Case:
    rig.boxes["intake"].deliver(rig.command(tags, case, text))
    await rig.settled()
    return await rig.case(case)


def times_told(rig: Rig, case: str) -> list[str | None]:
    """The time of the notice, as each supplement tells it; None: that none goes."""
    updates = rig.events(case, FormUpdated)
    return [one.after for update in updates for one in update.changes or () if one.field == "ntd"]


async def test_closing_a_case_tells_who_counts_on_its_notice_that_none_goes() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("[RECEIVED]"))
    await rig.settled()

    await ordered(rig, "[CLOSE]", case)
    await rig.clock.advance(3 * DAY)

    assert times_told(rig, case) == [None]
    assert len(rig.reports()) == 2
    assert not rig.notices()


async def test_closing_a_case_whose_notice_has_left_tells_nobody() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    await rig.clock.advance(DAY + 60)
    assert len(rig.notices()) == 1

    await ordered(rig, "[CLOSE]", case)

    assert times_told(rig, case) == []


async def test_no_notice_and_closing_in_one_mail_are_told_once() -> None:
    rig = await Rig().start()
    case = await rig.opened()

    await ordered(rig, "[NTD:none] [CLOSE]", case)

    assert times_told(rig, case) == [None]


async def test_P5_opened_again_the_notice_goes_after_the_agreed_delay_and_the_lea_is_told_before() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    await ordered(rig, "[CLOSE]", case)
    await rig.clock.advance(30 * DAY)

    await ordered(rig, "[REOPEN] [NOTE]", case, "They want to talk about it.")
    await rig.clock.advance(23 * HOUR)
    assert not rig.notices()
    await rig.clock.advance(2 * HOUR)

    assert len(rig.notices()) == 1
    none, again = times_told(rig, case)
    assert none is None
    assert again is not None


async def test_P5_opened_again_with_a_time_the_lea_is_told_of_this_alone() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    await ordered(rig, "[CLOSE]", case)
    await rig.clock.advance(30 * DAY)

    await ordered(rig, "[REOPEN] [NTD:none]", case)
    await rig.clock.advance(3 * DAY)

    assert not rig.notices()
    assert times_told(rig, case) == [None]


async def test_P5_opened_again_a_hold_that_ends_later_does_not_let_the_notice_go_at_once() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("[HOLD]"))
    await rig.settled()
    release = rig.reply("[RELEASE]")
    await ordered(rig, "[CLOSE]", case)
    await rig.clock.advance(30 * DAY)
    await ordered(rig, "[REOPEN]", case)

    rig.boxes["lea"].deliver(release)
    await rig.clock.advance(HOUR)

    assert not rig.notices()


async def test_P5_opened_again_once_its_unit_is_gone_no_notice_goes_by_itself() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    await ordered(rig, "[CLOSE]", case)
    rig.site = replace(rig.site, units=())

    after = await ordered(rig, "[REOPEN]", case)

    assert after.is_open
    assert after.without_notice


@pytest.mark.parametrize("more", ["", " [UPDATE]"])
async def test_P5_opened_again_with_a_delay_it_counts_from_then_and_is_told_once(more: str) -> None:
    rig = await Rig().start()
    case = await rig.opened()
    await ordered(rig, "[CLOSE]", case)
    await rig.clock.advance(30 * DAY)

    text = "Item: 1\nIP address: 192.0.2.5\n" if more else ""
    await ordered(rig, f"[REOPEN] [NTD:+6h]{more}", case, text)
    await rig.clock.advance(5 * HOUR)
    assert not rig.notices()
    await rig.clock.advance(2 * HOUR)

    assert len(rig.notices()) == 1
    assert len(times_told(rig, case)) == 2


@pytest.mark.parametrize("first", [0, 1])
async def test_a_notice_goes_once_the_report_is_received_though_word_of_the_closing_came_back_too(
    first: int,
) -> None:
    rig = await Rig().start()
    case = await rig.opened()
    await ordered(rig, "[CLOSE]", case)
    report, closing = rig.reports()
    for one in (report, closing) if first == 0 else (closing, report):
        rig.boxes["lea"].deliver(bounced(one, LEA))
        await rig.settled()

    await ordered(rig, "[RECEIVED:national]", case)
    await rig.clock.advance(DAY + 60)

    assert len(rig.notices()) == 1


async def test_thanks_for_word_of_the_closing_ask_nobody() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("[RECEIVED]"))
    await rig.settled()
    await ordered(rig, "[CLOSE]", case)

    rig.boxes["lea"].deliver(rig.reply("Thank you!", signed=False))
    await rig.settled()

    assert not rig.events(case, Paused)


async def test_opened_again_that_no_notice_goes_is_not_sent_again_and_misses_no_receipt() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    await ordered(rig, "[CLOSE]", case)
    await ordered(rig, "[REOPEN]", case)
    for report in (rig.reports()[0], rig.reports()[2]):
        rig.boxes["lea"].deliver(rig.reply("[RECEIVED]", answers=report))
        await rig.settled()

    after = await ordered(rig, "[RESEND:all]", case)

    assert [one.fragment for one in rig.events(case, ReportQueued)] == [1, 2, 3, 1, 3]
    assert list(state_words(after)) == ["received"]
