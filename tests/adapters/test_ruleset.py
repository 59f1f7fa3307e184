import dataclasses
from datetime import UTC, date, datetime, time
from errno import EACCES
from ipaddress import ip_network
from pathlib import Path

import pytest

from hotlined.adapters.config.agreement import AgreementFile
from hotlined.adapters.config.problems import ConfigProblems
from hotlined.adapters.config.rulefiles import ProviderBlock, RouteBlock
from hotlined.adapters.config.ruleset import MODELS, Ruleset, read_rules, shipped
from hotlined.adapters.config.sentences import Block
from hotlined.adapters.config.settings import load
from hotlined.adapters.config.values import rule_problems
from hotlined.domain.hotline.site import Agreement, Phrase, Provider, Route, Site
from hotlined.domain.mail.message import Classified, Inbound, MailClass
from hotlined.domain.replies.lexicon import lexicon, tokens
from hotlined.domain.replies.receipts import understand
from hotlined.domain.steps.filing import takes_over
from hotlined.domain.tagging.tags import TagReading, read_subject
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.address import Address
from tests.support.languages import LETTERS
from tests.support.site import write_site

NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with the shipped rules."""
    return load(write_site(tmp_path_factory.mktemp("site"))).site


def heard(site: Site, text: str) -> tuple[str, ...]:
    mail = Inbound("0" * 64, "lea", NOW, Classified(MailClass.HUMAN, "test"), body=text, new_text=text)
    if "certain_text" in {field.name for field in dataclasses.fields(Inbound)}:
        mail = dataclasses.replace(mail, certain_text=text)
    return understand(mail, TagReading(), site, NOW).words


# --- the shapes keep up with the domain ----------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "value", "only_here"),
    [
        (AgreementFile, Agreement, {"short_delays"}),
        (RouteBlock, Route, set()),
        (ProviderBlock, Provider, set()),
    ],
)
def test_the_file_has_every_field_of_the_domain(model: type[Block], value: type, only_here: set[str]) -> None:
    assert {field.name for field in dataclasses.fields(value)} == set(model.model_fields) - only_here


def test_a_folder_beside_the_rules_is_no_rules_file(tmp_path: Path) -> None:
    """The signed agreement as it was scanned, say."""
    path = write_site(tmp_path)
    (path.parent / "rules" / "agreement").mkdir()

    assert load(path).site.hotline.prefix


# --- the shipped rules ---------------------------------------------------------------------------


def test_every_shipped_file_is_valid() -> None:
    ruleset, problems = read_rules(shipped("rules"), shipped("rules"))

    assert problems == ()
    assert tuple(rule_problems(ruleset)) == ()
    assert set(ruleset.files) == set(MODELS)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Received.", "received"),
        ("We confirm receipt of your report.", "received"),
        ("Please wait with the notice.", "hold"),
        ("Please do not notify the provider.", "hold"),
        ("You may send the notice now.", "release"),
        ("The content has been removed.", "removed"),
        ("The provider has been notified.", "ntd-sent"),
        ("Could you explain item 2?", "question"),
        ("Wir bestätigen den Eingang.", "received"),
        ("Bitte noch abwarten.", "hold"),
        ("Bitte den Provider nicht informieren.", "hold"),
        ("Freigabe erteilt.", "release"),
        ("Die Inhalte wurden gelöscht.", "removed"),
        ("Wir haben den Provider informiert.", "ntd-sent"),
        ("Kinnitame kättesaamist.", "received"),
        ("Palun oodake.", "hold"),
        ("Palun ärge saatke teadet.", "hold"),
        ("Võite teate saata.", "release"),
        ("Sisu on eemaldatud.", "removed"),
        ("Ελήφθη.", "received"),
        ("ΕΛΗΦΘΗ", "received"),
        ("Επιβεβαιώνουμε τη λήψη.", "received"),
        ("Παρακαλούμε να μην ενημερώσετε τον πάροχο.", "hold"),
        ("Μπορείτε να προχωρήσετε.", "release"),
        ("Το περιεχόμενο έχει αφαιρεθεί.", "removed"),
        ("Patvirtiname gavimą.", "received"),
        ("Patvirtiname gavima.", "received"),
        ("Prašome palaukti.", "hold"),
        ("Prašome nesiųsti pranešimo.", "hold"),
        ("Galite siųsti.", "release"),
        ("Turinys pašalintas.", "removed"),
        ("Apstiprinām saņemšanu.", "received"),
        ("Lūdzam nesūtīt paziņojumu.", "hold"),
        ("Varat sūtīt.", "release"),
        ("Saturs ir dzēsts.", "removed"),
        ("Vi bekräftar mottagandet.", "received"),
        ("Vänligen avvakta.", "hold"),
        ("Skicka inte underrättelsen ännu.", "hold"),
        ("Ni kan nu skicka.", "release"),
        ("Innehållet har tagits bort.", "removed"),
    ],
)
def test_usual_words_are_understood(site: Site, text: str, meaning: str) -> None:
    assert heard(site, text) == (meaning,)


@pytest.mark.parametrize(
    "text",
    [
        "We have not received the report.",
        "I received an error and the file is unreadable.",
        "Have you received our mail?",
        "Wir haben die Meldung erhalten, können sie aber nicht öffnen.",
        "Bei uns ist noch nichts eingegangen.",
        "Vorerst keine Meldung erhalten.",
        "Die Meldung wurde an Sie zurückgeschickt.",
        "Die neue Rufnummer haben wir erhalten.",
        "Me ei ole teadet kätte saanud.",
        "Δεν ελήφθη η αναφορά.",
        "Pranešimo negavome.",
        "Neesam saņēmuši ziņojumu.",
        "Vi har inte mottagit rapporten.",
        "You may not send the notice.",
        "The content has not been removed.",
        "Please tell us when the content has been removed.",
    ],
)
def test_what_is_denied_or_asked_is_no_receipt_release_or_removal(site: Site, text: str) -> None:
    assert not set(heard(site, text)) & {"received", "release", "removed"}


def test_greetings_are_harmless(site: Site) -> None:
    assert heard(site, "Dear colleagues,\nMany thanks.\nReceived.\nKind regards") == ("received",)


def test_phrases_are_known_with_their_language_and_meaning(site: Site) -> None:
    assert {
        Phrase("received", "patvirtiname gavimą", "lt"),
        Phrase("received", "ελήφθη", "el"),
        Phrase("negation", "nicht", "de"),
    } <= set(site.phrases)


@pytest.mark.parametrize(
    "text", ["patvirtiname gavima", "ΕΛΗΦΘΗ", "Mit freundlichen Gruessen", "Mit freundlichen Grüssen"]
)
def test_phrases_are_found_without_accents_and_in_capitals(site: Site, text: str) -> None:
    hits = lexicon(site.phrases).hits(tokens(text))

    assert any(len(hit) == len(tokens(text)) for hit in hits)


def test_aliases_and_labels_of_other_languages_reach_the_site(site: Site) -> None:
    reading = read_subject("AW: [Warten:2026-06-01] [Gelöscht:1]", prefix="HL", aliases=site.tag_aliases)

    assert [tag.word for tag in reading.tags] == [Word.HOLD, Word.REMOVED]
    assert site.labels["url"] == "url"


@pytest.mark.parametrize("language", [one for one in LETTERS if one != "en"])
def test_what_an_lea_can_order_by_tag_it_can_in_each_language_of_our_letters(language: str) -> None:
    rules, _ = read_rules(shipped("rules"), shipped("rules"))

    assert {"HOLD", "RELEASE", "RECEIVED", "REMOVED"} <= set(rules.tags.aliases[language])


# --- the site's rules in front -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("παράνομο", Word.ILLEGAL),
        ("ΠΑΡΑΝΟΜΟ", Word.ILLEGAL),
        ("αβέβαιο", Word.UNSURE),
        ("μη-παράνομο", Word.NOT_ILLEGAL),
        ("Μη παράνομο", Word.NOT_ILLEGAL),
        ("επείγον:a reason", Word.URGENT),
    ],
)
def test_a_greek_tag_is_known_with_its_accent_and_without(site: Site, written: str, word: Word) -> None:
    reading = read_subject(f"[{written}]", prefix="HL", aliases=site.tag_aliases)
    assert [tag.word for tag in reading.tags] == [word]


def test_a_file_of_the_site_replaces_the_shipped_one_as_a_whole(tmp_path: Path) -> None:
    replies = {"phrases": {"en": {"hold": ["stand still"]}}, "negations": {}}
    site = load(write_site(tmp_path, rules={"replies": replies})).site

    assert [(phrase.meaning, phrase.text) for phrase in site.phrases] == [("hold", "stand still")]
    assert site.routes[0].units == ("national",)  # routing.yaml is still the shipped one


def test_rows_keep_their_order_and_all_means_every_unit(tmp_path: Path) -> None:
    rows = [
        {
            "name": "urgent",
            "urgent": "yes",
            "country": ["home", "LV"],
            "assessment": ["illegal"],
            "units": ["all"],
        },
        {"name": "rest", "units": ["national"]},
    ]
    site = load(write_site(tmp_path, rules={"routing": {"routes": rows}})).site

    assert site.routes == (
        Route("urgent", ("national",), ("illegal",), ("home", "LV"), True),
        Route("rest", ("national",)),
    )


def test_a_provider_row_becomes_a_provider(tmp_path: Path) -> None:
    row = {
        "name": "Example Hosting",
        "contact": "abuse@example.net",
        "confirmed": "yes",
        "networks": ["192.0.2.0/24", "2001:db8::/32"],
        "domains": ["Bücher.example"],
        "asns": ["AS64496", "64497"],
    }
    site = load(write_site(tmp_path, rules={"providers": {"providers": [row]}})).site

    assert site.providers == (
        Provider(
            "Example Hosting",
            Address("abuse", "example.net"),
            confirmed=True,
            networks=(ip_network("192.0.2.0/24"), ip_network("2001:db8::/32")),
            domains=("xn--bcher-kva.example",),
            asns=(64496, 64497),
        ),
    )


def test_the_calendar_has_hours_and_free_days(tmp_path: Path) -> None:
    rules = {
        "working_hours": {"mon": "08:30-16:00"},
        "holidays": {"country": "EE", "days": ["2026-12-24"], "working": ["2026-12-23"]},
    }
    work = load(write_site(tmp_path, rules={"calendar": rules})).site.worktime

    assert work is not None
    assert work.zone.key == "Europe/Tallinn"
    assert work.week == ((time(8, 30), time(16)), None, None, None, None, None, None)
    assert {date(2026, 12, 24), date(2027, 2, 24), date(2050, 12, 25)} <= work.free
    assert work.worked == {date(2026, 12, 23)}


def test_the_public_holidays_are_those_of_the_hotlines_country_unless_another_is_named(
    tmp_path: Path,
) -> None:
    own = load(write_site(tmp_path / "own")).site.worktime
    other = load(
        write_site(tmp_path / "other", rules={"calendar": {"holidays": {"country": "GR"}}})
    ).site.worktime

    assert own is not None
    assert other is not None
    assert date(2026, 2, 24) in own.free - other.free
    assert date(2026, 3, 25) in other.free - own.free


def test_new_labels_stand_beside_the_printed_ones(tmp_path: Path) -> None:
    tags = {"labels": {"en": {"comments": ["Notes of the desk"]}}, "reply_prefixes": ["Ant:"]}
    site = load(write_site(tmp_path, rules={"tags": tags})).site

    assert (site.labels["notes of the desk"], site.labels["comments"]) == ("comments", "comments")
    assert takes_over("Re: words", site)
    assert takes_over("Ant: words", site)


def test_without_a_folder_there_is_one_problem_and_nothing_is_read(tmp_path: Path) -> None:
    ruleset, (problem,) = read_rules(tmp_path / "none", shipped("rules"))

    assert problem.sentence == "the folder of the site's rules does not exist"
    assert ruleset == Ruleset({})


@pytest.mark.parametrize("name", ["routing", "agreement", "providers"])
def test_a_file_of_the_site_that_is_a_link_to_nothing_is_not_replaced_by_the_shipped_one(
    tmp_path: Path, name: str
) -> None:
    """The shipped routing.yaml sends every report to every unit: no missing disk shall choose it."""
    config = write_site(tmp_path)
    path = tmp_path / "rules" / f"{name}.yaml"
    path.unlink(missing_ok=True)
    path.symlink_to("../elsewhere.yaml")

    with pytest.raises(ConfigProblems) as refused:
        load(config)

    assert str(refused.value) == (
        f"{path}:1: cannot be read: No such file or directory; it is a link to ../elsewhere.yaml"
    )


def test_a_file_of_the_site_that_this_user_may_not_look_at_is_not_replaced_by_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder made by root with a umask of 077: each file in it "is not there"."""
    config = write_site(tmp_path)

    def denied(path: Path) -> None:
        raise PermissionError(EACCES, "Permission denied", str(path))

    monkeypatch.setattr("hotlined.adapters.config.ruleset.lstat", denied)
    for name in MODELS:
        (tmp_path / "rules" / f"{name}.yaml").unlink(missing_ok=True)

    with pytest.raises(ConfigProblems) as refused:
        load(config)

    assert len(refused.value.problems) == len(MODELS)
    assert all(" cannot be read: " in str(one) for one in refused.value.problems)
