"""A length of time reads the same in a mail, in the plan and in the reference: its largest units, exactly."""

from datetime import timedelta

import pytest

from hotlined.domain.values.shown import duration


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"),
        (90, "1 min 30 s"),
        (5_400, "1 h 30 min"),
        (86_400, "24 h"),
        (108_000, "30 h"),
        (172_800, "2 days"),
        (176_461, "49 h 1 min 1 s"),
    ],
)
def test_a_length_of_time_is_shown_in_its_largest_units(seconds: int, shown: str) -> None:
    assert duration(timedelta(seconds=seconds)) == shown
