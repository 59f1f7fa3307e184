"""The people of the story as mail clients: each knows only IMAP, SMTP and gpg.

Nothing of hotlined's own adapters is used, so that the demo watches the daemon from outside.
"""

import re
import select
import smtplib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import formatdate, make_msgid, parseaddr
from types import MappingProxyType
from typing import Any

import imapclient

from hotlined.demo import mime
from hotlined.demo.keys import Keyring
from hotlined.demo.mime import Headers

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
        self._returned: set[int] = set()  # UIDs: what wait_for gave out

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
        attached = [] if original is None else [mime.attached_mail(original)]
        attached += [mime.attached_file(name, data) for name, data in files.items()]
        if not sign and not encrypt_to:
            whole = mime.mixed([mime.text_part(text), *attached]) if attached else mime.text_part(text)
            return mime.top_part(visible, whole)
        if sign and self.fingerprint is None:
            raise ValueError(f"{self.address} has no key to sign with")
        mark = "cipher" if encrypt_to else "clear"
        inner = mime.header_block(visible) + mime.mixed([mime.text_part(text), *attached], protected=mark)
        if not encrypt_to:
            signature, micalg = self.keyring.sign(inner, str(self.fingerprint), at=at)
            return mime.top_part(visible, mime.signed(inner, signature, micalg))
        readers = list(dict.fromkeys([*encrypt_to, *([self.fingerprint] if self.fingerprint else [])]))
        signer = self.fingerprint if sign else None
        ciphertext = self.keyring.seal(inner, readers, signer=signer, at=at)
        outer = tuple((name, OUTER_SUBJECT if name == "Subject" else value) for name, value in visible)
        return mime.top_part(outer, mime.sealed(ciphertext))

    # --- reading ---------------------------------------------------------------------------------

    def inbox(self) -> list[bytes]:
        """All mails of the inbox, oldest first, without marking them read."""
        with self._inbox() as client:
            return list(_fetch(client, client.search(["ALL"])).values())

    def wait_for(self, predicate: Callable[[bytes], bool], *, timeout: float) -> bytes:
        """The first mail that satisfies the predicate and was not given out before.

        Mails that do not satisfy it stay eligible for later calls.  Raises TimeoutError after
        `timeout` seconds, and lets through whatever the predicate raises.
        """
        end = time.monotonic() + timeout
        looked_at: set[int] = set()
        with self._inbox() as client:
            while True:
                news = [uid for uid in client.search(["ALL"]) if uid not in self._returned]
                for uid, raw in _fetch(client, [uid for uid in news if uid not in looked_at]).items():
                    looked_at.add(uid)
                    if predicate(raw):
                        self._returned.add(uid)
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
        outer = message = mime.parse(raw)
        if message.get_content_type() == "multipart/encrypted":
            unsealed = self.keyring.unseal(mime.second_part(message))
            entity, signer, encrypted = unsealed.data, unsealed.signer, True
            message = mime.parse(entity)
        if message.get_content_type() == "multipart/signed":
            entity = mime.signed_bytes(entity, str(message.get_boundary()))
            signer = self.keyring.verify(entity, mime.second_part(message))
            message = mime.parse(entity)
        content_type = message["Content-Type"]
        protected = content_type is not None and {"protected-headers", "hp"} & set(content_type.params)
        shown = message if protected and message["Subject"] is not None else outer
        body = message.get_body(("plain",))
        text = str(body.get_content()).replace("\r\n", "\n") if body is not None else ""
        named = {
            part.get_filename() or f"part-{number}": mime.bytes_of(part)
            for number, part in enumerate(mime.leaves(message), 1)
            if part is not body
        }
        return Opened(str(shown["Subject"] or ""), text, named, signer, encrypted)

    @contextmanager
    def _inbox(self) -> Iterator[Any]:
        client = imapclient.IMAPClient(self._ports.host, self._ports.imap, ssl=False, timeout=NETWORK)
        with client:
            client.login(self.address, self._password)
            client.select_folder("INBOX", readonly=True)
            yield client


def _identity(address: str) -> Headers:
    return (("Date", formatdate()), ("Message-ID", make_msgid(domain=address.rpartition("@")[2])))


def _thread(reply_to: bytes | None) -> Headers:
    if reply_to is None:
        return ()
    old = mime.parse(reply_to)
    parent = str(old["Message-ID"] or "").strip()
    if not parent:
        return ()
    return (("In-Reply-To", parent), ("References", f"{old['References'] or ''} {parent}".strip()))


def _answer_address(raw: bytes | None) -> str:
    if raw is None:
        raise ValueError("no address to send to: neither `to` nor a mail to reply to")
    old = mime.parse(raw)
    return parseaddr(str(old["Reply-To"] or old["From"]))[1]


def _fetch(client: Any, uids: Sequence[int]) -> dict[int, bytes]:
    if not uids:
        return {}
    got = client.fetch(list(uids), ["BODY.PEEK[]"])
    return {uid: bytes(got[uid][b"BODY[]"]) for uid in sorted(got)}
