"""What a due step comes to, where its kind alone does not say it, for lists, cards and the digest."""

from enum import StrEnum

from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import ANALYSTS_TOLD, Due, DueKind
from hotlined.domain.hotline.site import Site
from hotlined.domain.ntd.reminders import asks_first


class Course(StrEnum):
    """What is done in place of what the kind is named after."""

    ASKS = "provider-asks"  # analysts are told that the provider's question has no answer
    SILENT_CDN = "origin-silent"  # they are told that the CDN has not named the host
    IN_VAIN = "in-vain"  # they and the LEA are told that the reminders were of no use
    CDN = "cdn"  # no notice goes there: it is asked for the origin, or the analysts are
    NO_RECEIPT = "receipt-alarm"  # analysts are told: unit and contact person were asked


def course_of(step: Due, case: Case, site: Site) -> Course | None:
    """What it comes to; None: what its kind says."""
    if step.kind is DueKind.RECEIPT:
        return Course.NO_RECEIPT if step.n >= ANALYSTS_TOLD else None
    if step.kind is DueKind.NOTICE:
        hosts = (one.provider for one in case.items if one.provider and one.provider.contact == step.key)
        return Course.CDN if any(one.cdn for one in hosts) else None
    if step.kind is not DueKind.NOTICE_REMINDER:
        return None
    notice = next((one for one in case.notices if str(one.number) == step.key), None)
    if notice is None:
        return None
    if asks_first(notice):
        return Course.ASKS
    if notice.origin:
        return Course.SILENT_CDN
    over = step.n - notice.counted_from > site.agreement.ntd_reminders
    return Course.IN_VAIN if over else None
