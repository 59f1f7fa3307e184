"""What machines of the LEA tell in words: a message waits elsewhere, or ours did not arrive (P7)."""

from functools import cache
from pathlib import Path

import pytest

from hotlined.app.ports import Fetched, Found
from hotlined.domain.steps.asking import MOST_LOOSE
from tests.support.lea_set import Desk, Reply, replies

CORPUS = Path(__file__).parents[1] / "corpus" / "gateways"
TOLD = tuple(replies(folder=CORPUS))
# A new key, "new post", and a word order with "your" in front: in no table.
MISSED = {"newkey", "mailbox-eid-da", "portal-pl"}


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


def test_P7_many_notices_of_one_gateway_come_to_few_open_questions_though_a_server_vouches_for_them() -> None:
    told = "You have received a secure message.\n\nRead it in the portal."
    world = desk().worlds["own"].copied()
    raw = desk().mail(_by_machine(told))
    for uid in range(1, 31):
        one = raw.replace(b"<told@", f"<told{uid}@".encode())
        mail = desk().reader.read("lea", Fetched(Found("INBOX", 1, uid, len(one)), one, world.now))
        world.take(mail)

    asked = world.case.pauses_now()
    assert len(asked) == MOST_LOOSE
    assert all((one.text or "").count("secure message") == 1 for one in asked)
    assert world.case.pauses_open()
