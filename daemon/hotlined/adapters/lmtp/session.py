"""One LMTP conversation: aiosmtpd, where it differs from RFC 2033 and from what we promise.

- One reply after the data for each accepted recipient, whatever the outcome (RFC 2033 section 4.2).
- The data ends at CRLF "." CRLF only; a bare CR or LF in it is refused, so that no server in front of us
  and we can take different places for the end of one mail (SMTP smuggling).
- A line may be of any length: to refuse one would send an analyst's mail back for good.
- A fault of ours is always 4xx; one in the middle of the data ends the connection without a reply.
"""

import asyncio
import re
from collections import defaultdict
from typing import AnyStr, Final

from aiosmtpd.lmtp import LMTP

from hotlined.adapters.lmtp.reception import BARE, FAULT, TOO_LARGE, Reception
from hotlined.app import audit
from hotlined.app.crash_points import crash_point

_PIECE: Final = 64 * 2**10  # bytes of a line that are read at once
_STILL_HERE: Final = 2**20  # bytes after which a slow sender gets its time anew
_NO_STATUS: Final = re.compile(rb"\A(?!220 )([245])(\d\d) (?!\d\.\d{1,3}\.\d{1,3} )")


class LmtpSession(LMTP):
    """The protocol of one connection; aiosmtpd is made for being subclassed."""

    line_length_limit = _PIECE
    command_size_limit = 2048
    command_size_limits: dict[str, int] = defaultdict(lambda: 2048)  # noqa: RUF012  as in aiosmtpd

    def __init__(self, reception: Reception, hostname: str, present: set["LmtpSession"]) -> None:
        super().__init__(
            reception,
            data_size_limit=reception.limits.size,
            enable_SMTPUTF8=True,
            hostname=hostname,
            ident="hotlined",
            timeout=reception.limits.idle,
            loop=asyncio.get_running_loop(),
        )
        self._reception = reception
        self._present = present

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Counted while it lasts."""
        self._present.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Counted no more."""
        self._present.discard(self)
        super().connection_lost(error)

    async def push(self, status: AnyStr) -> None:
        """A reply, with an enhanced status code also where aiosmtpd gives none (RFC 2034)."""
        text = status.encode() if isinstance(status, str) else status
        await super().push(_NO_STATUS.sub(rb"\1\2 \1.0.0 ", text, count=1))

    async def handle_exception(self, error: Exception) -> str:
        """Our own fault, outside the data."""
        audit.bug("lmtp", error, "command")
        return FAULT

    async def check_helo_needed(self, helo: str = "LHLO") -> bool:
        """Whether LHLO has not been said yet."""
        return await super().check_helo_needed("LHLO")

    async def smtp_LHLO(self, arg: str | None) -> None:
        """The greeting, with the extensions that RFC 2033 section 5 asks for."""
        if not arg or self.session is None:
            await self.push("501 5.5.4 Syntax: LHLO hostname")
            return
        self._set_rset_state()  # type: ignore[no-untyped-call]  # aiosmtpd leaves it untyped
        self.session.extended_smtp = True
        self.session.host_name = arg
        size = f"SIZE {self._reception.limits.size}"
        words = (self.hostname, "PIPELINING", "ENHANCEDSTATUSCODES", size, "8BITMIME")
        await super().push("".join(f"250-{word}\r\n" for word in words) + "250 SMTPUTF8")

    async def smtp_DATA(self, arg: str | None) -> None:
        """The mail, and a reply for each recipient."""
        if await self.check_helo_needed():
            return
        envelope = self.envelope
        if envelope is None or not envelope.rcpt_tos:
            await self.push("503 5.5.1 No valid recipients")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        raw, refusal = await self._guarded_data()
        recipients = list(envelope.rcpt_tos)
        replies = [refusal] * len(recipients)
        if not refusal:
            sender = "" if envelope.mail_from in (None, "<>") else str(envelope.mail_from)
            crash_point("lmtp-in-memory")
            replies = await self._reception.take(sender, recipients, raw)
        self._set_post_data_state()  # type: ignore[no-untyped-call]  # the same
        await self.push("\r\n".join(replies))
        crash_point("lmtp-answered")

    async def _guarded_data(self) -> tuple[bytearray, str]:
        try:
            return await self._data()
        except Exception as error:
            # What is left of the mail must not be read as commands: the connection ends here, without a
            # reply, and the mail comes again.
            audit.bug("lmtp", error, "data")
            raise asyncio.CancelledError from error

    async def _data(self) -> tuple[bytearray, str]:
        """The mail without its dots (RFC 5321 section 4.5.2), and why it is refused.

        It is read to its end in any case; what is refused is not kept meanwhile.
        """
        raw, refusal = bytearray(), ""
        size, reported = 0, 0
        at_start = True
        while True:
            piece, ends = await self._piece()
            crash_point("lmtp-data")
            if at_start and piece == b".\r\n":
                return raw, refusal
            if at_start and piece.startswith(b"."):
                piece = piece[1:]
            at_start = ends
            size += len(piece)
            if size - reported > _STILL_HERE:
                reported = size
                self._reset_timeout()
            text = piece[:-2] if ends else piece
            if b"\r" in text or b"\n" in text:
                refusal = refusal or BARE
            if size > self._reception.limits.size:
                refusal = refusal or TOO_LARGE
            if not refusal:
                raw += piece
            else:
                raw.clear()

    async def _piece(self) -> tuple[bytes, bool]:
        """A line, or a part of a long one that ends before its CRLF; and whether the line ends here."""
        try:
            return await self._reader.readuntil(b"\r\n"), True
        except asyncio.LimitOverrunError as error:
            return await self._reader.read(error.consumed), False
