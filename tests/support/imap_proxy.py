"""A TCP proxy on loopback that spoils connections on purpose: pass, cut after k bytes, blackhole, reset.

It can also break one connection at one byte, pass byte by byte, and put other words into the talk.
The mode holds for all connections, open and to come, and may change at any moment; threads only, so that it
works beside any event loop.
"""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, Self

How = Literal["cut", "reset", "stall"]


@dataclass(slots=True)
class Fault:
    """What befalls the one connection that carries the `after`th byte from now in one direction."""

    how: How  # FIN to both, RST to the client, or silence in both directions
    after: int  # bytes that still pass
    upward: bool  # counted from the client to the server
    then: Callable[[], None] = lambda: None  # told from the proxy's thread


@dataclass(frozen=True, slots=True)
class Said:
    """What becomes of one line: passed on, answered, and perhaps the last of its connection."""

    on: bytes
    back: bytes = b""
    ends: bool = False


Edit = Callable[[bytes, bool], Said]  # a line with its end, and whether the server said it


class Proxy:
    """Listens on `port` and passes to 127.0.0.1:`target`; a context manager.

    `sent` counts the bytes passed from the server to the client, over all connections; `got` those from
    the client.  `edit` sees each line, or one that `edits` makes for each connection (also for those that are
    open); `slow` passes each byte in a segment of its own.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.sent = 0
        self.got = 0
        self.connections = 0
        self.edit: Edit | None = None
        self.edits: Callable[[], Edit] | None = None
        self.slow = False
        self.heard: Callable[[bytes], object] = bool  # told what the server said, in the proxy's thread
        self._lock = threading.Lock()
        self._budget: int | None = None  # bytes until the cut
        self._fault: Fault | None = None
        self._silent = False
        self._refusing = False
        self._pairs: list[_Pair] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def heal(self) -> None:
        """Pass everything from now on; connections whose bytes were swallowed stay broken."""
        with self._lock:
            self._budget, self._silent, self._refusing, self._fault = None, False, False, None

    def turn_to(self, target: int) -> None:
        """Pass to another port from now on, as an address that goes to another machine; what is open ends."""
        self._target = target
        self.cut()

    def cut_after(self, count: int) -> None:
        """Pass `count` more bytes from the server, over all connections, then end what then wants more."""
        with self._lock:
            self._budget = count

    def blackhole(self) -> None:
        """Swallow everything in both directions; connections stay open and new ones are accepted."""
        with self._lock:
            self._silent = True

    def refuse(self) -> None:
        """End new connections at once; those that are open go on."""
        with self._lock:
            self._refusing = True

    def once(self, fault: Fault) -> None:
        """Let one fault befall one connection, the next to get there; all others pass."""
        with self._lock:
            self._fault = fault

    def cut(self) -> None:
        """End all open connections with FIN, now."""
        for pair in self._take():
            pair.end()

    def reset(self) -> None:
        """End all open connections with RST towards the client, now."""
        for pair in self._take():
            pair.reset()

    def _take(self) -> list["_Pair"]:
        with self._lock:
            pairs, self._pairs = self._pairs, []
        return pairs

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                if self._refusing:
                    client.close()
                    continue
                try:
                    server = socket.create_connection(("127.0.0.1", self._target), 5)
                except OSError:
                    client.close()
                    continue
                server.settimeout(None)
                for one in (client, server):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                pair = _Pair(client, server)
                with self._lock:
                    self._pairs.append(pair)
                threading.Thread(target=self._pump, args=(pair, False), daemon=True).start()
                threading.Thread(target=self._pump, args=(pair, True), daemon=True).start()

    def _pump(self, pair: "_Pair", downward: bool) -> None:
        source = pair.server if downward else pair.client
        rest = b""
        with suppress(OSError):
            while chunk := source.recv(65536):
                if self.edit is None and self.edits is None:
                    going = self._pass(pair, rest + chunk, downward)
                    rest = b""
                else:
                    *lines, rest = (rest + chunk).split(b"\n")
                    going = all(self._edited(pair, line + b"\n", downward) for line in lines)
                if not going:
                    break
        if not (downward and (self._silent or pair.is_mute)):
            pair.end()  # a client that has gone away sees nothing of it in any case
        pair.leave()

    def _edited(self, pair: "_Pair", line: bytes, downward: bool) -> bool:
        edit = self.edit
        if self.edits is not None:
            edit = pair.edits.setdefault(self.edits, self.edits())
        said = edit(line, downward) if edit else Said(line)
        going = self._pass(pair, said.on, downward) and self._pass(pair, said.back, not downward)
        return going and not said.ends

    def _pass(self, pair: "_Pair", chunk: bytes, downward: bool) -> bool:
        """Pass on what may be; whether the connection is to go on."""
        passed, fault = self._allowed(pair, chunk, downward)
        drain = pair.client if downward else pair.server
        step = 1 if self.slow else max(len(passed), 1)
        for start in range(0, len(passed), step):
            drain.sendall(passed[start : start + step])
        if downward:
            self.heard(passed)
        if fault is not None:
            pair.befall(fault.how)
            fault.then()
        return not (downward and self._budget == 0)

    def _allowed(self, pair: "_Pair", chunk: bytes, downward: bool) -> tuple[bytes, Fault | None]:
        """What of the bytes is passed on, and what befalls the connection after them."""
        with self._lock:
            if self._silent or pair.is_mute:
                return b"", None
            if self._budget is not None and downward:
                chunk = chunk[: self._budget]
                self._budget -= len(chunk)
            fault = self._fault
            if fault is not None and fault.upward is not downward:
                chunk = chunk[: fault.after] if len(chunk) >= fault.after else chunk
                fault.after -= len(chunk)
                if fault.after == 0:
                    self._fault = None
                    pair.is_mute = True
            if downward:
                self.sent += len(chunk)
            else:
                self.got += len(chunk)
            return chunk, fault if pair.is_mute else None


class _Pair:
    """One connection: its two sockets, closed once both threads have left."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
        self.is_mute = False  # everything is swallowed from now on
        self.edits: dict[Callable[[], Edit], Edit] = {}
        self._users = 2
        self._lock = threading.Lock()
        self._is_over = False

    def end(self) -> None:
        """FIN to both sides."""
        with self._lock:
            if not self._is_over:
                self._is_over = True
                self._shut(self.client, socket.SHUT_RDWR)
                self._shut(self.server, socket.SHUT_RDWR)

    def reset(self) -> None:
        """RST to the client: it is sent by the last close, so the threads are only woken here."""
        with self._lock:
            if not self._is_over:
                self._is_over = True
                self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self._shut(self.client, socket.SHUT_RD)
                self._shut(self.server, socket.SHUT_RDWR)

    def befall(self, how: How) -> None:
        """One fault; nothing passes any more in any case."""
        if how == "cut":
            self.end()
        elif how == "reset":
            self.reset()

    def leave(self) -> None:
        """Called by each thread when it is done."""
        with self._lock:
            self._users -= 1
            if self._users == 0:
                self.client.close()
                self.server.close()

    @staticmethod
    def _shut(sock: socket.socket, how: int) -> None:
        with suppress(OSError):
            sock.shutdown(how)
