"""The status for monitoring, and the second road that is taken when a mail may not get through."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hotlined.app import agenda
from hotlined.app.attempts import Attempts
from hotlined.app.desk_alarm import tell_deaf
from hotlined.app.double_fence import NO_LISTENER
from hotlined.app.health import LEAST_FOR_KEYS, LEAST_FREE, TROUBLES, Disk, Health, Pulse
from hotlined.app.own_folders import Folders
from hotlined.app.ports import Outcome, Temporary
from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import Due, DueKind
from hotlined.domain.letters.decision import Change
from hotlined.domain.record.correspondence import MailBounced
from tests.app.test_digests import come_back
from tests.support.fake_courier import ACCEPTED, LATER, LOGIN, NEVER, NO_ANSWER, UNKNOWN, UNREACHED
from tests.support.fake_mailbox import FakeMailbox
from tests.support.rig import ABUSE, ANN, BEN, DELAY, FORM, LEA, Rig

MINUTES = 300.0  # seconds: so often a mailbox is read here, where an hour without a read is a trouble


class Road:
    """What was called, and what was shown; `refuses` counts the calls that fail first."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.shown: list[Pulse] = []
        self.refuses = 0
        self.free = 10 * LEAST_FREE

    async def call(self, line: str) -> None:
        if self.refuses:
            self.refuses -= 1
            raise Temporary("alarm_command ended with 1")
        self.lines.append(line)


async def watched(rig: Rig) -> tuple[Road, Health]:
    """A daemon under way, and the round that looks at it."""
    road = Road()
    watches = tuple(rig.watches.values())
    health = Health(
        rig.docket, rig.outbox, rig.agenda, watches, lambda: road.free, road.shown.append, road.call
    )
    await rig.start()
    await rig.also(health.run)
    return road, health


async def test_a_daemon_that_is_well_is_shown_and_calls_nobody() -> None:
    rig = Rig(rest=None)
    rig.agree(fragment_size=1, fragment_interval=timedelta(hours=6))
    road, _ = await watched(rig)
    rig.boxes["intake"].deliver(rig.assessment(form=f"{FORM}URL: https://files.example.net/item-2\n"))
    await rig.clock.advance(7_200)
    assert road.lines == []
    last = road.shown[-1]
    assert last.at > last.started_at + timedelta(hours=1.9)
    assert (last.running, last.waiting, last.oldest, last.troubles) == (True, 1, 0.0, ())  # the second part
    assert set(last.unread) == {"intake", "lea", "ntd"}
    assert all(seconds < 200 for seconds in last.unread.values())


async def test_E2_a_deaf_mailbox_is_called_out_once_an_hour_and_its_end_once() -> None:
    rig = Rig(rest=MINUTES)
    road, _ = await watched(rig)
    rig.boxes["lea"].faults["open"] = [Temporary("down")] * 500
    rig.boxes["lea"].drop()
    await rig.clock.advance(650)
    assert len(road.lines) == 1
    assert road.lines[0].startswith("hotlined: the lea mailbox could not be read in full for 1")
    await rig.clock.advance(3_000)
    assert len(road.lines) == 1
    await rig.clock.advance(660)
    assert len(road.lines) == 2
    rig.boxes["lea"].faults["open"] = []
    await rig.clock.advance(200)
    assert road.lines[2:] == ["hotlined: all is well again."]
    await rig.clock.advance(7_200)
    assert len(road.lines) == 3


async def test_E2_a_spool_that_is_read_does_not_hide_that_the_mailbox_of_its_name_is_deaf() -> None:
    """With an LMTP door there are two roads of the LEA's mail, and a hold may lie on either."""
    rig = Rig(rest=MINUTES)
    road, health = await watched(rig)
    spool = rig.watch_of(FakeMailbox("lea", rig.clock), Folders(junk=None), NO_LISTENER)
    spool.deafness.last_whole = rig.clock.monotonic() + 1_000
    health.watches = (*health.watches, spool)
    rig.boxes["lea"].faults["open"] = [Temporary("down")] * 500
    rig.boxes["lea"].drop()
    await rig.clock.advance(700)
    assert [line for line in road.lines if "the lea mailbox could not be read in full" in line]
    assert road.shown[-1].unread["lea"] > 600


async def test_an_agenda_that_hangs_in_one_case_is_called_out_though_the_event_loop_turns() -> None:
    """The watchdog of systemd sees the loop alone; who holds a case's lock for ever stops all that is due."""
    rig = Rig(rest=MINUTES)
    rig.agree(ntd_delay=timedelta(minutes=10))
    road, _ = await watched(rig)
    case = await rig.opened()
    await rig.clock.advance(540)
    assert road.lines == []
    async with rig.docket.locked([case]):
        await rig.clock.advance(900)
    called = [line for line in road.lines if "what is due was not looked at for 1" in line]
    assert called
    assert called[0].endswith("minutes: restart hotlined.")
    await rig.clock.advance(60)
    assert road.lines[-1] == "hotlined: all is well again."


