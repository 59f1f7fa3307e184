"""`purge` and `legal-hold` on a real site, without a daemon: what is said, and the order that is left."""

import json
from datetime import timedelta

import pytest

from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.slips import orders_in
from hotlined.app.ports import Commit
from hotlined.domain.record.correspondence import MailQueued
from hotlined.domain.record.destroyed import LegalHoldSet
from hotlined.domain.record.order import What
from hotlined.domain.record.reporting import ReceiptGiven, ReportBlocked, ReportQueued
from hotlined.domain.record.running import StoreRestored
from tests.cli.place import CASE, MARKER, THEN, Place, case_events


@pytest.fixture
def received(place: Place) -> Place:
    """A case that the LEA has confirmed, and an agreement that purges."""
    place.config = place.write(agreement={"purge_after": "30d", "purge_warning": "0s"})
    parts = {
        (one.unit, one.fragment) for one in case_events() if isinstance(one, ReportQueued | ReportBlocked)
    }
    receipts = tuple(
        ReceiptGiven(unit=unit, fragments=(part,), how="signature", by="Lee", mail="r")
        for unit, part in sorted(parts)
    )
    events = tuple(one for one in case_events() if not isinstance(one, MailQueued))
    with CaseFiles.open(place.store, salt=lambda: "salt") as store:
        store.commit([Commit(CASE, 0, THEN, (*events, *receipts))])
    return place


def orders(place: Place) -> list[tuple[str, What, str]]:
    return [(one.stream, one.what, one.why) for one in orders_in(place.store).waiting()]


def test_purge_says_what_goes_when_and_changes_nothing(received: Place) -> None:
    before = received.files()
    (row,) = received("purge", "--json").data
    again = received("purge", CASE.lower(), "--dry-run", "--json").data
    assert [row] == again
    assert (row["case"], row["stage"], row["waits for"]) == (CASE, "material", "")
    assert row["not before"] == (THEN + timedelta(days=30)).isoformat()
    assert row["content"] >= 1
    assert MARKER not in json.dumps(row)
    assert CASE in received("purge", "--dry-run").out
    assert received.files() == before


def test_what_no_case_s_purge_reaches_is_said_until_it_has_a_time(received: Place) -> None:
    assert "anonymise_after is never" in received("purge").err
    terms = {"purge_after": "30d", "anonymise_after": "365d"}
    received.write(agreement=terms)
    assert received("purge").err == ""


def test_purge_without_the_agreement_says_so(place: Place) -> None:
    with CaseFiles.open(place.store, salt=lambda: "salt") as store:
        store.commit([Commit(CASE, 0, THEN, case_events())])
    assert "the agreement says never" in place("purge", "--dry-run").out
    done = place("purge", CASE)
    assert (done.code, "purge_after" in done.err) == (2, True)
    assert orders(place) == []


def test_purge_of_a_case_leaves_an_order(received: Place) -> None:
    done = received("purge", CASE)
    assert (done.code, done.err) == (0, "")
    assert "does it first of all when it starts" in done.out
    assert orders(received) == [(CASE, What.PURGE, "")]


def test_a_case_without_all_receipts_or_under_a_legal_hold_is_not_purged_and_why(received: Place) -> None:
    with CaseFiles.open(received.store, salt=lambda: "salt") as store:
        record = store.load(CASE)
        assert record is not None
        held = LegalHoldSet(on=True, by="alice", why="court 1", order="0" * 8)
        store.commit([Commit(CASE, len(record.entries), THEN, (held,))])
    done = received("purge", CASE)
    assert (done.code, "a legal hold" in done.err) == (1, True)
    assert "legal hold by alice: court 1" in received("show", CASE).out
    assert received("legal-hold", CASE, "on", "--reason", "again").code == 1
    assert received("legal-hold", CASE, "off", "--reason", "court is done").code == 0
    assert orders(received) == [(CASE, What.FREE, "court is done")]


def test_a_legal_hold_needs_a_case_and_a_reason(received: Place) -> None:
    assert received("legal-hold", CASE, "on").code == 2
    assert received("legal-hold", CASE, "on", "--reason", " ").code == 2
    assert received("legal-hold", "HL-2026-000009-V", "on", "--reason", "x").code == 1
    assert received("legal-hold", CASE, "maybe", "--reason", "x").code == 2
    assert received("legal-hold", CASE, "on", "--reason", "Anh\udcf6rung").code == 2
    assert orders(received) == []
    assert received("legal-hold", CASE, "on", "--reason", "an  inquiry").code == 0
    assert orders(received) == [(CASE, What.HOLD, "an inquiry")]


def test_P14_a_legal_hold_whose_end_waits_for_the_daemon_is_not_called_on_already(received: Place) -> None:
    """The daemon is stopped: its next start lifts the hold, and the purge goes on."""
    held = LegalHoldSet(on=True, by="alice", why="an inquiry", order="0" * 32)
    with CaseFiles.open(received.store, salt=lambda: "salt") as store:
        record = store.load(CASE)
        assert record is not None
        store.commit([Commit(CASE, len(record.entries), THEN, (held,))])
    assert received("legal-hold", CASE, "off", "--reason", "done").code == 0

    again = received("legal-hold", CASE, "off", "--reason", "done")
    done = received("legal-hold", CASE, "on", "--reason", "not done")

    assert (again.code, again.err) == (
        1,
        f"{CASE}: that is asked for already; hotlined has not done it yet\n",
    )
    assert done.code == 0, done.err
    assert [what for _, what, _ in orders(received)] == [What.FREE, What.HOLD]


def test_P14_since_a_restore_nothing_is_purged_and_why(received: Place) -> None:
    fact = StoreRestored(taken_at=THEN, how="backup")
    with CaseFiles.open(received.store, salt=lambda: "salt") as store:
        store.commit([Commit("desk-2026-03-02", 0, THEN, (fact,))])
    assert "outbox release --restored" in received("purge").err
    done = received("purge", CASE)
    assert (done.code, "a legal hold for instance" in done.err) == (1, True)
    assert orders(received) == []
