"""One stream in the tables: reading it, adding to it, and the form in which it is copied to another store.

The caller is within a transaction, and has locked the stream where it writes.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg import Cursor

from hotlined.app.ports import Permanent, Record, Stored
from hotlined.codec import Unreadable, decode_row, encode_row, entries_of
from hotlined.domain.record import chain
from hotlined.domain.record.index import Key, keys

Row = tuple[Any, ...]
_CASE: Final = re.compile(r"[A-Z][A-Z0-9]{0,9}-([0-9]{4})-([0-9]{6,9})-[0-9A-Z]")

# A stream's length, entries, content and rows as JSON, in one statement: the stream of one moment.
WHOLE: Final = (
    "SELECT entries,"
    " (SELECT coalesce(json_agg(json_build_array(seq, at, kind, data, digests, prev, hash) ORDER BY seq),"
    " '[]') FROM entries WHERE stream = name),"
    " (SELECT coalesce(json_object_agg(seq, pieces), '{}') FROM content WHERE stream = name),"
    " (SELECT coalesce(json_agg(data ORDER BY place), '[]') FROM outbox WHERE stream = name)"
    " FROM streams WHERE name = %s AND rev > 0"
)
# All that a write adds to one stream; rows in place of those with the same Message-ID, or after all others.
_ADD: Final = """
WITH added AS (
  INSERT INTO entries (stream, seq, at, kind, data, digests, prev, hash)
  SELECT %(name)s, seq, at, kind, data::json, digests::json, prev, hash FROM unnest(
    %(seq)s::integer[], %(at)s::text[], %(kind)s::text[], %(data)s::text[], %(digests)s::text[],
    %(prev)s::text[], %(hash)s::text[]) AS one (seq, at, kind, data, digests, prev, hash)),
beside AS (
  INSERT INTO content (stream, seq, pieces)
  SELECT %(name)s, seq, pieces::json FROM unnest(%(of)s::integer[], %(pieces)s::text[]) AS one (seq, pieces)),
found AS (
  INSERT INTO keys (key, stream) SELECT key, %(name)s FROM unnest(%(keys)s::bytea[]) AS key
  ON CONFLICT DO NOTHING)
INSERT INTO outbox (stream, message_id, place, waits, digest, data)
SELECT %(name)s, message_id, first + number - 1, waits, digest, row::json FROM
  (SELECT coalesce(max(place) + 1, 0) AS first FROM outbox WHERE stream = %(name)s) AS place,
  unnest(%(ids)s::text[], %(waits)s::boolean[], %(of_mail)s::text[], %(rows)s::text[])
    WITH ORDINALITY AS one (message_id, waits, digest, row, number)
ON CONFLICT (stream, message_id)
DO UPDATE SET waits = excluded.waits, digest = excluded.digest, data = excluded.data
"""
_ADD_STREAM: Final = (
    "INSERT INTO streams (name, year, serial, rev, entries, head, archived, is_open, touched)"
    " VALUES (%s, %s, %s, 0, 0, %s, false, false, '-infinity') ON CONFLICT DO NOTHING"
)
# A desk day is open while it has something to send, a case or a period until it is archived.
_SET_HEAD: Final = (
    "UPDATE streams SET rev = %(rev)s, entries = %(entries)s, head = %(head)s, archived = %(archived)s,"
    " changed = pg_current_xact_id(), writer = %(writer)s,"
    " touched = greatest(touched, %(touched)s), is_open = CASE WHEN name LIKE 'desk-%%'"
    " THEN EXISTS (SELECT FROM outbox WHERE stream = name AND waits) ELSE NOT %(archived)s END"
    " WHERE name = %(name)s"
)


@dataclass(frozen=True, slots=True)
class Head:
    """Where a stream stands: its writes, its entries, the hash of the last; `rev` 0: it is not there."""

    name: str
    rev: int
    entries: int
    hash: str


def key_digest(kind: str, key: str) -> bytes:
    """How a key of the index is stored."""
    return hashlib.sha256(f"{kind}\0{key}".encode("utf-8", "replace")).digest()


def ascii_json(value: object) -> str:
    """JSON of ASCII alone: a NUL in a text is an escape, which `json` columns take and `jsonb` does not."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


# --- reading -------------------------------------------------------------------------------------


def links(cursor: "Cursor[Row]", name: str) -> tuple[chain.Link, ...]:
    """The entries as stored, by their number; raises psycopg.Error."""
    cursor.execute(
        "SELECT seq, at, kind, data, digests, prev, hash FROM entries WHERE stream = %s ORDER BY seq", [name]
    )
    return tuple(chain.Link(*row) for row in cursor)


def content(cursor: "Cursor[Row]", name: str) -> dict[int, dict[str, chain.Salted]]:
    """What lies beside the entries, with its salts; raises psycopg.Error."""
    cursor.execute("SELECT seq, pieces FROM content WHERE stream = %s", [name])
    return _salted(dict(cursor))


def rows(cursor: "Cursor[Row]", name: str) -> tuple[Mapping[str, Any], ...]:
    """The outbox rows in the order they were made; raises psycopg.Error."""
    cursor.execute("SELECT data FROM outbox WHERE stream = %s ORDER BY place", [name])
    return tuple(row[0] for row in cursor)


def record(name: str, found: Row) -> Record:
    """The stream out of its row of WHOLE; raises Permanent where it does not read."""
    count, entries, beside, outgoing = found
    try:
        made = entries_of([chain.Link(*one) for one in entries], _salted(beside))
        if len(made) != count:
            raise Permanent(f"{name} holds {len(made)} entries of {count}: `hotlined verify` says more")
        return Record(name, made, tuple(map(decode_row, outgoing)))
    except (Unreadable, KeyError, TypeError, ValueError, AttributeError) as error:
        why = str(error) if isinstance(error, Unreadable) else "a field is missing or of a wrong type"
        raise Permanent(f"{name} does not read: {why}; take the database from a backup") from None


