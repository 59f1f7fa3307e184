"""Finished mails, each in a file named by the SHA-256 of its bytes, written before the row that names it."""

import hashlib
from collections.abc import Sequence

from hotlined.adapters.casefiles import disk
from hotlined.adapters.casefiles.disk import Disk, fsync_folder, make_folder
from hotlined.adapters.casefiles.layout import Layout
from hotlined.app.ports import Permanent
from hotlined.domain.message import Envelope


def sha256(data: bytes) -> str:
    """In lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def check(envelopes: Sequence[Envelope]) -> None:
    """ValueError if a digest is not that of its bytes: such a mail could never be read again."""
    if any(envelope.digest != sha256(envelope.data) for envelope in envelopes):
        raise ValueError("the digest of an envelope is not that of its bytes")


def write(layout: Layout, writer: Disk, envelopes: Sequence[Envelope]) -> None:
    """Put them on the disk; one that is there whole is left alone but made to last; raises OSError."""
    for envelope in envelopes:
        path = layout.envelope(envelope.digest)
        make_folder(path.parent)
        if disk.read(path) == envelope.data:
            fsync_folder(path.parent)
        else:
            writer.put(path, envelope.data, label="envelope")


def read(layout: Layout, digest: str) -> bytes:
    """The bytes of a mail; raises Permanent when they are gone or changed, OSError."""
    data = disk.read(layout.envelope(digest))
    if data is None:
        raise Permanent(f"the mail {digest[:12]} is gone from the store")
    if sha256(data) != digest:
        raise Permanent(f"the mail {digest[:12]} was changed on the disk")
    return data
