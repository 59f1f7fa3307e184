"""Which notice a provider's mail answers, and which of its items it means."""

from datetime import datetime

from hotlined.domain.cases.item_state import Notice
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.matching import came_by
from hotlined.domain.mail.message import Inbound


def notice_answered(case: Case, contact: str, mail: Inbound) -> Notice | None:
    """The notice that the mail answers, by itself or by way of its reminder; else by the token it went to."""
    mine = {one.message_id: one for one in case.notices if one.contact == contact}
    tokens = mail.tokens
    by_token = (one for name, one in mine.items() if name in case.sent and case.sent[name].token in tokens)
    return next((mine[one] for one in mail.references if one in mine), None) or next(by_token, None)


def items_meant(case: Case, contact: str, mail: Inbound, said: tuple[int, ...] = ()) -> tuple[int, ...]:
    """The items meant: only ones that this provider was notified of; without a number those of the notice.

    A notice that waits, or left after the mail came, had notified nobody.  Nor has a test: who answers it
    says nothing of what the provider has removed.
    """
    notice = notice_answered(case, contact, mail)
    mine = [one for one in case.notices if one.contact == contact and not one.origin and not one.test]
    came = came_by(case, mail)
    by_then = (one for one in mine if one == notice or _left_by(case, one, came))
    notified = {number for one in by_then for number in one.items}
    if notice is not None and notice.test:
        return ()
    meant = said or (notice.items if notice is not None else notified)
    return tuple(sorted(number for number in meant if number in notified))


def _left_by(case: Case, notice: Notice, moment: datetime) -> bool:
    sent = case.sent.get(notice.message_id)
    return sent is not None and sent.left_by(moment)
