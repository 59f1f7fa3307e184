"""One loop per mailbox: read in full, wait for news, read in full again; rebuilt on any fault.

IDLE only says *when* to look; what there is to do is always found by a full listing, so a notice that
was lost costs one cycle at most.  INBOX holds what is not dealt with; Junk and the quarantine are read for
mail of the LEA.  A full read in which every mail was dealt with moves the fence (P5).
"""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from hotlined.app import audit
from hotlined.app.aside import judged_by
from hotlined.app.crash_points import crash_point
from hotlined.app.deafness import Deafness
from hotlined.app.dealing import Dealing
from hotlined.app.docket import Docket
from hotlined.app.double_fence import ReadListener
from hotlined.app.fetching import gathered, is_light, portions
from hotlined.app.moves import Moves
from hotlined.app.one_ahead import one_ahead
from hotlined.app.own_folders import Folders
from hotlined.app.ports import Clock, Fetched, Found, Mailbox, Permanent, Temporary
from hotlined.app.releases import Releases
from hotlined.app.shares import LEFT_LYING, MailShare
from hotlined.app.suspects import Suspects
from hotlined.app.urgent_first import Parsed, UrgentFirst
from hotlined.app.waiting import Pauses
from hotlined.domain.mail.message import Inbound
from hotlined.domain.values.batches import batched
from hotlined.domain.values.folders import Folder

LOOK = 1.0  # seconds: an urgent mail that arrives while others are dealt with waits about so long
FULL_READ = 120.0  # seconds between full reads, whether IDLE speaks or not
FIRST_RETRY = 1.0  # seconds
LONGEST_RETRY = 60.0
BRIEF = 10.0  # seconds: a wait that ends in a fault so soon is none, however well the read before it went


