"""A TCP proxy on loopback that spoils connections on purpose: pass, cut after k bytes, blackhole, reset.

The mode holds for all connections, open and to come, and may change at any moment; threads only, so that it
works beside any event loop.
"""

import socket
import struct
import threading
from contextlib import suppress
from typing import Self


class Proxy:
    """Listens on `port` and passes to 127.0.0.1:`target`; a context manager.

    `sent` counts the bytes passed from the server to the client, over all connections.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.sent = 0
        self.connections = 0
        self._lock = threading.Lock()
        self._budget: int | None = None  # bytes until the cut
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
            self._budget, self._silent, self._refusing = None, False, False

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
                pair = _Pair(client, server)
                with self._lock:
                    self._pairs.append(pair)
                threading.Thread(target=self._pump, args=(pair, False), daemon=True).start()
                threading.Thread(target=self._pump, args=(pair, True), daemon=True).start()

    def _pump(self, pair: "_Pair", downward: bool) -> None:
        source, drain = (pair.server, pair.client) if downward else (pair.client, pair.server)
        with suppress(OSError):
            while chunk := source.recv(65536):
                passed = self._allowed(chunk) if downward else (b"" if self._silent else chunk)
                drain.sendall(passed)
                if downward and self._budget == 0:
                    break
        if not self._silent:
            pair.end()
        pair.leave()

    def _allowed(self, chunk: bytes) -> bytes:
        """What of the server's bytes is passed on."""
        with self._lock:
            if self._silent:
                return b""
            if self._budget is not None:
                chunk = chunk[: self._budget]
                self._budget -= len(chunk)
            self.sent += len(chunk)
            return chunk


class _Pair:
    """One connection: its two sockets, closed once both threads have left."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
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
