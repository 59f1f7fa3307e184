"""Commands in states of a case in which they have nothing to do, or other than was meant (P8, P17)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.domain.hotline.site import NtdBody, ProofLevel
from hotlined.domain.letters.decision import Decision
from hotlined.domain.ntd import notices
from hotlined.domain.record.correspondence import MailRefused, MailSending, MailUncertain
from hotlined.domain.record.destroyed import PurgeBegun, Purged
from hotlined.domain.record.reporting import ReportBlocked
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import FORM, analyst_mail, dsn, police_mail
from tests.support.site import make_agreement, make_unit
from tests.support.world import World, held_elsewhere, home_site, opened, reported


def say(world: World, tags: str, text: str = "", **fields: object) -> Decision:
    """A signed command of Ann's on the case that was opened first."""
    name = next(one for one, case in world.streams.items() if case.opened)
    return world.take(analyst_mail(text, subject=f"[{name}] {tags}", received_at=world.now, **fields))


def headline(world: World) -> str:
    """What the last answer to an analyst says first."""
    return str(world.letters("done")[-1].values["transcript"].headline)  # type: ignore[attr-defined]


# --- receipts ------------------------------------------------------------------------------------


def two_units() -> World:
    """A report at two units, of which one has confirmed it."""
    state = make_unit("state", fingerprints=("D" * 40,), domains=("state.example.com",))
    world = reported(
        World(home_site(units=(make_unit(), state))), subject="[ILLEGAL] [LEA:national] [LEA:state]"
    )
    world.take(police_mail("[RECEIVED]\n", signed=True, references=(world.letters("annex-i")[0].message_id,)))
    assert [one.unit for one in world.case.unconfirmed()] == ["state"]
    return world


def test_P8_a_receipt_that_is_said_of_one_unit_is_not_anothers() -> None:
    world = two_units()

    decision = say(world, "[RECEIVED:national, by phone]")

    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        "[RECEIVED:…]: national has confirmed all of it before; expected one of: state",
    )
    assert [one.unit for one in world.case.unconfirmed()] == ["state"]
    assert say(world, "[RECEIVED:national, state by phone]").folder == Folder.DONE
    assert not world.case.unconfirmed()


def test_P8_a_receipt_of_a_unit_that_has_no_report_of_the_case_is_none() -> None:
    state = make_unit("state", fingerprints=("D" * 40,), domains=("state.example.com",))
    world = reported(World(home_site(units=(make_unit(), state))), subject="[ILLEGAL] [LEA:national]")

    decision = say(world, "[RECEIVED:state, by phone]")

    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        "[RECEIVED:…]: no report of the case has gone to state; expected one of: national",
    )
    assert say(world, "[RECEIVED:by phone]").folder == Folder.DONE


@pytest.mark.parametrize("blocked", [False, True])
def test_P17_a_receipt_of_a_report_that_has_not_left_is_refused_for_that(blocked: bool) -> None:
    world = opened()
    if blocked:
        world.record(ReportBlocked(unit="national", fragment=1, of=1, items=(1,), why="the key has expired"))

    assert say(world, "[RECEIVED:by phone]").reason == (
        "[RECEIVED:…]: the report to national has not left yet, and nobody can have received it;"
        " [STATUS] shows how it stands"
    )
    assert say(world, "[STATUS]").folder == Folder.DONE


# --- two commands in one mail --------------------------------------------------------------------


@pytest.mark.parametrize(
    "tags", ["[UPDATE] [RESEND]", "[NTD:now] [RESEND:all]", "[URGENT:a reason] [RESEND]"]
)
def test_P2_the_supplement_of_a_mail_that_sends_the_report_again_goes_once(tags: str) -> None:
    world = reported()
    world.wait(timedelta(minutes=5))
    before = len(world.letters("annex-i"))

    text = "Description of the type of the content: item 1, other\n" if "UPDATE" in tags else ""
    assert say(world, tags, text).folder == Folder.DONE

    sent = [draft.values["supplement"] for draft in world.letters("annex-i")[before:]]
    assert sorted(sent) == [0, 1]
    assert "once more" in headline(world)
    assert "supplement 1 goes to national once more" not in headline(world)


def test_P17_a_part_that_is_stopped_stays_stopped_though_the_case_becomes_urgent_in_the_same_mail() -> None:
    world = opened()

    assert say(world, "[RESEND:stop] [URGENT:a reason]").folder == Folder.DONE

    assert [world.case.stopped(one) for one in world.case.fragments] == [True, False]
    assert [one.supplement for one in world.case.fragments] == [0, 1]


