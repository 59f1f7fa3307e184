"""What an attempt to send came to: yes, no, or unknown, which is tried again."""

from datetime import timedelta
from typing import Final

from hotlined.app.ports import NOT_NOW, Outcome, Verdict
from hotlined.app.queues import LONGEST_RETRY
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, alarm
from hotlined.domain.mail.outgoing import ALARMS, OutboxRow, RowState
from hotlined.domain.record.correspondence import MailDelayed, MailUncertain
from hotlined.domain.record.running import AlarmRaised
from hotlined.domain.steps.accepted import accepted
from hotlined.domain.steps.failing import refused

FIRST_RETRY: Final = timedelta(seconds=15)
LEAST_TRIES: Final = 12  # before giving up, however old the mail: we may have been down, or the clock was set
LEFT: Final = "may-have-left"  # in `OutboxRow.about`: an earlier attempt did not end with a no


def come_to(
    row: OutboxRow, current: OutboxRow, outcome: Outcome, case: Case, context: Context
) -> tuple[Effect, RowState]:
    """What follows in the case, and the row's state; `current` is the row as it is on disk."""
    old = context.now - row.created_at > context.site.agreement.outbox_give_up_after
    # Where it was not to go when the server was ready, the server would have taken it.
    given_up = old and current.attempts >= LEAST_TRIES and outcome != NOT_NOW
    match outcome.verdict:
        case Verdict.ACCEPTED:
            return accepted(row, case, context), RowState.ACCEPTED
        case Verdict.PERMANENT:
            return refused(row, outcome.reply, case, context), RowState.REFUSED
        case _ if given_up:
            return refused(row, outcome.reply, case, context), RowState.GIVEN_UP
        case verdict if verdict is Verdict.UNKNOWN or LEFT in current.about:
            uncertain = Effect((MailUncertain(message_id=row.message_id),))
            return uncertain + _delayed(current, case, context), RowState.UNKNOWN
        case _:
            delayed = Effect((MailDelayed(message_id=row.message_id),))
            return delayed + _delayed(current, case, context), RowState.QUEUED


def pause_after(attempts: int) -> timedelta:
    """How long a row waits after so many attempts."""
    return min(FIRST_RETRY * 2 ** min(attempts - 1, 10), LONGEST_RETRY) if attempts else FIRST_RETRY


def _delayed(row: OutboxRow, case: Case, context: Context) -> Effect:
    """Not surely accepted yet: analysts are told once, when it lasts longer than agreed (B4)."""
    what = f"outbox:{row.message_id}"
    waited = context.now - row.created_at
    if waited < context.site.agreement.outbox_alarm_after or what in case.alarms or row.kind in ALARMS:
        return Effect()
    sentence = f"A mail ({row.kind} to {row.to_id}) has not been accepted by the recipient's server yet."
    letters = alarm(context, case, "delayed", sentence, "It is tried again; phone where it is a report.")
    return Effect((AlarmRaised(what=what),), letters)
