"""Working time: where the working day of a moment ends, in any zone and on any kind of day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.values.worktime import WorkTime

OFFICE = (time(9), time(17))
WEEK = (OFFICE,) * 5 + (None, None)
TALLINN = ZoneInfo("Europe/Tallinn")


def local(text: str) -> datetime:
    """A time in Tallinn."""
    return datetime.fromisoformat(text).replace(tzinfo=TALLINN)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        ("2026-03-02T11:00", "2026-03-02T17:00"),  # a Monday, at work
        ("2026-03-02T05:00", "2026-03-02T17:00"),  # before work
        ("2026-03-02T16:59:59", "2026-03-02T17:00"),
        ("2026-03-02T17:00", "2026-03-03T17:00"),  # when the day is over it is the next one
        ("2026-03-06T22:00", "2026-03-09T17:00"),  # Friday evening: Monday
        ("2026-03-07T12:00", "2026-03-09T17:00"),
        ("2026-02-23T18:00", "2026-02-25T17:00"),  # a free Tuesday is passed over
        ("2026-12-24T10:00", "2026-12-24T17:00"),  # free by law, and worked all the same
        ("2026-03-14T10:00", "2026-03-14T17:00"),  # a Saturday that is worked for once
    ],
)
def test_the_working_day_ends_where_the_calendar_says(moment: str, end: str) -> None:
    free = frozenset({date(2026, 2, 24), date(2026, 12, 24)})
    worked = frozenset({date(2026, 12, 24), date(2026, 3, 14)})

    assert WorkTime(TALLINN, WEEK, free, worked).day_end(local(moment)) == local(end)


def test_P15_the_day_of_the_clock_change_ends_at_five_of_the_clock_on_the_wall() -> None:
    daily = WorkTime(TALLINN, (OFFICE,) * 7)

    before, after = (daily.day_end(local(f"2026-03-{day}T10:00")) for day in (28, 29))

    assert before is not None
    assert after is not None
    assert after.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=23)


def test_where_no_day_is_worked_no_day_ends() -> None:
    assert WorkTime(TALLINN).day_end(local("2026-03-02T11:00")) is None


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["Europe/Tallinn", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu"]),
    st.lists(st.sampled_from([None, OFFICE, (time(0), time(23, 59))]), min_size=7, max_size=7),
)
def test_the_end_is_after_the_moment_and_on_a_worked_day(
    moment: datetime, zone: str, week: list[tuple[time, time] | None]
) -> None:
    work = WorkTime(ZoneInfo(zone), tuple(week))
    end = work.day_end(moment)

    assert (end is None) is (not any(week))
    if end is not None:
        hours = work.hours(end.date())
        assert hours is not None
        assert moment < end == hours[1]
        assert end - moment < timedelta(days=9)