def test_P17_an_urgent_report_that_goes_at_once_is_not_said_to_be_stopped() -> None:
    world = opened()

    assert say(world, "[URGENT:a reason]").folder == Folder.DONE

    assert "the report goes to national" in headline(world)
    assert "stopped" not in headline(world)
    assert "once more" not in headline(world)
    assert not any(world.case.stopped(one) for one in world.case.fragments)


# --- closing -------------------------------------------------------------------------------------


def test_P11_whoever_closes_a_case_hears_that_the_report_came_back() -> None:
    world = reported()
    world.take(dsn(world.letters("annex-i")[0].message_id, mailbox="lea", received_at=world.now))

    say(world, "[CLOSE]")

    assert "the report to national has NOT arrived, or not all of it" in headline(world)
    assert "not confirmed" not in headline(world)


def test_P11_whoever_closes_a_case_hears_that_the_report_is_still_to_leave() -> None:
    world = opened()

    say(world, "[CLOSE]")

    assert "the report to national has not left yet, or not all of it: it still goes" in headline(world)
    world.deliver()
    assert world.case.reached(world.case.fragments[0])


def test_P7_whoever_closes_a_case_hears_which_question_and_whose_hold_end_with_it() -> None:
    world = reported()
    say(world, "[HOLD:2026-03-06]")
    world.take(police_mail("Xyzzy quux.", signed=True, references=(world.letters("annex-i")[0].message_id,)))
    world.take(analyst_mail(FORM, subject="[ILLEGAL]", received_at=world.now))
    first, second = (case for case in world.streams.values() if case.opened)
    assert world.twins_of(second) == [first]

    say(world, "[CLOSE]")

    assert "question Q1 is not answered, and keeps nothing back any more" in headline(world)
    assert "hold H1 of Ann keeps nothing back any more" in headline(world)
    first = world.streams[first.stream]
    assert not any(notices.held_elsewhere(second, (1,), [first]))

    say(world, "[REOPEN]")
    assert any(notices.held_elsewhere(second, (1,), [world.streams[first.stream]]))


# --- no notice comes -----------------------------------------------------------------------------

NEW = "URL: https://files.provider.example.net/item9\nIP address: 192.0.2.9\n"
NO_NOTICE = "and no notice goes"


def lea_sends() -> World:
    return reported(World(home_site(agreement=make_agreement(ntd_body=NtdBody.LEA))))


@pytest.mark.parametrize("subject", ["[ILLEGAL] [NTD:none]", "[ILLEGAL] [HOST:NL]", "[NOT-ILLEGAL]", ""])
def test_P17_no_notice_is_promised_where_none_comes(subject: str) -> None:
    world = reported(subject=subject) if subject else lea_sends()
    world.wait(timedelta(minutes=5))

    say(world, "[PROVIDER:abuse@new.example]")
    assert f"item 1 is at abuse@new.example, {NO_NOTICE}" in headline(world)

    say(world, "[UPDATE]", NEW)
    assert f"item 2 is at abuse@provider.example.net, {NO_NOTICE}" in headline(world)

    world.wait(timedelta(hours=48))
    world.sweep(world.fence())
    assert not world.letters("ntd")


def test_P17_no_notice_is_promised_about_what_is_gone() -> None:
    world = reported()
    say(world, "[REMOVED]")

    say(world, "[PROVIDER:abuse@new.example]")

    assert f"item 1 is at abuse@new.example, {NO_NOTICE}" in headline(world)


def purged() -> World:
    """A case that was closed when all was done, whose URLs are purged, and that is open again."""
    world = reported()
    world.take(police_mail("[RECEIVED]\n", signed=True, references=(world.letters("annex-i")[0].message_id,)))
    say(world, "[REMOVED]")
    world.record(PurgeBegun(stage="urls", why="asked"), Purged(stage="urls", mails=0))
    say(world, "[REOPEN]")
    return world


def test_P14_of_a_URL_that_is_purged_no_notice_is_promised_to_analysts_or_LEA() -> None:
    world = purged()

    say(world, "[ONLINE]")

    assert headline(world) == (
        "Done: item 1 counts as online, but its URL is purged: open a new case with it; national is told."
    )
    assert world.letters("online-again")[-1].values["ntd"] is False
    decision = say(world, "[NTD:now]")
    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        "[NTD:…]: the URLs of this case are purged, and no notice goes; open a new case",
    )
    say(world, "[PROVIDER:abuse@new.example]")
    assert f"item 1 is at abuse@new.example, {NO_NOTICE}" in headline(world)


