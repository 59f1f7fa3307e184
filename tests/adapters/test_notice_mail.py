"""The notice as the provider reads it: when it was seen, the status of the sender, harmless URLs."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hotlined.adapters.render import JinjaTemplates
from hotlined.adapters.render.filters import defanged
from hotlined.adapters.xarf import problems_of, xarf_part
from hotlined.domain.hotline.site import TrustedFlagger
from hotlined.domain.mail.message import Draft, Security
from hotlined.domain.ntd.notice_text import NoticeItem
from tests.adapters.test_xarf import machine, notices_of, site_of
from tests.support.languages import LETTERS
from tests.support.mails_in import FORM, analyst_mail, hours
from tests.support.world import World, home_site, noticed, queued

FOLDER = Path(__file__).parents[2] / "templates"
TWO = FORM.replace("\nIP", "\nURL: https://media.provider.example.net/item2\nIP", 1)
STATUS = TrustedFlagger("Example Authority", "TF-1", "protection of minors")


def rendered(draft: Draft, language: str = "en") -> str:
    templates = JinjaTemplates(None, FOLDER, zone=home_site().hotline.timezone)
    return templates.render(draft.kind, language, {**draft.values, "now": draft.values["observed"]}).text


def say(world: World, tags: str, text: str = "") -> None:
    mail = analyst_mail(text, subject=f"[{world.case.stream}] {tags}", received_at=world.now)
    assert world.take(mail).folder == "Done"


def test_the_notice_on_content_that_is_back_says_when_it_was_seen_again() -> None:
    world = noticed()
    say(world, "[REMOVED:1]")
    world.wait(hours(30))
    say(world, "[ONLINE:1]")
    seen = world.now
    world.wait(hours(25))
    world.sweep(world.fence())

    first, second = world.letters("ntd")
    assert (first.values["observed"], second.values["observed"]) == (world.case.opened.found_at, seen)  # type: ignore[union-attr]
    assert "Observed: 2026-03-04 17:01" in rendered(second)


def test_items_that_were_seen_at_different_times_each_say_when() -> None:
    world = noticed(form=TWO)
    say(world, "[REMOVED:2]")
    world.wait(hours(1))
    say(world, "[ONLINE:2]")
    say(world, "[UPDATE]", "URL: https://media.provider.example.net/item3\n")
    world.deliver()
    world.wait(hours(25))
    world.sweep(world.fence())
    again = world.letters("ntd")[-1]
    assert [item.number for item in again.values["items"]] == [2, 3]  # type: ignore[attr-defined]
    text = rendered(again)
    assert text.count("Observed: 2026-03-03 12:01") == 1  # both at that time: said once

    late = noticed(World(home_site(), now=world.now), form=TWO)
    values = dict(late.letters("ntd")[0].values)
    one, two = values["items"]  # type: ignore[misc]
    apart = (replace(one, observed=late.now), replace(two, observed=late.now + timedelta(hours=2)))
    shown = rendered(replace(late.letters("ntd")[0], values={**values, "items": apart}))
    assert shown.count("     Observed: ") == 2
    assert shown.count("Observed: ") == 2


BELIEF = {  # of information *and* allegations, accurate *and* complete: Article 16(2)(d), in its own words
    "de": "gutem Glauben ... Angaben und Anführungen ... richtig und vollständig",
    "el": "καλόπιστα ... πληροφορίες και οι ισχυρισμοί ... ακριβείς και πλήρεις",
    "en": "bona fide belief ... information and allegations ... accurate and complete",
    "es": "buena fe ... información y las alegaciones ... exactas y completas",
    "et": "heas usus ... teave ja väited ... õiged ja täielikud",
    "fr": "bonne foi ... informations et les allégations ... exactes et complètes",
    "it": "buona fede ... informazioni e le affermazioni ... esatte e complete",
    "lt": "Sąžiningai ... informacija ir teiginiai ... tikslūs ir išsamūs",
    "nl": "goeder trouw ... informatie en beweringen ... nauwkeurig en volledig",
    "pl": "dobrej wierze ... informacje i zarzuty ... prawidłowe i kompletne",
    "pt": "boa-fé ... informações e alegações ... exatas e completas",
    "sv": "god tro ... informationen och påståendena ... korrekta och fullständiga",
}


@pytest.mark.parametrize("language", LETTERS)
def test_a_notice_states_the_belief_that_its_allegations_are_accurate_too(language: str) -> None:
    (notice,) = queued().letters("ntd")

    said = " ".join(rendered(notice, language).split())

    assert re.search(".{1,90}".join(map(re.escape, BELIEF[language].split(" ... "))), said)


@pytest.mark.parametrize("language", LETTERS)
def test_a_trusted_flagger_says_so_in_every_language_and_only_under_that_law(language: str) -> None:
    site = home_site()
    for law, said in (("eu", True), ("other", False)):
        agreed = replace(site.agreement, trusted_flagger=STATUS, ntd_jurisdiction=law)
        (draft,) = queued(World(replace(site, agreement=agreed))).letters("ntd")
        text = rendered(draft, language)
        assert ("Example Authority (TF-1)\n  protection of minors\n" in text) == said
        assert ("22" in text.split("\n\n")[1]) == said


@pytest.mark.parametrize("version", ["v4", "v3"])
def test_a_trusted_flagger_says_so_to_the_robot_where_the_form_has_a_place(version: str) -> None:
    site = site_of(xarf=version)
    site = replace(site, agreement=replace(site.agreement, trusted_flagger=STATUS))
    (draft,) = notices_of(site)

    report = machine(draft, site)

    assert report is not None
    words = "Trusted flagger (Regulation (EU) 2022/2065, Article 22): Example Authority, TF-1"
    if version == "v4":
        assert report["description"].endswith(f"{words}.")
        assert problems_of(report) == ()
    else:
        assert report["Report"]["ReporterNotes"] == words
    assert xarf_part(draft, site) is not None


@pytest.mark.parametrize("style", ["hxxp", "raw"])
def test_a_referral_that_is_needed_to_find_an_item_is_as_harmless_as_its_url(style: str) -> None:
    form = FORM.replace(
        "IP address", "Password or referral: pass.word from https://www.example.org/a.b\nIP address"
    )
    site = home_site()
    site = replace(site, agreement=replace(site.agreement, url_style=style))
    (draft,) = queued(World(site), form=form).letters("ntd")

    text = rendered(draft)

    access = draft.values["items"][0].access  # type: ignore[index]
    assert access is not None
    shown = "hxxps://www[.]example[.]org/a.b" if style == "hxxp" else "https://www.example.org/a.b"
    assert shown in text
    assert "pass.word" in text


def test_only_urls_in_a_text_are_changed() -> None:
    assert defanged("a.b c http://example.com/x.y, ftp://example.org") == (
        "a.b c hxxp://example[.]com/x.y, ftp://example[.]org"
    )


def test_what_is_needed_to_find_an_item_stays_below_its_item_however_many_lines_it_has() -> None:
    """Its second line began where the notice's own headings do."""
    form = FORM.replace("\nIP", "\nPassword or referral: first\n  What we ask\n  Ignore this\nIP", 1)
    (draft,) = queued(World(), form=form).letters("ntd")
    assert draft.values["items"][0].access == "first\nWhat we ask\nIgnore this"  # type: ignore[index]
    for language in LETTERS:
        lines = rendered(draft, language).splitlines()
        at = next(number for number, line in enumerate(lines) if line.endswith(" first"))
        assert lines[at + 1 : at + 3] == ["       What we ask", "       Ignore this"]


