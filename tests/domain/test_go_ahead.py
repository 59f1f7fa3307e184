"""Releases that are put together from parts, and what only has the same parts (P5, P6)."""

import pytest

from hotlined.domain.replies.go_ahead import Token, go_aheads
from hotlined.domain.replies.go_ahead_words import LANGUAGES
from tests.domain.test_plain_statements import said

RELEASES = [
    "We're happy for you to contact the hosting company now.",
    "No objection from our side to the notice being sent.",
    "The provider can now be informed.",
    "Von hier aus bestehen keine Bedenken mehr gegen die Benachrichtigung des Hosters.",
    "Gegen eine Benachrichtigung des Providers bestehen unsererseits keine Einwände.",
    "Nun können Sie den Provider anschreiben.",
    "C'est bon pour nous, vous pouvez procéder au retrait.",
    "Por nuestra parte no hay inconveniente en que avisen al proveedor.",
    "Per noi potete contattare il provider.",
    "Wij hebben geen bezwaar tegen verwijdering van de content.",
    "Można już wysłać powiadomienie do dostawcy, nie mamy zastrzeżeń.",
    "Já podem avançar com a notificação.",
    "Μπορείτε να προχωρήσετε στην ειδοποίηση του παρόχου.",
    "Võite teate teenusepakkujale ära saata, meil vastuväiteid pole.",
    "Nu går det bra att skicka till leverantören.",
    "Voitte nyt lähettää ilmoituksen palveluntarjoajalle.",
    "Můžete informovat poskytovatele.",
    "Elküldhetik az értesítést a szolgáltatónak, nincs akadálya.",
    "Puteți trimite notificarea către furnizor.",
    "Galite siųsti pranešimą teikėjui.",
    "I må gerne kontakte udbyderen nu.",
]


@pytest.mark.parametrize("text", RELEASES)
def test_P6_a_release_made_of_known_parts_is_one(text: str) -> None:
    meaning = said(f"{text}\n\nLee Example\n")

    assert meaning.words == ("release",)


@pytest.mark.parametrize("text", RELEASES)
@pytest.mark.parametrize("more", ["tomorrow", "if the court agrees", "not yet", "blorf", "on 9 March"])
def test_P5_with_any_other_word_beside_it_it_is_none(text: str, more: str) -> None:
    assert not said(f"{text.rstrip('.')} {more}.\n\nLee Example\n").release


@pytest.mark.parametrize(
    "text",
    [
        "You may have informed the provider.",
        "The host may be informed already.",
        "Puede que avisen al proveedor.",
        "Ta võib teenusepakkujat teavitada.",
        "El sospechoso puede avisar al proveedor.",
        "Palveluntarjoaja voi ilmoittaa asiakkaalle.",
        "Feel free to contact the provider with questions.",
        "You can send the provider our details.",
    ],
)
def test_P5_what_may_happen_is_no_permission(text: str) -> None:
    assert not said(f"{text}\n\nLee Example\n").release


def test_no_language_makes_a_release_of_its_small_words() -> None:
    for parts in LANGUAGES.values():
        words = [word for row in (parts.small, parts.aside) for word in row.replace("|", " ").split()]
        assert list(go_aheads([Token(word, 0) for word in words])) == []