def test_P17_nobody_is_asked_to_phone_about_a_case_that_no_unit_has() -> None:
    world = opened(subject="[ILLEGAL] [HOST:NL]")
    say(world, "[ICCAM:123456]")
    say(world, "[URGENT:a reason]")
    assert "phone" not in headline(world)
    assert "no LEA is told" not in headline(world)
    assert "national is told" in headline(world)

    world = opened(subject="[NOT-ILLEGAL]")
    assert say(world, "[URGENT:a reason]").reason == (
        "[URGENT:…]: the case was found not illegal; open a new case with [ILLEGAL] or [UNSURE]"
    )
    text = "Description of the type of the content: item 1, other\n"
    assert say(world, "[UPDATE] [URGENT:a reason]", text).folder == Folder.REFUSED


# --- what another case keeps back ----------------------------------------------------------------

TWO = f"{FORM}URL: https://files.provider.example.net/item2\nIP address: 192.0.2.2\n"


@pytest.mark.parametrize(("form", "goes"), [(FORM, False), (TWO, True)])
def test_P11_status_and_list_say_before_its_time_that_another_case_keeps_a_notice_back(
    form: str, goes: bool
) -> None:
    world = reported(form=form)
    second = held_elsewhere(world)
    first = next(one for one, case in world.streams.items() if case.opened and one != second)
    why = f"hold H1 of {second} is about the same URL"

    say(world, "[STATUS]")
    coming = world.letters("status")[-1].values["coming"]
    assert f"the notice to abuse@provider.example.net waits: {why}" in coming  # type: ignore[operator]
    assert any("the notice goes" in one for one in coming) is goes  # type: ignore[attr-defined]

    world.take(analyst_mail(subject="[LIST]", received_at=world.now))
    lines = world.letters("list")[-1].values["lines"]
    (line,) = (one for one in lines if one.reference == first)  # type: ignore[attr-defined]
    assert f"notice waits: {why}" in line.state
    assert ("notice to" in line.next) is goes

    # And that is what happens.
    world.wait(timedelta(hours=24, minutes=1))
    world.sweep(world.fence())
    assert [draft.values["items"][0].number for draft in world.letters("ntd")] == ([2] if goes else [])  # type: ignore[index]
    assert world.gate(fence=world.fence()) == []
    say(world, "[STATUS]")
    coming = world.letters("status")[-1].values["coming"]
    assert sum(why in one for one in coming) == 1  # type: ignore[attr-defined]


# --- questions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("subject", "quiet"), [("[ILLEGAL] [NTD:none]", True), ("[ILLEGAL]", False)])
def test_P17_a_question_says_that_notices_wait_only_where_one_is_to_go(subject: str, quiet: bool) -> None:
    world = reported(subject=subject)
    world.take(police_mail("Xyzzy quux.", signed=True, references=(world.letters("annex-i")[0].message_id,)))

    assert world.letters("question")[-1].values["quiet"] is quiet
    say(world, "[STATUS]")
    (told,) = (one for one in world.letters("status")[-1].values["coming"] if "your answer" in one)  # type: ignore[attr-defined]
    assert ("notices" in told) is not quiet
    assert say(world, "[CONFIRM:Q1]").folder == Folder.DONE


def test_P17_that_the_LEA_has_sent_the_notice_is_no_question_where_none_of_ours_is_to_go() -> None:
    world = opened(subject="[ILLEGAL] [HOST:NL]")
    say(world, "[ICCAM:123456]")
    (letter,) = world.letters("iccam-informed")

    world.take(police_mail("[NTD-SENT]\n", signed=True, references=(letter.message_id,)))

    assert not world.letters("question")
    assert world.case.items[0].lea_sent


# --- a report that the LEA's server has turned away ----------------------------------------------


def turned_away(*, cut: bool) -> World:
    """A report that was refused; before, an attempt may have been cut after the last byte."""
    world = opened()
    (letter,) = world.letters("annex-i")
    for event in (MailUncertain(message_id=letter.message_id),) if cut else ():
        world.record(MailSending(message_id=letter.message_id), event)
    world.record(
        MailSending(message_id=letter.message_id), MailRefused(message_id=letter.message_id, reply="550 no")
    )
    return world


def test_P8_the_receipt_of_a_report_that_may_have_arrived_before_it_was_refused_counts() -> None:
    world = turned_away(cut=True)

    world.take(police_mail("[RECEIVED]\n", signed=True, references=(world.letters("annex-i")[0].message_id,)))

    assert not world.case.unconfirmed()


