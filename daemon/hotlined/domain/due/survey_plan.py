"""When the LEA units are asked for their statistics (guidelines: "quarterly or every 6 months").

The plan is data: a period is planned in the record before it is over; when it is due follows from the
calendar, and who was asked from the record.  So a restart loses nothing, late is late, twice is once (P15).
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from hotlined.domain.cases.clock import by_now
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.survey_state import kind_of, period_of
from hotlined.domain.hotline.periods import HALF_YEAR, QUARTER, due_at, holding
from hotlined.domain.hotline.site import Agreement, Site
from hotlined.domain.values.period import Period

QUESTION: Final = 1
REMINDER: Final = 2
DAY: Final = timedelta(days=1)


def current(agreement: Agreement, today: date) -> Period | None:
    """The period that a day lies in; None where no statistics are agreed."""
    kind = agreement.lea_statistics
    return holding(kind, today) if kind in (QUARTER, HALF_YEAR) else None


def passed_over(period: Period, worked: Collection[date]) -> bool:
    """Whether a period that is not planned was not to be: hotlined was at work in it, so it was not agreed.

    `worked` are days on which something was recorded.  On the first and the last the plan may not have been
    looked at, and days of the record are those of UTC.
    """
    return any(period.first + DAY < day < period.after - DAY for day in worked)


def to_plan(agreement: Agreement, today: date, planned: Sequence[str]) -> tuple[Period, ...]:
    """The periods to plan now: the current one, and those since the last planned one, if we were down.

    `planned` are names of periods; those of another kind do not count.  The first period that is ever asked
    about is the one in which the statistics were agreed.  Of what is over, `passed_over` tells what was not.
    """
    last = current(agreement, today)
    known = {name for name in planned if kind_of(name) == agreement.lea_statistics}
    wanted: list[Period] = []
    while last is not None and last.name not in known:
        wanted.insert(0, last)
        if not known or last.name < min(known):
            return tuple(wanted[-1:])
        last = current(agreement, last.first - timedelta(days=1))
    return tuple(wanted)


def moments(case: Case, site: Site) -> Iterator[tuple[datetime, str, int]]:
    """What is or will be due: when, which unit ("" means each), and which step."""
    survey, period = case.survey, period_of(case.stream)
    if survey is None or period is None or case.closed is not None:
        return
    if survey.kind != site.agreement.lea_statistics:
        return
    end = due_at(period, site)
    asked_at = [(one.at, by_now(one.at, site.clock)) for one in survey.units.values()]
    if all(really < min(at, end) for at, really in asked_at):  # nobody, or only by a clock that was ahead
        yield end, "", QUESTION
        return
    for asked in survey.units.values():
        if not asked.given and not asked.overdue:
            yield (
                by_now(asked.at, site.clock) + site.agreement.lea_statistics_reminder,
                asked.unit,
                asked.n + 1,
            )
