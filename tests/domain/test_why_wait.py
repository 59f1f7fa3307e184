"""Sentences that explain a hold ask nobody beside one without an end, and everywhere else (P6, P7)."""

import pytest

from hotlined.domain.replies.why_wait import explains
from tests.domain.test_plain_statements import said

EXPLAINED = [
    ("Please do not send the takedown notice yet.", "We're still working on this one. I'll let you know."),
    ("Bitte vorerst nicht an den Provider rausschicken!", "Maßnahmen laufen noch. Ich melde mich."),
    ("Merci de ne pas prévenir l'hébergeur.", "Enquête en cours. Je reviens vers vous."),
    ("Por favor, no avisen al proveedor.", "La investigación sigue abierta. Ya os avisaremos."),
    ("Per ora non procedete con la rimozione.", "Sono in corso accertamenti. Vi faccio sapere."),
    ("Não notifiquem ainda o fornecedor.", "A investigação está em curso. Dou notícias em breve."),
    ("Graag de provider nog niet benaderen.", "Er loopt nog een onderzoek. We laten het weten."),
    ("Prosimy nie kontaktować się z dostawcą.", "Trwają czynności. Damy znać."),
    ("Palun oodake veel teate saatmisega.", "Uurimine käib. Anname teada."),
    ("Vänta med att kontakta leverantören.", "Utredning pågår. Vi hör av oss."),
]


@pytest.mark.parametrize(("hold", "why"), EXPLAINED)
def test_P7_why_to_wait_asks_nobody_beside_a_hold_without_an_end(hold: str, why: str) -> None:
    meaning = said(f"{hold} {why}\n\nLee Example\n")

    assert meaning.words == ("hold",)
    assert (meaning.until, meaning.until_unclear) == (None, False)


@pytest.mark.parametrize("why", ["We're still working on this one.", "I'll let you know."])
def test_P7_beside_a_receipt_or_an_end_it_is_asked_about(why: str) -> None:
    assert said(f"Received, thank you. {why}\n\nLee Example\n").unclear
    ended = said(f"Please hold the notice until 9 December. {why}\n\nLee Example\n")
    assert ended.unclear or ended.until_unclear


@pytest.mark.parametrize(
    "text",
    [
        "I'll let you know the password.",
        "Let you know what?",
        "We are still working on item 2.",
        "Call me.",
        "Ich melde mich am Montag.",
        "The report is under investigation at another unit.",
        "",
    ],
)
def test_P7_one_more_word_and_it_explains_nothing(text: str) -> None:
    assert not explains(text)
