"""What is verified of an item is so of the same URL in another open case (P5)."""

from hotlined.domain.record.correspondence import MailQueued
from hotlined.domain.record.holding import Paused
from hotlined.domain.record.noticed import ItemsRemoved
from tests.support.rig import ABUSE, DELAY, FORM, Rig

DAY = DELAY.total_seconds()
TWO = f"{FORM}URL: https://files.example.net/item-2\n"


async def ordered(rig: Rig, tags: str, case: str) -> None:
    rig.boxes["intake"].deliver(rig.command(tags, case))
    await rig.settled()


async def test_P5_no_notice_of_a_case_names_an_item_that_is_verified_as_removed_in_another() -> None:
    rig = await Rig().start()
    first, second = await rig.opened(), await rig.opened(form=TWO)

    await ordered(rig, "[REMOVED]", first)
    await rig.clock.advance(DAY + 60)

    (notice,) = rig.notices()
    assert b"item-2" in notice.data
    assert b"item-1" not in notice.data
    letters = [(one.kind, one.to_id) for one in rig.events(second, MailQueued) if one.kind == "removal"]
    assert letters == [("removal", "national"), ("removal", "Ann"), ("removal", "Ben")]


async def test_P5_the_lea_may_say_so_in_one_of_them() -> None:
    rig = await Rig().start()
    first, second = await rig.opened(), await rig.opened()
    report = next(one for one in rig.reports() if rig.store.find("message-id", one.message_id) == (first,))

    rig.boxes["lea"].deliver(rig.reply("[REMOVED]", answers=report))
    await rig.settled()
    await rig.clock.advance(DAY + 60)

    assert not rig.notices()
    assert [one.party for one in rig.events(second, ItemsRemoved)] == ["lea"]


async def test_the_word_of_a_provider_counts_in_its_own_case_alone() -> None:
    rig = await Rig().start()
    first, second = await rig.opened(), await rig.opened()
    await rig.clock.advance(DAY + 60)
    notice = next(one for one in rig.notices() if rig.store.find("message-id", one.message_id) == (first,))

    to = "ntd@hotline.example.org"
    rig.boxes["ntd"].deliver(rig.mail(ABUSE, "Re: notice", "[REMOVED]", to=to, answers=notice))
    await rig.settled()

    assert rig.events(first, ItemsRemoved)
    assert not rig.events(second, ItemsRemoved)


async def test_what_is_online_again_in_one_case_is_asked_about_in_the_other() -> None:
    rig = await Rig().start()
    first, second = await rig.opened(), await rig.opened()
    await ordered(rig, "[REMOVED]", first)

    await ordered(rig, "[ONLINE]", first)

    (pause,) = rig.events(second, Paused)
    assert pause.why == f"item 1 of this case is online again by {first}; if so, send [ONLINE] with [CONFIRM]"


async def test_what_the_question_asks_for_lets_the_notices_go() -> None:
    rig = await Rig().start()
    first, second = await rig.opened(), await rig.opened()
    await ordered(rig, "[REMOVED]", first)
    await ordered(rig, "[ONLINE]", first)

    await ordered(rig, "[ONLINE] [CONFIRM]", second)
    await rig.clock.advance(DAY + 60)

    assert len(rig.notices()) == 2


async def test_nobody_is_told_of_a_case_whose_content_was_not_found_illegal() -> None:
    rig = await Rig().start()
    first = await rig.opened()
    rig.boxes["intake"].deliver(rig.assessment("[NOT-ILLEGAL]"))
    await rig.settled()
    (harmless,) = {one for one in rig.store.open_streams() if one.startswith("HL-")} - {first}

    await ordered(rig, "[REMOVED]", first)
    await ordered(rig, "[ONLINE]", first)

    assert not rig.events(harmless, ItemsRemoved)
    assert not rig.events(harmless, Paused)
