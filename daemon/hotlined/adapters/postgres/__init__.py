"""The store on PostgreSQL, for several daemons on several machines (docs/decisions/postgresql.md); an extra.

`database` connects and puts into words what fails, `schema` keeps the tables as this version needs them,
and `store` is `app.ports.Store` over them, its reading half being `record`.
"""

from hotlined.adapters.postgres.database import Database
from hotlined.adapters.postgres.store import PostgresStore
from hotlined.adapters.postgres.verifying import history, verify

__all__ = ["Database", "PostgresStore", "history", "verify"]
