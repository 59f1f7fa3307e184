"""All files of a store as they were at one moment, taken while the daemon goes on writing.

First everything is read without asking anybody; then, with the gate shut, what has changed meanwhile is read
once more, which is little, and found by the folders that have changed: all files but notes that grow (.tsv)
are put in whole under their names or taken away, and either changes the folder.  So a name may be handed on
several times, and the last time counts; the digests that are returned say which names belong to that moment.
Nothing is written, linked or left behind.

Left out: the lock, generations before, temporary files, the GnuPG home and whatever else lies in the folder.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from hotlined.adapters.casefiles import copied, disk, gate, opening
from hotlined.adapters.casefiles.disk import refusals
from hotlined.adapters.casefiles.layout import Layout, is_kept
from hotlined.app.ports import Permanent

LITTLE: Final = 16 * 2**20  # bytes that may be read with the gate shut
SETTLED: Final = 3 * 10**9  # nanoseconds: a folder that has just changed may change again within one stamp
MANY: Final = 5_000  # files of a folder that is not to be gone through with the gate shut, if that can be
ROUNDS: Final = 8  # without the gate; a store that is written faster than it is read is taken all the same

# A mail goes from the inbox of a spool into a folder beside: looked at first, it is seen in one or both.
_TREES: Final = (
    "spool", "desk", "open", "closed", "parts", "envelopes", "files", "intent", "release", "order",
)  # fmt: skip


class Stamp(NamedTuple):
    """What tells one state of a file from another: each state is a file of its own, or longer."""

    inode: int
    size: int
    changed: int  # nanoseconds


@dataclass(frozen=True, slots=True)
class _Folder:
    """One folder as it was gone through: its state, its files that belong to the store, and its folders."""

    state: tuple[int, int, int]
    files: Mapping[str, Stamp]
    folders: tuple[str, ...] = ()


def take(root: Path, put: Callable[[str, bytes], None]) -> Mapping[str, str]:
    """Hand every file to `put` by its name below the root; the names of the moment with their SHA-256.

    Raises Permanent, also where there is no store, or none that is whole; Temporary; and what `put` raises.
    """
    layout = Layout(root)
    if why := opening.half(layout):
        raise Permanent(why)
    with refusals("the store cannot be read"):
        copied.refuse(layout)  # a backup of it would lack what came since
    if not any(map(disk.exists, (layout.lock, *layout.homes))):
        raise Permanent(f"there is no store in {root}: is its disk there? `hotlined run` makes a new one")
    digests: dict[str, str] = {}
    known: dict[str, Stamp] = {}
    look = _Look(root)
    with refusals("the store cannot be read"):
        for _ in range(ROUNDS):
            changed = _changed(look.again()[1], known)
            for name, stamp in changed.items():
                data = disk.read(root / name)
                if data is not None:
                    known[name], digests[name] = stamp, hashlib.sha256(data).hexdigest()
                    put(name, data)
            little = sum(stamp.size for stamp in changed.values()) <= LITTLE
            if little and not look.restless:
                break
            if little:
                time.sleep(SETTLED / 10**9)
        with gate.shut(layout.gate):
            folders, fresh = look.again()
            late = {name: disk.read(root / name) for name in _changed(fresh, known)}
    there = {name for folder in folders for name in folder.files}
    for name, data in late.items():
        if data is None:  # a mail of the spool, or a slip, that was dealt with at this moment
            there.remove(name)
        else:
            digests[name] = hashlib.sha256(data).hexdigest()
            put(name, data)
    return {name: digests[name] for name in sorted(there)}


def _changed(folders: Iterable[_Folder], known: Mapping[str, Stamp]) -> dict[str, Stamp]:
    return {
        name: stamp for folder in folders for name, stamp in folder.files.items() if known.get(name) != stamp
    }


@dataclass(slots=True)
class _Look:
    """Looks at all files that belong to the store, again and again; raises OSError."""

    root: Path
    _kept: dict[str, _Folder] = field(default_factory=dict)
    _all: list[_Folder] = field(default_factory=list)
    _fresh: list[_Folder] = field(default_factory=list)
    restless: bool = False  # a large folder has just changed: the next look goes through it once more

    def again(self) -> tuple[list[_Folder], list[_Folder]]:
        """All folders, and those that were gone through just now: the others have not changed since."""
        self._all, self._fresh, self.restless = [], [], False
        for tree in _TREES:
            self._below(tree)
        with os.scandir(self.root) as found:
            top = {one.name: _stamp(one) for one in found if is_kept(one.name) and _is_file(one)}
        for folders in (self._all, self._fresh):
            folders.append(_Folder((0, 0, 0), top))
        return self._all, self._fresh

    def _below(self, name: str) -> None:
        """A folder, then those in it: in this order a file that is moved on is seen in one or both."""
        try:
            state = os.stat(self.root / name)
            now = (state.st_ino, state.st_mtime_ns, state.st_ctime_ns)
            folder = self._kept.get(name)
            if folder is None or folder.state != now:
                settled = time.time_ns() - max(now[1:]) > SETTLED
                folder = self._gone_through(name, now)
                self._fresh.append(folder)
                # What grows in place does not change its folder.
                grows = any(one.endswith(".tsv") for one in folder.files)
                if settled and not grows:
                    self._kept[name] = folder
                self.restless = self.restless or (not settled and not grows and len(folder.files) > MANY)
        except FileNotFoundError:
            return
        self._all.append(folder)
        for below in folder.folders:
            self._below(below)

    def _gone_through(self, name: str, state: tuple[int, int, int]) -> _Folder:
        files: dict[str, Stamp] = {}
        folders: list[str] = []
        with os.scandir(self.root / name) as found:
            entries = sorted(found, key=lambda entry: (entry.name.startswith("."), entry.name))
        for entry in entries:
            inside = f"{name}/{entry.name}"
            try:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(inside)
                elif is_kept(inside) and _is_file(entry):
                    files[inside] = _stamp(entry)
            except FileNotFoundError:
                continue
        return _Folder(state, files, tuple(folders))


def _is_file(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False)


def _stamp(entry: os.DirEntry[str]) -> Stamp:
    state = entry.stat(follow_symlinks=False)
    return Stamp(state.st_ino, state.st_size, state.st_mtime_ns)
