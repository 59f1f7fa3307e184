"""The octets of a part, however its Content-Transfer-Encoding is spelt and whatever of it is broken.

`email` decodes where the field is exactly right and leaves the rest as it stands: then a mail in base64
has no word that anybody could read, because a gateway wrote a footer below or a semicolon behind.
"""

import base64
import copy
import re
from email.message import Message
from typing import Final

_COMMENT: Final = re.compile(r"\([^()]*\)")
_NAMES: Final = {
    "base64": "base64",
    "quotedprintable": "quoted-printable",
    "xuuencode": "x-uuencode",
    "uuencode": "x-uuencode",
    "xuue": "x-uuencode",
    "uue": "x-uuencode",
}
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_NO_WORD: Final = 32  # letters without a blank: a line of base64 that somebody broke, and nobody's words


def octets_of(part: "Message[str, str]") -> bytes:
    """The decoded bytes of a leaf; b"" where there are none."""
    encoding = _encoding(part)
    if encoding == "base64" and part.get_content_maintype() in ("text", "multipart"):
        return _words_in_base64(_decoded(part, "8bit"))
    return _decoded(part, encoding)


def octets_within(part: "Message[str, str]") -> bytes:
    """The decoded bytes of a message part in base64, against RFC 2046 section 5.2.1; b"" of any other.

    `email` takes such a part for a mail as it stands: one without a header.
    """
    inner = part.get_payload() if part.is_multipart() and _encoding(part) == "base64" else ()
    found = [one for one in inner if isinstance(one, Message)]
    return _decoded(found[0], "base64") if len(found) == 1 and not found[0].keys() else b""


def _encoding(part: "Message[str, str]") -> str:
    """The encoding that is meant: without comments, quotes, and what follows a semicolon."""
    try:
        said = str(part.get("content-transfer-encoding", ""))[:200].lower()
    except Exception:  # octets that are no text
        return "8bit"
    said = _COMMENT.sub("", said).partition(";")[0]
    return _NAMES.get("".join(filter(str.isalnum, said)), "8bit")


def _decoded(part: "Message[str, str]", encoding: str) -> bytes:
    """A part's payload read in this encoding."""
    try:
        same = copy.copy(part)  # its fields are a list of its own once one is deleted
        del same["content-transfer-encoding"]
        same["Content-Transfer-Encoding"] = encoding
        payload = same.get_payload(decode=True)
    except Exception:
        return b""
    return payload if isinstance(payload, bytes) else b""


def _words_in_base64(octets: bytes) -> bytes:
    """Text that says it is base64: decoded as far as it is, the rest left as it stands; nothing is lost.

    Padding ends one text, and another may follow: a gateway that adds its own encodes that alone, and some
    programs encode each line by itself.
    """
    lines = octets.splitlines(keepends=True)
    found: list[bytes] = []
    at = 0
    while at < len(lines) and (not at or _begins_again(lines[at])):
        end = _end_of_base64(lines, at)
        if end == at:
            break
        found.append(_of_base64(b"".join(lines[at:end])))
        at = end
    rest = b"".join(lines[at:])
    return b"".join(found) + (b"\n" + rest if rest.strip() else b"")


def _end_of_base64(lines: list[bytes], at: int) -> int:
    """The line after the base64 that begins here: behind its padding, or before other words."""
    padded = False
    for number in range(at, len(lines)):
        line = lines[number]
        if line.strip() and (padded or not _is_base64(line.split())):
            return number
        padded = padded or line.rstrip().endswith(b"=")
    return len(lines)


def _begins_again(line: bytes) -> bool:
    """Whether a line behind padding is base64 once more, and no word that a gateway wrote below."""
    piece = line.strip()
    sure = len(piece) >= _NO_WORD or (piece.endswith(b"=") and len(piece) % 4 == 0)
    return sure and _BASE64.fullmatch(piece) is not None


def _of_base64(coded: bytes) -> bytes:
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", coded)
    letters = letters[:-1] if len(letters) % 4 == 1 else letters  # a single letter is no octet
    return base64.b64decode(letters + b"=" * (-len(letters) % 4))


def _is_base64(pieces: list[bytes]) -> bool:
    """Whether a line, split at its blanks, is of base64: blanks in it are ignored (RFC 2045 section 6.8)."""
    whole = len(pieces) == 1 or max(map(len, pieces)) >= _NO_WORD
    return whole and _BASE64.fullmatch(b"".join(pieces)) is not None
