"""One daemon at a time: an exclusive `flock`, taken before the first read, that says who holds it.

The operating system drops the lock with the process, so that one left by a dead daemon is simply taken.
"""

import errno
import fcntl
import os
import socket
from pathlib import Path

from hotlined.app.points import point
from hotlined.app.ports import Taken


def take(path: Path) -> int:
    """Lock the file, write pid and host into it, give its descriptor; Taken at once if it is held."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    _lock(fd, fcntl.LOCK_EX)
    os.fchmod(fd, 0o600)
    os.ftruncate(fd, 0)
    os.pwrite(fd, f"pid {os.getpid()} on {socket.gethostname()}\n".encode("ascii", "replace"), 0)
    point("locked")
    return fd


def _lock(fd: int, how: int) -> None:
    try:
        fcntl.flock(fd, how | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.pread(fd, 300, 0).decode("ascii", "replace").strip()
        os.close(fd)
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise
        who = holder or "a process that has just started"
        raise Taken(f"another hotlined has this store open: {who}") from None


def refuse_second(path: Path) -> None:
    """Taken if the lock is held, before a second daemon takes any trouble; proves nothing otherwise."""
    if not is_in_memory(path):
        return
    fd = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    _lock(fd, fcntl.LOCK_SH)  # got: what is noted is of a process that is gone, and whose number was reused
    os.close(fd)


def is_in_memory(path: Path) -> bool:
    """Whether the process that wrote itself into the lock still lives; the lock itself is not touched."""
    try:
        words = path.read_text("ascii", "replace").split()
        os.kill(int(words[1]), 0)
    except PermissionError:
        return True
    except (OSError, ValueError, IndexError):
        return False
    return True


def release(fd: int) -> None:
    """Give the lock back and say so in the file."""
    os.ftruncate(fd, 0)
    os.close(fd)
