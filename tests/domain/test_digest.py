"""The plan of the digest: periods of the hotline's calendar, whom it goes to, what stands in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Route
from hotlined.domain.letters.digest import months, period_start, readers, select
from hotlined.domain.record.casework import CaseOpened
from hotlined.domain.record.periodical import DigestSent
from tests.support.annex import OPENED
from tests.support.site import make_agreement, make_site, make_unit

WEEKLY = make_site(agreement=make_agreement(not_illegal="digest", not_illegal_digest="weekly"))
MONTHLY = make_site(agreement=make_agreement(not_illegal="digest", not_illegal_digest="monthly"))
START = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)  # Monday 2 March in Tallinn
WEEK = timedelta(days=7)
LAST = DigestSent(unit="national", start=START - WEEK, end=START, message_id="<1@example.com>")


@pytest.mark.parametrize(
    ("moment", "week", "month"),
    [
        ("2026-03-02T09:00", "2026-03-01T22:00", "2026-02-28T22:00"),
        ("2026-03-01T22:00", "2026-03-01T22:00", "2026-02-28T22:00"),
        ("2026-03-01T21:59", "2026-02-22T22:00", "2026-02-28T22:00"),
        ("2026-03-29T12:00", "2026-03-22T22:00", "2026-02-28T22:00"),  # the clocks go forward
        ("2026-03-29T21:00", "2026-03-29T21:00", "2026-02-28T22:00"),
        ("2026-12-31T22:30", "2026-12-27T22:00", "2026-12-31T22:00"),
    ],
)
def test_weeks_and_months_begin_at_midnight_of_the_hotline(moment: str, week: str, month: str) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert period_start(at, WEEKLY) == datetime.fromisoformat(week).replace(tzinfo=UTC)
    assert period_start(at, MONTHLY) == datetime.fromisoformat(month).replace(tzinfo=UTC)


def test_where_midnight_does_not_exist_a_period_begins_all_the_same() -> None:
    hotline = replace(WEEKLY.hotline, timezone=ZoneInfo("America/Santiago"))
    site = replace(WEEKLY, hotline=hotline)
    starts = {
        period_start(datetime(2026, 9, 1, tzinfo=UTC) + timedelta(hours=n), site) for n in range(24 * 14)
    }
    assert len(starts) == 3


def test_it_goes_to_each_unit_that_such_a_case_can_be_routed_to() -> None:
    units = (
        make_unit(),
        make_unit("north", level="state", region="North"),
        make_unit("urgent"),
        make_unit("no"),
    )
    rows = (
        Route("illegal", ("no",), assessment=("illegal",)),
        Route("abroad", ("no",), country=("abroad",)),
        Route("urgent", ("urgent",), urgent=True),
        Route("states", (), levels=("state",)),
        Route("the rest", ("national",)),
    )
    assert [one.name for one in readers(make_site(units=units, routes=rows))] == [
        "national",
        "north",
        "urgent",
    ]


def case(number: int, opened_at: datetime, **fields: object) -> Case:
    given = {"assessment": "not_illegal", "found_at": opened_at, **fields}
    opened: CaseOpened = replace(OPENED, **given)  # type: ignore[arg-type]
    return Case(f"HL-2026-{number:06d}-X", opened=opened, opened_at=opened_at)


def test_what_stands_in_it() -> None:
    cases = (
        case(1, START),
        case(2, START + WEEK),  # the next week
        case(3, START + timedelta(days=1), assessment="illegal"),
        case(4, START + timedelta(days=1), country="DE"),
        case(5, START + timedelta(days=1), units=("county",)),
        case(6, START - timedelta(hours=1)),  # written late, told of by nobody
        case(7, START - timedelta(hours=1)),
        case(8, START - timedelta(days=2)),
        Case("HL-2026-000009-X"),
    )
    before = (replace(LAST, cases=("HL-2026-000007-X",)),)
    found = select(reversed(cases), "national", before, START + WEEK, WEEKLY)
    assert [one.stream[8:14] for one in found] == ["000001", "000006"]
    began = (replace(LAST, start=START, message_id=None),)
    assert [one.stream[8:14] for one in select(cases, "national", began, START + WEEK, WEEKLY)] == ["000001"]


def test_a_mail_that_lay_unread_for_long_is_found_by_the_month_it_came_in() -> None:
    assert months(START, START + WEEK) == ("2025-12", "2026-01", "2026-02", "2026-03")
    assert months(datetime(2026, 12, 31, tzinfo=UTC), datetime(2027, 1, 31, tzinfo=UTC))[-2:] == (
        "2026-12",
        "2027-01",
    )
