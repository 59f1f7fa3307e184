"""The question to the analysts: what it offers fits who wrote the mail that it is about."""

from pathlib import Path

import pytest

from hotlined.adapters.render import JinjaTemplates
from hotlined.domain.mail.message import Bounced, Classified, Disposition, MailClass
from tests.support.languages import ANALYSTS
from tests.support.mails_in import FORM, Address, analyst_mail, mail_in, police_mail
from tests.support.site import make_site
from tests.support.world import World, queued, reported

SERVER = {
    "de": "ein Mailserver, kein Mensch",
    "el": "διακομιστής αλληλογραφίας, όχι άνθρωπος",
    "en": "a mail server, no person",
    "et": "meiliserver, mitte inimene",
    "lt": "pašto serveris, ne žmogus",
    "sv": "en e-postserver, ingen människa",
}
POLICE = {
    "de": "polizei",
    "el": "αστυνομ",
    "en": "the lea",
    "et": "politsei",
    "lt": "polici",
    "sv": "polisen",
}
TEMPLATES = Path(__file__).parents[2] / "templates"


def offered(world: World, language: str) -> str:
    """The text of the question, in this language."""
    templates = JinjaTemplates(None, TEMPLATES, zone=make_site().hotline.timezone)
    values = {**world.letters("question")[0].values, "now": world.now}
    return templates.render("question", language, values).text


@pytest.mark.parametrize("language", ANALYSTS)
def test_the_question_about_a_refused_hold_offers_only_what_makes_sense_there(language: str) -> None:
    world = queued()
    world.take(analyst_mail("", subject=f"[{world.case.stream}] [HOLD:yesterday]", received_at=world.now))

    text = offered(world, language)

    assert "[CONFIRM:Q1]" in text
    assert "[HOLD" in text
    assert "[RECEIVED" not in text
    assert "[REMOVED" not in text


@pytest.mark.parametrize("language", ANALYSTS)
def test_the_question_about_the_leas_mail_offers_what_it_may_have_said(language: str) -> None:
    world = reported()
    thread = (world.letters("annex-i")[0].message_id,)
    world.take(police_mail("It is about the other matter.", references=thread, received_at=world.now))

    text = offered(world, language)

    assert all(tag in text for tag in ("[CONFIRM:Q1]", "[HOLD", "[RECEIVED", "[REMOVED", "[NOTE"))


@pytest.mark.parametrize(
    ("sentences", "taught"),
    [
        ("Could you ring us about this? We are not sure what to do.", False),
        ("The file lies with the registry. We are not sure what to do.", True),
    ],
)
def test_no_question_offers_to_vouch_where_nobody_can(sentences: str, taught: bool) -> None:
    """The tag was refused as it stood in the letter, and the notices waited on."""
    world = reported()
    thread = (world.letters("annex-i")[0].message_id,)
    world.take(police_mail(sentences, references=thread, received_at=world.now))

    assert ("always" in offered(world, "en")) is taught

    tag = f"[{world.case.stream}] [CONFIRM:Q1{' always' if taught else ''}]"
    assert world.take(analyst_mail("", subject=tag, received_at=world.now)).folder == "Done"
    assert not world.case.pauses_open()


@pytest.mark.parametrize("language", ANALYSTS)
def test_P7_the_question_about_a_bounce_tells_that_a_mail_server_wrote_it_and_what(language: str) -> None:
    """It said "From national (lea, claimed)", and had no text."""
    world = reported()
    told = Bounced("desk@police.example.com", Disposition.FAILED, "5.1.1", "550 see https://example.net/a")
    classified = Classified(MailClass.DSN, "from a mail server", (told,))
    server = (Address("mailer-daemon", "mx1.police.example.com"),)
    world.take(mail_in("", classified=classified, mailbox="lea", from_=server, received_at=world.now))

    text = offered(world, language)

    sender = text.splitlines()[2]
    assert "national" in sender
    assert SERVER[language] in sender
    assert "Status: 5.1.1" in text
    assert "Final-Recipient: desk@police.example.com" in text
    assert "550 see [URL]" in text
    assert "example.net" not in text
    assert all(tag in text for tag in ("[CONFIRM:Q1]", "[RECEIVED:", "[RESEND]", "[NOTE]"))
    assert "[REMOVED" not in text, "no server says that content is gone"
    hold = text.partition("  [HOLD] ")[2].partition("[HOLD:")[0]
    assert hold.splitlines()[1].startswith("      "), "it stands below its tag"
    assert POLICE[language] in hold.casefold(), "no server asks to wait"


@pytest.mark.parametrize("language", ANALYSTS)
def test_P7_of_a_bounce_that_may_be_of_several_cases_it_is_asked_whether_the_LEA_has_the_reports(
    language: str,
) -> None:
    """It said that the notices of all go on where *nothing in it asks to wait*: no mail server asks that."""
    texts = []
    for bounce in (True, False):
        world = reported()
        world.take(analyst_mail(FORM.replace("item1", "item2"), subject="[ILLEGAL]", received_at=world.now))
        told = Bounced("reports@police.example.com", Disposition.FAILED)
        classified = Classified(MailClass.DSN, "from a mail server", (told,))
        server = (Address("mailer-daemon", "mx1.police.example.com"),)
        mail = mail_in("", classified=classified, mailbox="lea", from_=server, received_at=world.now)
        world.take(mail if bounce else police_mail("It is about the other one.", received_at=world.now))
        templates = JinjaTemplates(None, TEMPLATES, zone=make_site().hotline.timezone)
        values = {**world.letters("which-case")[0].values, "now": world.now}
        texts.append(templates.render("which-case", language, values).text)

    of_server, of_person = ([*text.partition("  [CONFIRM:")[::2]] for text in texts)

    assert POLICE[language] in of_server[0].casefold()
    assert POLICE[language] in of_server[1].partition("  [CONFIRM:")[0].casefold()
    assert POLICE[language] not in of_person[1].partition("  [CONFIRM:")[0].casefold()
    assert "\n\n\n" not in texts[0]


@pytest.mark.parametrize("language", ANALYSTS)
def test_a_bounce_that_is_only_shown_is_not_said_to_be_written_by_the_unit(language: str) -> None:
    """It read *national writes*, above the words of a mail server."""
    world = World()
    told = Bounced("reports@police.example.com", Disposition.FAILED)
    classified = Classified(MailClass.DSN, "from a mail server", (told,))
    server = (Address("mailer-daemon", "mx1.police.example.com"),)
    world.take(mail_in("", classified=classified, mailbox="lea", from_=server, received_at=world.now))
    templates = JinjaTemplates(None, TEMPLATES, zone=make_site().hotline.timezone)

    values = {**world.letters("lea-words")[0].values, "now": world.now}

    first = templates.render("lea-words", language, values).text.splitlines()[0]
    assert first.startswith(f"national: {SERVER[language]} (")
    person = templates.render("lea-words", language, {**values, "server": False}).text.splitlines()[0]
    assert SERVER[language] not in person
    assert "national" in person
