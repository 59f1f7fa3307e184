"""The mailbox as the use cases see it: a session in a thread of its own, each call under a deadline.

A connection has one thread and dies with it.  When a deadline passes, or the caller is cancelled, the socket
is shut down from here, so that the read in the thread ends; nothing is waited for that may never come.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TypeVar

from hotlined.adapters.imap.filing import Marked
from hotlined.adapters.imap.lines import ImapAccount
from hotlined.adapters.imap.names import checked_keywords
from hotlined.adapters.imap.session import Session, batches
from hotlined.adapters.imap.wire import Wire, rim
from hotlined.app.ports import Fetched, FolderStatus, Found, Permanent, Temporary, carried_in
from hotlined.domain.values.batches import batched

GOODBYE = 5.0  # seconds for LOGOUT
TOPS_AT_ONCE = 500  # messages whose header fields one FETCH asks for
DESTROYED_AT_ONCE = 500  # messages that one command names; servers bound its line (Dovecot: 64 kB)

T = TypeVar("T")


def _move(part: Sequence[Marked], target: str, session: Session) -> None:
    session.filing.move_all(part, target)


def _destroy(part: Sequence[Found], session: Session) -> None:
    session.filing.destroy(part)


class _Line:
    """One connection with its thread."""

    def __init__(self, name: str, account: ImapAccount, told: set[str]) -> None:
        self.wire = Wire(name, account)
        self.session = Session(self.wire, told)
        self.thread = ThreadPoolExecutor(1, thread_name_prefix=f"imap-{name}")

    def drop(self) -> None:
        """Cut the connection; the thread gives back what it holds once its call has ended."""
        self.wire.cut()
        with suppress(RuntimeError):  # dropped before
            self.thread.submit(self.wire.close)
        self.thread.shutdown(wait=False)


class ImapMailbox:
    """A mailbox on an IMAP server (`app.ports.Mailbox`); one event loop, calls are carried out in turn.

    A call that comes while `wait` runs ends it, so `append` need not wait for IDLE to be over.
    """

    def __init__(self, name: str, account: ImapAccount) -> None:
        self.name = name
        self._account = account
        self._line: _Line | None = None
        self._told: set[str] = set()  # what the log says once, not at each connection
        self._turn = asyncio.Lock()
        self._waiting = False
        self._woken = False

    async def open(self, folders: Sequence[str]) -> None:
        """Connect, log in, create and subscribe the folders to move to."""
        async with self._turn:
            self._drop()
            self._line = _Line(self.name, self._account, self._told)
            await self._run(lambda session: session.open(folders), self._account.call_timeout)

    async def junk(self) -> tuple[str, ...]:
        """The folders that the server marks as junk (RFC 6154), and those that are called so."""
        return await self._call(lambda session: session.junk())

    async def sent(self) -> tuple[str, ...]:
        """The folders in which the service itself keeps mails of ours."""
        return await self._call(lambda session: session.sent())

    async def list(self, folder: str, *, needed: bool = False) -> tuple[Found, ...]:
        """All messages of a folder, lowest UID first; one that does not exist is (), or Permanent."""
        return await self._call(lambda session: session.list(folder, needed=needed))

    async def fetch(self, found: Sequence[Found]) -> tuple[Fetched, ...]:
        """Whole messages in the order asked for, each batch under its own deadline."""
        fetched: list[Fetched] = []
        for batch in batches(found):
            fetched += await self._call(partial(Session.fetch, batch=batch), sum(one.size for one in batch))
        return tuple(fetched)

    async def fetch_header(self, found: Found) -> Fetched:
        """The header block only, at most 256 KiB of it; raises Temporary for a message that is gone."""
        return await self._call(lambda session: session.fetch_header(found))

    async def fetch_tops(self, found: Sequence[Found]) -> tuple[tuple[Found, bytes], ...]:
        """A few header fields of each message, many messages in one call."""
        tops: list[tuple[Found, bytes]] = []
        for batch in batched(found, TOPS_AT_ONCE):
            tops += await self._call(partial(Session.fetch_tops, batch=batch))
        return tuple(tops)

    async def move(self, found: Found, target: str, keywords: Sequence[str] = ()) -> None:
        """Move to a folder, keywords where the server allows them; a message that is gone is no error."""
        words = checked_keywords(tuple(keywords))
        await self._call(lambda session: session.filing.move(found, target, words))

    async def move_all(self, mails: Sequence[tuple[Found, Sequence[str]]], target: str) -> None:
        """Move messages of one folder together, each with its keywords; what the server cannot move in one
        command under a deadline each."""
        checked = [(found, checked_keywords(tuple(keywords))) for found, keywords in mails]
        for part in await self._call(lambda session: session.filing.together(checked)):
            await self._call(partial(_move, part, target))

    async def append(self, folder: str, raw: bytes, keywords: Sequence[str] = ()) -> None:
        """File a copy of a mail of ours, marked as read."""
        words = checked_keywords(tuple(keywords))
        await self._call(lambda session: session.filing.append(folder, raw, words), len(raw))

    async def put(self, folder: str, raw: bytes, *, seen: bool, flagged: bool) -> Found | None:
        """Write a card into a folder (`app.ports.BoardMailbox`)."""
        return await self._call(lambda session: session.filing.put(folder, raw, seen=seen, flagged=flagged))

    async def status(self, folder: str) -> FolderStatus | None:
        """How many messages a folder has; None where it does not exist."""
        return await self._call(lambda session: session.status(folder))

    async def every_folder(self) -> tuple[str, ...]:
        """All folders that can hold mail."""
        return await self._call(lambda session: session.every_folder())

    async def identified(self, folder: str) -> tuple[tuple[Found, str], ...]:
        """All messages of a folder with their Message-ID."""
        return await self._call(lambda session: session.identified(folder))

    async def with_keywords(
        self, folder: str, wanted: Callable[[str], bool]
    ) -> tuple[tuple[Found, tuple[str, ...]], ...]:
        """The messages with any wanted keyword (`app.ports.KeywordMailbox`); `wanted` runs in the thread."""
        return await self._call(lambda session: session.with_keywords(folder, wanted))

    async def destroy(self, found: Sequence[Found]) -> None:
        """Expunge exactly these messages of one folder; Permanent without UIDPLUS."""
        for batch in batched(found, DESTROYED_AT_ONCE):
            await self._call(partial(_destroy, batch))

    async def wait(self, folder: str, seconds: float) -> None:
        """IDLE until something changes, `wake` is called or the time is over (idle_seconds at most)."""
        async with self._turn:
            line = self._line
            if self._woken and line is not None:
                self._woken = False
                line.wire.drain()
                return
            seconds = max(0.0, min(seconds, self._account.idle_seconds))
            deadline = seconds + self._account.call_timeout
            self._waiting = True
            try:
                await self._run(lambda session: session.wait(folder, seconds), deadline)
            finally:
                self._waiting = False
            self._woken = False
            if line is not None:
                line.wire.drain()

    def wake(self) -> None:
        """End a running `wait`, or the next one, at once; from any thread."""
        self._woken = True
        line = self._line
        if line is not None:
            line.wire.wake()

    async def close(self) -> None:
        """Log out and close; never raises."""
        if self._line is not None:
            with suppress(Temporary, Permanent, TimeoutError):
                async with asyncio.timeout(GOODBYE):
                    await self._call(lambda session: session.logout())
        self._drop()

    async def _call(self, work: Callable[[Session], T], size: int = 0) -> T:
        """In its turn; `size`: bytes of mails that it carries."""
        if self._waiting and self._line is not None:
            self._line.wire.wake()
        async with self._turn:
            return await self._run(work, self._account.call_timeout + carried_in(size))

    async def _run(self, work: Callable[[Session], T], seconds: float) -> T:
        line = self._line
        if line is None:
            raise Temporary(f"{self.name}: not connected")

        def guarded() -> T:
            with rim(self.name):
                return work(line.session)

        future = asyncio.get_running_loop().run_in_executor(line.thread, guarded)
        try:
            async with asyncio.timeout(seconds):
                return await future
        except BaseException as error:
            line.drop()
            if self._line is line:
                self._line = None
            if isinstance(error, TimeoutError):
                raise Temporary(f"{self.name}: no answer within {seconds:.0f} seconds") from None
            raise

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.drop()
