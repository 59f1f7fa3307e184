"""An embedded mail host on loopback, so that the demo and the tests need no server and no root.

IMAP is pymap's in-memory backend, SMTP is aiosmtpd; both run on one event loop in a thread of their
own.  Three things of pymap are done differently here, by subclassing and not by patching it: custom
keywords are permanent flags (else STORE drops them silently); a connection is served by the task that
asyncio itself holds (pymap starts another that nobody holds, and the garbage collector ends it, seen on
3.13); users and their folders are written straight into its tables.
"""

import asyncio
import hashlib
import re
import threading
from argparse import Namespace
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session

try:
    from proxyprotocol.sock import SocketInfoLocal
    from pymap.backend.dict import Config, Login
    from pymap.backend.dict.filter import FilterSet
    from pymap.backend.dict.mailbox import MailboxData, MailboxSet
    from pymap.concurrent import Subsystem
    from pymap.imap import IMAPServer
    from pymap.parsing.message import AppendMessage
    from pymap.parsing.specials import FetchRequirement, ObjectId
    from pymap.parsing.specials.flag import Flag, Wildcard
    from pymap.user import UserMetadata
    from pysasl.hashing import Cleartext
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        "The demo's mail host needs pymap, which is not installed:"
        " in hotlined's checkout, pip install '.[demo]'",
        name="pymap",
    ) from missing

FOLDERS = ("Junk", "Sent")  # beside INBOX
LINE_LIMIT = 1024 * 1024  # bytes; aiosmtpd's own 1001 refuses a long line for good
READ_LIMIT = 64 * 1024 * 1024  # bytes in one IMAP line
PATIENCE = 10  # seconds a call into the host's thread may take

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Transaction:
    """One mail that the host has accepted by SMTP, exactly as it came over the wire."""

    at: datetime  # aware UTC
    mail_from: str  # "" for the null sender
    rcpt: tuple[str, ...]  # as given, with plus part
    sha256: str  # hex, of raw
    raw: bytes


class _KeywordMailbox(MailboxData):
    @property
    def permanent_flags(self) -> frozenset[Flag]:
        return super().permanent_flags | {Wildcard}


class _Mailboxes(MailboxSet):
    def __init__(self) -> None:
        super().__init__()
        self._inbox = _KeywordMailbox(self._content_cache, self._thread_cache)

    async def add_mailbox(self, name: str) -> ObjectId:
        async with self._set_lock.write_lock():
            if name in self._set:
                raise ValueError(name)
            self._set[name] = made = _KeywordMailbox(self._content_cache, self._thread_cache)
        return made.mailbox_id


class _LongLines(SMTP):
    line_length_limit = LINE_LIMIT


