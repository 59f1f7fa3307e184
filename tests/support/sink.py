"""SMTP servers for the tests: a sink that takes and records everything, and one that follows a script.

`Sink` is aiosmtpd in a thread, a ledger outside the daemon's reach; it can hand on to a real mailbox.
`ScriptedSmtp` is a bare socket that says what it is told at each moment of a transaction, or nothing, or
half of it, or leaves.
"""

import asyncio
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from ssl import SSLContext
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PATIENCE = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class Transaction:
    """One mail that was accepted, exactly as it came over the wire."""

    at: datetime  # aware UTC
    monotonic: float
    sender: str  # "" for the null sender
    recipients: tuple[str, ...]
    raw: bytes
    login: str | None  # the user name of AUTH
    tls: bool


class Sink(Controller):
    """Takes mail for anybody; a context manager.

    `deliver(sender, recipient, raw)` is called before the 250, in a thread; if it raises, the answer is 451.
    With `users` a login is required.  `refuse` answers RCPT for an address with a reply of its own.
    """

    def __init__(
        self,
        *,
        deliver: Callable[[str, str, bytes], None] | None = None,
        users: Mapping[str, str] | None = None,
        tls: SSLContext | None = None,
    ) -> None:
        self._deliver = deliver
        self._users = users
        self._taken: list[Transaction] = []
        self._refused: dict[str, str] = {}
        self._news = threading.Condition()
        self.sessions = 0  # connections that said EHLO
        super().__init__(
            self, hostname="127.0.0.1", port=0, server_hostname="localhost", tls_context=tls,
            authenticator=self._check if users is not None else None, auth_required=users is not None,
            auth_require_tls=tls is not None,
        )  # fmt: skip

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    @property
    def taken(self) -> tuple[Transaction, ...]:
        """All transactions so far, oldest first."""
        with self._news:
            return tuple(self._taken)

    def wait_for(self, count: int, seconds: float = PATIENCE) -> tuple[Transaction, ...]:
        """All transactions, once there are `count`; raises TimeoutError."""
        with self._news:
            if not self._news.wait_for(lambda: len(self._taken) >= count, seconds):
                raise TimeoutError(f"{len(self._taken)} mails came, {count} were expected")
            return tuple(self._taken)

    def refuse(self, recipient: str, reply: str | None) -> None:
        """Answer RCPT for this address with `reply`, e.g. "451 4.3.0 later"; None ends that."""
        if reply is None:
            self._refused.pop(recipient.lower(), None)
        else:
            self._refused[recipient.lower()] = reply

    def factory(self) -> SMTP:
        """Called by aiosmtpd for each connection."""
        server = super().factory()
        server.line_length_limit = 1024 * 1024
        return server

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()

    def _check(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        known = isinstance(data, LoginPassword) and self._users is not None
        good = known and self._users.get(data.login.decode()) == data.password.decode()  # type: ignore[union-attr]
        if good:
            session.authenticated_as = data.login.decode()
        return AuthResult(success=good, handled=False)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self._refused.get(address.lower())
        if reply is not None:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = bytes(envelope.original_content or b"")
        sender = envelope.mail_from or ""
        try:
            for recipient in envelope.rcpt_tos if self._deliver else ():
                await asyncio.to_thread(self._deliver, sender, recipient, raw)  # type: ignore[arg-type]
        except Exception:
            return "451 4.3.0 could not be delivered"
        done = Transaction(
            at=datetime.now(UTC), monotonic=time.monotonic(), sender=sender, raw=raw,
            recipients=tuple(envelope.rcpt_tos), login=getattr(session, "authenticated_as", None),
            tls=session.ssl is not None,
        )  # fmt: skip
        with self._news:
            self._taken.append(done)
            self._news.notify_all()
        return "250 2.0.0 taken"


@dataclass(frozen=True, slots=True)
class Say:
    """Some bytes, and what comes after them: "go" on, "stall" for ever, "cut" (FIN), "rst"."""

    data: bytes
    then: str = "go"


CUT = Say(b"", "cut")
RST = Say(b"", "rst")
STALL = Say(b"", "stall")
GARBAGE = Say(b"\x00\xff what is this\r\n")
ENDLESS = Say(b"250-and so on\r\n" * 10_000, "stall")

_USUAL = {
    "greeting": Say(b"220 scripted ESMTP\r\n"),
    "EHLO": Say(b"250-scripted\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n"),
    "HELO": Say(b"250 scripted\r\n"),
    "AUTH": Say(b"235 2.7.0 welcome\r\n"),
    "MAIL": Say(b"250 2.1.0 fine\r\n"),
    "RCPT": Say(b"250 2.1.5 fine\r\n"),
    "DATA": Say(b"354 go on\r\n"),
    "body": Say(b""),  # once the first bytes of the mail have come
    "dot": Say(b"250 2.0.0 taken\r\n"),
    "NOOP": Say(b"250 2.0.0 here\r\n"),
    "RSET": Say(b"250 2.0.0 fine\r\n"),
    "QUIT": Say(b"221 2.0.0 bye\r\n", "cut"),
}

Script = Mapping[str, Say | str]


class TimedSink(Sink):
    """A sink whose sessions know when MAIL came: `session.begun`, by the machine's clock."""

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        session.begun = time.time()  # type: ignore[attr-defined]
        envelope.mail_from = address
        return "250 2.1.0 fine"


class ScriptedSmtp:
    """Connection n follows script n, the last script serves all later ones; a context manager.

    A script maps moments (greeting, EHLO, AUTH, MAIL, RCPT, DATA, body, dot, NOOP, QUIT) to a reply without
    line end or a `Say`; unnamed moments go well.  `mails` are those whose final dot came, as sent;
    `commands` are those of all connections, without the mail.
    """

    def __init__(self, *scripts: Script) -> None:
        self.scripts = scripts or ({},)
        self.mails: list[bytes] = []
        self.commands: list[str] = []
        self.connections = 0
        self._over = threading.Event()
        self._news = threading.Condition()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        for one in (self._listener, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def wait_for(self, verb: str, seconds: float = PATIENCE) -> None:
        """Until a command that starts with `verb` has come; raises TimeoutError."""
        with self._news:
            if not self._news.wait_for(lambda: any(c.startswith(verb) for c in self.commands), seconds):
                raise TimeoutError(f"no {verb} has come")

    def _accept(self) -> None:
        with suppress(OSError):
            while not self._over.is_set():
                sock, _ = self._listener.accept()
                script = self.scripts[min(self.connections, len(self.scripts) - 1)]
                self.connections += 1
                self._open.append(sock)
                threading.Thread(target=self._serve, args=(sock, script), daemon=True).start()

    def _serve(self, sock: socket.socket, script: Script) -> None:
        with suppress(OSError, _Left), sock, sock.makefile("rb") as lines:
            self._say(sock, script, "greeting")
            while line := lines.readline():
                command = line.decode("latin-1").strip()
                with self._news:
                    self.commands.append(command)
                    self._news.notify_all()
                verb = command.split(" ")[0].upper()
                self._say(sock, script, verb)
                if verb == "DATA" and self._wording(script, verb).data.startswith(b"354"):
                    self._take(sock, script, lines)

    def _take(self, sock: socket.socket, script: Script, lines: Any) -> None:
        mail = bytearray(lines.readline())  # bytes would be copied for each line: of a large mail, a minute
        self._say(sock, script, "body")
        while not (mail.endswith(b"\r\n.\r\n") or mail == b".\r\n"):
            line = lines.readline()
            if not line:
                raise _Left
            mail += line
        self.mails.append(bytes(mail))
        self._say(sock, script, "dot")

    @staticmethod
    def _wording(script: Script, moment: str) -> Say:
        said = script.get(moment) or _USUAL.get(moment) or "502 5.5.1 no such command"
        return Say(said.encode() + b"\r\n") if isinstance(said, str) else said

    def _say(self, sock: socket.socket, script: Script, moment: str) -> None:
        say = self._wording(script, moment)
        sock.sendall(say.data)
        match say.then:
            case "stall":
                self._over.wait()
                raise _Left
            case "cut":
                sock.shutdown(socket.SHUT_RDWR)
                raise _Left
            case "rst":
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                raise _Left


class _Left(Exception):
    """The script or the client has ended the connection."""
