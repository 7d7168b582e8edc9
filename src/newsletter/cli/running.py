"""How does a command get at the service? Its settings and log, a session, and a way to answer."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Annotated, TextIO, TypeVar, cast
from uuid import UUID

import structlog
import typer
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import migrating
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


class Log:
    """Standard error. What cannot be written is lost: a full disk must not stop those who only wanted to tell of it."""

    def write(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


def started_settings() -> Settings:
    settings = Settings()
    renderer = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, Log())),
    )
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return with_development_keys(settings)


def name_in_log() -> None:
    """From here on each line of the log says which process on which machine wrote it."""
    structlog.contextvars.bind_contextvars(process=f"{socket.gethostname()}:{os.getpid()}")


def in_transaction(work: Callable[[AsyncSession, Settings], Awaitable[Answer]]) -> Answer:
    return asyncio.run(_with_session(work, writing=True))


def reading(work: Callable[[AsyncSession, Settings], Awaitable[Answer]]) -> Answer:
    return asyncio.run(_with_session(work, writing=False))


async def _with_session(work: Callable[[AsyncSession, Settings], Awaitable[Answer]], *, writing: bool) -> Answer:
    settings = started_settings()
    database = Database(settings.database)
    try:
        await migrating.check_migrated(database)
        async with database.transaction() if writing else database.reading() as session:
            if writing:
                await check_key(session, settings.fingerprint_secret)
            return await work(session, settings)
    finally:
        await database.close()


def answer(as_data: object, as_words: str, as_json: bool) -> None:
    print(json.dumps(as_data) if as_json else as_words)
