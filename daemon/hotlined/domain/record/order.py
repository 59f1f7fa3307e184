"""What an administrator asks of the running daemon about one stream: a legal hold, or the purge at once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hotlined.domain.record.destroyed import LegalHoldSet, PurgeAsked
from hotlined.domain.record.events import Event


class What(StrEnum):
    """What is asked for."""

    HOLD = "hold"
    FREE = "free"
    PURGE = "purge"


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it was given; `id` is drawn once, so that it is carried out once."""

    id: str
    stream: str
    what: What
    by: str  # the operating system's user
    asked_at: datetime
    why: str = ""


def fact(order: Order) -> Event:
    """The event that carries the order out."""
    if order.what is What.PURGE:
        return PurgeAsked(by=order.by, order=order.id)
    return LegalHoldSet(on=order.what is What.HOLD, by=order.by, why=order.why, order=order.id)
