"""P7: a statement in words that are harmless one by one is not understood, beside a receipt too."""

import pytest

from hotlined.domain.mail.message import Attachment
from hotlined.domain.replies.receipts import understand
from hotlined.domain.steps.filing import read_lea_tags
from tests.domain.test_plain_statements import SITE, said
from tests.support.mails_in import T0, police_mail


@pytest.mark.parametrize(
    "text",
    [
        "Received. We will do the notice.",
        "Received, we will do the notice.",
        "Received, we do the notice ourselves.",
        "Received. Any notice through us.",
        "Received. Notice by us.",
        "Received. This is our page.",
        "Received. We are with the provider.",
        "Received. The notice is a problem.",
        "Received. He is the provider.",
        "Received. He is our officer.",
        "Received. It is our system.",
        "Received. We will do it.",
        "Received, see attached letter. Our ref: 55",
        "Received. Please do so by letter.",
        "Received. From now on to the other unit.",
        "Kätte saadud. See on meie leht.",
        "Mottaget. Det är vår sida.",
        "Erhalten. Das machen wir selbst.",
        "Received. Other department",
        "Received.\n\nOther Department",
        "Received, other department.",
        "Received. Via colleague",
        "Received, leave it with me.",
        "Erhalten. Andere Abteilung",
        "Kätte saadud. Teine osakond",
        "Mottaget. Annan avdelning",
        "Gauta. Kitas skyrius",
        "Ελήφθη. Άλλη υπηρεσία",
        "Reçu. Autre service",
        "Mottaget. Andra kollegor",
        "Received.\n\nour team first",
        "Received. Via unit",
        "Received, this is over.",
    ],
)
def test_P7_who_acts_instead_of_us_is_asked_about_also_in_words_that_are_harmless_one_by_one(
    text: str,
) -> None:
    meaning = said(text)

    assert meaning.unclear or meaning.hold


@pytest.mark.parametrize(
    "text",
    [
        "Received. Both files are here.",
        "Received, it is here with us.",
        "Received, all fine.",
        "Received. We have everything.",
        "Received. It is with our unit.",
        "Received. We are on it.",
        "Sir/Madam\n\nReceived.",
        "Morning,\n\nreceived.",
        "Cyber Crime Unit\n\nReceived.",
        "Received. Case no. 2026/114.",
        "Received. They will treat it further.",
        "Received and it is complete.",
        "Received. Will do.",
        "Received. We are good.",
        "Received. I am the officer on duty today.",
        "Received. I am on duty until 6 pm.",
        "Received.\n\nAnders",
        "Received.\n\nAnders Berg",
        "Erhalten.\n\nKHK Anders",
        "Erhalten. Anders, KHK",
        "Erhalten.\n\nFrau Anders",
        "Mottaget.\n\nAnders, utredare",
        "Mottaget.\n\nAnders /NOA",
        "Received.\n\nInspector Andra",
        "Received, over to the team.",
        "Received. Over to team 4.",
        "Received.\n\nPolice national headquarters",
        "Received.\n\nStaff officer\nsecond floor",
        "Erhalten.\n\nzentrale ansprechstelle",
        "Ελήφθη.\n\nαστυνομικός διευθυντής",
        "Käes.\n\nkriminaalpolitsei büroo",
        "Gauta.\n\nkriminalinė policija",
        "Mottaget.\n\nNationella avdelningen",
        "Mottaget.\n\nregion syd",
        "Received.\n\nKind regards\nAndra Pop",
        "Received.\n\nRegional Police",
        "Received. Forwarded to another department.",
        "Received.\n\nURL address: https://media.provider.example.net/item1",
        "Received. It is now with the team in Tallinn.",
        "Bien reçu. Tout est là.",
        "Recibido. Todo está aquí.",
        "Ricevuto. Abbiamo tutto.",
        "Přijato. Je to u nás.",
        "Erhalten. Anbei das Aktenzeichen: 55 Js 1/26.",
        "Received.\n\nKind regards\nJane Doe\nCyber Crime Unit, direct line to us: +372 555 0199",
    ],
)
def test_what_speaks_of_our_mail_a_letterhead_and_a_number_ask_nobody(text: str) -> None:
    meaning = said(text)

    assert meaning.received
    assert not meaning.unclear


POINTING = [
    "Received, see attachment.",
    "Received. Please find attached our order.",
    "Erhalten, siehe Anlage.",
    "Reçu, voir pièce jointe.",
    "Gauta, žr. priedą.",
    "Mottaget, se bilaga.",
]


@pytest.mark.parametrize("text", POINTING)
@pytest.mark.parametrize("files", [(), (Attachment("logo.png", "image/png", 9, "0" * 64),)])
def test_P7_what_points_to_a_file_that_did_not_come_is_asked_about(
    text: str, files: tuple[Attachment, ...]
) -> None:
    mail = police_mail(text, subject="", attachments=files)

    assert understand(mail, read_lea_tags(mail, SITE), SITE, T0).unclear


def test_a_file_that_came_is_left_to_what_the_agreement_says_of_files() -> None:
    letter = Attachment("letter.pdf", "application/pdf", 9, "0" * 64)
    mail = police_mail("Received, see attachment.", subject="", attachments=(letter,))

    assert not understand(mail, read_lea_tags(mail, SITE), SITE, T0).unclear


@pytest.mark.parametrize(
    "text",
    [
        "Please confirm that we have received everything.",
        "Please check whether we have received all parts.",
        "Le rogamos confirme que hemos recibido todo.",
    ],
)
def test_P8_who_asks_us_to_confirm_that_all_was_received_has_not_said_so(text: str) -> None:
    meaning = said(text)

    assert not meaning.received
    assert meaning.unclear or meaning.question


def test_a_receipt_beside_no_objection_counts() -> None:
    meaning = said("Received, no objection to the notice.")

    assert meaning.received
    assert meaning.needless
    assert not meaning.unclear


@pytest.mark.parametrize(
    "text",
    [
        "We received no objection to the notice.",
        "No objection received to the notice.",
        "No objections received against the notice.",
        "Kein Einspruch eingegangen.",
        "Einwände haben wir keine erhalten.",
        "Ühtegi vastuväidet ei ole kätte saadud.",
    ],
)
def test_P8_an_objection_that_nobody_received_is_no_receipt(text: str) -> None:
    assert not said(text).received


def test_a_receipt_with_no_objection_counts() -> None:
    assert said("Received with no objection.").received
