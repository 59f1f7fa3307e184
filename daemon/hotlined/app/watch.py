"""One loop per mailbox: read in full, wait for news, read in full again; rebuilt on any fault.

IDLE only says *when* to look; what there is to do is always found by a full listing, so a notice that
was lost costs one cycle at most.  INBOX holds what is not dealt with; Junk and the drawer are read for
mail of the LEA.  A full read in which every mail was dealt with moves the fence (P5).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from hotlined.app import audit
from hotlined.app.docket import Docket
from hotlined.app.intake import Intake
from hotlined.app.ports import Clock, Fetched, Found, Mailbox, Permanent, Temporary
from hotlined.app.reading import Reader, unreadable
from hotlined.domain.decision import Decision
from hotlined.domain.drafts import Effect, alarm
from hotlined.domain.events import Struck
from hotlined.domain.folders import Folder
from hotlined.domain.holds import ask
from hotlined.domain.identity import mail_digest
from hotlined.domain.message import Inbound, MailClass, Party
from hotlined.domain.state import Case
from hotlined.domain.who import Who, identify

BATCH = 20
FULL_READ = 120.0  # seconds between full reads, whether IDLE speaks or not
FIRST_RETRY = 1.0
LONGEST_RETRY = 60.0
STRIKES = 3
LARGEST = 40 * 2**20  # bytes; a larger mail goes to the drawer with its header only


@dataclass(frozen=True, slots=True)
class Folders:
    """Names in one mailbox; `root` stands before every folder of ours, with "/" between."""

    inbox: str = "INBOX"
    junk: str | None = "Junk"
    root: str = "Hotline"

    def of(self, folder: str) -> str:
        """A folder of ours."""
        return f"{self.root}/{folder}"


@dataclass(slots=True)
class Watch:
    """The loop of one mailbox; `read` is told of every whole full read."""

    mailbox: Mailbox
    folders: Folders
    reader: Reader
    intake: Intake
    docket: Docket
    clock: Clock
    read: Callable[[datetime, datetime], None] = lambda began, finished: None
    last_whole: float | None = None  # monotonic; when the last whole full read ended
    retry: float = FIRST_RETRY
    _known: set[Found] = field(default_factory=set)  # in Junk and drawer: looked at, and left where it is
    _deaf_told: bool = False

    async def run(self) -> None:
        """Watch for ever; the connection is rebuilt with growing pauses after any fault."""
        self.last_whole = self.clock.monotonic()
        while True:
            try:
                await self.mailbox.open([self.folders.of(folder) for folder in Folder])
                await self._watch()
            except (Temporary, Permanent) as error:
                audit.lost(self.mailbox.name, error, self.retry)
            except Exception as error:
                audit.bug("watch", error, self.mailbox.name)
            finally:
                await self.mailbox.close()
            await self._deafness()
            await self.clock.sleep(self.retry)
            self.retry = min(self.retry * 2, LONGEST_RETRY)

    async def _watch(self) -> None:
        while True:
            whole = await self.full_read()
            await self._deafness()
            if whole:
                self.retry = FIRST_RETRY
                await self.mailbox.wait(self.folders.inbox, FULL_READ)
            else:
                await self.clock.sleep(self.retry)
                self.retry = min(self.retry * 2, LONGEST_RETRY)

    async def full_read(self) -> bool:
        """Deal with every mail there is; whether all of them could be dealt with."""
        began = self.clock.now()
        start = self.clock.monotonic()
        count = 0
        whole = True
        for folder in self._to_read():
            found = await self.mailbox.list(folder)
            fresh = [one for one in found if one not in self._known]
            for first in range(0, len(fresh), BATCH):
                for one in await self._fetched(fresh[first : first + BATCH]):
                    whole = await self._deal(one) and whole
                    count += 1
        if whole:
            self.read(began, self.clock.now())
            self.last_whole = self.clock.monotonic()
            self._deaf_told = False
        audit.synced(self.mailbox.name, count, self.clock.monotonic() - start, whole=whole)
        return whole

    def _to_read(self) -> tuple[str, ...]:
        if self.mailbox.name != "lea":
            return (self.folders.inbox,)
        drawer = tuple(self.folders.of(folder) for folder in Folder if folder.is_drawer)
        junk = (self.folders.junk,) if self.folders.junk else ()
        return (self.folders.inbox, *junk, *drawer)

    async def _fetched(self, found: list[Found]) -> list[Fetched]:
        small = [one for one in found if one.size <= LARGEST]
        fetched = list(await self.mailbox.fetch(small))
        for one in found:
            if one.size > LARGEST:
                head = await self.mailbox.fetch_header(one)
                fetched.append(Fetched(one, head, self.clock.now()))
        return fetched

    async def _deal(self, fetched: Fetched) -> bool:
        """One mail: its effects, then its folder; False when it has to stay where it is for now."""
        try:
            return await self._dealt(fetched)
        except Temporary as error:
            audit.lost(self.mailbox.name, error, self.retry)
            return False
        except Permanent:
            raise
        except Exception as error:
            audit.bug("mail", error, mail_digest(fetched.raw)[:16])
            return await self._struck(fetched, error)

    async def _dealt(self, fetched: Fetched) -> bool:
        mail = await asyncio.to_thread(self.reader.read, self.mailbox.name, fetched)
        if fetched.found.size > LARGEST and mail.classified.kind is not MailClass.UNREADABLE:
            mail = _too_large(mail)
        aside = fetched.found.folder != self.folders.inbox
        if aside and identify(mail, self.docket.site()).party is not Party.LEA:
            self._known.add(fetched.found)  # Junk and drawer are read for mail of the LEA only
            return True
        decision = await self.intake.take(mail)
        await self._file(fetched, decision, aside=aside)
        audit.filed(mail, decision.folder)
        return True

    async def _file(self, fetched: Fetched, decision: Decision, *, aside: bool) -> None:
        if aside and decision.folder == Folder.DUPLICATES:
            self._known.add(fetched.found)  # in the drawer already, with its effect
            return
        target = self.folders.of(decision.folder)
        if target == fetched.found.folder:
            self._known.add(fetched.found)
            return
        await self.mailbox.move(fetched.found, target)

    async def _struck(self, fetched: Fetched, error: Exception) -> bool:
        """A bug: the mail stays; at the third strike it goes to the drawer and analysts are told."""
        digest = mail_digest(fetched.raw)
        stream = f"desk-{self.clock.now():%Y-%m-%d}"
        async with self.docket.locked([stream]):
            case = await self.docket.case(stream)
            n = case.strikes.get(digest, 0) + 1
            effect = Effect((Struck(mail=digest, n=n, where=type(error).__name__),))
            if n >= STRIKES:
                sentence = f"A mail in the {self.mailbox.name} mailbox made hotlined stumble three times."
                todo = f"It lies in {Folder.POISON}; please read it yourself, and tell the administrator."
                letters = tuple(alarm(self.docket.context(), case, "poison", sentence, todo))
                effect += Effect(letters=letters)
            await self.docket.commit([effect.change(stream)])
        if n < STRIKES:
            return False
        if self.mailbox.name == "lea":
            await self._pause_all(digest)
        await self.mailbox.move(fetched.found, self.folders.of(Folder.POISON))
        return True

    async def _pause_all(self, digest: str) -> None:
        """What nobody can read could be a hold of any case: all notices wait for a person (threats G9)."""
        streams = self.docket.store.open_streams()
        async with self.docket.locked(streams):
            context = self.docket.context()
            nobody = Who(Party.LEA, "unknown sender")
            why = "a mail in the LEA mailbox cannot be read"
            cases = [await self.docket.case(stream) for stream in streams]
            changes = [
                ask(context, case, nobody, why=why, mail=digest, text="").change(case.stream)
                for case in cases
                if case.is_open
            ]
            if changes:
                await self.docket.commit(changes)

    async def _deafness(self) -> None:
        """Tell the analysts, once, when the mailbox could not be read in full for too long (E2)."""
        since = self.clock.monotonic() - (self.last_whole or 0.0)
        limit = self.docket.site().agreement.deaf_after.total_seconds()
        if self._deaf_told or since < limit:
            return
        self._deaf_told = True
        audit.deaf(self.mailbox.name, since)
        stream = f"desk-{self.clock.now():%Y-%m-%d}"
        sentence = f"The {self.mailbox.name} mailbox could not be read in full for {since / 60:.0f} minutes."
        todo = "Notices wait meanwhile. Check the mail server, the password and the network."
        async with self.docket.locked([stream]):
            letters = tuple(alarm(self.docket.context(), Case(stream), "deaf", sentence, todo))
            await self.docket.commit([Effect(letters=letters).change(stream)])


def _too_large(mail: Inbound) -> Inbound:
    """A mail of which only the header was read."""
    return unreadable(mail, "larger than hotlined reads")
