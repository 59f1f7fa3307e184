"""The answer to a mail that opens a case promises no notice at a time at which none can go (P5)."""

from dataclasses import replace
from pathlib import Path

import pytest

from hotlined.adapters.render import JinjaTemplates
from hotlined.domain.hotline.directory import Provider
from hotlined.domain.hotline.site import Site
from tests.domain.test_plain_wait import site as speaking_site
from tests.support.languages import ANALYSTS
from tests.support.mails_in import FORM, Address, analyst_mail
from tests.support.site import make_agreement, make_site
from tests.support.world import World, home_site

TEMPLATES = Path(__file__).parents[2] / "templates"
TWO = (
    "Description of the type of the content: item 1\n"
    "URL: https://nowhere.example.org/item-1\nURL: https://files.example.net/item-2\n"
)


def letter(site: Site, text: str, language: str, *, subject: str = "[ILLEGAL]") -> str:
    """The answer to this mail."""
    world = World(site=site)
    world.take(analyst_mail(text, subject=subject))
    templates = JinjaTemplates(None, TEMPLATES, zone=make_site().hotline.timezone)
    (opened,) = world.letters("opened")
    return templates.render("opened", language, {**opened.values, "now": world.now}).text


def fronted(*, asked: bool = False) -> Site:
    """A site that knows a CDN in front of nowhere.example.org."""
    front = Provider(
        "Front",
        Address("abuse", "front.example.net"),
        confirmed=True,
        cdn=True,
        domains=("nowhere.example.org",),
    )
    known = home_site(agreement=make_agreement(cdn_origin_request=asked))
    return replace(known, providers=(front, *known.providers))


def promised(text: str) -> bool:
    """Whether a line about the notice names the usual delay."""
    return any("24 " in line or "24h" in line for line in text.splitlines()[:30])


@pytest.mark.parametrize("language", ANALYSTS)
def test_the_usual_time_is_told(language: str) -> None:
    assert promised(letter(home_site(), FORM, language))


@pytest.mark.parametrize("language", ANALYSTS)
def test_P7_beside_a_question_about_the_writers_words_no_time_is_promised(language: str) -> None:
    text = f"Please do not send the notice yet.\n\n{FORM}"

    assert not promised(letter(speaking_site(), text, language))


@pytest.mark.parametrize("language", ANALYSTS)
def test_no_time_is_promised_for_what_is_behind_a_CDN(language: str) -> None:
    one = TWO.replace("URL: https://files.example.net/item-2\n", "")

    told = letter(fronted(), one, language)

    assert not promised(told)
    assert "[PROVIDER:abuse@...]" in told or "[PROVIDER:abuse@... 1]" in told
    assert "CDN" in told


def test_beside_another_item_the_CDN_one_is_named() -> None:
    told = letter(fronted(), FORM + "URL: https://nowhere.example.org/item-1\n", "en")

    assert promised(told)
    assert "a CDN stands in front of item 2, and no notice goes to it" in told
    assert "[PROVIDER:abuse@... 2]" in told
    assert not promised(letter(fronted(), TWO, "en")), "the host of the other one is not known either"


@pytest.mark.parametrize("language", ANALYSTS)
def test_whoever_wants_no_notice_is_asked_for_no_host_and_told_of_no_question_to_a_CDN(language: str) -> None:
    """It read "none, as you said", and then "it is asked for the host ... until then no notice goes"."""
    told = letter(fronted(asked=True), TWO, language, subject="[ILLEGAL] [NTD:none]")

    assert "[PROVIDER:" not in told
    assert "[PROVIDER:" in letter(fronted(asked=True), TWO, language)


def test_where_the_agreement_needs_a_receipt_the_time_says_so() -> None:
    site = home_site(agreement=make_agreement(ntd_needs_receipt=True))

    assert "not before the LEA has confirmed the receipt" in letter(site, FORM, "en")
    assert "confirmed the receipt" not in letter(home_site(), FORM, "en")


@pytest.mark.parametrize("language", ANALYSTS)
def test_P6_a_time_is_told_with_the_case_in_which_the_same_URL_is_on_hold(language: str) -> None:
    world = World(site=home_site())
    world.take(analyst_mail(FORM, subject="[ILLEGAL]"))
    first = world.case.stream
    world.take(analyst_mail(subject=f"[{first}] [HOLD]", received_at=world.now))
    world.take(analyst_mail(FORM, subject="[ILLEGAL]", received_at=world.now))
    templates = JinjaTemplates(None, TEMPLATES, zone=make_site().hotline.timezone)

    text = templates.render("opened", language, {**world.letters("opened")[-1].values, "now": world.now}).text

    assert any("24 " in line and first in line for line in text.splitlines())
