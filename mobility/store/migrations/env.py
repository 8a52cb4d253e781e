"""Where Alembic learns what to migrate: the connection that ``schema.migrate`` opened."""

from alembic import context

from mobility.store.tables import Row

context.configure(connection=context.config.attributes["connection"], target_metadata=Row.metadata)
with context.begin_transaction():
    context.run_migrations()
