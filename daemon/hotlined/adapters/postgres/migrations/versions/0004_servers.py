"""Which server the record was last whole on; and names in an order that no system's update changes."""

from alembic import op

revision = "0004"
down_revision = "0003"

# `server` is the one on which the record was last known to be whole, `lasting` whether a standby had to
# confirm what was written there.
#
# The order of a language comes with the operating system.  An update of it, or a standby on a newer one,
# leaves an index in the old order, in which names are not found any more.
TABLES = """
ALTER TABLE leases ADD COLUMN server text NOT NULL DEFAULT '';
ALTER TABLE leases ADD COLUMN lasting boolean NOT NULL DEFAULT false;

ALTER TABLE streams ALTER COLUMN name TYPE text COLLATE "C";
ALTER TABLE entries ALTER COLUMN stream TYPE text COLLATE "C";
ALTER TABLE content ALTER COLUMN stream TYPE text COLLATE "C";
ALTER TABLE outbox ALTER COLUMN stream TYPE text COLLATE "C", ALTER COLUMN message_id TYPE text COLLATE "C",
    ALTER COLUMN digest TYPE text COLLATE "C";
ALTER TABLE mails ALTER COLUMN digest TYPE text COLLATE "C";
ALTER TABLE files ALTER COLUMN digest TYPE text COLLATE "C";
ALTER TABLE keys ALTER COLUMN stream TYPE text COLLATE "C";
ALTER TABLE rests ALTER COLUMN stream TYPE text COLLATE "C";
ALTER TABLE leases ALTER COLUMN name TYPE text COLLATE "C";
"""


def upgrade() -> None:
    """Two columns, and the indexes anew."""
    op.execute(TABLES)
