"""Where rows live, and the only place that commits.

SQLite has one writer: writers queue at a FIFO lock, take `BEGIN IMMEDIATE`, and must stay short. Readers never
wait, and the database itself refuses what they try to write: that is how GET is kept from changing anything.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any
from uuid import UUID

import uuid_utils.compat
from sqlalchemy import BigInteger, ColumnElement, Enum, Integer, String, Uuid, cast, event, func, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

PERSONAL: dict[str, Any] = {"info": {"personal": True}}
"""Marks a column that holds personal data: erasure, report and retention read it."""
BIGINT = BigInteger().with_variant(Integer(), "sqlite")
"""The type of keys inside; SQLite's INTEGER is as wide, and the only one it counts up."""
IMPERSONAL: dict[str, Any] = {"info": {"personal": False}}

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


def each_new_uid(session: AsyncSession, number: ColumnElement[int]) -> ColumnElement[Any]:
    """A UUIDv7 for each row of an INSERT … SELECT, by the row's number, so that they lie in order (RFC 9562 § 6.2)."""
    begin = literal(new_uid().hex[:13])
    if session.get_bind().dialect.name == "postgresql":
        counted = func.lpad(func.to_hex(number % 4096), 3, "0")
        return cast(
            begin + counted + func.substr(func.replace(cast(func.gen_random_uuid(), String), "-", ""), 17), Uuid
        )
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


class Database:
    """One database. `transaction()` writes and commits, `reading()` cannot write."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._writer = asyncio.Lock() if self.engine.dialect.name == "sqlite" else None
        self._sessions = async_sessionmaker(self.engine, class_=AsyncSession, expire_on_commit=False)
        one_moment = {} if self._writer else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        reading = self.engine.execution_options(reading=True, **one_moment)
        self._readers = async_sessionmaker(reading, class_=AsyncSession, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One unit of work: committed when the block ends, rolled back when it raises."""
        if self._writer is None:
            async with self._sessions() as session, session.begin():
                yield session
        else:
            async with self._writer, self._sessions() as session, session.begin():
                yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one moment and cannot change it."""
        async with self._readers() as session:
            yield session

    async def close(self) -> None:
        await self.engine.dispose()


async def exclusively(session: AsyncSession, what: str) -> None:
    """Until this transaction ends, nobody else on any machine does `what`. SQLite's writer is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], signed=True)
        await session.exec(select(func.pg_advisory_xact_lock(number)))


def _engine(url: str) -> AsyncEngine:
    """The engine for this URL. What stands in a failing statement may be a person's, and is kept out of the log."""
    parsed = make_url(url)
    everywhere: dict[str, Any] = {"hide_parameters": True, "json_serializer": json_text}
    if parsed.get_backend_name() == "sqlite":
        engine = create_async_engine(parsed.set(drivername="sqlite+aiosqlite"), **everywhere)
        event.listen(engine.sync_engine, "connect", _open_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    return create_async_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **everywhere)


def _open_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver's own BEGIN hands one claim out twice
    cursor = connection.cursor()
    # FULL: a 200 to somebody who left must survive a power cut, not only a crash
    # recursive_triggers: REPLACE deletes too, and must not pass by the triggers that keep the evidence
    # cache and temp_store: a launch goes through a million rows, and its own tables need not touch the disk
    pragmas = (
        "journal_mode=WAL", "busy_timeout=10000", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON",
        "cache_size=-65536", "temp_store=MEMORY",
    )  # fmt: skip
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN DEFERRED" if reading else "BEGIN IMMEDIATE")


async def insert_new(session: AsyncSession, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows that break no unique rule; leave the others as they are (one statement, both databases)."""
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    await session.exec(dialect.insert(model).on_conflict_do_nothing(), params=list(rows))
