"""Tab-separated lines that each carry their own CRC-32, for files that only grow.

A line that a power cut tore, or that was changed, is told from a good one and left out.
"""

import json
import zlib
from collections.abc import Iterator


def line(*values: object) -> bytes:
    """One line: the values as JSON, so that no value can hold a tab or a line end, then the checksum."""
    body = "\t".join(json.dumps(value) for value in values).encode("ascii")
    return body + b"\t%08x\n" % zlib.crc32(body)


def lines(data: bytes) -> Iterator[list[object] | None]:
    """The values of each line in turn; None for a damaged one."""
    for one in data.splitlines():
        body, _, crc = one.rpartition(b"\t")
        if crc != b"%08x" % zlib.crc32(body):
            yield None
            continue
        try:
            yield [json.loads(value) for value in body.split(b"\t")]
        except ValueError:
            yield None
