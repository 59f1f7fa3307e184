"""The store and the spool when the n-th operation fails, when the disk is full, and after a power cut.

Each run gives how many rounds it had, and sentences, one a violation.  An exception that is not one of the
ports' is a violation of its own kind ("X"): a wrong version that only breaks is not thereby found.
"""

import shutil
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from hotlined.adapters.casefiles import CaseFiles, verify
from hotlined.adapters.lmtp import maildir
from hotlined.app.ports import Commit, Conflict, Permanent, Store, Temporary
from tests.faults.operations import Operations
from tests.faults.power_cut import ACKNOWLEDGED, cut
from tests.support.store_cases import SCENARIOS, assert_carried_out, made, outcome, salt, small_parts

MEMORY = Path("/dev/shm")
MOST = 400  # operations of one commit
MAIL = b"Subject: item 1\r\n\r\n" + b"item 1\r\n" * 40
DISK_FAILS = ("EIO", "ENOSPC", "EROFS", "EMFILE", "short write", "error on close")


@dataclass(slots=True)
class Figures:
    """What a run came to."""

    count: int = 0
    missed: int = 0  # rounds in which the fault did not come about
    violations: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Figures") -> "Figures":
        self.count += other.count
        self.missed += other.missed
        self.violations += other.violations
        return self


