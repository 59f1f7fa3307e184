"""No memory image of this process on any disk, and none of it for other processes of the same user to read.

The resource limit alone does not count where the kernel hands the image to a program (`core_pattern` with a
pipe, as systemd-coredump sets it up); so the process is marked as one that cannot be dumped, too.  That also
makes its environment and its memory in /proc root's alone.
"""

import ctypes
import resource
from contextlib import suppress
from typing import Final

_PR_SET_DUMPABLE: Final = 4  # prctl(2)


def forbid() -> None:
    """For this process; children inherit the limit, and the mark until they run another program."""
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, AttributeError):  # no Linux
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
