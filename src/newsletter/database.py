"""Where rows live, and the only place that commits.

SQLite has one writer: writers queue at a FIFO lock, take `BEGIN IMMEDIATE`, and must stay short. What nobody waits for
queues at a lock before that one, so a person has at most one such transaction ahead. Readers never wait, and the
database itself refuses what they try to write: that is how GET is kept from changing anything.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from enum import StrEnum
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

import uuid_utils.compat
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Engine,
    Enum,
    Integer,
    String,
    Uuid,
    cast,
    create_engine,
    event,
    func,
    literal,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

P = ParamSpec("P")
T = TypeVar("T")

PERSONAL: dict[str, Any] = {"info": {"personal": True}}
"""Marks a column that holds personal data: erasure, report and retention read it."""
BIGINT = BigInteger().with_variant(Integer(), "sqlite")
"""The type of keys inside; SQLite's INTEGER is as wide, and the only one it counts up."""
IMPERSONAL: dict[str, Any] = {"info": {"personal": False}}
SECRET: dict[str, Any] = {"info": {"personal": False, "secret": True}}
"""Marks a column that opens something to whoever reads it; the audit says only that it changed."""
NOT_AUDITED: dict[str, Any] = {"info": {"audited": False}}
"""Marks a table of things with ids whose changes are told elsewhere: in the ledger, or by the row itself."""

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def new_uid() -> UUID:
    """A UUIDv7 (RFC 9562): the id the outside knows, sortable by the time it was made."""
    return uuid_utils.compat.uuid7()


def each_new_uid(session: AsyncSession | Session, number: ColumnElement[int]) -> ColumnElement[Any]:
    """A UUIDv7 for each row of an INSERT … SELECT, by a growing number, so that they lie in order (RFC 9562 § 6.2)."""
    begin = literal(new_uid().hex[:13])
    if session.get_bind().dialect.name == "postgresql":
        counted = func.lpad(func.to_hex(number % 4096), 3, "0")
        return cast(begin + counted + func.substr(cast(func.gen_random_uuid(), String), 20), Uuid)
    return begin + func.printf("%03x8", number % 4096) + func.lower(func.substr(func.hex(func.randomblob(8)), 2))


def words(kind: type[StrEnum]) -> Enum:
    """The column type of a closed set of words: stored as text, read back as the enumeration."""
    return Enum(
        kind, native_enum=False, create_constraint=False, length=32, values_callable=lambda e: [m.value for m in e]
    )


def json_text(value: object) -> str:
    """Canonical JSON: keys sorted, no blanks, letters as they are. It is hashed in this form, and stored in it too."""
    return _canonical(value)


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


CONNECTIONS = 10
"""How many a process opens to PostgreSQL at most, unless a setting says otherwise."""
THREADED = 2
"""Of these, how many are for `work`: a launch, and the moves of a sender."""


class Database:
    """One database. `transaction()` and `work()` write and commit, `reading()` cannot write."""

    def __init__(self, url: str, connections: int = CONNECTIONS) -> None:
        self.engine = _engine(url, connections - THREADED)
        self.one_writer = self.engine.dialect.name == "sqlite"
        self._writer = asyncio.Lock()
        self._behind = asyncio.Lock()
        self._threaded = _threaded_engine(url)
        self._sessions = async_sessionmaker(self.engine, class_=AsyncSession, expire_on_commit=False)
        one_moment = {} if self.one_writer else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        reading = self.engine.execution_options(reading=True, **one_moment)
        self._readers = async_sessionmaker(reading, class_=AsyncSession, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self, *, behind: bool = False) -> AsyncIterator[AsyncSession]:
        """One unit of work: committed when the block ends, rolled back when it raises.

        `behind` lets whoever waits for an answer go first, where there is one writer.
        """
        async with self._turn(behind=behind), self._sessions() as session, session.begin():
            yield session

    async def work(self, unit: Callable[Concatenate[Session, P], T], *told: P.args, **named: P.kwargs) -> T:
        """One unit of work in a thread, behind whoever waits for an answer; committed when it returns.

        For what asks the database so much that to wait for each answer in the loop costs more than the answers.
        """
        async with self._turn(behind=True):
            whole = partial(self._work, lambda session: unit(session, *told, **named))
            working = asyncio.ensure_future(asyncio.to_thread(whole))
            try:
                return await asyncio.shield(working)
            finally:
                await asyncio.wait([working])  # a thread cannot be called back: what it began, it ends

    def _work(self, unit: Callable[[Session], T]) -> T:
        with Session(self._threaded, expire_on_commit=False) as session, session.begin():
            return unit(session)

    @asynccontextmanager
    async def _turn(self, *, behind: bool) -> AsyncIterator[None]:
        async with AsyncExitStack() as held:
            if self.one_writer and behind:
                await held.enter_async_context(self._behind)
            if self.one_writer:
                await held.enter_async_context(self._writer)
            yield

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one moment and cannot change it."""
        async with self._readers() as session:
            yield session

    async def close(self) -> None:
        await self.engine.dispose()
        self._threaded.dispose()


@asynccontextmanager
async def attempt(session: AsyncSession) -> AsyncIterator[None]:
    """A part of a unit of work that leaves nothing behind when it raises; the rest of it still can be committed."""
    async with session.begin_nested():
        yield


async def within(
    session: AsyncSession, ask: Callable[Concatenate[Session, P], T], *told: P.args, **named: P.kwargs
) -> T:
    """Ask in the loop what is written for `Database.work`."""
    return await session.run_sync(ask, *told, **named)  # type: ignore[arg-type]  # the sessions are sqlmodel's


async def exclusively(session: AsyncSession, what: str) -> None:
    """Until this transaction ends, nobody else on any machine does `what`. SQLite's writer is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.exec(select(func.pg_advisory_xact_lock(_number(what))))


