"""How slow a line to a mail server may be, for the deadlines of both kinds of adapters."""

from typing import Final

SLOWEST: Final = 32 * 2**10  # bytes a second
AT_ONCE: Final = 64 * 2**10  # bytes that are sent under one time-out
TO_THE_DOT: Final = 180.0  # seconds for a mail up to its final dot, beside the time that its size needs
CUT_OFF: Final = 5.0  # seconds for the connection to end, once it is cut
MARGIN: Final = 60.0  # seconds before that begins, as until a lease is confirmed, or a busy loop gets to it
ON_THE_WAY: Final = 256 * 2**10  # bytes that count as sent and may still wait for the line (SO_SNDBUF)


def carried_in(size: int) -> float:
    """Seconds that a line needs at most for so many bytes: what carries them has so much longer."""
    return size / SLOWEST


def left_in(size: int) -> float:
    """Seconds after which a send that has no outcome has left as a whole: all that lasts is the answer."""
    return TO_THE_DOT + carried_in(size) + CUT_OFF + MARGIN
