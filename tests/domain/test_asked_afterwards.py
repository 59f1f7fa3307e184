"""What people are told of a question that came when its case was closed already (P7)."""

from hotlined.cli.case_tables import state_words
from hotlined.cli.due import ASKS, due_rows
from hotlined.domain.cases.retention import plan
from hotlined.domain.cases.state import Case
from hotlined.domain.due.listing import Line
from hotlined.domain.mail.message import Draft, Party
from hotlined.domain.overview.board import Column, card_of, done_at
from hotlined.domain.record.destroyed import PurgeBegun, Purged
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.reference import is_question
from tests.support.mails_in import FORM, analyst_mail, hours, police_mail
from tests.support.site import make_agreement
from tests.support.world import World, home_site, opened, reported

DOUBT = "Blorf the whole frobnication, colleagues."
FIRST = "HL-2026-000001-C"
WAITS = "notices about the same URLs in other cases wait for your answer to question Q1: [CONFIRM:Q1]"


def officer(world: World, words: str, stream: str) -> None:
    """The officer's answer to the report of one of the cases."""
    letter = next(one for one in world.letters("annex-i") if one.stream == stream)
    world.take(police_mail(words, received_at=world.now, references=(letter.message_id,)))


def say(world: World, tags: str) -> None:
    world.take(analyst_mail(subject=tags, received_at=world.now))


def doubted(*, alone: bool = False) -> tuple[World, str]:
    """The second of two cases with one URL, or the only one, is closed; then comes what is not understood."""
    world = reported() if alone else reported(reported())
    stream = list(world.streams)[-1]
    say(world, f"[{stream}] [CLOSE]")
    officer(world, DOUBT, stream)
    assert world.streams[stream].closed
    return world, stream


def alarms(world: World) -> list[Draft]:
    return [one for one in world.letters("alarm") if one.values["what"] == "question-waits"]


def test_P7_the_question_says_which_notices_wait_and_only_analysts_hear_of_it() -> None:
    world, _ = doubted()

    values = world.letters("question")[-1].values
    assert (values["closed"], values["purged"], values["kept_back"]) == (True, False, FIRST)
    told = [one for one in world.drafts.values() if one.to.party is not Party.ANALYST]
    assert told
    assert FIRST not in str([one.values for one in told if one.stream != FIRST])


def test_it_names_no_case_where_none_waits() -> None:
    world, _ = doubted(alone=True)

    assert world.letters("question")[-1].values["kept_back"] == ""
    world.wait(hours(4))
    world.sweep()
    assert "wait for it" in str(alarms(world)[-1].values["sentence"])
    assert "now in" not in str(alarms(world)[-1].values["sentence"])


def test_P7_the_alarm_names_the_cases_that_wait_and_how_to_have_them_wait_on() -> None:
    world, stream = doubted()
    for number in (1, 2):
        world.wait(hours(4))
        world.sweep()
        told = [one for one in alarms(world) if one.stream == stream]
        assert len(told) == number * len(world.site.analysts)

    assert str(told[-1].values["sentence"]) == (
        "Question Q1 has not been answered; the case is closed, and notices about the same URLs in other"
        f" cases wait for it, now in {FIRST}."
    )
    assert "[REOPEN] [HOLD]" in str(told[-1].values["todo"])


def test_P7_of_purged_urls_nothing_is_said_to_wait() -> None:
    world, stream = doubted()
    say(world, f"[{stream}] [CONFIRM:Q1]")
    world.record(PurgeBegun(stage="urls", why="asked"), Purged(stage="urls", mails=0), stream=stream)
    officer(world, DOUBT + " Once more.", stream)

    values = world.letters("question")[-1].values
    assert (values["purged"], values["kept_back"]) == (True, "")
    say(world, f"[{stream}] [NOTE]")
    world.wait(hours(4))
    world.sweep()
    assert str(alarms(world)[-1].values["sentence"]).endswith("the case is closed, and its URLs are purged.")
    card = card_of(world.streams[stream], world.site)
    assert card is not None
    assert not [one for one in (*card.needs, *card.coming) if "notices" in one]
    assert not world.twins().stopping(world.streams[FIRST])


def test_P7_the_status_of_the_case_says_what_waits_and_how_to_answer() -> None:
    world, stream = doubted()
    case = world.streams[stream]

    say(world, f"[{stream}] [STATUS]")
    status = str(world.letters("status")[-1].values)
    assert WAITS in status
    assert f"now in {FIRST}" in status
    assert [one.id for one in case.pauses_now()] == ["Q1"]


def lines(world: World, tags: str) -> list[Line]:
    say(world, tags)
    values = world.letters("list")[-1].values["lines"]
    assert isinstance(values, tuple)
    return [*values]


