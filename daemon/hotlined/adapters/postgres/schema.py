"""The tables, in the shape that this version of hotlined needs; Alembic brings them there, step by step.

Only `upgrade` changes anything, when an administrator asks for it; it loads Alembic, which a daemon never
does.  An old daemon would write what a new one cannot read: neither starts with the tables of the other.
"""

from pathlib import Path
from typing import Any, Final

from psycopg import Connection

from hotlined.adapters.postgres.database import Database, refusals
from hotlined.adapters.postgres.servers import UNSYNCED
from hotlined.app.ports import Permanent

REVISION: Final = "0004"  # the newest step in migrations/versions
_STEPS: Final = Path(__file__).parent / "migrations"


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

    Raises Permanent where the database is ahead of us, Temporary.
    """
    import alembic.command
    import alembic.config
    import sqlalchemy

    with refusals(), database.connect("hotlined upgrade") as connection:
        before = revision(connection)
        if before is not None and before > REVISION:
            check(connection)
    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://",
        creator=lambda: database.connect("hotlined upgrade", autocommit=False),
        poolclass=sqlalchemy.NullPool,
    )
    config = alembic.config.Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    with engine.connect() as connected:
        # Alembic's steps are one transaction; two upgrades at once would otherwise make the same table.
        connected.execute(sqlalchemy.text("SELECT pg_advisory_xact_lock(hashtext('hotlined upgrade'))"))
        config.attributes["connection"] = connected
        alembic.command.upgrade(config, "head")
        connected.commit()
    return before, REVISION
