"""The machine's time and randomness, which everything below takes as arguments, and its users."""

import asyncio
import pwd
import secrets
import time
from datetime import UTC, datetime

from hotlined.domain.values.reference import receipt_code, token_text


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that no clock change moves."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class SystemChance:
    """The machine's randomness."""

    def token(self) -> str:
        """128 bits."""
        return token_text(secrets.token_bytes(16))

    def code(self) -> str:
        """A receipt code."""
        return receipt_code(secrets.token_bytes(10))


def user_name(uid: int) -> str | None:
    """What the user of this number is called; None where the machine does not know it."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None
