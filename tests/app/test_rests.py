"""Cases at rest: a start knows of them without reading what it would read (docs/decisions/at-rest.md)."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from hotlined.app.cards import Cards
from hotlined.app.copies import Copies
from hotlined.app.daily import DailyDigest
from hotlined.app.enquiries import Enquiries
from hotlined.app.gauges import Gauges
from hotlined.app.pinboard import Pinboard
from hotlined.app.ports import Record, RestLine
from hotlined.app.purging import Purges
from hotlined.domain.cases.brake import LOOK_BACK
from hotlined.domain.overview.rest import CALM, at_rest, read, written
from tests.support.fake_mailbox import FakeMailbox
from tests.support.rig import DELAY, Rig

HOUR = 3_600.0
BOTH = (
    "URL: https://files.example.net/item-1\nURL: https://files.example.net/item-2\n"
    "Description of the type of the content: item 1\n"
)
OTHER = "URL: https://files.example.net/item-2\nDescription of the type of the content: item 2\n"


@dataclass
class Learnt:
    """All that keeps something of open cases, on a rig."""

    rig: Rig

    def __post_init__(self) -> None:
        docket = self.rig.docket
        self.daily = DailyDigest(docket, _no_keys)
        self.gauges = Gauges(docket)
        self.purges = Purges(docket, (), None)  # type: ignore[arg-type]
        self.copies = Copies(docket, FakeMailbox("lea", self.rig.clock), "Hotline/Sent")
        self.enquiries = Enquiries(docket, None)  # type: ignore[arg-type]
        self.cards = Cards(docket, Pinboard(FakeMailbox("board", self.rig.clock), "Hotline"))

    def known(self) -> dict[str, object]:
        """What they know."""
        rig = self.rig
        return {
            "agenda": (rig.agenda._next, rig.agenda._before_notices, rig.agenda._closing),
            "moments": rig.agenda._moments.first(),
            "board": {line.reference: line for line in rig.board.lines()},
            "daily": self.daily._known(),
            "gauges": self.gauges._gauges,
            "purges": self.purges._times.next,
            "cards": self.cards._cases,
            "asked": self.enquiries._cases,
            "copies": self.copies.waiting(),
            "urls": {url: set(cases) for url, cases in rig.docket.twins.known().items()},
            "stopped": {url: set(cases) for url, cases in rig.docket.twins.stopped.cases.items()},
        }


async def _no_keys() -> tuple[()]:
    return ()


async def started(rig: Rig, *, reading: bool) -> Learnt:
    """A daemon that starts on what is there; `reading`: as if nothing had been kept."""
    fresh = rig.restarted()
    if reading:
        fresh.docket.known = lambda streams: {}
    learnt = Learnt(fresh)
    await fresh.start(without=("outbox", "agenda", "watch"))
    return learnt


async def reported(rig: Rig) -> None:
    """One case, its report accepted."""
    await rig.opened()


async def received(rig: Rig) -> None:
    """With a receipt."""
    await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("[RECEIVED]"))
    await rig.settled()


async def noticed(rig: Rig) -> None:
    """The provider was told."""
    await received(rig)
    await rig.clock.advance(DELAY.total_seconds() + 60)
    assert rig.notices()


async def removed(rig: Rig) -> None:
    """One of two items is gone."""
    reference = await rig.opened(form=BOTH)
    await rig.clock.advance(DELAY.total_seconds() + 60)
    rig.boxes["intake"].deliver(rig.command("[REMOVED:1]", reference))
    await rig.settled()
    assert (await rig.case(reference)).gone(1)


async def lifted(rig: Rig) -> None:
    """A hold that is over."""
    await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("[HOLD]"))
    await rig.settled()
    rig.boxes["lea"].deliver(rig.reply("[RELEASE]"))
    await rig.settled()


async def two(rig: Rig) -> None:
    """Two cases with one URL, and a third with another."""
    await rig.opened()
    await rig.opened(form=BOTH)
    await rig.opened(form=OTHER)


async def reminded(rig: Rig) -> None:
    """No receipt for a week."""
    await rig.opened()
    await rig.clock.advance(7 * 24 * HOUR)


async def unknown_provider(rig: Rig) -> None:
    """Nobody is known to host it."""
    await rig.opened(
        form="URL: https://host.example.org/item-1\nDescription of the type of the content: item 1\n"
    )


async def urgent(rig: Rig) -> None:
    """An urgent one, which an analyst's mail opened, with a receipt."""
    rig.boxes["intake"].deliver(rig.assessment("[ILLEGAL]\n[URGENT:now]"))
    await rig.settled()
    rig.boxes["lea"].deliver(rig.reply("[RECEIVED]"))
    await rig.settled()


