"""The LEA's genuine replies in the shapes that mail programs, gateways and ticket systems give them.

Real gpg, the real reader, the shipped phrases: a receipt is matched and counted whatever happened to it on
its way, and where two cases could be meant somebody is asked (guidelines: "Receipt of the report").
"""

from dataclasses import replace

import pytest

from hotlined.adapters.config import values
from hotlined.adapters.config.ruleset import read_rules, shipped
from hotlined.domain.record.holding import Paused
from hotlined.domain.record.reporting import ReceiptGiven
from tests.forged import post
from tests.forged.stage import Make, Stage, Verdict, with_agreement

UNIT, OFFICER, COLLEAGUE = post.LEA, "Kim <kim@police.example.com>", "Jo <jo@police.example.com>"
RULES, _ = read_rules(shipped("rules"), shipped("rules"))
PHRASES = values.phrases(RULES)
THANKS = "Thank you, received and forwarded to the competent department.\n\nKind regards\nJo Example"


def taken(stage: Stage, make: Make, **terms: object) -> Verdict:
    """What a reply comes to, read with the shipped phrases."""
    site = replace(with_agreement(stage.site, **terms), phrases=PHRASES)
    return stage.fresh(site).take(make(stage), "lea")


def quoted(stage: Stage) -> str:
    """Some of the report, as clients quote it; the receipt code in it."""
    return f"> Report {stage.names['c']}\n> Receipt code: {stage.codes['c']}"


def head(stage: Stage, sender: str, subject: str, *, thread: bool = True) -> post.Fields:
    answers = (("In-Reply-To", stage.report["c"].message_id),) if thread else ()
    return post.head(sender, post.TO_LEA, subject, more=answers)


def signed(text: str, *, subject: str = "Re: your report", thread: bool = True, by: str = "lea") -> Make:
    """Signed by a key; NAME, CODE and QUOTE stand for the case's."""

    def make(stage: Stage) -> bytes:
        payload = post.entity(filled(stage, text))
        fields = head(stage, UNIT, filled(stage, subject), thread=thread)
        return post.signed(stage.cast, payload, fields, by)

    return make


def plain(
    text: str, *, sender: str = OFFICER, subject: str = "Re: [NAME]", thread: bool = True, kind: str = "plain"
) -> Make:
    """Signed by nobody."""

    def make(stage: Stage) -> bytes:
        body = post.entity(filled(stage, text), kind=f"text/{kind}; charset=utf-8")
        return post.mail(head(stage, sender, filled(stage, subject), thread=thread), body)

    return make


def encrypted(text: str, *, inner: str, thread: bool, by: str | None = "lea") -> Make:
    """Encrypted to us; the subject that counts is inside, the outer one says nothing."""

    def make(stage: Stage) -> bytes:
        payload = post.entity(filled(stage, text), subject=filled(stage, inner))
        return post.sealed(stage.cast, payload, head(stage, UNIT, "...", thread=thread), by)

    return make


def filled(stage: Stage, text: str) -> str:
    for word, meant in (
        ("NAME", stage.names["c"]),
        ("OTHER", stage.names["a"]),
        ("CODE", stage.codes["c"]),
        ("QUOTE", quoted(stage)),
    ):
        text = text.replace(word, meant)
    return text


HTML = "<html><p>Received, thank you.</p><p>Code: CODE</p><blockquote>Report NAME</blockquote></html>"
SHAPES = {
    "signed by the unit": signed("Received.\n\nNAME"),
    "by a colleague of the same domain, with the code": plain(f"{THANKS}\n\nCODE", sender=COLLEAGUE),
    "by an officer's own key": signed(f"{THANKS}\n\nNAME", by="kim"),
    "the subject rewritten by a ticket system": signed("Received. NAME", subject="[PD#20260412] AW: report"),
    "the subject rewritten, no thread left": plain(
        "Received.\n\nCODE", subject="[PD#20260412] (no subject)", thread=False
    ),
    "References stripped, the case in the subject": signed("Received. NAME", subject="[NAME]", thread=False),
    "References stripped, the case in the text": signed(
        "Received NAME.", subject="your report", thread=False
    ),
    "top-posted": signed(f"{THANKS}\n\nOn Monday, the hotline wrote:\nQUOTE"),
    "below the quote": signed(f"On Monday, the hotline wrote:\nQUOTE\n\n{THANKS}"),
    "between the lines of the quote": signed("> Report NAME\n\nReceived.\n\n> Please confirm the receipt.\n"),
    "HTML only": plain(HTML, kind="html"),
    "encrypted and signed inside": encrypted("Received. NAME", inner="Re: NAME", thread=True),
    "encrypted, not signed, with the code": encrypted(
        "Received. CODE", inner="Re: NAME", thread=True, by=None
    ),
    "the case only in the encrypted subject": encrypted("Received.", inner="Re: [NAME]", thread=False),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_receipt_counts_in_every_shape_and_nobody_is_asked(stage: Stage, shape: str) -> None:
    verdict = taken(stage, SHAPES[shape])

    kinds = {type(event) for event in verdict.events}
    assert ReceiptGiven in kinds, (verdict.decision.reason, verdict.decision.trace)
    assert Paused not in kinds, verdict.decision.trace
    assert not verdict.case["c"].unconfirmed()
    assert verdict.case["a"].unconfirmed(), "it was about another case"


def test_several_cases_in_one_mail_are_each_judged(stage: Stage) -> None:
    verdict = taken(stage, signed("Received: NAME and OTHER.", subject="two reports", thread=False))

    assert not verdict.case["c"].unconfirmed()
    assert not verdict.case["a"].unconfirmed()
    assert verdict.case["b"].unconfirmed()


def test_P7_a_thread_of_one_case_and_words_about_another_are_asked_about(stage: Stage) -> None:
    verdict = taken(stage, signed("Received. OTHER"))

    assert all(verdict.case[name].unconfirmed() for name in ("a", "c"))
    assert all(verdict.case[name].pauses_open() for name in ("a", "c"))


def test_P8_without_proof_a_receipt_is_a_hint_that_an_analyst_confirms(stage: Stage) -> None:
    site = replace(stage.site, phrases=PHRASES)
    table = stage.fresh(site)
    hinted = table.take(plain(THANKS, sender=COLLEAGUE)(stage), "lea")

    assert hinted.case["c"].unconfirmed()
    hint = next(row for row in hinted.letters if row.kind == "receipt-hint")
    answers = (("In-Reply-To", hint.message_id),)
    word = post.entity("", subject=f"[CONFIRM] [{stage.names['c']}]")
    confirmed = table.take(post.signed(stage.cast, word, post.head(more=answers)), "intake")
    assert [one.received_how for one in confirmed.case["c"].fragments] == ["analyst"]


def test_P8_an_agreement_may_take_the_sender_s_word_for_it(stage: Stage) -> None:
    verdict = taken(stage, plain(THANKS, sender=COLLEAGUE), receipt_proof=frozenset({"claimed"}))

    assert [one.received_how for one in verdict.case["c"].fragments] == ["claimed"]


def test_P8_a_ticket_systems_own_answer_is_a_machines(stage: Stage) -> None:
    text = "## Please type your reply above this line ##\n\nYour message has been received; ticket SD-558120."
    verdict = taken(
        stage, plain(f"{text}\n\nCODE", sender=UNIT), receipt_proof=frozenset({"claimed", "code"})
    )

    assert [one.received_how for one in verdict.case["c"].fragments] == ["machine"]
    assert verdict.case["c"].unconfirmed()
