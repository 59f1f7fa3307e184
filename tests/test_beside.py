"""A daemon that works beside the first one: begun and ended as the first one comes and goes."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from hotlined.adapters.config.settings import Settings
from hotlined.adapters.postgres.holders import Held
from hotlined.beside import Beside


def test_work_that_is_told_to_end_is_told_once_however_long_its_end_takes() -> None:
    """At each look it would be cut off in the middle of giving back what it has."""
    assert asyncio.run(_told_often()) == ["whole"]


async def _told_often() -> list[str]:
    ended: list[str] = []
    go = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await go.wait()
            ended.append("whole")

    beside = Beside(Path("mailboxes.yaml"), cast(Settings, SimpleNamespace(database=None)), lambda text: None)
    beside._task = asyncio.create_task(work())
    await asyncio.sleep(0)
    beside.seen(Held("first", 10.0))
    await asyncio.sleep(0)
    beside.seen(Held("first", 10.0))
    beside.reload()
    ending = asyncio.create_task(beside.end())
    await asyncio.sleep(0)
    go.set()
    await ending
    return ended
