"""Rules for machines' mail, on outlines without MIME (P8, threats G2, G5, H1)."""

import pytest

from hotlined.domain.automatic import (
    challenge_reason,
    is_feedback,
    program_reason,
    read_notice,
    speaks_of_absence,
    waits,
)
from hotlined.domain.message import MailClass
from hotlined.domain.outline import Outline
from hotlined.domain.robot_words import ABSENCE_SUBJECT, AUTO_SUBJECT, plain


def outline(text: str = "", types: tuple[str, ...] = (), **headers: str) -> Outline:
    """An outline as of a client's mail; underscores in names become hyphens."""
    named = {"from": "officer@police.example.com", "date": "x", "message-id": "x", "mime-version": "1.0"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    return Outline(tuple(named.items()), text=text, types=frozenset(types), names=frozenset(named))


def kind(found: tuple[MailClass, str] | None) -> MailClass | None:
    return found[0] if found else None


@pytest.mark.parametrize("phrase", AUTO_SUBJECT)
def test_a_subject_of_an_automatic_reply_is_enough(phrase: str) -> None:
    assert kind(program_reason(outline("x", subject=f"{phrase}: report"))) is MailClass.AUTOMATIC


@pytest.mark.parametrize("phrase", AUTO_SUBJECT)
def test_the_same_subject_with_a_reply_prefix_is_a_persons(phrase: str) -> None:
    assert program_reason(outline("x", subject=f"Re: {phrase}: report")) is None


@pytest.mark.parametrize("phrase", ABSENCE_SUBJECT)
def test_a_subject_of_absence_needs_a_text_of_absence(phrase: str) -> None:
    assert program_reason(outline("Received, thank you.", subject=phrase)) is None
    assert kind(program_reason(outline("Ich bin im Urlaub.", subject=phrase))) is MailClass.AUTOMATIC


@pytest.mark.parametrize(
    "headers",
    [{"auto_submitted": "auto-generated"}, {"precedence": "bulk"}, {"list_id": "<a.example.com>"},
     {"x_autoreply": "yes"}, {"return_path": "<>"}, {"from": "no-reply@example.com"},
     {"from": "A <do-not-reply@example.com>"}],
)  # fmt: skip
def test_a_header_of_a_machine_is_enough(headers: dict[str, str]) -> None:
    assert (
        kind(program_reason(outline("Receipt confirmed.", subject="Re: report", **headers)))
        is MailClass.AUTOMATIC
    )


def test_a_no_reply_address_does_not_cover_a_hold() -> None:
    assert (
        program_reason(outline("Please hold the notice.", **{"from": "no-reply@police.example.com"})) is None
    )


def test_only_the_new_text_is_asked_whether_it_calls_itself_automatic() -> None:
    footer = "This is an automatically generated message."

    assert kind(program_reason(outline(f"Noted.\n\n{footer}"))) is MailClass.AUTOMATIC
    assert program_reason(outline(f"Noted.\n\n> {footer}")) is None
    assert program_reason(outline(f"Your mail says: {footer} Is that so?")) is None


def test_a_mail_that_no_client_made_and_that_speaks_of_absence_is_automatic() -> None:
    bare = Outline(
        (("from", "a@example.com"), ("subject", "Re: x")),
        text="I am away.",
        names=frozenset({"from", "subject"}),
    )

    assert kind(program_reason(bare)) is MailClass.AUTOMATIC
    assert program_reason(outline("I am away next week, received.")) is None


def test_an_acknowledgement_with_a_ticket_number_is_a_robots() -> None:
    text = "Your request has been received. Your ticket number is 12345."

    assert kind(program_reason(outline(text, subject="[Ticket#12345] report"))) is MailClass.ROBOT


def test_a_person_who_gives_a_number_in_an_answer_stays_human() -> None:
    text = "Wir haben Ihre Nachricht erhalten, die Vorgangsnummer lautet Vorgang 20261234."

    assert program_reason(outline(text, subject="AW: Bericht", in_reply_to="<a@example.org>")) is None


def test_our_own_reference_is_no_ticket_number() -> None:
    found = program_reason(outline("Noted.", subject="Re: [HL-2026-000123-K]", auto_submitted="auto-replied"))

    assert kind(found) is MailClass.AUTOMATIC


def test_a_gate_that_wants_a_click_is_a_challenge() -> None:
    text = "Your message waits. Click https://gate.example.net/1 to verify that you are a real person."

    assert challenge_reason(outline(text)) == "words of a challenge"
    assert challenge_reason(outline("Please put us on your whitelist.")) is None


def test_a_read_notice_needs_the_list_of_what_was_read() -> None:
    text = "Your message\n  To: Desk\n  Subject: report\nwas read on Monday"

    assert read_notice(outline(text, subject="Read: report"))
    assert not read_notice(outline("I read it.\n", subject="Read: report"))


def test_a_complaint_with_the_message_attached_is_feedback() -> None:
    assert is_feedback(outline(subject="complaint about message from 192.0.2.1", types=("message/rfc822",)))
    assert not is_feedback(outline(subject="complaint about message from 192.0.2.1"))


def test_words_are_compared_without_case_accents_and_typography() -> None:
    assert plain("RÉPONSE  automatique") == plain("Re\u0301ponse\nAutomatique") == "reponse automatique"
    assert speaks_of_absence(plain("Απουσιάζω μέχρι αύριο"))
    assert waits(plain("Bitte WARTEN"))
    assert waits("please hold it")
    assert waits("prasome palaukite")
    assert not waits(plain("Jeg holder ferie til mandag"))
