"""Delivery status notifications of our own mails: noted, and an alarm when a mail has failed (B7, B8)."""

from hotlined.domain.cases.sent import Sent
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, alarm
from hotlined.domain.mail.message import Bounced, Disposition, Inbound
from hotlined.domain.mail.outgoing import ALARMS
from hotlined.domain.record.casework import CaseReopened
from hotlined.domain.record.correspondence import MailBounced


def bounced(context: Context, case: Case, mail: Inbound, answered: str | None) -> Effect:
    """What a notification about a mail of this case does; delayed is never final."""
    sent = case.sent.get(answered or "")
    effect = Effect()
    failed = False
    for one in mail.classified.bounced or (Bounced("", Disposition.FAILED),):
        fact = MailBounced(
            message_id=sent.message_id if sent else None,
            recipient=one.recipient,
            disposition=one.disposition,
            status=one.status,
            mail=mail.digest,
        )
        effect += Effect((fact,))
        failed = failed or one.disposition is Disposition.FAILED
    return effect + _failed(context, case, sent) if failed else effect


def _failed(context: Context, case: Case, sent: Sent | None) -> Effect:
    if sent is not None and sent.bounced:
        return Effect()
    kind = sent.kind if sent else "mail"
    to = sent.to_id if sent else "unknown recipient"
    if kind in ALARMS:
        return Effect()  # alarms never alarm (threats H4)
    letters = tuple(
        alarm(
            context,
            case,
            "bounced",
            f"A mail of this case has come back undelivered: {kind} to {to}.",
            "A report that came back stops the notice. Check the address, tell the recipient by phone.",
        )
    )
    missing = any(sent is not None and sent.message_id in one.copies for one in case.unconfirmed())
    if case.closed is None or not missing:
        return Effect(letters=letters)  # a closed case stays so, or its closing letter would bounce for ever
    return Effect((CaseReopened(by="hotlined", why="a report bounced"),), letters)
