"""What machines of the LEA tell in words: a message waits elsewhere, or ours did not arrive (P7)."""

from functools import cache
from pathlib import Path

import pytest

from hotlined.app.ports import Fetched, Found
from hotlined.domain.steps.asking import MOST_LOOSE
from tests.support.lea_set import Desk, Reply, replies

CORPUS = Path(__file__).parents[1] / "corpus" / "gateways"
TOLD = tuple(replies(folder=CORPUS))
# They should be asked about, and are not: in no table of `programs.elsewhere`.  One that is missed no more
# fails here.
MISSED = {
    "newkey": "that the key changes is no message that waits",
    "mailbox-eid-da": "'new post' is also a new position",
    "portal-pl": "'for you' stands between what waits and what it is",
}
ROWS = [
    pytest.param(
        one,
        id=one.name,
        marks=[pytest.mark.xfail(reason=MISSED[one.name], strict=True, raises=AssertionError)]
        if one.name in MISSED
        else [],
    )
    for one in TOLD
]


@cache
def desk() -> Desk:
    return Desk()


def test_what_is_missed_is_in_the_corpus() -> None:
    assert set(MISSED) <= {one.name for one in TOLD if one.asks == "yes"}


@pytest.mark.parametrize("told", ROWS)
def test_P7_what_a_machine_of_the_lea_tells_is_asked_about_unless_it_is_only_absence(told: Reply) -> None:
    found = desk().answer(told)

    if found.received:
        pytest.fail("a machine's word was taken for a receipt")  # also of one that is missed
    assert found.asked == (told.asks == "yes"), found.why


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
