"""The purge (P14): who asked for it or stopped it, and how far it has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hotlined.domain.form.annex import Item
from hotlined.domain.record.material import content


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHoldSet:
    """An administrator stopped every purge of this stream, or let it go on; `why` stays in the record."""

    on: bool
    by: str  # the operating system's user
    why: str
    order: str  # id of the slip, so that it is carried out once


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeAsked:
    """An administrator asked for the purge at once, instead of after the agreed time."""

    by: str
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeAnnounced:
    """Analysts were told, once, that the material is about to be destroyed; `at`: not before."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeBegun:
    """From here on the material is not used any more, and is being destroyed; `items`: for notices."""

    stage: str  # domain.cases.retention.Stage
    why: str  # "receipts", "age", "asked"
    items: tuple[Item, ...] | None = content()


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeWaits:
    """Why a purge that has begun cannot be brought to its end; recorded when the reason changes."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """Everything of this stage is gone, and was looked for in vain; how many of each were destroyed."""

    stage: str
    mails: int  # in our mailboxes, Hotline/Sent among them


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgesListed:
    """Of a desk: analysts were told today of what is about to be destroyed."""

    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentsPurged:
    """All files of the case are destroyed, or are about to be (P14)."""

    count: int


def has_begun(events: Iterable[object]) -> bool:
    """Whether a purge has begun, of the material or of attachments alone: what is missing was let go."""
    return any(isinstance(one, PurgeBegun | AttachmentsPurged) for one in events)


Fact = (
    LegalHoldSet
    | PurgeAsked
    | PurgeAnnounced
    | PurgeBegun
    | PurgeWaits
    | Purged
    | PurgesListed
    | AttachmentsPurged
)
