"""Is this finished mail proven OpenPGP ciphertext for exactly these keys, and addressed as planned?

The last look at the bytes before SMTP (P4).  It shares no code with what wrote them and believes none
of it: the mail is read again, strictly, down to the OpenPGP packets.  What is not exactly the one shape
that hotlined writes is not proven.  RFC 3156 section 4, RFC 9580 sections 4.2, 5.1, 5.13 and 6.

`prove_sealed` and `headers_match` return None when all is well, otherwise the reason as a short text without
content.
"""

import re
from collections.abc import Collection
from typing import Final

from hotlined.domain.mail.packets import dearmour, key_id, protects, split_packets
from hotlined.domain.values.address import parse_mailbox_list
from hotlined.domain.values.kept import kept_of_short

PREAMBLE: Final = "This is an OpenPGP/MIME encrypted message (RFC 3156)."
VERSION_PART: Final = (
    "content-type: application/pgp-encrypted",
    "content-description: PGP/MIME version identification",
)
CIPHER_PART: Final = (
    'content-type: application/octet-stream; name="encrypted.asc"',
    "content-description: OpenPGP encrypted message",
    'content-disposition: inline; filename="encrypted.asc"',
)
ONCE: Final = ("from", "to", "date", "message-id", "subject")
ANOTHER_SENDER: Final = "another sender"
ALLOWED: Final = frozenset(
    {*ONCE, "mime-version", "content-type", "in-reply-to", "references", "reply-to", "auto-submitted"}
    | {"x-auto-response-suppress", "importance", "x-priority", "priority"}
)
OWN_PREFIX: Final = "x-hotlined-"
LONGEST_LINE: Final = 998  # RFC 5322 section 2.1.1
LOOKED_AT: Final = 32  # mails whose bytes are kept with the verdict: they are looked at again soon
LARGEST_KEPT: Final = 200_000  # bytes of such a mail
LARGEST_HEAD: Final = 16_384  # bytes; a header block of ours is a tenth of it

_SHOWN: Final = b"\t\r\n" + bytes(range(0x20, 0x7F))
_FIELD: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*):[ \t]?(.*)", re.DOTALL)
_TYPE: Final = re.compile(
    r'multipart/encrypted; *protocol="application/pgp-encrypted"; *boundary="([A-Za-z0-9=_.-]{8,70})"'
)
_READABLE: Final = bytes(octet in _SHOWN for octet in range(256))  # 1 for what is shown, 0 for the rest
_TEXT: Final = b"\1" * 64  # so many in a row: by chance once in 10**27 ciphertexts

Fields = list[tuple[str, str]]


def prove_sealed(
    data: bytes, *, key_ids: Collection[frozenset[str]], own_key_ids: frozenset[str], subject: str
) -> str | None:
    """None when `data` is one encrypted message to each of `key_ids` and nobody else but ourselves.

    `key_ids` holds one set per recipient: the ids (16 upper-case hex digits) of that key's encryption
    subkeys, one of which must have been used.  `subject` is the neutral outer one.  Never raises.
    """
    return _proof(data, tuple(key_ids), own_key_ids, subject)


@kept_of_short(LOOKED_AT, LARGEST_KEPT)
def _proof(
    data: bytes, key_ids: tuple[frozenset[str], ...], own_key_ids: frozenset[str], subject: str
) -> str | None:
    if not key_ids or not all(key_ids):
        return "no key to prove it for"
    if (reason := _wrong_bytes(data, eight_bit=False)) is not None:
        return reason
    head, _, body = data.decode("ascii").partition("\r\n\r\n")
    fields = _fields(head)
    if isinstance(fields, str):
        return fields
    if (reason := _why_not_head(fields, subject)) is not None:
        return reason
    armour = _armour(body, _boundary(fields))
    if armour is None:
        return "not exactly the two parts of RFC 3156"
    packets = dearmour(armour.encode("ascii"))
    return "damaged armour" if packets is None else _wrong_packets(packets, key_ids, own_key_ids)


def headers_match(data: bytes, *, sender: str, recipient: str, message_id: str) -> str | None:
    """None when the header block says what was planned: one From, one To, one Message-ID, no copies.

    For every mail that leaves.  Line ends are CRLF, no line is longer than 998 octets.  Never raises.
    """
    return _match(data, sender, recipient, message_id)


