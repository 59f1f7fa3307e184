"""A standby of the tests' PostgreSQL: it follows by streaming, and takes over when it is promoted."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Self

from tests.support.postgres import USER, Postgres
from tests.support.servers import PATIENCE

NAME: Final = "standby"


def _until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            raise RuntimeError("the standby does not get there")
        time.sleep(0.01)


def _until_follower(primary: Postgres, state: str) -> None:
    query = f"SELECT count(*) FROM pg_stat_replication WHERE application_name = '{NAME}' AND {state}"
    _until(lambda: primary.execute(query) == [(1,)])


class Standby(Postgres):
    """Follows another server for as long as both run."""

    def __init__(self, primary: Postgres) -> None:
        super().__init__()
        self._primary = primary

    def __enter__(self) -> Self:
        source = f"host={self._primary.base} port={self._primary.port} user={USER} application_name={NAME}"
        self._run(
            "pg_basebackup", "--no-sync", "--checkpoint=fast", "--wal-method=stream", "--write-recovery-conf",
            f"--pgdata={self.base / 'data'}", f"--dbname={source}",
        )  # fmt: skip
        self.start()
        self._follows()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.base)

    def _follows(self) -> None:
        _until_follower(self._primary, "state = 'streaming'")

    def back(self) -> None:
        """Started again, it follows."""
        self.start()
        self._follows()

    def caught_up(self) -> None:
        """It has all that the other server has written."""
        ((last,),) = self._primary.execute("SELECT pg_current_wal_lsn()")
        _until(lambda: self.execute(f"SELECT pg_last_wal_replay_lsn() >= '{last}'") == [(True,)])

    def promote(self) -> None:
        """It is a server of its own from now on, that takes writes."""
        self._run("pg_ctl", "promote", "--wait", f"--pgdata={self.base / 'data'}")

    def takes_the_place(self) -> None:
        """Whoever speaks of the other server means this one from now on, and the other way round."""
        other = self._primary
        self.base, other.base = other.base, self.base
        self.port, other.port = other.port, self.port
        self._process, other._process = other._process, self._process

    def urls(self, name: str) -> str:
        """A database on whichever of both takes writes."""
        hosts, ports = f"{self._primary.base},{self.base}", f"{self._primary.port},{self.port}"
        return f"postgresql://{USER}@/{name}?host={hosts}&port={ports}&target_session_attrs=read-write"


def has_to_confirm(primary: Postgres) -> None:
    """From now on nothing is committed on it before the standby has it."""
    primary.setting("synchronous_standby_names", NAME)
    _until_follower(primary, "sync_state = 'sync'")


@contextmanager
def synchronous(primary: Postgres) -> Iterator[None]:
    """Meanwhile nothing is committed on it before the standby has it."""
    has_to_confirm(primary)
    try:
        yield
    finally:
        primary.setting("synchronous_standby_names", None)
