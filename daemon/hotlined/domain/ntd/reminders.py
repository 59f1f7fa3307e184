"""The policy on reminders: when a provider is reminded of its notice, and what stands against it (P5).

A reminder warns as a notice does, so it passes the same gate (`gate`) directly before SMTP: nothing
stands against it, and a read of the LEA inbox began after it was written.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from hotlined.domain.cases.item_state import Notice
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.outgoing import OutboxRow, RowState
from hotlined.domain.ntd.expected import purged_of
from hotlined.domain.ntd.hosting import unfit_now
from hotlined.domain.ntd.notices import CONTACT_WANTED, NO_URLS, holds_on, standing
from hotlined.domain.ntd.sent_notices import open_items


def next_step(case: Case, notice: Notice, site: Site) -> tuple[datetime, int] | None:
    """When the provider is reminded of a notice next, and how often it then was; None: it is not."""
    mail = case.sent.get(notice.message_id)
    if mail is None or mail.accepted_at is None or mail.bounced:
        return None
    if notice.test or site.providers_to is not None:
        return None  # no provider could answer a test, or be reminded of a notice during one
    items = pressed(case, notice)
    if not items:
        return None
    why = next(against(case, notice, items, site), None)
    # Who asks to wait does not want the provider pressed either.  What only a person can settle is told once.
    told_once = (*CONTACT_WANTED, NO_URLS)
    if why is not None and (why not in told_once or case.why_waits(notice.contact) == why):
        return None
    if notice.reminded_at is not None and _taken_back(case, notice):
        return notice.reminded_at, notice.reminders
    last = notice.reminded_at or mail.accepted_at
    if notice.answered_at is not None and notice.answered_at > last:
        # It has written: its time counts anew, and what it asks is the analysts' to answer first.
        if asks_first(notice):
            return (notice.asks_since or notice.answered_at) + site.agreement.ntd_alarm, notice.reminders
        if not notice.asks:
            last = notice.answered_at
    if _waits(case, notice):
        return None  # the provider was not reminded yet, so it has not left that unanswered
    reminder = case.sent.get(notice.reminder)
    came = reminder.accepted_at if reminder is not None else None
    return max((last, *((came,) if came else ()))) + site.agreement.ntd_reminder, notice.reminders + 1


def goes_on(case: Case, notice: Notice, items: Iterable[int], site: Site) -> bool:
    """Whether the provider will be reminded of a notice on any of these items, of all if none are named."""
    if _waits(case, notice):
        return not {*(items or case.numbers())}.isdisjoint(pressed(case, notice))
    step = None if notice.origin else next_step(case, notice, site)
    if step is None or step[1] - notice.counted_from > site.agreement.ntd_reminders:
        return False
    return not {*(items or case.numbers())}.isdisjoint(pressed(case, notice))


def asks_first(notice: Notice) -> bool:
    """Whether analysts are told that the provider asks, before it is reminded; once between two reminders.

    Else whoever asks every day, or a ticket system that does, would never be reminded, nor the LEA be told.
    """
    return notice.asks and not notice.told_asks


def pressed(case: Case, notice: Notice) -> tuple[int, ...]:
    """The items that the provider is reminded of: still open, under no hold, and not told to be in vain."""
    left = (one for one in open_items(case, notice) if one not in notice.escalated_of)
    return tuple(one for one in left if not holds_on(case, (one,)))


def counted(case: Case, notice: Notice) -> int:
    """How often the provider was reminded, without a last reminder that has not left."""
    mail = case.sent.get(notice.reminder)
    unsent = mail is not None and mail.state is RowState.QUEUED and not mail.uncertain
    return notice.reminders - unsent


def _waits(case: Case, notice: Notice) -> bool:
    """Whether the last reminder is still in the outbox."""
    mail = case.sent.get(notice.reminder)
    return mail is not None and mail.state.waits


def _taken_back(case: Case, notice: Notice) -> bool:
    """Whether the last reminder never left: something stood against it, or it named what was gone."""
    mail = case.sent.get(notice.reminder)
    return mail is not None and mail.state is RowState.CANCELLED and not mail.uncertain


def against(case: Case, notice: Notice, items: Iterable[int], site: Site) -> Iterator[str]:
    """What stands against reminding of a notice, and no passing of time removes."""
    numbers = tuple(items)
    yield from standing(case, notice.contact, numbers, notice.origin)
    if purged_of(case, numbers):
        yield NO_URLS  # nor is it known any more what other cases hold of them
    if not notice.origin:
        yield from unfit_now(case, notice.contact, numbers, site)


def reminder_of(case: Case, row: OutboxRow) -> Notice | None:
    """The notice that a queued reminder is about."""
    return next((one for one in case.notices if one.reminder == row.message_id), None)


def stopping(case: Case, row: OutboxRow) -> Iterator[str]:
    """What stands against a queued reminder, and no passing of time removes."""
    notice = reminder_of(case, row)
    if notice is None:
        yield "it is about no notice of the case, or another one was written since"
    else:
        yield from standing(case, notice.contact, notice.reminded_of)


def reminders_of(case: Case, items: Iterable[int] = ()) -> tuple[str, ...]:
    """The Message-IDs of the reminders that wait to leave and name any of these items; none: of all."""
    wanted = frozenset(items or case.numbers())
    found = ((case.sent.get(one.reminder), one) for one in case.notices)
    return tuple(
        mail.message_id
        for mail, notice in found
        if mail is not None and mail.state is RowState.QUEUED and wanted & set(notice.reminded_of)
    )
