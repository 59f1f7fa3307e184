"""Builders of `Inbound` values: what the reader would have made of a mail, with neutral text."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from hotlined.domain.mail.message import (
    Bounced,
    Classified,
    Covered,
    Disposition,
    Inbound,
    MailClass,
    Signature,
)
from hotlined.domain.values.address import Address
from tests.support.site import ANALYST_KEY, LEA_KEY

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANN = Address("ann", "hotline.example.org")
BEN = Address("ben", "hotline.example.org")
UNIT = Address("reports", "police.example.com")
OFFICER = Address("officer", "police.example.com")
PROVIDER = Address("abuse", "provider.example.net")
STRANGER = Address("someone", "example.com")
FORM = """URL: https://media.provider.example.net/item1
IP address: 192.0.2.1
Description of the type of the content: item 1
"""
_serial = count(1)


def digest_of(text: str) -> str:
    """A sha256 in hex, as identities of mails are."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def mail_in(text: str = "", **fields: object) -> Inbound:
    """A mail in the intake box from nobody; each one is another mail."""
    number = next(_serial)
    mail = Inbound(
        digest=digest_of(f"mail {number}"),
        mailbox="intake",
        received_at=T0,
        classified=Classified(MailClass.HUMAN, "nothing automatic about it"),
        message_id=f"<mail-{number}@example.com>",
        body=text,
        new_text=text,
        certain_text=text,
    )
    mail = replace(mail, **fields)  # type: ignore[arg-type]  # the test names the fields
    return mail if "date" in fields else replace(mail, date=mail.received_at)


def signature(key: str, *, made_at: datetime = T0, digest: str | None = None) -> Signature:
    """A valid signature by a key; another one each time unless the digest is given."""
    return Signature(key, made_at, digest or digest_of(f"signature {next(_serial)}"))


def analyst_mail(text: str = "", *, subject: str = "", signed: bool = True, **fields: object) -> Inbound:
    """A mail of Ann's; signed ones have a protected subject."""
    at = fields.get("received_at", T0)
    assert isinstance(at, datetime)
    made: dict[str, object] = {"from_": (ANN,), "subject": subject}
    if signed:
        made |= {"signature": signature(ANALYST_KEY, made_at=at), "protected_subject": subject}
    return mail_in(text, **{**made, **fields})


def police_mail(text: str = "", *, subject: str = "", signed: bool = False, **fields: object) -> Inbound:
    """A mail of the LEA unit in the LEA's box; signed ones protect their thread, and not their subject."""
    at = fields.get("received_at", T0)
    assert isinstance(at, datetime)
    made: dict[str, object] = {"mailbox": "lea", "from_": (UNIT,), "subject": subject}
    if signed:
        thread = fields.get("references", ())
        assert isinstance(thread, tuple)
        made |= {"signature": signature(LEA_KEY, made_at=at), "covered": Covered(references=thread)}
    return mail_in(text, **{**made, **fields})


def provider_mail(text: str = "", **fields: object) -> Inbound:
    """A provider's mail in the box for notices."""
    return mail_in(text, **{"mailbox": "ntd", "from_": (PROVIDER,), **fields})


def dsn(about: str, disposition: Disposition = Disposition.FAILED, **fields: object) -> Inbound:
    """A delivery status notification about a mail of ours."""
    bounced = (Bounced("someone@example.com", disposition, "5.1.1"),)
    classified = Classified(MailClass.DSN, "multipart/report", bounced, (about,))
    return mail_in("", **{"classified": classified, **fields})


def automatic(mail: Inbound, kind: MailClass = MailClass.AUTOMATIC) -> Inbound:
    """The same mail with the mark of an automatic one."""
    return replace(mail, classified=Classified(kind, "Auto-Submitted"))


def hours(number: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=number)
