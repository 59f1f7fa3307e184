"""A Maildir on disk: a mail is written in tmp/, fsynced, renamed into new/, and then the folder is fsynced.

Only after the last of these steps does it outlast a power cut; before the rename nobody sees it.  Folders
lie beside each other as ".Hotline.LEA" (Maildir++), so that any mail client can open the spool.  A mail's
number comes from its name: its arrival, and a digest, so that no two are the same even when the clock was
set back; it stays the same in every folder and process.

`point` is called with a name at each step that lasts, so that a test can kill the process there.
"""

import errno
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hotlined.app.crash_points import CrashPoint, crash_point
from hotlined.app.ports import Permanent
from hotlined.durable import created, fsync_folder

INBOX: Final = "INBOX"
_BITS: Final = 32  # of a number, for the digest of the name
_PLACES: Final = ("tmp", "new", "cur")
_STAMP: Final = re.compile(r"(\d{1,12})\.M(\d{1,6})P")
_PART: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")  # a dot or slash would make it another folder
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: `uid` is its number (see `arrival`), `size` in bytes."""

    path: Path
    uid: int
    size: int


def place(root: Path, folder: str) -> Path:
    """The Maildir of a folder such as "Hotline/LEA"; raises Permanent for a name that cannot be one."""
    if folder == INBOX:
        return root
    parts = folder.split("/")
    if not all(_PART.fullmatch(part) for part in parts):
        raise Permanent("a folder name is empty or has a character that no spool folder may have")
    return root / f".{'.'.join(parts)}"


def make(folder: Path) -> None:
    """Make a Maildir that only we can enter, with the folders above it; raises OSError."""
    above = [path for path in reversed(folder.parents) if not path.exists()]
    for path in (*above, folder, *(folder / name for name in _PLACES)):
        with suppress(FileExistsError):
            path.mkdir(mode=0o700)
            crash_point("spool-folder-made")
            fsync_folder(path.parent)
            crash_point("spool-folder-lasts")


def sweep(folder: Path) -> None:
    """Remove what an interrupted delivery left in tmp/: it was never acknowledged, so it comes again."""
    for path in (folder / "tmp").iterdir():
        path.unlink(missing_ok=True)
        crash_point("spool-leftover-removed")


def write(folder: Path, pieces: Iterable[bytes | bytearray], stamp: int, point: CrashPoint) -> None:
    """Add a mail; on return it lasts.  Raises OSError, and then it is not there or may come twice."""
    name = _unique(stamp)
    temporary = folder / "tmp" / name
    try:
        with open(created(temporary), "wb") as file:
            point("spool-begun")
            file.writelines(pieces)
            file.flush()
            point("spool-written")
            os.fsync(file.fileno())
        point("spool-fsynced")
        temporary.rename(folder / "new" / name)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    point("spool-renamed")
    fsync_folder(folder / "new")
    point("spool-lasts")


def entries(folder: Path) -> list[Entry]:
    """The mails of a Maildir, oldest first; none where it does not exist.  Raises OSError.

    Read are new/ and cur/, since a person may have opened the folder.  What is no plain file (a link, a
    pipe, a folder) was not delivered here and is no mail.
    """
    found = []
    for name in ("new", "cur"):
        try:
            with os.scandir(folder / name) as files:
                found += [entry for file in files if (entry := _entry(file)) is not None]
        except FileNotFoundError:
            continue
    return sorted(found, key=lambda entry: (entry.uid, entry.path.name))


def _entry(file: os.DirEntry[str]) -> Entry | None:
    if file.name.startswith("."):
        return None
    try:
        state = file.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(state.st_mode):
        return None
    stamp = _STAMP.match(file.name)
    arrived = int(stamp[1]) * 1_000_000 + int(stamp[2]) if stamp else state.st_mtime_ns // 1000
    return Entry(Path(file.path), arrived << _BITS | _digest(file.name), state.st_size)


def _digest(name: str) -> int:
    whole = hashlib.sha256(os.fsencode(name.partition(":")[0])).digest()
    return int.from_bytes(whole) >> (8 * len(whole) - _BITS)


def arrival(uid: int) -> int:
    """When the mail with this number arrived, in microseconds since 1970."""
    return uid >> _BITS


def read(path: Path, most: int = -1) -> bytes:
    """A mail, or its first bytes; raises OSError."""
    with open(os.open(path, _READ), "rb") as file:
        return file.read(most)


def move(path: Path, target: Path, stamp: int) -> None:
    """Rename a mail into another Maildir and let it last; never over another mail.  Raises OSError."""
    make(target)
    name = path.name.partition(":")[0]  # in new/ a name carries no flags
    if os.path.lexists(target / "new" / name):
        name = _unique(stamp)
    path.rename(target / "new" / name)
    crash_point("spool-moved")
    fsync_folder(target / "new")
    crash_point("spool-move-there")
    fsync_folder(path.parent)
    crash_point("spool-move-lasts")


def folders(root: Path) -> tuple[str, ...]:
    """The folders beside a spool, e.g. "Hotline/LEA"; raises OSError."""
    names = (path.name for path in root.glob(".*") if (path / "cur").is_dir())
    return tuple(sorted(name.removeprefix(".").replace(".", "/") for name in names))


def remove(path: Path) -> None:
    """Delete a mail and let that last; raises OSError."""
    path.unlink(missing_ok=True)
    crash_point("spool-removed")
    fsync_folder(path.parent)
    crash_point("spool-gone")


def free(root: Path) -> int:
    """Bytes that we may still write there; raises OSError."""
    state = os.statvfs(root)
    return state.f_bavail * state.f_frsize


def is_full(error: OSError) -> bool:
    """Whether the disk refuses for want of room."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def _unique(stamp: int) -> str:
    seconds, micros = divmod(stamp, 1_000_000)
    return f"{seconds}.M{micros:06}P{os.getpid()}R{secrets.token_hex(8)}.hotlined"
