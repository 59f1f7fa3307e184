"""The tables, in the shape that this version of hotlined needs; Alembic brings them there, step by step.

Only `upgrade` changes anything, when an administrator asks for it; it loads Alembic, which a daemon never
does.  An old daemon would write what a new one cannot read: neither starts with the tables of the other.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import Connection, errors

from hotlined.adapters.postgres.database import Database, refusals, refused
from hotlined.adapters.postgres.servers import UNSYNCED
from hotlined.app.ports import Permanent, Temporary

if TYPE_CHECKING:
    import sqlalchemy

REVISION: Final = "0006"  # the newest step in migrations/versions
_STEPS: Final = Path(__file__).parent / "migrations"
_BUSY: Final = (
    "somebody is at work on the tables, such as a hotlined or a dump: stop every hotlined on the database,"
    " then upgrade it"
)
_NO_PLACE: Final = (
    "the database's user may make no tables: let the database belong to it (`createdb --owner`), or a schema"
    " that its search_path names first"
)
_AT_WORK: Final = """
SELECT holder, ceil(extract(epoch FROM until - clock_timestamp()))::integer FROM leases
WHERE holder <> '' AND until > clock_timestamp() ORDER BY until DESC LIMIT 1
"""


def revision(connection: "Connection[tuple[Any, ...]]") -> str | None:
    """The step that the database is at; None where there are no tables of ours.  Raises psycopg.Error."""
    there = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
    if there is None or there[0] is None:
        return None
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found[0]) if found else None


def check(connection: "Connection[tuple[Any, ...]]") -> None:
    """Permanent unless the tables are this version's, on a server that keeps what it promises.

    Raises psycopg.Error.
    """
    now = revision(connection)
    if now is None:
        raise Permanent("the database has no tables of hotlined yet: run `hotlined store upgrade`")
    if now < REVISION:
        raise Permanent(
            f"the database's tables are older than this hotlined ({now}, {REVISION} is needed):"
            " stop every hotlined on it, then run `hotlined store upgrade`"
        )
    if now > REVISION:
        raise Permanent(
            f"the database was upgraded by a newer hotlined ({now}, this one knows {REVISION}):"
            " install that one"
        )
    fsync = connection.execute("SHOW fsync").fetchone()
    if fsync is None or fsync[0] != "on":
        raise Permanent(UNSYNCED)


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring the tables to this version's shape: all steps or none; the step before, and after.

    Raises Permanent where the database is ahead of us, or a daemon works on it; Temporary.
    """
    import sqlalchemy

    with refusals(), database.connect("hotlined upgrade") as connection:
        before = revision(connection)
        if before is not None and before > REVISION:
            check(connection)
    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://",
        creator=lambda: database.connect("hotlined upgrade", autocommit=False, makes_tables=True),
        poolclass=sqlalchemy.NullPool,
    )
    try:
        with engine.connect() as connected:
            # Alembic's steps are one transaction; two upgrades at once would otherwise make the same table.
            connected.execute(sqlalchemy.text("SELECT pg_advisory_xact_lock(hashtext('hotlined upgrade'))"))
            if before not in (None, REVISION):
                _refuse_at_work(connected)
            _steps(connected, REVISION)
            connected.commit()
    except sqlalchemy.exc.DBAPIError as error:
        if isinstance(error.orig, errors.LockNotAvailable):
            raise Temporary(_BUSY) from None
        if isinstance(error.orig, errors.InvalidSchemaName | errors.InsufficientPrivilege) and _has_no_place(
            database
        ):
            raise Permanent(_NO_PLACE) from None
        found = refused(error.orig) if isinstance(error.orig, psycopg.Error) else None
        raise (found or error) from None
    return before, REVISION


def _has_no_place(database: Database) -> bool:
    """Whether tables may be made nowhere; another right may be missing, such as to those that are there."""
    with refusals(), database.connect("hotlined upgrade", makes_tables=True) as connection:
        found = connection.execute("SELECT has_schema_privilege(current_schema(), 'CREATE')").fetchone()
    return found != (True,)


def _refuse_at_work(connected: "sqlalchemy.Connection") -> None:
    """Permanent where a daemon works, which would trip over tables that change under it."""
    connected.exec_driver_sql("LOCK TABLE leases IN ACCESS EXCLUSIVE MODE")  # nobody takes one from now on
    found = connected.exec_driver_sql(_AT_WORK).fetchone()
    if found is not None:
        holder, seconds = found
        raise Permanent(
            f"{holder} works on the database: stop every hotlined on it first; one that was killed counts for"
            f" {seconds} seconds still"
        )


def _steps(connected: "sqlalchemy.Connection", to: str) -> None:
    """All that are missing up to this one, in the transaction under way."""
    import alembic.command
    import alembic.config

    config = alembic.config.Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    config.attributes["connection"] = connected
    alembic.command.upgrade(config, to)
