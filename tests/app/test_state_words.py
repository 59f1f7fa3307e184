"""What `[STATUS]` says of mails that did not arrive."""

from hotlined.domain.cases.timeline import timeline
from hotlined.domain.mail.message import Envelope
from hotlined.domain.values.address import Address
from tests.app.test_hold_words import lines
from tests.support.fake_courier import NEVER
from tests.support.rig import ABUSE, ANN, LEA, PROVIDER, Rig
from tests.support.site import ANALYST_KEY, make_site

HOUR = 3600.0


def bounced(about: Envelope, to: str) -> bytes:
    """What a mail server sends that has taken a mail, and cannot deliver it."""
    return (
        f"From: MAILER-DAEMON@mx.example.net\r\nTo: {about.sender}\r\nSubject: Undelivered mail\r\n"
        f"Message-ID: <bounce-{to}>\r\nDate: Tue, 03 Mar 2026 11:00:00 +0200\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt was not delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n"
        f"Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {about.message_id}\r\n--b--\r\n"
    ).encode()


async def status(rig: Rig, reference: str) -> str:
    rig.boxes["intake"].deliver(rig.command("[STATUS]", reference))
    await rig.settled()
    return lines(rig.courier.accepted(ANN)[-1], ANALYST_KEY)


async def test_a_report_that_the_LEAs_server_refused_is_not_said_to_wait() -> None:
    rig = Rig()
    rig.courier.answers[LEA] = [NEVER]
    await rig.start()
    reference = await rig.opened()

    told = await status(rig, reference)
    assert "Report      national: NOT DELIVERED; [RESEND] sends it again" in told
    assert "waits to be sent" not in told

    rig.courier.answers[LEA] = []
    rig.boxes["intake"].deliver(rig.command("[RESEND]", reference))
    await rig.settled()
    assert len(rig.reports()) == 1
    assert "Report      national: sent 2026-03-02" in await status(rig, reference)


async def test_what_came_back_is_not_said_to_have_been_taken() -> None:
    rig = Rig()
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(25 * HOUR)
    (notice,) = rig.notices()
    rig.boxes["ntd"].deliver(bounced(notice, ABUSE))
    rig.boxes["lea"].deliver(bounced(rig.reports()[0], LEA))
    await rig.settled()

    told = await status(rig, reference)
    assert f"Notice      1 to {ABUSE}, item 1: came back\n" in told
    assert "Report      national: NOT DELIVERED" in told


async def test_a_notice_that_was_only_a_test_is_not_said_to_be_with_the_provider() -> None:
    rig = Rig(site=make_site(providers=(PROVIDER,), providers_to=Address("test", "hotline.example.org")))
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(25 * HOUR)

    assert len(rig.courier.accepted("test@hotline.example.org")) == 1
    told = await status(rig, reference)
    assert f"Notice      1 to {ABUSE}, item 1: only a TEST, the provider was not told\n" in told
    happened = [what for _, what in timeline(await rig.case(reference))]
    assert f"notice 1 only tested, {ABUSE} was not told" in happened
    assert f"notice 1 to {ABUSE} sent" not in happened


async def test_P11_status_and_list_say_that_another_case_keeps_the_notice_back() -> None:
    rig = Rig(make_site(providers=(PROVIDER,)))
    await rig.start()
    first, second = await rig.opened(), await rig.opened()
    rig.boxes["lea"].deliver(rig.reply(f"[HOLD]\n[{second}]\n"))
    await rig.settled()

    why = f"hold H1 of {second} is about the same URL"
    told = " ".join((await status(rig, first)).split())
    assert f"waits: {why}" in told
    assert "the notice goes to" not in told

    rig.boxes["intake"].deliver(rig.mail(ANN, "[LIST]", "[LIST]\n", key=ANALYST_KEY))
    await rig.settled()
    told = " ".join(lines(rig.courier.accepted(ANN)[-1], ANALYST_KEY).split())
    assert f"notice waits: {why}" in told
    assert "notice to" not in told
