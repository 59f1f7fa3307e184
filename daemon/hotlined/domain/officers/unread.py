"""Files that came with an LEA's mail: hotlined never opens any, so nobody has read what they say (P7).

A letter as PDF may ask to wait, and so may an encrypted part that a gateway has wrapped in a mail of its own.
What holds no letter asks nobody: a picture (most are logos; a scan is none), a key, a signature, a visiting
card, our table of figures, and our own mail where a program attaches what it answers.
"""

from collections.abc import Iterator
from typing import Final

from hotlined.domain.cases.state import Case
from hotlined.domain.mail.message import Attachment, Inbound
from hotlined.domain.mail.outline import MAILS

CLOSED_PART: Final = "a part of it is encrypted, and cannot be read"
_CLOSED: Final = frozenset(
    {
        "application/pgp-encrypted",  # RFC 3156
        "application/pkcs7-mime",  # RFC 8551
        "application/x-pkcs7-mime",
        "application/x-microsoft-rpmsg-message",  # Microsoft's message encryption
    }
)
# What such a part is called where a gateway has taken its type away (Exchange, and mail programs).
_CLOSED_NAMES: Final = frozenset({"encrypted.asc", "message.asc", "msg.asc", "smime.p7m"})
_PAGES: Final = (".html", ".htm", ".shtml", ".rpmsg")
_HARMLESS: Final = frozenset(
    {
        "application/pgp-keys",
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "text/vcard",
        "text/x-vcard",
        "text/directory",
    }
)

# What scanners, fax machines and telephones make of a letter, and nobody of a logo.
_SCANS: Final = frozenset(
    {"image/tiff", "image/tiff-fx", "image/x-tiff", "image/heic", "image/heif", "image/vnd.djvu"}
)


def unread(mail: Inbound, case: Case) -> Iterator[Attachment]:
    """The attachments that somebody has to look at."""
    ours = [one.message_id in case.sent for one in mail.originals]
    for one in mail.attachments:
        table = one.is_form and one.name.lower().endswith(".csv")  # a form of ours is no word of theirs
        picture = one.content_type.startswith("image/") and one.content_type not in _SCANS
        harmless = one.content_type in _HARMLESS or picture or table
        if not harmless and not (one.content_type in MAILS and ours and all(ours)):
            yield one


def is_closed(one: Attachment) -> bool:
    """Whether it belongs to a part that is encrypted: not a file beside the words, but words (P7)."""
    untyped = one.content_type == "application/octet-stream" and one.name.lower() in _CLOSED_NAMES
    return untyped or one.content_type in _CLOSED


def is_page(one: Attachment) -> bool:
    """Whether it is a page to be opened, as gateways hand over a letter that they have closed."""
    return one.content_type == "text/html" or one.name.lower().endswith(_PAGES)
