"""What a due step says: in short for a list, and as a sentence for analysts who look at one case."""

from collections.abc import Mapping
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.due.course import Course, course_of
from hotlined.domain.due.deadlines import Due, DueKind
from hotlined.domain.hotline.site import Site
from hotlined.domain.ntd.expected import is_abroad
from hotlined.domain.ntd.planning import may_be_asked
from hotlined.domain.ntd.unsettled import WAITS, What
from hotlined.domain.values.shown import local_time

_NEXT: Final = {
    DueKind.NOTICE: "notice to {key}",
    DueKind.UNBLOCK: "report to {key} is tried again",
    DueKind.RECEIPT: "reminder: no receipt from {key}",
    DueKind.MACHINE_RECEIPT: "alarm: no person's receipt from {key}",
    DueKind.HOLD_WARNING: "hold {key} is about to end",
    DueKind.HOLD_END: "hold {key} ends",
    DueKind.HOLD_UNWARNED: "alarm: the warning that hold {key} ends has not arrived",
    DueKind.HOLD_REVIEW: "it is asked whether hold {key} is still needed",
    DueKind.PAUSE_ALARM: "alarm: question {key} waits for an answer",
    DueKind.NOTICE_REMINDER: "reminder to the provider, notice {key}",
    DueKind.PROVIDER_CHANGED: "the directory is asked again for item {key}",
    DueKind.LEA_FOLLOWUP: "the LEA is asked about its notice",
    DueKind.LEA_STATISTICS: "{key} is asked for its statistics",
    DueKind.CLOSING: "it closes by itself",
}
_COMES_TO: Final[Mapping[Course, str]] = {
    Course.ASKS: "alarm: the provider's question has no answer",
    Course.SILENT_CDN: "alarm: the CDN has not named the host",
    Course.IN_VAIN: "LEA and analysts are told that notice {key} was in vain",
    Course.CDN: "{key} is a CDN: no notice goes there, it is asked who hosts it",
    Course.NO_RECEIPT: _NEXT[DueKind.MACHINE_RECEIPT],
}
_WANTED: Final[Mapping[What, str]] = {
    What.REMOVED: "alarm: the removal is still to be verified",
    What.NOT_OURS: "alarm: who hosts it is still open",
    What.NOBODY: "alarm: no provider is known",
    What.CONTACT: "alarm: the contact is still to be settled",
}


def in_short(step: Due, case: Case, site: Site) -> str:
    """What a list has of it, beside its time."""
    if step.kind is DueKind.ANALYST_WANTED:
        return _WANTED[What(step.key)]
    course = course_of(step, case, site)
    words = _NEXT.get(step.kind, str(step.kind)) if course is None else _COMES_TO[course]
    return words.format(key=step.key.partition("/")[0])


def at_its_time(step: Due, case: Case, site: Site) -> str:
    """The sentence of a step to come, with its time; in the hotline's zone (P15)."""
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