@dataclass(slots=True)
class Watch:
    """The loop of one mailbox; `listener` is told of every whole full read, and of mail found in one (P5)."""

    mailbox: Mailbox
    dealing: Dealing
    docket: Docket
    clock: Clock
    listener: ReadListener
    releases: Releases | None = None
    share: MailShare | None = None  # the mails that are this daemon's, where several share the work
    every: float = FULL_READ
    moment: float = 0.0  # seconds that bring no more mail end a burst; 0: it is not waited for
    pauses: Pauses = field(default_factory=lambda: Pauses(FIRST_RETRY, LONGEST_RETRY))
    _cuts: Pauses = field(default_factory=lambda: Pauses(FIRST_RETRY, LONGEST_RETRY))  # waits that were brief
    _known: set[Found] = field(default_factory=set)  # in Junk and quarantine: looked at, and left where it is
    _judged_by: tuple[object, ...] = ()  # what is known lies where it is by that
    _marked: tuple[str, ...] = ()  # junk as the server marks it
    _looked_at: float = 0.0  # monotonic
    _more: bool = False  # mails were listed that no read has dealt with
    _release_broke: bool = False  # at a release the last read has ended
    deafness: Deafness = field(init=False)
    _first: UrgentFirst = field(init=False)
    _moves: Moves = field(init=False)
    _suspects: Suspects = field(init=False)

    def __post_init__(self) -> None:
        self.deafness = Deafness(self.mailbox.name, self.docket, self.clock)
        self._moves = Moves(self.mailbox)
        self._suspects = Suspects(self.mailbox)
        self._first = UrgentFirst(self.mailbox, self.docket.site, self.dealing.parsed, self._suspects.fetch)

    @property
    def folders(self) -> Folders:
        """How the mailbox's folders are called."""
        return self.dealing.folders

    async def run(self) -> None:
        """Watch for ever; the connection is rebuilt with growing pauses after any fault."""
        self.deafness.begin()
        while True:
            try:
                await self.mailbox.open([self.folders.of(folder) for folder in Folder])
                await self._watch()
            except (Temporary, Permanent) as error:
                audit.lost(self.mailbox.name, error, self.pauses.pause)
            except Exception as error:
                audit.bug("watch", error, self.mailbox.name)
            finally:
                self._first.forget()  # what it had in hand has not had its turn
                await self._moves.drop()
                await self.mailbox.close()
                await self._give_back()
            await self._tell_deaf()
            await self.clock.sleep(self.pauses.next())

    async def _watch(self) -> None:
        while True:
            await gathered(self.mailbox, self.clock, self.folders.inbox, self.moment)
            whole = await self.full_read()
            await self._give_back()
            await self._tell_deaf()
            if whole:
                self.pauses.went_well()
                if not self._more:
                    await self._wait()
            else:
                await self.clock.sleep(self.pauses.next())

    async def _wait(self) -> None:
        """Until there is news; raises as the mailbox does.

        Some servers end each IDLE at once while they are busy: to log in every second makes them lock the
        account.
        """
        began = self.clock.monotonic()
        try:
            await self.mailbox.wait(self.folders.inbox, self._rest())
        except (Temporary, Permanent):
            if self.clock.monotonic() - began < BRIEF:
                self.pauses.pause = self._cuts.next()
            raise
        self._cuts.went_well()

    async def _give_back(self) -> None:
        """Other daemons may read and move what we do not any more."""
        if self.share is not None:
            await self.share.give_back()

    def _rest(self) -> float:
        """Seconds until the next full read, if nothing is told of before."""
        if self.share is None or not self.share.left:
            return self.every
        return LOOK if self.share.lent else LEFT_LYING

    async def full_read(self) -> bool:
        """Deal with every mail there is; whether all of them could be dealt with."""
        began = self.clock.now()
        start = self.clock.monotonic()
        judged = judged_by(self.docket.configured())
        if judged != self._judged_by:  # a unit may have got the address whose mail lies in Junk (P5)
            self._known.clear()
            self._judged_by = judged
        self._more = False
        self._looked_at = start
        count = 0
        whole = True
        if self.mailbox.name == "lea":  # a filter makes its folder with the first mail that it puts there
            self._marked = await self.mailbox.junk()
        late: list[Found] = []
        read: set[Found] = set()
        for folder in self._to_read():
            fresh = await self._fresh(folder, read)
            read.update(fresh)
            late += [one for one in fresh if self._is_late(one)]
            whole = await self._read([one for one in fresh if not self._is_late(one)]) and whole
            count += len(fresh)
        if late:  # and nothing before them has ended the read
            self._first.renew()
        # What could not be had or moved comes last, the latest of all the one that failed most often; and a
        # release that ended the last read: it looks through the quarantine, where the server may break off.
        broke = self._release_broke
        if not broke:
            await self._release()
        whole = await self._read(sorted(late, key=self._failures), as_listed=True) and whole
        if broke:
            await self._release()
        if not self._more:
            self._first.forget()
        if whole:
            self.listener.read(began, self.clock.now())
            self.deafness.heard()
        audit.synced(self.mailbox.name, count, self.clock.monotonic() - start, whole=whole)
        return whole

    async def _fresh(self, folder: str, read: Collection[Found]) -> list[Found]:
        """What lies in a folder to be dealt with, and was not `read` just before in another one."""
        # Junk may be none; an inbox that somebody renamed is not an inbox without mail (P5).
        found = await self.mailbox.list(folder, needed=folder == self.folders.inbox)
        crash_point("listed")
        self._forget(folder, {*found})
        fresh = [one for one in found if one not in self._known and one not in read]
        if self.share is not None:
            self.share.forget(found)
            fresh = await self.share.ours(fresh)
            self._more = self.share.more
        if fresh:
            self.listener.news()
        return fresh

    async def _release(self) -> None:
        """Carry out the releases; raises as the mailbox does."""
        if self.releases is not None:
            self._release_broke = True
            await self.releases.carry_out()
            self._release_broke = False

    def _forget(self, folder: str, there: Collection[Found]) -> None:
        """What is known of messages that are not there any more."""
        self._known -= {one for one in self._known if one.folder == folder and one not in there}
        self._moves.gone(folder, there)
        self._suspects.gone(folder, there)

    def _is_late(self, found: Found) -> bool:
        return found in self._moves or found in self._suspects

    def _failures(self, found: Found) -> tuple[int, int]:
        return self._suspects.failures(found), self._moves.failures(found)

    async def _read(self, found: Sequence[Found], *, as_listed: bool = False) -> bool:
        """Fetch the mails and deal with each, the urgent ones first; whether none was left."""
        whole = True
        dealt: set[Found] = set()
        if not as_listed and len([*portions(found)]) > 1:
            whole = await self._urgent(found, dealt)
        rest = [one for one in found if one not in dealt]
        suspect = any(one in self._suspects for one in rest)
        batches = [*(batched(rest, 1) if suspect else portions(rest))]
        # Ahead of a suspect the line may break while what was read before it is moved.
        may = is_light if not suspect else (lambda found: False)
        async with aclosing(one_ahead(self._opened, batches, may)) as opened:
            async for asked, parsed in opened:
                # What went away while we looked may lie where we have looked already: read once more.
                whole = whole and {*asked} <= {one.found for one, _ in parsed} | dealt
                for one, mail in parsed if as_listed else self.dealing.in_turn(parsed):
                    if one.found in dealt:  # an urgent mail that came meanwhile forwards it
                        continue
                    whole = await self._deal(one, mail) and whole
                    if not as_listed and self.clock.monotonic() - self._looked_at >= LOOK:
                        whole = await self._newcomers(found, dealt) and whole
                await self._moves.done()
                if not as_listed and asked is not batches[-1]:
                    whole = await self._newcomers(found, dealt) and whole
        return whole

    async def _urgent(self, found: Sequence[Found], dealt: set[Found]) -> bool:
        """Deal with the urgent ones of these mails, and note which; whether none was left."""
        whole = True
        async for one, mail in self._first.ahead(found):
            dealt.add(one.found)
            whole = await self._deal(one, mail) and whole
        await self._moves.done()
        return whole

    async def _newcomers(self, found: Sequence[Found], dealt: set[Found]) -> bool:
        """The urgent ones that arrive while others are dealt with, noted in `dealt`; whether none was left.

        The LEA's mailbox is read as it was listed, so that its read has an end (P5).
        """
        if self.mailbox.name == "lea" or found[0].folder != self.folders.inbox:
            return True
        self._looked_at = self.clock.monotonic()
        old = {*found, *self._known}
        listed = await self.mailbox.list(self.folders.inbox)
        fresh = [one for one in listed if one not in old and not self._is_late(one)]
        if self.share is not None:
            fresh = await self.share.ours(fresh, listed)
        self._more = self._more or bool(fresh)
        return await self._urgent(fresh, dealt)

    async def _opened(self, asked: Sequence[Found]) -> list[Parsed]:
        """These mails in this order, without those that have vanished."""
        opened = {one: parsed for one in asked if (parsed := self._first.opened(one)) is not None}
        fetched = await self._suspects.fetch([one for one in asked if one not in opened])
        crash_point("fetched")
        mails = await asyncio.gather(*(self.dealing.parsed(one) for one in fetched))
        opened |= {one.found: (one, mail) for one, mail in zip(fetched, mails, strict=True)}
        return [opened[one] for one in asked if one in opened]

    def _to_read(self) -> tuple[str, ...]:
        if self.mailbox.name != "lea":
            return (self.folders.inbox,)
        # The one that is configured, and what the server calls so: a hold in either is a hold.
        junk = (self.folders.junk,) if self.folders.junk else ()
        # What somebody moved from there into the inbox after that was listed lies in it at the end.
        folders = dict.fromkeys((self.folders.inbox, *junk, *self._marked, *self.folders.quarantine()))
        return (*folders, self.folders.inbox)

    async def _deal(self, fetched: Fetched, mail: Inbound | Exception) -> bool:
        """One mail: its effects, then its folder; False when it has to stay where it is for now."""
        filed = await self.dealing.filed(fetched, mail)
        if filed is not None:
            self._file(fetched.found, *filed)
        return filed is not None

    def _file(self, found: Found, target: str, words: tuple[str, ...]) -> None:
        if target == found.folder:
            self._known.add(found)
        else:
            self._moves.add(found, target, words)

    async def _tell_deaf(self) -> None:
        await self.deafness.tell(leads=self.share is None or self.share.shares.leads)
