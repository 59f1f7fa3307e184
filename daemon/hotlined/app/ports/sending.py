"""Handing finished mails to SMTP."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from hotlined.domain.mail.message import Envelope


class Verdict(StrEnum):
    """What an attempt to send came to (threats B3)."""

    ACCEPTED = "accepted"
    TEMPORARY = "temporary"  # 4xx, or no connection: surely not accepted
    PERMANENT = "permanent"  # 5xx: surely not accepted
    UNKNOWN = "unknown"  # cut after the final dot: nobody can know


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict, and the server's reply code with enhanced status, e.g. "250 2.0.0"; no free text."""

    verdict: Verdict
    reply: str


class Courier(Protocol):
    """Hands one finished mail to an SMTP server; never raises for what a server does."""

    async def send(self, identity: str, envelope: Envelope, gone: asyncio.Event | None = None) -> Outcome:
        """Send as the identity ("intake", "lea", "ntd"); one transaction, one recipient.

        `gone` is set where all of the mail has left, and the server takes longer to answer than a send may.
        """
