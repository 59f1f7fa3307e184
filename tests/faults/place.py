"""Where the store of a fault run is: a folder of this machine, or the database of a private PostgreSQL.

Every run whose store matters is given it; the verdicts are the same.  On PostgreSQL a store is opened as a
daemon opens it: under the site's lease, which each write proves in its own transaction.  A daemon that was
killed keeps its lease for some seconds; thousands of lives cannot wait for that, so the world lets the lease
come to its end (`freed`).
"""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from hotlined.adapters import casefiles, postgres
from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.postgres import Database, PostgresStore
from hotlined.adapters.postgres.lease import Lease, new_holder
from hotlined.app.crash_points import CrashPoint, crash_point
from hotlined.app.ports import Record, Taken
from hotlined.stores import Kept
from tests.support.postgres import PASSWORD, SHARED, Postgres
from tests.support.store_cases import salt

FOLDER: Final = "files"
POSTGRESQL: Final = "postgresql"
KINDS: Final = (FOLDER, POSTGRESQL)
LEASE: Final = 9.0  # seconds; a renewal is given up after a quarter of it
SITE_LEASE: Final = 5.0  # seconds within which a daemon that was killed is replaced
PATIENCE: Final = 2.0  # seconds for one transaction, where the line falls silent


@dataclass(frozen=True, slots=True)
class Place:
    """Folders, unless there is a server, of which all stores have one database in turn.

    `port`: of what stands between the daemon and the server; 0: nothing does.
    """

    server: Postgres | None = None
    name: str = SHARED
    port: int = 0

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        return FOLDER if self.server is None else POSTGRESQL

    # --- a store ----------------------------------------------------------------------------------

    @contextmanager
    def emptied(self) -> Iterator[None]:
        """Nothing is in the database, and nothing is left in it; folders are the run's own."""
        if self.server is None:
            yield
            return
        with self.server.cleared():
            yield

    @contextmanager
    def another(self) -> "Iterator[Place]":
        """A database beside the others, for a store that is open at the same time as they."""
        if self.server is None:
            yield self
            return
        with self.server.another() as name:
            yield replace(self, name=name)

    @contextmanager
    def held(self, root: Path, point: CrashPoint = crash_point) -> Iterator[tuple[Kept, Lease | None]]:
        """The store and its lease, to this process alone; Permanent where another has it, Temporary."""
        if self.server is None:
            with CaseFiles.open(root, salt=salt, point=point) as files:
                yield files, None
            return
        database = self.database()
        lease = Lease(database, LEASE, holder=new_holder(), alone=True)
        if (other := lease.take()) is not None:
            raise Taken(f"another hotlined has this store open: {other.holder}")
        try:
            with PostgresStore.open(database, salt=salt, fence=lease, point=point) as store:
                yield store, lease
        finally:
            lease.give_back()

    @contextmanager
    def opened(self, root: Path, point: CrashPoint = crash_point) -> Iterator[Kept]:
        """The store alone."""
        with self.held(root, point) as (store, _):
            yield store

    def read(self, root: Path) -> Kept:
        """The store for looking only; raises Permanent, Temporary."""
        if self.server is None:
            return CaseFiles.read(root)
        return PostgresStore.read(Database(self.server.url(self.name)))

    def findings(self, root: Path) -> list[str]:
        """All that is wrong in the store, in words."""
        if self.server is None:
            return [str(one) for one in casefiles.verify(root)]
        with PostgresStore.read(Database(self.server.url(self.name))) as store:
            return [str(one) for one in postgres.verify(store)]

    def database(self) -> Database:
        """The database as the daemon reaches it."""
        if self.server is None:
            raise ValueError("a folder is no database")
        if self.port:
            return Database(self.server.tcp_url(self.port), lambda: PASSWORD, patience=PATIENCE)
        return Database(self.server.url(self.name))

    def records(self, root: Path) -> dict[str, Record]:
        """Every stream, open and archived, as a reader finds it; may be used beside a running daemon."""
        with closing(self.read(root)) as store:
            return {name: record for name in store.streams() if (record := store.load(name)) is not None}

    def settings(self, given: Mapping[str, object], home: Path) -> Mapping[str, object]:
        """mailboxes.yaml of a site whose store is here."""
        if self.server is None:
            return given
        secret = home / "site" / "database"
        secret.touch(mode=0o600)
        secret.write_text(PASSWORD, encoding="utf-8")
        block = {"folder": "store", "password": {"file": "database"}, "lease": f"{SITE_LEASE:.0f}s"}
        return {**given, "store": self.server.tcp_url(self.port), "postgresql": block}

    # --- what befalls it --------------------------------------------------------------------------

    def freed(self) -> None:
        """Whoever had the store is dead: its lease ends now, and a folder's lock went with it."""
        if self.server is not None:
            self.server.execute("UPDATE leases SET until = 'epoch'", self.name)

    def stop(self) -> None:
        """The server ends at once, with all of its processes."""
        if self.server is not None:
            self.server.stop(signal.SIGKILL)

    def start(self) -> None:
        """It comes back, by what it had written down."""
        if self.server is not None:
            self.server.start()

    def crash(self) -> None:
        """One after the other."""
        self.stop()
        self.start()

    @contextmanager
    def careless(self) -> Iterator[None]:
        """The server says that something is written before it is on its disk, unless it is asked not to."""
        if self.server is None:
            yield
            return
        self._by_default("off")
        try:
            yield
        finally:
            self._by_default("on")

    def _by_default(self, synchronous: str) -> None:
        if self.server is not None:
            self.server.execute(f"ALTER SYSTEM SET synchronous_commit = {synchronous}")
            self.server.execute("SELECT pg_reload_conf()")

    def told(self, marker: bytes) -> bool:
        """Whether the server has written this into its own log."""
        return self.server is not None and marker in (self.server.base / "log").read_bytes()


FILES: Final = Place()


@contextmanager
def place(kind: str) -> Iterator[Place]:
    """Where the stores of this kind are, for as long as the block lasts."""
    if kind == FOLDER:
        yield FILES
        return
    with Postgres() as server:
        yield Place(server)


def asked() -> str:
    """The kind that the environment asks for, by HOTLINED_STORE."""
    return os.environ.get("HOTLINED_STORE", FOLDER)
