"""Daemons that share the work: nothing twice, nothing left lying, and notices by the first alone."""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest

from hotlined.app.attempts import Attempts
from hotlined.app.docket import Docket
from hotlined.app.ports import Commit, Crew, Found, Grip, Outcome, Permanent, Record, Temporary, Verdict
from hotlined.app.shares import BY, LEFT_LYING, Shares
from hotlined.app.spread import in_line
from hotlined.domain.letters.decision import Change
from hotlined.domain.mail.message import Envelope
from hotlined.domain.mail.outgoing import OutboxRow, RowState
from hotlined.domain.record.casework import CaseOpened, ReportRegistered
from hotlined.domain.record.correspondence import MailSending
from hotlined.domain.record.holding import HoldPlaced
from tests.support.crewed import Crewed
from tests.support.fake_clock import FakeClock, run_to_rest
from tests.support.fake_common import Hub
from tests.support.fake_courier import NEVER
from tests.support.fake_mailbox import FakeMailbox
from tests.support.rig import ABUSE, ANN, BEN, CONTACT, FORM, LEA, PUBLIC
from tests.support.site import ANALYST_KEY

CASE = "HL-2026-000001-C"
TWIN = "HL-2026-000009-W"
SOON = timedelta(minutes=10)


def soon() -> Crewed:
    """Two with an agreement by which notices leave soon."""
    crewed = Crewed()
    for one in (crewed.first, crewed.beside):
        one.rig.agree(ntd_delay=SOON)
    return crewed


def events(crewed: Crewed, kind: type) -> list[tuple[str, object]]:
    """All events of a kind, with their streams."""
    records = (crewed.hub.store.load(name) for name in crewed.hub.store.streams())
    return [
        (record.stream, one.event)
        for record in records
        if record
        for one in record.entries
        if isinstance(one.event, kind)
    ]


def rows(crewed: Crewed) -> list[OutboxRow]:
    """All rows, of every stream."""
    records = (crewed.hub.store.load(name) for name in crewed.hub.store.streams())
    return [row for record in records if record for row in record.rows]


def left(crewed: Crewed) -> list[str]:
    """The Message-IDs of all that left, by whomever."""
    return [
        attempt.envelope.message_id
        for one in (crewed.first, crewed.beside)
        for attempt, _ in one.rig.courier.done
    ]


# --- nothing twice ------------------------------------------------------------------------------------


async def test_P2_two_that_both_take_themselves_for_alone_deal_with_each_mail_once() -> None:
    crewed = await Crewed().start()
    for number in range(6):
        form = FORM.replace("item-1", f"item-{number}")
        crewed.deliver(crewed.first.rig.assessment(form=form))
    crewed.deliver(crewed.first.rig.mail(PUBLIC, "a report", "item 7"))
    await crewed.clock.advance(30)
    opened = events(crewed, CaseOpened)
    assert len(opened) == 6
    assert len({stream for stream, _ in opened}) == 6
    assert "INBOX" not in crewed.boxes["intake"].folders()
    assert len(left(crewed)) == len(set(left(crewed)))
    assert {row.state for row in rows(crewed) if not row.guarded} == {RowState.ACCEPTED}


async def test_P2_two_analysts_who_report_the_same_url_at_once_get_one_case_that_knows_the_other() -> None:
    crewed = Crewed()
    await crewed.know()
    await crewed.start()
    one = crewed.first.rig.assessment()
    two = crewed.first.rig.mail(BEN, "a report", f"[ILLEGAL]\n[HOST:EE]\n\n{FORM}", key=ANALYST_KEY)
    crewed.deliver(one)
    crewed.deliver(two)
    await crewed.clock.advance(30)
    alone = await Crewed().start()
    alone.first.rig.boxes["intake"].deliver(one)
    alone.first.rig.boxes["intake"].deliver(two)
    await alone.clock.advance(30)
    assert len(events(crewed, CaseOpened)) == len(events(alone, CaseOpened))
    assert sorted(row.kind for row in rows(crewed)) == sorted(row.kind for row in rows(alone))


