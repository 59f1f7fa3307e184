"""Which daemons live, and digests of what each works by, so that one that goes by other rules is noticed."""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = """
CREATE TABLE daemons (
    name text COLLATE "C" PRIMARY KEY,
    parts json NOT NULL,
    seen timestamptz NOT NULL
);
"""


def upgrade() -> None:
    """A table."""
    op.execute(TABLES)
