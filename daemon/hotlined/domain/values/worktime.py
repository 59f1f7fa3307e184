"""Working days and hours as data: when the working day of a moment ends.

The deadline of a report asks it (guidelines: "Agree on a reporting timeframe": the same working day), and
the day on which the LEA is asked for its statistics; no report is ever held back by it.  Holidays come in
as dates; which dates these are is known to the adapters.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HORIZON = timedelta(days=60)  # no holidays are longer; beyond it there is no working time at all


@dataclass(frozen=True, slots=True)
class WorkTime:
    """The hotline's working hours in its own zone (rules/calendar.yaml)."""

    zone: ZoneInfo
    week: tuple[tuple[time, time] | None, ...] = (None,) * 7  # Monday first; None is a free day
    free: frozenset[date] = field(default_factory=frozenset)
    worked: frozenset[date] = field(default_factory=frozenset)  # worked, whatever `free` says

    def hours(self, day: date) -> tuple[datetime, datetime] | None:
        """Begin and end of work on a day, as aware times; None on a free day.

        A free day of the week that is worked for once has the hours of the first working day.
        """
        hours = self.week[day.weekday()]
        if day in self.worked:
            hours = hours or next((one for one in self.week if one), None)
        elif day in self.free:
            hours = None
        if hours is None:
            return None
        begin, end = (datetime.combine(day, at, self.zone) for at in hours)
        return begin, end

    def at_work(self, moment: datetime) -> datetime:
        """The moment itself in working hours, else when they begin next; itself where no day is worked."""
        here = moment.astimezone(self.zone)
        hours = self.hours(here.date())
        if hours is not None and moment < hours[1]:
            return max(moment, hours[0])
        return self.first_begin(here.date() + timedelta(days=1)) or moment

    def first_begin(self, day: date) -> datetime | None:
        """The begin of work on this day, or on the first worked one after it; None when none is worked."""
        last = day + HORIZON
        while day <= last:
            hours = self.hours(day)
            if hours is not None:
                return hours[0]
            day += timedelta(days=1)
        return None

    def day_end(self, moment: datetime) -> datetime | None:
        """The end of the working day that an aware moment falls into.

        A moment outside of working hours belongs to the next working day; None when no day is worked.
        """
        day = moment.astimezone(self.zone).date()
        last = day + HORIZON
        while day <= last:
            hours = self.hours(day)
            if hours is not None and moment < hours[1]:
                return hours[1]
            day += timedelta(days=1)
        return None
