"""What is due: late is done, twice is once, and everything is found again in the store alone (P15)."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Any

import pytest

from hotlined.app import agenda
from hotlined.app.agenda import Agenda
from hotlined.app.docket import Unread
from hotlined.app.folded import Folded
from hotlined.app.ports import Conflict, Permanent, Record, Temporary
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import Due, DueKind, due
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Change
from hotlined.domain.mail.message import Party
from hotlined.domain.record.casework import CaseOpened, ProviderSet
from hotlined.domain.record.correspondence import MailAccepted, MailQueued
from hotlined.domain.record.events import Entry, Event
from hotlined.domain.record.holding import HoldLifted, HoldPlaced, HoldReviewed, HoldWarned, PauseAlarmed
from hotlined.domain.record.noticed import NoticeHeld, NoticeQueued
from hotlined.domain.record.reporting import ReceiptReminded, ReportQueued
from tests.support.fake_clock import START, FakeClock, run_to_rest
from tests.support.fake_courier import LATER
from tests.support.rig import ABUSE, ANN, DELAY, FORM, Rig

DAY = DELAY.total_seconds()
HOUR = 3600.0


async def opened(**agreed: object) -> tuple[Rig, str]:
    """A running daemon with one case whose report the LEA's server has."""
    rig = Rig()
    rig.agree(**agreed)
    await rig.start()
    return rig, await rig.opened()


def deaf(rig: Rig, *, name: str = "lea") -> None:
    """The mailbox cannot be read from now on."""
    rig.boxes[name].down = Temporary("no route")
    rig.boxes[name].drop()


# --- due, late, once ---------------------------------------------------------------------------------


async def test_P15_a_step_is_done_at_its_time_and_not_before() -> None:
    rig, reference = await opened(receipt_reminder=timedelta(hours=3))
    await rig.clock.advance(3 * HOUR - 1)
    assert rig.events(reference, ReceiptReminded) == []
    await rig.clock.advance(2)
    assert len(rig.events(reference, ReceiptReminded)) == 1


async def test_P15_late_is_done_once_and_not_dropped() -> None:
    rig, reference = await opened(receipt_reminder=timedelta(hours=3))
    await rig.kill()
    await rig.clock.advance(10 * DAY)
    again = await rig.restarted().start()
    await again.clock.advance(60)
    assert len(again.events(reference, ReceiptReminded)) == 1
    assert len(again.notices()) == 1


async def test_P15_after_a_restart_the_plan_comes_from_the_store_alone() -> None:
    rig, reference = await opened()
    planned = rig.agenda._next[reference]
    await rig.kill()
    again = rig.restarted()
    await again.docket.resume()
    assert again.agenda._next == {reference: planned}


async def test_P15_two_wakes_at_the_same_time_do_a_step_once() -> None:
    rig, reference = await opened(receipt_reminder=timedelta(hours=3))
    await rig.kill()
    await rig.clock.advance(4 * HOUR)
    await rig.also(rig.watches["lea"].run)
    twice = [Agenda(rig.docket, rig.fences) for _ in range(2)]
    await asyncio.gather(*(agenda.sweep(reference) for agenda in twice))
    assert len(rig.events(reference, ReceiptReminded)) == 1


async def test_a_question_that_waited_through_a_long_stop_is_alarmed_of_once_not_sixty_times() -> None:
    rig, reference = await opened(pause_alarm=timedelta(hours=4))
    rig.boxes["lea"].deliver(rig.garbled())
    await rig.settled()
    await rig.kill()
    await rig.clock.advance(10 * DAY)
    again = await rig.restarted().start()
    await again.clock.advance(60)
    assert len(again.events(reference, PauseAlarmed)) == 1


async def test_C2_a_clock_set_back_repeats_nothing_that_was_done() -> None:
    rig, reference = await opened()
    await rig.clock.advance(DAY + 60)
    assert len(rig.notices()) == 1
    rig.clock.jump(timedelta(hours=-2))
    await rig.clock.advance(4 * HOUR)
    assert len(rig.notices()) == 1
    assert len(rig.events(reference, NoticeQueued)) == 1


