"""What is asked about archived streams, looked up on the disk: `closed/index.sqlite`, made of `index.tsv`.

It is an index and never the record: it says how many bytes of `closed/index.tsv` it has taken in, and what
lies there after them is read at start.  One that is missing, damaged, or not made of this very file is made
anew from it, under a temporary name, and renamed when it is whole.  Keys lie in it as digests.

Between two processes SQLite's own locks hold; in one process the store's mutex does.
"""

import os
import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing
from itertools import groupby, islice
from typing import Any, Final

from hotlined.adapters.casefiles import closedtables as tables
from hotlined.adapters.casefiles import disk
from hotlined.adapters.casefiles.disk import Disk
from hotlined.adapters.casefiles.heads import Noted
from hotlined.adapters.casefiles.indexlines import Archived
from hotlined.adapters.casefiles.layout import TEMPORARY, Layout, year_of
from hotlined.app.ports import Permanent, Temporary
from hotlined.domain.record.chain import Head
from hotlined.durable import created, fsync_folder

# What will pass by itself; a page that cannot be read (SQLITE_IOERR) will not.
_PASSING: Final = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_NOMEM}
)
_AT_ONCE: Final = 500  # of the values that SQLite takes in one question


class Closed:
    """The index of one store; until `begin` has found one, and where there is none, it knows nothing.

    Without a writer it only looks.  With one, what turns out to be damaged is made anew when it is asked.
    """

    def __init__(self, layout: Layout, writer: Disk | None = None) -> None:
        self._layout = layout
        self.writer = writer
        self._db: sqlite3.Connection | None = None
        self._damaged = False  # and not made anew yet: what is not found may be there all the same
        self.covered = 0  # bytes of index.tsv that are in it
        self.missing: list[Archived] = []  # lines that it has of the files, since they do not read there

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
            self._db = tables.connected(path, "ro" if self.writer is None else "rw")
            why = self._fault(self._db)
        except sqlite3.Error as error:
            why = f"it does not read ({error})"
        if why is not None:
            self.close()
        return why

    def _fault(self, db: sqlite3.Connection) -> str | None:
        found, covered, last = db.execute("SELECT format, covered, last FROM about").fetchone() or (0, 0, b"")
        if found != tables.FORMAT:
            return "another version has made it"
        if tables.last_before(self._layout, covered) != last:
            return "it was made of another closed/index.tsv"
        self.covered = covered
        return None

    def close(self) -> None:
        """Let go of it."""
        if self._db is not None:
            self._db.close()
        self._db, self.covered = None, 0

    def give_up(self) -> None:
        """There is none, and whoever asks has all lines elsewhere."""
        self.close()
        self._damaged = False

    def failed(self, error: Exception) -> None:
        """Something went wrong with it: the next question has it made anew, unless that will pass."""
        if not isinstance(error, sqlite3.DatabaseError):
            return
        code = getattr(error, "sqlite_errorcode", None)  # only errors of SQLite itself have one
        passes = isinstance(error, sqlite3.OperationalError) if code is None else code & 0xFF in _PASSING
        self._damaged = self._damaged or (self.there and not passes)

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
        return frozenset(str(name) for (name,) in self._asked(sql, tables.digest((kind, key))))

    def known(self, kind: str, keys: Collection[str]) -> frozenset[str]:
        """Those of these keys that an archived stream has: for thousands at once."""
        by_digest = {tables.digest((kind, key)): key for key in keys}
        every, found = iter(sorted(by_digest)), set[bytes]()
        while some := list(islice(every, _AT_ONCE)):
            places = ", ".join("?" * len(some))
            asked = self._asked(f"SELECT DISTINCT key FROM keys WHERE key IN ({places})", *some)  # noqa: S608
            found.update(digest for (digest,) in asked)
        return frozenset(by_digest[one] for one in found)

    def noted(self, stream: str) -> Noted | None:
        """How far an archived stream had come."""
        if not (self.there or self._damaged):
            return None
        sql = "SELECT rev, count, hash FROM streams WHERE folder = ? AND name = ?"
        for rev, count, digest in self._asked(sql, year_of(stream), stream):
            return Noted(rev, Head(count, digest))
        return None

    def noted_of(self, streams: Collection[str]) -> dict[str, Noted]:
        """How far those of these streams had come that are in it: for thousands at once."""
        found: dict[str, Noted] = {}
        every = iter(sorted(streams, key=year_of)) if self.there or self._damaged else iter(())
        for year, names in groupby(every, year_of):
            while some := list(islice(names, _AT_ONCE)):
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
        now = tables.folders(self._layout)
        return tuple(sorted(name for name in {*known, *now} if known.get(name) != now.get(name)))

    def _asked(self, sql: str, *values: object) -> list[Any]:
        try:
            if not self._damaged:
                return self._rows(sql, values)
        except sqlite3.DatabaseError as error:
            self.failed(error)
            if not self._damaged:
                raise Temporary(f"closed/index.sqlite cannot be read: {error}") from error
        if self.writer is None:
            raise Temporary("closed/index.sqlite does not read")
        try:
            self.make(self.writer)
            return self._rows(sql, values)
        except (sqlite3.Error, OSError, Permanent) as error:
            raise Temporary(f"closed/index.sqlite does not read, and cannot be made anew: {error}") from error

    def _rows(self, sql: str, values: Sequence[object]) -> list[Any]:
        return [] if self._db is None else self._db.execute(sql, values).fetchall()

    # --- writing -----------------------------------------------------------------------------

    def take(self, lines: Collection[Archived], writer: Disk) -> None:
        """Add these lines, all that index.tsv has beyond `covered`; raises as `make` does."""
        if self._db is None:
            self.make(writer)
        db, size = self._db, self._layout.index.stat().st_size
        if db is None:
            raise sqlite3.OperationalError("it is not open")
        writer.point("closed-index-takes")
        with tables.step(db):
            tables.add(db, lines)
            tables.cover(db, self._layout, size)
            db.execute("DELETE FROM folders")
            db.executemany("INSERT INTO folders VALUES (?, ?)", tables.folders(self._layout).items())
        self.covered = size
        writer.point("closed-index-took")

    def make(self, writer: Disk) -> None:
        """Make it anew from the whole of index.tsv; raises sqlite3.Error, OSError, Permanent."""
        self.close()
        path = self._layout.lookup
        temporary = path.with_name(path.name + TEMPORARY)
        temporary.unlink(missing_ok=True)
        fd = created(temporary)
        try:
            writer.point("closed-index-begun")
            os.fchmod(fd, 0o600)
            with closing(tables.connected(temporary, "rw")) as db:
                db.execute("PRAGMA journal_mode = OFF")  # nobody reads it before it is whole
                db.execute("PRAGMA synchronous = OFF")
                db.execute("PRAGMA cache_size = -32768")
                self.missing = tables.fill(db, self._layout)
            os.fsync(fd)
            writer.point("closed-index-fsynced")
        finally:
            os.close(fd)
        for old in (path, path.with_name(path.name + "-journal")):  # SQLite would roll it into the new one
            if disk.exists(old):
                writer.remove(old, label="old-closed-index")
        os.replace(temporary, path)
        writer.point("closed-index-renamed")
        fsync_folder(path.parent)
        writer.point("closed-index-dir-fsynced")
        self._damaged = self.begin() is not None or not self.there
        if self._damaged:
            raise sqlite3.OperationalError("what was made does not open")