async def test_P2_a_mail_is_dealt_with_once_though_the_locks_of_who_has_it_in_hand_went_with_their_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The database was restarted while the report was sealed: the mail, and its claim, are anybody's then."""
    crewed = Crewed()
    await crewed.know()
    await crewed.start()
    commit, began, goes_on = Docket.commit, asyncio.Event(), asyncio.Event()

    async def slow(self: Docket, changes: Sequence[Change], *args: Any, **more: Any) -> None:
        if self is crewed.beside.rig.docket and not began.is_set():
            began.set()
            await goes_on.wait()
        await commit(self, changes, *args, **more)

    monkeypatch.setattr(Docket, "commit", slow)
    analyst = ANN if crewed.beside.shares.is_ours(ANN) else BEN
    assert crewed.beside.shares.is_ours(analyst)
    order = f"[ILLEGAL]\n[HOST:EE]\n\n{FORM}"
    crewed.deliver(crewed.first.rig.mail(analyst, "a report", order, key=ANALYST_KEY))
    await crewed.clock.advance(1)
    assert began.is_set()
    crewed.hub.ended("beside")
    await crewed.clock.advance(3 * LEFT_LYING)
    assert len(events(crewed, CaseOpened)) == 1, "the first takes what lies"
    goes_on.set()
    await crewed.clock.advance(2 * LEFT_LYING)
    assert len(events(crewed, CaseOpened)) == 1
    assert "INBOX" not in crewed.boxes["intake"].folders()


async def test_P3_a_mail_that_another_is_sending_is_left_to_it_while_it_may_be_at_work() -> None:
    crewed = Crewed()
    await crewed.know()
    stuck = asyncio.Event()

    async def waits(identity: str, envelope: Envelope) -> None:
        await stuck.wait()

    crewed.beside.rig.courier.during = waits
    crewed.beside.shares.crew = Crew("", frozenset({"beside"}))  # it takes all for its own
    crewed.first.shares.crew = Crew("first", frozenset())
    crewed.beside.shares._ours.clear()
    await crewed.start()
    crewed.beside.rig.boxes["intake"].deliver(crewed.first.rig.assessment())
    await crewed.clock.advance(1)
    begun = [attempt.envelope.message_id for attempt in crewed.beside.rig.courier.log]
    assert begun
    crewed.first.shares.leads = True
    for _ in range(10):
        await crewed.first.learn()
        await crewed.clock.advance(10)
    assert not set(begun) & {one.envelope.message_id for one in crewed.first.rig.courier.log}
    crewed.hub.crew = Crew("first", frozenset())  # it is gone
    await crewed.beside.rig.kill()
    for _ in range(3):
        await crewed.first.learn()
        await crewed.clock.advance(10)
    assert set(begun) <= {one.envelope.message_id for one in crewed.first.rig.courier.log}
    assert {row.about[BY] for row in rows(crewed) if row.message_id in begun} == {"first"}


async def test_P3_who_has_sent_a_mail_writes_down_the_outcome_whosever_the_mail_is_by_then() -> None:
    """Nobody else may touch it while that daemon is at work."""
    crewed = Crewed()
    await crewed.know(first="")

    async def cut_off(identity: str, envelope: Envelope) -> None:
        crewed.hub.cut = {"beside"}

    crewed.beside.rig.courier.during = cut_off
    await crewed.start()
    crewed.beside.rig.boxes["intake"].deliver(crewed.first.rig.assessment())
    await crewed.clock.advance(5)
    begun = {one.message_id for one in rows(crewed) if one.state is RowState.SENDING}
    assert begun
    crewed.beside.rig.courier.during = None
    crewed.hub.cut = set()
    await crewed.know(beside=frozenset({"beside", *(f"another {number}" for number in range(50))}))
    for _ in range(6):
        await crewed.clock.advance(10)
    assert {one.state for one in rows(crewed) if one.message_id in begun} == {RowState.ACCEPTED}
    assert len(left(crewed)) == len(set(left(crewed)))


