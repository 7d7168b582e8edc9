"""One writer at a time, readers that cannot write, and a commit before the answer."""

import asyncio

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from newsletter.database import Database
from newsletter.organisations.models import Organisation
from tests.world import MONDAY, World


def venue(name: str) -> Organisation:
    return Organisation(name=name, created_at=MONDAY)


async def test_what_raises_is_rolled_back(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.transaction() as session:
            session.add(venue("gone"))
            await session.flush()
            raise RuntimeError
    async with database.reading() as session:
        assert (await session.exec(select(Organisation))).all() == []


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        async with database.reading() as session:
            session.add(venue("never"))
            await session.flush()
    async with database.transaction() as session:  # and the connection is as good as new
        session.add(venue("there"))
    async with database.reading() as session:
        assert [row.name for row in (await session.exec(select(Organisation))).all()] == ["there"]


async def test_many_writers_at_once_all_get_through(database: Database) -> None:
    async def write(number: int) -> None:
        async with database.transaction() as session:
            await session.exec(select(Organisation))
            session.add(venue(str(number)))

    await asyncio.gather(*(write(number) for number in range(50)))

    async with database.reading() as session:
        assert len((await session.exec(select(Organisation))).all()) == 50


async def test_a_reader_does_not_wait_for_a_writer(database: Database) -> None:
    async with database.transaction() as session:
        session.add(venue("not yet"))
        await session.flush()
        async with asyncio.timeout(2), database.reading() as other:
            assert (await other.exec(select(Organisation))).all() == []


async def test_times_keep_their_microseconds_and_come_back_in_utc(database: Database) -> None:
    moment = MONDAY.replace(microsecond=123456)
    async with database.transaction() as session:
        session.add(Organisation(name="x", created_at=moment))
    async with database.reading() as session:
        kept = (await session.exec(select(Organisation))).one().created_at
    assert kept == moment
    assert kept.utcoffset() == moment.utcoffset()


async def test_nobody_is_told_yes_for_what_could_not_be_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commit comes before the answer: when it fails, the answer is no 200."""
    from sqlalchemy.ext.asyncio import AsyncSessionTransaction

    async def fails(self: AsyncSessionTransaction, *args: object) -> None:
        await self.rollback()
        raise OSError("disk full")

    monkeypatch.setattr(AsyncSessionTransaction, "__aexit__", fails)
    answer = await world.visitor.post("/forms/konsertprogrammet", data={"email": "a@people.example", "consent": "yes"})
    monkeypatch.undo()

    assert answer.status_code == 500
    assert await world.ledger() == []
