"""An "already" inside of the word that content is gone (P7)."""

import pytest

from tests.domain.test_plain_statements import asked_about, said


@pytest.mark.parametrize(
    "text",
    [
        "The content has already been removed.",
        "The content has since been taken down.",
        "It is already gone.",
        "The content has now been removed.",
        "Der Inhalt wurde bereits entfernt.",
        "Die Inhalte sind übrigens schon nicht mehr online.",
        "Το περιεχόμενο έχει ήδη αφαιρεθεί.",
        "Sisu on juba eemaldatud.",
        "Innehållet är redan borttaget.",
    ],
)
def test_P7_content_that_is_already_gone_asks_nobody(text: str) -> None:
    meaning = said(f"{text}\n\nLee Example\n")

    assert meaning.words == ("removed",)
    assert not asked_about(meaning)


@pytest.mark.parametrize(
    "text",
    [
        "The content has not already been removed.",
        "Has the content already been removed?",
        "The content will have already been removed by Friday.",
        "Half of the content has already been removed.",
        "If it has already been removed, please tell us.",
        "Der Inhalt wurde noch nicht bereits entfernt.",
        "Wurde der Inhalt bereits entfernt?",
        "Your mail has already been deleted.",
        "We thought the content has now been removed, and it is back.",
        "Le contenu n'a pas déjà été supprimé.",
    ],
)
def test_P5_an_already_makes_nothing_gone_that_is_not(text: str) -> None:
    meaning = said(f"{text}\n\nLee Example\n")

    assert meaning.removed is None or asked_about(meaning)


@pytest.mark.parametrize(
    "text",
    [
        "Please confirm the content has been removed.",
        "Please confirm that the content has already been removed.",
        "Kindly confirm the content is offline.",
        "Please confirm it is gone.",
        "Thank you for letting us know that the content has been removed.",
        "Noted that the content has already been removed.",
        "We see the content has been removed.",
        "Der Kollege ist nicht mehr online.",
        "Der Kollege ist schon nicht mehr online.",
        "The officer is already offline.",
    ],
)
def test_P5_what_is_to_be_confirmed_or_was_heard_is_not_gone_by_it(text: str) -> None:
    meaning = said(f"{text}\n\nLee Example\n")

    assert meaning.removed is None or asked_about(meaning)


@pytest.mark.parametrize(
    "text",
    [
        "We can confirm the content has been removed.",
        "Please note the content has already been removed.",
        "Just to let you know, the content has been removed.",
        "Noted, the content has already been removed.",
    ],
)
def test_P7_who_says_that_it_is_gone_is_still_heard(text: str) -> None:
    assert said(f"{text}\n\nLee Example\n").words == ("removed",)