async def nobody_else(session: AsyncSession, what: str) -> bool:
    """Whether nobody else on any machine does `what` at this moment; then nobody can until this transaction ends."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool((await session.exec(select(func.pg_try_advisory_xact_lock(_number(what))))).one())


def _number(what: str) -> int:
    return int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], signed=True)


EVERYWHERE: dict[str, Any] = {"hide_parameters": True, "json_serializer": json_text}
"""What stands in a failing statement may be a person's, and is kept out of the log."""


def _engine(url: str, connections: int) -> AsyncEngine:
    """The engine of the loop."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_async_engine(parsed.set(drivername="sqlite+aiosqlite"), **EVERYWHERE)
        _prepare_sqlite(engine.sync_engine, cache=4)
        return engine
    pool = {"pool_size": connections, "max_overflow": 0, "pool_pre_ping": True}
    engine = create_async_engine(parsed.set(drivername="postgresql+psycopg"), **pool, **EVERYWHERE)
    event.listen(engine.sync_engine, "connect", _open_postgresql)
    return engine


def _threaded_engine(url: str) -> Engine:
    """The engine of `work`. It connects when it is first used."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed.set(drivername="sqlite"), **EVERYWHERE)
        _prepare_sqlite(engine, cache=24)  # a launch goes through a million rows
        return engine
    # Prepared statements are planned for what a table held before: those of a launch meet another table each time.
    planned_anew = {"connect_args": {"prepare_threshold": None}}
    pool = {"pool_size": THREADED, "max_overflow": 0, "pool_pre_ping": True}
    engine = create_engine(parsed.set(drivername="postgresql+psycopg"), **pool, **planned_anew, **EVERYWHERE)
    event.listen(engine, "connect", _open_postgresql)
    return engine


def _open_postgresql(connection: Any, _: ConnectionPoolEntry) -> None:
    """A machine that vanishes keeps its locks until the server misses it: after 20 seconds, not after two hours."""
    cursor = connection.cursor()
    for parameter, value in (("idle", 10), ("interval", 5), ("count", 2)):
        cursor.execute(f"SET tcp_keepalives_{parameter} = {value}")
    cursor.close()
    connection.commit()


def _prepare_sqlite(engine: Engine, *, cache: int) -> None:
    """Set up each connection; each keeps at most `cache` megabytes of pages."""
    event.listen(engine, "connect", partial(_open_sqlite, cache=cache))
    event.listen(engine, "begin", _begin_sqlite)


def _open_sqlite(connection: Any, _: ConnectionPoolEntry, *, cache: int) -> None:
    connection.isolation_level = None  # the driver's own BEGIN hands one claim out twice
    cursor = connection.cursor()
    # FULL: a 200 to somebody who left must survive a power cut, not only a crash
    # recursive_triggers: REPLACE deletes too, and must not pass by the triggers that keep the evidence
    # temp_store: a launch's own tables need not touch the disk
    pragmas = (
        "journal_mode=WAL", "busy_timeout=10000", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON",
        f"cache_size=-{cache * 1024}", "temp_store=MEMORY",
    )  # fmt: skip
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    if connection.info.get("reading", False) is not reading:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
        connection.info["reading"] = reading
    connection.exec_driver_sql("BEGIN DEFERRED" if reading else "BEGIN IMMEDIATE")


def insert_rows(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows that break no unique rule; leave the others as they are (one statement, both databases)."""
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.exec(dialect.insert(model).on_conflict_do_nothing(), params=list(rows))


async def insert_new(session: AsyncSession, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """`insert_rows`, in the loop."""
    await within(session, insert_rows, model, rows)
