"""A signed mail as a person's client writes it; hotlined itself sends none that is signed alone."""

from collections.abc import Callable

from hotlined.adapters.mime_write import Attachments, Headers, write_mail

VERSION = b"MIME-Version: 1.0\r\n"


def write_signed(
    *,
    headers: Headers,
    text: str,
    attachments: Attachments = (),
    sign: Callable[[bytes], tuple[bytes, str]],
    boundary: str,
) -> bytes:
    """multipart/signed, all headers protected; `sign` gives the armoured signature and its micalg."""
    head, _, content = write_mail(headers=headers, text=text, attachments=attachments).partition(VERSION)
    kind = 'multipart/mixed; protected-headers="v1"; hp="clear"'
    payload = head + _multipart(kind, "what-is-signed", content)
    signature, micalg = sign(payload)
    part = b'Content-Type: application/pgp-signature; name="signature.asc"\r\n\r\n'
    part += signature.strip().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + b"\r\n"
    kind = f'multipart/signed; micalg="{micalg}"; protocol="application/pgp-signature"'
    return head + VERSION + _multipart(kind, boundary, payload, part)


def _multipart(kind: str, boundary: str, *parts: bytes) -> bytes:
    mark = f"\r\n--{boundary}".encode("ascii")
    field = f'Content-Type: {kind};\r\n boundary="{boundary}"\r\n'.encode("ascii")
    return field + b"".join(mark + b"\r\n" + part for part in parts) + mark + b"--\r\n"
