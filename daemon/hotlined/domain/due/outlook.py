"""What is still to come of an open case from outside: a receipt, a notice, an answer; or nothing at all."""

from collections.abc import Iterator
from datetime import datetime

from hotlined.domain.cases.item_state import ItemState
from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import NEVER, NtdBody, Site
from hotlined.domain.mail.outgoing import ICCAM_INFORMED, RowState
from hotlined.domain.ntd import notices, planning, sent_notices
from hotlined.domain.ntd.expected import expects_notice, is_abroad
from hotlined.domain.ntd.notice_time import is_untold


def unanswered(case: Case) -> tuple[ItemState, ...]:
    """The items of which the LEA, as NTD body, has not told yet: notice sent, and content removed.

    About what is not illegal no notice goes, though the report may have gone to the LEA.
    """
    opened = case.opened
    if opened is None or opened.ntd_body != NtdBody.LEA or opened.assessment == notices.NOT_ILLEGAL:
        return ()
    return tuple(item for item in case.items if not (item.lea_sent and item.verified))


def awaits_lea(case: Case) -> bool:
    """Whether a receipt is to come, or the LEA, as NTD body, has to tell of its notice."""
    return bool(case.unconfirmed() or (case.fragments and unanswered(case)))


def awaits_notice(case: Case, site: Site) -> bool:
    """Whether a notice is still to leave."""
    queued = (one for one in case.notices if one.message_id in case.sent)
    waits = any(case.sent[one.message_id].state.waits for one in queued)
    return expects_notice(case, site) and (waits or bool(planning.plans(case, site)))


def untaken(case: Case, site: Site) -> Iterator[tuple[planning.Plan, Fragment]]:
    """Notices that never become due: the LEA has the report, and says so, but its server refused each copy.

    Whoever has it may have it by another way; the notice still waits for the server (P5), until it is sent
    again, or an analyst says that none goes.
    """
    refused = [one for one in case.fragments if one.is_confirmed and _refused(case, one)]
    for plan in planning.plans(case, site) if refused else ():
        parts = [one for one in refused if plan.due_at is None and {*plan.items} & {*one.items}]
        yield from ((plan, one) for one in parts[:1])


def untold(case: Case, site: Site) -> Iterator[planning.Plan]:
    """Notices that wait for the LEA's server to take what tells of them."""
    for plan in planning.plans(case, site):
        if plan.due_at is None and is_untold(case, plan.items, site):
            yield plan


def _refused(case: Case, fragment: Fragment) -> bool:
    copies = case.mails_of(fragment)
    return not any(one.accepted_at is not None or one.state.waits for one in copies)


def awaits_provider(case: Case, site: Site) -> bool:
    """Whether a notice has left, and content that it is about is not gone."""
    return expects_notice(case, site) and any(
        sent_notices.notice_alive(case, one) and sent_notices.open_items(case, one) for one in case.notices
    )


def nothing_to_come(case: Case, site: Site) -> bool:
    """Whether an open case waits for nobody outside.

    What the clock brings, and what waits for an analyst, is for `deadlines.due` and `needs` to say.
    """
    return (
        case.is_open
        and not case.pauses_open()
        and not case.holds_in_force()
        and not awaits_lea(case)
        and not awaits_notice(case, site)
        and not awaits_provider(case, site)
    )


def ends_by_itself(case: Case, site: Site) -> bool:
    """Whether a person need not close it: what is not illegal, and what others see to abroad."""
    opened = case.opened
    return opened is not None and (opened.assessment == notices.NOT_ILLEGAL or is_abroad(case, site))


def closes_at(case: Case, site: Site) -> datetime | None:
    """When a case in which nothing else is due closes by itself; None where it does not."""
    idle, since = site.agreement.close_idle_after, case.stirred_at
    if idle == NEVER or since is None or not ends_by_itself(case, site):
        return None
    if is_abroad(case, site) and (case.iccam is None or uninformed(case)):
        return None
    if any(mail.state.waits for mail in case.sent.values()) or not nothing_to_come(case, site):
        return None
    return since + idle


def uninformed(case: Case) -> tuple[str, ...]:
    """The LEA units that do not have what they are told of a case in ICCAM, as they were told last."""
    told = {mail.to_id: mail for mail in case.sent.values() if mail.kind == ICCAM_INFORMED}
    there = {unit for unit, mail in told.items() if mail.state is RowState.ACCEPTED and not mail.bounced}
    known = there if case.iccam is not None else ()
    return tuple(unit for unit in case.units if unit not in known)
