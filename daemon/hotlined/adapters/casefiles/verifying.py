"""`hotlined verify`: everything in the store against its checksums, chains, heads and digests (P13).

Takes no lock and writes nothing; beside a running daemon each stream is seen whole, since the heads are
read first and files are only ever replaced.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from hotlined.adapters.casefiles import disk, envelopes, heads, intents, opening, shelf
from hotlined.adapters.casefiles.archive import Archive
from hotlined.adapters.casefiles.catalogue import keys_of
from hotlined.adapters.casefiles.heads import Heads
from hotlined.adapters.casefiles.layout import PREVIOUS, TEMPORARY, Layout, is_kept, previous
from hotlined.adapters.casefiles.stream import Stream, links
from hotlined.app.corrected import refused_in
from hotlined.app.history import exported
from hotlined.app.ports import Permanent, Temporary
from hotlined.codec import Unreadable
from hotlined.domain.record import chain
from hotlined.domain.record.casework import AttachmentKept, CaseOpened
from hotlined.domain.record.chain import Finding
from hotlined.domain.record.destroyed import has_begun
from hotlined.domain.record.index import LATER

INDEX = "closed/index.sqlite: stop hotlined and remove that file, and the next start makes it anew"


def verify(root: Path) -> Iterator[Finding]:
    """All that is wrong in the store under this root, stream by stream; nothing if all is well."""
    layout = Layout(root)
    if not root.is_dir():
        raise Permanent("there is no store in this folder")
    with disk.refusals("the store cannot be read"):
        if half := opening.half(layout):
            yield Finding("", None, half)
        noted = heads.read(layout)
        archive = Archive(layout, noted or Heads({}))
        why = archive.verified()
        written = {*archive.heads.streams, *archive.names()}
        names = {*layout.home_streams(), *layout.closed_streams()}
        if noted is None and names:
            yield Finding("", None, "heads.tsv is missing: cut-off ends and older copies cannot be told")
        elif noted and noted.damaged:
            yield Finding("", None, f"heads.tsv: {noted.damaged} lines are damaged")
        if why is not None:
            yield Finding("", None, f"closed/index.sqlite: {why}; the next start makes it anew")
        corrects: dict[str, set[str]] = {}  # of a refused order its cases, which come before desks
        for name in sorted(names):
            yield from _stream(layout, name, archive, corrects)
        for name in sorted(written - names):
            if not disk.exists(layout.home(name)):  # it may have been taken up again while we looked
                yield Finding(name, None, "is gone: it was written, but there is no file of it")
        for path in _strangers(layout, names):
            what = "is no file of the store: no purge reaches it; move it away"
            yield Finding("", None, f"{layout.named(path)} {what}")
        for path in intents.waiting(layout):
            try:
                intents.read(layout, path)
            except Permanent as error:
                yield Finding("", None, str(error))


def _strangers(layout: Layout, names: Collection[str]) -> Iterator[Path]:
    """What lies among the files of streams and is none, such as a copy that somebody made (P14)."""
    indexes = (layout.rests, layout.index, layout.lookup)
    for folder in (*layout.homes, *layout.closed_folders(), layout.root / "closed"):
        for path in sorted(folder.iterdir()) if disk.exists(folder) else ():
            name = path.name.removesuffix(TEMPORARY).removesuffix(PREVIOUS)
            ours = name.removesuffix(".json") in names or any(name.startswith(one.name) for one in indexes)
            if not ours and path.is_file() and not is_kept(f"{layout.named(folder)}/{name}"):
                yield path


def _stream(layout: Layout, name: str, archive: Archive, corrects: dict[str, set[str]]) -> Iterator[Finding]:
    noted = archive.heads.of(name)  # first: the stream may go on while we look
    try:
        with disk.refusals("it cannot be read"):
            stream = shelf.read(layout, name)
        if stream is None:
            yield from _elsewhere(layout, name)
            return
        entries, content = links(stream)
    except (Permanent, Temporary, Unreadable) as error:
        yield Finding(name, None, str(error))
        return
    yield from chain.verify(name, entries, content=content, head=noted.head if noted else None)
    if fault := heads.fault(stream, noted):
        yield Finding(name, None, fault)
    for path in (layout.home(name), layout.closed(name)):
        why = shelf.generation_faults(path)
        if why:
            yield Finding(name, None, f"{layout.named(previous(path))} does not read: {why}")
    if _is_unknown(layout, stream, archive):
        now = Archive(layout, Heads({}))  # it may have been archived while we looked
        now.begin()
        if _is_unknown(layout, stream, now):
            yield Finding(name, None, f"is not under all its keys in {INDEX}")
    for one in stream.record.events:
        for order in one.corrects if isinstance(one, CaseOpened) else ():
            corrects.setdefault(order, set()).add(name)
    yield from _files(layout, stream, corrects)


def _elsewhere(layout: Layout, name: str) -> Iterator[Finding]:
    """A stream whose file is there and lies where nobody looks for it."""
    right = (layout.home(name), layout.closed(name))
    for folder in (*layout.homes, *layout.closed_folders()):
        path = folder / f"{name}.json"
        if path not in right and disk.exists(path):
            expected = " or ".join(map(layout.named, right))
            yield Finding(name, None, f"{layout.named(path)} lies in the wrong place: expected {expected}")


def _is_unknown(layout: Layout, stream: Stream, archive: Archive) -> bool:
    """Whether a key of an archived stream would not find it, besides one that its line may be without."""
    if disk.exists(layout.home(stream.name)):
        return False
    expected = (key for key in keys_of(stream.record.entries) if key[0] not in LATER)
    return any(stream.name not in archive.catalogue.find(*key) for key in expected)


def _files(layout: Layout, stream: Stream, corrects: Mapping[str, Collection[str]]) -> Iterator[Finding]:
    """Finished mails and attachments against their digests; what a purge has destroyed is not missed.

    Our mail that sent back a refused form goes with the case that its correction opened.
    """
    answered = {letter.message_id: order.mail for order, letter in refused_in(stream.record)}
    for row in stream.record.rows:
        cases = corrects.get(answered.get(row.message_id, ""), ())
        what = f"a {row.kind} ({row.state})"
        yield from _file(layout, stream, what, envelopes.read, row.digest, cases)
    for event in stream.record.events:
        if isinstance(event, AttachmentKept):
            yield from _file(layout, stream, event.file, envelopes.read_file, event.sealed)


def _file(
    layout: Layout,
    stream: Stream,
    what: str,
    read: Callable[[Layout, str], bytes],
    digest: str,
    cases: Collection[str] = (),
) -> Iterator[Finding]:
    try:
        read(layout, digest)
    except (Permanent, ValueError) as error:
        if "changed" not in str(error) and _is_let_go(stream, digest):
            return
        now = shelf.read(layout, stream.name) or stream  # a purge may have begun while we looked
        is_well = _is_let_go(now, digest) or (not _waits(now, digest) and _are_purged(layout, cases))
        if not is_well or "changed" in str(error):
            yield Finding(stream.name, None, f"{what}: {error}")


def _is_let_go(stream: Stream, digest: str) -> bool:
    """Whether a purge of the stream may have destroyed it."""
    return has_begun(stream.record.events) and not _waits(stream, digest)


def _waits(stream: Stream, digest: str) -> bool:
    return any(row.digest == digest and row.state.waits for row in stream.record.rows)


def _are_purged(layout: Layout, cases: Collection[str]) -> bool:
    """Whether a purge has begun in all of these cases, as they are by now, and there is one."""
    try:
        found = [shelf.read(layout, one) for one in cases]
    except Permanent:  # which is a finding of its own
        return False
    return bool(found) and all(one is not None and has_begun(one.record.events) for one in found)


def history(root: Path, name: str, *, content: bool) -> bytes:
    """One stream with its chain as JSON, for others to check; `content`: also what lies beside the entries.

    Raises Permanent if there is no such stream, or if its chain does not hold.
    """
    layout = Layout(root)
    with disk.refusals("the store cannot be read"):
        stream = shelf.read(layout, name)
    if stream is None:
        raise Permanent(f"there is no {name}")
    return exported(name, *links(stream), content=content)
