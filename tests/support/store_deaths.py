"""A process that dies at a durable step of the store, as by `kill -9`: at its n-th `point`.

It is forked from a small process, which this module is when it is run, and not from the one that runs the
tests: to copy what that one has in memory costs three times what is then done.
"""

import atexit
import os
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hotlined.adapters.casefiles import CaseFiles, archive
from hotlined.app.ports import Commit
from tests.support.store_cases import made, salt, small_parts

KILLED = 137


def killer(at: int, names: Counter[str] | None = None) -> Callable[[str], None]:
    """A `point` that ends the process at its n-th call."""
    left = [at]

    def point(name: str) -> None:
        if left[0] == 0:
            os._exit(KILLED)
        left[0] -= 1
        if names is not None:
            names[name] += 1

    return point


def dies_in_open(root: Path, at: int) -> bool:
    """Open in a child that dies at point `at`; gives whether it died.  Parts are small, as below."""
    return _died("open", root, at)


def dies_in_commit(root: Path, commits: Sequence[Commit], at: int) -> bool:
    """Commit in a child that dies at point `at`; gives whether it died."""
    return _died("commit", root, at, commits)


def dies_in_purge(root: Path, stream: str, at: int) -> bool:
    """Purge a stream in a child that dies at point `at`; gives whether it died."""
    return _died("purge", root, at, stream)


def _died(*order: object) -> bool:
    nursery = _nursery()
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    pickle.dump((archive.IN_MEMORY, *order), nursery.stdin)  # a test may have it smaller
    nursery.stdin.flush()
    code = int(nursery.stdout.readline())
    assert code in (0, KILLED), code
    return code == KILLED


@cache
def _nursery() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", __name__]
    nursery = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    atexit.register(nursery.communicate)  # it ends with its standard input
    return nursery


def _carried_out(in_memory: int, what: str, root: Path, at: int, *more: object) -> None:
    with small_parts(), patch.object(archive, "IN_MEMORY", in_memory):
        if what == "open":
            CaseFiles.open(root, salt=salt, point=killer(at)).close()
            return
        armed: list[Callable[[str], None]] = []
        store = CaseFiles.open(root, salt=salt, point=lambda name: armed[0](name) if armed else None)
        armed.append(killer(at))
        if what == "commit":
            store.commit(*more)
        else:
            store.purge(*more, ())


def _main() -> None:
    with small_parts(), TemporaryDirectory() as folder:
        # What is worked out at the first use of each kind of event: once, and not in every child.
        CaseFiles.open(made(Path(folder) / "store"), salt=salt).close()
    while True:
        try:
            order = pickle.load(sys.stdin.buffer)  # noqa: S301  # the tests wrote it
        except EOFError:
            return
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                _carried_out(*order)
                code = 0
            finally:
                os._exit(code)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)  # noqa: T201  # its answer


if __name__ == "__main__":
    _main()
