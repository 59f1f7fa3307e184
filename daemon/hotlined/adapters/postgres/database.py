"""A connection to the database, and what fails with it in words.

A connection is made when it is first needed, and anew after it was lost.  Every session asks for a commit
that survives a power cut, whatever the server's default is, and ends by itself what hangs: a daemon that
was stopped in the middle of a write must not hold its locks for ever.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final, LiteralString

import psycopg
from psycopg import Connection, Cursor, sql

from hotlined.adapters.postgres.cutting import ended_after
from hotlined.app.ports import Permanent, Temporary

Query = LiteralString | sql.Composed
Values = Sequence[object] | Mapping[str, object]

CONNECT_SECONDS: Final = 10
OLDEST: Final = 15  # the major version
# A statement that waits for a lock or takes too long is given up; so is a transaction with a silent client.
LOCK_SECONDS: Final = 10
STATEMENT_SECONDS: Final = 30
IDLE_SECONDS: Final = 5
LONG_PART: Final = 30  # of a transaction that may take hours
_SILENT: Final = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
# The same on the other side: the sessions of a machine that is gone are among those that the server takes.
_SILENT_THERE: Final = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}

# What the server says before there is a session has no code that libpq would hand on: only its words, in the
# server's language.  These are looked for to say what to do; any other is told as it came.
_FOR_A_PERSON: Final = re.compile(
    r"password authentication failed|no password supplied|no pg_hba\.conf entry|authentication failed"
    r'|role "[^"]*" does not exist|database "[^"]*" does not exist|permission denied for database'
    r"|server does not support SSL|certificate verify failed|root certificate file",
)
_POOLER: Final = (
    "the database does not take the settings of our sessions, as a pooler in between does not hand them on:"
    " name the server itself, hotlined needs no pooler and works through none"
)
ONLY_READS: Final = (
    "the database takes no writes: it is a standby, or default_transaction_read_only is on; name the server"
    " that does, or all of them and target_session_attrs=read-write"
)
_WRONG_USER: Final = {"42501"}  # insufficient_privilege
_NO_TABLES: Final = {"42P01", "42703", "3F000"}  # undefined table, column, schema
_IN_WORDS: Final = {
    "25006": ONLY_READS,
    "53100": "the disk of the database is full (53100): nothing is written until there is room",
}
# Resources, operator intervention, system error, no lock, rolled back, too long: later it may work.
_LATER: Final = ("53", "57", "58", "XX", "55P03", "40", "25P03", "25P04", "08")


@dataclass(frozen=True, slots=True)
class Database:
    """Where it is: a URL without password, and what reads the password; without, libpq may find one.

    `patience` is for a transaction as a whole, in seconds.
    """

    url: str
    password: Callable[[], str] | None = field(default=None, repr=False)
    patience: float = 60.0

    def connect(
        self, application: str = "hotlined", *, autocommit: bool = True, makes_tables: bool = False
    ) -> "Connection[tuple[Any, ...]]":
        """A session of our own, by default each statement for itself; raises Temporary, Permanent.

        `makes_tables`: it stays in a role that it begins in (`ALTER ROLE ... SET role`), and they are that
        one's.
        """
        given: dict[str, Any] = {**_SILENT, "client_encoding": "UTF8"}
        if self.password is not None:
            given["password"] = self.password()
        idle = max(IDLE_SECONDS, self.patience / LONG_PART)  # whoever copies a record reads a disk meanwhile
        settings = {
            "statement_timeout": int(max(STATEMENT_SECONDS, self.patience)),  # an upgrade makes indexes anew
            "lock_timeout": LOCK_SECONDS,
            "idle_in_transaction_session_timeout": max(1, int(min(idle, self.patience / 2))),
        }
        values = {**{name: f"{seconds}s" for name, seconds in settings.items()}, **_SILENT_THERE}
        options = " ".join(f"-c {name}={value}" for name, value in values.items())
        try:
            made = psycopg.connect(
                self.url,
                autocommit=autocommit,
                connect_timeout=max(1, int(min(CONNECT_SECONDS, self.patience))),
                application_name=application,
                options=options,
                **given,
            )
            _ours(made)
            if not makes_tables:
                made.execute(_AS_OURSELVES)
            made.commit()
        except psycopg.Error as error:
            raise (refused(error) or error) from None  # its context would hold the password
        return made


# A commit is on the disk when it returns; stricter settings of the server stay.  What the server does to a
# session or a transaction that is long is ours to say; before PostgreSQL 17 it had no word for the latter.
# So is how it writes a time, what a backslash means, what it warns of (a wait for a standby that was cut
# short is a warning), and what a transaction sees: a role may have what a person likes in psql.  The server's
# log gets no values where that is ours to say; else `hotlined check` tells (`servers`).
_OURS: Final = """
SELECT current_setting('lock_timeout'), set_config('idle_session_timeout', '0', false),
 set_config('default_transaction_isolation', 'read committed', false), set_config('datestyle', 'ISO', false),
 set_config('extra_float_digits', '1', false), set_config('standard_conforming_strings', 'on', false),
 set_config('client_min_messages', 'warning', false),
 CASE WHEN current_setting('synchronous_commit') IN ('off', 'local')
      THEN set_config('synchronous_commit', 'on', false) END,
 CASE WHEN current_setting('transaction_timeout', true) IS NOT NULL
      THEN set_config('transaction_timeout', '0', false) END,
 set_config('log_parameter_max_length_on_error', '0', false),
 CASE WHEN has_parameter_privilege('log_parameter_max_length', 'SET')
      THEN set_config('log_parameter_max_length', '0', false) END
