"""A store out of a backup: into an empty folder, under the store's lock, and marked until it is whole.

The mark `restoring` is there from the first file to the last: with it no daemon starts, and only another
restore may clear the folder.  A name that comes twice counts the second time, as it was taken (`snapshot`);
what the list at the end does not name was superseded, and is removed.
"""

import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from hotlined.adapters.casefiles import disk, lock, opening
from hotlined.adapters.casefiles.disk import Disk, exists, refusals
from hotlined.adapters.casefiles.layout import Layout, is_kept
from hotlined.app.ports import Permanent, RestoreNote

_TOPS: Final = (
    "open", "desk", "closed", "parts", "envelopes", "files", "intent", "spool", "release", "order",
)  # fmt: skip


@dataclass(slots=True)
class Restoring:
    """A restore under way: `put` each file, then `finish`; raises Permanent, OSError."""

    layout: Layout
    writer: Disk = field(default_factory=lambda: Disk(lambda name: None))
    _put: set[str] = field(default_factory=set)

    def put(self, name: str, data: bytes) -> None:
        """One file; Permanent for a name that no store has."""
        if not is_kept(name):
            raise Permanent(f"the backup holds a file that belongs to no store: {name[:80]!r}")
        path = self.layout.root / name
        for folder in reversed(path.relative_to(self.layout.root).parents[:-1]):
            disk.make_folder(self.layout.root / folder)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        with open(os.open(path, flags, 0o600), "wb") as file:
            file.write(data)
        self._put.add(name)

    def finish(self, listed: Collection[str], taken_at: datetime) -> None:
        """Keep exactly what is listed, and note for the daemon that its memory is of `taken_at`."""
        for name in self._put.difference(listed):
            (self.layout.root / name).unlink()
        note = {"taken_at": taken_at.isoformat(), "how": "backup"}
        self.writer.put(self.layout.restored, json.dumps(note).encode(), label="restored")
        os.sync()
        self.writer.remove(self.layout.restoring, label="restoring")


@contextmanager
def restoring(root: Path) -> Iterator[Restoring]:
    """An empty store's folder, locked and marked; what fails leaves the mark.

    Raises Permanent where a daemon runs or a store is there, and leaves that alone; Temporary.
    """
    layout = Layout(root)
    with refusals("the store cannot be restored"):
        there = [name for name in (*_TOPS, "heads.tsv") if _is_filled(root / name, layout)]
        if there and not exists(layout.restoring):
            raise Permanent(
                f"there is a store in this folder already ({there[0]}): move it away, or name another folder"
                " under `store:`; nothing was changed"
            )
        opening.make_root(layout)
        fd = lock.take(layout.lock)
        try:
            under_way = Restoring(layout)
            under_way.writer.put(layout.restoring, b"", label="restoring")
            under_way.writer.remove(layout.copied, label="copied")  # what comes here now is no longer that
            for path in sorted(root.rglob("*"), reverse=True):
                kept = is_kept(path.relative_to(root).as_posix())
                if path.is_file() and (kept or _is_of_rests(path, layout)):
                    path.unlink()  # of a restore that was cut off, or of a start on nothing
            yield under_way
        finally:
            lock.release(fd)


def _is_filled(path: Path, layout: Layout) -> bool:
    """Whether anything of a store is there; what a start without a single case leaves is nothing."""
    if not path.is_dir() or path.is_symlink():
        return exists(path)
    found = (one for one in path.rglob("*") if one.is_file() or one.is_symlink())
    return any(not _is_of_rests(one, layout) for one in found)


def _is_of_rests(path: Path, layout: Layout) -> bool:
    return path.parent == layout.rests.parent and path.name.startswith(layout.rests.name)


@dataclass(frozen=True, slots=True)
class Notes:
    """`app.ports.RestoreNotes`: the note that `finish` leaves in a store."""

    root: Path

    def waiting(self) -> RestoreNote | None:
        """The note that nobody has looked at yet; raises Permanent, Temporary."""
        with refusals("restored.json cannot be read"):
            data = disk.read(Layout(self.root).restored)
        if data is None:
            return None
        try:
            note = json.loads(data)
            return RestoreNote(datetime.fromisoformat(note["taken_at"]), str(note["how"]))
        except (ValueError, KeyError, TypeError):
            raise Permanent("restored.json does not read: restore the backup once more") from None

    def done(self) -> None:
        """Take it away; raises Temporary."""
        with refusals("restored.json cannot be removed"):
            Disk(lambda name: None).remove(Layout(self.root).restored, label="restored")