# --- who does what -------------------------------------------------------------------------------------


async def test_both_have_their_part_of_the_mails_that_wait_to_leave() -> None:
    crewed = Crewed()
    await crewed.know()
    await crewed.start()
    for number in range(12):
        crewed.deliver(crewed.first.rig.assessment(form=FORM.replace("item-1", f"item-{number}")))
    for _ in range(30):
        for one in (crewed.first, crewed.beside):
            await one.learn()
        await crewed.clock.advance(1)
    assert len(events(crewed, CaseOpened)) == 12
    assert crewed.first.rig.courier.done
    assert crewed.beside.rig.courier.done
    assert len(left(crewed)) == len(set(left(crewed))) >= 24


async def test_P5_a_notice_leaves_by_the_first_alone_after_its_own_read_of_the_inbox() -> None:
    crewed = soon()
    await crewed.know()
    await crewed.start()
    crewed.deliver(crewed.first.rig.assessment())
    await crewed.clock.advance(60)
    for _ in range(3):
        for one in (crewed.first, crewed.beside):
            await one.learn()
        await crewed.clock.advance(SOON.total_seconds())
    assert [one.recipient for one in crewed.first.rig.courier.accepted(ABUSE)] == [ABUSE]
    assert crewed.beside.rig.courier.accepted(ABUSE) == []
    (notice,) = (row for row in rows(crewed) if row.guarded)
    others = [replace(notice, message_id=f"<{number}@hotline.example.org>") for number in range(12)]
    now = crewed.clock.now()
    assert all(crewed.first.shares.sends(one, now - timedelta(days=1)) for one in others)
    assert not any(crewed.beside.shares.sends(one, now) for one in others)  # whatever the plan would say


async def test_P5_a_hold_that_another_has_dealt_with_stops_the_notice_though_nobody_was_told_of_it() -> None:
    crewed = soon()
    await crewed.know()
    await crewed.start()
    crewed.first.rig.boxes["intake"].deliver(crewed.first.rig.assessment())
    await crewed.clock.advance(60)
    await crewed.beside.learn()
    # An analyst's [HOLD], dealt with by the other; the first learns of it where it is about to send.
    crewed.first.shares.crew = Crew("first", frozenset({"beside"}))
    await crewed.beside.rig.intake.take(
        crewed.beside.rig.reader.read(
            "intake", await fetched(crewed, crewed.first.rig.command("[HOLD]", CASE))
        )
    )
    assert events(crewed, HoldPlaced)
    await crewed.clock.advance(SOON.total_seconds() * 3)
    assert crewed.first.rig.courier.accepted(ABUSE) == []
    sent = [event for _, event in events(crewed, MailSending)]
    assert all(crewed.first.rig.courier.accepted(LEA) for _ in sent)


async def test_P5_a_hold_in_a_case_about_the_same_url_counts_until_right_before_the_notice_leaves() -> None:
    crewed = soon()
    await crewed.know()
    await crewed.start()
    crewed.first.rig.boxes["intake"].deliver(crewed.first.rig.assessment())
    await crewed.clock.advance(60)
    attempts, looked = crewed.first.rig.outbox.attempts, Attempts._looked_at

    def held_meanwhile(self: Attempts, row: OutboxRow) -> tuple[bytes, str | None]:
        if self is attempts and row.guarded and crewed.hub.store.load(TWIN) is None:
            record = crewed.hub.store.load(CASE)
            assert record is not None
            opened = next(one.event for one in record.entries if isinstance(one.event, CaseOpened))
            hold = HoldPlaced(hold="H1", party="analyst", by="Ann", proof="signed", until=None, mail="m")
            moment = crewed.clock.now()
            crewed.beside.rig.store.commit([Commit(TWIN, 0, moment, (opened, hold))])
        return looked(self, row)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Attempts, "_looked_at", held_meanwhile)
        await crewed.clock.advance(SOON.total_seconds() * 3)
    assert crewed.hub.store.load(TWIN) is not None
    assert crewed.first.rig.courier.attempts(ABUSE) == []


