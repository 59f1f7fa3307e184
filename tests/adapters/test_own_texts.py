"""The hotline's description and the law that it names, each in the language of the mail that shows them."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from hotlined.adapters.config.settings import load
from hotlined.adapters.render import JinjaTemplates
from hotlined.attachments import attachments
from hotlined.domain.hotline.site import Site
from hotlined.domain.hotline.texts import Texts
from hotlined.domain.letters import introduction
from hotlined.domain.letters.who import unit_recipient
from hotlined.domain.mail.message import Draft
from hotlined.domain.tagging.buttons import Buttons
from tests.adapters.test_settings import problems
from tests.support.annex import annex_values, full_form
from tests.support.site import HOTLINE_KEY, make_site, make_unit, write_site
from tests.support.world import World, home_site, queued

SHIPPED = Path(__file__).parents[2] / "templates"
LAW = {"el": "Παράδειγμα νόμου, άρθρο 1", "en": "Example Act, section 1"}
WHO = {"el": "Σημείο του Συλλόγου Παράδειγμα", "en": "Point of the Example Association"}


def told() -> Site:
    """A Greek hotline that writes its texts in Greek and in English."""
    site = home_site()
    description = Texts.by_language(WHO).preferring("el")
    ground = Texts.by_language(LAW).preferring("el")
    return replace(
        site,
        hotline=replace(site.hotline, description=description, languages=("el", "en")),
        agreement=replace(site.agreement, legal_ground=ground, cdn_origin_request=True),
    )


def templates(own: Path | None = None) -> JinjaTemplates:
    return JinjaTemplates(own, SHIPPED, zone=home_site().hotline.timezone)


def notice(language: str, *, kind: str = "ntd", own: Path | None = None) -> str:
    world = queued(World(told()))
    (draft,) = world.letters("ntd")
    return templates(own).render(kind, language, {**draft.values, "now": world.now}).text


def written(path: Path, **changes: object) -> Path:
    """The site's files again with `description`, `languages` or `legal_ground` in another form."""
    block = {
        "name": "Example Hotline",
        "description": changes.get("description", "Point"),
        "address": "Example Street 1",
        "email": "desk@hotline.example.org",
        "phone": "+372 555 0100",
        "country": "GR",
        "timezone": "Europe/Athens",
        "languages": changes.get("languages", ["el", "en"]),
        "prefix": "HL",
        "fingerprint": HOTLINE_KEY,
    }
    return write_site(path, hotline=block, agreement={"legal_ground": changes.get("legal_ground", "Act")})


# --- the mails -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "other"), [("el", "en"), ("en", "el")])
@pytest.mark.parametrize("kind", ["ntd", "origin-request"])
def test_a_notice_names_law_and_hotline_in_its_own_language(kind: str, language: str, other: str) -> None:
    text = notice(language, kind=kind)

    assert LAW[language] in text
    assert WHO[language] in text
    assert LAW[other] not in text
    assert WHO[other] not in text


def test_a_notice_in_a_language_without_a_text_has_that_of_the_hotlines_default_language() -> None:
    text = notice("lt")

    assert "Teisinis pagrindas" in text
    assert LAW["el"] in text
    assert WHO["el"] in text


def test_a_mail_that_is_in_english_for_want_of_a_template_has_the_english_text(tmp_path: Path) -> None:
    (tmp_path / "annex-i").mkdir()
    for part in ("subject", "txt"):
        (tmp_path / "annex-i" / f"fi.{part}.j2").write_text("fi", encoding="utf-8")

    text = notice("fi", own=tmp_path)

    assert "Legal ground: " in text
    assert LAW["en"] in text


def test_a_template_of_a_sites_own_reads_the_text_as_before(tmp_path: Path) -> None:
    (tmp_path / "ntd").mkdir()
    shown = "{{ hotline.description | upper }}|{{ legal_ground | length }}|{{ hotline.languages[0] }}\n"
    (tmp_path / "ntd" / "el.txt.j2").write_text(shown, encoding="utf-8")

    assert notice("el", own=tmp_path) == f"{WHO['el'].upper()}|{len(LAW['el'])}|el\n"


def report(language: str) -> tuple[str, str, str]:
    """The description in the text of a report, on paper, and in the data."""
    site = told()
    unit = unit_recipient(make_unit(language=language))
    values = {**annex_values(full_form()), "hotline": site.hotline, "to": unit}
    draft = Draft("annex-i", "HL-1", unit, "lea", "<1@example.com>", "t", values)
    made = templates()
    text = made.render("annex-i", language, {**values, "now": values["forwarded_at"]}).text
    (_, _, paper), (_, _, data) = attachments(made)(draft, site)
    pages = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    return " ".join(text.split()), " ".join(pages.split()), json.loads(data)["contact"]["description"]


