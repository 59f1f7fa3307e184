"""Every disk that a power cut may leave behind (threats 4.1, 5), made from a record of what was done.

Of what was done before the cut, this is sure: bytes that were fsynced, names whose folder was fsynced after.
Of the rest each file may have all, half or none of its new bytes, and of the names (created, renamed, linked,
unlinked) any beginning may be there, or all but one: journals keep the order, disks do not always.
A rename between two folders is one step of the journal: either both names have changed or neither.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.faults.operations import Operations, Record

NAMES = ("create", "mkdir", "rename", "link", "unlink")
ACKNOWLEDGED = "acknowledged"  # the point that says: from here it has to be there


@dataclass(slots=True)
class _Bytes:
    """A file's contents: what was written, and what is sure."""

    now: bytes = b""
    sure: bytes = b""


Names = dict[str, _Bytes | None]  # below the folder; None: a folder


@dataclass(slots=True)
class _Disk:
    """The disk while the record is read: names that are sure, and those that are not, in order."""

    sure: Names
    now: Names
    pending: list[tuple[Record, _Bytes | None]] = field(default_factory=list)

    def take(self, one: Record) -> None:
        """One operation."""
        if one.kind in NAMES:
            made = _Bytes() if one.kind == "create" else self.now.get(one.path)
            _apply(self.now, one, made)
            self.pending.append((one, made))
        elif one.kind == "write":
            held = self.now[one.path]
            assert held is not None
            held.now += one.data
        elif one.kind == "truncate":
            held = self.now[one.path]
            assert held is not None
            held.now = b""
        elif one.kind == "fsync":
            held = self.now[one.path]
            assert held is not None
            held.sure = held.now
        elif one.kind == "fsync-folder":
            rest = []
            for step, made in self.pending:
                if one.path in (_folder(step.path), _folder(step.to)):
                    _apply(self.sure, step, made)
                else:
                    rest.append((step, made))
            self.pending = rest

    def states(self) -> Iterator[dict[str, bytes | None]]:
        """What may be found after a cut now."""
        count = len(self.pending)
        chosen = [self.pending[:n] for n in range(count + 1)]
        chosen += [[*self.pending[:n], *self.pending[n + 1 :]] for n in range(count)]
        for steps in chosen:
            names = dict(self.sure)
            for step, made in steps:
                _apply(names, step, made)
            unsure = any(one is not None and one.now != one.sure for one in names.values())
            for part in (0, 1, 2) if unsure else (0,):
                yield {name: None if one is None else _left(one, part) for name, one in names.items()}


def _left(one: _Bytes, part: int) -> bytes:
    """All of it, half of what is not sure, or only what is."""
    if not one.now.startswith(one.sure):  # it was cut short: the old are gone
        return (one.now, one.now[: len(one.now) // 2], b"")[part]
    new = len(one.now) - len(one.sure)
    return one.now[: len(one.sure) + (new, new // 2, 0)[part]]


def _apply(names: Names, step: Record, made: _Bytes | None) -> None:
    """One step on the names, which are of files; in a folder that is not there it is lost."""
    new = step.to or step.path
    if step.kind in ("rename", "unlink"):
        names.pop(step.path, None)
    if step.kind != "unlink" and (_folder(new) == "." or _folder(new) in names):
        names[new] = made


def _folder(path: str) -> str:
    return path.rpartition("/")[0] or "."


def snapshot(root: Path) -> Names:
    """A folder as it is, all of it sure."""
    found: Names = {}
    for path in root.rglob("*"):
        data = None if path.is_dir() else path.read_bytes()
        found[str(path.relative_to(root))] = None if data is None else _Bytes(data, data)
    return found


def lay(state: dict[str, bytes | None], root: Path) -> None:
    """Make the folder."""
    root.mkdir(mode=0o700)
    for name, data in sorted(state.items()):
        path = root / name
        if data is None:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        else:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(data)
            path.chmod(0o600)


def disks(
    before: Names, records: Sequence[Record]
) -> Iterator[tuple[int, str, bool, dict[str, bytes | None]]]:
    """Each different disk: after how many operations, after which, whether it was acknowledged, the files."""
    disk, last, done = _Disk(dict(before), dict(before)), "the start", False
    known: set[tuple[bool, str]] = set()
    for number, one in enumerate((None, *records)):
        if one is not None and one.kind == "point":
            done = done or one.path == ACKNOWLEDGED
            last = one.path if not done else last
        elif one is not None:
            disk.take(one)
            last = f"{one.kind} {one.path}"
        for state in disk.states():
            mark = (done, _mark(state))
            if mark not in known:
                known.add(mark)
                yield number, last, done, state


def _mark(state: dict[str, bytes | None]) -> str:
    hashed = hashlib.sha256()
    for name, data in sorted(state.items()):
        hashed.update(f"{name}\0{-1 if data is None else len(data)}\0".encode() + (data or b""))
    return hashed.hexdigest()


def cut(
    root: Path, work: Callable[[Operations], None], judge: Callable[[Path, bool], str | None]
) -> tuple[int, list[str]]:
    """Do the work once on a folder, then judge every disk that a power cut in it may leave.

    `work` says `passed(ACKNOWLEDGED)` when it has promised something; gives how many disks, and violations.
    """
    before = snapshot(root)
    with Operations(root) as operations:
        work(operations)
    records = [replace(one, thread=0) for one in operations.records]
    count, wrong = 0, []
    place = root.with_name("after-the-cut")
    for number, last, done, state in disks(before, records):
        shutil.rmtree(place, ignore_errors=True)
        lay(state, place)
        count += 1
        why = judge(place, done)
        if why is not None:
            wrong.append(f"power cut after operation {number} ({last}): {why}")
    shutil.rmtree(place, ignore_errors=True)
    return count, wrong
