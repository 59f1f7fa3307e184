"""The mails that came after a backup: what lies in the folders of a mailbox and is not in the record.

Each is put back into the inbox, noted, or asked about again (`recovery`).
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from hotlined.app import audit
from hotlined.app.docket import Docket
from hotlined.app.fetching import BATCH, fetch, portions
from hotlined.app.intake import Intake
from hotlined.app.own_folders import Folders
from hotlined.app.ports import Fetched, Found, Mailbox, Permanent, Temporary
from hotlined.app.reading import Reader
from hotlined.domain.analysts.put_aside import asked_again, lost
from hotlined.domain.letters.decision import Decision
from hotlined.domain.letters.restore_told import LostCommand
from hotlined.domain.letters.who import Who, identify
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.steps.filing import read_tags
from hotlined.domain.tagging.words import Word
from hotlined.domain.values.batches import batched
from hotlined.domain.values.folders import Folder
from hotlined.domain.values.reference import Reference, find_references

READ: Final = frozenset(Folder) - {Folder.SENT, Folder.OWN}


@dataclass(frozen=True, slots=True)
class Place:
    """A mailbox of ours, and how its folders are called."""

    mailbox: Mailbox
    name: str  # "intake", "lea", "ntd"
    folders: Folders


@dataclass(slots=True)
class Seen:
    """What a look has found so far."""

    put_back: int = 0
    commands: dict[str, LostCommand] = field(default_factory=dict)  # by the digest: a look may begin anew
    asked: set[str] = field(default_factory=set)  # digests of mails that were not obeyed, and are asked about
    unasked: dict[str, LostCommand] = field(default_factory=dict)  # those of them that cannot be asked about
    left: set[str] = field(default_factory=set)  # Message-IDs in Sent
    strange: dict[str, bytes] = field(default_factory=dict)  # of these, unknown here: the header
    references: set[Reference] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """Looks for them, one mailbox after the other."""

    docket: Docket
    reader: Reader

    async def look_through(self, place: Place, seen: Seen) -> None:
        """Everything that lies in a mailbox, noted in `seen`; a look that was cut off may begin anew.

        Raises Temporary, Permanent.
        """
        await place.mailbox.open([place.folders.of(folder) for folder in Folder])
        await self._look_at_sent(place, seen)
        back: list[tuple[datetime, Found]] = []  # and no mail: there may be thousands
        for folder in await place.mailbox.every_folder():
            name = folder.removeprefix(place.folders.of(""))
            if name == folder or name not in READ:
                continue
            async for fetched in self._unknown(place, folder):
                if await self._is_to_be_read(place, fetched, seen):
                    back.append((fetched.received_at, fetched.found))
        for _, found in sorted(back, key=lambda one: one[0]):
            await place.mailbox.move(found, place.folders.inbox)
            seen.put_back += 1

    async def _unknown(self, place: Place, folder: str) -> AsyncIterator[Fetched]:
        """The mails of a folder that the record has not seen.

        All without a Message-ID that we know; and, since that can be anybody's, from the newest on down each
        mail until a batch of them is known.
        """
        listed = await place.mailbox.identified(folder)
        find = self.docket.store.find

        def unknown_by_name() -> set[Found]:
            return {one for one, name in listed if not (name and find("seen-id", name))}

        doubtful = await asyncio.to_thread(unknown_by_name)  # a database answers each time
        rest = sorted((one for one, _ in listed), key=lambda one: one.uid, reverse=True)
        newest = True
        for batch in batched(rest, BATCH):
            asked = batch if newest else [one for one in batch if one in doubtful]
            fresh = False
            for some in portions(asked):
                for one in await fetch(place.mailbox, some):
                    if not await asyncio.to_thread(find, "mail", mail_digest(one.raw)):
                        fresh = True
                        yield one
            newest = newest and fresh

    async def _look_at_sent(self, place: Place, seen: Seen) -> None:
        folder = place.folders.of(Folder.SENT)
        listed = {found: name for found, name in await place.mailbox.identified(folder) if name}
        seen.left |= set(listed.values())
        for found, head in await place.mailbox.fetch_tops(list(listed)):
            seen.references |= set(self.named(head))
            if not await asyncio.to_thread(self.docket.store.find, "message-id", listed[found]):
                seen.strange[listed[found]] = head

    async def _is_to_be_read(self, place: Place, fetched: Fetched, seen: Seen) -> bool:
        """Whether a mail is to be dealt with as if it came now; an analyst's order is noted instead."""
        try:
            mail = await asyncio.to_thread(self.reader.read, place.name, fetched)
        except (Temporary, Permanent):
            raise
        except Exception as error:  # it will make the watch stumble, too, and end with the others there
            audit.bug("recovery", error, mail_digest(fetched.raw)[:16])
            return True
        site = self.docket.site()
        seen.references |= set(
            find_references(f"{mail.subject} {mail.protected_subject or ''}", site.hotline.prefix)
        )
        who = identify(mail, site)
        if who.party is not Party.ANALYST or self._only_holds(mail):
            return True
        folder = Folder(fetched.found.folder.removeprefix(place.folders.of("")))
        if folder is Folder.DONE:
            seen.commands[mail.digest] = LostCommand(fetched.received_at, who.id)
            return False
        asked = await self._asked_again(mail, who, folder)
        if asked is None:
            seen.unasked[mail.digest] = LostCommand(fetched.received_at, who.id)
        elif asked:
            seen.asked.add(mail.digest)
        return False

    async def _asked_again(self, mail: Inbound, who: Who, folder: Folder) -> bool | None:
        """Whether an analyst's mail that was not obeyed may ask to wait; then its cases are asked about.

        None where that cannot be done, as of a case that does not read: people look, and the start goes on.
        """
        intake = Intake(self.docket)

        async def weigh(mail: Inbound) -> Decision:
            facts, context = await intake.gathering.facts(mail), self.docket.context()
            why = lost(mail, who, folder, facts, context)
            return asked_again(mail, who, folder, why, facts, context) if why else Decision((), folder, "")

        try:
            return bool((await intake.take(mail, weigh)).reason)
        except Temporary:
            raise
        except Permanent as error:
            audit.unread(f"mail {mail.digest[:16]}", error)
        except Exception as error:
            audit.bug("recovery", error, mail.digest[:16])
        return None

    def _only_holds(self, mail: Inbound) -> bool:
        tags, _ = read_tags(mail, self.docket.site())
        return {tag.word for tag in tags.tags} == {Word.HOLD}

    def named(self, head: bytes) -> tuple[Reference, ...]:
        """The cases that a header names."""
        return find_references(head.decode("ascii", "replace"), self.docket.site().hotline.prefix)
