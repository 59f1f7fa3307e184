"""Tab-separated lines that each carry their own CRC-32, for files that only grow.

A line that a power cut tore, or that was changed, is told from a good one and left out.
"""

import json
import zlib


def line(*values: object) -> bytes:
    """One line: the values as JSON, so that no value can hold a tab or a line end, then the checksum."""
    body = "\t".join(json.dumps(value) for value in values).encode("ascii")
    return body + b"\t%08x\n" % zlib.crc32(body)


def values(one: bytes) -> list[object] | None:
    """The values of one line; None for a damaged one."""
    body, _, crc = one.rstrip(b"\n").rpartition(b"\t")
    if crc != b"%08x" % zlib.crc32(body):
        return None
    try:
        # No value has a tab in it: JSON writes one as \t.
        read: list[object] = json.loads(b"[" + body.replace(b"\t", b",") + b"]")
    except ValueError:
        return None
    return read
