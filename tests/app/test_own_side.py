"""What fails on our own side, a login say, is no word about a mail: it is tried on until it is mended."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from hotlined.app.attempts import LOOK_AGAIN
from hotlined.app.desk_alarm import desk_alarm
from hotlined.app.outcomes import LEAST_TRIES
from hotlined.app.ports import NOT_NOW, Outcome
from hotlined.domain.mail.message import Envelope
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.ntd.sent_notices import failed
from hotlined.domain.record.correspondence import MailCancelled, MailRefused
from hotlined.domain.record.noticed import NoticeQueued
from tests.app.test_outbox import Refusing, row_to
from tests.support.crewed import Crewed
from tests.support.fake_courier import ACCEPTED, LATER, LOGIN, NO_ANSWER, UNKNOWN, UNREACHED
from tests.support.rig import ABUSE, ANN, BEN, DELAY, FORM, LEA, Rig

DAY, HOUR = DELAY.total_seconds(), 3_600.0
GIVE_UP = timedelta(hours=4)
LONG = 8 * HOUR  # far longer


async def shut(outcome: Outcome, *recipients: str) -> Rig:
    """A daemon whose own server takes nothing for these."""
    rig = Rig(rest=None)
    rig.agree(outbox_give_up_after=GIVE_UP)
    for one in recipients:
        rig.courier.answers[one] = [outcome]
    return await rig.start()


@pytest.mark.parametrize("outcome", [LOGIN, UNREACHED, NO_ANSWER])
async def test_P15_a_report_that_our_own_server_does_not_take_goes_by_itself_days_later(
    outcome: Outcome,
) -> None:
    rig = await shut(outcome, LEA)
    reference = await rig.opened()
    await rig.clock.advance(LONG)
    assert row_to(rig, reference, LEA).state is RowState.QUEUED
    assert rig.alarms("not-delivered") == 0
    rig.courier.answers[LEA] = [ACCEPTED]
    await rig.clock.advance(901)
    assert row_to(rig, reference, LEA).state is RowState.ACCEPTED
    assert rig.events(reference, MailRefused) == []


@pytest.mark.parametrize("outcome", [LOGIN, UNREACHED, NO_ANSWER])
async def test_P15_a_notice_that_our_own_server_does_not_take_goes_by_itself_days_later(
    outcome: Outcome,
) -> None:
    """Its contact had to be named anew for each case, though nothing was wrong with it."""
    rig = await shut(outcome, ABUSE)
    reference = await rig.opened()
    await rig.clock.advance(DAY + LONG)
    case = await rig.case(reference)
    assert not any(failed(case, one) for one in case.items)
    rig.courier.answers[ABUSE] = [ACCEPTED]
    await rig.clock.advance(1_000)
    assert len(rig.courier.accepted(ABUSE)) == 1
    assert len(rig.events(reference, NoticeQueued)) == 1


async def test_P5_a_hold_that_came_while_our_own_server_took_nothing_stops_the_notice() -> None:
    rig = await shut(LOGIN, ABUSE)
    reference = await rig.opened()
    await rig.clock.advance(DAY + LONG)
    rig.boxes["lea"].deliver(rig.reply("[HOLD]"))
    await rig.settled()
    rig.courier.answers[ABUSE] = [ACCEPTED]
    await rig.clock.advance(2 * HOUR)
    assert rig.courier.accepted(ABUSE) == []
    assert len(rig.events(reference, MailCancelled)) == 1


async def test_P11_alarms_that_our_own_server_did_not_take_arrive_once_it_does() -> None:
    rig = await shut(LOGIN, LEA, ANN, BEN)
    await rig.opened()
    await rig.clock.advance(2 * DAY + LONG)
    assert rig.courier.accepted(ANN) == []
    for one in (LEA, ANN, BEN):
        rig.courier.answers[one] = [ACCEPTED]
    await rig.clock.advance(901)
    assert [one for one in rig.outbox.waiting() if one.attempts] == []
    alarms = [one for one in rig.courier.accepted(ANN) if b"ALARM: mail-server" in one.data]
    assert len(alarms) == 2, "one for each mailbox: while alarms do not leave no more are written"


async def test_P11_analysts_are_told_once_of_a_server_of_ours_and_again_each_day_not_for_each_mail() -> None:
    rig = await shut(LOGIN, LEA)
    references = [await rig.opened() for _ in range(3)]
    await rig.clock.advance(1.5 * HOUR)
    assert rig.alarms("mail-server") == 1
    assert rig.alarms("delayed") == 0
    (told,) = (one for one in rig.courier.accepted(ANN) if b"ALARM: mail-server" in one.data)
    assert all(one.encode() in told.data for one in references)
    await rig.clock.advance(DAY - HOUR)
    assert rig.alarms("mail-server") == 1
    await rig.clock.advance(2 * DAY + HOUR)
    assert rig.alarms("mail-server") == 4


async def test_P11_after_a_restart_analysts_are_not_told_again_of_the_same_server() -> None:
    rig = await shut(LOGIN, LEA)
    await rig.opened()
    await rig.clock.advance(2 * HOUR)
    await rig.kill()
    again = await rig.restarted().start()
    await again.clock.advance(2 * HOUR)
    assert rig.alarms("mail-server") + again.alarms("mail-server") == 1


async def test_A16_a_server_that_wants_a_mail_later_has_its_days_after_ours_was_away_for_days() -> None:
    """Greylisting, say: the days and the tries before were none of its own."""
    rig = await shut(LOGIN, LEA)
    reference = await rig.opened()
    await rig.clock.advance(LONG)
    rig.courier.answers[LEA] = [LATER] * (LEAST_TRIES + 2) + [ACCEPTED]
    await rig.clock.advance(5 * HOUR)
    assert row_to(rig, reference, LEA).state is RowState.ACCEPTED


@pytest.mark.parametrize("typed", [False, True])
async def test_A16_the_days_in_which_no_daemon_ran_are_none_of_a_server_that_wants_a_mail_later(
    typed: bool,
) -> None:
    """A report was given up at the first answer after them, and the next one would have been a yes."""
    rig = await shut(LATER, LEA)
    reference = await rig.opened()
    await rig.clock.advance(3 * HOUR)
    assert len(rig.courier.attempts(LEA)) > LEAST_TRIES
    await rig.kill()
    rig.clock.skip(timedelta(days=5))
    again = rig.restarted()
    if typed:  # `hotlined outbox retry`
        row = row_to(again, reference, LEA)
        await again.docket.record(reference, (), (replace(row, next_at=None),))
    again.courier.answers[LEA] = [LATER, ACCEPTED]
    await again.start()
    await again.clock.advance(HOUR)
    assert row_to(again, reference, LEA).state is RowState.ACCEPTED


async def test_P11_what_a_daemon_of_an_hour_a_day_is_told_later_for_days_is_given_up_in_the_end() -> None:
    """It was asked about for a hundred and twenty days."""
    rig = Rig(rest=None)
    rig.courier.answers[LEA] = [LATER]
    reference = await (await rig.start()).opened()
    for day in range(7):
        await rig.clock.advance(HOUR)
        assert (row_to(rig, reference, LEA).state is RowState.QUEUED) == (day < 5)
        await rig.kill()
        rig.clock.skip(timedelta(hours=23))
        rig = rig.restarted()
        rig.courier.answers[LEA] = [LATER]
        await rig.start()
    assert row_to(rig, reference, LEA).state is RowState.GIVEN_UP
    await rig.kill()


async def test_what_a_server_says_of_the_mail_is_given_up_though_ours_was_away_in_between() -> None:
    rig = Rig(rest=None)
    rig.agree(outbox_give_up_after=timedelta(hours=5))
    rig.courier.answers[LEA] = [LATER] * 14 + [UNREACHED] * 4 + [LATER]
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(8 * HOUR)
    assert row_to(rig, reference, LEA).state is RowState.GIVEN_UP
    assert rig.alarms("not-delivered") == 1


async def test_once_our_own_server_takes_a_mail_the_others_follow_at_once_the_oldest_first() -> None:
    rig = await shut(LOGIN, LEA)
    references = []
    for _ in range(4):
        references.append(await rig.opened())
        await rig.clock.advance(HOUR + 7 * 60)
    rig.courier.answers[LEA] = [ACCEPTED]
    before = len(rig.courier.done)
    await rig.clock.advance(901)
    taken = [one for one, came in rig.courier.done[before:] if one.envelope.recipient == LEA]
    assert Counter(came.verdict for _, came in rig.courier.done[before:]).total() == len(taken)
    names = [row_to(rig, one, LEA).message_id for one in references]
    order = [names.index(one.envelope.message_id) for one in taken]
    assert sorted(order) == [0, 1, 2, 3]
    assert order[1:] == sorted(order[1:]), "the first is the one whose turn came first"
    assert (taken[-1].at - taken[0].at).total_seconds() < 60


async def test_those_of_one_stream_follow_at_once_too() -> None:
    """What became of the one before has changed the stream, and set them back to their own pauses."""
    rig = await shut(LOGIN, ANN, BEN)
    for _ in range(3):
        await desk_alarm(rig.docket, "bug", "Something has happened.", "Look at it.")
        await rig.clock.advance(HOUR + 7 * 60)
    rig.courier.answers.clear()
    before = len(rig.courier.done)
    await rig.clock.advance(901)
    taken = [one.at for one, _ in rig.courier.done[before:]]
    assert len(taken) == 6
    assert (taken[-1] - taken[0]).total_seconds() < 60


async def test_P11_a_notice_that_a_hold_keeps_is_no_word_about_our_server_which_takes_all_else() -> None:
    """It may have left, so that it waits for the end of the hold, as its last attempt has left it."""
    rig = Rig(rest=None)
    rig.courier.answers[ABUSE] = [UNKNOWN, LOGIN]
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(DAY + 5 * 60)
    rig.boxes["lea"].deliver(rig.reply("[HOLD]"))
    await rig.settled()
    rig.courier.answers[ABUSE] = [ACCEPTED]
    await rig.clock.advance(3 * DAY)
    assert row_to(rig, reference, ABUSE).state is RowState.UNKNOWN
    assert rig.alarms("mail-server") == 0


async def test_P11_what_the_storm_brake_keeps_is_no_word_about_our_server_either() -> None:
    rig = await shut(NO_ANSWER, ABUSE)
    references = [await rig.opened(form=FORM.replace("item-1", f"item-{number}")) for number in range(4)]
    await rig.clock.advance(DAY + 0.5 * HOUR)
    rig.agree(outbox_give_up_after=GIVE_UP, storm_brake_notices=1)
    rig.courier.answers[ABUSE] = [ACCEPTED]
    await rig.clock.advance(2.5 * HOUR)
    assert 1 < len(rig.courier.accepted(ABUSE)) < len(references), "the others wait for the brake"
    assert rig.alarms("mail-server") == 0


async def test_P11_one_alarm_at_which_the_server_hangs_up_does_not_silence_all_others() -> None:
    rig = await shut(NO_ANSWER, BEN)
    await desk_alarm(rig.docket, "bug", "Something has happened.", "Look at it.")
    await rig.opened()
    await rig.clock.advance(HOUR)
    rig.courier.answers[LEA] = [LOGIN]
    await rig.opened(form=FORM.replace("item-1", "item-2"))
    await rig.clock.advance(2 * HOUR)
    told = [one for one in rig.courier.accepted(ANN) if b"ALARM: mail-server" in one.data]
    assert any(b"of the lea mailbox" in one.data for one in told)


async def test_A16_days_without_our_own_server_are_none_of_the_recipients_in_the_middle_either() -> None:
    rig = Rig(rest=None)
    rig.agree(outbox_give_up_after=timedelta(hours=5))
    rig.courier.answers[LEA] = [LATER] * (LEAST_TRIES + 1) + [LOGIN]
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(10 * HOUR)
    rig.courier.answers[LEA] = [LATER] * 2 + [ACCEPTED]
    await rig.clock.advance(2 * HOUR)
    assert row_to(rig, reference, LEA).state is RowState.ACCEPTED


async def test_P15_a_clock_that_was_ahead_puts_off_no_alarm_about_our_server() -> None:
    rig = await shut(LOGIN, LEA)
    rig.clock.jump(timedelta(days=300))
    await rig.opened()
    rig.clock.jump(-timedelta(days=300))
    await rig.clock.advance(2 * HOUR)
    assert rig.alarms("mail-server") == 1


async def passes(crewed: Crewed, seconds: float) -> None:
    """Time, in which each learns what the other has done."""
    for _ in range(int(seconds // 60)):
        for one in (crewed.first, crewed.beside):
            await one.learn()
        await crewed.clock.advance(60)


async def test_P11_of_several_daemons_that_share_the_work_one_tells_of_the_server() -> None:
    crewed = Crewed()
    await crewed.know()
    for one in (crewed.first, crewed.beside):
        one.rig.courier.answers[LEA] = [LOGIN]
    await crewed.start()
    for number in range(4):
        form = FORM.replace("item-1", f"item-{number + 10}")
        crewed.deliver(crewed.first.rig.assessment(form=form))
    await passes(crewed, 2 * HOUR)
    both = (crewed.first.rig, crewed.beside.rig)
    assert all(one.courier.attempts(LEA) for one in both)
    assert sum(one.alarms("mail-server") for one in both) == 1
    for one in both:
        one.courier.answers[LEA] = [ACCEPTED]
    await passes(crewed, 960)
    assert len({mail.message_id for one in both for mail in one.courier.accepted(LEA)}) == 4


async def test_a_server_that_does_not_let_us_in_is_asked_with_one_mail_however_many_wait() -> None:
    """Each of them asked every quarter of an hour: servers lock accounts for fewer logins."""
    rig = await shut(LOGIN, LEA)
    for number in range(20):
        await rig.opened(form=FORM.replace("item-1", f"item-{number + 10}"))
    before = len(rig.courier.attempts(LEA))
    await rig.clock.advance(10 * HOUR)
    assert 30 <= len(rig.courier.attempts(LEA)) - before <= 60
    rig.courier.answers[LEA] = [ACCEPTED]
    await rig.clock.advance(901)
    assert len(rig.courier.accepted(LEA)) == 20


async def test_P11_the_alarm_names_the_reports_that_our_server_was_not_asked_about_as_well() -> None:
    rig = await shut(LOGIN, LEA)
    references = [await rig.opened(form=FORM.replace("item-1", f"item-{number + 10}")) for number in range(6)]
    assert any(row_to(rig, one, LEA).attempts == 0 for one in references)
    await rig.clock.advance(1.5 * HOUR)
    (told,) = (one for one in rig.courier.accepted(ANN) if b"ALARM: mail-server" in one.data)
    assert b": 6 wait" in told.data


async def test_a_report_that_comes_while_our_server_is_away_asks_it_within_a_minute() -> None:
    rig = await shut(UNREACHED, LEA)
    await rig.opened()
    await rig.clock.advance(8 * HOUR)
    rig.courier.answers[LEA] = [ACCEPTED]
    await rig.opened(form=FORM.replace("item-1", "item-2"))
    await rig.clock.advance(61)
    assert len(rig.courier.accepted(LEA)) == 2


async def test_P15_a_clock_that_was_ahead_keeps_no_mail_from_our_server() -> None:
    rig = await shut(LOGIN, LEA)
    await rig.opened()
    rig.clock.jump(timedelta(days=300))
    await rig.clock.advance(901)
    rig.clock.jump(-timedelta(days=300))
    rig.courier.answers[LEA] = [ACCEPTED]
    await rig.clock.advance(61)
    assert len(rig.courier.accepted(LEA)) == 1


async def test_P2_what_was_taken_is_written_down_while_our_server_is_away_for_the_others() -> None:
    """The disk had refused it, and a restart would have sent it once more."""
    rig = Rig(rest=None)
    rig.docket.store = rig.store = store = Refusing()
    rig.courier.answers[LEA] = [LOGIN]
    await rig.start()
    references = [await rig.opened(form=FORM.replace("item-1", f"item-{number + 10}")) for number in range(9)]
    await rig.clock.advance(LONG)
    store.full = True
    rig.courier.answers[LEA] = [ACCEPTED, LOGIN]
    await rig.clock.advance(16 * 60)
    assert len(rig.courier.accepted(LEA)) == 1
    store.full = False
    await rig.clock.advance(LOOK_AGAIN.total_seconds() + 1)
    states = [row_to(rig, one, LEA).state for one in references]
    assert states.count(RowState.ACCEPTED) == 1


async def test_P15_mails_of_a_daemon_that_does_not_reach_our_server_are_sent_by_the_others() -> None:
    crewed = Crewed()
    await crewed.know()
    crewed.first.rig.courier.answers[LEA] = [UNREACHED]
    await crewed.start()
    for number in range(30):
        crewed.deliver(crewed.first.rig.assessment(form=FORM.replace("item-1", f"item-{number + 10}")))
    await passes(crewed, 15 * 60)
    assert len({mail.message_id for mail in crewed.beside.rig.courier.accepted(LEA)}) == 30
    assert len(crewed.first.rig.courier.attempts(LEA)) < 10


async def test_a_report_that_comes_while_our_server_lets_us_wait_asks_it_within_a_minute_then() -> None:
    """It hangs for minutes, and what came meanwhile was taken for asked about."""
    rig = await shut(UNREACHED, LEA)
    await rig.opened()
    await rig.clock.advance(LONG)

    async def hang(_: str, envelope: Envelope) -> None:
        if envelope.recipient == LEA:
            await rig.clock.sleep(120)

    rig.courier.before = hang
    before = len(rig.courier.attempts(LEA))
    while len(rig.courier.attempts(LEA)) == before:
        await rig.clock.advance(5)
    await rig.clock.advance(30)
    await rig.opened(form=FORM.replace("item-1", "item-2"))
    rig.courier.answers[LEA] = [UNREACHED, ACCEPTED]
    await rig.clock.advance(90 + 60 + 120)
    assert len(rig.courier.accepted(LEA)) == 1


@pytest.mark.parametrize("outcome", [NO_ANSWER, NOT_NOW])
async def test_once_our_server_lets_us_in_what_comes_next_waits_for_no_pause_of_before(
    outcome: Outcome,
) -> None:
    rig = await shut(UNREACHED, LEA)
    await rig.opened()
    await rig.clock.advance(LONG)
    rig.courier.answers[LEA] = [outcome, UNREACHED, ACCEPTED]
    await rig.clock.advance(901)
    await rig.opened(form=FORM.replace("item-1", "item-2"))
    await rig.clock.advance(16)
    assert len(rig.courier.accepted(LEA)) == 1


async def test_a_server_that_was_away_days_ago_is_asked_again_soon_as_any_other() -> None:
    rig = await shut(UNREACHED, ABUSE)
    reference = await rig.opened()
    await rig.clock.advance(DAY + LONG)
    rig.boxes["lea"].deliver(rig.reply("[REMOVED]"))  # so that the notice is taken back
    await rig.clock.advance(3 * DAY)
    assert not [one for one in rig.outbox.waiting() if one.recipient == ABUSE], reference
    rig.courier.answers[ABUSE] = [UNREACHED, ACCEPTED]
    await rig.opened(form=FORM.replace("item-1", "item-2"))
    before = len(rig.courier.attempts(ABUSE))
    while len(rig.courier.attempts(ABUSE)) == before:
        await rig.clock.advance(5)
    await rig.clock.advance(30)
    assert len(rig.courier.accepted(ABUSE)) == 1
