"""The store against kill -9, crashes at every durable step, a full disk and two daemons (threats A4, A14, D).

A child is forked and does the writing; what it acknowledged goes through a pipe, so that the ledger lies
outside its reach.  Verdicts come from the store as the parent opens it afterwards.
"""

import ctypes
import errno
import os
import random
import resource
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from hotlined.adapters.casefiles import CaseFiles, archive, verify
from hotlined.app.ports import Temporary
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.destroyed import PurgeBegun
from tests.app.store_contract import CASE, DESK, OTHER, digest, envelope, noted, row, seen, step
from tests.faults.store_kills import kills, ten_at_once
from tests.support.store_cases import (
    CLOSED,
    FULL,
    LONG,
    SCENARIOS,
    assert_carried_out,
    made,
    outcome,
    salt,
    small_parts,
    strays,
)
from tests.support.store_deaths import dies_in_commit, dies_in_open, dies_in_purge, killer

pytestmark = pytest.mark.faults

# Recoveries of recoveries cost the square of the steps: each run tries a sixth of them, never the same one.
EACH = int(os.environ.get("HOTLINED_EACH", "6"))
FIRST = random.SystemRandom().randrange(EACH)
# Its steps are those of "a part" and of "two streams"; the power cuts of tests/faults go through all of them.
KILLED_IN = tuple(name for name in SCENARIOS if EACH == 1 or name != "a part, and another case")
PUT = ("begun", "temp", "fsynced", "renamed", "dir-fsynced")


@pytest.fixture
def template(base: Path) -> Iterator[Path]:
    """A closed store with a little of everything; parts are small."""
    with small_parts():
        yield made(base / "template")


