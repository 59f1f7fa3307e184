"""What befalls a database and not a folder: statements that fail, servers that end, a disk that is full.

The verdicts are those of the runs on files; `store_runs.failing` and `power_cuts` are the counterparts there.
"""

import ctypes
import os
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from hotlined.app.ports import Commit, Temporary
from tests.faults.crash_story import FAIR, Plan, judge, tell, world
from tests.faults.place import Place
from tests.faults.statements import REFUSALS, Statements
from tests.faults.store_runs import MOST, Figures, folder, guarded
from tests.faults.story_runs import filled
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
            for at in range(MOST):
                with place.emptied():
                    struck, why = _one_failure(place, SCENARIOS[name], fail, at)
                figures.count += 1
                if why is not None:
                    figures.violations.append(f"{name}: {fail} at statement {at + 1} ({struck}): {why}")
                if not struck:
                    break
            else:
                figures.violations.append(f"{name}: {fail}: no run got through in {MOST}")
    return figures


def _one_failure(place: Place, commits: list[Commit], fail: str, at: int) -> tuple[str, str | None]:
    """What failed (nothing: it ran through), and what is wrong."""
    with Statements(fail, crash=place.crash) as statements:

        def look() -> None:
            with place.opened(NOWHERE) as store:
                fill(store)
                before = {one.stream: store.load(one.stream) for one in commits}
                statements.arm(at)
                try:
                    store.commit(commits)
                    done = True
                except Temporary:
                    done = False
                statements.heal()
                after = {one.stream: store.load(one.stream) for one in commits}
                new = {after[one.stream] != before[one.stream] for one in commits}
                assert len(new) == 1, "half of a commit is there"
                assert new == {True} or not done, "an acknowledged commit is not there"
                assert new == {False} or done, "a commit that was refused is there"
                if new == {False}:
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
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x00020000) or libc.mount(b"none", b"/", None, 0x4C000, None):
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
                plan = Plan(weathers=(FAIR,), around=partial(filled, disk, room))
                tell(one, dict.fromkeys(stages, plan))
                violations = judge(one, copies=len(stages) + one.refusals)
            figures.count += len(stages)
            figures.violations += [f"{room} bytes left: {why}" for why in violations]
    return figures
