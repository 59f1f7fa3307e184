"""The outbox: three outcomes, the same bytes again, and the gate right before SMTP."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from hotlined.app.attempts import LOOK_AGAIN, Attempts
from hotlined.app.desk_alarm import tell_deaf, tell_split_brain
from hotlined.app.docket import Docket
from hotlined.app.outcomes import LEAST_TRIES, LEFT
from hotlined.app.ports import Commit, Found, Outcome, Permanent, Temporary
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Change
from hotlined.domain.mail.message import Envelope
from hotlined.domain.mail.outgoing import NEW_KEY, RENAMED, OutboxRow, RowState
from hotlined.domain.record.casework import CaseOpened
from hotlined.domain.record.correspondence import (
    MailAccepted,
    MailCancelled,
    MailDelayed,
    MailRefused,
    MailSending,
    MailUncertain,
)
from hotlined.domain.record.holding import HoldPlaced
from hotlined.domain.record.noticed import NoticeLate, NoticeQueued
from hotlined.domain.record.reporting import ReportBlocked
from hotlined.domain.record.running import SPLIT_BRAIN, StoreRestored
from hotlined.domain.values.address import Address
from tests.support.fake_clock import run_to_rest
from tests.support.fake_courier import ACCEPTED, LATER, NEVER, UNKNOWN
from tests.support.fake_mailbox import FakeMailbox
from tests.support.memory_store import MemoryStore
from tests.support.rig import ABUSE, ANN, BEN, CONTACT, DELAY, FORM, LEA, Rig
from tests.support.site import LEA_KEY, make_unit

DAY, HOUR = DELAY.total_seconds(), 3600.0


def row_to(rig: Rig, reference: str, recipient: str, nth: int = -1) -> OutboxRow:
    """A row of the case as stored."""
    record = rig.store.load(reference)
    assert record is not None
    return [row for row in record.rows if row.recipient == recipient][nth]


def lea_kinds(rig: Rig, reference: str) -> list[str]:
    record = rig.store.load(reference)
    assert record is not None
    return [row.kind for row in record.rows if row.recipient == LEA]


def noted(rig: Rig) -> int:
    """How often the LEA was asked to call, where nothing else was tried to be handed over to its server."""
    tried = rig.courier.attempts(LEA)
    assert all(b"Please call us" in one.data and b"example.net" not in one.data for one in tried)
    return len(tried)


# --- the matrix of outcomes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "state", "event", "again"),
    [
        (ACCEPTED, RowState.ACCEPTED, MailAccepted, False),
        (LATER, RowState.QUEUED, MailDelayed, True),
        (UNKNOWN, RowState.UNKNOWN, MailUncertain, True),
        (NEVER, RowState.REFUSED, MailRefused, False),
    ],
)
async def test_each_outcome_is_written_down_and_only_an_open_one_is_tried_again(
    outcome: Outcome, state: RowState, event: type, again: bool
) -> None:
    rig = Rig()
    rig.courier.answers[LEA] = [outcome]
    await rig.start()
    reference = await rig.opened()
    row = row_to(rig, reference, LEA)
    assert (row.state, row.last_reply, row.attempts) == (state, outcome.reply, 1)
    told = [one for one in rig.all_events(reference) if isinstance(one, event)]
    assert row.message_id in [getattr(one, "message_id", None) for one in told]
    assert (await rig.case(reference)).sent[row.message_id].state is state
    await rig.clock.advance(3600)
    assert (len(rig.courier.attempts(LEA)) > 1) is again


async def test_the_attempt_is_on_disk_before_the_connection_is_made() -> None:
    rig = await Rig().start()
    states: list[RowState] = []

    async def during(identity: str, envelope: Envelope) -> None:
        record = rig.store.load("HL-2026-000001-C")
        assert record is not None
        states.extend(row.state for row in record.rows if row.message_id == envelope.message_id)

    rig.courier.during = during
    await rig.opened()
    assert states == [RowState.SENDING] * 2


async def test_the_pauses_between_tries_grow_to_a_quarter_of_an_hour() -> None:
    rig = Rig()
    rig.courier.answers[LEA] = [LATER]
    await rig.start()
    await rig.opened()
    await rig.clock.advance(3 * 3600)
    times = [attempt.at for attempt in rig.courier.log if attempt.envelope.recipient == LEA]
    pauses = [(after - before).total_seconds() for before, after in pairwise(times)]
    assert pauses[:7] == [15, 30, 60, 120, 240, 480, 900]
    assert set(pauses[6:]) == {900}


@pytest.mark.parametrize("outcome", [LATER, UNKNOWN])
async def test_B4_after_an_hour_without_a_yes_the_analysts_are_told_once(outcome: Outcome) -> None:
    rig = Rig()
    rig.courier.answers[LEA] = [outcome]
    await rig.start()
    await rig.opened()
    await rig.clock.advance(3500)
    assert rig.alarms("delayed") == 0
    await rig.clock.advance(1200)
    assert rig.alarms("delayed") == 1
    await rig.clock.advance(4 * 3600)
    assert rig.alarms("delayed") == 1


@pytest.mark.parametrize("outcome", [LATER, UNKNOWN])
async def test_after_the_agreed_time_it_is_given_up_and_the_analysts_are_told(outcome: Outcome) -> None:
    rig = Rig()
    rig.agree(outbox_give_up_after=timedelta(hours=5))
    rig.courier.answers[LEA] = [outcome]
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(6 * 3600)
    assert row_to(rig, reference, LEA).state is RowState.GIVEN_UP
    assert rig.alarms("not-delivered") == 1
    tries = len(rig.courier.attempts(LEA))
    await rig.clock.advance(3 * 3600)
    assert len(rig.courier.attempts(LEA)) == tries


async def test_P11_of_a_mail_that_is_given_up_and_may_be_there_it_is_not_said_that_it_was_refused() -> None:
    rig = Rig()
    rig.agree(outbox_give_up_after=timedelta(hours=5))
    rig.courier.answers[LEA] = [UNKNOWN]
    await rig.start()
    await rig.opened()
    await rig.clock.advance(6 * 3600)
    (told,) = (one for one in rig.courier.accepted(ANN) if b"ALARM: not-delivered" in one.data)
    assert b"NOT delivered" not in told.data
    assert b"It is not known whether a mail has arrived" in told.data


async def test_A16_an_old_mail_is_not_given_up_at_the_first_no_after_a_long_stop() -> None:
    rig = await Rig().start(without=("outbox",))
    reference = await rig.opened()
    await rig.kill()
    await rig.clock.advance(timedelta(days=6).total_seconds())
    again = rig.restarted()
    again.courier.answers[LEA] = [LATER] * (LEAST_TRIES - 2) + [ACCEPTED]
    await again.start()
    await again.clock.advance(4 * 3600)
    assert row_to(again, reference, LEA, 0).state is RowState.ACCEPTED


async def test_C1_a_clock_set_forward_by_years_gives_nothing_up_at_once() -> None:
    rig = Rig()
    rig.courier.answers[LEA] = [LATER, LATER, ACCEPTED]
    await rig.start()
    reference = await rig.opened()
    rig.clock.jump(timedelta(days=3650))
    await rig.clock.advance(120)
    assert row_to(rig, reference, LEA, 0).state is RowState.ACCEPTED


async def test_C2_a_clock_set_back_makes_no_mail_wait_for_the_time_before() -> None:
    rig = Rig()
    rig.courier.answers[LEA] = [LATER, ACCEPTED]
    await rig.start()
    reference = await rig.opened()
    rig.clock.jump(timedelta(days=-1))
    await rig.clock.advance(61)
    assert row_to(rig, reference, LEA, 0).state is RowState.ACCEPTED


async def test_B5_a_refused_report_alarms_at_once_and_plans_no_notice() -> None:
    rig = Rig()
    rig.courier.answers[LEA] = [NEVER]
    await rig.start()
    await rig.opened()
    assert rig.alarms("not-delivered") == 1
    await rig.clock.advance(2 * DAY)
    assert rig.notices() == []


async def test_H4_alarms_never_alarm() -> None:
    rig = Rig()
    rig.courier.answers = {LEA: [NEVER], ANN: [NEVER], BEN: [LATER]}
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(2 * 3600)
    record = rig.store.load(reference)
    assert record is not None
    alarms = [row for row in record.rows if row.kind == "alarm"]
    # "opened" to Ann was refused, the report too: two alarms to two analysts, and none about those.
    assert len(alarms) == 4
    assert rig.alarms("delayed") == 0


async def test_a_notice_that_the_provider_refuses_is_not_written_anew_again_and_again() -> None:
    rig = Rig()
    rig.courier.answers[ABUSE] = [NEVER]
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(DAY + 3600)
    assert len(rig.courier.attempts(ABUSE)) == 1
    assert len(rig.events(reference, NoticeQueued)) == 1
    assert rig.alarms("not-delivered") == 1


# --- P3: the same bytes again ------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [LATER, UNKNOWN])
async def test_P3_each_try_has_the_same_bytes_and_the_same_message_id(outcome: Outcome) -> None:
    rig = Rig()
    rig.courier.answers[LEA] = [outcome, outcome, ACCEPTED]
    await rig.start()
    await rig.opened()
    await rig.clock.advance(300)
    tries = rig.courier.attempts(LEA)
    assert len(tries) == 3
    assert len({(one.message_id, one.data) for one in tries}) == 1


async def test_P3_stopped_in_the_middle_of_smtp_it_goes_again_after_the_restart_and_was_never_refused() -> (
    None
):
    rig = await Rig().start()
    stopped = asyncio.Event()

    async def during(identity: str, envelope: Envelope) -> None:
        if envelope.recipient == LEA:
            stopped.set()
            await asyncio.Event().wait()

    rig.courier.during = during
    reference = await rig.opened()
    assert stopped.is_set()
    await rig.kill()
    row = row_to(rig, reference, LEA)
    assert row.state is RowState.SENDING
    again = await rig.restarted().start()
    assert [one.data for one in again.reports()] == [rig.courier.attempts(LEA)[0].data]
    assert row_to(again, reference, LEA, 0).state is RowState.ACCEPTED
    assert again.events(reference, MailRefused) == []


async def test_P3_killed_at_any_moment_each_mail_arrives_and_at_most_twice() -> None:
    for turns in range(0, 90, 4):
        rig = await Rig().start(without=("outbox",))
        await rig.opened()
        task = asyncio.create_task(rig.outbox.run())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await rig.kill()
        again = await rig.restarted().start()
        copies = [*rig.courier.accepted(LEA), *again.courier.accepted(LEA)]
        assert 1 <= len(copies) <= 2
        assert len({(one.message_id, one.data) for one in copies}) == 1
        await again.kill()


class Refusing(MemoryStore):
    """A disk that refuses when the outcome of an attempt is to be written."""

    full = False

    def commit(self, commits: Sequence[Commit]) -> None:
        if self.full and any(isinstance(e, MailAccepted) for one in commits for e in one.events):
            raise Temporary("disk full")
        super().commit(commits)


async def test_P2_an_outcome_that_the_disk_refuses_is_written_later_and_nothing_is_sent_again() -> None:
    rig = Rig()
    rig.docket.store = rig.store = store = Refusing()
    await rig.start()
    store.full = True
    reference = await rig.opened()
    await rig.clock.advance(300)
    assert row_to(rig, reference, LEA).state is RowState.SENDING
    assert len(rig.courier.attempts(LEA)) == 1
    store.full = False
    await rig.clock.advance(LOOK_AGAIN.total_seconds() + 1)
    assert row_to(rig, reference, LEA).state is RowState.ACCEPTED
    assert len(rig.courier.attempts(LEA)) == 1


async def test_P2_an_outcome_that_was_written_though_the_disk_said_no_counts_once() -> None:
    class Lying(MemoryStore):
        """Keeps the first refusal, and says that it has not."""

        lied = False

        def commit(self, commits: Sequence[Commit]) -> None:
            super().commit(commits)
            if not self.lied and any(isinstance(e, MailRefused) for one in commits for e in one.events):
                self.lied = True
                raise Temporary("no answer")

    rig = Rig()
    rig.docket.store = rig.store = store = Lying()
    rig.courier.answers[LEA] = [NEVER]
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(60)
    assert store.lied
    assert len(rig.events(reference, MailRefused)) == 1
    assert not rig.outbox.count()


async def test_an_attempt_that_cannot_be_written_down_is_not_made() -> None:
    rig = await Rig().start(without=("outbox",))
    reference = await rig.opened()
    rig.store.refuse = "disk full"
    await rig.also(rig.outbox.run)
    await rig.clock.advance(60)
    assert rig.courier.log == []
    rig.store.refuse = None
    await rig.clock.advance(6)
    assert row_to(rig, reference, LEA).state is RowState.ACCEPTED


# --- order, stalls -----------------------------------------------------------------------------------


async def test_an_urgent_report_and_the_calls_for_it_go_before_a_thousand_other_mails() -> None:
    rig = await Rig().start(without=("outbox",))
    rig.boxes["intake"].deliver(rig.assessment())
    await rig.settled()
    for number in range(1_000):
        for row in list(rig.outbox.waiting()[:2]):
            other = replace(row, message_id=f"<{number}-{row.kind}@example.com>")
            rig.outbox.attempts.queues.put(other)
    rig.boxes["intake"].deliver(rig.assessment("[ILLEGAL]\n[HOST:EE]\n[URGENT:now]"))
    await rig.settled()
    assert len(rig.outbox.waiting()) > 1_000
    first = sorted((row.kind, row.to_id) for row in rig.outbox.waiting()[:4])
    assert first == [
        ("annex-i", "national"),
        ("call-now", "Ann"),
        ("call-now", "Ben"),
        ("urgent-contact", "national"),
    ]


async def test_urgent_mails_go_first() -> None:
    rig = await Rig().start(without=("outbox",))
    for tags in ("[ILLEGAL]\n[HOST:EE]", "[ILLEGAL]\n[HOST:EE]\n[URGENT:now]"):
        rig.boxes["intake"].deliver(rig.assessment(tags))
        await rig.settled()
    await rig.also(rig.outbox.run)
    urgent = [b"Importance: high" in one.data for one in rig.courier.attempts(LEA)]
    assert urgent == [True, False]
    assert len(rig.courier.accepted(CONTACT)) == 1


async def test_a_server_that_stalls_stops_its_own_identity_only() -> None:
    rig = await Rig().start()

    async def during(identity: str, envelope: Envelope) -> None:
        if identity == "lea":
            await asyncio.Event().wait()

    rig.courier.during = during
    await rig.opened()
    await rig.opened()
    assert len(rig.courier.accepted(ANN)) == 2
    assert rig.reports() == []
    assert len(rig.courier.attempts(LEA)) == 1  # one connection of an identity at a time


async def test_while_a_report_is_in_flight_its_case_can_be_changed() -> None:
    rig = await Rig().start()
    go = asyncio.Event()

    async def during(identity: str, envelope: Envelope) -> None:
        if envelope.recipient == LEA:
            await go.wait()

    rig.courier.during = during
    reference = await rig.opened()
    rig.boxes["intake"].deliver(rig.command("[HOLD]", reference))
    await rig.settled()
    assert len(rig.events(reference, HoldPlaced)) == 1
    go.set()
    await rig.settled()
    assert row_to(rig, reference, LEA, 0).state is RowState.ACCEPTED


async def test_one_bad_row_does_not_starve_the_others() -> None:
    rig = await Rig().start()

    async def during(identity: str, envelope: Envelope) -> None:
        if envelope.recipient == ANN:
            raise ZeroDivisionError

    rig.courier.during = during
    rig.courier.answers[LEA] = [NEVER]
    await rig.opened()
    await rig.clock.advance(60)
    assert len(rig.courier.accepted(BEN)) == 1
    assert rig.alive()
    assert len(rig.courier.attempts(ANN)) == 2
    rig.courier.during = None
    await rig.clock.advance(1000)
    assert len(rig.courier.accepted(ANN)) == 2


async def test_a_row_that_made_us_stumble_once_has_the_same_pauses_as_any_other_after_that() -> None:
    rig = await Rig().start()

    async def during(identity: str, envelope: Envelope) -> None:
        if envelope.recipient == ANN:
            raise ZeroDivisionError

    rig.courier.during = during
    await rig.opened()
    assert len(rig.courier.attempts(ANN)) == 1
    rig.courier.during = None
    rig.courier.answers[ANN] = [LATER, LATER, LATER]

    await rig.clock.advance(905)

    assert len(rig.courier.attempts(ANN)) == 2


async def test_P11_of_a_notice_whose_gate_makes_us_stumble_analysts_are_told_once_and_it_goes_when_mended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rig = await Rig().start()
    await rig.opened()
    await rig.clock.advance(DELAY.total_seconds() - 60)

    async def stumbles(*_: object) -> bool:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(Attempts, "_notice_may_go", stumbles)
        await rig.clock.advance(20 * 60)
        assert rig.alarms("bug") == 0
        await rig.clock.advance(3 * 3600)
        assert rig.alarms("bug") == 1
        assert len(rig.outbox.strikes.out) == 1
    await rig.clock.advance(901)
    assert len(rig.notices()) == 1
    assert rig.outbox.strikes.out == frozenset()


async def test_H4_an_alarm_that_makes_us_stumble_raises_no_alarm() -> None:
    rig = await Rig().start()

    async def during(identity: str, envelope: Envelope) -> None:
        if b"ALARM" in envelope.data:
            raise ZeroDivisionError

    rig.courier.during = during
    await tell_deaf(rig.docket, "lea", 3600.0)
    await rig.clock.advance(3 * 3600)
    assert rig.alarms("deaf") == 1
    assert rig.alarms("bug") == 0
    assert len(rig.outbox.strikes.out) == 2  # one for each analyst


async def test_a_row_of_an_identity_without_account_is_kept_and_stops_nothing() -> None:
    rig = await Rig().start()
    rig.courier.identities = ("intake",)
    reference = await rig.opened()
    await rig.clock.advance(2000)
    assert row_to(rig, reference, LEA, 0).state is RowState.QUEUED
    assert rig.alive()
    rig.courier.identities = ("intake", "lea")
    await rig.clock.advance(1000)
    assert row_to(rig, reference, LEA, 0).state is RowState.ACCEPTED


async def test_every_worker_hears_of_a_new_mail_though_another_one_clears_its_own_mark() -> None:
    rig = await Rig().start()
    assert set(rig.outbox._wakes) == {"intake", "lea", "ntd"}
    for _ in range(5):
        await rig.opened()
    assert len(rig.reports()) == 5
    assert len(rig.courier.accepted(ANN)) == 5


async def test_a_change_wakes_only_the_workers_whose_mails_it_concerns() -> None:
    """With thousands of mails behind a brake each look through them is felt."""
    rig = await Rig().start()
    reference = await rig.opened()
    held = await rig.docket.folded(reference)
    assert held is not None
    rig.outbox.changed(held)
    assert not any(wake.is_set() for wake in rig.outbox._wakes.values())
    row = replace(row_to(rig, reference, LEA, 0), state=RowState.QUEUED)
    rig.outbox.changed(replace(held, rows={**held.rows, row.message_id: row}))
    assert {name for name, wake in rig.outbox._wakes.items() if wake.is_set()} == {"lea"}


async def test_an_empty_outbox_sleeps() -> None:
    rig = await Rig().start(without=("agenda", "watch"))
    before = rig.clock.sleeps
    await rig.clock.advance(600)
    assert rig.clock.sleeps - before <= 3 * 11


# --- the gate (P4, P5) -------------------------------------------------------------------------------


async def test_P4_a_key_that_is_revoked_while_the_report_waits_blocks_it_with_an_alarm() -> None:
    rig = await Rig().start(without=("outbox",))
    reference = await rig.opened()
    rig.openpgp.broken[LEA_KEY] = "the key is revoked"
    await rig.also(rig.outbox.run)
    assert noted(rig) == 1
    assert row_to(rig, reference, LEA, 0).state is RowState.CANCELLED
    assert len(rig.events(reference, ReportBlocked)) == 1
    assert rig.alarms("blocked") == 1
    rig.openpgp.broken.clear()
    await rig.clock.advance(16 * 60)
    assert [b"multipart/encrypted" in one.data for one in rig.reports()] == [False, True]


async def test_P4_of_an_answer_that_gpg_did_not_seal_it_is_not_said_that_it_is_tried_again() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    rig.openpgp.hangs = True
    rig.boxes["lea"].deliver(rig.reply("Please wait with the notice.", signed=False))
    await rig.settled()
    rig.openpgp.hangs = False
    assert rig.events(reference, HoldPlaced)
    assert "hold-state" not in lea_kinds(rig, reference)
    (told,) = [one.data for one in rig.courier.accepted(ANN) if b"ALARM: blocked" in one.data]
    text = " ".join(told.decode().replace("=\r\n", "").split())
    assert "(hold-state) could not be encrypted, and has not left: gpg did not answer" in text
    assert "tried again" not in text
    assert "tell the recipient by phone what matters" in text
    await rig.kill()


async def test_P4_bytes_that_changed_in_the_store_do_not_leave() -> None:
    rig = await Rig().start(without=("outbox",))
    reference = await rig.opened()
    row = row_to(rig, reference, LEA)
    rig.store.envelopes[row.digest] += b"x"
    await rig.also(rig.outbox.run)
    assert noted(rig) == 1
    assert rig.alarms("blocked") == 1


async def test_P4_bytes_that_are_gone_from_the_store_are_told_of() -> None:
    rig = await Rig().start(without=("outbox",))
    reference = await rig.opened()
    del rig.store.envelopes[row_to(rig, reference, LEA).digest]
    await rig.also(rig.outbox.run)
    assert noted(rig) == 1
    assert rig.alarms("blocked") == 1
    assert rig.alive()


async def noticed(*, hold_outbox: bool = True, form: str = FORM) -> tuple[Rig, str]:
    """A rig whose notice is queued, in time, while the outbox does not run."""
    rig = await Rig().start()
    reference = await rig.opened(form=form)
    rig.boxes["lea"].deliver(rig.reply("We confirm receipt."))
    await rig.settled()
    outbox = rig.tasks[0]
    await rig.clock.advance(DAY - 10)
    if hold_outbox:
        outbox.cancel()
    await rig.clock.advance(20)
    if hold_outbox:
        assert len(rig.events(reference, NoticeQueued)) == 1
        assert rig.courier.attempts(ABUSE) == []
    return rig, reference


async def test_P5_a_queued_notice_leaves_through_the_gate() -> None:
    rig, _ = await noticed()
    await rig.also(rig.outbox.run)
    assert len(rig.notices()) == 1


async def test_P5_a_hold_that_comes_between_queue_and_gate_takes_the_notice_back() -> None:
    rig, reference = await noticed()
    rig.boxes["lea"].deliver(rig.reply("Please wait."))
    await rig.settled()
    assert row_to(rig, reference, ABUSE).state is RowState.CANCELLED
    await rig.also(rig.outbox.run)
    await rig.clock.advance(600)
    assert rig.courier.attempts(ABUSE) == []
    assert rig.events(reference, NoticeLate) == []


async def test_P5_a_queued_notice_leaves_without_the_url_that_another_case_holds_by_then() -> None:
    """A daemon that works beside this one may have dealt with that hold."""
    rig, reference = await noticed(form=FORM.replace("\n", "\nURL: https://files.example.net/item-2\n", 1))
    (opened,) = rig.events(reference, CaseOpened)
    assert opened.form is not None
    other = replace(opened, items=1, form=replace(opened.form, items=opened.form.items[1:]))
    hold = HoldPlaced(hold="H1", party="analyst", by="Ann", proof="signed", until=None, mail="m")
    await rig.docket.commit([Change("HL-2026-000009-W", (other, hold))])
    await rig.also(rig.outbox.run)
    await rig.clock.advance(120)
    assert row_to(rig, reference, ABUSE, 0).state is RowState.CANCELLED
    assert [one.items for one in rig.events(reference, NoticeQueued)] == [(1, 2), (1,)]
    assert len(rig.notices()) == 1


async def test_P5_no_notice_leaves_while_it_is_not_known_what_was_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A hold may be among that."""
    rig, reference = await noticed()
    true, is_known = Docket.settle, False

    async def settle(self: Docket) -> bool:
        return is_known and await true(self)

    monkeypatch.setattr(Docket, "settle", settle)
    await rig.also(rig.outbox.run)
    await rig.clock.advance(60)
    assert rig.courier.attempts(ABUSE) == []
    is_known = True
    await rig.clock.advance(60)
    assert row_to(rig, reference, ABUSE).state is RowState.ACCEPTED