@contextmanager
def folder() -> Iterator[Path]:
    """A folder of our own, in memory where there is some."""
    path = Path(mkdtemp(prefix="hl-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def guarded(what: str, judge: Callable[[], object]) -> str | None:
    """Why a judgement failed, in a sentence; None if it did not."""
    try:
        judge()
    except AssertionError as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{what}: {str(error) or frame.line}"
    except (Permanent, Temporary, Conflict) as error:
        return f"{what}: {str(error).splitlines()[0]}"
    except Exception as error:
        return f"X {what}: {type(error).__name__}: {error}"
    return None


# --- power cuts ------------------------------------------------------------------------------------


def power_cuts(names: Sequence[str] = tuple(SCENARIOS)) -> Figures:
    """Every disk after a power cut anywhere in a commit: old or new, whole, and new once acknowledged."""
    figures = Figures()
    for name in names:
        commits = SCENARIOS[name]

        def work(operations: Operations, commits: list[Commit] = commits) -> None:
            root = Path(operations.root)
            with CaseFiles.open(root, salt=salt, point=operations.passed) as store:
                store.commit(commits)
                operations.passed(ACKNOWLEDGED)

        def judge(root: Path, done: bool, commits: list[Commit] = commits) -> str | None:
            def look() -> None:
                there = outcome(root, commits)
                assert there or not done, "an acknowledged commit is gone"

            return guarded("D1/I9", look)

        with folder() as base, small_parts():
            count, wrong = cut(made(base / "store"), work, judge)
        figures += Figures(count, 0, [f"{name}: {one}" for one in wrong])
    return figures


def spool_power_cuts() -> Figures:
    """The same for the spool: a mail that got its 250 is there, whole; half a mail is never read."""

    def work(operations: Operations) -> None:
        root = Path(operations.root)
        maildir.write(root, (MAIL,), 1_000_000, operations.passed)
        operations.passed(ACKNOWLEDGED)
        (one,) = maildir.entries(root)
        maildir.move(one.path, maildir.place(root, "Hotline/Done"), 2_000_000)

    def judge(root: Path, done: bool) -> str | None:
        def look() -> None:
            maildir.make(root)
            maildir.sweep(root)
            done_with = maildir.place(root, "Hotline/Done")
            found = [maildir.read(one.path) for one in (*maildir.entries(root), *maildir.entries(done_with))]
            assert all(one == MAIL for one in found), "half a mail is read as a whole one"
            assert found or not done, "an acknowledged mail is gone"

        return guarded("A1/I1", look)

    with folder() as base:
        maildir.make(base / "spool")
        count, wrong = cut(base / "spool", work, judge)
    return Figures(count, 0, wrong)


# --- the n-th operation fails ------------------------------------------------------------------------


def failing(
    names: Sequence[str] = tuple(SCENARIOS), fails: Sequence[str] = DISK_FAILS, step: int = 1
) -> Figures:
    """The n-th operation of a commit fails, n = 1, 2, 3 ... until one runs through untouched."""
    figures = Figures()
    for name in names:
        with folder() as base, small_parts():
            template = made(base / "template")
            for fail in fails:
                one = partial(_on_a_copy, template, SCENARIOS[name], fail)
                figures += until_untouched(f"{name}: {fail}", "operation", one, step)
    return figures


def _on_a_copy(template: Path, commits: list[Commit], fail: str, at: int) -> tuple[str, str | None]:
    root = template.with_name("store")
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template, root)
    return _one_failure(root, commits, fail, at)


def until_untouched(
    what: str, unit: str, one: Callable[[int], tuple[str, str | None]], step: int = 1
) -> Figures:
    """Round after round, the first, the second ... unit of which fails, until one runs through untouched.

    `one` says what failed (nothing: it ran through), and what is wrong.
    """
    figures = Figures()
    for at in range(0, MOST, step):
        struck, why = one(at)
        figures.count += 1
        if why is not None:
            figures.violations.append(f"{what} at {unit} {at + 1} ({struck}): {why}")
        if not struck:
            return figures
    figures.violations.append(f"{what}: no run got through in {MOST}")
    return figures


def all_or_nothing(
    store: Store, commits: list[Commit], arm: Callable[[], None], heal: Callable[[], None]
) -> tuple[bool, bool]:
    """A commit in which something may fail: whether it was acknowledged, and whether it is there."""
    before = {one.stream: store.load(one.stream) for one in commits}
    arm()
    try:
        store.commit(commits)
        done = True
    except Temporary:
        done = False
    heal()
    after = {one.stream: store.load(one.stream) for one in commits}
    new = {after[one.stream] != before[one.stream] for one in commits}
    assert len(new) == 1, "half of a commit is there"
    assert new == {True} or not done, "an acknowledged commit is not there"
    return done, new == {True}


def _one_failure(root: Path, commits: list[Commit], fail: str, at: int) -> tuple[str, str | None]:
    """What failed (nothing: it ran through), and what is wrong."""
    with Operations(root, fail=fail) as operations:

        def look() -> None:
            with CaseFiles.open(root, salt=salt) as store:
                _, there = all_or_nothing(store, commits, partial(operations.arm, at), operations.heal)
                if not there:
                    store.commit(commits)
                assert_carried_out(store, commits)
            assert outcome(root, commits), "it is not there for the next process"
            assert list(verify(root)) == []

        why = guarded("D1/D2/I9", look)
    return operations.struck, why


def spool_failing(fails: Sequence[str] = DISK_FAILS) -> Figures:
    """The same for a delivery into the spool: 250 means that it is there, and a retry brings it."""
    figures = Figures()
    for fail in fails:
        figures += until_untouched(f"spool: {fail}", "operation", partial(_into_a_spool, fail))
    return figures


def _into_a_spool(fail: str, at: int) -> tuple[str, str | None]:
    with folder() as base:
        root = base / "spool"
        maildir.make(root)
        return _one_delivery(root, fail, at)


def _one_delivery(root: Path, fail: str, at: int) -> tuple[str, str | None]:
    with Operations(root, fail=fail, at=at) as operations:

        def look() -> None:
            try:
                maildir.write(root, (MAIL,), 1_000_000, operations.passed)
                done = True
            except OSError:
                done = False
            operations.heal()
            if not done:
                maildir.write(root, (MAIL,), 2_000_000, operations.passed)
            found = [maildir.read(one.path) for one in maildir.entries(root)]
            assert found, "a mail that was taken is not there"
            assert all(one == MAIL for one in found), "half a mail is read as a whole one"
            assert len(found) == 1 or not done, "a mail that was taken at once is there twice"

        why = guarded("A14/I1", look)
    return operations.struck, why
