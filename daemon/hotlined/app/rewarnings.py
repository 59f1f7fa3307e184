"""A warning of a hold's end is looked at when a server is ready for it: if its end is over it is not
handed over, but written anew (P6).

Not before: as long as nothing leaves, each try would write them once more.
"""

from dataclasses import dataclass

from hotlined.app.docket import Docket
from hotlined.app.ports import Permanent, Temporary
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.steps.dues import warned
from hotlined.domain.steps.rewarning import outdated, taken_back


@dataclass(frozen=True, slots=True)
class Rewarnings:
    """Whether a warning may still go, and the one that goes in its place."""

    docket: Docket

    async def may_go(self, row: OutboxRow) -> bool:
        """Whether what it says is still so; never raises: a warning with an old date is better than none."""
        try:
            case = await self.docket.case(row.stream)
        except (Temporary, Permanent):
            return True
        return not outdated(case, row.message_id, self.docket.context())

    async def anew(self, row: OutboxRow, case: Case) -> Effect | None:
        """What is done in its place, under the case's lock; None where it may go."""
        context = self.docket.context()
        holds = outdated(case, row.message_id, context)
        if not holds:
            return None
        effect = taken_back(case, row.message_id)
        for hold in holds:
            told = self.docket.twins_told(case) if case.is_open else self.docket.kept_back(case, hold.id)
            effect += warned(case, hold, hold.until or context.now, context, await told)
        return effect
