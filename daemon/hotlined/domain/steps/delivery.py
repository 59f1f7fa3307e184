"""Delivery status notifications of our own mails: noted, and an alarm when a mail has failed (B7, B8)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from hotlined.domain.cases.sent import Sent
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, alarm, unit_behind
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Bounced, Disposition, Inbound, Party
from hotlined.domain.mail.outgoing import ALARMS
from hotlined.domain.programs.moderated import HELD
from hotlined.domain.record.casework import CaseReopened
from hotlined.domain.record.correspondence import MailBounced
from hotlined.domain.steps.asking import Doubt, ask
from hotlined.domain.steps.replanned import reopened

_LINK: Final = re.compile(r"(?:\bh(?:tt|xx)ps?:|\bwww\.)\S{1,300}", re.IGNORECASE)
MOST: Final = 5  # recipients of one bounce that are shown
WITH_MODERATOR: Final = "a mailing list holds the report for its moderator, and the LEA may not have it"
ANOTHER_WAY: Final = "Tell the recipient by phone, and ask for an address that takes the hotline's mail."
# What whoever closed it has to know: a receipt is all that its notices wait for.
GOES_ON: Final = (
    "Tell the recipient by phone, and send [RECEIVED:...] once they have the report: the notices of the case"
    " go on then. [CLOSE] closes it again, and none goes."
)


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
    if failed:
        return effect + _failed(context, case, mail, sent)
    return effect + _moderated(context, case, sent, mail) if mail.classified.why == HELD else effect


def _moderated(context: Context, case: Case, sent: Sent | None, mail: Inbound) -> Effect:
    """A list holds our mail until its moderator has looked: of a report it is asked about, since the LEA may
    never see it, and the notices wait for the answer (P7)."""
    if sent is None or sent.kind in ALARMS:
        return Effect()  # alarms never alarm (threats H4)
    if any(sent.message_id in one.copies for one in case.unconfirmed()):
        who = Who(Party.LEA, sent.to_id, server=True)
        text = told_by_server(mail).new_text.strip()
        return ask(context, case, Doubt(who, WITH_MODERATOR, mail.digest, text))
    sentence = (
        "A mail of this case has not arrived yet, a mailing list holds it for its moderator:"
        f" {sent.kind} to {sent.to_id}."
    )
    call = _unit(sent)
    return Effect(letters=alarm(context, case, "not-delivered", sentence, ANOTHER_WAY, call=call))


def _unit(sent: Sent | None) -> tuple[str, ...]:
    return unit_behind(sent.party, sent.to_id) if sent is not None else ()


def _failed(context: Context, case: Case, mail: Inbound, sent: Sent | None) -> Effect:
    if sent is not None and sent.bounced:
        return Effect()
    kind = sent.kind if sent else "mail"
    to = sent.to_id if sent else "unknown recipient"
    if kind in ALARMS:
        return Effect()  # alarms never alarm (threats H4)
    sentence = f"A mail of this case has come back undelivered: {kind} to {to}."
    todo = "A report that came back stops the notice. Check the address, tell the recipient by phone."
    if case.opened is None:
        sentence = f"A mail has come back undelivered: {kind} to {to}."
        todo = "Check the address with the recipient; phone where it is a report."
    missing = any(sent is not None and sent.message_id in one.copies for one in case.unconfirmed())
    # A closed case stays so otherwise, or its closing letter would bounce for ever.
    if case.closed is None or not missing:
        return Effect(letters=alarm(context, case, "bounced", sentence, todo, call=_unit(sent)))
    sentence = (
        f"A mail of this case has come back undelivered: {kind} to {to}. The case was closed, and is open"
        " again."
    )
    letters = alarm(context, case, "bounced", sentence, GOES_ON, call=_unit(sent))
    fact, without = CaseReopened(by="hotlined", why="a report bounced"), _unit(sent)
    return Effect(letters=letters) + reopened(context, case, fact, mail.digest, without=without)


def told_by_server(mail: Inbound) -> Inbound:
    """The mail with what the server tells in place of a text: of a bounce nothing else is read (F16)."""
    if mail.new_text.strip():
        return mail
    server = "\n".join(f"From: {one}" for one in mail.from_)
    blocks = ("\n".join(_fields(one)) for one in mail.classified.bounced[:MOST])
    return replace(mail, new_text="\n\n".join((server, *blocks)).strip())


def _fields(one: Bounced) -> Iterator[str]:
    """As a report has them (RFC 3464): no words of ours, which would need a language."""
    yield f"Final-Recipient: {one.recipient}"
    yield from (f"Original-Recipient: {one.original}",) if one.original else ()
    yield f"Action: {one.disposition}"
    yield from (f"Status: {one.status}",) if one.status else ()
    # Servers like to name a page of theirs; an analyst is asked to open none.
    words = _LINK.sub("[URL]", one.diagnostic)
    yield from (f"Diagnostic-Code: {words}",) if words else ()
