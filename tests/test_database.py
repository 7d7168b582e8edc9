"""One writer at a time, readers that cannot write, and a commit before the answer."""

import asyncio
import threading

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from newsletter.database import Database, nobody_else
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


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # the other kind has one writer
async def test_what_one_is_at_another_passes_by_until_it_is_done(database: Database) -> None:
    async with database.transaction() as one, database.transaction() as other:
        assert await nobody_else(one, "finish")
        assert not await nobody_else(other, "finish")
        assert await nobody_else(other, "release")
    async with database.transaction() as next_one:
        assert await nobody_else(next_one, "finish")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the other kind has many writers
async def test_a_person_waits_for_one_job_at_most_however_many_came_before(database: Database) -> None:
    done: list[str] = []
    asked = asyncio.Event()

    async def write(who: str, *, behind: bool) -> None:
        async with database.transaction(behind=behind):
            await asked.wait()
            done.append(who)

    async with asyncio.TaskGroup() as writers:
        for number in range(4):
            writers.create_task(write(f"job {number}", behind=True))
        await asyncio.sleep(0)
        for number in range(2):
            writers.create_task(write(f"person {number}", behind=False))
        await asyncio.sleep(0)
        asked.set()

    assert done == ["job 0", "person 0", "person 1", "job 1", "job 2", "job 3"]


async def test_work_in_a_thread_is_committed_when_it_returns_and_rolled_back_when_it_raises(database: Database) -> None:
    def write(session: Session, name: str, *, well: bool) -> str:
        session.add(venue(name))
        session.flush()
        if not well:
            raise RuntimeError
        return name

    assert await database.work(write, "there", well=True) == "there"
    with pytest.raises(RuntimeError):
        await database.work(write, "gone", well=False)
    async with database.reading() as session:
        assert [row.name for row in (await session.exec(select(Organisation))).all()] == ["there"]


async def test_work_that_is_called_off_is_ended_before_anything_else_begins(database: Database) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def write(session: Session) -> None:
        begun.set()
        may_end.wait(5)
        session.add(venue("begun is ended"))

    working = asyncio.create_task(database.work(write))
    await asyncio.to_thread(begun.wait, 5)
    working.cancel()
    await asyncio.sleep(0)
    assert not working.done()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await working
    async with database.reading() as session:
        assert [row.name for row in (await session.exec(select(Organisation))).all()] == ["begun is ended"]


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
