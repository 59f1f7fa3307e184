"""What every `ports.Store` has to do; run on the fake and on the real ones by a subclass with a fixture.

A subclass gives two fixtures: `store`, an empty store, and `again`, which gives the same store as a new
process would find it.  The makers at the top are shared with the stores' own tests.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hotlined.app.ports import Commit, Conflict, Permanent, Store
from hotlined.domain.mail.message import Envelope, Gate, Party
from hotlined.domain.mail.outgoing import OutboxRow, RowState
from hotlined.domain.record.casework import (
    AttachmentKept,
    CaseClosed,
    CaseOpened,
    CaseReopened,
    Noted,
    ReportRegistered,
)
from hotlined.domain.record.correspondence import MailQueued, MailSeen, MailSending
from hotlined.domain.record.destroyed import PurgeBegun
from hotlined.domain.record.events import Event
from hotlined.domain.record.holding import HoldPlaced, Paused
from hotlined.domain.record.periodical import StatisticsPlanned
from hotlined.domain.record.reporting import ReportQueued

AT = datetime(2026, 3, 1, 12, 0, 0, 250, tzinfo=UTC)
CASE = "HL-2026-000007-K"
OTHER = "HL-2026-000009-3"
DESK = "desk-2026-03-01"
PERIOD = "stats-2026-Q1"
BEGUN = PurgeBegun(stage="urls", why="age")
QUESTION = "which-2026-7k3qx2ma"


def digest(text: str) -> str:
    """A digest as mails have one."""
    return hashlib.sha256(text.encode()).hexdigest()


def seen(name: str, *, signature: str | None = None) -> MailSeen:
    """A mail that had its effect."""
    return MailSeen(
        mail=digest(name), message_id=f"<{name}@example.org>", mailbox="lea", kind="human", party="lea",
        who="federal", proof="signed", folder="Hotline/Done", reason="receipt",
        signature=signature, meaning=("received", "hold"),
    )  # fmt: skip


def refusal(name: str) -> tuple[MailSeen, MailQueued]:
    """An order with this name that was refused, and `envelope(name)`, which sent its form back."""
    order = replace(seen(name), mailbox="intake", party="analyst", who="anna", folder="Refused")
    return order, replace(queued(name), kind="refused", party="analyst", to_id="anna")


def correcting(name: str) -> CaseOpened:
    """A case out of the correction of that order."""
    return CaseOpened(
        assessment="illegal", analyst="anna", mail=digest("right"), thread=None, found_at=AT,
        received_from_public=None, country="EE", urgent=False, units=("federal",), ntd_body="hotline",
        ntd_delay=86_400, rules=(), items=1, corrects=(digest(name),),
    )  # fmt: skip


def noted(text: str | None) -> Noted:
    """An event with content."""
    return Noted(by="anna", mail=digest("note"), text=text)


def sealed(name: str) -> str:
    """The name in the store of an encrypted attachment with these bytes."""
    return digest(name)


def kept(name: str) -> AttachmentKept:
    """An attachment that lies in the store."""
    return AttachmentKept(
        by="anna", mail=digest("a"), file="attachment-1.png", content_type="image/png", size=1,
        sealed=sealed(name), name="item 1.png", sha256=digest(f"inside {name}"),
    )  # fmt: skip


def envelope(name: str) -> Envelope:
    """A finished mail."""
    data = f"Message-ID: <{name}@example.com>\r\n\r\nitem 1\r\n".encode()
    return Envelope(
        f"<{name}@example.com>", "intake@example.com", "unit@example.org",
        data, hashlib.sha256(data).hexdigest(),
    )  # fmt: skip


MAILS = (envelope("p"), envelope("q"))


def row(name: str, stream: str = CASE, state: RowState = RowState.QUEUED) -> OutboxRow:
    """The row of `envelope(name)`."""
    mail = envelope(name)
    return OutboxRow(
        mail.message_id, stream, "annex-i", Gate.REPORT, Party.LEA, "federal", "lea", mail.sender,
        mail.recipient, mail.digest, AT, not_before=AT + timedelta(hours=1), state=state,
        fingerprints=("A" * 40,), about={"fragment": 1, "unit": "federal"},
    )  # fmt: skip


def queued(name: str) -> MailQueued:
    """The event that goes with `row(name)`."""
    return MailQueued(
        message_id=f"<{name}@example.com>", kind="annex-i", party="lea", to_id="federal", token=f"tok{name}"
    )


def step(stream: str, expected: int, *events: Event, archive: bool = False) -> Commit:
    """A commit of events only."""
    return Commit(stream, expected, AT, events, archive=archive)


class StoreContract:
    """The contract; `again(store)` is the store as a new process finds it."""

    def test_a_stream_nobody_wrote_is_none(self, store: Store) -> None:
        assert store.load(CASE) is None

    def test_what_was_committed_is_loaded(self, store: Store, again: Callable[[Store], Store]) -> None:
        events = (seen("a"), noted("item 1 ä\u2028\n\t\x00"), noted(None))
        store.commit([replace(step(CASE, 0, *events), rows=(row("q"),), envelopes=(envelope("q"),))])
        for one in (store, again(store)):
            record = one.load(CASE)
            assert record is not None
            assert record.stream == CASE
            assert tuple(entry.event for entry in record.entries) == events
            assert [(entry.seq, entry.at) for entry in record.entries] == [(0, AT), (1, AT), (2, AT)]
            assert record.rows == (row("q"),)

    def test_entries_are_added_at_the_end(self, store: Store) -> None:
        store.commit([step(CASE, 0, seen("a"))])
        store.commit([step(CASE, 1, seen("b"), seen("c"))])
        record = store.load(CASE)
        assert record is not None
        assert [entry.event for entry in record.entries] == [seen("a"), seen("b"), seen("c")]

    def test_a_record_that_was_read_does_not_change(self, store: Store) -> None:
        store.commit([replace(step(CASE, 0, seen("a")), rows=(row("q"),), envelopes=(envelope("q"),))])
        before = store.load(CASE)
        assert before is not None
        copy = (before.entries, before.rows)
        store.commit([replace(step(CASE, 1, seen("b")), rows=(row("q", state=RowState.SENDING),))])
        assert (before.entries, before.rows) == copy
        assert len(before.entries) == 1

    def test_a_row_with_the_same_message_id_is_replaced_in_its_place(
        self, store: Store, again: Callable[[Store], Store]
    ) -> None:
        mails = tuple(envelope(name) for name in "pq")
        store.commit([replace(step(CASE, 0, seen("a")), rows=(row("p"), row("q")), envelopes=mails)])
        sending = replace(row("p", state=RowState.SENDING), attempts=1, next_at=AT, last_reply="451 4.7.1")
        store.commit([replace(step(CASE, 1, MailSending(message_id=sending.message_id)), rows=(sending,))])
        record = again(store).load(CASE)
        assert record is not None
        assert record.rows == (sending, row("q"))

    def test_a_row_given_twice_is_kept_as_it_was_given_last(
        self, store: Store, again: Callable[[Store], Store]
    ) -> None:
        """A hold and a question about the same case take back the same notice, each."""
        store.commit([replace(step(CASE, 0, seen("a")), rows=(row("p"), row("q")), envelopes=MAILS)])
        cancelled = row("p", state=RowState.CANCELLED)
        sending = row("p", state=RowState.SENDING)
        store.commit([replace(step(CASE, 1, seen("b")), rows=(sending, cancelled, cancelled))])

        record = again(store).load(CASE)
        assert record is not None
        assert record.rows == (cancelled, row("q"))

    def test_rows_alone_may_change(self, store: Store, again: Callable[[Store], Store]) -> None:
        store.commit([replace(step(CASE, 0, seen("a")), rows=(row("p"),), envelopes=(envelope("p"),))])
        changed = replace(row("p"), attempts=3)
        store.commit([replace(step(CASE, 1), rows=(changed,))])
        record = again(store).load(CASE)
        assert record is not None
        assert record.rows == (changed,)
        assert len(record.entries) == 1

    @pytest.mark.parametrize("expected", [0, 2])
    def test_a_commit_decided_on_another_length_conflicts(self, store: Store, expected: int) -> None:
        store.commit([step(CASE, 0, seen("a"))])
        with pytest.raises(Conflict):
            store.commit([step(CASE, expected, seen("b"))])
        assert store.find("mail", digest("b")) == ()

    def test_a_conflict_in_one_stream_changes_none(self, store: Store) -> None:
        store.commit([step(OTHER, 0, seen("a"))])
        mails = (envelope("q"),)
        with pytest.raises(Conflict):
            store.commit([replace(step(CASE, 0, seen("b")), envelopes=mails), step(OTHER, 0, seen("c"))])
        assert store.load(CASE) is None
        assert store.find("mail", digest("b")) == ()
        assert store.open_streams() == (OTHER,)
        with pytest.raises(Permanent):
            store.envelope(envelope("q").digest)

    def test_several_streams_are_written_together(
        self, store: Store, again: Callable[[Store], Store]
    ) -> None:
        store.commit([step(CASE, 0, seen("a")), step(OTHER, 0, seen("a")), step(DESK, 0, seen("a"))])
        found = again(store)
        assert found.find("mail", digest("a")) == tuple(sorted((CASE, OTHER, DESK)))
        assert all(found.load(name) for name in (CASE, OTHER, DESK))

    def test_no_commits_are_no_work(self, store: Store) -> None:
        store.commit([])
        assert store.open_streams() == ()

    def test_one_step_has_one_commit_a_stream(self, store: Store) -> None:
        with pytest.raises(ValueError, match="two commits"):
            store.commit([step(CASE, 0, seen("a")), step(CASE, 1, seen("b"))])
        assert store.load(CASE) is None

    def test_times_come_back_as_the_same_moment(self, store: Store, again: Callable[[Store], Store]) -> None:
        tallinn = AT.astimezone(timezone(timedelta(hours=2)))
        hold = HoldPlaced(hold="H1", party="lea", by="o", proof="signed", until=AT, mail=digest("a"))
        store.commit([Commit(CASE, 0, tallinn, (hold,))])
        record = again(store).load(CASE)
        assert record is not None
        assert record.entries[0].at == AT
        assert record.entries[0].event == hold

    def test_a_time_without_a_zone_is_refused(self, store: Store) -> None:
        with pytest.raises(ValueError, match="zone"):
            store.commit([Commit(CASE, 0, AT.replace(tzinfo=None), (seen("a"),))])

    def test_every_key_of_the_index_finds_its_stream(
        self, store: Store, again: Callable[[Store], Store]
    ) -> None:
        report = ReportQueued(
            unit="federal", fragment=1, of=1, items=(1,), message_id="<q@example.com>", code=digest("code")
        )
        public = ReportRegistered(mail=digest("r"), message_id="<r@example.org>", received_at=AT)
        store.commit([step(CASE, 0, seen("a", signature=digest("s")), queued("q"), report, public)])
        wanted = {
            "mail": digest("a"), "seen-id": "<a@example.org>", "signature": digest("s"),
            "message-id": "<q@example.com>", "token": "tokq", "code": digest("code"),
            "report": "<r@example.org>",
        }  # fmt: skip
        for one in (store, again(store)):
            found = {kind: one.find(kind, key) for kind, key in wanted.items()}
            assert found == dict.fromkeys(wanted, (CASE,))
            assert one.find("mail", digest("b")) == ()

    def test_an_archived_case_is_not_open_but_loads_and_is_found(
        self, store: Store, again: Callable[[Store], Store]
    ) -> None:
        store.commit([step(CASE, 0, seen("a")), step(OTHER, 0, seen("b"))])
        store.commit([step(CASE, 1, CaseClosed(by="anna", why="done"), archive=True)])
        for one in (store, again(store)):
            assert one.open_streams() == (OTHER,)
            record = one.load(CASE)
            assert record is not None
            assert len(record.entries) == 2
            assert one.find("mail", digest("a")) == (CASE,)

    def test_a_commit_to_an_archived_case_opens_it_again(
        self, store: Store, again: Callable[[Store], Store]
    ) -> None:
        store.commit([step(CASE, 0, seen("a"), archive=True)])
        store.commit([step(CASE, 1, CaseReopened(by="anna", why="bounced"), seen("b"))])
        for one in (store, again(store)):
            assert one.open_streams() == (CASE,)
            assert one.find("mail", digest("b")) == (CASE,)
            record = one.load(CASE)
            assert record is not None
            assert len(record.entries) == 3

    def test_a_desk_day_is_open_while_it_has_something_to_send(
        self, store: Store, again: Callable[[Store], Store]
    ) -> None:
        store.commit([step(DESK, 0, seen("a"))])
        assert store.open_streams() == ()
        waiting = row("q", DESK)
        store.commit([replace(step(DESK, 1, queued("q")), rows=(waiting,), envelopes=(envelope("q"),))])
        assert store.open_streams() == (DESK,)
        assert again(store).open_streams() == (DESK,)

    def test_the_statistics_of_a_period_are_open_until_they_are_archived(
        self, store: Store, again: Callable[[Store], Store]
    ) -> None:
        half = "stats-2026-H1"
        store.commit([step(PERIOD, 0, StatisticsPlanned(period="2026-Q1"))])
        store.commit([step(half, 0, StatisticsPlanned(period="2026-H1"))])
        store.commit([replace(step(half, 1, CaseClosed(by="hotlined", why="done")), archive=True)])
        found = again(store)
        assert found.open_streams() == (PERIOD,)
        assert found.find("statistics", "planned") == (half, PERIOD)
        assert found.load(half) is not None
        assert found.next_serial(2026) == 1

    def test_a_question_about_several_cases_is_open_until_it_is_archived_and_finds_its_cases(
        self, store: Store, again: Callable[[Store], Store]
    ) -> None:
        asked = Paused(pause="Q1", party="lea", who="federal", why="a", mail=digest("a"))
        within = replace(asked, within=QUESTION)
        store.commit([step(CASE, 0, within), step(OTHER, 0, within), step(QUESTION, 0, asked)])
        assert store.open_streams() == (CASE, OTHER, QUESTION)
        over = CaseClosed(by="Ann", why="no case waits for it any more")
        store.commit([replace(step(QUESTION, 1, over), archive=True)])
        found = again(store)
        assert found.open_streams() == (CASE, OTHER)
        assert found.find("within", QUESTION) == (CASE, OTHER)
        assert found.load(QUESTION) is not None
        assert found.next_serial(2026) == 10

    def test_a_desk_day_with_all_sent_is_not_open(self, store: Store) -> None:
        store.commit([replace(step(DESK, 0), rows=(row("q", DESK),), envelopes=(envelope("q"),))])
        store.commit([replace(step(DESK, 0), rows=(row("q", DESK, RowState.ACCEPTED),))])
        assert store.open_streams() == ()

    def test_an_envelope_comes_back_byte_for_byte(
        self, store: Store, again: Callable[[Store], Store]
    ) -> None:
        store.commit([replace(step(CASE, 0, queued("q")), rows=(row("q"),), envelopes=(envelope("q"),))])
        assert store.envelope(envelope("q").digest) == envelope("q").data
        assert again(store).envelope(envelope("q").digest) == envelope("q").data

    def test_an_attachment_comes_back_byte_for_byte(
        self, store: Store, again: Callable[[Store], Store]
    ) -> None:
        files = {sealed(name): name.encode() for name in ("x", "y")}
        store.commit([replace(step(CASE, 0, kept("x"), kept("y")), files=files)])
        assert store.find("file", sealed("x")) == (CASE,)
        assert again(store).file(sealed("x")) == b"x"

    def test_a_forgotten_attachment_is_gone_and_may_be_forgotten_again(self, store: Store) -> None:
        files = {sealed(name): name.encode() for name in ("x", "y")}
        store.commit([replace(step(CASE, 0, kept("x"), kept("y")), files=files)])
        for _ in range(2):
            store.forget([sealed("x")])
        with pytest.raises(Permanent, match="gone"):
            store.file(sealed("x"))
        assert store.file(sealed("y")) == b"y"

    def test_an_attachment_with_a_wrong_digest_is_refused(self, store: Store) -> None:
        with pytest.raises(ValueError, match="digest"):
            store.commit([replace(step(CASE, 0, kept("x")), files={sealed("x"): b"y"})])
        assert store.load(CASE) is None

    def test_an_envelope_that_was_never_written_is_gone(self, store: Store) -> None:
        with pytest.raises(Permanent):
            store.envelope(digest("none"))

    def test_an_envelope_with_a_wrong_digest_is_refused(self, store: Store) -> None:
        wrong = replace(envelope("q"), digest=digest("q"))
        with pytest.raises(ValueError, match="digest"):
            store.commit([replace(step(CASE, 0, seen("a")), envelopes=(wrong,))])
        assert store.load(CASE) is None

    @pytest.mark.parametrize("archived", [False, True])
    def test_P14_a_purge_leaves_events_and_order_and_no_content_but_what_is_kept(
        self, store: Store, again: Callable[[Store], Store], *, archived: bool
    ) -> None:
        store.commit(
            [replace(step(CASE, 0, noted("item 1"), BEGUN), rows=(row("p"), row("q")), envelopes=MAILS)]
        )
        sent = replace(row("p"), state=RowState.ACCEPTED)
        store.commit([replace(step(CASE, 2, noted("item 2"), archive=archived), rows=(sent,))])
        assert store.remains(CASE, {2})
        assert store.remains(CASE, {0, 2}) == (f"the mail {sent.digest[:12]}",)
        for _ in range(2):
            store.purge(CASE, {2})
            assert store.remains(CASE, {2}) == ()
        with pytest.raises(Permanent):
            store.envelope(sent.digest)
        for one in (store, again(store)):
            record = one.load(CASE)
            assert record is not None
            assert [entry.event for entry in record.entries] == [noted(None), BEGUN, noted("item 2")]
            assert {entry.message_id: entry.state for entry in record.rows} == {
                sent.message_id: RowState.ACCEPTED, row("q").message_id: RowState.QUEUED,
            }  # fmt: skip
            assert (CASE in one.open_streams()) is not archived
            assert one.envelope(row("q").digest) == envelope("q").data

    def test_P14_a_mail_that_is_named_is_burnt_unless_it_waits(self, store: Store) -> None:
        sent = replace(row("p"), state=RowState.ACCEPTED)
        store.commit([replace(step(CASE, 0, noted("item 1")), rows=(sent, row("q")), envelopes=MAILS)])
        anew = envelope("r")  # as the one that waits is made for another address
        moved = replace(row("q"), digest=anew.digest)
        store.commit([replace(step(CASE, 1), rows=(moved,), envelopes=(anew,))])
        there = {sent.digest, row("q").digest, anew.digest}
        assert store.envelopes_kept() == there
        assert [store.burn([*there, digest("none")]) for _ in range(2)] == [2, 0]
        assert store.envelopes_kept() == {anew.digest}
        assert store.envelope(anew.digest) == anew.data

    def test_P14_the_generation_after_a_purge_holds_no_more_than_the_purge_left(self, store: Store) -> None:
        store.commit([step(CASE, 0, noted("item 1"), BEGUN)])
        store.purge(CASE, ())
        store.commit([step(CASE, 2, seen("b"))])
        assert store.remains(CASE, ()) == ()

    def test_every_stream_is_named_archived_ones_too(self, store: Store) -> None:
        store.commit([step(CASE, 0, seen("a"), archive=True), step(DESK, 0, seen("b"))])
        assert store.streams() == (CASE, DESK)

    def test_serials_go_on_after_the_highest_of_their_year(
        self, store: Store, again: Callable[[Store], Store]
    ) -> None:
        assert store.next_serial(2026) == 1
        store.commit([step(OTHER, 0, seen("a"), archive=True)])
        store.commit([step(CASE, 0, seen("b"))])
        store.commit([step(DESK, 0, seen("b"))])
        for one in (store, again(store)):
            assert one.next_serial(2026) == 10
            assert one.next_serial(2027) == 1

    def test_the_newest_time_is_known_wherever_it_stands(
        self, store: Store, again: Callable[[Store], Store]
    ) -> None:
        """Also where a clock that was set back wrote after it, and in a day that is to come."""
        assert store.newest() is None
        ahead = AT + timedelta(days=400)
        store.commit([Commit("desk-2027-04-05", 0, ahead, (seen("a"),))])
        store.commit([step("desk-2027-04-05", 1, seen("b")), step(CASE, 0, seen("c"))])
        for one in (store, again(store)):
            assert one.newest() == ahead
