"""Which mail is this?  One digest for one mail, however often and by whatever way it arrives (P2).

Message-IDs are missing, repeated or forged, UIDs start anew: so a mail is its author's fields and its
body.  What transport adds or changes (trace fields, line ends, folding, empty lines at the end) is left
out.  Byte-level and linear: also a mail that nothing can parse has an identity.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import Final

AUTHORED: Final = (b"from", b"date", b"message-id", b"subject", b"content-type")
DELIVERY: Final = (b"return-path", b"delivered-to", b"x-original-to", b"envelope-to")
_PLAIN_ID: Final = re.compile(rb"<[!-;=?-~]{1,900}>")
# Blank lines, and behind them two fields in a row: a text that begins with "Note: ..." is no header block.
_BLANK_TOP: Final = re.compile(
    rb"[\r\n]{1,64}(?=[A-Za-z][!-9;-~]{0,76}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n[A-Za-z][!-9;-~]{0,76}:)"
)
_BLANKS: Final = re.compile(rb"[ \t\n]+")
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
# What a mailbox file puts above a mail, and what is left of it where it went through a second one.
_MAILBOX_LINES: Final = re.compile(
    rb"(?:From [^\s:][^\r\n]{0,300}\r?\n)?(?:>{1,3}From [^\s:][^\r\n]{0,300}\r?\n){1,5}"
)
# RFC 5322 section 4.5 still has blanks between a field's name and its colon.  Of the names that mails live by
# alone: "Please wait : ..." right below the fields is somebody's text.
_NAMES: Final = (
    rb"from|sender|reply-to|to|cc|date|subject|message-id|in-reply-to|references|received|return-path"
    rb"|mime-version|content-[a-z-]{2,30}"
)
_BLANK_COLON: Final = re.compile(rb"^(%s)[ \t]{1,64}:" % _NAMES, re.IGNORECASE | re.MULTILINE)
_HEAD: Final = re.compile(rb"(?:[^\r\n]+(?:\r?\n|\Z))*")
_MAX_HEAD: Final = 128 * 1024  # bytes that are looked at


def mail_digest(raw: bytes) -> str:
    """sha256 hex over From, Date, Message-ID, Subject, Content-Type and the body; never raises.

    A mail with neither Message-ID nor Date is told from others by its whole header block, so that two
    equal texts of one sender on two days are two mails.
    """
    head, body = _split(raw)
    fields = list(_fields(head))
    names = {name for name, _ in fields}
    known = b"message-id" in names or b"date" in names
    if known:
        chosen = [(n, v) for wanted in AUTHORED for n, v in fields if n == wanted]
    else:
        # Received tells two days apart; what the last step of delivery adds differs by road.
        chosen = [(n, v) for n, v in fields if n not in DELIVERY]
    digest = hashlib.sha256()
    for piece in (*(piece for field in chosen for piece in field), body.rstrip(b"\n")):
        digest.update(b"%d:" % len(piece))
        digest.update(piece)
    return digest.hexdigest()


def from_its_head(raw: bytes) -> bytes:
    """A mail from its first header field on, as the parser wants it.

    Without what broken gateways put above it (blank lines, where a header block follows; a byte order mark;
    quoted lines of a mailbox file), and without blanks before a field's colon.  The very same bytes where
    nothing is to be mended.
    """
    whole = raw.removeprefix(_BYTE_ORDER_MARK)
    if whole[:1] in (b"\r", b"\n"):
        found = _BLANK_TOP.match(whole)
        whole = whole[found.end() :] if found else whole
    if whole[:1] in (b">", b"F"):
        lines = _MAILBOX_LINES.match(whole)
        whole = whole[lines.end() :] if lines else whole
    head = _HEAD.match(whole, 0, _MAX_HEAD)
    if head and _BLANK_COLON.search(whole, 0, head.end()):
        return _BLANK_COLON.sub(rb"\1:", head[0]) + whole[head.end() :]
    return whole if len(whole) < len(raw) else raw


def plain_message_id(raw: bytes) -> str:
    """The Message-ID of a mail or a header block; "" where it is not exactly one, in plain form."""
    found = [value for name, value in _fields(_split(raw)[0]) if name == b"message-id"]
    match = _PLAIN_ID.fullmatch(found[0]) if len(found) == 1 else None
    return match[0].decode("ascii") if match else ""


def id_digest(message_id: str) -> str:
    """sha256 hex of a Message-ID, where only who knows it is to find it: it may name a reporter's host."""
    return hashlib.sha256(b"message-id\0" + message_id.encode("utf-8", "replace")).hexdigest()


def words_digest(sender: str, text: str) -> str:
    """sha256 hex over who says what, without Message-ID, Date, subject, spacing: a robot repeats itself."""
    return hashlib.sha256("\n".join([sender, *text.split()]).encode("utf-8", "replace")).hexdigest()


def _split(raw: bytes) -> tuple[bytes, bytes]:
    """Header block and body with LF line ends."""
    text = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip(b"\n")
    head, _, body = text.partition(b"\n\n")
    return head, body


def _fields(head: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names in lower case, and values unfolded, undecoded."""
    name, lines = b"", list[bytes]()
    for line in head.split(b"\n"):
        if line[:1] in (b" ", b"\t"):
            lines.append(line)
            continue
        if name:
            yield name, _BLANKS.sub(b" ", b"\n".join(lines)).strip()
        before, colon, after = line.partition(b":")
        name, lines = (before.strip().lower() if colon else b""), [after]
    if name:
        yield name, _BLANKS.sub(b" ", b"\n".join(lines)).strip()
