"""A test over many rows tries all of them, and tells which are wrong."""

import pytest

from tests.support.over import over


def test_every_row_is_tried_and_those_that_fail_are_named() -> None:
    tried = []

    @over("n", [1, pytest.param(2, id="two"), 3, pytest.param(4, id="four")])
    def even_is_wrong(n: int) -> None:
        tried.append(n)
        assert n % 2, f"{n} is even"

    with pytest.raises(AssertionError, match=r"(?s)2 of 4 rows:\ntwo: 2 is even.*four: 4 is even") as found:
        even_is_wrong()

    assert tried == [1, 2, 3, 4]
    assert str(found.value.__cause__).startswith("2 is even")


def test_a_row_in_which_nothing_is_raised_is_named_too() -> None:
    @over("text", ["a", "1"])
    def no_number(text: str) -> None:
        with pytest.raises(ValueError, match="invalid literal"):
            int(text)

    with pytest.raises(AssertionError, match=r"1 of 2 rows:\n.'1',.: DID NOT RAISE"):
        no_number()


def test_a_test_over_no_rows_fails() -> None:
    @over(("a", "b"), [])
    def never(a: int, b: int) -> None: ...

    with pytest.raises(AssertionError, match="no rows"):
        never()


@over(("a", "b"), [(1, 2), (2, 3)])
def test_fixtures_are_given_to_every_row(a: int, b: int, request: pytest.FixtureRequest) -> None:
    assert request.node.name == "test_fixtures_are_given_to_every_row"
    assert b == a + 1
