"""Runs the migrations on the connection that `app.storage.upgrade` hands over, inside its transaction."""

from alembic import context

from app.storage.every_table import metadata

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Use `doorstep db upgrade`: it locks the database, upgrades it, and checks what it made.")

context.configure(
    connection=connection,
    target_metadata=metadata,
    # SQLite changes a table by copying it.
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