async def fetched(crewed: Crewed, raw: bytes) -> object:
    """A mail as a mailbox gives it."""
    box = crewed.boxes["ntd"].beside()
    await box.open(())
    box.deliver(raw, quietly=True)
    return (await box.fetch((await box.list("INBOX"))[-1:]))[0]


async def test_what_another_leaves_lying_the_first_takes() -> None:
    crewed = Crewed()
    await crewed.know()
    await crewed.first.start()  # the other has its place, and does nothing
    for number in range(12):
        crewed.deliver(crewed.first.rig.assessment(form=FORM.replace("item-1", f"item-{number}")))
    crewed.deliver(crewed.first.rig.mail(PUBLIC, "a report", "item 7"))
    crewed.deliver(crewed.first.rig.mail(BEN, "a report", f"[ILLEGAL]\n[HOST:EE]\n\n{FORM}", key=ANALYST_KEY))
    for _ in range(6):
        await crewed.clock.advance(LEFT_LYING)
    assert "INBOX" not in crewed.boxes["intake"].folders()
    assert {row.state for row in rows(crewed) if not row.guarded} == {RowState.ACCEPTED}


async def test_P1_the_share_of_a_first_whose_gpg_does_not_answer_waits_for_it_and_the_others_go_on() -> None:
    """Its share is not handed over: see docs/decisions/sharing.md."""
    crewed = Crewed()
    await crewed.know()
    await crewed.start()
    crewed.first.rig.openpgp.hangs = True
    senders = [f"visitor-{number}@example.com" for number in range(8)]
    for sender in (ANN, BEN, *senders):
        crewed.deliver(crewed.first.rig.mail(sender, "a report", "item 1", key=ANALYST_KEY))
    for _ in range(6):
        await crewed.clock.advance(LEFT_LYING)
    left = crewed.boxes["intake"].folders().get("INBOX", 0)
    owned = sum(crewed.first.shares.is_ours(one) for one in (ANN, BEN, *senders))
    assert 0 < left <= owned < 10
    crewed.first.rig.openpgp.hangs = False
    await crewed.clock.advance(600)
    assert "INBOX" not in crewed.boxes["intake"].folders()
    await crewed.first.rig.kill()
    await crewed.beside.rig.kill()


async def test_all_mails_of_one_sender_are_one_daemons_and_a_daemon_that_goes_gives_only_its_own_away() -> (
    None
):
    hub, clock = Hub(), FakeClock()
    names = ("one", "two", "three")
    made = {name: Shares(hub.daemon(name)[1], clock, leads=name == "one") for name in names}
    keys = [f"<{number}@hotline.example.org>" for number in range(300)]

    async def owners(*of: str) -> dict[str, str]:
        hub.crew = Crew("one", frozenset(of) - {"one"})
        for name in of:
            made[name]._looked = None
            await made[name].look()
        found = [(key, name) for key in keys for name in of if made[name].is_ours(key)]
        assert len(found) == len(keys)
        return dict(found)

    before = await owners(*names)
    assert all(70 < list(before.values()).count(name) < 130 for name in names)
    after = await owners("one", "two")
    assert all(after[key] == before[key] for key in keys if before[key] != "three")


async def test_what_a_daemon_cannot_send_another_tries() -> None:
    """Its machine may not reach the mail server."""
    crewed = Crewed()
    await crewed.know()
    no = [Outcome(Verdict.TEMPORARY, "no connection")]
    crewed.beside.rig.courier.answers = dict.fromkeys((ANN, BEN, LEA, PUBLIC, CONTACT), no)
    await crewed.start()
    for number in range(6):
        crewed.deliver(crewed.first.rig.assessment(form=FORM.replace("item-1", f"item-{number}")))
    for _ in range(40):
        for one in (crewed.first, crewed.beside):
            await one.learn()
        await crewed.clock.advance(15)
    assert {one.state for one in rows(crewed) if not one.guarded} == {RowState.ACCEPTED}
    assert crewed.beside.rig.courier.done


