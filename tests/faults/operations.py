"""What this process does to a folder, over connections and by starting programs: recorded, made to fail.

`Operations` is put in place of the calls themselves (`open`, `os.fsync`, `socket.connect`, `Popen` ...), so
that the code under test is the product's own.  The n-th operation fails in one of the ways of `FAILS`; a disk
that is full or read-only stays so until `heal`.  Crash points that are passed are recorded in between.
"""

import builtins
import errno
import os
import socket
import subprocess
import threading
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self
from unittest.mock import patch

from hotlined.app import crash_points

DISK: Final = ("open", "create", "write", "fsync", "fsync-folder", "rename", "link", "unlink", "mkdir")
WIRE: Final = ("connect", "send", "recv")


@dataclass(frozen=True, slots=True)
class Fail:
    """How an operation fails: with which errno, which operations can, and whether it goes on so."""

    code: int
    kinds: tuple[str, ...]
    lasting: bool = False


FAILS: Final = {
    "EIO": Fail(errno.EIO, (*DISK, "read", "spawn")),
    "ENOSPC": Fail(errno.ENOSPC, ("create", "write", "fsync", "rename", "link", "mkdir"), lasting=True),
    "EROFS": Fail(errno.EROFS, ("create", "write", "rename", "link", "unlink", "mkdir"), lasting=True),
    "EMFILE": Fail(errno.EMFILE, ("open", "create", "connect", "spawn")),
    "short write": Fail(errno.ENOSPC, ("write", "send")),
    "error on close": Fail(errno.EIO, ("close",)),
    "line breaks": Fail(errno.ECONNRESET, WIRE),
    "no answer": Fail(errno.ETIMEDOUT, WIRE),
}


@dataclass(frozen=True, slots=True)
class Record:
    """One operation or point, by which thread; `path`, `to` are names below the folder."""

    kind: str
    thread: int
    path: str = ""
    to: str = ""
    data: bytes = b""


