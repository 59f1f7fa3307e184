"""What kind of mail is this, and which exact bytes are encrypted or signed?

Before anything is parsed, the bytes are measured: size, header block, lines, delimiter lines, multiparts
(a 27 kB mail of nested multiparts ends Python's recursion; each line is compared with the boundary of
each multipart around it).  Signed and encrypted parts are sliced out of
the raw bytes (RFC 2046 section 5.1.1), never written anew: the stdlib's generator breaks signatures.
Only a whole mail of exactly the right shape counts as signed or encrypted; anything near it carries a
`problem`, so that a signature somewhere inside never speaks for the mail around it.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.message import Message
from enum import StrEnum
from itertools import islice, pairwise
from typing import Final

from hotlined.adapters.mime_read.headers import Headers, headers_of
from hotlined.adapters.mime_read.html import html_to_text
from hotlined.app.ports import TooOdd
from hotlined.domain.mail.charsets import decoded_bytes
from hotlined.domain.mail.transfer import octets_of

MESSAGE: Final = b"-----BEGIN PGP MESSAGE-----"
_END_OF_HEAD: Final = re.compile(rb"(?:\A|\r?\n)\r?\n")
# As the parser sees lines: a lone CR ends one too.  A boundary may begin with "-" itself.
_DELIMITER: Final = re.compile(rb"(?:\A|[\r\n])--\S")
_DELIMITED: Final = re.compile(rb"(--)?[ \t]*(?=\r?\n|\Z)")  # what stands behind a boundary
_LINE_END: Final = re.compile(rb"\A\r?\n")
_NESTING: Final = (b"boundary", b"message/")  # in lower case
_REPORTED: Final = b"message/delivery-status"  # in lower case
_BLANK: Final = (b"\n\n", b"\n\r\n", b"\r\r")
_INLINE: Final = re.compile(rb"(?m)^-----BEGIN PGP (?:SIGNED )?MESSAGE-----")
_VERSION: Final = re.compile(rb"Version:[ \t]*1", re.IGNORECASE)
_SMIME: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})  # RFC 8551 section 3.2
_REWRITTEN: Final = frozenset({"application/pgp-encrypted", "application/octet-stream", "text/plain"})
_BLOCK: Final = re.compile(
    rb"-----BEGIN PGP MESSAGE-----\r?\n(?:[^\r\n-][^\r\n]*\r?\n|\r?\n)*-----END PGP MESSAGE-----"
)


# Beyond these a mail is not parsed at all.
_TOTAL: Final = 64 * 2**20  # bytes
_HEAD: Final = 128 * 2**10  # bytes of the header block
_FIELDS: Final = 1_000  # in the header block
_FIELD: Final = 8 * 2**10  # characters of a Content field, in any part
_LINES: Final = 2_000_000
_DELIMITERS: Final = 10_000  # lines that look like one
_PARTS: Final = 2_000
_BLOCKS: Final = 50_000  # blank lines beside a report's fields (RFC 3464)
_DEPTH: Final = 150  # multiparts and message parts
_STEPS: Final = 10_000_000  # lines times multiparts: about a second


class Crypto(StrEnum):
    """How a whole mail is protected."""

    NONE = "none"
    ENCRYPTED = "encrypted"  # multipart/encrypted, or what Exchange makes of it
    SIGNED = "signed"  # multipart/signed
    INLINE = "inline"  # armour in a text part


@dataclass(frozen=True, slots=True)
class Structure:
    """The outer fields and the protected bytes of one mail.

    ENCRYPTED: `ciphertext` is armour, its plaintext a MIME entity (read_content; it may be
    multipart/signed itself: read_structure).  INLINE: the plaintext is text (read_text).  SIGNED:
    `signed` are the bytes under the signature, CRLF line ends; read_content(signed) reads nothing else.
    `problem` says in a word or two why a protection that seems to be there does not count.
    """

    headers: Headers
    crypto: Crypto = Crypto.NONE
    ciphertext: bytes = b""
    signed: bytes = b""
    signature: bytes = b""
    problem: str | None = None
    tree: "Message[str, str]" = field(default_factory=Message, repr=False, compare=False)


def read_structure(raw: bytes) -> Structure:
    """Measure, parse and classify; raises TooOdd with the reason, and nothing else."""
    message = parsed(raw)
    headers = headers_of(message)
    try:
        return replace(_classified(message, headers, raw), tree=message)
    except (TooOdd, RecursionError):
        raise TooOdd("nested too deeply") from None
    except Exception as error:
        raise TooOdd(f"cannot be taken apart ({type(error).__name__})") from None


def parsed(raw: bytes) -> "Message[str, str]":
    """The compat32 tree of bytes within the limits; raises TooOdd."""
    if len(raw) > _TOTAL:
        raise TooOdd("too large")
    end = _END_OF_HEAD.search(raw)
    if (end.start() if end else len(raw)) > _HEAD:
        raise TooOdd("the header block is too long")
    _measured(raw)
    try:
        message = email.message_from_bytes(raw)
    except Exception as error:  # RecursionError, and whatever the parser does not expect
        raise TooOdd(f"cannot be parsed ({type(error).__name__})") from None
    if len(message) > _FIELDS:
        raise TooOdd("too many header fields")
    waiting = [message]
    count = 0
    while waiting:
        part = waiting.pop()
        count += 1
        fields = (value for name, value in part.raw_items() if name.lower().startswith("content-"))
        if any(len(str(value)) > _FIELD for value in fields):
            raise TooOdd("a Content field is too long")  # the parser of parameters is not linear
        waiting.extend(children_of(part))
    if count > _PARTS:
        raise TooOdd("too many parts")
    return message


def _measured(raw: bytes) -> None:
    """Raise TooOdd for what would take the parser too long."""
    lines = raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n")
    if lines > _LINES:
        raise TooOdd("too many lines")
    # Counted by plain text: an expression takes a second for the 50 MB of a large attachment.
    folded = raw.lower()
    nesting = sum(map(folded.count, _NESTING))
    reported = _REPORTED in folded
    del folded
    if reported and sum(map(raw.count, _BLANK)) > _BLOCKS:
        raise TooOdd("too many parts")  # the parser makes one of each blank line
    if nesting > _DEPTH:
        raise TooOdd("nested too deeply")
    if lines * nesting > _STEPS:
        raise TooOdd("too many lines in too many multiparts")
    at_most = raw.count(b"\n--") + raw.count(b"\r--") + 1
    if at_most > _DELIMITERS and next(islice(_DELIMITER.finditer(raw), _DELIMITERS, None), None):
        raise TooOdd("too many parts")


def charset_of(part: "Message[str, str]") -> str | None:
    """The charset a part claims; None where it claims none that can be read."""
    try:
        return part.get_content_charset()
    except Exception:
        return None


def param_of(part: "Message[str, str]", name: str) -> str:
    """A parameter of Content-Type in lower case; "" when absent or unreadable."""
    try:
        value = part.get_param(name, "")
    except Exception:
        return ""
    return (value if isinstance(value, str) else value[-1] or "").lower() if value else ""


def _classified(message: "Message[str, str]", headers: Headers, raw: bytes) -> Structure:
    kind = message.get_content_type()
    if len(headers.raw("content-type")) > 1:
        return Structure(headers, problem="several Content-Type fields")
    if kind in _SMIME:
        return Structure(headers, problem="sealed with S/MIME")
    if kind == "multipart/signed":
        return _signed(message, headers, raw)
    if kind == "multipart/encrypted":
        return _encrypted(message, headers, raw)
    if kind == "multipart/mixed" and (found := _mangled(message)) is not None:
        return Structure(headers, Crypto.ENCRYPTED, ciphertext=found)
    inline = _inline(message, headers)
    if inline.crypto is Crypto.NONE and any(map(_is_protected, outer_leaves(message))):
        return Structure(headers, problem="a protected part inside")
    return inline


def _is_protected(part: "Message[str, str]") -> bool:
    """Whether a part belongs to a protection; a forwarded mail is looked into for its own kind alone."""
    inner = children_of(part)
    kinds = {part.get_content_type(), *(child.get_content_type() for child in inner)}
    return bool(kinds & {"application/pgp-signature", "application/pgp-encrypted", "multipart/signed"})


def _signed(message: "Message[str, str]", headers: Headers, raw: bytes) -> Structure:
    parts = _slices(message, raw)
    if param_of(message, "protocol") != "application/pgp-signature":
        return Structure(headers, problem="not an OpenPGP signature")
    if parts is None or len(parts) != 2:
        return Structure(headers, problem="not exactly two parts")
    second = email.message_from_bytes(parts[1])
    if second.get_content_type() != "application/pgp-signature":
        return Structure(headers, problem="the second part is no signature")
    signed = re.sub(rb"\r?\n", b"\r\n", parts[0])
    return Structure(headers, Crypto.SIGNED, signed=signed, signature=octets_of(second))


def _encrypted(message: "Message[str, str]", headers: Headers, raw: bytes) -> Structure:
    parts = _slices(message, raw)
    if param_of(message, "protocol") != "application/pgp-encrypted":
        return Structure(headers, problem="not OpenPGP encryption")
    if parts is None or len(parts) != 2:
        return Structure(headers, problem="not exactly two parts")
    first, second = (email.message_from_bytes(part) for part in parts)
    if first.get_content_type() != "application/pgp-encrypted":
        return Structure(headers, problem="the first part is no version part")
    armour = _armour(octets_of(second))
    if armour is None:
        return Structure(headers, problem="the second part is not one armoured message")
    return Structure(headers, Crypto.ENCRYPTED, ciphertext=armour)


def _mangled(message: "Message[str, str]") -> bytes | None:
    """The ciphertext of a mail that Exchange rewrote: empty text, version part, armour - nothing else.

    Types and names of the two parts may be others than before, their content is not.
    """
    found: list[bytes] = []
    for part in children_of(message):
        if part.is_multipart():
            return None
        octets = octets_of(part)
        kind = part.get_content_type()
        if kind == "text/html":  # Exchange makes one of an empty text, with marks and no words
            octets = html_to_text(decoded_bytes(octets, None)).encode("utf-8", "replace")
        if kind in ("text/plain", "text/html") and not decoded_bytes(octets, None).strip():
            continue
        if kind not in _REWRITTEN:
            return None
        found.append(octets)
    if len(found) != 2 or _VERSION.fullmatch(found[0].strip()) is None:
        return None
    return _armour(found[1])


def _inline(message: "Message[str, str]", headers: Headers) -> Structure:
    for part in outer_leaves(message):
        if part.get_content_maintype() != "text":
            continue
        octets = octets_of(part)
        if _INLINE.search(octets) is None:
            continue
        armour = _armour(octets)
        if armour is None:
            return Structure(headers, Crypto.INLINE, problem="inline")
        if message.is_multipart():
            return Structure(headers, Crypto.INLINE, problem="inline beside other parts")
        return Structure(headers, Crypto.INLINE, ciphertext=armour)
    return Structure(headers)


def children_of(message: "Message[str, str]") -> tuple["Message[str, str]", ...]:
    """The parts directly inside a multipart or message part."""
    # Asked of a leaf, get_payload() would decode it, and it breaks on a charset that is none.
    payload = message.get_payload() if message.is_multipart() else ()
    return tuple(part for part in payload if isinstance(part, Message))


def outer_leaves(message: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """The leaves in order, without recursion, and not looking into message/rfc822."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(reversed(children_of(part)))
        else:
            yield part