async def test_P5_a_hold_that_idle_did_not_tell_of_is_found_by_the_read_before_the_gate() -> None:
    rig, reference = await noticed()
    await rig.clock.advance(40)  # the read that the agenda asked for is not fresh any more
    rig.boxes["lea"].deliver(rig.reply("Please wait."), quietly=True)
    await rig.also(rig.outbox.run)
    await rig.clock.advance(60)
    assert len(rig.events(reference, HoldPlaced)) == 1
    assert rig.courier.attempts(ABUSE) == []


async def test_P5_a_hold_that_somebody_moves_out_of_junk_while_the_inbox_is_read_is_obeyed() -> None:
    class Dragging(FakeMailbox):
        async def list(self, folder: str, *, needed: bool = False) -> tuple[Found, ...]:
            found = await super().list(folder, needed=needed)
            if folder == "INBOX" and self.messages("Junk"):
                self.drag("Junk", "INBOX")
            return found

        async def wait(self, folder: str, seconds: float) -> None:
            await self.clock.sleep(0.1)  # a server's answer takes a moment
            await super().wait(folder, seconds)

    rig, reference = await noticed()
    await rig.clock.advance(40)
    rig.boxes["lea"].deliver(rig.reply("Please wait."), "Junk", quietly=True)
    rig.boxes["lea"].__class__ = Dragging
    await rig.also(rig.outbox.run)
    await rig.clock.advance(60)
    assert len(rig.events(reference, HoldPlaced)) == 1
    assert rig.courier.attempts(ABUSE) == []


