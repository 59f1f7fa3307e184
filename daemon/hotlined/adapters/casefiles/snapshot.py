"""All files of a store as they were at one moment, taken while the daemon goes on writing.

First everything is read without asking anybody; then, with the gate shut, what has changed meanwhile is read
once more, which is little.  So a name may be handed on several times, and the last time counts; the digests
that are returned say which names belong to that moment.  Nothing is written, linked or left behind.

Left out: the lock, generations before, temporary files, the GnuPG home and whatever else lies in the folder.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hotlined.adapters.casefiles import disk, gate, opening
from hotlined.adapters.casefiles.disk import refusals
from hotlined.adapters.casefiles.layout import Layout, is_kept
from hotlined.app.ports import Permanent

LITTLE: Final = 16 * 2**20  # bytes that may be read with the gate shut
ROUNDS: Final = 8  # without the gate; a store that is written faster than it is read is taken all the same

# A mail goes from the inbox of a spool into a folder beside: looked at first, it is seen in one or both.
_TREES: Final = (
    "spool", "desk", "open", "closed", "parts", "envelopes", "files", "intent", "release", "order",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another: each state is a file of its own, or longer."""

    inode: int
    size: int
    changed: int  # nanoseconds


def take(root: Path, put: Callable[[str, bytes], None]) -> Mapping[str, str]:
    """Hand every file to `put` by its name below the root; the names of the moment with their SHA-256.

    Raises Permanent, also where there is no store, or none that is whole; Temporary; and what `put` raises.
    """
    layout = Layout(root)
    if why := opening.half(layout):
        raise Permanent(why)
    if not any(map(disk.exists, (layout.lock, *layout.homes))):
        raise Permanent(f"there is no store in {root}: is its disk there? `hotlined run` makes a new one")
    digests: dict[str, str] = {}
    known: dict[str, Stamp] = {}
    with refusals("the store cannot be read"):
        for _ in range(ROUNDS):
            changed = _changed(dict(_listed(root)), known)
            for name, stamp in changed.items():
                data = disk.read(root / name)
                if data is not None:
                    known[name], digests[name] = stamp, hashlib.sha256(data).hexdigest()
                    put(name, data)
            if sum(stamp.size for stamp in changed.values()) <= LITTLE:
                break
        with gate.shut(layout.gate):
            there = dict(_listed(root))
            late = {name: disk.read(root / name) for name in _changed(there, known)}
    for name, data in late.items():
        if data is None:  # a mail of the spool, or a slip, that was dealt with at this moment
            del there[name]
        else:
            digests[name] = hashlib.sha256(data).hexdigest()
            put(name, data)
    return {name: digests[name] for name in sorted(there)}


def _changed(there: Mapping[str, Stamp], known: Mapping[str, Stamp]) -> dict[str, Stamp]:
    return {name: stamp for name, stamp in there.items() if known.get(name) != stamp}


def _listed(root: Path) -> Iterator[tuple[str, Stamp]]:
    """Names and states of all files that belong to the store; raises OSError."""
    for tree in _TREES:
        yield from _below(root, root / tree)
    for entry in os.scandir(root):
        if is_kept(entry.name) and entry.is_file(follow_symlinks=False):
            yield entry.name, _stamp(entry.stat(follow_symlinks=False))


def _below(root: Path, folder: Path) -> Iterator[tuple[str, Stamp]]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: (entry.name.startswith("."), entry.name))
    except FileNotFoundError:
        return
    for entry in entries:
        name = Path(entry.path).relative_to(root).as_posix()
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(root, Path(entry.path))
            elif is_kept(name) and entry.is_file(follow_symlinks=False):
                yield name, _stamp(entry.stat(follow_symlinks=False))
        except FileNotFoundError:
            continue


def _stamp(state: os.stat_result) -> Stamp:
    return Stamp(state.st_ino, state.st_size, state.st_mtime_ns)
