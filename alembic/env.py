"""Alembic's entry: which database, which tables."""

from alembic import context

from newsletter.migrating import engine
from newsletter.tables import metadata

with engine(context.config.attributes["url"]).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        user_module_prefix="sqlmodel.",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
