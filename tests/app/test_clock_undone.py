"""What was written down by a clock that was ahead, and was set back since, makes nothing late (P7, P15)."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotlined.app.agenda import Agenda
from hotlined.app.surveyplan import SurveyPlan
from hotlined.domain.cases.clock import by_now, undone
from hotlined.domain.record.course import Course
from hotlined.domain.record.holding import PauseAlarmed
from hotlined.domain.record.periodical import StatisticsAsked
from hotlined.domain.record.reporting import ReceiptReminded
from hotlined.domain.record.running import AlarmRaised, ClockSet
from hotlined.domain.values.worktime import WorkTime
from tests.support.fake_clock import START
from tests.support.fake_courier import LATER
from tests.support.rig import LEA, Rig
from tests.support.site import make_site

HOUR = 3600.0
YEAR = timedelta(days=365)
MONTH = timedelta(days=31)
OFFICE = WorkTime(ZoneInfo("Europe/Tallinn"), ((time(9), time(17)),) * 5 + (None, None))


async def test_P7_an_alarm_is_written_once_though_the_clock_comes_to_a_time_that_it_had_shown_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In the very round of the agenda in which it came there alarms followed one another for ever."""
    rig = await Rig().start()
    reference = await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("The colleague asks about the thing."))
    await rig.clock.advance(90)
    rig.clock.jump(timedelta(days=2))
    await rig.clock.advance(20 * HOUR)
    rig.clock.jump(timedelta(days=-2))
    await rig.clock.advance(60)
    before = len(rig.events(reference, PauseAlarmed))
    ready, rest = Agenda._ready, [timedelta(days=2, hours=-19)]

    def after_a_while(agenda: Agenda) -> list[str]:
        while rest:
            rig.clock.skip(rest.pop())
        return ready(agenda)

    monkeypatch.setattr(Agenda, "_ready", after_a_while)
    rig.agenda.wake()
    await rig.clock.advance(60)
    assert len(rig.events(reference, PauseAlarmed)) == before + 1
    await rig.kill()


@pytest.mark.parametrize("restarts", [False, True])
async def test_P7_the_alarm_of_a_question_comes_in_time_though_the_mail_was_read_by_a_clock_a_year_ahead(
    restarts: bool,
) -> None:
    """It counted from the year to come, and nobody heard of a mail that keeps a notice back."""
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.kill()
    rig.boxes["lea"].deliver(rig.reply("The colleague asks about the thing."))
    rig.clock.jump(YEAR)
    rig = await rig.restarted().start()
    await rig.clock.advance(90)
    assert len((await rig.case(reference)).pauses) == 1
    rig.clock.jump(-YEAR)
    await rig.clock.advance(60)
    if restarts:
        await rig.kill()
        assert await rig.believe_clock()
        rig = await rig.restarted().start()
    first = rig.docket.site().agreement.pause_alarm.total_seconds()
    await rig.clock.advance(first - HOUR)
    assert rig.events(reference, PauseAlarmed) == []
    await rig.clock.advance(2 * HOUR)
    assert len(rig.events(reference, PauseAlarmed)) == 1
    await rig.kill()


async def test_P7_a_receipt_is_asked_for_in_time_though_the_report_left_by_a_clock_a_year_ahead() -> None:
    rig = Rig()
    rig.clock.jump(YEAR)
    await rig.start()
    reference = await rig.opened()
    rig.clock.jump(-YEAR)
    await rig.clock.advance(60)
    await rig.clock.advance(rig.docket.site().agreement.receipt_reminder.total_seconds() - HOUR)
    assert rig.events(reference, ReceiptReminded) == []
    await rig.clock.advance(2 * HOUR)
    assert [one.n for one in rig.events(reference, ReceiptReminded)] == [1]
    assert rig.notices() == []  # of a notice nothing is known to be earlier
    await rig.kill()


