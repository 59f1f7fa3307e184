"""Weeks, months, quarters, half-years and years of the calendar, by name."""

from datetime import date, datetime, time, timedelta
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.values.period import Period, read_period

WEEK: Final = "week"
MONTH: Final = "month"
QUARTER: Final = "quarter"
HALF_YEAR: Final = "half-year"
YEAR: Final = "year"
MORNING: Final = time(9)  # where no working hours are known


def holding(kind: str, day: date) -> Period:
    """The period of a kind that a day lies in; ValueError for a kind that there is not."""
    week = day.isocalendar()
    names = {
        WEEK: f"{week.year:04d}-W{week.week:02d}",
        MONTH: f"{day.year:04d}-{day.month:02d}",
        QUARTER: f"{day.year:04d}-Q{(day.month + 2) // 3}",
        HALF_YEAR: f"{day.year:04d}-H{1 if day.month <= 6 else 2}",
        YEAR: f"{day.year:04d}",
    }
    found = read_period(names.get(kind, ""))
    if found is None:
        raise ValueError(f"no period of the kind {kind!r} holds that day")
    return found


def due_at(period: Period, site: Site) -> datetime:
    """When a period is asked about, or told of: at the begin of work of the first working day after it."""
    begin = site.worktime.first_begin(period.after) if site.worktime is not None else None
    return begin or datetime.combine(period.after, MORNING, site.hotline.timezone)


def over(kind: str, now: datetime, site: Site) -> Period:
    """The last period of a kind that is over and due."""
    period = holding(kind, site.at(now).date())
    while due_at(period, site) > now:
        period = holding(kind, period.first - timedelta(days=1))
    return period
