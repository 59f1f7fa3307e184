"""What private servers of the tests have in common: free ports of loopback, and waiting until they greet."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack

PATIENCE = 20.0  # seconds until a server must listen, or have stopped


def free_ports(count: int) -> list[int]:
    """So many ports that nobody listens on."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


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
