"""What is kept of cases at rest, beside them: `open/rest.sqlite`, so that a start need not read these.

It is never the record, and no backup has it.  A line counts only for the very file it was made of: inode,
size, both times to the nanosecond, the write as `heads.tsv` counts it.  One that is damaged, or of another
file, is as if it were not there; and where the database does not read, or another version of hotlined has
made it, it is made anew, empty.
"""

import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from sys import intern
from typing import Any, Final

from hotlined import code_digest
from hotlined.adapters.casefiles import heads, shelf
from hotlined.adapters.casefiles.catalogue import keys_of
from hotlined.adapters.casefiles.closedtables import connected, digest, step
from hotlined.adapters.casefiles.heads import Noted
from hotlined.adapters.casefiles.layout import Layout
from hotlined.app.crash_points import crash_point
from hotlined.app.ports import Permanent, RestLine
from hotlined.domain.record.index import Key

_TABLES: Final = """
CREATE TABLE about (code TEXT);
CREATE TABLE rests (
    stream TEXT PRIMARY KEY, mark TEXT, rev INTEGER, edition TEXT, newest TEXT, keys TEXT, text TEXT,
    digest BLOB
);
"""
_COLUMNS: Final = 8
_PATIENCE: Final = 100  # milliseconds for somebody who looks: a commit waits meanwhile
_NEVER: Final = (sqlite3.Error, OSError)


@dataclass(frozen=True, slots=True)
class Line:
    """What is kept of a stream: `mark` of its file at that write, its index keys and newest time."""

    stream: str
    mark: str
    rev: int
    edition: str
    newest: datetime
    keys: Sequence[Key]
    text: str


def mark(path: Path) -> str:
    """By what a file is known to be the same, with not a byte changed; "" where it cannot be asked for."""
    try:
        state = os.lstat(path)
    except OSError:
        return ""
    return f"{state.st_ino}:{state.st_size}:{state.st_mtime_ns}:{state.st_ctime_ns}"


