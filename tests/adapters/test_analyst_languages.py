"""Mails to analysts are there in every language, say the same, and no English sentence is left in them."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hotlined.adapters.pgp import keys
from hotlined.adapters.pgp.gpg import PROBLEMS
from hotlined.adapters.pgp.keys import NOT_USABLE
from hotlined.adapters.pgp.own_key import INVALID
from hotlined.adapters.render import JinjaTemplates
from hotlined.adapters.render.said import Sayings, joined, read_catalogue
from hotlined.domain.hotline.people import Analyst
from hotlined.domain.mail.message import Party
from hotlined.domain.officers import machines
from hotlined.domain.tagging.arguments import EXPECTED
from hotlined.domain.tagging.words import MEANINGS
from hotlined.domain.values.shown import short_time
from tests.adapters.test_languages import FACTS, said_by, some_values
from tests.look.rendered import TEMPLATES, Shown, cards, in_english, page_of, samples, shown
from tests.support.analyst_mails import LONG, Mail, moved_by_hand
from tests.support.languages import ANALYSTS
from tests.support.mails_in import analyst_mail
from tests.support.site import make_site
from tests.support.world import World, home_site

FOLDER = Path(__file__).parents[2] / "templates"
DOMAIN = Path(__file__).parents[2] / "daemon" / "hotlined" / "domain"
# What goes to analysts alone; of what goes to the LEA as well, tests/adapters/test_languages.py speaks.
KINDS = (
    "alarm", "call-now", "card", "closed", "daily", "done", "form", "help", "hold-placed", "iccam-entry",
    "introduced", "lea-feedback", "lea-statistics-table", "lea-words", "list", "marked", "meeting-form",
    "not-ours", "ntd-tested", "opened", "provider-words", "purge-warning", "question", "receipt-hint",
    "refused", "statistics", "status", "storm", "unproven", "untagged", "verify-removal", "which-answered",
    "which-case",
)  # fmt: skip
PARTS = ("case-state", "transcript")
OTHERS = tuple(one for one in ANALYSTS if one != "en")


def catalogue(language: str) -> Mapping[str, str]:
    return read_catalogue((FOLDER / "words" / f"{language}.po").read_text(encoding="utf-8"))


def said(sentence: str, language: str) -> str:
    return joined(TEMPLATES.sayings(language).said(sentence))


def test_every_kind_that_goes_to_analysts_is_on_a_list() -> None:
    found = set()
    for path in DOMAIN.parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if isinstance(node, ast.Call) and name == "to_analysts":
                found |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    there = {path.parent.name for path in FOLDER.glob("*/de.txt.j2")}
    assert found <= there
    assert set(KINDS) <= there


@pytest.mark.parametrize("kind", KINDS)
def test_every_language_has_the_kind_and_uses_the_values_that_english_does(kind: str) -> None:
    for part in ("subject", "txt"):
        english = said_by(FOLDER / kind / f"en.{part}.j2")
        for language in OTHERS:
            assert said_by(FOLDER / kind / f"{language}.{part}.j2") == english, (language, part)


@pytest.mark.parametrize("part", PARTS)
def test_every_language_has_the_parts(part: str) -> None:
    for language in OTHERS:
        assert said_by(FOLDER / part / f"{language}.part.j2") == said_by(FOLDER / part / "en.part.j2")


def test_every_language_includes_its_own_parts() -> None:
    for path in FOLDER.glob("*/??.*.j2"):
        for included in re.findall(r'include "[a-z-]+/([a-z]{2})\.', path.read_text(encoding="utf-8")):
            assert path.name.startswith(included), path


def test_every_sentence_is_there_in_every_language_with_the_same_values() -> None:
    english = catalogue("en")
    for language in OTHERS:
        own = catalogue(language)
        assert list(own) == list(english)
        for msgid, msgstr in own.items():
            assert sorted(set(re.findall(r"\{\w+\}", msgstr))) == sorted(set(re.findall(r"\{\w+\}", msgid)))


def runs(text: str, others: str = "") -> set[str]:
    """Every three words in a row, without what people or the configuration wrote."""
    text = re.sub(r'["„”«][^"“”»]*["“”»]', "\n", text)  # a label to be typed, a menu
    text = re.sub(r"which-[0-9]{4}-[a-z2-7]{8}", "\n", text)  # a name
    plain = re.sub(r"\S*[\[\]`/@_.]\S+|\b(?:Example|EET|EEST|UTC|Ann|national|Net|Hotline)\b", "\n", text)
    found = set()
    for line in plain.splitlines():
        words = re.findall(r"[A-Za-z']{2,}", line.lower())
        found |= {" ".join(words[at : at + 3]) for at in range(len(words) - 2)}
    return found - (runs(others) if others else set())


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_sentence_is_left_and_the_facts_are_the_same(language: str) -> None:
    for mail, english in zip(samples(), in_english(), strict=True):
        made = shown(mail, language)
        theirs = "\n".join(str(mail.draft.values.get(one, "")) for one in ("text", "form"))
        if mail.draft.kind != "statistics":  # whose labels come as values, in the language of the sample
            assert runs(made.text) & runs(english.text, theirs + LONG) == set(), mail.name
        for ours, own in ((english.subject, made.subject), (english.text, made.text)):
            assert facts(own) == facts(ours), mail.name
        check_lines(made, mail)


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_sentence_is_left_on_a_card_and_the_facts_are_the_same(language: str) -> None:
    for english, own in zip(all_cards("en"), all_cards(language), strict=True):
        column = own.text.splitlines()[0]  # is called like its folder
        assert runs(f"{own.subject}\n{own.text}") & runs(english.text) - runs(column) == set(), own.name
        assert facts(own.text) == facts(english.text), own.name


@pytest.mark.parametrize(
    ("language", "shown_as"),
    [
        ("en", "24 Nov 16:05"),
        ("de", "24. Nov. 16:05"),
        ("et", "24. nov 16:05"),
        ("el", "24 Νοε 16:05"),
        ("lt", "lapkr. 24 d. 16:05"),
        ("sv", "24 nov. 16:05"),
    ],
)
def test_the_time_in_a_cards_subject_is_in_its_language(language: str, shown_as: str) -> None:
    words = TEMPLATES.words(language)
    moment = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
    assert short_time(moment, ZoneInfo("Europe/Tallinn"), words) == shown_as
    months = words["months"].split()
    assert len(set(months)) == 12
    timed = [one.subject for one in all_cards(language) if re.search(r"\d\d:\d\d", one.subject)]
    assert any(f"{months[2]} " in subject for subject in timed), "the samples are of March"
    assert all(any(f"{month} " in subject for month in months) for subject in timed)


@pytest.mark.parametrize("language", OTHERS)
def test_every_state_that_waits_for_an_analyst_is_said_in_the_language(language: str) -> None:
    """They are two words, in the subject of a card: too short for the test of sentences."""
    tree = ast.parse((DOMAIN / "overview" / "needs.py").read_text(encoding="utf-8"))
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and ast.unparse(one.func) == "Need"]
    states = {one.value for call in calls for one in ast.walk(call.args[0]) if isinstance(one, ast.Constant)}
    spoken = {one for one in states if isinstance(one, str) and " " in one.strip()}
    assert len(spoken) > 10
    assert {one for one in spoken if said(one, language) == one or not catalogue(language).get(one)} == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_hold_by_a_moved_card_is_nobodys_name(language: str) -> None:
    world = moved_by_hand()
    texts = [
        TEMPLATES.render(one.kind, language, {**one.values, "now": world.now, "machine": False}).text
        for one in world.drafts.values()
        if one.kind in ("hold-placed", "status")
    ]
    assert len(texts) == 3
    assert not [one for one in texts if "the board" in one]
    assert said("hold H1 by the board", language) != said("hold H1 by Ann", language).replace(
        "Ann", "the board"
    )


def facts(text: str) -> list[str]:
    """References, times, addresses, tags; not the words that a tag takes in a language."""
    return sorted({re.sub(r"\[.*", lambda found: found.group().upper(), one) for one in FACTS.findall(text)})


def check_lines(made: Shown, mail: Mail) -> None:
    assert 0 < len(made.subject) <= 110
    assert mail.draft.kind == "provider-words" or "\\ue00" not in made.html, "a value was marked twice"
    assert f'lang="{made.html[made.html.index("lang=") + 6 :][:2]}"' in made.html
    for line in made.text.splitlines():
        assert len(line) <= 160, (mail.name, line)


@cache
def all_cards(language: str) -> tuple[Shown, ...]:
    return tuple(cards(language))


def sentences(path: Path) -> Iterator[str]:
    """What a module says: strings of three words and more, values in them as a word."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
    } - {id(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)}
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in inside | docs:
            continue
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(one.value) if isinstance(one, ast.Constant) else "X9" for one in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if len(re.findall(r"[a-z]{2,}", text)) >= 3 and "(?" not in text:
            yield text.strip()