async def test_P5_a_queued_notice_that_needs_a_receipt_by_a_newer_agreement_waits_for_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = Rig()
    rig.agree(ntd_delay=timedelta(seconds=HOUR))  # a queued notice is looked at every five seconds
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(HOUR - 10)
    rig.tasks[0].cancel()
    await rig.clock.advance(20)
    assert row_to(rig, reference, ABUSE).state is RowState.QUEUED
    rig.agree(ntd_needs_receipt=True)

    await rig.also(rig.outbox.run)
    await rig.clock.advance(600)

    assert rig.courier.attempts(ABUSE) == []
    assert row_to(rig, reference, ABUSE).state is RowState.QUEUED
    assert [one for one in caplog.messages if "bug" in one] == []
    rig.boxes["lea"].deliver(rig.reply("We confirm receipt."))
    await rig.clock.advance(HOUR - 600)
    assert rig.courier.attempts(ABUSE) == []
    await rig.clock.advance(1200)
    assert len(rig.notices()) == 1
    said = [one.rpartition("why=")[2] for one in caplog.messages if one.startswith("gate ")]
    assert said[:2] == ["the LEA's server has not accepted the report", "not due yet"]
    assert "the machine's clock was set" not in said


async def test_P5_a_read_older_than_agreed_opens_no_gate() -> None:
    rig, reference = await noticed()
    rig.boxes["lea"].down = Temporary("no route")
    rig.boxes["lea"].drop()
    await rig.clock.advance(61)
    await rig.also(rig.outbox.run)
    await rig.clock.advance(300)
    assert rig.courier.attempts(ABUSE) == []
    assert row_to(rig, reference, ABUSE).state is RowState.QUEUED
    rig.boxes["lea"].down = None
    await rig.clock.advance(120)
    assert len(rig.notices()) == 1


