"""What somebody sees and does in the HTML of a mail: its buttons, pressed; and the thread that it lies in."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urlsplit

from hotlined.demo.people import Opened


@dataclass(frozen=True, slots=True)
class Button:
    """A new mail as a `mailto:` makes it (RFC 6068)."""

    to: str
    subject: str
    body: str
    in_reply_to: str


class _Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}  # what stands on it -> its address
        self._at = self._text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._at, self._text = dict(attrs)["href"] or "", ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.found.setdefault(self._text, self._at)


def buttons(opened: Opened) -> dict[str, Button]:
    """The buttons of an opened mail by what stands on them, the first of each; AssertionError: no HTML."""
    pages = [data for data in opened.attachments.values() if data.lstrip().startswith(b"<!DOCTYPE html>")]
    assert len(pages) == 1, f"{opened.subject} has no page"
    return {shown: _button(link) for shown, link in _Page(pages[0].decode()).found.items()}


def _button(link: str) -> Button:
    parts = urlsplit(link)
    assert parts.scheme == "mailto", link
    fields = {name: value for name, (value,) in parse_qs(parts.query).items()}
    return Button(unquote(parts.path), fields["subject"], fields["body"], fields["In-Reply-To"])


def thread(raw: bytes) -> tuple[str, ...]:
    """The Message-IDs that a mail follows, the root first, and its own last."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return (*str(mail["References"] or "").split(), str(mail["Message-ID"]).strip())