WHOLE = (
    "deeds", "coming", "told", "listing", "updating", "amending", "resending", "hosted", "followup", "urls",
    "holds", "signed", "chasing", "unsettled", "item_choice", "delivery", "form_source", "rules", "who",
    "lea_reply", "removal", "board", "needs", "board_moves", "taken_over", "failing", "url_address",
    "came_back", "unlisted", "hold_answers",
)  # fmt: skip


def is_known(sentence: str) -> bool:
    """Whether a sentence, or each of several in a row, is in the catalogue."""
    return TEMPLATES.sayings("en").said(sentence) != [(sentence, True)]


PIECES = {  # of sentences that are in the catalogue as wholes
    "hold X9 is in forceX9: X9", "the noticesX9 wait for hold X9 of X9", ", without an end",
    "the notices on item X9 wait", "the notices wait",
    "No notice can go about item X9: X9", "a card was moved",
    "X9 to X9 was refused or came back: phone the LEA, check the address.",
    "A mail was not delivered", "The report was NOT delivered", "X9: X9 to X9, answer of the server: X9.",
}  # fmt: skip


@pytest.mark.parametrize("module", WHOLE)
def test_a_sentence_that_is_new_in_the_code_is_asked_for_in_the_catalogue(module: str) -> None:
    (path,) = DOMAIN.rglob(f"{module}.py")
    said_there = set(sentences(path)) - PIECES
    assert [one for one in sorted(said_there) if not is_known(one)] == []


