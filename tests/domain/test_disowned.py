"""NOT-OURS names items and somebody else; what says something else is asked about and changes nothing."""

import pytest

from tests.domain.test_answer_lines import gone, writes
from tests.support.world import World


def disowned(world: World) -> list[int]:
    return [item.number for item in world.case.items if item.disowned_by]


@pytest.mark.parametrize(
    ("text", "items", "named"),
    [
        ("NOT-OURS 1 & 2 Other Net", [1, 2], "Other Net"),
        ("NOT-OURS 1, 2 Other Net", [1, 2], "Other Net"),
        ("NOT-OURS 1 and 3: Other Net", [1, 3], "Other Net"),
        ("NOT-OURS #3 Other Net", [3], "Other Net"),
        ("NOT-OURS item 2 Other Net", [2], "Other Net"),
        ("NOT-OURS items 1-3", [1, 2, 3], ""),
        ("NOT-OURS 2 3M Net", [2], "3M Net"),
        ("NOT-OURS 2 it is hosted by Other Net", [2], "it is hosted by Other Net"),
        ("NOT-OURS Other Net, noc@other.example", [1, 2, 3, 4], "Other Net, noc@other.example"),
        ("NOT-OURS Other Net AS64500", [1, 2, 3, 4], "Other Net AS64500"),
    ],
)
def test_the_items_and_the_name_behind_NOT_OURS_are_read(text: str, items: list[int], named: str) -> None:
    world = writes(text)

    assert disowned(world) == items
    assert world.letters("not-ours")[-1].values["named"] == named


@pytest.mark.parametrize(
    "text",
    [
        "NOT-OURS 2 it is ours after all",
        "NOT-OURS 2 sorry, wrong, it is hosted here",
        "NOT-OURS 2?",
        "NOT-OURS 2 is that possible?",
        "NOT-OURS 2 maybe Other Net",
        "NOT-OURS 2 not sure",
        "NOT-OURS 2 not yet checked",
        "NOT-OURS 2 removed",
        "NOT-OURS 2 doch bei uns",
        "NOT-OURS 1&1 Net",
        "NOT-OURS 1 & 2.5 Net",
        "NOT-OURS the second link",
        "NOT-OURS link",
        "NOT-OURS mistake",
    ],
)
def test_P9_what_may_be_no_name_is_asked_about(text: str) -> None:
    world = writes(text)

    assert disowned(world) == []
    assert gone(world) == []
    assert world.case.notices[0].asks
