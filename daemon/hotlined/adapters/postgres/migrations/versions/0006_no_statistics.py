"""What the server keeps of the values in a table, for its planner, is none of what a purge destroys."""

from alembic import op

revision = "0006"
down_revision = "0005"

# ANALYZE, which autovacuum asks for, copies values of some rows into a table of the server's own, where no
# purge reaches them: short texts and bytes, not JSON.  To set a type anew takes away what lies there already.
TABLES = """
ALTER TABLE rests ALTER COLUMN line TYPE text;
ALTER TABLE rests ALTER COLUMN line SET STATISTICS 0;
ALTER TABLE mails ALTER COLUMN data TYPE bytea;
ALTER TABLE mails ALTER COLUMN data SET STATISTICS 0;
ALTER TABLE files ALTER COLUMN data TYPE bytea;
ALTER TABLE files ALTER COLUMN data SET STATISTICS 0;
"""


def upgrade() -> None:
    """No table is written anew."""
    op.execute(TABLES)
