"""A case after what was reported, and after what analysts made of it."""

from datetime import datetime

from hotlined.domain.cases.item_state import ItemState
from hotlined.domain.cases.replacing import some_items, waits_no_more
from hotlined.domain.cases.state import Case
from hotlined.domain.mail.message import Enclosed
from hotlined.domain.record.casework import (
    AttachmentKept,
    CaseClosed,
    CaseOpened,
    CaseReopened,
    ContactSought,
    FormUpdated,
    IccamRecorded,
    ProviderSet,
    ReportMarked,
    ReportRegistered,
    UrgencyRaised,
)
from hotlined.domain.record.events import Event
from hotlined.domain.values.quick import replace


def step(case: Case, at: datetime, event: Event) -> Case | None:
    """The case after one of these facts; None for any other."""
    match event:
        case CaseOpened():
            return replace(
                case,
                opened=event,
                opened_at=at,
                form=event.form,
                iccam=event.iccam,
                items=tuple(ItemState(number) for number in range(1, max(event.items, 0) + 1)),
            )
        case FormUpdated():
            more = range(len(case.items) + 1, event.items + 1)
            told = (event,) if event.supplement else ()
            holds = tuple(
                replace(one, items=(*one.items, *more)) if one.onward else one for one in case.holds
            )
            return replace(
                case,
                form=event.form,
                items=case.items + tuple(ItemState(number, seen_at=at) for number in more),
                supplements=case.supplements + told,
                added=case.added + (((event.supplement, at),) if told and more else ()),
                holds=holds,
                sought=case.sought - _asked_anew(event),
            )
        case UrgencyRaised():
            if case.opened is None:
                return case
            return replace(case, opened=replace(case.opened, urgent=True, urgent_reason=event.reason))
        case ProviderSet():
            named = some_items(
                case,
                event.items,
                lambda item: replace(
                    item,
                    provider=event,
                    provider_at=at,
                    provider_place=case.version,
                    disowned_by="",
                    disowned_at=None,
                ),
            )
            return waits_no_more(named, event.contact)
        case ContactSought():
            return replace(case, sought=case.sought | {event.key})
        case IccamRecorded():
            return replace(case, iccam=event.report_id)
        case AttachmentKept() if event.sha256 is not None:
            kept = Enclosed(
                event.file, event.content_type, event.size, event.sealed, event.sha256, event.supplement
            )
            return replace(case, attachments=(*case.attachments, kept))
        case CaseClosed():
            ended = tuple(replace(one, afterwards=False) if one.afterwards else one for one in case.pauses)
            return replace(case, closed=event.why, closed_at=at, pauses=ended)
        case CaseReopened():
            # Meanwhile the question about several cases may be over: what is open here is asked for itself.
            own = tuple(replace(one, within=None) if one.within else one for one in case.pauses)
            return replace(case, closed=None, closed_at=None, pauses=own)
        case ReportRegistered() if event.message_id:
            return replace(case, reports={**case.reports, event.message_id: event.received_at})
        case ReportMarked() if event.letters:
            return replace(case, marked=(*case.marked, (at, event)))
        case _:
            return None


def _asked_anew(event: FormUpdated) -> frozenset[str]:
    """The keys of what a registry was asked about an address that is another one by now."""
    moved = {one.item for one in event.changes or () if one.field == "ip"}
    return frozenset(key for item in moved for key in (f"network:{item}", f"network:{item}:not-ours"))
