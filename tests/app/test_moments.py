"""The earliest of many moments is always that of the mapping, however often it was changed."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotlined.app.moments import SPARE, Moments
from tests.support.fake_clock import START

STEPS = st.lists(st.tuples(st.sampled_from("abcdef"), st.none() | st.integers(0, 20)), max_size=200)


@given(STEPS, st.integers(-1, 21))
def test_first_and_due_are_those_of_the_mapping_and_what_is_outdated_does_not_pile_up(
    steps: list[tuple[str, int | None]], hours: int
) -> None:
    current = {}
    moments = Moments(current)
    for stream, at in steps:
        if at is None:
            current.pop(stream, None)
        else:
            current[stream] = START + timedelta(hours=at)
            moments.put(stream)
        now = START + timedelta(hours=hours)

        assert moments.by(now) == {(at, stream) for stream, at in current.items() if at <= now}
        assert moments.first() == min(current.values(), default=None)
        assert len(moments._heap) <= 2 * len(current) + SPARE + 1


def test_a_moment_that_comes_ever_earlier_leaves_no_more_behind_than_is_not_worth_clearing_away() -> None:
    current = {"other": START}
    moments = Moments(current)
    moments.put("other")
    for hours in range(1000, 0, -1):
        current["often"] = START + timedelta(hours=hours)
        moments.put("often")
        assert moments.first() == START
        assert len(moments._heap) <= 2 * len(current) + SPARE

    due = {(START, "other"), (START + timedelta(hours=1), "often")}
    assert moments.by(START) == {(START, "other")}
    assert moments.by(START + timedelta(hours=1)) == due