def in_child(work: Callable[[int], None]) -> tuple[int, bytes]:
    """Run `work` in a forked child with a pipe to write to; gives its exit code and what it wrote."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.close(reading)
            work(writing)
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with open(reading, "rb") as pipe:
        told = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), told


@pytest.mark.parametrize(("stream", "there"), [(CASE, 1), (LONG, FULL)])
@pytest.mark.parametrize("archived", [False, True])
def test_P14_a_purge_that_is_killed_at_any_step_is_whole_after_the_next(
    template: Path, base: Path, stream: str, there: int, *, archived: bool
) -> None:
    sent = replace(row("n", stream), state=RowState.ACCEPTED)
    with CaseFiles.open(template, salt=salt) as store:
        first = step(stream, there, noted("planted words"), noted("planted words"))
        store.commit([replace(first, rows=(sent,), envelopes=(envelope("n"),))])
        store.commit([step(stream, there + 2, *map(noted, ["planted words"] * 4))])
        begun = PurgeBegun(stage="urls", why="age")
        store.commit([step(stream, there + 6, noted("planted words"), begun, archive=archived)])
    runs = 0
    for at in range(100):
        root = base / "run"
        shutil.copytree(template, root)
        died = dies_in_purge(root, stream, at)
        with CaseFiles.open(root, salt=salt) as store:
            assert store.load(stream) is not None
            store.purge(stream, ())
            assert store.remains(stream, ()) == ()
        assert not [
            path for path in root.rglob("*") if path.is_file() and b"planted words" in path.read_bytes()
        ]
        assert list(verify(root)) == []
        assert strays(root) == []
        shutil.rmtree(root)
        runs += 1
        if not died:
            break
    assert not died
    assert runs >= 6


@pytest.mark.parametrize("name", KILLED_IN)
def test_killed_at_any_step_of_a_commit_the_old_or_the_new_state_is_there(
    name: str, template: Path, base: Path
) -> None:
    """Each point of the commit; from every EACH-th each point of the recovery, then both once more."""
    commits, outcomes, runs = SCENARIOS[name], [], 0
    for at in range(200):
        root = base / "run"
        shutil.copytree(template, root)
        died = dies_in_commit(root, commits, at)
        crashed = base / "crashed"
        shutil.copytree(root, crashed)
        outcomes.append(outcome(root, commits))
        for again in range(100 if (at + FIRST) % EACH == 0 else 0):
            shutil.rmtree(root)
            shutil.copytree(crashed, root)
            runs += 1
            if not dies_in_open(root, again):
                break
            dies_in_open(root, again)
            assert outcome(root, commits) == outcomes[-1]
        if not outcomes[-1]:
            with CaseFiles.open(root, salt=salt) as store:
                store.commit(commits)
                assert_carried_out(store, commits)
        shutil.rmtree(root)
        shutil.rmtree(crashed)
        if not died:
            break
    assert not died, FIRST
    assert outcomes == sorted(outcomes)  # once it is there, it stays
    assert outcomes[0] is False
    assert outcomes[-1] is True
    assert len(outcomes) >= 6
    assert runs > (len(outcomes) if EACH == 1 else 0), FIRST  # of some points nothing has to be recovered


def test_every_durable_step_has_a_crash_point(template: Path) -> None:
    names: Counter[str] = Counter()
    with CaseFiles.open(template, salt=salt, point=killer(-1, names)) as store:
        for commits in (SCENARIOS["attachment"], SCENARIOS["reopen"], SCENARIOS["a part"]):
            store.commit(commits)
        store.commit([step(OTHER, 1, seen("x"), archive=True), step(DESK, 1, seen("x"))])
    assert set(names) == {
        *(f"attachment-{part}" for part in PUT),
        *(f"envelope-{part}" for part in PUT),
        *(f"intent-{part}" for part in (*PUT, "removed")),
        *(f"part-{part}" for part in PUT),
        *(f"stream-{part}" for part in (*PUT, "linked", "kept")),
        *(f"archive-{part}" for part in ("index-appended", "index-lasts")),
        *(f"archive-{part}" for part in ("renamed", "generation-renamed", "there", "dirs-fsynced")),
        *("heads-appended", "reopened-generation-removed", "reopened-removed", "reopened-gone"),
    }
    names.clear()
    with patch.object(archive, "IN_MEMORY", 0):
        CaseFiles.open(template, salt=salt, point=killer(-1, names)).close()
    assert {one.removeprefix("closed-index-") for one in names if one.startswith("closed-index-")} == {
        *("begun", "fsynced", "renamed", "dir-fsynced", "takes", "took"),
    }


def test_killed_at_any_step_that_the_index_of_the_archive_takes_every_key_is_found(
    template: Path, base: Path
) -> None:
    """While it is made for the first time, and while it takes a line in; the next start is killed, too."""
    commits, died = SCENARIOS["reopen, archive and a new one"], Counter[str]()
    with patch.object(archive, "IN_MEMORY", 0):
        for begun in (False, True):
            if begun:
                CaseFiles.open(template, salt=salt).close()
                assert (template / "closed" / "index.sqlite").exists()
            for at in range(200):
                root = base / "run"
                shutil.copytree(template, root)
                killed = dies_in_commit(root, commits, at) if begun else dies_in_open(root, at)
                dies_in_open(root, at % 7)
                new = outcome(root, commits)
                with CaseFiles.open(root, salt=salt) as store:
                    assert store.find("mail", digest("c")) == (CLOSED,)
                    assert store.find("mail", digest("a")) == (CASE, DESK)
                assert list(verify(root)) == []
                shutil.rmtree(root)
                died[f"{begun} {new}"] += 1
                if not killed:
                    break
            assert not killed
    assert died["False False"] >= 6
    assert died["True True"] >= 6


@pytest.mark.parametrize("name", SCENARIOS)
def test_on_return_every_name_and_every_byte_has_been_fsynced(
    name: str, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is fsynced before it gets its name, and the folder after, or a power cut could undo it."""
    synced: list[str] = []
    open_: set[str] = set()
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(fd: int) -> None:
        path = os.readlink(f"/proc/self/fd/{fd}")
        synced.append(path)
        open_.discard(path)
        real_fsync(fd)

    def replaced(source: Path, target: Path) -> None:
        if str(source).endswith((".json.tmp", ".eml.tmp", ".asc.tmp")):
            assert str(source) in synced
        open_.add(str(Path(target).parent))
        if not str(source).endswith(".tmp"):  # should that name come back, the next start clears it
            open_.add(str(Path(source).parent))
        real_replace(source, target)

    with CaseFiles.open(template, salt=salt) as store:
        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr(os, "replace", replaced)
        store.commit(SCENARIOS[name])
        monkeypatch.undo()
    assert synced
    assert open_ == set()


