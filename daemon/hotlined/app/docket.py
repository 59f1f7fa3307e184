"""The docket: the one way to read and to change streams.  Everything durable passes here.

A stream is changed only under its lock, by one atomic commit of events and outbox rows (P3).  The docket
keeps recently used cases folded, bounded in number, and tells listeners (agenda, outbox) which streams have
changed.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace

from hotlined.app import audit
from hotlined.app.compose import NO_FILES, Composer, Files
from hotlined.app.held import Held, grown, held_of
from hotlined.app.locks import Locks
from hotlined.app.others import Others
from hotlined.app.ports import Clock, Commit, Permanent, Store, Temporary
from hotlined.app.sealing import Sealing
from hotlined.app.twins import Twins
from hotlined.app.waiting import to_its_end
from hotlined.domain.cases.case_urls import kept_back, stops
from hotlined.domain.cases.retention import kept_entries, stripped
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.attached import attachments_of
from hotlined.domain.letters.decision import Chance, Change, Context
from hotlined.domain.mail.message import Envelope
from hotlined.domain.mail.outgoing import OutboxRow, RowState
from hotlined.domain.overview.rest import AtRest
from hotlined.domain.record.casework import AttachmentKept
from hotlined.domain.record.course import EVEN, Course
from hotlined.domain.record.destroyed import AttachmentsPurged
from hotlined.domain.record.events import Event
from hotlined.domain.values.shown import FEW

KEPT = 2_000  # folded cases in memory
AT_ONCE = 64  # streams that a start loads in one hop to a thread
# What is to be done about a stream that does not read.
MEND = "Tell the administrator: `hotlined verify` says what is wrong, and what can be put in its place."


class Unread(Permanent):
    """A stream that does not read, where all are asked for; told once what could be read was dealt with."""

    def __init__(self, stream: str, why: Permanent) -> None:
        super().__init__(str(why))
        self.stream = stream


Listener = Callable[[Held], None]


@dataclass(slots=True)
class Docket:
    """Streams behind locks; what is `configured` is asked for at each step, since it may be reloaded."""

    store: Store
    composer: Composer
    clock: Clock
    chance: Chance
    configured: Callable[[], Site]
    listeners: list[Listener] = field(default_factory=list)
    resting: list[Callable[[AtRest], None]] = field(default_factory=list)  # told of cases that `known` knows
    known: Callable[[Sequence[str]], Mapping[str, AtRest]] = lambda streams: {}
    twins: Twins = field(default_factory=Twins)
    floors: dict[int, int] = field(default_factory=dict)  # year -> case numbers go on above, after a restore
    course: Course = EVEN  # of the clock
    others: Others | None = None  # daemons that write the store at the same time
    _timed: tuple[Site, Site] | None = None  # as configured, and with the course
    _locks: Locks = field(default_factory=Locks)
    _held: OrderedDict[str, Held] = field(default_factory=OrderedDict)
    _absent: set[str] = field(default_factory=set)  # looked for in vain: desks of days without mail
    # The version before a write that failed, and may be on the disk all the same.
    _doubtful: dict[str, int] = field(default_factory=dict)
    _writes: int = 0  # ends of writes, also of those that failed

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

    def is_held(self, stream: str) -> bool:
        """Whether its case is in memory."""
        return stream in self._held

    def looked_at(self, stream: str) -> Held | None:
        """As `held`, in a thread and under the stream's lock; what is read for it puts nothing else out."""
        return self._held.get(stream) or self._read(stream)

    def left_alone(self, streams: Iterable[str]) -> AbstractAsyncContextManager[list[str]]:
        """Hold the locks of those of these streams that nobody holds or waits for, and wait for none."""
        return self._locks.untaken(streams)

    async def learn(self, streams: Sequence[str]) -> None:
        """Others have written these streams: read them anew, and tell the listeners; raises as the store."""
        for stream in streams:
            self._held.pop(stream, None)
            self._absent.discard(stream)
        try:
            for stream, held in await asyncio.to_thread(self._loaded, streams):
                here = self._held.get(stream)  # somebody here wrote it meanwhile, or had read it before
                newer = here is not None and here.case.version > held.case.version
                self._tell(here if here is not None and newer else self._keep(stream, held))
        finally:
            self._writes += 1  # at the end: until then the listeners do not know

    async def held(self, stream: str) -> Held | None:
        """The stream's case and rows; None when there is no such stream."""
        found = self._held.get(stream)
        if found is not None:
            self._held.move_to_end(stream)
            return found
        if stream in self._absent:
            return None
        record = await asyncio.to_thread(self.store.load, stream)
        newer = self._held.get(stream)
        if newer is not None:  # somebody wrote it, or read it, while it was loaded
            return newer
        if record is None:
            self._absent.add(stream)
            if len(self._absent) > KEPT:
                self._absent.clear()
            return None
        return self._keep(stream, held_of(record))

    @property
    def doubts(self) -> bool:
        """Whether there is something that `settle` would have to learn."""
        return bool(self._doubtful)

    async def settle(self) -> bool:
        """Learn what has become of writes that failed, and tell the listeners; whether all is known again."""
        for stream, version in tuple(self._doubtful.items()):
            try:
                held = await self.held(stream)
            except (Temporary, Permanent):
                return False
            self._doubtful.pop(stream, None)
            if held is not None and held.case.version > version:
                self._tell(held)
        return not self._doubtful

    async def twins_of(self, case: Case) -> tuple[Case, ...]:
        """The other cases with a URL of this one in which a hold is in force or a question open."""
        return tuple([await self.case(one) for one in self.twins.stopping(case)])

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
        held = await self.held(stream)
        return held.case if held is not None else Case(stream)

    def _keep(self, stream: str, held: Held) -> Held:
        self._absent.discard(stream)
        self._held[stream] = held
        self._held.move_to_end(stream)
        while len(self._held) > KEPT:
            self._held.popitem(last=False)
        return held

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
        before = await self.held(stream) or Held(Case(stream), {})
        events = tuple(stripped(before.case, event) for event in events)
        now = self.clock.now()
        await self._write([(before, Commit(stream, before.case.version, now, events, rows, envelopes))])

    async def _prepared(self, change: Change, files: Files) -> tuple[Held, Commit]:
        """The stream as it is, and what is to be added to it."""
        held = await self.held(change.stream) or Held(Case(change.stream), {})
        case = held.case
        context = self.context()
        change, made = await Sealing(self.composer, context, files).sealed(change, case)
        rows = [made[one.message_id][0] for one in change.drafts]
        cancelled = [
            replace(held.rows[one], state=RowState.CANCELLED)
            for one in change.cancel
            if one in held.rows and held.rows[one].state is RowState.QUEUED
        ]
        return held, Commit(
            change.stream,
            case.version,
            context.now,
            tuple(stripped(case, event) for event in change.events),
            (*rows, *cancelled),
            tuple(made[one.message_id][1] for one in change.drafts),
            {one.sealed: files[one.sealed] for one in attachments_of(change)},
        )

    async def purge_files(self, stream: str) -> int:
        """Destroy the attachments of a case (P14); how many.  The caller holds its lock.

        First it is recorded, so that nothing is composed with them any more.  After a crash in the middle:
        again, since it goes by what was ever kept.
        """
        record = await asyncio.to_thread(self.store.load, stream)
        events = [entry.event for entry in record.entries] if record else []
        kept = [one.sealed for one in events if isinstance(one, AttachmentKept)]
        if (await self.case(stream)).attachments:
            await self.record(stream, (AttachmentsPurged(count=len(kept)),), ())
        await asyncio.to_thread(self.store.forget, kept)
        return len(kept)

    async def purge(self, stream: str, stage: str) -> tuple[str, ...]:
        """Destroy what this stage destroys in the store (P14); what is left all the same, looked for anew.

        The caller holds its lock, and has recorded that the purge has begun.
        """
        await self.purge_files(stream)
        record = await asyncio.to_thread(self.store.load, stream)
        keep = kept_entries(stage, record.entries) if record else frozenset[int]()
        self._held.pop(stream, None)
        try:
            await asyncio.to_thread(self.store.purge, stream, keep)
        finally:
            self._writes += 1
            self._held.pop(stream, None)  # whoever looked meanwhile has loaded what is gone now (P14)
        return await asyncio.to_thread(self.store.remains, stream, keep)

    async def resume(self) -> None:
        """Tell the listeners of every open stream, at a start or where all is to be planned anew.

        Of cases that are known to be at rest they are told without reading these.  Raises Temporary, and
        Unread where one does not read: of the first, once all others were told.
        """
        streams, unread = self.store.open_streams(), list[Unread]()
        for start in range(0, len(streams), AT_ONCE):
            part = streams[start : start + AT_ONCE]
            loaded, known = await asyncio.to_thread(
                self._found, [one for one in part if one not in self._held], unread
            )
            for stream in part:
                # What was written, or read, while others were loaded is newer.
                held = self._held.get(stream) or loaded.get(stream)
                if held is not None:
                    self._tell(self._keep(stream, held))
                elif stream in known:
                    self._tell_at_rest(known[stream])
        if unread:
            raise unread[0]

    def _found(
        self, streams: Sequence[str], unread: list[Unread]
    ) -> tuple[Mapping[str, Held], Mapping[str, AtRest]]:
        """The streams that have to be read, and those that are known without; in a thread."""
        known, read = self.known(streams), dict[str, Held]()
        for stream in streams:
            try:
                held = self._read(stream) if stream not in known else None
            except Permanent as error:
                audit.unread(stream, error)
                unread.append(Unread(stream, error))
                continue
            if held is not None:
                read[stream] = held
        return read, known

    def _loaded(self, streams: Sequence[str]) -> list[tuple[str, Held]]:
        """Streams out of the store, as far as there are any; in a thread."""
        found = ((stream, self._read(stream)) for stream in streams)
        return [(stream, held) for stream, held in found if held is not None]

    def _read(self, stream: str) -> Held | None:
        """A stream out of the store, if there is one; in a thread."""
        record = self.store.load(stream)
        return held_of(record) if record is not None else None

    async def _write(self, steps: Sequence[tuple[Held, Commit]]) -> None:
        if not steps:
            return
        after = [grown(before, commit) for before, commit in steps]
        written = [
            replace(commit, archive=_is_done(held)) for (_, commit), held in zip(steps, after, strict=True)
        ]
        try:
            await to_its_end(self.store.commit, written)
        except BaseException:
            # Conflict, a disk that refused late, or our own end: only the store knows what it has now.
            for commit in written:
                self._held.pop(commit.stream, None)
                self._absent.discard(commit.stream)
                self._doubtful.setdefault(commit.stream, commit.expected)
            raise
        finally:
            self._writes += 1
        for commit, held in zip(written, after, strict=True):
            self._keep(commit.stream, held)
            for event in commit.events:
                audit.happened(commit.stream, event)
        for held in after:
            self._tell(held)

    def _tell(self, held: Held) -> None:
        """Tell all listeners; what is on disk is not undone by one of them that stumbles."""
        self._doubtful.pop(held.case.stream, None)
        self.twins.learn(held.case)
        for listener in self.listeners:
            try:
                listener(held)
            except Exception as error:
                audit.bug("listener", error, held.case.stream)

    def _tell_at_rest(self, rest: AtRest) -> None:
        self.twins.rests(rest)
        for listener in self.resting:
            try:
                listener(rest)
            except Exception as error:
                audit.bug("listener", error, rest.stream)


def _is_done(held: Held) -> bool:
    """Whether a stream can leave the open ones: closed, nothing of it waits or goes on (P6, P7).

    Nor a purge, which each start has to find, whatever the agreement says by then (P14).
    """
    waits = any(row.state.waits for row in held.rows.values()) or held.case.purge.begun is not None
    return held.case.closed is not None and not waits and not held.case.goes_on
