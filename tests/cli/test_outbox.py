"""`hotlined outbox`: what waits to be sent, tried again or taken back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hotlined.adapters.casefiles import CaseFiles
from hotlined.app.ports import Commit
from hotlined.cli.operator import operator
from hotlined.domain.mail.message import Gate
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.correspondence import MailAccepted, MailQueued, MailSending
from hotlined.domain.record.holding import SentencesVouched
from hotlined.domain.record.running import BrakeReleased
from tests.cli.place import CASE, MAYBE, REPORT, THEN, WAITING, Place, waiting


def test_outbox_lists_what_waits(filled: Place) -> None:
    rows = {row["message_id"]: row for row in filled("outbox", "--json").data}

    assert set(rows) == {WAITING, MAYBE}
    assert (rows[WAITING]["state"], rows[WAITING]["tries"]) == ("queued", 3)
    assert "waiting000" in filled("outbox").out


def test_outbox_lists_first_what_goes_first(filled: Place) -> None:
    later = datetime.now(UTC) + timedelta(days=1)
    made = [
        waiting(f"<{name}@x>", Gate.NONE, "alarm", RowState.QUEUED)
        for name in ("notice", "usual", "urgent", "urgent-later", "usual-later")
    ]
    news = ({"priority": 2}, {}, {"priority": 0}, {"priority": 0, "not_before": later}, {"not_before": later})
    rows = [
        replace(row, next_at=None, created_at=THEN + timedelta(hours=at), **new)
        for at, ((row, _), new) in enumerate(zip(made, news, strict=True))
    ]
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        known = len(store.load(CASE).entries)  # type: ignore[union-attr]
        store.commit([Commit(CASE, known, THEN, (), tuple(rows), tuple(one for _, one in made))])

    names = [row["message_id"].strip("<>") for row in filled("outbox", "--json").data]
    listed = [name.removesuffix("@x") for name in names if name.endswith("@x")]

    assert listed == ["urgent", "usual", "notice", "urgent-later", "usual-later"]


def test_retry_is_for_at_once(filled: Place) -> None:
    done = filled.call("outbox", "retry", WAITING, "--config", str(filled.config))

    assert done.code == 0, done.err
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        rows = {row.message_id: row for row in store.load(CASE).rows}  # type: ignore[union-attr]
    assert (rows[WAITING].next_at, rows[WAITING].state) == (None, RowState.QUEUED)
    assert filled("verify").code == 0


def test_cancel_is_recorded_and_takes_the_mail_out(filled: Place) -> None:
    done = filled.call("outbox", "cancel", "waiting", "--config", str(filled.config))

    assert done.code == 0, done.err
    assert "does not leave" in done.out
    assert [row["message_id"] for row in filled("outbox", "--json").data] == [MAYBE]
    assert f"cancelled by {operator()}" in filled("show", CASE).out


@pytest.mark.parametrize("gate", list(Gate))
def test_a_mail_of_every_gate_can_be_cancelled(filled: Place, gate: Gate) -> None:
    row, mail = waiting("<another000000000@x>", gate, "ntd-reminder", RowState.QUEUED)
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        version = len(store.load(CASE).entries)  # type: ignore[union-attr]
        store.commit([Commit(CASE, version, THEN, (), (row,), (mail,))])

    done = filled.call("outbox", "cancel", "another", "--config", str(filled.config))

    assert done.code == 0, done.err
    assert "does not leave" in done.out
    assert "<another000000000@x>" not in {one["message_id"] for one in filled("outbox", "--json").data}


def test_what_may_have_left_is_not_cancelled(filled: Place) -> None:
    before = filled.files()

    done = filled.call("outbox", "cancel", MAYBE, "--config", str(filled.config))

    assert done.code == 1
    assert "may have left" in done.err
    assert {k: v for k, v in filled.files().items() if "/HL-" in k} == {
        k: v for k, v in before.items() if "/HL-" in k
    }


def test_P5_without_a_restore_nobody_says_of_a_mail_that_it_has_left(
    filled: Place,
) -> None:
    """It would count as accepted, and of a report the notice's delay would begin with it."""
    for one in (MAYBE, WAITING):
        done = filled.call("outbox", "left", one, "--config", str(filled.config))
        assert (done.code, "cancel" in done.err) == (1, True)
    assert {row["message_id"] for row in filled("outbox", "--json").data} == {WAITING, MAYBE}


def test_a_message_id_of_no_waiting_mail_is_told(filled: Place) -> None:
    assert filled.call("outbox", "retry", REPORT, "--config", str(filled.config)).code == 1


