"""The digest of what is not illegal: sealed, late but not dropped, each case told of once (P4, P15)."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from hotlined.app.digests import Digests
from hotlined.domain.record.correspondence import MailQueued
from hotlined.domain.record.periodical import DigestSent
from hotlined.domain.values.reference import desk_of
from tests.support.fake_clock import START
from tests.support.fake_courier import LATER
from tests.support.rig import ANN, LEA, Rig
from tests.support.site import LEA_KEY

DAY = 86_400.0
DAYS = 40


async def opened(rig: Rig, tags: str = "[NOT-ILLEGAL]\n[HOST:EE]") -> str:
    """A case out of an analyst's mail, without any other loop running; its reference."""
    known = set(rig.store.open_streams())
    rig.boxes["intake"].deliver(rig.assessment(tags))
    await rig.boxes["intake"].open([])
    await rig.watches["intake"].full_read()
    (reference,) = {one for one in rig.store.open_streams() if one.startswith("HL-")} - known
    return reference


def agreed(**terms: object) -> Rig:
    rig = Rig()
    rig.agree(**{"not_illegal": "digest", "not_illegal_digest": "weekly", **terms})
    return rig


async def look(rig: Rig, days: float = 0.0) -> None:
    """So much time passes, and then the daemon looks."""
    await rig.clock.advance(days * DAY)
    await Digests(rig.docket).look()


def sent(rig: Rig) -> list[DigestSent]:
    """What was recorded, the begin of the plan left out."""
    days = [f"desk-{START + timedelta(days=day):%Y-%m-%d}" for day in range(DAYS)]
    found = [event for day in days for event in rig.events(day, DigestSent)]
    return [one for one in found if one.message_id is not None]


def text(rig: Rig, mail: bytes) -> str:
    """What the LEA reads once it has decrypted the mail."""
    begin, end = b"-----BEGIN PGP MESSAGE-----", b"-----END PGP MESSAGE-----"
    inner = rig.openpgp.open(mail[mail.index(begin) : mail.index(end) + len(end)]).plaintext
    return email.message_from_bytes(inner, policy=email.policy.default).as_string()


async def mails(rig: Rig) -> list[bytes]:
    await rig.also(rig.outbox.run)
    return [one.data for one in rig.reports()]


async def test_when_the_week_is_over_the_LEA_gets_one_sealed_list_of_what_is_not_illegal() -> None:
    rig = agreed()
    await look(rig)
    first, illegal = await opened(rig), await opened(rig, "[ILLEGAL]\n[HOST:EE]")
    await opened(rig, "[NOT-ILLEGAL]\n[HOST:DE]")
    await look(rig, 3)
    second = await opened(rig)
    await look(rig, 3)  # Sunday
    assert sent(rig) == []
    await look(rig, 1)
    await look(rig)
    (fact,) = sent(rig)
    assert fact.cases == (first, second)
    assert (fact.end - fact.start, fact.end.isoformat()) == (timedelta(days=7), "2026-03-08T22:00:00+00:00")
    _, mail = await mails(rig)
    assert b"\r\nSubject: ...\r\n" in mail
    assert text(rig, mail).count("HL-2026-") == 2
    assert illegal not in text(rig, mail)
    assert "from 2026-03-02 to 2026-03-08," in text(rig, mail)
    assert "files.example.net" not in text(rig, mail)


async def test_P15_what_fell_due_while_the_daemon_was_down_goes_once_and_tells_of_all() -> None:
    rig = agreed()
    await look(rig)
    first = await opened(rig)
    await look(rig, 8)
    second = await opened(rig)
    again = rig.restarted()
    await look(again, 20)
    third = await opened(again)
    once_more = again.restarted()
    await look(once_more)
    await look(once_more, 7)
    assert [one.cases for one in sent(once_more)] == [(first,), (second,), (third,)]
    facts = sent(once_more)
    assert [one.start for one in facts[1:]] == [one.end for one in facts[:-1]]