@pytest.mark.parametrize("language", LETTERS)
def test_a_url_that_is_written_harmless_says_all_that_was_changed(language: str) -> None:
    (draft,) = queued(World()).letters("ntd")
    text = rendered(draft, language)
    (note,) = re.findall(r"^  \(([^)]*hxxp[^)]*)\)$", text, re.MULTILINE)
    assert "[.]" in note
    assert "hxxps://media[.]provider[.]example[.]net/item1" in text


@pytest.mark.parametrize("style", ["hxxp", "raw"])
def test_a_provider_reads_the_host_as_it_stands_in_dns_where_letters_look_like_others(style: str) -> None:
    site = home_site()
    site = replace(site, agreement=replace(site.agreement, url_style=style))
    form = FORM.replace("/item1", "/item1\u0430")
    (draft,) = queued(World(site), form=form).letters("ntd")
    shown = (
        "hxxps://media[.]provider[.]example[.]net"
        if style == "hxxp"
        else "https://media.provider.example.net"
    )
    for language in LETTERS:
        lines = rendered(draft, language).splitlines()
        at = lines.index(f"  1. {shown}/item1\u0430")
        assert lines[at + 1] == f"     ASCII: {shown}/item1%D0%B0"
    (plain,) = queued(World(site)).letters("ntd")
    assert "ASCII" not in rendered(plain)


@pytest.mark.parametrize("style", ["hxxp", "raw"])
@pytest.mark.parametrize("language", LETTERS)
def test_a_reminder_lists_what_is_still_open_as_the_notice_did(language: str, style: str) -> None:
    agreement = replace(home_site().agreement, url_style=style)
    form = TWO.replace("IP address", "Password: a word\nIP address")
    world = noticed(World(home_site(agreement=agreement)), form=form)
    say(world, "[REMOVED:1]")
    world.wait(hours(49))
    world.sweep(world.fence())
    (notice,), (reminder,) = world.letters("ntd"), world.letters("ntd-reminder")
    templates = JinjaTemplates(None, FOLDER, zone=home_site().hotline.timezone)
    told = [
        templates.render(one.kind, language, {**one.values, "now": world.now}).text.splitlines()
        for one in (notice, reminder)
    ]

    first, again = ([line for line in text if "item2" in line or "192.0.2." in line] for text in told)
    assert again == first[-len(again) :]
    assert len(again) > 0
    assert "item1" not in "\n".join(told[1])


def test_P10_a_reminder_that_lists_urls_is_as_secret_as_its_notice_and_says_no_more() -> None:
    world = noticed(form=TWO)
    world.wait(hours(49))
    world.sweep(world.fence())
    (notice,), (reminder,) = world.letters("ntd"), world.letters("ntd-reminder")

    assert reminder.security is notice.security is Security.ENCRYPT_IF_KEY
    assert {type(one) for one in reminder.values["listed"]} == {NoticeItem}  # type: ignore[attr-defined]
