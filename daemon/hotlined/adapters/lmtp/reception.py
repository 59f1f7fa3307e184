"""Who may hand in what, and the replies: recipients are ours or refused, and each mail goes into a spool.

What is the sender's fault is 5xx; every fault of ours is 4xx with a fixed text, so that the server in
front keeps the mail and tries again, and learns nothing about our files.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from hotlined.adapters.lmtp.spool import Full, Spool
from hotlined.app import audit
from hotlined.app.crash_points import crash_point
from hotlined.app.ports import Temporary
from hotlined.domain.values.address import Address, parse_address

SPOOLED: Final = "250 2.1.5 Spooled"
FAULT: Final = "451 4.3.0 Temporary fault, please try again"
NO_ROOM: Final = "452 4.3.1 Not enough room, please try again later"
TOO_MANY: Final = "452 4.5.3 Too many recipients"
NOT_OURS: Final = "550 5.1.1 No such address here"
TOO_LARGE: Final = "552 5.3.4 The mail is too large"
BAD_SENDER: Final = "553 5.1.7 The sender's address has a control character"
BARE: Final = "554 5.6.0 A bare CR or LF is not allowed (RFC 5321 section 2.3.8)"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the door takes at most: bytes of a mail, connections at once, recipients; idle in seconds."""

    size: int = 64 * 2**20
    connections: int = 20
    recipients: int = 100
    idle: float = 300.0


# Without slots: aiosmtpd looks at all members, and one of such a class raised until Python 3.11.3.
@dataclass(frozen=True)
class Reception:
    """What may come in, and where it goes; aiosmtpd calls the methods named handle_*."""

    spools: Mapping[str, Spool]
    identities: Callable[[], Mapping[str, Address]]  # asked at each recipient, since it may be reloaded
    limits: Limits
    former: Callable[[], Mapping[str, Sequence[Address]]] = dict  # addresses that these had before

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Any sender, the null one ("<>") too; not while the disk is nearly full."""
        if not address.isprintable():  # it becomes a header line
            return BAD_SENDER
        for spool in self.spools.values():
            try:
                await spool.check_room()
            except Full:
                return NO_ROOM
            except Temporary as error:  # its own recipients are told; the others' spools may be well
                audit.lost(f"{spool.name}-spool", error, 0.0)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Sender ok"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """One of our addresses, with any token."""
        if self.spool_of(address) is None:
            return NOT_OURS
        if len(envelope.rcpt_tos) >= self.limits.recipients:
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        crash_point("lmtp-rcpt")
        return "250 2.1.5 Recipient ok"

    def spool_of(self, recipient: str) -> str | None:
        """The identity that a recipient is, without its tokens; None when it is none of ours."""
        ours: dict[Address, str] = {}
        for name, own in self.identities().items():
            if name in self.spools:
                ours.setdefault(own, name)
        for name, before in self.former().items():
            for one in before if name in self.spools else ():
                ours.setdefault(one, name)
        address = parse_address(recipient)
        while address is not None and address not in ours:
            address = address.base if address.base != address else None
        return ours[address] if address is not None else None

    async def take(self, sender: str, recipients: Sequence[str], raw: bytearray) -> list[str]:
        """One reply per recipient; all recipients of an identity share one mail in its spool."""
        try:
            names = [self.spool_of(recipient) for recipient in recipients]
            replies: dict[str | None, str] = {None: NOT_OURS}  # a reload may have removed it meanwhile
            for name in dict.fromkeys(names):
                if name is not None:
                    mine = [to for to, whose in zip(recipients, names, strict=True) if whose == name]
                    replies[name] = await self._delivered(self.spools[name], sender, mine, raw)
            return [replies[name] for name in names]
        except Exception as error:
            audit.bug("lmtp", error, "data")
            return [FAULT] * len(recipients)

    async def _delivered(self, spool: Spool, sender: str, recipients: list[str], raw: bytearray) -> str:
        try:
            addresses = dict.fromkeys(str(parse_address(recipient)) for recipient in recipients)
            await spool.deliver(sender, tuple(addresses), raw)
        except Full as error:
            audit.lost(f"{spool.name}-spool", error, 0.0)
            return NO_ROOM
        except Temporary as error:
            audit.lost(f"{spool.name}-spool", error, 0.0)
            return FAULT
        except Exception as error:  # the other recipients' spools may be well
            audit.bug("lmtp", error, spool.name)
            return FAULT
        return SPOOLED
