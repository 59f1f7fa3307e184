"""The spool of one identity: what the door accepted, as a mailbox that a `Watch` reads like any other.

The envelope is kept in front of the mail as Return-Path and Delivered-To, where a mail server would have
put it.  A mail that was dealt with is renamed into a folder beside the spool and kept there.
"""

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

from hotlined.adapters.lmtp import maildir
from hotlined.app.crash_points import CrashPoint, crash_point
from hotlined.app.ports import Clock, Fetched, Found, Permanent, Temporary
from hotlined.app.waiting import event_or_time
from hotlined.domain.mail.identity import plain_message_id

DEADLINE: Final = 60.0  # seconds that the disk may take
HEADER: Final = 256 * 2**10  # bytes of a header block that are read
TOP: Final = 64 * 2**10  # and for a glance at it
KEEP_FREE: Final = 64 * 2**20  # bytes: the cases need room when the spool would take the last of it
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

T = TypeVar("T")
P = ParamSpec("P")


class Full(Temporary):
    """The disk is full, or nearly so."""


@dataclass(slots=True)
class Spool:
    """A Maildir as `app.ports.Mailbox`; `name` is the identity, "intake", "lea" or "ntd".

    `keep_free`: bytes on the disk that a delivery must leave.
    """

    name: str
    root: Path
    clock: Clock
    keep_free: int = KEEP_FREE
    point: CrashPoint = crash_point
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _paths: dict[Found, Path] = field(default_factory=dict)
    _last: int = 0
    _owed: Temporary | None = None
    _open: bool = False

    # --- the door's side ---

    async def prepare(self) -> None:
        """Make the spool and clear what a crash left of a delivery; before the door opens.

        Raises Temporary.
        """

        def work() -> None:
            maildir.make(self.root)
            maildir.sweep(self.root)

        await self._run(work)

    async def check_room(self, size: int = 0) -> None:
        """Raises Full when a mail of that many bytes would leave less than `keep_free`, or Temporary."""
        if await self._run(maildir.free, self.root) < self.keep_free + size:
            raise Full(f"{self.name} spool: the disk is nearly full")

    async def deliver(self, sender: str, recipients: Sequence[str], raw: bytes | bytearray) -> None:
        """Take a mail in; on return it outlasts a power cut.  Raises Full, Temporary.

        `sender` is "" or an address, and so are the recipients: one line each, without control characters.
        """
        await self.check_room(len(raw))
        head = "".join((f"Return-Path: <{sender}>\r\n", *(f"Delivered-To: {to}\r\n" for to in recipients)))
        await self._write(maildir.INBOX, (head.encode(), raw))

    async def _write(self, folder: str, pieces: Sequence[bytes | bytearray]) -> None:
        loop = asyncio.get_running_loop()
        stamp = self._stamp()

        def work() -> None:
            maildir.write(maildir.place(self.root, folder), pieces, stamp, self.point)
            # From here, since who delivers may be gone by now, and the mail is there all the same.
            loop.call_soon_threadsafe(self._news.set)

        await self._run(work)

    def _stamp(self) -> int:
        """Now in microseconds since 1970, and never twice the same."""
        now = (self.clock.now() - _EPOCH) // timedelta(microseconds=1)
        self._last = max(now, self._last + 1)
        return self._last

    # --- the mailbox ---

    async def open(self, folders: Sequence[str]) -> None:
        """Make the spool and the folders to move to."""

        def work() -> None:
            for folder in (maildir.INBOX, *folders):
                maildir.make(maildir.place(self.root, folder))

        self._owed = None
        await self._run(work)
        self._open = True

    async def junk(self) -> tuple[str, ...]:
        """None: what the mail server takes for junk, it does not hand in here."""
        self._check()
        return ()

    async def sent(self) -> tuple[str, ...]:
        """None: nothing is sent from here."""
        self._check()
        return ()

    async def list(self, folder: str, *, needed: bool = False) -> tuple[Found, ...]:
        """All mails of a folder, oldest first; one that does not exist is (), or Permanent."""
        self._settle()
        found = await self._run(self._listed, folder, needed)
        self._paths = {one: path for one, path in self._paths.items() if one.folder != folder} | found
        return tuple(found)

    async def fetch(self, found: Sequence[Found]) -> tuple[Fetched, ...]:
        """Whole mails; one that has vanished is left out.

        A mail of INBOX that is there and cannot be read holds up no other: it is left out too, and the
        next `list` or `wait` raises Temporary, so that this full read does not count as whole (P5).
        """
        self._check()
        fetched = []
        for one in found:
            try:
                raw = await self._run(self._read, one)
            except Temporary as error:
                if one.folder != maildir.INBOX:
                    raise
                self._owed = error
                continue
            if raw is not None:
                fetched.append(_fetched(one, raw))
        return tuple(fetched)

    async def fetch_header(self, found: Found) -> Fetched:
        """The header block only, at most 256 KiB of it; raises Temporary for a mail that is gone."""
        self._check()
        raw = await self._run(self._read, found, HEADER)
        if raw is None:
            raise Temporary(f"{self.name} spool: the mail is gone")
        head, blank, _ = raw.partition(b"\r\n\r\n")
        return _fetched(found, head + blank)

    async def fetch_tops(self, found: Sequence[Found]) -> tuple[tuple[Found, bytes], ...]:
        """The header block of each mail, at most TOP bytes of it."""
        self._check()
        tops: list[tuple[Found, bytes]] = []
        for one in found:
            raw = await self._run(self._read, one, TOP)
            if raw is not None:
                tops.append((one, raw.partition(b"\r\n\r\n")[0]))
        return tuple(tops)

    async def move(self, found: Found, target: str, keywords: Sequence[str] = ()) -> None:
        """Move to a folder; a Maildir has no keywords.  A mail that is gone is no error."""
        self._check()
        stamp = self._stamp()

        def work() -> None:
            path = self._path(found)
            if path is not None:
                maildir.move(path, maildir.place(self.root, target), stamp)

        await self._run(work)
        self._paths.pop(found, None)

    async def move_all(self, mails: Sequence[tuple[Found, Sequence[str]]], target: str) -> None:
        """Move each."""
        for found, keywords in mails:
            await self.move(found, target, keywords)

    async def append(self, folder: str, raw: bytes, keywords: Sequence[str] = ()) -> None:
        """File a copy of a mail of ours."""
        self._check()
        await self._run(maildir.make, maildir.place(self.root, folder))
        await self._write(folder, (raw,))

    async def every_folder(self) -> tuple[str, ...]:
        """The spool and the folders beside it."""
        self._check()
        return (maildir.INBOX, *await self._run(maildir.folders, self.root))

    async def identified(self, folder: str) -> tuple[tuple[Found, str], ...]:
        """All mails of a folder with their Message-ID."""
        found = await self.list(folder)
        named: list[tuple[Found, str]] = []
        for one in found:
            raw = await self._run(self._read, one, HEADER)
            named.append((one, plain_message_id(raw or b"")))
        return tuple(named)

    async def destroy(self, found: Sequence[Found]) -> None:
        """Delete these mails, and let that last."""
        self._check()

        def work() -> None:
            for one in found:
                path = self._path(one)
                if path is not None:
                    maildir.remove(path)

        await self._run(work)

    async def wait(self, folder: str, seconds: float) -> None:
        """Until a mail was delivered since the last `wait`, `wake` is called or the time is over."""
        self._settle()
        await event_or_time(self._news, self.clock, seconds)
        self._news.clear()

    def wake(self) -> None:
        """End a running `wait`, or the next one, at once."""
        self._news.set()

    async def close(self) -> None:
        """Read no more until it is opened again; the door keeps on delivering."""
        self._open = False

    # --- in a thread ---

    def _listed(self, folder: str, needed: bool = False) -> dict[Found, Path]:
        place = maildir.place(self.root, folder)
        if needed and not place.is_dir():
            raise Permanent(f"the spool has no folder {folder}")
        there = maildir.entries(place)
        return {Found(folder, 1, entry.uid, entry.size): entry.path for entry in there}

    def _path(self, found: Found) -> Path | None:
        """Where the mail is now: a person's mail client may have renamed it."""
        path = self._paths.get(found)
        if path is not None and os.path.lexists(path):
            return path
        return self._listed(found.folder).get(found)

    def _read(self, found: Found, most: int = -1) -> bytes | None:
        path = self._path(found)
        return None if path is None else maildir.read(path, most)

    def _check(self) -> None:
        if not self._open:
            raise Temporary(f"{self.name} spool: not opened")

    def _settle(self) -> None:
        self._check()
        owed, self._owed = self._owed, None
        if owed is not None:
            raise owed

    async def _run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """In a thread, with a deadline; what the disk refuses is Full or Temporary, without its path."""
        try:
            async with asyncio.timeout(DEADLINE):
                return await asyncio.to_thread(work, *args, **kwargs)
        except OSError as error:
            if maildir.is_full(error):
                raise Full(f"{self.name} spool: the disk is full") from None
            why = os.strerror(error.errno) if error.errno else "no answer from the disk"
            raise Temporary(f"{self.name} spool: {why}") from None


def _fetched(found: Found, raw: bytes) -> Fetched:
    return Fetched(found, raw, _EPOCH + timedelta(microseconds=maildir.arrival(found.uid)))
