"""Bytes that others wrote -> values, without a key."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from hotlined.domain.mail.message import Attachment, Classified, Covered, Original
from hotlined.domain.values.address import Address


@dataclass(frozen=True, slots=True)
class Own:
    """What is ours, to be told apart in a mail of somebody else; `texts` are what our own mails say."""

    addresses: tuple[str, ...]  # of our mailboxes
    domains: tuple[str, ...]  # of these
    people: tuple[str, ...]  # domains of the hotline and its analysts
    authserv_ids: tuple[str, ...]
    authserv_below: int  # as in `domain.hotline.site.Site`
    zone: tzinfo  # the hotline's
    texts: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()  # phrases that ask to wait, seen even in a quote
    lea: tuple[str, ...] = ()  # addresses and mail domains of LEA units


@dataclass(frozen=True, slots=True)
class Inner:
    """One MIME entity, read to the end; the fields are those of `domain.mail.message.Inbound`.

    `protected_subject` and `covered` are there where its header says that its fields are protected.
    """

    body: str
    new_text: str
    certain_text: str
    typed_text: str = ""
    amid_text: str = ""
    again: str = ""
    in_rows: str = ""
    attachments: tuple[Attachment, ...] = ()
    originals: tuple[Original, ...] = ()
    attached_form: str = ""
    links: tuple[str, ...] = ()
    mislinked: tuple[tuple[str, str], ...] = ()
    protected_subject: str | None = None
    subjects: tuple[str, ...] = ()  # all at the root, whether its header says that they are protected or not
    covered: Covered | None = None
    date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outer:
    """A whole mail as far as it can be read without a key.

    `crypto`, `problem` and the bytes for gpg are those of `Structure`.  `inner` is there where nothing is
    protected; `odd` says why it could not be read.  A notification (DSN) is not read further: it has neither.
    """

    classified: Classified
    from_: tuple[Address, ...] = ()
    from_problem: str | None = None
    date: datetime | None = None
    message_id: str | None = None
    references: tuple[str, ...] = ()
    recipients: tuple[Address, ...] = ()
    subject: str = ""
    authenticated: bool = False
    refuted: bool = False
    crypto: str = "none"
    problem: str | None = None
    ciphertext: bytes = b""
    signed: bytes = b""
    signature: bytes = b""
    inner: Inner | None = None
    odd: str | None = None


class Parser(Protocol):
    """Bytes of others -> values, without a key; raises TooOdd, and Temporary when it cannot work now.

    Thread-safe.  In the daemon it is a process of its own, since time and memory have no other end.
    """

    def outer(self, raw: bytes, own: Own) -> Outer:
        """A whole mail."""

    def plaintext(self, entity: bytes, own: Own) -> Outer:
        """What a mail holds encrypted, which may be protected once more: its subject, and what is read.

        Who sent it, and whether a machine did, the mail around it has said.
        """

    def inner(self, entity: bytes, own: Own) -> Inner:
        """The bytes that a signature covers, or a plaintext."""

    def inner_text(self, plaintext: bytes, own: Own) -> Inner:
        """A plaintext that is no MIME entity."""

    def octets(self, entity: bytes, wanted: Collection[str], own: Own) -> Mapping[str, bytes]:
        """The decoded bytes of those attachments of an entity whose SHA-256 is wanted, unopened."""
