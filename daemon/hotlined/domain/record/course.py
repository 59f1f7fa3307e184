"""How the machine's clock has gone, as a value; what follows from it for a case is in `cases.clock`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hotlined.domain.record.running import ClockSet

NONE: Final = timedelta(0)


@dataclass(frozen=True, slots=True)
class Undone:
    """What was written down between these was by a clock that was ahead by so much, and was set back since.

    None other was written then: so long the clock has not shown these times once more.
    """

    since: datetime
    until: datetime
    back: timedelta


@dataclass(frozen=True, slots=True)
class Course:
    """Set before this daemon started (`settings`), and since (`noticed`; `ahead` in all, positive: forward).

    Before `floor` no moment comes; None: the clock was not behind the record.  `undone`: see there.
    """

    settings: tuple[ClockSet, ...] = ()
    ahead: timedelta = NONE
    floor: datetime | None = None
    noticed: tuple[ClockSet, ...] = ()
    undone: tuple[Undone, ...] = ()

    @property
    def is_steady(self) -> bool:
        """Whether it goes evenly by now, and is not behind: what follows from it for a case stays."""
        return self.ahead == NONE and self.floor is None


EVEN: Final = Course()
