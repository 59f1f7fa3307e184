"""MIME that others wrote: structure, headers and content of a mail, and what kind of mail it is."""

from __future__ import annotations  # Message is generic for type checkers only

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, tzinfo
from email.message import Message
from typing import Protocol

from hotlined.domain.mail.message import Attachment, Classified, Original


class Headers(Protocol):
    """The fields of one header block; reading one never raises."""

    def raw(self, name: str) -> tuple[str, ...]:
        """All values of that name, unfolded, not decoded."""

    def all(self, name: str) -> tuple[str, ...]:
        """All values of that name, decoded and made visible."""

    def fields(self) -> tuple[tuple[str, str], ...]:
        """All fields in order: names in lower case, values unfolded, not decoded."""

    def first(self, name: str) -> str:
        """The first value of that name, decoded and made visible; "" when there is none."""

    def message_id(self) -> str | None:
        """The Message-ID with its brackets."""

    def references(self) -> tuple[str, ...]:
        """In-Reply-To first, then References from the last to the first."""

    def date(self) -> datetime | None:
        """The one Date as aware UTC; None when absent, twice there, or not readable."""


class Structure(Protocol):
    """How a whole mail is protected: "none", "encrypted", "signed" or "inline", and the bytes for gpg."""

    @property
    def headers(self) -> Headers: ...
    @property
    def crypto(self) -> str: ...
    @property
    def ciphertext(self) -> bytes: ...
    @property
    def signed(self) -> bytes: ...
    @property
    def signature(self) -> bytes: ...
    @property
    def problem(self) -> str | None: ...
    @property
    def tree(self) -> Message[str, str]: ...


class Content(Protocol):
    """One MIME entity, read; `protected` are its headers where it says that they are protected."""

    @property
    def headers(self) -> Headers: ...
    @property
    def text(self) -> str: ...
    @property
    def attachments(self) -> tuple[Attachment, ...]: ...
    @property
    def originals(self) -> tuple[Original, ...]: ...
    @property
    def attached_form(self) -> str: ...
    @property
    def links(self) -> tuple[str, ...]: ...
    @property
    def mislinked(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def protected(self) -> Mapping[str, str] | None: ...
    @property
    def beside(self) -> str: ...
    @property
    def again(self) -> str: ...

    def octets(self, attachment: Attachment) -> bytes:
        """The decoded bytes of one of its attachments, unopened."""


class MailReader(Protocol):
    """The adapter `mime_read`; raises TooOdd and nothing else."""

    def read_structure(self, raw: bytes) -> Structure:
        """Measure, parse and classify how it is protected."""

    def read_content(self, part_raw: bytes, *, zone: tzinfo, lea: Collection[str] = ()) -> Content:
        """Text, attachments, forwarded originals, the attached form, protected headers of one entity.

        `lea`: addresses and mail domains of LEA units, whose mails are read where they are attached.
        """

    def content_of(self, structure: Structure, *, zone: tzinfo, lea: Collection[str]) -> Content:
        """`read_content` of a mail whose structure was read, without parsing it once more."""

    def read_text(self, plaintext: bytes, *, zone: tzinfo) -> Content:
        """Content that is no MIME entity: what an inline-encrypted text was."""


class Classifier(Protocol):
    """DSN, MDN, feedback, automatic, robot, human: in this order, before anything is decrypted."""

    def __call__(self, raw: bytes, own: Sequence[str]) -> Classified:
        """Classify; `own` are our own domains, so that only Message-IDs of ours are reported."""