async def test_a_notice_that_waits_for_the_inbox_fills_no_log(caplog: pytest.LogCaptureFixture) -> None:
    rig, _ = await noticed()
    rig.boxes["lea"].down = Temporary("no route")
    rig.boxes["lea"].drop()
    await rig.clock.advance(61)
    await rig.also(rig.outbox.run)
    await rig.clock.advance(3600)
    assert len([one for one in caplog.messages if one.startswith("gate ")]) == 1
    rig.boxes["lea"].down = None
    await rig.clock.advance(120)
    assert len(rig.notices()) == 1


async def test_C7_a_hold_while_the_notice_is_in_flight_waits_and_is_answered_too_late() -> None:
    rig, reference = await noticed()
    go = asyncio.Event()

    async def during(identity: str, envelope: Envelope) -> None:
        if envelope.recipient == ABUSE:
            await go.wait()

    rig.courier.during = during
    await rig.also(rig.outbox.run)
    assert len(rig.courier.attempts(ABUSE)) == 1
    rig.boxes["lea"].deliver(rig.reply("Please wait."))
    await rig.clock.advance(5)
    assert rig.events(reference, HoldPlaced) == []
    assert rig.boxes["lea"].folders()["INBOX"] == 1
    go.set()
    await rig.settled()
    assert len(rig.events(reference, HoldPlaced)) == 1
    assert [event.number for event in rig.events(reference, NoticeLate)] == [1]
    order = [
        type(event) for event in rig.all_events(reference) if isinstance(event, MailAccepted | HoldPlaced)
    ]
    assert order.index(HoldPlaced) > 1
    assert "hold-state" in lea_kinds(rig, reference)
    assert "INBOX" not in rig.boxes["lea"].folders()


