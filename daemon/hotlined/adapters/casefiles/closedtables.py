"""The tables of `closed/index.sqlite`, and how lines of `closed/index.tsv` get into them."""

import hashlib
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

from hotlined.adapters.casefiles import indexlines, shelf
from hotlined.adapters.casefiles.indexlines import Archived, Damaged
from hotlined.adapters.casefiles.layout import Layout, serial, year_of

FORMAT: Final = 1
_PATIENCE: Final = 5.0  # seconds for another process that looks, or that writes
_AT_ONCE: Final = 10_000  # lines whose keys are sorted in memory while it is made anew: some 40 MB
_LAST: Final = 64  # bytes of index.tsv by which it is known again
_TABLES: Final = """
CREATE TABLE about (format INTEGER, covered INTEGER, last BLOB, writes INTEGER);
CREATE TABLE streams (
    number INTEGER PRIMARY KEY, folder TEXT, name TEXT, rev INTEGER, count INTEGER, hash TEXT,
    UNIQUE (folder, name)
);
CREATE TABLE keys (key BLOB, stream INTEGER, PRIMARY KEY (key, stream)) WITHOUT ROWID;
CREATE TABLE serials (year INTEGER PRIMARY KEY, highest INTEGER);
CREATE TABLE folders (name TEXT PRIMARY KEY, changed INTEGER);
"""


def connected(path: Path, mode: str) -> sqlite3.Connection:
    """The file, "ro" or "rw"; raises sqlite3.Error."""
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False,
    )  # fmt: skip
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA synchronous = FULL")
    return db


@contextmanager
def step(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction, all or nothing; its lock is taken at once."""
    db.execute("BEGIN IMMEDIATE")
    with db:
        yield


def fill(db: sqlite3.Connection, layout: Layout) -> list[Archived]:
    """Make the tables, of the whole of index.tsv, and of the files of those whose newest line does not read.

    Gives what these lines would say.  Raises sqlite3.Error, OSError; Permanent where such a file does not
    read either.
    """
    covered = 0
    damaged: list[Damaged] = []
    db.executescript(_TABLES)
    with step(db):
        db.execute("INSERT INTO about VALUES (?, 0, x'', 0)", (FORMAT,))
        lines = indexlines.after(layout, 0)
        while batch := list(islice(lines, _AT_ONCE)):
            add(db, [one for _, one in batch if isinstance(one, Archived)])
            damaged += (one for _, one in batch if isinstance(one, Damaged))
            covered = batch[-1][0]
        missing = list(_behind(db, layout, indexlines.suspects(layout, damaged)))
        add(db, missing)
        cover(db, layout, covered)
    return missing


def _behind(db: sqlite3.Connection, layout: Layout, names: Collection[str]) -> Iterator[Archived]:
    """The lines of those of these streams whose files are further than the tables."""
    for name in sorted(names):
        stream = shelf.read_at(layout, name, layout.closed(name))
        sql = "SELECT rev FROM streams WHERE folder = ? AND name = ?"
        (rev,) = db.execute(sql, (year_of(name), name)).fetchone() or (0,)
        if stream is not None and stream.rev > rev:
            yield indexlines.of(stream)


def add(db: sqlite3.Connection, lines: Collection[Archived]) -> None:
    """Take these lines in; raises sqlite3.Error."""
    pairs: set[tuple[bytes, int]] = set()
    serials: dict[int, int] = {}
    writes = 0
    for one in lines:
        number, more = _placed(db, year_of(one.stream), one)
        writes += more
        pairs.update((digest(key), number) for key in one.keys)
        if found := serial(one.stream):
            serials[found[0]] = max(found[1], serials.get(found[0], 0))
    # In the order of the table, since they are scattered all over it.
    db.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?)", sorted(pairs))
    db.executemany(
        "INSERT INTO serials VALUES (?, ?)"
        " ON CONFLICT (year) DO UPDATE SET highest = max(highest, excluded.highest)",
        serials.items(),
    )
    db.execute("UPDATE about SET writes = writes + ?", (writes,))


def _placed(db: sqlite3.Connection, folder: str, one: Archived) -> tuple[int, int]:
    """The number of the line's stream, and how much further the line is than what was known."""
    new = (one.noted.rev, one.noted.head.count)
    known = db.execute(
        "SELECT number, rev, count FROM streams WHERE folder = ? AND name = ?", (folder, one.stream)
    ).fetchone()
    if known is None:
        added = db.execute(
            "INSERT INTO streams (folder, name, rev, count, hash) VALUES (?, ?, ?, ?, ?)",
            (folder, one.stream, *new, one.noted.head.hash),
        )
        return int(added.lastrowid or 0), one.noted.rev
    number, rev, count = known
    if new > (rev, count):
        db.execute(
            "UPDATE streams SET rev = ?, count = ?, hash = ? WHERE number = ?",
            (*new, one.noted.head.hash, number),
        )
    return number, max(0, one.noted.rev - rev)


def cover(db: sqlite3.Connection, layout: Layout, size: int) -> None:
    """Note that so many bytes of index.tsv are taken in; raises sqlite3.Error, OSError."""
    db.execute("UPDATE about SET covered = ?, last = ?", (size, last_before(layout, size)))


def last_before(layout: Layout, size: int) -> bytes:
    """The last bytes of this many of index.tsv; fewer where it is shorter."""
    try:
        fd = os.open(layout.index, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return b""
    with open(fd, "rb") as file:
        if os.fstat(fd).st_size < size:
            return b""
        return os.pread(file.fileno(), min(size, _LAST), size - min(size, _LAST))


def folders(layout: Layout) -> dict[str, int]:
    """The years' folders, and when a name last came into one or left it, in nanoseconds."""
    return {path.name: path.stat().st_mtime_ns for path in layout.closed_folders()}


def digest(key: Iterable[str]) -> bytes:
    """As which a key lies in the table."""
    return hashlib.blake2b("\0".join(key).encode("utf-8", "surrogatepass"), digest_size=16).digest()
