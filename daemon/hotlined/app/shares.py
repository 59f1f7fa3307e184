"""Of the work that several daemons share: which part is this one's.

A mail that waits to leave is one daemon's, by its Message-ID; an analyst's mails are all one daemon's, so
that what she wrote last is dealt with last, and of a burst each has about as many.  Notices and the LEA's
mailbox are the first one's alone.  Who does what is a plan (`spread`), so that nobody does in vain what
another does already: it is locks that keep two from doing the same.  What another one leaves lying the first
takes.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from hotlined.app import audit
from hotlined.app.fetching import TOPS
from hotlined.app.others import Others
from hotlined.app.ports import Clock, Common, Crew, Found, Mailbox, Permanent, Temporary
from hotlined.app.queues import ready_at
from hotlined.app.spread import in_line, spread
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.outgoing import OutboxRow, RowState
from hotlined.domain.precedence import Glance, glance
from hotlined.domain.values.batches import batched

LOOK: Final = 1.0  # seconds between two looks at who works
AGAIN: Final = 3600.0  # seconds until the log says once more what cannot be learnt
MOST_AT_A_TIME: Final = 200  # mails that are claimed for one read
LEFT_LYING: Final = 10.0  # seconds until the first daemon deals with a mail that is another's
PASSED_ON: Final = timedelta(minutes=1)  # until a mail that lies is the next one's in line
BY: Final = "sent-by"  # in `OutboxRow.about`: the daemon that makes the attempt


@dataclass(slots=True)
class Shares:
    """This daemon's part, by who works; `leads`: it is the first.  `listeners` are told of any change.

    `begin` lets others work beside the first, which calls it once the record and the mailboxes were compared.
    """

    common: Common
    clock: Clock
    leads: bool
    begin: Callable[[], None] = lambda: None  # for a thread; raises Temporary, Permanent
    listeners: list[Callable[[], None]] = field(default_factory=list)
    crew: Crew = field(default_factory=Crew)
    _ours: dict[tuple[str, int], bool] = field(default_factory=dict)
    _looked: float | None = None  # monotonic

    @property
    def name(self) -> str:
        """This daemon's."""
        return self.common.name

    @property
    def alone(self) -> bool:
        """Whether nobody else works."""
        return self.crew.all <= {self.name}

    @property
    def workers(self) -> frozenset[str]:
        """Who works, this daemon among them."""
        return self.crew.all | {self.name}

    def is_ours(self, key: str, tried: int = 0) -> bool:
        """Whether this part is ours; when a daemon comes or goes, only that one's parts change hands.

        Each time that it was `tried` in vain it is the next one's in line.
        """
        tried %= len(self.workers)
        found = self._ours.get((key, tried))
        if found is None:
            line = in_line(key, self.workers)
            self._ours[key, tried] = found = line[tried] == self.name
        return found

    def sends(self, row: OutboxRow, now: datetime) -> bool:
        """Whether this daemon is to send it: notices are the first one's, and what another leaves lying."""
        if row.state is RowState.SENDING and row.about.get(BY) == self.name:
            return True  # nobody else may end what we have begun
        if row.guarded or (self.leads and ready_at(row) + timedelta(seconds=LEFT_LYING) <= now):
            return self.leads  # whose fence notices pass
        # One's machine may not reach the mail server, and then it is not asked with each.
        passed_on = max(now - ready_at(row), timedelta(0)) // PASSED_ON
        return self.is_ours(row.message_id, row.attempts + passed_on)

    async def is_under_way(self, row: OutboxRow) -> bool:
        """Whether another daemon, that may still be at work, has begun to send it and not ended."""
        by = row.about.get(BY)
        if row.state is not RowState.SENDING or by in (None, self.name):
            return False
        return await asyncio.to_thread(self.common.works, str(by))

    async def run(self, others: Others) -> None:
        """Learn what others do, and who works, for ever; what fails is tried again, and said now and then."""
        told, at = "", 0.0
        while True:
            try:
                await self.look()
                await others.catch_up()
                await asyncio.to_thread(self.common.wait, LOOK)
                told = ""
            except (Temporary, Permanent) as error:
                now = self.clock.monotonic()
                if str(error) != told or now - at >= AGAIN:
                    audit.apart(error)
                    told, at = str(error), now
                await self.clock.sleep(LOOK)

    async def look(self) -> None:
        """Who works now, if the last look was long enough ago; raises Temporary, Permanent."""
        now = self.clock.monotonic()
        if self._looked is not None and now - self._looked < LOOK:
            return
        crew = await asyncio.to_thread(self.common.crew)
        self._looked = now
        if crew == self.crew and len(self._ours) < MOST_KNOWN:
            return
        if crew != self.crew:
            audit.crew(crew.first, len(crew.beside))
        self.crew = crew
        self._ours.clear()
        for listener in self.listeners:
            listener()


MOST_KNOWN: Final = 100_000  # parts whose owner is kept in memory