async def test_a_closed_case_leaves_the_agenda() -> None:
    rig, reference = await opened()
    assert reference in rig.agenda._next
    rig.boxes["intake"].deliver(rig.command("[CLOSE]", reference, "done"))
    await rig.settled()
    assert (await rig.case(reference)).closed
    assert rig.agenda._next == {}
    await rig.clock.advance(2 * DAY)
    assert rig.notices() == []


async def test_P6_a_hold_never_lapses_silently() -> None:
    rig, reference = await opened()
    rig.boxes["lea"].deliver(rig.reply("[HOLD:2026-03-05]"))
    await rig.settled()
    (hold,) = (await rig.case(reference)).holds
    assert hold.until is not None
    await rig.clock.advance_to(hold.until - timedelta(minutes=1))
    assert len(rig.events(reference, HoldWarned)) == 1
    assert rig.notices() == []
    await rig.clock.advance(120)
    assert len(rig.events(reference, HoldLifted)) == 1
    assert len(rig.notices()) == 1


# --- faults ------------------------------------------------------------------------------------------


async def test_while_the_disk_refuses_the_step_waits_and_then_it_is_done_once() -> None:
    rig, reference = await opened(receipt_reminder=timedelta(hours=3))
    rig.store.refuse = "disk full"
    await rig.clock.advance(4 * HOUR)
    assert rig.alive()
    rig.store.refuse = None
    await rig.clock.advance(16)
    assert len(rig.events(reference, ReceiptReminded)) == 1


class Odd(Agenda):
    """An agenda that stumbles over one case."""

    def __init__(self, rig: Rig, bad: str) -> None:
        super().__init__(rig.docket, rig.fences)
        self.bad = bad
        self.tries = 0

    async def sweep(self, stream: str) -> None:
        if stream == self.bad:
            self.tries += 1
            raise ZeroDivisionError
        await super().sweep(stream)


class Conflicting(Agenda):
    """An agenda between whose look and write another daemon writes."""

    async def sweep(self, stream: str) -> None:
        raise Conflict