def test_P12_the_outbox_shows_the_storm_brake_and_what_waits_for_it(filled: Place) -> None:
    rules = filled.config.parent / "rules" / "agreement.yaml"
    rules.write_text(rules.read_text() + "\nstorm_brake: 1\nstorm_brake_notices: 1\n")
    moment = datetime.now(UTC)
    desk = f"desk-{moment:%Y-%m-%d}"
    facts = (
        MailQueued(message_id="<storm@x>", kind="done", party="analyst", to_id="Ann", token="s" * 26),
        MailSending(message_id="<storm@x>"),
        MailAccepted(message_id="<storm@x>"),
    )
    odd, mail = waiting("<braked0000000000@x>", Gate.NONE, "done", RowState.QUEUED)
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        store.commit([Commit(CASE, len(store.load(CASE).entries), THEN, (), (odd,), (mail,))])  # type: ignore[union-attr]
        known = store.load(desk)
        store.commit([Commit(desk, len(known.entries) if known else 0, moment, facts)])
    rows = filled("outbox", "--json").data
    held = [row for row in rows if row["brake"] == "overall"]

    shown = filled("outbox").out
    done = filled.call("outbox", "release", "--config", str(filled.config))

    assert held
    assert "the storm brake is on since" in shown
    assert "(overall); waiting for it: " in shown
    assert done.code == 0, done.err
    assert all(row["brake"] is None for row in filled("outbox", "--json").data)
    assert "storm brake" not in filled("outbox").out
    assert filled("verify").code == 0
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        desk_now = store.load(f"desk-{datetime.now(UTC):%Y-%m-%d}")
    assert desk_now is not None
    assert BrakeReleased(by=operator()) in [one.event for one in desk_now.entries]


def test_that_no_brake_is_on_is_said_and_no_release_is_recorded(filled: Place) -> None:
    done = filled.call("outbox", "release", "--config", str(filled.config))

    assert (done.code, done.err) == (1, "no storm brake is on: nothing waits for one\n")
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        desk_now = store.load(f"desk-{datetime.now(UTC):%Y-%m-%d}")
    assert desk_now is None or not any(isinstance(one.event, BrakeReleased) for one in desk_now.entries)


def test_C1_a_clock_that_is_right_is_said_to_be_so_once(filled: Place) -> None:
    release = ("outbox", "release", "--clock", "--config", str(filled.config))
    none = filled.call(*release)
    ahead = datetime.now(UTC) + timedelta(days=3650)
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        store.commit([Commit(f"desk-{ahead:%Y-%m-%d}", 0, ahead, (BrakeReleased(by="test"),))])

    done, again = filled.call(*release), filled.call(*release)

    assert (none.code, done.code, again.code) == (1, 0, 1)
    assert (
        none.err == again.err == "nothing waits for the clock: it is not behind the record, and was not set\n"
    )
    assert "the clock counts as right" in done.out
    assert filled("verify").code == 0


@pytest.mark.parametrize("what", ["retry", "cancel"])
def test_the_outbox_is_not_changed_under_a_running_daemon(what: str, filled: Place) -> None:
    with CaseFiles.open(filled.store, salt=lambda: "salt"):
        done = filled.call("outbox", what, WAITING, "--config", str(filled.config))
        listed = filled("outbox")

    assert done.code == 1
    assert done.err.startswith("stop hotlined first:")
    assert listed.code == 0


def test_P7_sentences_that_were_vouched_for_are_listed_and_forgotten(filled: Place) -> None:
    fact = SentencesVouched(
        unit="national", by="Ann", mail="f" * 64, pause="Q1", digests=("a" * 64, "b" * 64),
        received=("b" * 64,), texts=("Blorf is here.", "Xyzzy."),
    )  # fmt: skip
    with CaseFiles.open(filled.store, salt=lambda: "salt") as store:
        store.commit([Commit(CASE, len(store.load(CASE).entries), THEN, (fact,))])  # type: ignore[union-attr]
        refused = filled.call("phrases", "forget", "aaaa", "--config", str(filled.config))
    rows = filled("phrases", "--json").data
    assert [(row["id"], row["counts_as"], row["sentence"]) for row in rows] == [
        ("a" * 10, "harmless", "Blorf is here."),
        ("b" * 10, "received", "Xyzzy."),
    ]
    assert refused.err.startswith("stop hotlined first:")

    assert filled.call("phrases", "forget", "cccc", "--config", str(filled.config)).code == 1
    assert filled.call("phrases", "forget", "aaaa", "--config", str(filled.config)).code == 0
    assert [row["sentence"] for row in filled("phrases", "--json").data] == ["Xyzzy."]
    assert filled("verify").code == 0
