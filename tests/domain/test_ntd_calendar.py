"""`ntd_calendar: yes`: a notice goes in working hours, the LEA is told that time, and nothing else waits."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.due.deadlines import DueKind, due
from hotlined.domain.hotline.site import Site
from hotlined.domain.ntd.foretold import Foretold
from hotlined.domain.values.worktime import WorkTime
from tests.support.mails_in import analyst_mail, police_mail
from tests.support.site import make_agreement
from tests.support.world import World, home_site, opened, reported

TALLINN = ZoneInfo("Europe/Tallinn")
OFFICE = (time(9), time(17))
FREE = frozenset({date(2026, 2, 24), date(2026, 12, 25), date(2026, 12, 28)})
HOURS = WorkTime(TALLINN, (OFFICE,) * 5 + (None, None), FREE)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TALLINN)


def site(**terms: object) -> Site:
    agreement = make_agreement(ntd_calendar=True, **terms)
    return replace(home_site(agreement=agreement), worktime=HOURS)


def at(text: str, *, receipt: bool = False, **terms: object) -> World:
    """A case opened at that time in Tallinn."""
    return World(site(ntd_needs_receipt=receipt, **terms), now=local(text).astimezone(UTC))


def notice_due(world: World) -> datetime | None:
    steps = (step.at for step in due(world.case, world.site) if step.kind is DueKind.NOTICE)
    return next(steps, None)


def told(world: World) -> Foretold:
    plan = world.letters("annex-i")[0].values["notice"]
    assert isinstance(plan, Foretold)
    return plan


@pytest.mark.parametrize(
    ("begun", "goes"),
    [
        ("2026-03-02T11:00", "2026-03-03T11:00"),  # a working day: after 24 hours
        ("2026-03-02T20:00", "2026-03-04T09:00"),  # an evening: the morning after
        ("2026-03-02T05:00", "2026-03-03T09:00"),  # before work
        ("2026-03-06T11:00", "2026-03-09T09:00"),  # a Friday: Monday
        ("2026-02-23T11:00", "2026-02-25T09:00"),  # a free Tuesday is passed over
        ("2026-03-27T11:00", "2026-03-30T09:00"),  # the Sunday on which clocks go forward
        ("2026-10-23T11:00", "2026-10-26T09:00"),  # and the one on which they go back
        ("2026-12-24T11:00", "2026-12-29T09:00"),  # holidays, a weekend and another free day
    ],
)
def test_a_notice_goes_in_working_hours_and_the_LEA_is_told_that_time(begun: str, goes: str) -> None:
    world = reported(at(begun))

    assert notice_due(world) == local(goes)
    plan = told(world)
    if local(goes) - local(begun) == timedelta(hours=24):
        assert plan == Foretold("after", timedelta(hours=24), calendar=True)
    else:
        assert plan == Foretold("at", at=local(goes))


def test_P5_it_is_not_sent_before_and_needs_a_read_of_the_inbox_after_that_time() -> None:
    world = reported(at("2026-03-06T11:00"))
    world.wait(timedelta(hours=30))
    world.sweep(world.fence())
    assert world.letters("ntd") == []

    world.now = local("2026-03-09T09:00:01").astimezone(UTC)
    world.sweep(world.fence())
    assert len(world.letters("ntd")) == 1


def test_a_hold_over_the_weekend_is_honoured() -> None:
    world = reported(at("2026-03-06T11:00"))
    world.wait(timedelta(hours=40))
    world.take(police_mail("[HOLD]", subject=world.case.stream, received_at=world.now))
    world.now = local("2026-03-09T10:00").astimezone(UTC)
    world.sweep(world.fence())

    assert world.letters("ntd") == []


def test_it_never_makes_a_notice_later_than_six_days_after_the_report() -> None:
    world = reported(at("2026-03-02T11:00", ntd_delay=timedelta(days=5, hours=12)))

    assert notice_due(world) == local("2026-03-08T11:00")  # a Sunday, but the sixth day


@pytest.mark.parametrize("subject", ["[ILLEGAL] [URGENT:life]", "[ILLEGAL] [NTD:+24h]"])
def test_urgent_cases_and_what_an_analyst_set_do_not_wait_for_it(subject: str) -> None:
    world = reported(at("2026-03-06T11:00"), subject=subject)

    assert notice_due(world) == local("2026-03-07T11:00")


def test_neither_does_the_report_a_reminder_to_the_LEA_nor_to_a_provider() -> None:
    world = reported(at("2026-03-07T23:00"))
    (report,) = world.letters("annex-i")
    assert report.not_before is None
    kinds = {step.kind: step.at for step in due(world.case, world.site)}
    assert kinds[DueKind.RECEIPT] == world.now + timedelta(hours=24)

    tags = f"[{world.case.stream}] [NTD:now]"
    world.take(analyst_mail(subject=tags, received_at=world.now))
    world.wait(timedelta(minutes=1))
    world.sweep(world.fence())
    assert world.gate(fence=world.fence()) == []
    steps = {step.kind: step.at for step in due(world.case, world.site)}
    assert steps[DueKind.NOTICE_REMINDER] == world.now + timedelta(days=2)  # a Monday night


def test_without_it_the_calendar_changes_nothing() -> None:
    plain = replace(home_site(agreement=make_agreement()), worktime=HOURS)
    world = reported(World(plain, now=local("2026-03-06T11:00").astimezone(UTC)))

    assert notice_due(world) == local("2026-03-07T11:00")
    assert told(world) == Foretold("after", timedelta(hours=24))


def test_where_the_receipt_is_needed_the_time_counts_from_it_and_the_LEA_is_told_so() -> None:
    world = reported(at("2026-03-06T11:00", receipt=True))
    assert told(world) == Foretold("after", timedelta(hours=24), receipt=True, calendar=True)
    assert notice_due(world) is None

    world.wait(timedelta(hours=4))
    tags = f"[{world.case.stream}] [RECEIVED:by phone]"
    world.take(analyst_mail(subject=tags, received_at=world.now))

    assert notice_due(world) == local("2026-03-09T09:00")


@pytest.mark.parametrize("tags", ["[NTD:now]", "[NTD:2026-03-09T14:00Z]"])
def test_the_receipt_is_told_of_beside_what_an_analyst_set(tags: str) -> None:
    world = opened(at("2026-03-06T11:00", receipt=True), subject=f"[ILLEGAL] {tags}")

    assert told(world).receipt


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))
def test_the_moment_found_is_at_work_and_never_before(moment: datetime) -> None:
    found = HOURS.at_work(moment)

    hours = HOURS.hours(found.astimezone(TALLINN).date())
    assert hours is not None
    assert hours[0] <= found < hours[1]
    assert found >= moment


def test_where_no_day_is_worked_nothing_waits() -> None:
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    assert WorkTime(TALLINN).at_work(moment) == moment


def ended(world: World) -> None:
    """The steps of the case, hour by hour, until no hold is in force."""
    while world.case.holds_in_force():
        world.wait(timedelta(hours=1))
        world.sweep()


def test_after_a_hold_with_a_date_it_goes_in_working_hours_as_well() -> None:
    world = reported(at("2026-03-02T11:00"))
    world.take(police_mail("[HOLD:2026-03-06]", subject=world.case.stream, received_at=world.now))
    ended(world)

    assert notice_due(world) == local("2026-03-09T09:00")  # and not on Friday, as that day ends
    world.wait(timedelta(hours=1))
    world.sweep(world.fence())
    assert world.letters("ntd") == []
    world.now = local("2026-03-09T09:00:01").astimezone(UTC)
    world.sweep(world.fence())
    assert len(world.letters("ntd")) == 1


@pytest.mark.parametrize(
    ("released", "goes"),
    [
        ("2026-03-02T22:00", "2026-03-03T11:00"),  # the agreed time is later
        ("2026-03-05T14:00", "2026-03-05T14:00"),
        ("2026-03-05T22:00", "2026-03-06T09:00"),
        ("2026-03-14T22:00", "2026-03-16T09:00"),  # long after the sixth day
    ],
)
def test_a_release_at_night_lets_it_go_in_the_morning_and_the_analysts_read_when(
    released: str, goes: str
) -> None:
    world = reported(at("2026-03-02T11:00"))
    thread = (world.letters("annex-i")[0].message_id,)
    world.take(police_mail("[HOLD]", references=thread, received_at=world.now))
    world.now = local(released).astimezone(UTC)
    world.take(police_mail("[RELEASE]", signed=True, references=thread, received_at=world.now))

    assert notice_due(world) == local(goes)
    (one, *_) = (draft.values["goes_on"] for draft in world.letters("hold-lifted"))
    assert isinstance(one, tuple)
    assert [free["at"] for free in one] == [local(goes)]


def test_so_does_the_answer_to_a_question_and_urgent_cases_do_not_wait() -> None:
    for subject, goes in (("[ILLEGAL]", "2026-03-06T09:00"), ("[ILLEGAL] [URGENT:life]", "2026-03-03T11:00")):
        world = reported(at("2026-03-02T11:00"), subject=subject)
        mail = police_mail("It is about the other matter.", subject=world.case.stream, received_at=world.now)
        world.take(mail)
        world.now = local("2026-03-05T20:00").astimezone(UTC)
        tags = f"[{world.case.stream}] [CONFIRM:Q1]"
        world.take(analyst_mail(subject=tags, received_at=world.now))
        assert world.case.pauses_open() == ()
        assert notice_due(world) == local(goes)


def test_without_it_the_end_of_a_hold_moves_nothing() -> None:
    plain = replace(home_site(agreement=make_agreement()), worktime=HOURS)
    world = reported(World(plain, now=local("2026-03-02T11:00").astimezone(UTC)))
    world.take(police_mail("[HOLD:2026-03-06]", subject=world.case.stream, received_at=world.now))
    ended(world)

    assert notice_due(world) == local("2026-03-03T11:00")


def morning(world: World, text: str) -> int:
    """How many notices have left in all, once the outbox was looked at when work begins."""
    world.now = local(text).astimezone(UTC)
    world.sweep(world.fence())
    world.gate(fence=world.fence())
    ours = {one.message_id for one in world.letters("ntd")}
    return sum(message_id in ours for message_id, _ in world.sent)


def night(world: World, text: str = "2026-03-03T22:00") -> None:
    """It is night, and what is due is looked at again and again: nothing leaves."""
    world.now = local(text).astimezone(UTC)
    for _ in range(3):
        world.sweep(world.fence())
        world.gate(fence=world.fence())
        world.wait(timedelta(minutes=20))
    assert not {one.message_id for one in world.letters("ntd")} & {one for one, _ in world.sent}


def test_a_notice_that_could_not_be_looked_at_by_day_goes_in_the_morning() -> None:
    world = reported(at("2026-03-02T11:00"))
    night(world)

    assert [one.why for one in world.case.waiting.values()] == ["it is outside of working hours"]
    assert not [one for one in world.letters("alarm") if one.values["what"] == "notice-waits"]
    assert morning(world, "2026-03-04T09:00:01") == 1


def test_so_does_one_that_our_mail_server_did_not_take_by_day() -> None:
    world = reported(at("2026-03-02T11:00"))
    world.now = local("2026-03-03T11:00:01").astimezone(UTC)
    world.sweep(world.fence())
    assert len(world.letters("ntd")) == 1
    night(world)

    assert morning(world, "2026-03-04T09:00:01") == 1


def test_so_does_one_of_a_case_that_is_reopened_at_night_with_the_delay_anew() -> None:
    world = reported(at("2026-03-02T11:00"))
    world.wait(timedelta(hours=1))
    world.take(analyst_mail(subject=f"[{world.case.stream}] [CLOSE]", received_at=world.now))
    world.now = local("2026-03-15T21:00").astimezone(UTC)
    world.take(analyst_mail(subject=f"[{world.case.stream}] [REOPEN]", received_at=world.now))
    world.deliver()
    night(world, "2026-03-15T22:00")
    night(world, "2026-03-16T22:00")

    assert morning(world, "2026-03-17T09:00:01") == 1


def test_so_does_one_for_which_the_hold_of_another_case_ended_at_night() -> None:
    world = reported(at("2026-03-02T11:00"))
    thread = (world.letters("annex-i")[0].message_id,)
    world.take(police_mail("[HOLD]", references=thread, received_at=world.now))
    reported(world, subject="[ILLEGAL] [HOST:EE]")
    assert len([one for one in world.streams if one.startswith("HL-")]) == 2
    world.now = local("2026-03-12T21:00").astimezone(UTC)
    assert world.gate(fence=world.fence()) == []
    assert morning(world, "2026-03-12T21:10") == 0
    world.take(police_mail("[RELEASE]", signed=True, references=thread, received_at=world.now))
    assert not any(one.holds_in_force() for one in world.streams.values())
    night(world, "2026-03-12T22:00")

    assert morning(world, "2026-03-13T09:00:01") == 2


def test_what_is_a_moment_late_at_the_end_of_the_day_goes() -> None:
    world = reported(at("2026-03-02T16:59"))
    assert morning(world, "2026-03-03T17:05") == 1


def test_where_hotlined_runs_at_night_alone_it_goes_after_six_days_all_the_same() -> None:
    world = reported(at("2026-03-02T11:00"))
    for day in range(3, 9):
        night(world, f"2026-03-{day:02}T22:00")

    assert morning(world, "2026-03-09T22:00") == 1


def test_it_waits_for_no_holidays_longer_than_six_days() -> None:
    free = frozenset(date(2026, 3, day) for day in range(4, 20))
    world = reported(at("2026-03-02T11:00"))
    world.site = replace(world.site, worktime=replace(HOURS, free=free))

    assert morning(world, "2026-03-03T23:00") == 1