class Operations:
    """A context manager; `count`: operations that could have failed so far, `struck`: the one that did."""

    def __init__(
        self, root: Path, *, ports: Collection[int] = (), fail: str = "", at: int | None = None
    ) -> None:
        self.root = str(root)
        self.records: list[Record] = []
        self.count = 0
        self.struck = ""
        self._ports = frozenset(ports)
        self._fail = FAILS[fail] if fail else None
        self._short = fail == "short write"
        self._at = at
        self._ill = False
        self._lock = threading.Lock()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for name in ("fsync", "link", "mkdir", "open", "rename", "replace", "unlink"):
            self._put(os, name, getattr(self, f"_{name}")(getattr(os, name)))
        self._put(builtins, "open", self._opened(builtins.open))
        if self._ports:
            for name in ("connect", "sendall", "recv"):
                self._put(socket.socket, name, self._on_wire(name, getattr(socket.socket, name)))
        self._put(subprocess, "Popen", self._spawned(subprocess.Popen))
        self._stack.enter_context(patch.object(crash_points, "listener", self.passed))
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def arm(self, at: int) -> None:
        """From here on the operation of this number fails, counted anew."""
        self._at, self.count = at, 0

    def heal(self) -> None:
        """Nothing fails any more."""
        self._at, self._ill = None, False

    def passed(self, name: str) -> None:
        """A crash point."""
        self._note("point", name)

    # --- counting ----------------------------------------------------------------------------------

    def _put(self, place: Any, name: str, call: Any) -> None:
        self._stack.enter_context(patch.object(place, name, call))

    def _note(self, kind: str, path: str = "", to: str = "", data: bytes = b"") -> None:
        with self._lock:
            self.records.append(Record(kind, threading.get_ident(), path, to, data))

    def _fails(self, kind: str, what: str) -> bool:
        fail = self._fail
        if fail is None or kind not in fail.kinds:
            return False
        with self._lock:
            number, self.count = self.count, self.count + 1
            if number == self._at:
                self.struck = self.struck or f"{kind} {what}"
                self._ill = fail.lasting
                return True
            return self._ill

    def _may(self, kind: str, what: str = "") -> None:
        if self._fails(kind, what):
            self._raise()

    def _raise(self) -> None:
        code = self._fail.code if self._fail else 0
        raise OSError(code, os.strerror(code))

    def _below(self, path: Any) -> str | None:
        """The name below the folder; None for what lies elsewhere."""
        if isinstance(path, int):
            path = os.readlink(f"/proc/self/fd/{path}")
        text = os.fsdecode(path)
        return text[len(self.root) + 1 :] or "." if text.startswith(self.root) else None

    # --- the calls ---------------------------------------------------------------------------------

    def _open(self, real: Any) -> Any:
        def call(path: Any, flags: int, *args: Any, **more: Any) -> int:
            name = self._below(path)
            if name is None:
                return int(real(path, flags, *args, **more))
            new = bool(flags & os.O_CREAT) and not os.path.lexists(path)
            self._may("create" if new else "open", name)
            fd = int(real(path, flags, *args, **more))
            if new:
                self._note("create", name)
            elif flags & os.O_TRUNC:
                self._note("truncate", name)
            return fd

        return call

    def _opened(self, real: Any) -> Any:
        def call(file: Any, mode: str = "r", *args: Any, **more: Any) -> Any:
            name = self._below(file) if isinstance(file, (int, str, bytes, os.PathLike)) else None
            if name is None:
                return real(file, mode, *args, **more)
            return _File(real(file, mode, *args, **more), self, name)

        return call

    def _fsync(self, real: Any) -> Any:
        def call(fd: int) -> None:
            name = self._below(fd)
            if name is None:
                return real(fd)
            kind = "fsync-folder" if os.path.isdir(f"/proc/self/fd/{fd}") else "fsync"
            self._may(kind, name)
            real(fd)
            return self._note(kind, name)

        return call

    def _one(self, kind: str, real: Any) -> Any:
        def call(path: Any, *args: Any, **more: Any) -> None:
            name = self._below(path)
            if name is None:
                return real(path, *args, **more)
            if os.path.lexists(path) is (kind == "unlink"):  # else it is refused anyway, and changes nothing
                self._may(kind, name)
            real(path, *args, **more)
            return self._note(kind, name)

        return call

    def _two(self, kind: str, real: Any) -> Any:
        def call(source: Any, target: Any, **more: Any) -> None:
            name = self._below(source)
            if name is None:
                return real(source, target, **more)
            if os.path.lexists(source):
                self._may(kind, name)
            real(source, target, **more)
            return self._note(kind, name, self._below(target) or "")

        return call

    def _unlink(self, real: Any) -> Any:
        return self._one("unlink", real)

    def _mkdir(self, real: Any) -> Any:
        return self._one("mkdir", real)

    def _link(self, real: Any) -> Any:
        return self._two("link", real)

    def _rename(self, real: Any) -> Any:
        return self._two("rename", real)

    def _replace(self, real: Any) -> Any:
        return self._two("rename", real)

    def _on_wire(self, name: str, real: Any) -> Any:
        kind = "send" if name == "sendall" else name

        def call(sock: socket.socket, *args: Any) -> Any:
            if not self._ours(sock, name, args):
                return real(sock, *args)
            if self._fails(kind, str(sock.fileno())):
                if self._short and kind == "send":
                    real(sock, bytes(args[0])[: len(args[0]) // 2])
                self._raise()
            done = real(sock, *args)
            self._note(kind, data=bytes(args[0]) if kind == "send" else b"")
            return done

        return call

    def _ours(self, sock: socket.socket, name: str, args: tuple[Any, ...]) -> bool:
        try:
            peer = args[0] if name == "connect" else sock.getpeername()
        except OSError:
            return False
        return isinstance(peer, tuple) and peer[1] in self._ports

    def _spawned(self, real: Any) -> Any:
        def call(*args: Any, **more: Any) -> Any:
            self._may("spawn")
            process = real(*args, **more)
            self._note("spawn")
            return process

        return call


class _File:
    """A file below the folder: what is written to it counts, and how it is closed."""

    def __init__(self, real: Any, operations: Operations, name: str) -> None:
        self._real = real
        self._operations = operations
        self._name = name
        self._written = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def read(self, *args: Any) -> Any:
        """What is in it."""
        self._operations._may("read", self._name)
        return self._real.read(*args)

    def __iter__(self) -> Iterator[Any]:
        self._operations._may("read", self._name)
        return iter(self._real)

    def write(self, data: bytes) -> int:
        """Into the page cache, so that what is not fsynced may be lost; a short write takes half."""
        self._written = True
        if self._operations._fails("write", self._name):
            if self._operations._short:
                half = bytes(data)[: len(data) // 2]
                self._real.write(half)
                self._real.flush()
                self._operations._note("write", self._name, data=half)
                if not hasattr(self._real, "raw"):  # unbuffered: it says so
                    return len(half)
            self._operations._raise()
        count = self._real.write(data)
        self._operations._note("write", self._name, data=bytes(data))
        return int(count)

    def writelines(self, pieces: Any) -> None:
        """One after the other."""
        for piece in pieces:
            self.write(piece)

    def close(self) -> None:
        """Closed in any case."""
        self._real.close()
        if self._written:
            self._written = False
            self._operations._may("close", self._name)
