"""Mails as people and forgers write them, byte by byte, with signatures by real gpg.

`entity` is what stands under a signature; `signed` and `sealed` put it into a mail.  Nothing here uses the
daemon's own writer, so that both cannot be wrong in the same way.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import count

from tests.forged.people import Cast

ANN = "Ann <ann@hotline.example.org>"
DAN = "Dan <dan@hotline.example.org>"
LEA = "reports@police.example.com"
INTAKE = "intake@hotline.example.org"
TO_LEA = "lea@hotline.example.org"
EVIL = "mallory@evil.example"

Fields = Sequence[tuple[str, str]]
_numbers = count(1)


def crlf(text: str | bytes) -> bytes:
    """CRLF line ends."""
    octets = text.encode() if isinstance(text, str) else text
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def block(fields: Fields) -> bytes:
    """Header lines as they are given."""
    return crlf("".join(f"{name}: {value}\n" for name, value in fields))


def head(
    sender: str = ANN,
    to: str = INTAKE,
    subject: str = "...",
    *,
    date: datetime | None = None,
    more: Fields = (),
) -> Fields:
    """The fields of a new mail; each has its own Message-ID."""
    return (
        ("From", sender),
        ("To", to),
        ("Subject", subject),
        ("Date", format_datetime(date or datetime.now(UTC))),
        ("Message-ID", f"<{next(_numbers)}@people.example>"),
        *more,
    )


def entity(
    text: str,
    *,
    subject: str | None = None,
    inside: Fields = (),
    mark: str = 'protected-headers="v1"; hp="clear"',
    kind: str = "text/plain; charset=utf-8",
) -> bytes:
    """One text part, its fields protected when there is a subject."""
    named = (("Subject", subject),) if subject is not None else ()
    protected = f"; {mark}" if mark and (named or inside) else ""
    return block((*inside, *named, ("Content-Type", f"{kind}{protected}"))) + crlf(f"\n{text}\n")


def multipart(kind: str, parts: Sequence[bytes], *, fields: Fields = (), boundary: str = "") -> bytes:
    """An entity of several; the boundary is new unless given."""
    boundary = boundary or f"=_{next(_numbers):06d}"
    body = b"".join(crlf(f"\n--{boundary}\n") + part for part in parts)
    content = ("Content-Type", f'{kind}; boundary="{boundary}"')
    return block((*fields, content)) + body + crlf(f"\n--{boundary}--\n")


def mail(fields: Fields, body: bytes) -> bytes:
    """A whole mail of an entity."""
    return block((*fields, ("MIME-Version", "1.0"))) + body


def signed_entity(
    payload: bytes, signature: bytes, *, micalg: str = "pgp-sha512", boundary: str = "", fields: Fields = ()
) -> bytes:
    """multipart/signed around a payload."""
    kind = f'multipart/signed; micalg="{micalg}"; protocol="application/pgp-signature"'
    part = block((("Content-Type", 'application/pgp-signature; name="signature.asc"'),))
    return multipart(kind, (payload, part + crlf(b"\n" + signature)), boundary=boundary, fields=fields)


def sealed_entity(armour: bytes, *, fields: Fields = ()) -> bytes:
    """multipart/encrypted around an armoured message."""
    version = block((("Content-Type", "application/pgp-encrypted"),)) + crlf("\nVersion: 1\n")
    data = block((("Content-Type", 'application/octet-stream; name="encrypted.asc"'),)) + crlf(b"\n" + armour)
    kind = 'multipart/encrypted; protocol="application/pgp-encrypted"'
    return multipart(kind, (version, data), fields=fields)


def signature(
    cast: Cast, payload: bytes, *by: str, at: str | None = None, extra: Sequence[str] = ()
) -> bytes:
    """A detached signature by each of these; all of their keys are in the first one's ring."""
    ring = cast.ring_of(by[0])
    return ring.sign(payload, *(cast[one] for one in by), faked=at, extra=extra)


def signed(
    cast: Cast, payload: bytes, fields: Fields, by: str = "ann", *, at: str | None = None, boundary: str = ""
) -> bytes:
    """A well-made signed mail."""
    return mail(fields, signed_entity(payload, signature(cast, payload, by, at=at), boundary=boundary))


def cipher(
    cast: Cast,
    payload: bytes,
    by: str | None = "ann",
    *,
    to: Sequence[str] = ("hotline",),
    at: str | None = None,
    extra: Sequence[str] = (),
) -> bytes:
    """An armoured message, signed inside by one key, or by none."""
    ring = cast.ring_of(by or "mallory")
    sign = ["--local-user", cast[by], "--sign"] if by else []
    recipients = [word for one in to for word in ("--recipient", cast[one])]
    return ring.run("--armor", *extra, *sign, *recipients, "--encrypt", feed=payload, faked=at)


def sealed(
    cast: Cast, payload: bytes, fields: Fields, by: str | None = "ann", *, at: str | None = None
) -> bytes:
    """A well-made encrypted mail."""
    return mail(fields, sealed_entity(cipher(cast, payload, by, at=at)))
