"""A [HOLD] in a mail that is refused is not carried out, and yet no notice leaves before somebody answers."""

from dataclasses import replace

import pytest

from hotlined.domain.analysts.refused_hold import WHY
from hotlined.domain.analysts.transcript import Transcript
from hotlined.domain.letters.decision import Decision
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import analyst_mail, police_mail
from tests.support.world import World, queued, reported


def say(world: World, tags: str, **more: object) -> Decision:
    mail = analyst_mail("", subject=f"[{world.case.stream}] {tags}", received_at=world.now, **more)
    return world.take(mail)


def question(world: World) -> None:
    """The LEA writes what is not understood."""
    thread = (world.letters("annex-i")[0].message_id,)
    world.take(police_mail("It is about the other matter.", references=thread, received_at=world.now))
    assert [one.id for one in world.case.pauses_open()] == ["Q1"]


@pytest.mark.parametrize(
    "tags", ["[HOLD] [REMOVED:7]", "[HOLD:yesterday]", "[HOLD:2026-02-30]", "[HOLD] [NOTTE]", "[HOLDD]"]
)
def test_P5_a_notice_in_the_outbox_waits_where_a_hold_was_refused_with_its_mail(tags: str) -> None:
    world = queued()

    assert say(world, tags).folder == Folder.REFUSED
    assert not world.case.holds_in_force(), "P17: nothing half-done"
    assert [one.why for one in world.case.pauses_open()] == [WHY]
    assert len(world.letters("refused")) == 1
    assert [draft.to.id for draft in world.letters("question")] == ["Ann", "Ben"]
    world.gate(fence=world.fence())
    assert not world.sent

    assert say(world, "[HOLD] [CONFIRM:Q1]").folder == Folder.DONE
    assert (len(world.case.holds_in_force()), world.case.pauses_open()) == (1, ())


@pytest.mark.parametrize("word", ["STOP", "PAUSE", "WAIT", "HALTEN", "Please-wait", "OODAKE"])
def test_P7_a_word_in_brackets_that_asks_to_wait_and_is_no_tag_is_asked_about(word: str) -> None:
    world = queued()

    decision = say(world, f"[{word}]")
    assert decision.folder == Folder.REFUSED
    assert "did you mean [HOLD]?" in decision.reason
    assert [one.why for one in world.case.pauses_open()] == [WHY]
    told = world.letters("refused")[0].values["transcript"]
    assert isinstance(told, Transcript)
    assert "did you mean [HOLD]?" in str(told.tags)
    world.gate(fence=world.fence())
    assert not world.sent


@pytest.mark.parametrize("words", ["[STOP!]", "[Stopp!]", "[ON HOLD]", "[Bitte warten]", "[PALUN OODAKE]"])
def test_P7_words_in_brackets_that_ask_to_wait_keep_the_notice_back_with_a_blank_or_a_mark_as_well(
    words: str,
) -> None:
    world = queued()

    assert say(world, words).folder == Folder.REFUSED
    assert len(world.case.pauses_open()) == 1
    world.gate(fence=world.fence())
    assert not world.sent


@pytest.mark.parametrize(
    "mark", ["[Ticket 12]", "[Waiting for support]", "[Out of office]", "[SPAM?]", "[SUSPECTED SPAM]"]
)
def test_what_a_ticket_system_or_a_gateway_puts_in_brackets_pauses_nothing(mark: str) -> None:
    world = reported()

    say(world, mark)
    assert say(world, f"{mark} [STATUS]").folder == Folder.DONE
    assert not world.case.pauses_open()


@pytest.mark.parametrize("tags", ["[RELEASE-HOLD]", "[CANCEL]", "[TEAM]", "[DONE]"])
def test_a_word_in_brackets_that_asks_for_something_else_pauses_nothing(tags: str) -> None:
    world = reported()

    assert say(world, tags).folder == Folder.REFUSED
    assert not world.case.pauses_open()


