"""How a content item stands, and the notices about it.

What came before what is told by places in the record, and never by times: a clock may be set back.
They have no slots, see `values.quick`.
"""

from dataclasses import dataclass
from datetime import datetime

from hotlined.domain.record.casework import ProviderSet


@dataclass(frozen=True)
class Escalation:
    """That LEA and analysts were told of a silent provider: when, of which items, after which reminder."""

    at: datetime
    items: tuple[int, ...]
    n: int


@dataclass(frozen=True)
class Notice:
    """Notice `number` of the case, to one provider."""

    number: int
    contact: str
    items: tuple[int, ...]
    message_id: str
    at: datetime
    reminders: int = 0
    reminded_at: datetime | None = None
    reminder: str = ""  # Message-ID of the last one
    reminded_of: tuple[int, ...] = ()  # the items that it names
    escalations: tuple[Escalation, ...] = ()
    late: frozenset[str] = frozenset()  # holds that came too late for it
    answered_at: datetime | None = None  # when the provider last wrote
    asks: bool = False  # it then asked something, and no step was taken since
    asks_since: datetime | None = None  # when it did so first
    told_asks: bool = False  # the last step told analysts that it asks; the next one reminds it
    test: bool = False  # went to the address of the test mode; the provider knows nothing
    origin: bool = False  # only asks a CDN where the content is hosted
    ticket: str = ""  # that the provider's system gave it
    place: int = 0  # in the record
    reminded_place: int = 0  # of the last reminder

    @property
    def escalated(self) -> bool:
        """Whether LEA and analysts were told that its provider is silent, about any of its items."""
        return bool(self.escalations)

    @property
    def escalated_of(self) -> frozenset[int]:
        """The items of which they were told so; one that was on hold then is not among them."""
        return frozenset(number for one in self.escalations for number in one.items)

    @property
    def counted_from(self) -> int:
        """The reminders before the last escalation, which do not count for the items that are left."""
        return self.escalations[-1].n if self.escalations else 0


@dataclass(frozen=True)
class ItemState:
    """One content item: who hosts it, who says that it is gone, who was told so."""

    number: int
    provider: ProviderSet | None = None
    provider_at: datetime | None = None  # since when
    disowned_by: str = ""  # the contact that says it does not host it
    disowned_at: datetime | None = None
    claimed_at: datetime | None = None  # since when an analyst is asked whether it is gone
    seen_at: datetime | None = None  # when an analyst added it to the case, or last found it online
    removed_by: str | None = None  # party
    removed_at: datetime | None = None
    verified: bool = False
    told: frozenset[str] = frozenset()  # parties that know of the removal
    online_at: datetime | None = None  # when an analyst last found it online
    again_at: datetime | None = None  # the same, after a removal that was verified: the delay counts anew
    lea_sent: bool = False  # the LEA says that it sent the notice itself
    lea_sent_at: datetime | None = None  # when that was, where it says so
    provider_place: int = -1  # of `provider` in the record: notices that failed before do not count
    online_place: int = -1  # of `online_at`: notices from before do not count

    @property
    def contact(self) -> str:
        """The contact of its provider; "" where none is known."""
        return self.provider.contact if self.provider is not None else ""

    @property
    def is_disowned(self) -> bool:
        """Whether the very contact that it has says that it does not host it."""
        return self.disowned_by != "" and self.disowned_by == self.contact
