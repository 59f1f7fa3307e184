"""What is made of a stream late: once, of its last state, and whatever becomes of another one."""

import pytest

from hotlined.app.folded import Folded
from hotlined.app.lazy_updates import MOST, LazyUpdates
from hotlined.domain.cases.state import Case


def held(stream: str, version: int = 1) -> Folded:
    return Folded(Case(stream, version=version), {})


def test_a_stream_that_changes_six_times_is_made_once_of_its_last_state_when_somebody_asks() -> None:
    made: list[tuple[str, int]] = []
    late = LazyUpdates(lambda one: made.append((one.case.stream, one.case.version)))
    for version in range(6):
        late.changed(held("a", version))
    assert made == []
    late.settle()
    late.settle()
    assert made == [("a", 5)]


def test_no_more_wait_than_can_be_made_while_somebody_waits() -> None:
    made: list[str] = []
    late = LazyUpdates(lambda one: made.append(one.case.stream))
    for number in range(MOST + 2):
        late.changed(held(str(number)))
        late.changed(held("0"))  # what changes all the time has time
    assert made == ["1", "2"]
    late.settle()
    assert sorted(made) == sorted(str(number) for number in range(MOST + 2))


def test_a_stream_that_makes_it_stumble_is_told_of_and_the_others_are_made(
    caplog: pytest.LogCaptureFixture,
) -> None:
    made: list[str] = []

    def make(one: Folded) -> None:
        if one.case.stream == "a":
            raise LookupError("secret")
        made.append(one.case.stream)

    late = LazyUpdates(make)
    for stream in ("a", "b"):
        late.changed(held(stream))
    late.settle()
    assert made == ["b"]
    assert "bug where=listener" in caplog.text
    assert "secret" not in caplog.text
