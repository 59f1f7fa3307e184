"""The outline of a mail that is about to be classified: what the rules look at, and nothing else.

The standard library's old parser (compat32) does the MIME, because it raises nothing on broken mail;
before it runs, the bytes are cut to what can be read in time, which also bounds how deep it nests.
Header names are lower case, values unfolded and decoded, texts decoded and capped, by the same functions
as for the reader: what he can read on a broken mail is classified too (P8).  Texts inside a
returned or forwarded message are kept apart, so that a bounce that a person forwards is not read as one.
"""

import email
import email.header
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
from email.message import Message
from itertools import islice
from typing import Final

from hotlined.domain.mail.charsets import decoded_bytes
from hotlined.domain.mail.transfer import octets_of
from hotlined.domain.values.plain import lf_only

MAX_BYTES: Final = 512 * 1024  # what lies behind is attachments, or meant to waste our time
MAX_PARTS: Final = 120  # "Content-Type:" lines; each may nest the parser one deeper
MAX_BLOCKS: Final = 10_000  # blank lines beside a report's fields: the parser makes a part of each
MAX_TEXT: Final = 200_000  # characters of each kind of text
SEARCHED: Final = 20_000  # characters of a text in which words are looked for
MAX_HEADER: Final = 8_000  # characters of one header's value
MAX_HEADERS: Final = 400