async def test_a_step_that_fails_again_and_again_is_called_out_until_it_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rig = Rig(rest=MINUTES)
    rig.agree(receipt_reminder=timedelta(hours=3))
    road, _ = await watched(rig)
    true = agenda.carry_out

    def fails(case: Case, step: Due, *more: Any) -> Change | None:
        if step.kind is DueKind.RECEIPT:
            raise ZeroDivisionError
        return true(case, step, *more)

    monkeypatch.setattr(agenda, "carry_out", fails)
    await rig.opened()
    await rig.clock.advance(3 * 3600 + 120)
    assert road.lines == ["hotlined: 1 steps that are due make hotlined stumble: look for bug in the log."]
    monkeypatch.setattr(agenda, "carry_out", true)
    await rig.clock.advance(3600)
    assert road.lines[1:] == ["hotlined: all is well again."]


async def test_a_notice_whose_gate_makes_us_stumble_counts_as_a_mail_that_is_stuck(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def stumbles(*_: object) -> bool:
        raise ZeroDivisionError

    rig = Rig(rest=MINUTES)
    road, _ = await watched(rig)
    await rig.opened()
    monkeypatch.setattr(Attempts, "_notice_may_go", stumbles)
    await rig.clock.advance(DELAY.total_seconds() + 2 * 3600)
    assert [line for line in road.lines if "1 mails could not be handed over" in line]


@pytest.mark.parametrize("outcome", [LOGIN, UNREACHED, NO_ANSWER, LATER])
async def test_P11_notices_that_no_server_takes_are_called_out_though_all_else_is_well(
    outcome: Outcome,
) -> None:
    rig = Rig(rest=MINUTES)
    road, _ = await watched(rig)
    rig.courier.answers[ABUSE] = [outcome]
    await rig.opened()
    await rig.clock.advance(DELAY.total_seconds() + 30 * 60)
    assert road.lines == []
    await rig.clock.advance(40 * 60)
    assert len([line for line in road.lines if "1 mails could not be handed over" in line]) == 1
    assert 3_600 <= road.shown[-1].oldest < 2 * 3_600
    rig.courier.answers[ABUSE] = [ACCEPTED]
    await rig.clock.advance(1_000)
    assert road.lines[-1] == "hotlined: all is well again."


async def test_a_notice_that_was_tried_and_then_waits_for_its_gate_is_no_trouble_of_the_machine() -> None:
    rig = Rig(rest=MINUTES)
    road, _ = await watched(rig)
    rig.courier.answers[ABUSE] = [LOGIN]
    await rig.opened()
    await rig.clock.advance(DELAY.total_seconds() + 30 * 60)
    rig.boxes["lea"].deliver(rig.reply("[HOLD]"))
    await rig.clock.advance(5 * 3_600)
    assert road.lines == []


async def test_mails_that_the_server_does_not_take_are_called_out_and_another_trouble_at_once() -> None:
    rig = Rig(rest=MINUTES)
    road, _ = await watched(rig)
    rig.courier.answers[ANN] = [LATER]
    await rig.opened()
    await rig.clock.advance(rig.site.agreement.outbox_alarm_after.total_seconds() + 60)
    assert len(road.lines) == 1
    assert "could not be handed over, the oldest for" in road.lines[0]
    road.free = LEAST_FREE - 1
    await rig.clock.advance(60)
    assert len(road.lines) == 2
    assert "99 MB are left on the disk" in road.lines[1]
    road.free = LEAST_FREE
    rig.courier.answers[ANN] = [ACCEPTED]
    await rig.clock.advance(2_000)
    assert road.lines[2:] == ["hotlined: all is well again."]


async def test_H4_alarms_that_the_server_refuses_are_called_out_until_a_mail_gets_there() -> None:
    rig = Rig(rest=MINUTES)
    road, _ = await watched(rig)
    for one in (LEA, ANN, BEN):  # our own server has shut the account, say
        rig.courier.answers[one] = [NEVER]
    rig.boxes["intake"].deliver(rig.assessment())
    await rig.clock.advance(60)
    assert rig.outbox.waiting() == ()
    assert road.lines == [
        "hotlined: alarms to 2 of the hotline's people did not arrive, and no mail was taken since."
    ]
    for one in (ANN, BEN):
        rig.courier.answers[one] = [ACCEPTED]
    rig.boxes["intake"].deliver(rig.assessment())
    await rig.clock.advance(60)
    assert road.lines[1:] == ["hotlined: all is well again."]


async def test_H4_an_alarm_that_comes_back_is_called_out_until_a_later_mail_is_taken() -> None:
    rig = Rig(rest=MINUTES)
    road, _ = await watched(rig)
    rig.courier.answers[LEA] = [NEVER]
    rig.boxes["intake"].deliver(rig.assessment())
    await rig.clock.advance(60)
    (case,) = (one for one in rig.store.open_streams() if one.startswith("HL-"))
    (sent,) = (
        one for one in (await rig.case(case)).sent.values() if (one.kind, one.to_id) == ("alarm", "Ann")
    )
    assert road.lines == []
    fact = MailBounced(
        message_id=sent.message_id, recipient=ANN, disposition="failed", status="5.1.1", mail="0" * 64
    )
    async with rig.docket.locked([case]):
        await rig.docket.record(case, (fact,), ())
    await rig.clock.advance(60)
    assert len(road.lines) == 1
    assert road.lines[0].startswith("hotlined: alarms to 1 of the hotline's people did not arrive")
    rig.boxes["intake"].deliver(rig.assessment())
    await rig.clock.advance(60)
    assert road.lines[1:] == ["hotlined: all is well again."]


async def test_H4_an_alarm_about_no_case_that_comes_back_is_called_out_too() -> None:
    """Such as that a mailbox is deaf, or a key ends: most alarms of the machine are about no case."""
    rig = Rig(rest=MINUTES)
    road, _ = await watched(rig)
    await tell_deaf(rig.docket, "lea", 700.0)
    await rig.clock.advance(60)
    alarm = next(one for one in rig.courier.accepted(ANN) if b"ALARM: deaf" in one.data)
    rig.boxes["intake"].deliver(come_back(alarm.data))
    await rig.clock.advance(60)
    assert [line for line in road.lines if "alarms to 1 of the hotline's people did not arrive" in line]
    assert rig.alarms("bounced") == 0  # alarms never alarm


async def test_H4_who_is_nobody_of_the_hotline_any_more_need_hear_no_alarm() -> None:
    rig = Rig(rest=MINUTES)
    road, _ = await watched(rig)
    rig.courier.answers[LEA] = rig.courier.answers[BEN] = [NEVER]
    rig.boxes["intake"].deliver(rig.assessment())
    await rig.clock.advance(60)
    assert len(road.lines) == 1
    rig.site = replace(rig.site, analysts=tuple(one for one in rig.site.analysts if one.name != "Ben"))
    await rig.clock.advance(60)
    assert road.lines[1:] == ["hotlined: all is well again."]


async def test_each_trouble_is_in_the_log_once_for_sites_without_a_second_road(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rig = Rig(rest=MINUTES)
    road, health = await watched(rig)
    health.call = None
    for free in (LEAST_FREE - 1, LEAST_FREE, LEAST_FREE - 1):
        road.free = free
        await rig.clock.advance(120)

    said = [line.getMessage() for line in caplog.records if line.getMessage().startswith("trouble")]
    assert said == ["trouble kind=disk 99 MB are left on the disk of the store."] * 2


async def test_a_notice_that_waits_for_the_lea_is_no_trouble_of_the_machine() -> None:
    rig = Rig(rest=MINUTES)
    road, _ = await watched(rig)
    rig.courier.answers[ABUSE] = [UNKNOWN]
    await rig.opened()
    await rig.clock.advance(86_400 + 600)
    tried = len(rig.courier.attempts(ABUSE))
    rig.boxes["lea"].deliver(rig.reply("[HOLD]"))
    await rig.settled()
    await rig.clock.advance(3 * 86_400)
    assert 0 < tried == len(rig.courier.attempts(ABUSE))  # one may have left: it waits for the hold to end
    assert road.shown[-1].waiting == 1
    assert road.lines == []


async def test_a_call_that_fails_is_made_again_and_a_status_that_fails_stops_no_call() -> None:
    rig = Rig(rest=MINUTES)
    road, health = await watched(rig)

    def full(pulse: Pulse) -> None:
        raise Temporary("status_file cannot be written: No space left on device")

    health.show = full
    road.refuses = 2
    road.free = 0
    await rig.clock.advance(31)
    assert road.lines == []
    await rig.clock.advance(60)
    assert len(road.lines) == 1


async def test_a_disk_that_does_not_answer_is_called_out_and_silences_no_other_trouble() -> None:
    """Then no mail of ours can be written either: the second road is the only one that is left."""
    rig = Rig(rest=MINUTES)
    road, health = await watched(rig)

    def dead() -> int:
        raise Temporary("the store's disk does not answer: Input/output error")

    health.free = dead
    rig.boxes["lea"].faults["open"] = [Temporary("down")] * 500
    rig.boxes["lea"].drop()
    await rig.clock.advance(40)
    assert road.lines == ["hotlined: the store's disk does not answer: Input/output error."]
    await rig.clock.advance(700)
    assert "the lea mailbox could not be read in full" in road.lines[1]
    assert [one.kind for one in road.shown[-1].troubles] == ["deaf lea", "disk"]
    health.free = lambda: 10 * LEAST_FREE
    rig.boxes["lea"].faults["open"] = []
    await rig.clock.advance(300)
    assert road.lines[-1] == "hotlined: all is well again."


async def test_a_trouble_that_comes_and_goes_all_day_pages_nobody_all_day() -> None:
    """A disk about its limit, or a mailbox behind a bad line: each call may wake somebody."""
    rig = Rig(rest=MINUTES)
    road, _ = await watched(rig)
    for _ in range(60):  # four hours
        road.free = LEAST_FREE - 1
        await rig.clock.advance(120)
        road.free = LEAST_FREE
        await rig.clock.advance(120)
    assert road.lines[1] == "hotlined: all is well again."  # the first time at once
    assert 4 <= len(road.lines) <= 8
    assert "MB are left" in road.lines[-1], "it is not well while it comes back again and again"
    await rig.clock.advance(3_900)
    assert road.lines[-1] == "hotlined: all is well again."
    lines = len(road.lines)
    await rig.clock.advance(7_200)
    assert len(road.lines) == lines
    road.free = LEAST_FREE - 1
    await rig.clock.advance(60)
    road.free = LEAST_FREE
    await rig.clock.advance(60)
    assert road.lines[-1] == "hotlined: all is well again."  # a day like any other


async def test_P16_neither_status_nor_call_names_a_case_an_address_or_a_url() -> None:
    rig = Rig(rest=MINUTES)
    road, health = await watched(rig)
    await rig.opened()
    rig.courier.answers[ANN] = [LATER]
    rig.boxes["intake"].deliver(rig.assessment())
    await rig.clock.advance(3 * 3_600)
    health.stopped()
    assert road.lines
    said = json.dumps([one.plain() for one in road.shown]) + "".join(road.lines)
    for planted in ("HL-2026", "example", "http", "item", "@"):
        assert planted not in said
    assert json.loads(json.dumps(road.shown[-1].plain()))["running"] is False


@pytest.mark.parametrize("hours", [-2, 2])
async def test_C1_a_clock_that_is_set_does_not_silence_the_second_road(hours: int) -> None:
    rig = Rig(rest=MINUTES)
    road, _ = await watched(rig)
    road.free = 0
    await rig.clock.advance(60)
    assert len(road.lines) == 1
    rig.clock.jump(timedelta(hours=hours))
    await rig.clock.advance(90)  # the jump is noticed after a minute, and seen by the look after that
    assert len(road.lines) == 2
    assert road.shown[-1].clock_ahead == pytest.approx(hours * 3_600)


async def test_C1_a_clock_that_is_behind_the_record_is_called_out_until_it_has_passed_it() -> None:
    rig = await Rig(rest=MINUTES).start()
    await rig.opened()
    await rig.kill()
    rig.clock.jump(timedelta(minutes=-30))
    road, _ = await watched(again := rig.restarted())
    await again.clock.advance(120)
    assert road.lines == ["hotlined: the machine's clock is behind the record, and notices wait."]
    await again.clock.advance(1_800)
    assert road.lines[1:] == ["hotlined: all is well again."]


async def test_C1_a_clock_behind_the_record_is_a_trouble_that_monitoring_counts() -> None:
    rig = Rig(rest=MINUTES)
    _, health = await watched(rig)
    rig.fences.watch.floor = rig.clock.now() + timedelta(hours=1)

    assert [one.kind for one in health.pulse().troubles] == ["clock"]
    assert "clock" in TROUBLES


async def test_a_full_or_dead_disk_of_the_keys_or_the_spool_is_called_out_beside_a_store_with_room() -> None:
    """gpg then opens and seals nothing, or no mail comes in: an alarm by mail may wait for the same disk."""
    rig = Rig(rest=MINUTES)
    road, health = await watched(rig)
    left: dict[str, int | None] = {"GnuPG home": 0, "spool": None}

    def spool() -> int | None:
        if left["spool"] == -1:
            raise Temporary("the spool's disk does not answer: Input/output error")
        return left["spool"]

    health.disks = (
        Disk("GnuPG home", LEAST_FOR_KEYS, lambda: left["GnuPG home"]),
        Disk("spool", LEAST_FREE, spool),
    )
    await rig.clock.advance(40)
    assert road.lines == ["hotlined: 0 MB are left on the disk of the GnuPG home."]
    left |= {"GnuPG home": LEAST_FOR_KEYS, "spool": -1}
    await rig.clock.advance(40)
    assert road.lines[1:] == ["hotlined: the spool's disk does not answer: Input/output error."]
    assert [one.kind for one in road.shown[-1].troubles] == ["disk spool"]
    left["spool"] = LEAST_FREE
    await rig.clock.advance(40)
    assert road.lines[2:] == ["hotlined: all is well again."]
