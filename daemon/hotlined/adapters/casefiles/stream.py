"""A stream as tables and as a record.

Tables: `meta` (name, revision, archived), `entries` (the hash chain), `content` (by entry, with salts) and
`rows` (the outbox); in a long stream also `parts`, which lie in files of their own (`parts`) and hold what is
missing here of the other three.  The revision counts writes, so that an older copy of a file is told from the
newest even where only rows changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import chain as chained
from typing import Any

from hotlined import codec
from hotlined.adapters.casefiles.parts import Part
from hotlined.adapters.casefiles.tinyfile import FORMAT, IN_PARTS, Lines, TableData
from hotlined.app.ports import Record
from hotlined.codec import Unreadable
from hotlined.domain.mail.outgoing import OutboxRow
from hotlined.domain.record import chain
from hotlined.domain.record.events import Entry


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream at one revision; `tables` are exactly what its file holds and are never changed.

    `fresh` are the parts that come with this revision, with their bytes, to be written before it.
    """

    record: Record
    tables: TableData
    rev: int = 0  # 0: nothing written yet
    archived: bool = False
    hash: str = ""
    parts: tuple[Part, ...] = ()
    fresh: tuple[tuple[Part, bytes], ...] = field(default=(), repr=False, compare=False)
    lines: Lines = field(default_factory=dict, repr=False, compare=False)  # handed on, see `tinyfile.render`
    # Message-ID to place among the rows, handed on; it may hold more than there is, see `_placed`
    places: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The stream's name."""
        return self.record.stream

    @property
    def waits(self) -> bool:
        """Whether a row of it still has to be sent; one that was sealed has not."""
        return any(self.record.rows[int(number) - 1].state.waits for number in self.tables["rows"])

    @property
    def number(self) -> int:
        """The format of its file."""
        return IN_PARTS if "parts" in self.tables else FORMAT

    def stored(self, seq: int) -> Mapping[str, Any] | None:
        """An entry as it is stored, wherever that is."""
        every = (one["entries"].get(str(seq)) for one in (self.tables, *(part.tables for part in self.parts)))
        return next((one for one in every if one is not None), None)

    def whole(self, table: str) -> Mapping[str, Any]:
        """The documents of `entries` or `content`, those of its parts too, in order."""
        return _together([*(part.tables for part in self.parts), self.tables], table)


def empty(name: str) -> Stream:
    """A stream that is not there yet."""
    tables: TableData = {"meta": {}, "entries": {}, "content": {}, "rows": {}}
    return Stream(Record(name, (), ()), tables, hash=chain.genesis(name))


def of_tables(name: str, tables: TableData, sealed: tuple[Part, ...] = ()) -> Stream:
    """The stream out of its tables and parts; raises Unreadable where they are not what `revision` makes."""
    try:
        meta = tables["meta"]["1"]
        if meta["stream"] != name:
            raise Unreadable("it belongs to another stream")
        every = [*(part.tables for part in sealed), tables]
        stored, content = _together(every, "entries"), _together(every, "content")
        entries = tuple(
            entry_of(place, document, content.get(str(place), {}))
            for place, document in enumerate(stored.values())
        )
        rows = _rows(every)
        last = stored[str(len(entries) - 1)]["hash"] if entries else chain.genesis(name)
        record, places = Record(name, entries, rows), {row.message_id: n for n, row in enumerate(rows)}
        rev, archived = int(meta["rev"]), bool(meta["archived"])
        return Stream(record, tables, rev, archived, last, sealed, places=places)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable("a table or a field is missing or of a wrong type") from error


def _together(every: Iterable[Mapping[str, Mapping[str, Any]]], table: str) -> Mapping[str, Any]:
    found = [one[table] for one in every]
    return found[0] if len(found) == 1 else dict(chained.from_iterable(one.items() for one in found))


def _rows(every: Iterable[Mapping[str, Mapping[str, Any]]]) -> tuple[OutboxRow, ...]:
    """In order of their numbers; where one lies twice, the later one counts."""
    found = {int(number): row for number, row in _together(every, "rows").items()}
    if found.keys() != set(range(1, len(found) + 1)):
        raise Unreadable("its rows are not in order")
    return tuple(codec.decode_row(row) for _, row in sorted(found.items()))


def as_document(value: chain.Link | chain.Salted) -> dict[str, Any]:
    """An entry, or a piece of content, as it lies in its table; not copied as `asdict` does."""
    return {one.name: getattr(value, one.name) for one in fields(value)}


def entry_of(place: int, document: Mapping[str, Any], content: Mapping[str, Any]) -> Entry:
    """The entry at this place out of its document and what is left of its content; raises Unreadable."""
    if document["seq"] != place:
        raise Unreadable(f"its entries are not in order at {place}")
    pieces = {name: piece["value"] for name, piece in content.items()} if content else content
    at = datetime.fromisoformat(document["at"])
    return Entry(place, at, codec.decode(document["kind"], document["data"], pieces))


def links(stream: Stream) -> tuple[tuple[chain.Link, ...], dict[int, dict[str, chain.Salted]]]:
    """Entries and content as `chain.verify` takes them; raises Unreadable."""
    try:
        entries = tuple(
            chain.Link(
                seq=one["seq"], at=one["at"], kind=one["kind"], data=one["data"],
                digests=one["digests"], prev=one["prev"], hash=one["hash"],
            )
            for one in stream.whole("entries").values()
        )  # fmt: skip
        content = {
            int(seq): {name: chain.Salted(piece["salt"], piece["value"]) for name, piece in pieces.items()}
            for seq, pieces in stream.whole("content").items()
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable("an entry is not one") from error
    return entries, content
