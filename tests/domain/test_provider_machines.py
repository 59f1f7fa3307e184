"""What a provider's ticket system or robot sends: acknowledgements are filed, a person reads the rest."""

import pytest

from hotlined.domain.mail.message import Classified, MailClass
from hotlined.domain.programs.robots import BY_WORDS, MARKED, REFUSED
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import provider_mail
from tests.support.world import World, noticed

ROBOT = Classified(MailClass.ROBOT, MARKED)
AUTOMATIC = Classified(MailClass.AUTOMATIC, "Auto-Submitted")
RT = """This message has been automatically generated in response to the
creation of a trouble ticket regarding:
	"Notice",
a summary of which appears below.

Your ticket has been assigned an ID of [desk.example #47].

Please include the string:

   [desk.example #47]

in the subject line of all future correspondence about this issue.

Thank you,
abuse@desk.provider.example.net
"""


def sent(world: World, text: str, classified: Classified = ROBOT) -> str:
    """A machine's mail in the notice's thread; the folder it ends in."""
    about = (world.case.notices[0].message_id,)
    return world.take(provider_mail(text, references=about, classified=classified)).folder


@pytest.mark.parametrize(
    "text",
    [
        "Your request (1) has been updated.\n\nWe cannot open this page. Could you send us a screenshot?",
        "We have reviewed this and do not see a violation of our terms. The page stays online.",
        "Your ticket has been deemed solved.",
        "We have forwarded your complaint to our customer.",
        "Vielen Dank für Ihre Meldung. Wir haben die Seite vom Netz genommen.",
        "We received your request 4711. The content has been removed.",
        "La cuenta ha sido dada de baja.",
    ],
)
@pytest.mark.parametrize("classified", [ROBOT, AUTOMATIC])
def test_what_an_agent_writes_through_a_ticket_system_is_read_as_a_provider_s_answer(
    text: str, classified: Classified
) -> None:
    world = noticed()

    assert sent(world, text, classified) == Folder.PROVIDER

    assert len(world.letters("provider-words")) == 2
    assert world.case.notices[0].asks


@pytest.mark.parametrize("text", ["Removed", "The content has been removed.", "NOT-OURS 1 Other Net"])
@pytest.mark.parametrize("classified", [ROBOT, AUTOMATIC])
def test_a_machine_s_word_changes_no_item_since_it_may_be_about_its_ticket(
    text: str, classified: Classified
) -> None:
    world = noticed()

    sent(world, text, classified)

    (item,) = world.case.items
    assert item.removed_by is None
    assert not item.disowned_by
    assert world.case.notices[0].asks


@pytest.mark.parametrize(
    "text",
    [
        "This mailbox is no longer monitored. Reports are accepted through our form only.",
        "Diese Adresse wird nicht mehr betreut. Bitte nutzen Sie unser Formular.",
        "This person no longer works for us.",
    ],
)
def test_that_nobody_reads_the_notice_is_told_to_the_analysts(text: str) -> None:
    world = noticed()

    sent(world, text, AUTOMATIC)

    assert len(world.letters("provider-words")) == 2
    assert world.case.notices[0].answered_at is None  # it is silent, for the figures and for the LEA


def test_a_gate_that_holds_the_notice_back_until_somebody_clicks_is_told_to_the_analysts() -> None:
    world = noticed()

    sent(world, "Your message is held. Click here to confirm.", Classified(MailClass.ROBOT, BY_WORDS))

    assert len(world.letters("provider-words")) == 2


@pytest.mark.parametrize(
    ("text", "classified"),
    [
        ("Your request (1) has been received and is being reviewed by our support staff.", ROBOT),
        ("We have received your request. To add additional comments, reply to this email.", ROBOT),
        ("Ihre Nachricht wurde unter der Ticketnummer 2026030210000123 erfasst.", ROBOT),
        (RT, ROBOT),
        (
            "Just confirming that we got your request. We're on it.\n\nView request\n\n"
            "Sent on March 3, 2026 11:02:10 AM CET",
            ROBOT,
        ),
        (
            "This is an automated response confirming the receipt of your ticket. One of our agents will"
            " get back to you as soon as possible. For your records, the details of the ticket are listed"
            " below.\n\nDepartment: Abuse\nStatus: Open",
            ROBOT,
        ),
        ("I am out of the office until Monday.", AUTOMATIC),
        ("", ROBOT),
        ("Your message was read.", Classified(MailClass.MDN, "a report")),
    ],
)
def test_an_acknowledgement_or_absence_is_filed_and_nobody_is_written_to(
    text: str, classified: Classified
) -> None:
    world = noticed()

    assert sent(world, text, classified) == Folder.AUTOMATIC

    assert world.letters("provider-words") == []
    assert world.case.notices[0].answered_at is None


@pytest.mark.parametrize(
    "text",
    [
        "We received your report and looked at it. This does not violate our policy, so it stays.",
        "We received your report. Received on March 3, it came too late for us to act on it.",
        "We received your request. Please send us the exact URL and include the string [desk #47].",
        "We've received your request. We're on it, and need the login that you used.",
        "We received your report. We are confirming the receipt and ask for the IP address of the item.",
        "We got your request, but we will not process it without an order of a court.",
        "Ihre Anfrage ist eingegangen, aber ohne Gerichtsbeschluss entfernen wir nichts von alledem.",
        "We received your report. This address handles spam only; write to legal@provider.example.net.",
    ],
)
def test_what_stands_beside_an_acknowledgement_is_shown_and_puts_no_reminder_off(text: str) -> None:
    world = noticed()

    assert sent(world, text) == Folder.AUTOMATIC

    assert len(world.letters("provider-words")) == 2
    assert world.case.notices[0].answered_at is None


def test_that_a_provider_s_system_took_no_ticket_is_told_to_the_analysts() -> None:
    world = noticed()

    sent(world, "Your ticket could not be created.", Classified(MailClass.ROBOT, REFUSED))

    assert len(world.letters("provider-words")) == 2
    assert world.case.notices[0].answered_at is None
