"""Writing so that a crash or a power cut leaves the old file or the new one.

A file is never changed in place.  The new bytes go into a temporary file in the same folder, which is
fsynced and renamed over the old name; the fsync of the folder makes the rename last.  Where a generation
is kept, the old file first gets a second name by a hard link, so that the current name never is missing.

`point` is called with a name after every step that lasts, so that a test can kill the process there.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hotlined.adapters.casefiles.layout import TEMPORARY, previous
from hotlined.app.crash_points import CrashPoint, crash_point
from hotlined.app.ports import Permanent, Temporary
from hotlined.durable import created, fsync_folder

_FOR_A_PERSON: Final = {errno.EACCES, errno.EPERM, errno.ELOOP, errno.ENOTDIR, errno.EISDIR}


@contextmanager
def refusals(what: str) -> Iterator[None]:
    """Turn what the operating system refuses into Temporary, or Permanent if waiting cannot help."""
    try:
        yield
    except OSError as error:
        sentence = f"{what}: {_why(error)}"
        raise (Permanent if error.errno in _FOR_A_PERSON else Temporary)(sentence) from error


def _why(error: OSError) -> str:
    """In words; what only a person can put right is named, as a link in the place of a file of ours."""
    why = os.strerror(error.errno or 0)
    if error.errno not in _FOR_A_PERSON or not isinstance(error.filename, str | bytes | os.PathLike):
        return why
    path = Path(os.fsdecode(error.filename))
    if error.errno in (errno.ELOOP, errno.ENOTDIR) and path.is_symlink():
        return f"{path.name} is a symbolic link, and none is followed here: put back what belongs there"
    return f"{why}: {path.name}"


def read(path: Path) -> bytes | None:
    """The whole file, None if there is none; raises OSError, also for a symbolic link."""
    try:
        with open(path, "rb", opener=_unfollowed) as file:
            return file.read()
    except FileNotFoundError:
        return None


def _unfollowed(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC)


def make_folder(path: Path) -> None:
    """Make a folder that only we can enter, and let it last; raises OSError, also for a link."""
    try:
        os.mkdir(path, 0o700)
    except FileExistsError:
        state = os.lstat(path)
        if not stat.S_ISDIR(state.st_mode):
            raise NotADirectoryError(errno.ENOTDIR, "not a folder", str(path)) from None
        if stat.S_IMODE(state.st_mode) == 0o700:
            return
    crash_point("folder-made")
    os.chmod(path, 0o700)
    fsync_folder(path.parent)
    crash_point("folder-lasts")


@dataclass(frozen=True, slots=True)
class Disk:
    """The writing half; every method raises OSError and then has left the old state in place."""

    point: CrashPoint = crash_point

    def put(
        self, path: Path, data: bytes, *, label: str, keep: Path | None = None, by: Path | None = None
    ) -> None:
        """Replace `path` whole and let it last; `keep` becomes the generation before it, if it exists.

        The bytes are written in the folder `by` first, of the same file system; without it, beside `path`.
        If it fails after the rename, the new bytes are there but may not outlast a power cut.
        """
        temporary = self.stage(path if by is None else by / path.name, data, label=label)
        try:
            if keep is not None:
                self._keep(keep, previous(path), label)
            os.replace(temporary, path)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        self.point(f"{label}-renamed")
        fsync_folder(path.parent)
        self.point(f"{label}-dir-fsynced")

    def stage(self, path: Path, data: bytes, *, label: str) -> Path:
        """Write the bytes under a temporary name beside `path`, down to the disk."""
        temporary = path.with_name(path.name + TEMPORARY)
        try:
            temporary.unlink(missing_ok=True)
            with open(created(temporary), "wb") as file:
                self.point(f"{label}-begun")
                os.fchmod(file.fileno(), 0o600)
                file.write(data)
                file.flush()
                self.point(f"{label}-temp")
                os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        self.point(f"{label}-fsynced")
        return temporary

    def _keep(self, current: Path, before: Path, label: str) -> None:
        spare = before.with_name(before.name + TEMPORARY)
        spare.unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            os.link(current, spare, follow_symlinks=False)
            self.point(f"{label}-linked")
            os.replace(spare, before)
            spare.unlink(missing_ok=True)  # a rename between two names of one file leaves both
            self.point(f"{label}-kept")

    def append(self, path: Path, data: bytes, *, label: str, last: bool) -> None:
        """Add whole lines at the end, after a torn line on a new one; `last`: down to the disk."""
        new = not path.exists()
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        with open(os.open(path, flags, 0o600), "r+b", buffering=0) as file:
            if new:
                self.point(f"{label}-begun")
                os.fchmod(file.fileno(), 0o600)
            size = os.fstat(file.fileno()).st_size
            torn = size > 0 and os.pread(file.fileno(), 1, size - 1) != b"\n"
            whole = b"\n" + data if torn else data
            if file.write(whole) != len(whole):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self.point(f"{label}-appended")
            if last:
                os.fsync(file.fileno())
                self.point(f"{label}-lasts")
        if new:
            fsync_folder(path.parent)
            self.point(f"{label}-dir-fsynced")

    def move(self, source: Path, target: Path, *, label: str) -> None:
        """Rename a file with its previous generation into another folder, and let it last."""
        os.replace(source, target)
        self.point(f"{label}-renamed")
        with suppress(FileNotFoundError):
            os.replace(previous(source), previous(target))
            self.point(f"{label}-generation-renamed")
        fsync_folder(target.parent)
        self.point(f"{label}-there")
        fsync_folder(source.parent)
        self.point(f"{label}-dirs-fsynced")

    def remove(self, path: Path, *, label: str) -> None:
        """Delete a file and let that last."""
        path.unlink(missing_ok=True)
        self.point(f"{label}-removed")
        fsync_folder(path.parent)
        self.point(f"{label}-gone")

    def clean(self, folder: Path) -> None:
        """Delete what an interrupted write left under a temporary name."""
        for path in folder.glob(f"*{TEMPORARY}"):
            path.unlink(missing_ok=True)
            self.point("leftover-removed")


def exists(path: Path) -> bool:
    """Whether there is something of this name; in doubt yes."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True