# --- locks and news -------------------------------------------------------------------------------------


async def test_whoever_waits_too_long_for_a_lock_gives_up_for_now_and_gives_back_what_it_had() -> None:
    crewed = Crewed()
    entered = asyncio.Event()

    async def waits() -> None:
        async with crewed.beside.rig.docket.locked(["A", CASE]):
            entered.set()

    async with crewed.first.rig.docket.locked([CASE]):
        waiting = asyncio.create_task(waits())
        await crewed.clock.advance(25)
        with pytest.raises(Temporary, match="too long"):
            await waiting
        assert set(crewed.hub.locks) == {CASE}
    assert not crewed.hub.locks
    await waits()
    assert not crewed.hub.locks


async def test_a_stop_while_locks_are_waited_for_gives_back_what_was_taken() -> None:
    crewed = Crewed()

    async def waits() -> None:
        async with crewed.beside.rig.docket.locked(["A", CASE]):
            raise AssertionError("entered")

    async with crewed.first.rig.docket.locked([CASE]):
        waiting = asyncio.create_task(waits())
        await run_to_rest()
        assert set(crewed.hub.locks) == {"A", CASE}
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert set(crewed.hub.locks) == {CASE}


async def test_so_does_a_stop_in_the_very_moment_in_which_they_are_taken() -> None:
    """Else nobody else could work on that case for as long as this daemon lives."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))
    crewed = Crewed()
    true, asked, go, taken = crewed.beside.common.enter, *(threading.Event() for _ in range(3))

    def enter(names: Sequence[str], grip: Grip) -> tuple[Grip, tuple[str, ...]]:
        asked.set()
        assert go.wait(10)
        found = true(names, grip)
        taken.set()
        return found

    crewed.beside.common.enter = enter  # type: ignore[method-assign]

    async def waits() -> None:
        async with crewed.beside.rig.docket.locked([CASE]):
            raise AssertionError("entered")

    waiting = asyncio.create_task(waits())
    assert await asyncio.to_thread(asked.wait, 10)
    waiting.cancel()
    await run_to_rest()
    go.set()
    await asyncio.gather(waiting, return_exceptions=True)
    assert await asyncio.to_thread(taken.wait, 10)
    assert crewed.hub.locks == {}


async def test_news_that_could_not_be_read_are_read_at_the_next_turn_and_nobody_decides_before() -> None:
    crewed = Crewed()
    await crewed.first.rig.docket.case(CASE)
    await crewed.beside.start()
    crewed.beside.rig.boxes["intake"].deliver(crewed.first.rig.assessment())
    await crewed.clock.advance(5)
    load = crewed.hub.store.load

    def refuses(stream: str) -> None:
        raise Temporary("the database cannot be reached")

    crewed.hub.store.load = refuses  # type: ignore[method-assign, assignment]
    for _ in range(2):
        with pytest.raises(Temporary):
            async with crewed.first.rig.docket.locked(["other"]):
                raise AssertionError("entered")
    assert not crewed.hub.locks
    crewed.hub.store.load = load  # type: ignore[method-assign]
    async with crewed.first.rig.docket.locked(["other"]):
        assert (await crewed.first.rig.docket.case(CASE)).opened is not None


async def test_who_cannot_reach_the_others_writes_nothing_and_goes_on_when_it_can() -> None:
    crewed = await Crewed().start()
    crewed.hub.cut = {"first", "beside"}
    crewed.deliver(crewed.first.rig.assessment())
    await crewed.clock.advance(30)
    assert events(crewed, CaseOpened) == []
    assert crewed.boxes["intake"].folders() == {"INBOX": 1}
    crewed.hub.cut = set()
    await crewed.clock.advance(timedelta(minutes=2).total_seconds())
    assert len(events(crewed, CaseOpened)) == 1
    assert [
        one.recipient for one in crewed.first.rig.courier.accepted(ANN)
    ] or crewed.beside.rig.courier.accepted(ANN)


async def test_P1_P2_a_mail_that_another_is_just_reading_or_moving_is_left_to_it() -> None:
    """Two moves of one mail at once leave two copies."""
    crewed = Crewed()  # each takes itself for alone
    (share, theirs) = (one.rig.watches["intake"].share for one in (crewed.first, crewed.beside))
    assert share is not None
    assert theirs is not None
    for one in (crewed.first, crewed.beside):
        await one.rig.boxes["intake"].open(())
    crewed.deliver(crewed.first.rig.mail(PUBLIC, "a report", "item 1"))
    crewed.deliver(crewed.first.rig.mail(PUBLIC, "a report", "item 2"))
    first, second = await crewed.boxes["intake"].list("INBOX")
    assert await share.ours([first]) == [first]
    assert await theirs.ours([first, second]) == [second]
    assert theirs.left
    await share.give_back()
    assert await theirs.ours([first, second]) == [first]
    await theirs.give_back()
    assert not crewed.hub.locks


async def test_what_was_claimed_is_nobody_elses_before_the_connection_is_given_up() -> None:
    """The server may be moving it just then."""
    crewed = Crewed()
    watch = crewed.first.rig.watches["intake"]
    close, at_close = crewed.boxes["intake"].close, list[bool]()

    async def closes() -> None:
        at_close.append(bool(crewed.hub.locks))
        await close()

    async def breaks(*_: object) -> None:
        raise Temporary("the connection is lost")

    watch.mailbox.close = closes  # type: ignore[method-assign]
    watch.mailbox.fetch = breaks  # type: ignore[method-assign, assignment]
    crewed.boxes["intake"].deliver(crewed.first.rig.mail(PUBLIC, "a report", "item 1"))
    running = asyncio.create_task(watch.run())
    await run_to_rest()
    assert at_close == [True]
    assert not crewed.hub.locks
    running.cancel()


async def test_of_very_many_mails_a_part_is_read_at_a_time_the_urgent_ones_first() -> None:
    crewed = Crewed()
    share = crewed.first.rig.watches["intake"].share
    assert share is not None
    await crewed.boxes["intake"].open(())
    for number in range(450):
        crewed.boxes["intake"].deliver(crewed.first.rig.mail(PUBLIC, "a report", f"item {number}"))
    urgent = crewed.first.rig.mail(ANN, "[URGENT]", "item", more=(("Importance", "high"),))
    crewed.boxes["intake"].deliver(urgent)
    found = await crewed.boxes["intake"].list("INBOX")
    ours = await share.ours(found)
    assert len(ours) == 200
    assert ours[0] == found[-1]
    assert share.more
    assert len(await share.ours(found[250:])) <= 200
    assert await share.ours(found) == []  # no more locks than the database has room for
    await share.give_back()


async def test_all_of_many_mails_are_dealt_with_turn_by_turn() -> None:
    crewed = await Crewed().start()
    for number in range(230):
        crewed.boxes["intake"].deliver(crewed.first.rig.mail(PUBLIC, "a report", f"item {number}"))
    crewed.deliver(crewed.first.rig.assessment())
    await crewed.clock.advance(60)
    assert "INBOX" not in crewed.boxes["intake"].folders()
    assert len(events(crewed, CaseOpened)) == 1


MANY = 100  # looks that nobody takes in half a minute


@pytest.mark.parametrize("by", ["first", "beside"])
async def test_P1_what_lies_behind_two_hundred_that_another_is_at_is_dealt_with_and_nobody_looks_without_rest(
    by: str,
) -> None:
    crewed = Crewed()
    await crewed.know()
    here, there = (crewed.beside, "first") if by == "beside" else (crewed.first, "beside")
    sender = next(name for name in map("v{}@example.com".format, range(99)) if here.shares.is_ours(name))
    for number in range(300):
        crewed.boxes["intake"].deliver(here.rig.mail(sender, "a report", f"item {number}"))
    box = here.rig.boxes["intake"]
    await box.open(())
    found = await box.list("INBOX")
    crewed.hub.locks |= {f"mail at intake {one}": there for one in found[:200]}
    looks: list[float] = []

    async def listed(folder: str, *, needed: bool = False) -> tuple[Found, ...]:
        looks.append(crewed.clock.monotonic())
        if len(looks) == MANY:
            await asyncio.Event().wait()
        return await FakeMailbox.list(box, folder, needed=needed)

    box.list = listed  # type: ignore[method-assign]
    await here.start()
    await crewed.clock.advance(30)
    assert len(looks) < MANY
    assert len(await FakeMailbox.list(box, "INBOX")) == 200
    assert crewed.clock.monotonic() - looks[-1] < LEFT_LYING + 1, (
        "it looks again when the other may have gone"
    )


def of_the_first(count: int) -> list[str]:
    """Senders whose mails are the first one's, by the plan for a few."""
    names = (f"visitor-{number}@example.com" for number in range(1_000))
    mine = (name for name in names if in_line(name, ("first", "beside"))[0] == "first")
    return [*islice(mine, count)]


