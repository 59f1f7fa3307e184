"""What is asked about archived streams, looked up on the disk: `closed/index.sqlite`, made of `index.tsv`.

It is an index and never the record: it says how many bytes of `closed/index.tsv` it has taken in, and what
lies there after them is read at start.  One that is missing, damaged, or not made of this very file is made
anew from it, under a temporary name, and renamed when it is whole.  Keys lie in it as digests.

Between two processes SQLite's own locks hold; in one process the store's mutex does.
"""

import hashlib
import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final

from hotlined.adapters.casefiles import disk, indexlines
from hotlined.adapters.casefiles.disk import Disk
from hotlined.adapters.casefiles.heads import Noted
from hotlined.adapters.casefiles.indexlines import Archived
from hotlined.adapters.casefiles.layout import TEMPORARY, Layout, serial, year_of
from hotlined.app.ports import Temporary
from hotlined.domain.record.chain import Head
from hotlined.domain.record.index import Key

_FORMAT: Final = 1
_PATIENCE: Final = 5.0  # seconds for another process that looks, or that writes
_AT_ONCE: Final = 10_000  # lines whose keys are sorted in memory while it is made anew: some 40 MB
_AT_ONCE_NAMED: Final = 500  # of the values that SQLite takes in one question
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


class Closed:
    """The index of one store; until `begin` has found one, and where there is none, it knows nothing.

    Without a writer it only looks.  With one, what turns out to be damaged is made anew when it is asked.
    """

    def __init__(self, layout: Layout, writer: Disk | None = None) -> None:
        self._layout = layout
        self.writer = writer
        self._db: sqlite3.Connection | None = None
        self.covered = 0  # bytes of index.tsv that are in it

    @property
    def there(self) -> bool:
        """Whether there is one."""
        return self._db is not None

    def begin(self) -> str | None:
        """Open it; why it is of no use, None where it is or where there is none.  Raises OSError."""
        path = self._layout.lookup
        self.close()
        try:
            os.close(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC))
        except FileNotFoundError:
            return None
        try:
            self._db = _connected(path, "ro" if self.writer is None else "rw")
            why = self._fault(self._db)
        except sqlite3.Error as error:
            why = f"it does not read ({error})"
        if why is not None:
            self.close()
        return why

    def _fault(self, db: sqlite3.Connection) -> str | None:
        found, covered, last = db.execute("SELECT format, covered, last FROM about").fetchone() or (0, 0, b"")
        if found != _FORMAT:
            return "another version has made it"
        if _last_before(self._layout, covered) != last:
            return "it was made of another closed/index.tsv"
        self.covered = covered
        return None

    def close(self) -> None:
        """Let go of it."""
        if self._db is not None:
            self._db.close()
        self._db, self.covered = None, 0

    # --- looking; raises Temporary, OSError ----------------------------------------------------

    def damage(self) -> str | None:
        """What is wrong with it as a file, looked through as a whole."""
        try:
            found = self._rows("PRAGMA quick_check(1)", ())
        except sqlite3.Error as error:
            return f"it does not read ({error})"
        return None if found in ([], [("ok",)]) else f"it is damaged ({found[0][0]})"

    def find(self, kind: str, key: str) -> frozenset[str]:
        """The archived streams with this key."""
        sql = "SELECT name FROM keys JOIN streams ON number = stream WHERE key = ?"
        return frozenset(str(name) for (name,) in self._asked(sql, _digest((kind, key))))

    def noted(self, stream: str) -> Noted | None:
        """How far an archived stream had come."""
        if self._db is None:
            return None
        sql = "SELECT rev, count, hash FROM streams WHERE folder = ? AND name = ?"
        for rev, count, digest in self._asked(sql, year_of(stream), stream):
            return Noted(rev, Head(count, digest))
        return None

    def noted_of(self, streams: Collection[str]) -> dict[str, Noted]:
        """How far those of these streams had come that are in it: for thousands at once."""
        found: dict[str, Noted] = {}
        every = iter(sorted(streams, key=year_of)) if self._db is not None else iter(())
        for year, names in groupby(every, year_of):
            while some := list(islice(names, _AT_ONCE_NAMED)):
                places = ", ".join("?" * len(some))
                sql = f"SELECT name, rev, count, hash FROM streams WHERE folder = ? AND name IN ({places})"  # noqa: S608
                found |= {name: Noted(rev, Head(count, digest)) for name, rev, count, digest in
                          self._asked(sql, year, *some)}  # fmt: skip
        return found

    def names(self) -> frozenset[str]:
        """All archived streams."""
        return frozenset(str(name) for (name,) in self._asked("SELECT name FROM streams"))

    def names_in(self, folder: str) -> frozenset[str]:
        """The archived streams of one year's folder."""
        found = self._asked("SELECT name FROM streams WHERE folder = ?", folder)
        return frozenset(str(name) for (name,) in found)

    def serials(self) -> dict[int, int]:
        """The highest serial of each year."""
        return dict(self._asked("SELECT year, highest FROM serials"))

    def writes(self) -> int:
        """How often all archived streams had been written."""
        return sum(one for (one,) in self._asked("SELECT writes FROM about"))

    def changed(self) -> tuple[str, ...]:
        """The years' folders in which names may have come or gone since `take`; all if that is unknown."""
        known: dict[str, int] = dict(self._asked("SELECT name, changed FROM folders"))
        now = _folders(self._layout)
        return tuple(sorted(name for name in {*known, *now} if known.get(name) != now.get(name)))

    def _asked(self, sql: str, *values: object) -> list[Any]:
        try:
            return self._rows(sql, values)
        except sqlite3.OperationalError as error:
            raise Temporary(f"closed/index.sqlite cannot be read: {error}") from error
        except sqlite3.DatabaseError as error:
            if self.writer is None:
                raise Temporary(f"closed/index.sqlite does not read: {error}") from error
            self.make(self.writer)
            return self._rows(sql, values)

    def _rows(self, sql: str, values: Sequence[object]) -> list[Any]:
        return [] if self._db is None else self._db.execute(sql, values).fetchall()

    # --- writing -----------------------------------------------------------------------------

    def take(self, lines: Collection[Archived], writer: Disk) -> None:
        """Add these lines, all that index.tsv has beyond `covered`; raises sqlite3.Error, OSError."""
        if self._db is None:
            self.make(writer)
        db, size = self._db, self._layout.index.stat().st_size
        if db is None:
            return
        writer.point("closed-index-takes")
        with _step(db):
            _add(db, lines)
            _cover(db, self._layout, size)
            db.execute("DELETE FROM folders")
            db.executemany("INSERT INTO folders VALUES (?, ?)", _folders(self._layout).items())
        self.covered = size
        writer.point("closed-index-took")

    def make(self, writer: Disk) -> None:
        """Make it anew from the whole of index.tsv; raises sqlite3.Error, OSError."""
        self.close()
        path = self._layout.lookup
        temporary = path.with_name(path.name + TEMPORARY)
        temporary.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        fd = os.open(temporary, flags, 0o600)
        try:
            writer.point("closed-index-begun")
            os.fchmod(fd, 0o600)
            with closing(_connected(temporary, "rw")) as db:
                db.execute("PRAGMA journal_mode = OFF")  # nobody reads it before it is whole
                db.execute("PRAGMA synchronous = OFF")
                db.execute("PRAGMA cache_size = -32768")
                _fill(db, self._layout)
            os.fsync(fd)
            writer.point("closed-index-fsynced")
        finally:
            os.close(fd)
        for old in (path, path.with_name(path.name + "-journal")):  # SQLite would roll it into the new one
            if disk.exists(old):
                writer.remove(old, label="old-closed-index")
        os.replace(temporary, path)
        writer.point("closed-index-renamed")
        disk.fsync_folder(path.parent)
        writer.point("closed-index-dir-fsynced")
        self.begin()


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False,
    )  # fmt: skip
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA synchronous = FULL")
    return db


