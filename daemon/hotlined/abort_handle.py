"""A connection in use that another thread may have to end: what blocks in a library cannot be cancelled."""

import socket
import threading
from contextlib import suppress


class AbortHandle:
    """The other end of a socket in use: shutting it down ends any read, write or handshake on it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._end: socket.socket | None = None
        self._is_aborted = False

    def attach(self, sock: socket.socket) -> None:
        """Hold a duplicate of the socket; raises TimeoutError when it was aborted before."""
        with self._lock:
            if self._is_aborted:
                raise TimeoutError
            self._end = sock.dup()

    def abort(self) -> None:
        """End the connection now, from any thread; no byte is sent after that."""
        with self._lock, suppress(OSError):
            self._is_aborted = True
            if self._end is not None:
                self._end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the duplicate back."""
        with self._lock:
            if self._end is not None:
                self._end.close()
                self._end = None
