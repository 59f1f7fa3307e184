"""A door on real sockets for tests, and what stands in front of it: a client that says what it is told."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from hotlined.adapters.lmtp import Limits, LmtpDoor, Spool
from hotlined.domain.values.address import Address
from tests.support.fake_clock import FakeClock

NAMES = ("intake", "lea", "ntd")
IDENTITIES = {name: Address(name, "hotline.example.org") for name in NAMES}
SENDER = "visitor@example.com"
MAIL = (
    b"From: visitor@example.com\r\nTo: intake@hotline.example.org\r\nSubject: item 1\r\n"
    b"Date: Mon, 02 Mar 2026 10:00:00 +0000\r\nMessage-ID: <1@example.com>\r\n\r\nitem 1\r\n"
)

T = TypeVar("T")


def spools(root: Path, *, keep_free: int = 0) -> dict[str, Spool]:
    """A spool for each identity."""
    clock = FakeClock()
    return {name: Spool(name, root / name, clock, keep_free=keep_free) for name in NAMES}


@dataclass
class Rim:
    """An open door with its spools; `call` runs a blocking client beside it."""

    door: LmtpDoor
    path: Path
    spools: dict[str, Spool]

    async def call(self, client: Callable[["Talk"], T]) -> T:
        """What a client on a new connection returns."""

        def work() -> T:
            with Talk(self.path) as talk:
                return client(talk)

        return await asyncio.to_thread(work)

    async def mails(self, name: str) -> list[bytes]:
        """The mails that wait in a spool."""
        spool = self.spools[name]
        await spool.open([])
        return [one.raw for one in await spool.fetch(await spool.list("INBOX"))]


@asynccontextmanager
async def opened(
    root: Path,
    *,
    limits: Limits | None = None,
    keep_free: int = 0,
    identities: Callable[[], dict[str, Address]] = lambda: IDENTITIES,
) -> AsyncIterator[Rim]:
    """A door on a Unix socket in `root`, which must be a short path."""
    own = spools(root, keep_free=keep_free)
    path = root / "lmtp"
    door = LmtpDoor(str(path), own, identities, hostname="hotline.example.org", limits=limits)
    await door.open()
    try:
        yield Rim(door, path, own)
    finally:
        await door.close()


@dataclass
class Talk:
    """One connection; every reply is a list of its lines without line ends."""

    where: Path | tuple[str, int]
    seconds: float = 20.0
    greeting: list[str] = field(default_factory=list)

    def __enter__(self) -> "Talk":
        kind = socket.AF_UNIX if isinstance(self.where, Path) else socket.AF_INET
        self.socket = socket.socket(kind)
        self.socket.settimeout(self.seconds)
        self.socket.connect(str(self.where) if isinstance(self.where, Path) else self.where)
        self._lines = self.socket.makefile("rb")
        self.greeting = self.reply()
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()
        self.socket.close()

    def send(self, data: bytes) -> None:
        """Bytes as they are."""
        self.socket.sendall(data)

    def reply(self) -> list[str]:
        """The next reply; [] when the connection has ended."""
        found: list[str] = []
        while True:
            line = self._lines.readline().decode().rstrip("\r\n")
            if line:
                found.append(line)
            if line[3:4] != "-":
                return found

    def say(self, command: str | bytes) -> str:
        """A command, and the last line of its reply."""
        self.send((command.encode() if isinstance(command, str) else command) + b"\r\n")
        return (self.reply() or [""])[-1]

    def start(self, recipients: Sequence[str], sender: str = SENDER) -> list[str]:
        """From LHLO to the last RCPT; the replies to the recipients."""
        self.say("LHLO mail.example.org")
        self.say(f"MAIL FROM:<{sender}>")
        return [self.say(f"RCPT TO:<{recipient}>") for recipient in recipients]

    def data(self, raw: bytes, replies: int) -> list[str]:
        """A mail with its dots doubled and its end; so many replies, and proof that there is no other."""
        assert self.say("DATA").startswith("354")
        self.send(stuffed(raw) + b".\r\n")
        found = [(self.reply() or [""])[-1] for _ in range(replies)]
        assert self.say("NOOP") == "250 2.0.0 OK"
        return found

    def deliver(self, recipients: Sequence[str], raw: bytes, sender: str = SENDER) -> list[str]:
        """A whole transaction."""
        taken = self.start(recipients, sender)
        return self.data(raw, sum(reply.startswith("250") for reply in taken))


def stuffed(raw: bytes) -> bytes:
    """RFC 5321 section 4.5.2, for a mail with CRLF line ends."""
    dotted = raw.replace(b"\r\n.", b"\r\n..")
    return b"." + dotted if dotted.startswith(b".") else dotted