async def test_of_a_burst_of_senders_that_are_all_ones_the_other_takes_half_and_the_one_leaves_it() -> None:
    crewed = Crewed()
    await crewed.know()
    shares = [one.rig.watches["intake"].share for one in (crewed.first, crewed.beside)]
    ours, theirs = (share for share in shares if share is not None)
    for one in (crewed.first, crewed.beside):
        await one.rig.boxes["intake"].open(())
    for sender in of_the_first(60):
        crewed.deliver(crewed.first.rig.mail(sender, "a report", "item 1"))
    found = await crewed.boxes["intake"].list("INBOX")
    mine = await ours.ours(found)
    rest = [one for one in found if one not in mine]
    assert len(mine) == len(rest) == 30
    assert ours.lent, "it looks again soon: the other may not have seen them yet"
    assert await ours.ours(rest, found) == [], "what is in hand counts, too"
    assert await theirs.ours(found) == rest
    assert not theirs.lent


async def test_P1_P2_each_mail_of_such_a_burst_is_dealt_with_once() -> None:
    crewed = await Crewed().start()
    await crewed.know()
    for sender in of_the_first(60):
        crewed.boxes["intake"].deliver(crewed.first.rig.mail(sender, "a report", f"item of {sender}"))
    crewed.deliver(crewed.first.rig.assessment())
    await crewed.clock.advance(30)
    assert "INBOX" not in crewed.boxes["intake"].folders()
    assert len(events(crewed, ReportRegistered)) == 60
    assert len(events(crewed, CaseOpened)) == 1


