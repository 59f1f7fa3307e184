"""New files, what makes names last, and what root made be of use to whom the folder belongs.

A file that is new, renamed or gone stays so only once its folder is fsynced.
"""

import os
from pathlib import Path


def fsync_folder(path: Path) -> None:
    """Let the names in a folder last; raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def created(path: Path) -> int:
    """A new file that only we may read, as a descriptor to write to; raises OSError where one is there."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def give(like: Path, *made: Path | int) -> None:
    """Give what root made, by path or descriptor, to whom the folder belongs, or the file that it replaces.

    Raises OSError.  What is theirs already is left alone: a unit may forbid its daemon to change owners,
    also as root.
    """
    owner = os.stat(like)
    for one in made if os.geteuid() == 0 else ():
        if os.stat(one).st_uid != owner.st_uid:
            os.chown(one, owner.st_uid, owner.st_gid)
