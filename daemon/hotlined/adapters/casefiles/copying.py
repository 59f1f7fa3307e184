"""A store as a whole, stream by stream, out of files for another store, and out of another store into files.

What is written goes into an empty folder, marked from the first file to the last as a restore is: with the
mark no daemon starts, and only another copy or restore may clear the folder.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hotlined import codec
from hotlined.adapters.casefiles import disk, envelopes, heads, parts, revision, shelf, stream
from hotlined.adapters.casefiles.heads import Heads
from hotlined.adapters.casefiles.layout import Layout
from hotlined.adapters.casefiles.restoring import restoring
from hotlined.adapters.casefiles.stream import Stream
from hotlined.app.ports import Permanent, Stored, Whole
from hotlined.domain.record.casework import AttachmentKept


def wholes(root: Path) -> Iterator[Whole]:
    """Every stream of the store in this folder, with what it names; the caller has the store's lock.

    Raises Permanent where a stream does not read, Temporary.
    """
    layout = Layout(root)
    with disk.refusals("the store cannot be read"):
        mails, files = layout.stored_mails(), frozenset(layout.stored_files())
        for name in sorted({*layout.home_streams(), *layout.closed_streams()}):
            found = shelf.read(layout, name)
            if found is None:
                continue
            events = found.record.events
            kept = {one.sealed for one in events if isinstance(one, AttachmentKept)} & files
            sent = {row.digest for row in found.record.rows} & mails
            yield Whole(
                stored(found),
                {one: envelopes.read(layout, one) for one in sorted(sent)},
                {one: envelopes.read_file(layout, one) for one in sorted(kept)},
            )


def stored(found: Stream) -> Stored:
    """The stream as another store takes it over; raises Unreadable."""
    entries, content = stream.links(found)
    return Stored(found.name, found.rev, found.archived, entries, content, found.record.rows)


def take_over(root: Path, given: Iterable[Whole]) -> int:
    """Write every stream exactly as it is into an empty folder; how many.

    Raises Permanent where a store is there, and what `given` raises: then the mark stays.
    """
    count = 0
    with restoring(root) as under_way, disk.refusals("the store cannot be written"):
        layout, writer = under_way.layout, under_way.writer
        for folder in layout.folders:
            disk.make_folder(folder)
        noted = Heads({})
        for whole in given:
            made = revision.sealed(stream.of_tables(whole.stored.stream, _tables(whole.stored)))
            envelopes.write(layout, writer, whole.mails, whole.files)
            parts.write(layout, writer, made.name, made.fresh)
            shelf.write(layout, writer, made)
            heads.note(layout, writer, made, noted)
            if made.archived:
                shelf.archive(layout, writer, made, lambda line: None)  # no index before its first start
            if stored(shelf.read(layout, made.name) or made) != whole.stored:
                raise Permanent(f"{made.name} is not read back as it was written")
            count += 1
        writer.remove(layout.restoring, label="restoring")
    return count


def _tables(given: Stored) -> dict[str, dict[str, Any]]:
    """The tables as `revision.extended` would have made them."""
    entries = {str(one.seq): stream.as_document(one) for one in given.links}
    content = {
        str(seq): {name: stream.as_document(one) for name, one in pieces.items()}
        for seq, pieces in given.content.items()
    }
    rows = {str(place): codec.encode_row(row) for place, row in enumerate(given.rows, start=1)}
    meta = {"1": {"stream": given.stream, "rev": given.rev, "archived": given.archived}}
    return {"meta": meta, "entries": entries, "content": content, "rows": rows}
