"""What follows when a recipient's server has accepted a mail: a notice's actual time is told to the LEA."""

from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, to_analysts, to_unit
from hotlined.domain.mail.message import Gate
from hotlined.domain.mail.outgoing import REPORT, OutboxRow
from hotlined.domain.ntd.hosted import together
from hotlined.domain.record.correspondence import CopyFiled, MailAccepted
from hotlined.domain.record.events import Event
from hotlined.domain.values.shown import items_argument


def accepted(row: OutboxRow, case: Case, context: Context) -> Effect:
    """Recorded; LEA and analysts learn when a notice left (guidelines: "Agree with LEA on fixed time")."""
    effect = Effect((MailAccepted(message_id=row.message_id),))
    notice = case.notice(row.message_id)
    if row.gate is not Gate.NOTICE or notice is None:
        return effect
    values = {"items": notice.items, "provider": notice.contact, "at": context.now}
    values |= {
        "offered": items_argument(together(case, notice.items, context.site))
    }  # others may be somebody else's
    kind = "ntd-tested" if notice.test else "origin-asked" if notice.origin else "ntd-sent"
    letters = to_analysts(context, case, kind, values)
    for unit in case.units_reported():
        letters += to_unit(context, case, unit, kind, values)
    return effect + Effect(letters=letters)


def left_before(row: OutboxRow, by: str = "") -> tuple[Event, ...]:
    """A mail that is known to have left before the record was restored: nobody is told of it once more.

    `by`: the operator who knows; "" where the mail itself was found.
    """
    filed = (CopyFiled(message_id=row.message_id),) if row.kind == REPORT else ()
    return (MailAccepted(message_id=row.message_id, by=by), *filed)
