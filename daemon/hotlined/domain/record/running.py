"""What befell the daemon itself: its clock, its store, its keys, its brake, and its alarms."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

SPLIT_BRAIN: Final = "another daemon"  # worked in the same mailboxes, on a copy of the record


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRaised:
    """Analysts were alarmed of something, once per `what`."""

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWarned:
    """People were told that a pinned key ends soon or cannot be used; `what` as `hotline.pins.warning`."""

    fingerprint: str
    what: str
    ends_at: datetime | None = None

    @property
    def key(self) -> str:
        """How the store's index finds it, so that nobody is told twice."""
        return f"{self.fingerprint}/{self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BrakeReleased:
    """The storm brake was released by hand: mails that left before count no more."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSet:
    """A daemon noticed that the machine's clock was set, by so many seconds (negative: back).

    What was written down between `since` and `until` was by the clock as it was before.
    """

    number: int  # from 1, through all that was ever noticed
    since: datetime
    until: datetime
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockBelieved:
    """An administrator has said that the clock is right: nothing waits for it to pass `newest`."""

    newest: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRestored:
    """What happened after `taken_at` is not in the record: mails wait until a person has looked."""

    taken_at: datetime
    # "backup"; "older copy": put there without `hotlined restore`; "another server" of the database;
    # SPLIT_BRAIN
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxesCompared:
    """After that the mailboxes were looked through, once; case numbers go on above `serials`."""

    of: datetime  # when it was recorded that the store was restored
    put_back: int  # mails that are dealt with again
    orders: int  # of analysts, not carried out again
    reports: int  # that left, and nobody knows here
    serials: tuple[tuple[int, int], ...] = ()  # year, number


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreSettled:
    """An administrator has looked at the outbox: what is left in it may leave."""

    of: datetime  # as in `MailboxesCompared`
    by: str


Fact = (
    AlarmRaised
    | KeyWarned
    | BrakeReleased
    | ClockSet
    | ClockBelieved
    | StoreRestored
    | MailboxesCompared
    | RestoreSettled
)
