"""All that is stored, to look whether something changed."""

from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from newsletter.database import Database

Stored = frozenset[tuple[str, tuple[Any, ...]]]


async def everything(database: Database) -> Stored:
    """Every row of every table, with the name of its table."""
    found: set[tuple[str, tuple[Any, ...]]] = set()
    async with database.reading() as session:
        connection = await session.connection()
        for table in SQLModel.metadata.sorted_tables:
            found.update((table.name, tuple(map(repr, row))) for row in await connection.execute(select(table)))
    return frozenset(found)
