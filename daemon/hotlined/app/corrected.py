"""Which refused orders a mail corrects: those whose refusal it answers; they are purged with its case (P14).

The Message-ID of our refusal has a random part that only its recipient has seen.  A mail that was refused,
and written anew in no thread, is not found; it goes by its age.  The refusal returns the form of what it
refused, so it goes with that.
"""

from collections.abc import Iterator
from typing import Final

from hotlined.app.ports import Record, Store
from hotlined.domain.letters.matching import MOST
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.record.correspondence import MailQueued, MailSeen
from hotlined.domain.values.folders import Folder

REFUSALS: Final = ("refused", "untagged")  # kinds of our mails


def corrected_in(store: Store, mail: Inbound, who: Who) -> tuple[str, ...]:
    """The digests of these orders, each once; raises Permanent, Temporary as the store does."""
    found = (
        order.mail
        for name in mail.references[:MOST]
        for stream in store.find("message-id", name)
        for order, letter in refused_in(store.load(stream))
        if letter.message_id == name and order.who == who.id
    )
    return tuple(dict.fromkeys(found))


def refusals_of(store: Store, order: str) -> tuple[OutboxRow, ...]:
    """Our mails that refused the order with this digest; raises Permanent, Temporary as the store does."""
    records = [store.load(stream) for stream in store.find("mail", order)]
    names = {letter.message_id for one in records for seen, letter in refused_in(one) if seen.mail == order}
    return tuple(row for one in records if one for row in one.rows if row.message_id in names)


def refused_in(record: Record | None) -> Iterator[tuple[MailSeen, MailQueued]]:
    """Each refused mail with our refusal, which was recorded in the same write, right after it."""
    last: MailSeen | None = None
    for event in record.events if record else ():
        match event:
            case MailSeen() as last:
                pass
            case MailQueued(kind=kind, to_id=to) as letter if kind in REFUSALS:
                if last and last.folder == Folder.REFUSED and last.who == to:
                    yield last, letter
