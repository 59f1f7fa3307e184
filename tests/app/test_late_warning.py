"""The warning of a hold's end that lay in our outbox says a time to come when it arrives (P6, P11)."""

from datetime import datetime, timedelta

from hotlined.app.ports import Outcome
from hotlined.domain.record.correspondence import MailCancelled
from hotlined.domain.record.holding import HoldLifted, HoldWarned
from hotlined.domain.values.shown import local_time
from tests.support.fake_courier import ACCEPTED, LATER, UNKNOWN, UNREACHED
from tests.support.rig import ANN, BEN, LEA, Rig

DAY, HOUR = 86_400.0, 3_600.0


async def held(outcome: Outcome, *recipients: str) -> tuple[Rig, str]:
    """A hold of three days, at whose warning the server takes nothing for these."""
    rig = await Rig().start()
    reference = await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("[HOLD:3d]\n"))
    await rig.settled()
    await rig.clock.advance(DAY)
    for one in recipients:
        rig.courier.answers[one] = [outcome]
    return rig, reference


def warnings(rig: Rig, recipient: str = ANN) -> list[str]:
    """The warnings that came to an analyst."""
    return [one.data.decode() for one in rig.courier.accepted(recipient) if b"] Hold ends" in one.data]


def ended(rig: Rig, reference: str) -> datetime:
    """When the hold has ended."""
    record = rig.store.load(reference)
    assert record is not None
    (at,) = (one.at for one in record.entries if isinstance(one.event, HoldLifted))
    return at


async def test_P6_a_warning_that_our_mail_server_did_not_take_for_days_names_an_end_to_come() -> None:
    rig, reference = await held(UNREACHED, LEA, ANN, BEN)
    await rig.clock.advance(6 * DAY)
    assert warnings(rig) == []
    assert len(rig.events(reference, HoldWarned)) == 1, "not written anew as long as nothing leaves"
    for one in (LEA, ANN, BEN):
        rig.courier.answers[one] = [ACCEPTED]
    await rig.clock.advance(2 * HOUR)
    (told,) = warnings(rig)
    assert len(warnings(rig, BEN)) == 1
    assert len(rig.events(reference, HoldWarned)) == 2

    assert rig.notices() == []
    await rig.clock.advance(2 * DAY)
    end = ended(rig, reference)
    zone = rig.site.hotline.timezone
    about = {local_time(end - timedelta(minutes=some), zone)[:16] for some in range(16)}
    assert any(one in told for one in about)
    assert len(rig.notices()) == 1
    await rig.kill()


async def test_a_warning_that_leaves_a_little_late_is_the_one_that_was_written() -> None:
    rig, reference = await held(LATER, LEA)
    await rig.clock.advance(DAY + 2 * HOUR)
    rig.courier.answers[LEA] = [ACCEPTED]
    await rig.clock.advance(2 * DAY)
    assert len(rig.events(reference, HoldWarned)) == 1
    assert len(warnings(rig)) == 1
    await rig.kill()


async def test_P3_a_warning_that_may_have_left_goes_again_as_it_is() -> None:
    rig, reference = await held(UNKNOWN, LEA)
    await rig.clock.advance(3 * DAY)
    rig.courier.answers[LEA] = [ACCEPTED]
    await rig.clock.advance(HOUR)
    assert len(rig.events(reference, HoldWarned)) == 1
    assert rig.events(reference, MailCancelled) == []
    await rig.kill()


async def test_P6_a_late_warning_to_the_unit_alone_is_written_anew_for_all() -> None:
    rig, reference = await held(UNREACHED, LEA)
    await rig.clock.advance(4 * DAY)
    assert len(warnings(rig)) == 1
    rig.courier.answers[LEA] = [ACCEPTED]
    await rig.clock.advance(HOUR)
    assert len(warnings(rig)) == 2
    (held_now,) = (await rig.case(reference)).holds_in_force()
    assert held_now.warnings == 2
    await rig.clock.advance(26 * HOUR)
    assert not (await rig.case(reference)).holds_in_force()
    await rig.kill()


async def test_P6_a_warning_that_has_arrived_is_not_written_anew_for_one_more_analyst() -> None:
    rig, reference = await held(LATER, BEN)
    await rig.clock.advance(4 * DAY)
    assert len(rig.events(reference, HoldWarned)) == 1
    assert not (await rig.case(reference)).holds_in_force()
    assert len(rig.notices()) == 1
    await rig.kill()


async def test_P6_a_unit_whose_server_asks_for_each_warning_later_is_told_of_to_analysts() -> None:
    rig, reference = await held(LATER, LEA)
    await rig.clock.advance(7 * DAY)
    assert len(rig.events(reference, HoldWarned)) == 3
    assert rig.alarms("hold-unwarned") == 3
    assert rig.alarms("not-delivered") == 1
    rig.courier.answers[LEA] = [ACCEPTED]
    await rig.clock.advance(8 * DAY)
    assert not (await rig.case(reference)).holds_in_force()
    await rig.kill()
