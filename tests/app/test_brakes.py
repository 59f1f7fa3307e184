"""The storm brake on the outbox: what is above waits, nothing is lost, and it outlives a restart (P12)."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hotlined.domain.cases.state import Case
from hotlined.domain.letters.drafts import Effect, alarm
from hotlined.domain.mail.message import Gate, Party
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.record.running import AlarmRaised, BrakeReleased
from tests.support.fake_courier import NEVER
from tests.support.rig import ABUSE, ANN, BEN, CONTACT, LEA, Rig

DESK = "desk-2026-03-02"
HOUR = 3600.0


async def stormy(number: int, **terms: int) -> Rig:
    """A running daemon with so many alarms in the outbox at once; each goes to two analysts."""
    rig = Rig(rest=None)
    rig.agree(**{"storm_brake": 10, "storm_brake_recipient": 100, **terms})
    await rig.start()
    await flood(rig, number)
    return rig


async def flood(rig: Rig, number: int) -> None:
    context = rig.docket.context()
    stream = f"desk-{context.now:%Y-%m-%d}"
    async with rig.docket.locked([stream]):
        letters = tuple(
            one for n in range(number) for one in alarm(context, Case(stream), f"number-{n}", "a", "b")
        )
        await rig.docket.commit([Effect(letters=letters).change(stream)])
    await rig.settled()


def storms(rig: Rig) -> int:
    return sum(b"the storm brake is on" in one.data for one in rig.courier.accepted(ANN))


def alarms(rig: Rig) -> int:
    return sum(b"ALARM: number-" in one.envelope.data for one in rig.courier.log)


async def test_P12_above_the_limit_mails_wait_and_analysts_are_told_once() -> None:
    rig = await stormy(30)
    assert alarms(rig) == 10
    assert storms(rig) == 1
    assert len(rig.outbox.waiting()) == 50
    text = next(one.data for one in rig.courier.accepted(BEN) if b"the storm brake is on" in one.data)
    assert b"   50  alarm" in text
    await rig.clock.advance(HOUR - 60)
    assert (alarms(rig), storms(rig)) == (10, 1)


async def test_P12_it_is_released_by_itself_and_in_the_end_every_mail_has_left_once() -> None:
    rig = await stormy(30)
    await rig.clock.advance(7 * HOUR)
    sent = Counter(
        one.envelope.message_id for one in rig.courier.log if b"ALARM: number-" in one.envelope.data
    )
    assert len(sent) == 60
    assert set(sent.values()) == {1}
    assert rig.outbox.waiting() == ()
    for first in rig.courier.log:
        within = [
            one
            for one in rig.courier.log
            if timedelta(0) <= one.at - first.at < timedelta(hours=1)
            and b"ALARM: number-" in one.envelope.data
        ]
        assert len(within) <= 10
    # The limit was reached six times; the last ten did not leave anything waiting.
    assert storms(rig) == 5


async def test_P12_a_report_and_its_urgent_calls_leave_in_the_middle_of_a_storm() -> None:
    rig = await stormy(30)
    rig.boxes["intake"].deliver(rig.assessment("[ILLEGAL]\n[URGENT:a reason]"))
    await rig.settled()
    assert len(rig.courier.accepted(LEA)) == 1
    assert len(rig.courier.accepted(CONTACT)) == 1
    assert any(b"URGENT: call now" in one.data for one in rig.courier.accepted(BEN))
    assert {row.kind for row in rig.outbox.waiting()} == {"alarm"}


async def test_P12_a_hold_is_confirmed_to_the_lea_in_the_middle_of_a_storm() -> None:
    rig = await stormy(0)
    await rig.opened()
    await flood(rig, 30)
    rig.boxes["lea"].deliver(rig.reply("Please wait with the notice."))
    await rig.settled()
    assert len(rig.courier.accepted(LEA)) == 2
    assert {row.kind for row in rig.outbox.waiting()} == {"alarm"}


async def test_P12_the_brake_is_still_on_after_a_restart_and_nobody_is_told_again() -> None:
    rig = await stormy(30)
    await rig.kill()
    again = await rig.restarted().start()
    assert "alarms" in again.outbox.brakes.now().on
    assert (alarms(again), storms(again)) == (0, 0)
    assert len(again.outbox.waiting()) == 50
    await again.clock.advance(7 * HOUR)
    assert alarms(again) == 50
    assert again.outbox.waiting() == ()


async def test_P12_after_a_restart_the_desk_is_read_even_when_nothing_of_it_waits() -> None:
    rig = await stormy(5)
    assert rig.outbox.waiting() == ()
    await rig.kill()
    again = await rig.restarted().start()
    await flood(again, 3)
    assert alarms(again) == 0
    assert len(again.outbox.waiting()) == 6


async def test_P12_one_recipient_above_its_limit_waits_alone() -> None:
    rig = await stormy(0, storm_brake=100, storm_brake_recipient=4)
    rig.site = replace(rig.site, analysts=rig.site.analysts[:1])
    await flood(rig, 6)
    assert alarms(rig) == 4
    assert {row.to_id for row in rig.outbox.waiting()} == {"Ann"}


async def test_P12_another_recipient_above_its_limit_hours_later_is_told_of_too() -> None:
    rig = await stormy(0, storm_brake=100, storm_brake_recipient=4)
    for times in (1, 2):
        await flood(rig, 6)
        await rig.clock.advance(6 * 3600)
        assert storms(rig) == times


async def test_P16_the_kind_of_an_alarm_names_no_provider_and_its_text_does() -> None:
    rig = await stormy(0, storm_brake=100, storm_brake_recipient=4)
    rows = [
        OutboxRow(
            message_id=f"<{n}@hotline.example.org>", stream=DESK, kind="ntd-reminder", gate=Gate.REMINDER,
            party=Party.PROVIDER, to_id=ABUSE, identity="ntd", sender="ntd@hotline.example.org",
            recipient=ABUSE, digest="0" * 64, created_at=rig.clock.now(),
        )
        for n in range(6)
    ]  # fmt: skip
    for row in rows[:5]:
        rig.outbox.brakes.begin(row)

    assert await rig.outbox.brakes.passing(rows[-1:], rig.outbox.brakes.now()) == []

    await rig.settled()
    (raised,) = rig.events(DESK, AlarmRaised)
    assert raised.what.startswith("storm:a provider:")
    text = next(one.data for one in rig.courier.attempts(BEN) if b"the storm brake is on" in one.data)
    assert f"(provider {ABUSE})".encode() in text.replace(b"=\r\n", b"")


async def test_P12_a_higher_number_and_a_reload_release_it_at_once() -> None:
    rig = await stormy(30)
    rig.agree(storm_brake=1_000)
    await rig.clock.advance(60)
    assert alarms(rig) == 60


async def test_P12_released_by_hand_what_left_before_counts_no_more() -> None:
    rig = await stormy(30)
    await rig.clock.advance(1)
    async with rig.docket.locked([DESK]):
        await rig.docket.record(DESK, (BrakeReleased(by="the administrator"),), ())
    await rig.clock.advance(60)
    assert alarms(rig) == 20
    assert len(rig.outbox.waiting()) == 40


async def test_H4_a_storm_brake_that_cannot_tell_anybody_makes_no_further_alarms() -> None:
    rig = Rig()
    rig.agree(storm_brake=2)
    rig.courier.answers[ANN] = rig.courier.answers[BEN] = [NEVER]
    await rig.start()
    await flood(rig, 5)
    await rig.clock.advance(HOUR / 2)
    kinds = Counter(row.kind for row in rig.store.load(DESK).rows)  # type: ignore[union-attr]
    assert kinds == {"alarm": 10, "storm": 2}


async def test_a_disk_that_refuses_the_alarm_stops_nothing_and_it_is_told_later() -> None:
    rig = await stormy(0)
    await flood(rig, 5)
    rig.store.refuse = "disk full"
    rig.outbox.brakes._told.clear()
    await rig.clock.advance(30)
    rig.store.refuse = None
    await flood(rig, 1)
    await rig.clock.advance(61)
    assert rig.alive()
    assert storms(rig) == 1


async def test_the_status_line_names_the_brake() -> None:
    rig = await stormy(30)
    assert rig.outbox.status() == "50 mails wait; storm brake on: alarms"
    await rig.clock.advance(7 * HOUR)
    assert rig.outbox.status() == "0 mails wait"
