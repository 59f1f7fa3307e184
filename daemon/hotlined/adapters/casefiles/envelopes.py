"""Finished mails and encrypted attachments, each in a file named by the SHA-256 of its bytes.

They are written before the stream that names them.
"""

import hashlib
from collections.abc import Collection, Mapping
from pathlib import Path

from hotlined.adapters.casefiles import disk
from hotlined.adapters.casefiles.disk import Disk, exists, make_folder
from hotlined.adapters.casefiles.layout import Layout
from hotlined.app.ports import Permanent
from hotlined.durable import fsync_folder


def write(layout: Layout, writer: Disk, mails: Mapping[str, bytes], files: Mapping[str, bytes]) -> None:
    """Put these on the disk, by digest; what is whole there is only made to last; raises OSError."""
    wanted = [(layout.envelope(one), data, "envelope") for one, data in mails.items()]
    wanted += [(layout.file(one), data, "attachment") for one, data in files.items()]
    for path, data, label in wanted:
        make_folder(path.parent)
        if disk.read(path) == data:
            fsync_folder(path.parent)
            writer.point(f"{label}-was-there")
        else:
            # By the folder above: a start clears what a crash left there, and need not list every mail.
            writer.put(path, data, label=label, by=path.parent.parent)


def read(layout: Layout, digest: str) -> bytes:
    """The bytes of a mail; raises Permanent when they are gone or changed, OSError."""
    return _read(layout.envelope(digest), digest, "mail")


def read_file(layout: Layout, digest: str) -> bytes:
    """The bytes of an encrypted attachment; raises Permanent when they are gone or changed, OSError."""
    return _read(layout.file(digest), digest, "attachment")


def _read(path: Path, digest: str, what: str) -> bytes:
    data = disk.read(path)
    if data is None:
        raise Permanent(f"the {what} {digest[:12]} is gone from the store")
    if hashlib.sha256(data).hexdigest() != digest:
        raise Permanent(f"the {what} {digest[:12]} was changed on the disk")
    return data


def burn(layout: Layout, writer: Disk, digests: Collection[str]) -> None:
    """Delete finished mails; raises OSError."""
    for path in map(layout.envelope, digests):
        if exists(path):
            writer.remove(path, label="envelope")


def forget(layout: Layout, writer: Disk, digests: Collection[str]) -> None:
    """Delete encrypted attachments; raises OSError."""
    for path in map(layout.file, digests):
        if exists(path):
            writer.remove(path, label="attachment")