# --- kill -9 -------------------------------------------------------------------------------------


def test_kills_at_random_lose_nothing_that_was_acknowledged(base: Path) -> None:
    acknowledged = kills(base / "store", 40, 20260301)
    assert acknowledged > 60


# --- full disk -----------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [100, 1000, 3000, 5000])
def test_a_write_that_breaks_off_leaves_the_old_state_and_works_again_with_room(
    base: Path, limit: int
) -> None:
    """A real short write: the kernel refuses the bytes beyond the limit."""
    root = base / "store"

    def work(pipe: int) -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        store = CaseFiles.open(root, salt=salt)
        store.commit([step(CASE, 0, seen("first"))])
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        count = fill_up(store, 1)
        before = store.load(CASE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        assert store.load(CASE) == before
        store.commit([step(CASE, count, seen("after"))])
        os.write(pipe, str(count + 1).encode())

    code, told = in_child(work)
    assert code == 0
    assert_length(root, int(told))


def fill_up(store: CaseFiles, count: int) -> int:
    """Commit until the disk refuses; gives how many entries were acknowledged."""
    for _ in range(10000):
        try:
            store.commit([step(CASE, count, noted("item 1 " * 20))])
        except Temporary:
            return count
        count += 1
    raise AssertionError("the disk never refused")


def assert_length(root: Path, count: int) -> None:
    """The case has exactly so many entries, and the store is good."""
    with CaseFiles.open(root, salt=salt) as store:
        record = store.load(CASE)
    assert record is not None
    assert len(record.entries) == count
    assert list(verify(root)) == []


def test_on_a_full_file_system_everything_acknowledged_stays_and_work_goes_on_with_room(base: Path) -> None:
    """A real file system of 1 MB in a mount namespace of the child."""
    room = base / "room"
    room.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    new_namespace, private = 0x00020000, 0x4C000

    def work(pipe: int) -> None:
        if libc.unshare(new_namespace) or libc.mount(b"none", b"/", None, private, None):
            os.write(pipe, b"skip")
            return
        if libc.mount(b"none", os.fsencode(room), b"tmpfs", 0, b"size=1m"):
            os.write(pipe, b"skip")
            return
        (room / "ballast").write_bytes(b"x" * 200_000)
        root = room / "store"
        store = CaseFiles.open(root, salt=salt)
        count = fill_up(store, 0)
        before = store.load(CASE)
        store.close()
        with CaseFiles.open(root, salt=salt) as again:
            assert again.load(CASE) == before
        (room / "ballast").unlink()
        with CaseFiles.open(root, salt=salt) as again:
            again.commit([step(CASE, count, seen("after"))])
        assert_length(root, count + 1)
        os.write(pipe, str(count).encode())

    code, told = in_child(work)
    if told == b"skip":
        pytest.skip(f"no mount namespace: {os.strerror(errno.EPERM)}")
    assert code == 0
    assert int(told) > 100


# --- two daemons ---------------------------------------------------------------------------------


def test_of_ten_daemons_started_at_once_one_runs(template: Path) -> None:
    assert ten_at_once(template) is None


def test_the_lock_of_a_killed_daemon_is_taken_over(template: Path) -> None:
    def work(_pipe: int) -> None:
        CaseFiles.open(template, salt=salt)
        os.kill(os.getpid(), signal.SIGKILL)

    code, _ = in_child(work)
    assert code == -signal.SIGKILL
    assert (template / "lock").read_text().startswith("pid ")
    CaseFiles.open(template, salt=salt).close()
