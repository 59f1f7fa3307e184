"""The warning of a hold's end that could not leave for long is written anew when it can (P6).

Its date would be over, or nearly: the hold ends only once the warning has arrived, and its time has passed.
Where it has arrived, one more that did not leave moves no end.
"""

from hotlined.domain.cases.hold_warned import given_at
from hotlined.domain.cases.sent import Sent
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold
from hotlined.domain.due.hold_ends import OFTEN, is_out_of_reach, notice_of_end
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.mail.outgoing import HOLD_WARNING, RowState
from hotlined.domain.record.correspondence import MailCancelled


def outdated(case: Case, message_id: str, context: Context) -> tuple[Hold, ...]:
    """The holds whose end a warning tells, where that is over, or less than half of the time remains to it.

    None where the warning may have left before: then it goes again as it is (P3).  Nor the third time, where
    a server lets each one come so far and takes none: it is given up in the end, and analysts hear of it.
    """
    mail = case.sent.get(message_id)
    if mail is None or mail.kind != HOLD_WARNING or mail.uncertain:
        return ()
    told = (hold for hold in case.holds_now() if hold.warned_at == mail.at and hold.warnings < OFTEN)
    return tuple(hold for hold in told if given_at(case, hold) is None and _is_over(hold, context))


def _is_over(hold: Hold, context: Context) -> bool:
    if hold.until is None or hold.warned_at is None or is_out_of_reach(hold, context.site):
        return False
    notice = notice_of_end(hold, context.site)
    return max(hold.until, hold.warned_at + notice) - context.now < notice / 2


def taken_back(case: Case, message_id: str) -> Effect:
    """One of the mails of a warning does not leave, nor do the others of it that surely have not left."""
    mail = case.sent[message_id]
    rest = tuple(one.message_id for one in case.sent.values() if _goes_along(one, mail))
    return Effect((MailCancelled(message_id=message_id, why="it is written anew"),), (), rest)


def _goes_along(one: Sent, mail: Sent) -> bool:
    queued = one.state is RowState.QUEUED and not one.uncertain
    return queued and one is not mail and (one.kind, one.at) == (mail.kind, mail.at)
