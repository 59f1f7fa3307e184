"""The LEA's replies: holds, releases, receipts, doubt (P5-P9); whole mails through `decide`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Classified, Covered, Inbound, MailClass, Party
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.officers.machines import AGENT, NEW_KEY
from hotlined.domain.programs.automatic import BY_HOTLINED
from hotlined.domain.programs.new_key import tells_of_a_key
from hotlined.domain.programs.robots import MARKED
from hotlined.domain.record.correspondence import (
    MailAccepted,
    MailDelayed,
    MailRefused,
    MailSending,
    MailUncertain,
)
from hotlined.domain.steps.asking import MOST_LOOSE
from hotlined.domain.steps.removal import removed
from hotlined.domain.values.address import Address
from hotlined.domain.values.folders import Folder
from tests.support.lea_set import Desk
from tests.support.mails_in import (
    ANN,
    OFFICER,
    STRANGER,
    T0,
    UNIT,
    analyst_mail,
    automatic,
    hours,
    mail_in,
    police_mail,
    signature,
)
from tests.support.site import ANALYST_KEY, LEA_KEY, make_agreement, make_unit
from tests.support.world import World, home_site, noticed, opened, queued, ready, reported

HOLD = "Please wait with the notice."


def about(world: World, kind: str = "annex-i") -> dict[str, object]:
    """The headers of a reply to the first letter of a kind."""
    return {"references": (world.letters(kind)[0].message_id,)}


def code_of(world: World) -> str:
    """The receipt code inside the first report."""
    return str(world.letters("annex-i")[0].values["code"])


def held(world: World | None = None) -> World:
    """A reported case with an open-ended hold of the LEA."""
    world = world or reported()
    world.take(police_mail(HOLD, **about(world)))
    assert len(world.case.holds_in_force()) == 1
    return world


def meant(case: Case) -> set[str]:
    """What stands against the notices of a case."""
    return {hold.id for hold in case.holds_in_force()} | {pause.id for pause in case.pauses_open()}


# --- holds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"from_": (OFFICER,)},
        {"from_": (UNIT, STRANGER)},
        {"from_": (STRANGER, UNIT)},
        {"signature_problem": "bad"},
        {"signature_problem": "inline"},
        {"signature": signature("F" * 40)},
        {"signature": signature(ANALYST_KEY)},
        {"from_": (STRANGER,), "signature": signature(LEA_KEY)},
        {"from_": (UNIT, Address("lea", "hotline.example.org"))},
    ],
)
def test_P9_a_hold_is_honoured_however_badly_it_is_proven(fields: dict[str, object]) -> None:
    world = reported()

    world.take(police_mail(HOLD, **{**about(world), **fields}))

    assert [hold.party for hold in world.case.holds_in_force()] == [Party.LEA]


@pytest.mark.parametrize("fields", [{"from_": (UNIT, STRANGER)}, {"signature_problem": "bad"}])
def test_P9_trouble_with_the_sender_puts_the_mail_into_quarantine_and_asks(fields: dict[str, object]) -> None:
    world = reported()

    decision = world.take(police_mail(HOLD, **{**about(world), **fields}))

    assert decision.folder == Folder.QUARANTINE_TROUBLE
    assert len(world.case.pauses_open()) == 1
    assert len(world.letters("question")) == 2


def test_P6_no_need_to_wait_lifts_no_hold_and_asks() -> None:
    world = held()

    world.take(police_mail("No need to wait.", **about(world)))

    assert len(world.case.holds_in_force()) == 1
    assert [pause.why for pause in world.case.pauses_open()] == [
        "it says that the notice need not wait; only a signed release lifts the hold"
    ]


def test_no_need_to_wait_where_nothing_waits_asks_nobody() -> None:
    world = reported()

    world.take(police_mail("No need to wait.", **about(world)))

    assert meant(world.case) == set()


def test_P5_a_hold_takes_back_the_queued_notice() -> None:
    world = queued()

    world.take(police_mail(HOLD, **about(world)))

    assert [mail.state for mail in world.case.sent.values() if mail.kind == "ntd"] == [RowState.CANCELLED]
    assert not world.case.notices[0].late


@pytest.mark.parametrize(("outcome", "sure"), [("accepted", True), ("unknown", False)])
def test_a_hold_after_the_notice_left_is_told_to_be_late(outcome: str, sure: bool) -> None:
    world = queued()
    world.gate(fence=world.fence(), outcome=outcome)

    world.take(police_mail(HOLD, **about(world)))

    (late,) = world.letters("hold-state")[0].values["late"]  # type: ignore[misc]  # a tuple of one
    assert (late["number"], late["sure"]) == (1, sure)
    assert world.case.notices[0].late == {"H1"}
    assert len(world.letters("hold-placed")) == 2


def test_that_a_notice_has_left_is_news_to_the_LEA_though_an_analysts_hold_was_told_so_before() -> None:
    world = queued()
    hold, release = (
        police_mail(HOLD, received_at=world.now, **about(world)),
        f"[RELEASE]\n{world.case.stream}",
    )
    world.take(hold)  # is answered: the next one within the hour is not, unless there is news
    world.take(police_mail(release, signed=True, received_at=world.now, **about(world)))
    world.sweep(world.fence())
    assert world.gate(fence=world.fence()) == []
    world.take(analyst_mail(subject=f"[{world.case.stream}] [HOLD]", received_at=world.now))

    world.take(police_mail(HOLD, received_at=world.now, **about(world)))

    assert world.letters("hold-state")[-1].values["late"]


@pytest.mark.parametrize("cut", ["uncertain", "crash"])
def test_a_notice_that_was_cut_and_then_refused_may_have_left_all_the_same(cut: str) -> None:
    world = queued()
    world.gate(fence=world.fence(), outcome="unknown")
    name = world.case.notices[0].message_id
    if cut == "uncertain":
        world.record(MailUncertain(message_id=name))
    world.record(MailSending(message_id=name), MailRefused(message_id=name, reply="550"))

    world.take(police_mail(HOLD, **about(world)))

    (late,) = world.letters("hold-state")[0].values["late"]  # type: ignore[misc]  # a tuple of one
    assert (late["number"], late["sure"]) == (1, False)


def test_a_hold_while_the_notice_is_put_off_by_the_providers_server_is_not_called_late() -> None:
    world = queued()
    world.gate(fence=world.fence(), outcome="later")
    world.record(MailDelayed(message_id=world.case.notices[0].message_id))

    world.take(police_mail(HOLD, **about(world)))

    assert world.letters("hold-state")[0].values["late"] == ()
    assert world.case.sent[world.case.notices[0].message_id].state is RowState.CANCELLED


def test_P5_no_reminder_presses_the_provider_while_a_hold_is_in_force() -> None:
    world = noticed()
    world.wait(timedelta(days=3))
    world.sweep()
    (reminder,) = world.letters("ntd-reminder")

    world.take(police_mail(HOLD, **about(world)))
    world.wait(timedelta(days=9))
    world.sweep()

    assert world.case.sent[reminder.message_id].state is RowState.CANCELLED
    assert len(world.letters("ntd-reminder")) == 1


def test_a_hold_on_a_closed_case_is_kept_for_when_it_is_opened_again() -> None:
    world = reported()
    name = world.case.stream
    world.take(analyst_mail(subject=f"[{name}] [CLOSE]"))

    world.take(police_mail(HOLD, **about(world)))
    world.take(analyst_mail(subject=f"[{name}] [REOPEN]"))
    world.wait(hours(48))
    world.sweep(world.fence())

    assert [hold.id for hold in world.case.holds_in_force()] == ["H1"]
    assert world.letters("ntd") == []


def test_the_end_of_a_hold_is_read_from_words_or_tag() -> None:
    world = reported()

    world.take(police_mail("Please wait until 2026-03-20.", **about(world)))
    world.take(police_mail("", subject="[HOLD:2026-04-20]", **about(world)))

    assert [hold.until for hold in world.case.holds] == [
        datetime(2026, 3, 20, 21, 59, 59, tzinfo=UTC),
        datetime(2026, 4, 20, 20, 59, 59, tzinfo=UTC),
    ]
    assert [hold.id for hold in world.case.holds_in_force()] == ["H2"]  # the longer one replaces the other


def test_P6_a_shorter_hold_without_signature_does_not_shorten() -> None:
    world = held()

    world.take(police_mail("", subject="[HOLD:2d]", **about(world)))

    assert [hold.until is None for hold in world.case.holds_in_force()] == [True, False]


def test_P6_a_signature_shortens_a_hold() -> None:
    world = held()

    world.take(police_mail("[HOLD:2d]", signed=True, **about(world)))

    assert [hold.id for hold in world.case.holds_in_force()] == ["H2"]


@pytest.mark.parametrize("end", ["soon 44", "2020-01-01"])
def test_P6_an_end_that_is_not_understood_makes_the_hold_open_ended_and_asks(end: str) -> None:
    world = reported()

    world.take(police_mail(f"Please wait until {end}.", **about(world)))

    assert [hold.until for hold in world.case.holds_in_force()] == [None]
    assert world.case.pauses_open()


def test_a_hold_until_the_end_of_time_is_open_ended() -> None:
    world = reported()

    world.take(police_mail("", subject="[HOLD:9999-12-31T23:59Z]", **about(world)))

    assert [hold.until for hold in world.case.holds_in_force()] == [None]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("[{case}] [HOLD]", "Received, thank you."),
        ("[{case}] please wait", "Received."),
        ("[{case}]", "Received.\n\n[HOLD]\n\nKind regards"),
        ("[{case}]", "Received.\n-- \nPlease wait with the notice."),
        ("[{case}]", "hold"),
        ("[{case}]", "Dear colleagues,\n\n[HOLD:5d]\n"),
    ],
)
@pytest.mark.parametrize("signed", [True, False])
def test_P7_a_hold_counts_wherever_in_the_mail_it_stands(subject: str, text: str, signed: bool) -> None:
    world = reported()
    name = world.case.stream

    world.take(police_mail(text, subject=subject.format(case=name), signed=signed))

    assert world.case.holds_in_force()


@pytest.mark.parametrize(
    "bracket", ["[URGENT - do not send it]", "[urgent, please wait]", "[Hold on, please wait]"]
)
def test_P5_words_to_wait_in_brackets_that_are_no_tag_are_a_hold(bracket: str) -> None:
    world = reported()
    (letter,) = world.letters("annex-i")
    world.take(police_mail("Received.", subject=bracket, references=(letter.message_id,)))
    assert len(world.case.holds_in_force()) == 1


def test_the_inherited_subject_of_an_answer_says_nothing() -> None:
    world = reported()

    world.take(police_mail("Received.", subject=f"Re: [{world.case.stream}] On hold", **about(world)))

    assert meant(world.case) == set()


def test_P5_what_a_subject_with_a_reply_prefix_has_beyond_ours_is_heard_also_out_of_thread() -> None:
    world = reported()

    world.take(police_mail("Received.", signed=True, subject=f"AW: [{world.case.stream}] please wait"))

    assert meant(world.case) == {"H1"}


@pytest.mark.parametrize("why", ["Precedence", "Auto-Submitted"])
def test_P7_a_wait_in_the_subject_of_an_automatic_mail_pauses(why: str) -> None:
    world = reported()
    mail = police_mail("Received.", subject=f"AW: [{world.case.stream}] please wait", **about(world))

    world.take(replace(mail, classified=Classified(MailClass.AUTOMATIC, why)))

    assert world.case.pauses_open()


def test_P7_a_wait_in_a_subject_of_its_own_that_a_list_has_passed_on_pauses() -> None:
    world = reported()
    mail = police_mail("Received.", subject=f"Please wait [{world.case.stream}]")

    world.take(replace(mail, classified=Classified(MailClass.AUTOMATIC, "Precedence")))

    assert world.case.pauses_open()


@pytest.mark.parametrize("tag", ["[HODL]", "[HOLDD]", "[RELAESE]"])
def test_P7_a_mistyped_tag_of_the_LEA_pauses(tag: str) -> None:
    world = reported()

    world.take(police_mail("Received.", subject=f"[{world.case.stream}] {tag}"))

    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "tag",
    [
        *("[NTD:none]", "[NTD:+5d]", "[NTD: not before Friday]", "[NOT-OURS]", "[CLOSE]"),
        *("[URGENT:a reason]", "[STATUS]"),
    ],
)
@pytest.mark.parametrize("beside", ["[RECEIVED]", "[FEEDBACK]", "[REMOVED:7]"])
def test_P7_a_tag_that_is_not_the_LEAs_pauses_beside_one_that_is(tag: str, beside: str) -> None:
    world = reported()

    world.take(police_mail(f"{beside}\n{tag}\n", signed=True, **about(world)))

    assert world.case.pauses_open()
    (why,) = {str(letter.values["why"]) for letter in world.letters("question")}
    assert f"{tag.partition(':')[0].strip(']')}]," in why


@pytest.mark.parametrize(
    ("tag", "pauses"),
    [
        *(("[NTD none]", True), ("[CLOSED]", True), ("[CLOSE the case]", True)),
        *(("[INT]", False), ("[Form 12]", False), ("[OFFICIAL]", False)),
        *(("[Police]", False), ("[POLIZEI]", False), ("[Hotline]", False), ("[Class: low]", False)),
    ],
)
def test_P7_what_is_nearly_a_tag_of_others_pauses_where_it_would_change_the_notice(
    tag: str, pauses: bool
) -> None:
    world = reported()

    world.take(police_mail(f"[RECEIVED]\n{tag}\n", signed=True, **about(world)))

    assert bool(world.case.pauses_open()) is pauses
    assert not world.case.unconfirmed()


def test_hold_and_release_in_one_mail_hold_and_ask() -> None:
    world = held()
    name = world.case.stream

    world.take(police_mail(f"{name}: you may send it. No, please wait.\n[RELEASE]\n[HOLD]", signed=True))

    assert world.case.holds_in_force()
    assert world.case.pauses_open()


# --- release -------------------------------------------------------------------------------------


def test_P9_a_signed_release_that_names_the_case_lifts_the_hold() -> None:
    world = held()

    world.take(police_mail(f"[RELEASE]\n{world.case.stream}", signed=True, **about(world)))

    assert not world.case.holds_in_force()
    assert len(world.letters("hold-lifted")) == 3  # two analysts and the unit


def test_P9_a_receipt_code_in_the_quote_covers_the_case_too() -> None:
    world = held()
    body = f"[RELEASE]\n> code: {code_of(world)}"

    world.take(police_mail("[RELEASE]", body=body, signed=True, **about(world)))

    assert not world.case.holds_in_force()


@pytest.mark.parametrize(
    "fields",
    [
        {"signature": None},
        {"signature": None, "authenticated": True},
        {"signature": None, "signature_problem": "bad"},
        {"signature": signature("F" * 40)},
        {"from_": (UNIT, STRANGER)},
        {"from_": (STRANGER,)},
        {"signature": signature(LEA_KEY, made_at=datetime(2026, 3, 1, 8, 0, tzinfo=UTC))},
        {"signature": signature(LEA_KEY, made_at=datetime(2026, 3, 2, 9, 6, tzinfo=UTC))},
        {"body": "[RELEASE]", "covered": None},
    ],
    ids=["unsigned", "login", "bad", "unknown-key", "two-from", "other-from", "old", "future", "uncovered"],
)
def test_P6_P9_nothing_less_than_a_fresh_covering_signature_releases(fields: dict[str, object]) -> None:
    world = held()
    text = f"[RELEASE]\n{world.case.stream}"
    mail = police_mail("[RELEASE]", body=text, signed=True, subject=f"[{world.case.stream}]", **about(world))

    world.take(replace(mail, **fields))  # type: ignore[arg-type]  # fields of Inbound

    assert [hold.id for hold in world.case.holds_in_force()] == ["H1"]
    alarms = [draft for draft in world.letters("alarm") if draft.values["what"] == "release-unproven"]
    assert len(alarms) == 2


def test_P9_a_signature_for_another_case_does_not_release_this_one() -> None:
    world = held()
    body = "[RELEASE]\nHL-2026-000777-X"  # of no case of ours

    world.take(police_mail("[RELEASE]", body=body, signed=True, covered=None, **about(world)))

    assert world.case.holds_in_force()


def test_P2_P9_a_replayed_release_does_nothing_and_asks_again() -> None:
    world = held()
    mail = police_mail(f"[RELEASE]\n{world.case.stream}", signed=True, **about(world))
    world.take(mail)
    world.take(police_mail(HOLD, **about(world)))

    decision = world.take(replace(mail, digest="1" * 64))

    assert decision.folder == Folder.REPLAYED
    assert [hold.id for hold in world.case.holds_in_force()] == ["H2"]


def test_P9_a_replayed_hold_pauses_where_no_hold_is_in_force() -> None:
    world = reported()
    mail = police_mail(f"{world.case.stream}: {HOLD}", signed=True, **about(world))
    world.take(mail)
    world.take(police_mail(f"[RELEASE]\n{world.case.stream}", signed=True, **about(world)))

    world.take(replace(mail, digest="1" * 64))

    assert meant(world.case) == {"Q1"}


def test_P2_the_same_mail_again_has_no_effect() -> None:
    world = reported()
    mail = police_mail(HOLD, **about(world))
    world.take(mail)
    before = world.case

    decision = world.take(mail)

    assert (decision.folder, decision.changes, world.case) == (Folder.DUPLICATES, (), before)


def test_P6_another_unit_cannot_lift_a_hold() -> None:
    units = (make_unit(), make_unit("state", fingerprints=("D" * 40,), domains=("state.example.com",)))
    site = home_site(units=(units[0], replace(units[1], address=Address("desk", "state.example.com"))))
    world = held(reported(World(site), subject="[ILLEGAL] [LEA:national] [LEA:state]"))
    other = {"from_": (Address("desk", "state.example.com"),), "signature": signature("D" * 40)}

    world.take(police_mail(f"[RELEASE]\n{world.case.stream}", **{**about(world), **other}))

    assert meant(world.case) == {"H1", "Q1"}


def test_a_release_without_a_hold_is_shown_to_the_analysts() -> None:
    world = reported()

    world.take(police_mail("You may send the notice.", **about(world)))

    assert len(world.letters("lea-words")) == 2
    assert meant(world.case) == set()


def test_P6_a_release_older_than_the_hold_does_not_lift_it_in_whatever_order_they_are_read() -> None:
    world = reported()
    text = f"[RELEASE]\n{world.case.stream}"
    older = police_mail(text, signed=True, received_at=world.now, **about(world))
    world.wait(timedelta(minutes=1))
    world.take(police_mail(HOLD, received_at=world.now, **about(world)))

    world.take(older)
    assert meant(world.case) == {"H1", "Q1"}

    world.wait(timedelta(minutes=1))
    world.take(police_mail(text, signed=True, received_at=world.now, **about(world)))
    assert not world.case.holds_in_force()


def test_P6_a_shorter_hold_that_is_older_does_not_replace_the_later_one() -> None:
    world = reported()
    text = f"[HOLD:2h]\n{world.case.stream}"
    older = police_mail(text, signed=True, received_at=world.now, **about(world))
    world.wait(timedelta(minutes=1))
    world.take(police_mail(HOLD, received_at=world.now, **about(world)))

    world.take(older)

    assert {hold.until is None for hold in world.case.holds_in_force()} == {True, False}


def test_P7_a_notice_that_the_unit_says_it_has_sent_is_asked_about_while_ours_is_still_to_go() -> None:
    world = queued()

    world.take(police_mail("[NTD-SENT]", signed=True, **about(world)))
    world.gate(fence=world.fence())

    why = ["it says that the notice has been sent, and ours is still to go"]
    assert [pause.why for pause in world.case.pauses_open()] == why
    assert world.sent == []


def test_a_notice_that_both_have_sent_is_asked_about_no_more() -> None:
    world = noticed()

    world.take(police_mail("[NTD-SENT]", signed=True, **about(world)))

    assert world.case.pauses_open() == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("OK", "nothing in it is understood"),
        ("Noted", "not all of it is understood"),
        ("Noted.", "not all of it is understood"),  # a lone word with a full stop is no name
        (" \n", "it has no text"),
    ],
)
def test_P7_a_text_without_a_meaning_is_not_called_no_text(text: str, why: str) -> None:
    world = reported()

    world.take(police_mail(text, **about(world)))

    assert [pause.why for pause in world.case.pauses_open()] == [why]


# --- several cases, no case ----------------------------------------------------------------------


def two_cases() -> tuple[World, str, str]:
    """A world with two reported cases, and their names."""
    world = reported(reported())
    first, second = (name for name, case in world.streams.items() if case.opened)
    return world, first, second


def test_a_receipt_that_names_two_cases_counts_for_both() -> None:
    world, first, second = two_cases()
    mail = police_mail(f"Received: {first}, {second}.", signed=True)

    world.take(mail)

    assert all(not world.streams[name].unconfirmed() for name in (first, second))


@pytest.mark.parametrize("more", ["Only the first one is complete.", "But the glass is half empty."])
def test_P8_a_receipt_of_two_cases_that_says_more_is_none_of_either(more: str) -> None:
    world, first, second = two_cases()

    world.take(police_mail(f"Received.\n\n{more}\n\n{first} {second}", signed=True))

    for case in (world.streams[first], world.streams[second]):
        assert case.unconfirmed()
        assert case.pauses_open()


def test_a_hold_that_names_two_cases_holds_both() -> None:
    world, first, second = two_cases()

    world.take(police_mail(HOLD, subject=f"{first} {second}"))

    assert all(world.streams[name].holds_in_force() for name in (first, second))


@pytest.mark.parametrize("word", ["[RELEASE]", "[REMOVED]", "[NTD-SENT]"])
def test_what_is_said_of_one_of_two_cases_is_asked_about(word: str) -> None:
    world, first, second = two_cases()
    for name in (first, second):
        world.take(police_mail(HOLD, subject=name))

    world.take(police_mail(f"{word}\n{first} {second}", signed=True))

    for case in (world.streams[first], world.streams[second]):
        assert meant(case) == {"H1", "Q1"}
        assert not any(case.gone(number) for number in case.numbers())
        assert not any(item.lea_sent for item in case.items)


def test_a_text_that_names_another_case_than_the_thread_pauses_both() -> None:
    world, _, second = two_cases()

    world.take(police_mail(f"Received {second}.", signed=True, **about(world)))

    cases = [case for case in world.streams.values() if case.opened]
    assert [len(case.pauses_open()) for case in cases] == [1, 1]
    assert all(case.unconfirmed() for case in cases)


def test_P7_a_mail_without_a_case_pauses_all_of_the_unit() -> None:
    world, first, second = two_cases()

    world.take(police_mail(HOLD))

    assert all(world.streams[name].pauses_open() for name in (first, second))


def test_P6_a_hold_without_a_case_holds_all_of_the_unit_and_no_answer_of_an_analyst_lifts_it() -> None:
    world, first, second = two_cases()

    world.take(police_mail("[HOLD:2027-05-12]"))
    for name in (first, second):
        world.take(analyst_mail("", subject=f"[{name}] [CONFIRM:Q1]"))
    world.wait(hours(25))
    world.sweep(world.fence())
    world.gate(fence=world.fence())

    assert [meant(world.streams[name]) for name in (first, second)] == [{"H1"}, {"H1"}]
    ends = [world.streams[name].holds[0].until for name in (first, second)]
    assert all(end is not None and end.date().isoformat() == "2027-05-12" for end in ends)
    assert world.letters("ntd") == []
    assert world.sent == []


def test_P6_a_hold_without_a_case_does_not_shorten_one_that_was_asked_for() -> None:
    world, first, second = two_cases()
    world.take(police_mail(HOLD, subject=first))

    world.take(police_mail("[HOLD:48h]", signed=True))

    ends = [hold.until for hold in world.streams[first].holds_in_force()]
    assert None in ends
    assert [hold.until is None for hold in world.streams[second].holds_in_force()] == [False]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_P6_the_end_of_a_hold_in_a_sentence_on_one_of_two_cases_ends_that_of_neither(
    order: tuple[int, int],
) -> None:
    world, first, second = two_cases()
    said = (f"{first}: please wait until 2026-04-01.", f"{second}: please wait.")

    world.take(police_mail("\n".join(said[at] for at in order), signed=True))

    for name in (first, second):
        assert [hold.until for hold in world.streams[name].holds_in_force()] == [None]
        assert world.streams[name].pauses_open()


def test_the_end_of_a_hold_on_two_cases_is_that_of_both() -> None:
    world, first, second = two_cases()

    world.take(police_mail(f"Please wait with {first} and {second} until 2026-04-01.", signed=True))

    for name in (first, second):
        assert [hold.until is None for hold in world.streams[name].holds_in_force()] == [False]


def test_P6_a_hold_without_a_case_is_answered_in_one_mail_that_names_all_it_holds() -> None:
    world, first, second = two_cases()

    world.take(police_mail(HOLD))

    (answer,) = world.letters("hold-state")
    assert {answer.stream, *answer.values["others"]} == {first, second}  # type: ignore[misc]  # names
    assert answer.answer


def test_P6_a_hold_without_a_case_tells_of_each_notice_that_has_left() -> None:
    world = noticed(noticed())

    world.take(police_mail(HOLD))

    assert [bool(draft.values["late"]) for draft in world.letters("hold-state")] == [True, True]


def test_P6_a_hold_without_a_case_leaves_other_units_cases_alone() -> None:
    other = make_unit("state", fingerprints=("D" * 40,), domains=("state.example.com",))
    other = replace(other, address=Address("desk", "state.example.com"), contact=None)
    world = reported(World(home_site(units=(make_unit(), other))))

    world.take(police_mail(HOLD, from_=(other.address,)))
    world.take(police_mail(HOLD, from_=(other.address,), subject=world.case.stream))

    assert not world.case.holds
    assert world.letters("hold-state") == []


def test_P7_a_unit_that_writes_about_another_units_case_pauses_it() -> None:
    other = make_unit("state", fingerprints=("D" * 40,), domains=("state.example.com",))
    other = replace(other, address=Address("desk", "state.example.com"), contact=None)
    world = reported(World(home_site(units=(make_unit(), other))))

    world.take(police_mail(HOLD, subject=world.case.stream, from_=(other.address,)))

    assert world.case.pauses_open()


def test_units_that_share_a_mail_domain_are_told_apart_by_the_case() -> None:
    other = make_unit("state", fingerprints=("D" * 40,), contact=None)
    other = replace(other, address=Address("state", "police.example.com"))
    world = reported(World(home_site(units=(make_unit(), other))), subject="[ILLEGAL] [LEA:state]")

    world.take(police_mail(HOLD, subject=world.case.stream, from_=(OFFICER,)))

    assert [hold.by for hold in world.case.holds_in_force()] == ["state"]


def test_P6_a_hold_without_a_case_from_a_shared_mail_domain_holds_the_cases_of_each_unit_in_it() -> None:
    other = make_unit("state", fingerprints=("D" * 40,), contact=None)
    other = replace(other, address=Address("state", "police.example.com"))
    site = home_site(units=(make_unit(), other))
    for sender, signed, units in (
        (OFFICER, False, ["national", "state"]),
        (other.address, False, ["state"]),
        (UNIT, True, ["national"]),
    ):
        world = reported(World(site), subject="[ILLEGAL] [LEA:national]")
        world = reported(world, subject="[ILLEGAL] [LEA:state]")

        world.take(police_mail(HOLD, from_=(sender,), signed=signed))

        assert [hold.by for case in world.streams.values() for hold in case.holds_in_force()] == units


def test_a_unit_is_known_by_its_very_address_before_the_shared_domain() -> None:
    other = make_unit("state", fingerprints=("D" * 40,), contact=None)
    other = replace(other, address=Address("state", "police.example.com"))
    world = reported(
        World(home_site(units=(make_unit(), other))), subject="[ILLEGAL] [LEA:national] [LEA:state]"
    )

    world.take(police_mail(HOLD, subject=world.case.stream, from_=(other.address,)))

    assert [hold.by for hold in world.case.holds_in_force()] == ["state"]


def test_a_unit_is_known_by_its_listed_officer_before_the_shared_domain() -> None:
    kim = Address("kim", "police.example.com")
    other = make_unit("state", fingerprints=("D" * 40,), contact=None, domains=(), officers=(kim,))
    other = replace(other, address=Address("desk", "state.example.com"))
    world = reported(
        World(home_site(units=(make_unit(), other))), subject="[ILLEGAL] [LEA:national] [LEA:state]"
    )

    world.take(police_mail(HOLD, subject=world.case.stream, from_=(kim,)))

    assert [hold.by for hold in world.case.holds_in_force()] == ["state"]


@pytest.mark.parametrize("sender", ["state@police.example.com", "kim@police.example.com"])
def test_P9_another_units_very_address_proves_nothing_for_a_unit_of_the_same_mail_domain(sender: str) -> None:
    local, _, domain = sender.partition("@")
    address = Address("state", "police.example.com")
    other = make_unit("state", fingerprints=("D" * 40,), contact=None, officers=(Address("kim", domain),))
    world = reported(World(home_site(units=(make_unit(), replace(other, address=address)))))
    theirs = police_mail(
        "[REMOVED]", subject=world.case.stream, from_=(Address(local, domain),), authenticated=True
    )

    world.take(theirs)

    assert [item.removed_by for item in world.case.items] == [None]
    assert world.case.pauses_open()
    world.take(replace(theirs, digest="9" * 64, from_=(OFFICER,)))
    assert [item.removed_by for item in world.case.items] == [Party.LEA]


def test_P7_a_stranger_with_our_token_is_the_LEA_for_a_hold() -> None:
    world = reported()
    token = world.letters("annex-i")[0].token

    world.take(
        police_mail(HOLD, from_=(STRANGER,), recipients=(Address(f"lea+{token}", "hotline.example.org"),))
    )

    assert world.case.holds_in_force()


def test_a_stranger_who_only_names_the_case_changes_nothing() -> None:
    world = reported()
    before = world.case

    decision = world.take(police_mail(HOLD, from_=(STRANGER,), subject=world.case.stream))

    assert (decision.folder, world.case) == (Folder.STRANGERS, before)


def test_P7_a_mail_whose_sender_cannot_be_read_pauses_what_it_may_concern() -> None:
    world = reported()

    decision = world.take(police_mail(HOLD, from_=()))

    assert decision.folder == Folder.QUARANTINE_TROUBLE
    assert world.case.pauses_open()


# --- doubt ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   \n", "Kind regards", "Xyzzy frobnicated the quux", "Have you?"])
def test_P7_what_is_not_understood_pauses_and_asks(text: str) -> None:
    world = queued()

    world.take(police_mail(text, **about(world)))

    assert len(world.case.pauses_open()) == 1
    assert world.case.sent[world.case.notices[0].message_id].state is RowState.CANCELLED
    assert len(world.letters("question")) == 2


def test_P7_an_unreadable_mail_of_the_LEA_pauses_all_its_cases() -> None:
    world, first, second = two_cases()
    mail = police_mail(
        "", classified=Classified(MailClass.UNREADABLE, "no key"), unreadable="no key to decrypt it"
    )

    decision = world.take(mail)

    assert decision.folder == Folder.UNREADABLE
    assert all(world.streams[name].pauses_open() for name in (first, second))


def test_P7_an_unreadable_mail_of_nobody_in_the_LEAs_inbox_pauses_the_case_that_it_names() -> None:
    world = reported()
    unreadable = Classified(MailClass.UNREADABLE, "no key")
    mail = police_mail("", subject=world.case.stream, classified=unreadable, unreadable="no key", from_=())

    decision = world.take(mail)

    assert decision.folder == Folder.UNREADABLE
    assert world.case.pauses_open()


def test_a_mail_of_nobody_in_the_box_for_notices_pauses_nothing() -> None:
    world = reported()

    world.take(police_mail(HOLD, subject=world.case.stream, mailbox="ntd", from_=()))

    assert meant(world.case) == set()


@pytest.mark.parametrize("gone", ["", "I no longer work here and this mailbox is no longer monitored. "])
def test_P7_an_automatic_mail_that_speaks_of_waiting_pauses_when_all_is_received_too(gone: str) -> None:
    world = reported()
    world.take(receipt(world, signed=True))
    assert not world.case.unconfirmed()

    world.take(automatic(police_mail(f"{gone}{HOLD}", **about(world))))

    assert [pause.why for pause in world.case.pauses_open()] == ["an automatic mail speaks of waiting"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (HOLD, "an automatic mail speaks of waiting"),
        ("We cannot open the report.", AGENT),
        ("We are still investigating, and the suspect would be warned.", AGENT),
        ("Your request (12345) has been received and is being reviewed by our staff.", None),
        ("Thank you for contacting us. Can we help you otherwise? See our FAQ.", None),
        ("Your request has been updated. To add comments, reply to this email.", None),
        ("How would you rate the support you received?\n\nGood, I am satisfied\nBad, I am unsatisfied", None),
        ("Wie würden Sie die Hilfe bewerten?\n\nGut, ich bin zufrieden\nSchlecht", None),
        ("What happens next? An agent looks at your message.", None),
        ("Qu'en est-il ?\n\nQue se passe-t-il ensuite ? Un agent examinera votre demande.", AGENT),
        ("Can you send the file again? What happens next?", AGENT),
        ("We have further questions about item 1, and we need help with the file.", AGENT),
    ],
)
def test_P7_what_an_officer_writes_through_a_ticket_system_that_marks_it_as_automatic_is_asked_about(
    text: str, why: str | None
) -> None:
    world = reported()
    marked = Classified(MailClass.ROBOT, MARKED)

    world.take(police_mail(text, **about(world), classified=marked))

    assert [pause.why for pause in world.case.pauses_open()] == ([why] if why else [])
    assert world.case.unconfirmed(), "nothing is a receipt (P8)"


def test_P11_such_a_mail_of_no_case_is_shown_and_stops_no_notice() -> None:
    world = reported()
    marked = Classified(MailClass.ROBOT, MARKED)

    decision = world.take(police_mail("Can you come to our meeting about the new office?", classified=marked))

    assert decision.folder == Folder.AUTOMATIC
    assert not world.case.pauses_open()
    assert world.letters("lea-words") != [], "analysts read it"

    world.take(police_mail(HOLD, classified=marked))
    assert world.case.pauses_open(), "one that asks to wait stops them (P7)"


@pytest.mark.parametrize(("sender", "paused"), [(UNIT, True), (STRANGER, False)])
def test_P5_a_bounce_in_words_that_names_the_case_pauses_it_if_it_comes_from_the_LEA(
    sender: Address, paused: bool
) -> None:
    world = reported()
    text = "Your mail could not be delivered."

    mail = police_mail(text, subject=world.case.stream, from_=(sender,))
    decision = world.take(automatic(mail, MailClass.DSN))

    assert decision.folder == Folder.BOUNCES
    assert bool(world.case.pauses_open()) == paused


@pytest.mark.parametrize("kind", [MailClass.AUTOMATIC, MailClass.ROBOT])
@pytest.mark.parametrize("named", [True, False])
def test_P7_words_of_a_hold_in_an_automatic_mail_pause(kind: MailClass, named: bool) -> None:
    world = reported()

    world.take(automatic(police_mail(HOLD, **(about(world) if named else {})), kind))

    assert world.case.pauses_open()
    assert not world.case.holds


@pytest.mark.parametrize("items", ["[REMOVED:7]", "[REMOVED:1,7]"])
def test_P7_removal_of_items_that_the_case_does_not_have_removes_nothing(items: str) -> None:
    world = reported()

    world.take(police_mail(f"{items}", signed=True, **about(world)))

    assert not world.case.gone(1)
    assert world.case.pauses_open()


def test_removal_of_unknown_items_never_means_all() -> None:
    world = reported()
    who = Who(Party.LEA, "national", ProofLevel.SIGNED)

    assert removed(world.context, world.case, who, items=(7,), mail="m") == Effect()


def test_removal_without_proof_is_asked_about() -> None:
    world = reported()

    world.take(police_mail("The content has been removed.", **about(world)))

    assert not world.case.gone(1)
    assert world.case.pauses_open()


def test_the_LEA_knows_first_that_content_is_gone_and_the_analysts_are_told_once() -> None:
    world = reported()

    for _ in range(2):
        world.take(police_mail("[REMOVED]", signed=True, **about(world)))

    assert world.case.items[0].verified
    assert len(world.letters("removal")) == 2  # one for each analyst


def test_feedback_is_passed_on_and_nothing_but_a_hold_is_looked_for_in_it() -> None:
    world = reported()

    world.take(police_mail("[FEEDBACK]\nIt was received well, you may send more.", **about(world)))
    assert meant(world.case) == set()
    assert world.case.unconfirmed()

    world.take(police_mail("[FEEDBACK]\nPlease wait with it.", **about(world)))
    assert meant(world.case) == {"H1"}


# --- receipts ------------------------------------------------------------------------------------


def receipt(world: World, **fields: object) -> Inbound:
    """A receipt in words, as a reply to the report."""
    return police_mail("Received, thank you.", **{**about(world), **fields})


def test_P8_a_signed_receipt_counts() -> None:
    world = reported()

    world.take(receipt(world, signed=True))

    assert [one.received_how for one in world.case.fragments] == ["signature"]


@pytest.mark.parametrize("sender", [UNIT, OFFICER, STRANGER])
def test_P8_the_code_from_inside_the_report_counts_from_anybody(sender: Address) -> None:
    world = reported()

    world.take(police_mail(code_of(world), from_=(sender,)))

    assert [one.received_how for one in world.case.fragments] == ["code"]


@pytest.mark.parametrize(
    ("subject", "text", "counts"),
    [
        ("{code}", "", True),
        ("Re: {code}", "", True),
        ("{code} received", "", True),
        ("{code}", "Received.", True),
        ("Re: {code}", "Could you call us?", False),  # the subject of an older mail of theirs
    ],
)
def test_P8_a_code_in_the_subject_counts_where_its_writer_has_put_it_there(
    subject: str, text: str, counts: bool
) -> None:
    world = reported()
    made = police_mail(text, subject=subject.format(code=code_of(world)), **about(world))
    world.take(made)
    assert world.case.fragments[0].is_confirmed is counts
    assert bool(world.case.pauses_now()) is not counts


@pytest.mark.parametrize("text", ["", "Hello", "Kind regards\nKim"])
@pytest.mark.parametrize("prefix", ["", "Re: "])
def test_P7_an_objection_beside_a_code_in_the_subject_is_asked_about(prefix: str, text: str) -> None:
    words = Desk().site  # with the shipped phrases
    world = reported(World(home_site(phrases=words.phrases, spoken_day=words.spoken_day)))
    subject = f"{prefix}{code_of(world)} We object to a notice"
    world.take(police_mail(text, subject=subject, **about(world)))
    assert world.case.pauses_now()


def test_P8_a_wrong_code_is_no_receipt() -> None:
    world = reported()
    code = code_of(world)
    wrong = code[:-1] + ("2" if code.endswith("1") else "1")

    world.take(police_mail(wrong, **about(world)))

    assert world.case.unconfirmed()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"authenticated": True},
        {"from_": (UNIT, STRANGER), "signature": signature(LEA_KEY)},
        {"signature": signature("F" * 40)},
        {"signature": signature(LEA_KEY, made_at=datetime(2026, 3, 1, 8, 0, tzinfo=UTC))},
    ],
)
def test_P8_a_receipt_without_proof_is_a_hint_that_an_analyst_confirms(fields: dict[str, object]) -> None:
    world = reported()

    world.take(receipt(world, **fields))

    assert world.case.unconfirmed()
    hint = next(draft for draft in world.letters("receipt-hint") if draft.to.id == "Ann")
    world.take(
        analyst_mail(f"[CONFIRM]\n{world.case.stream}", references=(hint.message_id,), received_at=world.now)
    )
    assert [one.received_how for one in world.case.fragments] == ["analyst"]


def test_P8_what_is_said_of_reminders_beside_a_receipt_without_proof_is_so() -> None:
    for tags, goes_on in (("", True), ("[CLOSE]", False)):
        world = reported()
        if tags:
            world.take(analyst_mail(subject=f"[{world.case.stream}] {tags}", received_at=world.now))
        world.take(receipt(world))

        assert world.letters("receipt-hint")[-1].values["reminded"] is goes_on
        world.wait(timedelta(days=2))
        world.sweep(world.fence())
        assert bool(world.letters("receipt-reminder")) is goes_on


def test_P8_a_proven_receipt_that_may_be_of_several_parts_asks_of_which_and_not_for_a_proof() -> None:
    world = reported()
    form = analyst_mail("Comments: more", subject=f"[{world.case.stream}] [UPDATE]", received_at=world.now)
    world.take(form)
    world.deliver()
    assert len(world.case.unconfirmed()) == 2

    world.take(police_mail(f"Received, thank you.\n{world.case.stream}", signed=True))

    hint = next(draft for draft in world.letters("receipt-hint") if draft.to.id == "Ann")
    assert hint.values["parts"] == 2


def test_P8_a_receipt_signed_without_the_case_s_name_is_a_hint_that_says_so() -> None:
    world = reported()

    world.take(receipt(world, signed=True, covered=Covered()))

    assert world.case.unconfirmed()
    hint = next(draft for draft in world.letters("receipt-hint") if draft.to.id == "Ann")
    assert hint.values["uncovered"] is True


@pytest.mark.parametrize("proof", ["claimed", "authenticated"])
def test_P8_the_agreement_may_take_less(proof: str) -> None:
    agreement = make_agreement(receipt_proof=frozenset({proof}))
    world = reported(World(home_site(agreement=agreement)))

    world.take(receipt(world, authenticated=proof == "authenticated"))

    assert [one.received_how for one in world.case.fragments] == [proof]


def test_P8_where_a_login_is_enough_a_mere_address_is_not() -> None:
    world = reported(World(home_site(agreement=make_agreement(receipt_proof=frozenset({"authenticated"})))))

    world.take(receipt(world, authenticated=False))

    assert world.case.unconfirmed()
    assert world.letters("receipt-hint")


@pytest.mark.parametrize("kind", [MailClass.AUTOMATIC, MailClass.MDN, MailClass.DSN, MailClass.FEEDBACK])
def test_P8_no_automatic_mail_is_a_receipt_even_signed(kind: MailClass) -> None:
    world = reported()

    world.take(automatic(receipt(world, signed=True), kind))

    assert [one.received_at for one in world.case.fragments] == [None]


def test_P8_a_ticket_systems_acknowledgement_is_its_own_class() -> None:
    world = reported()

    world.take(automatic(receipt(world), MailClass.ROBOT))

    assert [one.received_how for one in world.case.fragments] == ["machine"]
    assert world.case.unconfirmed()
    world.take(receipt(world, signed=True))
    assert not world.case.unconfirmed()


@pytest.mark.parametrize(
    "text",
    [
        "Received. I am out of the office until Monday.",
        "Received. This mailbox is not monitored.",
        "Received. This is an automatic reply.",
        "Your message has been received. It will be answered within 5 working days.",
        "Received. It will be answered within 5 working days. Please do not reply to this message.",
    ],
)
def test_P8_a_machines_words_without_any_mark_are_no_receipt_even_signed(text: str) -> None:
    world = reported()

    world.take(police_mail(text, signed=True, **about(world)))

    assert world.case.unconfirmed()


@pytest.mark.parametrize("text", ["Received.", "[RECEIVED]", "[RELEASE]", "[REMOVED]"])
@pytest.mark.parametrize("html", ["We have not received the report.", "Please call me."])
def test_P8_what_the_html_does_not_say_ends_nothing_and_is_asked_about(text: str, html: str) -> None:
    world = reported()
    world.take(police_mail("[HOLD]", **about(world), received_at=world.now))

    world.take(police_mail(text, signed=True, again=html, **about(world), received_at=world.now))

    assert not any(one.is_confirmed for one in world.case.fragments)
    assert len(world.case.holds_in_force()) == 1
    assert not any(one.removed_by for one in world.case.items)
    (pause,) = world.case.pauses_open()
    assert pause.why == "its HTML does not say what its plain text says"
    assert html in str(world.letters("question")[-1].values["text"])


def test_P8_a_receipt_whose_html_has_a_footer_of_its_own_is_one() -> None:
    world = reported()

    html = "Received.\n\nExample Police, 1 Example Street"
    world.take(police_mail("Received.", signed=True, again=html, **about(world), received_at=world.now))

    assert all(one.is_confirmed for one in world.case.fragments)
    assert not world.case.pauses_open()


def test_P8_a_replayed_receipt_confirms_nothing() -> None:
    world, _, second = two_cases()
    mail = receipt(world, signed=True)
    world.take(mail)
    other = world.letters("annex-i")[1]
    assert other.stream == second

    decision = world.take(replace(mail, digest="1" * 64, references=(other.message_id,)))

    assert decision.folder == Folder.REPLAYED
    assert world.streams[second].unconfirmed()


ITEMS = "URL: https://media.provider.example.net/item1\nURL: https://media.provider.example.net/item2\n"
TWO_PARTS = home_site(agreement=make_agreement(fragment_size=1))
TWO_ITEMS = ITEMS + "Description of the type of the content: items 1 and 2\n"


def test_P8_each_fragment_has_its_own_receipt() -> None:
    world = reported(World(TWO_PARTS), form=TWO_ITEMS)
    first, second = world.letters("annex-i")
    assert second.not_before == world.now + hours(2)

    world.take(police_mail("Received.", signed=True, references=(second.message_id,)))

    assert [one.number for one in world.case.unconfirmed()] == [1]
    world.take(police_mail("Received.", signed=True, references=(first.message_id,)))
    assert not world.case.unconfirmed()


def test_P8_a_second_receipt_for_one_part_does_not_confirm_the_part_that_has_not_left() -> None:
    world = opened(World(TWO_PARTS), form=TWO_ITEMS)
    first = world.letters("annex-i")[0]
    world.record(MailAccepted(message_id=first.message_id))

    for _ in range(2):
        world.take(police_mail("Received.", signed=True, references=(first.message_id,)))
        world.take(police_mail("Received.", signed=True, subject=world.case.stream))

    assert [one.number for one in world.case.unconfirmed()] == [2]


def test_P8_the_same_receipt_twice_does_not_confirm_the_other_part() -> None:
    world = reported(World(TWO_PARTS), form=TWO_ITEMS)
    first = world.letters("annex-i")[0]

    for _ in range(2):
        world.take(police_mail("Received.", signed=True, references=(first.message_id,)))

    assert [one.number for one in world.case.unconfirmed()] == [2]


def test_P8_a_receipt_that_is_older_than_a_part_does_not_confirm_it() -> None:
    world = reported()
    late = police_mail("Received.", signed=True, subject=world.case.stream, received_at=world.now)
    world.take(police_mail("Received.", signed=True, references=(world.letters("annex-i")[0].message_id,)))
    assert not world.case.unconfirmed()
    world.wait(hours(1))
    more = analyst_mail("Comments: more", subject=f"[{world.case.stream}] [UPDATE]", received_at=world.now)
    world.take(more)
    world.deliver()

    world.take(late)  # it lay in Junk

    assert [one.supplement for one in world.case.unconfirmed()] == [1]
    assert not world.letters("receipt-hint")


@pytest.mark.parametrize(("behind", "seen"), [(90, True), (150, False)])
def test_P8_a_quick_receipt_is_seen_though_the_mail_servers_clock_is_behind(behind: int, seen: bool) -> None:
    world = reported()
    by_its_clock = world.now - timedelta(seconds=behind)

    world.take(police_mail("Received.", subject=world.case.stream, received_at=by_its_clock))

    assert bool(world.letters("receipt-hint")) is seen


def test_P8_a_ticket_systems_acknowledgement_of_one_part_says_nothing_of_another() -> None:
    world = reported(World(TWO_PARTS), form=TWO_ITEMS)
    first, second = world.letters("annex-i")

    world.take(automatic(police_mail("Ticket 17.", references=(first.message_id,)), MailClass.ROBOT))
    assert [one.received_how for one in world.case.fragments] == ["machine", None]

    world.take(automatic(police_mail("Ticket 18.", references=(second.message_id,)), MailClass.ROBOT))
    assert [one.received_how for one in world.case.fragments] == ["machine", "machine"]


def test_P8_a_ticket_systems_acknowledgement_says_nothing_of_another_units_report() -> None:
    other = make_unit("state", fingerprints=("D" * 40,), domains=("state.example.com",))
    world = reported(
        World(home_site(units=(make_unit(), other))), subject="[ILLEGAL] [LEA:national] [LEA:state]"
    )

    world.take(automatic(police_mail("Ticket 17.", subject=world.case.stream), MailClass.ROBOT))

    told = {one.unit: one.received_how for one in world.case.fragments}
    assert told == {"national": "machine", "state": None}


def test_P8_a_ticket_system_that_acknowledges_again_and_again_does_not_put_off_the_alarm() -> None:
    world = reported()
    moments = []
    for number in range(2):
        world.wait(hours(1))
        mail = police_mail(f"Ticket {number}.", received_at=world.now, **about(world))
        world.take(automatic(mail, MailClass.ROBOT))
        moments.append(world.case.fragments[0].by_machine)

    assert moments[0] is not None
    assert moments[0] == moments[1]


@pytest.mark.parametrize(
    "text",
    [
        "Your ticket 17 is closed. How would you rate our service?",
        "Ticket 17: Wie zufrieden waren Sie? Nehmen Sie an unserer Zufriedenheitsumfrage teil.",
        "Ticket 17. Merci de répondre à notre enquête de satisfaction.",
        "Ticket 17. Please take our survey.",
    ],
)
def test_P8_a_ticket_systems_survey_acknowledges_nothing(text: str) -> None:
    world = reported()
    thread = (world.letters("annex-i")[0].message_id,)

    world.take(automatic(police_mail(text, references=thread), MailClass.ROBOT))

    assert [one.received_how for one in world.case.fragments] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "Ihre Bewertung nach Annex I ist eingegangen und hat die Nummer 17.",
        "Ihre Meldung ist eingegangen, Ticket 17. Wir bewerten sie nach Dringlichkeit.",
    ],
)
def test_P8_an_acknowledgement_that_speaks_of_an_assessment_is_one(text: str) -> None:
    world = reported()
    thread = (world.letters("annex-i")[0].message_id,)

    world.take(automatic(police_mail(text, references=thread), MailClass.ROBOT))

    assert [one.received_how for one in world.case.fragments] != [None]


KEY_TOLD = "Out of office. Please note that our PGP key has changed, the new one is on our page."


@pytest.mark.parametrize("kind", [MailClass.AUTOMATIC, MailClass.ROBOT])
def test_a_key_that_a_machine_of_the_lea_tells_of_is_shown_to_analysts_once(kind: MailClass) -> None:
    world = reported()
    thread = (world.letters("annex-i")[0].message_id,)

    for _ in range(2):
        world.take(automatic(police_mail(KEY_TOLD, references=thread), kind))

    shown = world.letters("lea-words")
    assert [draft.to.id for draft in shown] == ["Ann", "Ben"]
    assert {draft.values["why"] for draft in shown} == {NEW_KEY}
    assert not world.case.pauses_open()


def test_a_key_that_a_machine_tells_of_in_no_case_is_shown_as_well() -> None:
    world = World(home_site())

    world.take(automatic(police_mail(KEY_TOLD), MailClass.AUTOMATIC))

    assert [draft.values["why"] for draft in world.letters("lea-words")] == [NEW_KEY] * 2


@pytest.mark.parametrize(
    ("text", "types", "told"),
    [
        ("Anbei erhalten Sie unseren neuen öffentlichen Schlüssel.", (), True),
        ("Notre clé publique a changé.", (), True),
        ("Our key is attached: PGP key of the unit.", ("application/pgp-keys",), True),
        ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n", (), True),
        ("I am away until Monday. Our PGP key is on our page.", (), False),
        ("I am away. For new reports write to our desk.", ("application/pgp-keys",), False),
        ("Your report is here. Our public key is attached.", (), False),
        ("Ihr Anliegen ist eingegangen. Unseren PGP-Schlüssel finden Sie anbei.", (), False),
        ("Lee is our key contact from now on; new phone.", (), False),
    ],
)
def test_which_words_tell_of_a_key(text: str, types: tuple[str, ...], told: bool) -> None:
    assert tells_of_a_key(text, types) == told


def test_P8_a_ticket_systems_acknowledgement_is_of_no_part_that_has_not_left() -> None:
    world = opened()

    world.take(automatic(police_mail("Ticket 17.", subject=world.case.stream), MailClass.ROBOT))

    assert [one.received_how for one in world.case.fragments] == [None]


def test_a_receipt_overtaking_the_servers_answer_counts() -> None:
    world = opened()
    world.record(MailSending(message_id=world.letters("annex-i")[0].message_id))

    world.take(receipt(world, signed=True))

    assert not world.case.unconfirmed()


# --- answers -------------------------------------------------------------------------------------


def test_P12_an_unsigned_correspondent_is_answered_once_in_the_interval() -> None:
    world = reported()

    for _ in range(3):
        world.take(police_mail(HOLD, **about(world)))
        world.wait(timedelta(minutes=1))
    assert len(world.letters("hold-state")) == 1

    world.wait(hours(1))
    world.take(police_mail(HOLD, **about(world)))
    assert len(world.letters("hold-state")) == 2


def test_P6_an_unsigned_hold_with_another_end_is_answered_and_told_which_one_lasts_longer() -> None:
    """It was on without an answer: the officer believed that the case was held until that day only."""
    world = reported()
    world.take(police_mail(HOLD, **about(world)))
    world.wait(timedelta(minutes=10))

    world.take(police_mail("[HOLD:2026-05-12]", **about(world)))

    told = world.letters("hold-state")
    assert len(told) == 2
    still = told[1].values["still"]
    assert [(one["hold"], one["until"] is None) for one in still] == [("H2", False), ("H1", True)]  # type: ignore[attr-defined]

    world.wait(timedelta(minutes=10))
    world.take(police_mail("[HOLD:2026-05-12]", **about(world)))
    world.take(police_mail(HOLD, **about(world)))
    assert len(world.letters("hold-state")) == 2


def test_P12_unsigned_holds_that_each_end_at_another_time_are_answered_three_times_a_day() -> None:
    """As a robot writes them that speaks of the next three days, whenever it is written to."""
    world = reported()

    for _ in range(20):
        world.take(police_mail("[HOLD:3d]", received_at=world.now, **about(world)))
        world.wait(timedelta(minutes=25))

    lately = [one for one in world.letters("hold-state") if world.case.sent[one.message_id].at > T0]
    assert len(lately) <= 3 + 20 * 25 // 60


def test_P11_that_a_hold_came_too_late_is_told_however_lately_they_were_answered() -> None:
    world = queued()
    world.take(police_mail(HOLD, **about(world)))
    world.take(police_mail(f"[RELEASE]\n{world.case.stream}", signed=True, received_at=T0))
    world.sweep(world.fence())
    assert world.gate(fence=world.fence()) == []

    world.take(police_mail(HOLD, **about(world)))
    world.take(police_mail(HOLD, **about(world)))

    assert [bool(draft.values["late"]) for draft in world.letters("hold-state")] == [False, True]


def test_P11_a_signed_hold_is_always_answered() -> None:
    world = reported()

    for _ in range(2):
        world.take(police_mail(HOLD, signed=True, **about(world)))

    assert len(world.letters("hold-state")) == 2


def test_the_answer_goes_into_the_thread_of_the_mail_it_answers() -> None:
    world = reported()
    mail = police_mail(HOLD, **about(world))

    world.take(mail)

    answer = world.letters("hold-state")[0]
    assert answer.in_reply_to == mail.message_id
    assert answer.references == (world.letters("annex-i")[0].message_id, mail.message_id)


def test_P12_our_own_mail_is_filed_and_has_no_effect() -> None:
    world = reported()
    before = world.case

    decision = world.take(
        mail_in(
            HOLD,
            from_=(Address("lea", "hotline.example.org"),),
            classified=Classified(MailClass.AUTOMATIC, BY_HOTLINED),
            **about(world),
        )
    )

    assert (decision.folder, world.case) == (Folder.OWN, before)


def test_P12_a_mail_from_our_own_address_to_ourselves_commands_nothing() -> None:
    world = reported()
    before = world.case

    own = (Address("lea", "hotline.example.org"),)
    decision = world.take(mail_in(HOLD, mailbox="lea", from_=own, **about(world)))

    assert (decision.folder, world.case) == (Folder.OWN, before)


def test_P9_a_hold_of_the_LEA_in_the_intake_box_counts_too() -> None:
    world = ready()

    world.take(replace(police_mail(HOLD, **about(world)), mailbox="intake"))

    assert world.case.holds_in_force()


def test_the_proof_stands_in_the_record() -> None:
    world = held()
    world.take(police_mail(HOLD, signed=True, **about(world)))

    assert [hold.proof for hold in world.case.holds] == [ProofLevel.CLAIMED, ProofLevel.SIGNED]
    assert ANN not in {draft.to.address for draft in world.letters("hold-state")}


def test_P12_a_gateway_that_signs_a_robots_release_is_told_six_times_an_hour_that_the_hold_stays() -> None:
    world = reported()
    world.take(police_mail(HOLD, **about(world)))
    sent = len([draft for draft in world.drafts.values() if draft.answer and draft.to.party == "lea"])

    for _ in range(10):
        world.take(police_mail("You may send the notice.", signed=True, covered=None, **about(world)))

    assert len(world.letters("release-unproven")) == 6 - sent


# --- many that nothing proves -------------------------------------------------------------------------


def unclear(world: World, number: int, *, signed: bool = False) -> None:
    text = f"Blorfing {number} gromble?"
    world.take(police_mail(text, signed=signed, received_at=world.now, **about(world)))
    world.wait(timedelta(minutes=1))


def test_P7_questions_about_mails_that_nothing_proves_are_bounded_and_lose_no_words() -> None:
    world = reported()
    for number in range(1, 31):
        unclear(world, number)

    asked = world.case.pauses_now()
    assert len(asked) == MOST_LOOSE
    words = " ".join(one.text or "" for one in asked)
    assert all(f"Blorfing {number} gromble?" in words for number in range(1, 31))
    assert len(world.letters("question")) == 60  # each mail is shown to both analysts


def test_P7_the_newest_of_many_long_mails_is_asked_about_with_all_of_its_words() -> None:
    world = reported()
    for number in range(1, MOST_LOOSE + 1):
        unclear(world, number)
    text = "\n".join(f"Blorfing line {number} gromble, {'and so on ' * 8}" for number in range(400))
    text += "\nThe last words of it?"
    world.take(police_mail(text, signed=False, received_at=world.now, **about(world)))

    assert "The last words of it?" in (world.case.pauses_now()[-1].text or "")
    assert "The last words of it?" in str(world.letters("question")[-1].values["text"])


def test_P5_nothing_leaves_before_the_last_of_many_questions_is_answered() -> None:
    world = reported()
    for number in range(1, 12):
        unclear(world, number)
    before = world.case.pauses_now()[-1].id
    unclear(world, 12)
    world.wait(timedelta(hours=30))
    # An answer to the question as it was a minute before says nothing of the mail that came since.
    for name in (*(one.id for one in world.case.pauses_now()[:-1]), before):
        text = f"[CONFIRM:{name}] [{world.case.stream}]"
        decision = world.take(analyst_mail("", subject=text, received_at=world.now))
    assert "has taken its place" in decision.reason
    world.sweep(world.fence())
    assert world.letters("ntd") == []

    (last,) = world.case.pauses_now()
    assert "Blorfing 12" in (last.text or "")
    world.take(analyst_mail("", subject=f"[CONFIRM:{last.id}] [{world.case.stream}]", received_at=world.now))
    world.wait(timedelta(minutes=1))
    world.sweep(world.fence())
    assert len(world.letters("ntd")) == 1


def test_what_stands_beside_the_answer_to_a_question_whose_place_another_took_is_carried_out() -> None:
    world = reported()
    for number in range(1, MOST_LOOSE + 2):
        unclear(world, number)
    gone, last = (world.case.pauses[-at] for at in (2, 1))
    text = f"[HOLD] [CONFIRM:{gone.id}] [{world.case.stream}]"

    assert world.take(analyst_mail("", subject=text, received_at=world.now)).folder == Folder.DONE
    assert len(world.case.holds_in_force()) == 1
    assert last in world.case.pauses_now()
    headline = world.letters("done")[-1].values["transcript"].headline  # type: ignore[attr-defined]
    assert f"question {gone.id} is not answered: {last.id} has taken its place, read that one" in headline


def test_P7_what_a_signature_proves_is_asked_about_by_itself_among_many_that_nothing_proves() -> None:
    world = reported()
    for number in range(1, 12):
        unclear(world, number)
    unclear(world, 99, signed=True)
    unclear(world, 100)

    alone = [one for one in world.case.pauses_now() if (one.text or "").startswith("Blorfing 99")]
    assert [one.text for one in alone] == ["Blorfing 99 gromble?"]
