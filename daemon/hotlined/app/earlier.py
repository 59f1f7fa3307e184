"""What of a mail, or of another under its signature, came before: once is enough (P2, P9)."""

from typing import NamedTuple

from hotlined.app.judged import copied_in, filed_since, judgements, seen_elsewhere, was_nobodys
from hotlined.app.ports import Store
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound, MailClass, Party
from hotlined.domain.values.folders import Folder


class Earlier(NamedTuple):
    """What of this mail, or of another under its signature, came before; as the fields of `Facts`."""

    seen: bool = False
    filed: str | None = None
    replayed: bool = False
    copied: tuple[str, ...] = ()


def earlier(store: Store, mail: Inbound, who: Who) -> Earlier:
    """What came of it before; nothing where only a machine's copy of the command did."""
    streams = store.find("mail", mail.digest)
    replayed = bool(mail.signature and store.find("signature", mail.signature.digest))
    if (streams or replayed) and _passed_over(store, mail, who):
        return Earlier()
    if was_nobodys(store, mail, who, streams):
        return Earlier(replayed=seen_elsewhere(store, mail))
    copied = tuple(copied_in(store, mail, who)) if replayed and not streams else ()
    return Earlier(bool(streams), filed_since(store, mail, streams), replayed, copied)


def _passed_over(store: Store, mail: Inbound, who: Who) -> bool:
    """Whether all that came of an analyst's mail before came through a mailing list, or the like.

    Such a copy is taken for a machine's, commands nothing and is answered to nobody; the one that was
    sent to us directly is the command (P11).  Not so of the LEA, whose gateway may sign what a machine
    says (P8).
    """
    if who.party is not Party.ANALYST or mail.classified.kind is not MailClass.HUMAN:
        return False
    signature = mail.signature.digest if mail.signature else ""
    named = store.find("signature", signature) if signature else ()
    streams = dict.fromkeys((*store.find("mail", mail.digest), *named))
    before = [one.seen for one in judgements(store, mail.digest, streams, signature)]
    machine = (Folder.AUTOMATIC, Party.ANALYST)
    return bool(before) and all((one.folder, one.party) == machine for one in before)
