"""The leases of several daemons in memory: `lease.Lease`, told by a clock that a test moves.

Passes `tests.app.lease_contract`, as the database does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from hotlined.app.lease import ClockOff
from hotlined.app.ports import Crew, Temporary

SITE: Final = "site"
BESIDE: Final = "beside "  # before the name of a daemon that works beside the first
RENEWALS: Final = 6  # as of the real one, and these
TO_TAKE: Final = 30.0  # seconds that the clocks may differ
TO_KEEP: Final = 60.0


@dataclass
class Row:
    """A lease as the store has it."""

    epoch: int = 0
    holder: str = ""
    until: float = float("-inf")
    ready: bool = False


@dataclass(frozen=True)
class Holder:
    """Who has a lease, and for how long still; `lease.Other`."""

    holder: str
    left: float
    ready: bool


class Ended(Protocol):
    """Ends the session in which a daemon has its locks."""

    def __call__(self, holder: str) -> None: ...


@dataclass
class Leases:
    """The table of leases; `ended` is told of whoever has lost its place."""

    monotonic: Callable[[], float]
    ended: Ended = lambda holder: None
    rows: dict[str, Row] = field(default_factory=dict)

    def crew(self) -> Crew:
        """Who works; those beside whose time is over are taken away first."""
        now = self.monotonic()
        for name in [one for one, row in self.rows.items() if one.startswith(BESIDE) and row.until < now]:
            self.ended(self.rows.pop(name).holder)
        site = self.rows.get(SITE, Row())
        first = site.holder if site.ready and site.until > now else ""
        return Crew(
            first, frozenset(row.holder for name, row in self.rows.items() if name.startswith(BESIDE))
        )

    def works(self, holder: str) -> bool:
        """Whether it may still be at work."""
        return holder != "" and any(row.holder == holder for row in self.rows.values())

    def in_force(self, holder: str) -> bool:
        """Whether it has a lease whose time is not over."""
        now = self.monotonic()
        return any(row.holder == holder and row.until > now for row in self.rows.values())


@dataclass
class FakeLease:
    """One daemon's side of a lease; `cut`: it cannot reach the store; `off`: its clock is so far ahead."""

    leases: Leases
    holder: str
    name: str = SITE
    seconds: float = 45.0
    cut: Callable[[], bool] = lambda: False
    off: Callable[[], float] = lambda: 0.0  # seconds
    _epoch: int | None = None
    _until: float = float("-inf")

    @property
    def every(self) -> float:
        """Seconds between two renewals."""
        return self.seconds / RENEWALS

    def take(self) -> Holder | None:
        """None when it is ours; ClockOff, whoever has it."""
        self._reach()
        self._compare(TO_TAKE)
        now = self.leases.monotonic()
        row = self.leases.rows.setdefault(self.name, Row())
        if row.holder not in ("", self.holder) and row.until > now:
            return Holder(row.holder, row.until - now, row.ready)
        before, row.holder = row.holder, self.holder
        row.epoch, row.ready, row.until = row.epoch + 1, False, now + self.seconds
        self._epoch, self._until = row.epoch, row.until
        if before not in ("", self.holder):
            self.leases.ended(before)
        return None

    def left(self) -> float:
        """As it believes itself."""
        return self._until - self.leases.monotonic()

    def holds(self) -> bool:
        """For some time still."""
        return self.left() > self.every

    def renew(self) -> None:
        """Later; Temporary where it is another's; ClockOff."""
        self._reach()
        row = self._row()
        if row is None:
            self._until = float("-inf")
            raise Temporary("another hotlined has taken over")
        row.until = self.leases.monotonic() + self.seconds
        self._compare(TO_KEEP)
        self._until = row.until

    def last_look(self) -> float:
        """As the store says now, and no longer than it believes itself."""
        row = self._row()
        if row is None or self.cut():
            return float("-inf")
        return min(row.until - self.leases.monotonic(), self.left())

    def confirm(self) -> bool:
        """As the store says now."""
        try:
            self.renew()
        except Temporary:
            return False
        return self.holds()

    def hold(self) -> None:
        """Within a write: Temporary where it is another's; ClockOff."""
        if self._row() is None:
            raise Temporary("another hotlined has taken over: nothing was written")
        self._compare(TO_KEEP)

    @property
    def moved(self) -> bool:
        """It is the one server."""
        return False

    def arrived(self) -> None:
        """Nothing was missing."""

    def open_to_others(self) -> None:
        """Others may work beside it."""
        self._reach()
        row = self._row()
        if row is None:
            raise Temporary("another hotlined has taken over")
        row.ready = True

    def give_back(self) -> None:
        """At once another's; never raises."""
        row, self._epoch, self._until = self._row(), None, float("-inf")
        if row is None or self.cut():
            return
        if self.name.startswith(BESIDE):
            del self.leases.rows[self.name]
        else:
            row.holder, row.until, row.ready = "", float("-inf"), False

    def _compare(self, bound: float) -> None:
        if abs(self.off()) > bound:
            self._until = float("-inf")
            raise ClockOff("this machine's clock is off the store's")

    def _row(self) -> Row | None:
        row = self.leases.rows.get(self.name)
        return row if row is not None and self._epoch is not None and row.epoch == self._epoch else None

    def _reach(self) -> None:
        if self.cut():
            raise Temporary("the store cannot be reached")
