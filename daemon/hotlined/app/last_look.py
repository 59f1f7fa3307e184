"""The last look at finished bytes: before they are stored, and again before SMTP (P4).

They are read back, by `domain.mail.seal`, as if somebody else had written them, and compared with the
configuration of now: sender, recipient and keys may be other ones since.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from hotlined.app.ports import OpenPGP
from hotlined.app.readdress import moved
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Gate, Party
from hotlined.domain.mail.outgoing import IN_TEST, MOVED, NEW_KEY, RENAMED, OutboxRow, RowState
from hotlined.domain.mail.seal import ANOTHER_SENDER, headers_match, prove_sealed
from hotlined.domain.values.address import parse_address
from hotlined.domain.values.reference import parse_reference

URGENT: Final = 0  # the priority of a row that leaves before all others
URGENT_MARK: Final = "URGENT"


def wrong_with(row: OutboxRow, data: bytes, site: Site, openpgp: OpenPGP) -> str | None:
    """Why a finished mail must not leave; None: it may."""
    if hashlib.sha256(data).hexdigest() != row.digest:
        return "the stored bytes have changed"
    sender = str(site.identities.get(row.identity, ""))
    if row.party is Party.PROVIDER and site.providers_to not in (None, parse_address(row.recipient)):
        return IN_TEST
    wrong = headers_match(data, sender=sender, recipient=row.recipient, message_id=row.message_id)
    if wrong is not None:  # its bytes are as they were stored, so the sender of now is another one
        return RENAMED if wrong == ANOTHER_SENDER else wrong
    if moved(row, site):
        return MOVED
    if row.party is Party.PROVIDER and row.state is not RowState.QUEUED:
        return None  # what may have left goes again as it is: another mail would be another notice
    pinned = _pinned(row, site)
    if not row.fingerprints:
        if row.gate is Gate.REPORT:
            return "a report must be encrypted"
        return NEW_KEY if pinned and row.party is Party.PROVIDER else None
    if pinned is not None and not set(row.fingerprints) <= set(pinned):
        return NEW_KEY
    # A mail that was sealed before the agreement changed shows what was agreed then.
    marks = (False, True) if row.priority == URGENT else (False,)
    subjects = (outer_subject(row.stream, urgent=mark) for mark in marks)
    found = [_unproven(row.fingerprints, data, site, subject, openpgp) for subject in subjects]
    return None if None in found else found[0]


def _pinned(row: OutboxRow, site: Site) -> tuple[str, ...] | None:
    """The keys that the configuration pins for the recipient now; None for a recipient not in it."""
    if row.party is Party.LEA:
        unit = site.unit(row.to_id)
        return unit.fingerprints if unit else ()
    if row.party is Party.ANALYST:
        analyst = site.analyst(row.to_id)
        return analyst.fingerprints if analyst else ()
    if row.party is Party.PROVIDER and row.recipient == row.to_id:  # no test
        known = site.directory.row_of(row.to_id)
        return known.fingerprints if known else ()
    return None


def _unproven(
    fingerprints: Sequence[str], data: bytes, site: Site, subject: str, openpgp: OpenPGP
) -> str | None:
    states = [openpgp.key_state(fingerprint) for fingerprint in fingerprints]
    for state in states:
        if not state.usable:
            return state.why
    own = openpgp.key_state(site.hotline.fingerprint)
    return prove_sealed(
        data,
        key_ids=[state.encryption_key_ids for state in states],
        own_key_ids=own.encryption_key_ids,
        subject=subject,
    )


def outer_subject(stream: str, *, urgent: bool) -> str:
    """What stands outside of an encrypted mail: the case's number, or dots; marked where that is agreed."""
    number = stream if parse_reference(stream) is not None else "..."
    return f"{number} {URGENT_MARK}" if urgent else number