async def test_the_log_names_the_case_of_another_daemon_that_does_not_read(
    caplog: pytest.LogCaptureFixture,
) -> None:
    crewed = Crewed()
    await crewed.know()
    await crewed.beside.start()
    crewed.deliver(crewed.first.rig.assessment())
    await crewed.clock.advance(1)
    (case,) = [stream for stream, _ in events(crewed, CaseOpened)]

    def broken(stream: str) -> Record | None:
        raise Permanent(f"{stream} does not read: a field is missing")

    crewed.first.rig.store.load = broken  # type: ignore[method-assign]
    assert crewed.first.rig.docket.others is not None
    running = asyncio.create_task(crewed.first.shares.run(crewed.first.rig.docket.others))
    await run_to_rest()
    running.cancel()
    said = [line.getMessage() for line in caplog.records]
    assert f"apart error=Permanent {case} does not read: a field is missing" in said


async def test_H4_the_first_knows_of_alarms_that_were_refused_to_another_daemon() -> None:
    crewed = await Crewed().start()
    await crewed.know()
    for one in (crewed.first, crewed.beside):
        for address in (LEA, ANN, BEN):
            one.rig.courier.answers[address] = [NEVER]
    for _ in range(4):
        crewed.deliver(crewed.first.rig.assessment())
        await crewed.clock.advance(30)
    await crewed.know()
    tried = {one.envelope.recipient for one in crewed.beside.rig.courier.log}
    assert {ANN, BEN} <= tried
    assert crewed.first.rig.outbox.unheard == crewed.beside.rig.outbox.unheard == {ANN, BEN}


