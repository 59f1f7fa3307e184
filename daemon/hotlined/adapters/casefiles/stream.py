"""A stream as tables and as a record, and how a commit makes the next one out of it.

Tables: `meta` (name, revision, archived), `entries` (the hash chain), `content` (by entry, with salts) and
`rows` (the outbox).  The revision counts writes, so that an older copy of a file is told from the newest
even where only rows changed.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from tinydb import where
from tinydb.table import Document

from hotlined.adapters.casefiles import codec
from hotlined.adapters.casefiles.tinyfile import Lines, TableData, Unreadable, database, parse
from hotlined.app.ports import Commit, Record
from hotlined.domain import chain
from hotlined.domain.events import Entry

Salt = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream at one revision; `tables` are exactly what the file holds and are never changed."""

    record: Record
    tables: TableData
    rev: int = 0  # 0: nothing written yet
    archived: bool = False
    hash: str = ""
    lines: Lines = field(default_factory=dict, repr=False, compare=False)  # handed on, see `tinyfile.render`

    @property
    def name(self) -> str:
        """The stream's name."""
        return self.record.stream

    @property
    def waits(self) -> bool:
        """Whether a row of it still has to be sent."""
        return any(row.state.waits for row in self.record.rows)


def empty(name: str) -> Stream:
    """A stream that is not there yet."""
    tables: TableData = {"meta": {}, "entries": {}, "content": {}, "rows": {}}
    return Stream(Record(name, (), ()), tables, hash=chain.genesis(name))


def read(name: str, data: bytes) -> Stream:
    """The stream out of its file's bytes; raises Unreadable."""
    return of_tables(name, parse(data))


def of_tables(name: str, tables: TableData) -> Stream:
    """The stream out of its tables; raises Unreadable where they are not what `extended` makes."""
    try:
        meta = tables["meta"]["1"]
        if meta["stream"] != name:
            raise Unreadable("it belongs to another stream")
        content = tables["content"]
        entries = tuple(
            _entry(place, document, content.get(str(place), {}))
            for place, document in enumerate(tables["entries"].values())
        )
        rows = tuple(codec.decode_row(row) for row in tables["rows"].values())
        last = tables["entries"][str(len(entries) - 1)]["hash"] if entries else chain.genesis(name)
        return Stream(Record(name, entries, rows), tables, int(meta["rev"]), bool(meta["archived"]), last)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable("a table or a field is missing or of a wrong type") from error


def _entry(place: int, document: Mapping[str, Any], content: Mapping[str, Any]) -> Entry:
    if document["seq"] != place:
        raise Unreadable(f"its entries are not in order at {place}")
    pieces = {name: piece["value"] for name, piece in content.items()}
    at = datetime.fromisoformat(document["at"])
    return Entry(place, at, codec.decode(document["kind"], document["data"], pieces))


def links(tables: TableData) -> tuple[tuple[chain.Link, ...], dict[int, dict[str, chain.Salted]]]:
    """Entries and content as `chain.verify` takes them; raises Unreadable."""
    try:
        entries = tuple(
            chain.Link(
                seq=one["seq"], at=one["at"], kind=one["kind"], data=one["data"],
                digests=one["digests"], prev=one["prev"], hash=one["hash"],
            )
            for one in tables["entries"].values()
        )  # fmt: skip
        content = {
            int(seq): {name: chain.Salted(piece["salt"], piece["value"]) for name, piece in pieces.items()}
            for seq, pieces in tables["content"].items()
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable("an entry is not one") from error
    return entries, content


def extended(stream: Stream, commit: Commit, salt: Salt) -> Stream:
    """The next revision; ValueError for what could not be read back, so that it is never written."""
    documents: list[Document] = []
    pieces: list[Document] = []
    prev = stream.hash
    for seq, event in enumerate(commit.events, start=len(stream.record.entries)):
        encoded = codec.encode(event)
        salted = {name: {"salt": salt(), "value": value} for name, value in encoded.content.items()}
        document = _chained(prev, seq, commit.at, encoded, salted)
        prev = document["hash"]
        documents.append(Document(document, seq))
        if salted:
            pieces.append(Document(salted, seq))
    rows = [codec.encode_row(row) for row in commit.rows]
    tables = _written(stream, commit, documents, pieces, rows)
    try:
        content = tables["content"]
        added = tuple(_entry(one.doc_id, one, content.get(str(one.doc_id), {})) for one in documents)
        kept = {row.message_id: row for row in stream.record.rows}
        kept |= {row.message_id: row for row in (codec.decode_row(row) for row in rows)}
    except Unreadable as error:
        raise ValueError(f"not written, as it could not be read back: {error}") from error
    record = replace(stream.record, entries=stream.record.entries + added, rows=tuple(kept.values()))
    return Stream(record, tables, stream.rev + 1, commit.archive, prev, stream.lines)


def purged(stream: Stream, keep: Collection[int]) -> Stream:
    """The next revision, with the content of these entries only; the same one where there is no other."""
    kept = {str(seq) for seq in keep}
    content = {seq: pieces for seq, pieces in stream.tables["content"].items() if seq in kept}
    if len(content) == len(stream.tables["content"]):
        return stream
    meta = {"1": {**stream.tables["meta"]["1"], "rev": stream.rev + 1}}
    return of_tables(stream.name, {**stream.tables, "meta": meta, "content": content})


def _chained(
    prev: str, seq: int, at: datetime, encoded: codec.Encoded, salted: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    digests = {name: chain.salted_digest(one["salt"], one["value"]) for name, one in salted.items()}
    if at.tzinfo is None:
        raise ValueError("the time of a commit has no zone")
    when = at.astimezone(UTC).isoformat()
    digest = chain.link(prev, seq, at=when, kind=encoded.kind, data=encoded.data, digests=digests)
    return {
        "seq": seq, "at": when, "kind": encoded.kind, "data": encoded.data,
        "digests": digests, "prev": prev, "hash": digest,
    }  # fmt: skip


def _written(
    stream: Stream,
    commit: Commit,
    documents: list[Document],
    pieces: list[Document],
    rows: list[dict[str, Any]],
) -> TableData:
    """TinyDB's part: add the documents, put rows in place of those with the same Message-ID."""
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
        db.table("rows").upsert(row, where("message_id") == row["message_id"])
    return storage.tables
