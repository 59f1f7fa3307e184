"""The ticket that a provider's system gave: found in its subject, and repeated to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.mail.message import MailClass
from hotlined.domain.mail.tickets import LONGEST, ticket_in
from hotlined.domain.record.noticed import TicketGiven
from tests.support.mails_in import Address, analyst_mail, automatic, hours, provider_mail
from tests.support.world import World, home_site, noticed


@pytest.mark.parametrize(
    ("subject", "ticket"),
    [
        ("[Ticket#2026112410000123] Re: Notice HL-2026-000123-K-P1", "[Ticket#2026112410000123]"),
        ("[example.net #123456] AutoReply: Notice HL-2026-000123-K-P1: illegal", "[example.net #123456]"),
        ("Re: Notice HL-2026-000123-K-P1 [ABUSE-20417]", "[ABUSE-20417]"),
        ("Your request has been received (Case #00123456)", "(Case #00123456)"),
        ("##90412## : Notice", "##90412##"),
        ("Ticket ID: ABC-123-45678 opened", "Ticket ID: ABC-123-45678"),
        ("Case number: 4711-22", "Case number: 4711-22"),
        ("Anfrage Nr.: 20260042", "Anfrage Nr.: 20260042"),
        ("We have your mail, #1234567", "#1234567"),
        ("[EXTERNAL] [Ticket#123] x", "[Ticket#123]"),
        ("Re: Notice HL-2026-000123-K-P1: illegal content on your service", ""),
        ("Re: [HL-2026-000123-K] something", ""),
        ("Out of office until 2026-12-24", ""),
        ("[EXTERNAL] your mail", ""),
        ("5 things about our 24 hour service", ""),
        ("[" + "1" * 60 + "]", ""),
        ("[Ticket#12\u0663\u0664\u0665]", ""),
        ("", ""),
    ],
)
def test_a_ticket_is_found_as_it_is_written(subject: str, ticket: str) -> None:
    assert ticket_in(subject, "HL") == ticket


@given(st.text(max_size=300))
def test_what_is_taken_is_short_and_plain(subject: str) -> None:
    ticket = ticket_in(subject, "HL")

    assert len(ticket) <= LONGEST
    assert ticket.isascii()
    assert ticket.isprintable()
    assert ticket in subject


def reminded(world: World) -> dict[str, object]:
    for _ in range(2):  # after an answer the analysts are told first
        world.wait(hours(49))
        world.sweep(world.fence())
    return dict(world.letters("ntd-reminder")[-1].values)


@pytest.mark.parametrize("robot", [True, False])
@pytest.mark.parametrize("thread", [True, False])
def test_a_reminder_repeats_the_ticket_that_an_answer_gave(robot: bool, thread: bool) -> None:
    world = noticed()
    about = world.case.notices[0].message_id
    subject = f"[Ticket#20261] {world.case.stream}-P1: received"
    mail = provider_mail("We have it.", subject=subject, references=(about,) if thread else ())
    decision = world.take(automatic(mail, MailClass.ROBOT) if robot else mail)

    assert decision.folder == ("Automatic" if robot else "Provider")
    assert reminded(world)["ticket"] == "[Ticket#20261]"


def test_the_same_ticket_is_written_down_once_and_another_one_replaces_it() -> None:
    world = noticed()
    about = (world.case.notices[0].message_id,)
    for subject in ("[Ticket#111] a", "Re: [Ticket#111] b", "[Ticket#222] c"):
        world.take(automatic(provider_mail("", subject=subject, references=about), MailClass.ROBOT))

    tickets = [event.ticket for _, event in world.log if isinstance(event, TicketGiven)]
    assert tickets == ["[Ticket#111]", "[Ticket#222]"]
    assert world.case.notices[0].ticket == "[Ticket#222]"


def test_the_ticket_of_a_stranger_counts_for_nothing() -> None:
    world = noticed()
    mail = provider_mail("", subject=f"[Ticket#111] {world.case.stream}", from_=(Address("a", "b.example"),))

    world.take(automatic(mail, MailClass.ROBOT))

    assert world.case.notices[0].ticket == ""


def test_a_notice_about_content_that_is_back_names_the_ticket_too() -> None:
    world = noticed()
    about = (world.case.notices[0].message_id,)
    world.take(automatic(provider_mail("", subject="[Ticket#111] a", references=about), MailClass.ROBOT))
    for tag in ("REMOVED:1", "ONLINE:1"):
        subject = f"[{world.case.stream}] [{tag}]"
        world.take(analyst_mail("", subject=subject, received_at=world.now))
    world.wait(hours(25))
    world.sweep(world.fence())

    assert world.letters("ntd")[-1].values["ticket"] == "[Ticket#111]"


def test_P10_a_receipt_code_is_no_ticket_and_is_repeated_to_nobody() -> None:
    assert ticket_in("Re: Notice [RC-0000-0000-0000-000G]", "HL") == ""
    assert ticket_in("Re: Notice [RC-0000-0000-0000-000G] [#4711]", "HL") == "[#4711]"


@pytest.mark.parametrize(
    ("sender", "taken"),
    [
        (Address("robot", "provider.example.net"), "[Ticket#4711]"),
        (Address("robot", "desk.provider.example.net"), "[Ticket#4711]"),
        (Address("officer", "police.example"), ""),
        (Address("robot", "example.net"), ""),
        (Address("robot", "other-provider.example.net"), ""),
    ],
)
def test_P10_only_the_provider_gives_a_ticket_whoever_else_answers_its_notice(
    sender: Address, taken: str
) -> None:
    world = noticed()
    (first,) = world.letters("ntd")
    answer = {"references": (first.message_id,), "message_id": "<4711@elsewhere.example>"}

    world.take(provider_mail("Thank you.", subject="[Ticket#4711] Re: Notice", from_=(sender,), **answer))

    assert reminded(world)["ticket"] == taken
    (reminder,) = world.letters("ntd-reminder")
    assert reminder.references == (first.message_id,)


def test_P10_nothing_of_a_test_is_in_the_real_notice() -> None:
    tester = Address("test", "hotline.example.org")
    world = noticed(World(home_site(providers_to=tester)))
    (trial,) = world.letters("ntd")
    world.record(TicketGiven(number=1, ticket="[Ticket#4711]", mail="m"))
    world.take(provider_mail("Seen.", from_=(tester,), references=(trial.message_id,)))
    world.site = home_site()
    world.wait(hours(1))
    world.take(analyst_mail(subject=f"[{world.case.stream}] [NTD:now]", received_at=world.now))
    world.sweep(world.fence())

    real = world.letters("ntd")[-1]
    assert (real.test, real.in_reply_to, real.references, real.values["ticket"]) == (False, None, (), "")
