"""For how long a mailbox could not be read in full; analysts are told once when that is too long (E2)."""

from dataclasses import dataclass

from hotlined.app import audit
from hotlined.app.desk_alarm import tell_deaf
from hotlined.app.docket import Docket
from hotlined.app.ports import Clock


@dataclass(slots=True)
class Deafness:
    """Counted from the last whole full read of the mailbox, or from when its loop began."""

    mailbox: str
    docket: Docket
    clock: Clock
    last_whole: float | None = None  # monotonic; None: the loop has not begun
    _told: bool = False

    def begin(self) -> None:
        """The loop begins: nothing can have been read before."""
        self.last_whole = self.clock.monotonic()

    def heard(self) -> None:
        """All of the mailbox was read just now."""
        self.last_whole = self.clock.monotonic()
        self._told = False

    def seconds(self) -> float:
        """Seconds that it has lasted; 0.0 before the loop has begun."""
        return 0.0 if self.last_whole is None else self.clock.monotonic() - self.last_whole

    async def tell(self, *, leads: bool) -> None:
        """Tell the analysts if it is time; unless this daemon `leads`, the first one does."""
        since = self.seconds()
        limit = self.docket.site().agreement.deaf_after.total_seconds()
        if self._told or since < limit:
            return
        audit.deaf(self.mailbox, since)
        if not leads:
            self._told = True  # the first one reads what lies here, and tells where it cannot
            return
        self._told = await tell_deaf(self.docket, self.mailbox, since)
