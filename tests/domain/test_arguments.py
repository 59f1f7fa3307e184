"""Arguments of tags: times, durations, items, countries, periods."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.tagging.arguments import (
    EXPECTED,
    Grammar,
    NtdKind,
    NtdTime,
    read_address_and_items,
    read_delay,
    read_items,
    read_items_and_text,
    read_until,
    well_formed,
)
from hotlined.domain.values.country import read_country
from hotlined.domain.values.period import read_period
from hotlined.domain.values.shown import local_time
from hotlined.domain.values.written_times import read_duration, read_time

TALLINN = ZoneInfo("Europe/Tallinn")
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+12h", NtdTime(NtdKind.AFTER, delay=timedelta(hours=12))),
        ("+2d", NtdTime(NtdKind.AFTER, delay=timedelta(days=2))),
        ("+30m", NtdTime(NtdKind.AFTER, delay=timedelta(minutes=30))),
        ("now", NtdTime(NtdKind.NOW)),
        ("NONE", NtdTime(NtdKind.NONE)),
        ("2026-05-12T14:00", NtdTime(NtdKind.AT, at=datetime(2026, 5, 12, 11, tzinfo=UTC))),
        ("2026-05-12T14:00Z", NtdTime(NtdKind.AT, at=datetime(2026, 5, 12, 14, tzinfo=UTC))),
        ("2026-05-12", None),
        ("soon", None),
        ("", None),
        ("+0h", None),
    ],
)
def test_the_time_of_a_notice(text: str, expected: NtdTime | None) -> None:
    assert read_delay(text, TALLINN) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-12", datetime(2026, 5, 12, 20, 59, 59, tzinfo=UTC)),
        ("12.5.2026", datetime(2026, 5, 12, 20, 59, 59, tzinfo=UTC)),
        ("2026-05-12 14:00", datetime(2026, 5, 12, 11, tzinfo=UTC)),
        ("12.05.2026 14:00", datetime(2026, 5, 12, 11, tzinfo=UTC)),
        ("2026-05-12 14:00 +02:00", datetime(2026, 5, 12, 12, tzinfo=UTC)),
        ("+3d", NOW + timedelta(days=3)),
        ("3d", NOW + timedelta(days=3)),
        ("48h", NOW + timedelta(hours=48)),
        ("2 weeks", NOW + timedelta(weeks=2)),
        ("1d 12h", NOW + timedelta(hours=36)),
        ("2 Wochen", NOW + timedelta(weeks=2)),
        ("3 päeva", NOW + timedelta(days=3)),
        ("2 εβδομάδες", NOW + timedelta(weeks=2)),
        ("3 ΗΜΈΡΕΣ", NOW + timedelta(days=3)),
        ("5/6/2026", None),
        ("2026-02-30", None),
        ("2026-05-12 25:00", None),
        ("next week", None),
        ("3 x", None),
        ("", None),
    ],
)
def test_the_end_of_a_hold(text: str, expected: datetime | None) -> None:
    assert read_until(text, NOW, TALLINN) == expected


def test_a_skipped_or_repeated_hour_is_still_a_time() -> None:
    assert read_time("2026-03-29 03:30", TALLINN) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert read_time("2026-10-25 03:30", TALLINN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_duration_is_elapsed_time_across_a_clock_change() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=TALLINN)
    until = read_until("1d", before, TALLINN)
    assert until is not None
    assert until - before.astimezone(UTC) == timedelta(seconds=86_400)


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2300, 1, 1)).map(
        lambda t: t.replace(microsecond=0, tzinfo=UTC)
    )
)
def test_an_iso_time_with_its_offset_is_read_exactly(moment: datetime) -> None:
    assert read_time(moment.astimezone(TALLINN).isoformat(), UTC) == moment
    assert read_time(moment.isoformat(sep=" ") + " (Europe/Tallinn)", TALLINN) == moment


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1,3-5", (1, 3, 4, 5)),
        (" 2 ; 1 ", (1, 2)),
        ("3,3", (3,)),
        ("0", None),
        ("5-3", None),
        ("", None),
        ("1,", None),
        ("-1", None),
    ],
)
def test_item_numbers(text: str, items: tuple[int, ...] | None) -> None:
    assert read_items(text) == items


@given(st.sets(st.integers(1, 9999), min_size=1, max_size=30))
def test_any_set_of_item_numbers_is_read_back(numbers: set[int]) -> None:
    assert read_items(",".join(map(str, numbers))) == tuple(sorted(numbers))


def test_item_numbers_with_words() -> None:
    assert read_items_and_text("2 Example Net") == ((2,), "Example Net")
    assert read_items_and_text("Example Net") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("ee", "EE"), ("UK", "GB"), ("el", "GR"), ("ZZ", None), ("EST", None), ("", None), ("Estonia?", None)],
)
def test_country_codes(text: str, code: str | None) -> None:
    assert read_country(text) == code


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 10, 1)),
        ("2026-h2", date(2026, 7, 1), date(2027, 1, 1)),
        ("2026-07", date(2026, 7, 1), date(2026, 8, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_periods(text: str, first: date, after: date) -> None:
    period = read_period(text)
    assert period is not None
    assert (period.first, period.after) == (first, after)


@pytest.mark.parametrize(
    "text", ["2026-Q5", "2026-13", "2026-00", "0000", "0001", "0001-W01", "9999", "9999-W51", "26", ""]
)
def test_no_period(text: str) -> None:
    assert read_period(text) is None


def test_a_period_follows_the_calendar_of_the_zone() -> None:
    period = read_period("2026-07")
    assert period is not None
    assert period.holds(datetime(2026, 6, 30, 21, 30, tzinfo=UTC), TALLINN)
    assert not period.holds(datetime(2026, 6, 30, 21, 30, tzinfo=UTC), UTC)


@given(st.sampled_from(Grammar), st.text(max_size=200) | st.from_regex(r"[0-9.:TZ+ -]{1,30}", fullmatch=True))
def test_any_argument_is_read_without_an_exception(grammar: Grammar, text: str) -> None:
    assert well_formed(grammar, text) in (True, False)
    read_until(text, datetime.max.replace(tzinfo=UTC), TALLINN)


def test_every_grammar_says_what_it_expects() -> None:
    assert set(EXPECTED) == set(Grammar)


@pytest.mark.parametrize("piece", ["1d", "1", " ", "1,", "1-", "2026-05-12 "])
def test_a_hostile_argument_is_read_in_linear_time(piece: str) -> None:
    """Were it the square, this would take until the timeout."""
    read_duration(piece * 200_000)
    read_time(piece * 200_000, UTC)
    read_items(piece * 200_000)
    read_items_and_text(piece * 200_000)


@pytest.mark.parametrize("text", ["9999-12-31", "9999-12-31T23:59Z", "0001-01-01", "2900000d", "9998-12-31"])
def test_a_time_that_is_taken_can_be_shown_in_every_zone(text: str) -> None:
    until = read_until(text, NOW, TALLINN)

    assert (until is None) is (text != "9998-12-31")
    assert until is None or local_time(until, ZoneInfo("Pacific/Kiritimati"))


@pytest.mark.parametrize(
    "text",
    ["2026-03-01 14:00-15:00", "2026-03-01 09:00-11:30", "1.3.2026 10:00-12:00", "2026-03-01T14:00-15:00"],
)
def test_from_one_time_to_another_is_no_offset(text: str) -> None:
    assert read_time(text, UTC) is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T04:00-05:00",
        "2026-03-01 04:00:00-05:00",
        "2026-03-01 04:00-05:00 (America/New_York)",
        "2026-03-01 10:00+01:00",
    ],
)
def test_an_offset_stays_one(text: str) -> None:
    assert read_time(text, UTC) == datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-03-01 14:00 (UTC)", 14),
        ("1.3.2026 14:00 (gmt)", 14),
        ("2026-03-01 14:00 (UTC+01:00)", 13),
        ("2026-03-01 14:00 EET (UTC+02:00)", 12),
        ("2026-03-01 14:00 (Europe/Tallinn)", 12),
        ("2026-03-01 14:00 (Tallinn)", 12),
        ("2026-03-01 14:00 (EET)", 12),
        *(
            ("2026-03-01 14:00 (UTC+1)", 13),
            ("2026-03-01 14:00 (GMT +1)", 13),
            ("2026-03-01 14:00 (+01:00)", 13),
        ),
        *(("2026-03-01 14:00 (OEZ)", 12), ("2026-03-01 14:00 (MEZ)", None), ("2026-03-01 14:00 (+2)", None)),
        ("2026-03-01 14:00 (CET)", None),
        ("2026-03-01 14:00 (EEST)", None),
        ("2026-03-01 14:00 (Europe/London)", None),
        ("2026-03-01 14:00 (London time)", None),
        ("2026-03-01 14:00 CET (UTC)", None),
    ],
)
def test_P15_a_zone_in_brackets_behind_a_time_without_an_offset_is_no_other_than_it_says(
    text: str, hour: int | None
) -> None:
    expected = None if hour is None else datetime(2026, 3, 1, hour, tzinfo=UTC)

    assert read_time(text, TALLINN) == expected


def test_P15_a_time_as_our_mails_show_it_is_read_back() -> None:
    for moment in (datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 7, 1, 12, tzinfo=UTC)):
        assert read_time(local_time(moment, TALLINN), TALLINN) == moment


def test_a_day_may_have_its_name_in_brackets() -> None:
    assert read_time("2026-03-01 (Sunday)", TALLINN) == read_time("2026-03-01", TALLINN)


@pytest.mark.parametrize(
    "text",
    [
        "1.3.2026 um 11:00 Uhr", "01.03.2026 11.00 Uhr", "1.3.2026 klo 11.00", "1.3.2026 kell 11:00",
        "2026-03-01 kl. 11:00", "2026-03-01 kl 11.00", "1.3.2026, o godz. 11:00", "13/3/2026 στις 11:00",
    ],
)  # fmt: skip
def test_P15_an_hour_may_have_the_word_in_front_of_it_that_its_language_has(text: str) -> None:
    day = 13 if "/" in text else 1
    assert read_time(text, TALLINN) == datetime(2026, 3, day, 9, tzinfo=UTC)
    assert read_delay(text, TALLINN) == NtdTime(NtdKind.AT, at=read_time(text, TALLINN))


@pytest.mark.parametrize("text", ["2026-03-01 um", "2026-03-01 Uhr", "2026-03-01 um Uhr", "um 11:00"])
def test_P15_such_a_word_without_its_hour_is_no_time(text: str) -> None:
    assert read_time(text, TALLINN) is None


@pytest.mark.parametrize("link", ["<mailto:abuse@example.net>", " <mailto:Abuse@example.net>"])
def test_the_link_that_a_mail_program_writes_behind_an_address_is_that_address(link: str) -> None:
    read = read_address_and_items(f"abuse@example.net{link} 1,3")
    assert read is not None
    assert (str(read[0]), read[1]) == ("abuse@example.net", (1, 3))


def test_a_link_to_another_address_is_asked_about() -> None:
    assert read_address_and_items("abuse@example.net<mailto:abuse@example.org>") is None
