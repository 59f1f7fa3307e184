"""A notice with every part of the daemon: tickets, removal, back online, silence, a second case."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_network

import pytest

from hotlined.app.twins import Twins
from hotlined.domain.hotline.directory import Provider
from hotlined.domain.mail.message import Envelope
from hotlined.domain.record.holding import HoldPlaced
from hotlined.domain.values.address import Address
from tests.support.fake_courier import LATER
from tests.support.rig import ABUSE, BEN, FORM, LEA, PROVIDER, Rig
from tests.support.world import World, home_site, reported

HOUR = 3600.0


def read(envelope: Envelope) -> EmailMessage:
    mail = message_from_bytes(envelope.data, policy=policy.SMTP)
    assert isinstance(mail, EmailMessage)
    return mail


def text_of(envelope: Envelope) -> str:
    body = read(envelope).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def quick() -> Rig:
    """A rig whose notices go after an hour and are reminded of after another: a day of it takes seconds."""
    rig = Rig()
    rig.agree(ntd_delay=timedelta(hours=1), ntd_reminder=timedelta(hours=1))
    return rig


async def noticed(rig: Rig) -> str:
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(HOUR + 60)
    assert len(rig.notices()) == 1
    return reference


def robot(rig: Rig, subject: str, answers: Envelope) -> bytes:
    """What a ticket system answers at once."""
    more = [("Auto-Submitted", "auto-replied")]
    to = str(read(answers)["Reply-To"])
    return rig.mail(ABUSE, subject, "We have received your mail.", to=to, answers=answers, more=more)


async def test_a_notice_from_ticket_to_silence() -> None:
    rig = quick()
    reference = await noticed(rig)
    (notice,) = rig.notices()
    rig.boxes["ntd"].deliver(robot(rig, "[Ticket#20261124] Your request", notice))
    await rig.settled()

    for _ in range(3):
        await rig.clock.advance(HOUR + 60)

    reminders = rig.notices()[1:]
    assert [read(one)["Subject"] for one in reminders] == [
        f"Reminder: notice {reference}-P1 [Ticket#20261124]"
    ] * 2
    assert all(read(one)["In-Reply-To"] == notice.message_id for one in reminders)
    escalations = [one for one in rig.courier.accepted(BEN) if b"does not reply" in one.data]
    assert len(escalations) == 1
    assert await rig.case(reference) is not None


async def test_the_escalation_names_others_in_the_directory_and_whose_registrar_to_ask() -> None:
    near = replace(PROVIDER, networks=(ip_network("192.0.2.0/24"),))
    wide = Provider("Carrier", Address("abuse", "carrier.example"), networks=(ip_network("192.0.0.0/16"),))
    rig = quick()
    rig.site = replace(rig.site, providers=(near, wide))
    await noticed(rig)

    for _ in range(3):
        await rig.clock.advance(HOUR + 60)

    (mail,) = (one for one in rig.courier.accepted(BEN) if b"does not reply" in one.data)
    assert "example[.]net" in text_of(mail)
    assert "files" not in text_of(mail)  # the name that is registered, not the host below it


async def test_content_that_is_back_gets_a_new_notice_in_the_same_thread_and_the_LEA_is_told() -> None:
    rig = quick()
    reference = await noticed(rig)
    (first,) = rig.notices()
    for tag in ("[REMOVED:1]", "[ONLINE:1]"):
        rig.boxes["intake"].deliver(rig.command(tag, reference))
        await rig.clock.advance(60)
    told = len(rig.courier.accepted(LEA))

    await rig.clock.advance(HOUR + 60)

    second = rig.notices()[-1]
    assert f"{reference}-P2" in read(second)["Subject"]
    assert first.message_id in read(second)["References"]
    assert second.message_id != first.message_id
    # removed, online again, and that the second notice left
    assert len(rig.courier.accepted(LEA)) == told + 1 >= 4


async def test_P5_a_hold_in_another_case_with_the_same_url_keeps_the_notice_back() -> None:
    rig = quick()
    await rig.start()
    first, second = await rig.opened(), await rig.opened()
    held, other = rig.reports()
    rig.boxes["lea"].deliver(rig.reply("[HOLD]", answers=held))
    await rig.settled()
    assert rig.events(first, HoldPlaced)

    await rig.clock.advance(2 * HOUR)
    assert rig.notices() == []
    assert rig.alarms("notice-waits") == 1

    rig.boxes["lea"].deliver(rig.reply("[RELEASE]", answers=held))
    await rig.clock.advance(HOUR / 2)
    assert len(rig.notices()) == 2
    assert other is not held
    assert second != first


async def test_a_notice_that_waits_for_another_case_does_not_have_the_lea_inbox_read_all_the_time() -> None:
    rig = quick()
    await rig.start()
    await rig.opened()
    await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("[HOLD]", answers=rig.reports()[0]))
    await rig.clock.advance(2 * HOUR)
    before = rig.boxes["lea"].calls.count("wait")
    await rig.clock.advance(HOUR)
    assert rig.notices() == []
    assert rig.boxes["lea"].calls.count("wait") - before <= 15


async def test_P5_after_a_restart_it_is_still_known() -> None:
    rig = quick()
    await rig.start()
    await rig.opened()
    await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("[HOLD]", answers=rig.reports()[0]))
    await rig.settled()
    await rig.kill()
    await rig.clock.advance(2 * HOUR)

    again = await rig.restarted().start()
    await again.clock.advance(HOUR)

    assert again.notices() == []


async def test_P5_a_hold_in_the_other_case_stops_a_notice_that_waits_for_the_providers_server() -> None:
    rig = quick()
    await rig.start(without=("outbox",))
    rig.boxes["intake"].deliver(rig.assessment())
    rig.boxes["intake"].deliver(rig.assessment())
    await rig.settled()
    await rig.also(rig.outbox.run)
    await rig.settled()
    reports = rig.reports()
    rig.courier.answers[ABUSE] = [LATER]
    await rig.clock.advance(HOUR + 60)

    rig.boxes["lea"].deliver(rig.reply("[HOLD]", answers=reports[0]))
    await rig.settled()
    rig.courier.answers.pop(ABUSE)
    await rig.clock.advance(2 * HOUR)

    assert rig.notices() == []


def test_what_a_case_has_no_more_is_forgotten() -> None:
    world = reported(World(home_site()))
    twins = Twins()
    twins.learn(world.case)
    assert list(twins.known().values()) == [{world.case.stream: None}]

    twins.learn(replace(world.case, form=None))
    assert twins.known() == {}
    twins.learn(world.case)
    twins.learn(replace(world.case, closed="closed"))
    assert twins.known() == {}
    assert twins.stopping(world.case) == ()


def test_ten_thousand_cases_with_one_url_are_learnt_and_asked_in_no_time() -> None:
    world = reported(World(home_site()))
    twins = Twins()
    for number in range(10_000):
        twins.learn(replace(world.case, stream=f"HL-{number}"))
    for number in range(10_000):
        assert twins.stopping(replace(world.case, stream=f"HL-{number}")) == ()

    assert len(twins.known()) == 1


async def test_a_provider_that_wants_one_mail_per_url_gets_all_of_them_at_the_due_time() -> None:
    rig = quick()
    rig.site = replace(rig.site, providers=(replace(PROVIDER, xarf="v4"),))
    rig.agree(xarf_classification="baseline")
    await rig.start()
    form = "".join(f"URL: https://files.example.net/item-{n}\n" for n in range(1, 7))
    form += "Description of the type of the content: items\n"
    rig.boxes["intake"].deliver(rig.assessment(form=form))
    await rig.settled()

    await rig.clock.advance(HOUR + 10)

    assert [read(one).get_content_type() for one in rig.notices()] == ["multipart/report"] * 6
    assert len({read(one)["Subject"] for one in rig.notices()}) == 6


async def test_P5_a_hold_that_lies_unread_when_a_reminder_is_due_is_found_before_it_leaves() -> None:
    rig = quick()
    reference = await noticed(rig)
    await rig.clock.advance(HOUR - 120)

    rig.boxes["lea"].deliver(rig.reply("Please wait."), quietly=True)
    await rig.clock.advance(300)

    assert len(rig.events(reference, HoldPlaced)) == 1
    assert len(rig.notices()) == 1  # no reminder after it


async def test_an_agent_s_answer_out_of_a_help_desk_is_not_filed_as_a_robot_s() -> None:
    rig = quick()
    reference = await noticed(rig)
    (notice,) = rig.notices()
    more = [
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Mailer", "Zendesk Mailer"),
        ("X-Zendesk-From-Account-Id", "a"),
    ]
    text = "##- Please type your reply above this line -##\n\nHello,\n\nThe content has been removed.\n"
    to = str(read(notice)["Reply-To"])

    rig.boxes["ntd"].deliver(rig.mail(ABUSE, "Re: Notice", text, to=to, answers=notice, more=more))
    await rig.settled()

    assert rig.boxes["ntd"].messages("Hotline/Automatic") == ()
    assert any(b"writes" in one.data for one in rig.courier.accepted(BEN))
    assert (await rig.case(reference)).notices[0].answered_at is not None


@pytest.mark.parametrize("machine", [False, True])
@pytest.mark.parametrize("thread", [False, True])
async def test_an_answer_that_names_two_cases_is_asked_about_in_both(machine: bool, thread: bool) -> None:
    rig = quick()
    await rig.start()
    first, second = await rig.opened(), await rig.opened(form=FORM.replace("item-1", "item-9"))
    await rig.clock.advance(HOUR + 60)
    notices = rig.notices()
    assert len(notices) == 2
    subject = f"Re: {second}-P1" if thread else f"Re: {first}-P1, {second}-P1"
    more = [("Auto-Submitted", "auto-generated")] if machine else []
    answers = notices[0] if thread else None

    rig.boxes["ntd"].deliver(
        rig.mail(ABUSE, subject, "REMOVED", to="ntd@hotline.example.org", answers=answers, more=more)
    )
    await rig.settled()

    for reference in (first, second):
        case = await rig.case(reference)
        assert case.notices[0].asks
        assert case.items[0].removed_by is None
    assert sum(b"writes" in one.data for one in rig.courier.accepted(BEN)) == 2


async def test_an_answer_that_is_only_an_attachment_is_not_shown_as_nothing() -> None:
    rig = quick()
    await noticed(rig)
    (notice,) = rig.notices()
    files = [("answer.pdf", "application/pdf", b"%PDF-1.4")]

    rig.boxes["ntd"].deliver(
        rig.mail(ABUSE, "Re: Notice", "", to=str(read(notice)["Reply-To"]), answers=notice, files=files)
    )
    await rig.settled()

    (shown,) = (one for one in rig.courier.accepted(BEN) if b"writes" in one.data)
    assert "look at the mail itself and what is attached" in text_of(shown)
