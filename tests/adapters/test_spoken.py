"""Days as people name them, and what is no day although the library would find one."""

from datetime import date, datetime

import pytest

from hotlined.adapters.spoken import spoken_day

NOW = datetime(2026, 3, 2, 11, 0)  # a Monday


@pytest.mark.parametrize(
    ("words", "language", "day"),
    [
        ("12 May", "en", date(2026, 5, 12)),
        ("12 May 2027", "en", date(2027, 5, 12)),
        ("Friday", "en", date(2026, 3, 6)),
        ("tomorrow", "en", date(2026, 3, 3)),
        ("12 Mai", "de", date(2026, 5, 12)),
        ("heute", "de", date(2026, 3, 2)),
        ("12 maini", "et", date(2026, 5, 12)),
        ("reedeni", "et", date(2026, 3, 6)),
        ("8 detsembrit", "et", date(2026, 12, 8)),
        ("8 oktoobrini", "et", date(2026, 10, 8)),
        ("ülehomseni", "et", date(2026, 3, 4)),
        ("12 Μαΐου", "el", date(2026, 5, 12)),
        ("5 Δεκέμβρη", "el", date(2026, 12, 5)),
        ("Παρασκευής", "el", date(2026, 3, 6)),
        ("pirmadienį", "lt", date(2026, 3, 9)),
        ("fredagen", "sv", date(2026, 3, 6)),
        ("i morgon", "sv", date(2026, 3, 3)),
        ("Sonnabend", "de", date(2026, 3, 7)),
        ("gegužės 12", "lt", date(2026, 5, 12)),
        ("penktadienio", "lt", date(2026, 3, 6)),
        ("12 maijam", "lv", date(2026, 5, 12)),
        ("12 maj", "sv", date(2026, 5, 12)),
        ("12 toukokuuta", "fi", date(2026, 5, 12)),
        ("12 května", "cs", date(2026, 5, 12)),
        ("12 mája", "sk", date(2026, 5, 12)),
        ("12 maja", "sl", date(2026, 5, 12)),
        ("12 svibnja", "hr", date(2026, 5, 12)),
        ("12 май", "bg", date(2026, 5, 12)),
    ],
)
def test_a_day_is_read_in_its_language(words: str, language: str, day: date) -> None:
    assert spoken_day(words, language, NOW) == day


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("may", "en"),
        ("March", "en"),
        ("12 foo", "en"),
        ("12 mayor", "en"),
        ("31 February", "en"),
        ("the", "en"),
        ("κυρία", "el"),
        ("", "en"),
        ("12 May", "xx"),
        ("12 May", ""),
        ("12 May", "en/../de"),
    ],
)
def test_what_is_no_day_is_none(words: str, language: str) -> None:
    assert spoken_day(words, language, NOW) is None


def test_without_a_year_the_direction_decides() -> None:
    assert spoken_day("27 February", "en", NOW) == date(2027, 2, 27)
    assert spoken_day("27 February", "en", NOW, ahead=False) == date(2026, 2, 27)
    assert spoken_day("Friday", "en", NOW, ahead=False) == date(2026, 2, 27)
