"""Tells analysts once of all cases abroad that nobody has entered in ICCAM when the working day ends (P11).

On a busy day dozens fall due at the same moment: a mail for each would put the storm brake on for what
analysts have to read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hotlined.app import audit
from hotlined.app.docket import Docket
from hotlined.app.ports import Conflict, Permanent, Temporary
from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import Due
from hotlined.domain.steps.day_end import ending_with, together
from hotlined.domain.values.reference import desk_of

# Cases in one mail, which names each; their locks are taken at once, and for more than 200 names a database
# would shut out all other daemons.
MOST = 100


@dataclass(frozen=True, slots=True)
class DayEnd:
    """`due_now` names the streams in which something is due."""

    docket: Docket
    due_now: Callable[[], Sequence[str]]

    async def told(self, case: Case, step: Due) -> bool:
        """Whether this step of the case was carried out with that of others; raises Temporary, Conflict.

        Where one of them makes us stumble, each is told of by itself.
        """
        try:
            return await self._together(case, step)
        except (Temporary, Permanent, Conflict):
            raise
        except Exception as error:
            audit.bug("agenda", error, f"{case.stream}/{step.kind}")
            return False

    async def _together(self, case: Case, step: Due) -> bool:
        context = self.docket.context()
        end = ending_with(case, step.key, context)
        if end is None:
            return False
        # Once without their locks: what waits for one of them need not wait for all.
        others = await self._with(end, step.key, [one for one in self.due_now() if one != case.stream])
        if not others:
            return False
        streams = [case.stream, *(one.stream for one in others[: MOST - 1])]
        async with self.docket.locked([desk_of(context.now), *streams]):
            cases = await self._with(end, step.key, streams)
            if len(cases) < 2 or cases[0].stream != case.stream:
                return False
            try:
                await self.docket.commit(tuple(together(cases, step.key, context)))
            except Permanent:  # of the desk's own stream, say: each is told of by itself
                return False
        return True

    async def _with(self, end: datetime, key: str, streams: Sequence[str]) -> list[Case]:
        """The cases of these streams of which it is to be told that the same day ends, or has ended."""
        found, context = [], self.docket.context()
        for stream in streams:
            try:
                one = await self.docket.case(stream)
            except Permanent:  # told when its own turn comes
                continue
            if ending_with(one, key, context) == end:
                found.append(one)
        return found
