"""Orders of an analyst above words that make them none: a condition, a question, nobody has looked."""

import pytest

from hotlined.domain.analysts.plain_wait import WHY
from hotlined.domain.letters.decision import Decision
from hotlined.domain.values.folders import Folder
from tests.support.lea_set import Desk
from tests.support.mails_in import FORM, analyst_mail
from tests.support.world import World, gone, home_site, reported

WORDS = Desk().site


def world() -> World:
    return reported(World(site=home_site(phrases=WORDS.phrases, spoken_day=WORDS.spoken_day)))


def say(world: World, tags: str, text: str = "") -> Decision:
    mail = analyst_mail(text, subject=f"[{world.case.stream}] {tags}", received_at=world.now)
    return world.take(mail)


@pytest.mark.parametrize(
    "words",
    [
        "as soon as the police agree",
        "if the police agree",
        "Once the police have confirmed",
        "Send it as soon as the police agree.",
        "not now, tomorrow",
        "sobald die Polizei zustimmt",
        "kui politsei nõustub",
        "όταν συμφωνήσει η αστυνομία",
        "när polisen har svarat",
        "We will send it tomorrow.",
        "The notice will be sent tomorrow.",
        "The provider will be notified tomorrow.",
        "Send it at noon tomorrow.",
        "on Friday, please",
        "Do not send it now.",
        "inte nu",
        "after the police have confirmed",
        "Please send after the search.",
        "If the police agree, send it.",
        "Send it, but only if the police agree.",
        "Once they have confirmed, please send it.",
        "subject to the prosecutor's approval",
        "nachdem die Polizei bestätigt hat",
        "Erst nach der Durchsuchung.",
        "Pärast politsei kinnitust.",
        "μετά την επιβεβαίωση της αστυνομίας",
        "gavus policijos patvirtinimą",
        "efter att polisen har bekräftat",
        "as soon as possible after the police agree",
        "Once the search is over, it is fine.",
        "Once the raid is done, we are ready.",
        "After the police call, send it.",
        "Erst nach Rücksprache mit der Polizei.",
        "Bitte nach Rücksprache mit der Polizei senden.",
        "After the call tomorrow.",
        "Nach 24 Stunden bitte senden.",
        "As soon as they are ready, call the host.",
    ],
)
def test_P5_a_notice_that_is_to_go_on_a_condition_does_not_go_now(words: str) -> None:
    here = world()

    assert say(here, "[NTD:now]", words).folder == Folder.REFUSED
    assert here.case.ntd is None


@pytest.mark.parametrize(
    "words",
    [
        "",
        "The police have confirmed, go on.",
        "The police agreed by phone at 11.",
        "Lee says there is no need to wait.",
        "I spoke with them. Thank you!",
        "Please send at once.",
        "Skicka nu.",
        "I will send a screenshot tomorrow.",
        "I will notify the provider by phone as well.",
        "The provider has not been notified yet.",
        "Inget har skickats än.",
        "If questions arise call me.",
        "When done tell me.",
        "Police called on Friday.",
        "I will send a screenshot after lunch.",
        "The police called back after lunch and agreed.",
        "The content is back after two days.",
        "They know when to expect it.",
        "Nach Rücksprache mit der Polizei: bitte senden.",
        "After a call with Lee this morning: agreed.",
        "After checking again, still online.",
        "After all, it is still online.",
        "Nach wie vor online.",
        "Nach 24 Stunden keine Antwort.",
        "Peale kontrolli ikka üleval.",
        "Μετά από συνεννόηση με την αστυνομία, στείλτε.",
        "Po pokalbio su policija galima siųsti.",
        "Efter samtal med polisen: skicka.",
        "Send it as soon as possible.",
        "Please send it today if possible.",
        "Bitte senden, sobald möglich.",
        "If you can, send it today.",
        "Once more, thanks.",
        "If needed, I am at my desk.",
        "If there is a bounce, use the web form.",
        "Kui küsimusi on, helistage.",
        "Kai tikrinau, buvo pasiekiama.",
    ],
)
def test_a_notice_goes_now_beside_words_that_say_why(words: str) -> None:
    here = world()

    assert say(here, "[NTD:now]", words).folder == Folder.DONE
    assert here.case.ntd is not None


