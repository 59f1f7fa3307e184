"""The answer to an analyst's mail: each tag and line, what it was taken for, what came of it, or why not."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotlined.adapters.render import JinjaTemplates
from hotlined.domain.analysts.transcript import Transcript, masked
from hotlined.domain.decide import decide
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.mail.message import Attachment, Draft, Inbound, Security
from hotlined.domain.record.correspondence import MailQueued, MailSeen
from hotlined.domain.record.holding import Paused
from hotlined.domain.text.newtext import new_text
from tests.support.mails_in import ANN, BEN, FORM, T0, analyst_mail, police_mail
from tests.support.world import World, home_site, opened, reported

TEMPLATES = JinjaTemplates(None, Path(__file__).parents[2] / "templates", zone=home_site().hotline.timezone)
URL = "https://media.provider.example.net/item1"
LOOSE = replace(home_site().agreement, analyst_proof=ProofLevel.AUTHENTICATED)


def written(text: str, **fields: object) -> Inbound:
    """An analyst's mail as the reader would have it: quotes and signature taken out of the new text."""
    fresh = new_text(text)
    return analyst_mail(text, **{"new_text": fresh.for_holds, "certain_text": fresh.certain, **fields})


def answer(world: World, mail: Inbound) -> Draft:
    """The one answer to a mail."""
    before = set(world.drafts)
    world.take(mail)
    (draft,) = (
        one
        for name, one in world.drafts.items()
        if name not in before and one.answer and one.to.party == "analyst"
    )
    return draft


def transcript(draft: Draft) -> Transcript:
    found = draft.values["transcript"]
    assert isinstance(found, Transcript)
    return found


def printed(world: World, draft: Draft) -> tuple[str, str]:
    rendered = TEMPLATES.render(draft.kind, "en", {**draft.values, "now": world.now})
    return rendered.subject, rendered.text


def keyless() -> World:
    """A site on which Ben, who has no key, may command by his login."""
    return World(site=replace(home_site(), agreement=LOOSE))


@pytest.mark.parametrize(
    ("ntd", "understood"),
    [
        ("now", "as soon as the LEA has the report"),
        ("none", "no notice"),
        ("+12h", "12 h after the LEA's server has taken the report"),
        ("2026-03-03T12:00", "2026-03-03 12:00 EET (UTC+02:00)"),
    ],
)
def test_the_answer_says_when_the_notice_goes_as_the_tag_was_understood(ntd: str, understood: str) -> None:
    draft = answer(World(), written(FORM, subject=f"[ILLEGAL] [NTD:{ntd}]"))

    assert [one.argument for one in transcript(draft).tags if one.written.startswith("[NTD")] == [understood]


def from_ben(text: str, subject: str) -> Inbound:
    return written(text, subject=subject, signed=False, from_=(BEN,), authenticated=True)


LONG = """[URGENT:a reason]

Good morning,
URL: hxxps://media[.]provider[.]example[.]net/item1
IP address: 192.0.2.300
Victim identifiable: ?
Typ of content: item 1
Received from public: 2026-03-01 12:00
# a remark to myself

>\x20a\x20quoted\x20line
--\x20
Ann
"""


def test_P17_a_refusal_says_first_that_nothing_was_done_then_each_line() -> None:
    world = World()
    draft = answer(world, written(LONG, subject="[ILLEGAL] [HSOT:EE]"))
    shown = transcript(draft)
    assert shown.headline == "Nothing was done: 4 things to correct."
    assert printed(world, draft)[1].splitlines()[0] == shown.headline
    assert [(one.line, one.text) for one in shown.misread] == [
        (5, "IP address: 192.0.2.300"),
        (7, "Typ of content: item 1"),
    ]
    assert shown.misread[0].expected == "one IPv4 or IPv6 address, e.g. 192.0.2.1"
    assert 'did you mean "type of content"?' in shown.misread[1].expected
    assert [(one.line, one.value) for one in shown.fields] == [
        (4, URL),
        (6, "Not sure"),
        (8, "2026-03-01 12:00+02:00 (Europe/Tallinn)"),
    ]


def test_P17_each_tag_is_shown_as_written_with_what_it_means_and_what_came_of_it() -> None:
    shown = transcript(answer(World(), written(LONG, subject="[ILLEGAL] [HSOT:EE]")))
    assert [one.written for one in shown.tags] == ["[ILLEGAL]", "[HSOT:EE]", "[URGENT:a reason]"]
    assert shown.tags[0].meaning == "Opens a case: the content is illegal"
    assert shown.tags[1].outcome == "refused: did you mean [HOST:EE]?"
    assert shown.tags[2].argument == "a reason"
    assert "whole or not at all" in shown.tags[2].outcome


def test_P17_what_was_passed_over_is_counted() -> None:
    left = transcript(answer(World(), written(LONG, subject="[ILLEGAL]"))).ignored
    assert (left.quoted, left.signature, left.comments, left.other) == (1, 2, 1, 1)


def test_P17_line_numbers_are_those_of_the_mail_also_below_a_quotation() -> None:
    text = "[ILLEGAL]\n> one\n> two\n\nURL: nonsense\nType of content: item 1\n"
    shown = transcript(answer(World(), written(text)))
    assert [one.line for one in shown.misread] == [5]
    assert [one.line for one in shown.fields] == [6]


