"""Ten thousand notices that fall due in the same minute: all leave, none early, nothing urgent waits.

The daemon is a process of its own on its real store, real Dovecot, SMTP and gpg, with the fence over
the LEA's inbox in force.  HOTLINED_DUE=n plays it with so many cases (`make due N=10000`).
"""

import json
import os
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.faults.place import Place
from tests.faults.rush import MANY, Planned, Rush

CASES = int(os.environ.get("HOTLINED_DUE", "100"))
SPREAD = min(60.0, CASES / 100)  # seconds between the first due time and the last
LEAD = 10.0 + CASES / 40  # seconds from the beginning of the preparation to the first due time
PATIENCE = 120.0  # seconds without any mail, from the first due time on, until something is wrong
PASSED = 100  # notices that may leave between an urgent mail of the analyst and the report on it
TERMS = {
    "ntd_delay": "24h", "storm_brake": MANY, "storm_brake_recipient": MANY, "storm_brake_notices": MANY,
}  # fmt: skip
# Of all notices, when an urgent report comes, and a hold on one of the last cases.
WHEN = (0.1, 0.3, 0.5, 0.7)
# Notices, each told to the LEA and the analyst; of each urgent report four mails, of each hold two.
EXPECTED = 3 * (CASES - len(WHEN)) + 6 * len(WHEN)

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.xdist_group("due"),
    pytest.mark.timeout(300 + CASES),
]


def test_P15_all_that_falls_due_in_one_minute_leaves_once_and_nothing_urgent_waits_for_it(
    place: Place, record_property: Callable[[str, object], None]
) -> None:
    """P5 and P15 for thousands: none early, none twice, none on a case that the LEA asks to wait for."""
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    with Rush(folder, TERMS, count=CASES, spread=SPREAD, place=place) as rush:
        rush.prepare(datetime.now(UTC) + timedelta(seconds=LEAD))
        started = time.time()
        rush.start()
        rush.ready()
        ready = time.time()
        urgent, held = run(rush)
        memory = rush.resident()
        assert rush.stop(signal.SIGTERM) == 0
        notices, due = rush.ledger.notices(), {one.reference: one.due for one in rush.planned}
        copies = Counter(one.reference for one in notices)
        reports = rush.ledger.urgent(rush.planned)
        ways = list(zip(urgent, reports, strict=True))
        figures = {
            "cases": CASES, "start": round(ready - started, 1),
            "due after the start": sum(one.due > ready for one in rush.planned), "due within": SPREAD,
            "notices": len(notices), "held": len(held),
            "early": sum(one.begun < due[one.reference] for one in notices),
            "twice": sum(count > 1 for count in copies.values()),
            "seconds": round(notices[-1].whole - max(ready, rush.planned[0].due), 1),
            "mails in all": len(rush.ledger.seen),
            "urgent reports": len(reports),
            "longest way of one": round(max(report.whole - at for at, report in ways), 1),
            "notices meanwhile": max(
                sum(at < one.begun < report.begun for one in notices) for at, report in ways
            ),
            "MiB": memory,
        }  # fmt: skip
        record_property("figure", json.dumps(figures))
        assert copies.keys() == due.keys() - {one.reference for one in held}
        assert figures["early"] == figures["twice"] == 0
        assert figures["notices meanwhile"] < PASSED
        assert place.findings(rush.store) == []
    shutil.rmtree(folder)


def run(rush: Rush) -> tuple[list[float], list[Planned]]:
    """The people act until nothing is left to send; when urgent mails came, and what is held."""
    todo, urgent, held = list(WHEN), [], []
    seen, moved = -1, time.monotonic() + max(0.0, rush.planned[0].due - time.time())
    while seen < EXPECTED:
        assert time.monotonic() < moved + PATIENCE, f"{seen} mails and no more; log in {rush.folder}"
        if todo and len(rush.ledger.notices()) >= todo[0] * CASES:
            held.append(rush.planned[-1 - len(held)])
            rush.asks_to_wait(held[-1])
            urgent.append(rush.assesses())
            todo.pop(0)
        time.sleep(0.1)
        if len(rush.ledger.seen) != seen:
            seen, moved = len(rush.ledger.seen), max(moved, time.monotonic())
    return urgent, held