async def purged_after(rig: Rig) -> None:
    """One that is purged some time after its receipt."""
    rig.agree(purge_after=timedelta(days=90))
    await received(rig)


async def closing(rig: Rig) -> None:
    """One that is not illegal, and closes by itself."""
    rig.boxes["intake"].deliver(rig.assessment("[NOT-ILLEGAL]\n[HOST:EE]"))
    await rig.settled()


LIVES = (
    reported, received, noticed, removed, lifted, two, reminded, unknown_provider, urgent, purged_after,
    closing,
)  # fmt: skip


@pytest.mark.parametrize("live", LIVES, ids=lambda live: live.__name__)
async def test_P15_a_start_knows_of_cases_at_rest_what_it_would_read(
    live: Callable[[Rig], Awaitable[None]],
) -> None:
    rig = await Rig().start()
    await live(rig)
    await rig.clock.advance(LOOK_BACK.total_seconds() + 60)
    await rig.kill()

    read_all, kept = await started(rig, reading=True), await started(rig, reading=False)

    assert kept.known() == read_all.known()
    assert len(kept.rig.docket._cache.cases) < len(read_all.rig.docket._cache.cases), (
        "some of them were at rest"
    )


async def test_a_case_at_rest_whose_card_was_never_written_has_one_after_the_start() -> None:
    rig = await Rig().start()
    rig.boxes["intake"].deliver(rig.assessment("[NOT-ILLEGAL]\n[HOST:EE]"))
    await rig.settled()
    await rig.clock.advance(LOOK_BACK.total_seconds() + 60)
    await rig.kill()
    again = rig.restarted()
    box = FakeMailbox("board", rig.clock)
    cards = Cards(again.docket, Pinboard(box, "Hotline"))
    await again.start()
    assert not again.docket._cache.cases, "it is at rest"

    await again.also(cards.run)
    await again.clock.advance(60)

    assert box.folders()["Hotline/Board/Done"] == 1
    await again.kill()


async def test_P5_a_case_that_waits_for_somebody_is_not_at_rest() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.clock.advance(LOOK_BACK.total_seconds() + 60)

    async def is_at_rest() -> bool:
        held = await rig.docket.folded(reference)
        assert held is not None
        return at_rest(held.case, held.rows, rig.site) is not None

    assert await is_at_rest()
    rig.boxes["lea"].deliver(rig.reply("[HOLD]"))
    await rig.settled()
    assert not await is_at_rest(), "a hold (P6)"
    rig.boxes["lea"].deliver(rig.reply("[RELEASE]"))
    await rig.settled()
    assert await is_at_rest()
    rig.boxes["lea"].deliver(
        rig.reply("Could somebody from your side explain item 1 to us first?", signed=False)
    )
    await rig.settled()
    assert (await rig.case(reference)).pauses_open()
    assert not await is_at_rest(), "a question (P7)"


async def test_P5_a_hold_in_another_case_with_the_url_stops_the_notice_of_one_at_rest() -> None:
    rig = await Rig().start()
    first, second = await rig.opened(), await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("[HOLD]"))  # of the second
    await rig.settled()
    await rig.clock.advance(LOOK_BACK.total_seconds() + 60)
    await rig.kill()
    again = await rig.restarted().start()
    assert again.docket.is_in_memory(second)
    assert not again.docket.is_in_memory(first)

    await again.clock.advance(2 * DELAY.total_seconds())

    assert not again.notices()


