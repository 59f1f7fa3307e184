"""A notice that may have left, of which not every item is to go any more: the rest is notified (P5, P11)."""

from datetime import timedelta

import pytest

from hotlined.domain.cases.case import fold, with_events
from hotlined.domain.cases.retention import Stage, plan
from hotlined.domain.mail.outgoing import NOTICE, RowState
from hotlined.domain.record.correspondence import MailCancelled, MailQueued, MailSending, MailUncertain
from hotlined.domain.record.destroyed import PurgeBegun, Purged
from hotlined.domain.record.events import Entry, Event
from hotlined.domain.record.noticed import NoticeLate
from tests.app.test_hold_words import last, words
from tests.support.fake_clock import START
from tests.support.fake_courier import UNKNOWN
from tests.support.rig import ABUSE, ANN, FORM, Rig
from tests.support.site import ANALYST_KEY

HOUR = 3600.0
OTHER = "abuse@other.example.org"
SECOND = "URL: https://files.example.net/item-2\n"


async def cut_off() -> tuple[Rig, str]:
    """A case of two items, whose one notice was cut after its last byte; the server takes the next."""
    rig = await Rig().start()
    reference = await rig.opened(form=FORM + SECOND)
    rig.courier.answers[ABUSE] = [UNKNOWN]
    await rig.clock.advance(24 * HOUR + 30)
    assert await states(rig, reference) == [RowState.UNKNOWN]
    rig.courier.answers.clear()
    return rig, reference


async def states(rig: Rig, reference: str) -> list[RowState]:
    """What became of the notices, oldest first."""
    case = await rig.case(reference)
    return [one.state for one in case.sent.values() if one.kind == NOTICE]


@pytest.mark.parametrize("tags", ["[REMOVED:1]", "[HOLD:items 1]", f"[PROVIDER:{OTHER} 1]"])
async def test_P5_P11_the_items_that_are_left_are_notified_by_themselves(tags: str) -> None:
    rig, reference = await cut_off()
    before = len(rig.courier.attempts(ABUSE))
    rig.boxes["intake"].deliver(rig.command(tags, reference))
    await rig.settled()
    await rig.clock.advance(2 * HOUR)

    cut, *rest = await states(rig, reference)
    assert (cut, {*rest}) == (RowState.CANCELLED, {RowState.ACCEPTED})
    (told,) = rig.courier.attempts(ABUSE)[before:]
    assert b"item-2" in told.data
    assert b"item-1" not in told.data
    notices = [(one.contact, one.items) for one in (await rig.case(reference)).notices]
    assert (ABUSE, (2,)) in notices
    await rig.kill()


@pytest.mark.parametrize("tags", ["[HOLD]", "[HOLD:items 1,2]"])
async def test_P3_P5_where_all_of_it_is_held_the_same_bytes_wait_for_the_hold(tags: str) -> None:
    rig, reference = await cut_off()
    rig.boxes["intake"].deliver(rig.command(tags, reference))
    await rig.clock.advance(30 * HOUR)
    tried = len(rig.courier.attempts(ABUSE))
    assert await states(rig, reference) == [RowState.UNKNOWN]

    rig.boxes["intake"].deliver(rig.command("[RELEASE]", reference))
    await rig.clock.advance(2 * HOUR)
    first, *_, last = rig.courier.attempts(ABUSE)
    assert len(rig.courier.attempts(ABUSE)) == tried + 1
    assert last.data == first.data
    await rig.kill()


async def test_P2_P11_what_was_gone_and_is_online_again_meanwhile_goes_in_its_own_notice_alone() -> None:
    rig, reference = await cut_off()
    before = len(rig.courier.attempts(ABUSE))
    for tags in ("[HOLD]", "[REMOVED:1]", "[ONLINE:1]", "[RELEASE]"):
        rig.boxes["intake"].deliver(rig.command(tags, reference))
        await rig.settled()
    await rig.clock.advance(2 * HOUR)
    (second,) = rig.courier.attempts(ABUSE)[before:]
    assert b"item-1" not in second.data, "the LEA was not told long enough ago that it is online again"

    await rig.clock.advance(24 * HOUR)
    first = rig.courier.attempts(ABUSE)[-1]
    assert len(rig.courier.attempts(ABUSE)) == before + 2
    assert b"item-2" not in first.data
    await rig.kill()


async def test_P14_one_of_which_every_item_has_another_provider_waits_no_more() -> None:
    rig, reference = await cut_off()
    rig.boxes["intake"].deliver(rig.command(f"[PROVIDER:{OTHER} 1,2]", reference))
    await rig.clock.advance(2 * HOUR)

    assert await states(rig, reference) == [RowState.CANCELLED, RowState.ACCEPTED]
    assert rig.outbox.count() == 0
    await rig.kill()


async def test_P11_reopened_a_case_whose_notice_may_have_left_has_one_again() -> None:
    rig, reference = await cut_off()
    before = len(rig.courier.attempts(ABUSE))
    for tags in ("[CLOSE]", "[REOPEN]"):
        rig.boxes["intake"].deliver(rig.command(tags, reference))
        await rig.clock.advance(HOUR)
    await rig.clock.advance(24 * HOUR)

    assert len(rig.courier.attempts(ABUSE)) == before + 1
    assert await states(rig, reference) == [RowState.CANCELLED, RowState.ACCEPTED]
    await rig.kill()


