"""What is due, and what carrying it out does (P6, P7, P8, P15); and a small world run at random (P5)."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hotlined.domain.cases.case import apply, fold
from hotlined.domain.due.deadlines import Due, DueKind, due
from hotlined.domain.hotline.site import NtdBody
from hotlined.domain.mail.message import Disposition, Draft, MailClass, Party
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.ntd.notices import Fence
from hotlined.domain.overview.board import Column, column_of
from hotlined.domain.overview.gauge import gauge
from hotlined.domain.overview.needs import needs
from hotlined.domain.overview.pressing import notes
from hotlined.domain.record.casework import FormUpdated, ProviderSet
from hotlined.domain.record.correspondence import MailRefused
from hotlined.domain.record.destroyed import PurgeBegun, Purged
from hotlined.domain.record.events import Entry
from hotlined.domain.record.reporting import ReceiptGiven, ReportBlocked
from hotlined.domain.steps.accepted import accepted
from hotlined.domain.steps.asking import MOST_LOOSE
from hotlined.domain.steps.dues import carry_out
from hotlined.domain.values.worktime import WorkTime
from tests.domain.test_case import ENTRIES
from tests.support.mails_in import (
    FORM,
    PROVIDER,
    T0,
    analyst_mail,
    automatic,
    dsn,
    hours,
    police_mail,
    provider_mail,
)
from tests.support.site import make_agreement
from tests.support.world import World, home_site, kinds_due, noticed, opened, queued, ready, reported, row_of


def one_due(world: World, kind: DueKind) -> Due:
    """The one step of a kind."""
    (step,) = (step for step in due(world.case, world.site) if step.kind is kind)
    return step


def hold(world: World, argument: str = "") -> None:
    """The LEA's hold."""
    tag = f"[HOLD:{argument}]" if argument else "[HOLD]"
    world.take(police_mail(subject=f"[{world.case.stream}] {tag}", received_at=world.now))


# --- the schedule is a function of the record -----------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(ENTRIES)
def test_P15_no_due_step_is_due_for_ever(entries: list[Entry]) -> None:
    world = World(home_site())
    case = fold("HL-2026-000001-C", entries)

    for step in due(case, world.site):
        if step.kind is DueKind.NOTICE and step.key == "":
            continue  # a directory never gives an empty address
        world.now = step.at
        fence = None if step.kind is DueKind.NOTICE else world.fence()
        change = carry_out(case, step, fence, world.context)
        after = case
        for event in change.events if change else ():
            after = apply(after, Entry(after.version, world.now, event))
        same = [one for one in due(after, world.site) if (one.kind, one.key) == (step.kind, step.key)]
        assert step.kind is DueKind.NOTICE or all(one.at > step.at for one in same), step


def test_P15_a_step_carried_out_twice_is_done_once() -> None:
    world = reported()
    world.wait(hours(25))
    step = one_due(world, DueKind.RECEIPT)
    world.sweep()
    before = world.case

    assert step not in due(before, world.site)
    assert len(world.letters("receipt-reminder")) == 1


def test_P15_late_is_late_not_dropped() -> None:
    world = reported()
    world.wait(timedelta(days=900))

    world.sweep(world.fence())

    assert len(world.letters("ntd")) == 1
    assert len(world.letters("receipt-reminder")) == 1


