"""How a mail was judged before, by what the record has of it: when, where to, and under which signature."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from hotlined.app.ports import Store
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound, MailClass, Party
from hotlined.domain.record.correspondence import MailSeen
from hotlined.domain.values.folders import Folder, is_quarantine

OBEYED: Final = (Folder.DONE, Folder.REFUSED)  # of commands: carried out, or answered with what was wrong


class Judgement(NamedTuple):
    """How a mail was judged, and when: the place in its stream tells apart what is of one moment."""

    at: datetime
    seq: int
    seen: MailSeen


def latest(store: Store, digest: str) -> MailSeen | None:
    """How a mail was judged the last time."""
    return _last(judgements(store, digest, store.find("mail", digest)))


def left_quarantine(store: Store, digest: str, at: datetime) -> bool:
    """Whether a mail that was in the quarantine then was judged again after that, and belongs elsewhere."""
    last = _last(one for one in judgements(store, digest, store.find("mail", digest)) if one.at > at)
    return last is not None and not is_quarantine(last.folder)


def filed_since(store: Store, mail: Inbound, streams: Iterable[str]) -> str | None:
    """The folder that was recorded for a mail before a crash kept it from being moved there (A5).

    What came after the record was written is another copy.
    """
    last = _last(one for one in judgements(store, mail.digest, streams) if mail.received_at <= one.at)
    return last.folder if last is not None else None


def seen_elsewhere(store: Store, mail: Inbound) -> bool:
    """Whether the mail's signature was seen in another mail, not only in this one before."""
    if mail.signature is None:
        return False
    wanted = mail.signature.digest
    found = judgements(store, mail.digest, store.find("signature", wanted), wanted)
    return any(one.seen.mail != mail.digest for one in found)


def was_nobodys(store: Store, mail: Inbound, who: Who, streams: Iterable[str]) -> bool:
    """Whether an officer's mail was quarantined as a stranger's: the address was configured since.

    Nothing came of it then, and it may be a hold (P5).
    """
    if who.party is not Party.LEA:
        return False
    before = [one.seen for one in judgements(store, mail.digest, streams)]
    return bool(before) and all(one.party == Party.STRANGER and is_quarantine(one.folder) for one in before)


def copied_in(store: Store, mail: Inbound, who: Who) -> Iterator[str]:
    """The streams in which an analyst's mail has had its effect under this signature, in another envelope.

    The same author and Message-ID make it that mail.  Whoever has it could send the very bytes again, too, so
    nothing is hidden by filing it as what these are: a duplicate.
    """
    if who.party is not Party.ANALYST or mail.classified.kind is not MailClass.HUMAN:
        return
    wanted = (mail.message_id, str(Party.ANALYST), who.id)
    signature = mail.signature.digest if mail.signature and mail.message_id else ""
    for stream in store.find("signature", signature) if signature else ():
        told = (one.seen for one in judgements(store, mail.digest, (stream,), signature))
        if any((one.message_id, one.party, one.who) == wanted and one.folder in OBEYED for one in told):
            yield stream


def judgements(store: Store, digest: str, streams: Iterable[str], signature: str = "") -> Iterator[Judgement]:
    """When and how a mail, or others under this signature, were judged, in each of the streams."""
    for stream in streams:
        record = store.load(stream)
        for entry in record.entries if record else ():
            seen = entry.event
            if not isinstance(seen, MailSeen):
                continue
            if seen.mail == digest or (signature and seen.signature == signature):
                yield Judgement(entry.at, entry.seq, seen)


def _last(found: Iterable[Judgement]) -> MailSeen | None:
    last = max(found, key=lambda one: (one.at, one.seq), default=None)
    return last.seen if last is not None else None
