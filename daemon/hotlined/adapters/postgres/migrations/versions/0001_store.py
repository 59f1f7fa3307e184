"""Streams with their entries, content, outbox and index; finished mails and attachments; leases."""

from alembic import op

revision = "0001"
down_revision = None

# JSON is kept as text (`json`, not `jsonb`): as it was hashed, and with every character that a mail may hold.
TABLES = """
CREATE TABLE streams (
    name text PRIMARY KEY,
    year integer,
    serial integer,
    rev bigint NOT NULL,
    entries integer NOT NULL,
    head text NOT NULL,
    archived boolean NOT NULL,
    is_open boolean NOT NULL,
    touched timestamptz NOT NULL
);
CREATE INDEX streams_open ON streams (name) WHERE is_open;
CREATE INDEX streams_serial ON streams (year, serial);

CREATE TABLE entries (
    stream text NOT NULL REFERENCES streams,
    seq integer NOT NULL,
    at text NOT NULL,
    kind text NOT NULL,
    data json NOT NULL,
    digests json NOT NULL,
    prev text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (stream, seq)
);

CREATE TABLE content (
    stream text NOT NULL,
    seq integer NOT NULL,
    pieces json NOT NULL,
    PRIMARY KEY (stream, seq)
);

CREATE TABLE outbox (
    stream text NOT NULL REFERENCES streams,
    message_id text NOT NULL,
    place integer NOT NULL,
    waits boolean NOT NULL,
    digest text NOT NULL,
    data json NOT NULL,
    PRIMARY KEY (stream, message_id)
);
CREATE INDEX outbox_digest ON outbox (digest) WHERE waits;

CREATE TABLE mails (digest text PRIMARY KEY, data bytea NOT NULL);
CREATE TABLE files (digest text PRIMARY KEY, data bytea NOT NULL);

-- By digest: a Message-ID of a stranger may be longer than an index takes.
CREATE TABLE keys (
    key bytea NOT NULL,
    stream text NOT NULL REFERENCES streams,
    PRIMARY KEY (key, stream)
);

-- A lease is held by one daemon until `until`; `epoch` is one more for each that has had it.
CREATE TABLE leases (
    name text PRIMARY KEY,
    epoch bigint NOT NULL,
    holder text NOT NULL,
    until timestamptz NOT NULL
);
"""


def upgrade() -> None:
    """All tables, in an empty schema."""
    op.execute(TABLES)
