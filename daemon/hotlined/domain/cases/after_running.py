"""A desk day after what befell the daemon itself, and any stream after an alarm."""

from datetime import datetime

from hotlined.domain.cases.sent import hinted_unit
from hotlined.domain.cases.state import Case
from hotlined.domain.record.events import Event
from hotlined.domain.record.running import (
    AlarmRaised,
    BrakeReleased,
    ClockBelieved,
    ClockSet,
    MailboxesCompared,
    RestoreSettled,
    StoreRestored,
)
from hotlined.domain.values.quick import replace


def step(case: Case, at: datetime, event: Event) -> Case | None:
    """The case after one of these facts; None for any other."""
    match event:
        case AlarmRaised():
            if (unit := hinted_unit(event.what)) is not None:
                return replace(case, hints=(*case.hints, (unit, at)))
            return replace(case, alarms={**case.alarms, event.what: at})
        case BrakeReleased():
            return replace(case, brake_released_at=at)
        case ClockSet():
            return replace(case, clock_set=(*case.clock_set, event))
        case ClockBelieved():
            return replace(case, clock_believed=(*case.clock_believed, event))
        case StoreRestored():
            restore = replace(case.restore, restored_at=at, taken_at=event.taken_at, how=event.how)
            return replace(case, restore=restore)
        case MailboxesCompared():
            return replace(case, restore=replace(case.restore, compared=event.of, serials=event.serials))
        case RestoreSettled():
            return replace(case, restore=replace(case.restore, settled=event.of))
        case _:
            return None
