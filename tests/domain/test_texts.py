"""A text of the hotline's own words: one for all languages, or one for each of some."""

from hotlined.domain.hotline.texts import Texts

BOTH = Texts.by_language({"en": "The Act", "el": "Ο νόμος"})


def test_one_text_is_the_text_of_every_language() -> None:
    assert {Texts("The Act").of(language) for language in ("en", "el", "xx")} == {"The Act"}


def test_a_language_has_its_own_text_and_another_the_first() -> None:
    assert (BOTH.of("el"), BOTH.of("en"), BOTH.of("lt")) == ("Ο νόμος", "The Act", "The Act")


def test_a_language_without_a_text_has_that_of_the_preferred_language() -> None:
    preferred = BOTH.preferring("el")

    assert (preferred.of("lt"), preferred.of("en"), preferred.instead) == ("Ο νόμος", "The Act", "el")


def test_a_preferred_language_that_has_no_text_changes_nothing() -> None:
    assert BOTH.preferring("sv") == BOTH
    assert Texts("The Act").preferring("sv") == Texts("The Act")
    assert (BOTH.instead, Texts("The Act").instead) == ("en", "")


def test_every_text_is_changed_alike() -> None:
    assert BOTH.preferring("el").each(str.upper) == Texts.by_language(
        {"en": "THE ACT", "el": "Ο ΝΌΜΟΣ"}
    ).preferring("el")
    assert Texts("a").each(str.upper) == Texts("A")
