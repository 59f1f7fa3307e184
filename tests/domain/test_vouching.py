"""An analyst vouches for sentences of an LEA unit: what may be learned, and what never (P7, P8, P9)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.domain.analysts.teaching import UNSHOWN, Lesson, vouch
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.record.holding import PauseLifted, SentencesForgotten, SentencesVouched
from hotlined.domain.record.reporting import ReceiptGiven
from hotlined.domain.replies.days import Calendar
from hotlined.domain.replies.receipts import understand
from hotlined.domain.replies.vouching import HARMLESS, Vouched, digest
from hotlined.domain.steps.asking import INSTEAD
from hotlined.domain.steps.filing import read_lea_tags
from hotlined.domain.values.address import Address
from tests.support.lea_set import CORPUS, Desk
from tests.support.mails_in import T0, analyst_mail, police_mail, signature
from tests.support.site import LEA_KEY, make_agreement, make_unit
from tests.support.world import World, home_site, reported

WORDS = Desk().site
FAREWELL = "It is now with the blorf cell for research."
LETTERHEAD = "Blorfing Annexe, Eastgate Wing"
MAIL = f"Received, thank you.\n\n{FAREWELL}\n\n{LETTERHEAD} is where the unit sits today.\n"


def world_of(**more: object) -> World:
    """One case reported, with the shipped phrases."""
    agreement = make_agreement(plain_statements="ask", **more)
    site = home_site(phrases=WORDS.phrases, spoken_day=WORDS.spoken_day, agreement=agreement)
    return reported(World(site=site))


def reply(world: World, text: str, *, signed: bool = True, **more: object) -> Inbound:
    """A reply to the last report, at this moment."""
    report = world.letters("annex-i")[-1]
    text = f"{text}\n\n{report.stream}\n" if signed else text
    mail = police_mail(text, references=(report.message_id,), received_at=world.now, **more)
    return replace(mail, signature=signature(LEA_KEY, made_at=world.now)) if signed else mail


def answer(world: World, tag: str, *, signed: bool = True) -> None:
    """What an analyst answers on the newest case."""
    name = [one for one, case in world.streams.items() if case.opened][-1]
    world.take(analyst_mail("", subject=f"{tag} [{name}]", received_at=world.now, signed=signed))


def another(world: World) -> None:
    """One more case, reported to the same unit."""
    world.wait(timedelta(minutes=5))
    form = f"URL: https://provider.example.net/next{len(world.streams)}\n"
    form += "Description of the type of the content: item 1\n"
    world.take(analyst_mail(form, subject="[ILLEGAL]", received_at=world.now))
    world.deliver()


def newest(world: World) -> object:
    return [case for case in world.streams.values() if case.opened][-1]


def asked(world: World) -> bool:
    return bool(newest(world).pauses_open())  # type: ignore[attr-defined]


def taught(tag: str = "[CONFIRM:Q1 always]", text: str = MAIL) -> World:
    """A question was answered with this tag, and there is another case."""
    world = world_of()
    world.take(reply(world, text))
    assert asked(world)
    answer(world, tag)
    another(world)
    return world


def test_P8_what_is_vouched_for_as_a_receipt_says_nothing_of_a_part_sent_after_it() -> None:
    world = world_of()
    world.take(reply(world, MAIL))
    world.wait(timedelta(minutes=1))
    name = world.case.stream
    world.take(analyst_mail("Comments: more", subject=f"[{name}] [UPDATE]", received_at=world.now))
    world.deliver()

    answer(world, "[CONFIRM:Q1 always received 1]")

    assert not asked(world)
    assert [one.supplement for one in world.case.unconfirmed()] == [1]


def test_P7_what_an_analyst_has_vouched_for_asks_nobody_any_more() -> None:
    world = taught()

    world.take(reply(world, MAIL))

    assert not asked(world)
    assert newest(world).unconfirmed() == ()  # type: ignore[attr-defined]


def test_the_question_shows_the_sentences_and_the_ready_made_answer() -> None:
    world = world_of()
    world.take(reply(world, f"{MAIL}\nIf you hear more, write.\n"))

    offered = world.letters("question")[-1].values["offered"]
    assert [(one.number, one.text, bool(one.why)) for one in offered] == [
        (1, FAREWELL, False),
        (2, f"{LETTERHEAD} is where the unit sits today.", False),
        (3, "If you hear more, write.", True),
    ]


def test_other_numbers_days_case_and_blanks_are_the_same_sentence() -> None:
    world = taught(text="Received, thank you.\nThe blorf 4711/26 of 12 January 2026 went to Eastgate.\n")

    world.take(reply(world, "Received, thank you.\nthe  BLORF 5/27 of 2 February 2026 went to eastgate.\n"))

    assert not asked(world)


@pytest.mark.parametrize(
    "text",
    [
        MAIL.replace("research.", "research, our people are still on the page."),
        MAIL.replace("research.", "research, somebody is inside."),
        MAIL + "\nOur people are working on it online.\n",
        MAIL.replace(FAREWELL, f"{FAREWELL[:-1]} and wait."),
        MAIL.replace(FAREWELL, f"{FAREWELL[:-1]} for 14 days."),
        MAIL.replace(FAREWELL, f"Not: {FAREWELL}"),
        MAIL.replace(FAREWELL, f"{FAREWELL[:-1]}?"),
        MAIL.replace("the blorf cell", "another cell"),
    ],
)
def test_P7_with_anything_beside_it_a_learned_sentence_is_asked_about(text: str) -> None:
    world = taught()

    world.take(reply(world, text))

    assert asked(world) or newest(world).holds_in_force()  # type: ignore[attr-defined]


def veiled() -> list[str]:
    lines = (CORPUS / "veiled.list").read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and line[0] not in "#="]


def test_P7_no_veiled_wait_passes_behind_a_learned_sentence() -> None:
    calendar = Calendar(T0, WORDS.hotline.timezone, WORDS.spoken_day)
    site = replace(WORDS, agreement=make_agreement())
    vouched = Vouched("national", {digest("national", FAREWELL, site, calendar): HARMLESS})
    passed = []
    for sentence in ["", *veiled()]:
        for text in (f"{FAREWELL[:-1]}, {sentence}", f"{FAREWELL} {sentence}", f"{FAREWELL}\n\n{sentence}"):
            mail = police_mail(f"Received, thank you.\n\n{text}\n", subject="")
            meaning = understand(mail, read_lea_tags(mail, site), site, T0, vouched=vouched)
            if not meaning.unclear and not meaning.hold and not meaning.question:
                passed.append(sentence)

    assert set(passed) == {""}


@pytest.mark.parametrize(
    "sentence",
    [
        "If you hear more, the blorf is there.",
        "The blorf is not with us.",
        "Please blorf the item.",
        "The provider blorfs.",
        "The blorf stays there for two weeks.",
        "The blorf waits in the annexe.",
        "We may need the blorf tomorrow.",
    ],
)
def test_P7_a_word_of_waiting_negation_or_condition_cannot_be_taught(sentence: str) -> None:
    world = world_of()
    world.take(reply(world, f"Received, thank you.\n\n{FAREWELL}\n{sentence}\n"))
    answer(world, "[CONFIRM:Q1 always 1,2]")

    assert not any(isinstance(event, SentencesVouched) for _, event in world.log)
    answer(world, "[CONFIRM:Q1 always]")  # the others can
    learned = [event.texts for _, event in world.log if isinstance(event, SentencesVouched)]
    assert learned == [(FAREWELL,)]


def test_P9_only_a_signed_command_teaches() -> None:
    world = world_of(analyst_proof=ProofLevel.AUTHENTICATED)
    world.take(reply(world, MAIL))
    name = newest(world).stream  # type: ignore[attr-defined]
    mail = analyst_mail("", subject=f"[CONFIRM:Q1 always] [{name}]", received_at=world.now, signed=False)
    world.take(replace(mail, authenticated=True) if hasattr(mail, "authenticated") else mail)

    assert not any(isinstance(event, SentencesVouched | PauseLifted) for _, event in world.log)


def test_P6_a_lesson_lifts_no_hold_and_no_release_can_be_taught() -> None:
    world = world_of()
    world.take(reply(world, "Please wait."))
    world.take(reply(world, MAIL))
    answer(world, "[CONFIRM:Q1 always]")

    assert newest(world).holds_in_force()  # type: ignore[attr-defined]
    world.take(reply(world, f"{FAREWELL}\nGo ahead with the blorf.\n"))
    answer(world, "[CONFIRM:Q2 always 2]")
    assert newest(world).holds_in_force()  # type: ignore[attr-defined]
    assert sum(isinstance(event, SentencesVouched) for _, event in world.log) == 1


def test_P8_a_sentence_is_a_receipt_only_where_the_analyst_names_it() -> None:
    own = f"{FAREWELL}\n\n{LETTERHEAD} is where the unit sits today.\n"
    world = taught("[CONFIRM:Q1 always received 1]", own)
    assert any(isinstance(event, ReceiptGiven) and event.how == "analyst" for _, event in world.log)

    world.take(reply(world, f"{LETTERHEAD} is where the unit sits today.\n"))
    assert newest(world).unconfirmed()  # type: ignore[attr-defined]
    assert not asked(world)
    world.take(reply(world, f"{FAREWELL}\n", signed=False))
    assert newest(world).unconfirmed()  # type: ignore[attr-defined]  # and it still needs its proof
    world.take(reply(world, own))
    assert newest(world).unconfirmed() == ()  # type: ignore[attr-defined]


def test_P7_another_unit_has_learned_nothing() -> None:
    other = make_unit(
        "regional",
        address=Address("reports", "regional.example"),
        fingerprints=("D" * 40,),
        contact=None,
        domains=("regional.example",),
    )
    world = world_of()
    world.site = replace(world.site, units=(*world.site.units, other))
    world.take(reply(world, MAIL))
    answer(world, "[CONFIRM:Q1 always]")
    world.take(
        analyst_mail(
            "URL: https://provider.example.net/r\nDescription of the type of the content: item 1\n",
            subject="[ILLEGAL] [LEA:regional]",
            received_at=world.now,
        )
    )
    world.deliver()
    report = world.letters("annex-i")[-1]
    mail = police_mail(
        MAIL,
        from_=(Address("reports", "regional.example"),),
        references=(report.message_id,),
        received_at=world.now,
    )
    world.take(mail)

    assert asked(world)


def test_P7_what_a_unit_taught_counts_in_its_own_cases_though_another_has_the_same_mail_domain() -> None:
    other = make_unit("regional", fingerprints=("D" * 40,), contact=None)
    other = replace(other, address=Address("regional", "police.example.com"))
    world = world_of()
    world.site = replace(world.site, units=(*world.site.units, other))
    officer = {"from_": (Address("officer", "police.example.com"),), "signed": False}
    for number, unit, asks in ((1, "regional", True), (2, "regional", False), (3, "national", True)):
        form = (
            f"URL: https://provider.example.net/r{number}\nDescription of the type of the content: item 1\n"
        )
        world.take(analyst_mail(form, subject=f"[ILLEGAL] [LEA:{unit}]", received_at=world.now))
        world.deliver()

        world.take(reply(world, MAIL, **officer))

        assert asked(world) is asks
        if asks:
            answer(world, "[CONFIRM:Q1 always]")
        world.wait(timedelta(minutes=5))


def test_what_was_taught_can_be_taken_back_on_its_case() -> None:
    world = world_of()
    world.take(reply(world, MAIL))
    answer(world, "[CONFIRM:Q1 always]")
    answer(world, "[CONFIRM:Q1 never]")
    another(world)
    world.take(reply(world, MAIL))

    assert any(isinstance(event, SentencesForgotten) for _, event in world.log)
    assert asked(world)


def test_a_lesson_that_cannot_be_is_refused_as_a_whole() -> None:
    world = world_of()
    world.take(reply(world, MAIL))
    for tag in ("[CONFIRM:Q9 always]", "[CONFIRM:Q1 always 7]", "[CONFIRM:Q1 never]"):
        answer(world, tag)

    assert asked(world)
    assert len(world.letters("refused")) == 3


def test_P17_a_lesson_from_a_mail_that_has_nothing_to_teach_says_why() -> None:
    """`unknown` is as good as any word, but `An` is also Swedish for "yet"."""
    world = world_of()
    world.take(reply(world, "An unknown sentence."))
    answer(world, "[CONFIRM:Q1 always]")

    assert asked(world)
    assert "sentence 1: it has a word that may ask for something" in str(world.letters("refused")[-1].values)


# --- an office's mark that is a tag of analysts --------------------------------------------------------


@pytest.mark.parametrize("subject", ["", "Re: [Status]"])
def test_P7_a_mark_that_an_analyst_has_vouched_for_asks_nobody_any_more(subject: str) -> None:
    marked = "Received." if subject else "[Status]\n\nReceived."

    def mail(world: World, text: str) -> Inbound:
        whole = reply(world, text)
        return replace(whole, subject=subject, signature=None) if subject else whole

    world = world_of()
    world.take(mail(world, marked))
    assert asked(world)
    assert world.letters("question")[-1].values["offered"][-1].text == "[STATUS]"  # type: ignore[index]
    answer(world, "[CONFIRM:Q1 always]")
    another(world)
    world.take(mail(world, marked))

    assert not asked(world)
    # A subject is no part of what is signed; and where nothing is, analysts are told of a likely receipt.
    assert bool(newest(world).unconfirmed()) == bool(subject)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text", ["[Status: wait]\n\nReceived.", "[CLOSE]\n\nReceived.", "[Status] [NTD:none]\n\nReceived."]
)
def test_P7_what_else_stands_in_brackets_is_asked_about_all_the_same(text: str) -> None:
    world = taught(text="[Status]\n\nReceived.")
    world.take(reply(world, text))

    assert asked(world)


def test_P7_nobody_can_vouch_for_a_tag_that_would_change_something() -> None:
    world = world_of()
    world.take(reply(world, "[CLOSE]\n\nReceived."))

    assert world.letters("question")[-1].values["offered"] == ()


def test_P7_sentences_that_the_questions_letter_does_not_list_are_not_vouched_for() -> None:
    world = world_of()
    for word in ["ash", "beech", "elm", "fir", "larch", "oak", "pine", "rowan", "yew"]:
        world.take(reply(world, f"It is now with the {word} blorf cell for research.", signed=False))
    assert [one.id for one in world.case.pauses_open()][-1] == "Q9"
    assert world.letters("question")[-1].values["offered"] == ()

    answer(world, "[CONFIRM:Q9 always]")

    assert "Q9" in [one.id for one in world.case.pauses_open()], "nothing half-done (P17)"
    assert not world.case.vouched
    answer(world, "[CONFIRM:Q9]")
    assert "Q9" not in [one.id for one in world.case.pauses_open()]


def test_P7_a_question_of_an_older_version_that_stands_for_another_is_not_vouched_for_either() -> None:
    world = world_of()
    world.take(reply(world, MAIL))
    pause = world.case.pauses_open()[0]
    why = INSTEAD.format(question="Q7")

    for listed, told in ((None, UNSHOWN), (2, "")):
        fact = vouch(
            world.context,
            Who(Party.ANALYST, "Ann", ProofLevel.SIGNED),
            "m",
            replace(pause, why=why, listed=listed),
            Lesson("Q1", always=True),
        )
        assert (isinstance(fact, str) and UNSHOWN in fact) == bool(told)
