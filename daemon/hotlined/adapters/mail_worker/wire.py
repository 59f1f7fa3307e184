"""Frames over a stream socket: five lengths, and so many byte strings.  No object is pickled.

Values cross as JSON, read back by pydantic as exactly the frozen dataclasses of `app.ports`, and as bytes.
"""

import dataclasses
import json
import socket
import struct
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from hotlined.app.ports import Inner, Outer, Own

MOST: Final = 5  # byte strings in a frame
BLOBS: Final = ("ciphertext", "signed", "signature")  # fields of Outer that cross as bytes
VALUE: Final = b"value"
ODD: Final = b"odd"
BUG: Final = b"bug"
READY: Final = b"ready"
LAST: Final = b"!"  # before one of these: the process ends after this answer
_LENGTHS: Final = struct.Struct(f">{MOST}Q")


class Broken(Exception):
    """The other side is gone, or does not keep to the protocol."""


def send(sock: socket.socket, *strings: bytes) -> None:
    """Send a frame; raises OSError."""
    lengths = [len(one) for one in strings] + [0] * (MOST - len(strings))
    head = _LENGTHS.pack(*lengths)
    if sum(lengths) < 2**16:
        sock.sendall(b"".join((head, *strings)))
        return
    sock.sendall(head)
    for one in strings:
        sock.sendall(one)


def receive(
    sock: socket.socket, largest: int | None = None, wait: Callable[[], None] = lambda: None
) -> list[bytes]:
    """The byte strings of the next frame, empty ones at the end included; raises Broken, OSError.

    `wait` is called before each read: it sets the socket's time-out, or raises."""
    lengths = _LENGTHS.unpack(_exactly(sock, _LENGTHS.size, wait))
    if largest is not None and sum(lengths) > largest:
        raise Broken("an answer that is too long")
    return [_exactly(sock, length, wait) for length in lengths]


def _exactly(sock: socket.socket, length: int, wait: Callable[[], None]) -> bytes:
    data = bytearray(length)
    view = memoryview(data)
    at = 0
    while at < length:
        wait()
        got = sock.recv_into(view[at:])
        if not got:
            raise Broken("closed")
        at += got
    return bytes(data)


def own_to_bytes(own: Own) -> bytes:
    """`Own` as JSON; its zone by name."""
    values = {one.name: getattr(own, one.name) for one in dataclasses.fields(own)}
    return json.dumps({**values, "zone": zone_name(own.zone)}).encode()


def zone_name(zone: tzinfo) -> str:
    """The IANA name of a zone; UTC where it has none."""
    return getattr(zone, "key", "UTC")


def value_to_strings(value: Outer | Inner) -> Sequence[bytes]:
    """The value as JSON, and the bytes it holds; half a surrogate pair, out of a broken mail, becomes "?"."""
    data = _fields(value)
    blobs: list[bytes] = [data.pop(name) for name in BLOBS if name in data]
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, default=_plain)
    return (text.encode("utf-8", "replace"), *blobs)


def octets_to_strings(found: Mapping[str, bytes]) -> Sequence[bytes]:
    """Attachments by digest: their lengths as JSON, and their bytes one after the other."""
    lengths = {digest: len(data) for digest, data in found.items()}
    return json.dumps(lengths).encode(), b"".join(found.values())


def strings_to_octets(lengths: bytes, data: bytes) -> dict[str, bytes]:
    """The attachments back."""
    found, at = {}, 0
    for digest, length in json.loads(lengths).items():
        found[digest] = data[at : at + length]
        at += length
    return found


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return _fields(value)


def _fields(value: object) -> dict[str, Any]:
    """The fields of a dataclass, not copied as `asdict` does; TypeError for anything else."""
    return {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}  # type: ignore[arg-type]
