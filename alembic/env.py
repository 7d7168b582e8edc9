"""Alembic's entry: which database, which tables."""

from alembic import context

from newsletter.migrating import engine
from newsletter.tables import metadata

A_NUMBER = 20_261_125  # ours alone, of all that may lock something in this database by its number

with engine(context.config.attributes["url"]).connect() as connection:
    if connection.dialect.name == "postgresql":  # machines that start together migrate one after the other
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({A_NUMBER})")
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        user_module_prefix="sqlmodel.",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