async def test_P5_the_notice_of_a_case_at_rest_leaves_at_its_time_and_not_before() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.clock.advance(3 * HOUR)
    await rig.kill()
    again = await rig.restarted().start()
    assert not again.docket.is_in_memory(reference)

    await again.clock.advance(20 * HOUR)
    assert not again.notices()
    await again.clock.advance(2 * HOUR)
    assert len(again.notices()) == 1


async def test_a_mail_on_a_case_at_rest_finds_it() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.clock.advance(3 * HOUR)
    hold = rig.reply("[HOLD]")
    await rig.kill()
    again = await rig.restarted().start()
    assert not again.docket.is_in_memory(reference)

    again.boxes["lea"].deliver(hold)
    await again.settled()

    assert (await again.case(reference)).holds_in_force()


async def test_what_is_kept_counts_at_this_edition_of_the_site_only() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.clock.advance(3 * HOUR)
    await rig.kill()
    rig.agree(receipt_reminder=timedelta(hours=8))
    again = await rig.restarted().start()
    assert again.docket.is_in_memory(reference)

    await again.clock.advance(5 * HOUR + 60)

    assert (await again.case(reference)).fragments[0].reminders == 1


async def test_after_a_reload_all_is_planned_anew() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.clock.advance(3 * HOUR)
    await rig.kill()
    again = await rig.restarted().start()

    again.agree(receipt_reminder=timedelta(hours=8))
    again.agenda.wake()
    await again.clock.advance(5 * HOUR + 60)

    assert (await again.case(reference)).fragments[0].reminders == 1


@pytest.mark.parametrize(("before", "known"), [(CALM + timedelta(minutes=1), True), (CALM, False)])
async def test_what_is_due_soon_is_looked_at_with_the_case_itself(before: timedelta, known: bool) -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.clock.advance((DELAY - before).total_seconds())
    await rig.kill()
    again = await rig.restarted().start(without=("agenda",))
    assert again.docket.is_in_memory(reference) is not known


async def test_P12_a_case_whose_mails_the_storm_brake_still_counts_is_read() -> None:
    rig = await Rig().start()
    await rig.opened()
    counted = set(rig.outbox.brakes._left._found)
    await rig.kill()
    again = await rig.restarted().start()
    assert set(again.outbox.brakes._left._found) == counted
    assert counted


async def test_cases_are_kept_a_while_after_a_change_and_not_while_somebody_writes_them() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.also(rig.rests.run)
    async with rig.docket.locked([reference]):
        await rig.clock.advance(90)
        assert not rig.store.at_rest([reference], rig.loaded().edition)
    await rig.clock.advance(61)
    text = rig.store.at_rest([reference], rig.loaded().edition)[reference]
    assert read(reference, text).next_at is not None


async def test_a_reload_that_comes_while_a_case_is_kept_mixes_no_two_sites() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    before, true = rig.loaded().edition, rig.store.load

    def reloaded(stream: str) -> Record | None:
        rig.agree(receipt_reminder=timedelta(hours=8))
        return true(stream)

    rig.store.load = reloaded  # type: ignore[method-assign]
    rig.docket._cache.cases.clear()
    await rig.rests._keep([reference])
    text = rig.store.at_rest([reference], before)[reference]
    found = read(reference, text)
    assert found.line.next_at == rig.clock.now() + DELAY


async def test_while_mails_are_dealt_with_nothing_is_kept() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.also(rig.rests.run)
    for _ in range(120):
        await rig.opened()
        await rig.clock.advance(1)
    assert not rig.store.at_rest([reference], rig.loaded().edition)
    await rig.clock.advance(10)
    assert rig.store.at_rest([reference], rig.loaded().edition)


async def test_a_case_that_fell_out_of_memory_is_kept_all_the_same() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    rig.docket._cache.cases.clear()
    await rig.also(rig.rests.run)
    await rig.clock.advance(61)
    assert rig.store.at_rest([reference], rig.loaded().edition)
    assert not rig.docket.is_in_memory(reference)