async def test_P5_a_hold_that_lies_in_the_inbox_before_a_slow_server_is_ready_stops_the_notice() -> None:
    """A dead address of its name, greylisting of the connection: minutes between the gate and DATA."""
    rig, reference = await noticed()
    ready = asyncio.Event()

    async def before(identity: str, envelope: Envelope) -> None:
        if envelope.recipient == ABUSE:
            await ready.wait()

    rig.courier.before = before
    await rig.also(rig.outbox.run)
    assert len(rig.courier.attempts(ABUSE)) == 1
    rig.boxes["lea"].deliver(rig.reply("Please wait."))
    await rig.clock.advance(5)
    assert rig.events(reference, HoldPlaced) == []  # it waits for the lock that the attempt has
    ready.set()
    await rig.settled()
    await rig.clock.advance(3600)

    assert len(rig.events(reference, HoldPlaced)) == 1
    assert rig.courier.accepted(ABUSE) == []
    assert rig.events(reference, NoticeLate) == []


async def test_P5_a_read_that_is_too_old_when_a_slow_server_is_ready_is_made_anew() -> None:
    rig, _ = await noticed()
    read_at: list[datetime] = []

    async def before(identity: str, envelope: Envelope) -> None:
        if envelope.recipient == ABUSE:
            await rig.clock.sleep(170)

    async def during(identity: str, envelope: Envelope) -> None:
        if envelope.recipient == ABUSE and rig.fences.latest is not None:
            read_at.append(rig.fences.latest.finished_at)

    rig.courier.before, rig.courier.during = before, during
    await rig.also(rig.outbox.run)
    await rig.clock.advance(300)

    (attempt,) = (one for one, _ in rig.courier.done if one.envelope.recipient == ABUSE)
    assert len(rig.courier.accepted(ABUSE)) == 1
    assert read_at[0] - attempt.at >= timedelta(seconds=110)


async def test_C7_a_server_that_takes_long_over_a_whole_notice_makes_no_hold_and_no_agenda_wait() -> None:
    """The lock of its case would else keep the whole LEA mailbox, and all that is due, for ten minutes."""
    rig, reference = await noticed()

    async def during(identity: str, envelope: Envelope) -> None:
        if envelope.recipient == ABUSE:
            await rig.clock.sleep(180)
            rig.courier.gone[envelope.message_id].set()
            await rig.clock.sleep(600)

    rig.courier.during = during
    await rig.also(rig.outbox.run)
    assert len(rig.courier.attempts(ABUSE)) == 1
    rig.boxes["lea"].deliver(rig.reply("Please wait."))
    await rig.clock.advance(150)
    assert rig.events(reference, HoldPlaced) == []
    await rig.clock.advance(60)
    assert len(rig.events(reference, HoldPlaced)) == 1
    assert [event.number for event in rig.events(reference, NoticeLate)] == [1]
    assert "INBOX" not in rig.boxes["lea"].folders()
    await rig.clock.advance(600)
    assert row_to(rig, reference, ABUSE).state is RowState.ACCEPTED
    assert len(rig.courier.attempts(ABUSE)) == 1


