"""Header fields of a mail somebody else wrote: reading one never raises, and hides nothing.

Values are unfolded and decoded (RFC 2047) one by one under a guard.  Control characters and those that
turn the direction of writing are shown as escapes, so that what a person sees is what is there.
`raw` gives a value undecoded: an address is parsed before decoding, or an encoded display name could
bring a second address in.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from typing import Final

from hotlined.adapters.mime_read.dates import read_date
from hotlined.app.ports import TooOdd
from hotlined.domain.mail.charsets import decoded_bytes
from hotlined.domain.values.shown import INVISIBLE, code_point

LONGEST: Final = 16_384  # characters of one value that are decoded; decoding is not linear
_FOLD: Final = re.compile(r"[\r\n]+[ \t]*")
_MESSAGE_ID: Final = re.compile(r"<[!-;=?-~]{1,250}>")  # ASCII, or no answer could name it


class Headers:
    """The fields of one header block, in order; names are compared without case."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        self._fields = tuple((name.lower(), value) for name, value in fields)

    def raw(self, name: str) -> tuple[str, ...]:
        """All values of that name, unfolded, not decoded."""
        return tuple(_FOLD.sub(" ", value).strip() for key, value in self._fields if key == name.lower())

    def all(self, name: str) -> tuple[str, ...]:
        """All values of that name, decoded and made visible."""
        return tuple(visible(_decoded(value)) for value in self.raw(name))

    def first(self, name: str) -> str:
        """The first value of that name, decoded and made visible; "" when there is none."""
        return next(iter(self.all(name)), "")

    def fields(self) -> tuple[tuple[str, str], ...]:
        """All fields in order: names in lower case, values unfolded, not decoded."""
        return tuple((name, _FOLD.sub(" ", value).strip()) for name, value in self._fields)

    def names(self) -> tuple[str, ...]:
        """The names in lower case, in order."""
        return tuple(name for name, _ in self._fields)

    def message_id(self) -> str | None:
        """The Message-ID with its brackets."""
        found = [identity for value in self.raw("message-id") for identity in _MESSAGE_ID.findall(value)]
        return found[0] if len(found) == 1 else None

    def references(self) -> tuple[str, ...]:
        """In-Reply-To first, then References from the last to the first, each once; at most 100."""
        replied = [found for value in self.raw("in-reply-to") for found in _MESSAGE_ID.findall(value)]
        older = [found for value in self.raw("references") for found in _MESSAGE_ID.findall(value)]
        return tuple(dict.fromkeys((*replied, *reversed(older))))[:100]

    def date(self) -> datetime | None:
        """The one Date as aware UTC; None when absent, twice there, or not readable."""
        found = self.raw("date")
        return read_date(found[0]) if len(found) == 1 else None


def headers_of(part: "Message[str, str]") -> Headers:
    """The fields of a parsed part; raises TooOdd where even that cannot be read."""
    try:
        return Headers((name, _text(value)) for name, value in part.raw_items())
    except Exception:
        raise TooOdd("the header block cannot be read") from None


def visible(text: str) -> str:
    r"""Control, format and unassigned characters as \uXXXX; line feed and tab stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(char: str) -> str:
    return code_point(char) if char not in "\n\t" and unicodedata.category(char) in INVISIBLE else char


def _text(value: object) -> str:
    """compat32 keeps undecodable bytes as surrogates."""
    octets = str(value).encode("utf-8", "surrogateescape")
    return decoded_bytes(octets, "utf-8")


def _decoded(value: str) -> str:
    if "=?" not in value or len(value) > LONGEST:
        return value
    try:
        pieces: Sequence[tuple[bytes | str, str | None]] = decode_header(value)
        return "".join(
            piece if isinstance(piece, str) else decoded_bytes(piece, charset) for piece, charset in pieces
        )
    except (HeaderParseError, ValueError, LookupError):
        return value
