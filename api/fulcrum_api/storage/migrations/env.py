"""Runs migrations on the connection that `migrate` holds, inside its transaction and lock."""

from alembic import context

from fulcrum_api.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
