"""What the letters about the end of a hold say of the notice: whether one goes at all, and who sends it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from hotlined.domain.hotline.site import NtdBody
from hotlined.domain.mail.message import Envelope
from tests.support.fake_openpgp import FakeOpenPGP
from tests.support.rig import ABUSE, ANN, FORM, LEA, PROVIDER, Rig
from tests.support.site import ANALYST_KEY, LEA_KEY, make_site

HOUR = 3600.0
GOES = "The notice goes to the provider as soon as it is due."
AFTER = "After that the notice goes to the provider."


def words(envelope: Envelope, key: str = LEA_KEY) -> str:
    """Subject and text as their reader has them, on one line."""
    return " ".join(lines(envelope, key).split())


def lines(envelope: Envelope, key: str = LEA_KEY) -> str:
    """Subject and text as their reader has them."""
    mail = message_from_bytes(envelope.data, policy=policy.SMTP)
    assert isinstance(mail, EmailMessage)
    if mail.get_content_type() == "multipart/encrypted":
        _, sealed = mail.iter_parts()
        opened = FakeOpenPGP(key).open(sealed.get_payload(decode=True))
        mail = message_from_bytes(opened.plaintext, policy=policy.SMTP)
        assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    assert body is not None
    return f"{mail['Subject']} {body.get_content()}".replace("\r\n", "\n")


def last(rig: Rig, to: str, what: str) -> str:
    """The newest mail to somebody with these words in its subject."""
    return next(
        text
        for one in reversed(rig.courier.accepted(to))
        if what in (text := words(one, LEA_KEY if to == LEA else ANALYST_KEY))[:80]
    )


async def held(rig: Rig, how: str, tags: str = "[ILLEGAL]\n[HOST:EE]", form: str = FORM) -> str:
    await rig.start()
    rig.boxes["intake"].deliver(rig.assessment(tags, form))
    await rig.settled()
    (reference,) = (one for one in rig.store.open_streams() if one.startswith("HL-"))
    await says(rig, f"{how}\n[{reference}]\n")
    return reference


async def says(rig: Rig, text: str) -> None:
    rig.boxes["lea"].deliver(rig.reply(text))
    await rig.settled()


async def test_P6_an_lea_that_sends_the_notices_is_never_told_that_we_send_one() -> None:
    """Else nobody sends it."""
    rig = Rig()
    rig.agree(ntd_body=NtdBody.LEA)
    reference = await held(rig, "[HOLD:2d]")

    await rig.clock.advance(25 * HOUR)
    for to, who in ((LEA, "You send"), (ANN, "The LEA sends")):
        assert f"{who} the notices to providers, as agreed; none goes" in last(rig, to, "Hold ends")
    await rig.clock.advance(25 * HOUR)
    await says(rig, f"[HOLD]\n[{reference}]\n")
    await says(rig, f"[RELEASE]\n[{reference}]\n")

    for what in ("Hold has ended", "Hold lifted"):
        assert "You send the notices to providers, as agreed" in last(rig, LEA, what)
    assert not any(GOES in words(one) or AFTER in words(one) for one in rig.courier.accepted(LEA))


async def test_the_end_of_a_hold_that_came_too_late_promises_no_second_notice() -> None:
    rig = Rig()
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(25 * HOUR)
    assert len(rig.notices()) == 1
    await says(rig, f"[HOLD]\n[{reference}]\n")
    await says(rig, f"[RELEASE]\n[{reference}]\n")

    for to in (LEA, ANN):
        text = last(rig, to, "Hold lifted")
        assert "The notice has left before: 2026-03-03 11:00" in text
        assert GOES not in text


@pytest.mark.parametrize("tags", ["[ILLEGAL]\n[HOST:EE]\n[NTD:none]"])
async def test_where_no_notice_is_to_go_none_is_promised(tags: str) -> None:
    rig = Rig()
    await held(rig, "[HOLD:2d]", tags)
    await rig.clock.advance(50 * HOUR)

    for what in ("Hold ends", "Hold has ended"):
        assert "No notice goes to a provider from here." in last(rig, LEA, what)


async def test_P6_a_hold_that_ends_beside_another_lets_no_notice_go() -> None:
    rig = Rig()
    reference = await held(rig, "[HOLD:2d]")
    rig.boxes["intake"].deliver(rig.command("[HOLD]", reference))
    await rig.settled()
    await rig.clock.advance(timedelta(hours=50).total_seconds())

    assert rig.notices() == []
    for to in (LEA, ANN):
        for what in ("Hold ends", "Hold has ended"):
            text = last(rig, to, what)
            assert "Another hold stays in force. Nothing goes to the provider about these items: 1." in text
            assert GOES not in text
            assert AFTER not in text


async def test_P6_where_the_other_hold_is_on_some_items_both_is_said() -> None:
    rig = Rig()
    two = FORM + "URL: https://files.example.net/item-2\n"
    reference = await held(rig, "[HOLD:2d]", form=two)
    rig.boxes["intake"].deliver(rig.command("[HOLD:items 2]", reference))
    await rig.settled()
    await rig.clock.advance(50 * HOUR)

    text = last(rig, LEA, "Hold has ended")
    assert GOES in text
    assert "Nothing goes to the provider about these items: 2." in text


async def test_the_end_of_a_hold_before_its_notice_says_that_it_goes() -> None:
    rig = Rig()
    await held(rig, "[HOLD:2d]")
    await rig.clock.advance(50 * HOUR)

    assert len(rig.notices()) == 1
    assert GOES in last(rig, LEA, "Hold has ended")
    assert AFTER in last(rig, LEA, "Hold ends")


async def test_an_analysts_hold_that_came_too_late_sends_nobody_to_phone_the_analyst() -> None:
    rig = Rig()
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(25 * HOUR)
    rig.boxes["intake"].deliver(rig.command("[HOLD]", reference))
    await rig.settled()

    text = last(rig, ANN, "On hold")
    assert "TOO LATE: notice 1 on item 1 left 2026-03-03 11:00 EET (UTC+02:00)." in text
    assert "phone them" not in text


async def test_P5_a_hold_after_a_crash_in_the_handing_over_is_told_what_is_known() -> None:
    """Nobody knows whether the notice left, and it does not leave while the hold is in force."""
    rig = Rig()
    await rig.start()
    await rig.opened()

    async def never_ends(identity: str, envelope: Envelope) -> None:
        if envelope.recipient == ABUSE:
            await asyncio.Event().wait()

    rig.courier.during = never_ends
    await rig.clock.advance(25 * HOUR)
    assert len(rig.courier.attempts(ABUSE)) == 1
    await rig.kill()
    rig.boxes["lea"].deliver(rig.reply("Please wait."))
    again = rig.restarted()
    await again.start()
    await again.clock.advance(5 * 24 * HOUR)

    for told in (last(again, LEA, "Hold may have come too late"), last(again, ANN, "On hold (H1)")):
        assert "PERHAPS TOO LATE" in told
        assert "may have left" in told
        assert "2026-03-03 11:00 EET (UTC+02:00)" in told
        assert "It was being handed to the mail server then" in told
        assert "f it has not left, it does not leave while the hold is in force." in told
    assert again.courier.attempts(ABUSE) == []


async def test_a_hold_that_comes_after_a_question_to_a_CDN_calls_it_so() -> None:
    cdn = make_site(providers=(replace(PROVIDER, cdn=True),))
    rig = Rig(replace(cdn, agreement=replace(cdn.agreement, cdn_origin_request=True)))
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(25 * HOUR)
    assert len(rig.notices()) == 1

    await says(rig, f"[HOLD]\n[{reference}]\n")

    told = last(rig, LEA, "Hold came too late")
    assert "TOO LATE: the question to the CDN where the content is hosted left:" in told
    assert "notice to the provider left" not in told
    assert "TOO LATE: question to the CDN 1 on item 1 left" in last(rig, ANN, "On hold")


async def test_P11_who_is_told_that_a_hold_is_over_is_told_of_a_question_that_keeps_the_notice_back() -> None:
    """Else officer and analysts believe that the notice goes, and it waits for an answer."""
    asked = "Before that, we have to settle an open question about the case."
    rig = Rig()
    reference = await held(rig, "[HOLD]")
    await says(rig, "Xyzzy, we shall see about it.")
    await says(rig, f"[RELEASE] {reference}")

    for to in (LEA, ANN):
        assert f"{GOES} {asked}" in last(rig, to, "Hold lifted")
    await rig.kill()

    rig = Rig()
    reference = await held(rig, "[HOLD:2d]")
    await says(rig, f"[RELEASE] {reference}")

    for to in (LEA, ANN):
        assert GOES in last(rig, to, "Hold lifted")
        assert asked not in last(rig, to, "Hold lifted")
    await rig.kill()


async def test_P11_the_same_is_told_where_a_hold_ends_by_itself() -> None:
    rig = Rig()
    await held(rig, "[HOLD:2d]")
    await says(rig, "Xyzzy, we shall see about it.")

    await rig.clock.advance(49 * HOUR)

    for to in (LEA, ANN):
        assert "settle an open question about the case" in last(rig, to, "Hold has ended")
    assert not rig.notices()
    await rig.kill()
