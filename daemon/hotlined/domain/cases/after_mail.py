"""A case after a mail that came in, or after what became of one of ours."""

from datetime import datetime

from hotlined.domain.cases.replacing import longer_thread, one_sent
from hotlined.domain.cases.sent import Sent
from hotlined.domain.cases.state import Case
from hotlined.domain.mail.outgoing import RowState
from hotlined.domain.record.correspondence import (
    CopyFiled,
    MailAccepted,
    MailBounced,
    MailCancelled,
    MailDelayed,
    MailQueued,
    MailRefused,
    MailSeen,
    MailSending,
    MailUncertain,
    Struck,
)
from hotlined.domain.record.events import Event
from hotlined.domain.values.quick import replace


def step(case: Case, at: datetime, event: Event) -> Case | None:
    """The case after one of these facts; None for any other."""
    match event:
        case MailSeen():
            threads = longer_thread(case, event.party, event.who, event.message_id)
            signatures = case.signatures | ({event.signature} if event.signature else set())
            words = {**case.words, event.words: at} if event.words else case.words
            return replace(
                case, seen=case.seen | {event.mail}, threads=threads, signatures=signatures, words=words
            )
        case Struck():
            return replace(case, strikes={**case.strikes, event.mail: event.n})
        case MailQueued():
            sent = Sent(event.message_id, event.kind, event.party, event.to_id, event.token, at, event.answer)
            threads = longer_thread(case, event.party, event.to_id, event.message_id)
            return replace(case, sent={**case.sent, event.message_id: sent}, threads=threads)
        case MailSending():
            return one_sent(case, event.message_id, lambda mail: _sending(mail, at))
        case MailAccepted():
            return one_sent(
                case, event.message_id, lambda mail: replace(mail, state=RowState.ACCEPTED, accepted_at=at)
            )
        case MailDelayed():
            return one_sent(case, event.message_id, lambda mail: replace(mail, state=RowState.QUEUED))
        case MailUncertain():
            return one_sent(
                case, event.message_id, lambda mail: replace(mail, state=RowState.UNKNOWN, uncertain=True)
            )
        case MailRefused():
            return one_sent(case, event.message_id, lambda mail: replace(mail, state=RowState.REFUSED))
        case MailCancelled():
            return one_sent(case, event.message_id, _cancelled)
        case CopyFiled():
            return one_sent(case, event.message_id, lambda mail: replace(mail, copied=True))
        case MailBounced():
            if event.disposition != "failed" or event.message_id is None:
                return case
            return one_sent(case, event.message_id, lambda mail: replace(mail, bounced=True))
        case _:
            return None


def _cancelled(mail: Sent) -> Sent:
    """Not tried any more; what was cut off by a crash may have left all the same."""
    uncertain = mail.uncertain or mail.state is RowState.SENDING
    return replace(mail, state=RowState.CANCELLED, uncertain=uncertain)


def _sending(mail: Sent, at: datetime) -> Sent:
    """One more attempt; where the last one was cut off, by a crash for instance, it may have left before."""
    uncertain = mail.uncertain or mail.state is RowState.SENDING
    return replace(mail, state=RowState.SENDING, sending_at=at, uncertain=uncertain)
