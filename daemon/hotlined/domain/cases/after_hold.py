"""A case after a hold or a question, and what became of it."""

from datetime import datetime

from hotlined.domain.cases.replacing import one_hold, one_pause
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold, Pause
from hotlined.domain.record.events import Event
from hotlined.domain.record.holding import (
    HoldLifted,
    HoldPlaced,
    HoldReviewed,
    HoldWarned,
    PauseAlarmed,
    Paused,
    PauseLifted,
    SentencesVouched,
)
from hotlined.domain.values.quick import replace
from hotlined.domain.values.reference import is_question


def step(case: Case, at: datetime, event: Event) -> Case | None:
    """The case after one of these facts; None for any other."""
    match event:
        case HoldPlaced():
            hold = Hold(
                event.hold,
                event.party,
                event.by,
                event.proof,
                event.since or at,
                event.until,
                event.items,
                event.reference,
                warned_at=event.warned_at,
                reviews=event.reviews,
                reviewed_at=event.reviewed_at,
                asked_at=event.asked_at,
                onward=event.onward,
            )
            return replace(case, holds=(*(one for one in case.holds if one.id != event.hold), hold))
        case HoldLifted():
            return one_hold(
                case,
                event.hold,
                lambda hold: replace(
                    hold, lifted_at=hold.lifted_at or at, replaced=hold.replaced or event.why == "replaced"
                ),
            )
        case HoldWarned():
            return one_hold(
                case, event.hold, lambda hold: replace(hold, warned_at=at, warnings=hold.warnings + 1)
            )
        case HoldReviewed():
            return one_hold(case, event.hold, lambda hold: replace(hold, reviews=event.n, reviewed_at=at))
        case Paused():
            pause = Pause(
                event.pause,
                event.party,
                event.who,
                event.why,
                at,
                event.text,
                mail=event.mail,
                within=event.within,
                loose=event.loose,
                listed=event.listed,
                server=event.server,
                afterwards=case.opened is not None and case.closed is not None,
            )
            pauses = (*(one for one in case.pauses if one.id != event.pause), pause)
            if is_question(case.stream):  # asked again, it is open again
                return replace(case, pauses=pauses, closed=None, closed_at=None)
            return replace(case, pauses=pauses)
        case PauseLifted():
            return one_pause(case, event.pause, lambda pause: replace(pause, lifted_at=at))
        case SentencesVouched():
            return replace(case, vouched=(*case.vouched, event))
        case PauseAlarmed():
            return one_pause(case, event.pause, lambda pause: replace(pause, alarms=event.n, alarmed_at=at))
        case _:
            return None
