"""What daemons that work at the same time need: who wrote a stream last, and when; numbers that are kept."""

from alembic import op

revision = "0002"
down_revision = "0001"

# `changed` is the transaction that wrote a stream last: what a snapshot did not see yet has none that is
# below the snapshot's lowest.
TABLES = """
ALTER TABLE streams ADD COLUMN changed xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE streams ADD COLUMN writer text NOT NULL DEFAULT '';
CREATE INDEX streams_changed ON streams (changed);

-- Whoever has the lease of the site lets others work along only once it has looked at the record.
ALTER TABLE leases ADD COLUMN ready boolean NOT NULL DEFAULT false;

-- A case number that a daemon keeps for the next case that it opens.
CREATE TABLE serials (
    year integer NOT NULL,
    serial integer NOT NULL,
    holder text NOT NULL,
    PRIMARY KEY (year, serial)
);
"""


def upgrade() -> None:
    """Two columns, an index, a table."""
    op.execute(TABLES)