def test_P11_a_receipt_of_a_report_that_was_refused_is_not_passed_over_in_silence() -> None:
    world = turned_away(cut=False)

    world.take(police_mail("[RECEIVED]\n", signed=True, references=(world.letters("annex-i")[0].message_id,)))

    assert world.case.unconfirmed()
    assert [draft.values["unit"] for draft in world.letters("lea-words")] == ["national", "national"]
    assert say(world, "[RECEIVED:by mail]").folder == Folder.DONE


# --- the same twice ------------------------------------------------------------------------------


def test_P2_the_ICCAM_number_given_once_more_informs_nobody_again() -> None:
    world = opened(subject="[ILLEGAL] [HOST:NL]")
    say(world, "[ICCAM:123456]")
    assert say(world, "[ICCAM:123456]").folder == Folder.DONE
    assert len(world.letters("iccam-informed")) == 1

    world.record(MailRefused(message_id=world.letters("iccam-informed")[0].message_id, reply="550 no"))
    say(world, "[ICCAM:123456]")
    assert len(world.letters("iccam-informed")) == 2  # that one did not arrive

    say(world, "[ICCAM:654321]")
    assert len(world.letters("iccam-informed")) == 3


def test_P2_two_analysts_who_call_a_case_urgent_for_one_reason_call_the_LEA_once() -> None:
    world = reported()
    say(world, "[URGENT:a reason]")
    before = len(world.drafts)

    decision = say(world, "[URGENT:a reason]")

    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        "[URGENT:…]: the case is urgent already, for this reason; nothing is to be sent",
    )
    assert len(world.drafts) == before + 1  # the answer
    text = "Description of the type of the content: item 1, other\n"
    assert say(world, "[UPDATE] [URGENT:a reason]", text).folder == Folder.DONE
    assert len(world.letters("urgent-contact")) == 1
    assert say(world, "[URGENT:another one]").folder == Folder.DONE
    assert len(world.letters("urgent-contact")) == 2


# --- a hold on a closed case ---------------------------------------------------------------------


@pytest.mark.parametrize("signed", [True, False])
def test_P7_a_refused_hold_on_a_closed_case_keeps_back_the_notice_about_its_URL(
    signed: bool,
) -> None:
    world = reported()
    first = world.case.stream
    say(world, "[CLOSE]")
    world.take(analyst_mail(FORM, subject="[ILLEGAL]", received_at=world.now))
    world.deliver()
    (second,) = (one for one, case in world.streams.items() if case.is_open)
    world.wait(timedelta(hours=24, minutes=1))
    level = ProofLevel.SIGNED
    world.site = replace(world.site, agreement=replace(world.site.agreement, analyst_proof=level))

    assert say(world, "[HOLD:tomorrow]", signed=signed).folder in (Folder.REFUSED, Folder.UNPROVEN)

    (letter, *_) = world.letters("question")
    assert letter.values["kept_back"] == second
    world.sweep(world.fence())
    assert not world.letters("ntd")
    assert say(world, "[HOLD:tomorrow]", signed=signed).folder in (Folder.REFUSED, Folder.UNPROVEN)
    assert len(world.streams[first].pauses) == 1
    assert say(world, "[CONFIRM:Q1]").folder == Folder.DONE
    world.sweep(world.fence())
    assert world.letters("ntd")


def test_P12_a_hold_on_a_closed_case_that_keeps_nothing_back_is_no_question() -> None:
    world = reported()
    say(world, "[CLOSE]")

    assert say(world, "[HOLD]").folder == Folder.REFUSED
    assert not world.letters("question")


def test_P17_a_release_says_what_keeps_the_notices_where_it_is_no_hold() -> None:
    world = reported()
    world.take(police_mail("Xyzzy quux.", signed=True, references=(world.letters("annex-i")[0].message_id,)))

    assert say(world, "[RELEASE]").reason == (
        "no hold is in force; the notices wait for your answer to question Q1: [CONFIRM:Q1]"
    )
    assert say(world, "[CONFIRM:Q1]").folder == Folder.DONE


@pytest.mark.parametrize(("subject", "quiet"), [("[ILLEGAL] [NTD:none]", True), ("[ILLEGAL]", False)])
def test_P17_no_notice_is_said_to_wait_for_a_question_where_none_is_to_go(subject: str, quiet: bool) -> None:
    world = reported(subject=subject)
    world.take(police_mail("Xyzzy quux.", signed=True, references=(world.letters("annex-i")[0].message_id,)))

    assert ("notices" in say(world, "[RELEASE]").reason) is not quiet
    world.wait(timedelta(days=2))
    world.sweep(world.fence())
    (told, *_) = (one for one in world.letters("alarm") if one.values["what"] == "question-waits")
    assert ("the notices of this case wait" in str(told.values["sentence"])) is not quiet
