"""The SMTP connection: replies read strictly, steps sent one by one, cut from outside by a deadline.

Replies are read here and not by smtplib, which takes half a reply for a whole one and reads endless ones for
ever.  Before the final dot is sent the line is looked at once more, so that a server which has already
answered or left is not misread: up to there, everything that breaks is surely not accepted.
"""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from hotlined.abort_handle import AbortHandle
from hotlined.adapters.smtp.login import log_in
from hotlined.adapters.smtp.replies import after_dot, no, of_sender, reply, shut_out, stuffed
from hotlined.app.crash_points import crash_point
from hotlined.app.ports import AT_ONCE, NOT_NOW, ON_THE_WAY, Outcome, Temporary, Verdict
from hotlined.domain.mail.message import Envelope
from hotlined.domain.values.host import is_this_machine

IDLE_SECONDS = 30.0  # an unused connection is closed after that
REPLY_LINES = 200  # of one reply; a longer one is none
REPLY_BYTES = 64 * 1024
SHORT = 5.0  # seconds for NOOP and QUIT
_REPLY_LINE = re.compile(rb"([2-5]\d\d)(?:([ -])([\x20-\x7e\x80-\xff\t]*))?\r?\n")


@dataclass(frozen=True, slots=True)
class SmtpAccount:
    """How an identity sends; `user` None: no login.  `timeout` is for each step, `deadline` for a whole send
    up to the final dot, beside the time that its size needs.  The reply to the dot may take `answer`, since
    to give up there means UNKNOWN.
    """

    host: str
    port: int
    tls: Literal["tls", "starttls", "none"]
    user: str | None = None
    password: Callable[[], str] | None = field(default=None, repr=False)
    bearer: bool = False  # the password is an access token (RFC 6750)
    cafile: Path | None = None
    timeout: float = 60.0
    local_hostname: str | None = None  # for EHLO; None: this machine's name
    deadline: float = 180.0
    answer: float = 600.0  # RFC 5321 section 4.5.3.2.6: a server may filter the mail before it answers
    leash: Callable[[], float] | None = None  # for how many seconds a mail may still be finished


class Garbled(Exception):
    """The reply is none by RFC 5321 section 4.2, or has no end."""


