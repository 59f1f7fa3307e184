"""The quick `replace` gives what that of the standard library gives, and refuses what it cannot do."""

import dataclasses
from dataclasses import dataclass

import pytest

from hotlined.domain.cases.state import Case
from hotlined.domain.record.casework import CaseReopened
from hotlined.domain.values.quick import replace
from tests.support.world import noticed


def test_a_case_is_replaced_as_by_the_standard_library() -> None:
    case = noticed().case

    made = replace(case, version=99, form=None, sought=frozenset({"a"}))

    assert made == dataclasses.replace(case, version=99, form=None, sought=frozenset({"a"}))
    assert type(made) is Case
    assert case.version != 99


def test_an_event_which_has_slots_is_replaced_too() -> None:
    event = CaseReopened(by="Ann", why="a report bounced")

    assert replace(event, by="hotlined") == CaseReopened(by="hotlined", why="a report bounced")


@pytest.mark.parametrize("old", [Case("HL-2026-000001-C"), CaseReopened(by="Ann", why="a report bounced")])
def test_a_field_that_is_not_there_is_refused(old: object) -> None:
    with pytest.raises(TypeError):
        replace(old, nothing=1)


def test_a_class_whose_values_are_checked_when_they_are_made_is_refused() -> None:
    @dataclass(frozen=True)
    class Even:
        number: int
        name: str = ""

        def __post_init__(self) -> None:
            if self.number % 2:
                raise ValueError

    with pytest.raises(TypeError):
        replace(Even(2), number=3)
