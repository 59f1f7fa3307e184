"""`hotlined verify`: everything in the database against its chains, heads and digests (P13)."""

from collections.abc import Callable, Iterator

from hotlined.adapters.postgres.store import PostgresStore
from hotlined.adapters.postgres.stream import Aside
from hotlined.app.corrected import refused_in
from hotlined.app.history import exported
from hotlined.app.ports import Permanent, Record, Stored
from hotlined.domain.record import chain
from hotlined.domain.record.chain import Finding
from hotlined.domain.record.destroyed import has_begun

ANEW = "stop hotlined and copy the record out and into an empty database (`hotlined store copy`)"
_PURGES = ("purge-begun", "attachments-purged")


def verify(store: PostgresStore) -> Iterator[Finding]:
    """All that is wrong, stream by stream; nothing if all is well.  Raises Permanent, Temporary."""
    for name in store.streams():
        try:
            looked = store.looked_at(name)
        except Permanent as error:
            yield Finding(name, None, str(error))
            continue
        if looked is None:
            continue
        found, beside = looked
        yield from chain.verify(name, found.links, content=found.content, head=beside.head)
        yield from (Finding(name, None, what) for what in _aside(store, found, beside))
        yield from _files(store, found)


def _aside(store: PostgresStore, found: Stored, beside: Aside) -> Iterator[str]:
    """What the columns say by which a stream is found, and worked on, against the stream itself."""
    if len(found.links) > beside.head.count:
        yield f"holds {len(found.links)} entries, {beside.head.count} were written"
    try:
        if not store.keys_of(found) <= beside.keys:
            yield f"is not under all its keys, and mails do not find it; {ANEW}"
    except Permanent as error:
        yield str(error)
    waiting = {row.message_id for row in found.rows if row.state.waits}
    is_open = bool(waiting) if found.stream.startswith("desk-") else not found.archived
    if waiting != beside.waiting or is_open != beside.is_open:
        yield f"is not worked on as its outbox and its end say; {ANEW}"


def _files(store: PostgresStore, found: Stored) -> Iterator[Finding]:
    """Finished mails and attachments against their digests; what a purge has destroyed is not missed."""
    is_purged = any(link.kind in _PURGES for link in found.links)
    for row in found.rows:
        well = is_purged and not row.state.waits
        yield from _file(store, found.stream, f"a {row.kind} ({row.state})", store.envelope, row.digest, well)
    for link in found.links:
        if link.kind == "attachment-kept":
            sealed = str(link.data["sealed"])
            yield from _file(store, found.stream, str(link.data["file"]), store.file, sealed, is_purged)


def _file(
    store: PostgresStore, stream: str, what: str, read: Callable[[str], bytes], digest: str, well: bool
) -> Iterator[Finding]:
    """`well`: it may be missing, as the stream was read."""
    try:
        read(digest)
    except Permanent as error:
        if "changed" in str(error) or not (well or _went_well(store, stream, digest)):
            yield Finding(stream, None, f"{what}: {error}")


def _went_well(store: PostgresStore, stream: str, digest: str) -> bool:
    """Whether a purge took it, as the stream is by now: its own, or that of the cases that it goes with."""
    record = store.load(stream)
    rows = [row for row in record.rows if row.digest == digest] if record is not None else []
    if any(row.state.waits for row in rows):
        return False
    if _is_purged(record):
        return True
    names = {row.message_id for row in rows}
    orders = {order.mail for order, letter in refused_in(record) if letter.message_id in names}
    cases = {one for order in orders for one in store.find("corrected", order)}
    try:
        return bool(cases) and all(_is_purged(store.load(one)) for one in cases)
    except Permanent:  # which is a finding of its own
        return False


def _is_purged(record: Record | None) -> bool:
    return record is not None and has_begun(record.events)


def history(store: PostgresStore, name: str, *, content: bool) -> bytes:
    """One stream with its chain as JSON, for others to check; `content`: also what lies beside the entries.

    Raises Permanent if there is no such stream, or if its chain does not hold; Temporary.
    """
    found = store.stored(name)
    if found is None:
        raise Permanent(f"there is no {name}")
    return exported(name, found.links, found.content, content=content)