class MailHost:
    """IMAP and SMTP for a few local users, in memory, on loopback.

    `users` maps addresses to passwords; each has INBOX, Junk and Sent.  SMTP takes mail for these
    addresses, plus-addresses (RFC 5233) included, without login, and relays nothing.  `ports` are
    those of IMAP and SMTP, 0 for any that is free.  All methods may be called from any thread; they wait at
    most ten seconds and raise TimeoutError after that.
    """

    def __init__(
        self, users: Mapping[str, str], *, host: str = "127.0.0.1", ports: tuple[int, int] = (0, 0)
    ) -> None:
        self.host = host
        self._wanted = ports
        self.imap_port = 0  # known after start()
        self.smtp_port = 0
        self._users = {address.lower(): password for address, password in users.items()}
        self._accepted: list[Transaction] = []
        self._connections: set[asyncio.Task[None]] = set()
        self._mailboxes: dict[str, _Mailboxes] = {}
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> Self:
        """Listen on two free ports; raises what binding raised, e.g. OSError.  A host starts once."""
        if self._thread is not None:
            raise RuntimeError("this mail host was started before: make a new one")
        self._thread = threading.Thread(target=self._run, name="mail-host", daemon=True)
        self._thread.start()
        if not self._ready.wait(PATIENCE):
            raise TimeoutError("the mail host did not start in time")
        if self._failure is not None:
            self._thread.join(PATIENCE)
            raise self._failure
        return self

    def stop(self) -> None:
        """Close all connections and end the thread; a second call does nothing."""
        if self._thread is None or not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(PATIENCE)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc: object) -> None:
        self.stop()

    @property
    def accepted(self) -> tuple[Transaction, ...]:
        """Every mail accepted by SMTP so far, oldest first."""
        return tuple(self._accepted)

    def deliver(self, address: str, raw: bytes, folder: str = "INBOX") -> None:
        """Put a mail into a folder as it is, line ends made CRLF; KeyError for an unknown user or folder."""
        self._call(self._append(address, re.sub(rb"\r?\n", b"\r\n", raw), folder=folder))

    def messages(self, address: str, folder: str = "INBOX") -> tuple[bytes, ...]:
        """The raw mails of a folder, oldest first; KeyError for an unknown user or folder."""
        return self._call(self._read(address, folder))

    def folders(self, address: str) -> tuple[str, ...]:
        """The folders of a user, INBOX first; "/" parts the levels."""
        return self._call(self._list(address))

    # --- SMTP (called by aiosmtpd) ---------------------------------------------------------------

    async def handle_RCPT(  # aiosmtpd finds it by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer RCPT TO: 250 for a local address, else 550."""
        if self._user_of(address) is None:
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Deliver to each recipient's INBOX with the trace headers on top, and write the log."""
        raw = bytes(envelope.original_content or b"")
        sender = (envelope.mail_from or "").strip("<>")  # aiosmtpd leaves the null sender as "<>"
        for address in envelope.rcpt_tos:
            trace = f"Return-Path: <{sender}>\r\nDelivered-To: {address}\r\n".encode()
            await self._append(self._user_of(address) or address, trace + raw)
        self._accepted.append(
            Transaction(
                at=datetime.now(UTC),
                mail_from=sender,
                rcpt=tuple(envelope.rcpt_tos),
                sha256=hashlib.sha256(raw).hexdigest(),
                raw=raw,
            )
        )
        return "250 2.0.0 OK"

    def _user_of(self, address: str) -> str | None:
        address = address.lower()
        local, _, domain = address.rpartition("@")
        plain = f"{local.partition('+')[0]}@{domain}"
        return next((known for known in (address, plain) if known in self._users), None)

    # --- IMAP ------------------------------------------------------------------------------------

    async def _append(self, address: str, raw: bytes, *, folder: str = "INBOX") -> None:
        mailbox = await self._mailboxes[address.lower()].get_mailbox(folder)
        await mailbox.append(AppendMessage(raw, datetime.now(UTC), frozenset()), recent=True)

    async def _read(self, address: str, folder: str) -> tuple[bytes, ...]:
        try:
            mailbox = await self._mailboxes[address.lower()].get_mailbox(folder)
        except KeyError:  # nobody has made this folder yet
            return ()
        stored = [message async for message in mailbox.messages()]
        return tuple([bytes((await one.load_content(FetchRequirement.CONTENT)).content) for one in stored])

    async def _list(self, address: str) -> tuple[str, ...]:
        tree = await self._mailboxes[address.lower()].list_mailboxes()
        return tuple(entry.name for entry in tree.list() if entry.exists)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:  # cannot be: start_server always makes one
            return
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        info = SocketInfoLocal(writer, unique_id=b"demo", dnsbl=None)
        with suppress(ConnectionError, EOFError, asyncio.CancelledError):  # the client left, or stop()
            await self._imap(reader, writer, info)
        writer.close()

    async def _open_mailboxes(self) -> None:
        nothing = Namespace(passlib_cfg=None, proxy_protocol=None)
        # passwords are throw-away: no hashing, no thread pool for it
        config = Config(
            nothing, host=self.host, port=0, demo_data=False, demo_user="", demo_password="",
            tls_enabled=False, hash_context=Cleartext(), cpu_subsystem=Subsystem.for_asyncio(),
        )  # fmt: skip
        login = Login(config)
        for address, password in self._users.items():
            login.users_dict[address] = UserMetadata(config, address, password=password)
            self._mailboxes[address] = boxes = _Mailboxes()
            for folder in FOLDERS:
                await boxes.add_mailbox(folder)
                await boxes.set_subscribed(folder, subscribed=True)
            config.set_cache[address] = (boxes, FilterSet())
        self._imap = IMAPServer(login, config)

    # --- the thread ------------------------------------------------------------------------------

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        if self._thread is None or not self._thread.is_alive():
            work.close()
            raise RuntimeError("the mail host is not running")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as failure:  # start() raises it
            self._failure = failure
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        await self._open_mailboxes()
        imap = await asyncio.start_server(self._connected, self.host, self._wanted[0], limit=READ_LIMIT)
        smtp = await self._loop.create_server(
            lambda: _LongLines(self, hostname="localhost", enable_SMTPUTF8=True, loop=self._loop),
            self.host, self._wanted[1],
        )  # fmt: skip
        self.imap_port = imap.sockets[0].getsockname()[1]
        self.smtp_port = smtp.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stopping.wait()
        # not `async with`: since 3.12 that waits for the clients, who may stay for ever
        imap.close()
        smtp.close()
        for connection in tuple(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
