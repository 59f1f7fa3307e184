"""Asks the registry what the cases want to know, one question at a time, beside everything else.

Nothing waits for it: no report, no notice.  A registry that does not answer is asked again later, a few
times, and then given up; what it answers is recorded and proposed to the analysts.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from hotlined.app import audit
from hotlined.app.docket import Docket
from hotlined.app.held import Held
from hotlined.app.ports import Conflict, Permanent, Registry, Temporary
from hotlined.domain.overview.rest import AtRest
from hotlined.domain.steps.enquiry import Question, answered, questions
from hotlined.domain.values.address import Address

TRIES = 3  # until a question is given up
APART = 2.0  # seconds between two questions: registries limit who asks too often
AGAIN = 600.0  # seconds after a failure


@dataclass(slots=True)
class Enquiries:
    """The cases that have a question; `run` never returns."""

    docket: Docket
    registry: Registry
    _cases: dict[str, None] = field(default_factory=dict)
    _failed: Counter[tuple[str, str]] = field(default_factory=Counter)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.docket.listeners.append(self.changed)
        self.docket.resting.append(self.rests)

    def changed(self, held: Held) -> None:
        """A stream has changed: is there something to ask?"""
        if next(questions(held.case, self.docket.site()), None) is not None:
            self._put(held.case.stream)

    def rests(self, rest: AtRest) -> None:
        """A case that is at rest, at a start."""
        if rest.asks:
            self._put(rest.stream)

    def _put(self, stream: str) -> None:
        self._cases[stream] = None
        self._wake.set()

    async def run(self) -> None:
        """Ask, for ever."""
        while True:
            self._wake.clear()
            failed = False
            for stream in tuple(self._cases):
                try:
                    failed |= not await self._ask(stream)
                except (Temporary, Conflict):  # the disk refused, or the case has moved on: once more
                    failed = True
                except Exception as error:
                    audit.bug("enquiries", error, stream)
                    self._cases.pop(stream, None)
            if failed:
                await self.docket.clock.sleep(AGAIN)
            elif not self._cases:
                await self._wake.wait()

    async def _ask(self, stream: str) -> bool:
        """All questions of one case; whether each was answered, or given up."""
        for question in await self._questions(stream):
            found = await self._answer(stream, question)
            if found is None:
                return False
            async with self.docket.locked([stream]):
                case = await self.docket.case(stream)
                if question in questions(case, self.docket.site()):
                    effect = answered(self.docket.context(), case, question, found)
                    await self.docket.commit([effect.change(stream)])
            await self.docket.clock.sleep(APART)
        if not await self._questions(stream):
            self._cases.pop(stream, None)
        return True

    async def _questions(self, stream: str) -> tuple[Question, ...]:
        return tuple(questions(await self.docket.case(stream), self.docket.site()))

    async def _answer(self, stream: str, question: Question) -> tuple[Address, ...] | None:
        """The contacts; none when the registry has none or is given up, None to ask later."""
        try:
            return await asyncio.to_thread(self.registry.abuse_contacts, question.about, question.value)
        except Permanent:
            return ()
        except Temporary:
            self._failed[stream, question.value] += 1
            return () if self._failed[stream, question.value] >= TRIES else None