def test_P17_a_case_that_was_opened_is_told_with_every_line_and_the_next_step() -> None:
    world = World()
    draft = answer(world, written(FORM, subject="[ILLEGAL] [NTD:+12h]"))
    subject, text = printed(world, draft)
    assert text.startswith(f"{world.case.stream} is open: the report goes to national now, encrypted.")
    assert "hxxps://media[.]provider[.]example[.]net/item1" in text
    assert URL not in text
    assert "12 h after the LEA's server has taken the report" in text
    assert subject == f"[{world.case.stream}] Case opened"


def test_P17_what_a_command_did_stands_in_the_first_line_and_what_comes_next_has_its_time() -> None:
    world = reported()
    draft = answer(world, analyst_mail("", subject=f"[HOLD:3d] [{world.case.stream}]"))
    shown = transcript(draft)
    assert (
        shown.headline
        == "Done: hold H1 is in force until 2026-03-05 11:00 EET (UTC+02:00): the notices wait."
    )
    assert "the notices wait for hold H1 of Ann" in shown.coming
    assert any(one.startswith("2026-03-04 11:00 EET (UTC+02:00): LEA and analysts") for one in shown.coming)


def test_P17_the_tag_that_could_not_be_carried_out_is_marked() -> None:
    world = reported()
    mail = analyst_mail("a remark", subject=f"[NOTE] [REMOVED:7] [{world.case.stream}]")
    shown = transcript(answer(world, mail))
    assert [one.outcome for one in shown.tags] == [
        "not carried out: the mail is carried out whole or not at all",
        "refused; see TO CORRECT",
    ]


def test_P12_no_subject_of_an_answer_has_a_tag_that_a_reply_would_inherit() -> None:
    world = reported()
    for subject in ("[HOLD:3d]", "[STATUS]", "[NOTE]", "[REMOVED:7]", "[NOSUCH]"):
        draft = answer(world, analyst_mail("a", subject=f"{subject} [{world.case.stream}]"))
        assert re.findall(r"\[(.*?)\]", printed(world, draft)[0]) == [world.case.stream]


def test_P10_I1_attachments_are_named_and_said_not_to_be_passed_on() -> None:
    one = Attachment("shot\u202egnp.exe\r\nBcc: x", "image/png", 12_345, "0" * 64)
    world = World()
    draft = answer(world, written(FORM, subject="[ILLEGAL]", attachments=(one,)))
    text = printed(world, draft)[1]
    assert "1. shot\\u202egnp.exe Bcc: x, 12345 bytes" in text
    assert "Not passed on to national: the agreement does not allow it." in " ".join(text.split())


def test_I9_what_cannot_be_seen_is_shown_as_its_code_point() -> None:
    world = World()
    draft = answer(world, written("URL: nonsense\u202e\u200b\x07\n", subject="[ILLEGAL]"))
    assert transcript(draft).misread[0].text == "nonsense\\u202e\\u200b\\u0007"


def test_the_forwarded_original_is_named_as_the_public_report() -> None:
    world = World()
    mail = written(FORM, subject="[ILLEGAL]")
    (change,) = decide(mail, world.facts(mail, report_at=T0 - timedelta(hours=2)), world.context).changes
    (draft,) = (one for one in change.drafts if one.kind == "opened")
    assert transcript(draft).original == (
        "The forwarded original is taken as the public's report of 2026-03-02 09:00 EET (UTC+02:00)."
    )
    without = answer(World(), written(FORM, subject="[ILLEGAL]"))
    assert transcript(without).original.startswith("No forwarded original was found")


def test_answers_are_in_the_thread_and_say_that_they_are_automatic() -> None:
    mail = written(FORM, subject="[ILLEGAL]")
    draft = answer(World(), mail)
    assert draft.in_reply_to == mail.message_id
    assert draft.answer


# --- P4: nothing of the mail in clear -----------------------------------------------------------------


def test_P4_the_words_of_the_mail_go_back_encrypted_to_a_pinned_key() -> None:
    world = World()
    refused = answer(world, written(LONG, subject="[ILLEGAL]"))
    assert (refused.security, bool(refused.to.fingerprints)) == (Security.ENCRYPT_IF_KEY, True)
    assert transcript(refused).whole


def test_P4_without_a_key_the_answer_has_line_numbers_and_no_word_of_the_mail() -> None:
    world = keyless()
    draft = answer(world, from_ben(LONG, "[ILLEGAL] [HSOT:EE]"))
    subject, text = printed(world, draft)
    assert "line 5\n     expected: one IPv4 or IPv6 address" in text
    assert not transcript(draft).whole
    for word in ("provider.example", "item1", "a reason", "192.0.2.300", "HSOT", "Typ of content: item"):
        assert word not in subject + text


