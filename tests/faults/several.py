"""Three daemons on one PostgreSQL in a town that never stops, each behind a network of its own.

Who works is read from the lease, which is the database's word and not a daemon's; each change of it is
written into the ledger as the end of one life and the begin of another.
"""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, LiteralString, Self

import psycopg

from hotlined.demo.stage import Data, write
from tests.faults.ledger import Ledger
from tests.faults.lives import Lives
from tests.faults.town import TownStage
from tests.support.imap_proxy import Proxy
from tests.support.postgres import SHARED, Postgres

COUNT: Final = 3
PATIENCE: Final = 60.0  # seconds until somebody must work


@dataclass(slots=True)
class SharedTown(TownStage):
    """The town on a site whose store is the database."""

    together: bool = False  # they share the work, too

    @property
    def postgres(self) -> Postgres:
        """The server of the database."""
        assert self.place.server is not None
        return self.place.server

    def _mailboxes(self) -> Data:
        given = TownStage._mailboxes(self)
        block = {**given["postgresql"], "together": "yes" if self.together else "no"}  # type: ignore[dict-item]
        return {**given, "postgresql": block}

    def through(self, number: int, port: int) -> Path:
        """The configuration of one daemon, which reaches the database by a port of its own."""
        path = self.config.with_name(f"mailboxes-{number}.yaml")
        status = str(self.folder.absolute() / f"status-{number}.json")
        write(path, {**self._mailboxes(), "store": self.postgres.tcp_url(port), "status_file": status})
        return path


@dataclass(slots=True)
class Daemon:
    """One of them: its lives, and its network to the database."""

    lives: Lives
    network: Proxy


@dataclass(slots=True)
class Several:
    """Several daemons, three by default, and who of them works."""

    town: SharedTown
    count: int = COUNT
    daemons: list[Daemon] = field(default_factory=list)
    taken: list[float] = field(default_factory=list)  # when each lease was seen to be taken
    _over: threading.Event = field(default_factory=threading.Event)
    _asking: threading.Lock = field(default_factory=threading.Lock)
    _session: psycopg.Connection[tuple[Any, ...]] | None = None
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        for number in range(self.count):
            network = self._stack.enter_context(Proxy(self.town.postgres.port))
            config = self.town.through(number, network.port)
            log = self.town.folder / f"daemon-{number}.log"
            lives = self._stack.enter_context(Lives(config, log, Ledger()))
            lives.count = 1  # all begin warm
            self.daemons.append(Daemon(lives, network))
        self._stack.callback(self._hang_up)
        watching = threading.Thread(target=self._watch, daemon=True)
        watching.start()
        self._stack.callback(watching.join)
        self._stack.callback(self._over.set)
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def start(self) -> None:
        """All of them, one after the other."""
        for one in self.daemons:
            one.lives.start()

    def holder(self) -> tuple[int, int] | None:
        """The epoch of the lease that is in force and the process that has it; None: nobody has one."""
        query = "SELECT epoch, holder FROM leases WHERE name = 'site' AND until > clock_timestamp()"
        return next(((int(epoch), int(holder.split()[2])) for epoch, holder in self.asked(query)), None)

    def asked(self, query: LiteralString) -> list[tuple[Any, ...]]:
        """The rows of the database's answer; none while it gives none.

        By one session, since it is asked fifty times a second: a session for each took a third of a core.
        """
        with self._asking:
            try:
                if self._session is None:
                    self._session = psycopg.connect(self.town.postgres.url(SHARED), autocommit=True)
                return self._session.execute(query).fetchall()
            except psycopg.OperationalError:
                self._hang_up()
                return []

    def _hang_up(self) -> None:
        if self._session is not None:
            self._session.close()
        self._session = None

    def working(self) -> Daemon:
        """The one that works; raises RuntimeError where nobody begins to."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = self.holder()
            for one in self.daemons:
                if found is not None and one.lives.pid == found[1]:
                    return one
            time.sleep(0.02)
        raise RuntimeError("nobody takes over:\n" + "\n".join(one.lives.said() for one in self.daemons))

    def chosen(self) -> Daemon:
        """The one that something befalls."""
        return self.working()

    def replaced(self, gone: int) -> float:
        """Wait until another process than this one works; how long that took."""
        began = time.monotonic()
        while (found := self.holder()) is None or found[1] == gone:
            if time.monotonic() > began + PATIENCE:
                raise RuntimeError("nobody takes over:\n" + "\n".join(d.lives.said() for d in self.daemons))
            time.sleep(0.02)
        return time.monotonic() - began

    # --- what befalls them -----------------------------------------------------------------------

    def kill(self) -> float:
        """`kill -9` for the one that works; how long it took until another did.  It starts again."""
        one = self.chosen()
        pid = one.lives.pid
        one.lives.kill()
        self.town.strike()
        took = self.replaced(pid)
        one.lives.start()
        return took

    def pause(self) -> float:
        """The one that works stands still until another has taken over, and then wakes up."""
        one = self.chosen()
        pid = one.lives.pid
        with stopped(pid):
            self.town.strike()
            return self.replaced(pid)

    def cut(self) -> float:
        """The one that works loses the database, but not the mail servers, until another has taken over."""
        one = self.chosen()
        one.network.refuse()
        one.network.reset()
        took = self.replaced(one.lives.pid)
        one.network.heal()
        return took

    def mute(self) -> float:
        """The same, by a network that swallows everything."""
        one = self.chosen()
        one.network.blackhole()
        took = self.replaced(one.lives.pid)
        one.network.heal()
        one.network.cut()
        return took

    def stop(self) -> float:
        """The one that works is stopped in order: another takes over at once.  It starts again."""
        one = self.chosen()
        pid = one.lives.pid
        if (code := one.lives.end(signal.SIGTERM)) != 0:
            raise RuntimeError(f"the daemon ended with {code}:\n{one.lives.said()}")
        took = self.replaced(pid)
        one.lives.start()
        return took

    def crash(self) -> float:
        """The database itself crashes, and comes back."""
        began = time.monotonic()
        self.town.postgres.stop(signal.SIGQUIT)
        self.town.postgres.start()
        self.working()
        return time.monotonic() - began

    def end(self) -> list[int]:
        """All are stopped in order; their exit codes."""
        return [one.lives.end(signal.SIGTERM) for one in self.daemons]

    # --- who works -------------------------------------------------------------------------------

    def _watch(self) -> None:
        known, since = (0, 0), 0.0
        while not self._over.is_set():
            found = self.holder()
            if found is not None and found != known:
                now = time.time()
                if known[0]:
                    self.town.ledger.lived(known[1], since, now)
                known, since = found, now
                self.taken.append(now)
            self._over.wait(0.02)
        self.town.ledger.lived(known[1], since, time.time())


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """A process stands still."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def cleared(folder: Path) -> None:
    """The logs are of no use any more."""
    shutil.rmtree(folder)