async def test_a_line_that_does_not_read_is_as_if_there_were_none(capsys: pytest.CaptureFixture[str]) -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.clock.advance(3 * HOUR)
    await rig.kill()
    entries = (await rig.case(reference)).version
    rig.store.rest({reference: RestLine(entries, "[1, 2]")}, rig.loaded().edition)
    assert rig.store.at_rest([reference], rig.loaded().edition)
    again = await rig.restarted().start()
    assert again.docket.is_in_memory(reference)


async def test_C1_while_the_clock_is_not_believed_every_case_is_read() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.clock.advance(3 * HOUR)
    await rig.kill()
    rig.clock.jump(timedelta(hours=-2))
    again = await rig.restarted().start()
    assert again.docket.is_in_memory(reference)


@pytest.mark.parametrize("live", [reported, received, two], ids=lambda live: live.__name__)
async def test_C1_after_a_clock_that_was_set_all_are_read_once_and_not_at_each_start_for_ever(
    live: Callable[[Rig], Awaitable[None]],
) -> None:
    rig = await Rig().start()
    await live(rig)
    await rig.clock.advance(60)
    rig.clock.jump(timedelta(hours=3))
    await rig.clock.advance(HOUR)
    await rig.kill()
    cases = {one for one in rig.store.open_streams() if one.startswith("HL-")}

    first = await rig.restarted().start()
    assert all(map(first.docket.is_in_memory, cases)), "what was kept knows nothing of it"
    await first.clock.advance(LOOK_BACK.total_seconds() + 60)
    await first.kill()

    read_all, kept = await started(first, reading=True), await started(first, reading=False)
    assert read_all.rig.docket.course.settings
    assert kept.known() == read_all.known()
    assert not any(map(kept.rig.docket.is_in_memory, cases))


async def test_C1_while_the_clock_goes_wrong_nothing_is_kept() -> None:
    rig = await Rig().start()
    reference = await rig.opened()
    await rig.clock.advance(60)
    rig.clock.jump(timedelta(hours=3))
    await rig.clock.advance(120)
    await rig.rests.finish()
    assert rig.docket.course.ahead
    again = await rig.restarted().start()
    assert again.docket.is_in_memory(reference)
    assert not rig.store._rests


async def test_a_case_at_rest_is_read_as_it_was_written() -> None:
    rig = await Rig().start()
    for live in (removed, reminded, unknown_provider, urgent):
        await live(rig)
    seen = 0
    for stream in rig.store.open_streams():
        held = await rig.docket.folded(stream)
        assert held is not None
        found = at_rest(held.case, held.rows, rig.site)
        if found is not None:
            seen += 1
            assert read(stream, written(found)) == found
    assert seen >= 3


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "[1,2,3,4,5,6,7,8,9]", '["a",null,null,null,[],[],[],null,[]]']
)
def test_anything_else_is_no_case_at_rest(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        read("HL-2026-000001-C", text)


async def test_of_a_site_without_an_edition_nothing_is_kept() -> None:
    rig = Rig()
    rig.docket.configured = lambda: replace(rig.site, edition="")
    await rig.start()
    reference = await rig.opened()
    await rig.rests.finish()
    assert not rig.store.at_rest([reference], "")


class Apart:
    """Other daemons on the same store, who have nothing: the names that were taken, each time."""

    def __init__(self) -> None:
        self.taken: list[list[str]] = []

    @asynccontextmanager
    async def kept_out(self, names: list[str]) -> AsyncIterator[None]:
        """As `Others`."""
        self.taken.append(names)
        yield


async def test_P5_beside_other_daemons_a_case_is_kept_under_the_lock_that_all_share() -> None:
    rig = await Rig().start()
    cases = [await rig.opened(), await rig.opened()]
    rig.docket.others = others = Apart()  # type: ignore[assignment]
    await rig.rests.finish()
    assert others.taken == [[one] for one in cases]
    assert set(rig.store.at_rest(cases, rig.loaded().edition)) == set(cases)