async def test_a_case_that_another_daemon_has_written_is_looked_at_again_and_is_no_bug(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = Rig()
    rig.agree(receipt_reminder=timedelta(hours=3))
    await rig.start(without=("agenda",))
    reference = await rig.opened()
    agenda = Conflicting(rig.docket, rig.fences)
    await rig.docket.resume()
    await rig.also(agenda.run)
    await rig.clock.advance(3 * HOUR + 1)
    assert agenda._next[reference] > rig.clock.now()
    assert "bug" not in caplog.text


async def test_a_case_that_makes_us_stumble_stops_no_other_and_is_not_tried_in_a_hot_loop() -> None:
    rig = Rig()
    rig.agree(receipt_reminder=timedelta(hours=3))
    await rig.start(without=("agenda",))
    bad, good = await rig.opened(), await rig.opened()
    agenda = Odd(rig, bad)
    await rig.docket.resume()
    await rig.also(agenda.run)
    await rig.clock.advance(3 * HOUR + 600)
    assert len(rig.events(good, ReceiptReminded)) == 1
    assert 1 < agenda.tries <= 600 / 15 + 2
    assert rig.alive()


def failing(
    monkeypatch: pytest.MonkeyPatch, *kinds: DueKind, error: Exception | None = None
) -> tuple[list[Due], Callable[[], None]]:
    """Steps of these kinds cannot be carried out: the tries, and what mends that."""
    tries: list[Due] = []
    true = agenda.carry_out

    def carry_out(case: Case, step: Due, *more: Any) -> Change | None:
        if step.kind in kinds:
            tries.append(step)
            raise error or ZeroDivisionError
        return true(case, step, *more)

    monkeypatch.setattr(agenda, "carry_out", carry_out)
    return tries, lambda: monkeypatch.setattr(agenda, "carry_out", true)


async def test_P7_P11_a_step_that_fails_keeps_no_other_of_its_case_from_its_turn_and_analysts_are_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries, mend = failing(monkeypatch, DueKind.RECEIPT)
    rig, reference = await opened(receipt_reminder=timedelta(hours=3), pause_alarm=timedelta(hours=4))
    rig.boxes["lea"].deliver(rig.garbled())
    await rig.clock.advance(3 * HOUR + 60)
    assert len(tries) == 3
    assert rig.alarms("bug") == 1
    await rig.clock.advance(HOUR)
    assert len(rig.events(reference, PauseAlarmed)) == 1
    await rig.clock.advance(20 * HOUR)
    assert rig.alarms("bug") == 1
    assert 100 < len(tries) < 140
    assert f"key={reference}/receipt" in caplog.text
    assert rig.events(reference, ReceiptReminded) == []

    mend()  # a newer version, say
    await rig.clock.advance(601)
    assert len(rig.events(reference, ReceiptReminded)) == 1


async def test_P11_one_fault_in_very_many_cases_leaves_room_for_the_other_alarms(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each case alarmed by itself, and all other alarms waited behind the storm brake."""
    _, mend = failing(monkeypatch, DueKind.RECEIPT)
    rig = Rig()
    rig.agree(receipt_reminder=timedelta(hours=3))
    await rig.start()
    cases = [await rig.opened(form=FORM.replace("item-1", f"item-{n}")) for n in range(20)]
    await rig.clock.advance(4 * HOUR)
    assert rig.alarms("bug") == 6
    assert len(rig.agenda.failed.strikes.out) == 20
    last = [one.data for one in rig.courier.accepted(ANN) if b"Subject: ALARM: bug" in one.data][-1]
    assert b"no further alarm comes" in b" ".join(last.replace(b"=\r\n", b"").split())

    mend()
    await rig.clock.advance(HOUR)
    assert [len(rig.events(one, ReceiptReminded)) for one in cases] == [1] * 20


async def test_a_step_that_failed_and_is_due_no_more_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, DueKind.RECEIPT)
    rig, reference = await opened(receipt_reminder=timedelta(hours=3))
    await rig.clock.advance(4 * HOUR)
    assert rig.agenda.failed.strikes.out == {f"{reference}/receipt"}
    rig.boxes["intake"].deliver(rig.command("[CLOSE]", reference, "done"))
    await rig.settled()
    assert rig.agenda.failed.strikes.out == frozenset()
    assert not rig.agenda.failed.any_of(reference)


async def test_P11_a_notice_goes_at_its_time_though_a_reminder_before_it_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing(monkeypatch, DueKind.RECEIPT)
    rig, _ = await opened(receipt_reminder=timedelta(hours=3))
    await rig.clock.advance(DAY + 60)
    assert len(rig.notices()) == 1


@pytest.mark.parametrize("late", [False, True])
async def test_P5_P7_where_we_stumble_over_a_hold_the_notices_of_its_case_wait(
    late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of other items, too: they would go, but what we make of its holds cannot be trusted."""
    tries, mend = failing(monkeypatch, DueKind.HOLD_REVIEW)
    rig = Rig()
    rig.agree(
        hold_review=timedelta(hours=25 if late else 23, minutes=-3 if late else 0),
        ntd_reminder=timedelta(hours=1),
    )
    await rig.start()
    reference = await rig.opened(form=f"{FORM}URL: https://files.example.net/item-2\n")
    async with rig.docket.locked([reference]):
        held = HoldPlaced(
            hold="H1", party="lea", by="national", proof="signed", until=None, mail="m", items=(2,)
        )
        await rig.docket.record(reference, (held,))
    await rig.clock.advance(DAY + 30 * 60)
    assert len(rig.notices()) == (1 if late else 0)  # not held by itself
    await rig.clock.advance(2 * HOUR)
    assert len(tries) > 3
    assert len(rig.notices()) == (1 if late else 0)  # not even reminded
    assert rig.alarms("bug") == 1

    mend()
    await rig.clock.advance(700)
    assert len(rig.events(reference, HoldReviewed)) == 1
    assert len(rig.notices()) == (2 if late else 1)


async def test_another_case_that_does_not_read_stops_the_step_that_looks_at_it_and_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing(monkeypatch, DueKind.RECEIPT, error=Permanent("it does not read"))
    rig, reference = await opened(receipt_reminder=timedelta(hours=3), pause_alarm=timedelta(hours=4))
    rig.boxes["lea"].deliver(rig.garbled())
    await rig.clock.advance(5 * HOUR)
    assert len(rig.events(reference, PauseAlarmed)) == 1
    assert (rig.alarms("unread"), rig.alarms("bug")) == (1, 0)
    assert caplog.text.count("unread stream=") <= 2 * 6 + 2


@pytest.mark.parametrize("restarted", [False, True])
async def test_P11_of_a_case_whose_steps_cannot_even_be_found_analysts_are_told_and_all_others_go_on(
    restarted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig, bad = await opened(receipt_reminder=timedelta(hours=3))
    good = await rig.opened()

    def broken(case: Case, site: Site) -> tuple[Due, ...]:
        if case.stream == bad:
            raise ZeroDivisionError
        return due(case, site)

    monkeypatch.setattr(agenda, "due", broken)
    if restarted:
        await rig.kill()
        rig = await rig.restarted().start()
    await rig.clock.advance(4 * HOUR)
    assert len(rig.events(good, ReceiptReminded)) == 1
    assert rig.alarms("bug") == 1
    assert rig.alive()


async def test_an_idle_agenda_sleeps() -> None:
    rig = await Rig().start(without=("watch", "outbox"))
    before = rig.clock.sleeps
    await rig.clock.advance(3600)
    assert rig.clock.sleeps - before <= 61


async def test_P5_a_dead_inbox_delays_other_steps_by_seconds_only() -> None:
    rig = Rig()
    rig.agree(pause_alarm=timedelta(hours=30))
    await rig.start()
    cases = [await rig.opened() for _ in range(6)]
    for report in rig.reports():
        rig.boxes["lea"].deliver(rig.garbled(answers=report))
    await rig.settled()
    deaf(rig)
    await rig.clock.advance(30 * HOUR + 60)
    assert rig.notices() == []
    assert all(len(rig.events(one, PauseAlarmed)) == 1 for one in cases)


# --- P5 ------------------------------------------------------------------------------------------------


async def test_P5_no_notice_without_a_full_read_that_began_after_its_time_and_analysts_are_told_once() -> (
    None
):
    rig, reference = await opened()
    await rig.clock.advance(DAY - 60)
    deaf(rig)
    await rig.clock.advance(2 * HOUR)
    assert rig.courier.attempts(ABUSE) == []
    assert len(rig.events(reference, NoticeHeld)) == 1
    assert rig.alarms("notice-waits") == 1
    rig.boxes["lea"].down = None
    await rig.clock.advance(120)
    assert len(rig.notices()) == 1


async def test_P5_a_hold_that_lies_unread_when_the_notice_is_due_is_found_first() -> None:
    rig, reference = await opened()
    await rig.clock.advance(DAY - 1)
    rig.boxes["lea"].deliver(rig.reply("Please wait."), quietly=True)
    await rig.clock.advance(60)
    assert len(rig.events(reference, HoldPlaced)) == 1
    assert rig.courier.attempts(ABUSE) == []


async def test_P5_an_inbox_that_was_renamed_is_not_an_inbox_without_mail() -> None:
    rig, _ = await opened()
    await rig.clock.advance(DAY - HOUR)
    rig.boxes["lea"].rename("INBOX", "Last year")
    rig.boxes["lea"].deliver(rig.reply("Please wait."), folder="Last year")
    await rig.clock.advance(2 * HOUR)
    assert rig.courier.attempts(ABUSE) == []
    assert rig.alarms("deaf") == 1
    rig.boxes["lea"].rename("Last year", "INBOX")
    await rig.clock.advance(120)
    assert rig.courier.attempts(ABUSE) == []


@pytest.mark.parametrize("folder", ["Junk", "Hotline/Quarantine/stranger"])
async def test_P5_a_hold_in_junk_or_quarantine_is_found_first(folder: str) -> None:
    """In quarantine as after a restore, if the record is older than the mail; the usual way: `test_aside`."""
    rig, reference = await opened()
    await rig.clock.advance(DAY - 1)
    rig.boxes["lea"].deliver(rig.reply("Please wait."), folder, quietly=True)
    await rig.clock.advance(60)
    assert len(rig.events(reference, HoldPlaced)) == 1
    assert rig.courier.attempts(ABUSE) == []


async def test_P5_a_mail_of_the_lea_that_gpg_does_not_open_now_keeps_the_notice_back() -> None:
    rig, reference = await opened()
    await rig.clock.advance(DAY - 1)
    rig.boxes["lea"].deliver(rig.reply("Please wait."))
    rig.openpgp.hangs = True
    await rig.clock.advance(600)
    assert rig.courier.attempts(ABUSE) == []
    rig.openpgp.hangs = False
    await rig.clock.advance(120)
    assert len(rig.events(reference, HoldPlaced)) == 1
    assert rig.courier.attempts(ABUSE) == []


async def test_P7_a_mail_of_the_lea_that_nobody_can_read_keeps_the_notice_back_until_an_analyst_answers() -> (
    None
):
    rig, reference = await opened()
    rig.boxes["lea"].deliver(rig.garbled())
    await rig.clock.advance(2 * DAY)
    assert rig.courier.attempts(ABUSE) == []
    assert rig.alarms("question-waits") >= 1
    rig.boxes["intake"].deliver(rig.command("[CONFIRM]", reference))
    await rig.clock.advance(120)
    assert len(rig.notices()) == 1


async def test_P5_no_notice_before_the_leas_server_has_the_report() -> None:
    rig = Rig()
    rig.courier.answers["reports@police.example.com"] = [LATER]
    await rig.start()
    await rig.opened()
    await rig.clock.advance(2 * DAY)
    assert rig.courier.attempts(ABUSE) == []


# --- what the LEA has written is read first (P5, P6, P8) ----------------------------------------------


async def weekend(rig: Rig, raw: Callable[[], bytes]) -> Rig:
    """The machine is off for three days, in which the LEA writes this; then the daemon starts again."""
    await rig.kill()
    rig.clock.jump(timedelta(hours=1))  # no daemon saw it pass
    rig.boxes["lea"].deliver(raw())
    rig.clock.jump(timedelta(days=3))
    again = await rig.restarted().start()
    await again.clock.advance(60)
    return again


async def test_P8_after_a_weekend_without_the_machine_nobody_is_reminded_of_a_receipt_that_lies_unread() -> (
    None
):
    rig, reference = await opened(receipt_reminder=timedelta(hours=3))
    again = await weekend(rig, lambda: rig.reply("[RECEIVED]"))
    assert (await again.case(reference)).fragments[0].is_confirmed
    assert again.events(reference, ReceiptReminded) == []


async def test_P6_after_a_weekend_without_the_machine_no_hold_ends_that_the_LEA_has_made_longer() -> None:
    rig, reference = await opened(receipt_reminder=timedelta(days=9))
    rig.boxes["lea"].deliver(rig.reply("[HOLD:26h]"))
    await rig.clock.advance(25.5 * HOUR)
    assert len(rig.events(reference, HoldWarned)) == 1
    again = await weekend(rig, lambda: rig.reply("[HOLD:2026-04-01]"))
    assert [one.why for one in again.events(reference, HoldLifted)] == ["replaced"]
    assert len(again.events(reference, HoldWarned)) == 1
    assert again.notices() == []


@pytest.mark.parametrize(("words", "step"), [("[HOLD:2026-03-05]", HoldWarned), ("[HOLD]", HoldReviewed)])
async def test_P6_after_a_weekend_without_the_machine_the_LEA_is_asked_about_no_hold_that_it_has_lifted(
    words: str, step: type[Event]
) -> None:
    rig, reference = await opened(receipt_reminder=timedelta(days=9), hold_review=timedelta(days=2))
    rig.boxes["lea"].deliver(rig.reply(words))
    await rig.settled()
    again = await weekend(rig, lambda: rig.reply(f"[RELEASE] {reference}"))
    assert [one.why for one in again.events(reference, HoldLifted)] == ["released"]
    assert again.events(reference, step) == []


async def test_while_the_LEA_mailbox_is_deaf_what_is_said_to_the_LEA_waits_and_all_else_goes_on() -> None:
    rig, reference = await opened(receipt_reminder=timedelta(hours=3), pause_alarm=timedelta(hours=4))
    rig.boxes["lea"].deliver(rig.garbled())
    await rig.settled()
    deaf(rig)
    await rig.clock.advance(2 * DAY)
    assert rig.events(reference, ReceiptReminded) == []
    assert len(rig.events(reference, PauseAlarmed)) == 11  # each of them seconds late
    assert rig.alarms("deaf") == 1

    rig.boxes["lea"].down = None
    await rig.clock.advance(120)
    assert len(rig.events(reference, ReceiptReminded)) == 1


async def test_while_the_LEA_mailbox_is_deaf_analysts_are_told_what_a_provider_asks() -> None:
    """It is theirs to answer, and nothing that the LEA may have written changes that."""
    rig, _ = await opened()
    await rig.clock.advance(DAY + 60)
    (notice,) = rig.notices()
    to = str(message_from_bytes(notice.data)["Reply-To"])
    rig.boxes["ntd"].deliver(rig.mail(ABUSE, "Re: your notice", "Which page?", to=to, answers=notice))
    await rig.settled()
    deaf(rig)
    await rig.clock.advance(5 * DAY)
    assert rig.alarms("provider-asks") == 1
    assert len(rig.notices()) == 1

    rig.boxes["lea"].down = None
    await rig.clock.advance(120)
    assert len(rig.notices()) == 2


async def test_what_waits_for_a_read_of_the_LEA_mailbox_neither_spins_nor_is_lost_over_a_restart() -> None:
    rig, reference = await opened(receipt_reminder=timedelta(hours=3))
    deaf(rig)
    await rig.clock.advance(4 * HOUR)
    before = rig.clock.sleeps
    await rig.clock.advance(HOUR)
    assert rig.clock.sleeps - before < HOUR / 4
    await rig.kill()
    again = await rig.restarted().start()
    await again.clock.advance(HOUR)
    assert again.events(reference, ReceiptReminded) == []
    again.boxes["lea"].down = None
    await again.clock.advance(120)
    assert len(again.events(reference, ReceiptReminded)) == 1


# --- the clock (C1) ------------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [timedelta(hours=25), timedelta(days=3650)])
async def test_C1_a_clock_set_forward_sends_no_notice_early_and_the_analysts_are_told_once(
    jump: timedelta,
) -> None:
    rig, _ = await opened(receipt_reminder=timedelta(days=4000))
    await rig.clock.advance(HOUR)
    rig.clock.jump(jump)
    await rig.clock.advance(22 * HOUR)
    assert rig.courier.attempts(ABUSE) == []
    assert rig.alarms("clock") == 1
    await rig.clock.advance(HOUR + 60)
    assert len(rig.notices()) == 1


async def test_C1_a_clock_set_forward_keeps_no_reminder_back_and_the_inbox_is_read_once_for_it() -> None:
    rig, reference = await opened(receipt_reminder=timedelta(hours=3))
    await rig.clock.advance(HOUR)
    rig.clock.jump(timedelta(hours=20))
    before = rig.clock.sleeps
    await rig.clock.advance(120)
    assert len(rig.events(reference, ReceiptReminded)) == 1
    assert rig.clock.sleeps - before < 20


async def test_C1_P6_a_clock_set_forward_ends_no_hold_early() -> None:
    rig, reference = await opened()
    rig.boxes["lea"].deliver(rig.reply("[HOLD:48h]"))
    await rig.clock.advance(47 * HOUR)
    rig.clock.jump(timedelta(hours=20))
    await rig.clock.advance(HOUR - 120)
    assert rig.events(reference, HoldLifted) == []
    assert rig.courier.attempts(ABUSE) == []
    await rig.clock.advance(300)
    assert len(rig.events(reference, HoldLifted)) == 1


async def test_C1_a_clock_set_forward_and_right_again_changes_nothing() -> None:
    rig, _ = await opened()
    await rig.clock.advance(HOUR)
    rig.clock.jump(timedelta(hours=30))
    await rig.clock.advance(HOUR)
    rig.clock.jump(timedelta(hours=-30))
    await rig.clock.advance(21 * HOUR)
    assert rig.courier.attempts(ABUSE) == []
    await rig.clock.advance(HOUR + 60)
    assert len(rig.notices()) == 1
    assert rig.alarms("clock") == 2


async def test_C1_the_alarm_waits_for_a_disk_that_takes_it(caplog: pytest.LogCaptureFixture) -> None:
    rig, _ = await opened()
    rig.store.refuse = "disk full"
    rig.clock.jump(timedelta(hours=2))
    await rig.clock.advance(300)
    assert rig.alive()
    rig.store.refuse = None
    await rig.clock.advance(61)
    assert rig.alarms("clock") == 1
    assert not [record for record in caplog.records if record.getMessage().startswith("bug ")]


@pytest.mark.parametrize(
    "moment", [datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)]
)
async def test_C3_a_day_is_86400_seconds_on_both_sundays_when_the_clocks_change(moment: datetime) -> None:
    rig = Rig(clock=FakeClock(moment))
    await rig.start()
    await rig.opened()
    await rig.clock.advance(DAY - 1)
    assert rig.courier.attempts(ABUSE) == []
    await rig.clock.advance(5)
    assert len(rig.notices()) == 1


# --- reload, scale -----------------------------------------------------------------------------------


async def test_after_a_reload_the_plan_follows_the_new_agreement_within_a_minute() -> None:
    rig, reference = await opened(receipt_reminder=timedelta(hours=20))
    await rig.clock.advance(4 * HOUR)
    assert rig.events(reference, ReceiptReminded) == []
    rig.agree(receipt_reminder=timedelta(hours=3))
    await rig.clock.advance(61)
    assert len(rig.events(reference, ReceiptReminded)) == 1


async def test_a_person_who_left_with_the_reload_is_written_to_no_more() -> None:
    rig, _ = await opened()
    rig.site = replace(rig.site, analysts=rig.site.analysts[1:])
    sent = len(rig.courier.attempts(ANN))
    await rig.clock.advance(4 * DAY)
    assert len(rig.courier.attempts(ANN)) == sent


def _case(n: int) -> tuple[Entry, ...]:
    """A case as it is once its report was accepted."""
    events: tuple[Event, ...] = (
        CaseOpened(
            assessment="illegal", analyst="Ann", mail=f"m{n}", thread=None, found_at=START,
            received_from_public=None, country="EE", urgent=False, units=("national",), ntd_body="hotline",
            ntd_delay=86_400, rules=(), items=1,
        ),
        ProviderSet(items=(1,), name="Example Provider", contact=ABUSE, confirmed=True),
        ReportQueued(unit="national", fragment=1, of=1, items=(1,), message_id=f"<{n}@x>", code="c"),
        MailQueued(message_id=f"<{n}@x>", kind="annex-i", party=Party.LEA, to_id="national", token=f"t{n}"),
        MailAccepted(message_id=f"<{n}@x>"),
    )  # fmt: skip
    at = START + timedelta(seconds=n)
    return tuple(Entry(seq, at, event) for seq, event in enumerate(events))


async def test_of_two_thousand_open_cases_none_is_read_because_a_mail_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rig = Rig()
    for n in range(2_000):
        case = fold(f"HL-2026-{n:06d}-X", _case(n))
        rig.agenda._plan(case.stream, due(case, rig.site))
    assert len(rig.agenda._next) == 2_000
    await rig.also(rig.agenda.run, rig.outbox.run)
    swept: list[str] = []
    monkeypatch.setattr(Agenda, "sweep", lambda _, stream: swept.append(stream))
    for _ in range(100):
        rig.agenda.wake()
        await run_to_rest()
    assert swept == []
    assert rig.alive()


class Turning(Agenda):
    """An agenda that counts its looks."""

    looks = 0

    async def _noticed(self) -> None:
        self.looks += 1
        await super()._noticed()


@pytest.mark.parametrize(("reminder", "looks"), [(timedelta(hours=3), 0), (timedelta(seconds=20), 1)])
async def test_a_change_wakes_the_agenda_only_where_something_is_due_before_it_looks_by_itself(
    reminder: timedelta, looks: int
) -> None:
    rig = Rig()
    rig.agree(receipt_reminder=reminder)
    agenda = Turning(rig.docket, rig.fences)
    await rig.also(agenda.run)
    before = agenda.looks
    agenda.changed(Folded(fold("HL-2026-000001-X", _case(1)), {}))
    await run_to_rest()
    assert agenda.looks - before == looks


async def test_P15_what_falls_due_by_a_clock_that_was_set_while_the_agenda_waits_wakes_it() -> None:
    rig = Rig()
    rig.agree(receipt_reminder=timedelta(hours=2, seconds=20))
    agenda = Turning(rig.docket, rig.fences)
    await rig.also(agenda.run)
    before = agenda.looks
    rig.clock.jump(timedelta(hours=2))
    agenda.changed(Folded(fold("HL-2026-000001-X", _case(1)), {}))
    await run_to_rest()
    assert agenda.looks > before


async def test_P15_a_warning_that_falls_due_among_thousands_of_notices_does_not_wait_for_them() -> None:
    swept: list[str] = []

    class Swept(Agenda):
        async def sweep(self, stream: str) -> None:
            swept.append(stream)
            self._plan(stream, ())
            if len(swept) == 10:
                self._plan("late", (Due(DueKind.HOLD_WARNING, START, "H1"),))

    rig = Rig()
    agenda = Swept(rig.docket, rig.fences)
    for n in range(2_000):
        agenda._plan(f"case {n:04d}", (Due(DueKind.NOTICE, START - timedelta(seconds=1), ABUSE),))
    both = (Due(DueKind.NOTICE, START, ABUSE), Due(DueKind.RECEIPT, START, "national/1", 1))
    agenda._plan("with a reminder", both)
    await rig.also(agenda.run)
    assert len(swept) == 2_002
    assert swept[0] == "with a reminder"
    assert swept.index("late") < 40


async def test_a_case_that_does_not_read_stops_no_other_and_the_analysts_are_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = Rig()
    rig.agree(receipt_reminder=timedelta(hours=3))
    await rig.start(without=("agenda",))
    bad, good = await rig.opened(), await rig.opened()
    await rig.docket.resume()
    rig.spoil(bad)
    rig.docket._cache.cases.clear()
    await rig.also(rig.agenda.run)
    await rig.clock.advance(5 * HOUR)

    assert len(rig.events(good, ReceiptReminded)) == 1
    assert rig.alarms("unread") == 1
    assert rig.alive()
    assert 1 < caplog.text.count("unread stream=") <= 2 * 6 + 2
    assert "bug" not in caplog.text

    rig.agree(receipt_reminder=timedelta(hours=4))  # a reload plans all others anew
    rig.docket._cache.cases.clear()
    before = rig.agenda._next[good]
    await rig.clock.advance(2 * 60)
    assert rig.agenda._next[good] != before
    assert rig.agenda._site is rig.docket.site()
    assert rig.alarms("unread") == 1
    assert "bug" not in caplog.text

    rig.mend()  # somebody has put it right
    await rig.clock.advance(HOUR)
    rig.spoil(bad)  # and it is spoilt once more
    rig.docket._cache.cases.clear()
    await rig.clock.advance(5 * HOUR)
    assert rig.alarms("unread") == 2


async def test_at_a_start_a_case_that_does_not_read_is_named_once_all_others_are_known() -> None:
    rig = await Rig().start()
    bad, good = await rig.opened(), await rig.opened()
    await rig.kill(keeps=False)
    true = rig.store.load

    def load(stream: str) -> Record | None:
        if stream == bad:
            raise Permanent("it does not read")
        return true(stream)

    rig.store.load = load  # type: ignore[method-assign]
    again = rig.restarted()
    with pytest.raises(Unread, match="it does not read"):
        await again.docket.resume()
    assert [line.reference for line in again.board.lines()] == [good]
