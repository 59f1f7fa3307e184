"""What private servers of the tests have in common: free ports of loopback, and waiting until they greet."""

import random
import socket
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

_OURS = (10_240, 32_768)  # Linux gives those from 32768 on (net.ipv4.ip_local_port_range)
_CHANCE = random.SystemRandom()
PATIENCE = 20.0  # seconds until a server must listen, or have stopped


def free_ports(count: int) -> list[int]:
    """So many ports that nobody listens on.

    They are below those that the kernel gives to whoever connects to a server: one of those could be
    somebody's before ours listens on it.
    """
    found: list[int] = []
    while len(found) < count:
        port = _CHANCE.randrange(*_OURS)
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            found += [port] if port not in found else []
    return found


def until_it_greets(
    name: str, process: "subprocess.Popen[bytes]", ports: Iterable[int], log: Callable[[], str]
) -> None:
    """Wait until a server says something on each port; raises RuntimeError with its log when it does not."""
    deadline = time.monotonic() + PATIENCE
    for port in ports:
        while not _greets(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{name} does not start:\n{log()}")
            time.sleep(0.02)


def _greets(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as sock:
            return bool(sock.recv(1))
    except OSError:
        return False
