"""What makes names last: a file that is new, renamed or gone stays so only once its folder is fsynced."""

import os
from pathlib import Path


def fsync_folder(path: Path) -> None:
    """Let the names in a folder last; raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
