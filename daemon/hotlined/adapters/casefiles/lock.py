"""One daemon at a time: an exclusive `flock`, taken before the first read, that says who holds it.

The operating system drops the lock with the process, so that one left by a dead daemon is simply taken.
"""

import errno
import fcntl
import os
import socket
import time
from pathlib import Path
from typing import Final

from hotlined.app.crash_points import crash_point
from hotlined.app.ports import Taken

TIMES: Final = 10  # that a lock is asked for: who only looks whether it is held may have it for a moment
MOMENT: Final = 0.02  # seconds


def take(path: Path) -> int:
    """Lock the file, write pid and host into it, give its descriptor; Taken if it is held."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    _lock(fd, fcntl.LOCK_EX, TIMES)
    os.fchmod(fd, 0o600)
    os.ftruncate(fd, 0)
    os.pwrite(fd, f"pid {os.getpid()} on {socket.gethostname()}\n".encode("ascii", "replace"), 0)
    crash_point("locked")
    return fd


def _lock(fd: int, how: int, times: int = 1) -> None:
    try:
        fcntl.flock(fd, how | fcntl.LOCK_NB)
    except OSError as error:
        held = error.errno in (errno.EAGAIN, errno.EACCES)
        if held and times > 1:
            time.sleep(MOMENT)
            return _lock(fd, how, times - 1)
        holder = os.pread(fd, 300, 0).decode("ascii", "replace").strip()
        os.close(fd)
        if not held:
            raise
        who = holder or "a process that has just started"
        raise Taken(f"another hotlined has this store open: {who}") from None


def refuse_second(path: Path) -> None:
    """Taken if the lock is held, before a second daemon takes any trouble; proves nothing otherwise."""
    if not is_in_memory(path):
        return
    fd = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    _lock(fd, fcntl.LOCK_SH)
    os.close(fd)


def is_in_memory(path: Path) -> bool:
    """Whether a living process is named in the lock, and somebody holds it; one that is not named leaves it.

    The number of a process that is gone may be another one's by now: then the lock is taken for a moment.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except PermissionError:
        return True
    except OSError:
        return False
    try:
        return _lives(os.pread(fd, 300, 0)) and _is_held(fd)
    finally:
        os.close(fd)


def _lives(noted: bytes) -> bool:
    try:
        os.kill(int(noted.split()[1]), 0)
    except PermissionError:
        return True
    except (OSError, ValueError, IndexError, OverflowError):
        return False
    return True


def _is_held(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    return False


def release(fd: int) -> None:
    """Give the lock back and say so in the file."""
    os.ftruncate(fd, 0)
    os.close(fd)
