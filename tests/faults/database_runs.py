"""What befalls a database and not a folder: statements that fail, servers that end, a disk that is full.

The verdicts are those of the runs on files; `store_runs.failing` and `power_cuts` are the counterparts there.
"""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from hotlined.app.ports import Commit
from tests.faults.crash_story import world
from tests.faults.place import Place
from tests.faults.statements import REFUSALS, Statements
from tests.faults.store_runs import Figures, all_or_nothing, folder, guarded, until_untouched
from tests.faults.story_runs import left_room, own_mounts
from tests.support.postgres import Postgres
from tests.support.store_cases import SCENARIOS, assert_carried_out, fill

NOWHERE = Path("/nowhere")  # the database has no folder
DISK = "80m"  # a server with nothing in it takes some forty


def failing_statements(
    place: Place, names: Sequence[str] = tuple(SCENARIOS), fails: Sequence[str] = tuple(REFUSALS)
) -> Figures:
    """The n-th statement of a commit fails, n = 1, 2, 3 ... until one runs through untouched."""
    figures = Figures()
    for name in names:
        for fail in fails:
            one = partial(_in_an_empty_one, place, SCENARIOS[name], fail)
            figures += until_untouched(f"{name}: {fail}", "statement", one)
    return figures


def _in_an_empty_one(place: Place, commits: list[Commit], fail: str, at: int) -> tuple[str, str | None]:
    with place.emptied():
        return _one_failure(place, commits, fail, at)


def _one_failure(place: Place, commits: list[Commit], fail: str, at: int) -> tuple[str, str | None]:
    """What failed (nothing: it ran through), and what is wrong."""
    with Statements(fail, crash=place.crash) as statements:

        def look() -> None:
            with place.opened(NOWHERE) as store:
                fill(store)
                arm = partial(statements.arm, at)
                done, there = all_or_nothing(store, commits, arm, statements.heal)
                assert done or not there, "a commit that was refused is there"
                if not there:
                    store.commit(commits)
                assert_carried_out(store, commits)
            with place.opened(NOWHERE) as store:
                assert_carried_out(store, commits)
            assert place.findings(NOWHERE) == []

        why = guarded("D1/D2/I9", look)
    return statements.struck, why


def disk_full(rooms: Sequence[int], stages: Sequence[int]) -> Figures | None:
    """As `story_runs.disk_full`, of the disk that the server has; None where nothing can be mounted.

    To be called in a process of its own, whose mounts nobody else sees.
    """
    libc = own_mounts()
    if libc is None:
        return None
    figures = Figures()
    with folder() as base, ExitStack() as stack:
        disk = base / "disk"
        disk.mkdir()
        base.chmod(0o755)
        if libc.mount(b"none", os.fsencode(disk), b"tmpfs", 0, f"size={DISK}".encode()):
            return None
        stack.callback(libc.umount2, os.fsencode(disk), 2)
        place = Place(stack.enter_context(Postgres(disk)))
        for room in rooms:
            with world(base, place) as one:
                figures += left_room(one, disk, room, stages)
    return figures
