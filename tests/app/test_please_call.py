"""A unit whose key cannot be used is asked to call: about its report, and about its hold (P4, P6)."""

from dataclasses import replace
from datetime import timedelta

from hotlined.domain.values.address import Address
from tests.app.test_hold_words import words
from tests.support.fake_courier import LATER
from tests.support.rig import ABUSE, ANN, FORM, LEA, Rig
from tests.support.site import LEA_KEY

HOUR = 3600
DAY = 24 * HOUR
OVER = "The key has expired."
PARTS = "".join(f"URL: https://files.example.net/item-{n}\n" for n in (2, 3))


def asked(rig: Rig) -> int:
    """How often the unit's server took a mail that asks it to call; nothing but the number stands in it."""
    notes = [one for one in rig.courier.accepted(LEA) if b"Please call us" in one.data]
    assert all(b"example.net" not in one.data and b"hold" not in one.data.lower() for one in notes)
    return len(notes)


async def test_P4_where_the_key_ends_between_two_parts_of_a_report_the_unit_is_asked_to_call() -> None:
    rig = Rig()
    rig.agree(fragment_size=1)
    await rig.start()
    reference = await rig.opened(form=FORM + PARTS)
    rig.openpgp.broken[LEA_KEY] = OVER
    await rig.clock.advance(DAY)

    case = await rig.case(reference)
    assert [one.blocked for one in case.fragments] == [None, OVER, OVER]
    assert asked(rig) == 1
    await rig.kill()


async def test_P12_of_a_report_in_many_parts_that_cannot_be_encrypted_is_told_once() -> None:
    rig = Rig()
    rig.agree(fragment_size=1)
    rig.openpgp.broken[LEA_KEY] = OVER
    await rig.start()
    reference = await rig.opened(form=FORM + PARTS)
    await rig.clock.advance(DAY)

    assert len([one for one in (await rig.case(reference)).fragments if one.blocked]) == 3
    assert (asked(rig), rig.alarms("blocked")) == (1, 1)
    await rig.kill()


async def test_P6_no_hold_ends_before_a_unit_without_a_good_key_was_asked_to_call() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("[HOLD:2026-03-10]\n"))
    await rig.settled()
    rig.openpgp.broken[LEA_KEY] = OVER

    await rig.clock.advance(8 * DAY)
    (hold,) = (await rig.case(reference)).holds
    assert (hold.lifted_at, asked(rig)) == (None, 1)
    assert rig.notices() == []

    await rig.clock.advance(DAY)
    (hold,) = (await rig.case(reference)).holds
    assert hold.until is not None
    assert hold.lifted_at is not None
    # The LEA's inbox is read before it ends.
    assert timedelta(0) <= hold.lifted_at - hold.until < timedelta(seconds=1)
    assert asked(rig) == 2, "it is told of the end as well"
    await rig.kill()


async def test_P6_a_unit_without_a_good_key_is_asked_to_call_about_the_hold_that_it_asks_for() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    rig.openpgp.broken[LEA_KEY] = OVER
    for text in ("[HOLD]\n", "[HOLD:2026-03-10]\n"):
        rig.boxes["lea"].deliver(rig.reply(text, signed=False))
        await rig.settled()

    assert (await rig.case(reference)).holds_in_force()
    assert asked(rig) == 1, "once in a while, however often somebody writes in its name (P12)"
    await rig.kill()


async def test_P4_a_unit_without_a_good_key_is_asked_to_call_about_what_is_in_ICCAM() -> None:
    rig = await Rig().start()
    rig.openpgp.broken[LEA_KEY] = OVER
    rig.boxes["intake"].deliver(rig.assessment("[ILLEGAL]\n[HOST:NL]\n[ICCAM:2026-17]"))
    await rig.settled()

    assert (asked(rig), rig.alarms("blocked")) == (1, 1)
    await rig.kill()


async def test_P4_P5_a_unit_without_a_good_key_is_asked_to_call_about_what_is_online_again() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.clock.advance(25 * HOUR)
    for tag in ("[REMOVED]", "[ONLINE]"):
        rig.boxes["intake"].deliver(rig.command(tag, reference))
        await rig.settled()
        rig.openpgp.broken[LEA_KEY] = OVER

    assert asked(rig) == 1, "it could ask to wait"
    await rig.kill()


async def test_a_notice_that_waits_when_the_test_mode_begins_is_replaced_and_nobody_phones_its_provider() -> (
    None
):
    rig = await Rig().start()
    await rig.opened()
    rig.courier.answers[ABUSE] = [LATER]
    await rig.clock.advance(25 * HOUR)
    told = len(rig.courier.attempts(ANN))

    rig.site = replace(rig.site, providers_to=Address("trial", "hotline.example.org"))
    rig.courier.answers.clear()
    await rig.clock.advance(3 * HOUR)

    assert rig.notices() == []
    assert len(rig.courier.accepted("trial@hotline.example.org")) == 1
    (told_since,) = map(words, rig.courier.attempts(ANN)[told:])
    assert "did NOT go to the provider" in told_since
    await rig.kill()
