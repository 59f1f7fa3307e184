"""Tells systemd how the daemon is doing (sd_notify): ready, a line of status, alive, reloading, stopping.

The protocol is one datagram of `KEY=value` lines to the socket named in NOTIFY_SOCKET, so no library is
needed. Not started by systemd, or systemd out of reach: nothing is sent and nobody is disturbed, for the
mail matters more than its supervision, and a missed watchdog ping already has its own consequence.
"""

import contextlib
import socket
import time
from collections.abc import Callable, Mapping


class Notifier:
    """The daemon's line to systemd; every call returns whether a datagram left."""

    def __init__(
        self,
        environ: Mapping[str, str],
        pid: int,
        *,
        monotonic_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._address = _address(environ.get("NOTIFY_SOCKET", ""))
        self._interval = _interval(environ, pid)
        self._monotonic_ns = monotonic_ns

    @property
    def watchdog_interval(self) -> float | None:
        """Seconds between two `watchdog` calls, half of what systemd allows; None if it does not watch."""
        return self._interval

    def ready(self) -> bool:
        """Start-up, or a reload, is complete."""
        return self._send("READY=1")

    def status(self, text: str) -> bool:
        """One line for `systemctl status`; it must name nothing of a report (P16)."""
        return self._send("STATUS=" + " ".join(text.split()))

    def watchdog(self) -> bool:
        """The daemon is alive; to be called by the loop whose standstill should restart it."""
        return self._send("WATCHDOG=1")

    def stopping(self) -> bool:
        """A clean stop has begun."""
        return self._send("STOPPING=1")

    def reloading(self) -> bool:
        """SIGHUP is being carried out; `ready` ends it. The time is what Type=notify-reload compares."""
        return self._send(f"RELOADING=1\nMONOTONIC_USEC={self._monotonic_ns() // 1000}")

    def _send(self, lines: str) -> bool:
        if self._address is None:
            return False
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            # systemd's queue may be full; the loop that calls must not wait for it.
            out.setblocking(False)
            out.sendto(lines.encode(), self._address)
            return True
        return False


def _address(named: str) -> str | None:
    """The address to send to; `@` stands for the zero byte of an abstract socket (sd_notify(3))."""
    if named.startswith("@"):
        return "\0" + named[1:]
    return named if named.startswith("/") else None


def _interval(environ: Mapping[str, str], pid: int) -> float | None:
    """Half of WATCHDOG_USEC in seconds, unless it is meant for another process (sd_watchdog_enabled(3))."""
    allowed, watched = environ.get("WATCHDOG_USEC", ""), environ.get("WATCHDOG_PID", str(pid))
    if not allowed.isdecimal() or int(allowed) == 0 or watched != str(pid):
        return None
    return int(allowed) / 2_000_000
