"""What comes next in a case, in sentences for analysts: what waits for whom, and the steps with their times.

Times are shown in the hotline's zone (P15).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from hotlined.domain.cases.case_urls import UNKNOWN, Urls
from hotlined.domain.cases.state import Case
from hotlined.domain.due.course import Course, course_of
from hotlined.domain.due.deadlines import Due, DueKind
from hotlined.domain.due.elsewhere import kept_back_of, steps_of
from hotlined.domain.due.outlook import untaken, untold
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.told import beyond
from hotlined.domain.ntd.expected import is_abroad, notices_to_come
from hotlined.domain.ntd.notices import UNTAKEN, UNTOLD
from hotlined.domain.ntd.planning import may_be_asked
from hotlined.domain.ntd.unsettled import WAITS, What
from hotlined.domain.values.shown import local_time, spans

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
        *(_step(step, case, site) for step in steps[:MOST_STEPS]),
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


def _step(step: Due, case: Case, site: Site) -> str:
    at = local_time(step.at, site.hotline.timezone)
    course = course_of(step, case, site)
    match step.kind:
        case DueKind.NOTICE | DueKind.NOTICE_REMINDER:
            return _notice_step(step, course, at, site)
        case DueKind.RECEIPT if course is not Course.NO_RECEIPT:
            return f"{at}: without a receipt by then, {step.key.partition('/')[0]} is reminded"
        case DueKind.RECEIPT | DueKind.MACHINE_RECEIPT:
            unit = step.key.partition("/")[0]
            return f"{at}: an alarm, if no person of {unit} has confirmed the report by then"
        case DueKind.DEADLINE if is_abroad(case, site):
            return f"{at}: an alarm, if the LEA is not told by then that it is in ICCAM"
        case DueKind.DEADLINE:
            return f"{at}: an alarm, if the LEA's server does not have the report by then"
        case DueKind.HOLD_WARNING:
            return f"{at}: LEA and analysts are warned that hold {step.key} ends"
        case DueKind.HOLD_END:
            return f"{at}: hold {step.key} ends"
        case DueKind.HOLD_UNWARNED:
            return f"{at}: an alarm, if the warning that hold {step.key} ends has not arrived by then"
        case DueKind.HOLD_REVIEW:
            return f"{at}: it is asked whether hold {step.key} is still needed"
        case DueKind.PAUSE_ALARM:
            return f"{at}: an alarm, if question {step.key} has no answer by then"
        case DueKind.PROVIDER_CHANGED:
            return f"{at}: the directory is asked again for item {step.key}"
        case DueKind.ANALYST_WANTED:
            return f"{at}: an alarm, if it is not settled by then: {WAITS[What(step.key)]}"
        case DueKind.LEA_FOLLOWUP:
            return f"{at}: the LEA is asked whether the notice was sent and the content removed"
        case DueKind.CLOSING:
            return f"{at}: the case closes by itself, if nothing more happens in it"
        case DueKind.UNBLOCK:
            return f"{at}: the report that could not be encrypted is tried again"
        case kind:
            return f"{at}: {kind.replace('-', ' ')}"


def _notice_step(step: Due, course: Course | None, at: str, site: Site) -> str:
    match step.kind:
        case DueKind.NOTICE if course is Course.CDN and may_be_asked(step.key, site):
            return f"{at}: {step.key}, a CDN, is asked where the content is hosted"
        case DueKind.NOTICE if course is Course.CDN:
            return f"{at}: you are asked who hosts it: a CDN stands in front, and no notice goes to it"
        case DueKind.NOTICE:
            return f"{at}: the notice goes to {step.key or 'the provider'}"
        case DueKind.NOTICE_REMINDER if course is Course.ASKS:
            return f"{at}: an alarm, if the provider's question has no answer by then"
        case DueKind.NOTICE_REMINDER if course is Course.SILENT_CDN:
            return f"{at}: an alarm, if the CDN has not named the host by then"
        case DueKind.NOTICE_REMINDER if course is Course.IN_VAIN:
            return (
                f"{at}: LEA and analysts are told that notice {step.key} was in vain, if it is not settled"
                " by then"
            )
        case _:
            return f"{at}: the provider is reminded of notice {step.key}"
