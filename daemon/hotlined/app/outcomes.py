"""What an attempt to send came to: yes, no, or unknown, which is tried again.

What our own side is to blame for is tried on as long as it lasts, and told of once for all mails (`servers`).
"""

from datetime import timedelta
from typing import Final

from hotlined.app.ports import Cause, Outcome, Verdict
from hotlined.app.trials import Trials
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, alarm
from hotlined.domain.mail.outgoing import ALARMS, OutboxRow, RowState
from hotlined.domain.record.correspondence import MailDelayed, MailUncertain
from hotlined.domain.record.running import AlarmRaised
from hotlined.domain.steps.accepted import accepted
from hotlined.domain.steps.failing import refused

LEAST_TRIES: Final = 12  # answers before giving up, however old the first: the clock may have been set
LEFT: Final = "may-have-left"  # in `OutboxRow.about`: an earlier attempt did not end with a no


def come_to(
    row: OutboxRow, current: OutboxRow, outcome: Outcome, case: Case, context: Context
) -> tuple[Effect, RowState]:
    """What follows in the case, and the row's state; `current` is the row as it is on disk."""
    give_up_after = context.site.agreement.outbox_give_up_after
    trials = Trials.of(current).with_one(outcome, context.now, give_up_after)
    # Where the server was not reached, or we did not let it go, it would perhaps have been taken.
    since = trials.answered_since if outcome.cause is Cause.MAIL else None
    waited = context.now - (since or context.now)
    given_up = waited > give_up_after and trials.answers >= LEAST_TRIES
    match outcome.verdict:
        case Verdict.ACCEPTED:
            return accepted(row, case, context), RowState.ACCEPTED
        case Verdict.PERMANENT:
            return refused(row, outcome.reply, case, context), RowState.REFUSED
        case verdict if given_up:
            known = verdict is not Verdict.UNKNOWN
            return refused(row, outcome.reply, case, context, known=known), RowState.GIVEN_UP
        case verdict if verdict is Verdict.UNKNOWN or LEFT in current.about:
            uncertain = Effect((MailUncertain(message_id=row.message_id),))
            return uncertain + _delayed(current, waited, case, context), RowState.UNKNOWN
        case _:
            delayed = Effect((MailDelayed(message_id=row.message_id),))
            return delayed + _delayed(current, waited, case, context), RowState.QUEUED


def remembered(current: OutboxRow, outcome: Outcome, context: Context) -> OutboxRow:
    """The row as it is on disk, with what is to be known of this attempt at the next one."""
    if outcome.verdict in (Verdict.ACCEPTED, Verdict.PERMANENT):
        return current
    give_up_after = context.site.agreement.outbox_give_up_after
    return Trials.of(current).with_one(outcome, context.now, give_up_after).noted(current)


def _delayed(row: OutboxRow, waited: timedelta, case: Case, context: Context) -> Effect:
    """A server wants it later, or may have it: analysts are told once, when it lasts too long (B4)."""
    what = f"outbox:{row.message_id}"
    if waited < context.site.agreement.outbox_alarm_after or what in case.alarms or row.kind in ALARMS:
        return Effect()
    sentence = f"A mail ({row.kind} to {row.to_id}) has not been accepted by the recipient's server yet."
    letters = alarm(context, case, "delayed", sentence, "It is tried again; phone where it is a report.")
    return Effect((AlarmRaised(what=what),), letters)
