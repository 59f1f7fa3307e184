"""A tag beside words that deny it is asked about, and not carried out (P6, P7, P17)."""

import pytest

from hotlined.adapters.config import values
from hotlined.adapters.config.ruleset import read_rules, shipped
from hotlined.domain.hotline.site import Phrase
from hotlined.domain.record.noticed import NtdSentByLea
from hotlined.domain.replies.denied import denial
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import analyst_mail, police_mail, provider_mail
from tests.support.world import World, home_site, noticed, reported

RULES, _ = read_rules(shipped("rules"), shipped("rules"))
PHRASES: tuple[Phrase, ...] = tuple(values.phrases(RULES))
DENIED = [
    "Not yet.",
    "not yet removed!",
    "No.",
    "It has not been removed.",
    "Noch nicht gelöscht!",
    "Ei veel!",
]

REFUSALS = ["No.", "Not yet!", "Ei veel!", "Inte än."]
DOUBTS = [
    "The prosecutor has not agreed.",
    "Is that right?",
    "Wrong case, sorry.",
    "The evidence is secured.",
]


def officer(text: str, *before: str) -> World:
    world = reported(World(home_site(phrases=PHRASES)))
    (report,) = world.letters("annex-i")
    for one in (*before, text):
        own = f"{one}\n\n{report.stream}"
        world.take(police_mail(own, signed=True, references=(report.message_id,), received_at=world.now))
    return world


def analyst(text: str, subject: str) -> tuple[World, str]:
    world = reported(World(home_site(phrases=PHRASES)))
    return world, world.take(analyst_mail(subject=f"[{world.case.stream}] {subject}", text=text)).folder


@pytest.mark.parametrize("words", DENIED)
def test_P7_removed_beside_words_that_deny_it_is_asked_about(words: str) -> None:
    world = officer(f"[REMOVED]\n\n{words}")

    assert not world.case.all_gone()
    assert world.case.pauses_open()


@pytest.mark.parametrize("argument", ["no", "not yet"])
def test_P7_a_tag_whose_own_argument_denies_it_is_asked_about(argument: str) -> None:
    world = officer(f"[REMOVED:{argument}]")

    assert not world.case.all_gone()
    assert world.case.pauses_open()


@pytest.mark.parametrize("words", REFUSALS)
def test_P6_release_beside_a_no_lifts_no_hold(words: str) -> None:
    world = officer(f"[RELEASE]\n\n{words}", "[HOLD]")

    assert world.case.holds_in_force()
    assert world.case.pauses_open()


@pytest.mark.parametrize("words", ["Not yet sent!", "We have not sent it yet."])
def test_P7_a_notice_that_the_words_say_is_not_sent_is_none(words: str) -> None:
    world = officer(f"[NTD-SENT]\n\n{words}")

    assert not [event for _, event in world.log if isinstance(event, NtdSentByLea)]
    assert world.case.pauses_open()


@pytest.mark.parametrize("words", ["Not yet.", "not yet removed!", "Please wait."])
@pytest.mark.parametrize("tag", ["REMOVED", "[REMOVED:1]"])
def test_a_providers_removed_beside_words_that_deny_it_is_asked_about(tag: str, words: str) -> None:
    world = noticed(World(home_site(phrases=PHRASES)))
    world.take(provider_mail(f"{tag}\n\n{words}", references=(world.case.notices[0].message_id,)))

    assert world.case.items[0].removed_by is None
    assert world.letters("verify-removal") == []
    assert world.case.notices[0].asks


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("[REMOVED]", "not yet removed!"),
        ("[REMOVED]", "Not yet."),
        ("[CLOSE]", "please do not close it yet"),
        ("[CLOSE]", "Bitte noch nicht schließen!"),
        ("[CLOSE]", "No."),
    ],
)
def test_P17_an_analysts_tag_beside_words_that_deny_it_is_refused(tag: str, words: str) -> None:
    for text, subject in ((words, tag), ("", f"{tag} {words}")):
        world, folder = analyst(text, subject)

        assert folder == Folder.REFUSED
        assert world.case.closed is None
        assert not world.case.all_gone()


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("[REMOVED]", "No answer to my browser any more."),
        ("[REMOVED]", "No longer online, removed this morning."),
        ("[CLOSE]", "The provider did not answer, the LEA knows."),
        ("[CLOSE]", "Nothing left to do here."),
        ("[REMOVED:1]", "The others have not been removed."),
    ],
)
def test_words_that_deny_something_else_stop_no_command(tag: str, words: str) -> None:
    assert analyst(words, tag)[1] == Folder.DONE


@pytest.mark.parametrize("words", ["Item 2 is not removed.", "no. 12", "Useful: no", "", "not yet " * 9])
def test_what_is_about_a_number_or_says_more_is_no_denial(words: str) -> None:
    assert denial(Tag(Word.REMOVED), words, PHRASES) == ""


def test_a_list_of_items_may_have_blanks() -> None:
    form = "".join(f"URL: https://media.provider.example.net/item{number}\n" for number in (1, 2, 3))
    form += "Description of the type of the content: a\n"
    world = noticed(World(home_site(phrases=PHRASES)), form=form)
    world.take(provider_mail("REMOVED: 1, 3", references=(world.case.notices[0].message_id,)))

    assert [one.number for one in world.case.items if one.removed_by] == [1, 3]


@pytest.mark.parametrize("words", DOUBTS)
def test_P7_a_release_beside_other_words_in_doubt_lifts_the_hold_and_a_question_keeps_the_notice_back(
    words: str,
) -> None:
    world = officer(f"[RELEASE]\n\n{words}", "[HOLD]")

    assert not world.case.holds_in_force()
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "words", ["", "Thank you.", "No further action needed.", "Best regards\nLee Example"]
)
def test_a_release_beside_courtesies_lifts_the_hold(words: str) -> None:
    assert not officer(f"[RELEASE]\n\n{words}", "[HOLD]").case.holds_in_force()


@pytest.mark.parametrize(
    "words", ["but please wait", "please hold until 12 May 2027", "do not send the notice"]
)
@pytest.mark.parametrize("tag", ["[RECEIVED]", "[FEEDBACK]", "[NTD-SENT]"])
def test_P7_a_plea_to_wait_behind_a_tag_is_a_hold(tag: str, words: str) -> None:
    world = officer(f"{tag} {words}")

    assert world.case.holds_in_force()
    assert world.case.pauses_open()


def test_no_mail_looks_through_all_phrases_to_find_out_whether_they_are_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To hash 39,000 of them takes thirty milliseconds, more than all else that a receipt costs."""

    def hashed(phrase: Phrase) -> int:
        raise AssertionError("the phrases are compared one by one")

    monkeypatch.setattr(Phrase, "__hash__", hashed)
    for text in ("[RECEIVED]", "[HOLD]\n\nPlease wait.", "[REMOVED]\n\nNot yet."):
        officer(text)
    analyst("", "[RECEIVED:by phone]")
    analyst("Not yet!", "[REMOVED]")
