"""What Alembic runs first: it gets the connection that `schema.upgrade` has made, and nothing of its own."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