async def test_P15_the_end_of_the_working_day_is_told_of_though_a_clock_ahead_was_there_before() -> None:
    rig = Rig(site=make_site(worktime=OFFICE))
    await rig.start()
    rig.courier.answers[LEA] = [LATER]
    reference = await rig.opened()
    rig.clock.jump(timedelta(days=1))
    await rig.clock.advance(120)
    rig.clock.jump(timedelta(days=-1))
    await rig.clock.advance(8 * HOUR)  # to 19:00 in its office
    told = [
        (entry.event.what, entry.at.astimezone(OFFICE.zone).hour)
        for entry in rig.store.load(reference).entries  # type: ignore[union-attr]
        if isinstance(entry.event, AlarmRaised) and entry.event.what.startswith("deadline")
    ]
    assert told[-2:] == [("deadline-near", 16), ("deadline-missed", 17)]
    await rig.kill()


@pytest.mark.parametrize("ahead", [timedelta(minutes=40), timedelta(days=1), YEAR])
async def test_P15_the_end_of_the_day_is_told_of_though_the_case_was_opened_by_a_clock_ahead(
    ahead: timedelta,
) -> None:
    """It was told of a year later."""
    rig = Rig(site=make_site(worktime=OFFICE))
    await rig.start()
    rig.courier.answers[LEA] = [LATER]
    rig.clock.jump(ahead)
    reference = await rig.opened()
    await rig.clock.advance(120)
    rig.clock.jump(-ahead)
    today = rig.clock.now().date()
    await rig.clock.advance(8 * HOUR)
    told = [
        (entry.event.what, entry.at.date(), entry.at.astimezone(OFFICE.zone).hour)
        for entry in rig.store.load(reference).entries  # type: ignore[union-attr]
        if isinstance(entry.event, AlarmRaised) and entry.event.what.startswith("deadline")
    ]
    assert told == [("deadline-near", today, 16), ("deadline-missed", today, 17)]
    await rig.clock.advance(24 * HOUR)
    assert len([one for one in rig.events(reference, AlarmRaised) if one.what.startswith("deadline")]) == 2
    await rig.kill()


@pytest.mark.parametrize("at_start", [False, True])
async def test_P15_a_quarter_is_asked_about_when_it_is_over_though_a_clock_a_month_ahead_was_there_before(
    at_start: bool,
) -> None:
    rig = Rig()
    rig.agree(lea_statistics="quarter")
    await rig.start()
    await rig.also(SurveyPlan(rig.docket).run)
    await rig.clock.advance(120)
    if at_start:
        await rig.kill()
        rig.clock.jump(MONTH)
        rig = await rig.restarted().start()
        await rig.also(SurveyPlan(rig.docket).run)
    else:
        rig.clock.jump(MONTH)
    await rig.clock.advance(120)
    before = len(rig.events("stats-2026-Q1", StatisticsAsked))
    assert before == at_start  # a clock that is wrong at a start is believed
    rig.clock.jump(-MONTH)
    await rig.clock.advance(120)
    await rig.clock.leap(30 * 86_400.0)
    asked = [(one.unit, one.n) for one in rig.events("stats-2026-Q1", StatisticsAsked)]
    assert asked[before:] == [("national", 1)]
    await rig.clock.advance(HOUR)
    assert len(rig.events("stats-2026-Q1", StatisticsAsked)) == before + 1
    await rig.kill()


def test_P15_what_is_written_once_the_clock_is_there_again_is_as_it_says() -> None:
    """Ahead by thirty days for twenty-nine: no reminder may be a month early on each of those to come."""
    back, day = timedelta(days=30), timedelta(days=1)
    known = (
        ClockSet(number=1, since=START + back, until=START + 59 * day, seconds=-30 * 86_400),
        ClockSet(number=2, since=START + 59 * day, until=START + 59 * day, seconds=-30 * 86_400),  # believed
    )
    written = START + 40 * day

    just_then = Course(known, undone=undone(known, START + 29 * day))
    assert by_now(written, just_then) == written - back
    assert by_now(START + 28 * day, just_then) == START + 28 * day

    later_on = Course(known, undone=undone(known, START + 30 * day))
    assert by_now(written, later_on) == written
