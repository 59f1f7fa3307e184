"""The bytes under the IMAP connection, in a buffer of our own.

So it is always known whether bytes have been read that nobody has looked at (imaplib's own buffer hides
an EXISTS that came in one packet with the answer to IDLE from `select`, until the next one), a literal is
whole or an error (imaplib takes a short one), and bytes slipped in before the TLS handshake are refused
instead of believed (RFC 9051 section 11.1).
"""

import imaplib
import logging
import select
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from imapclient import IMAPClient, SocketTimeout
from imapclient.imap_utf7 import decode as decode_utf7
from imapclient.imap_utf7 import encode as encode_utf7
from imapclient.response_parser import parse_response

from hotlined.abort_handle import AbortHandle
from hotlined.app.crash_points import crash_point
from hotlined.app.ports import AT_ONCE, ON_THE_WAY, Permanent

MAX_LINE = 8 * 1024 * 1024  # bytes; SEARCH answers with one line for the whole folder
MAX_LITERAL = 256 * 1024 * 1024  # bytes; what is larger is a broken or hostile server

# The library's debug log shows commands and replies, which hold addresses and subjects (P16).
logging.getLogger("imapclient").setLevel(logging.WARNING)


def done(command: Callable[..., object], *args: Any, **options: Any) -> bool:
    """Whether the server did it; what ends the connection is raised."""
    try:
        command(*args, **options)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        return False
    return True


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Where a mailbox is and how to log in; times in seconds.

    `password` is called at each connection.  `tls` "none" is refused unless the host is loopback.
    `read_timeout` bounds each read, `call_timeout` each call of the mailbox as a whole,
    beside the time that the size of its mails needs.
    """

    host: str
    port: int
    tls: Literal["tls", "starttls", "none"]
    user: str
    password: Callable[[], str] = field(repr=False)
    bearer: bool = False  # the password is an access token (RFC 6750)
    cafile: Path | None = None
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    idle_seconds: float = 540.0  # below the half hour of RFC 2177 and the patience of most NATs
    call_timeout: float = 120.0


class _Lines(imaplib.IMAP4):
    """imaplib with a buffer of our own: see the head of this module."""

    def __init__(self, account: ImapAccount, abort: AbortHandle, context: ssl.SSLContext | None) -> None:
        self._account = account
        self._abort = abort
        self._context = context
        self._buffer = bytearray()
        super().__init__(account.host, account.port, timeout=account.connect_timeout)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        sock = socket.create_connection((host, port), timeout)
        crash_point("imap-connected")
        self._abort.attach(sock)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # both outlive the wrapping of STARTTLS
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ON_THE_WAY)
        with suppress(AttributeError, OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 20)
        self.sock = self._wrapped(sock) if self._account.tls == "tls" else sock

    def _wrapped(self, sock: socket.socket) -> socket.socket:
        if self._context is None:
            raise Permanent("there is no TLS context")
        return self._context.wrap_socket(sock, server_hostname=self._account.host)

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> tuple[Any, list[Any]]:
        kind, data = self.xatom("STARTTLS")
        if kind == "OK":
            if self._buffer:
                raise self.abort("bytes before the TLS handshake")
            self.sock = self._wrapped(self.sock)
        return kind, data

    def send(self, data: Any) -> None:
        # In pieces: a time-out is for all that is sent at once, and a slow line may need longer.
        for at in range(0, len(data), AT_ONCE):
            super().send(data[at : at + AT_ONCE])
        crash_point("imap-sent")

    def _command(self, name: str, *args: Any) -> Any:  # imaplib's, as the next one
        self._verb = str(args[0] if name == "UID" and args else name).lower()
        return super()._command(name, *args)  # type: ignore[misc]  # not in its stub

    def _command_complete(self, name: str, tag: Any) -> Any:
        answer = super()._command_complete(name, tag)  # type: ignore[misc]  # not in its stub
        crash_point(f"imap-{self._verb}-answered")
        return answer

    def _fill(self) -> None:
        chunk = self.sock.recv(65536)
        if not chunk:
            raise self.abort("EOF")
        self._buffer += chunk

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def read(self, size: int) -> bytes:
        if size > MAX_LITERAL:
            raise self.abort("literal too large")
        while len(self._buffer) < size:
            self._fill()
            crash_point("imap-half-literal")
        return self._take(size)

    def readline(self) -> bytes:
        start = 0
        while (end := self._buffer.find(b"\n", start)) < 0:
            if (start := len(self._buffer)) > MAX_LINE:
                raise self.abort("line too long")
            self._fill()
        return self._take(end + 1)

    def shutdown(self) -> None:
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()

    def wait_readable(self, wake: int, seconds: float) -> None:
        """Until bytes are there to read, or the file descriptor `wake` is readable, or the time is over."""
        if self._buffer or (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
            return
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        poll.register(wake, select.POLLIN)
        poll.poll(seconds * 1000)


class Client(IMAPClient):  # type: ignore[misc]  # the library ships no types
    """imapclient on `_Lines`; TLS is done there."""

    def __init__(self, account: ImapAccount, abort: AbortHandle) -> None:
        self._account = account
        self._abort = abort
        self._context = None if account.tls == "none" else ssl.create_default_context(cafile=account.cafile)
        timeout = SocketTimeout(account.connect_timeout, account.read_timeout)
        super().__init__(account.host, account.port, ssl=False, timeout=timeout)
        self._imap.debug = 0  # the library sets 5, which formats each literal for the log
        self.normalise_times = False  # else INTERNALDATE comes as naive local time

    def _create_IMAP4(self) -> _Lines:  # the library's hook
        return _Lines(self._account, self._abort, self._context)

    def list_marked(self) -> Any:
        """As `list_folders`, with the marks of RFC 6154, which a plain LIST may omit."""
        command = ("LIST", '""', '"*"', "RETURN", "(SPECIAL-USE)")
        answer = self._imap._untagged_response(*self._imap._simple_command(*command), "LIST")[1]
        return self._proc_folder_list(answer)

    def _raw_command_untagged(self, command: Any, args: Any, *more: Any, **options: Any) -> Any:
        """The library's; an answer to SEARCH may come in several lines, of which it takes offence."""
        data = super()._raw_command_untagged(command, args, *more, **options)
        return [b" ".join(line for line in data if line)] if command == b"SEARCH" else data

    def _proc_folder_list(self, folder_data: Any) -> Any:  # the library's
        """Flags, delimiter and name of each folder; one whose name is no modified UTF-7 nobody can open.

        The library gives up all of them for one such, and takes "007" for 7.
        """
        found = []
        for item in folder_data:
            if item in (b"", None):
                continue
            flags, delimiter, name = parse_response([item])
            if not isinstance(name, bytes):  # "007", or "NIL"
                name = item.rpartition(b" ")[2].strip(b'"')
            with suppress(UnicodeError):
                known = decode_utf7(name)
                encode_utf7(known)
                found.append((flags, delimiter, known))
        return found

    def idle(self) -> None:
        """Begin IDLE; untagged responses before the "+" are allowed (the library's own takes offence)."""
        imap = self._imap
        self._idle_tag = imap._command("IDLE")
        while imap._get_response() is not None:
            if imap.tagged_commands[self._idle_tag]:
                raise imap.error("IDLE refused")
