"""The gate of notices and reminders (P5): what stands against a mail of the outbox, looked at before SMTP."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.outgoing import REMINDER, OutboxRow
from hotlined.domain.ntd import reminders
from hotlined.domain.ntd.hosting import CHANGED, rehosted, unfit_now
from hotlined.domain.ntd.notice_time import due_at, goes_at
from hotlined.domain.ntd.notices import (
    Fence,
    free_elsewhere,
    held_elsewhere,
    holds_on,
    obstacles,
    standing,
    unread,
)
from hotlined.domain.ntd.planning import may_be_asked
from hotlined.domain.ntd.sent_notices import open_items


def due_of(case: Case, row: OutboxRow, site: Site) -> datetime | None:
    """After which moment the LEA inbox has to be read for it; None: it is not due."""
    if _reminds(row):
        return row.created_at
    return due_at(case, items_of(case, row), site)


def put_off(case: Case, row: OutboxRow, site: Site, now: datetime) -> bool:
    """Whether a notice that was due waits for the working hours: no read of the LEA inbox changes that."""
    due = None if _reminds(row) else due_of(case, row, site)
    return due is not None and due <= now < goes_at(case, due, site, now, queued_at=row.created_at)


def stopping(case: Case, row: OutboxRow, site: Site) -> Iterator[str]:
    """What stands against it, and no passing of time removes."""
    items = items_of(case, row)
    if _reminds(row):
        yield from reminders.stopping(case, row)
        yield from unfit_now(case, _contact(row), items, site)
    else:
        yield from standing(case, _contact(row), items, _origin(case, row, site))
        yield from _changed(case, items, site)


def against(
    case: Case, row: OutboxRow, site: Site, *, now: datetime, fence: Fence | None, others: Iterable[Case]
) -> Iterator[str]:
    """All that stands against it now; `others` are cases about the same URLs in which something waits."""
    items = items_of(case, row)
    if _reminds(row):
        yield from stopping(case, row, site)
        yield from unread(fence, row.created_at, site, now=now)
    else:
        yield from obstacles(
            case,
            _contact(row),
            items,
            site,
            now=now,
            fence=fence,
            origin=_origin(case, row, site),
            queued_at=row.created_at,
        )
        yield from _changed(case, items, site)
    yield from held_elsewhere(case, items, others)


def _changed(case: Case, items: tuple[int, ...], site: Site) -> Iterator[str]:
    if any(rehosted(case, site, items)):
        yield CHANGED


def parted(case: Case, row: OutboxRow, others: Iterable[Case]) -> bool:
    """Whether other cases hold some of a notice's URLs, and not all: it is planned anew without these."""
    items = items_of(case, row)
    return not _reminds(row) and 0 < len(free_elsewhere(case, items, others)) < len(items)


def pointless(case: Case, row: OutboxRow) -> bool:
    """Whether nothing is to be taken down any more, so that one that may have left is not waited for."""
    return not case.is_open or case.without_notice or case.all_gone().issuperset(items_of(case, row))


def overtaken(case: Case, row: OutboxRow, others: Iterable[Case]) -> bool:
    """Whether a notice that may have left is waited for no more: the rest of its items is planned anew.

    Its bytes name an item that is gone, or held, or no longer its provider's: they will not pass, or not for
    long, and the other items would wait behind it.  So they would for one that is online again since, which
    has a notice of its own.  Where all are held, it waits for the hold as before.
    """
    notice = case.notice(row.message_id)
    if notice is None or _reminds(row):
        return False
    theirs = set(open_items(case, notice))
    free = {*free_elsewhere(case, notice.items, others)}
    fit = {number for number in theirs & free if not holds_on(case, (number,))}
    return 0 < len(fit) < len(notice.items) or not theirs


def items_of(case: Case, row: OutboxRow) -> tuple[int, ...]:
    """The items that it names."""
    if _reminds(row):
        reminded = reminders.reminder_of(case, row)
        return reminded.reminded_of if reminded is not None else ()
    notice = case.notice(row.message_id)
    return notice.items if notice is not None else ()


def _reminds(row: OutboxRow) -> bool:
    return row.kind == REMINDER


def _contact(row: OutboxRow) -> str:
    return str(row.about.get("contact", ""))


def _origin(case: Case, row: OutboxRow, site: Site) -> bool:
    """Whether it only asks a CDN for the origin, and still may."""
    notice = case.notice(row.message_id)
    return notice is not None and notice.origin and may_be_asked(_contact(row), site)
