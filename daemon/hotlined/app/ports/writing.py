"""Mails that we write: their text out of templates, and their bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the process that reads mails imports this, and nothing of a case
    from hotlined.domain.tagging.buttons import Buttons


@dataclass(frozen=True, slots=True)
class Rendered:
    """A filled template: subject and plain text (LF line ends)."""

    subject: str
    text: str


MailHeaders = Sequence[tuple[str, str]]


class MailWriter(Protocol):
    """The adapter `mime_write`; raises Permanent on a value that no mail may hold."""

    def write_mail(
        self,
        *,
        headers: MailHeaders,
        text: str,
        html: str | None = None,
        attachments: Sequence[tuple[str, str, bytes]] = (),
        pictures: Sequence[tuple[str, str, bytes]] = (),
    ) -> bytes:
        """A plain mail, the same as HTML beside the text, files, and pictures of the HTML by Content-ID."""

    def write_report(self, *, headers: MailHeaders, text: str, data: bytes, name: str) -> bytes:
        """multipart/report: the text, the feedback report, and `data` as JSON under that name."""

    def write_sealed(
        self,
        *,
        headers: MailHeaders,
        outer_subject: str,
        text: str,
        attachments: Sequence[tuple[str, str, bytes]] = (),
        seal: Callable[[bytes], bytes],
        boundary: str,
        html: str | None = None,
    ) -> bytes:
        """multipart/encrypted: all headers inside, the same outside with `outer_subject`."""


class Templates(Protocol):
    """templates/<kind>/<language>.subject.j2 and .txt.j2, the site's in front of the shipped ones."""

    def render(self, kind: str, language: str, values: Mapping[str, object], *, own: str = "") -> Rendered:
        """Fill both; an unknown language falls back to "en"; raises Permanent on an undefined value."""

    def page(
        self, kind: str, language: str, values: Mapping[str, object], subject: str, buttons: Buttons
    ) -> str:
        """The same as HTML, for analysts only: one base template shows the blocks of the text."""

    def boilerplate(self) -> Sequence[str]:
        """The fixed text of every template, so that what we wrote is not taken for somebody's answer."""
