"""What only an analyst can settle about notices, and when analysts are told of it again (P11).

A notice that nobody can be sent, or a provider's word that nobody has looked at, would otherwise be the end
of it: the alarm comes back every `ntd_alarm` until an analyst says what is true.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from hotlined.domain.cases.clock import by_now
from hotlined.domain.cases.item_state import ItemState
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Party
from hotlined.domain.ntd.notice_time import due_at
from hotlined.domain.ntd.notices import CONTACT_WANTED, standing, unfit
from hotlined.domain.ntd.planning import plans
from hotlined.domain.ntd.reminders import against, pressed
from hotlined.domain.ntd.sent_notices import notice_alive


class What(StrEnum):
    """What waits for an analyst."""

    REMOVED = "removed"  # somebody says it is gone
    NOT_OURS = "not-ours"  # the provider says that somebody else hosts it
    NOBODY = "nobody"  # a notice is due, and no provider is known
    CONTACT = "contact"  # a notice is due, and waits for a contact to be named or confirmed


WAITS: Final[Mapping[What, str]] = {
    What.REMOVED: "an item is said to be removed, and to be looked at",
    What.NOT_OURS: "the provider says that it does not host an item",
    What.NOBODY: "a notice is due, and no provider is known",
    What.CONTACT: "a notice waits for a contact",
}


@dataclass(frozen=True, slots=True)
class Unsettled:
    """One thing that waits, of these items; `first_at`: when analysts are alarmed first."""

    what: What
    items: tuple[int, ...]
    since: datetime
    first_at: datetime


def unsettled(case: Case, site: Site) -> Iterator[Unsettled]:
    """All that waits for an analyst in an open case."""
    wait = site.agreement.ntd_alarm
    claims = [(one.number, one.claimed_at) for one in case.items if _claimed(one)]
    disowned = [
        (one.number, one.disowned_at) for one in case.items if one.is_disowned and one.removed_by is None
    ]
    for what, found in ((What.REMOVED, claims), (What.NOT_OURS, disowned)):
        since = min((by_now(at, site.clock) for _, at in found if at is not None), default=None)
        if since is not None:
            yield Unsettled(what, tuple(number for number, _ in found), since, since + wait)
    nobody = [(number, at) for number, at in _without_provider(case, site)]
    if nobody:
        at = min(at for _, at in nobody)
        yield Unsettled(What.NOBODY, tuple(number for number, _ in nobody), at, at)
    waiting = [*_without_contact(case, site)]
    if waiting:
        at = min(by_now(at, site.clock) for _, at in waiting)
        items = sorted({number for numbers, _ in waiting for number in numbers})
        yield Unsettled(What.CONTACT, tuple(items), at, at + wait)


def moments(case: Case, site: Site) -> Iterator[tuple[datetime, str, int]]:
    """When analysts are told of each of them next, and how often they then were."""
    for one in unsettled(case, site):
        n, at = case.chased.get(one.what, (0, None))
        at = at and by_now(at, site.clock)
        if at is None or at < one.since:
            yield one.first_at, one.what, 1
        else:
            yield at + site.agreement.ntd_alarm, one.what, n + 1


def _claimed(item: ItemState) -> bool:
    return item.claimed_at is not None and not item.verified and item.removed_by in (None, Party.PROVIDER)


def _without_provider(case: Case, site: Site) -> Iterator[tuple[int, datetime]]:
    for item in case.items:
        if item.provider is None and not any(unfit(case, (item.number,))):
            at = due_at(case, (item.number,), site)
            if at is not None:
                yield item.number, at


def _without_contact(case: Case, site: Site) -> Iterator[tuple[tuple[int, ...], datetime]]:
    # Looked through only where something was told to wait: it is asked after every change of the case.
    for plan in plans(case, site) if case.waiting else ():
        why = next(standing(case, plan.contact, plan.items, plan.origin), None)
        waits = case.waiting.get(plan.contact)
        if why in CONTACT_WANTED and waits is not None and waits.why == why:
            yield plan.items, waits.since
    for contact, items in stuck_reminders(case, site):
        yield items, case.waiting[contact].since


def stuck_reminders(case: Case, site: Site) -> Iterator[tuple[str, tuple[int, ...]]]:
    """To whom a reminder of a notice that left waits for a contact to be named, as was told; the items."""
    for notice in case.notices if case.waiting else ():
        why = case.why_waits(notice.contact)
        if why not in CONTACT_WANTED or notice.test or not notice_alive(case, notice):
            continue
        items = pressed(case, notice)
        if items and next(against(case, notice, items, site), None) == why:
            yield notice.contact, items
