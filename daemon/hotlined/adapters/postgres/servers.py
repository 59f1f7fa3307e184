"""Servers that take each other's place: which one answers, and whether what is written lasts beyond it.

A server is known by its cluster, the number of the database in it, and its timeline, which is another one
after each promotion and after each recovery to a moment.  A new one may lack what the one before had
acknowledged; transactions have their numbers there anew.

A commit that waits for its synchronous standby is on the disk of the server already, and is seen as soon as
the wait is cut short: by a restart, or by somebody who cancels it or ends the session.  The standby may not
have it then, and when that takes over it never was.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, LiteralString

from psycopg import Connection
from psycopg.errors import Diagnostic

from hotlined.adapters.postgres.database import ONLY_READS
from hotlined.app.ports import Temporary

WAITS: Final = (
    "the database waits for its synchronous standby, which does not confirm what is written: bring the"
    " standby back, or take it out of synchronous_standby_names and reload the server"
)
OTHER: Final = (
    "the database is another server by now, which may lack what was written last: the work begins anew on it"
)
# SQL for its name: "" where it only follows another.
SERVER: Final[LiteralString] = (
    "CASE WHEN pg_is_in_recovery() THEN '' ELSE (SELECT system_identifier FROM pg_control_system())::text"
    " || ' ' || (SELECT oid FROM pg_database WHERE datname = current_database())::text"
    " || '/' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) END"
)
# SQL for whether a standby has to confirm what is committed.
SYNCHRONOUS: Final[LiteralString] = "current_setting('synchronous_standby_names') <> ''"
ALONE: Final = (
    "what follows the database does so asynchronously: where it takes over, mails wait until a person has"
    " looked; synchronous_standby_names names what has to confirm"
)
TELLS: Final = (
    "the database writes into its log what is slow (log_min_duration_statement and the like) with what it"
    " holds, such as URLs and whole mails, and no purge reaches that: as a superuser, let our role have"
    " log_parameter_max_length = 0 (ALTER ROLE ... SET)"
)
# Of a statement the log has the text, in which nothing of ours stands, and its values unless they are cut.
_STATE: Final = """
SELECT current_setting('transaction_read_only') = 'on', current_setting('synchronous_standby_names') = '',
 (SELECT count(*) FROM pg_stat_replication), $SERVER,
 current_setting('log_parameter_max_length') <> '0' AND (
  current_setting('log_statement') IN ('mod', 'all') OR current_setting('log_min_duration_statement') <> '-1'
  OR current_setting('log_min_duration_sample') <> '-1'
  OR current_setting('log_transaction_sample_rate') <> '0')
 OR coalesce(current_setting('auto_explain.log_min_duration', true), '-1') <> '-1'
  AND coalesce(current_setting('auto_explain.log_parameter_max_length', true), '0') <> '0'
""".replace("$SERVER", SERVER)
UNSYNCED: Final = "the database runs with fsync = off: a power cut would lose what it promised to keep"
_WAITING: Final = """
SELECT EXISTS (SELECT FROM pg_stat_activity WHERE usename = current_user AND wait_event = 'SyncRep')
"""


def cautions(
    connection: "Connection[tuple[Any, ...]]", refuse_older: Callable[[str], None] = lambda server: None
) -> Iterator[tuple[bool, str]]:
    """What an administrator should know of this server: whether it is wrong, and a sentence.

    `refuse_older` is `Newest`'s.  Raises psycopg.Error.
    """
    found = connection.execute(_STATE).fetchone() or (False, False, 0, "", False)
    only_reads, alone, followers, here, tells = found
    if only_reads:
        yield True, ONLY_READS
    try:
        refuse_older(here)
    except Temporary as error:
        yield True, str(error)
    if alone and followers:
        yield False, ALONE
    if tells:
        yield False, TELLS


def is_successor(server: str, of: str) -> bool:
    """Whether it is of the same cluster: a standby that was promoted, and no copy of what was in it once."""
    return server.partition("/")[0] == of.partition("/")[0]


def refuse_waiting(connection: "Connection[tuple[Any, ...]]") -> None:
    """Raise Temporary where a write of ours waits for a standby just now; psycopg.Error."""
    (waits,) = connection.execute(_WAITING).fetchone() or (False,)
    if waits:
        raise Temporary(WAITS)


@contextmanager
def warnings(connection: "Connection[tuple[Any, ...]]") -> Iterator[list[str]]:
    """What the server warns of meanwhile, such as a wait that was cancelled; each by its code."""
    found: list[str] = []

    def note(one: Diagnostic) -> None:
        if one.severity_nonlocalized == "WARNING":
            found.append(one.sqlstate or "")

    connection.add_notice_handler(note)
    try:
        yield found
    finally:
        connection.remove_notice_handler(note)


def confirmed(connection: "Connection[tuple[Any, ...]]") -> None:
    """Return once all that this server has committed is also wherever it has to be.

    A commit of nothing that waits as any other does, and not for itself alone.  Raises Temporary, also where
    that wait is cancelled in its turn; psycopg.Error.
    """
    refuse_waiting(connection)  # each of those that wait keeps a session, and they are not endless
    with warnings(connection) as warned:
        connection.execute("SELECT pg_logical_emit_message(true, 'hotlined', '')")
    if warned:
        raise Temporary(WAITS)
