"""Frees the room of what a purge has deleted: old versions of rows stay in the files until then (P14).

On a session of its own: a big table takes its time, or waits for another's lock, and no write of a hold
may wait for that.  Whoever purges waits a moment; what takes longer goes on beside, what fails is said and
tried again, and after that the server's autovacuum and the next purge are left.
"""

import threading
from dataclasses import dataclass, field
from typing import Final

import psycopg
from psycopg import sql

from hotlined.adapters.postgres.database import LOCK_SECONDS, Database, refusals
from hotlined.app import audit
from hotlined.app.ports import Permanent, Temporary

LONGEST: Final = 6 * 3600  # seconds for one table
TRIES: Final = 6  # of a table, one after the other


@dataclass(slots=True)
class Vacuum:
    """One for each store; thread-safe.  `moment`, `again`: seconds that `of` waits, and until another try."""

    database: Database
    moment: float = 30.0
    again: float = 600.0
    lock: int = LOCK_SECONDS  # that a table of another's is waited for
    _wanted: dict[str, int] = field(default_factory=dict)  # table -> tries that have failed
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _wake: threading.Event = field(default_factory=threading.Event)
    _idle: threading.Event = field(default_factory=threading.Event)
    _closed: bool = False
    _works: bool = False

    def of(self, *tables: str) -> None:
        """Vacuum these tables, and those that could not be before; returns after a moment at the latest."""
        with self._lock:
            self._wanted.update(dict.fromkeys(tables, 0))
            self._idle.clear()
            self._wake.set()
            if not self._works:
                # A daemon's: a stop waits for no table, and the server does by itself what was cut off.
                threading.Thread(target=self._work, name="vacuum", daemon=True).start()
                self._works = True
        self._idle.wait(self.moment)

    def close(self) -> None:
        """No further try."""
        with self._lock:
            self._closed = True
            self._wake.set()

    def _work(self) -> None:
        try:
            while some := self._next():
                failed = [table for table in some if not self._done(table)]
                with self._lock:
                    if failed and not self._wake.is_set():
                        self._idle.set()
                if failed:
                    self._wake.wait(self.again)
        except BaseException:
            with self._lock:
                self._ended()
            raise

    def _next(self) -> tuple[str, ...]:
        with self._lock:
            self._wake.clear()
            some = () if self._closed else tuple(self._wanted)
            if not some:
                self._ended()
            return some

    def _ended(self) -> None:
        """Whoever asks from now on begins anew."""
        self._works = False
        self._idle.set()

    def _done(self, table: str) -> bool:
        with self._lock:
            failed = self._wanted.pop(table, 0)
        try:
            with refusals(), self.database.connect("hotlined vacuum") as connection:
                for name, seconds in (("statement_timeout", LONGEST), ("lock_timeout", self.lock)):
                    connection.execute("SELECT set_config(%s, %s, false)", (name, f"{seconds}s"))
                connection.execute(sql.SQL("VACUUM {}").format(sql.Identifier(table)))
        except (Temporary, Permanent, psycopg.Error) as error:
            audit.unvacuumed(table, error, tried=failed + 1)
            if failed + 1 < TRIES:
                with self._lock:
                    self._wanted.setdefault(table, failed + 1)
            return False
        return True
