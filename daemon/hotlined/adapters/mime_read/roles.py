"""Which parts are what a person wrote, and which are attached to it."""

from email.message import Message
from typing import Final

_TEXTS: Final = ("text/plain", "text/html")
# What no person wrote; "text/rfc822-headers" speaks for somebody else, as message/rfc822 does (P10).
_DATA: Final = frozenset(
    {"text/calendar", "text/csv", "text/rtf", "text/css", "text/vcard", "text/x-vcard", "text/rfc822-headers"}
)


def is_body(part: "Message[str, str]") -> bool:
    """Whether a part is text that nothing calls an attachment."""
    return part.get_content_type() in _TEXTS and _unnamed(part)


def is_the_mail(root: "Message[str, str]") -> bool:
    """Whether a mail of one part is text, whatever name that bears: nothing else in it can speak."""
    said = str(root.get("content-type", "text")).strip().lower()
    return root.get_content_type() in _TEXTS and said.startswith("text")


def may_be_read(part: "Message[str, str]") -> bool:
    """Whether a part is to be read where a mail has no other words.

    Text of another kind ("text/markdown", "text/plain>"), and a multipart whose parts nobody finds, since
    they stand behind another boundary than it says."""
    kind = part.get_content_maintype()
    words = kind == "text" and part.get_content_type() not in (*_TEXTS, *_DATA)
    return (words or kind == "multipart") and _unnamed(part)


def _unnamed(part: "Message[str, str]") -> bool:
    try:
        return part.get_content_disposition() != "attachment" and not part.get_filename()
    except Exception:  # an unreadable file name is a file name
        return False
