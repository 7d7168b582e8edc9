"""Is the database there, at our version, of our key, and in time? Is anybody at work on it?"""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.alone import served
from newsletter.consent.seals import Seal, check_key
from newsletter.database import Database
from newsletter.doctor.finding import Finding, doubtful, fine, wrong
from newsletter.doctor.queue import examine_queue
from newsletter.errors import Misconfigured
from newsletter.migrating import check_migrated
from newsletter.settings import Settings

ABOUT = "database"
OLDEST_POSTGRESQL, OLDEST_SQLITE = 13, (3, 35, 0)  # gen_random_uuid() and RETURNING
PATIENCE = 10.0  # seconds
APART, FAR_APART = timedelta(seconds=2), timedelta(seconds=30)
"""Policy. How far two clocks may be apart before it is worth a word, or leases lose their meaning."""
Clock = Callable[[], datetime]


async def examine_database(settings: Settings, clock: Clock) -> list[Finding]:
    if missing := _missing(settings.database):
        return [missing]
    database, found = Database(settings.database), list[Finding]()
    try:
        async with asyncio.timeout(PATIENCE):
            await _look(database, settings, clock, found)
    except (DBAPIError, OSError) as error:
        told = str(getattr(error, "orig", error)).strip().partition("\n")[0] or f"no answer in {PATIENCE:g} seconds"
        do = "Check NEWSLETTER_DATABASE_URL, that the server runs, and that this machine may reach it."
        found.append(wrong(ABOUT, f"It cannot be read: {told}. {do}"))
    except Misconfigured as error:
        found.append(wrong(ABOUT, str(error)))
    finally:
        await database.close()
    return found


def _missing(url: str) -> Finding | None:
    """What keeps it from being looked at: to open a SQLite file that is not there would make it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        return wrong(ABOUT, f"There is none at {parsed.database}. Run: newsletter migrate")
    return None


async def _look(database: Database, settings: Settings, clock: Clock, found: list[Finding]) -> None:
    """Raises Misconfigured for a database that the service would not start on."""
    async with database.reading() as session:
        await session.exec(text("SELECT 1"))  # type: ignore[call-overload]  # exec takes any statement
        found.append(await _version(session))
    await check_migrated(database)
    found.append(fine("migrations", "The database is at the version of this program."))
    async with database.reading() as session:
        if settings.fingerprint_secret:
            newest = await check_key(session, settings.fingerprint_secret)
            found.append(fine("ledger", "The fingerprint key is the ledger's." if newest else "It is not begun yet."))
            found.extend(_time_since(newest, clock()))
        if not database.one_writer:
            found += [await _clocks(session, clock), await _connections(session, settings)]
        found += await examine_queue(session, settings, now=clock())
    if database.one_writer:
        found.append(_whether_served(settings.database))


async def _one(session: AsyncSession, statement: str) -> object:
    return (await (await session.connection()).execute(text(statement))).scalar_one()


async def _version(session: AsyncSession) -> Finding:
    if session.get_bind().dialect.name == "sqlite":
        says = f"SQLite {sqlite3.sqlite_version}."
        old = sqlite3.sqlite_version_info < OLDEST_SQLITE
        return wrong(ABOUT, f"{says} It must be 3.35 or newer: use a newer Python.") if old else fine(ABOUT, says)
    number = int(str(await _one(session, "SELECT current_setting('server_version_num')")))
    says = f"PostgreSQL {number // 10_000}."
    old = number // 10_000 < OLDEST_POSTGRESQL
    return wrong(ABOUT, f"{says} It must be {OLDEST_POSTGRESQL} or newer.") if old else fine(ABOUT, says)


def _time_since(newest: Seal | None, now: datetime) -> list[Finding]:
    """A clock that is behind what was written by it was put back, or was ahead."""
    if newest is None or newest.sealed_at - now < APART:
        return []
    says = f"The newest seal is of {newest.sealed_at:%Y-%m-%d %H:%M:%S} UTC, which is still to come."
    return [wrong("clock", f"{says} Set this machine's clock (NTP); or another machine's was ahead.")]


async def _clocks(session: AsyncSession, clock: Clock) -> Finding:
    """Leases are written by one machine's clock and read by another's."""
    before = clock()
    theirs = await _one(session, "SELECT clock_timestamp()")
    assert isinstance(theirs, datetime)  # noqa: S101 - what that function answers
    apart = max(before - theirs, theirs - clock(), timedelta())
    says = f"This machine's clock and the database's are {apart.total_seconds():.1f} s apart."
    if apart > FAR_APART:
        return wrong("clock", f"{says} Claims of the living would be taken over. Set both by NTP.")
    return doubtful("clock", f"{says} Set both by NTP.") if apart > APART else fine("clock", says)


async def _connections(session: AsyncSession, settings: Settings) -> Finding:
    most = int(str(await _one(session, "SELECT current_setting('max_connections')")))
    ours = settings.database_connections
    says = f"The server takes {most}; each of our processes opens {ours} at most"
    if ours * 2 > most:
        return doubtful("connections", f"{says}: too few for two. Raise max_connections.")
    return fine("connections", f"{says}, so there is room for {(most - 3) // ours}.")


def _whether_served(url: str) -> Finding:
    if served(url):
        return fine("service", "A process serves this SQLite file, as the only one.")
    return fine("service", "No process serves this SQLite file at the moment.")
