"""The banner that a mail gateway puts on top of an officer's mail: nobody has written it."""

from functools import cache

import pytest

from hotlined.domain.cases.state import Case
from hotlined.domain.replies.banner import is_banner
from tests.support.lea_set import Desk
from tests.support.mails_in import police_mail
from tests.support.world import World, home_site, reported

WORDS = Desk().site  # with the shipped phrases
LONG = (
    "CAUTION: This email originated from outside of the organisation. Do not click links or open attachments"
    " unless you recognize the sender."
)
BANNERS = [
    "This message was received from an external sender.",
    "CAUTION: external email.",
    "Diese E-Mail kommt von einem externen Absender.",
    "Diese Nachricht wurde von einem externen Absender empfangen.",
    "Hoiatus: kiri saabus väljastpoolt organisatsiooni.",
    "Šis laiškas gautas iš išorinio siuntėjo.",
    "Šis e-pasts saņemts no ārēja sūtītāja.",
    "Detta meddelande har mottagits från en extern avsändare.",
    "Varning: Detta e-postmeddelande kommer från en extern avsändare.",
    "Αυτό το μήνυμα προέρχεται από εξωτερικό αποστολέα.",
    "Ce message a été reçu d'un expéditeur externe.",
    "Este correo procede de un remitente externo.",
    "Questo messaggio proviene da un mittente esterno.",
    "Deze e-mail komt van een externe afzender.",
    "Ta wiadomość pochodzi od nadawcy zewnętrznego.",
    "Este e-mail foi enviado por um remetente externo.",
]


@cache
def _reported() -> World:
    return reported(World(home_site(phrases=WORDS.phrases, spoken_day=WORDS.spoken_day)))


def after(text: str) -> Case:
    """The case after an officer's signed answer to the report."""
    world = _reported().copied()
    thread = (world.letters("annex-i")[0].message_id,)
    world.take(police_mail(text, signed=True, references=thread, received_at=world.now))
    return world.case


@pytest.mark.parametrize("banner", BANNERS)
def test_P8_a_banner_is_no_receipt_and_asks_nobody_beside_one(banner: str) -> None:
    assert is_banner(banner)
    assert not after(f"{banner}\n\nKind regards\nKim").fragments[0].is_confirmed
    made = after(f"{banner}\n\nReceived.\n\nKind regards\nKim")
    assert made.fragments[0].is_confirmed
    assert not made.pauses_now()


def test_P8_nor_is_one_with_words_of_its_own() -> None:
    made = after("This message was received from an external sender and may be dangerous.\n\nThanks")
    assert not made.fragments[0].is_confirmed
    assert made.pauses_now()


@pytest.mark.parametrize(
    "text",
    [
        "We have received your report and forwarded it to our external partner organisation.",
        "Wir haben Ihre Meldung über unseren externen Eingang erhalten, Absender Hotline.",
    ],
)
def test_P8_a_person_who_passes_a_report_on_to_others_outside_has_received_it(text: str) -> None:
    assert after(text).fragments[0].is_confirmed


@pytest.mark.parametrize(
    ("plea", "waits"),
    [
        ("Hold.", True),
        ("Nothing may go out before Friday.", True),
        ("Please wait.", True),
        ("The operation is ongoing.", False),
        ("We are still investigating.", False),
    ],
)
def test_P7_what_an_officer_writes_in_the_line_of_a_banner_is_heard(plea: str, waits: bool) -> None:
    """A program that makes text of HTML has put the two together."""
    made = after(f"{LONG} {plea}\n\nReceived.")
    assert bool(made.holds_in_force()) is waits
    assert waits or made.pauses_now()


@pytest.mark.parametrize(
    "text", ["Received.", "Message received.", "Please wait from outside.", "External sender"]
)
def test_a_sentence_of_an_officer_is_no_banner(text: str) -> None:
    assert not is_banner(text)


@pytest.mark.parametrize(
    "text",
    [
        "EXTERNAL SENDER - Received.",
        "EXTERNAL EMAIL: Received, thanks.",
        "EXTERNE E-MAIL | Erhalten.",
        "VÄLINE SAATJA \u2013 Kätte saadud.",
        "EXTERN AVSÄNDARE - Mottaget.",
    ],
)
def test_a_receipt_behind_a_banner_in_capitals_counts(text: str) -> None:
    made = after(text)
    assert made.fragments[0].is_confirmed
    assert not made.pauses_now()


@pytest.mark.parametrize(
    "text",
    [
        "EXTERNAL MAIL: RECEIVED",
        "EXTERNAL EMAIL - received from outside your organisation",
        "EXTERNAL SENDER - This message was received from an external sender.",
        "External sender - received",
    ],
)
def test_P8_what_a_gateway_may_have_written_behind_it_is_no_receipt(text: str) -> None:
    assert not after(text).fragments[0].is_confirmed


def test_P7_what_asks_to_wait_behind_it_is_heard() -> None:
    assert after("EXTERNAL SENDER - please hold the notice").holds_in_force()