@pytest.mark.parametrize("words", ["once the police agree", "After the police have confirmed.", "tomorrow"])
def test_P5_so_it_is_in_the_mail_that_opens_a_case_which_is_asked_about(words: str) -> None:
    here = World(site=home_site(phrases=WORDS.phrases, spoken_day=WORDS.spoken_day))

    assert here.take(analyst_mail(f"{words}\n\n{FORM}", subject="[ILLEGAL] [NTD:now]")).folder == Folder.DONE
    assert [one.why for one in here.case.pauses_open()] == [WHY]


@pytest.mark.parametrize("words", ["If the police agree, lift it.", "after the police have confirmed"])
def test_P6_a_hold_that_is_to_end_on_a_condition_stays(words: str) -> None:
    here = world()
    say(here, "[HOLD]")

    assert say(here, "[RELEASE]", words).folder == Folder.REFUSED
    assert here.case.holds_in_force()


@pytest.mark.parametrize("tags", ["[NTD:none]", "[NTD:+12h]"])
def test_a_plan_is_no_notice_that_goes_now(tags: str) -> None:
    assert say(world(), tags, "We send it by the form tomorrow, as soon as it works.").folder == Folder.DONE


@pytest.mark.parametrize("tags", ["[NTD:now]?", "[CLOSE] ?", "[REMOVED:1]?", "[REMOVED:1]\uff1f"])
def test_a_tag_with_a_question_mark_behind_it_is_asked_about(tags: str) -> None:
    here = world()
    decision = say(here, tags)

    assert decision.folder == Folder.REFUSED
    assert "has a question mark behind it" in decision.reason
    assert (gone(here), here.case.ntd, here.case.closed) == ([], None, None)


@pytest.mark.parametrize("tags", ["[STATUS]?", "[HOLD]?", "[NOTE] any news?", "[REMOVED:1] ok", "[NOTE]?"])
def test_a_hold_and_a_question_to_hotlined_may_have_one(tags: str) -> None:
    assert say(world(), tags, "a").folder == Folder.DONE


@pytest.mark.parametrize(
    "words",
    [
        "I did not check yet",
        "the provider says so, not checked",
        "Ich habe es noch nicht geprüft.",
        "pole veel kontrollinud",
        "δεν το έχω ελέγξει",
        "Jag har inte kontrollerat det.",
    ],
)
def test_what_nobody_has_looked_at_is_not_removed(words: str) -> None:
    here = world()

    assert say(here, "[REMOVED:1]", words).folder == Folder.REFUSED
    assert gone(here) == []


@pytest.mark.parametrize(
    "words",
    [
        "The rest is not checked.",
        "Checked, it does not answer.",
        "checked twice",
        "Not found on re-check.",
        "Gone, no need to check again.",
        "No check needed any more.",
    ],
)
def test_what_was_looked_at_is(words: str) -> None:
    assert say(world(), "[REMOVED:1]", words).folder == Folder.DONE


@pytest.mark.parametrize("tags", ["", "[STATUS]", "[CLSOE]"])
@pytest.mark.parametrize(
    "words",
    [
        "Please hold the notice until Friday, the police rang.",
        "Can you hold the notice?",
        "Is it possible to wait with the notice?",
        "Do not send the notice yet.",
        "Bitte noch nicht an den Provider melden.",
    ],
)
def test_P7_words_that_ask_to_wait_keep_the_notice_back_where_nothing_else_is_done(
    tags: str, words: str
) -> None:
    here = world()
    say(here, tags, words)
    say(here, tags, f"{words} Thank you.")

    assert [one.why for one in here.case.pauses_open()] == [WHY]  # and once is enough
    assert {draft.to.id for draft in here.letters("question")} == {"Ann", "Ben"}


@pytest.mark.parametrize(
    "words",
    [
        "Thanks, I will look at it.",
        "What is new in this case?",
        "The police rang.",
        "Is there a hold? The police rang.",
        "How long do we have to wait?",
        "Any hold from the police?",
        "Wartet die Polizei noch?",
        "Kas politsei palus oodata?",
        "I wait for your answer.",
    ],
)
def test_other_words_without_a_tag_keep_nothing_back(words: str) -> None:
    here = world()

    assert say(here, "", words).folder == Folder.REFUSED
    assert not here.case.pauses_open()


def test_an_analyst_who_is_unsure_may_say_so_with_a_question_mark() -> None:
    assert World().take(analyst_mail(FORM, subject="[UNSURE]?")).folder == Folder.DONE
