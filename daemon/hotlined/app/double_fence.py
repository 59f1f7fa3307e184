"""One fence over several inboxes: as good as the weakest of them (P5).

Mail of the LEA may come by IMAP and by LMTP.  Each watch reports its own full reads; the fence that a
notice needs began when the earliest of the latest reads began, and ended when the first of them ended.
As long as one inbox was never read in full there is none.  When the machine's clock was set, each inbox
has to be read anew, by a read that began after that (C1).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from hotlined.app.clockwatch import ClockWatch
from hotlined.app.ports import Clock
from hotlined.domain.ntd.notices import Fence


@dataclass(frozen=True, slots=True)
class ReadListener:
    """Whom a watch tells: `read` of each whole full read, `news` of mail that it found in one."""

    read: Callable[[datetime, datetime], None]
    news: Callable[[], None]


NO_LISTENER: Final = ReadListener(
    lambda began, finished: None, lambda: None
)  # of a mailbox in which no hold is looked for


@dataclass(slots=True)
class AllOf:
    """Joins sources; `read` is told of every change of what they come to together (`Fences.read`)."""

    clock: Clock
    read: Callable[[datetime, datetime], None]
    void: Callable[[], None]  # `Fences.news`
    _watch: ClockWatch = field(init=False)
    _doubtful: set[str] = field(default_factory=set)  # their next read may have begun before a jump
    _latest: dict[str, Fence | None] = field(default_factory=dict)
    _wakes: list[Callable[[], None]] = field(default_factory=list)
    _told: Fence | None = None

    def __post_init__(self) -> None:
        self._watch = ClockWatch(self.clock)

    def join(self, name: str, wake: Callable[[], None]) -> ReadListener:
        """Add a source before it reads anything; gives what its watch tells.

        `wake` has this source read now.  Raises ValueError for a name that is taken.
        """
        if name in self._latest:
            raise ValueError(f"there is a source named {name} already")
        self._latest[name] = None
        self._wakes.append(wake)

        def report(began_at: datetime, finished_at: datetime) -> None:
            self._look()
            if name in self._doubtful:
                self._doubtful.remove(name)
                return
            self._latest[name] = Fence(began_at, finished_at)
            self._combine()

        def news() -> None:  # there is mail that it has not dealt with
            self._latest[name] = None
            self.void()

        return ReadListener(report, news)

    def _look(self) -> None:
        if not self._watch.even():
            self._latest = dict.fromkeys(self._latest)
            self._doubtful = set(self._latest)

    def wake(self) -> None:
        """Have every source read now (`Fences.wake`)."""
        for wake in self._wakes:
            wake()

    def _combine(self) -> None:
        fences = [fence for fence in self._latest.values() if fence is not None]
        if len(fences) < len(self._latest):
            return
        weakest = Fence(min(one.began_at for one in fences), min(one.finished_at for one in fences))
        if weakest != self._told:
            self._told = weakest
            self.read(weakest.began_at, weakest.finished_at)
