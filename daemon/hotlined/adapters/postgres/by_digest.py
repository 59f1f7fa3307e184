"""Finished mails and attachments: bytes in a table by their digest, and never read where they are others."""

import hashlib
from collections.abc import Mapping

from psycopg import Cursor, sql

from hotlined.adapters.postgres.stream import Row
from hotlined.adapters.postgres.transactions import Transactions
from hotlined.app.ports import Permanent


def read_bytes(base: Transactions, table: str, what: str, digest: str) -> bytes:
    """The bytes; raises Permanent when they are gone or changed, Temporary.  `what` they are, for people."""
    query = sql.SQL("SELECT data FROM {} WHERE digest = %s").format(sql.Identifier(table))
    found = base.fetched(query, [digest])
    if not found:
        raise Permanent(f"the {what} {digest[:12]} is gone from the store")
    data = bytes(found[0][0])
    if hashlib.sha256(data).hexdigest() != digest:
        raise Permanent(f"the {what} {digest[:12]} was changed in the database")
    return data


def put_bytes(cursor: "Cursor[Row]", table: str, named: Mapping[str, bytes]) -> None:
    """Bytes by their digest; where they are there already they are put right.  Raises psycopg.Error."""
    query = sql.SQL(
        "INSERT INTO {} (digest, data) VALUES (%s, %s)"
        " ON CONFLICT (digest) DO UPDATE SET data = excluded.data"
    ).format(sql.Identifier(table))
    for digest, data in named.items():
        cursor.execute(query, [digest, data])
