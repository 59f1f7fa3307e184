"""The clocks of a lease: one for how long it lasts, and the machine's, to compare with the database's."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


def since_boot() -> float:
    """Seconds that no clock change moves, and that pass while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Both clocks of this machine, in seconds."""

    boot: Callable[[], float] = since_boot
    wall: Callable[[], float] = time.time

    def differ(self, before: float, told: float, bound: float) -> str:
        """How the database's clock differs from ours by more than `bound`, else "".

        `before` is ours when it was asked, so that the way there and back counts for neither.
        """
        ahead, behind = before - told, told - self.wall()
        if max(ahead, behind) <= bound:
            return ""
        way = f"{ahead:.0f} seconds ahead of" if ahead > behind else f"{behind:.0f} seconds behind"
        return f"this machine's clock is {way} the database's: set the wrong one right"


OURS: Final = Clocks()
