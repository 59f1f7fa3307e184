"""`ports.Mailbox` in memory; passes `tests.app.mailbox_contract`, as the real one on a real server does."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hotlined.app.ports import Clock, Fetched, FolderStatus, Found, Permanent, Temporary
from hotlined.app.waiting import event_or_time
from hotlined.domain.mail.identity import plain_message_id


@dataclass
class _Folder:
    uidvalidity: int = 1
    next_uid: int = 1
    mails: dict[int, tuple[bytes, datetime, tuple[str, ...]]] = field(default_factory=dict)


class FakeMailbox:
    """One mailbox without a server.

    `faults` holds, by method name, exceptions that its next calls raise (None: that call works); as with a
    real connection, any of them ends it.  `down`: every `open` raises this.  `calls` are the names of the
    methods called, `moves` the targets of moves, `wholes` what was fetched whole; `marked_junk` and
    `marked_sent` are the folders that the server marks so.
    """

    def __init__(self, name: str, clock: Clock) -> None:
        self.name = name
        self.clock = clock
        self.faults: dict[str, list[Exception | None]] = {}
        self.down: Exception | None = None
        self.calls: list[str] = []
        self.moves: list[str] = []
        self.wholes: list[Found] = []
        self.broken: bytes | None = None  # at a mail with these bytes the server breaks off
        self.opened = 0
        self.marked_junk: tuple[str, ...] = ()
        self.marked_sent: tuple[str, ...] = ()
        self.tells_uids = True  # which message a card has become (UIDPLUS)
        self._folders: dict[str, _Folder] = {"INBOX": _Folder()}
        self._connected = False
        self._listed: dict[str, tuple[int, int]] = {}
        self._news = asyncio.Event()

    # --- what a test does to it ------------------------------------------------------------------

    def deliver(self, raw: bytes, folder: str = "INBOX", *, quietly: bool = False) -> None:
        """A mail arrives; `quietly`: IDLE does not tell."""
        self._put(folder, raw, ())
        if quietly:
            held = self._folders[folder]
            self._listed[folder] = (held.uidvalidity, held.next_uid)
        else:
            self._news.set()

    def renumber(self, folder: str = "INBOX") -> None:
        """The server gives the folder a new UIDVALIDITY and new UIDs."""
        old = self._folders[folder]
        mails = dict(enumerate(old.mails.values(), 1))
        self._folders[folder] = _Folder(old.uidvalidity + 1, len(mails) + 1, mails)

    def replace(self, folder: str, mails: Sequence[bytes]) -> None:
        """The folder is made anew with these mails: the UIDs from 1, the UIDVALIDITY another."""
        validity = self._folders[folder].uidvalidity + 1
        self._folders[folder] = _Folder(validity)
        for raw in mails:
            self._put(folder, raw, ())

    def messages(self, folder: str = "INBOX") -> tuple[bytes, ...]:
        """The mails of a folder, oldest first."""
        held = self._folders.get(folder)
        return tuple(raw for raw, _, _ in held.mails.values()) if held else ()

    def keywords(self, folder: str) -> tuple[tuple[str, ...], ...]:
        """The keywords of each mail of a folder, oldest first."""
        held = self._folders.get(folder)
        return tuple(words for _, _, words in held.mails.values()) if held else ()

    def mark(self, folder: str, *words: str, nth: int = 0) -> None:
        """A person sets keywords on a mail of a folder, the oldest is 0; without any, takes them off."""
        mails = self._folders[folder].mails
        uid = sorted(mails)[nth]
        raw, at, before = mails[uid]
        mails[uid] = (raw, at, tuple(dict.fromkeys((*before, *words))) if words else ())
        self._news.set()

    def drag(self, source: str, target: str) -> None:
        """A person moves the oldest mail of a folder."""
        mails = self._folders[source].mails
        raw, at, words = mails.pop(min(mails))
        self._put(target, raw, words, at)

    def clear(self, folder: str) -> None:
        """A person deletes all mails of a folder."""
        self._folders[folder].mails.clear()

    def rename(self, folder: str, to: str) -> None:
        """A person gives a folder another name."""
        self._folders[to] = self._folders.pop(folder)

    def folders(self) -> dict[str, int]:
        """How many mails lie in each folder that has any."""
        return {name: len(one.mails) for name, one in sorted(self._folders.items()) if one.mails}

    def beside(self) -> "FakeMailbox":
        """Another connection to the same mailbox."""
        other = FakeMailbox(self.name, self.clock)
        other._folders = self._folders
        return other

    # --- ports.Mailbox ---------------------------------------------------------------------------

    async def open(self, folders: Sequence[str]) -> None:
        """Connect and create the folders."""
        self._connected = False
        if self.down is not None:
            raise self.down
        await self._called("open")
        self._connected = True
        self.opened += 1
        for name in folders:
            self._folders.setdefault(name, _Folder())

    async def junk(self) -> tuple[str, ...]:
        """What the test says that the server marks."""
        await self._call("junk")
        return self.marked_junk

    async def sent(self) -> tuple[str, ...]:
        """The folders in which the service keeps what was sent."""
        await self._call("sent")
        return self.marked_sent

    async def list(self, folder: str, *, needed: bool = False) -> tuple[Found, ...]:
        """All messages, lowest UID first."""
        await self._call("list")
        held = self._folders.get(folder)
        if held is None and needed:
            self._cut("")
            raise Permanent(f"the mailbox has no folder {folder}")
        if held is None:
            return ()
        self._listed[folder] = (held.uidvalidity, held.next_uid)
        return tuple(
            Found(folder, held.uidvalidity, uid, len(raw)) for uid, (raw, _, _) in sorted(held.mails.items())
        )

    async def fetch(self, found: Sequence[Found]) -> tuple[Fetched, ...]:
        """Whole messages in the order asked for, without those that have vanished."""
        await self._call("fetch")
        fetched = []
        for one in found:
            mail = self._same(one).mails.get(one.uid)
            if mail is not None and self.broken is not None and self.broken in mail[0]:
                raise self._cut("the connection has ended")
            if mail is not None:
                self.wholes.append(one)
                fetched.append(Fetched(one, mail[0], mail[1]))
        return tuple(fetched)

    async def fetch_header(self, found: Found) -> Fetched:
        """The header block with its empty line."""
        await self._call("fetch_header")
        mail = self._same(found).mails.get(found.uid)
        if mail is None:
            raise self._cut("the message has vanished")
        return Fetched(found, mail[0].partition(b"\r\n\r\n")[0] + b"\r\n\r\n", mail[1])

    async def fetch_tops(self, found: Sequence[Found]) -> tuple[tuple[Found, bytes], ...]:
        """The whole header block of each, without those that have vanished."""
        await self._call("fetch_tops")
        held = [(one, self._same(one).mails.get(one.uid)) for one in found]
        if self.broken is not None and any(mail is not None and self.broken in mail[0] for _, mail in held):
            raise self._cut("the connection has ended")
        return tuple((one, mail[0].partition(b"\r\n\r\n")[0]) for one, mail in held if mail is not None)

    async def move(self, found: Found, target: str, keywords: Sequence[str] = ()) -> None:
        """Move; a message that is gone is none to move."""
        await self._call("move")
        mail = self._same(found).mails.pop(found.uid, None)
        if mail is not None:
            self.moves.append(target)
            self._put(target, mail[0], tuple(keywords), mail[1])

    async def move_all(self, mails: Sequence[tuple[Found, Sequence[str]]], target: str) -> None:
        """Move each."""
        for found, keywords in mails:
            await self.move(found, target, keywords)

    async def append(self, folder: str, raw: bytes, keywords: Sequence[str] = ()) -> None:
        """File a copy."""
        await self._call("append")
        self._put(folder, raw, tuple(keywords))

    async def put(self, folder: str, raw: bytes, *, seen: bool, flagged: bool) -> Found | None:
        """Write a card; its flags are kept as keywords."""
        await self._call("put")
        flags = tuple(name for name, wanted in (("\\Seen", seen), ("\\Flagged", flagged)) if wanted)
        uid = self._put(folder, raw, flags)
        return Found(folder, self._folders[folder].uidvalidity, uid, len(raw)) if self.tells_uids else None

    async def status(self, folder: str) -> FolderStatus | None:
        """How many there are."""
        await self._call("status")
        held = self._folders.get(folder)
        return FolderStatus(held.uidvalidity, held.next_uid, len(held.mails)) if held is not None else None

    async def every_folder(self) -> tuple[str, ...]:
        """All folders there are."""
        await self._call("every_folder")
        return tuple(self._folders)

    async def identified(self, folder: str) -> tuple[tuple[Found, str], ...]:
        """With the Message-ID where there is a plain one."""
        listed = await self.list(folder)
        mails = self._folders.get(folder, _Folder()).mails
        return tuple((one, plain_message_id(mails[one.uid][0])) for one in listed)

    async def with_keywords(
        self, folder: str, wanted: Callable[[str], bool]
    ) -> tuple[tuple[Found, tuple[str, ...]], ...]:
        """Those that have any wanted one."""
        await self._call("with_keywords")
        held = self._folders.get(folder, _Folder())
        return tuple(
            (Found(folder, held.uidvalidity, uid, len(raw)), some)
            for uid, (raw, _, words) in sorted(held.mails.items())
            if (some := tuple(word for word in words if wanted(word)))
        )

    async def destroy(self, found: Sequence[Found]) -> None:
        """Gone for good."""
        await self._call("destroy")
        for one in found:
            self._same(one).mails.pop(one.uid, None)

    async def wait(self, folder: str, seconds: float) -> None:
        """Until something changes, `wake` is called, or the time is over."""
        await self._call("wait")
        held = self._folders.get(folder)
        if held is None:
            raise self._cut("the folder to watch does not exist")
        now = (held.uidvalidity, held.next_uid)
        if self._listed.setdefault(folder, now) == now:
            await event_or_time(self._news, self.clock, seconds)
        self._listed[folder] = now
        self._news.clear()
        if not self._connected:
            raise Temporary(f"{self.name}: the connection was lost")

    def wake(self) -> None:
        """End a running `wait`, or the next one."""
        self._news.set()

    async def close(self) -> None:
        """Never raises."""
        self.calls.append("close")
        self._connected = False

    def drop(self) -> None:
        """The connection is lost; a running `wait` notices."""
        self._connected = False
        self._news.set()

    async def _call(self, name: str) -> None:
        if not self._connected:
            raise Temporary(f"{self.name}: not connected")
        await self._called(name)

    async def _called(self, name: str) -> None:
        self.calls.append(name)
        await asyncio.sleep(0)
        faults = self.faults.get(name)
        fault = faults.pop(0) if faults else None
        if fault is not None:
            self._connected = False
            raise fault

    def _cut(self, why: str) -> Temporary:
        self._connected = False
        return Temporary(why)

    def _same(self, found: Found) -> _Folder:
        held = self._folders.get(found.folder)
        if held is None or held.uidvalidity != found.uidvalidity:
            raise self._cut("the folder was replaced since it was listed (UIDVALIDITY)")
        return held

    def _put(self, folder: str, raw: bytes, keywords: tuple[str, ...], at: datetime | None = None) -> int:
        held = self._folders.setdefault(folder, _Folder())
        held.mails[held.next_uid] = (raw, at or self.clock.now(), keywords)
        held.next_uid += 1
        return held.next_uid - 1