class Rests:
    """The lines of one store; none until `begin`, and where something is wrong with the database."""

    def __init__(self, layout: Layout) -> None:
        self._layout, self._path = layout, layout.rests
        self._db: sqlite3.Connection | None = None

    def begin(self, homes: Iterable[str]) -> None:
        """Open it, or make it; the lines of streams that are not in their home any more go."""
        try:
            self._begin(homes)
        except _NEVER:
            self._anew()

    def _begin(self, homes: Iterable[str]) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with open(os.open(self._path, flags, 0o600), "rb") as file:
            os.fchmod(file.fileno(), 0o600)
            new = os.fstat(file.fileno()).st_size == 0
            if new:
                crash_point("rest-begun")
        self._db = db = connected(self._path, "rw")
        db.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
        db.execute("PRAGMA journal_mode = DELETE")  # in another a purge would leave what was there (P14)
        db.execute("PRAGMA synchronous = OFF")  # what a power cut damages the digests tell
        if new:
            db.executescript(_TABLES)
            db.execute("INSERT INTO about VALUES (?)", (code_digest.digest(),))
        if db.execute("SELECT code FROM about").fetchone() != (code_digest.digest(),):
            raise sqlite3.DatabaseError("another version has made it, for which other keys may count")
        there = {str(name) for (name,) in db.execute("SELECT stream FROM rests")}
        self._drop(db, there.difference(homes))

    def _anew(self) -> None:
        """Leave what does not read, and begin with none; without a place for it there is none at all."""
        self.close()
        with suppress(*_NEVER):
            self._remove()
            self._begin(())

    def _remove(self) -> None:
        for end in ("-journal", "-wal", "-shm", ""):
            self._path.with_name(f"{self._path.name}{end}").unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of it."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def every(self) -> Iterator[Line]:
        """All lines, whatever has become of their files."""
        if self._db is None:
            return
        try:
            yield from filter(None, map(_read, self._db.execute("SELECT * FROM rests")))
        except sqlite3.Error:
            self._anew()

    def texts(self, streams: Iterable[str], edition: str) -> dict[str, str]:
        """The texts of these streams that were kept at this edition, of their files as they are."""
        if self._db is None:
            return {}
        asked = "SELECT * FROM rests WHERE stream = ? AND edition = ?"
        try:
            found = [row for one in streams for row in self._db.execute(asked, (one, edition))]
        except sqlite3.Error:
            self._anew()
            return {}
        whole = filter(_is_whole, found)  # more than one of a stream only where the database is damaged
        return {row[0]: row[-2] for row in whole if row[1] == mark(self._layout.home(row[0]))}

    def has(self, stream: str) -> bool:
        """Whether there is a line of it, whole or not; in doubt yes, where there is a database."""
        if self._db is None:
            return False
        try:
            return self._db.execute("SELECT 1 FROM rests WHERE stream = ?", (stream,)).fetchone() is not None
        except sqlite3.Error:
            return True

    def keep(self, lines: Mapping[str, RestLine | None], noted: Mapping[str, Noted], edition: str) -> None:
        """Keep these texts of streams whose files are as noted, and of the others nothing; raises OSError."""
        made = [
            line
            for stream, one in lines.items()
            if one is not None and stream in noted and noted[stream].head.count == one.entries
            if (line := self._line(stream, noted[stream], edition, one.text)) is not None
        ]
        self.drop(lines.keys() - {line.stream for line in made})
        if self._db is not None and made:
            try:
                self._put(self._db, made)
            except sqlite3.Error:  # a full disk, a damaged page
                self._anew()

    def _line(self, stream: str, noted: Noted, edition: str, text: str) -> Line | None:
        """Of the file as it lies there; None where it is another one, or not the whole stream."""
        path = self._layout.home(stream)
        seen = mark(path)  # before it is read: another one in its place has another mark
        try:
            found = shelf.read_at(self._layout, stream, path)
        except Permanent:
            return None
        if found is None or found.parts or heads.noted(found) != noted or not seen:
            return None
        entries = found.record.entries
        newest = max(entry.at for entry in entries)
        return Line(stream, seen, found.rev, edition, newest, keys_of(entries), text)

    @staticmethod
    def _put(db: sqlite3.Connection, lines: Iterable[Line]) -> None:
        rows = (
            (one.stream, one.mark, one.rev, one.edition, one.newest.isoformat(), _written(one.keys), one.text)
            for one in lines
        )
        with step(db):
            db.executemany(
                "REPLACE INTO rests VALUES (?, ?, ?, ?, ?, ?, ?, ?)", ((*row, _digest(*row)) for row in rows)
            )

    def drop(self, streams: Collection[str]) -> None:
        """Keep nothing of these: nothing of their lines is left on the disk (P14).  Raises OSError."""
        try:
            if self._db is not None:
                self._drop(self._db, streams)
        except sqlite3.Error:
            self.close()
            self._remove()

    @staticmethod
    def _drop(db: sqlite3.Connection, streams: Collection[str]) -> None:
        if streams:
            with step(db):
                db.executemany("DELETE FROM rests WHERE stream = ?", [(one,) for one in streams])


def _written(keys: Sequence[Key]) -> str:
    return json.dumps(list(keys), separators=(",", ":"))


def _read(row: tuple[Any, ...]) -> Line | None:
    if not _is_whole(row):
        return None
    stream, seen, rev, edition, newest, keys, text, _ = row
    pairs = [(intern(kind), key) for kind, key in json.loads(keys)]  # few kinds, and ten keys a case
    return Line(stream, seen, rev, edition, datetime.fromisoformat(newest), pairs, text)


def _is_whole(row: tuple[Any, ...]) -> bool:
    return len(row) == _COLUMNS and _digest(*row[:-1]) == row[-1]


def _digest(*values: str | int) -> bytes:
    return digest(map(str, values))