async def test_a_week_without_any_says_so_and_the_time_before_the_agreement_is_not_told_of() -> None:
    rig = agreed(not_illegal="none")
    await opened(rig)
    await look(rig, 9)
    rig.agree(not_illegal="digest", not_illegal_digest="weekly")
    await look(rig)
    assert sent(rig) == []
    await look(rig, 7)
    (fact,) = sent(rig)
    (mail,) = await mails(rig)
    assert fact.cases == ()
    assert "no report as not illegal" in " ".join(text(rig, mail).split())


@pytest.mark.parametrize("how", ["none", "each"])
async def test_without_the_agreement_there_is_no_digest(how: str) -> None:
    rig = agreed(not_illegal=how)
    await look(rig)
    await opened(rig)
    await look(rig, 30)
    assert sent(rig) == []


async def test_P4_with_an_unusable_key_nothing_leaves_and_it_goes_once_the_key_is_good() -> None:
    rig = agreed()
    await look(rig)
    reference = await opened(rig)
    rig.openpgp.broken[LEA_KEY] = "the key has expired"
    await look(rig, 7)
    for _ in range(3):
        await look(rig, 0.1)
    assert sent(rig) == []
    rig.openpgp.broken.clear()
    await rig.also(rig.outbox.run)
    assert rig.alarms("blocked") == 1  # once a day, not at each look
    told = b" ".join(b" ".join(one.data for one in rig.courier.attempts(ANN)).split())
    assert b"it then goes by itself" in told
    await look(rig, 0.1)
    await rig.settled()
    assert [one.cases for one in sent(rig)] == [(reference,)]
    assert len(rig.reports()) == 1


async def test_P4_a_digest_that_waits_while_the_key_is_changed_is_sealed_anew_and_alarms_nobody() -> None:
    """Analysts were told to phone what matters, though it went by itself."""
    rig = agreed()
    await look(rig)
    await opened(rig)
    rig.courier.answers = {LEA: [LATER]}
    await rig.also(rig.outbox.run)
    await look(rig, 7)
    rig.site = replace(rig.site, units=(replace(rig.site.units[0], fingerprints=("E" * 40,)),))
    rig.courier.answers = {}
    await rig.clock.advance(600)
    for _ in range(2):
        await look(rig, 0.01)
        await rig.clock.advance(60)

    assert (len(rig.reports()), rig.alarms("blocked")) == (1, 0)
    assert len(sent(rig)) == 2, "the one that was taken back, and the one that left"


async def test_a_case_that_was_written_while_the_digest_was_made_is_in_the_next_one() -> None:
    rig = agreed()
    await look(rig)
    await look(rig, 7)
    rig.clock._wall -= timedelta(hours=16)  # the clock was set back, into the week that was told of
    late = await opened(rig)
    rig.clock._wall += timedelta(hours=16)
    await look(rig, 7)
    assert [one.cases for one in sent(rig)] == [(), (late,)]


async def test_monthly_is_by_the_hotlines_calendar() -> None:
    rig = agreed(not_illegal_digest="monthly")
    await look(rig)
    await look(rig, 29.5)  # the evening of 31 March, by summer time
    assert sent(rig) == []
    await look(rig, 0.1)
    (fact,) = sent(rig)
    assert (fact.start.isoformat(), fact.end.isoformat()) == (
        "2026-02-28T22:00:00+00:00",
        "2026-03-31T21:00:00+00:00",
    )


async def test_a_hotline_that_says_another_time_zone_sends_no_digest_of_the_hours_between_the_two() -> None:
    rig = agreed()
    await look(rig)
    await look(rig, 7)
    assert len(sent(rig)) == 1
    rig.site = replace(rig.site, hotline=replace(rig.site.hotline, timezone=ZoneInfo("Europe/Lisbon")))
    await look(rig, 1)
    assert len(sent(rig)) == 1
    await look(rig, 6)
    first, second = sent(rig)
    assert second.start == first.end
    assert second.end.isoformat() == "2026-03-16T00:00:00+00:00"


