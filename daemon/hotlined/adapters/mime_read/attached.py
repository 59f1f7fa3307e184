"""What is attached to a mail: named, measured and hashed, never opened.

A message/rfc822 inside is an attachment, which speaks for somebody else: only its Message-ID, Date and
Subject are taken (P10), and what may be an officer's wish to wait (`wishes`).
"""

import hashlib
import logging
import os
import re
from collections.abc import Collection, Iterator
from email.message import Message
from typing import Final

import mailparser

from hotlined.adapters.mime_read.dates import read_date
from hotlined.adapters.mime_read.headers import Headers, headers_of, visible
from hotlined.adapters.mime_read.structure import children_of, parsed
from hotlined.adapters.mime_read.wishes import wish_of
from hotlined.app.ports import TooOdd
from hotlined.domain.mail.message import Attachment, Original
from hotlined.domain.mail.transfer import octets_of, octets_within
from hotlined.domain.values.plain import plain

# It logs what it does not know in a mail, in the mail's own words (P16).
logging.getLogger("mailparser").setLevel(logging.CRITICAL + 1)

TABLE: Final = "lea-statistics"  # as `lea-statistics.csv` was sent, or `lea-statistics (1).csv`
_FORM: Final = re.compile(r"form|vorm|lomake|modulo|annex|φορμα|εντυπο|anketa|blankett")  # of `plain`
LONGEST_NAME: Final = 120  # characters of a file name
LONGEST_ENDING: Final = 10  # of them, ".emltpl" with its point
_UNSAFE: Final = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]')
LONGEST_SUBJECT: Final = 20_000  # characters of a forwarded mail's, of all that it has
_ODD: Final = re.compile(r"^subject[ \t]{1,20}:(.*(?:\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)


def is_form(part: "Message[str, str]") -> bool:
    """A plain text attachment that the analyst named as the form, or our own table that an LEA fills in.

    No other attachment is ever read.
    """
    name = _safe_name(part).lower()
    if name.endswith(".csv") and name.startswith(TABLE):
        return True
    return (
        part.get_content_type() == "text/plain" and name.endswith(".txt") and bool(_FORM.search(plain(name)))
    )


def attachment(part: "Message[str, str]", data: bytes) -> Attachment:
    """What is known of a part and its decoded bytes."""
    digest = hashlib.sha256(data).hexdigest()
    return Attachment(_safe_name(part), visible(part.get_content_type())[:100], len(data), digest)


def _safe_name(part: "Message[str, str]") -> str:
    """mail-parser's safe file name for this part alone; "unnamed" where there is none."""
    if part.get_content_type() == "message/rfc822":
        return "message.eml"
    fields = "".join(
        f"{name}: {value}\r\n"
        for name, value in part.items()
        if name.lower() in ("content-type", "content-disposition") and len(str(value)) < 4_000
    )
    try:
        probe = mailparser.parse_from_bytes(f"{fields}\r\nx".encode("utf-8", "surrogateescape"))
        found = probe.attachments[0]
        name = found["safe_filename"] if found["filename"] and part.get_filename() else "unnamed"
    except Exception:
        name = "unnamed"
    name = _UNSAFE.sub("_", visible(str(name or "unnamed"))).strip(". ")
    return _shortened(name) or "unnamed"


def _shortened(name: str) -> str:
    """A file name that is not too long, with its ending: that may say what the file is."""
    ending = os.path.splitext(name)[1]
    kept = ending if len(ending) <= LONGEST_ENDING else ""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - len(kept)] + kept


def bytes_of(part: "Message[str, str]") -> bytes:
    """Decoded bytes of a leaf; of a message inside, its bytes as well as they can be had."""
    inner = children_of(part)
    if not inner:
        return octets_of(part)
    if octets := octets_within(part):
        return octets
    try:
        return b"".join(child.as_bytes() for child in inner)
    except Exception:  # odd bytes in its fields; the original is in the mail that is kept
        return b""


def _mails_in(part: "Message[str, str]") -> tuple["Message[str, str]", ...]:
    """The mails inside a message part."""
    octets = octets_within(part)
    try:
        return (parsed(octets),) if octets else children_of(part)
    except TooOdd:
        return children_of(part)


def originals_of(part: "Message[str, str]", lea: Collection[str], *, read: bool) -> Iterator[Original]:
    """The mails inside a message part, by what their fields say; `lea`: whose wishes are looked for.

    Not `read`, such a one counts as one that nobody can read."""
    for child in _mails_in(part):
        headers = headers_of(child)
        subject = " ".join((*headers.all("subject"), *_odd_subjects(child)))[:LONGEST_SUBJECT]
        wish = wish_of(child, headers, lea, read=read)
        yield Original(headers.message_id(), read_date(headers.first("date")), subject, *wish)


def _odd_subjects(mail: "Message[str, str]") -> tuple[str, ...]:
    """Subjects written "Subject : words" (RFC 5322 section 4.5): our parser takes the line for the text.

    The program that forwards the mail may take it for what it is.
    """
    rest = mail.preamble if mail.is_multipart() else mail.get_payload()
    if not mail.defects or not isinstance(rest, str):
        return ()
    return Headers(("subject", value) for value in _ODD.findall(rest[:LONGEST_SUBJECT])).all("subject")
