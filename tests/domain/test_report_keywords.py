"""Keywords on reports: read as tags where agreed, answered with a form that opens nothing by itself (P9)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.cli.timeline import facts
from hotlined.domain.analysts.report_keywords import (
    MOST_AN_HOUR,
    MOST_URLS,
    SETTING,
    Marked,
    answered,
    moved,
    read_keyword,
    room,
    too_many,
)
from hotlined.domain.analysts.report_urls import MOST_FOUND, urls_in
from hotlined.domain.cases.state import Case
from hotlined.domain.form import read_form
from hotlined.domain.form.annex import missing
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Draft, Security
from hotlined.domain.record.casework import CaseOpened, ReportMarked
from hotlined.domain.tagging.buttons import LONGEST, Buttons
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import T0, analyst_mail
from tests.support.site import make_agreement
from tests.support.world import World, home_site

DESK = "desk-2026-03-02"
REPORT = Marked("a" * 64, "7/1", "b" * 64, T0, urls=("https://files.example.net/item-1",))


def site(*names: str, **more: object) -> Site:
    return home_site(agreement=make_agreement(report_keywords=frozenset(names)), **more)


def marked(*words: Word, report: Marked = REPORT) -> World:
    """A world in which the form was sent."""
    world = World(site=site(*SETTING))
    world.carry(answered(world.context, DESK, report, words, set(words)).change(DESK))
    return world


def form_for(world: World, name: str = "Ann") -> Draft:
    return [one for one in world.letters("marked") if one.to.id == name][-1]


def reply(world: World, text: str, subject: str = "", **more: object) -> Folder:
    """Ann's answer to her form; the folder it ends in."""
    draft = form_for(world)
    mail = analyst_mail(text, subject=subject, references=(draft.message_id,), received_at=world.now, **more)
    return Folder(world.take(mail).folder)


@pytest.mark.parametrize(
    ("keyword", "word"),
    [
        ("$Illegal", Word.ILLEGAL),
        ("illegal", Word.ILLEGAL),
        ("$NOT-ILLEGAL", Word.NOT_ILLEGAL),
        ("not=20illegal", Word.NOT_ILLEGAL),  # as Thunderbird writes "Not illegal"
        ("not_illegal", Word.NOT_ILLEGAL),
        ("$Urgent", Word.URGENT),
        ("dringend", Word.URGENT),
        ("=ce=b5=cf=80=ce=b5=ce=af=ce=b3=ce=bf=ce=bd", Word.URGENT),
        ("$Form", Word.FORM),
        ("$Hotlined", None),
        ("$hl-human", None),
        ("HL-2026-000123-K", None),
        ("$label1", None),
        ("NonJunk", None),
        ("$Close", None),
        ("$Release", None),
        ("=zz", None),
        ("", None),
        ("$", None),
    ],
)
def test_a_keyword_stands_for_a_tag_that_opens_a_case_and_for_no_other(
    keyword: str, word: Word | None
) -> None:
    aliases = {"dringend": "URGENT", "επείγον": "URGENT", "freigabe": "RELEASE"}
    assert read_keyword(keyword, site(*SETTING, tag_aliases=aliases)) is word


def test_a_keyword_that_is_not_agreed_is_none() -> None:
    assert [read_keyword(f"${one}", site()) for one in SETTING] == [None] * len(SETTING)
    assert read_keyword("$Urgent", site("illegal")) is None
    assert read_keyword("$Illegal", site("illegal")) is Word.ILLEGAL


def test_each_analyst_gets_the_form_with_what_was_understood_and_the_tag_ready() -> None:
    world = marked(Word.ILLEGAL)
    assert {one.to.id for one in world.letters("marked")} == {one.name for one in world.site.analysts}
    draft = form_for(world)
    assert draft.security is Security.ENCRYPT_IF_KEY
    assert (draft.values["tag"], draft.values["offered"]) == ("ILLEGAL", ("ILLEGAL",))
    form = read_form(
        str(draft.values["form"]), labels=world.site.labels, zone=world.site.hotline.timezone
    ).form
    assert [one.url for one in form.items] == ["https://files.example.net/item-1"]
    assert form.received_from_public == T0
    assert missing(form) == ("content_type",)


def test_P4_who_has_no_key_gets_no_url() -> None:
    draft = form_for(marked(Word.ILLEGAL), "Ben")
    assert draft.to.fingerprints == ()
    assert "item-1" not in repr(draft.values)


def test_several_assessments_leave_the_choice_to_the_analyst() -> None:
    draft = form_for(marked(Word.UNSURE, Word.NOT_ILLEGAL))
    assert (draft.values["tag"], draft.values["offered"]) == ("", ("ILLEGAL", "UNSURE", "NOT-ILLEGAL"))


def test_P9_the_form_as_it_came_opens_nothing() -> None:
    world = marked(Word.ILLEGAL)
    quoted = "".join(f"> {line}\n" for line in str(form_for(world).values["form"]).splitlines())
    folder = reply(world, "", "Re: [ILLEGAL] The form", body=f"On Monday we wrote:\n{quoted}")
    assert folder is Folder.REFUSED
    assert [one for _, one in world.log if isinstance(one, CaseOpened)] == []


def test_P9_the_form_filled_in_but_not_signed_opens_nothing() -> None:
    world = marked(Word.ILLEGAL)
    folder = reply(world, "URL: https://files.example.net/item-1\nType of content: item 1\n",
                   "Re: [ILLEGAL] The form", signed=False)  # fmt: skip
    assert folder is Folder.UNPROVEN
    assert [one for _, one in world.log if isinstance(one, CaseOpened)] == []