def _salted(found: Mapping[str, Any]) -> dict[int, dict[str, chain.Salted]]:
    return {
        int(seq): {field: chain.Salted(piece["salt"], piece["value"]) for field, piece in pieces.items()}
        for seq, pieces in found.items()
    }


def stored(cursor: "Cursor[Row]", name: str) -> Stored | None:
    """The stream as it is copied; raises psycopg.Error, Unreadable."""
    cursor.execute("SELECT rev, archived FROM streams WHERE name = %s AND rev > 0", [name])
    found = cursor.fetchone()
    if found is None:
        return None
    outgoing = tuple(map(decode_row, rows(cursor, name)))
    return Stored(name, found[0], found[1], links(cursor, name), content(cursor, name), outgoing)


@dataclass(frozen=True, slots=True)
class Aside:
    """What is kept of a stream beside its entries: how far it is, and by what it is found and worked on."""

    head: chain.Head
    is_open: bool
    keys: frozenset[bytes]
    waiting: frozenset[str]  # Message-IDs


def aside(cursor: "Cursor[Row]", name: str) -> Aside:
    """Of a stream that is there; raises psycopg.Error."""
    cursor.execute(
        "SELECT entries, head, is_open, ARRAY (SELECT key FROM keys WHERE stream = name),"
        " ARRAY (SELECT message_id FROM outbox WHERE stream = name AND waits) FROM streams WHERE name = %s",
        [name],
    )
    ((count, digest, is_open, found, waiting),) = cursor
    return Aside(chain.Head(count, digest), is_open, frozenset(map(bytes, found)), frozenset(waiting))


def keys_of(found: Stored) -> frozenset[bytes]:
    """The digests of all keys by which a stream has to be found; raises Unreadable, ValueError."""
    entries = entries_of(found.links, found.content)
    return frozenset(key_digest(*key) for entry in entries for key in keys(entry.event))


# --- writing -------------------------------------------------------------------------------------


def locked(cursor: "Cursor[Row]", names: Iterable[str], new: Iterable[str] = ()) -> dict[str, Head]:
    """The heads of these streams, locked until the transaction ends, always in the same order.

    A `new` one is made, empty, so that it can be locked; another that is not there is not among the heads.
    Raises psycopg.Error.
    """
    fresh = sorted(new)
    for name in fresh:
        case = _CASE.fullmatch(name)
        year, serial = (int(case[1]), int(case[2])) if case is not None else (None, None)
        cursor.execute(_ADD_STREAM, [name, year, serial, chain.genesis(name)])
    query = "SELECT name, rev, entries, head FROM streams WHERE name = ANY (%s) ORDER BY name FOR UPDATE"
    cursor.execute(query, [sorted({*names, *fresh})])
    return {row[0]: Head(*row) for row in cursor}


def add(cursor: "Cursor[Row]", head: Head, new: Stored, touched: datetime | None, writer: str = "") -> None:
    """Write what `new` has beyond `head`; raises psycopg.Error, Unreadable.

    `writer`: the daemon, where several write at the same time.
    """
    name = new.stream
    found: list[Key] = []
    for entry in entries_of(new.links, new.content):
        found += keys(entry.event)
    # One statement changes a row once: of what is given twice, such as two reasons to take it back, the last.
    outgoing = {one.message_id: one for one in new.rows}.values()
    values: dict[str, object] = {
        "name": name,
        **_columns(new.links),
        "of": [*new.content],
        "pieces": [ascii_json(_plain(pieces)) for pieces in new.content.values()],
        "keys": [key_digest(*key) for key in dict.fromkeys(found)],
        "ids": [one.message_id for one in outgoing],
        "waits": [one.state.waits for one in outgoing],
        "of_mail": [one.digest for one in outgoing],
        "rows": [ascii_json(encode_row(one)) for one in outgoing],
    }
    cursor.execute(_ADD, values)
    last = new.links[-1].hash if new.links else head.hash
    values = {"rev": new.rev, "entries": head.entries + len(new.links), "head": last, "name": name}
    cursor.execute(_SET_HEAD, {**values, "archived": new.archived, "touched": touched, "writer": writer})


def _columns(links: Sequence[chain.Link]) -> dict[str, list[object]]:
    """Entries as arrays, one a column."""
    plain = ("seq", "at", "kind", "prev", "hash")
    made: dict[str, list[object]] = {name: [getattr(one, name) for one in links] for name in plain}
    for name in ("data", "digests"):
        made[name] = [ascii_json(getattr(one, name)) for one in links]
    return made


def _plain(pieces: Mapping[str, chain.Salted]) -> dict[str, dict[str, object]]:
    return {name: {"salt": one.salt, "value": one.value} for name, one in pieces.items()}


def purged(cursor: "Cursor[Row]", head: Head, keep: Collection[int], writer: str = "") -> bool:
    """Destroy all content but that of these entries; whether there was any.  Raises psycopg.Error."""
    cursor.execute("DELETE FROM content WHERE stream = %s AND NOT seq = ANY (%s)", [head.name, sorted(keep)])
    if cursor.rowcount == 0:
        return False
    cursor.execute(
        "UPDATE streams SET rev = rev + 1, changed = pg_current_xact_id(), writer = %s WHERE name = %s",
        [writer, head.name],
    )
    return True
