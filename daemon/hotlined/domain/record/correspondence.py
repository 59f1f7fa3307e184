"""Mails that came in and what they did, and how the mails of ours fared on their way out."""

from dataclasses import dataclass
from datetime import datetime

from hotlined.domain.record.material import content


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSeen:
    """A mail that concerned this stream has had its effect on it (P2); where it was filed and why."""

    mail: str
    message_id: str | None
    mailbox: str
    kind: str  # MailClass
    party: str
    who: str  # name in the configuration; "" for strangers
    proof: str | None  # ProofLevel
    folder: str
    reason: str
    signature: str | None = None  # digest: the replay table
    meaning: tuple[str, ...] = ()
    size: int = 0  # bytes as it arrived; 0 where an older version did not record it
    words: str | None = content()  # digest of who says what, where the same again is not answered again


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReleased:
    """Somebody who had looked at a mail in the quarantine put it back for a new judgement, once."""

    mail: str
    release: str  # drawn when it was asked for
    how: str  # `domain.release.How`
    by: str  # the operating system's user
    asked_at: datetime
    folder: str  # where it went, or stayed
    refused: str = ""  # why it had no effect
    why: str | None = content()


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck:
    """Carrying out this mail failed with a bug for the n-th time (three strikes: quarantine)."""

    mail: str
    n: int
    where: str
    mailbox: str = ""  # "" where an older version did not record it


@dataclass(frozen=True, slots=True, kw_only=True)
class MailQueued:
    """A mail was put into the outbox (P3); its Message-ID and token lead replies back here."""

    message_id: str
    kind: str
    party: str
    to_id: str
    token: str
    answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSending:
    """The connection is about to be made: from here on the mail may have left."""

    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAccepted:
    """The recipient's server said 250; or, after a restore, an operator that it had before."""

    message_id: str
    by: str = ""  # the operator


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDelayed:
    """A server said 4xx, or was not reached: the mail has certainly not left, and is tried again."""

    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailUncertain:
    """Cut after the final dot: nobody can know; the same bytes go again."""

    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRefused:
    """The recipient's server said 5xx, or 4xx for longer than agreed."""

    message_id: str
    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCancelled:
    """Taken out of the outbox before it left."""

    message_id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailBounced:
    """A delivery status notification came back for a mail of ours."""

    message_id: str | None
    recipient: str
    disposition: str
    status: str | None
    mail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFiled:
    """A copy of a report that left, encrypted as it was sent, lies in our own mailbox."""

    message_id: str


Fact = (
    MailSeen
    | MailReleased
    | Struck
    | MailQueued
    | MailSending
    | MailAccepted
    | MailDelayed
    | MailUncertain
    | MailRefused
    | MailCancelled
    | MailBounced
    | CopyFiled
)
