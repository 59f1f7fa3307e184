"""What other users of a machine could see of a process and all that it starts, looked at again and again.

Command lines, environments, and the content of every plain file that one of them has open outside of the
folders where it belongs: taken from /proc while the processes live.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

LOOK = (
    0.002  # seconds; a gpg lives five milliseconds; agents live long, and have what the gpg before them had
)
LARGEST = 2**20  # bytes of an open file that are looked at


@dataclass(frozen=True)
class Seen:
    """A process, once for each command line and environment; `of_daemon`: `hotlined run` started it."""

    command: bytes
    environment: bytes
    of_daemon: bool


@dataclass
class ProcWatch:
    """A context manager; `root` is the process whose children, and theirs, are watched.

    `known` are folders in which files may lie; `files` is what lay in open files elsewhere.
    """

    root: int
    known: tuple[str, ...]
    seen: set[Seen] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        daemons: set[int] = set()
        while not self._over.is_set():
            for pid, above in _below(self.root):
                with suppress(OSError):
                    process = f"/proc/{pid}"
                    command = _read(f"{process}/cmdline")
                    if b"\0run\0" in command:
                        daemons.add(pid)
                    of_daemon = not daemons.isdisjoint(above)
                    self.seen.add(Seen(command, _read(f"{process}/environ"), of_daemon))
                    self._look(process)
            time.sleep(LOOK)

    def _look(self, process: str) -> None:
        for number in os.listdir(f"{process}/fd"):
            with suppress(OSError):
                link = f"{process}/fd/{number}"
                target = os.readlink(link)
                if target.startswith("/") and not target.startswith(self.known) and os.path.isfile(link):
                    self.files[target] = _read(link, LARGEST)


def _below(root: int, above: tuple[int, ...] = ()) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The descendants of a process with their ancestors from `root` on, also those that left its session.

    By what each has started, and not through all that runs on the machine: a gpg does not wait for that.
    """
    above = (*above, root)
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{root}/task"):
            with suppress(OSError):
                for child in map(int, _read(f"/proc/{root}/task/{thread}/children").split()):
                    yield child, above
                    yield from _below(child, above)


def _read(path: str, most: int = LARGEST) -> bytes:
    """The first bytes of a file; by hand, since this is done thousands of times in a second."""
    file = os.open(path, os.O_RDONLY)
    try:
        return os.read(file, most)
    finally:
        os.close(file)
