"""Absence put together from parts of one language (P8)."""

import pytest

from hotlined.domain.programs.absence_parts import (
    heard,
    names_colleague,
    says_away,
    says_back,
    says_gone,
    says_unread,
)
from hotlined.domain.programs.phrases import bare


@pytest.mark.parametrize(
    "sentence",
    [
        "I won't be in the office this week.",
        "Ich bin momentan nicht an meinem Arbeitsplatz.",
        "Je ne suis pas joignable aujourd'hui.",
        "Momentálně nejsem v práci.",
        "Ezen a héten nem vagyok elérhető.",
        "Αυτή την εβδομάδα δεν είμαι στην υπηρεσία.",
        "En ole tällä viikolla töissä.",
        "Ma ei ole kuni 17. veebruarini tööl.",
        "Šonedēļ neesmu darbā.",
        "Šiuo metu manęs nėra darbe.",
    ],
)
def test_not_at_work_is_absence_in_whatever_words_stand_between(sentence: str) -> None:
    assert says_away(heard(bare(sentence)))


@pytest.mark.parametrize(
    "sentence",
    [
        "The prosecutor is not in the office today.",  # somebody else
        "We looked at the first link and it is not available from here.",
        "Obsah již není dostupný, ověřeno dnes ráno.",
        "Su escrito ha tenido entrada en esta Unidad de servicio.",  # "en" is "not" in Finnish
        "Vi jobbar fortfarande med den här, gör inget tills vidare är ni snälla.",  # "ni" is "not" in Slovene
        "I am in the office.",
    ],
)
def test_P8_what_somebody_says_of_others_or_of_the_content_is_no_absence(sentence: str) -> None:
    assert not says_away(heard(bare(sentence)))


def test_the_other_parts() -> None:
    assert says_back(heard(bare("Er tilbage d. 24.")))
    assert says_back(heard(bare("Reopens on Tuesday")))
    assert not says_back(heard(bare("The case goes back to the court.")))
    assert says_unread(heard(bare("Nous ne lisons pas la messagerie pendant cette période.")))
    assert not says_unread(heard(bare("We have read your message.")))
    assert says_gone(heard(bare("Diese Mailadresse ist nicht mehr in Betrieb.")))
    assert not says_gone(
        heard(bare("Three addresses give a 404 today, while the content is no longer online."))
    )
    assert names_colleague(heard(bare("Kontakt venligst min kollega.")))
