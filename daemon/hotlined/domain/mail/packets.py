"""OpenPGP armour and packets, read strictly and only as far as `seal` needs: whose, and what kind.

Nothing is decrypted.  RFC 9580 sections 4.2 (packet headers), 5.1, 5.13, 6 (armour); tag 20 is GnuPG's
AEAD packet of draft-ietf-openpgp-rfc4880bis.
"""

import base64
from collections.abc import Iterator
from functools import cache
from typing import Final

SMALLEST: Final = 100  # bytes of ciphertext; a signature alone is more

_START: Final = 0xB704CE
_POLYNOMIAL: Final = 0x1864CFB
_SHORT: Final = 64  # bytes, that are as quick one by one
_LENGTHS: Final = frozenset(range(1, 77))  # of a line of armour


def dearmour(armour: bytes) -> bytes | None:
    """The packets in an ASCII armour that has no headers of its own and the right checksum."""
    lines = armour.removesuffix(b"\r\n").split(b"\r\n")
    if len(lines) < 5 or lines[0] != b"-----BEGIN PGP MESSAGE-----" or lines[1]:
        return None
    if lines[-1] != b"-----END PGP MESSAGE-----" or not lines[-2].startswith(b"="):
        return None
    if not {*map(len, lines[2:-2])} <= _LENGTHS:
        return None
    packets, checksum = _decode(b"".join(lines[2:-2])), _decode(lines[-2][1:])
    if packets is None or checksum is None or _crc24(packets).to_bytes(3, "big") != checksum:
        return None
    return packets


def _decode(text: bytes) -> bytes | None:
    try:
        decoded = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return decoded if base64.b64encode(decoded) == text else None  # no bits hidden in the padding


def _table() -> tuple[int, ...]:
    def entry(octet: int) -> int:
        value = octet << 16
        for _ in range(8):
            value = (value << 1) ^ (_POLYNOMIAL if value & 0x800000 else 0)
        return value & 0xFFFFFF

    return tuple(entry(octet) for octet in range(256))


_CRC: Final = _table()


def _crc24(data: bytes) -> int:
    """RFC 9580 section 6.1.1.

    A remainder of polynomials over two elements: the front half of the data, times what its distance from the
    back half leaves, is added to the back half, again and again.  Byte by byte it took a report 4 ms.
    """
    size = len(data)
    if size <= _SHORT:
        return _stepped(_START, data)
    rest = int.from_bytes(data, "big") ^ (_START << 8 * size - 24)
    while size > _SHORT:
        back = 1 << (size - 1).bit_length() - 1
        front = rest >> 8 * back
        rest &= (1 << 8 * back) - 1
        for power in _remainder(back):
            rest ^= front << power
        size = max(back, size - back + 3)
    return _stepped(0, rest.to_bytes(size, "big"))


def _stepped(value: int, data: bytes) -> int:
    for octet in data:
        value = ((value << 8) & 0xFFFFFF) ^ _CRC[(value >> 16) ^ octet]
    return value


@cache
def _remainder(distance: int) -> tuple[int, ...]:
    """The powers of x in x**(8 * distance) modulo the CRC's polynomial."""
    factor = 1 << 8
    for _ in range(distance.bit_length() - 1):  # it is a power of two
        factor = _squared(factor)
    return tuple(power for power in range(24) if factor >> power & 1)


def _squared(one: int) -> int:
    product = 0
    for bit in range(one.bit_length()):
        product ^= (one << bit) if one >> bit & 1 else 0
    while product.bit_length() > 24:
        product ^= _POLYNOMIAL << product.bit_length() - 25
    return product


def key_id(tag: int, body: bytes) -> str:
    """Whose session key this is; "" when it is none (a passphrase, a marker, a signature, ...)."""
    if tag != 1 or len(body) < 12:
        return ""
    if body[0] == 3:
        return body[1:9].hex().upper()
    if body[0] != 6:
        return ""
    if body[1] == 0:
        return "0" * 16
    fingerprint = body[3 : 2 + body[1]]
    match body[2], len(fingerprint):
        case 4, 20:
            return fingerprint[-8:].hex().upper()
        case 6, 32:
            return fingerprint[:8].hex().upper()
        case _:
            return ""


def protects(tag: int, body: bytes) -> bool:
    """SEIPD version 1 or 2, or GnuPG's AEAD packet, with something in it."""
    return len(body) >= SMALLEST and ((tag == 18 and body[0] in (1, 2)) or (tag == 20 and body[0] == 1))


def split_packets(data: bytes) -> Iterator[tuple[int, bytes] | None]:
    """Tag and body of each packet; a last None when the bytes do not add up."""
    at = 0
    while at < len(data):
        first = data[at]
        if not first & 0x80:
            yield None
            return
        new = bool(first & 0x40)
        tag = first & 0x3F if new else (first >> 2) & 0x0F
        found = _new_body(data, at + 1) if new else _old_body(data, at + 1, first & 3)
        if found is None:
            yield None
            return
        body, at = found
        yield tag, body


def _old_body(data: bytes, at: int, length_type: int) -> tuple[bytes, int] | None:
    if length_type == 3:  # "until the end": what follows the ciphertext could not be told from it
        return None
    start = at + (1 << length_type)
    end = start + int.from_bytes(data[at:start], "big")
    return (data[start:end], end) if end <= len(data) and start <= len(data) else None


def _new_body(data: bytes, at: int) -> tuple[bytes, int] | None:
    chunks: list[bytes] = []
    while at < len(data):
        first = data[at]
        partial = 224 <= first < 255
        if first < 192:
            start, size = at + 1, first
        elif first < 224 and at + 1 < len(data):
            start, size = at + 2, ((first - 192) << 8) + data[at + 1] + 192
        elif partial:
            start, size = at + 1, 1 << (first & 0x1F)
        else:
            start, size = at + 5, int.from_bytes(data[at + 1 : at + 5], "big")
        if start + size > len(data):
            return None
        chunks.append(data[start : start + size])
        at = start + size
        if not partial:
            return b"".join(chunks), at
    return None
