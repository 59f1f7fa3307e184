"""The docket: the one way to read and to change streams.  Everything durable passes here.

A stream is changed only under its lock, by one atomic commit of events and outbox rows (P3).  The docket
keeps recently used cases folded, bounded in number, and tells listeners (agenda, outbox) which streams have
changed.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace

from hotlined.app import audit
from hotlined.app.case_cache import CaseCache
from hotlined.app.compose import NO_FILES, Composer, Files
from hotlined.app.folded import Folded, grown
from hotlined.app.listeners import Listeners
from hotlined.app.locks import Locks
from hotlined.app.others import Others
from hotlined.app.ports import Clock, Commit, Permanent, Store, Temporary
from hotlined.app.sealing import Sealing
from hotlined.app.twins import Twins
from hotlined.app.waiting import to_its_end
from hotlined.domain.cases.case_urls import kept_back, stops
from hotlined.domain.cases.retention import stripped
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Chance, Change, Context
from hotlined.domain.mail.message import Envelope
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.overview.rest import AtRest
from hotlined.domain.record.course import EVEN, Course
from hotlined.domain.record.events import Event
from hotlined.domain.values.batches import batched
from hotlined.domain.values.shown import FEW

AT_ONCE = 64  # streams that a start loads in one hop to a thread


class Unread(Permanent):
    """A stream that does not read, where all are asked for; told once what could be read was dealt with."""

    def __init__(self, stream: str, why: Permanent) -> None:
        super().__init__(str(why))
        self.stream = stream


@dataclass(slots=True)
class Docket:
    """Streams behind locks; what is `configured` is asked for at each step, since it may be reloaded."""

    store: Store
    composer: Composer
    clock: Clock
    chance: Chance
    configured: Callable[[], Site]
    listeners: Listeners = field(default_factory=Listeners)
    known: Callable[[Sequence[str]], Mapping[str, AtRest]] = lambda streams: {}
    twins: Twins = field(default_factory=Twins)
    floors: dict[int, int] = field(default_factory=dict)  # year -> case numbers go on above, after a restore
    course: Course = EVEN  # of the clock
    others: Others | None = None  # daemons that write the store at the same time
    _timed: tuple[Site, Site] | None = None  # as configured, and with the course
    _locks: Locks = field(default_factory=Locks)
    _cache: CaseCache = field(init=False)
    # The version before a write that failed, and may be on the disk all the same.
    _doubtful: dict[str, int] = field(default_factory=dict)
    _writes: int = 0  # ends of writes, also of those that failed

    def __post_init__(self) -> None:
        self._cache = CaseCache(lambda stream: self.store.load(stream))

    def site(self) -> Site:
        """The site as configured, with how the machine's clock has gone; another object after any change."""
        configured = self.configured()
        if self.course == EVEN:
            return configured
        if self._timed is None or self._timed[0] is not configured or self._timed[1].clock != self.course:
            self._timed = configured, replace(configured, clock=self.course)
        return self._timed[1]

    @property
    def edition(self) -> tuple[int, Site]:
        """Another one after every write here, of whatever stream, and where the site is another.

        What was gathered at one edition is true as long as it lasts.
        """
        return self._writes, self.site()

    def context(self) -> Context:
        """The arguments of a decision, now."""
        return Context(self.site(), self.clock.now(), self.chance)

    @asynccontextmanager
    async def locked(self, streams: Iterable[str]) -> AsyncIterator[None]:
        """Hold the locks of these streams; always taken in the same order, so that none waits in a ring.

        Where others write, too, nobody of them has one meanwhile, and what they wrote before is known.  Other
        names than those of streams lock what has no stream yet.  Raises Temporary where that cannot be had.
        """
        names = sorted(set(streams))
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._locks.taken(names))
            if self.others is not None:
                await stack.enter_async_context(self.others.kept_out(names))
            yield

    def is_in_memory(self, stream: str) -> bool:
        """Whether its case is in memory."""
        return self._cache.get(stream) is not None

    def looked_at(self, stream: str) -> Folded | None:
        """As `folded`, in a thread and under the stream's lock; what is read for it puts nothing else out."""
        return self._cache.get(stream) or self._cache.read(stream)

    def left_alone(self, streams: Iterable[str]) -> AbstractAsyncContextManager[list[str]]:
        """Hold the locks of those of these streams that nobody holds or waits for, and wait for none."""
        return self._locks.untaken(streams)

    async def learn(self, streams: Sequence[str]) -> None:
        """Others have written these streams: read them anew, and tell the listeners; raises as the store."""
        for stream in streams:
            self._cache.drop(stream)
        try:
            for stream, folded in await asyncio.to_thread(self._loaded, streams):
                here = self._cache.get(stream)  # somebody here wrote it meanwhile, or had read it before
                newer = here is not None and here.case.version > folded.case.version
                self._tell(here if here is not None and newer else self._cache.put(stream, folded))
        finally:
            self._writes += 1  # at the end: until then the listeners do not know

    async def folded(self, stream: str) -> Folded | None:
        """The stream's case and rows; None when there is no such stream."""
        return await self._cache.folded(stream)

    @property
    def doubts(self) -> bool:
        """Whether there is something that `settle` would have to learn."""
        return bool(self._doubtful)

    async def settle(self) -> bool:
        """Learn what has become of writes that failed, and tell the listeners; whether all is known again."""
        for stream, version in tuple(self._doubtful.items()):
            try:
                folded = await self.folded(stream)
            except (Temporary, Permanent):
                return False
            self._doubtful.pop(stream, None)
            if folded is not None and folded.case.version > version:
                self._tell(folded)
        return not self._doubtful

    async def twins_of(self, case: Case) -> tuple[Case, ...]:
        """The other cases with a URL of this one in which a hold is in force or a question open."""
        return tuple([await self.case(one) for one in self.twins.stopping(case)])

    async def twins_told(self, case: Case) -> tuple[Case, ...]:
        """The same for what letters about a hold say of them; none where one does not read.

        Neither a hold nor the warning of its end waits until somebody has mended another case.
        """
        try:
            return await self.twins_of(case)
        except Permanent:
            return ()

    async def kept_back(self, case: Case, key: str) -> tuple[Case, ...]:
        """The open cases that a hold or question of another keeps back, hardly more than a letter names."""
        items = stops(case, key)
        names = kept_back(case, items, self.twins.known()) if items is not None else ()
        return tuple([await self.case(name) for name in names[: FEW + 1]])

    async def within(self, question: str) -> tuple[Case, ...]:
        """The cases that wait for a question about several cases."""
        streams = await asyncio.to_thread(self.store.find, "within", question)
        cases = [await self.case(stream) for stream in streams]
        return tuple(case for case in cases if case.pauses_within(question))

    async def case(self, stream: str) -> Case:
        """The stream's case; an empty one when there is no such stream yet."""
        folded = await self.folded(stream)
        return folded.case if folded is not None else Case(stream)

    async def commit(
        self, changes: Sequence[Change], rows: tuple[OutboxRow, ...] = (), files: Files = NO_FILES
    ) -> None:
        """Seal the drafts, then write all changes or none; the caller holds the streams' locks.

        `rows` are rows of the first change's stream that have changed with it, `files` the encrypted
        attachments that the changes keep.  Raises Temporary when the disk refuses, Conflict when a stream
        has moved on (a bug: locks)."""
        steps = [await self._prepared(change, files) for change in changes]
        if rows:
            before, commit = steps[0]
            steps[0] = (before, replace(commit, rows=(*rows, *commit.rows)))
        await self._write([step for step in steps if step[1].events or step[1].rows])

    async def record(
        self,
        stream: str,
        events: tuple[Event, ...],
        rows: tuple[OutboxRow, ...] = (),
        envelopes: tuple[Envelope, ...] = (),
    ) -> None:
        """Write events and rows that need no sealing, e.g. the outcome of an attempt to send."""
        before = await self.folded(stream) or Folded(Case(stream), {})
        events = tuple(stripped(before.case, event) for event in events)
        now = self.clock.now()
        await self._write([(before, Commit(stream, before.case.version, now, events, rows, envelopes))])

    async def _prepared(self, change: Change, files: Files) -> tuple[Folded, Commit]:
        """The stream as it is, and what is to be added to it."""
        folded = await self.folded(change.stream) or Folded(Case(change.stream), {})
        return folded, await Sealing(self.composer, self.context(), files).prepared(change, folded)

    @contextmanager
    def rewritten(self, stream: str) -> Iterator[None]:
        """While what the store has of a stream is changed without a commit; the caller holds its lock.

        Whoever looks meanwhile loads what is gone then (P14), so that nothing is kept of it before or after.
        """
        self._cache.drop(stream)
        try:
            yield
        finally:
            self._writes += 1
            self._cache.drop(stream)

    async def resume(self) -> None:
        """Tell the listeners of every open stream, at a start or where all is to be planned anew.

        Of cases that are known to be at rest they are told without reading these.  Raises Temporary, and
        Unread where one does not read: of the first, once all others were told.
        """
        streams, unread = self.store.open_streams(), list[Unread]()
        for part in batched(streams, AT_ONCE):
            loaded, known = await asyncio.to_thread(
                self._found, [one for one in part if not self.is_in_memory(one)], unread
            )
            for stream in part:
                # What was written, or read, while others were loaded is newer.
                folded = self._cache.get(stream) or loaded.get(stream)
                if folded is not None:
                    self._tell(self._cache.put(stream, folded))
                elif stream in known:
                    self._tell_at_rest(known[stream])
        if unread:
            raise unread[0]

    def _found(
        self, streams: Sequence[str], unread: list[Unread]
    ) -> tuple[Mapping[str, Folded], Mapping[str, AtRest]]:
        """The streams that have to be read, and those that are known without; in a thread."""
        known, read = self.known(streams), dict[str, Folded]()
        for stream in streams:
            try:
                folded = self._cache.read(stream) if stream not in known else None
            except Permanent as error:
                audit.unread(stream, error)
                unread.append(Unread(stream, error))
                continue
            if folded is not None:
                read[stream] = folded
        return read, known

    def _loaded(self, streams: Sequence[str]) -> list[tuple[str, Folded]]:
        """Streams out of the store, as far as there are any; in a thread."""
        found = ((stream, self._cache.read(stream)) for stream in streams)
        return [(stream, folded) for stream, folded in found if folded is not None]

    async def _write(self, steps: Sequence[tuple[Folded, Commit]]) -> None:
        if not steps:
            return
        after = [grown(before, commit) for before, commit in steps]
        written = [
            replace(commit, archive=folded.is_done) for (_, commit), folded in zip(steps, after, strict=True)
        ]
        try:
            await to_its_end(self.store.commit, written)
        except BaseException:
            # Conflict, a disk that refused late, or our own end: only the store knows what it has now.
            for commit in written:
                self._cache.drop(commit.stream)
                self._doubtful.setdefault(commit.stream, commit.expected)
            raise
        finally:
            self._writes += 1
        for commit, folded in zip(written, after, strict=True):
            self._cache.put(commit.stream, folded)
            for event in commit.events:
                audit.happened(commit.stream, event)
        for folded in after:
            self._tell(folded)

    def _tell(self, folded: Folded) -> None:
        self._doubtful.pop(folded.case.stream, None)
        self.twins.learn(folded.case)
        self.listeners.tell(folded)

    def _tell_at_rest(self, rest: AtRest) -> None:
        self.twins.rests(rest)
        self.listeners.tell_at_rest(rest)
