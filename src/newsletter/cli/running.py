"""How does a command get at the service? Its settings and log, a session, and a way to answer."""

import asyncio
import json
import os
import pwd
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, TypeVar
from uuid import UUID

import structlog
import typer
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from typer._click.globals import get_current_context  # typer tells it to parameters alone

from newsletter import logs, migrating
from newsletter.access import auditing
from newsletter.access.audit import Door
from newsletter.access.auditing import Actor
from newsletter.app import utc_now
from newsletter.campaigns.models import Campaign
from newsletter.consent.seals import check_key
from newsletter.database import Database
from newsletter.development_keys import with_development_keys
from newsletter.errors import NotFound
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings

Answer = TypeVar("Answer")
Json = Annotated[bool, typer.Option("--json", help="Answer as JSON, for programs.")]


async def organisation_of(session: AsyncSession, uid: UUID) -> Organisation:
    found = (await session.exec(select(Organisation).where(Organisation.uid == uid))).first()
    if found is None:
        raise NotFound("organisation", "Check its id.")
    return found


async def organisation_meant(session: AsyncSession, uid: UUID | None) -> Organisation:
    """The organisation with this id; without one, the only one there is."""
    if uid is not None:
        return await organisation_of(session, uid)
    found = (await session.exec(select(Organisation).order_by(col(Organisation.id)))).all()
    if len(found) == 1:
        return found[0]
    there_are = "; ".join(f"{one.uid} {one.name}" for one in found) or "none, `newsletter organisation create` adds one"
    raise typer.BadParameter(f"Give --organisation with an id. There are: {there_are}.")


async def campaign_of(session: AsyncSession, uid: UUID) -> Campaign:
    query = select(Campaign).where(Campaign.uid == uid, col(Campaign.deleted_at).is_(None))
    if (found := (await session.exec(query)).first()) is None:
        raise NotFound("campaign", "Check its id.")
    return found


def started_settings() -> Settings:
    settings = Settings()
    logs.write()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return with_development_keys(settings)


def name_in_log() -> None:
    """From here on each line of the log says which process on which machine wrote it."""
    structlog.contextvars.bind_contextvars(process=f"{socket.gethostname()}:{os.getpid()}")


def in_transaction(work: Callable[[AsyncSession, Settings], Awaitable[Answer]]) -> Answer:
    return asyncio.run(_with_session(work, writing=True))


def reading(work: Callable[[AsyncSession, Settings], Awaitable[Answer]]) -> Answer:
    return asyncio.run(_with_session(work, writing=False))


@asynccontextmanager
async def opened_database() -> AsyncIterator[tuple[Database, Settings]]:
    """The database of the settings, if it is at our version; for a command that looks more than once."""
    settings = started_settings()
    database = Database(settings.database)
    try:
        await migrating.check_migrated(database)
        yield database, settings
    finally:
        await database.close()


async def _with_session(work: Callable[[AsyncSession, Settings], Awaitable[Answer]], *, writing: bool) -> Answer:
    async with opened_database() as (database, settings):
        if not writing:
            async with database.reading() as session:
                return await work(session, settings)
        async with database.transaction() as session:
            auditing.watch(session, operator)
            await check_key(session, settings.fingerprint_secret)
            return await work(session, settings)


def operator() -> Actor:
    """Who is at the command line, and which command it is."""
    try:
        who = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run as a number that nobody has named
        who = str(os.getuid())
    command = get_current_context().command_path.partition(" ")[2]
    return Actor(Door.COMMAND_LINE, who, command, utc_now())


def answer(as_data: object, as_words: str, as_json: bool) -> None:
    print(json.dumps(as_data) if as_json else as_words)
