"""Time as an argument."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time as an argument."""

    def now(self) -> datetime:
        """Aware UTC."""

    def monotonic(self) -> float:
        """Seconds that no clock change moves."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""
