"""What comes next in a case, in sentences for analysts: what waits for whom, and the steps with their times.

Times are shown in the hotline's zone (P15).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from hotlined.domain.cases.case_urls import UNKNOWN, Urls
from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import Due, DueKind
from hotlined.domain.due.elsewhere import kept_back_of, steps_of
from hotlined.domain.due.outlook import untaken, untold
from hotlined.domain.due.step_words import at_its_time
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.told import beyond
from hotlined.domain.ntd.expected import notices_to_come
from hotlined.domain.ntd.notices import UNTAKEN, UNTOLD
from hotlined.domain.values.shown import spans

MOST_STEPS = 4


def coming(
    case: Case, site: Site, urls: Urls = UNKNOWN, others: Sequence[Case] = (), *, now: datetime | None = None
) -> tuple[str, ...]:
    """What waits for a person, what keeps the notices, and the next steps with their times.

    `others`: cases about the same URLs in which something is held.  `now`: a notice, or its reminder, that
    was due before, during a hold, goes then, and not at a time that has passed.
    """
    steps = [_to_come(one, now) for one in steps_of(case, site, others) if not _is_put_off(one, case)]
    elsewhere = kept_back_of(case, site, others)
    return (
        *_waits(case, urls, site),
        *(f"the notice to {one.contact or 'a provider'} waits: {one.why}" for one in elsewhere),
        *(at_its_time(step, case, site) for step in steps[:MOST_STEPS]),
    )


def _to_come(step: Due, now: datetime | None) -> Due:
    held = step.kind in (DueKind.NOTICE, DueKind.NOTICE_REMINDER)
    return replace(step, at=now) if held and now is not None and step.at < now else step


def _is_put_off(step: Due, case: Case) -> bool:
    """Whether its time has come and it did not go, which is said instead; or its URLs are purged."""
    if step.kind in (DueKind.NOTICE, DueKind.NOTICE_REMINDER) and not case.listed:
        return True
    waits = case.waiting.get(step.key) if step.kind is DueKind.NOTICE else None
    return waits is not None and step.at <= waits.since


def _waits(case: Case, urls: Urls, site: Site) -> Iterator[str]:
    if not case.is_open:
        yield from beyond(case, urls)
        return
    for pause in case.pauses_open():
        if not notices_to_come(case, site):
            yield f"question {pause.id} waits for your answer: [CONFIRM:{pause.id}]"
            continue
        yield f"the notices wait for your answer to question {pause.id}: [CONFIRM:{pause.id}] or [HOLD]"
    for hold in case.holds_in_force():
        which = f" on item {spans(hold.items)}" if hold.items else ""
        yield f"the notices{which} wait for hold {hold.id} of {hold.by}"
    waiting = [*case.whys().items(), *((plan.contact, UNTAKEN) for plan, _ in untaken(case, site))]
    waiting += [(plan.contact, UNTOLD) for plan in untold(case, site)]
    for contact, why in waiting:
        yield f"the notice to {contact or 'a provider'} waits: {why}"
