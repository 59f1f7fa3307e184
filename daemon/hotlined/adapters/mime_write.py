"""Finished mails as bytes: plain or sealed (RFC 2045, 3156, 9788); the same input, the same bytes.

Written by hand, not by `email`'s generator: signed bytes must be exactly those that leave, and its
folding rewrites long Message-IDs.  A text that any transport might touch (8-bit, long lines, blanks at
line ends, "From " or "--" at a line start) is quoted-printable.

Header protection is RFC 9788 (`hp`, HP-Outer) together with the older `protected-headers="v1"`, without
which Thunderbird shows only the outer subject; the payload's root is multipart/mixed for the same reason.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email import quoprimime
from email.header import Header
from typing import Final
from urllib.parse import quote

from hotlined.app.ports import Permanent
from hotlined.domain.mail.seal import PREAMBLE
from hotlined.domain.values.plain import lf_only

Headers = Sequence[tuple[str, str]]
Attachments = Sequence[tuple[str, str, bytes]]
Pictures = Sequence[tuple[str, str, bytes]]  # Content-ID without <>, type, bytes

ADDRESSES: Final = frozenset({"from", "to", "reply-to", "sender", "cc"})
IDS: Final = frozenset({"message-id", "in-reply-to", "references"})
FEEDBACK: Final = (
    b"Content-Type: message/feedback-report\r\nContent-Disposition: inline\r\n\r\n"
    b"Feedback-Type: xarf\r\nUser-Agent: hotlined\r\nVersion: 1\r\n"
)
WIDTH: Final = 78  # characters of a line; RFC 5322 section 2.1.1: "should"
ENCODED: Final = 76  # characters of a line with an encoded word; RFC 2047 section 2: no more
LONGEST: Final = 900  # characters of a word; below its "must", with room for the name

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_TYPE: Final = re.compile(
    r"(?!multipart/|message/)[a-z]+/[a-z0-9][a-z0-9.+-]*(?:; (?:charset=utf-8|method=(?:REQUEST|CANCEL)))*"
)
_CID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}@[A-Za-z0-9.-]{1,100}")
_BOUNDARY: Final = re.compile(r"[A-Za-z0-9=_.-]{8,70}")
_TOUCHY: Final = re.compile(r"[^\t\n -~]|[ \t]$|^(?:From |--|\.$)|^.{79}", re.MULTILINE)
_ATOMS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")


@dataclass(frozen=True, slots=True)
class Body:
    """What is read: the text, and beside it (multipart/alternative) the same as HTML with its pictures."""

    text: str
    html: str | None = None
    pictures: Pictures = ()


def write_mail(
    *,
    headers: Headers,
    text: str,
    attachments: Attachments = (),
    html: str | None = None,
    pictures: Pictures = (),
) -> bytes:
    """A plain mail; attachments are (file name, type, bytes), pictures of the HTML (Content-ID, type, bytes).

    Raises Permanent on a header value, file name or type that no mail may hold.
    """
    lines = [_field(name, value) for name, value in _checked(headers)]
    boundary = _derived(headers, "mixed")
    return b"".join(
        (*lines, b"MIME-Version: 1.0\r\n", _content(Body(text, html, pictures), attachments, boundary))
    )


def write_report(*, headers: Headers, text: str, data: bytes, name: str) -> bytes:
    """multipart/report with the text first, then the feedback report (RFC 5965) and `data` as JSON.

    The feedback type is XARF's own, which is not registered; a reader of ARF alone still has the text.
    """
    lines = [_field(field, value) for field, value in _checked(headers)]
    boundary = _derived(headers, "report")
    kind = f'multipart/report; report-type=feedback-report;\r\n boundary="{boundary}"'
    parts = [_text(text), FEEDBACK, _attachment(name, "application/json", data, named=True)]
    return b"".join((*lines, _joined(kind, boundary, parts)))


def write_sealed(
    *,
    headers: Headers,
    outer_subject: str,
    text: str,
    attachments: Attachments = (),
    seal: Callable[[bytes], bytes],
    boundary: str,
    html: str | None = None,
) -> bytes:
    """multipart/encrypted: all `headers` inside, the same outside with `outer_subject`.

    `seal` turns the payload into an armoured OpenPGP message; what it raises passes through.
    """
    outer = [
        (name, outer_subject if name.lower() == "subject" else value) for name, value in _checked(headers)
    ]
    payload = _payload(headers, Body(text, html), attachments, outer)
    armour = _crlf(seal(payload)).strip(b"\r\n")
    if not armour.startswith(b"-----BEGIN PGP MESSAGE-----"):
        raise Permanent("what should be sealed is not")
    head = b"".join(_field(name, value) for name, value in outer)
    return head + _joined(
        f'multipart/encrypted; protocol="application/pgp-encrypted";\r\n boundary="{_fit(boundary)}"',
        boundary,
        [
            b"Content-Type: application/pgp-encrypted\r\n"
            b"Content-Description: PGP/MIME version identification\r\n\r\nVersion: 1\r\n",
            b'Content-Type: application/octet-stream; name="encrypted.asc"\r\n'
            b"Content-Description: OpenPGP encrypted message\r\n"
            b'Content-Disposition: inline; filename="encrypted.asc"\r\n\r\n' + armour + b"\r\n",
        ],
        preamble=PREAMBLE,
    )


# --- parts ---------------------------------------------------------------------------------------


def _payload(headers: Headers, body: Body, attachments: Attachments, outer: Headers) -> bytes:
    """The root that is signed: every header, and which of them stand outside (RFC 9788 section 2.2)."""
    boundary = _derived(headers, "cipher")
    protected = [_field(name, value) for name, value in _checked(headers)]
    outside = [_field("HP-Outer", f"{name}: {value}") for name, value in outer]
    parts = [_body(body, boundary), *(_attachment(*attachment) for attachment in attachments)]
    kind = f'multipart/mixed; boundary="{boundary}";\r\n protected-headers="v1"; hp="cipher"'
    return b"".join((*protected, *outside, _joined(kind, boundary, parts)))


def _content(body: Body, attachments: Attachments, boundary: str) -> bytes:
    if not attachments:
        return _body(body, boundary)
    parts = [_body(body, boundary), *(_attachment(*attachment) for attachment in attachments)]
    return _joined(f'multipart/mixed; boundary="{boundary}"', boundary, parts, version=False)


def _body(body: Body, outer: str) -> bytes:
    """The text; with HTML both as alternatives, pictures beside the HTML that shows them (RFC 2387)."""
    if body.html is None:
        return _text(body.text)
    page = _text(body.html, "html")
    if body.pictures:
        within = f"{outer}r"
        parts = [page, *(_picture(*picture) for picture in body.pictures)]
        page = _joined(
            f'multipart/related; type="text/html";\r\n boundary="{within}"', within, parts, version=False
        )
    beside = f"{outer}a"
    kind = f'multipart/alternative; boundary="{beside}"'
    return _joined(kind, beside, [_text(body.text), page], version=False)


def _joined(
    kind: str, boundary: str, parts: Sequence[bytes], *, preamble: str = "", version: bool = True
) -> bytes:
    delimiter = b"\r\n--" + boundary.encode("ascii")
    start = ("MIME-Version: 1.0\r\n" if version else "") + f"Content-Type: {kind}\r\n\r\n{preamble}"
    if not preamble:
        start = start.removesuffix("\r\n")  # the delimiter brings its own line end
    body = b"".join(delimiter + b"\r\n" + part for part in parts)
    return start.encode("ascii") + body + delimiter + b"--\r\n"


def _text(text: str, subtype: str = "plain") -> bytes:
    lines = lf_only(text).rstrip("\n") + "\n"
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: ".encode("ascii")
    if _TOUCHY.search(lines) is None:
        return head + b"7bit\r\n\r\n" + lines.replace("\n", "\r\n").encode("ascii")
    octets = lines.encode("utf-8", "replace").decode("latin-1")
    quoted = "\r\n" + quoprimime.body_encode(octets, maxlinelen=72, eol="\r\n")
    for begin, safe in (("From ", "=46rom "), (".", "=2E"), ("-", "=2D")):
        quoted = quoted.replace(f"\r\n{begin}", f"\r\n{safe}")
    return head + b"quoted-printable\r\n" + quoted.encode("ascii")


def _picture(cid: str, kind: str, data: bytes) -> bytes:
    if _CID.fullmatch(cid) is None or not kind.startswith("image/") or _TYPE.fullmatch(kind) is None:
        raise Permanent("a picture has a name or a type that may not stand in a mail")
    head = (
        f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-ID: <{cid}>\r\nContent-Disposition: inline\r\n\r\n"
    )
    return head.encode("ascii") + _crlf(base64.encodebytes(data))


def _attachment(name: str, kind: str, data: bytes, *, named: bool = False) -> bytes:
    if _TYPE.fullmatch(kind) is None:
        raise Permanent("an attachment has a type that may not be attached")
    if not name or _CONTROL.search(name) or "/" in name or "\\" in name:
        raise Permanent("an attachment has a name that is not a file name")
    plain = name.isascii() and '"' not in name and len(name) <= 60
    shown = f'filename="{name}"' if plain else f"filename*=utf-8''{quote(name, safe='')}"
    kind += f'; name="{name}"' if named and plain else ""  # for readers that know no filename
    head = (
        f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment;\r\n {shown}\r\n\r\n"
    )
    return head.encode("ascii") + _crlf(base64.encodebytes(data))


# --- header fields -------------------------------------------------------------------------------


def _checked(headers: Headers) -> Headers:
    for name, _ in headers:
        if _NAME.fullmatch(name) is None or name.lower().startswith(("content-", "mime-", "hp-")):
            raise Permanent(f"no header of that name is written: {name[:40]!r}")
    return headers


def _field(name: str, value: str) -> bytes:
    """One header field, folded at blanks, encoded where it is not plain ASCII (RFC 2047)."""
    if _CONTROL.search(value):
        raise Permanent(f"a line break or control character in the value of {name}")
    inner, _, rest = value.partition(": ") if name == "HP-Outer" else (name, "", value)
    label = f"{name}: {inner}:" if name == "HP-Outer" else f"{name}:"
    if inner.lower() in ADDRESSES:
        rest = _mailbox(rest, label)
    elif inner.lower() in IDS or inner.lower() == "date":
        if not rest.isascii():
            raise Permanent(f"the value of {inner} is not ASCII")
    elif not rest.isascii() or "=?" in rest or max(map(len, rest.split(" "))) > LONGEST:
        rest = _words(rest, label)
    return _folded(label, rest)


def _words(text: str, label: str) -> str:
    """Encoded words, one blank between them; none is longer than 75, the first fits behind the label."""
    return " ".join(Header(text, "utf-8", maxlinelen=75, header_name=label).encode().split("\n "))


def _mailbox(value: str, label: str) -> str:
    """`Name <addr-spec>` or an addr-spec, with the name quoted or encoded as it needs."""
    name, bracket, address = value.rpartition("<")
    if not bracket:
        return value
    name = name.strip().removeprefix('"').removesuffix('"').strip()
    if not name:
        return f"<{address}"
    if not name.isascii() or "=?" in name:
        return f"{_words(name, label)} <{address}"
    quoted = name if _ATOMS.fullmatch(name) else '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    return f"{quoted} <{address}"


def _folded(label: str, value: str) -> bytes:
    lines, line, width = [], label, ENCODED if "=?" in value else WIDTH
    for word in value.strip().split(" "):
        if word and len(line) + 1 + len(word) > width and line.strip(" ") not in ("", label):
            lines.append(line)
            line = f" {word}"
        else:
            line = f"{line} {word}"
    try:
        return "\r\n".join((*lines, line)).rstrip().encode("ascii") + b"\r\n"
    except UnicodeEncodeError:
        raise Permanent(f"an address in {label[:40]} is not ASCII") from None


def _crlf(data: bytes) -> bytes:
    plain = data.replace(b"\r\n", b"\n") if b"\r" in data else data
    return plain.replace(b"\n", b"\r\n")


def _derived(headers: Headers, purpose: str) -> str:
    """A boundary that follows from the mail; no encoded text can hold "=_"."""
    seed = "\n".join(value for name, value in headers if name.lower() in ("message-id", "date", "to"))
    return "=_" + hashlib.sha256(f"{purpose}\n{seed}".encode("utf-8", "replace")).hexdigest()[:24]


def _fit(boundary: str) -> str:
    if _BOUNDARY.fullmatch(boundary) is None:
        raise Permanent("that is no boundary")
    return boundary
