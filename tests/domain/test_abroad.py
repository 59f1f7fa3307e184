"""Content hosted abroad goes through ICCAM, and the national LEA is informed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.adapters.render import JinjaTemplates
from hotlined.cli.due import due_rows
from hotlined.domain.mail.message import Party, Security
from hotlined.domain.ntd.notices import Fence
from tests.support.languages import LETTERS
from tests.support.lea_set import TEMPLATES
from tests.support.mails_in import FORM, T0, analyst_mail
from tests.support.world import DIRECTORY, World, home_site

CERTAIN = {  # what only stands in the mail on content that was found illegal
    "de": ("als rechtswidrig", "Festgestellt"),
    "el": ("έκρινε παράνομο", "Διαπιστώθηκε"),
    "en": ("found content illegal", "Found illegal"),
    "es": ("ha considerado ilícito", "Considerado ilícito"),
    "et": ("hindas ebaseaduslikuks", "Tuvastatud"),
    "fr": ("a jugé illicite", "Jugé illicite"),
    "it": ("ha riscontrato contenuti", "Illegalità riscontrata"),
    "lt": ("nustatė neteisėtą", "Nustatyta"),
    "nl": ("illegaal\nbevonden", "Illegaal bevonden"),
    "pl": ("uznanych za nielegalne", "Uznano"),
    "pt": ("considerou ilegais", "Ilegalidade constatada"),
    "sv": ("som olagligt", "Konstaterat"),
}


def test_abroad_the_analyst_gets_the_entry_and_nobody_else_anything() -> None:
    world = World()

    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:DE]"))

    (entry,) = world.letters("iccam-entry")
    assert entry.security is Security.ENCRYPT_IF_KEY
    assert "item 1" in str(entry.values["form"])
    assert {draft.to.party for draft in world.drafts.values()} == {Party.ANALYST}


def test_of_a_case_abroad_no_notice_is_shown_as_waiting_for_a_report_that_never_goes() -> None:
    world = World()
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:DE]"))
    assert [row for row in due_rows(world.case, world.site, world.now) if row["what"] == "notice"] == []

    world.take(analyst_mail(subject=f"[{world.case.stream}] [ICCAM:123456]"))
    assert [row for row in due_rows(world.case, world.site, world.now) if row["what"] == "notice"] == []


def test_with_the_report_id_the_lea_is_informed_sealed_and_no_notice_goes() -> None:
    world = World()
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:DE]"))

    world.take(analyst_mail(subject=f"[{world.case.stream}] [ICCAM:123456]"))

    (informed,) = world.letters("iccam-informed")
    assert (informed.to.party, informed.security) == (Party.LEA, Security.SEALED)
    assert informed.values["iccam"] == "123456"
    world.wait(timedelta(days=30))
    assert world.gate(fence=Fence(world.now, world.now)) == []
    assert world.letters("ntd") == []


def test_an_id_that_is_known_from_the_start_informs_at_once() -> None:
    world = World()

    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:DE] [ICCAM:123456]"))

    assert len(world.letters("iccam-informed")) == 1
    assert world.letters("iccam-entry") == []


def test_P17_who_opens_an_urgent_case_abroad_hears_that_nobody_is_told_and_whom_to_phone() -> None:
    world = World()

    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:DE] [URGENT:a reason]"))

    (answer,) = world.letters("opened")
    (remark,) = answer.values["transcript"].remarks
    assert remark.startswith("hosted abroad, so no contact person of the LEA is told")
    assert "phone +372 555 0199 (Lee)" in remark
    assert all(
        one.outcome != "understood" for one in answer.values["transcript"].tags if "URGENT" in one.written
    )


@pytest.mark.parametrize("language", LETTERS)
def test_the_LEA_reads_that_what_was_reported_through_ICCAM_is_urgent(language: str) -> None:
    read = {}
    for tag in ("[URGENT:a reason]", ""):
        world = World()
        world.take(analyst_mail(FORM, subject=f"[ILLEGAL] [HOST:DE] {tag} [ICCAM:123456]"))
        (letter,) = world.letters("iccam-informed")
        assert letter.urgent is bool(tag)  # first in line, and marked in its headers
        templates = JinjaTemplates(None, TEMPLATES, zone=world.site.hotline.timezone)
        read[tag] = templates.render(letter.kind, language, {**letter.values, "now": world.now})
    urgent, calm = read.values()
    assert len(urgent.subject) > len(calm.subject)
    assert "- a reason\n\n  1. " in urgent.text.replace("\u2013", "-")
    assert "a reason" not in calm.text
    assert "\n\n\n" not in urgent.text + calm.text


def test_P17_at_home_no_such_thing_is_said_of_an_urgent_case() -> None:
    world = World()

    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:EE] [URGENT:a reason]"))

    (answer,) = world.letters("opened")
    assert not answer.values["transcript"].remarks


def test_at_home_an_iccam_id_informs_nobody() -> None:
    world = World()
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:EE]"))

    world.take(analyst_mail(subject=f"[{world.case.stream}] [ICCAM:123456]"))

    assert world.letters("iccam-informed") == []


def test_a_provider_with_a_key_gets_its_notice_encrypted() -> None:
    keyed = tuple(replace(one, fingerprints=("D" * 40,)) for one in DIRECTORY)
    world = World(site=home_site(providers=keyed))
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:EE]"))
    world.deliver()
    world.now = T0 + timedelta(days=2)

    world.sweep(Fence(world.now - timedelta(seconds=2), world.now))

    (notice,) = world.letters("ntd")
    assert notice.security is Security.ENCRYPT_IF_KEY
    assert notice.to.fingerprints == ("D" * 40,)


def test_the_entry_names_country_and_provider_where_the_analyst_wrote_neither() -> None:
    world = World()

    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:DE]"))

    text = str(world.letters("iccam-entry")[0].values["form"])
    assert "Hosting country: Germany" in text or "Hosting country: DE" in text
    assert f"Hosting provider: {DIRECTORY[0].name}" in text


def test_the_entry_keeps_the_provider_that_the_analyst_wrote() -> None:
    world = World()

    world.take(analyst_mail(FORM + "Hosting provider: Another Host\n", subject="[ILLEGAL] [HOST:DE]"))

    text = str(world.letters("iccam-entry")[0].values["form"])
    assert "Hosting provider: Another Host" in text
    assert DIRECTORY[0].name not in text


@pytest.mark.parametrize("language", LETTERS)
def test_what_is_not_certain_is_not_called_illegal_to_the_lea(language: str) -> None:
    texts = {}
    for tag in ("ILLEGAL", "UNSURE"):
        world = World()
        world.take(analyst_mail(FORM, subject=f"[{tag}] [HOST:DE] [ICCAM:123456]"))
        (letter,) = world.letters("iccam-informed")
        templates = JinjaTemplates(None, TEMPLATES, zone=world.site.hotline.timezone)
        texts[tag] = templates.render(letter.kind, language, {**letter.values, "now": world.now}).text
    certain = CERTAIN[language]
    assert all(one in texts["ILLEGAL"] for one in certain)
    assert not any(one in texts["UNSURE"] for one in certain)


def test_what_an_analyst_knows_to_be_removed_is_told_to_the_lea_that_was_informed_of_it() -> None:
    world = World()
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:DE]"))
    world.take(analyst_mail(subject=f"[{world.case.stream}] [ICCAM:123456]"))

    world.take(analyst_mail(subject=f"[{world.case.stream}] [REMOVED]"))
    world.take(analyst_mail(subject=f"[{world.case.stream}] [REOPEN] [ONLINE:1]"))

    told = [letter for kind in ("removal", "online-again") for letter in world.letters(kind)]
    assert [(one.kind, one.to.party, one.to.id) for one in told] == [
        ("removal", Party.LEA, "national"),
        ("online-again", Party.LEA, "national"),
    ]


def test_who_was_not_informed_of_it_is_not_told_that_it_is_gone() -> None:
    world = World()
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:DE]"))

    world.take(analyst_mail(subject=f"[{world.case.stream}] [REMOVED]"))

    assert world.letters("removal") == []


@pytest.mark.parametrize("language", LETTERS)
def test_a_unit_that_was_only_informed_is_not_told_that_content_was_reported_to_it(language: str) -> None:
    """It read *reported to the police*, of which this unit had no report."""
    world = World()
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:DE]"))
    world.take(analyst_mail(subject=f"[{world.case.stream}] [ICCAM:123456]"))
    world.take(analyst_mail(subject=f"[{world.case.stream}] [REMOVED]"))
    templates = JinjaTemplates(None, TEMPLATES, zone=world.site.hotline.timezone)

    letters = [one for one in world.letters("removal") if one.to.party is Party.LEA]

    assert letters
    for one in letters:
        values = {**one.values, "to": one.to, "now": world.now}
        told = templates.render("removal", language, values).text
        reported = templates.render("removal", language, {**values, "informed": False}).text
        assert "ICCAM" in told.splitlines()[0]
        assert "ICCAM" not in reported
        assert told.splitlines()[1:] == reported.splitlines()[1:]


def test_a_new_item_is_told_to_the_lea_once_an_analyst_says_that_it_is_in_iccam() -> None:
    world = World()
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:DE] [ICCAM:123456]"))
    name = world.case.stream
    world.wait(timedelta(hours=1))

    more = "URL: https://media.provider.example.net/another\n"
    world.take(analyst_mail(more, subject=f"[{name}] [UPDATE]", received_at=world.now))
    assert len(world.letters("iccam-informed")) == 1
    assert len(world.letters("iccam-entry")) == 1

    for _ in range(2):
        world.wait(timedelta(hours=1))
        world.take(analyst_mail(subject=f"[{name}] [ICCAM:123456]", received_at=world.now))
    first, second = world.letters("iccam-informed")
    templates = JinjaTemplates(None, TEMPLATES, zone=world.site.hotline.timezone)
    texts = [
        templates.render(one.kind, "en", {**one.values, "now": world.now}).text for one in (first, second)
    ]
    count = len(world.case.items)
    assert f"Content items      {count - 1}\n" in texts[0]
    assert f"Content items      {count}\n" in texts[1]


def test_a_field_alone_brings_the_lea_no_second_letter() -> None:
    world = World()
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:DE] [ICCAM:123456]"))
    world.wait(timedelta(hours=1))

    text = "Item: 1\nPassword: x\n"
    world.take(analyst_mail(text, subject=f"[{world.case.stream}] [UPDATE]", received_at=world.now))

    assert len(world.letters("iccam-informed")) == 1


@pytest.mark.parametrize("language", LETTERS)
def test_a_corrected_iccam_number_says_which_one_it_replaces(language: str) -> None:
    world = World()
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HOST:DE] [ICCAM:123456]"))
    world.wait(timedelta(hours=1))
    world.take(analyst_mail(subject=f"[{world.case.stream}] [ICCAM:123457]", received_at=world.now))

    letter = world.letters("iccam-informed")[-1]
    templates = JinjaTemplates(None, TEMPLATES, zone=world.site.hotline.timezone)
    text = templates.render(letter.kind, language, {**letter.values, "now": world.now}).text
    (line,) = [one for one in text.splitlines() if "123457" in one]
    assert "123456" in line