async def test_P2_an_attempt_that_is_broken_off_goes_on_nowhere() -> None:
    """It would be under way twice, once the same mail is tried again."""
    rig, _ = await noticed()

    async def during(identity: str, envelope: Envelope) -> None:
        await rig.clock.sleep(60)

    rig.courier.during = during
    await rig.also(rig.outbox.run)
    assert len(rig.courier.attempts(ABUSE)) == 1
    rig.tasks[-1].cancel()
    await rig.clock.advance(120)
    assert rig.courier.accepted(ABUSE) == []


async def test_P3_the_outcome_counts_where_the_lock_cannot_be_given_back_while_the_server_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The lock may be the database's, and that away for a moment: what was taken is not sent again."""
    rig, reference = await noticed()
    true, away = Docket.locked, False

    @asynccontextmanager
    async def locked(self: Docket, streams: Iterable[str]) -> AsyncIterator[None]:
        async with true(self, streams):
            yield
        if away:
            raise Temporary("the database does not answer")

    async def during(identity: str, envelope: Envelope) -> None:
        nonlocal away
        if envelope.recipient == ABUSE:
            away = True
            rig.courier.gone[envelope.message_id].set()
            await rig.clock.sleep(60)
            away = False

    monkeypatch.setattr(Docket, "locked", locked)
    rig.courier.during = during
    await rig.also(rig.outbox.run)
    await rig.clock.advance(900)
    assert len(rig.courier.attempts(ABUSE)) == 1
    assert row_to(rig, reference, ABUSE).state is RowState.ACCEPTED


async def test_P3_a_send_that_outlasts_its_lock_ends_with_the_daemon() -> None:
    rig, _ = await noticed()
    ended: list[str] = []

    async def during(identity: str, envelope: Envelope) -> None:
        try:
            rig.courier.gone[envelope.message_id].set()
            await rig.clock.sleep(700)
        finally:
            ended.append(envelope.recipient)

    rig.courier.during = during
    await rig.also(rig.outbox.run)
    await rig.clock.advance(300)
    await rig.kill()
    assert ABUSE in ended
    assert rig.courier.accepted(ABUSE) == []


async def test_P5_a_notice_that_surely_has_not_left_is_taken_back_by_a_later_hold() -> None:
    rig, reference = await noticed()
    rig.courier.answers[ABUSE] = [LATER]
    await rig.also(rig.outbox.run)
    await rig.clock.advance(40)
    rig.boxes["lea"].deliver(rig.reply("Please wait."))
    await rig.settled()
    tries = len(rig.courier.attempts(ABUSE))
    assert rig.events(reference, NoticeLate) == []
    assert row_to(rig, reference, ABUSE).state is RowState.CANCELLED
    await rig.clock.advance(3600)
    assert len(rig.courier.attempts(ABUSE)) == tries


async def test_P5_a_notice_that_may_have_left_is_not_sent_again_against_a_hold_nor_called_taken_back() -> (
    None
):
    rig, reference = await noticed()
    rig.courier.answers[ABUSE] = [UNKNOWN, LATER]
    await rig.also(rig.outbox.run)
    await rig.clock.advance(60)
    assert row_to(rig, reference, ABUSE).state is RowState.UNKNOWN
    assert LEFT in row_to(rig, reference, ABUSE).about
    tries = len(rig.courier.attempts(ABUSE))
    rig.boxes["lea"].deliver(rig.reply("Please wait."))
    await rig.clock.advance(2 * 3600)
    assert len(rig.courier.attempts(ABUSE)) == tries
    assert len(rig.events(reference, NoticeLate)) == 1
    assert rig.events(reference, MailCancelled) == []
    rig.courier.answers[ABUSE] = [ACCEPTED]
    rig.boxes["lea"].deliver(rig.reply(f"[RELEASE] [{reference}]"))
    await rig.clock.advance(120)
    assert [one.message_id for one in rig.notices()] == [row_to(rig, reference, ABUSE).message_id]
    assert len(rig.events(reference, NoticeQueued)) == 1


async def test_a_notice_that_may_have_left_is_not_waited_for_once_its_content_is_gone() -> None:
    rig, reference = await noticed()
    rig.courier.answers[ABUSE] = [UNKNOWN]
    await rig.also(rig.outbox.run)
    await rig.clock.advance(60)
    rig.boxes["lea"].deliver(rig.reply(f"[REMOVED] [{reference}]"))
    await rig.clock.advance(60)
    given_up = row_to(rig, reference, ABUSE)
    assert given_up.state is RowState.GIVEN_UP
    mail = (await rig.case(reference)).sent[given_up.message_id]
    assert (mail.state, mail.uncertain) == (RowState.CANCELLED, True), "it may have left"


async def test_a_notice_that_waits_for_months_does_not_have_the_inbox_read_all_the_time() -> None:
    rig, _ = await noticed()
    rig.courier.answers[ABUSE] = [UNKNOWN]
    await rig.also(rig.outbox.run)
    rig.boxes["lea"].deliver(rig.reply("Please wait."))
    await rig.settled()
    reads = rig.boxes["lea"].calls.count("wait")
    await rig.clock.advance(4 * 3600)
    assert rig.boxes["lea"].calls.count("wait") - reads <= 4 * 3600 / 120 + 20


async def test_C1_after_the_clock_was_set_the_gate_needs_a_new_read_of_the_inbox() -> None:
    rig, _ = await noticed()
    rig.clock.jump(timedelta(hours=1))
    rig.boxes["lea"].down = Temporary("no route")
    rig.boxes["lea"].drop()
    await rig.also(rig.outbox.run)
    await rig.clock.advance(30)
    assert rig.courier.attempts(ABUSE) == []


async def test_C1_the_gate_itself_stays_shut_while_the_clock_is_known_to_be_ahead() -> None:
    rig, reference = await noticed()
    rig.fences.watch.ahead = timedelta(hours=2)
    reads = rig.boxes["lea"].calls.count("wait")
    await rig.also(rig.outbox.run)
    await rig.clock.advance(3600)
    assert rig.courier.attempts(ABUSE) == []
    assert rig.boxes["lea"].calls.count("wait") - reads <= 3600 / 60 + 20  # no read would be of use yet
    assert row_to(rig, reference, ABUSE).state is RowState.QUEUED
    await rig.clock.advance(3600 + 60)
    assert len(rig.notices()) == 1


async def test_C1_a_queued_notice_that_was_put_off_does_not_leave_early_by_a_clock_set_forward() -> None:
    rig, reference = await noticed()
    rig.boxes["intake"].deliver(rig.command("[NTD:+48h]", reference))
    await rig.settled()
    await rig.also(rig.outbox.run)
    await rig.clock.advance(60)
    rig.clock.jump(timedelta(hours=30))
    await rig.clock.advance(20 * 3600)
    assert rig.courier.attempts(ABUSE) == []
    await rig.clock.advance(4 * 3600)
    assert len(rig.notices()) == 1


