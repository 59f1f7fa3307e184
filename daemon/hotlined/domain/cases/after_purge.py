"""A case after a step of its purge (P14)."""

from datetime import datetime

from hotlined.domain.cases.replacing import without_material
from hotlined.domain.cases.state import Case
from hotlined.domain.record.destroyed import (
    AttachmentsPurged,
    LegalHoldSet,
    PurgeAnnounced,
    PurgeAsked,
    PurgeBegun,
    Purged,
    PurgesListed,
    PurgeWaits,
)
from hotlined.domain.record.events import Event
from hotlined.domain.values.quick import replace


def step(case: Case, at: datetime, event: Event) -> Case | None:
    """The case after one of these facts; None for any other."""
    state = case.purge
    match event:
        case LegalHoldSet():
            return replace(case, purge=replace(state, legal_hold=event if event.on else None))
        case PurgeAsked():
            return replace(case, purge=replace(state, asked=True))
        case PurgeAnnounced():
            return replace(case, purge=replace(state, announced_at=state.announced_at or at))
        case PurgeBegun():
            begun = replace(state, begun=event.stage, began=case.version, waits="")
            return replace(without_material(case), kept=event.items or (), purge=begun)
        case PurgeWaits():
            return replace(case, purge=replace(state, waits=event.why))
        case Purged():
            done = replace(state, begun=None, done=event.stage, asked=False, waits="")
            return replace(case, purge=done)
        case PurgesListed():
            return replace(case, purges_listed=True)
        case AttachmentsPurged():
            return replace(case, attachments=())
        case _:
            return None
