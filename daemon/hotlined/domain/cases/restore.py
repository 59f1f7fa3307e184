"""A store that was restored: until when its mails wait for a person, as the record has it (P2)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from hotlined.domain.mail.message import Party
from hotlined.domain.mail.outgoing import ALARMS, OutboxRow
from hotlined.domain.record.running import SPLIT_BRAIN


@dataclass(frozen=True, slots=True)
class Restore:
    """Of a desk: when the store came out of a backup that was taken at some time, or lacked what others did.

    `compared` and `settled` name the restore after which the mailboxes were looked through, and the one whose
    mails wait no more; `serials` are year and number that case numbers go on above.
    """

    restored_at: datetime | None = None
    taken_at: datetime | None = None
    compared: datetime | None = None
    settled: datetime | None = None
    serials: tuple[tuple[int, int], ...] = ()
    how: str = ""  # as `domain.record.running.StoreRestored` has it

    @property
    def since(self) -> datetime | None:
        """Since when mails wait for a person; None: they do not."""
        return self.restored_at if _newer(self.restored_at, self.settled) else None

    @property
    def split_brain(self) -> bool:
        """Whether it was no restore: another daemon worked in our mailboxes, on a copy of the record."""
        return self.how == SPLIT_BRAIN

    @property
    def is_compared(self) -> bool:
        """Whether the mailboxes were looked through since."""
        return not _newer(self.restored_at, self.compared)


NONE: Final = Restore()


def joined(one: Restore, other: Restore) -> Restore:
    """What two desks tell together: the newest of each."""
    newest = max(one, other, key=lambda restore: restore.restored_at or datetime.min.replace(tzinfo=UTC))
    return Restore(
        restored_at=newest.restored_at,
        taken_at=newest.taken_at,
        compared=_later(one.compared, other.compared),
        settled=_later(one.settled, other.settled),
        serials=newest.serials,
        how=newest.how,
    )


def waits(row: OutboxRow, restore: Restore) -> bool:
    """Whether a mail has to wait for a person: all but alarms to analysts that were written since."""
    if restore.since is None:
        return False
    return row.party is not Party.ANALYST or row.kind not in ALARMS or row.created_at < restore.since


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((moment for moment in (one, other) if moment is not None), default=None)


def _newer(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one > other)