async def test_a_mail_with_a_planned_time_waits_for_it() -> None:
    rig = Rig()
    rig.agree(fragment_size=1)
    await rig.start()
    form = (
        "".join(f"URL: https://files.example.net/item-{n}\n" for n in (1, 2, 3))
        + "Description of the type of the content: item 1\n"
    )
    rig.boxes["intake"].deliver(rig.assessment(form=form))
    await rig.settled()
    assert len(rig.reports()) == 1
    await rig.clock.advance(2 * 3600)
    assert len(rig.reports()) == 2
    await rig.clock.advance(2 * 3600)
    assert len(rig.reports()) == 3


async def test_P15_a_restart_finds_every_waiting_mail_in_the_store_alone() -> None:
    rig = Rig()
    rig.courier.answers = {LEA: [LATER], ANN: [LATER]}
    await rig.start()
    await rig.opened()
    await rig.kill()
    again = rig.restarted()
    again.courier.answers = {}
    await again.docket.resume()
    assert {row.recipient for row in again.outbox.waiting()} == {LEA, ANN}
    await again.start()
    await again.clock.advance(60)
    assert again.outbox.waiting() == ()
    assert {one.envelope.recipient for one in again.courier.log} == {LEA, ANN}


async def test_a_permanent_error_of_the_courier_is_no_refusal_by_the_recipient() -> None:
    rig = await Rig().start()

    async def during(identity: str, envelope: Envelope) -> None:
        if envelope.recipient == LEA:
            raise Permanent("no account")

    rig.courier.during = during
    reference = await rig.opened()
    await run_to_rest()
    assert rig.events(reference, MailRefused) == []
    assert row_to(rig, reference, LEA).state is RowState.QUEUED
    assert len(rig.events(reference, MailSending)) == 2


async def corrected_while_waiting(old: str, kind: str, site: Callable[[Rig], Site]) -> Rig:
    """A rig whose mail of this kind waits for `old`; then the configuration is corrected."""
    rig = await Rig().start()
    await rig.opened()
    rig.courier.answers[old] = [LATER]
    rig.boxes["lea"].deliver(rig.reply("Please wait with the notice until further notice."))
    await rig.settled()
    await run_to_rest()
    assert [row.recipient for row in rig.outbox.waiting() if row.kind == kind] == [old]

    rig.site = site(rig)
    await rig.clock.advance(3600.0)
    return rig


async def test_P11_the_answer_to_a_hold_goes_to_the_address_that_was_corrected_meanwhile() -> None:
    new = make_unit(address=Address("new", "police.example.com"))

    rig = await corrected_while_waiting(LEA, "hold-state", lambda rig: replace(rig.site, units=(new,)))

    (told,) = rig.courier.accepted("new@police.example.com")
    head = told.data.partition(b"\r\n\r\n")[0]
    assert rig.courier.attempts(LEA)[-1].message_id == told.message_id
    assert told.recipient.encode() in head
    assert LEA.encode() not in head
    assert not rig.alarms("blocked")
    assert rig.outbox.waiting() == ()


async def test_P11_an_answer_to_an_analyst_goes_to_the_address_that_was_corrected_meanwhile() -> None:
    def corrected(rig: Rig) -> Site:
        address = Address("new.ann", "hotline.example.org")
        people = (replace(one, address=address) if one.name == "Ann" else one for one in rig.site.analysts)
        return replace(rig.site, analysts=tuple(people))

    rig = await corrected_while_waiting(ANN, "hold-placed", corrected)

    went = [one.message_id for one in rig.courier.accepted("new.ann@hotline.example.org")]
    assert rig.courier.attempts(ANN)[-1].message_id in went
    assert not rig.alarms("blocked")


async def test_P4_what_is_sealed_for_a_key_that_is_pinned_no_more_does_not_follow_the_address() -> None:
    def corrected(rig: Rig) -> Site:
        address = Address("new.ann", "hotline.example.org")
        people = (
            replace(one, address=address, fingerprints=("E" * 40,)) if one.name == "Ann" else one
            for one in rig.site.analysts
        )
        return replace(rig.site, analysts=tuple(people))

    rig = await corrected_while_waiting(ANN, "hold-placed", corrected)

    record = rig.store.load("HL-2026-000001-C")
    rows = record.rows if record is not None else ()
    (question,) = [one for one in rows if (one.kind, one.to_id) == ("question", "Ann")]
    assert (question.recipient, question.state) == (ANN, RowState.CANCELLED)
    told = [one for one in rows if (one.kind, one.recipient) == ("alarm", "new.ann@hotline.example.org")]
    assert [one.state for one in told] == [RowState.ACCEPTED]


async def with_new_addresses(rig: Rig) -> Rig:
    """The daemon started again after the hotline has moved to another domain."""
    await rig.kill()
    fresh = rig.restarted()
    fresh.courier.answers = {}
    ours = {name: Address(name, "hotline.example.com") for name in rig.site.identities}
    fresh.site = replace(rig.site, identities=ours)
    await fresh.start()
    await fresh.clock.advance(3600.0)
    return fresh


async def test_P11_what_waits_while_our_own_address_is_changed_leaves_from_the_new_one() -> None:
    """Alarms above all: they were taken back without a word, since nothing alarms of an alarm."""
    rig = Rig()
    rig.courier.answers = {ANN: [LATER], LEA: [LATER]}
    await rig.start()
    await rig.opened()
    rig.courier.answers[LEA] = []
    await rig.clock.advance(30 * 3600.0)
    waiting = {row.message_id: row for row in rig.outbox.waiting()}
    assert {row.kind for row in waiting.values()} >= {"alarm", "opened"}

    rig = await with_new_addresses(rig)

    went = {one.message_id: one for one in rig.courier.accepted(ANN)}
    assert waiting.keys() <= went.keys()
    assert not rig.alarms("blocked")
    for name, row in waiting.items():
        head = went[name].data.partition(b"\r\n\r\n")[0].decode("ascii")
        local, _, token = row.sender.partition("@")[0].partition("+")
        assert went[name].sender == f"{local}+{token}@hotline.example.com"
        assert f"From: Example Hotline <{row.identity}@hotline.example.com>" in head.splitlines()
        assert f"Reply-To: {local}+{token}@hotline.example.com" in head.splitlines()