"""
# A session is ended by the role that let it in, and shown to it alone: a daemon that is gone would keep its
# locks, and what became of its write could not be told.  The tables are where the other role has made them,
# which may be in a schema of its name ("$user" in search_path).
_AS_OURSELVES: Final = """
SELECT CASE WHEN current_user <> session_user AND pg_has_role(session_user, current_user, 'USAGE')
  AND set_config('search_path', array_to_string(ARRAY(
    SELECT quote_ident(name) FROM unnest(current_schemas(false)) WITH ORDINALITY AS one (name, place)
    ORDER BY place), ', '), false) IS NOT NULL
 THEN set_config('role', 'none', false) END
"""


def _ours(connection: "Connection[tuple[Any, ...]]") -> None:
    """Make the session as we need it; Permanent where the server is too old, or has no such settings."""
    if (there := connection.info.server_version // 10_000) < OLDEST:
        connection.close()
        raise Permanent(f"the database is PostgreSQL {there}: hotlined needs {OLDEST} or newer")
    (locks, *_) = connection.execute(_OURS).fetchone() or ("",)
    if locks != f"{LOCK_SECONDS}s":
        connection.close()
        raise Permanent(_POOLER)


def refused(error: psycopg.Error) -> Temporary | Permanent | None:
    """What a failed connection or statement means, as a sentence that names no content; None: a bug."""
    said = " ".join(str(error).split())
    code = error.sqlstate or ""
    if isinstance(error, psycopg.OperationalError) and not code:
        why = said.rpartition("FATAL: ")[2].strip() or said
        if "unsupported startup parameter" in said:
            return Permanent(_POOLER)
        if _FOR_A_PERSON.search(said):
            return Permanent(f"the database does not let us in: {why[:300]}")
        return Temporary(f"the database cannot be reached: {why[:300]}")
    if code in _NO_TABLES:
        return Permanent("the database does not have our tables: run `hotlined store upgrade`")
    if code in _WRONG_USER:
        return Permanent(
            "the database's user may not do that: the tables must belong to it, and pg_control_system() be"
            " allowed to it, as PostgreSQL does by default"
        )
    if code in _IN_WORDS:
        return Temporary(_IN_WORDS[code])
    if code.startswith(_LATER):
        return Temporary(f"the database refuses for now ({code}, {type(error).__name__})")
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return Temporary(f"the database cannot be reached ({code or type(error).__name__})")
    return None


@contextmanager
def refusals(*, known: bool = False) -> Iterator[None]:
    """Turn what the database refuses into Temporary, or Permanent if waiting cannot help; a bug stays one.

    `known`: it has let us in before, so that it may again, once a person has mended what is wrong there.
    """
    try:
        yield
    except psycopg.Error as error:
        found = refused(error)
        if found is None:
            raise
        raise (Temporary(str(found)) if known else found) from error


def is_lost(connection: "Connection[tuple[Any, ...]]") -> bool:
    """Whether the session is over."""
    return connection.closed or connection.broken


def _answered(
    connection: "Connection[tuple[Any, ...]]", query: Query, values: Values, patience: float
) -> "Cursor[tuple[Any, ...]]":
    with ended_after(patience, connection):
        return connection.execute(query, values)


class Session:
    """One connection, made anew where it was lost; its owner sees to it that one thread at a time uses it."""

    def __init__(self, database: Database, application: str = "hotlined", *, known: bool = False) -> None:
        self._database = database
        self._application = application
        self.known = known  # whether it has let us in before, and answered
        self._connection: Connection[tuple[Any, ...]] | None = None

    def ready(self) -> "Connection[tuple[Any, ...]]":
        """The connection; raises Temporary, Permanent where there is none to be had."""
        if self._connection is None or is_lost(self._connection):
            try:
                self._connection = self._database.connect(self._application)
            except Permanent as error:
                if self.known:
                    raise Temporary(str(error)) from None
                raise
        return self._connection

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """As the function of this name, with what is known here."""
        with refusals(known=self.known):
            yield
        self.known = True

    def alive(self) -> "Connection[tuple[Any, ...]]":
        """The connection, after the server has answered on it; raises Temporary, Permanent."""
        connection, _ = self.begun("SELECT 1")
        return connection

    def begun(
        self, first: Query, values: Values = (), *, patience: float | None = None
    ) -> "tuple[Connection[tuple[Any, ...]], Cursor[tuple[Any, ...]]]":
        """The connection, and what the server has answered to a first statement on it.

        Where it was lost before that, the statement is said again on a new one: it has to be one that may
        be carried out twice.  `patience` is in seconds; without, the database's.  Raises Temporary,
        Permanent, psycopg.Error.
        """
        patience = self._database.patience if patience is None else patience
        connection = self.ready()
        try:
            return connection, _answered(connection, first, values, patience)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            if not is_lost(connection):
                raise
            self.drop()
        connection = self.ready()
        return connection, _answered(connection, first, values, patience)

    def drop(self) -> None:
        """Close it; the next use makes another."""
        if self._connection is not None:
            with suppress(psycopg.Error, OSError):
                self._connection.close()
            self._connection = None
