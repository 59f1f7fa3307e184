"""A private PostgreSQL for the tests, of Debian's package: loopback, a free port, a folder in memory.

PostgreSQL refuses to run as root, and is then run as the user `postgres` of the package.  It syncs as in
production; in memory that costs nothing, and a kill takes nothing from it either.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final, Self

import psycopg

from hotlined.adapters.postgres import Database, schema
from tests.support.servers import PATIENCE, free_ports

USER: Final = "hotlined"
PASSWORD: Final = "secret of the database"
SHARED: Final = "hotlined"
_SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "lc_messages": "C",
    "logging_collector": "off",
    "autovacuum": "off",
    "wal_retrieve_retry_interval": "100ms",  # a standby's, that looks for the next server
}


def programs() -> Path:
    """The folder of the newest version's programs, which Debian does not put on PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if found:
        return found[-1]
    there = shutil.which("initdb")
    if there is None:
        raise RuntimeError("PostgreSQL is not installed: .ci/packages installs it")
    return Path(there).resolve().parent


class Postgres:
    """A running server; a test gets a database by `cleared`."""

    def __init__(self, parent: Path | None = None) -> None:
        memory = "/dev/shm"
        parent = parent or Path(memory if os.access(memory, os.W_OK) else "/tmp")
        self.base = Path(tempfile.mkdtemp(prefix="hl-pg-", dir=parent))
        (self.port,) = free_ports(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._names = (f"t{number}" for number in count())
        self._made: set[str] = set()  # by `another`, and those of them that nobody has
        self._free: list[str] = []
        self._prefix = ["setpriv", "--pdeathsig=QUIT"]  # a test run that is killed leaves no server behind
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.base, user.pw_uid, user.pw_gid)
            self._prefix += ["--reuid=postgres", "--regid=postgres", "--init-groups"]
        self.base.chmod(0o755)

    def __enter__(self) -> Self:
        password = self.base / "password"
        password.write_text(PASSWORD)
        password.chmod(0o644)
        self._run(
            "initdb", "--no-sync", "--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8",
            "--locale=C", f"--username={USER}", f"--pwfile={password}", f"--pgdata={self.base / 'data'}",
        )  # fmt: skip
        self.start()
        with self._connected("postgres") as connection:
            connection.execute(f"CREATE DATABASE {SHARED}".encode())
        schema.upgrade(Database(self.url(SHARED)))
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.base)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._prefix, str(programs() / program), *arguments],
            cwd="/", capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        options = {**_SETTINGS, "port": str(self.port), "unix_socket_directories": str(self.base)}
        log = self.base / "log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [
                    *self._prefix, str(programs() / "postgres"), "-D", str(self.base / "data"),
                    *(f"--{name}={value}" for name, value in options.items()),
                ],
                cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                env={"LC_ALL": "C"},
            )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self._connected("postgres").close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"PostgreSQL does not start:\n{log.read_text()}") from None
                time.sleep(0.02)

    def stop(self, how: int = signal.SIGINT) -> None:
        """End it: SIGINT in order, SIGQUIT as a crash does, with recovery at the next start; SIGKILL: all of
        its processes, without a word to anybody."""
        if self._process is not None:
            others = _children(self._process.pid) if how == signal.SIGKILL else ()
            self._process.send_signal(how)
            for pid in others:
                with suppress(ProcessLookupError):
                    os.kill(pid, how)
            self._process.wait(PATIENCE)
            self._process = None
            for pid in others:  # they have the memory that the next server asks for
                while _lives(pid):
                    time.sleep(0.002)

    @contextmanager
    def forgetful(self) -> Iterator[None]:
        """Nothing that no commit asks for gets to its log meanwhile: what writes that by itself stands still.

        Else it is a matter of a fifth of a second what a crash forgets.
        """
        ask = "SELECT pid FROM pg_stat_activity WHERE backend_type IN ('walwriter', 'checkpointer')"
        pids = [int(str(pid)) for (pid,) in self.execute(ask)]
        try:
            for pid in pids:
                os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    @contextmanager
    def carried(self) -> "Iterator[Postgres]":
        """The same server's folder, in another place; this one is stopped while it is copied."""
        self.stop()
        other = Postgres()
        shutil.copytree(self.base / "data", other.base / "data")
        for path in (other.base, *other.base.rglob("*")):
            shutil.chown(path, self.base.owner(), self.base.group())
        self.start()
        other.start()
        try:
            yield other
        finally:
            other.stop()
            shutil.rmtree(other.base)

    def _connected(self, name: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.url(name), autocommit=True)

    def url(self, name: str = SHARED) -> str:
        """The URL of a database by the socket, where no password is asked for."""
        return f"postgresql://{USER}@/{name}?host={self.base}&port={self.port}"

    def tcp_url(self, port: int | None = None) -> str:
        """The URL by TCP, where the password is asked for; by another port: that of a proxy."""
        return f"postgresql://{USER}@127.0.0.1:{port or self.port}/{SHARED}"

    @contextmanager
    def cleared(self) -> Iterator[Database]:
        """The one database that tests share one after the other, with our tables and nothing in them."""
        try:
            yield Database(self.url(SHARED))
        finally:
            if self._process is None:  # the test has stopped it
                self.start()
            self._clear(SHARED)

    def _clear(self, name: str) -> None:
        with self._connected(name) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute(
                "TRUNCATE streams, entries, content, outbox, mails, files, keys, rests, leases, serials,"
                " daemons"
            )

    @contextmanager
    def another(self) -> Iterator[str]:
        """A database like the shared one, in which is nothing now, for whoever is at work beside others."""
        name = self._free.pop() if self._free else next(self._names)
        if name not in self._made:
            with self._connected("postgres") as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE {SHARED}".encode())
            self._made.add(name)
        try:
            yield name
        finally:
            self._clear(name)
            self._free.append(name)

    @contextmanager
    def empty(self) -> Iterator[Database]:
        """A database without any table, that goes with the block."""
        name = next(self._names)
        with self._connected("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
            try:
                yield Database(self.url(name))
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def dumped_into(self, name: str) -> None:
        """Everything that is in the shared database now goes by way of a dump into this empty one."""
        file = f"{self.base / name}.dump"
        where = f"--host={self.base}", f"--port={self.port}", f"--username={USER}"
        self._run("pg_dump", *where, "--format=custom", f"--file={file}", SHARED)
        self._run("pg_restore", *where, "--exit-on-error", f"--dbname={name}", file)

    def execute(self, statement: str, name: str = SHARED) -> list[tuple[object, ...]]:
        """One statement, beside what is tested; its rows."""
        with self._connected(name) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []

    @contextmanager
    def for_the_role(self, name: str, value: str) -> Iterator[None]:
        """A setting of the sessions that begin meanwhile, as an administrator may give it to our role."""
        self.execute(f"ALTER ROLE {USER} SET {name} = '{value}'", "postgres")
        try:
            yield
        finally:
            self.execute(f"ALTER ROLE {USER} RESET {name}", "postgres")

    def setting(self, name: str, value: str | None) -> None:
        """A setting of the whole server, in force when this returns; None: as it was."""
        changed = f"SET {name} = '{value}'" if value is not None else f"RESET {name}"
        before = self.execute(f"SHOW {name}")
        self.execute(f"ALTER SYSTEM {changed}")
        self.execute("SELECT pg_reload_conf()")
        while self.execute(f"SHOW {name}") == before:
            time.sleep(0.005)


def _children(pid: int) -> tuple[int, ...]:
    """The processes that this one has started."""
    return tuple(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def _lives(pid: int) -> bool:
    """Whether there is such a process; one that nobody has waited for is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