@contextmanager
def _step(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction, all or nothing; its lock is taken at once."""
    db.execute("BEGIN IMMEDIATE")
    with db:
        yield


def _fill(db: sqlite3.Connection, layout: Layout) -> None:
    covered = 0
    db.executescript(_TABLES)
    with _step(db):
        db.execute("INSERT INTO about VALUES (?, 0, x'', 0)", (_FORMAT,))
        lines = indexlines.after(layout, 0)
        while batch := list(islice(lines, _AT_ONCE)):
            _add(db, [one for _, one in batch if one is not None])
            covered = batch[-1][0]
        _cover(db, layout, covered)


def _add(db: sqlite3.Connection, lines: Collection[Archived]) -> None:
    pairs: set[tuple[bytes, int]] = set()
    serials: dict[int, int] = {}
    writes = 0
    for one in lines:
        number, more = _placed(db, year_of(one.stream), one)
        writes += more
        pairs.update((_digest(key), number) for key in one.keys)
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


def _cover(db: sqlite3.Connection, layout: Layout, size: int) -> None:
    db.execute("UPDATE about SET covered = ?, last = ?", (size, _last_before(layout, size)))


def _last_before(layout: Layout, size: int) -> bytes:
    """The last bytes of this many of index.tsv; fewer where it is shorter."""
    try:
        fd = os.open(layout.index, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return b""
    with open(fd, "rb") as file:
        if os.fstat(fd).st_size < size:
            return b""
        return os.pread(file.fileno(), min(size, _LAST), size - min(size, _LAST))


def _folders(layout: Layout) -> dict[str, int]:
    """The years' folders, and when a name last came into one or left it, in nanoseconds."""
    return {path.name: path.stat().st_mtime_ns for path in layout.closed_folders()}


def _digest(key: Key) -> bytes:
    return hashlib.blake2b("\0".join(key).encode("utf-8", "surrogatepass"), digest_size=16).digest()
