"""Handing finished mails to SMTP."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol

from hotlined.domain.mail.message import Envelope


class Verdict(StrEnum):
    """What an attempt to send came to (threats B3)."""

    ACCEPTED = "accepted"
    TEMPORARY = "temporary"  # 4xx, or no connection: surely not accepted
    PERMANENT = "permanent"  # 5xx: surely not accepted
    UNKNOWN = "unknown"  # cut after the final dot: nobody can know


class Cause(StrEnum):
    """What an attempt that came to no yes was about; only of MAIL can a recipient know anything."""

    MAIL = "mail"  # a server has answered about this mail, its sender or its recipient
    AWAY = "away"  # our own mail server, not reached, or not available to us: so it is for any mail
    ACCOUNT = "account"  # our own mail server, which let us in, and speaks of us
    BROKEN_OFF = "broken-off"  # it went away, or was silent, before it had answered about the mail
    NOT_NOW = "not-now"  # we ourselves: its gate, or no lease


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict, and the server's reply code with enhanced status, e.g. "250 2.0.0"; no free text.

    `cause` is what it is about; it says nothing of what was accepted.
    """

    verdict: Verdict
    reply: str
    cause: Cause = Cause.MAIL


# Ours, when the server was ready to take it.
NOT_NOW: Final = Outcome(Verdict.TEMPORARY, "not now", Cause.NOT_NOW)


@dataclass(frozen=True, slots=True)
class Passage:
    """What is asked, and told, while a mail is handed over.

    `may_go` is asked when the server waits for DATA: to come so far may have taken minutes.  A no ends the
    transaction before DATA, as NOT_NOW.  `gone` is set where all of the mail has left, and the server takes
    longer to answer than a send may.
    """

    may_go: Callable[[], Coroutine[Any, Any, bool]] | None = None
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def is_open(self) -> bool:
        """Whether the mail may go now."""
        return self.may_go is None or await self.may_go()


class Courier(Protocol):
    """Hands one finished mail to an SMTP server; never raises for what a server does."""

    async def send(self, identity: str, envelope: Envelope, passage: Passage | None = None) -> Outcome:
        """Send as the identity ("intake", "lea", "ntd"); one transaction, one recipient."""
