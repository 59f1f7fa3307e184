"""The daemon's side of the worker: `ports.Parser` by asking a process that may be killed.

A mail that is too much for it costs that process and nothing else: the next mail gets a new one.
"""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError

import hotlined
from hotlined.adapters.mail_worker import wire
from hotlined.adapters.mail_worker.limits import MB, Cost
from hotlined.app.crash_points import crash_point
from hotlined.app.ports import Inner, Outer, Own, Temporary, TooOdd

TRIES: Final = 3  # a process may have ended for reasons of its own
SOURCES: Final = (str(Path(hotlined.__file__).parents[1]),)
T = TypeVar("T")
_OUTER: Final = TypeAdapter(Outer)
_INNER: Final = TypeAdapter(Inner)
_own_to_bytes = lru_cache(maxsize=4)(wire.own_to_bytes)


class _Died(Exception):
    """The process ended, or was killed, before it had answered; the message is the reason."""

    def __init__(self, why: str, *, tired: bool = False) -> None:
        super().__init__(why)
        self.tired = tired  # it used up its time: asking another one would be no use


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked about a mail; `own` as `wire.own_to_bytes` makes it."""

    verb: bytes
    own: bytes
    raw: bytes
    wanted: bytes = b""

    @property
    def size(self) -> int:
        """Bytes that are read to answer it."""
        return len(self.raw) + len(self.own)


@dataclass(slots=True)
class _Child:
    """One process: its socket, and the zone it has loaded."""

    process: "subprocess.Popen[bytes]"
    sock: socket.socket
    zone: str
    cost: Cost
    warm: bool = False
    own: bytes = b""  # what it was told of us last

    def ask(self, request: _Request) -> list[bytes]:
        """The answer to a request; raises _Died."""
        size = request.size
        end = time.monotonic() + self.cost.wall_for(size)
        try:
            self._wait(end)()
            # Our own words are many times what a mail is, and the same from one mail to the next.
            own, self.own = (b"" if request.own == self.own else request.own), request.own
            wire.send(self.sock, request.verb, own, request.raw, request.wanted)
            return wire.receive(self.sock, 3 * size + 32 * MB, self._wait(end))
        except TimeoutError:
            raise _Died("reading it takes too long", tired=True) from None
        except (OSError, wire.Broken):
            raise self._fate() from None

    def ready(self) -> None:
        """Wait until it can work; raises Temporary."""
        if self.warm:
            return
        end = time.monotonic() + self.cost.start
        try:
            self.warm = wire.receive(self.sock, 2**10, self._wait(end))[0] == wire.READY
            if self.warm:
                return
        except (OSError, wire.Broken):
            pass
        raise Temporary(f"the process that reads mails does not start ({self.stop()})")

    def stop(self) -> int:
        """Kill it, if it still runs; how it ended, as `subprocess` says it."""
        self.sock.close()
        self.process.kill()
        return self.process.wait()

    def _wait(self, end: float) -> Callable[[], None]:
        def wait() -> None:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.sock.settimeout(left)

        return wait

    def _fate(self) -> _Died:
        """Why the socket was closed: by its timers, or by something that nobody foresaw."""
        try:
            code = self.process.wait(1.0)
        except subprocess.TimeoutExpired:
            code = 0
        if -code in (signal.SIGPROF, signal.SIGALRM, signal.SIGXCPU):
            return _Died("reading it takes too long", tired=True)
        return _Died(f"the process that reads mails broke on it ({code})")


@dataclass(slots=True)
class WorkerParser:
    """`ports.Parser` in a process of its own; `module` is what that process runs, found in `sources`.

    The process is started at the first mail, or by `start`; mails are read one at a time.
    """

    module: str
    cost: Cost = field(default_factory=Cost)
    sources: tuple[str, ...] = SOURCES
    _child: _Child | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def outer(self, raw: bytes, own: Own) -> Outer:
        """A whole mail."""
        return self._outer(b"outer", raw, own)

    def plaintext(self, entity: bytes, own: Own) -> Outer:
        """What a mail holds encrypted."""
        return self._outer(b"plaintext", entity, own)

    def _outer(self, verb: bytes, raw: bytes, own: Own) -> Outer:
        text, ciphertext, signed, signature = self._ask(verb, raw, own)
        outer = _valid(_OUTER, text)
        return replace(outer, ciphertext=ciphertext, signed=signed, signature=signature)

    def inner(self, entity: bytes, own: Own) -> Inner:
        """The bytes that a signature covers, or a plaintext."""
        return _valid(_INNER, self._ask(b"inner", entity, own)[0])

    def inner_text(self, plaintext: bytes, own: Own) -> Inner:
        """A plaintext that is no MIME entity."""
        return _valid(_INNER, self._ask(b"text", plaintext, own)[0])

    def octets(self, entity: bytes, wanted: Collection[str], own: Own) -> dict[str, bytes]:
        """The decoded bytes of those attachments of an entity whose SHA-256 is wanted, unopened."""
        lengths, data, *_ = self._ask(b"octets", entity, own, json.dumps(sorted(wanted)).encode())
        found = wire.strings_to_octets(lengths, data)
        if any(hashlib.sha256(one).hexdigest() != digest for digest, one in found.items()):
            raise RuntimeError("a bug in reading mails: other bytes than those that were found before")
        return found

    def begin(self, zone: tzinfo = UTC) -> None:
        """As `start`, without waiting until it can work: it warms up while we do something else."""
        with self._lock:
            self._begun(wire.zone_name(zone))

    def start(self, zone: tzinfo = UTC) -> None:
        """Start the process now, for a hotline in this zone; raises Temporary when it does not start."""
        with self._lock:
            self._running(wire.zone_name(zone))

    def close(self) -> None:
        """End the process; the next request would start another."""
        with self._lock:
            self._stop()

    @property
    def pid(self) -> int | None:
        """Of the process that runs now."""
        return self._child.process.pid if self._child is not None else None

    def _ask(self, verb: bytes, raw: bytes, own: Own, wanted: bytes = b"") -> list[bytes]:
        """The strings of an answer; raises TooOdd, Temporary, RuntimeError for a bug."""
        known = _own_to_bytes(own)
        with self._lock:
            status, *strings = self._answer(_Request(verb, known, raw, wanted), wire.zone_name(own.zone))
            if status.startswith(wire.LAST):
                self._stop()
        match status.removeprefix(wire.LAST):
            case wire.VALUE:
                return strings
            case wire.ODD:
                raise TooOdd(strings[0].decode("utf-8", "replace"))
            case _:
                raise RuntimeError(f"a bug in reading mails: {strings[0].decode('ascii', 'replace')}")

    def _answer(self, request: _Request, zone: str) -> list[bytes]:
        why = ""
        for _ in range(TRIES):
            child = self._running(zone)
            try:
                return child.ask(request)
            except _Died as died:
                self._stop()
                why = str(died)
                if died.tired:
                    break
            except BaseException:
                self._stop()  # an answer that nobody waited for must not be the next one's
                raise
        raise TooOdd(why)

    def _running(self, zone: str) -> _Child:
        child = self._begun(zone)
        try:
            child.ready()
        except BaseException:
            self._stop()
            raise
        return child

    def _begun(self, zone: str) -> _Child:
        if self._child is not None and self._child.zone != zone:
            self._stop()
        if self._child is None:
            self._child = self._started(zone)
        return self._child

    def _started(self, zone: str) -> _Child:
        """A new process; raises Temporary when there is no room for one."""
        ours: socket.socket | None = None
        try:
            ours, its = socket.socketpair()
            with its:
                child = _Child(self._spawned(its, zone), ours, zone, self.cost)
        except OSError as error:
            if ours is not None:
                ours.close()
            raise Temporary(f"the process that reads mails cannot be started: {error.strerror}") from None
        crash_point("worker-started")
        return child

    def _spawned(self, its: socket.socket, zone: str) -> "subprocess.Popen[bytes]":
        # Errors of its start go where ours go; once warm, it speaks to nobody but us.
        return subprocess.Popen(  # noqa: S603 - our own program, and nothing of a mail in its arguments
            [sys.executable, "-B", "-P", "-s", "-m", self.module, zone, json.dumps(asdict(self.cost))],
            stdin=its.fileno(),
            stdout=subprocess.DEVNULL,
            env={"PYTHONPATH": os.pathsep.join(self.sources)},
            cwd="/",
            start_new_session=True,
        )

    def _stop(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None


def _valid(adapter: "TypeAdapter[T]", text: bytes) -> T:
    """The value, of exactly its types; raises TooOdd.  The worker has read what a stranger wrote."""
    try:
        return adapter.validate_json(text, strict=True)
    except ValidationError:
        raise TooOdd("what was read of it makes no sense") from None
