"""Which notices on some items have not left yet, and are taken back; and which may have left already."""

from hotlined.domain.cases.item_state import Notice
from hotlined.domain.cases.state import Case
from hotlined.domain.mail.outgoing import REMINDER, RowState
from hotlined.domain.ntd.reminders import reminders_of


def notices_of(case: Case, items: tuple[int, ...]) -> tuple[tuple[Notice, ...], tuple[Notice, ...]]:
    """The notices on these items (all when none are named): still queued, and maybe left already."""
    queued = []
    left = []
    for notice in case.notices:
        mail = case.sent.get(notice.message_id)
        if mail is None or mail.bounced or (items and not set(items) & set(notice.items)):
            continue
        if mail.state is RowState.QUEUED:
            queued.append(notice)
        elif (mail.may_have_left or mail.uncertain) and not notice.test:
            left.append(notice)
    return tuple(queued), tuple(left)


def taken_back(case: Case, items: tuple[int, ...] = ()) -> tuple[str, ...]:
    """Message-IDs of the notices on these items, () for all, and of their reminders, that wait to leave."""
    queued, _ = notices_of(case, items)
    return (*(notice.message_id for notice in queued), *reminders_of(case, items))


def withdrawn(case: Case, notices: tuple[Notice, ...]) -> tuple[str, ...]:
    """Message-IDs of what does not go to providers now: the notices, and reminders that have not left."""
    reminders = (one for one in case.sent.values() if one.kind == REMINDER)
    waiting = (one.message_id for one in reminders if one.state is RowState.QUEUED)
    return (*(notice.message_id for notice in notices), *waiting)
