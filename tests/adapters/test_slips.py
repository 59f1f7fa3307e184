"""Slips: whole or not there, taken away once, and noticed soon."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hotlined.adapters.slips import LOOK, SlipBell, releases_in
from hotlined.app.ports import Permanent
from hotlined.domain.release import How, Release
from tests.support.fake_clock import FakeClock, run_to_rest

THEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def slip(n: int) -> Release:
    return Release(
        id=f"{n:032x}", mail="d" * 64, mailbox="lea", how=How.LEA, by="alice",
        asked_at=THEN - timedelta(minutes=n), why="by phone", case="HL-2026-000001-C",
    )  # fmt: skip


def test_slips_come_back_whole_and_the_oldest_first(tmp_path: Path) -> None:
    slips = releases_in(tmp_path)
    assert slips.waiting() == ()
    slips.add(slip(1))
    slips.add(slip(2))
    assert slips.waiting() == (slip(2), slip(1))
    slips.done(slip(2))
    slips.done(slip(2))
    assert slips.waiting() == (slip(1),)
    assert (tmp_path / "release").stat().st_mode & 0o777 == 0o700


def test_a_slip_that_is_half_written_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Permanent, match="nothing was asked for"):
        releases_in(tmp_path).add(slip(1))
    assert releases_in(tmp_path).waiting() == ()


def test_the_bell_rings_once_for_each_slip(tmp_path: Path) -> None:
    rung: list[int] = []

    async def story() -> None:
        clock, slips = FakeClock(), releases_in(tmp_path)
        task = asyncio.create_task(SlipBell(slips, clock, lambda: rung.append(1)).run())
        for n, expected in ((0, 0), (1, 1), (0, 1), (2, 2)):
            if n:
                slips.add(slip(n))
            for _ in range(3):
                await clock.advance(LOOK)
                await asyncio.sleep(0.02)  # a thread looks
                await run_to_rest()
            assert len(rung) == expected
        task.cancel()

    asyncio.run(story())