CANARY = "canary"
PIECES = st.sampled_from(
    [
        f"[URGENT:{CANARY}]", f"[HOLD:{CANARY}]", f"[{CANARY}]", f"[HOLD {CANARY} x]", f"[LEA:{CANARY}]",
        f"[PROVIDER:{CANARY}]", f"[NTD:{CANARY}]", f"[REMOVED:{CANARY}]", f"[CONFIRM:{CANARY}]", "[ILLEGAL]",
        "[NOTE]", "[HOST:EE]", f"[RECEIVED:https://{CANARY}.example/x]", f"[ICCAM:{CANARY}]", "[UNSURE]",
    ]
)  # fmt: skip
LINES = st.sampled_from(
    [
        f"URL: https://{CANARY}.example/x", f"URL: {CANARY}", f"IP address: {CANARY}",
        f"Victim identifiable: {CANARY}",
        f"Type of content: {CANARY}", f"Typ of content: {CANARY}", f"Hosting country: {CANARY}", CANARY,
        f"# {CANARY}", f"> {CANARY}", f"Received from public: {CANARY}", f"Hosting provider: {CANARY}",
        "", "-- ",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=4), st.lists(LINES, max_size=8), st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_P4_whatever_an_analyst_without_a_key_writes_is_not_sent_in_clear(
    tags: list[str], lines: list[str], on_a_case: bool
) -> None:
    world = keyless()
    if on_a_case:
        opened(world)
        tags = [*tags, f"[{world.case.stream}]"]
    world.drafts.clear()
    world.take(from_ben("\n".join(lines), " ".join(tags)))
    for draft in world.drafts.values():
        if draft.to.party == "analyst" and draft.answer:
            subject, text = printed(world, draft)
            assert CANARY not in subject + text


@given(st.lists(PIECES, max_size=5), st.lists(LINES, max_size=8), st.booleans())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_P17_with_any_problem_nothing_happens_but_the_mark_and_the_one_answer(
    tags: list[str], lines: list[str], on_a_case: bool
) -> None:
    world = World()
    if on_a_case:
        reported(world)
        tags = [*tags, f"[{world.case.stream}]"]
    mail = written("\n".join(lines), subject=" ".join(tags))
    decision = decide(mail, world.facts(mail), world.context)
    answers = [
        one for change in decision.changes for one in change.drafts if one.answer and one.to.id == "Ann"
    ]
    (draft,) = answers
    if "transcript" not in draft.values or transcript(draft).done:
        assert decision.folder == "Done"
        return
    assert decision.folder == "Refused"
    events = [type(event) for change in decision.changes for event in change.events]
    beside = [one.kind for change in decision.changes for one in change.drafts if one != draft]
    # What meant to hold and is refused is asked about, so that no notice leaves meanwhile (P5).
    asked = Paused in events
    assert asked <= ("HOL" in mail.subject)
    assert {*events} <= {MailSeen, MailQueued, Paused}
    assert beside == ["question", "question"] * asked
    assert all(change.cancel == () for change in decision.changes)
    shown = transcript(draft)
    assert shown.problems or shown.misread


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("[HOLD:soon]: e.g. [HOLD:2026-05-12].", "[HOLD:…]: e.g. [HOLD:2026-05-12]."),
        ("[HOLD x y] is not a tag; did you mean [HOLD]?", "[…] is not a tag; did you mean [HOLD]?"),
        ("send one mail for each, or [HOST:…]", "send one mail for each, or [HOST:…]"),
        ("name the question as in [CONFIRM:Q1]", "name the question as in [CONFIRM:Q1]"),
        ("write [HL-2026-000001-C] first", "write [HL-2026-000001-C] first"),
        ("see https://example.com/x", "not understood"),
    ],
)  # fmt: skip
def test_a_sentence_is_masked_down_to_our_own_words(sentence: str, shown: str) -> None:
    assert masked(sentence) == shown


# --- the questions of the daemon ------------------------------------------------------------------------


def test_P7_a_question_offers_the_answers_as_lines_to_send_back_and_they_work() -> None:
    world = reported()
    world.take(police_mail("Xyzzy.", subject=f"[{world.case.stream}]"))
    draft = next(one for one in world.letters("question") if one.to.id == "Ann")
    text = printed(world, draft)[1]
    assert "    Xyzzy." in text
    offered = [line.strip() for line in text.splitlines() if line.startswith("  [")]
    assert offered[0] == f"[CONFIRM:Q1] [{world.case.stream}]"
    for line in offered:
        tried = World(streams=dict(world.streams), now=world.now)
        assert tried.take(written(f"{line}\n\nthank you", from_=(ANN,))).folder == "Done", line


@pytest.mark.parametrize(
    ("subject", "text", "form"),
    [
        ("[HOLD]", "Please wait.\n", False),
        ("[HOLD]", FORM, True),
        ("[HSOT]", "Please wait.\n", True),
        ("[UPDATE]", "Please wait.\n", True),
    ],
)
def test_a_tag_that_names_no_case_brings_no_empty_form(subject: str, text: str, form: bool) -> None:
    """Whoever wants a hold at once read that a form was to be corrected."""
    world = reported()
    draft = answer(world, written(text, subject=subject))
    assert draft.kind == "refused"
    assert bool(draft.values["form"]) is form
    assert ("The form as it was understood" in printed(world, draft)[1]) is form
