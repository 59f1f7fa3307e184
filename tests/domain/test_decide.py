"""decide(): proof, folders, strangers, loops; total over anything that can arrive (P2, P9, P10, P11, P12)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotlined.domain.cases.case import apply
from hotlined.domain.cases.state import Case
from hotlined.domain.decide import decide
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.decision import Change, Decision, Facts, Match
from hotlined.domain.mail.message import (
    Attachment,
    Bounced,
    Classified,
    Disposition,
    Inbound,
    MailClass,
    Original,
    Party,
    Signature,
)
from hotlined.domain.programs.bounce_gate import FROM_SERVER, STATUS_WITHIN
from hotlined.domain.programs.moderated import HELD
from hotlined.domain.record.events import Entry
from hotlined.domain.values.address import Address
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import (
    ANN,
    FORM,
    PROVIDER,
    STRANGER,
    T0,
    UNIT,
    analyst_mail,
    automatic,
    digest_of,
    mail_in,
    police_mail,
    provider_mail,
    signature,
)
from tests.support.site import ANALYST_KEY, LEA_KEY, make_agreement
from tests.support.world import World, home_site, noticed, opened, queued, ready, reported

# --- proof (P9) ----------------------------------------------------------------------------------


def command(world: World, **fields: object) -> Decision:
    """A [CLOSE] on the one case; `fields` take something of its proof away."""
    mail = analyst_mail(subject=f"[{world.case.stream}] [CLOSE]", received_at=world.now)
    return world.take(replace(mail, **fields))  # type: ignore[arg-type]  # fields of Inbound


@pytest.mark.parametrize(
    ("fields", "folder"),
    [
        ({"signature": None}, Folder.UNPROVEN),
        ({"signature": None, "authenticated": True}, Folder.UNPROVEN),
        ({"signature": None, "signature_problem": "inline"}, Folder.UNPROVEN),
        ({"signature": None, "signature_problem": "bad"}, Folder.QUARANTINE_TROUBLE),
        ({"signature": None, "signature_problem": "two signatures"}, Folder.QUARANTINE_TROUBLE),
        ({"from_": (ANN, STRANGER)}, Folder.QUARANTINE_TROUBLE),
        ({"from_": (STRANGER,)}, Folder.QUARANTINE_TROUBLE),
        ({"from_": ()}, Folder.QUARANTINE_TROUBLE),
        ({"signature": signature("F" * 40)}, Folder.QUARANTINE_TROUBLE),
        ({"signature": signature(ANALYST_KEY, made_at=T0 - timedelta(hours=25))}, Folder.STALE),
        ({"signature": signature(ANALYST_KEY, made_at=T0 + timedelta(minutes=6))}, Folder.STALE),
    ],
)
def test_P9_a_command_without_proof_goes_into_the_quarantine(
    fields: dict[str, object], folder: Folder
) -> None:
    world = reported()

    decision = command(world, **fields)

    assert decision.folder == folder
    assert world.case.is_open
    assert {draft.to.address for draft in world.letters("unproven")} == {ANN}


def test_P9_a_signed_command_is_carried_out() -> None:
    world = reported()

    assert command(world).folder == Folder.DONE
    assert not world.case.is_open


def test_P2_P9_a_replayed_command_does_nothing_and_is_not_answered() -> None:
    world = reported()
    mail = analyst_mail(subject=f"[{world.case.stream}] [CLOSE]")
    world.take(mail)
    world.take(analyst_mail(subject=f"[{world.case.stream}] [REOPEN]"))

    decision = world.take(replace(mail, digest=digest_of("a copy")))

    assert decision.folder == Folder.REPLAYED
    assert world.case.is_open
    assert world.letters("unproven") == []


def test_P9_a_login_is_enough_where_the_agreement_says_so() -> None:
    world = reported(World(home_site(agreement=make_agreement(analyst_proof=ProofLevel.AUTHENTICATED))))

    assert command(world, signature=None, authenticated=True).folder == Folder.DONE


@pytest.mark.parametrize("age", [timedelta(days=30), timedelta(days=-30), None])
def test_P9_a_login_is_not_enough_where_Date_is_of_another_day(age: timedelta | None) -> None:
    world = reported(World(home_site(agreement=make_agreement(analyst_proof=ProofLevel.AUTHENTICATED))))
    date = None if age is None else world.now - age

    decision = command(world, signature=None, authenticated=True, date=date)

    assert decision.folder == Folder.STALE
    assert world.case.is_open


def test_P9_tags_outside_of_the_signature_do_not_count_and_the_answer_says_so() -> None:
    world = reported()

    decision = command(world, protected_subject=None)

    assert decision.folder == Folder.REFUSED
    assert world.case.is_open
    outside = analyst_mail(FORM, subject="[ILLEGAL]", protected_subject=None)
    assert "does not cover the subject" in world.take(outside).reason


def test_P9_a_signed_command_has_to_name_its_case_inside_the_signature() -> None:
    world = reported()
    opening_mail = world.letters("opened")[0].message_id
    mail = analyst_mail("[CLOSE]", protected_subject=None, references=(opening_mail,))

    assert "does not name" in world.take(mail).reason
    assert world.case.is_open


def test_P9_a_signed_hold_needs_no_case_inside_the_signature_and_its_copy_holds_nothing() -> None:
    world = reported()
    opening_mail = world.letters("opened")[0].message_id
    mail = analyst_mail("[HOLD:3d]", protected_subject=None, references=(opening_mail,))

    assert world.take(mail).folder == Folder.DONE
    (hold,) = world.case.holds_in_force()
    assert hold.proof == ProofLevel.CLAIMED

    world.take(analyst_mail(subject=f"[{world.case.stream}] [RELEASE]"))
    world.take(replace(mail, digest=digest_of("a copy")))
    assert not world.case.holds_in_force()


@pytest.mark.parametrize("text", ["[HOLD:items 7]", "[HOLD:2020-01-01]"])
def test_P11_whoever_signs_a_hold_that_is_refused_is_answered_though_another_mail_was_just_before(
    text: str,
) -> None:
    world = reported()
    opening_mail = world.letters("opened")[0].message_id

    mail = analyst_mail(text, protected_subject=None, references=(opening_mail,))
    world.take(mail, refused_lately=True)

    assert len(world.letters("refused")) == 1
    assert not world.case.holds_in_force()


def test_P2_the_copy_of_a_signed_mail_with_a_hold_outside_of_its_signature_holds_nothing() -> None:
    world = reported()
    mail = analyst_mail(subject=f"[{world.case.stream}] [HOLD]", protected_subject=None)
    assert world.take(mail).folder == Folder.DONE
    world.take(analyst_mail(subject=f"[{world.case.stream}] [RELEASE]"))

    world.take(replace(mail, digest=digest_of("a copy")))

    assert not world.case.holds_in_force()


@pytest.mark.parametrize("text", ["[HOLD:3d]\n[NOTE]\na word", "[HOLD:3d]\n[HODL]"])
def test_P17_a_signed_hold_beside_what_needs_the_signature_is_refused_with_it_and_asked_about(
    text: str,
) -> None:
    world = reported()
    opening_mail = world.letters("opened")[0].message_id

    world.take(analyst_mail(text, protected_subject=None, references=(opening_mail,)))

    assert not world.case.holds_in_force()
    assert world.case.pauses_open()


@pytest.mark.parametrize(
    "fields",
    [
        {"signature": None, "signature_problem": "bad"},
        {"from_": (ANN, STRANGER)},
        {"signature": signature(ANALYST_KEY, made_at=T0 - timedelta(hours=25))},
    ],
)
def test_P7_P9_an_analysts_hold_that_is_put_aside_pauses(fields: dict[str, object]) -> None:
    world = queued()
    mail = analyst_mail(subject=f"[{world.case.stream}] [HOLD]", received_at=T0)

    decision = world.take(replace(mail, **fields))  # type: ignore[arg-type]  # fields of Inbound

    assert Folder(decision.folder).is_quarantine
    assert not world.case.holds
    assert world.case.pauses_open()


def test_P12_the_supposed_author_is_told_once_in_the_interval() -> None:
    world = reported()
    mail = analyst_mail(subject=f"[{world.case.stream}] [CLOSE]", signed=False)

    decision = decide(mail, world.facts(mail, answered_lately=True), world.context)

    assert [draft for change in decision.changes for draft in change.drafts] == []


# --- references ----------------------------------------------------------------------------------


def test_P17_a_mistyped_case_number_is_named_back() -> None:
    world = reported()

    decision = world.take(analyst_mail(subject="[HL-2026-000001-X] [CLOSE]"))

    assert decision.folder == Folder.REFUSED
    assert "mistyped" in decision.reason


def test_P17_a_case_number_of_another_form_is_told_the_form_of_one() -> None:
    world = reported()

    decision = world.take(analyst_mail(subject="[HL-2026-1-C] [CLOSE]"))

    assert decision.folder == Folder.REFUSED
    assert decision.reason == "HL-2026-1-C: this is no case number; expected one like HL-2026-000123-K"


def test_P17_one_mail_for_each_case() -> None:
    world = reported(reported())
    first, second = (name for name, case in world.streams.items() if case.opened)

    decision = world.take(analyst_mail(subject=f"[{first}] [{second}] [CLOSE]"))

    assert decision.folder == Folder.REFUSED
    assert all(world.streams[name].is_open for name in (first, second))


def test_help_and_form_are_answered_and_change_nothing() -> None:
    world = World(home_site())

    for word in ("HELP", "FORM"):
        assert world.take(analyst_mail(subject=f"[{word}]")).folder == Folder.DONE
    assert [len(world.letters(kind)) for kind in ("help", "form")] == [1, 1]
    assert world.take(analyst_mail(subject="[STATUS]")).folder == Folder.REFUSED


def test_status_of_a_case_is_answered_in_its_thread() -> None:
    world = reported()

    mail = analyst_mail(subject=f"[STATUS] [{world.case.stream}]")
    world.take(mail)

    (status,) = world.letters("status")
    assert (status.stream, status.in_reply_to) == (world.case.stream, mail.message_id)


# --- strangers, reports, machines ----------------------------------------------------------------


@pytest.mark.parametrize("kind", [MailClass.HUMAN, MailClass.AUTOMATIC, MailClass.ROBOT, MailClass.FEEDBACK])
def test_P1_a_report_in_the_intake_box_is_registered_and_answered_to_nobody(kind: MailClass) -> None:
    world = World()

    decision = world.take(automatic(mail_in("a report", from_=(STRANGER,)), kind))

    assert decision.folder == Folder.INTAKE
    assert world.drafts == {}
    assert len(next(iter(world.streams.values())).reports) == 1


def test_P1_a_bounce_that_somebody_sends_on_to_the_intake_box_may_be_a_report() -> None:
    failed = (Bounced("someone@example.com", Disposition.FAILED, "5.1.1"),)
    passed_on = Classified(MailClass.DSN, STATUS_WITHIN, failed)
    unsigned = Classified(MailClass.DSN, "from a mail server")  # nothing but an empty From

    for mail in (mail_in(from_=(STRANGER,), classified=passed_on), mail_in(classified=unsigned)):
        world = World()
        assert world.take(mail).folder == Folder.INTAKE
        assert world.drafts == {}
        assert len(next(iter(world.streams.values())).reports) == 1


@pytest.mark.parametrize(
    ("sender", "why"),
    [
        ((), STATUS_WITHIN),
        ((Address("mailer-daemon", "example.com"),), STATUS_WITHIN),
        ((Address("no-reply", "gateway.example.com"),), "delivery-status report"),
        ((Address("certified", "example.com"),), "failure notice of certified mail"),
        ((Address("team-bounces", "example.com"),), "X-Failed-Recipients"),
        ((Address("root", "example.com"),), FROM_SERVER),
        ((Address("team-owner", "example.com"),), HELD),
    ],
)
def test_a_mail_servers_notification_of_no_mail_of_ours_is_no_report(
    sender: tuple[Address, ...], why: str
) -> None:
    failed = (Bounced("someone@example.com", Disposition.FAILED, "5.1.1"),)
    classified = Classified(MailClass.DSN, why, failed)

    decision = World().take(mail_in(from_=sender, classified=classified))

    assert decision.folder == Folder.BOUNCES


@pytest.mark.parametrize("mailbox", ["lea", "ntd"])
def test_P12_a_stranger_is_never_answered(mailbox: str) -> None:
    world = World()

    decision = world.take(mail_in("hello", from_=(STRANGER,), mailbox=mailbox))

    assert decision.folder == Folder.STRANGERS
    assert world.drafts == {}


@pytest.mark.parametrize("mailbox", ["lea", "ntd"])
def test_P11_a_provider_of_the_directory_who_opens_a_ticket_of_its_own_is_shown_to_the_analysts(
    mailbox: str,
) -> None:
    world = noticed()

    decision = world.take(mail_in("It has been removed.", from_=(PROVIDER,), mailbox=mailbox, subject="#1"))

    assert decision.folder == Folder.PROVIDER
    shown = world.letters("lea-words")
    assert [draft.to.id for draft in shown] == ["Ann", "Ben"]
    assert {draft.values["reference"] for draft in shown} == {""}, "no number that could be answered to"
    assert not world.case.pauses_open()


def test_P9_a_mail_in_letters_that_look_like_the_LEAs_domain_is_no_report() -> None:
    world = World()
    cyrillic = replace(UNIT, domain=UNIT.domain.replace("o", "\u043e", 1))

    decision = world.take(mail_in("a report", from_=(cyrillic,)))

    assert decision.folder == Folder.QUARANTINE_TROUBLE
    assert not any(case.reports for case in world.streams.values())


@pytest.mark.parametrize("kind", [MailClass.HUMAN, MailClass.AUTOMATIC])
def test_P1_a_report_of_our_own_web_form_is_one_from_the_address_that_it_goes_to_as_well(
    kind: MailClass,
) -> None:
    world = World()
    intake = (Address("intake", "hotline.example.org"),)

    decision = world.take(mail_in("a report", from_=intake, classified=Classified(kind, "Auto-Submitted")))

    assert (decision.folder, world.drafts) == (Folder.INTAKE, {})
    assert any(case.reports for case in world.streams.values())


def test_P12_a_read_receipt_of_our_own_shared_mailbox_is_no_report() -> None:
    world = World()
    intake = (Address("intake", "hotline.example.org"),)

    decision = world.take(automatic(mail_in("read", from_=intake), MailClass.MDN))

    assert decision.folder is Folder.OWN


def test_P1_a_providers_own_report_in_the_intake_box_is_a_report() -> None:
    world = World()

    decision = world.take(mail_in("a report", from_=(PROVIDER,)))

    assert (decision.folder, world.drafts) == (Folder.INTAKE, {})


@pytest.mark.parametrize("sender", [ANN, UNIT, PROVIDER])
@pytest.mark.parametrize("kind", [MailClass.AUTOMATIC, MailClass.MDN, MailClass.ROBOT])
def test_P12_no_automatic_mail_is_answered(sender: Address, kind: MailClass) -> None:
    world = noticed()
    mail = mail_in("Received.", from_=(sender,), mailbox="ntd", subject=world.case.stream)

    decision = world.take(automatic(mail, kind))

    assert decision.folder == Folder.AUTOMATIC
    assert not any(change.drafts for change in decision.changes)


@pytest.mark.parametrize(
    ("mailbox", "kind", "folder"),
    [
        ("intake", MailClass.AUTOMATIC, Folder.INTAKE),
        ("intake", MailClass.MDN, Folder.AUTOMATIC),
        ("lea", MailClass.AUTOMATIC, Folder.AUTOMATIC),
        ("ntd", MailClass.ROBOT, Folder.AUTOMATIC),
    ],
)
def test_P1_a_strangers_automatic_mail_is_a_report_in_the_intake_box_and_nowhere_else(
    mailbox: str, kind: MailClass, folder: Folder
) -> None:
    world = World()

    decision = world.take(automatic(mail_in("a text", from_=(STRANGER,), mailbox=mailbox), kind))

    assert decision.folder == folder
    reports = [case for case in world.streams.values() if case.reports]
    assert bool(reports) == (folder == Folder.INTAKE)


def test_the_desk_begins_a_new_stream_each_day() -> None:
    world = World(now=datetime(2026, 3, 2, 23, 59, tzinfo=UTC))
    for _ in range(2):
        world.take(mail_in("a report", from_=(STRANGER,)))
        world.wait(timedelta(minutes=2))

    assert sorted(world.streams) == ["desk-2026-03-02", "desk-2026-03-03"]


def test_a_mail_of_a_public_person_who_answers_us_is_a_report_again() -> None:
    world = reported()
    references = (world.letters("opened")[0].message_id,)

    assert world.take(mail_in("more", from_=(STRANGER,), references=references)).folder == Folder.INTAKE


# --- everything that can arrive ------------------------------------------------------------------

ADDRESSES = st.sampled_from(
    [
        ANN,
        Address("ben", "hotline.example.org"),
        UNIT,
        Address("officer", "police.example.com"),
        Address("lee", "police.example.com"),
        PROVIDER,
        STRANGER,
        Address("lea", "hotline.example.org"),
    ]
)
TAGS = st.sampled_from(
    """[HOLD] [HOLD:3d] [HOLD:2020-01-01] [HOLD:9999-12-31T23:59Z] [RELEASE] [RECEIVED] [RECEIVED:by phone]
    [REMOVED] [REMOVED:1] [REMOVED:9] [REMOVED:1,9] [ONLINE] [ONLINE:2] [PROVIDER:a@example.net] [PROVIDER]
    [ICCAM:12] [NOTE] [CLOSE] [REOPEN] [CONFIRM] [CONFIRM:Q1] [NTD:now] [NTD:none] [NTD:+6h] [HELP] [FORM]
    [STATUS] [LIST] [STATS] [UPDATE] [RESEND] [FEEDBACK] [NTD-SENT] [QUESTION] [NOT-OURS:1] [ILLEGAL]
    [UNSURE] [NOT-ILLEGAL] [URGENT:now] [URGENT] [HOST:US] [HOST:ZZ] [LEA:national] [LEA:none] [HODL] [x]
    [[] []] [:]""".split()  # noqa: SIM905 - a table to read
)
WORDS = st.sampled_from(
    [
        "Received.",
        "Please wait.",
        "Please wait until 2026-04-01.",
        "You may send it.",
        "It has been removed.",
        "REMOVED 1",
        "Have you seen it?",
        "Thank you",
        "-- ",
        "Xyzzy",
        "RC-0000-0000-0000-0000",
        FORM,
        "\x00\ud800",
        "",
    ]
)
TIMES = st.sampled_from([T0 - timedelta(days=3), T0, T0 + timedelta(hours=2), T0 + timedelta(days=900)])


@st.composite
def inbounds(draw: st.DrawFn, world: World) -> Inbound:
    """Any mail: real names and tags in wild combination, in or out of the threads of a world."""
    names = [name for name in world.streams if name.startswith("HL-")]
    text = "\n".join(draw(st.lists(st.one_of(TAGS, WORDS, st.sampled_from(names)), max_size=5)))
    subject = " ".join(draw(st.lists(st.one_of(TAGS, st.sampled_from(names)), max_size=4)))
    ours = st.sampled_from([*world.drafts, "<unknown@example.com>"])
    tokens = [draft.token for draft in world.drafts.values()]
    key = st.sampled_from([ANALYST_KEY, LEA_KEY, "F" * 40])
    made = st.builds(Signature, key, TIMES, st.sampled_from([digest_of("a"), digest_of("b")]))
    bounced = st.builds(Bounced, st.just("x@example.com"), st.sampled_from(Disposition))
    classes = st.builds(
        Classified,
        st.sampled_from(MailClass),
        st.just("why"),
        st.lists(bounced, max_size=2).map(tuple),
        st.lists(ours, max_size=2).map(tuple),
    )
    to = st.sampled_from([Address(f"lea+{token}", "hotline.example.org") for token in tokens])
    return Inbound(
        digest=digest_of(text + subject),
        mailbox=draw(st.sampled_from(["intake", "lea", "ntd"])),
        received_at=draw(TIMES),
        classified=draw(classes),
        from_=tuple(draw(st.lists(ADDRESSES, max_size=3))),
        message_id=draw(st.sampled_from([None, "<a@example.com>"])),
        references=tuple(draw(st.lists(ours, max_size=2))),
        recipients=tuple(draw(st.lists(to, max_size=1))),
        subject=subject,
        protected_subject=draw(st.sampled_from([None, subject, ""])),
        body=text,
        new_text=text,
        certain_text=draw(st.sampled_from([text, ""])),
        signature=draw(st.none() | made),
        signature_problem=draw(st.sampled_from([None, "bad", "inline"])),
        encrypted=draw(st.booleans()),
        authenticated=draw(st.booleans()),
        attachments=draw(st.sampled_from([(), (Attachment("a.png", "image/png", 1, "0" * 64),)])),
        originals=draw(st.sampled_from([(), (Original(None, None),), (Original("<r@example.com>", T0),)])),
    )


def worlds() -> list[World]:
    """Worlds with cases in all kinds of states."""
    both = reported(queued())
    name = next(name for name in both.streams if name.startswith("HL-"))
    held = reported()
    held.take(police_mail("Please wait until 2026-04-01.", subject=held.case.stream))
    held.take(police_mail("Xyzzy", subject=held.case.stream))
    closed = noticed()
    closed.take(analyst_mail(subject=f"[{closed.case.stream}] [CLOSE]", received_at=closed.now))
    gone = noticed()
    gone.take(provider_mail("REMOVED 1", references=(gone.case.notices[0].message_id,)))
    abroad = opened(subject="[ILLEGAL] [HOST:US]")
    harmless = opened(subject="[NOT-ILLEGAL]")
    assert both.streams[name].notices
    return [both, held, closed, gone, abroad, harmless, opened(), ready()]


WORLDS = worlds()


@st.composite
def situations(draw: st.DrawFn) -> tuple[World, Inbound, Facts]:
    """A world, a mail, and what intake would gather; now and then facts that do not fit together."""
    world = draw(st.sampled_from(WORLDS))
    mail = draw(inbounds(world))
    facts = world.facts(mail)
    odd = draw(st.sampled_from(["", "match", "cases", "replayed", "seen"]))
    streams = tuple(draw(st.lists(st.sampled_from([*world.streams, "HL-2026-000999-X"]), max_size=3)))
    cases = {name: world.streams[name] for name in streams if name in world.streams}
    if odd == "match":
        how = draw(st.sampled_from(["message-id", "token", "code", "subject", "text", "none"]))
        facts = replace(facts, match=Match(streams=streams, how=how, others=streams[:1]), cases=cases)
    elif odd == "cases":
        facts = replace(facts, cases=cases, unit_cases=tuple(cases.values()))
    elif odd:
        facts = replace(facts, **{odd: True})
    return world, mail, facts


def after(world: World, changes: tuple[Change, ...]) -> list[tuple[Case, Case]]:
    """Each changed stream before and after."""
    pairs = []
    for change in changes:
        before = case = world.streams.get(change.stream, Case(change.stream))
        for event in change.events:
            case = apply(case, Entry(case.version, world.now, event))
        pairs.append((before, case))
    return pairs


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(situations())
def test_decide_is_total_and_keeps_the_promises_whatever_arrives(
    situation: tuple[World, Inbound, Facts],
) -> None:
    world, mail, facts = situation

    decision = decide(mail, facts, world.context)

    assert decision.folder in set(Folder)  # P11
    assert decision.reason
    assert facts.seen <= (decision.changes == ())  # P2
    assert len({change.stream for change in decision.changes}) == len(decision.changes)
    for change in decision.changes:
        for draft in change.drafts:
            configured = {
                ANN,
                Address("ben", "hotline.example.org"),
                UNIT,
                Address("lee", "police.example.com"),
            }
            assert draft.to.address in configured  # P12: never to strangers, nor to who wrote
            assert draft.to.party is not Party.STRANGER
            assert draft.kind not in {"ntd", "ntd-reminder"}  # no mail sends a notice by itself
            if draft.to.party is Party.LEA:
                assert draft.security == "sealed"  # P4
    for before, case in after(world, decision.changes):
        lifted = {hold.id for hold in before.holds_in_force()} - {hold.id for hold in case.holds_in_force()}
        police = {hold.id for hold in before.holds_in_force() if hold.party == Party.LEA}
        if lifted & police and not case.holds_in_force():  # P6, P9
            assert mail.signature is not None
            assert mail.signature.fingerprint == LEA_KEY
        if mail.classified.kind is not MailClass.HUMAN:
            assert not {one.received_how for one in set(case.fragments) - set(before.fragments)} & {
                "signature",
                "code",
                "authenticated",
                "claimed",
                "analyst",
            }  # P8


@settings(max_examples=60, deadline=None)
@given(situations())
def test_the_same_decision_twice_is_the_same(situation: tuple[World, Inbound, Facts]) -> None:
    world, mail, facts = situation
    drawn = world.chance.drawn

    first = decide(mail, facts, world.context)
    world.chance.drawn = drawn

    assert decide(mail, facts, world.context) == first
