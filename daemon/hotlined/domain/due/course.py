"""What a due step comes to, where its kind alone does not say it, for lists, cards and the digest."""

from enum import StrEnum

from hotlined.domain.cases.state import Case
from hotlined.domain.due.deadlines import ANALYSTS_TOLD, Due, DueKind, fragment_of
from hotlined.domain.hotline.site import Site
from hotlined.domain.ntd.reminders import asks_first


class Course(StrEnum):
    """What is done in place of what the kind is named after."""

    ASKS = "provider-asks"  # analysts are told that the provider's question has no answer
    SILENT_CDN = "origin-silent"  # they are told that the CDN has not named the host
    IN_VAIN = "in-vain"  # they and the LEA are told that the reminders were of no use
    CDN = "cdn"  # no notice goes there: it is asked for the origin, or the analysts are
    NO_RECEIPT = "receipt-alarm"  # analysts are told: nobody of the LEA is left to ask


def course_of(step: Due, case: Case, site: Site) -> Course | None:
    """What it comes to; None: what its kind says."""
    if step.kind is DueKind.RECEIPT:
        return Course.NO_RECEIPT if asked_for_receipt(step, case, site) == "analysts" else None
    if step.kind is DueKind.NOTICE:
        hosts = (one.provider for one in case.items if one.provider and one.provider.contact == step.key)
        return Course.CDN if any(one.cdn for one in hosts) else None
    if step.kind is not DueKind.NOTICE_REMINDER:
        return None
    notice = case.notice_numbered(step.key)
    if notice is None:
        return None
    if asks_first(notice):
        return Course.ASKS
    if notice.origin:
        return Course.SILENT_CDN
    over = step.n - notice.counted_from > site.agreement.ntd_reminders
    return Course.IN_VAIN if over else None


def asked_for_receipt(step: Due, case: Case, site: Site) -> str:
    """Who is reminded of a receipt: the "unit", then its "contact" person, then the "analysts" (P7).

    Those at once where the unit does not have the report, and where its contact person has the same address.
    """
    fragment = fragment_of(case, step)
    mail = case.settled(fragment) if fragment is not None else None
    if fragment is None or step.n >= ANALYSTS_TOLD or (mail is not None and mail.turned_away):
        return "analysts"
    if step.n == 1:
        return "unit"
    unit = site.unit(fragment.unit)
    own = unit is not None and unit.contact is not None and unit.contact.address != unit.address
    return "contact" if own else "analysts"
