"""Where the LMTP door may listen: read once when the configuration is checked, once when it is opened."""

import ipaddress
from pathlib import Path
from typing import Final

LONGEST: Final = 100  # bytes of a socket's path; the system allows 107
EXPECTED: Final = (
    'the path of a socket ("/run/hotlined/lmtp") or a loopback address with a port ("127.0.0.1:24")'
)


def listening_place(text: str) -> Path | tuple[str, int] | None:
    """A socket path ("/..." or "unix:/...") or a loopback "host:port"; None for all else."""
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
