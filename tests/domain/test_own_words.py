"""A new case by an analyst's forwarded mail: tags of the reporter's subject order nothing (P9)."""

import pytest

from hotlined.domain.analysts.transcript import Transcript
from hotlined.domain.decide import decide
from hotlined.domain.letters.decision import Decision
from hotlined.domain.mail.message import Original
from hotlined.domain.record.correspondence import MailAccepted
from hotlined.domain.tagging.prefixes import parted
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


HEAD = "From: R <r@example.com>\nDate: Mon, 2 Mar 2026 at 08:00\nSubject: {}\nTo: the hotline\n\nhello\n"


def inline(subject: str, block: str, originals: tuple[Original, ...] = ()) -> tuple[World, Decision]:
    """An analyst's signed mail with another one below the form; only its text has that one's subject."""
    world = World()
    text = f"{FORM}\n---------- Forwarded message ---------\n{block}"
    return world, world.take(analyst_mail(text, subject=subject, originals=originals))


@pytest.mark.parametrize("typed", ["Fwd: [ILLEGAL] {}", "[ILLEGAL] Fwd: {}", "Fwd: {} [ILLEGAL]"])
@pytest.mark.parametrize(
    ("theirs", "block"),
    [
        ("[NTD:none] hello", HEAD.format("[NTD:none] hello")),
        ("\uff3bNTD:none\uff3d hello", HEAD.format("\uff3bNTD:none\uff3d hello")),
        ("\u3010NTD\uff1anone\u3011 hello", HEAD.format("\u3010NTD\uff1anone\u3011 hello")),
        ("[NTD:  none] hello", HEAD.format("[NTD:none] hello")),
        ("a \\u200b long subject [NTD:none]", HEAD.format("a \u200b long subject [NTD:none]")),
        ("a long one that goes on [NTD:none] x", HEAD.format("a long one that goes\non [NTD:none] x")),
        ("a long one that goes on [NTD:none] x", HEAD.format("a long one that goes\n> on [NTD:none] x")),
        ("[NTD:none] hello", "From: R\nDate: some day\nSubject: [NTD:none] hello\n\nhello\n"),
        ("[NTD:none] hello", "Subject: [NTD:none] hello\nFrom: R\n\nhello\n"),
        (
            "[NTD:none] hello",
            "From: R\nSent: Monday, March 2, 2026 8:00\nTo: "
            + "a, b\n" * 30
            + "Subject: [NTD:none] hello\n\nhello\n",
        ),
        ("[NTD:none] " + "word " * 80, HEAD.format("[NTD:none] " + "word word\n" * 40)),
        ("[NTD:none] hello", "> Von: x\n>\n> Betreff: [NTD:none] hello\n>\n> Datum: 2. M\u00e4rz\n"),
        ("[NTD:none] hello", "*De :* x\n*Envoy\u00e9 :* 2/3/2026 08:00\n*Objet :* [NTD:none] hello\n"),
    ],
)
def test_P9_a_subject_that_stands_in_the_text_alone_is_the_reporters(
    typed: str, theirs: str, block: str
) -> None:
    world, decision = inline(typed.format(theirs), block)
    assert decision.folder == Folder.DONE
    assert "notice" in due_after_the_report(world)
    assert "[NTD] stands in the subject of the forwarded mail, and does not count" in told(world).remarks


def test_P9_a_mail_attached_to_the_reporters_does_not_hide_the_reporters_own_subject() -> None:
    attached = (Original("<x@example.com>", T0, "something else"),)
    world, _ = inline("Fwd: [ILLEGAL] [NTD:none] hello", HEAD.format("[NTD:none] hello"), attached)
    assert "notice" in due_after_the_report(world)


@pytest.mark.parametrize("subject", ["[ILLEGAL] [NTD:none] hello", "[ILLEGAL] [Fwd: [NTD:none] hello]"])
def test_P9_a_program_that_writes_no_prefix_or_an_odd_one_makes_it_the_reporters_all_the_same(
    subject: str,
) -> None:
    world, _ = inline(subject, HEAD.format("[NTD:none] hello"))
    assert "notice" in due_after_the_report(world)


def test_a_block_of_the_reporters_text_takes_no_tag_of_the_analyst_away() -> None:
    block = HEAD.format("hello") + HEAD.format("[ILLEGAL] [NTD:none]")
    world, _ = inline("Fwd: [ILLEGAL] [NTD:none] hello", block)
    assert "notice" not in due_after_the_report(world)


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
    assert "[NTD:none] stands behind Re: or Fwd:" in told(world).problems[0]


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
        ("[ILLEGAL] [Fwd: [X] y]", ("[ILLEGAL] ", " [X] y]")),
        ("[Fwd: [X] y] [ILLEGAL]", ("", " [X] y] [ILLEGAL]")),
        ("", ("", "")),
    ],
)
def test_a_subject_is_parted_at_the_first_prefix(subject: str, halves: tuple[str, str]) -> None:
    assert parted(subject, gateway_marks=("[EXTERNAL]",)) == halves
