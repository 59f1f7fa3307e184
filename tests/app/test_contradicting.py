"""An analyst finds not illegal what an open case was reported for: its notices wait for an answer (P7)."""

import pytest

from hotlined.domain.record.correspondence import MailQueued
from hotlined.domain.record.holding import Paused
from tests.support.rig import ANALYST_KEY, ANN, DELAY, FORM, Rig

DAY = DELAY.total_seconds()
OTHER = "URL: https://files.example.net/item-2\nType of content: item 2\n"


async def finds(rig: Rig, text: str, subject: str = "a report") -> None:
    rig.boxes["intake"].deliver(rig.mail(ANN, subject, text, key=ANALYST_KEY))
    await rig.settled()


async def test_P7_a_finding_that_it_is_not_illegal_keeps_the_notices_about_the_same_url_back() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    await finds(rig, f"[NOT-ILLEGAL]\n\n{FORM}")

    await rig.clock.advance(2 * DAY)

    assert not rig.notices()
    (pause,) = rig.events(case, Paused)
    assert "finds content of this case not illegal" in pause.why


async def test_P7_all_analysts_are_asked_and_the_notice_goes_once_one_has_confirmed() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    await finds(rig, f"[NOT-ILLEGAL]\n\n{FORM}")
    asked = [one.to_id for one in rig.events(case, MailQueued) if one.kind == "question"]
    assert asked == ["Ann", "Ben"]

    rig.boxes["intake"].deliver(rig.command("[CONFIRM:Q1]", case))
    await rig.settled()
    await rig.clock.advance(2 * DAY)

    assert len(rig.notices()) == 1


@pytest.mark.parametrize("before", ["[NTD:none]", "[CLOSE]", "[REMOVED]"])
async def test_where_no_notice_is_to_come_nobody_is_asked(before: str) -> None:
    rig = await Rig().start()
    case = await rig.opened()
    rig.boxes["intake"].deliver(rig.command(before, case))
    await rig.settled()

    await finds(rig, f"[NOT-ILLEGAL]\n\n{FORM}")

    assert not rig.events(case, Paused)


async def test_what_is_about_another_url_asks_nobody() -> None:
    rig = await Rig().start()
    case = await rig.opened()

    await finds(rig, f"[NOT-ILLEGAL]\n\n{OTHER}")

    assert not rig.events(case, Paused)


async def test_P7_a_finding_on_the_case_itself_is_refused_and_its_notices_wait() -> None:
    rig = await Rig().start()
    case = await rig.opened()

    await finds(rig, f"[NOT-ILLEGAL] [{case}]\n\nIt was a mistake.\n", f"[{case}]")
    await rig.clock.advance(2 * DAY)

    assert not rig.notices()
    assert len(rig.events(case, Paused)) == 1
