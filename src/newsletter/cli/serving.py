"""The operator's door to the service itself: `newsletter serve`, `newsletter worker`. Both end what they have begun."""

import asyncio
import signal
import sys
from typing import Annotated

import structlog
import typer
import uvicorn
import uvloop

from newsletter.alone import alone, check_for_many
from newsletter.app import create_app, work
from newsletter.cli.running import name_in_log, reading, started_settings
from newsletter.consent.seals import check_key
from newsletter.settings import Settings

GRACE = 10  # seconds a slow visitor may keep the service from ending what it sends

cli = typer.Typer()
log = structlog.get_logger()


@cli.command()
def serve(
    web_only: Annotated[
        bool, typer.Option("--web-only", help="Leave launching, sending and sealing to workers.")
    ] = False,
) -> None:
    """Answer requests, launch, send and seal, until told to stop."""
    settings = _checked_settings(one_of_many=web_only)
    app = create_app(settings, working=not web_only)
    # uvicorn ends in good order and then raises the signal once more; being told to stop is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # The access log would hold the tokens of links; it stays off.
    with alone(settings.database):
        uvicorn.run(
            app,
            host=settings.host,
            port=settings.port,
            loop="uvloop",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=GRACE,
        )


@cli.command()
def worker() -> None:
    """Launch, send and seal, until told to stop; on PostgreSQL on any number of machines."""
    uvloop.run(_work_until_told(_checked_settings(one_of_many=True)))


async def _work_until_told(settings: Settings) -> None:
    stopping = asyncio.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, stopping.set)
    log.info("working", connections=settings.smtp_connections)
    await work(settings, stopping)
    log.info("stopped; what was begun is ended")


def _checked_settings(*, one_of_many: bool) -> Settings:
    settings = started_settings()
    if one_of_many:
        check_for_many(settings.database)
    name_in_log()
    reading(lambda session, settings: check_key(session, settings.fingerprint_secret))
    return settings