_PART: Final = re.compile(rb"\n(?:content-type:|--)", re.IGNORECASE)
_BLANK: Final = re.compile(rb"\n\r?\n|\r\r")
_STATUS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
MAILS: Final = frozenset({"message/rfc822", "message/global"})  # a whole mail within another
DISPOSITION_TYPES: Final = frozenset(
    {"message/disposition-notification", "message/global-disposition-notification"}
)
_RETURNED: Final = frozenset(
    {
        "message/rfc822",
        "message/global",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/global-headers",
        "message/partial",
    }
)
# Charsets whose bytes can be UTF-8 too, and mean something else then.
_LIKE_ASCII: Final = frozenset({"utf-7", "iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "utf-16"})
_TAGS: Final = re.compile(r"<[^<>]*>")
_BREAKS: Final = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d|/td)\b[^<>]{0,200}>", re.IGNORECASE)
_SCRIPTS: Final = re.compile(r"<(style|script|title)\b[^<>]*>[^<]*</\1>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outline:
    """Headers, texts and part types of one mail."""

    headers: tuple[tuple[str, str], ...] = ()
    types: frozenset[str] = frozenset()  # content types outside nested messages, lower case
    report_type: str = ""  # of a multipart/report at the top, lower case (RFC 6522)
    text: str = ""  # what a reader sees
    status: str = ""  # the fields of message/delivery-status, a blank line between blocks
    disposition: str = ""  # the fields of message/disposition-notification or feedback-report
    returned: str = ""  # the returned message: its headers and what follows
    names: frozenset[str] = frozenset()  # header names, for quick questions

    @property
    def beginning(self) -> str:
        """So much of its text as words are looked for in."""
        return self.text[:SEARCHED]

    def get(self, name: str) -> str:
        """The first value of a header, "" when absent."""
        return next((value for key, value in self.headers if key == name), "")

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a header."""
        return tuple(value for key, value in self.headers if key == name)

    def has(self, *prefixes: str) -> bool:
        """Whether a header name begins with one of these."""
        return any(name.startswith(prefixes) for name in self.names)


def cut(raw: bytes) -> bytes:
    """The mail up to the limits of bytes and parts: the parser nests as deep as there are parts."""
    raw = raw[:MAX_BYTES]
    beyond = next(islice(_PART.finditer(raw), MAX_PARTS * 3, None), None)
    raw = raw[: beyond.start()] if beyond else raw
    if b"message/delivery-status" in raw.lower():
        beyond = next(islice(_BLANK.finditer(raw), MAX_BLOCKS, None), None)
        raw = raw[: beyond.start()] if beyond else raw
    return raw


def read_outline(raw: bytes) -> Outline:
    """The outline of a raw mail; one without a header block has no headers."""
    message = email.message_from_bytes(cut(raw))
    headers = tuple(
        (name.lower(), _decoded(value)) for name, value in list(message.raw_items())[:MAX_HEADERS]
    )
    gathered: dict[str, list[str]] = {
        "plain": [],
        "html": [],
        "status": [],
        "disposition": [],
        "returned": [],
    }
    types: set[str] = set()
    message = _innermost(_report_within(message) or message)
    for part in _top_parts(message):
        types.add(part.get_content_type())
        _gather(part, gathered)
    text = (
        "\n".join(gathered["plain"])
        if any(t.strip() for t in gathered["plain"])
        else "\n".join(gathered["html"])
    )
    report = message.get_param("report-type") if message.get_content_type() == "multipart/report" else None
    return Outline(
        headers,
        frozenset(types),
        report.strip().lower() if isinstance(report, str) else "",
        text[:MAX_TEXT],
        "\n\n".join(gathered["status"])[:MAX_TEXT],
        "\n\n".join(gathered["disposition"])[:MAX_TEXT],
        "\n\n".join(gathered["returned"])[:MAX_TEXT],
        frozenset(name for name, _ in headers),
    )


def _report_within(message: Message) -> Message | None:
    """The report that a gateway has attached to an envelope of its own, for a footer or a word about spam.

    It is that very mail: the envelope has its sender and its Message-ID, which no person's mail has."""
    if message.get_content_type() != "multipart/mixed" or not message.is_multipart():
        return None
    for part in islice(message.get_payload(), MAX_PARTS):
        if part.get_content_type() != "message/rfc822" or not part.is_multipart():
            continue
        inner = part.get_payload(0)
        if inner.get_content_type() == "multipart/report":
            same = all(_field(message, name) == _field(inner, name) != "" for name in ("message-id", "from"))
            return inner if same else None
    return None


def _innermost(message: Message) -> Message:
    """The report that a report returns: a bounce that did not arrive itself tells of the mail it names.

    Who could not be told that is nobody of ours; what a report returns is nothing that a person attached.
    """
    while (inner := _returned_report(message)) is not None:  # as deep as there are parts
        message = inner
    return message


def _returned_report(message: Message) -> Message | None:
    if not _is_report(message):
        return None
    for part in _top_parts(message):
        if part.get_content_type() in MAILS and part.is_multipart():
            inner = part.get_payload(0)
            return inner if isinstance(inner, Message) and _is_report(inner) else None
    return None


def _is_report(message: Message) -> bool:
    """Whether it has the fields of a report about delivery, whatever its own type says."""
    return any(part.get_content_type() in _STATUS for part in _top_parts(message))


def _field(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip()


def _top_parts(message: Message) -> Iterator[Message]:
    """Every part that is not inside a returned or forwarded message; no recursion."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        yield part
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting[:0] = [child for child in part.get_payload() if isinstance(child, Message)]


def _gather(part: Message, into: dict[str, list[str]]) -> None:
    kind = part.get_content_type()
    if kind in _STATUS:
        into["status"].append(_fields_of(part))
    elif kind in DISPOSITION_TYPES or kind == "message/feedback-report":
        into["disposition"].append(_fields_of(part))
    elif kind in _RETURNED:
        into["returned"].append(_fields_of(part))
    elif kind == "text/html":
        into["html"].append(_stripped(_text_of(part)))
    elif part.get_content_maintype() == "text" or (not part.is_multipart() and kind.startswith("multipart/")):
        into["plain"].append(_text_of(part))


def _fields_of(part: Message) -> str:
    """The fields of a message/* part as text, whether the parser took it apart or not."""
    payload = part.get_payload() if part.is_multipart() else None
    if not isinstance(payload, list):
        return _text_of(part)
    blocks = []
    for child in payload[:MAX_PARTS]:
        if isinstance(child, Message):
            lines = [*_indented(child)][:MAX_HEADERS]
            lines += [f"{name}: {_decoded(value)}" for name, value in list(child.raw_items())[:MAX_HEADERS]]
            broken = any(isinstance(d, MissingHeaderBodySeparatorDefect) for d in child.defects)
            below = "" if child.is_multipart() else _text_of(child)[:MAX_TEXT]
            blocks.append("\n".join(lines) + ("\n" if broken else "\n\n") + below)
    return _transferred("\n\n".join(blocks), part)


def _indented(block: Message) -> Iterator[str]:
    """Lines that the parser drops: the first ones of a block, if a blank stands in front of each."""
    for defect in block.defects:
        if isinstance(defect, FirstHeaderLineIsContinuationDefect):
            yield str(getattr(defect, "line", None) or "").rstrip()


def _transferred(text: str, part: Message) -> str:
    """The text of a message/* part that was sent as base64 or quoted-printable against RFC 2046 5.2.1.

    The parser took it for a message as it stood; here it is decoded after all."""
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if encoding not in ("base64", "quoted-printable"):
        return text
    whole = Message()
    whole["Content-Transfer-Encoding"] = encoding
    whole.set_payload(text.strip())
    return _text_of(whole)


def _text_of(part: Message) -> str:
    """A part's text, decoded with replacement: an unknown charset or broken base64 loses no line."""
    declared = part.get_param("charset")
    return _decoded_bytes(octets_of(part), declared if isinstance(declared, str) else "")


def _decoded_bytes(data: bytes, declared: str) -> str:
    """UTF-8 where it can be, whatever is declared; else as `charsets` reads what a person wrote."""
    try:
        text = data.decode(declared if declared.lower() in _LIKE_ASCII else "utf-8")
    except ValueError:
        text = decoded_bytes(data, declared)
    return lf_only(text)


def _decoded(value: object) -> str:
    """A header's value unfolded, its RFC 2047 words and raw eight-bit bytes decoded."""
    text = str(value)[:MAX_HEADER]
    raw = (
        text.encode("utf-8", "surrogateescape")
        if not isinstance(value, email.header.Header)
        else text.encode()
    )
    text = _decoded_bytes(raw, "")
    if "=?" in text:
        try:
            pieces: list[tuple[bytes | str, str | None]] = email.header.decode_header(text)
            text = "".join(one if isinstance(one, str) else decoded_bytes(one, cs) for one, cs in pieces)
        except Exception:  # not RFC 2047 after all
            text = text.strip()
    return " ".join(text.split())


def _stripped(text: str) -> str:
    """HTML without its tags, a line per block; not more than words are needed here."""
    text = _BREAKS.sub("\n", _SCRIPTS.sub(" ", text[:MAX_TEXT]))
    return html.unescape(_TAGS.sub("", text))
