"""Asks the registry what the cases want to know, one question at a time, beside everything else.

Nothing waits for it: no report, no notice.  A registry that does not answer is asked again a few times, and
so on each day of a week, and then given up; what it answers is recorded and proposed to the analysts.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hotlined.app import audit
from hotlined.app.docket import Docket
from hotlined.app.folded import Folded
from hotlined.app.ports import Conflict, Permanent, Registry, Temporary
from hotlined.domain.overview.rest import AtRest
from hotlined.domain.steps.enquiry import Question, answered, questions
from hotlined.domain.values.address import Address

TRIES = 3  # of a question on one day
DAYS = 7  # until it is given up
DAY = timedelta(days=1)
APART = 2.0  # seconds between two questions: registries limit who asks too often
AGAIN = 600.0  # seconds after a failure


@dataclass(slots=True)
class Enquiries:
    """The cases that have a question; `run` never returns."""

    docket: Docket
    registry: Registry
    _cases: dict[str, None] = field(default_factory=dict)
    _failed: Counter[tuple[str, str]] = field(default_factory=Counter)
    _later: dict[tuple[str, str], datetime] = field(default_factory=dict)  # not before
    _tomorrow: dict[str, None] = field(default_factory=dict)  # cases of which nothing else is to be asked now
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.docket.listeners.add(self.changed, self.rests)

    def changed(self, folded: Folded) -> None:
        """A stream has changed: is there something to ask?"""
        if next(questions(folded.case, self.docket.site()), None) is not None:
            self._put(folded.case.stream)

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
            self._due()
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
                # One that comes meanwhile waits so long at most; nothing waits for its answer.
                await (self.docket.clock.sleep(AGAIN) if self._tomorrow else self._wake.wait())

    def _due(self) -> None:
        """Cases with a question that may be asked again by now."""
        now = self.docket.clock.now()
        due = {stream for (stream, _), at in self._later.items() if at <= now}
        for stream in tuple(self._tomorrow):
            if stream in due:
                del self._tomorrow[stream]
                self._cases[stream] = None

    async def _ask(self, stream: str) -> bool:
        """All questions of one case; whether each was answered, put off, or given up."""
        for question in await self._questions(stream):
            if self._is_put_off(stream, question):
                continue
            found = await self._answer(stream, question)
            if found is None:
                return self._is_put_off(stream, question)
            async with self.docket.locked([stream]):
                case = await self.docket.case(stream)
                if question in questions(case, self.docket.site()):
                    effect = answered(self.docket.context(), case, question, found)
                    await self.docket.commit([effect.change(stream)])
            await self.docket.clock.sleep(APART)
        left = await self._questions(stream)
        if all(self._is_put_off(stream, one) for one in left):
            self._cases.pop(stream, None)
            if left:
                self._tomorrow[stream] = None
            else:
                self._forget(stream)
        return True

    def _forget(self, stream: str) -> None:
        """A case that has nothing to ask: an address that was purged there does not stay here either."""
        for key in [one for one in {*self._failed, *self._later} if one[0] == stream]:
            self._failed.pop(key, None)
            self._later.pop(key, None)

    def _is_put_off(self, stream: str, question: Question) -> bool:
        at = self._later.get((stream, question.value))
        return at is not None and at > self.docket.clock.now()

    async def _questions(self, stream: str) -> tuple[Question, ...]:
        return tuple(questions(await self.docket.case(stream), self.docket.site()))

    async def _answer(self, stream: str, question: Question) -> tuple[Address, ...] | None:
        """The contacts; none when the registry has none or is given up, None to ask later."""
        key = stream, question.value
        try:
            found = await asyncio.to_thread(self.registry.abuse_contacts, question.about, question.value)
        except Permanent:
            found = ()
        except Temporary:
            self._failed[key] += 1
            if self._failed[key] < TRIES * DAYS:
                if self._failed[key] % TRIES == 0:
                    self._later[key] = self.docket.clock.now() + DAY
                return None
            found = ()
        self._failed.pop(key, None)
        self._later.pop(key, None)
        return found
