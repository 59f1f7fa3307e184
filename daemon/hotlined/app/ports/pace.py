"""How slow a line to a mail server may be, for the deadlines of both kinds of adapters."""

from typing import Final

SLOWEST: Final = 32 * 2**10  # bytes a second
AT_ONCE: Final = 64 * 2**10  # bytes that are sent under one time-out
ON_THE_WAY: Final = 256 * 2**10  # bytes that count as sent and may still wait for the line (SO_SNDBUF)


def carried_in(size: int) -> float:
    """Seconds that a line needs at most for so many bytes: what carries them has so much longer."""
    return size / SLOWEST