async def test_P11_who_closes_and_reopens_the_case_is_told_that_the_notice_may_have_come() -> None:
    rig, reference = await cut_off()
    rig.boxes["intake"].deliver(rig.command("[CLOSE]", reference))
    await rig.settled()
    closed = words(rig.courier.accepted(ANN)[-1], ANALYST_KEY)
    assert f"notice 1 to {ABUSE} may have left, and is not tried again: ask there whether it came" in closed

    await rig.clock.advance(HOUR)
    rig.boxes["intake"].deliver(rig.command("[REOPEN]", reference))
    await rig.settled()
    again = last(rig, ANN, "REOPEN")
    assert f"notice 1 to {ABUSE} may have left before: ask there whether it came" in again
    assert "item 1, 2: may have left, and is not tried again" in again

    await rig.clock.advance(25 * HOUR)
    for tags in ("[CLOSE]", "[REOPEN]"):  # once the other one has left
        rig.boxes["intake"].deliver(rig.command(tags, reference))
        await rig.settled()
        assert "ask there" not in last(rig, ANN, tags[1:-1])
    await rig.kill()


async def test_P11_of_what_is_gone_meanwhile_nobody_is_asked_whether_its_notice_came() -> None:
    rig, reference = await cut_off()
    rig.boxes["intake"].deliver(rig.command("[REMOVED:1,2]\n[CLOSE]", reference))
    await rig.clock.advance(HOUR)
    rig.boxes["intake"].deliver(rig.command("[REOPEN]", reference))
    await rig.settled()
    assert "ask there" not in last(rig, ANN, "REOPEN")
    await rig.kill()


async def test_P11_one_that_may_have_left_waits_no_more_once_no_notice_is_to_go_and_the_analyst_is_told() -> (
    None
):
    rig, reference = await cut_off()
    before = len(rig.courier.attempts(ABUSE))
    rig.boxes["intake"].deliver(rig.command("[NTD:none]", reference))
    await rig.clock.advance(HOUR)

    assert await states(rig, reference) == [RowState.CANCELLED]
    assert rig.outbox.count() == 0
    told = words(rig.courier.accepted(ANN)[-1], ANALYST_KEY)
    assert f"notice 1 to {ABUSE} may have left, and is not tried again: ask there whether it came" in told

    rig.boxes["intake"].deliver(rig.command("[NTD:now]", reference))
    await rig.settled()
    again = words(rig.courier.accepted(ANN)[-1], ANALYST_KEY)
    await rig.clock.advance(HOUR)
    assert f"notice 1 to {ABUSE} may have left before, and another one is planned: ask there" in again
    assert "stays as it is" not in again
    assert len(rig.courier.attempts(ABUSE)) == before + 1
    assert await states(rig, reference) == [RowState.CANCELLED, RowState.ACCEPTED]

    rig.boxes["intake"].deliver(rig.command("[NTD:now]", reference))  # once that one has left
    await rig.settled()
    assert "another one is planned" not in words(rig.courier.accepted(ANN)[-1], ANALYST_KEY)
    await rig.kill()


@pytest.mark.parametrize("older", [False, True])
async def test_P14_the_URLs_of_a_closed_case_do_not_wait_for_a_notice_that_may_have_left(older: bool) -> None:
    rig, reference = await cut_off()
    rig.agree(purge_after=timedelta(days=2), purge_urls_after=timedelta(days=2))
    rig.boxes["lea"].deliver(rig.reply("[RECEIVED]\n"))
    await rig.settled()
    rig.boxes["intake"].deliver(rig.command("[CLOSE]", reference))
    await rig.clock.advance(HOUR)
    case = await rig.case(reference)
    done: list[Event] = [PurgeBegun(stage="material", why="receipts"), Purged(stage="material", mails=0)]
    if older:  # as it was written down before
        (notice,) = case.notices
        done.append(MailUncertain(message_id=notice.message_id))
    found = plan(with_events(case, tuple(done), case.last_at), rig.site)

    assert found is not None
    assert (found.stage, found.waits) == (Stage.URLS, "")
    await rig.kill()


async def test_P6_a_hold_that_comes_then_is_told_that_the_first_may_have_left() -> None:
    rig, reference = await cut_off()
    rig.boxes["intake"].deliver(rig.command("[REMOVED:1]", reference))
    await rig.settled()
    rig.boxes["lea"].deliver(rig.reply("[HOLD]\n"))
    await rig.settled()

    late = {one.number for one in rig.events(reference, NoticeLate)}
    assert 1 in late
    await rig.kill()


def test_what_is_cancelled_after_a_crash_in_the_middle_of_it_may_have_left() -> None:
    queued = MailQueued(message_id="<a>", kind=NOTICE, party="provider", to_id=ABUSE, token="t")
    events = (queued, MailSending(message_id="<a>"), MailCancelled(message_id="<a>", why="a"))
    case = fold("HL", (Entry(seq, START, event) for seq, event in enumerate(events)))
    before = fold("HL", (Entry(seq, START, event) for seq, event in enumerate(events[::2])))

    assert case.sent["<a>"].uncertain
    assert not before.sent["<a>"].uncertain
