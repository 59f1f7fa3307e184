"""`hotlined verify`: everything in the store against its checksums, chains, heads and digests (P13).

Takes no lock and writes nothing; beside a running daemon each stream is seen whole, since the heads are
read first and files are only ever replaced.
"""

from collections.abc import Iterator
from pathlib import Path

from hotlined.adapters.casefiles import disk, envelopes, heads, intents, shelf
from hotlined.adapters.casefiles.heads import Heads
from hotlined.adapters.casefiles.layout import Layout, previous
from hotlined.adapters.casefiles.stream import Stream, links
from hotlined.adapters.casefiles.tinyfile import Unreadable
from hotlined.app.ports import Permanent
from hotlined.domain import chain
from hotlined.domain.chain import Finding


def verify(root: Path) -> Iterator[Finding]:
    """All that is wrong in the store under this root, stream by stream; nothing if all is well."""
    layout = Layout(root)
    if not root.is_dir():
        raise Permanent("there is no store in this folder")
    with disk.refusals("the store cannot be read"):
        noted = heads.read(layout)
        names = sorted({*layout.home_streams(), *layout.closed_streams()})
        if noted is None and names:
            yield Finding("", None, "heads.tsv is missing: cut-off ends and older copies cannot be told")
        elif noted and noted.damaged:
            yield Finding("", None, f"heads.tsv: {noted.damaged} lines are damaged")
        known = noted or Heads({})
        for name in names:
            yield from _stream(layout, name, known)
        for name in sorted(known.streams.keys() - set(names)):
            yield Finding(name, None, "is gone: it was written, but there is no file of it")
        for path in intents.waiting(layout):
            try:
                intents.read(layout, path)
            except Permanent as error:
                yield Finding("", None, str(error))


def _stream(layout: Layout, name: str, noted: Heads) -> Iterator[Finding]:
    try:
        stream = shelf.read(layout, name)
        if stream is None:
            return
        entries, content = links(stream.tables)
    except (Permanent, Unreadable) as error:
        yield Finding(name, None, str(error))
        return
    head = noted.streams.get(name)
    yield from chain.verify(name, entries, content=content, head=head.head if head else None)
    fault = noted.check(stream)
    if fault:
        yield Finding(name, None, fault)
    for path in (layout.home(name), layout.closed(name)):
        why = shelf.generation_faults(path)
        if why:
            yield Finding(name, None, f"{layout.named(previous(path))} does not read: {why}")
    yield from _envelopes(layout, stream)


def _envelopes(layout: Layout, stream: Stream) -> Iterator[Finding]:
    for row in stream.record.rows:
        if row.state.waits:
            try:
                envelopes.read(layout, row.digest)
            except (Permanent, ValueError) as error:
                yield Finding(stream.name, None, f"a {row.kind} that waits to be sent: {error}")
