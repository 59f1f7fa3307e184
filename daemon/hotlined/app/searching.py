"""Which mails in our mailboxes belong to a purged stream, and the look that destroys them, or finds none.

A mail of somebody else is told by the digest that was recorded when it had its effect, never by what it says
of itself; a mail of ours by its Message-ID, which has a random part, and only in our own folders and where
the service keeps what it has sent (Exchange Online and Gmail do): what lies in an inbox may be unread.  A
mail that a case without a purge needs as well stays until that one's turn.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from hotlined.app.corrected import refusals_of
from hotlined.app.docket import Docket
from hotlined.app.fetching import fetch, portions
from hotlined.app.ports import Found, Mailbox, Store, Temporary
from hotlined.domain.cases.case import fold
from hotlined.domain.mail.identity import id_digest, mail_digest
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.overview.card_name import mark_of, read_card_name
from hotlined.domain.record.casework import CaseOpened, ReportRegistered
from hotlined.domain.record.correspondence import MailQueued, MailSeen, Struck
from hotlined.domain.values.folders import STRIKES, Folder
from hotlined.domain.values.reference import is_question

LOOKS = 3  # through all folders; the last has to find nothing


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox, and what stands before every folder of ours there."""

    mailbox: Mailbox
    root: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Digests of mails and Message-IDs of our own, each with its stream.

    `ids` are the Message-IDs under which a digest can lie; "" is among them where one has none.  `marks` are
    those of the cards of the board, which lie in our own folders or wherever somebody has put them.
    `finished` are digests of finished mails that other streams have in the store.
    """

    digests: Mapping[str, str]
    ids: frozenset[str]
    own: Mapping[str, str]
    marks: Mapping[str, str] = field(default_factory=dict)
    finished: frozenset[str] = frozenset()

    def card(self, message_id: str) -> str | None:
        """The stream whose content this card shows, by its Message-ID; None: it is none, or has none."""
        name = read_card_name(message_id)
        return self.marks.get(name.mark) if name is not None and name.content else None

    def concerns(self, message_id: str) -> bool:
        """Whether a mail of this Message-ID has to be looked at."""
        return not message_id or message_id in self.ids


async def wanted(docket: Docket, streams: Sequence[str]) -> Wanted:
    """What belongs to these streams, and to no case that is not purged."""
    return await asyncio.to_thread(_wanted, docket.store, streams)


def _wanted(store: Store, streams: Sequence[str]) -> Wanted:
    digests: dict[str, str] = {}
    ids: set[str] = set()
    own: dict[str, str] = {}
    marks: dict[str, str] = {}
    finished: set[str] = set()
    for stream in streams:
        record = store.load(stream)
        events = record.events if record else ()
        own |= {event.message_id: stream for event in events if isinstance(event, MailQueued)}
        token = next((event.token for event in events if isinstance(event, MailQueued)), "")
        marks[mark_of(stream, token)] = stream
        for digest, message_id in _mails(store, events):
            if _is_free(store, digest, message_id, streams):
                digests[digest] = stream
                ids.add(message_id or "")
        for row in _refusals(store, events, digests):
            own[row.message_id] = stream
            finished.add(row.digest)
    return Wanted(digests, frozenset(ids), own, marks, frozenset(finished))


def _mails(store: Store, events: Sequence[object]) -> Iterator[tuple[str, str | None]]:
    """Digest and Message-ID of each mail of a stream, of the reports that its mails forwarded, and of what
    was refused before it was opened; a mail over which hotlined stumbled is one of its desk."""
    for event in events:
        match event:
            case MailSeen(mail=mail, message_id=message_id):
                yield mail, message_id
            case Struck(mail=mail, n=n) if n >= STRIKES:
                yield mail, None  # nobody has read its Message-ID
            case ReportRegistered(mail=mail, message_id=message_id):
                yield mail, message_id
            case CaseOpened(originals=originals, corrects=corrects):
                for original in originals:
                    yield from _registered(store, original)
                for digest in corrects:
                    yield from _refused(store, digest)


def _registered(store: Store, original: str) -> Iterator[tuple[str, str | None]]:
    for desk in store.find("report-digest", original):
        record = store.load(desk)
        events = record.events if record else ()
        reports = (one for one in events if isinstance(one, ReportRegistered) and one.message_id)
        yield from (
            (one.mail, one.message_id) for one in reports if id_digest(one.message_id or "") == original
        )


def _refused(store: Store, digest: str) -> Iterator[tuple[str, str | None]]:
    for desk in store.find("mail", digest):
        record = store.load(desk)
        for event in record.events if record else ():
            match event:
                case MailSeen(mail=mail, message_id=message_id) if mail == digest:
                    yield mail, message_id


def _refusals(store: Store, events: Sequence[object], free: Collection[str]) -> Iterator[OutboxRow]:
    """Our mails that sent back the form of what a case corrects, as far as no other case needs that."""
    for event in events:
        for order in event.corrects if isinstance(event, CaseOpened) else ():
            if order in free:
                yield from refusals_of(store, order)


def _is_free(store: Store, digest: str, message_id: str | None, streams: Sequence[str]) -> bool:
    """Whether no other case needs the mail."""
    forwarded = store.find("original", id_digest(message_id)) if message_id else ()
    others = {*store.find("mail", digest), *store.find("corrected", digest), *forwarded}
    return all(_is_purged(store, other) for other in others - {*streams})


def _is_purged(store: Store, stream: str) -> bool:
    if stream.startswith("desk-") or is_question(stream):
        return True  # it only says that the mail came
    record = store.load(stream)
    case = fold(stream, record.entries) if record else None
    return case is None or case.purge.done is not None or case.purge.begun is not None


async def swept(boxes: Sequence[Box], goal: Wanted) -> Mapping[str, int]:
    """Destroy these mails wherever they lie; how many of each stream.  On return a look has found none.

    Raises Temporary, Permanent; what was destroyed until then is.
    """
    counts: dict[str, int] = {}
    for box in boxes:
        try:
            await box.mailbox.open(())
            await _emptied(box, goal, counts)
        finally:
            await box.mailbox.close()
    return counts


async def _emptied(box: Box, goal: Wanted, counts: dict[str, int]) -> None:
    for _ in range(LOOKS):
        clean = True
        sent = await box.mailbox.sent()
        for folder in sorted(await box.mailbox.every_folder(), key=partial(comes_late, box)):
            ours = folder in sent or folder.startswith(f"{box.root}/")
            found = await _found(box, folder, goal, ours=ours)
            if found:
                clean = False
                await box.mailbox.destroy(list(found))
                for stream in found.values():
                    counts[stream] = counts.get(stream, 0) + 1
        if clean:
            return
    raise Temporary(f"{box.mailbox.name}: mails that were destroyed are there again")


def comes_late(box: Box, folder: str) -> tuple[bool, bool]:
    """The order of looking: first where mails leave, inbox, quarantine, so that one on its way is met."""
    ours = folder.startswith(f"{box.root}/")
    return ours, ours and not folder.startswith(f"{box.root}/Quarantine")


async def _found(box: Box, folder: str, goal: Wanted, *, ours: bool) -> dict[Found, str]:
    """The mails of a folder that have to go, each with its stream; `ours`: nothing unread lies there."""
    listed = await box.mailbox.identified(folder)
    found = {one: goal.own[name] for one, name in listed if ours and name in goal.own}
    found |= {one: stream for one, name in listed if (stream := goal.card(name)) is not None}
    poison = folder == f"{box.root}/{Folder.POISON}"  # few, and no record has their Message-IDs
    doubtful = [one for one, name in listed if one not in found and (poison or goal.concerns(name))]
    for some in portions(doubtful):
        for fetched in await fetch(box.mailbox, some):
            stream = goal.digests.get(mail_digest(fetched.raw))
            if stream is not None:
                found[fetched.found] = stream
    return found
