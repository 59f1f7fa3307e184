"""Old cases of which nothing is to come close one after the other, behind all else, each once (P14, P15)."""

import asyncio
from datetime import timedelta

import pytest

from hotlined.app.agenda import Agenda
from hotlined.app.daily import DailyDigest
from hotlined.app.digests import Digests
from hotlined.app.folded import Folded
from hotlined.app.keywatch import KeyWatch
from hotlined.app.ports import Temporary
from hotlined.domain.due.deadlines import Due, DueKind
from hotlined.domain.hotline.site import NEVER
from hotlined.domain.record.casework import CaseClosed
from hotlined.domain.record.periodical import DailySent, DigestSent
from tests.support.fake_clock import START
from tests.support.rig import ABUSE, Rig

DAY = timedelta(days=1)
OLD = "[NOT-ILLEGAL]\n[HOST:EE]"


async def old_ones(many: int, **terms: object) -> Rig:
    """So many cases that are not illegal, written by a hotlined that never closed any; it is stopped."""
    rig = Rig()
    rig.agree(**{"close_idle_after": NEVER, **terms})
    await rig.start()
    for _ in range(many):
        rig.boxes["intake"].deliver(rig.assessment(OLD))
    await rig.settled()
    assert len(cases(rig)) == many
    await rig.kill()
    rig.clock.skip(60 * DAY)
    return rig


def cases(rig: Rig) -> list[str]:
    """The open ones."""
    return [one for one in rig.store.open_streams() if one.startswith("HL-")]


def updated(rig: Rig) -> Rig:
    """The next start, of a hotlined that closes them."""
    again = rig.restarted()
    again.agree(close_idle_after=timedelta(days=30))
    return again


async def test_P15_old_cases_close_once_though_every_start_ends_in_the_middle() -> None:
    rig = await old_ones(40)
    every, starts = cases(rig), 0

    while cases(rig) and starts < 20:
        rig, starts = updated(rig), starts + 1
        done: list[str] = []

        def stops(held: Folded, rig: Rig = rig, done: list[str] = done) -> None:
            if held.case.closed is not None:
                done.append(held.case.stream)
            if len(done) == 9:
                for task in rig.tasks:
                    task.cancel()

        rig.docket.listeners.add(stops)
        await rig.start()
        await rig.kill()
        assert rig.courier.done == [], "nobody is told by mail"

    assert 1 < starts <= 5
    assert cases(rig) == []
    assert {len(rig.events(one, CaseClosed)) for one in every} == {1}


async def test_P15_a_disk_that_refuses_puts_the_closing_off() -> None:
    rig = updated(await old_ones(1))
    (reference,) = cases(rig)
    true, tried = rig.store.commit, 0

    def commit(*args: object) -> None:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise Temporary("the disk is full")
        true(*args)  # type: ignore[arg-type]

    rig.store.commit = commit  # type: ignore[method-assign]
    await rig.start()
    await rig.clock.advance(120)

    assert len(rig.events(reference, CaseClosed)) == 1
    assert rig.alive()
    await rig.kill()


async def test_P6_P15_thousands_that_only_close_come_after_every_notice_and_warning() -> None:
    swept: list[str] = []

    class Swept(Agenda):
        async def sweep(self, stream: str) -> None:
            swept.append(stream)
            self._plan(stream, ())
            if len(swept) == 30:
                self._plan("warned", (Due(DueKind.HOLD_WARNING, START, "H1"),))
                self._plan("noticed", (Due(DueKind.NOTICE, START, ABUSE),))
            await asyncio.sleep(0)

    rig = Rig()
    agenda = Swept(rig.docket, rig.fences)
    for n in range(2_000):
        agenda._plan(f"case {n:04d}", (Due(DueKind.CLOSING, START - timedelta(days=n), ""),))
    agenda._plan("at once", (Due(DueKind.NOTICE, START, ABUSE),))

    await rig.also(agenda.run)

    assert len(swept) == 2_003
    assert swept[0] == "at once"
    assert max(swept.index("warned"), swept.index("noticed")) < 30 + 16 + 2
    assert swept.index("warned") < swept.index("noticed")
    await rig.kill()


