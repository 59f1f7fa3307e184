"""What the record knows of the machine's clock: by how much it was set, and who believed it again (P15).

A daemon that runs notices that the clock was set, and by how much (`ClockSet`); the next one knows it only
from the record.  What was written down by a clock that was behind happened later than the record says, so
what counts from it comes that much later, and never earlier.  Set forth and back, it was not set.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from hotlined.domain.events import ClockSet
from hotlined.domain.state import Case

NONE: Final = timedelta(0)


def believed(desks: Iterable[Case]) -> datetime | None:
    """The newest time in the record that somebody has said not to wait for; None: nobody has."""
    return max((one.newest for desk in desks for one in desk.clock_believed), default=None)


def settings(desks: Iterable[Case]) -> tuple[ClockSet, ...]:
    """How the clock was set, in order."""
    return tuple(sorted((one for desk in desks for one in desk.clock_set), key=lambda one: one.number))


def later(case: Case, known: Iterable[ClockSet], now: timedelta = NONE) -> timedelta:
    """How much later than by the record a deadline of the case is; `now`: how the clock was set since."""
    found, moments = tuple(known), tuple(_moments(case))
    steps = (
        now + timedelta(seconds=sum(other.seconds for other in found if other.number >= one.number))
        for one in found
        if any(one.since <= moment <= one.until for moment in moments)
    )
    return max((NONE, *steps))


def _moments(case: Case) -> Iterator[datetime]:
    """When what the deadlines of notices and holds count from was written down."""
    yield from (mail.accepted_at for mail in case.sent.values() if mail.accepted_at is not None)
    yield from (hold.placed_at for hold in case.holds)
    if case.ntd_at is not None:
        yield case.ntd_at
