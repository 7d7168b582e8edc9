"""The database is made by migrations alone, and they yield what the models say, on both kinds."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from newsletter import migrating, tables
from newsletter.database import Database
from newsletter.errors import Misconfigured

PROTECTED = {
    ("consent_records", "update"),
    ("consent_records", "delete"),
    ("consent_seals", "update"),
    ("consent_seals", "delete"),
    ("consent_sealed", "update"),
    ("consent_sealed", "delete"),
    ("consent_texts", "update"),
    ("consent_texts", "delete"),
    ("form_texts", "update"),
    ("form_texts", "delete"),
    ("evidence_profiles", "update"),
    ("evidence_profiles", "delete"),
    ("consent_details", "update"),
}


def test_migrations_up_from_nothing_equal_the_models(database_url: str) -> None:
    with migrating.engine(database_url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_every_protected_table_has_its_triggers(database_url: str) -> None:
    with migrating.engine(database_url).connect() as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "postgresql":
            query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname NOT LIKE '%no_truncate'"
        found = set(connection.execute(text(query)).scalars())
    assert found == {f"{table}_no_{verb}" for table, verb in PROTECTED}


def test_migrating_again_changes_nothing(database_url: str) -> None:
    migrating.migrate(database_url)
    test_migrations_up_from_nothing_equal_the_models(database_url)


def test_every_table_of_the_models_is_listed() -> None:
    assert {str(table.__tablename__) for table in tables.ALL} == set(tables.metadata.tables)


async def test_the_service_does_not_start_on_a_database_that_was_not_migrated(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.sqlite'}")

    with pytest.raises(Misconfigured, match="newsletter migrate"):
        await migrating.check_migrated(database)

    await database.close()


async def test_a_migration_runs_with_foreign_keys_off_and_the_service_with_them_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    with migrating.engine(url).connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 0
    database = Database(url)
    async with database.reading() as session:
        connection_of_service = await session.connection()
        assert (await connection_of_service.exec_driver_sql("PRAGMA foreign_keys")).scalar() == 1
    await database.close()
