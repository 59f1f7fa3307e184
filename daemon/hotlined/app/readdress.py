"""A mail that waits for somebody whose address was corrected meanwhile goes to the new address (P11).

So does one that waits while our own address is changed: it leaves from the new one, and is answered there.
Only the outer header is changed, and the key proven as before; a sealed mail has the old addresses inside.
A report is not readdressed: it is blocked and sealed anew, so that analysts are told (P4).  Nor is a notice
that would leave from another address: its text names the old one, and a new notice is planned; unless it may
have left, for then only the same Message-ID tells the provider that it is the same.
"""

import hashlib
import re
from dataclasses import replace
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Envelope, Party
from hotlined.domain.mail.outgoing import ALARMS, REPORT, OutboxRow, RowState
from hotlined.domain.steps.calling import PLEASE_CALL
from hotlined.domain.values.address import Address, parse_address

_TO: Final = re.compile(rb"^To:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n", re.MULTILINE)
_FROM: Final = re.compile(rb"^(From:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*<)[^<>\r\n]*>\r\n", re.MULTILINE)
_REPLY_TO: Final = re.compile(rb"^Reply-To:[ \t]*([^\r\n]*)\r\n", re.MULTILINE)


def moved(row: OutboxRow, site: Site) -> bool:
    """Whether the configuration names another address by now, or an analyst no more; alarms say nothing."""
    address = address_now(row, site)
    if row.party is Party.ANALYST:
        known = (*site.duty, *((address,) if address is not None else ()))
        return row.kind not in ALARMS and row.recipient not in map(str, known)
    return address is not None and row.recipient != str(address)


def address_now(row: OutboxRow, site: Site) -> Address | None:
    """Where the recipient is written to now; None of a provider, and of who is configured no more."""
    if row.party is Party.ANALYST:
        analyst = site.analyst(row.to_id)
        return analyst.address if analyst is not None else None
    unit = site.unit(row.to_id) if row.party in (Party.LEA, Party.LEA_CONTACT) else None
    # What asks for a call goes to the own address of the unit, as to a contact person.
    if unit is None or row.party is Party.LEA or row.kind == PLEASE_CALL:
        return unit.address if unit is not None else None
    return unit.contact.address if unit.contact is not None else None


def readdressed(row: OutboxRow, data: bytes, site: Site) -> tuple[OutboxRow, Envelope] | None:
    """The row and the mail to and from the addresses of now; None where there is none, and for a report."""
    to = address_now(row, site) if moved(row, site) else parse_address(row.recipient)
    if to is None or row.kind == REPORT or not str(to).isascii():
        return None
    head, blank, body = data.partition(b"\r\n\r\n")
    head += b"\r\n"
    own = site.identities.get(row.identity)
    was = parse_address(row.sender)
    if own is not None and was is not None and was.base != own.base:
        if row.guarded and row.state is RowState.QUEUED:
            return None
        head, row = _from(own, head), replace(row, sender=str(_with_its_token(row.sender, own)))
    head = _TO.sub(f"To: {to}\r\n".encode("ascii"), head, count=1)[:-2]
    data = head + blank + body
    row = replace(row, recipient=str(to), digest=hashlib.sha256(data).hexdigest(), next_at=None)
    return row, Envelope(row.message_id, row.sender, row.recipient, data, row.digest)


def _from(own: Address, head: bytes) -> bytes:
    """The header block with our address of now in From and Reply-To."""
    head = _FROM.sub(lambda found: b"%s%s>\r\n" % (found[1], str(own).encode("ascii")), head, count=1)
    return _REPLY_TO.sub(
        lambda found: f"Reply-To: {_with_its_token(found[1].decode('ascii'), own)}\r\n".encode("ascii"), head
    )


def _with_its_token(text: str, own: Address) -> Address:
    """Our address with the token that stands in another one, by which an answer finds its case."""
    was = parse_address(text)
    return own.with_token(was.token) if was is not None and was.token is not None else own
