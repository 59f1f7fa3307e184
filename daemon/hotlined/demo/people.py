"""The people of the story as mail clients: each knows only IMAP, SMTP and gpg.

Nothing of hotlined's own adapters is used, so that the demo watches the daemon from outside.  Mails are
put together as bytes, since a signature covers bytes (RFC 3156); protected headers go both ways of
marking them, `protected-headers="v1"` and `hp` (RFC 9788), as Thunderbird does it.
"""

import base64
import email.policy
import mimetypes
import quopri
import re
import secrets
import select
import smtplib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import formatdate, make_msgid, parseaddr
from types import MappingProxyType
from typing import Any

import imapclient

from hotlined.demo.keys import Keyring

Headers = tuple[tuple[str, str], ...]

NOTICE = 0.2  # seconds an IDLE lasts at most, so that a lost notice costs no more
NETWORK = 10.0  # seconds for any one network step
OUTER_SUBJECT = "..."


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail as its reader sees it."""

    subject: str  # the protected one where there is one
    text: str  # first text/plain part, lines end in LF
    attachments: dict[str, bytes]  # by file name; unnamed ones are "part-N"
    signer_fingerprint: str | None  # primary key of the one valid signature
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the mail host listens."""

    imap: int
    smtp: int
    host: str = "127.0.0.1"


