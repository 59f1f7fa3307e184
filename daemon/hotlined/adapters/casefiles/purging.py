"""The purge of one stream in the store (P14): its content, every earlier copy of it, and its finished mails.

The chain stays whole, since the entries carry digests only (P13).  What is deleted is unlinked; that the
disk's own blocks are of no use to anybody is a matter of the encryption of the disk.
"""

from collections.abc import Collection, Iterator

from hotlined.adapters.casefiles import disk, envelopes, intents, parts, shelf
from hotlined.adapters.casefiles.disk import Disk
from hotlined.adapters.casefiles.layout import TEMPORARY, Layout
from hotlined.adapters.casefiles.revision import purged
from hotlined.adapters.casefiles.stream import Stream
from hotlined.adapters.casefiles.tinyfile import parse
from hotlined.codec import Unreadable


def purge(layout: Layout, writer: Disk, old: Stream, keep: Collection[int]) -> Stream:
    """Destroy all but the content at these places; the stream as it then is.  Raises OSError."""
    new = purged(old, keep)
    if new is not old:
        shelf.rewrite(layout, writer, new)
    elif _has_content(layout, old, keep):
        shelf.drop_copies(layout, writer, old)
    envelopes.burn(layout, writer, _finished(new))
    return new


def remains(layout: Layout, stream: Stream, keep: Collection[int]) -> Iterator[str]:
    """What is still there, looked for on the disk; raises OSError."""
    kept = {str(seq) for seq in keep}
    for path in shelf.copies(layout, stream.name):
        if path.name.endswith(TEMPORARY) or not _content_of(path.read_bytes()) <= kept:
            yield f"content in {layout.named(path)}"
    for path in intents.waiting(layout):
        if any(one.name == stream.name for one in intents.read(layout, path)):
            yield f"a write that is under way, {layout.named(path)}"
    for digest in _finished(stream):
        if disk.exists(layout.envelope(digest)):
            yield f"the mail {digest[:12]}"


def _finished(stream: Stream) -> tuple[str, ...]:
    return tuple(row.digest for row in stream.record.rows if not row.state.waits)


def _has_content(layout: Layout, old: Stream, keep: Collection[int]) -> bool:
    """Whether a copy beside the stream's own files holds more than may stay."""
    kept, own = {str(seq) for seq in keep}, parts.named(layout, old.name, old.tables)
    beside = shelf.copies(layout, old.name)[1:]  # the first is the stream itself
    return any(path not in own and not _content_of(path.read_bytes()) <= kept for path in beside)


def _content_of(data: bytes) -> frozenset[str]:
    """The places of the entries whose content a file holds; one that does not read may hold anything."""
    try:
        return frozenset(parse(data)["content"])
    except (Unreadable, KeyError):
        return frozenset({"?"})
