"""What other cases about the same URLs keep back of the next steps, as it is shown before its time has come.

The gate asks the same of them when the notice is due (`ntd.notices`); until then nothing of it is recorded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import Due, DueKind, foreseen
from hotlined.domain.hotline.site import Site
from hotlined.domain.ntd.notices import held_elsewhere, waiting_elsewhere
from hotlined.domain.ntd.planning import Plan, plans


@dataclass(frozen=True, slots=True)
class KeptBack:
    """A notice that would go, and does not: to whom, and what keeps it back."""

    contact: str
    why: str


def kept_back_of(case: Case, site: Site, others: Sequence[Case]) -> tuple[KeptBack, ...]:
    """The notices that something of these cases keeps back, which share a URL with this one."""
    return tuple(
        KeptBack(plan.contact, why)
        for plan, why in _kept(case, site, others)
        if case.why_waits(plan.contact) != why
    )


def steps_of(case: Case, site: Site, others: Sequence[Case]) -> tuple[Due, ...]:
    """What is due, to be shown: without the notices that these cases keep back."""
    steps = foreseen(case, site)
    kept = {plan.contact for plan, _ in _kept(case, site, others)}
    if not kept:
        return steps
    elsewhere = waiting_elsewhere(case, others)
    free = {plan.contact for plan in plans(case, site, elsewhere=elsewhere) if not elsewhere & {*plan.items}}
    return tuple(one for one in steps if one.kind is not DueKind.NOTICE or one.key not in kept - free)


def _kept(case: Case, site: Site, others: Sequence[Case]) -> Iterator[tuple[Plan, str]]:
    elsewhere = waiting_elsewhere(case, others)
    for plan in plans(case, site, elsewhere=elsewhere) if elsewhere else ():
        why = next(held_elsewhere(case, plan.items, others), None)
        if why is not None and elsewhere & {*plan.items}:
            yield plan, why
