"""What officers are told of receipts, and when the notice then goes, is what was agreed (P8)."""

from pathlib import Path

import pytest

from hotlined.adapters.render import JinjaTemplates
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.introduction import values
from hotlined.domain.mail.message import Draft
from tests.support.languages import LETTERS
from tests.support.mails_in import hours
from tests.support.site import make_agreement
from tests.support.world import World, home_site, reported

FOLDER = Path(__file__).parents[2] / "templates"
SIGNED = frozenset({"signature"})
CODE = frozenset({"code"})
BOTH = SIGNED | CODE


def rendered(kind: str, language: str, known: dict[str, object], site: Site) -> str:
    """The words of a letter, in one line."""
    templates = JinjaTemplates(None, FOLDER, zone=site.hotline.timezone)
    return " ".join(templates.render(kind, language, known).text.split())


def asked(kind: str, proof: frozenset[str], language: str) -> str:
    """The report, or the reminder of its receipt, where the agreement takes that as proof."""
    world = reported(World(home_site(agreement=make_agreement(receipt_proof=proof))))
    world.wait(hours(25))
    world.sweep()
    draft: Draft = world.letters(kind)[0]
    return rendered(kind, language, {**draft.values, "now": world.now}, world.site)


def introduced(language: str, **agreed: object) -> str:
    """The introduction to a unit under that agreement."""
    site = home_site(agreement=make_agreement(**agreed))
    known = {"hotline": site.hotline, **values(site, site.units[0])}
    return rendered("introduction", language, known, site)


@pytest.mark.parametrize("kind", ["annex-i", "receipt-reminder"])
@pytest.mark.parametrize("language", LETTERS)
def test_P8_where_only_a_signed_mail_is_a_receipt_the_officer_is_told(kind: str, language: str) -> None:
    signed, both, code = (asked(kind, proof, language) for proof in (SIGNED, BOTH, CODE))

    assert len(signed) > len(both) + 40
    assert len(both) == len(code)


def test_P8_in_words() -> None:
    for kind in ("annex-i", "receipt-reminder"):
        assert "As agreed, a receipt counts only in a signed mail." in asked(kind, SIGNED, "en")
        assert "only in a signed mail" not in asked(kind, BOTH | {"claimed"}, "en")


@pytest.mark.parametrize("language", LETTERS)
def test_a_unit_that_sends_the_notices_is_offered_what_it_can_tell_and_no_hold(language: str) -> None:
    for body, offered in (("lea", True), ("hotline", False)):
        world = reported(World(home_site(agreement=make_agreement(ntd_body=body))))
        (draft,) = world.letters("annex-i")
        text = rendered("annex-i", language, {**draft.values, "now": world.now}, world.site)

        assert "[RECEIVED]" in text
        assert all((tag in text) is offered for tag in ("[NTD-SENT]", "[REMOVED]"))
        assert all((tag in text) is not offered for tag in ("[HOLD]", "[RELEASE]"))


@pytest.mark.parametrize("language", LETTERS)
def test_the_introduction_names_the_receipts_that_count(language: str) -> None:
    both, signed, code = (introduced(language, receipt_proof=proof) for proof in (BOTH, SIGNED, CODE))

    assert len({both, signed, code}) == 3
    assert len(both) > max(len(signed), len(code))


@pytest.mark.parametrize("language", LETTERS)
def test_the_introduction_says_that_a_notice_waits_for_the_receipt_where_it_does(language: str) -> None:
    assert introduced(language, ntd_needs_receipt=True) != introduced(language)


def test_the_introduction_in_words() -> None:
    assert "To confirm it, sign your reply." in introduced("en", receipt_proof=SIGNED)
    assert "To confirm it, quote the receipt code that stands in it. " in introduced("en", receipt_proof=CODE)
    waits = "this long after you have confirmed the receipt: 24 h."
    assert waits in introduced("en", ntd_needs_receipt=True)
    assert waits not in introduced("en")
