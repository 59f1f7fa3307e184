"""`ports.Courier` that follows a script; passes `tests.app.courier_contract`."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from hotlined.app.ports import NOT_NOW, Cause, Clock, Outcome, Passage, Permanent, Verdict
from hotlined.domain.mail.message import Envelope

ACCEPTED = Outcome(Verdict.ACCEPTED, "250 2.0.0")
LATER = Outcome(Verdict.TEMPORARY, "451 4.7.1")
NEVER = Outcome(Verdict.PERMANENT, "550 5.1.1")
UNKNOWN = Outcome(Verdict.UNKNOWN, "cut")
LOGIN = Outcome(Verdict.TEMPORARY, "auth 535 5.7.8", Cause.AWAY)
UNREACHED = Outcome(Verdict.TEMPORARY, "no connection", Cause.AWAY)
NO_ANSWER = Outcome(Verdict.TEMPORARY, "deadline", Cause.BROKEN_OFF)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call of `send`, as it began."""

    at: datetime
    identity: str
    envelope: Envelope


class FakeCourier:
    """Accepts everything, unless told otherwise.

    `answers` are the outcomes of the next attempts to a recipient, the last one stays in force.  `before`
    is awaited until DATA could begin, `during` from then on, so that a test can hold a transaction open.
    `log` has the attempts as they began, `done` those that came to an outcome; `gone` is for `during` to set.
    """

    def __init__(self, clock: Clock, identities: Collection[str] = ("intake", "lea", "ntd")) -> None:
        self.clock = clock
        self.identities = identities
        self.answers: dict[str, list[Outcome]] = {}
        self.before: Callable[[str, Envelope], Awaitable[None]] | None = None
        self.during: Callable[[str, Envelope], Awaitable[None]] | None = None
        self.log: list[Attempt] = []
        self.done: list[tuple[Attempt, Outcome]] = []
        self.gone: dict[str, asyncio.Event] = {}

    async def send(self, identity: str, envelope: Envelope, passage: Passage | None = None) -> Outcome:
        """One transaction; raises Permanent only for an identity without account."""
        if identity not in self.identities:
            raise Permanent(f"no SMTP account is configured for {identity!r}")
        attempt = Attempt(self.clock.now(), identity, envelope)
        self.log.append(attempt)
        self.gone[envelope.message_id] = (passage or Passage()).gone
        await asyncio.sleep(0)
        if self.before is not None:
            await self.before(identity, envelope)
        script = self.answers.get(envelope.recipient, [])
        reached = not script or script[0].cause is not Cause.AWAY
        if reached and passage is not None and not await passage.is_open():
            self.done.append((attempt, NOT_NOW))
            return NOT_NOW
        if self.during is not None:
            await self.during(identity, envelope)
        script = self.answers.get(envelope.recipient, [])
        outcome = (script.pop(0) if len(script) > 1 else script[0]) if script else ACCEPTED
        self.done.append((attempt, outcome))
        return outcome

    def accepted(self, recipient: str) -> list[Envelope]:
        """What the recipient's server took, oldest first; a copy sent again counts again."""
        return [
            attempt.envelope
            for attempt, outcome in self.done
            if attempt.envelope.recipient == recipient and outcome.verdict is Verdict.ACCEPTED
        ]

    def attempts(self, recipient: str) -> list[Envelope]:
        """What was tried to be handed over to a recipient's server."""
        return [attempt.envelope for attempt in self.log if attempt.envelope.recipient == recipient]
