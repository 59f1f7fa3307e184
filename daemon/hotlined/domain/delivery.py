"""Delivery status notifications of our own mails: noted, and an alarm when a mail has failed (B7, B8)."""

from hotlined.domain.decision import Context
from hotlined.domain.drafts import Effect, alarm
from hotlined.domain.events import CaseReopened, MailBounced
from hotlined.domain.message import Bounced, Disposition, Inbound
from hotlined.domain.state import Case, Sent


def bounced(context: Context, case: Case, mail: Inbound, answered: str | None) -> Effect:
    """What a notification about a mail of this case does; delayed is never final."""
    sent = _about(case, mail, answered)
    effect = Effect()
    for one in mail.classified.bounced or (Bounced("", Disposition.FAILED),):
        fact = MailBounced(
            message_id=sent.message_id if sent else None,
            recipient=one.recipient,
            disposition=one.disposition,
            status=one.status,
            mail=mail.digest,
        )
        effect += Effect((fact,))
        if one.disposition is Disposition.FAILED:
            effect += _failed(context, case, sent)
    return effect


def _about(case: Case, mail: Inbound, answered: str | None) -> Sent | None:
    """The mail that bounced: by returned Message-ID, or by the token in the envelope recipient."""
    if answered in case.sent:
        return case.sent[answered or ""]
    tokens = {address.token for address in mail.recipients if address.token}
    return next((sent for sent in case.sent.values() if sent.token in tokens), None)


def _failed(context: Context, case: Case, sent: Sent | None) -> Effect:
    if sent is not None and sent.bounced:
        return Effect()
    kind = sent.kind if sent else "mail"
    to = sent.to_id if sent else "unknown recipient"
    if kind == "alarm":
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
    reopened = (CaseReopened(by="hotlined", why="a mail bounced"),) if case.closed is not None else ()
    return Effect(reopened, letters)
