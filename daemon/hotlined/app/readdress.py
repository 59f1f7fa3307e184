"""A mail that waits for somebody whose address was corrected meanwhile goes to the new address (P11).

Only the outer To is changed, and the key is proven as before; inside of a sealed mail the old address stays.
A report is not readdressed: it is blocked and sealed anew, so that analysts are told (P4).
"""

import hashlib
import re
from dataclasses import replace
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Envelope, Party
from hotlined.domain.mail.outgoing import ALARMS, REPORT, OutboxRow
from hotlined.domain.values.address import Address

_TO: Final = re.compile(rb"^To:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n", re.MULTILINE)
_UNITS_OWN: Final = "please-call"  # goes to the unit's own address, as to a contact person


def moved(row: OutboxRow, site: Site) -> bool:
    """Whether the configuration names another address by now, or an analyst no more; alarms say nothing."""
    if row.party is Party.ANALYST and row.kind not in ALARMS:
        people = (*(one.address for one in site.analysts if one.name == row.to_id), *site.duty)
        return row.recipient not in map(str, people)
    address = None if row.party is Party.ANALYST else address_now(row, site)
    return address is not None and row.recipient != str(address)


def address_now(row: OutboxRow, site: Site) -> Address | None:
    """Where the recipient is written to now; None of a provider, and of who is configured no more."""
    if row.party is Party.ANALYST:
        return next((one.address for one in site.analysts if one.name == row.to_id), None)
    unit = site.unit(row.to_id) if row.party in (Party.LEA, Party.LEA_CONTACT) else None
    if unit is None or row.party is Party.LEA or row.kind == _UNITS_OWN:
        return unit.address if unit is not None else None
    return unit.contact.address if unit.contact is not None else None


def readdressed(row: OutboxRow, data: bytes, site: Site) -> tuple[OutboxRow, Envelope] | None:
    """The row and the mail to the address of now; None where there is none, and for a report."""
    address = address_now(row, site)
    head, blank, body = data.partition(b"\r\n\r\n")
    if address is None or row.kind == REPORT or not str(address).isascii():
        return None
    head = _TO.sub(f"To: {address}\r\n".encode("ascii"), head + b"\r\n", count=1)[:-2]
    data = head + blank + body
    row = replace(row, recipient=str(address), digest=hashlib.sha256(data).hexdigest(), next_at=None)
    return row, Envelope(row.message_id, row.sender, row.recipient, data, row.digest)
