"""How slow a line to a mail server may be, for the deadlines of both kinds of adapters."""

from typing import Final

SLOWEST: Final = 32 * 2**10  # bytes a second


def carried_in(size: int) -> float:
    """Seconds that a line needs at most for so many bytes: what carries them has so much longer."""
    return size / SLOWEST
