"""The gate between the daemon's writes and the last look of a backup: an `flock` in a file of its own.

A write shares it, for as long as it lasts; a backup has it alone while it looks which files have changed
since it read them, so that what it takes is the store of one moment.  Who waits too long gives up: a backup
that hangs stops no daemon for good, and a write that hangs no backup.  The lock goes with its process.

A write comes by the store's folder first, which a backup has locked while it waits: writes that follow each
other without a pause would keep the gate from ever being free.
"""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from hotlined.app.crash_points import crash_point
from hotlined.app.ports import Temporary
from hotlined.durable import give

PATIENCE: Final = 10.0  # seconds
_PAUSE: Final = 0.002


def opened(path: Path) -> int:
    """The gate's descriptor, made where there is none; the caller closes it.  Raises OSError."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    crash_point("gate-opened")
    os.fchmod(fd, 0o600)
    give(path.parent, fd)  # root's backup may have made it
    return fd


@contextmanager
def passing(fd: int, folder: Path) -> Iterator[None]:
    """Around a write; raises Temporary where a backup has held the gate for too long, OSError."""
    why = "a backup does not let go of the store"
    with _turn(folder, fcntl.LOCK_SH, why):
        pass
    with _held(fd, fcntl.LOCK_SH, why):
        yield


@contextmanager
def shut(path: Path) -> Iterator[None]:
    """While nothing may be written; raises Temporary where a write does not end, OSError."""
    why = "the store is being written all the time"
    fd = opened(path)
    try:
        with ExitStack() as waiting:
            waiting.enter_context(_turn(path.parent, fcntl.LOCK_EX, why))
            with _held(fd, fcntl.LOCK_EX, why):
                waiting.close()  # who writes next waits at the gate
                yield
    finally:
        os.close(fd)


@contextmanager
def _turn(folder: Path, how: int, why: str) -> Iterator[None]:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with _held(fd, how, why):
            yield
    finally:
        os.close(fd)


@contextmanager
def _held(fd: int, how: int, why: str) -> Iterator[None]:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(fd, how | fcntl.LOCK_NB)
            break
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES):
                raise
        if time.monotonic() >= end:
            raise Temporary(why)
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        fcntl.flock(fd, fcntl.LOCK_UN)