@pytest.mark.parametrize("zone", ["Europe/Tallinn", "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize("day", [datetime(2026, 3, 28, 22, 0), datetime(2026, 10, 24, 22, 0)])
def test_P15_twenty_four_hours_are_86400_seconds_in_any_zone(zone: str, day: datetime) -> None:
    site = home_site()
    site = replace(site, hotline=replace(site.hotline, timezone=ZoneInfo(zone)))
    world = World(site, now=day.replace(tzinfo=UTC))
    world = reported(world)

    assert one_due(world, DueKind.NOTICE).at == world.now + timedelta(seconds=86_400)


def test_nothing_is_due_in_a_closed_case() -> None:
    world = noticed()
    world.take(analyst_mail(subject=f"[{world.case.stream}] [CLOSE]", received_at=world.now))

    assert kinds_due(world) == []


# --- the report -----------------------------------------------------------------------------------


def test_a_missing_receipt_is_reminded_of_at_the_unit_then_its_contact_then_the_analysts() -> None:
    world = reported()
    for _ in range(4):
        world.wait(hours(24))
        world.sweep()

    assert [draft.to.party for draft in world.letters("receipt-reminder")] == [Party.LEA]
    assert [draft.to.party for draft in world.letters("receipt-reminder-contact")] == [Party.LEA_CONTACT]
    alarms = [draft for draft in world.letters("alarm") if draft.values["what"] == "no-receipt"]
    assert len(alarms) == 4  # two times, two analysts


@pytest.mark.parametrize("contact", ["none", "the unit's own address"])
def test_without_a_contact_person_elsewhere_the_analysts_are_told_a_step_sooner(contact: str) -> None:
    site = home_site()
    (unit,) = site.units
    assert unit.contact is not None
    person = None if contact == "none" else replace(unit.contact, address=unit.address)
    world = reported(World(replace(site, units=(replace(unit, contact=person),))))
    for _ in range(2):
        world.wait(hours(24))
        world.sweep()

    assert not world.letters("receipt-reminder-contact")
    assert sum(draft.values["what"] == "no-receipt" for draft in world.letters("alarm")) == 2


def test_a_case_that_is_closed_without_a_receipt_says_so_to_the_analyst() -> None:
    world = reported()
    name = world.case.stream

    world.take(analyst_mail("", subject=f"[CLOSE] [{name}]", received_at=world.now))
    assert "national has not confirmed the report" in str(world.letters("done")[-1].values)

    world.take(analyst_mail("", subject=f"[REOPEN] [{name}]", received_at=world.now))
    world.take(analyst_mail("", subject=f"[RECEIVED:by phone] [CLOSE] [{name}]", received_at=world.now))
    assert "has not confirmed" not in str(world.letters("done")[-1].values)


def test_an_urgent_receipt_is_reminded_of_sooner() -> None:
    world = reported(subject="[ILLEGAL] [URGENT:somebody in danger]")

    assert one_due(world, DueKind.RECEIPT).at == world.now + hours(1)


def test_P8_a_ticket_systems_word_stops_the_reminders_only_where_agreed() -> None:
    for stops in (False, True):
        site = home_site(agreement=make_agreement(machine_ack_stops_reminders=stops))
        world = reported(World(site))
        world.take(automatic(police_mail("Ticket 1", subject=world.case.stream), MailClass.ROBOT))
        assert (DueKind.RECEIPT in kinds_due(world)) is not stops


def test_P8_a_ticket_systems_word_alone_is_told_to_the_analysts_in_a_while_and_stays_in_the_digest() -> None:
    world = reported(World(home_site(agreement=make_agreement(machine_ack_stops_reminders=True))))
    world.take(automatic(police_mail("Ticket 1", subject=world.case.stream), MailClass.ROBOT))
    world.wait(hours(71))
    world.sweep()
    assert not told_of_no_receipt(world)

    for _ in range(4):
        world.wait(hours(24))
        world.sweep()

    assert world.letters("receipt-reminder") == world.letters("receipt-reminder-contact") == []
    assert len(told_of_no_receipt(world)) == 2  # once, two analysts
    assert "only its ticket system" in str(told_of_no_receipt(world)[0].values["sentence"])
    assert "machine-receipt" in {note.what for note in notes(world.case, world.site)}
    assert column_of(world.case, world.site) is Column.NEEDS_YOU

    reference = (world.letters("annex-i")[0].message_id,)
    world.take(police_mail("Received.", signed=True, references=reference, received_at=world.now))
    assert not {"machine-receipt", "no-receipt"} & {note.what for note in notes(world.case, world.site)}


def told_of_no_receipt(world: World) -> list[Draft]:
    """The alarms about a missing receipt."""
    return [draft for draft in world.letters("alarm") if draft.values["what"] == "no-receipt"]


@pytest.mark.parametrize("how", ["refused", "bounced"])
def test_a_report_that_was_not_delivered_alarms_the_analysts_again_and_again(how: str) -> None:
    world = reported() if how == "bounced" else opened()
    (report,) = world.letters("annex-i")
    if how == "bounced":
        world.take(dsn(report.message_id))
    else:
        world.record(MailRefused(message_id=report.message_id, reply="550"))

    for _ in range(3):
        world.wait(hours(24))
        world.sweep(world.fence())

    sentences = [str(draft.values["sentence"]) for draft in world.letters("alarm")]
    assert sum("NOT delivered" in sentence for sentence in sentences) == 6
    assert world.letters("receipt-reminder") == []
    assert world.letters("ntd") == []  # P5


def test_P4_a_blocked_report_is_tried_again_and_then_goes() -> None:
    world = opened()
    (first,) = world.letters("annex-i")
    world.record(ReportBlocked(unit="national", fragment=1, of=1, items=(1,), why="the key has expired"))
    step = one_due(world, DueKind.UNBLOCK)

    world.now = step.at
    world.sweep()

    again = world.letters("annex-i")[1]
    assert (again.to, again.security, again.gate) == (first.to, "sealed", "report")
    assert again.values["code"] != first.values["code"]
    assert world.case.fragments[0].blocked is None


def test_P4_a_blocked_report_is_tried_at_a_reload_and_otherwise_in_a_while() -> None:
    world = opened()
    blocked = ReportBlocked(unit="national", fragment=1, of=1, items=(1,), why="the key has expired")
    world.record(blocked)
    later = one_due(world, DueKind.UNBLOCK).at

    world.now += timedelta(minutes=1)
    world.site = replace(world.site, read_at=world.now)
    assert one_due(world, DueKind.UNBLOCK).at == world.now < later

    world.now += timedelta(seconds=1)
    world.record(blocked)  # the reload has mended nothing
    assert one_due(world, DueKind.UNBLOCK).at == world.now + world.site.agreement.blocked_retry


def test_a_blocked_report_to_a_unit_that_is_gone_is_told_once() -> None:
    world = opened()
    world.record(ReportBlocked(unit="national", fragment=1, of=1, items=(1,), why="the key has expired"))
    world.site = replace(world.site, units=())

    for _ in range(3):
        world.wait(hours(1))
        world.sweep()

    assert len([draft for draft in world.letters("alarm") if draft.values["what"] == "blocked"]) == 2
    assert one_due(world, DueKind.UNBLOCK).at > world.now


# --- the same working day ---------------------------------------------------------------------------


def at_work(**agreed: object) -> World:
    """A world on a Monday at 11:00 in Tallinn, where the working day ends at 17:00."""
    week = ((time(9), time(17)),) * 5 + (None, None)
    site = home_site(worktime=WorkTime(ZoneInfo("Europe/Tallinn"), week), agreement=make_agreement(**agreed))
    return World(site, now=T0)


def alarms_of(world: World, what: str) -> list[str]:
    """The sentences of the alarms of a kind, one per analyst."""
    found = [draft for draft in world.letters("alarm") if draft.values["what"] == what]
    return [f"{draft.values['sentence']} {draft.values['todo']}" for draft in found]


def check_alarms_of_day_end(world: World, sentence: str) -> None:
    """An hour before the working day ends analysts are alarmed once, and once more when it is over."""
    world.sweep()
    world.sweep()
    near = alarms_of(world, "deadline-near")
    assert len(near) == len(world.site.analysts)
    assert sentence in near[0]
    assert world.site.units[0].contact is not None
    assert world.site.units[0].contact.phone in near[0]

    world.wait(hours(1))
    world.sweep()
    world.sweep()
    assert len(alarms_of(world, "deadline-missed")) == len(world.site.analysts)
    assert DueKind.DEADLINE not in kinds_due(world)


def test_a_report_that_has_not_left_an_hour_before_the_day_ends_alarms_once_and_again_when_it_is_over() -> (
    None
):
    world = opened(at_work())
    world.now = T0.replace(hour=13, minute=59)  # 15:59 in Tallinn
    world.sweep()
    assert alarms_of(world, "deadline-near") == []

    world.wait(timedelta(minutes=1))
    check_alarms_of_day_end(world, "national; the working day ends at 2026-03-02 17:00 EET")


def test_a_report_that_has_left_has_no_deadline_any_more() -> None:
    assert DueKind.DEADLINE in kinds_due(opened(at_work()))
    assert DueKind.DEADLINE not in kinds_due(reported(at_work()))


def test_of_a_report_in_parts_the_first_one_counts() -> None:
    form = FORM + "".join(f"\nURL: https://provider.example.net/{n}" for n in range(2, 5))
    world = opened(at_work(fragment_size=1), form=form)
    first = world.letters("annex-i")[0]
    world.carry(accepted(row_of(first), world.case, world.context).change(world.case.stream))

    assert DueKind.DEADLINE not in kinds_due(world)


def test_a_late_warning_is_not_given_when_the_day_is_over_already() -> None:
    world = opened(at_work())
    world.now = T0 + hours(20)  # the daemon was down
    world.sweep()

    assert alarms_of(world, "deadline-near") == []
    assert len(alarms_of(world, "deadline-missed")) == len(world.site.analysts)


def test_what_is_found_just_before_the_end_of_the_day_gets_a_moment_to_leave() -> None:
    world = at_work()
    world.now = T0.replace(hour=14, minute=55)  # 16:55
    opened(world)

    assert [step.at for step in due(world.case, world.site) if step.kind is DueKind.DEADLINE] == [
        T0.replace(hour=15)
    ]


def test_a_report_that_bounces_after_the_day_is_a_missed_one() -> None:
    world = reported(at_work())
    (report,) = world.letters("annex-i")
    world.wait(hours(10))
    world.take(dsn(report.message_id))
    world.sweep()

    assert len(alarms_of(world, "deadline-missed")) == len(world.site.analysts)


def test_content_abroad_that_nobody_entered_in_ICCAM_alarms_before_the_day_ends_and_when_it_is_over() -> None:
    world = opened(at_work(), subject="[ILLEGAL] [HOST:DE]")
    world.now = T0.replace(hour=14)  # 16:00 in Tallinn
    world.sweep()
    world.sweep()
    near = alarms_of(world, "deadline-near")
    assert len(near) == len(world.site.analysts)
    assert "no ICCAM number yet, so the LEA (national) is not told of it; the working day ends at" in near[0]
    assert "[ICCAM:number]" in near[0]

    world.wait(hours(1))
    world.sweep()
    world.sweep()
    assert len(alarms_of(world, "deadline-missed")) == len(world.site.analysts)
    assert DueKind.DEADLINE not in kinds_due(world)


def test_P15_the_end_of_a_working_day_is_told_in_UTC_like_all_that_is_due() -> None:
    world = opened(at_work(), subject="[ILLEGAL] [HOST:DE]")

    assert {step.at.tzinfo for step in due(world.case, world.site)} == {UTC}


def test_what_an_update_finds_abroad_of_days_long_over_is_left_to_the_mornings_digest() -> None:
    world = opened(at_work(), subject="[ILLEGAL] [HOST:DE]")
    world.wait(hours(48))
    world.sweep()

    assert alarms_of(world, "deadline-missed") == []
    assert DueKind.DEADLINE not in kinds_due(world)
    assert [one.short for one in needs(world.case, world.site)] == ["enter it in ICCAM"]


def test_once_the_LEA_is_told_of_what_is_in_ICCAM_its_day_is_kept() -> None:
    world = opened(at_work(), subject="[ILLEGAL] [HOST:DE] [ICCAM:123456]")
    assert DueKind.DEADLINE in kinds_due(world)  # not there yet: its server may refuse it

    world.deliver("iccam-informed")

    assert DueKind.DEADLINE not in kinds_due(world)


def test_what_the_LEA_is_told_of_ICCAM_and_does_not_reach_it_is_called_missed() -> None:
    world = opened(at_work(), subject="[ILLEGAL] [HOST:DE] [ICCAM:123456]")
    assert [one.short for one in needs(world.case, world.site)] == []

    world.wait(hours(10))
    world.sweep()

    (missed, *_) = alarms_of(world, "deadline-missed")
    assert "has not reached national" in missed
    assert [one.short for one in needs(world.case, world.site)] == ["deadline missed"]
    assert (found := gauge(world.case, world.site)) is not None
    assert found.missed == 1
    world.deliver("iccam-informed")
    assert needs(world.case, world.site) == ()
    assert (found := gauge(world.case, world.site)) is not None
    assert found.missed == 0


def test_what_waits_for_its_ICCAM_number_is_not_asked_for_twice() -> None:
    world = opened(at_work(), subject="[ILLEGAL] [HOST:DE]")
    world.wait(hours(10))
    world.sweep()

    assert [one.short for one in needs(world.case, world.site)] == ["enter it in ICCAM"]
    assert DueKind.DEADLINE not in kinds_due(opened(subject="[ILLEGAL] [HOST:DE]"))  # no working hours


def test_what_is_not_reported_has_no_deadline() -> None:
    world = opened(at_work(), subject="[NOT-ILLEGAL]")

    assert world.case.opened is not None
    assert world.case.opened.deadline is None


def test_of_a_supplement_nobody_is_told_that_the_report_is_not_confirmed() -> None:
    world = reported()
    world.take(police_mail(f"received {world.letters('annex-i')[0].values['code']}"))
    world.take(
        analyst_mail("Comments: more", subject=f"[{world.case.stream}] [UPDATE]", received_at=world.now)
    )
    world.deliver()
    for _ in range(3):
        world.wait(hours(24.1))
        world.sweep(world.fence())

    assert world.letters("receipt-reminder-contact")[0].values["supplement"] == 1
    alarm = world.letters("alarm")[-1].values["sentence"]
    assert alarm == "national has not confirmed the report (supplement 1), reminder 3."
    (need,) = (one for one in needs(world.case, world.site) if one.short == "no receipt")
    assert need.sentence == "national does not confirm the report (supplement 1): phone its contact person."


# --- holds and pauses -----------------------------------------------------------------------------


def test_P6_a_hold_is_warned_of_before_it_ends_and_then_ends() -> None:
    world = reported()
    hold(world, "5d")

    world.wait(timedelta(days=4))
    world.sweep(world.fence())
    assert len(world.letters("hold-warning")) == 3
    assert world.case.holds_in_force()

    world.wait(timedelta(days=1))
    world.sweep(world.fence())
    assert len(world.letters("hold-ended")) == 3
    assert not world.case.holds_in_force()


def test_P6_a_hold_whose_warning_comes_late_ends_later() -> None:
    world = reported()
    hold(world, "5d")
    world.wait(timedelta(days=30))  # the daemon was down

    world.sweep(world.fence())

    assert world.case.holds_in_force()
    assert one_due(world, DueKind.HOLD_END).at == world.now + hours(24)
    assert world.letters("ntd") == []


def test_P6_a_hold_is_in_force_past_its_time_until_it_is_ended() -> None:
    world = queued()
    hold(world, "2h")
    world.wait(timedelta(days=2))

    assert world.gate(fence=world.fence()) == []
    assert world.sent == []
    assert world.case.holds_in_force()


def test_P6_an_open_ended_hold_is_asked_about_again_and_again() -> None:
    world = reported()
    hold(world)

    for n in range(1, 4):
        world.wait(timedelta(days=14))
        world.sweep()
        assert world.case.holds[0].reviews == n
    assert world.case.holds_in_force()
    assert len(world.letters("hold-review")) == 9


def test_P7_an_unanswered_question_alarms_at_a_steady_pace() -> None:
    world = reported()
    world.take(police_mail("Xyzzy.", subject=world.case.stream))

    world.wait(timedelta(days=3))  # the daemon was down: one alarm, not eighteen
    world.sweep()
    world.sweep()
    assert world.case.pauses[0].alarms == 1

    world.wait(hours(4))
    world.sweep()
    assert world.case.pauses[0].alarms == 2


# --- notices ---------------------------------------------------------------------------------------


def test_P5_without_a_fence_the_notice_waits_and_analysts_are_told_once() -> None:
    world = ready()

    for _ in range(3):
        world.sweep(None)

    assert world.letters("ntd") == []
    assert len([draft for draft in world.letters("alarm") if draft.values["what"] == "notice-waits"]) == 2
    assert DueKind.NOTICE in kinds_due(world)


@pytest.mark.parametrize(
    ("began", "finished", "goes"),
    [
        (timedelta(hours=24), timedelta(hours=24, seconds=59), False),  # began at the due time, not after
        (timedelta(hours=24, seconds=1), timedelta(hours=24, seconds=30), True),
        (timedelta(hours=24, seconds=1), timedelta(hours=24, seconds=2), True),
        (timedelta(hours=23), timedelta(hours=24, seconds=59), False),
    ],
)
def test_P5_the_read_has_to_begin_after_the_due_time(
    began: timedelta, finished: timedelta, goes: bool
) -> None:
    world = reported()
    world.now = T0 + timedelta(hours=24, seconds=60)

    world.sweep(Fence(T0 + began, T0 + finished))

    assert bool(world.letters("ntd")) is goes


def test_P5_a_read_that_finished_too_long_ago_does_not_count() -> None:
    world = queued()
    fence = Fence(world.now, world.now)
    world.wait(timedelta(seconds=61))

    assert world.gate(fence=fence) == ["the LEA inbox was not read just now"]


def test_a_contact_that_nobody_has_confirmed_is_asked_for_once_when_the_notice_is_due() -> None:
    world = reported()
    named = ProviderSet(items=(1,), name="Example Net", contact=str(PROVIDER), confirmed=False, by="Ann")
    world.record(named)
    world.wait(hours(25))

    for _ in range(3):
        world.sweep(world.fence())

    alarms = [draft for draft in world.letters("alarm") if draft.values["what"] == "notice-waits"]
    assert len(alarms) == 2
    world.record(replace(named, confirmed=True))
    world.sweep(world.fence())
    assert len(world.letters("ntd")) == 1


def test_P5_a_notice_about_urls_that_are_purged_does_not_go_out_empty() -> None:
    world = ready()
    world.record(FormUpdated(by="Ann", mail="m", items=1, form=None))

    world.sweep(world.fence())

    assert world.letters("ntd") == []
    assert list(world.case.whys().values()) == ["the URLs are not in the record any more"]


def test_a_notice_whose_urls_are_purged_is_told_once_and_has_the_LEA_inbox_read_no_more() -> None:
    world = ready()
    form = world.case.form
    world.record(FormUpdated(by="Ann", mail="m", items=1, form=None))
    for _ in range(3):
        world.sweep(world.fence())
        world.wait(timedelta(minutes=1))

    assert DueKind.NOTICE not in kinds_due(world)
    assert len([one for one in world.letters("alarm") if one.values["what"] == "notice-waits"]) == 2
    assert column_of(world.case, world.site) is Column.NEEDS_YOU

    world.record(FormUpdated(by="Ann", mail="m", items=1, form=form))
    world.sweep(world.fence())
    assert len(world.letters("ntd")) == 1


def test_a_case_that_is_reopened_after_its_purge_stands_in_the_digest_and_is_not_looked_at_all_the_time() -> (
    None
):
    world = ready()
    say = f"[{world.case.stream}]"
    world.take(analyst_mail("", subject=f"[CLOSE] {say}", received_at=world.now))
    world.record(PurgeBegun(stage="urls", why="age"), Purged(stage="urls", mails=0))
    world.wait(timedelta(days=1))
    world.take(analyst_mail("", subject=f"[REOPEN] {say}", received_at=world.now))
    world.record(ReceiptGiven(unit="national", fragments=(1,), how="analyst", by="Ann", mail="m"))
    world.sweep(world.fence())

    assert DueKind.NOTICE not in kinds_due(world)
    assert {note.what for note in notes(world.case, world.site)} == {"idle"}


def test_a_provider_that_cannot_be_written_to_is_asked_about_once() -> None:
    world = reported()
    world.record(ProviderSet(items=(1,), name="Example Net", contact="no address", confirmed=True, by="Ann"))
    world.wait(hours(25))
    for _ in range(3):
        world.sweep(world.fence())

    assert DueKind.NOTICE not in kinds_due(world)
    assert len([one for one in world.letters("alarm") if one.values["what"] == "notice-waits"]) == 2
    assert "contact" in {note.what for note in notes(world.case, world.site)}


def test_P5_a_content_delivery_network_is_not_notified() -> None:
    world = reported()
    world.record(ProviderSet(items=(1,), name="Example CDN", contact=str(PROVIDER), confirmed=True, cdn=True))
    world.wait(hours(25))

    world.sweep(world.fence())

    assert world.letters("ntd") == []


def test_a_provider_who_does_not_answer_is_reminded_and_then_the_LEA_is_told() -> None:
    world = noticed()

    for _ in range(5):
        world.wait(timedelta(days=2))
        world.sweep()
        world.deliver("ntd-reminder")

    assert len(world.letters("ntd-reminder")) == 2
    assert {draft.to.party for draft in world.letters("escalation")} == {Party.ANALYST, Party.LEA}
    assert DueKind.NOTICE_REMINDER not in kinds_due(world)


def test_a_provider_is_not_reminded_of_what_is_gone() -> None:
    form = FORM.replace("IP", "URL: https://media.provider.example.net/item2\nIP")
    world = noticed(form=form)
    world.take(provider_mail("REMOVED 1", references=(world.case.notices[0].message_id,)))
    world.wait(timedelta(days=2))

    world.sweep()

    assert world.letters("ntd-reminder")[0].values["items"] == (2,)


def test_P7_a_question_holds_the_reminders_back_and_they_go_on_afterwards() -> None:
    world = noticed()
    world.take(police_mail("Xyzzy.", subject=world.case.stream))
    world.wait(timedelta(days=3))
    world.sweep()
    assert world.letters("ntd-reminder") == []

    world.take(analyst_mail(subject=f"[{world.case.stream}] [CONFIRM]", received_at=world.now))
    world.sweep()
    assert len(world.letters("ntd-reminder")) == 1


def test_where_the_LEA_sends_the_notices_it_is_asked_whether_it_has() -> None:
    world = reported(World(home_site(agreement=make_agreement(ntd_body=NtdBody.LEA))))

    for _ in range(2):
        world.wait(timedelta(days=7))
        world.sweep(world.fence())

    assert len(world.letters("lea-followup")) == 2
    assert world.letters("ntd") == []


def test_where_the_LEA_sends_the_notices_it_is_not_asked_about_what_is_not_illegal() -> None:
    """A report of it goes to the LEA where the agreement says `not_illegal: each`, and no notice follows."""
    agreement = make_agreement(ntd_body=NtdBody.LEA, not_illegal="each")
    world = reported(World(home_site(agreement=agreement)), subject="[NOT-ILLEGAL]")
    world.take(police_mail("Received.", signed=True, references=(world.letters("annex-i")[0].message_id,)))

    assert kinds_due(world) == []
    assert column_of(world.case, world.site) is Column.DONE


def test_P8_a_report_that_comes_back_after_a_ticket_system_acknowledged_it_is_asked_about() -> None:
    agreement = make_agreement(machine_ack_stops_reminders=True)
    world = reported(World(home_site(agreement=agreement)))
    (report,) = world.letters("annex-i")
    robot = police_mail("Ticket 12 was opened.", references=(report.message_id,), received_at=world.now)
    world.take(automatic(robot, MailClass.ROBOT))
    assert DueKind.RECEIPT not in kinds_due(world)

    world.take(dsn(report.message_id, Disposition.FAILED))

    assert DueKind.RECEIPT in kinds_due(world)
    assert column_of(world.case, world.site) is Column.NEEDS_YOU


def test_P5_a_bounced_report_stops_the_notice_until_the_LEA_has_it_after_all() -> None:
    world = reported()
    (report,) = world.letters("annex-i")
    world.take(dsn(report.message_id, Disposition.FAILED))
    world.wait(hours(25))
    assert DueKind.NOTICE not in kinds_due(world)

    world.take(police_mail("Received.", signed=True, references=(report.message_id,), received_at=world.now))
    assert DueKind.NOTICE in kinds_due(world)


def test_P5_the_notice_waits_for_a_receipt_where_agreed() -> None:
    world = ready(World(home_site(agreement=make_agreement(ntd_needs_receipt=True))))
    assert DueKind.NOTICE not in kinds_due(world)

    text = f"Received: {world.case.stream}"
    world.take(police_mail(text, signed=True, received_at=world.now))

    assert one_due(world, DueKind.NOTICE).at == world.now + hours(24)


# --- a small world at random (P5) ------------------------------------------------------------------


class Nights(RuleBasedStateMachine):
    """Holds, releases, receipts, riddles, answers, time, due steps and gates in any order.

    The ledger is kept here: which holds and questions stand, out of what was said, not out of the case.
    """

    def __init__(self) -> None:
        super().__init__()
        self.world = reported()
        self.held = False  # an open-ended hold of the LEA stands
        self.asked = 0  # questions open
        self.left = 0

    def say(self, text: str, *, signed: bool = False, subject: str = "") -> None:
        self.world.wait(timedelta(seconds=1))
        name = self.world.case.stream
        self.world.take(police_mail(text, subject=subject or name, signed=signed, received_at=self.world.now))

    @rule(signed=st.booleans())
    def hold(self, signed: bool) -> None:
        self.say("Please wait.", signed=signed)
        self.held = True

    @rule()
    def hold_in_the_subject_of_a_signed_receipt(self) -> None:
        self.say("Received.", signed=True, subject=f"[{self.world.case.stream}] [HOLD]")
        self.held = True

    @rule()
    def release_signed(self) -> None:
        self.say(f"[RELEASE]\n{self.world.case.stream}", signed=True)
        self.held = False

    @rule(text=st.sampled_from(["[RELEASE]", "You may send it."]))
    def release_unsigned(self, text: str) -> None:
        self.say(text)

    @rule(signed=st.booleans())
    def receipt(self, signed: bool) -> None:
        self.say("Received, thank you.", signed=signed)

    @rule(text=st.sampled_from(["Xyzzy.", "", "Have you sent it?", "Do not wait."]))
    def riddle(self, text: str) -> None:
        self.say(text)
        self.asked = min(self.asked + 1, MOST_LOOSE)  # of the last eight none is without its question

    @precondition(lambda self: self.asked)
    @rule()
    def confirm_the_last(self) -> None:
        last = next(draft for draft in reversed(self.world.letters("question")) if draft.to.id == "Ann")
        name = self.world.case.stream
        open_before = len(self.world.case.pauses_open())
        self.world.wait(timedelta(seconds=1))
        mail = analyst_mail(f"[CONFIRM]\n{name}", references=(last.message_id,), received_at=self.world.now)
        self.world.take(mail)
        self.asked -= open_before - len(self.world.case.pauses_open())

    @rule(number=st.sampled_from([0.01, 1, 5, 24, 24 * 30]))
    def clock(self, number: float) -> None:
        self.world.wait(hours(number))

    @rule(read=st.booleans())
    def due_steps(self, read: bool) -> None:
        self.world.sweep(self.world.fence() if read else None)

    @rule(read=st.booleans(), outcome=st.sampled_from(["accepted", "unknown"]))
    def gate(self, read: bool, outcome: str) -> None:
        before = len(self.world.sent)
        self.world.gate(fence=self.world.fence() if read else None, outcome=outcome)
        if len(self.world.sent) > before:
            assert read
            assert not self.held
            assert self.asked == 0
            assert self.world.now > T0 + hours(24)

    @invariant()
    def the_record_agrees_with_the_ledger(self) -> None:
        case = self.world.case
        assert bool(case.holds_in_force()) == self.held
        assert len(case.pauses_open()) == self.asked
        if self.held or self.asked:
            waiting = [mail for mail in case.sent.values() if mail.state is RowState.QUEUED]
            assert {mail.kind for mail in waiting} & {"ntd", "ntd-reminder"} == set()

    def teardown(self) -> None:
        """After release, answers and a read of the inbox every notice goes: nothing stays up forgotten."""
        self.release_signed()
        for pause in self.world.case.pauses_open():
            tag = f"[CONFIRM:{pause.id}]"
            name = self.world.case.stream
            self.world.take(analyst_mail(subject=f"[{name}] {tag}", received_at=self.world.now))
        self.world.wait(hours(25))
        self.world.sweep(self.world.fence())
        self.world.gate(fence=self.world.fence())
        kinds = {message_id: self.world.case.sent[message_id].kind for message_id, _ in self.world.sent}
        # P2: one notice, whatever came; where it left two days ago, its reminder besides.
        assert [kind for kind in kinds.values() if kind != "ntd-reminder"] == ["ntd"]


Nights.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestP5NoNoticePassesAHoldWhateverTheNight = Nights.TestCase
