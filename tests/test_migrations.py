"""The database is made by migrations alone, and they yield what the models say, on both kinds."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text, update
from sqlmodel import Session, select

from newsletter import migrating, tables
from newsletter.access.keys import SENDING, ApiKey
from newsletter.database import Database
from newsletter.errors import Misconfigured
from newsletter.subscriptions.models import Subscription
from newsletter.subscriptions.rebuilding import rebuild
from tests.world import ANNE, BART, World

UID, AT = "0" * 32, "2026-01-01 00:00:00+00:00"
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
    ("situations", "update"),
    ("situations", "delete"),
    ("review_answers", "update"),
    ("review_answers", "delete"),
    ("consent_details", "update"),
    ("consent_documents", "update"),
    ("audit_entries", "update"),
    ("audit_entries", "delete"),
}


BY_EXPRESSION = "uq_deliveries_subscription_campaign"
"""No tool reads an index by expression back as it was written; what it forbids is tested by trying it."""
not_compared = pytest.mark.filterwarnings(f"ignore:.*expression-based index '?{BY_EXPRESSION}")


@not_compared
def test_migrations_up_from_nothing_equal_the_models(database_url: str) -> None:
    with migrating.engine(database_url).connect() as connection:
        opts = {"compare_type": True, "include_object": lambda _, name, *more: name != BY_EXPRESSION}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, tables.metadata) == []


def test_every_protected_table_has_its_triggers(database_url: str) -> None:
    with migrating.engine(database_url).connect() as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "postgresql":
            query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname NOT LIKE '%no_truncate'"
        found = set(connection.execute(text(query)).scalars())
    assert found == {f"{table}_no_{verb}" for table, verb in PROTECTED}


@not_compared
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


def test_a_key_from_before_there_were_scopes_goes_on_doing_what_it_did(database_url: str, tmp_path: Path) -> None:
    url = emptied(database_url, tmp_path)
    command.upgrade(migrating._config(url), "0001")
    with migrating.engine(url).begin() as connection:
        connection.execute(text("INSERT INTO organisations VALUES (1, :uid, 'A', '', '', '', '', '', :now)"), KEPT)
        connection.execute(
            text("INSERT INTO api_keys VALUES (1, :uid, 1, 'website', 'nl_12345678', :digest, :now, NULL)"), KEPT
        )

    migrating.migrate(url)

    with Session(migrating.engine(url)) as session:
        (key,) = session.exec(select(ApiKey)).all()
        assert (key.name, key.scopes, key.digest) == ("website", sorted(SENDING), KEPT["digest"])


KEPT = {"uid": "01890a5dac96774bbcceb302099a8057", "now": "2026-11-23 09:00:00", "digest": b"d" * 32}


def emptied(database_url: str, tmp_path: Path) -> str:
    """A database of the same kind with nothing in it."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'older.sqlite'}"
    with migrating.engine(database_url).begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return database_url


async def test_a_consent_from_before_the_law_was_whole_is_folded_anew_from_the_ledger(world: World) -> None:
    await world.all_join(ANNE, BART)
    async with world.database.transaction() as session:
        before = {row.id: row.model_dump() for row in (await session.exec(select(Subscription))).all()}
        await session.exec(update(Subscription).values(profile_id=None, granted_at=None))

    async with world.database.transaction() as session:
        last = await rebuild(session, after=0, now=world.now)
    async with world.database.transaction() as session:
        assert await rebuild(session, after=last or 0, now=world.now) is None

    async with world.database.reading() as session:
        assert {row.id: row.model_dump() for row in (await session.exec(select(Subscription))).all()} == before
    assert await world.tally(await world.launches()) == {"sent": 2, "why": {}}


def test_what_was_kept_of_a_consent_before_is_let_go_and_the_person_stays(database_url: str, tmp_path: Path) -> None:
    url = emptied(database_url, tmp_path)
    command.upgrade(migrating._config(url), "0001")
    no, yes = ("false", "true") if "postgresql" in url else ("0", "1")
    with migrating.engine(url).begin() as connection:
        for statement in (
            "INSERT INTO organisations (id, uid, name, organisation_number, postal_address, email, website, "
            f"privacy_policy_url, created_at) VALUES (1, '{UID}', 'A', '1', 'Q', '', '', '', '{AT}')",
            "INSERT INTO mailing_lists (id, uid, organisation_id, name, description, language, sender_name, "
            "sender_email, reply_to, created_at) "
            f"VALUES (1, '{UID}', 1, 'L', '', 'nb', 'S', 's@a.example', '', '{AT}')",
            "INSERT INTO subscribers (id, uid, organisation_id, email, fingerprint, name, language, created_at) "
            f"VALUES (1, '{UID}', 1, 'anne@people.example', '', '', 'nb', '{AT}')",
            f"INSERT INTO evidence_profiles VALUES (1, 'paper', {', '.join([yes, no] * 4)})",
            "INSERT INTO subscriptions (id, uid, subscriber_id, list_id, standing, legal_basis, profile_id, "
            f"created_at, changed_at) VALUES (1, '{UID}', 1, 1, 'granted', 'consent', 1, '{AT}', '{AT}')",
        ):
            connection.execute(text(statement))

    migrating.migrate(url)

    with migrating.engine(url).connect() as connection:
        kept = connection.execute(text("SELECT standing, profile_id FROM subscriptions")).one()
        assert tuple(kept) == ("granted", None)
        assert connection.execute(text("SELECT count(*) FROM evidence_profiles")).scalar() == 0


def test_deliveries_outlive_their_table_being_rebuilt_and_no_id_is_given_twice(
    database_url: str, tmp_path: Path
) -> None:
    url = emptied(database_url, tmp_path)
    command.upgrade(migrating._config(url), "documents")
    put = text(
        "INSERT INTO deliveries (uid, organisation_id, purpose, recipient, state, due_at, attempts, created_at) "
        f"VALUES (:uid, 1, 'test', '', 'sent', '{AT}', 1, '{AT}')"
    )
    organisation = text(
        "INSERT INTO organisations (id, uid, name, organisation_number, postal_address, email, website, "
        f"privacy_policy_url, created_at) VALUES (1, '{UID}', 'A', '1', 'Q', '', '', '', '{AT}')"
    )
    with migrating.engine(url).begin() as connection:
        connection.execute(organisation)
        connection.execute(put, [{"uid": "1" * 32}, {"uid": "2" * 32}])
        connection.execute(text("DELETE FROM deliveries WHERE id = 2"))

    migrating.migrate(url)

    with migrating.engine(url).begin() as connection:
        connection.execute(put, {"uid": "3" * 32})
        assert connection.execute(text("SELECT id FROM deliveries ORDER BY id")).scalars().all() == [1, 3]
