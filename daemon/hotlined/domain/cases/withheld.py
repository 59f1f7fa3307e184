"""What keeps the notices of a case back: holds, and questions to the analysts.

They have no slots, see `values.quick`.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Hold:
    """A request to wait with notices (P6); in force until it is lifted, whatever the time."""

    id: str
    party: str
    by: str
    proof: str
    placed_at: datetime
    until: datetime | None
    items: tuple[int, ...]
    reference: str | None
    lifted_at: datetime | None = None
    warned_at: datetime | None = None  # the last time
    warnings: int = 0
    reviews: int = 0
    reviewed_at: datetime | None = None
    asked_at: datetime | None = None
    onward: bool = False  # each item that is added later is among `items` from then on
    replaced: bool = False  # lifted, as another one took its place

    def asked_by(self, moment: datetime) -> bool:
        """Whether it was asked for by then; what is older than a hold does not end it."""
        return self.asked_at is None or self.asked_at <= moment

    def covers(self, items: tuple[int, ...]) -> bool:
        """Whether it is in force for any of these items."""
        return self.lifted_at is None and (not self.items or bool(set(self.items) & set(items)))


@dataclass(frozen=True)
class Pause:
    """A question to the analysts that stops all notices of the case (P7)."""

    id: str
    party: str
    who: str
    why: str
    at: datetime
    text: str | None
    lifted_at: datetime | None = None
    alarms: int = 0
    alarmed_at: datetime | None = None
    mail: str = ""  # digest of the mail that raised it
    within: str | None = None  # the question about several cases that it is asked in; None: its own
    loose: bool = False  # nothing proves who wrote the mail
    listed: int | None = None  # sentences that its letter lists to be vouched for; None: nobody knows
    server: bool = False  # a mail server wrote, of a mail to them
    afterwards: bool = False  # raised when the case was closed already: closing it did not end the question

    @property
    def lifted(self) -> bool:
        """Whether it is answered."""
        return self.lifted_at is not None


@dataclass(frozen=True)
class Waits:
    """Why the due notices to a contact, or their reminders, do not go, and since when that is told."""

    why: str
    since: datetime
    unsealed: bool = False  # the last try to seal one has failed
