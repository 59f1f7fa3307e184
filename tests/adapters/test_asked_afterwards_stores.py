"""A question that came when its case was closed: on each store, through restarts and copies (P5, P7)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from hotlined.adapters.casefiles import CaseFiles, copying
from hotlined.adapters.postgres import Database, PostgresStore
from hotlined.app.purging import Purges
from hotlined.domain.record.holding import PauseAlarmed
from tests.adapters.test_outlasting_stores import (  # noqa: F401 - pytest finds the fixture here
    HOUR,
    Opens,
    Site,
    events,
    opens,
    salt,
)
from tests.adapters.test_snapshot import put_back, taken
from tests.support import closed_twins
from tests.support.fake_clock import InlineExecutor
from tests.support.rig import Rig


@asynccontextmanager
async def doubted(opens: Opens, **terms: object) -> AsyncIterator[tuple[Site, str, str]]:  # noqa: F811 - the fixture
    """Two cases with one URL; the second is closed, and then the LEA writes what nobody understands."""
    asyncio.get_running_loop().set_default_executor(InlineExecutor(1))
    site = Site(opens)
    site.rig.agree(**{"ntd_delay": timedelta(hours=1), "pause_alarm": timedelta(hours=1), **terms})
    rig = await site.start()
    first, second = await closed_twins.asked(rig)
    try:
        yield site, first, second
    finally:
        await site.stop()


async def answered(rig: Rig, second: str) -> None:
    rig.boxes["intake"].deliver(rig.command("[CONFIRM:Q1]", second))
    await rig.settled()
    await rig.clock.advance(HOUR)


async def test_P5_P7_it_is_known_after_a_restart_and_an_analyst_answers_it(opens: Opens) -> None:  # noqa: F811 - the fixture
    async with doubted(opens) as (site, first, second):
        rig = await site.again()
        await rig.clock.advance(1.5 * HOUR)
        assert not rig.notices()
        assert {one.reference: one.asks for one in rig.board.lines()} == {first: False, second: True}
        assert [one.n for one in events(rig, second, PauseAlarmed)] == [1]

        rig = await site.again()
        await rig.clock.advance(HOUR)
        assert [one.n for one in events(rig, second, PauseAlarmed)] == [1, 2]
        await answered(rig, second)
        assert len(rig.notices()) == 1
        assert second not in rig.store.open_streams()
        rig = await site.again()
        assert [one.reference for one in rig.board.lines()] == [first]


async def test_P5_P7_the_case_is_opened_again_and_closed_again(opens: Opens) -> None:  # noqa: F811 - the fixture
    async with doubted(opens) as (site, _, second):
        rig = await site.again()
        rig.boxes["intake"].deliver(rig.command("[REOPEN]", second))
        await rig.settled()
        rig = await site.again()
        await rig.clock.advance(1.5 * HOUR)
        assert not rig.notices()
        rig.boxes["intake"].deliver(rig.command("[CLOSE]", second))
        await rig.settled()
        rig = await site.again()
        await rig.clock.advance(HOUR)
        assert len(rig.notices()) == 1
        assert second not in rig.store.open_streams()


async def test_P7_P14_a_purge_waits_for_it_and_destroys_all_after_it(opens: Opens) -> None:  # noqa: F811 - the fixture
    async with doubted(opens, anonymise_after=timedelta(hours=2), purge_warning=timedelta(0)) as there:
        site, _, second = there
        rig = await site.again()
        purges = Purges(rig.docket, (), rig.slips)  # type: ignore[arg-type]  # no order waits
        await purges.turn()
        await rig.clock.advance(3 * HOUR)
        await purges.turn()
        assert (await rig.case(second)).form is not None
        assert not rig.notices()

        await answered(rig, second)
        await rig.clock.advance(3 * HOUR)
        await purges.turn()
        assert (await rig.case(second)).listed == ()
        assert len(rig.notices()) == 1


async def test_P5_P7_what_another_daemon_has_written_stops_the_notices_of_this_one(opens: Opens) -> None:  # noqa: F811 - the fixture
    async with doubted(opens) as (site, first, second):
        docket, case = site.rig.docket, await site.rig.case(first)
        await site.rig.clock.advance(60)
        assert docket.twins.stopping(case) == (second,)

        docket.twins.stopped.put(second, frozenset())  # as one that does not know of it yet
        await docket.learn([second])

        assert docket.twins.stopping(case) == (second,)
        await site.rig.clock.advance(1.5 * HOUR)
        assert not site.rig.notices()


async def test_P5_P7_it_is_there_in_a_backup_that_is_put_back(base: Path) -> None:
    async with doubted(lambda: CaseFiles.open(base / "store", salt=salt)) as (site, first, second):
        old = site.rig
        handed, listed = taken(base / "store")
    put_back(base / "new", handed, listed)

    await still_asked(Site(lambda: CaseFiles.open(base / "new", salt=salt)), old, first, second)


async def test_P5_P7_it_is_there_in_a_copy_into_a_database_and_back(base: Path, database: Database) -> None:
    async with doubted(lambda: CaseFiles.open(base / "store", salt=salt)) as (site, first, second):
        old = site.rig
    with PostgresStore.open(database, salt=salt) as store:
        store.take_over(copying.wholes(base / "store"))
        copying.take_over(base / "new", store.wholes())

    await still_asked(Site(lambda: CaseFiles.open(base / "new", salt=salt)), old, first, second)
    there = Site(lambda: PostgresStore.open(database, salt=salt))
    rig = await there.start(old)
    assert {one.reference: one.asks for one in rig.board.lines()} == {first: False, second: True}
    await there.stop()


async def still_asked(site: Site, old: Rig, first: str, second: str) -> None:
    """A daemon on a copy keeps the notice back until an analyst answers."""
    rig = await site.start(old)
    assert {one.reference: one.asks for one in rig.board.lines()} == {first: False, second: True}
    await rig.clock.advance(2 * HOUR)
    assert not rig.notices()
    await answered(rig, second)
    assert len(rig.notices()) == 1
    await site.stop()
