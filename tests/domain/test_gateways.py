"""What machines of the LEA tell in words: a message waits elsewhere, or ours did not arrive (P7)."""

from functools import cache
from pathlib import Path

import pytest

from tests.support.lea_set import Desk, Reply, replies

CORPUS = Path(__file__).parents[1] / "corpus" / "gateways"
TOLD = tuple(replies(folder=CORPUS))
# A new key, "deleted unread", "new post", and a word order with "your" in front: in no table.
MISSED = {"newkey", "mdn-text-del", "mailbox-eid-da", "portal-pl"}


@cache
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize("told", TOLD, ids=lambda one: one.name)
def test_P7_what_a_machine_of_the_lea_tells_is_asked_about_unless_it_is_only_absence(told: Reply) -> None:
    found = desk().answer(told)

    assert found.asked == (told.asks == "yes" and told.name not in MISSED), found.why
    assert not found.received