@pytest.mark.parametrize("why", [machines.NOT_OPENED, machines.OF_OTHERS])
def test_why_a_mail_of_a_machine_is_asked_about_is_in_the_catalogue(why: str) -> None:
    assert is_known(why)


def test_P4_why_a_key_cannot_be_used_is_in_the_catalogue() -> None:
    """The alarm that a report is blocked ends in it."""
    whys = {f"The key {one}." for one in (*NOT_USABLE.values(), *INVALID.values(), "cannot be used")}
    whys |= {one for one in sentences(Path(keys.__file__)) if one.startswith("The key ") and "X9" not in one}
    assert [one for one in sorted(whys) if not is_known(one)] == []


def test_what_tags_mean_and_expect_is_in_the_catalogue() -> None:
    staff = [one.sentence for one in MEANINGS.values() if Party.ANALYST in one.who]
    assert [one for one in (*staff, *EXPECTED.values()) if not is_known(one)] == []


@pytest.mark.parametrize(
    ("sentence", "german"),
    [
        ("hold H1 is lifted", "Zurückstellung H1 ist aufgehoben"),
        ("hold H1 is lifted; national is told",
         "Zurückstellung H1 ist aufgehoben; national wird unterrichtet"),
        ("A notice is due and waits: hold H1 is in force.",
         "Eine Löschaufforderung ist fällig und wartet: Zurückstellung H1 gilt."),
        ("Opens a case: the content is illegal", "Eröffnet einen Fall: Der Inhalt ist rechtswidrig"),
        ("IP address", "IP-Adresse"),
        ("Somebody else's words.", "Somebody else's words."),
        ("question Q1 is open; Somebody's", "Frage Q1 ist offen; Somebody's"),
        ("", ""),
        ("x" * 5_000, "x" * 5_000),
    ],
)  # fmt: skip
def test_sentences_of_the_record_are_said_in_the_language(sentence: str, german: str) -> None:
    assert said(sentence, "de") == german
    assert said(sentence, "en") == sentence


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_wrong_with_a_signature_is_said_in_the_language(language: str) -> None:
    """An analyst's first mail with a new key gets "unknown key" as its reason."""
    for _, problem in PROBLEMS:
        own = said(f"signature: {problem}", language)
        assert problem not in own
        assert "signature" not in own


def test_sentences_in_a_row_are_parted_by_the_languages_own_mark() -> None:
    """In Greek ";" ends a question: "done; told" would ask whether it was done."""
    row = "hold H1 is lifted; the case is closed"
    said = {language: joined(Sayings(language, catalogue(language)).said(row)) for language in ANALYSTS}

    assert said["el"] == "η αναστολή H1 ήρθη· η υπόθεση έκλεισε"
    assert all("; " in said[language] for language in ANALYSTS if language != "el")


