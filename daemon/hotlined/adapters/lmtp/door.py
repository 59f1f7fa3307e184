"""The LMTP door: a Unix socket, ours or systemd's, or a loopback port; nothing that others can reach.

Who may connect may hand in any mail with any header, so a Unix socket in a folder of the mail server's
group is the better choice; a loopback port is open to every user of the machine.
"""

import asyncio
import logging
import os
import socket
import stat
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

from hotlined.adapters.lmtp.passed import passed_socket
from hotlined.adapters.lmtp.reception import Limits, Reception
from hotlined.adapters.lmtp.session import LmtpSession
from hotlined.adapters.lmtp.spool import Spool
from hotlined.app.listening import EXPECTED, listening_place
from hotlined.app.ports import Permanent
from hotlined.domain.values.address import Address

BUSY: Final = b"421 4.3.2 Too many connections, please try again\r\n"
SOCKET_MODE: Final = 0o660  # us, and the mail server by its group


def parse_listen(text: str) -> Path | tuple[str, int] | Literal["systemd"]:
    """Where to listen (see `app.listening`); raises Permanent for what another machine could reach."""
    place = listening_place(text)
    if place is None:
        raise Permanent(f"lmtp: {text!r} is not {EXPECTED}")
    return place


class LmtpDoor:
    """Takes mail into `spools` (by identity) for as long as it is open.

    `identities` are our addresses by identity, `former` those of before, asked for at each recipient;
    `hostname` is what we call ourselves.  A spool must have been given for each identity that has an address
    of its own.
    """

    def __init__(
        self,
        listen: str,
        spools: Mapping[str, Spool],
        identities: Callable[[], Mapping[str, Address]],
        *,
        hostname: str = "localhost",
        limits: Limits | None = None,
        former: Callable[[], Mapping[str, Sequence[Address]]] = dict,
    ) -> None:
        self._where = parse_listen(listen)
        self._listen = listen
        self._hostname = hostname
        self._limits = limits or Limits()
        self._reception = Reception(spools, identities, self._limits, former)
        self._present: set[LmtpSession] = set()
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """The port, when it listens on one."""
        assert self._server is not None  # noqa: S101  only of an open door
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def open(self) -> None:
        """Prepare the spools and listen; raises Permanent when it cannot, Temporary for the spools."""
        # aiosmtpd logs envelope addresses and whole lines of mails (P16).
        logging.getLogger("mail.log").disabled = True
        for spool in self._reception.spools.values():
            await spool.prepare()
        loop = asyncio.get_running_loop()
        try:
            match self._where:
                case Path() as path:
                    clear_stale(path)
                    self._server = await loop.create_unix_server(self._answer, path)
                    os.chmod(path, SOCKET_MODE)
                case "systemd":
                    # Not create_unix_server: since Python 3.13 that removes the path in the end, and
                    # nobody would reach the socket on which systemd goes on to listen.
                    given = passed_socket(os.environ, os.getpid())
                    self._server = await loop.create_server(self._answer, sock=given)
                case (host, port):
                    self._server = await loop.create_server(self._answer, host, port)
        except OSError as error:
            why = os.strerror(error.errno) if error.errno else "not possible"
            raise Permanent(f"lmtp: cannot listen on {self._listen!r}: {why}") from None

    async def close(self) -> None:
        """Listen no more and end all conversations; what was not acknowledged comes again."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for session in tuple(self._present):
            if isinstance(session.transport, asyncio.Transport):
                session.transport.abort()
        await server.wait_closed()
        if isinstance(self._where, Path):
            with suppress(OSError):
                self._where.unlink()

    def _answer(self) -> asyncio.BaseProtocol:
        if len(self._present) >= self._limits.connections:
            return _Busy()
        return LmtpSession(self._reception, self._hostname, self._present)


class _Busy(asyncio.Protocol):
    """A connection too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say so, and hang up."""
        if isinstance(transport, asyncio.Transport):
            transport.write(BUSY)
        transport.close()


def clear_stale(path: Path) -> None:
    """Remove a socket that nobody listens on; raises Permanent when somebody does, or it is no socket."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise Permanent(f"lmtp: {str(path)!r} exists and is no socket")
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
        else:
            raise Permanent(f"lmtp: another process listens on {str(path)!r}")
