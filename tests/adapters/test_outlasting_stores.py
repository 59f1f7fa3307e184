"""A hold of the LEA that outlasts its closed case, on each store, through restarts and copies (P5, P6)."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from hotlined.adapters.casefiles import CaseFiles, copying
from hotlined.adapters.casefiles import verify as verify_files
from hotlined.adapters.postgres import Database, PostgresStore
from hotlined.adapters.postgres import verify as verify_database
from hotlined.app.folded import Folded
from hotlined.app.purging import Purges
from hotlined.domain.mail.message import Envelope
from hotlined.domain.record.holding import HoldLifted, HoldWarned
from tests.adapters.test_snapshot import put_back, taken
from tests.support import closed_twins
from tests.support.fake_clock import InlineExecutor
from tests.support.rig import Rig

HOUR = 3600.0


E = TypeVar("E")
Opens = Callable[[], AbstractContextManager[Any]]


def salt() -> str:
    return secrets.token_hex(16)


@dataclass
class Site:
    """A daemon that can be started anew on what its store has on the disk."""

    opens: Opens
    rig: Rig = field(default_factory=Rig)
    _open: list[AbstractContextManager[Any]] = field(default_factory=list)

    async def start(self, before: Rig | None = None) -> Rig:
        """The first daemon, or the next one."""
        there = self.opens()
        store = there.__enter__()
        self._open.append(there)
        old = before or self.rig
        self.rig = Rig(old.site, old.clock, store, old.openpgp, old.chance, old.boxes, old.slips)
        self.rig._mails = old._mails
        return await self.rig.start()

    async def again(self) -> Rig:
        """It is stopped, and started."""
        await self.stop()
        return await self.start(self.rig)

    async def stop(self) -> None:
        await self.rig.kill()
        for box in self.rig.boxes.values():
            box.drop()
        for one in self._open:
            one.__exit__(None, None, None)
        self._open.clear()


@pytest.fixture(params=["files", "postgres"])
def opens(request: pytest.FixtureRequest, base: Path) -> Iterator[Opens]:
    """A store of each kind, which holds in the end."""
    if request.param == "files":
        yield lambda: CaseFiles.open(base / "store", salt=salt)
        assert [*verify_files(base / "store")] == []
        return
    database: Database = request.getfixturevalue("database")
    yield lambda: PostgresStore.open(database, salt=salt)
    with PostgresStore.read(database) as reader:
        assert [*verify_database(reader)] == []


def events(rig: Rig, stream: str, kind: type[E]) -> list[E]:
    """What the record has of a kind, whoever wrote it."""
    record = rig.store.load(stream)
    assert record is not None
    return [one.event for one in record.entries if isinstance(one.event, kind)]


@asynccontextmanager
async def held(
    opens: Opens, hold: str = "[HOLD]", **terms: object
) -> AsyncIterator[tuple[Site, str, str, Envelope]]:
    """Two cases with one URL; the second is on hold, and closed; its report."""
    asyncio.get_running_loop().set_default_executor(InlineExecutor(1))
    site = Site(opens)
    site.rig.agree(**{"ntd_delay": timedelta(hours=1), "hold_warning": timedelta(minutes=30), **terms})
    rig = await site.start()
    first, second = await closed_twins.held(rig, hold)
    try:
        yield site, first, second, rig.reports()[-1]
    finally:
        await site.stop()


async def test_P5_P6_it_is_known_after_a_restart_and_the_lea_lifts_it(opens: Opens) -> None:
    async with held(opens) as (site, first, second, report):
        rig = await site.again()
        await rig.clock.advance(1.5 * HOUR)
        assert not rig.notices()
        assert {one.reference: one.closed for one in rig.board.lines()} == {first: False, second: True}

        rig = await site.again()
        rig.boxes["lea"].deliver(rig.reply("[RELEASE]", answers=report))
        await rig.settled()
        await rig.clock.advance(HOUR)
        assert len(rig.notices()) == 1
        assert second not in rig.store.open_streams()
        rig = await site.again()
        assert [one.reference for one in rig.board.lines()] == [first]


async def test_P6_the_lea_makes_it_longer_and_then_it_ends_by_itself(opens: Opens) -> None:
    async with held(opens, "[HOLD:2h]") as (site, _, second, report):
        rig = await site.again()
        rig.boxes["lea"].deliver(rig.reply("[HOLD:5h]", answers=report))
        await rig.settled()
        assert [one.id for one in (await rig.case(second)).outlasting()] == ["H2"]

        await rig.clock.advance(3 * HOUR)  # beyond the first end
        assert not rig.notices()
        rig = await site.again()
        await rig.clock.advance(3 * HOUR)

        assert len(events(rig, second, HoldWarned)) == 1
        assert [(one.hold, one.why) for one in events(rig, second, HoldLifted)] == [
            ("H1", "replaced"),
            ("H2", "ended"),
        ]
        assert len(rig.notices()) == 1
        assert second not in rig.store.open_streams()


async def test_P5_P6_the_case_is_opened_again_and_closed_again(opens: Opens) -> None:
    async with held(opens) as (site, _, second, report):
        rig = await site.again()
        rig.boxes["intake"].deliver(rig.command("[REOPEN]", second))
        await rig.settled()
        assert (await rig.case(second)).holds_in_force()
        await rig.clock.advance(1.5 * HOUR)
        assert not rig.notices()
        rig.boxes["intake"].deliver(rig.command("[CLOSE]", second))
        await rig.settled()
        rig = await site.again()
        await rig.clock.advance(HOUR)
        assert not rig.notices()

        rig.boxes["intake"].deliver(rig.command("[REOPEN]", second))
        rig.boxes["lea"].deliver(rig.reply("[RELEASE]", answers=report))
        await rig.settled()
        await rig.clock.advance(2 * HOUR)
        assert len(rig.notices()) == 2  # of each case its own


async def test_P6_a_hold_of_an_archived_case_of_before_is_taken_up_by_any_mail_to_it(
    opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Earlier versions archived such a case as if nothing were in force."""
    with monkeypatch.context() as before:
        before.setattr(Folded, "is_done", property(lambda held: held.case.closed is not None))
        async with held(opens) as (site, _, second, _):
            await site.rig.clock.advance(60)
            assert second not in site.rig.store.open_streams()
            old = site.rig
    site = Site(opens)
    rig = await site.start(old)
    assert second not in {one.reference for one in rig.board.lines()}

    rig.boxes["intake"].deliver(rig.command("[STATUS]", second))
    await rig.settled()
    await rig.clock.advance(2 * HOUR)

    assert second in {one.reference for one in rig.board.lines()}
    assert not rig.notices()
    await site.stop()


