"""Which mails were put into the quarantine, how each was judged last, and where its bytes are."""

import asyncio
import os
from dataclasses import dataclass, replace
from datetime import datetime

from hotlined import stores
from hotlined.accounts import imap_account
from hotlined.adapters.config.settings import Settings
from hotlined.adapters.imap import ImapMailbox
from hotlined.adapters.lmtp import Spool
from hotlined.app.fetching import find
from hotlined.app.own_folders import Folders
from hotlined.app.ports import Fetched, Mailbox, Permanent, Temporary
from hotlined.cli.say import Stop
from hotlined.cli.where import records
from hotlined.domain.record.correspondence import MailReleased, MailSeen, Struck
from hotlined.domain.record.events import Entry
from hotlined.domain.release import is_releasable
from hotlined.domain.values.folders import STRIKES, Folder, is_quarantine
from hotlined.machine import SystemClock
from hotlined.roads import spool_root
from hotlined.stores import Kept

SHORT = 12  # characters of a digest that are shown


@dataclass(frozen=True, slots=True)
class Item:
    """A mail that was in the quarantine once: as it was judged last (`seen`), or None where it never was."""

    mail: str
    at: datetime
    stream: str
    mailbox: str
    folder: str
    reason: str
    seen: MailSeen | None = None
    released: MailReleased | None = None

    @property
    def id(self) -> str:
        """What a person types."""
        return self.mail[:SHORT]

    @property
    def waits(self) -> bool:
        """Whether it lies in the quarantine still."""
        return is_quarantine(self.folder)

    @property
    def sender(self) -> str:
        """From whom, as the configuration calls them; a stranger's address is not in the record."""
        return f"{self.seen.party} {self.seen.who}".strip() if self.seen else ""

    @property
    def size(self) -> int:
        """Bytes; 0 where an older version did not record it."""
        return self.seen.size if self.seen else 0


def items(settings: Settings, store: Kept, since: datetime) -> list[Item]:
    """The mails that were put into the quarantine, or filed as a machine's, since then; oldest first."""
    found: dict[str, Item] = {}
    released: dict[str, MailReleased] = {}
    entries = [
        (entry.at, entry.seq, record.stream, entry)
        for record in records(store, stores.touched_since(settings, since))
        for entry in record.entries
        if entry.at >= since
    ]
    for _, _, stream, entry in sorted(entries, key=lambda one: one[:3]):
        if isinstance(entry.event, MailReleased):
            released[entry.event.mail] = entry.event
        item = _item(stream, entry)
        if item is not None and (is_releasable(item.folder) or item.mail in found or item.mail in released):
            found[item.mail] = item
    made = (replace(one, released=released.get(one.mail)) for one in found.values())
    return sorted(made, key=lambda one: (one.at, one.mail))


def _item(stream: str, entry: Entry) -> Item | None:
    match entry.event:
        case MailSeen() as seen:
            return Item(seen.mail, entry.at, stream, seen.mailbox, seen.folder, seen.reason, seen)
        case Struck() as struck if struck.n >= STRIKES:
            reason = f"made hotlined stumble {struck.n} times ({struck.where})"
            return Item(struck.mail, entry.at, stream, struck.mailbox, Folder.POISON, reason)
        case _:
            return None


def fetched(settings: Settings, item: Item) -> Fetched:
    """The mail's bytes, from the LMTP spool or the IMAP mailbox; raises Stop where it cannot be had."""
    root = spool_root(settings) / item.mailbox
    clock = SystemClock()
    account = settings.accounts.get(item.mailbox)
    if account is None:
        raise Stop(f"{item.id} came to a mailbox that is not configured any more: {item.mailbox}")
    places: list[tuple[Mailbox, Folders]] = []
    if os.path.isdir(root):
        places.append((Spool(item.mailbox, root, clock), Folders()))
    places.append((ImapMailbox(item.mailbox, imap_account(account)), account.folders))
    for mailbox, folders in places:
        found = asyncio.run(_in(mailbox, folders, item))
        if found is not None:
            return found
    raise Stop(
        f"{item.id} lies in no quarantine folder of {item.mailbox} any more: somebody has moved or deleted it"
    )


async def _in(mailbox: Mailbox, folders: Folders, item: Item) -> Fetched | None:
    try:
        await mailbox.open(())
        places = folders.whole_quarantine(item.folder)
        return await find(mailbox, item.mail, places, size=item.size, skip=set())
    except (Temporary, Permanent) as error:
        raise Stop(f"the mail cannot be read now: {error}") from None
    finally:
        await mailbox.close()
