"""What monitoring counts of one case: where it stands, and what is late.  Numbers and kinds, no content."""

from dataclasses import dataclass

from hotlined.domain.cases.state import Case
from hotlined.domain.due.receipt_waits import receipt_waits_since
from hotlined.domain.due.reported import missed
from hotlined.domain.hotline.site import Site
from hotlined.domain.ntd import notices, planning
from hotlined.domain.overview.board import Column, column_of


@dataclass(frozen=True, slots=True)
class Gauge:
    """One case that is open, or waits for an answer; all but `column` are counts.

    `held` are planned notices that a hold keeps back, `late` receipts that were asked for again, `missed`
    the cases of which the LEA had not been told when the working day was over.
    """

    column: Column
    held: int
    late: int
    questions: int
    blocked: int
    missed: int


def gauge(case: Case, site: Site) -> Gauge | None:
    """The figures of a case; None where it is no case, or closed, and no question waits for an answer."""
    if case.opened is None:
        return None
    if not case.is_open:
        asked = len(case.pauses_now())
        return Gauge(column_of(case, site), 0, 0, asked, 0, 0) if asked else None
    held = [plan for plan in planning.plans(case, site) if notices.holds_on(case, plan.items)]
    late = [
        one
        for one in case.fragments
        if one.reminders > 0 and receipt_waits_since(case, one, site) is not None
    ]
    return Gauge(
        column=column_of(case, site),
        held=len(held),
        late=len(late),
        questions=len(case.pauses_open()),
        blocked=sum(one.blocked is not None for one in case.fragments),
        missed=int(bool(missed(case, site))),
    )
