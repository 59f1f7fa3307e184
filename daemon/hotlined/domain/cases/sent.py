"""What was sent of a case: its mails, and the parts of the report that they carry.

They have no slots, see `values.quick`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hotlined.domain.mail.outgoing import REPORT, RowState

MACHINE: Final = "machine"  # `ReceiptGiven.how` of a ticket system's acknowledgement
_HINT: Final = "receipt-hint:"


def receipt_hint(unit: str) -> str:
    """That a unit seems to have its report, without proof, as `AlarmRaised.what`."""
    return f"{_HINT}{unit}"


def hinted_unit(what: str) -> str | None:
    """The unit of such an alarm; None of any other."""
    return what.removeprefix(_HINT) if what.startswith(_HINT) else None


@dataclass(frozen=True)
class Sent:
    """A mail of ours in the case's thread with a party."""

    message_id: str
    kind: str
    party: str
    to_id: str
    token: str
    at: datetime
    answer: bool
    state: RowState = RowState.QUEUED
    sending_at: datetime | None = None
    accepted_at: datetime | None = None
    bounced: bool = False
    copied: bool = False  # a copy lies in our own mailbox
    uncertain: bool = False  # an attempt ended without a yes or a no, whatever the later ones came to

    @property
    def may_have_left(self) -> bool:
        """Whether the recipient may have it: accepted, being sent, or cut after the final dot."""
        return self.state in (RowState.ACCEPTED, RowState.SENDING, RowState.UNKNOWN)

    @property
    def turned_away(self) -> bool:
        """Whether it was refused, or came back."""
        return self.bounced or self.state is RowState.REFUSED

    def left_by(self, moment: datetime) -> bool:
        """Whether the recipient may have it, and could have had it by then.

        Of several attempts only the time of the last one is known.
        """
        began = None if self.uncertain else self.sending_at
        return self.may_have_left and (began or self.at) <= moment

    @property
    def is_uncopied(self) -> bool:
        """Whether it is a report that was accepted, and whose copy is not filed yet."""
        return self.kind == REPORT and self.state is RowState.ACCEPTED and not self.copied


@dataclass(frozen=True)
class Fragment:
    """One mail's worth of the Annex I report to one unit, or of a supplement.

    Sent again, it stays the same one; `number` counts through all that the unit gets in the case.
    """

    unit: str
    number: int
    of: int
    items: tuple[int, ...]
    message_id: str | None  # None while blocked
    code: str | None
    at: datetime
    blocked: str | None = None
    received_at: datetime | None = None
    received_how: str | None = None
    reminders: int = 0
    reminded_at: datetime | None = None
    supplement: int = 0
    before: int = 0
    earlier: tuple[tuple[str, str | None], ...] = ()  # Message-ID and code of what was sent before
    ends: bool = False  # as `FormUpdated.ends`

    @property
    def part(self) -> int:
        """Which part of its report or supplement it is, from 1."""
        return self.number - self.before

    @property
    def name(self) -> str:
        """`1/3`, `supplement 2`, `supplement 2, 1/2`; "" for a report in one piece."""
        named = f"supplement {self.supplement}" if self.supplement else ""
        return ", ".join(filter(None, (named, f"{self.part}/{self.of}" if self.of > 1 else "")))

    @property
    def is_confirmed(self) -> bool:
        """Whether a person has confirmed its receipt; a robot's word does not count (P8)."""
        return self.received_at is not None and self.received_how != MACHINE

    @property
    def by_machine(self) -> datetime | None:
        """When a ticket system acknowledged it, where no person has confirmed it since; None otherwise."""
        return None if self.is_confirmed else self.received_at

    @property
    def copies(self) -> tuple[str, ...]:
        """The Message-IDs under which it was sent, oldest first."""
        return (*(one for one, _ in self.earlier), *((self.message_id,) if self.message_id else ()))

    @property
    def codes(self) -> frozenset[str]:
        """The digests of the receipt codes of all copies; each of them proves that one was read."""
        return frozenset(code for code in (*(code for _, code in self.earlier), self.code) if code)
