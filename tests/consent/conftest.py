"""A ledger that has been kept for a while, and what somebody with the database in hand can do to it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import Session, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import example
from newsletter.consent import ledger
from newsletter.consent.record import ConsentRecord
from newsletter.consent.seals import Head, open_ledger, seal
from newsletter.consent.verification import Verification, verify
from newsletter.consent.wording import ConsentText
from newsletter.database import Database
from newsletter.law.standing import Happening
from tests.world import MONDAY

KEY = b"a fingerprint key of the tests, long enough"
VENUE, LIST = UUID(int=1), UUID(int=2)
ANNE, BART, CRIS = (bytes([number]) * 32 for number in (1, 2, 3))
HOUR = timedelta(hours=1)

Attack = Callable[[Session], None]


async def append(session: AsyncSession, kind: Happening, subject: bytes = ANNE, **more: object) -> ConsentRecord:
    """Append a record of the venue's list; `more` is what `ledger.append` takes."""
    given = {"organisation_uid": VENUE, "list_uid": LIST, "now": MONDAY, **more}
    return await ledger.append(session, kind, subject=subject, **given)  # type: ignore[arg-type]


@dataclass
class Kept:
    """Four records under three seals, and one that waits.

    seal 1, Monday 9:00    the empty first
    seal 2, Monday 10:00   1 Anne asked, 2 Bart asked
    seal 3, Monday 11:00   3 Anne granted, 4 Anne withdrew
    waits, Monday 12:00    5 Cris asked
    """

    database: Database
    #: The newest seal, noted down elsewhere.
    head: Head

    async def verified(self, *noted: Head) -> Verification:
        async with self.database.reading() as session:
            return await verify(session, KEY, noted)

    @asynccontextmanager
    async def broken_into(self, attack: Attack) -> AsyncIterator[AsyncSession]:
        """The ledger after somebody took the triggers off and had their way. It is undone when the block ends."""
        async with self.database.engine.connect() as connection:
            await _take_off_the_triggers(connection)
            await connection.run_sync(lambda sync: _do(attack, Session(bind=sync)))
            async with AsyncSession(bind=connection) as session:
                yield session
            await connection.rollback()

    async def after(self, attack: Attack, *noted: Head) -> Verification:
        """What verifying finds after the attack."""
        async with self.broken_into(attack) as session:
            return await verify(session, KEY, noted)


@pytest.fixture
async def kept(database: Database) -> AsyncIterator[Kept]:
    async with database.transaction() as session:
        await example.furnish(session, now=MONDAY)
        words = (await session.exec(select(ConsentText).order_by(col(ConsentText.id)))).first()
        await open_ledger(session, KEY, MONDAY)
    async with database.transaction() as session:
        first = {"wording": words, "facts": {"form": "programme"}, "now": MONDAY + HOUR}
        asked = await append(session, Happening.ASKED, ANNE, details={"ip": "192.0.2.7"}, **first)
        await append(session, Happening.ASKED, BART, details={"ip": "192.0.2.8"}, **first)
        await seal(session, KEY, MONDAY + HOUR)
    async with database.transaction() as session:
        await append(session, Happening.GRANTED, ANNE, wording=words, answers=asked, now=MONDAY + 2 * HOUR)
        await append(session, Happening.WITHDRAWN, ANNE, details={"ip": "192.0.2.9"}, now=MONDAY + 2 * HOUR)
        newest = await seal(session, KEY, MONDAY + 2 * HOUR)
    async with database.transaction() as session:
        await append(session, Happening.ASKED, CRIS, now=MONDAY + 3 * HOUR)
    assert newest is not None
    made = Kept(database, newest.head)
    yield made
    assert (await made.verified()).broken is None  # the attacks were undone, or were none


def _do(attack: Attack, session: Session) -> None:
    attack(session)
    session.flush()
    session.close()


async def _take_off_the_triggers(connection: AsyncConnection) -> None:
    """And the foreign keys: the attacker owns the database."""
    if connection.dialect.name == "sqlite":
        names = await connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for (name,) in names.all():
            await connection.execute(text(f"DROP TRIGGER {name}"))
        await connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        return
    names = await connection.execute(
        text("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    )
    for name, table in names.all():
        await connection.execute(text(f"DROP TRIGGER {name} ON {table}"))
    await connection.execute(text("SET LOCAL session_replication_role = replica"))