def _armour(octets: bytes) -> bytes | None:
    """The one armoured message that these bytes are, apart from blanks around it."""
    text = octets.strip()
    return text if text.count(MESSAGE) == 1 and _BLOCK.fullmatch(text) else None


def _slices(message: "Message[str, str]", raw: bytes) -> list[bytes] | None:
    """The parts of the top level as they stand in the raw bytes, without the line end before a delimiter."""
    boundary = message.get_boundary()
    end = _END_OF_HEAD.search(raw)
    if not boundary or end is None:
        return None
    found = list(_delimiters(raw, end.start(), boundary.encode("ascii", "replace")))
    if len(found) < 2 or not found[-1][2] or any(closes for _, _, closes in found[:-1]):
        return None
    return [_LINE_END.sub(b"", raw[before[1] : after[0]], 1) for before, after in pairwise(found)]


def _delimiters(raw: bytes, start: int, boundary: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where the delimiter lines begin, with the line end before them, and end; and which close.

    Searched for, since a pattern for each mail's own boundary takes longer to make than all else here.
    """
    mark = b"\n--" + boundary
    at = raw.find(mark, start)
    while at >= 0:
        rest = _DELIMITED.match(raw, at + len(mark))
        if rest is not None:
            yield at - raw.endswith(b"\r", start, at), rest.end(), rest[1] is not None
        at = raw.find(mark, at + 1)
