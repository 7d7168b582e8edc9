"""The venue a newcomer finds is there however often one starts, and its key opens it."""

from newsletter import example
from newsletter.access.keys import Scope, asker
from newsletter.access.making import create_key
from newsletter.database import Database
from tests.world import MONDAY


async def test_a_second_start_keeps_the_key(database: Database) -> None:
    async with database.transaction() as session:
        key = await example.furnish(session, now=MONDAY)
    async with database.transaction() as session:
        assert await example.furnish(session, kept=key, now=MONDAY) == key


async def test_a_kept_key_that_opens_another_database_is_replaced_by_one_that_opens_this(database: Database) -> None:
    async with database.transaction() as session:
        first = await example.furnish(session, now=MONDAY)
    async with database.transaction() as session:
        key = await example.furnish(session, kept="nl_of-another-database", now=MONDAY)
        assert key != first
        assert (await asker(session, key, now=MONDAY)).organisation == (
            await asker(session, first, now=MONDAY)
        ).organisation


async def test_a_kept_key_of_an_older_version_is_replaced_by_one_that_opens_all_but_what_a_second_person_answers_for(
    database: Database,
) -> None:
    async with database.transaction() as session:
        venue = (await asker(session, await example.furnish(session, now=MONDAY), now=MONDAY)).organisation
        older = await create_key(session, venue, "example", now=MONDAY)
        key = await example.furnish(session, kept=older, now=MONDAY)
        opened = (await asker(session, key, now=MONDAY)).scopes
    assert set(Scope) - opened == {Scope.LAW_DECIDE, Scope.NOTICES_APPROVE}
