"""The alarm of a hold that has not ended, since the warning of its end has not arrived (P6)."""

from datetime import datetime

from hotlined.domain.cases.hold_warned import is_lost
from hotlined.domain.cases.state import Case
from hotlined.domain.cases.withheld import Hold
from hotlined.domain.due.deadlines import Due, unwarned
from hotlined.domain.due.hold_ends import is_out_of_reach, notice_of_end
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, alarm
from hotlined.domain.mail.message import Party
from hotlined.domain.record.noticed import AnalystsChased
from hotlined.domain.values.shown import duration, local_time


def told(case: Case, due: Due, context: Context) -> Effect:
    """Analysts are told that a hold goes on past its last day, since its warning has not arrived."""
    hold = next((one for one in case.holds if one.id == due.key), None)
    if hold is None or hold.until is None:
        return Effect()
    fact = AnalystsChased(what=unwarned(hold), items=hold.items, n=due.n)
    sentence, todo = _why_it_goes_on(case, hold, hold.until, context)
    call = (hold.by,) if hold.party == Party.LEA else ()
    return Effect((fact,), alarm(context, case, "hold-unwarned", sentence, todo, call=call))


def _why_it_goes_on(case: Case, hold: Hold, until: datetime, context: Context) -> tuple[str, str]:
    """What keeps a hold from ending, and what is to be done."""
    when = local_time(until, context.site.hotline.timezone)
    after = duration(notice_of_end(hold, context.site))
    if is_out_of_reach(hold, context.site):
        return (
            f"Hold {hold.id}, until {when}, goes on: the LEA unit {hold.by} is not configured any more, and"
            " cannot be warned of its end.",
            "Put the unit back into mailboxes.yaml under this name: it is warned then, and the hold ends by"
            f" itself {after} after the warning has arrived.",
        )
    sentence = f"Hold {hold.id} would have ended {when}, and goes on: the warning of its end has not arrived."
    if hold.party == Party.LEA and is_lost(case, hold):
        return sentence, (
            f"Phone {hold.by}: its mailbox does not take the warning. A signed [RELEASE] from there ends the"
            " hold. Once its mailbox, or its address in mailboxes.yaml, is in order, the warning is written"
            f" again, and the hold ends by itself {after} after that has arrived."
        )
    return sentence, (
        "See what keeps the mail back, and phone whom it has not reached. The hold ends by itself"
        f" {after} after the warning has arrived."
    )
