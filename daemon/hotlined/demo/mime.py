"""Mails as bytes, as the people of the story write and read them: a signature covers bytes (RFC 3156).

Protected headers go both ways of marking them, `protected-headers="v1"` and `hp` (RFC 9788), as Thunderbird
does it.
"""

import base64
import email.policy
import mimetypes
import quopri
import re
import secrets
from collections.abc import Iterator, Sequence
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser

Headers = tuple[tuple[str, str], ...]


def header_block(headers: Headers) -> bytes:
    """Header fields as they are sent."""
    # ids are folded here: the library would turn a long one into an encoded word
    block = b""
    for name, value in headers:
        if value.isascii() and name.lower() in ("message-id", "in-reply-to", "references"):
            folded = "\r\n ".join(value.split())
            block += f"{name}: {folded}\r\n".encode()
            continue
        one = EmailMessage(policy=email.policy.SMTP)
        one[name] = value
        block += one.as_bytes().removesuffix(b"\r\n")
    return block


def top_part(headers: Headers, entity: bytes) -> bytes:
    """A whole mail: its fields, then what it holds."""
    return header_block(headers) + b"MIME-Version: 1.0\r\n" + entity


def text_part(text: str) -> bytes:
    """Plain text as a part of its own."""
    # no trailing white space (RFC 3156 section 5) and no bare "From " at a line's start
    coded = quopri.encodestring(text.rstrip().encode() + b"\n", quotetabs=False)
    coded = re.sub(rb"(?m)^From ", b"=46rom ", coded).replace(b"\n", b"\r\n")
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    return head + b"\r\n" + coded


def attached_mail(raw: bytes) -> bytes:
    """Another mail, byte for byte, as an attachment."""
    coding = b"7bit" if raw.isascii() else b"8bit"  # RFC 2046 section 5.2.1 allows no other
    head = b'Content-Type: message/rfc822; name="original.eml"\r\nContent-Transfer-Encoding: ' + coding
    return head + b'\r\nContent-Disposition: attachment; filename="original.eml"\r\n\r\n' + raw


def attached_file(name: str, data: bytes) -> bytes:
    """A file as an attachment, its kind by its name."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
    coded = base64.encodebytes(data).replace(b"\n", b"\r\n")
    return f'{head}Content-Disposition: attachment; filename="{name}"\r\n\r\n'.encode() + coded


def _multipart(content_type: str, parts: Sequence[bytes]) -> bytes:
    boundary = f"=-={secrets.token_hex(12)}"
    mark = f"\r\n--{boundary}".encode()
    head = f'Content-Type: {content_type};\r\n boundary="{boundary}"\r\n'.encode()
    return head + b"".join(mark + b"\r\n" + part for part in parts) + mark + b"--\r\n"


def mixed(parts: Sequence[bytes], *, protected: str | None = None) -> bytes:
    """Parts one after the other; `protected`: under headers of their own, in the clear or as "cipher"."""
    # always multipart, though one part may be all: some readers look for a protected subject only there
    marks = f'; protected-headers="v1"; hp="{protected}"' if protected else ""
    return _multipart("multipart/mixed" + marks, parts)


def signed(entity: bytes, signature: str, micalg: str) -> bytes:
    """A part and its detached signature (RFC 3156 section 5)."""
    kind = f'multipart/signed; micalg="{micalg}"; protocol="application/pgp-signature"'
    head = b'Content-Type: application/pgp-signature; name="signature.asc"\r\n\r\n'
    return _multipart(kind, [entity, head + _crlf(signature)])


def sealed(ciphertext: str) -> bytes:
    """What was encrypted (RFC 3156 section 4)."""
    control = b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
    head = b'Content-Type: application/octet-stream; name="encrypted.asc"\r\n\r\n'
    kind = 'multipart/encrypted; protocol="application/pgp-encrypted"'
    return _multipart(kind, [control, head + _crlf(ciphertext)])


def _crlf(text: str) -> bytes:
    return re.sub(rb"\r?\n", b"\r\n", text.encode("ascii"))


def parse(raw: bytes) -> EmailMessage:
    """A mail to look into."""
    return BytesParser(_class=EmailMessage, policy=email.policy.default).parsebytes(raw)


def second_part(message: EmailMessage) -> bytes:
    """The decoded bytes of the second part; ValueError where there is none."""
    parts = list(message.iter_parts())
    data = parts[1].get_payload(decode=True) if len(parts) > 1 else None
    if not isinstance(data, bytes):
        raise ValueError("not PGP/MIME: a part is missing")
    return data


def signed_bytes(raw: bytes, boundary: str) -> bytes:
    """The bytes that a signature covers; ValueError where there are none."""
    # the exact bytes between the first two delimiter lines, without the CRLF that belongs to the second
    mark = re.escape(b"--" + boundary.encode())
    found = re.search(rb"(?:^|\n)" + mark + rb"[ \t]*\r?\n(.*?)\r?\n" + mark, raw, re.DOTALL)
    if found is None:
        raise ValueError("not PGP/MIME: no signed part")
    return re.sub(rb"\r?\n", b"\r\n", found[1])


def leaves(part: MIMEPart) -> Iterator[MIMEPart]:
    """The parts that hold no others."""
    if part.get_content_maintype() != "multipart":
        yield part
        return
    for child in part.iter_parts():
        yield from leaves(child)


def bytes_of(part: MIMEPart) -> bytes:
    """What a part holds; of a mail that is attached the mail."""
    if part.get_content_type() == "message/rfc822":
        inner: EmailMessage = part.get_content()
        return inner.as_bytes(policy=email.policy.SMTP)
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