class Refused(Exception):
    """The server answers no, before the mail itself is in question."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reply)
        self.outcome = outcome


class Link(AbortHandle):
    """What the thread does and the loop must know: the socket to cut, and whether the dot has been sent."""

    def __init__(self) -> None:
        super().__init__()
        self.dot_sent = False


class _Smtp(smtplib.SMTP):
    """smtplib with a strict, bounded reader of replies, which has a buffer of its own."""

    def __init__(self, account: SmtpAccount, link: Link, context: ssl.SSLContext | None) -> None:
        self._link = link
        self._account = account
        self._wrap = context if account.tls == "tls" else None
        self._buffer = bytearray()
        super().__init__(account.host, account.port, account.local_hostname, account.timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # as in smtplib.SMTP_SSL
        sock = socket.create_connection((host, port), timeout)
        crash_point("smtp-connected")
        self._link.attach(sock)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ON_THE_WAY)
        return self._wrap.wrap_socket(sock, server_hostname=host) if self._wrap else sock

    def getreply(self) -> tuple[int, bytes]:
        """One reply, lines joined by LF; raises Garbled, SMTPServerDisconnected, TimeoutError."""
        texts: list[bytes] = []
        code, size = b"", 0
        while True:
            line = self._line()
            size += len(line)
            match = _REPLY_LINE.fullmatch(line)
            if match is None or match[1] != (code or match[1]):
                raise Garbled
            if len(texts) >= REPLY_LINES or size > REPLY_BYTES:
                raise Garbled
            code = match[1]
            texts.append(match[3] or b"")
            if match[2] != b"-":
                return int(code), b"\n".join(texts)

    def _line(self) -> bytes:
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > REPLY_BYTES:
                raise Garbled
            chunk = self.sock.recv(4096) if self.sock else b""
            if not chunk:
                raise smtplib.SMTPServerDisconnected("cut")
            self._buffer += chunk
        line = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        return line

    def carry(self, data: bytes) -> None:
        """Send it in pieces: a time-out is for all that is sent at once, and a slow line may need longer."""
        for at in range(0, len(data), AT_ONCE):
            self.send(data[at : at + AT_ONCE])

    def has_news(self) -> bool:
        """Whether the server has said something unasked, or has gone; raises OSError when it was reset."""
        if self._buffer or self.sock is None:
            return True
        self.sock.settimeout(0.0)
        try:
            chunk = self.sock.recv(4096)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False  # nothing, or TLS records of no concern to SMTP
        finally:
            self.sock.settimeout(self._account.timeout)
        self._buffer += chunk
        return True

    def secure(self, context: ssl.SSLContext) -> None:
        """STARTTLS; bytes slipped in before the handshake are refused."""
        if not self.has_extn("starttls"):
            raise Refused(shut_out("no STARTTLS"))
        code, text = self.docmd("STARTTLS")
        if code != 220:
            raise Refused(shut_out(reply(code, text)))
        if self._buffer or self.sock is None:
            raise Garbled
        self.sock = context.wrap_socket(self.sock, server_hostname=self._account.host)
        self.ehlo()

    def patience(self, seconds: float) -> None:
        """How long the next reads may take."""
        if self.sock is not None:
            self.sock.settimeout(seconds)

    def leashed(self) -> None:
        """The end of the mail arrives while it may, or never; raises SMTPServerDisconnected where it may not.

        The kernel would else send it again and again, long after another daemon has taken our place.
        """
        if self._account.leash is None or self.sock is None:
            return
        left = self._account.leash()
        if left <= 0:
            raise smtplib.SMTPServerDisconnected("no lease")
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, max(int(left * 1000), 1))


class Connection:
    """One connection of an identity; used by one thread at a time."""

    def __init__(self, account: SmtpAccount) -> None:
        self.link = Link()
        self.used_at = time.monotonic()
        self._account = account
        self._smtp: _Smtp | None = None
        self._in_data = False  # what is sent now would become part of the mail
        self._is_new = True  # no MAIL was sent in it

    def connect(self) -> None:
        """Greeting, EHLO, STARTTLS, AUTH; raises Refused where the server does not want us."""
        account = self._account
        context = None if account.tls == "none" else ssl.create_default_context(cafile=account.cafile)
        try:
            self._smtp = smtp = _Smtp(account, self.link, context)
            smtp.ehlo_or_helo_if_needed()
            if account.tls == "starttls" and context is not None:
                smtp.secure(context)
            if account.user is not None and account.password is not None:
                if context is None and not is_this_machine(account.host):
                    raise Refused(shut_out("no TLS"))
                log_in(smtp, account.user, account.password(), bearer=account.bearer)
        except Temporary:  # no access token now; no account is refused
            raise Refused(shut_out("no access token", lasting=False)) from None
        except smtplib.SMTPResponseException as error:
            text = error.smtp_error
            said = reply(error.smtp_code, text if isinstance(text, bytes) else text.encode())
            raise Refused(shut_out(said, lasting=error.smtp_code // 100 == 5)) from None
        except ssl.SSLCertVerificationError as error:
            raise Refused(shut_out(f"certificate: {error.verify_message}")) from None
        except ssl.SSLEOFError:
            raise
        except ssl.SSLError:
            raise Refused(shut_out("TLS")) from None
        except smtplib.SMTPServerDisconnected:
            raise
        except (smtplib.SMTPException, ValueError):  # a challenge that is none, a name that cannot be sent
            raise Refused(shut_out("no common method")) from None

    def is_fresh(self) -> bool:
        """Whether the connection can be used again."""
        if self._smtp is None or time.monotonic() - self.used_at > IDLE_SECONDS:
            return False
        try:
            if self._smtp.has_news():
                return False
            self._smtp.patience(SHORT)
            return self._smtp.noop()[0] == 250
        except (OSError, smtplib.SMTPException, Garbled):
            return False
        finally:
            self._smtp.patience(self._account.timeout)

    def send(self, envelope: Envelope, may_go: Callable[[], bool] = lambda: True) -> Outcome:
        """One transaction; raises what breaks the connection.  After NOT_NOW it can be used again."""
        smtp = self._smtp
        if smtp is None:
            return shut_out("no connection", lasting=False)
        first, self._is_new = self._is_new, False
        eight_bit = not envelope.data.isascii()
        if eight_bit and not smtp.has_extn("8bitmime"):
            return Outcome(Verdict.PERMANENT, "bad data")
        size = f" SIZE={len(envelope.data)}" if smtp.has_extn("size") else ""
        body = " BODY=8BITMIME" if eight_bit else ""
        for command, argument, good in (
            ("MAIL", f"FROM:<{envelope.sender}>{size}{body}", 2),
            ("RCPT", f"TO:<{envelope.recipient}>", 2),
            ("DATA", "", 3),
        ):
            if command == "DATA" and not may_go():
                smtp.docmd("RSET")
                self.used_at = time.monotonic()
                return NOT_NOW
            code, text = smtp.docmd(command, argument)
            crash_point(f"smtp-{command.lower()}")
            if code // 100 != good:
                return of_sender(code, text, first=first) if command == "MAIL" else no(code, text)
        self._in_data = True
        data = stuffed(envelope.data)
        half = len(data) // 2
        smtp.carry(data[:half])
        crash_point("smtp-half-body")
        smtp.carry(data[half:])
        crash_point("smtp-body")
        smtp.leashed()  # it may take a while
        if smtp.has_news():  # it spoke or left before the end: the dot is not sent, so this is certain
            return no(*smtp.getreply())
        self.link.dot_sent = True
        smtp.patience(self._account.answer)  # to give up here would mean UNKNOWN
        smtp.send(b".\r\n")
        crash_point("smtp-dot")
        code, text = smtp.getreply()
        crash_point("smtp-answered")
        smtp.patience(self._account.timeout)
        self.link.dot_sent = self._in_data = False
        self.used_at = time.monotonic()
        return after_dot(code, text)

    def refusal(self, sender: str, recipient: str) -> Outcome | None:
        """What the server says against a mail from one address to the other, before there is one; else None.

        Raises what breaks the connection.
        """
        smtp = self._smtp
        if smtp is None:
            return shut_out("no connection", lasting=False)
        try:
            for command, argument in (("MAIL", f"FROM:<{sender}>"), ("RCPT", f"TO:<{recipient}>")):
                code, text = smtp.docmd(command, argument)
                if code // 100 != 2:
                    return no(code, text)
        finally:
            smtp.docmd("RSET")
        return None

    def close(self, *, polite: bool = True) -> None:
        """Give everything back, after QUIT where the server still listens; never raises."""
        smtp, self._smtp = self._smtp, None
        with suppress(OSError, smtplib.SMTPException, Garbled):
            if smtp is not None and smtp.sock is not None and polite and not self._in_data:
                smtp.patience(SHORT)
                smtp.docmd("QUIT")
        with suppress(OSError):
            if smtp is not None:
                smtp.close()
        self.link.close()
