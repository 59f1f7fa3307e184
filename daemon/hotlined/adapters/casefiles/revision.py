"""How a commit, or a purge, makes the next revision of a stream; nothing is written here.

A commit that finds enough entries in the stream's file first puts these apart, as parts (`parts`).  The
documents themselves are added and replaced by TinyDB.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tinydb.table import Document

from hotlined import codec
from hotlined.adapters.casefiles import parts
from hotlined.adapters.casefiles.stream import Stream, as_document, of_tables
from hotlined.adapters.casefiles.tinyfile import TableData, database
from hotlined.app.ports import Commit
from hotlined.codec import Salt
from hotlined.domain.mail.outgoing import OutboxRow


def extended(stream: Stream, commit: Commit, salt: Salt) -> Stream:
    """The next revision; ValueError for what could not be read back, so that it is never written."""
    stream = sealed(stream)
    new = codec.added(commit, stream.hash, salt)
    documents = [Document(as_document(one), one.seq) for one in new.links]
    pieces = [
        Document({name: as_document(one) for name, one in beside.items()}, seq)
        for seq, beside in new.content.items()
    ]
    places, kept = _placed(stream, new.rows)
    numbered = [Document(row, place + 1) for place, row in zip(places, new.written, strict=True)]
    return replace(
        stream,
        record=replace(stream.record, entries=stream.record.entries + new.entries, rows=kept),
        tables=_written(stream, commit, documents, pieces, numbered),
        rev=stream.rev + 1,
        archived=commit.archive,
        hash=new.links[-1].hash if new.links else stream.hash,
    )


def sealed(stream: Stream) -> Stream:
    """The same with what fills parts in parts; nothing else is new in it, and its file is not written yet."""
    entries, content, rows = (stream.tables[name] for name in ("entries", "content", "rows"))
    count = len(entries) // parts.SIZE
    if count == 0:
        return replace(stream, fresh=())
    ended = {
        number: row for number, row in rows.items() if not stream.record.rows[int(number) - 1].state.waits
    }
    first, seqs, fresh = len(stream.record.entries) - len(entries), list(entries), []
    for at in range(0, count * parts.SIZE, parts.SIZE):
        held = seqs[at : at + parts.SIZE]
        tables: TableData = {
            "entries": {seq: entries[seq] for seq in held},
            "content": {seq: content[seq] for seq in held if seq in content},
            "rows": ended if at == 0 else {},
        }
        fresh.append(parts.made(stream.name, first + at, tables, stream.lines))
    rest = seqs[count * parts.SIZE :]
    every = (*stream.parts, *(part for part, _ in fresh))
    tail: TableData = {
        "meta": stream.tables["meta"],
        "parts": parts.listing(every),
        "entries": {seq: entries[seq] for seq in rest},
        "content": {seq: content[seq] for seq in rest if seq in content},
        "rows": {number: row for number, row in rows.items() if number not in ended},
    }
    return replace(stream, tables=tail, parts=every, fresh=tuple(fresh), lines={})


def purged(stream: Stream, keep: Collection[int]) -> Stream:
    """The next revision, with the content of these entries only; the same one where there is no other."""
    kept = {str(seq) for seq in keep}
    if kept.issuperset(stream.whole("content")):
        return stream
    every, fresh = [], []
    for part in stream.parts:
        if not kept.issuperset(part.tables["content"]):
            tables = {**part.tables, "content": _kept(part.tables["content"], kept)}
            fresh.append(parts.made(stream.name, part.first, tables))
            part = fresh[-1][0]
        every.append(part)
    meta = {"1": {**stream.tables["meta"]["1"], "rev": stream.rev + 1}}
    tail = {**stream.tables, "meta": meta, "content": _kept(stream.tables["content"], kept)}
    if every:
        tail["parts"] = parts.listing(every)
    return replace(of_tables(stream.name, tail, tuple(every)), fresh=tuple(fresh))


def _kept(content: Mapping[str, Any], kept: Collection[str]) -> dict[str, Any]:
    return {seq: pieces for seq, pieces in content.items() if seq in kept}


def _placed(stream: Stream, rows: Sequence[OutboxRow]) -> tuple[list[int], tuple[OutboxRow, ...]]:
    """Where rows go, in place of those with the same Message-ID or at the end; and all rows as they then are.

    A place is believed only if its row is there: a commit that failed leaves places that were never taken.
    """
    if not rows:
        return [], stream.record.rows
    every, found = list(stream.record.rows), []
    for row in rows:
        place = stream.places.get(row.message_id, len(every))
        if place < len(every) and every[place].message_id == row.message_id:
            every[place] = row
        else:
            place = stream.places[row.message_id] = len(every)
            every.append(row)
        found.append(place)
    return found, tuple(every)


def _written(
    stream: Stream,
    commit: Commit,
    documents: list[Document],
    pieces: list[Document],
    rows: list[Document],
) -> TableData:
    """TinyDB's part: add the documents, put rows in place of those with the same number."""
    before = dict(stream.tables)
    if rows:  # TinyDB updates a document where it lies
        before["rows"] = {key: dict(row) for key, row in before["rows"].items()}
    db, storage = database(before)
    meta = {"stream": stream.name, "rev": stream.rev + 1, "archived": commit.archive}
    db.table("meta").truncate()
    db.table("meta").insert(Document(meta, 1))
    db.table("entries").insert_multiple(documents)
    db.table("content").insert_multiple(pieces)
    for row in rows:
        if db.table("rows").contains(doc_id=row.doc_id):
            db.table("rows").update(row, doc_ids=[row.doc_id])
        else:
            db.table("rows").insert(row)
    return storage.tables
