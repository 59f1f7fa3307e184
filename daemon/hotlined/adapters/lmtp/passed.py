"""The socket that systemd has opened for us and hands over at the start (sd_listen_fds(3)).

The protocol is three variables and file descriptors from 3 on, so no library is needed.
"""

import os
import socket
from collections.abc import Mapping
from typing import Final

from hotlined.app.ports import Permanent

NAME: Final = "lmtp"  # FileDescriptorName= in systemd/hotlined-lmtp.socket
FIRST: Final = 3  # SD_LISTEN_FDS_START
HOW: Final = "systemctl enable hotlined-lmtp.socket, then systemctl restart hotlined"


def passed_socket(environ: Mapping[str, str], pid: int, *, first: int = FIRST) -> socket.socket:
    """The listening Unix socket that is called `lmtp`; raises Permanent when systemd passed none such.

    A socket of another kind is refused: another machine might reach it.
    """
    numbers = [first + at for at, name in enumerate(_names(environ, pid)) if name == NAME]
    if len(numbers) != 1:
        raise Permanent(f"lmtp: systemd passed {len(numbers)} sockets called {NAME}, expected one: {HOW}")
    try:
        os.set_inheritable(numbers[0], False)  # gpg and the process that reads mails have no use for it
        found = socket.socket(fileno=numbers[0])
        listens = found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except OSError as error:
        raise Permanent(f"lmtp: what systemd passed is no socket: {os.strerror(error.errno or 0)}") from None
    if (found.family, found.type) != (socket.AF_UNIX, socket.SOCK_STREAM) or not listens:
        found.detach()
        raise Permanent(
            "lmtp: systemd passed another socket than a listening Unix stream (ListenStream=/path)"
        )
    return found


def _names(environ: Mapping[str, str], pid: int) -> list[str]:
    """The names of what was passed to this process, in the order of the descriptors."""
    count = environ.get("LISTEN_FDS", "")
    if environ.get("LISTEN_PID") != str(pid) or not count.isdecimal():
        return []
    names = environ.get("LISTEN_FDNAMES", "").split(":")
    return [*names, *[""] * int(count)][: min(int(count), 1_000)]