def test_P14_the_form_filled_in_and_signed_opens_the_case_and_names_the_report() -> None:
    world = marked(Word.ILLEGAL)
    form = str(form_for(world).values["form"]).replace("Type of content:", "Type of content: item 1")
    quoted = "".join(f"> {line}\n" for line in form.splitlines())
    folder = reply(world, "[ILLEGAL]\n", "Re: [ILLEGAL] The form", body=f"[ILLEGAL]\nWe wrote:\n{quoted}")
    assert folder is Folder.DONE
    (opened,) = [one for _, one in world.log if isinstance(one, CaseOpened)]
    assert opened.originals == (REPORT.original,)
    assert opened.received_from_public == T0
    assert [one.url for one in world.case.listed] == ["https://files.example.net/item-1"]


def test_a_button_brings_the_tag_and_the_lines_that_are_to_be_filled_in() -> None:
    draft = form_for(marked(Word.ILLEGAL, Word.URGENT))
    below = str(draft.values["below"])
    assert below == (
        " [URGENT:]\n\nReceived from public: 2026-03-02 11:00+02:00 (Europe/Tallinn)\n"
        "Type of content:\nURL: https://files.example.net/item-1\n"
    )
    buttons = Buttons("intake@hotline.example.org", "<a@b>", below=below)
    assert "body=%5BILLEGAL%5D%20%5BURGENT%3A%5D%0D%0A%0D%0AReceived" in buttons.link("ILLEGAL", "", "")
    assert "Received" not in buttons.link("HELP", "", "")
    assert replace(buttons, below="x" * LONGEST).link("ILLEGAL", "", "") == ""


def test_P9_urgent_without_a_reason_is_refused() -> None:
    world = marked(Word.ILLEGAL, Word.URGENT)
    text = "[ILLEGAL] [URGENT:]\n\nType of content: item 1\nURL: https://files.example.net/item-1\n"
    assert reply(world, text) is Folder.REFUSED
    assert reply(world, text.replace("[URGENT:]", "[URGENT:a reason]")) is Folder.DONE


def test_of_very_many_urls_the_first_stand_in_the_form_and_the_mail_says_so() -> None:
    text = " ".join(f"https://example.net/{n}" for n in range(MOST_FOUND + 5))
    found = urls_in(text)
    assert len(found) == MOST_FOUND
    draft = form_for(marked(Word.ILLEGAL, report=replace(REPORT, urls=found)))
    assert str(draft.values["form"]).count("URL:") == MOST_URLS
    assert draft.values["left"] == MOST_FOUND - MOST_URLS


def test_what_would_prove_an_answer_is_not_shown_on_the_command_line() -> None:
    world = marked(Word.ILLEGAL)
    (event,) = [one for _, one in world.log if isinstance(one, ReportMarked)]
    assert len(event.letters) == len(world.site.analysts)
    assert set(facts(event)) == {"mail", "words", "place"}


def test_so_many_reports_are_answered_within_an_hour() -> None:
    world = marked(Word.ILLEGAL)
    for n in range(2, MOST_AN_HOUR + 1):
        assert room([world.streams[DESK]], world.now) == MOST_AN_HOUR + 1 - n
        report = replace(REPORT, mail=f"{n:064}", place=f"7/{n}")
        world.carry(answered(world.context, DESK, report, {Word.ILLEGAL}, {Word.ILLEGAL}).change(DESK))
    assert room([world.streams[DESK]], world.now) == 0
    assert room([world.streams[DESK]], world.now + timedelta(hours=1)) == MOST_AN_HOUR


def test_that_a_report_lies_elsewhere_sends_nothing_and_takes_no_room() -> None:
    world = World(site=site(*SETTING))
    effect = moved(REPORT, [Word.ILLEGAL])
    world.carry(effect.change(DESK))
    assert effect.letters == ()
    assert [one.words for _, one in world.log if isinstance(one, ReportMarked)] == [("ILLEGAL",)]
    assert room([world.streams[DESK]], world.now) == MOST_AN_HOUR


def test_too_many_keywords_are_told_of_once_a_day() -> None:
    world = World(site=site(*SETTING))
    effect = too_many(world.context, Case(DESK), 480)
    world.carry(effect.change(DESK))
    assert "480 more reports" in str(effect.letters[0].draft.values["sentence"])
    assert too_many(world.context, world.streams[DESK], 479).letters == ()


@pytest.mark.parametrize("where", ["form", "below"])
def test_P17_a_URL_that_a_stranger_wrote_doubtfully_is_asked_about_when_the_form_comes_back(
    where: str,
) -> None:
    urls = urls_in("URL: https://files.example.net/item?a=1&amp;b=2 and https://files.example.net/item-3\n")
    world = marked(Word.ILLEGAL, report=replace(REPORT, urls=urls))
    filled = str(form_for(world).values[where]).replace("Type of content:", "Type of content: item 1")

    assert reply(world, filled, "[ILLEGAL]") is Folder.REFUSED
    corrected = filled.replace("&amp;", "&")
    assert reply(world, corrected, "[ILLEGAL]") is Folder.DONE
    assert world.case.form is not None
    assert [one.url for one in world.case.form.items] == [
        "https://files.example.net/item?a=1&b=2",
        "https://files.example.net/item-3",
    ]