async def test_P6_P14_a_purge_waits_for_it_and_destroys_the_urls_after_it(opens: Opens) -> None:
    terms = {"anonymise_after": timedelta(hours=2), "purge_warning": timedelta(0)}
    async with held(opens, **terms) as (site, _, second, report):
        rig = await site.again()
        purges = Purges(rig.docket, (), rig.slips)  # type: ignore[arg-type]  # no order waits
        await purges.turn()
        await rig.clock.advance(3 * HOUR)
        await purges.turn()
        assert (await rig.case(second)).form is not None
        assert not rig.notices()

        rig.boxes["lea"].deliver(rig.reply("[RELEASE]", answers=report))
        await rig.settled()
        await rig.clock.advance(3 * HOUR)
        await purges.turn()
        assert (await rig.case(second)).listed == ()
        assert len(rig.notices()) == 1


async def test_P5_P6_it_is_there_in_a_backup_that_is_put_back(base: Path) -> None:
    async with held(lambda: CaseFiles.open(base / "store", salt=salt)) as (site, first, second, report):
        old = site.rig
        handed, listed = taken(base / "store")
    put_back(base / "new", handed, listed)

    await still_held(Site(lambda: CaseFiles.open(base / "new", salt=salt)), old, first, second, report)


async def test_P5_P6_it_is_there_in_a_copy_into_a_database_and_back(base: Path, database: Database) -> None:
    async with held(lambda: CaseFiles.open(base / "store", salt=salt)) as (site, first, second, report):
        old = site.rig
    with PostgresStore.open(database, salt=salt) as store:
        store.take_over(copying.wholes(base / "store"))
        copying.take_over(base / "new", store.wholes())

    await still_held(Site(lambda: CaseFiles.open(base / "new", salt=salt)), old, first, second, report)
    there = Site(lambda: PostgresStore.open(database, salt=salt))
    rig = await there.start(old)
    assert {one.reference: one.closed for one in rig.board.lines()} == {first: False, second: True}
    await there.stop()


async def still_held(site: Site, old: Rig, first: str, second: str, report: Envelope) -> None:
    """A daemon on a copy keeps the notice back until the LEA lifts the hold."""
    rig = await site.start(old)
    assert {one.reference: one.closed for one in rig.board.lines()} == {first: False, second: True}
    await rig.clock.advance(2 * HOUR)
    assert not rig.notices()
    rig.boxes["lea"].deliver(rig.reply("[RELEASE]", answers=report))
    await rig.settled()
    await rig.clock.advance(HOUR)
    assert len(rig.notices()) == 1
    await site.stop()