@dataclass(slots=True)
class MailShare:
    """Which mails of a mailbox are this daemon's, by their senders; the first takes what lies too long."""

    shares: Shares
    mailbox: Mailbox
    site: Callable[[], Site]
    left: bool = False  # whether mails of others were left at the last look
    lent: bool = False  # and some of them would be ours, were ours not so many
    more: bool = False  # or of ours
    _claimed: list[str] = field(default_factory=list)  # that nobody else reads or moves meanwhile
    _glances: dict[Found, Glance] = field(default_factory=dict)
    _since: dict[Found, float] = field(default_factory=dict)  # monotonic

    def __post_init__(self) -> None:
        self.shares.listeners.append(self.mailbox.wake)

    async def give_back(self) -> None:
        """What was claimed is read and moved, or left to whoever comes first."""
        await self._let_go(self._claimed)

    async def _let_go(self, names: Sequence[str]) -> None:
        gone = [*names]
        self._claimed = [name for name in self._claimed if name not in gone]
        if gone:
            await asyncio.shield(asyncio.to_thread(self.shares.common.unclaim, gone))

    def forget(self, listed: Iterable[Found]) -> None:
        """These are all that there are."""
        for one in {*self._since, *self._glances} - {*listed}:
            self._since.pop(one, None)
            self._glances.pop(one, None)

    async def ours(self, found: Sequence[Found], listed: Sequence[Found] = ()) -> list[Found]:
        """Those of these mails that are ours, and that nobody else is at; as many as are read at a time.

        `listed` are all that lie there, where these are not.  Raises as the mailbox does, and Temporary
        where the others cannot be reached.
        """
        planned = await self._planned(found, listed or found)
        before = {*self._claimed}
        some: dict[str, Found] = {}
        taken = frozenset[str]()
        # Past those that another one is at, or what lies behind them would wait until it has ended.
        for part in batched(planned[: self._room()] if before else planned, MOST_AT_A_TIME):
            names = {f"mail at {self.mailbox.name} {one}": one for one in part}
            some |= names
            taken = await asyncio.to_thread(self._claim, [*names])
            if taken:
                break
        theirs = [one for name, one in some.items() if name not in taken and name not in before]
        late = await self._after([some[name] for name in taken], theirs)
        await self._let_go([name for name in taken if some[name] in late])
        ours = [one for name, one in some.items() if name in taken and one not in late]
        self.more = bool(ours) and len(planned) > len(some)  # else it would be looked for without a rest
        self.left = len(ours) < len(found)
        return ours

    async def _after(self, taken: Sequence[Found], theirs: Sequence[Found]) -> frozenset[Found]:
        """Those that came after another one of their sender, which another daemon is at.

        It may have a hundred before that one, and what an analyst wrote last is to count.  What is marked as
        urgent waits for nothing, nor do reports of the public, which may all be of one sender (a web form).
        """
        if not taken or not theirs:
            return frozenset()
        await self._glance_at([*taken, *theirs])
        first: dict[str, Found] = {}
        for one in sorted(theirs, reverse=True):
            first[self._sender(one)] = one
        behind = (one for one in taken if one > first.get(self._sender(one), one))
        return frozenset(one for one in behind if self._has_order(one) and self._is_unmarked(one))

    def _has_order(self, one: Found) -> bool:
        seen = self._glances.get(one)
        return self.mailbox.name != "intake" or (seen is not None and seen.by_analyst)

    def _sender(self, one: Found) -> str:
        seen = self._glances.get(one)
        return seen.sender if seen is not None else ""

    def _room(self) -> int:
        return min(MOST_AT_A_TIME, max(2 * MOST_AT_A_TIME - len(self._claimed), 0))

    def _claim(self, names: list[str]) -> frozenset[str]:
        """In a thread; what it gets is known, whatever becomes of who asked."""
        taken = self.shares.common.claim([name for name in names if name not in self._claimed])
        self._claimed += taken
        return taken

    async def _planned(self, found: Sequence[Found], listed: Sequence[Found]) -> list[Found]:
        """Those that are ours, the ones that are marked as urgent first where not all have room."""
        self.lent = False
        if self.shares.alone and len(found) <= MOST_AT_A_TIME:
            return [*found]
        await self._glance_at(listed)
        now = self.shares.clock.monotonic()
        for one in found:
            self._since.setdefault(one, now)
        mine = self.shares.name
        plan = spread([self._sender(one) for one in listed], self.shares.workers)
        ours = [one for one in found if plan[self._sender(one)] == mine or self._lies(one, now)]
        self.lent = any(whose != mine and self.shares.is_ours(sender) for sender, whose in plan.items())
        return ours if len(ours) <= MOST_AT_A_TIME else sorted(ours, key=self._is_unmarked)

    async def _glance_at(self, found: Sequence[Found]) -> None:
        """Look at the headers that were not looked at yet."""
        unknown = [one for one in found if one not in self._glances]
        if unknown:
            site = self.site()
            for some in batched(unknown, TOPS):
                tops = await self.mailbox.fetch_tops(some)
                self._glances |= {one: glance(top, site) for one, top in tops}

    def _lies(self, one: Found, now: float) -> bool:
        """Whether it has lain too long, and is the first one's, whosever it was."""
        return self.shares.leads and now - self._since[one] >= LEFT_LYING

    def _is_unmarked(self, one: Found) -> bool:
        seen = self._glances.get(one)
        return seen is None or not (seen.by_analyst and seen.marked)