def test_P7_it_stands_in_the_list_until_it_is_answered() -> None:
    world, stream = doubted()

    (line,) = (one for one in lines(world, "[LIST]") if one.reference == stream)
    assert (line.closed, line.held) == (True, False)
    assert line.state == "question Q1 is open; closed: closed by an analyst"
    assert stream not in [one.reference for one in lines(world, "[LIST:held]")]
    world.wait(hours(5))
    assert stream in [one.reference for one in lines(world, "[LIST:overdue]")]
    say(world, f"[{stream}] [CONFIRM:Q1]")
    for tags in ("[LIST]", "[LIST:overdue]"):
        assert stream not in [one.reference for one in lines(world, tags)]


def test_P7_its_card_waits_for_an_analyst_and_goes_back_to_done_with_the_answer() -> None:
    world, stream = doubted()
    case = world.streams[stream]
    card = card_of(case, world.site)

    assert card is not None
    assert (card.column, card.states) == (Column.NEEDS_YOU, ("question Q1", "closed by an analyst"))
    assert card.needs == (
        "Question Q1 waits for your answer, and notices about the same URLs in other cases wait for it:"
        " not all of it is understood.",
    )
    assert [tag.word for tag in card.tags] == [Word.CONFIRM, Word.REOPEN, Word.NOTE, Word.STATUS]
    assert done_at(case, card.column) is None
    say(world, f"[{stream}] [CONFIRM:Q1]")
    after = card_of(world.streams[stream], world.site)
    assert after is not None
    assert after.column is Column.DONE
    assert done_at(world.streams[stream], after.column) is not None


def test_the_administrator_sees_it_in_tables() -> None:
    world, stream = doubted()
    case = world.streams[stream]

    assert state_words(case) == ("closed: closed by an analyst", "question Q1 open")
    assert [(row["what"], row["waits"]) for row in due_rows(case, world.site, world.now)] == [
        ("pause-alarm", ASKS)
    ]


def test_P7_whoever_opens_a_case_with_its_url_is_told_of_it_until_it_is_answered() -> None:
    world, stream = doubted()
    world = opened(world)
    assert world.letters("opened")[-1].values["linked"] == ((1, FIRST), (1, stream))

    say(world, f"[{stream}] [CONFIRM:Q1]")
    world = opened(world)
    assert stream not in str(world.letters("opened")[-1].values["linked"])


def test_P7_what_was_open_at_the_closing_is_no_question_any_more() -> None:
    world = reported(reported())
    stream = list(world.streams)[-1]
    officer(world, DOUBT, stream)
    say(world, f"[{stream}] [CLOSE]")
    case: Case = world.streams[stream]

    assert case.pauses_open()
    assert not case.pauses_now()
    assert not case.lives
    assert state_words(case) == ("closed: closed by an analyst",)
    officer(world, DOUBT + " Once more.", stream)
    assert [one.id for one in world.streams[stream].pauses_now()] == ["Q2"]


def test_P7_what_came_afterwards_is_answered_when_the_case_is_reopened_and_closed_again() -> None:
    world, stream = doubted()
    assert world.streams[stream].pauses_now()

    say(world, f"[{stream}] [REOPEN]")
    assert world.streams[stream].pauses_now()
    say(world, f"[{stream}] [CLOSE]")

    assert world.streams[stream].closed
    assert world.streams[stream].pauses_now() == ()
    before = len(alarms(world))
    world.wait(hours(12))
    world.sweep()
    assert len(alarms(world)) == before


def test_P7_P14_the_purge_waits_for_it_and_not_for_what_the_closing_has_answered() -> None:
    site = home_site(agreement=make_agreement(anonymise_after=hours(24)))
    world = reported(World(site))
    stream = world.case.stream
    officer(world, DOUBT, stream)
    say(world, f"[{stream}] [CLOSE]")
    found = plan(world.case, site)
    assert found is not None
    assert "question" not in found.waits

    officer(world, DOUBT + " Once more.", stream)
    found = plan(world.case, site)
    assert found is not None
    assert found.waits == "question Q2 is not answered"
    say(world, f"[{stream}] [CONFIRM:Q2]")
    found = plan(world.case, site)
    assert found is not None
    assert "question" not in found.waits


def test_P7_one_question_about_an_open_and_a_closed_case_keeps_both_back_until_it_is_answered() -> None:
    world = reported(reported(), form=FORM.replace("item1", "item2"))
    first, second = world.streams
    say(world, f"[{second}] [CLOSE]")
    officer(world, f"{DOUBT} It is about {first}, too.", second)
    (question,) = (name for name in world.streams if is_question(name))

    assert [case.stream for case in world.within(question)] == [first, second]
    rows = world.letters("which-case")[-1].values["cases"]
    assert isinstance(rows, tuple)
    assert {row["reference"]: row["closed"] for row in rows} == {first: False, second: True}
    world.wait(hours(4))
    world.sweep()
    assert str(alarms(world)[-1].values["sentence"]) == (
        f"Question {question} has not been answered; 2 cases wait for it, 1 of them closed: of these the"
        " notices about the same URLs in other cases."
    )
    world.take(analyst_mail(f"[CONFIRM:{question} {second}]", received_at=world.now))
    assert not world.streams[first].pauses_now()
    assert [one.within for one in world.streams[second].pauses_now()] == [None]
    assert world.letters("question")[-1].values["closed"] is True
