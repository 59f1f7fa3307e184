"""No two steps that last or go out follow each other without a crash point between them (threats 4.1, 3)."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

from hotlined.adapters.pgp import GnuPG
from hotlined.app import crash_points
from tests.faults import crash_story
from tests.faults.crash_story import STAGES, Strike, World, world
from tests.faults.inbox import watched
from tests.faults.operations import Operations, Record
from tests.faults.store_runs import folder
from tests.support.dovecot import Dovecot
from tests.support.keys import Keyring

STEPS = (
    "create",
    "write",
    "fsync",
    "fsync-folder",
    "rename",
    "link",
    "unlink",
    "mkdir",
    "connect",
    "send",
    "spawn",
)
# What only talks about the line, or asks: nothing is changed by it and nobody gets anything.
TALK = re.compile(
    rb"(?i)(ehlo|helo|noop|quit|rset|done)\b|\S+ (capability|noop|logout|list|lsub|status|idle|enable)\b"
)


def unmarked(records: Sequence[Record]) -> Iterator[str]:
    """Pairs of steps of one thread with no point between; several writes into one file are one step."""
    before: dict[int, Record | None] = {}
    for one in records:
        if one.kind == "point":
            before[one.thread] = None
        elif one.kind in STEPS and not TALK.match(one.data if one.kind == "send" else b""):
            last = before.get(one.thread)
            if last is not None and (last.kind, last.path) != (one.kind, one.path):
                two = (f"{step.kind} {step.path}{step.data[:30]!r}" for step in (last, one))
                yield ", then ".join(two)
            before[one.thread] = one


def test_every_step_of_a_whole_case_has_its_point() -> None:
    found: list[Record] = []
    run = World._run

    async def recorded(self: World, *args: object) -> None:
        with Operations(self.root, ports={self.sink.port}) as operations:
            await run(self, *args)  # type: ignore[arg-type]
        found.extend(operations.records)

    class Here(World):
        """Lives in this process, so that what they do can be looked at."""

        def live(self, seconds: float, strike: Strike | None = None, weather: object = None) -> int:
            clock = crash_story.FakeClock(self.start)
            clock.skip(crash_story.timedelta(seconds=self.elapsed))
            asyncio.run(recorded(self, clock, seconds, crash_story.FAIR))
            self.shared.note(self.elapsed + seconds, self.acknowledged)
            self._after(0, [], self.elapsed, seconds)
            return 0

    with patch.object(crash_story, "World", Here), folder() as base, world(base) as one:
        for stage, seconds in STAGES:
            one.act(stage)
            one.live(seconds)

    assert sorted(set(unmarked(found))) == []
    kinds = {one.kind for one in found}
    assert {"create", "write", "fsync", "fsync-folder", "rename", "link", "mkdir", "connect", "send"} <= kinds
    assert len(found) > 1000


def test_every_command_to_the_imap_server_has_its_point(dovecot: Dovecot, users: Iterator[str]) -> None:
    async def session() -> Sequence[Record]:
        async with watched(dovecot, next(users)) as inbox:
            with Operations(Path("/nowhere"), ports={inbox.proxy.port}) as operations:
                await inbox.session()
            return operations.records

    records = asyncio.run(session())

    assert sorted(set(unmarked(records))) == []
    assert any(b"UID MOVE" in one.data for one in records)


def test_every_gpg_has_its_points() -> None:
    with Keyring() as ring:
        own = ring.make("Hotline <hotline@example.org>")
        with Operations(Path("/nowhere")) as operations:
            gpg = GnuPG(ring.home, own)
            gpg.open(gpg.seal(b"item 1", [own]))
            gpg.close()

    assert sorted(set(unmarked(operations.records))) == []
    assert [one.path for one in operations.records if one.kind == "point"].count("gpg-started") >= 2


def test_the_check_finds_what_has_no_point() -> None:
    steps = [Record("rename", 1, "a", "b"), Record("fsync-folder", 1, "."), Record("point", 1, "lasts")]

    assert len(list(unmarked(steps))) == 1
    assert list(unmarked([steps[0], steps[2], steps[1]])) == []


def test_in_earnest_nobody_listens() -> None:
    assert crash_points.listener is None