def test_a_value_in_a_sentence_stays_a_value() -> None:
    """Who is called like a sentence of ours, or answers a server with a tag, is shown as he wrote."""
    sayings = TEMPLATES.sayings("de")
    reply = "The report was NOT delivered: annex-i to the case is closed, answer of the server: [RELEASE]."
    values = [text for text, value in sayings.said(reply) if value]
    assert values == ["annex-i", "the case is closed", "[RELEASE]"]


def test_a_language_without_catalogue_speaks_english() -> None:
    assert joined(Sayings("fi", {}).said("hold H1 ends")) == "hold H1 ends"


@pytest.mark.parametrize(
    "text",
    [
        'msgid "a"\nmsgstr "{b}"\n',
        'msgid "a"\n"b"\nmsgstr "c"\n',
        'msgid "a"\nmsgstr "b"\nmsgstr "c"\n',
    ],
)
def test_a_faulty_catalogue_of_a_site_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "words").mkdir()
    path = tmp_path / "words" / "de.po"
    path.write_text(text, encoding="utf-8")
    found = JinjaTemplates(tmp_path, FOLDER, zone=make_site().hotline.timezone).check()
    assert len(found) == 1
    assert found[0].startswith(f"{path}:1: ")


def test_help_form_and_refusal_are_in_the_analysts_language() -> None:
    site = home_site()
    ann: Analyst = replace(site.analysts[0], language="de")
    site = replace(site, analysts=(ann, *site.analysts[1:]), tag_words={"de": {"HOLD": "ZURÜCKHALTEN"}})
    world = World(site=site)
    for tags in ("[HELP]", "[FORM]", "[ILLEGAL]"):
        world.take(analyst_mail("URL: x\n" if tags == "[ILLEGAL]" else "", subject=tags))
    texts = {
        one.kind: TEMPLATES.render(one.kind, one.to.language, {**one.values, "now": world.now}).text
        for one in world.drafts.values()
    }
    assert "[ZURÜCKHALTEN]" in texts["help"]
    assert "URL-Adresse:" in texts["form"] or "URL:" in texts["form"]
    assert "Hosting-Anbieter" in texts["form"] + texts["refused"]
    assert "fehlt; jede Meldung braucht diese Angabe" in texts["refused"]


def test_P14_a_refusal_says_whether_the_form_is_to_come_as_its_answer() -> None:
    world = World()
    world.take(analyst_mail("URL: x\n", subject="[ILLEGAL] [HODL]"))
    (letter,) = world.letters("refused")
    for language in ANALYSTS:
        values = {**letter.values, "now": world.now}
        answered, anew = (
            TEMPLATES.render("refused", language, {**values, "by_answer": here}).text
            for here in (True, False)
        )
        assert answered != anew, language
    text = TEMPLATES.render("refused", "en", {**letter.values, "now": world.now}).text
    assert "answer this mail with it" in text


def test_help_is_one_screen() -> None:
    for language in ANALYSTS:
        (made,) = (shown(one, language) for one in samples() if one.draft.kind == "help")
        assert len(made.text.splitlines()) <= 75


def test_kinds_that_the_lea_gets_too_have_pages() -> None:
    """Each branch of what goes to both, as HTML in each language; a hole would be an error."""
    for kind in (
        "hold-warning",
        "hold-ended",
        "hold-review",
        "ntd-sent",
        "removal",
        "escalation",
        "origin-asked",
    ):
        for values in some_values(kind):
            for language in ANALYSTS:
                assert "</html>" in page_of(kind, language, values)


@pytest.mark.parametrize("language", [one for one in ANALYSTS if one != "en"])
def test_the_value_of_a_form_line_is_shown_as_it_was_understood(language: str) -> None:
    world = home_site()
    ann = replace(world.analysts[0], language=language)
    desk = World(site=replace(world, analysts=(ann, *world.analysts[1:])))
    desk.take(analyst_mail("URL: https://example.org/1\nType of content: item 1\n", subject="[ILLEGAL]"))
    (draft,) = desk.letters("opened")
    assert " -> item 1\n" in TEMPLATES.render("opened", language, draft.values).text
