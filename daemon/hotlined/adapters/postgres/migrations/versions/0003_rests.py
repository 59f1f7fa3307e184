"""What a start has to know of cases at rest, so that it need not read them."""

from alembic import op

revision = "0003"
down_revision = "0002"

# A line is true as long as its stream has had no other write.
TABLES = """
CREATE TABLE rests (
    stream text PRIMARY KEY REFERENCES streams,
    rev integer NOT NULL,
    edition text NOT NULL,
    line text NOT NULL
);
"""


def upgrade() -> None:
    """A table."""
    op.execute(TABLES)
