"""One mail of a mailbox: read, its effects carried out, and the folder that it goes to.

What the store or gpg cannot do, and what makes us stumble, concerns this mail only: it stays, or goes to the
quarantine, and the others are dealt with all the same.
"""

import asyncio
from dataclasses import dataclass, field

from hotlined.app import audit
from hotlined.app.aside import concerns_us
from hotlined.app.crash_points import crash_point
from hotlined.app.fetching import sized
from hotlined.app.intake import Intake
from hotlined.app.own_folders import Folders
from hotlined.app.ports import Conflict, Fetched, Permanent, Temporary
from hotlined.app.reading import Reader
from hotlined.app.stumbles import Stumbles
from hotlined.app.urgent_first import Parsed
from hotlined.app.waiting import cores
from hotlined.domain.mail.identity import mail_digest
from hotlined.domain.mail.message import Inbound, MailClass
from hotlined.domain.precedence import in_turn
from hotlined.domain.values.folders import Folder, is_quarantine, keywords

Filing = tuple[str, tuple[str, ...]]  # the folder to move a mail to, or where it is, and its keywords


@dataclass(slots=True)
class Dealing:
    """The mails of one mailbox, by its name, each by itself."""

    mailbox: str
    folders: Folders
    reader: Reader
    intake: Intake
    _stumbles: Stumbles = field(init=False)
    _reading: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._stumbles = Stumbles(self.mailbox, self.intake.docket)
        self._reading = asyncio.Semaphore(cores() + 1)  # one is taken apart while gpg works on others

    async def parsed(self, fetched: Fetched) -> Inbound | Exception:
        """The mail, or what went wrong in reading it."""
        try:
            async with self._reading:
                return sized(await asyncio.to_thread(self.reader.read, self.mailbox, fetched), fetched)
        except Exception as error:
            return error

    def in_turn(self, parsed: list[Parsed]) -> list[Parsed]:
        """Urgent ones first; what went wrong in reading one counts when its turn comes, at the end."""
        good = [(one, mail) for one, mail in parsed if isinstance(mail, Inbound)]
        bad = [(one, mail) for one, mail in parsed if not isinstance(mail, Inbound)]
        try:
            return [
                *(good[at] for at in in_turn([mail for _, mail in good], self.intake.docket.site())),
                *bad,
            ]
        except Exception as error:  # one of them makes us stumble, and will again in its turn
            audit.bug("order", error, self.mailbox)
            return parsed

    async def filed(self, fetched: Fetched, mail: Inbound | Exception) -> Filing | None:
        """Carry out what the mail comes to; None where it has to stay where it is for now."""
        try:
            return await self._unless_poison(fetched, mail)
        except (Temporary, Permanent, Conflict) as error:
            audit.stays(self.mailbox, error, mail_digest(fetched.raw)[:16])
            return None

    async def _unless_poison(self, fetched: Fetched, mail: Inbound | Exception) -> Filing | None:
        try:
            if isinstance(mail, Exception):
                raise mail
            return await self._dealt(fetched, mail)
        except (Temporary, Permanent):
            raise
        except MemoryError:  # it says nothing about the mail; one that costs too much its reader refuses
            raise Temporary("there is no memory left") from None
        except Exception as error:
            audit.bug("mail", error, mail_digest(fetched.raw)[:16])
            poison = await self._stumbles.struck(mail_digest(fetched.raw), error)
            words = keywords(Folder.POISON, MailClass.UNREADABLE, "made hotlined stumble")
            return (self.folders.of(Folder.POISON), words) if poison else None

    async def _dealt(self, fetched: Fetched, mail: Inbound) -> Filing:
        aside = fetched.found.folder != self.folders.inbox
        if aside and not await concerns_us(mail, self.intake.docket):
            return fetched.found.folder, ()
        crash_point("read")
        decision = await self.intake.take(mail, octets=lambda wanted: self.reader.octets(fetched.raw, wanted))
        crash_point("recorded")
        audit.filed(mail, decision.folder)
        waits = decision.folder == Folder.DUPLICATES or is_quarantine(decision.folder)
        if not decision.changes and waits and fetched.found.folder in self.folders.quarantine():
            return fetched.found.folder, ()  # already, with its effect; else it could not be moved from there
        streams = [one.stream for one in decision.changes]
        words = keywords(decision.folder, mail.classified.kind, decision.reason, streams)
        return self.folders.of(decision.folder), words