def test_P11_each_mail_with_a_word_that_asks_to_wait_is_answered_however_many_were_refused() -> None:
    world = reported()

    for word in ("STOP", "PAUSE", "WAIT", "WAIT"):
        assert say(world, f"[{word}]").folder == Folder.REFUSED
    assert len(world.letters("refused")) == 4


def test_P4_the_question_about_it_has_no_word_of_the_mail_since_not_every_analyst_has_a_key() -> None:
    world = reported()
    mail = analyst_mail("Comments: PLANTED", subject=f"[{world.case.stream}] [UPDATE] [HOLD:soon]")

    assert world.take(mail).folder == Folder.REFUSED
    questions = world.letters("question")
    assert len(questions) == 2
    assert "PLANTED" not in str([draft.values for draft in questions])


def test_a_refused_mail_without_a_hold_asks_nobody() -> None:
    world = reported()

    assert say(world, "[REMOVED:7]").folder == Folder.REFUSED
    assert not world.case.pauses_open()


def test_where_all_is_on_hold_already_nobody_is_asked() -> None:
    world = reported()
    say(world, "[HOLD]")

    assert say(world, "[HOLD:yesterday]").folder == Folder.REFUSED
    assert not world.case.pauses_open()


def test_P5_a_hold_counts_where_somebody_else_has_answered_the_question_a_moment_before() -> None:
    world = reported()
    question(world)
    assert say(world, "[CONFIRM:Q1]").folder == Folder.DONE

    assert say(world, "[HOLD] [CONFIRM:Q1]").folder == Folder.DONE
    assert len(world.case.holds_in_force()) == 1


def test_P17_beside_another_tag_it_is_said_that_the_question_was_answered_before() -> None:
    world = reported()
    question(world)
    say(world, "[CONFIRM:Q1]")

    assert say(world, "[NOTE] [CONFIRM:Q1]").folder == Folder.DONE

    transcript = world.letters("done")[-1].values["transcript"]
    assert isinstance(transcript, Transcript)
    assert transcript.headline == (
        "Done: the text of your mail is kept in the history; question Q1 was answered before."
    )


def test_P17_what_can_be_taught_no_more_is_told_why() -> None:
    world = reported()
    question(world)
    say(world, "[CONFIRM:Q1]")

    assert say(world, "[NOTE] [CONFIRM:Q1 always]").reason == (
        "[CONFIRM:Q1]: this question was answered before"
    )


def test_P17_a_question_that_was_answered_before_is_named_in_the_refusal() -> None:
    world = reported()
    question(world)
    say(world, "[CONFIRM:Q1]")

    assert say(world, "[CONFIRM:Q1]").reason == "[CONFIRM:Q1]: this question was answered before"


@pytest.mark.parametrize("tags", ["[HOLD]", "[CLOSE] [NOTE]", "[REMOVED:1]"])
def test_P17_a_command_that_names_no_case_is_asked_for_its_case_and_for_no_form(tags: str) -> None:
    world = reported()

    decision = world.take(analyst_mail("please", subject=f"Re: Open cases {tags}", received_at=world.now))

    word = tags.split("]")[0].split(":")[0]
    assert decision.reason == f"{word}]: name the case that it is about, such as [HL-2026-000123-K]"


def test_P5_a_hold_outside_of_the_signature_that_is_refused_is_asked_about() -> None:
    world = queued()
    mail = analyst_mail("please", subject=f"[{world.case.stream}] [HOLD:yesterday]", received_at=world.now)

    assert world.take(replace(mail, protected_subject=None)).folder == Folder.REFUSED
    assert [one.why for one in world.case.pauses_open()] == [WHY]


def test_P12_the_same_slip_twice_is_asked_about_once() -> None:
    world = reported()

    for tags in ("[HOLDD]", "[HOLD:soon]"):
        say(world, tags)
    assert [one.id for one in world.case.pauses_open()] == ["Q1"]


def test_P5_a_hold_that_will_end_does_not_stand_for_one_that_was_refused() -> None:
    world = reported()
    say(world, "[HOLD:2h]")

    say(world, "[HOLD:2026-04-31]")
    assert [one.why for one in world.case.pauses_open()] == [WHY]