async def test_P15_a_clock_that_was_half_a_year_ahead_for_a_while_takes_no_digest_away() -> None:
    rig = agreed()
    await look(rig)
    first = await opened(rig)
    rig.clock.jump(timedelta(days=200))
    await look(rig)
    rig.clock.jump(timedelta(days=-200))
    second = await opened(rig)
    await look(rig, 7)
    await look(rig, 1)
    assert [one.cases for one in sent(rig)] == [(first, second)]


def come_back(mail: bytes) -> bytes:
    """The LEA's server has taken a mail of ours, and sends it back after all (RFC 3464)."""
    message_id = re.search(rb"^Message-ID: (<[^>]+>)", mail, re.MULTILINE)
    assert message_id is not None
    return (
        b"From: Mail Delivery System <MAILER-DAEMON@police.example.com>\r\nTo: lea@hotline.example.org\r\n"
        b"Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <dsn.1@police.example.com>\r\n"
        b"Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        b"Final-Recipient: rfc822; reports@police.example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: " + message_id[1] + b"\r\n\r\n--b--\r\n"
    )


async def test_B5_a_digest_that_comes_back_is_told_to_analysts_once() -> None:
    """It is about no case, so that nobody asks what has become of it."""
    rig = agreed()
    await look(rig)
    await look(rig, 7)
    (mail,) = await mails(rig)
    await rig.clock.advance(2 * DAY)
    box = rig.boxes["lea"]
    for copy in (come_back(mail), come_back(mail).replace(b"<dsn.1@", b"<dsn.2@")):
        box.deliver(copy)
        await box.open([])
        await rig.watches["lea"].full_read()
        await rig.settled()
    assert rig.alarms("bounced") == 1
    assert box.folders() == {"Hotline/Bounces": 2}
    await rig.kill()
    again = rig.restarted()
    await again.start(without=["watch", "agenda"])
    assert again.alarms("bounced") == 0


async def thanked(rig: Rig, words: str) -> str:
    """The LEA answers a digest while a case of its is open; the case."""
    await look(rig)
    illegal = await opened(rig, "[ILLEGAL]\n[HOST:EE]")
    await rig.also(rig.outbox.run)
    await look(rig, 7)
    await rig.settled()
    rig.boxes["lea"].deliver(rig.reply(words, answers=rig.reports()[-1]))
    await rig.boxes["lea"].open([])
    await rig.watches["lea"].full_read()
    await rig.settled()
    return illegal


@pytest.mark.parametrize("words", ["Thank you.\n", "Received, thank you.\n"])
async def test_who_thanks_for_a_digest_keeps_no_notice_back(words: str) -> None:
    """Each week that was a question about all cases, and until it was answered everything stayed online."""
    rig = agreed()
    illegal = await thanked(rig, words)
    assert not (await rig.case(illegal)).pauses_open()
    assert (await rig.case(illegal)).unconfirmed()  # of the report it is no receipt
    shown = [one.to_id for one in rig.events(desk_of(rig.clock.now()), MailQueued) if one.kind == "lea-words"]
    assert shown == [one.name for one in rig.site.analysts]
    assert rig.boxes["lea"].folders() == {"Hotline/LEA": 1}


@pytest.mark.parametrize(
    "words",
    [
        "Please wait with the notice.\n",
        "What is this?\n",
        "We see it otherwise.\n",
        "[REMOVED]\n",
        "Dec 24\n",
        "Thank you.\n\n[HALT]\n",
        "Thank you. [WARTEN]\n",
        "\u8bf7\u7b49\n",
    ],
)
async def test_P7_what_else_is_said_in_an_answer_to_a_digest_is_asked_about(words: str) -> None:
    rig = agreed()
    illegal = await thanked(rig, words)
    case = await rig.case(illegal)
    assert case.pauses_open() or case.holds_in_force()