@pytest.mark.parametrize(("language", "shown"), [("el", "el"), ("en", "en"), ("lt", "el")])
def test_a_report_says_who_we_are_in_the_units_language_in_text_print_and_data(
    language: str, shown: str
) -> None:
    text, pages, data = report(language)

    assert WHO[shown] in text
    assert WHO[shown] in pages
    assert data == WHO[shown]
    assert sum(one in text for one in WHO.values()) == sum(one in pages for one in WHO.values()) == 1


@pytest.mark.parametrize("language", ["el", "en"])
def test_the_introduction_says_who_we_are_in_the_units_language(language: str) -> None:
    site = told()
    unit = make_unit(language=language)
    values = {"hotline": site.hotline, "to": unit_recipient(unit), **introduction.values(site, unit)}

    text = templates().render(introduction.INTRODUCTION, language, values).text

    assert WHO[language] in text


def test_the_page_of_a_mail_to_an_analyst_shows_the_text_of_its_language(tmp_path: Path) -> None:
    (tmp_path / "alarm").mkdir()
    (tmp_path / "alarm" / "el.txt.j2").write_text("{{ hotline.description }}\n", encoding="utf-8")
    world = queued(World(told()))
    draft = next(iter(world.drafts.values()))
    buttons = Buttons("intake@example.com", "<1@example.com>", "", {})

    page = templates(tmp_path).page("alarm", "el", draft.values, "subject", buttons)

    assert WHO["el"] in page
    assert WHO["en"] not in page


def test_what_stands_in_the_draft_is_every_text_so_that_the_mail_chooses() -> None:
    (draft,) = queued(World(told())).letters("ntd")

    assert draft.values["legal_ground"] == Texts.by_language(LAW).preferring("el")


# --- the files -----------------------------------------------------------------------------------


def test_one_text_is_read_as_ever(tmp_path: Path) -> None:
    site = load(written(tmp_path, legal_ground="Act,\n  section 1")).site

    assert site.hotline.description == Texts("Point")
    assert site.agreement.legal_ground == Texts("Act, section 1")
    assert make_site().hotline.description == Texts("Reporting point of the Example Association")


def test_texts_by_language_are_read_and_the_hotlines_default_is_for_the_rest(tmp_path: Path) -> None:
    site = load(written(tmp_path, description=WHO, legal_ground={"en": "Act", "el": "Νόμος\n  1"})).site

    assert [site.hotline.description.of(one) for one in ("el", "en", "lt")] == [
        WHO["el"],
        WHO["en"],
        WHO["el"],
    ]
    assert [site.agreement.legal_ground.of(one) for one in ("el", "en", "lt")] == [
        "Νόμος 1",
        "Act",
        "Νόμος 1",
    ]


def test_where_the_default_language_has_no_text_the_first_is_for_the_rest(tmp_path: Path) -> None:
    path = written(tmp_path, languages=["lt"], description="here")
    text = path.read_text(encoding="utf-8")
    both = f"description: {{en: Point, el: {WHO['el']}}}"
    path.write_text(text.replace("description: here", both), encoding="utf-8")
    site = load(path).site

    assert [site.hotline.description.of(one) for one in ("lt", "sv", "el")] == ["Point", "Point", WHO["el"]]


def test_a_language_that_yaml_takes_for_a_word_of_its_own_stays_a_language(tmp_path: Path) -> None:
    path = written(tmp_path)
    rules = tmp_path / "rules" / "agreement.yaml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("legal_ground: Act", "legal_ground: {no: Loven, en: Act}"),
        encoding="utf-8",
    )

    (sentence,) = problems(path)

    assert sentence.startswith('legal_ground.no: there are no templates in "no"; found: de, el, en')


def test_a_text_whose_comma_ends_it_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = written(tmp_path)
    rules = tmp_path / "rules" / "agreement.yaml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(
        text.replace("legal_ground: Act", "legal_ground: {en: Act, section 1}"), encoding="utf-8"
    )

    (sentence,) = problems(path)

    assert sentence == (
        'legal_ground.section 1: found "section 1"; expected a language code of ISO 639-1 like "en" '
        "(a text with a comma stands in quotes)"
    )


def test_a_name_is_one_for_all_languages(tmp_path: Path) -> None:
    path = written(tmp_path)
    data = {"el": "Παράδειγμα", "en": "Example"}
    text = path.read_text(encoding="utf-8")
    assert "name: Example Hotline" in text
    path.write_text(text.replace("name: Example Hotline", f"name: {json.dumps(data)}", 1), encoding="utf-8")

    assert problems(path) == ["hotline.name: found keys with values; expected one line of text"]
