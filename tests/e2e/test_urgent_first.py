"""On real servers and with real gpg: whatever waits, the urgent report is the first to leave."""

import smtplib
import time
from pathlib import Path

import pytest

from tests.e2e.world import BOXES, PEOPLE, Scene, World, scene
from tests.support.sink import Transaction

FOLDER = Path(__file__).parent / "t-01-main-job"
FORM = "URL: https://files.example.net/item-{n}\nDescription of the type of the content: item {n}\n"


def assessments(world: World, count: int) -> list[bytes]:
    """Signed and encrypted mails of an analyst, the last one urgent; outside nothing tells which."""
    ann = world.people["ann"]
    made = []
    for n in range(1, count + 1):
        tags = "[ILLEGAL] [HOST:EE]" + (" [URGENT:item 1]" if n == count else "")
        visible = (
            ("From", ann.address),
            ("To", BOXES["intake"]),
            ("Subject", tags),
            ("Date", time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())),
            ("Message-ID", f"<{n}-{time.monotonic_ns()}@{ann.address.partition('@')[2]}>"),
        )
        text = FORM.format(n=n)
        made.append(ann.compose(visible, text, sign=True, encrypt_to=[world.keys["hotline"]]))
    assert b"URGENT" not in made[-1]
    return made


def reports(made: Scene, count: int) -> list[Transaction]:
    """What left for the LEA, once so many mails have."""

    def left() -> list[Transaction] | None:
        found = [one for one in made.taken if one.recipients == (PEOPLE["lea"],)]
        return found if len(found) >= count else None

    found: list[Transaction] = made.wait(left, f"{count} reports have not left")
    return found


def subjects(world: World, found: list[Transaction]) -> list[str]:
    return [world.people["lea"].open(one.raw).subject.partition(" ")[2] for one in found]


@pytest.mark.parametrize(("count", "running"), [(20, True), (30, False)])
def test_of_many_cases_that_arrive_together_the_urgent_one_leaves_first(
    world: World, count: int, running: bool
) -> None:
    """Twenty in one second beside the running daemon; thirty, more than one batch, that waited."""
    mails = assessments(world, count)
    with scene(world, FOLDER) as made:
        if not running:
            made.daemon.stop()
        with smtplib.LMTP("127.0.0.1", world.dovecot.lmtp_port, local_hostname="localhost") as lmtp:
            for raw in mails:
                lmtp.sendmail(PEOPLE["ann"], [BOXES["intake"]], raw)
        if not running:
            made.daemon.start()
        found = reports(made, 3)
        made.daemon.stop()
    assert subjects(world, found[:3]) == ["URGENT Report", "Report", "Report"]
    calls = [one for one in made.taken if one.recipients == (PEOPLE["lee"],)]
    assert len(calls) == 1
    assert calls[0].monotonic <= found[2].monotonic  # the contact person is told right behind
