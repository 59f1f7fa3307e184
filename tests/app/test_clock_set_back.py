"""What came after what is told by the order of the record, not by a clock that was set back (P2, P15)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import chain, pairwise

import pytest

from hotlined.app.folded import Folded
from hotlined.domain.cases.state import Case
from hotlined.domain.record.holding import HoldLifted
from tests.app.test_hold_words import words
from tests.support.fake_courier import NEVER
from tests.support.rig import ABUSE, FORM, LEA, Rig

HOUR = 3600.0


async def noticed() -> tuple[Rig, str]:
    """A case whose provider has got its notice."""
    rig = Rig()
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(25 * HOUR)
    assert len(rig.notices()) == 1
    return rig, reference


def set_back(rig: Rig, back: timedelta, once: Callable[[Case], bool]) -> None:
    """The clock is set back as soon as this is so of a case, before anything follows from it."""
    done: list[bool] = []

    def look(held: Folded) -> None:
        if not done and once(held.case):
            done.append(True)
            rig.clock.jump(-back)

    rig.docket.listeners.changed.insert(0, look)


@pytest.mark.parametrize("back", [timedelta(0), timedelta(seconds=90), timedelta(hours=1)])
async def test_P2_a_clock_that_is_set_back_after_online_sends_one_new_notice(back: timedelta) -> None:
    """Two hundred went within a minute, each for want of one that was newer than the [ONLINE]."""
    rig, reference = await noticed()
    answer = rig.mail(
        ABUSE, "Re: notice", "[REMOVED:1]", to="ntd@hotline.example.org", answers=rig.notices()[0]
    )
    rig.boxes["ntd"].deliver(answer)
    await rig.settled()
    set_back(rig, back, lambda case: case.items[0].online_at is not None)
    rig.boxes["intake"].deliver(rig.command("[ONLINE:1]", reference))
    await rig.settled()
    await rig.clock.advance(2 * HOUR)

    assert len(rig.notices()) == 2
    assert rig.alive()
    await rig.kill()


@pytest.mark.parametrize("back", [timedelta(0), timedelta(seconds=90)])
async def test_P2_a_clock_that_is_set_back_after_provider_tries_a_refused_notice_once(
    back: timedelta,
) -> None:
    """What was refused counted as older than the address, and the notice was written again and again."""
    rig, reference = await noticed()
    other = "abuse@host.example.org"
    rig.courier.answers[other] = [NEVER]

    set_back(rig, back, lambda case: getattr(case.items[0].provider, "contact", "") == other)
    rig.boxes["intake"].deliver(rig.command(f"[PROVIDER:{other}]", reference))
    await rig.settled()
    await rig.clock.advance(2 * HOUR)

    assert len(rig.courier.attempts(other)) == 1
    assert rig.alive()
    await rig.kill()


@pytest.mark.parametrize("counts_from", ["the receipt", "online again"])
async def test_P5_P15_what_a_notice_counts_from_is_no_earlier_for_a_clock_that_was_behind_then(
    counts_from: str,
) -> None:
    rig = Rig()
    rig.agree(ntd_needs_receipt=counts_from == "the receipt")
    await rig.start()
    reference = await rig.opened()
    await rig.clock.advance(30 * HOUR)
    before = len(rig.notices())
    if counts_from == "online again":
        rig.boxes["intake"].deliver(rig.command("[REMOVED]", reference))
        await rig.settled()

    back = timedelta(hours=20)
    truly = rig.clock.now()
    rig.clock.jump(-back)
    await rig.clock.advance(120)
    if counts_from == "online again":
        rig.boxes["intake"].deliver(rig.command("[ONLINE]", reference))
    else:
        rig.boxes["lea"].deliver(rig.reply("[RECEIVED]\n"))
    await rig.clock.advance(HOUR)
    rig.clock.jump(back)
    await rig.clock.advance_to(truly + timedelta(hours=24))
    assert len(rig.notices()) == before

    await rig.clock.advance(HOUR)
    assert len(rig.notices()) == before + 1
    await rig.kill()


async def test_P15_a_receipt_that_no_notice_counts_from_delays_none_for_a_clock_that_was_behind_then() -> (
    None
):
    rig = await Rig().start()
    await rig.opened()
    await rig.clock.advance(HOUR)
    truly = rig.clock.now()
    rig.clock.jump(-timedelta(hours=20))
    await rig.clock.advance(120)
    rig.boxes["lea"].deliver(rig.reply("[RECEIVED]\n"))
    await rig.clock.advance(HOUR)
    rig.clock.jump(timedelta(hours=20))
    await rig.clock.advance_to(truly + timedelta(hours=24))

    assert len(rig.notices()) == 1
    await rig.kill()


async def test_P15_the_later_parts_of_a_report_leave_though_the_clock_was_a_year_ahead_when_it_was_made() -> (
    None
):
    """They waited for that year to pass, and nobody was told."""
    rig = Rig()
    rig.agree(fragment_size=1)
    rig.clock.jump(timedelta(days=365))
    await rig.start()
    more = "\n".join(f"URL: https://files.example.net/item-{number}" for number in range(2, 4))
    reference = await rig.opened(form=f"{FORM}\n{more}\n")
    await rig.clock.advance(60)
    rig.clock.jump(timedelta(days=-365))
    await rig.clock.advance(5 * HOUR)

    case = await rig.case(reference)
    assert len(case.fragments) == 3
    assert all(mail.accepted_at is not None for one in case.fragments for mail in case.mails_of(one))
    await rig.kill()


@pytest.mark.parametrize("off", [timedelta(minutes=10), timedelta(days=365)])
@pytest.mark.parametrize("restarts", [False, True])
async def test_P15_the_parts_of_a_report_stay_as_far_apart_as_agreed_though_the_clock_was_ahead(
    off: timedelta, restarts: bool
) -> None:
    """They left all at once."""
    rig = Rig(rest=None)
    rig.agree(fragment_size=1, fragment_interval=timedelta(hours=2))
    rig.clock.jump(off)
    await rig.start()
    more = "\n".join(f"URL: https://files.example.net/item-{number}" for number in range(2, 4))
    await rig.opened(form=f"{FORM}\n{more}\n")
    await rig.clock.advance(60)
    rig.clock.jump(-off)
    begin = rig.clock.now()
    left = [begin] * len(rig.reports())
    assert len(left) == 1
    if restarts:
        await rig.kill()
        rig = await rig.restarted().start()
    while len(left) < 3 and rig.clock.now() < begin + timedelta(hours=8):
        await rig.clock.advance(60)
        left += [rig.clock.now()] * (len(rig.reports()) + restarts - len(left))

    assert len(left) == 3
    assert all(late - soon >= timedelta(hours=1, minutes=58) for soon, late in pairwise(left))
    await rig.kill()


@pytest.mark.parametrize(("asked", "restarts"), [("1d", False), ("2026-03-06", False), ("1d", True)])
async def test_P6_the_letters_name_the_end_of_a_hold_that_was_read_by_a_clock_that_was_behind(
    asked: str, restarts: bool
) -> None:
    """It ended days after the warning had said, and after the day that was told to be its end."""
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.kill()
    off = timedelta(hours=63)
    rig.clock.skip(off)
    rig.boxes["lea"].deliver(rig.reply(f"[HOLD:{asked}]\n"))
    rig.clock.jump(-off)
    rig = await rig.restarted().start()
    await rig.clock.advance(120)
    rig.clock.jump(off)
    await rig.clock.advance(120)
    if restarts:
        await rig.kill()
        rig = await rig.restarted().start()
    while not rig.events(reference, HoldLifted):
        await rig.clock.advance(HOUR / 4)

    lifted = (await rig.case(reference)).holds[0].lifted_at
    told = " ".join(words(one) for one in rig.courier.accepted(LEA))
    ends = re.findall(r"Hold ends (\S+ \S+)", told), re.findall(r"come to its end: (\S+ \S+)", told)
    assert [len(one) for one in ends] == [not restarts, 1]
    for end in chain(*ends):
        named = datetime.fromisoformat(end).replace(tzinfo=rig.site.hotline.timezone)
        assert lifted is not None
        assert abs(lifted - named) < timedelta(minutes=2)
    await rig.kill()


async def test_P6_a_hold_ends_in_time_though_it_was_read_before_it_was_seen_that_the_clock_was_set_back() -> (
    None
):
    """It ended six hours early: what was read within the minute until the next look was no part of them."""
    rig = await Rig(rest=None).start()
    reference = await rig.opened()
    await rig.clock.advance(10 * HOUR + 3)
    off = timedelta(hours=6)
    rig.clock.jump(-off)
    rig.boxes["intake"].deliver(rig.command("[HOLD:1d]", reference))
    await rig.clock.advance(1)
    assert len((await rig.case(reference)).holds) == 1
    assert rig.fences.watch.jumps == 0
    await rig.clock.advance(600)
    rig.clock.jump(off)
    await rig.clock.advance(23.5 * HOUR)
    assert rig.events(reference, HoldLifted) == []
    await rig.clock.advance(HOUR)
    assert len(rig.events(reference, HoldLifted)) == 1
    await rig.kill()
