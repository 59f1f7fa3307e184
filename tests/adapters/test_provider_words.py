"""What analysts are told of a provider's words, as it is written: nothing that will not be."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hotlined.adapters.render import JinjaTemplates
from tests.support.languages import ANALYSTS
from tests.support.site import make_site

TEMPLATES = JinjaTemplates(None, Path(__file__).parents[2] / "templates", zone=ZoneInfo("Europe/Tallinn"))

HOTLINE = {"hotline": make_site().hotline}
REMINDED = {
    "de": "erneut erinnert",
    "el": "ξανά υπενθύμιση",
    "en": "reminded again",
    "et": "uuesti meelde",
    "lt": "vėl primenama",
    "sv": "påminns igen",
}


def written(language: str, **values: object) -> str:
    told = {"items": (1,), "other": "", "provider": "abuse@provider.example.net", "words": (), "text": "a"}
    beside = {"folder": "Hotline/Done", "origin": False, "closed": False, "reference": "HL-2026-000001-C"}
    return TEMPLATES.render("provider-words", language, {**told, **beside, **HOTLINE, **values}).text


@pytest.mark.parametrize("language", ANALYSTS)
def test_of_a_closed_case_no_letter_says_that_the_provider_is_reminded_again(language: str) -> None:
    assert REMINDED[language] in written(language)
    assert REMINDED[language] not in written(language, closed=True)
    assert REMINDED[language] not in written(language, origin=True)