@kept_of_short(LOOKED_AT, LARGEST_KEPT)
def _match(data: bytes, sender: str, recipient: str, message_id: str) -> str | None:
    if (reason := _wrong_bytes(data, eight_bit=True)) is not None:
        return reason
    head = data.partition(b"\r\n\r\n")[0]
    if not head.isascii():
        return "eight-bit header"
    fields = _fields(head.decode("ascii"))
    if isinstance(fields, str):
        return fields
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name, []).append(value)
    for name in values:
        if name in ("cc", "bcc", "sender") or name.startswith("resent-"):
            return f"unexpected {name}"
    for name in ONCE:
        if len(values.get(name, ())) != 1:
            return f"not exactly one {name}"
    if not _is(values["from"][0], sender):
        return ANOTHER_SENDER
    if not _is(values["to"][0], recipient):
        return "another recipient"
    return None if values["message-id"][0] == message_id else "another Message-ID"


def _is(header: str, address: str) -> bool:
    found = parse_mailbox_list(header)
    return found is not None and len(found) == 1 and str(found[0]) == address.lower()


def _wrong_bytes(data: bytes, *, eight_bit: bool) -> str | None:
    if b"\0" in data or (not eight_bit and data.translate(None, _SHOWN)):
        return "strange bytes"
    lines = [len(line) for line in data.splitlines()]  # at each CRLF, CR and LF
    if not lines or sum(lines) + 2 * len(lines) != len(data):
        return "line ends are not CRLF"
    if max(lines) > LONGEST_LINE:
        return "a line is too long"
    return "the header is too long" if data.find(b"\r\n\r\n") > LARGEST_HEAD else None


def _fields(head: str) -> Fields | str:
    """Lower-case names and unfolded values; or what is wrong."""
    fields: Fields = []
    for line in head.split("\r\n"):
        if line[:1] in (" ", "\t"):
            if not fields or not line.strip():
                return "strange folding"
            fields[-1] = (fields[-1][0], fields[-1][1] + " " + line.strip())
        elif (match := _FIELD.fullmatch(line)) is not None:
            fields.append((match[1].lower(), match[2].strip()))
        else:
            return "strange header line"
    return fields


def _why_not_head(fields: Fields, subject: str) -> str | None:
    """What keeps this header block from being one of ours."""
    names = [name for name, _ in fields]
    for name in names:
        if name not in ALLOWED and not name.startswith(OWN_PREFIX):
            return f"unexpected header {name}"
        if name in ALLOWED and names.count(name) > 1:
            return f"more than one {name}"
    values = dict(fields)
    for name in (*ONCE, "mime-version", "content-type"):
        if name not in values:
            return f"no {name}"
    if values["subject"] != subject:
        return "the outer subject is not the neutral one"
    return None if _TYPE.fullmatch(values["content-type"]) else "not multipart/encrypted"


def _boundary(fields: Fields) -> str:
    """What parts the body; "", with which no body has two parts, where none is named."""
    match = _TYPE.fullmatch(dict(fields).get("content-type", ""))
    return match[1] if match else ""


def _armour(body: str, boundary: str) -> str | None:
    """The body of the second part; None when anything else stands in the mail than the two parts."""
    delimiter = f"--{boundary}"
    pieces = f"\r\n{body}".split(f"\r\n{delimiter}")
    if len(pieces) != 4 or body.count(boundary) != 3:
        return None
    before, version, cipher, after = pieces
    if before not in ("", f"\r\n{PREAMBLE}") or after != "--\r\n":
        return None
    heads = [piece.removeprefix("\r\n").partition("\r\n\r\n") for piece in (version, cipher)]
    if not version.startswith("\r\n") or not cipher.startswith("\r\n"):
        return None
    for (head, _, _), allowed in zip(heads, (VERSION_PART, CIPHER_PART), strict=True):
        fields = _fields(head)
        if isinstance(fields, str) or [f"{name}: {value}" for name, value in fields] != list(allowed):
            return None
    return heads[1][2] if heads[0][2] == "Version: 1\r\n" else None


def _wrong_packets(
    data: bytes, key_ids: Collection[frozenset[str]], own_key_ids: frozenset[str]
) -> str | None:
    packets = list(split_packets(data))
    if not packets or packets[-1] is None:
        return "damaged packets"
    *keys, last = (packet for packet in packets if packet is not None)
    used = [key_id(tag, body) for tag, body in keys]
    if not protects(*last):
        return "not one integrity-protected message"
    if "" in used:
        return "something else than a key packet before the ciphertext"
    if "0" * 16 in used:
        return "a hidden recipient"
    if len(set(used)) != len(used):
        return "the same key twice"
    if not set(used) <= own_key_ids.union(*key_ids):
        return "a recipient too many"
    if not all(wanted.intersection(used) for wanted in key_ids):
        return "a recipient is missing"
    return "the ciphertext is readable" if _TEXT in last[1].translate(_READABLE) else None