class Correspondent:
    """One person with a mail account, and a key if they have one."""

    def __init__(
        self, address: str, password: str, ports: Ports, *, keyring: Keyring, fingerprint: str | None = None
    ) -> None:
        self.address = address
        self.fingerprint = fingerprint
        self._password = password
        self._ports = ports
        self.keyring = keyring
        self._returned: set[tuple[str, int]] = set()  # folder, UID: what wait_for gave out

    # --- writing ---------------------------------------------------------------------------------

    def send(
        self, to: str | None, subject: str, text: str, *, sign: bool = False, encrypt_to: Sequence[str] = (),
        reply_to: bytes | None = None, attach_original: bytes | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> bytes:  # fmt: skip
        """Write a mail, hand it to SMTP, and return its bytes.

        `to` None: the Reply-To (else From) address of the mail `reply_to`.  `encrypt_to` takes
        fingerprints; one's own key is added.  `attach_original` goes along byte for byte as
        message/rfc822.  Raises smtplib.SMTPException, GpgRefused, ValueError.
        """
        to = to or _answer_address(reply_to)
        visible = (("From", self.address), ("To", to), ("Subject", subject), *_identity(self.address))
        visible = (*visible, *_thread(reply_to), *headers)
        raw = self.compose(visible, text, attach_original, sign=sign, encrypt_to=encrypt_to)
        self.submit(to, raw)
        return raw

    def reply(
        self, to_mail: bytes, text: str, *, subject: str | None = None, quote: bool = True,
        sign: bool = False, encrypt_to: Sequence[str] = (), headers: Sequence[tuple[str, str]] = (),
    ) -> bytes:  # fmt: skip
        """Press Reply: subject with Re:, the old text quoted below, to the Reply-To address."""
        old = self.open(to_mail)
        if quote:
            below = "\n".join(f"> {line}".rstrip() for line in old.text.splitlines())
            text = f"{text}\n\nOn an earlier day, {_answer_address(to_mail)} wrote:\n{below}\n"
        title = subject if subject is not None else "Re: " + re.sub(r"(?i)^(re:\s*)+", "", old.subject)
        return self.send(
            None, title, text, sign=sign, encrypt_to=encrypt_to, reply_to=to_mail, headers=headers
        )

    def submit(self, to: str, raw: bytes) -> None:
        """Hand finished bytes to SMTP, e.g. the same mail a second time."""
        with smtplib.SMTP(self._ports.host, self._ports.smtp, timeout=NETWORK) as smtp:
            options = [] if raw.isascii() else ["BODY=8BITMIME"]
            smtp.sendmail(self.address, [parseaddr(to)[1]], raw, mail_options=options)

    def compose(
        self, visible: Headers, text: str, original: bytes | None = None, *, sign: bool = False,
        encrypt_to: Sequence[str] = (), at: datetime | None = None,
        files: Mapping[str, bytes] = MappingProxyType({}),
    ) -> bytes:  # fmt: skip
        """A finished mail with these headers, nothing sent; `at` is when the signature is made."""
        attached = [] if original is None else [_attached_mail(original)]
        attached += [_attached_file(name, data) for name, data in files.items()]
        if not sign and not encrypt_to:
            whole = _mixed([_text_part(text), *attached]) if attached else _text_part(text)
            return _top_part(visible, whole)
        if sign and self.fingerprint is None:
            raise ValueError(f"{self.address} has no key to sign with")
        mark = "cipher" if encrypt_to else "clear"
        inner = _header_block(visible) + _mixed([_text_part(text), *attached], protected=mark)
        if not encrypt_to:
            signature, micalg = self.keyring.sign(inner, str(self.fingerprint), at=at)
            return _top_part(visible, _signed(inner, signature, micalg))
        readers = list(dict.fromkeys([*encrypt_to, *([self.fingerprint] if self.fingerprint else [])]))
        signer = self.fingerprint if sign else None
        ciphertext = self.keyring.seal(inner, readers, signer=signer, at=at)
        outer = tuple((name, OUTER_SUBJECT if name == "Subject" else value) for name, value in visible)
        return _top_part(outer, _sealed(ciphertext))

    # --- reading ---------------------------------------------------------------------------------

    def inbox(self, folder: str = "INBOX") -> list[bytes]:
        """All mails of a folder, oldest first, without marking them read."""
        with self._selected(folder) as client:
            return list(_fetch(client, client.search(["ALL"])).values())

    def wait_for(self, predicate: Callable[[bytes], bool], *, timeout: float, folder: str = "INBOX") -> bytes:
        """The first mail that satisfies the predicate and was not given out before.

        Mails that do not satisfy it stay eligible for later calls.  Raises TimeoutError after
        `timeout` seconds, and lets through whatever the predicate raises.
        """
        end = time.monotonic() + timeout
        looked_at: set[int] = set()
        with self._selected(folder) as client:
            while True:
                news = [uid for uid in client.search(["ALL"]) if (folder, uid) not in self._returned]
                for uid, raw in _fetch(client, [uid for uid in news if uid not in looked_at]).items():
                    looked_at.add(uid)
                    if predicate(raw):
                        self._returned.add((folder, uid))
                        return raw
                left = end - time.monotonic()
                if left <= 0:
                    raise TimeoutError(f"{self.address}: none of {len(looked_at)} mails was the awaited one")
                client.idle()
                select.select([client.socket()], [], [], min(left, NOTICE))
                client.idle_done()

    def open(self, raw: bytes) -> Opened:
        """Decrypt and verify with one's own keyring; raises GpgRefused where it does not decrypt."""
        entity, signer, encrypted = raw, None, False
        outer = message = _parse(raw)
        if message.get_content_type() == "multipart/encrypted":
            unsealed = self.keyring.unseal(_payload(message, 1))
            entity, signer, encrypted = unsealed.data, unsealed.signer, True
            message = _parse(entity)
        if message.get_content_type() == "multipart/signed":
            entity, signature = _signed_bytes(entity, str(message.get_boundary())), _payload(message, 1)
            signer = self.keyring.verify(entity, signature)
            message = _parse(entity)
        content_type = message["Content-Type"]
        protected = content_type is not None and {"protected-headers", "hp"} & set(content_type.params)
        shown = message if protected and message["Subject"] is not None else outer
        body = message.get_body(("plain",))
        text = str(body.get_content()).replace("\r\n", "\n") if body is not None else ""
        named = {
            part.get_filename() or f"part-{number}": _bytes_of(part)
            for number, part in enumerate(_leaves(message), 1)
            if part is not body
        }
        return Opened(str(shown["Subject"] or ""), text, named, signer, encrypted)

    @contextmanager
    def _selected(self, folder: str) -> Iterator[Any]:
        client = imapclient.IMAPClient(self._ports.host, self._ports.imap, ssl=False, timeout=NETWORK)
        with client:
            client.login(self.address, self._password)
            client.select_folder(folder, readonly=True)
            yield client


def _identity(address: str) -> Headers:
    return (("Date", formatdate()), ("Message-ID", make_msgid(domain=address.rpartition("@")[2])))


def _thread(reply_to: bytes | None) -> Headers:
    if reply_to is None:
        return ()
    old = _parse(reply_to)
    parent = str(old["Message-ID"] or "").strip()
    if not parent:
        return ()
    return (("In-Reply-To", parent), ("References", f"{old['References'] or ''} {parent}".strip()))


def _answer_address(raw: bytes | None) -> str:
    if raw is None:
        raise ValueError("no address to send to: neither `to` nor a mail to reply to")
    old = _parse(raw)
    return parseaddr(str(old["Reply-To"] or old["From"]))[1]


# --- MIME, as bytes --------------------------------------------------------------------------------


def _header_block(headers: Headers) -> bytes:
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


def _top_part(headers: Headers, entity: bytes) -> bytes:
    return _header_block(headers) + b"MIME-Version: 1.0\r\n" + entity


def _text_part(text: str) -> bytes:
    # no trailing white space (RFC 3156 section 5) and no bare "From " at a line's start
    coded = quopri.encodestring(text.rstrip().encode() + b"\n", quotetabs=False)
    coded = re.sub(rb"(?m)^From ", b"=46rom ", coded).replace(b"\n", b"\r\n")
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    return head + b"\r\n" + coded


def _attached_mail(raw: bytes) -> bytes:
    coding = b"7bit" if raw.isascii() else b"8bit"  # RFC 2046 section 5.2.1 allows no other
    head = b'Content-Type: message/rfc822; name="original.eml"\r\nContent-Transfer-Encoding: ' + coding
    return head + b'\r\nContent-Disposition: attachment; filename="original.eml"\r\n\r\n' + raw


def _attached_file(name: str, data: bytes) -> bytes:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
    coded = base64.encodebytes(data).replace(b"\n", b"\r\n")
    return f'{head}Content-Disposition: attachment; filename="{name}"\r\n\r\n'.encode() + coded


def _multipart(content_type: str, parts: Sequence[bytes]) -> bytes:
    boundary = f"=-={secrets.token_hex(12)}"
    mark = f"\r\n--{boundary}".encode()
    head = f'Content-Type: {content_type};\r\n boundary="{boundary}"\r\n'.encode()
    return head + b"".join(mark + b"\r\n" + part for part in parts) + mark + b"--\r\n"


def _mixed(parts: Sequence[bytes], *, protected: str | None = None) -> bytes:
    # always multipart, though one part may be all: some readers look for a protected subject only there
    marks = f'; protected-headers="v1"; hp="{protected}"' if protected else ""
    return _multipart("multipart/mixed" + marks, parts)


def _signed(entity: bytes, signature: str, micalg: str) -> bytes:
    kind = f'multipart/signed; micalg="{micalg}"; protocol="application/pgp-signature"'
    head = b'Content-Type: application/pgp-signature; name="signature.asc"\r\n\r\n'
    return _multipart(kind, [entity, head + _crlf(signature)])


def _sealed(ciphertext: str) -> bytes:
    control = b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
    head = b'Content-Type: application/octet-stream; name="encrypted.asc"\r\n\r\n'
    kind = 'multipart/encrypted; protocol="application/pgp-encrypted"'
    return _multipart(kind, [control, head + _crlf(ciphertext)])


def _crlf(text: str) -> bytes:
    return re.sub(rb"\r?\n", b"\r\n", text.encode("ascii"))


def _parse(raw: bytes) -> EmailMessage:
    return BytesParser(_class=EmailMessage, policy=email.policy.default).parsebytes(raw)


def _payload(message: EmailMessage, index: int) -> bytes:
    parts = list(message.iter_parts())
    data = parts[index].get_payload(decode=True) if len(parts) > index else None
    if not isinstance(data, bytes):
        raise ValueError("not PGP/MIME: a part is missing")
    return data


def _signed_bytes(raw: bytes, boundary: str) -> bytes:
    # the exact bytes between the first two delimiter lines, without the CRLF that belongs to the second
    mark = re.escape(b"--" + boundary.encode())
    found = re.search(rb"(?:^|\n)" + mark + rb"[ \t]*\r?\n(.*?)\r?\n" + mark, raw, re.DOTALL)
    if found is None:
        raise ValueError("not PGP/MIME: no signed part")
    return re.sub(rb"\r?\n", b"\r\n", found[1])


def _leaves(part: MIMEPart) -> Iterator[MIMEPart]:
    if part.get_content_maintype() != "multipart":
        yield part
        return
    for child in part.iter_parts():
        yield from _leaves(child)


def _bytes_of(part: MIMEPart) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner: EmailMessage = part.get_content()
        return inner.as_bytes(policy=email.policy.SMTP)
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _fetch(client: Any, uids: Sequence[int]) -> dict[int, bytes]:
    if not uids:
        return {}
    got = client.fetch(list(uids), ["BODY.PEEK[]"])
    return {uid: bytes(got[uid][b"BODY[]"]) for uid in sorted(got)}
