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


def _lines(name: str) -> tuple[str, ...]:
    lines = (CORPUS / name).read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _by_machine(text: str) -> Reply:
    fields = ("Return-Path: <>", "Auto-Submitted: auto-replied", "Subject: Automatic reply: [{ref}] Report")
    return Reply(
        "told", "own", {"meaning": "automatic", "human": "no"}, fields, f"{text}\n\nPolice Example\n"
    )


@pytest.mark.parametrize("text", _lines("ordinary.list"))
def test_an_ordinary_acknowledgement_or_absence_notice_keeps_no_notice_waiting(text: str) -> None:
    found = desk().answer(_by_machine(text))

    assert (found.asked, found.received) == (False, False)


@pytest.mark.parametrize("text", _lines("waiting.list"))
def test_P7_a_machines_word_that_something_waits_or_did_not_arrive_is_asked_about(text: str) -> None:
    found = desk().answer(_by_machine(text))

    assert found.asked
    assert not found.received
