"""Bounces of our own mails: noted once, alarmed, never a loop (P8, P12)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.domain.due.deadlines import DueKind
from hotlined.domain.letters.who import undelivered_to
from hotlined.domain.mail.message import Bounced, Classified, Disposition, Inbound, MailClass
from hotlined.domain.officers import came_back
from hotlined.domain.officers.machines import FILE_NOT_TAKEN, GATED, GIVEN_UP, NOTHING_TAKEN
from hotlined.domain.programs.moderated import HELD, REJECTED
from hotlined.domain.programs.robots import BY_WORDS, CHALLENGES, FILE_LOST, REFUSED
from hotlined.domain.record.casework import CaseClosed
from hotlined.domain.steps import which
from hotlined.domain.steps.asking import MOST_LOOSE
from hotlined.domain.steps.delivery import WITH_MODERATOR
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import FORM, UNIT, Address, analyst_mail, dsn, mail_in, police_mail
from tests.support.site import make_site
from tests.support.world import World, home_site, kinds_due, noticed, reported


def alarms(world: World) -> int:
    """How many mails of an alarm about a bounce there are."""
    return len([draft for draft in world.letters("alarm") if draft.values["what"] == "bounced"])


def test_a_failed_report_is_alarmed_once() -> None:
    world = reported()
    (report,) = world.letters("annex-i")

    for _ in range(2):
        assert world.take(dsn(report.message_id)).folder == Folder.BOUNCES

    assert world.case.sent[report.message_id].bounced
    assert alarms(world) == 2  # one for each analyst


@pytest.mark.parametrize("disposition", [Disposition.DELAYED, Disposition.DELIVERED])
def test_delayed_and_delivered_are_not_final(disposition: Disposition) -> None:
    world = reported()
    (report,) = world.letters("annex-i")

    world.take(dsn(report.message_id, disposition))

    assert not world.case.sent[report.message_id].bounced
    assert alarms(world) == 0


def test_P8_no_notification_of_a_machine_is_a_receipt() -> None:
    world = reported()

    for disposition in Disposition:
        world.take(dsn(world.letters("annex-i")[0].message_id, disposition))

    assert world.case.unconfirmed()


def test_several_recipients_in_one_notification_alarm_once() -> None:
    world = reported()
    mail = dsn(world.letters("annex-i")[0].message_id)
    twice = replace(mail.classified, bounced=mail.classified.bounced * 2)

    world.take(replace(mail, classified=twice))

    assert alarms(world) == 2


def test_a_bounce_is_known_by_the_token_of_the_envelope_sender() -> None:
    world = reported()
    (report,) = world.letters("annex-i")
    to = (Address(f"lea+{report.token}", "hotline.example.org"),)
    failed = Classified(MailClass.DSN, "report", (Bounced("x@example.com", Disposition.FAILED),))

    world.take(mail_in("", classified=failed, recipients=to, mailbox="lea"))

    assert world.case.sent[report.message_id].bounced


def test_a_notification_that_names_nobody_is_taken_for_a_failure() -> None:
    world = reported()
    mail = dsn(world.letters("annex-i")[0].message_id)

    world.take(replace(mail, classified=replace(mail.classified, bounced=())))

    assert alarms(world) == 2


def test_a_bounce_of_nothing_of_ours_is_filed() -> None:
    world = reported()
    before = world.case

    assert world.take(dsn("<unknown@example.com>")).folder == Folder.BOUNCES
    assert world.case == before


def of_nothing(recipient: str, disposition: Disposition = Disposition.FAILED, **fields: object) -> Inbound:
    """A bounce that returns nothing of ours: neither Message-ID nor token, to the plain address."""
    told = (Bounced(recipient, disposition),) if recipient else ()
    classified = Classified(MailClass.DSN, "from a mail server", told)
    daemon = (Address("mailer-daemon", "mx1.police.example.com"),)
    return mail_in("", **{"classified": classified, "mailbox": "lea", "from_": daemon, **fields})


@pytest.mark.parametrize(
    "recipient",
    ["reports@police.example.com", "lee@police.example.com", "desk@internal.police.example.com", ""],
)
def test_P7_a_bounce_that_only_says_whom_a_mail_did_not_reach_keeps_the_units_notices_back(
    recipient: str,
) -> None:
    world = reported()

    decision = world.take(of_nothing(recipient, received_at=world.now))

    assert decision.folder == Folder.BOUNCES
    (pause,) = world.case.pauses_open()
    assert (pause.why, pause.who) == (came_back.UNNAMED, "national")
    assert world.letters("question")
    world.wait(timedelta(hours=25))
    world.sweep(world.fence())
    world.gate(fence=world.fence())
    assert world.sent == []


def test_P7_the_question_about_a_bounce_says_that_a_mail_server_wrote_it_and_what_it_tells() -> None:
    world = reported()
    told = Bounced("desk@police.example.com", Disposition.FAILED, "5.1.1", "smtp; 550 user unknown")
    classified = Classified(MailClass.DSN, "from a mail server", (told,))

    world.take(of_nothing("", classified=classified, received_at=world.now))

    for draft in world.letters("question"):
        assert draft.values["who"].server
        text = str(draft.values["text"])
        assert "From: mailer-daemon@mx1.police.example.com" in text
        assert "Final-Recipient: desk@police.example.com\nAction: failed\nStatus: 5.1.1\n" in text
        assert "550 user unknown" in text


@pytest.mark.parametrize(
    ("recipient", "disposition"),
    [
        ("somebody@example.net", Disposition.FAILED),  # a forged sender's spam
        ("reports@police.example.com.example.net", Disposition.FAILED),
        ("reports@police.example.com", Disposition.DELAYED),
        ("reports@police.example.com", Disposition.DELIVERED),
    ],
)
def test_a_bounce_of_nothing_known_that_is_not_the_LEAs_or_not_final_asks_nobody(
    recipient: str, disposition: Disposition
) -> None:
    world = reported()

    world.take(of_nothing(recipient, disposition, received_at=world.now))

    assert world.case.pauses_open() == ()
    assert world.letters("question") == []


def test_a_bounce_that_brings_back_a_mail_of_somebody_elses_asks_nobody() -> None:
    world = reported()
    bounce = of_nothing("reports@police.example.com", received_at=world.now)
    spam = replace(bounce, classified=replace(bounce.classified, anothers=True))

    assert world.take(spam).folder == Folder.BOUNCES
    assert world.case.pauses_open() == ()
    assert world.letters("question") == []


def test_P7_such_a_bounce_is_one_question_about_all_cases_of_the_unit_and_of_one_that_it_names_only() -> None:
    world = reported()
    first = world.case.stream
    form = FORM.replace("item1", "item2")
    world.take(analyst_mail(form, subject="[ILLEGAL]", received_at=world.now))
    cases = [case for case in world.streams.values() if case.opened is not None]

    for recipient in ("reports@police.example.com", "lee@police.example.com"):
        named = first if recipient.startswith("lee") else ""
        world.take(of_nothing(recipient, received_at=world.now, subject=f"Undelivered: {named}"))

    assert len(cases) == 2
    paused = [len(world.streams[case.stream].pauses_open()) for case in cases]
    assert paused == [2 if case.stream == first else 1 for case in cases]


def test_P7_asked_about_alone_after_the_question_about_several_cases_it_is_a_mail_servers_still() -> None:
    """That letter said "From national (lea)", and offered [RECEIVED:by mail] and [REMOVED]."""
    world = reported()
    first = world.case.stream
    world.take(analyst_mail(FORM.replace("item1", "item2"), subject="[ILLEGAL]", received_at=world.now))
    world.take(of_nothing("reports@police.example.com", received_at=world.now))
    name = world.letters(which.KIND)[0].stream

    world.take(analyst_mail(f"[CONFIRM:{name} {first}]", subject=f"Re: {name}", received_at=world.now))

    asked = world.letters("question")
    assert {one.stream for one in asked} == {first}
    assert all(one.values["who"].server for one in asked)


def test_P7_many_such_bounces_are_few_open_questions_about_all_cases_with_the_words_of_those_replaced() -> (
    None
):
    world = reported()
    form = FORM.replace("item1", "item2")
    world.take(analyst_mail(form, subject="[ILLEGAL]", received_at=world.now))

    for number in range(1, 31):
        said = {"new_text": f"Bounce {number}", "received_at": world.now}
        world.take(of_nothing("reports@police.example.com", **said))

    cases = [case for case in world.streams.values() if case.opened is not None]
    last = world.letters(which.KIND)[-2].values
    before = world.letters(which.KIND)[-4].stream
    assert [len(case.pauses_open()) for case in cases] == [MOST_LOOSE] * 2
    assert before in str(last["why"])
    assert (cases[0].pauses_open()[-1].text or "").startswith("Bounce 30\n\n-----\n\nBounce 29")
    assert str(last["text"]).count("Bounce") == 30 - MOST_LOOSE + 1


def test_P7_a_bounces_question_never_takes_the_place_of_one_about_a_persons_words() -> None:
    """It said that a mail server wrote, and that the notices go on where the LEA has the report."""
    world = reported()
    thread = (world.letters("annex-i")[0].message_id,)
    for number in range(MOST_LOOSE):
        world.take(police_mail(f"Blorfing {number} gromble?", references=thread, received_at=world.now))

    world.take(of_nothing("reports@police.example.com", received_at=world.now))

    *persons, server = world.case.pauses_open()
    assert [one.server for one in persons] == [False] * MOST_LOOSE
    assert server.server
    assert "gromble" not in (server.text or "")


def test_a_bounce_that_names_a_confirmed_case_is_shown_and_pauses_nothing() -> None:
    world = reported()
    told = {"references": (world.letters("annex-i")[0].message_id,), "received_at": world.now}
    world.take(police_mail("[RECEIVED]", signed=True, **told))

    gone = {"subject": f"Undelivered: {world.case.stream}", "received_at": world.now}
    world.take(of_nothing("reports@police.example.com", **gone))

    assert world.case.pauses_open() == ()
    assert [one.values["why"] for one in world.letters("lea-words")] == [came_back.UNNAMED] * 2


def test_of_units_that_share_a_domain_only_the_one_whose_address_it_was_waits() -> None:
    (unit,) = make_site().units
    first = replace(unit, domains=("police.example.com",))
    second = replace(first, name="north", address=Address("north", "police.example.com"))
    site = home_site(units=(first, second))

    def gone(recipient: str) -> frozenset[str]:
        return undelivered_to(of_nothing(recipient), site)

    assert gone("reports@police.example.com") == {"national"}
    assert gone("north@police.example.com") == {"north"}
    assert gone("lee@police.example.com") == {"national", "north"}


def test_P7_a_mail_that_an_LEAs_address_passes_on_and_that_is_refused_there_did_not_reach_the_LEA() -> None:
    world = reported()
    mail = of_nothing("officer17@other.example.net", received_at=world.now)
    (told,) = mail.classified.bounced
    told = replace(told, original="reports@police.example.com")
    world.take(replace(mail, classified=replace(mail.classified, bounced=(told,))))

    (pause,) = world.case.pauses_open()
    assert pause.why == came_back.UNNAMED
    assert all("Original-Recipient: reports@" in str(one.values) for one in world.letters("question"))


def test_P7_an_lea_below_the_hotlines_own_domain_is_the_LEA_and_the_rest_below_it_is_not() -> None:
    (unit,) = make_site().units
    site = home_site(units=(replace(unit, domains=("police.hotline.example.org",)),))

    assert undelivered_to(of_nothing("lee@police.hotline.example.org"), site) == {"national"}
    assert undelivered_to(of_nothing("lee@mx.police.hotline.example.org"), site) == {"national"}
    assert undelivered_to(of_nothing("ann@mx.hotline.example.org"), site) == frozenset()


def test_that_a_report_was_delivered_is_not_asked_about_as_if_it_was_not() -> None:
    world = reported()
    told = {"from_": (UNIT,), "subject": f"Delivered: {world.case.stream}", "received_at": world.now}

    world.take(of_nothing("reports@police.example.com", Disposition.DELIVERED, **told))

    assert world.case.pauses_open() == ()
    assert world.letters("question") == []


def test_a_bounce_of_nothing_known_after_the_receipt_is_shown_and_pauses_nothing() -> None:
    world = reported()
    told = {"references": (world.letters("annex-i")[0].message_id,), "received_at": world.now}
    world.take(police_mail("[RECEIVED]", signed=True, **told))
    assert world.case.unconfirmed() == ()

    world.take(of_nothing("reports@police.example.com", received_at=world.now))

    assert world.case.pauses_open() == ()
    assert [one.values["why"] for one in world.letters("lea-words")] == [came_back.UNNAMED] * 2


def by_a_list(world: World, why: str, verdict: Disposition, kind: str = "annex-i") -> None:
    """What list software answers to the last mail of a kind."""
    about = (world.letters(kind)[-1].message_id,)
    found = Classified(MailClass.DSN, why, (Bounced("unit@lists.example.com", verdict),), about)
    world.take(mail_in("It is held.", classified=found, received_at=world.now))


def test_P8_a_list_that_rejects_the_report_is_a_failed_delivery_and_no_receipt() -> None:
    world = reported()

    by_a_list(world, REJECTED, Disposition.FAILED)

    (fragment,) = world.case.fragments
    assert world.case.sent[fragment.message_id or ""].bounced
    assert fragment.received_at is None
    assert [one.values["what"] for one in world.letters("alarm")] == ["bounced"] * 2
    world.wait(timedelta(hours=25))
    assert DueKind.NOTICE not in kinds_due(world)


def test_P7_a_list_that_holds_the_report_for_its_moderator_pauses_and_asks() -> None:
    world = reported()

    by_a_list(world, HELD, Disposition.DELAYED)

    (pause,) = world.case.pauses_open()
    assert pause.why == WITH_MODERATOR
    assert all(one.values["who"].server for one in world.letters("question"))
    assert not world.case.sent[world.letters("annex-i")[0].message_id].bounced
    assert DueKind.NOTICE not in kinds_due(world)
    assert "receipt" in kinds_due(world)


def test_a_list_that_holds_a_notice_is_told_to_the_analysts_and_pauses_nothing() -> None:
    world = noticed()

    by_a_list(world, HELD, Disposition.DELAYED, "ntd")

    assert world.case.pauses_open() == ()
    told = [one for one in world.letters("alarm") if one.values["what"] == "not-delivered"]
    assert len(told) == 2


@pytest.mark.parametrize("why", sorted(CHALLENGES))
def test_P8_a_gateway_that_wants_a_click_acknowledges_nothing_and_pauses_the_notices(why: str) -> None:
    world = reported()
    report = world.letters("annex-i")[0].message_id
    challenge = Classified(MailClass.ROBOT, why)

    world.take(police_mail("Please click here.", references=(report,), classified=challenge))

    (pause,) = world.case.pauses_open()
    assert pause.why == GATED
    assert world.case.fragments[0].received_at is None
    assert DueKind.NOTICE not in kinds_due(world)


def test_P8_a_ticket_system_that_took_nothing_acknowledges_nothing_and_an_analyst_is_asked() -> None:
    world = reported()
    report = world.letters("annex-i")[0].message_id
    mail = Classified(MailClass.ROBOT, REFUSED)

    world.take(police_mail("Your ticket could not be created.", references=(report,), classified=mail))

    (pause,) = world.case.pauses_open()
    assert pause.why == NOTHING_TAKEN
    assert world.case.fragments[0].received_at is None
    assert {"receipt"} <= {*kinds_due(world)}


def test_P8_a_ticket_without_an_attachment_acknowledges_nothing_and_an_analyst_is_asked() -> None:
    """An encrypted report is an attachment to whoever cannot read it."""
    world = reported()
    report = world.letters("annex-i")[0].message_id
    mail = Classified(MailClass.ROBOT, FILE_LOST)

    world.take(police_mail("One attachment could not be read.", references=(report,), classified=mail))

    (pause,) = world.case.pauses_open()
    assert pause.why == FILE_NOT_TAKEN
    assert world.case.fragments[0].by_machine is None
    assert {"receipt"} <= {*kinds_due(world)}


def test_a_gateway_s_mail_after_the_receipt_pauses_nothing() -> None:
    world = reported()
    report = world.letters("annex-i")[0].message_id
    world.take(analyst_mail(subject=f"[{world.case.stream}] [RECEIVED:by phone]", received_at=world.now))
    challenge = Classified(MailClass.ROBOT, BY_WORDS)

    world.take(police_mail("Please click here.", references=(report,), classified=challenge))

    assert world.case.pauses_open() == ()


ABSENT = Classified(MailClass.AUTOMATIC, "its header says so")


@pytest.mark.parametrize(
    "text",
    [
        "This mailbox is no longer in use. Please write to desk@police.example.com.",
        "I have left the unit. Your e-mail is not forwarded.",
        "Diese Adresse wird nicht mehr genutzt.",
    ],
)
def test_P8_an_absent_officer_who_does_not_come_back_pauses_the_notices_and_is_asked_about(text: str) -> None:
    world = reported()
    report = world.letters("annex-i")[0].message_id

    world.take(police_mail(text, references=(report,), classified=ABSENT))

    (pause,) = world.case.pauses_open()
    assert pause.why == GIVEN_UP
    assert world.case.fragments[0].received_at is None
    assert DueKind.NOTICE not in kinds_due(world)


def test_an_officer_who_comes_back_pauses_nothing() -> None:
    world = reported()
    report = world.letters("annex-i")[0].message_id

    world.take(police_mail("I am back on 4 May.", references=(report,), classified=ABSENT))

    assert world.case.pauses_open() == ()
    assert "receipt" in kinds_due(world)


def test_a_hold_is_not_lifted_by_what_a_list_answers() -> None:
    world = reported()
    world.take(police_mail("[HOLD]", subject=world.case.stream, received_at=world.now))

    for why, verdict in ((REJECTED, Disposition.FAILED), (HELD, Disposition.DELAYED)):
        by_a_list(world, why, verdict)

    assert world.case.holds_in_force()


def test_P12_an_alarm_that_bounces_raises_no_alarm() -> None:
    world = reported()
    world.take(dsn(world.letters("annex-i")[0].message_id))
    before = len(world.drafts)

    for draft in world.letters("alarm"):
        world.take(dsn(draft.message_id))

    assert len(world.drafts) == before


def test_P12_a_closing_letter_that_bounces_does_not_open_and_close_for_ever() -> None:
    world = reported()
    name = world.case.stream
    world.take(analyst_mail(subject=f"[{name}] [RECEIVED:by phone]"))
    world.take(analyst_mail(subject=f"[{name}] [REMOVED]"))
    (letter, _) = world.letters("closed")

    world.take(dsn(letter.message_id))

    assert world.case.closed is not None
    assert len(world.letters("closed")) == 2


def test_a_report_that_comes_back_opens_its_closed_case_again() -> None:
    world = reported()
    world.record(CaseClosed(by="Ann", why="closed by an analyst"))

    world.take(dsn(world.letters("annex-i")[0].message_id))

    assert world.case.is_open
    told = world.letters("alarm")[-1].values
    assert str(told["sentence"]).endswith("The case was closed, and is open again.")
    assert "[CLOSE] closes it again, and none goes." in str(told["todo"])


def test_whoever_closed_a_case_is_told_that_it_is_open_before_its_notice_goes() -> None:
    """The alarm asked for a receipt by phone, and with that the notice went, of a case that was closed."""
    world = reported()
    name = world.case.stream
    world.take(analyst_mail(subject=f"[{name}] [CLOSE]"))
    world.take(dsn(world.letters("annex-i")[0].message_id))
    assert "is open again" in str(world.letters("alarm")[-1].values["sentence"])

    world.take(analyst_mail(subject=f"[{name}] [CLOSE]"))
    world.wait(timedelta(hours=25))

    assert not world.case.is_open
    assert DueKind.NOTICE not in kinds_due(world)
    assert world.letters("ntd") == []


def test_a_notice_that_comes_back_is_told() -> None:
    world = noticed()

    world.take(dsn(world.case.notices[0].message_id))

    assert alarms(world) == 2