async def test_the_digest_of_the_morning_counts_each_of_them_once() -> None:
    rig = updated(await old_ones(5))
    daily = DailyDigest(rig.docket, KeyWatch(rig.docket, rig.openpgp).seen)
    since = rig.clock.now() - timedelta(days=1)
    await rig.start()
    assert cases(rig) == []
    await rig.kill()
    counted = [daily._settled(since, rig.clock.now())]

    for _ in range(40):
        last = rig.clock.now()
        rig.clock.skip(timedelta(seconds=1_111))
        counted.append(daily._settled(last, rig.clock.now()))

    assert counted[0] == 0, "the hour is not over"
    assert sum(counted) == 5
    found = await daily._gathered(DailySent(day="", until=since, mails=0), rig.clock.now())
    assert (found.settled, found.open) == (5, 0)
    assert daily._settled(since - timedelta(days=4_000), rig.clock.now()) == 5


@pytest.mark.parametrize("closes", [True, False])
async def test_P14_the_LEAs_digest_tells_of_what_is_closed_as_of_what_is_open(closes: bool) -> None:
    rig = Rig()
    idle = timedelta(days=2) if closes else NEVER
    rig.agree(not_illegal="digest", not_illegal_digest="monthly", close_idle_after=idle)
    await Digests(rig.docket).look()
    await rig.start()
    rig.boxes["intake"].deliver(rig.assessment(OLD))
    await rig.settled()
    (reference,) = cases(rig)
    await rig.kill()
    rig.clock.skip(35 * DAY)

    again = await rig.restarted().start()
    assert bool(cases(again)) is not closes
    await Digests(again.docket).look()

    streams = sorted(again.store.find("digest", "national"))
    told = [one for stream in streams for one in again.events(stream, DigestSent) if one.message_id]
    assert [one.cases for one in told] == [(reference,)]
    await again.kill()


async def one(**terms: object) -> tuple[Rig, str]:
    """A running daemon with one case that is not illegal, ten days old."""
    rig = Rig()
    rig.agree(close_idle_after=30 * DAY, **terms)
    await rig.start()
    rig.boxes["intake"].deliver(rig.assessment(OLD))
    await rig.settled()
    rig.clock.skip(10 * DAY)
    await rig.settled()
    (reference,) = cases(rig)
    return rig, reference


async def passes(rig: Rig, time: timedelta) -> None:
    rig.clock.skip(time)
    await rig.clock.advance(61)


async def test_C1_P14_a_clock_set_forward_closes_no_case_early() -> None:
    rig, reference = await one()
    rig.clock.jump(40 * DAY)
    await rig.clock.advance(61)
    await passes(rig, 20 * DAY - timedelta(hours=1))
    assert cases(rig) == [reference]
    await passes(rig, timedelta(hours=2))
    assert cases(rig) == []
    assert len(rig.events(reference, CaseClosed)) == 1


async def test_C1_P14_a_restart_with_the_clock_still_ahead_closes_no_case_early() -> None:
    rig, reference = await one()
    rig.clock.jump(40 * DAY)
    await rig.clock.advance(61)
    await rig.kill()
    again = updated(rig)
    await again.start()
    await passes(again, 20 * DAY - timedelta(hours=1))
    assert cases(again) == [reference]
    await passes(again, timedelta(hours=2))
    assert cases(again) == []


async def test_C1_P14_a_clock_set_right_again_closes_it_when_it_would_have_closed() -> None:
    rig, reference = await one()
    rig.clock.jump(40 * DAY)
    await passes(rig, 5 * DAY)
    rig.clock.jump(-40 * DAY)
    await passes(rig, 15 * DAY - timedelta(hours=1))
    assert cases(rig) == [reference]
    await passes(rig, timedelta(hours=2))
    assert cases(rig) == []


async def test_C1_a_case_that_waits_for_the_time_to_pass_is_left_alone_meanwhile() -> None:
    rig, reference = await one()
    swept: list[str] = []

    class Counted(Agenda):
        async def sweep(self, stream: str) -> None:
            swept.append(stream)
            await super().sweep(stream)

    rig.clock.jump(40 * DAY)
    agenda = Counted(rig.docket, rig.fences)
    await rig.docket.resume()
    await rig.also(agenda.run)
    await rig.clock.advance(4 * 3600)
    assert cases(rig) == [reference]
    assert 1 <= len(swept) <= 6, "once an hour, and once when the clock was set"
