"""A case after a step of its report to the LEA."""

from datetime import datetime

from hotlined.domain.cases.replacing import some_fragments, with_fragment
from hotlined.domain.cases.state import Case
from hotlined.domain.record.events import Event
from hotlined.domain.record.reporting import ReceiptGiven, ReceiptReminded, ReportBlocked, ReportQueued
from hotlined.domain.values.quick import replace


def step(case: Case, at: datetime, event: Event) -> Case | None:
    """The case after one of these facts; None for any other."""
    match event:
        case ReportQueued():
            return with_fragment(case, event, at)
        case ReportBlocked():
            return with_fragment(case, event, at)
        case ReceiptGiven():
            after = some_fragments(
                case,
                lambda one: one.unit == event.unit and one.number in event.fragments and not one.is_confirmed,
                lambda one: replace(one, received_at=at, received_how=event.how),
            )
            # What seemed to be a receipt says nothing of what the unit gets after it has confirmed all.
            over = all(one.unit != event.unit for one in after.unconfirmed())
            left = tuple(one for one in after.hints if one[0] != event.unit)
            return replace(after, hints=left) if over else after
        case ReceiptReminded():
            return some_fragments(
                case,
                lambda one: one.unit == event.unit and one.number == event.fragment,
                lambda one: replace(one, reminders=event.n, reminded_at=at),
            )
        case _:
            return None
