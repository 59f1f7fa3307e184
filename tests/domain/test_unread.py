"""What is attached to an LEA's mail is never opened: somebody has to look at it (P7)."""

from dataclasses import replace

import pytest

from hotlined.domain.mail.message import Attachment, Original
from hotlined.domain.programs.voice import keeps_a_message
from tests.support.mails_in import police_mail
from tests.support.site import make_agreement
from tests.support.world import World, home_site, reported


def attached(kind: str, name: str = "file", *, is_form: bool = False) -> Attachment:
    return Attachment(name, kind, 100, "0" * 64, is_form)


def reply(world: World, *files: Attachment, originals: tuple[Original, ...] = ()) -> None:
    """A signed receipt with these files, and nothing else in it."""
    thread = (world.letters("annex-i")[0].message_id,)
    mail = police_mail("Received, thank you.", signed=True, references=thread, received_at=world.now)
    world.take(replace(mail, attachments=files, originals=originals))


@pytest.mark.parametrize(
    "kind",
    [
        "application/pdf",
        "application/octet-stream",
        "text/plain",
        "message/rfc822",
        "image/tiff",
        "image/heic",
    ],
)
def test_P7_a_receipt_with_a_file_counts_and_an_analyst_is_asked_to_look_at_it(kind: str) -> None:
    world = reported()

    reply(world, attached("image/png"), attached(kind))

    assert not world.case.unconfirmed()
    assert [one.why for one in world.case.pauses_open()] == ["it has an attachment that nobody has read"]


@pytest.mark.parametrize(
    "kind", ["image/png", "application/pgp-keys", "application/pgp-signature", "text/vcard"]
)
def test_a_logo_a_key_a_signature_and_a_visiting_card_ask_nobody(kind: str) -> None:
    world = reported()

    reply(world, attached(kind))

    assert not world.case.pauses_open()


@pytest.mark.parametrize(("name", "asked"), [("lea-statistics.csv", False), ("information.txt", True)])
def test_P7_our_table_asks_nobody_and_a_text_that_is_only_named_like_a_form_does(
    name: str, asked: bool
) -> None:
    world = reported()

    reply(world, attached("text/plain", name, is_form=True))

    assert bool(world.case.pauses_open()) is asked


def test_our_own_report_attached_to_the_answer_asks_nobody_and_another_mail_does() -> None:
    for message_id in (None, "<other@police.example.com>"):
        world = reported()
        ours = world.letters("annex-i")[0].message_id

        reply(world, attached("message/rfc822"), originals=(Original(ours, None),))
        assert not world.case.pauses_open()
        reply(world, attached("message/rfc822"), originals=(Original(ours, None), Original(message_id, None)))
        assert world.case.pauses_open()


def test_the_agreement_may_pass_them() -> None:
    world = reported(World(home_site(agreement=make_agreement(lea_attachments="pass"))))

    reply(world, attached("application/pdf"))

    assert not world.case.pauses_open()


@pytest.mark.parametrize("kind", ["application/pgp-encrypted", "application/pkcs7-mime"])
def test_P7_an_encrypted_part_inside_of_a_mail_is_asked_about_whatever_is_agreed_of_files(kind: str) -> None:
    world = reported(World(home_site(agreement=make_agreement(lea_attachments="pass"))))

    reply(world, attached(kind))

    assert [one.why for one in world.case.pauses_open()] == ["a part of it is encrypted, and cannot be read"]


@pytest.mark.parametrize("agreed", ["pass", "ask"])
@pytest.mark.parametrize(
    ("kind", "name"), [("application/pgp-encrypted", "file"), ("application/octet-stream", "encrypted.asc")]
)
@pytest.mark.parametrize("text", ["This message is confidential.", "Is there anything new?", ""])
def test_P7_the_question_says_first_that_a_part_is_encrypted(
    agreed: str, kind: str, name: str, text: str
) -> None:
    """A gateway adds a disclaimer to an encrypted mail: the question showed that, as if it were all of it."""
    world = reported(World(home_site(agreement=make_agreement(lea_attachments=agreed))))

    thread = (world.letters("annex-i")[0].message_id,)
    mail = police_mail(text, references=thread, received_at=world.now)
    world.take(replace(mail, attachments=(attached(kind, name),)))

    assert [one.why for one in world.case.pauses_open()] == ["a part of it is encrypted, and cannot be read"]


@pytest.mark.parametrize(
    "text",
    [
        "Sie haben eine verschlüsselte Nachricht erhalten.",
        "Officer One has sent you a protected message.",
        "You have received a secure message.",
        "Vous avez reçu un message sécurisé.",
        "Officer One hat Ihnen eine geschützte Nachricht gesendet. Eingang bestätigt.",
    ],
)
def test_P7_a_message_that_waits_behind_a_link_is_no_receipt_and_somebody_has_to_read_it(text: str) -> None:
    world = reported()

    thread = (world.letters("annex-i")[0].message_id,)
    world.take(police_mail(text, references=thread, received_at=world.now))

    assert world.case.unconfirmed()
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "text", ["We have received your encrypted message.", "Ihre verschlüsselte Nachricht haben wir erhalten."]
)
def test_an_officer_who_speaks_of_our_encrypted_mail_has_it(text: str) -> None:
    assert not keeps_a_message(text)


def test_P7_you_have_received_a_message_pauses_and_the_small_print_of_a_list_does_not() -> None:
    assert keeps_a_message("You have received a message.")
    assert not keeps_a_message("You have received this e-mail because you are a partner of the unit.")
