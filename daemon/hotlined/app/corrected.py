"""Which refused orders a mail corrects: those whose refusal it answers; they are purged with its case (P14).

The Message-ID of our refusal has a random part that only its recipient has seen.  A mail that was refused,
and written anew in no thread, is not found; it goes by its age.
"""

from collections.abc import Iterator
from typing import Final

from hotlined.app.ports import Store
from hotlined.domain.events import MailQueued, MailSeen
from hotlined.domain.folders import Folder
from hotlined.domain.matching import MOST
from hotlined.domain.message import Inbound
from hotlined.domain.who import Who

REFUSALS: Final = ("refused", "untagged")  # kinds of our mails


def corrected_in(store: Store, mail: Inbound, who: Who) -> tuple[str, ...]:
    """The digests of these orders, each once; raises Permanent, Temporary as the store does."""
    found = (one for name in mail.references[:MOST] for one in _refused(store, name, who))
    return tuple(dict.fromkeys(found))


def _refused(store: Store, letter: str, who: Who) -> Iterator[str]:
    """What this mail of ours refused: it was recorded in the same write, right before the mail."""
    for stream in store.find("message-id", letter):
        record = store.load(stream)
        last: MailSeen | None = None
        for entry in record.entries if record else ():
            match entry.event:
                case MailSeen() as last:
                    pass
                case MailQueued(message_id=one, kind=kind, to_id=to) if one == letter and kind in REFUSALS:
                    if last and last.folder == Folder.REFUSED and last.who == to == who.id:
                        yield last.mail
