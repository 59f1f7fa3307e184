"""Where the LMTP door may listen: read once when the configuration is checked, once when it is opened."""

import ipaddress
from pathlib import Path
from typing import Final, Literal

SYSTEMD: Final = "systemd"  # listens itself, and passes the socket
LONGEST: Final = 100  # bytes of a socket's path; the system allows 107
EXPECTED: Final = (
    'the path of a socket ("/run/hotlined/lmtp"), a loopback address with a port ("127.0.0.1:24"), '
    'or "systemd"'
)


def listening_place(text: str) -> Path | tuple[str, int] | Literal["systemd"] | None:
    """A socket path ("/..." or "unix:/..."), a loopback "host:port", or "systemd"; None for all else."""
    if text == SYSTEMD:
        return SYSTEMD
    path = text.removeprefix("unix:")
    if path.startswith("/"):
        fits = path.isprintable() and len(path.encode()) <= LONGEST and not path.endswith("/")
        return Path(path) if fits else None
    host, _, port = text.rpartition(":")
    host = "127.0.0.1" if host == "localhost" else host.removeprefix("[").removesuffix("]")
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        return None
    is_port = port.isascii() and port.isdigit() and len(port) <= 5 and int(port) < 2**16
    return (host, int(port)) if local and is_port else None