async def test_what_a_sender_wrote_last_waits_while_another_has_what_was_written_before() -> None:
    """The other may have a hundred in hand; the first would deal with the correction before the order."""
    crewed = Crewed()
    await crewed.know(first="")
    share, theirs = (one.rig.watches["intake"].share for one in (crewed.first, crewed.beside))
    assert share is not None
    assert theirs is not None
    for one in (crewed.first, crewed.beside):
        await one.rig.boxes["intake"].open(())
    crewed.deliver(crewed.first.rig.command("[PROVIDER:abuse@example.net]", CASE))
    crewed.deliver(crewed.first.rig.mail(BEN, "a question", "[HELP]", key=ANALYST_KEY))
    (order, help_) = await crewed.boxes["intake"].list("INBOX")
    assert await theirs.ours([order]) == [order]
    crewed.deliver(crewed.first.rig.command("[PROVIDER:abuse@example.com]", CASE))
    (*_, correction) = found = await crewed.boxes["intake"].list("INBOX")
    await share.ours(found)
    await share.give_back()
    await crewed.clock.advance(LEFT_LYING)

    assert await share.ours(found) == [help_]
    assert share.left
    assert await theirs.ours([correction]) == [correction], "nobody else has it"
    await theirs.give_back()
    await share.give_back()
    assert await share.ours([correction]) == [correction]


async def test_a_daemon_beside_the_first_that_is_deaf_alone_is_no_alarm_for_analysts() -> None:
    """What it leaves lying the first takes, and no notice waits."""
    crewed = Crewed()
    await crewed.know()
    crewed.beside.rig.boxes["intake"].down = Temporary("no route")
    await crewed.start()
    for _ in range(80):
        await crewed.clock.advance(10)
    assert crewed.first.rig.alarms("deaf") + crewed.beside.rig.alarms("deaf") == 0
    assert not [one for one in rows(crewed) if one.kind == "alarm"]
    crewed.first.rig.boxes["intake"].down = Temporary("no route")
    crewed.first.rig.boxes["intake"].drop()
    for _ in range(80):
        await crewed.clock.advance(10)
    assert [one for one in rows(crewed) if one.kind == "alarm"]


async def test_what_cannot_be_learnt_for_hours_is_said_once_and_again_each_hour(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A case that does not read stays so until a person has mended it; each second it would be a line."""
    caplog.set_level("WARNING", "hotlined")
    crewed = Crewed()
    placed = crewed.first
    assert placed.rig.docket.others is not None
    crewed.hub.cut = {"first"}
    running = asyncio.create_task(placed.shares.run(placed.rig.docket.others))
    await crewed.clock.advance(3700)
    said = [one.getMessage() for one in caplog.records if "apart" in one.getMessage()]
    assert len(said) == 2, len(said)

    def deaf(seconds: float) -> None:
        raise Temporary("nobody can listen")

    placed.common.wait = deaf  # type: ignore[method-assign]
    crewed.hub.cut = set()
    await crewed.clock.advance(5)
    crewed.hub.cut = {"first"}
    await crewed.clock.advance(5)
    said = [one.getMessage().split()[-1] for one in caplog.records if "apart" in one.getMessage()]
    assert said == ["reached", "reached", "listen", "reached"], "those are other times"
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
