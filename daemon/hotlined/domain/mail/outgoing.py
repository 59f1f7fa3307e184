"""A mail that waits to leave, as data in its stream (P3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from hotlined.domain.mail.message import Gate, Party

# Kinds of our mails (folders of templates) that code tells from the others.
REPORT: Final = "annex-i"
NOTICE: Final = "ntd"
ORIGIN_REQUEST: Final = "origin-request"  # to a CDN, in place of a notice
REMINDER: Final = "ntd-reminder"
TO_PROVIDERS: Final = frozenset({NOTICE, ORIGIN_REQUEST, REMINDER})
ONLINE_AGAIN: Final = "online-again"  # to the LEA: what it counts as removed is not
HOLD_WARNING: Final = "hold-warning"  # to LEA and analysts: that a hold ends
ICCAM_INFORMED: Final = "iccam-informed"  # to the LEA, of what is in ICCAM
MOVED: Final = "the recipient's address in the configuration has changed"  # why a mail does not leave
RENAMED: Final = "our own address in the configuration has changed"  # why, too
NEW_KEY: Final = "the recipient's key in the configuration has changed"  # why, too
IN_TEST: Final = "it was written to a provider before the test mode began"
BY_HAND: Final = "cancelled by"  # how it begins where the administrator took a mail back
LEA_QUESTION: Final = "lea-followup"  # to the LEA as NTD body: what has been sent, and removed
RECEIPT_REMINDERS: Final = frozenset({"receipt-reminder", "receipt-reminder-contact"})  # of one part each
URGENT_CONTACT: Final = "urgent-contact"  # without content: that an urgent report has come
ALARM: Final = "alarm"
ALARMS: Final = frozenset({ALARM, "storm"})  # alarms never alarm (threats H4)


class RowState(StrEnum):
    """Where a mail to send stands.

    SENDING is written before the connection is made, so that after a crash it is known that the mail
    may have left; UNKNOWN is a connection cut after the final dot.  Both are sent again, same bytes.
    """

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    REFUSED = "refused"  # 5xx
    GIVEN_UP = "given-up"  # 4xx for longer than agreed
    CANCELLED = "cancelled"

    @property
    def waits(self) -> bool:
        """Whether the outbox still has to do something about it."""
        return self in (RowState.QUEUED, RowState.SENDING, RowState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One mail to one recipient; its bytes lie in the store under `digest`."""

    message_id: str
    stream: str
    kind: str
    gate: Gate
    party: Party
    to_id: str
    identity: str  # which mailbox's SMTP sends it
    sender: str  # envelope sender
    recipient: str
    digest: str
    created_at: datetime
    priority: int = 1  # 0 urgent first, 1 normal, 2 bulk (notices)
    not_before: datetime | None = None
    state: RowState = RowState.QUEUED
    attempts: int = 0
    next_at: datetime | None = None  # after a temporary failure
    last_reply: str = ""
    token: str = ""
    fingerprints: tuple[str, ...] = ()  # the pinned keys the gate proves (P4)
    about: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def guarded(self) -> bool:
        """Whether it passes the gate of P5: a notice, or a reminder of one (also one of an older version)."""
        return self.gate in (Gate.NOTICE, Gate.REMINDER) or self.kind == REMINDER
