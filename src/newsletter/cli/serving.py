"""The operator's door to the service itself: `newsletter serve`, `newsletter worker`. Both end what they have begun."""

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import socket
from typing import Annotated

import structlog
import typer
import uvicorn
import uvloop
from prometheus_client import start_http_server

from newsletter import logs, measuring
from newsletter.alone import alone, check_for_many
from newsletter.app import create_app, work
from newsletter.cli.running import name_in_log, reading, started_settings
from newsletter.consent.seals import check_key
from newsletter.settings import Settings

NOT_STARTED = 3  # as uvicorn's own command says it
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
        server = Server(
            uvicorn.Config(
                app,
                host=settings.host,
                port=settings.port,
                loop="uvloop",
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=GRACE,
            )
        )
        with suppress(KeyboardInterrupt):
            server.run()
    if not server.started:
        sys.exit(NOT_STARTED)


class Server(uvicorn.Server):
    """Tells those who watch that it stops: it waits for every answer that is open, and theirs would not end."""

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        stopping: asyncio.Event = self.config.app.state.stopping  # type: ignore[union-attr]
        stopping.set()
        await super().shutdown(sockets)


@cli.command()
def worker() -> None:
    """Launch, send and seal, until told to stop; on PostgreSQL on any number of machines."""
    settings = _checked_settings(one_of_many=True)
    with _metrics_told(settings):
        uvloop.run(_work_until_told(settings))


@contextmanager
def _metrics_told(settings: Settings) -> Iterator[None]:
    """A worker answers nobody, so its counters have a port of their own, if they have one."""
    if not settings.metrics_port:
        yield
        return
    server, thread = start_http_server(settings.metrics_port, settings.host, measuring.REGISTRY)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def _work_until_told(settings: Settings) -> None:
    stopping = asyncio.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, stopping.set)
    log.info("working", connections=settings.smtp_connections)
    await work(settings, stopping)
    log.info("stopped; what was begun is ended")


def _checked_settings(*, one_of_many: bool) -> Settings:
    settings = started_settings()
    logs.write_all()
    if one_of_many:
        check_for_many(settings.database)
    name_in_log()
    reading(lambda session, settings: check_key(session, settings.fingerprint_secret))
    return settings
