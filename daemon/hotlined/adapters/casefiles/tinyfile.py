"""One stream's file: TinyDB tables as JSON that a person can read with `less`, under a checksum.

The file is valid JSON with one document a line.  Its first line holds the format's number and the SHA-256
of all that follows, so that a file cut at any byte, a changed byte and an empty file are each told from a
good one.  A stream with parts (`casefiles.parts`) has a number of its own, which versions that know no parts
refuse with a sentence; any other file is as they wrote it.

`Tables` is the TinyDB storage: it gives the tables that were read, and keeps what TinyDB writes in memory, so
that all changes of a step go to the disk in one replacement (`casefiles.disk`).
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic_core import from_json
from tinydb import Storage, TinyDB

from hotlined.codec import Newer, Unreadable

FORMAT: Final = 1
IN_PARTS: Final = 2  # of a part, and of what names some
_FIRST: Final = re.compile(rb'\{"format": ([0-9]{1,9}), "sha256": "([0-9a-f]{64})",\n')

APPEND_ONLY: Final = frozenset({"entries", "content"})
_encode: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode

TableData = dict[str, dict[str, Any]]
# the lines of documents that never change, nor their keys, by `id`; holding the document keeps its id its own
Lines = dict[int, tuple[object, str]]


class Tables(Storage):
    """TinyDB storage over tables in memory; the tables handed in are left as they are."""

    def __init__(self, tables: Mapping[str, dict[str, Any]]) -> None:
        self.tables: TableData = dict(tables)

    def read(self) -> TableData:
        """The tables as they stand now."""
        return self.tables

    def write(self, data: TableData) -> None:
        """Take TinyDB's new tables; nothing reaches the disk here."""
        self.tables = data


def database(tables: Mapping[str, dict[str, Any]]) -> tuple[TinyDB, Tables]:
    """A TinyDB over a copy of these tables, and the storage in which its changes gather."""
    storage = Tables(tables)
    return TinyDB(storage=lambda: storage), storage


def render(
    tables: Mapping[str, Mapping[str, Any]], known: Lines | None = None, *, number: int = FORMAT
) -> bytes:
    """The bytes of a file: the same tables always give the same bytes.

    `known` carries the text of entries from one revision to the next, so that a long stream costs little
    more than its new entries; only for tables whose documents are never changed.
    """
    written = (_table(name, one, known if name in APPEND_ONLY else None) for name, one in tables.items())
    rest = (",\n".join(written) + "\n}\n").encode()
    first = f'{{"format": {number}, "sha256": "{hashlib.sha256(rest).hexdigest()}",\n'
    return first.encode() + rest


def parse(data: bytes) -> TableData:
    """The tables out of a file's bytes; raises Unreadable for all that `render` cannot have made."""
    if not data:
        raise Unreadable("it is empty (0 bytes)")
    match = _FIRST.match(data)
    if match is None:
        raise Unreadable("its first line is not that of a store file")
    if not FORMAT <= int(match[1]) <= IN_PARTS:  # before the checksum, which may be another one there
        why = Newer if int(match[1]) > IN_PARTS else Unreadable
        raise why(f"it has format {int(match[1])}, this version of hotlined reads {FORMAT} to {IN_PARTS}")
    if hashlib.sha256(data[match.end() :]).hexdigest().encode() != match[2]:
        raise Unreadable("its checksum is wrong: it was cut off or changed")
    try:
        tables = from_json(data, allow_inf_nan=False)  # in two thirds of the time that `json` takes
    except ValueError as error:
        raise Unreadable("it is not JSON") from error
    del tables["format"], tables["sha256"]
    for documents in tables.values():
        if type(documents) is not dict or not {dict}.issuperset(map(type, documents.values())):
            raise Unreadable("a table in it is not one")
    return tables  # type: ignore[no-any-return]  # checked above


def _table(name: str, documents: Mapping[str, Any], known: Lines | None) -> str:
    if not documents:
        return f"{_encode(name)}: {{}}"
    lines = (_document(key, one, known) for key, one in documents.items())
    return f"{_encode(name)}: {{\n" + ",\n".join(lines) + "}"


def _document(key: str, one: object, known: Lines | None) -> str:
    held, text = (None, "") if known is None else known.get(id(one), (None, ""))
    if held is not one:
        text = f"{_encode(key)}: {_encode(one)}"
        if known is not None:
            known[id(one)] = (one, text)
    return text