async def test_P5_a_notice_that_waits_while_our_own_address_is_changed_is_written_anew() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    rig.courier.answers = {ABUSE: [LATER]}
    await rig.clock.advance(25 * 3600.0)

    rig = await with_new_addresses(rig)

    (notice,) = rig.notices()
    assert notice.data.startswith(b"From: Example Hotline <ntd@hotline.example.com>")
    assert b"hotline.example.org" not in notice.data.partition(b"In-Reply-To")[0]
    assert [one.why for one in rig.events(reference, MailCancelled)] == [RENAMED]
    assert not rig.alarms("blocked")


@pytest.mark.parametrize("before", [(), ("D" * 40,)], ids=["in clear", "for the old key"])
async def test_a_notice_that_waits_while_the_providers_key_is_changed_is_sealed_for_the_new_one(
    before: tuple[str, ...],
) -> None:
    rig = Rig()
    rig.site = replace(rig.site, providers=(replace(rig.site.providers[0], fingerprints=before),))
    await rig.start()
    reference = await rig.opened()
    rig.courier.answers = {ABUSE: [LATER]}
    await rig.clock.advance(25 * 3600.0)
    assert not rig.notices()

    rig.site = replace(rig.site, providers=(replace(rig.site.providers[0], fingerprints=("E" * 40,)),))
    rig.courier.answers = {}
    await rig.clock.advance(3600.0)

    (notice,) = rig.notices()
    record = rig.store.load(reference)
    assert record is not None
    (row,) = (row for row in record.rows if row.message_id == notice.message_id)
    assert row.fingerprints == ("E" * 40,)
    assert [one.why for one in rig.events(reference, MailCancelled)] == [NEW_KEY]
    assert not rig.alarms("blocked")


async def test_P2_a_notice_that_may_have_left_goes_again_as_it_is_whatever_the_providers_key() -> None:
    rig = await Rig().start()
    await rig.opened()
    rig.courier.answers = {ABUSE: [UNKNOWN]}
    await rig.clock.advance(25 * 3600.0)
    tried = {one.message_id for one in rig.courier.attempts(ABUSE)}

    rig.site = replace(rig.site, providers=(replace(rig.site.providers[0], fingerprints=("E" * 40,)),))
    rig.courier.answers = {}
    await rig.clock.advance(3600.0)

    (notice,) = rig.notices()
    assert {notice.message_id} == tried


async def test_P5_a_notice_that_may_have_left_goes_again_where_the_providers_key_has_expired() -> None:
    """It was taken back, and another one went once there was a key: the provider had both."""
    rig = Rig()
    keyed = replace(rig.site.providers[0], fingerprints=("E" * 40,))
    rig.site = replace(rig.site, providers=(keyed,))
    await rig.start()
    await rig.opened()
    rig.courier.answers = {ABUSE: [UNKNOWN]}
    await rig.clock.advance(25 * 3600.0)
    rig.openpgp.broken["E" * 40] = "The key has expired."
    rig.courier.answers = {}
    await rig.clock.advance(3600.0)
    rig.openpgp.broken.clear()
    await rig.clock.advance(25 * 3600.0)

    assert len({one.message_id for one in rig.courier.attempts(ABUSE)}) == 1
    assert len(rig.notices()) == 1
    assert not rig.alarms("blocked")


async def test_P2_a_notice_that_may_have_left_goes_again_from_the_new_address_as_the_same_mail() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    rig.courier.answers = {ABUSE: [UNKNOWN]}
    await rig.clock.advance(25 * 3600.0)

    rig = await with_new_addresses(rig)

    (notice,) = rig.notices()
    (queued,) = rig.events(reference, NoticeQueued)
    assert notice.message_id == queued.message_id
    assert b"\r\nReply-To: ntd+" in notice.data
    assert notice.data.startswith(b"From: Example Hotline <ntd@hotline.example.com>")


async def test_P4_a_report_that_waits_goes_to_the_corrected_address_and_not_to_the_old_one() -> None:
    rig = Rig()
    rig.courier.answers[LEA] = [LATER]
    await rig.start()
    rig.boxes["intake"].deliver(rig.assessment())
    await rig.settled()
    tried = len(rig.courier.attempts(LEA))
    new = "new@police.example.com"

    rig.site = replace(rig.site, units=(make_unit(address=Address("new", "police.example.com")),))
    await rig.clock.advance(3 * 3600.0)

    assert tried == len(rig.courier.attempts(LEA))
    assert len(rig.courier.accepted(new)) == 1
    assert rig.alarms("blocked")


async def test_P4_of_a_long_report_whose_parts_wait_while_the_key_is_changed_analysts_are_told_once() -> None:
    """Each part came to the gate in its own hour, and alarmed by itself."""
    rig = Rig()
    rig.agree(fragment_size=1, fragment_interval=timedelta(hours=1))
    await rig.start()
    reference = await rig.opened(
        form=FORM + "".join(f"URL: https://files.example.net/item-{one}\n" for one in (2, 3, 4))
    )
    rig.site = replace(rig.site, units=(make_unit(fingerprints=("E" * 40,)),))
    await rig.clock.advance(6 * HOUR)

    assert len(rig.events(reference, ReportBlocked)) == 3
    assert rig.alarms("blocked") == 1
    went = {one.message_id for one in rig.reports()}
    case = await rig.case(reference)
    assert [one.message_id in went for one in case.fragments] == [True] * 4


async def test_a_notice_that_was_tried_long_in_vain_is_not_given_up_for_a_mail_that_lies_there() -> None:
    """The server has just come back, and would have taken it."""
    rig, reference = await noticed()
    rig.agree(outbox_give_up_after=timedelta(hours=5))
    rig.courier.answers[ABUSE] = [LATER]
    queued = rig.clock.now()

    async def before(identity: str, envelope: Envelope) -> None:
        late = rig.clock.now() - queued > timedelta(hours=5)
        if envelope.recipient == ABUSE and late and rig.courier.answers[ABUSE] != [ACCEPTED]:
            rig.courier.answers[ABUSE] = [ACCEPTED]
            rig.fences.news()

    rig.courier.before = before
    await rig.also(rig.outbox.run)
    await rig.clock.advance(8 * 3600)
    assert row_to(rig, reference, ABUSE).state is RowState.ACCEPTED


async def test_P5_no_notice_goes_that_a_slow_server_is_ready_for_once_a_second_daemon_was_noticed() -> None:
    rig, _ = await noticed()

    async def before(identity: str, envelope: Envelope) -> None:
        if envelope.recipient == ABUSE:
            await tell_split_brain(rig.docket, (StoreRestored(taken_at=rig.clock.now(), how=SPLIT_BRAIN),))

    rig.courier.before = before
    await rig.also(rig.outbox.run)
    await rig.clock.advance(60)
    assert len(rig.courier.attempts(ABUSE)) == 1
    assert rig.courier.accepted(ABUSE) == []
