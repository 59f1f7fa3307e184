"""A new case by an analyst's forwarded mail: tags of the reporter's subject order nothing (P9)."""

import pytest

from hotlined.domain.analysts.transcript import Transcript
from hotlined.domain.decide import decide
from hotlined.domain.letters.decision import Decision
from hotlined.domain.mail.message import Original
from hotlined.domain.record.events import MailAccepted
from hotlined.domain.tagging.tags import parted
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import FORM, T0, analyst_mail
from tests.support.world import World, kinds_due


def forwarded(subject: str, theirs: str = "", text: str = FORM) -> tuple[World, Decision]:
    """An analyst's signed mail with another one in it, whose subject is `theirs`."""
    world = World()
    originals = (Original("<r@example.com>", T0, theirs),)
    return world, world.take(analyst_mail(text, subject=subject, originals=originals))


def told(world: World) -> Transcript:
    """What the analyst is told of the mail."""
    (letter,) = (*world.letters("opened"), *world.letters("refused"))
    found = letter.values["transcript"]
    assert isinstance(found, Transcript)
    return found


def due_after_the_report(world: World) -> list[str]:
    """What waits once the LEA's server has the report."""
    (report,) = world.letters("annex-i")
    world.record(MailAccepted(message_id=report.message_id))
    return kinds_due(world)


@pytest.mark.parametrize(
    "subject",
    [
        "[ILLEGAL] Fwd: [NTD:none] hello",
        "Fwd: [ILLEGAL] [NTD:none] hello",
        "[EXTERNAL] [ILLEGAL] WG: [NTD:none]  hello",
        "Fwd: [NTD:none] hello [ILLEGAL]",
        "Fwd: [ILLEGAL] [ntd:none] hel...",
    ],
)
def test_P9_a_reporter_who_writes_NTD_none_keeps_back_no_notice(subject: str) -> None:
    world, decision = forwarded(subject, "[NTD:none] Hello")
    assert decision.folder == Folder.DONE
    assert world.case.opened is not None
    assert "notice" in due_after_the_report(world)
    assert "[NTD] stands in the subject of the forwarded mail, and does not count" in told(world).remarks
    assert [one.written for one in told(world).tags] == ["[ILLEGAL]"]


def test_an_unknown_word_of_the_reporters_subject_refuses_nothing() -> None:
    world, decision = forwarded("[ILLEGAL] Fwd: [Hilfe] bitte", "[Hilfe] bitte")
    assert decision.folder == Folder.DONE
    assert told(world).remarks == ()


@pytest.mark.parametrize("theirs", ["[", "] [", "", "x [ y"])
def test_a_reporters_stray_bracket_takes_nothing_away(theirs: str) -> None:
    world, decision = forwarded("Fwd: [ILLEGAL] [NTD:none] hello", theirs)
    assert decision.folder == Folder.DONE
    assert "notice" not in due_after_the_report(world)


def test_P9_tags_of_the_reporter_alone_open_no_case() -> None:
    world, decision = forwarded("Fwd: [ILLEGAL] [HOST:EE] hello", "[ILLEGAL] [HOST:EE] hello")
    assert decision.folder == Folder.REFUSED
    assert not any(case.opened for case in world.streams.values())
    assert "write yours in front of the prefix" in told(world).problems[0]


@pytest.mark.parametrize("text", [FORM, f"[ILLEGAL]\n{FORM}"], ids=["in front", "in the text"])
def test_P9_beside_tags_of_ones_own_those_behind_the_prefix_are_asked_about(text: str) -> None:
    front = "" if text.startswith("[") else "[ILLEGAL] "
    world, decision = forwarded(f"{front}Fwd: [NTD:none] hello", "something else", text)
    assert decision.folder == Folder.REFUSED
    assert "[NTD:none] stands behind the prefix" in told(world).problems[0]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Fwd: [ILLEGAL] [NTD:none] hello", FORM),
        ("[ILLEGAL] [NTD:none] Fwd: hello", FORM),
        ("[ILLEGAL] Fwd: [NTD:none] hello", f"[NTD:none]\n{FORM}"),
        ("[ILLEGAL] [NTD:none] hello", FORM),
    ],
)
def test_tags_that_are_surely_the_analysts_count(subject: str, text: str) -> None:
    world, decision = forwarded(subject, "hello", text)
    assert decision.folder == Folder.DONE
    assert "notice" not in due_after_the_report(world)


def test_a_tag_that_the_analyst_repeats_in_front_is_hers() -> None:
    world, _ = forwarded("[ILLEGAL] [NTD:none] Fwd: [NTD:none] hello", "[NTD:none] hello")
    assert "notice" not in due_after_the_report(world)


def test_an_answer_to_our_refusal_is_the_analysts_own_subject() -> None:
    world = World()
    mail = analyst_mail(FORM, subject="Re: [ILLEGAL] [NTD:none] hello")
    decision = decide(mail, world.facts(mail, answers_us=True), world.context)
    assert decision.folder == Folder.DONE


@pytest.mark.parametrize(
    ("subject", "halves"),
    [
        ("[ILLEGAL] Fwd: [X] y", ("[ILLEGAL] ", " [X] y")),
        ("[ILLEGAL] [HOST:EE] - AW: WG: y", ("[ILLEGAL] [HOST:EE] - ", " y")),
        ("Re[2]: [X] y", ("", " [X] y")),
        ("[EXTERNAL] Re: y", ("", " y")),
        ("[ILLEGAL] hello, re: that [X]", ("[ILLEGAL] hello, re: that [X]", "")),
        ("", ("", "")),
    ],
)
def test_a_subject_is_parted_at_the_first_prefix(subject: str, halves: tuple[str, str]) -> None:
    assert parted(subject, gateway_marks=("[EXTERNAL]",)) == halves
