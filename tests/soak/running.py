"""A service at work in a process of its own, on a database full of people, before a mail server that keeps a book."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from httpx2 import AsyncClient
from sqlmodel import col, update

from newsletter.database import Database
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.settings import Settings
from tests.installation import Installation

CONNECTIONS = 4
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def installed(settings: Settings, key: str, folder: Path, mail_port: int) -> Installation:
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "NEWSLETTER_DATABASE_URL": settings.database,
        "NEWSLETTER_DATA_DIR": str(settings.data_dir),
        "NEWSLETTER_SECRET_KEY": settings.secret_key[0].get_secret_value(),
        "NEWSLETTER_FINGERPRINT_KEY": settings.fingerprint_key.get_secret_value(),
        "NEWSLETTER_PORT": str(port),
        "NEWSLETTER_SMTP_URL": f"smtp://127.0.0.1:{mail_port}?tls=none",
        "NEWSLETTER_SMTP_CONNECTIONS": str(CONNECTIONS),
        "NEWSLETTER_TICK_SECONDS": "0.1",
        "NEWSLETTER_SMTP_AWAY_SECONDS": "0.5",
    }
    return Installation(environment, folder, f"http://127.0.0.1:{port}", key)


@asynccontextmanager
async def recording(port: int, book: Path) -> AsyncIterator[Process]:
    book.touch()  # noqa: ASYNC240 - a file of our own, once
    server = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.soak.recording", str(port), str(book))
    try:
        yield server
    finally:
        if server.returncode is None:
            server.terminate()
        await server.wait()


async def launched(api: AsyncClient) -> str:
    on_list = (await api.get("/api/v1/lists")).json()["data"][0]["id"]
    sent = {"list_id": on_list, "subject": "December", "body": "Hello {{ subscriber.name }}!"}
    campaign = str((await api.post("/api/v1/campaigns", json=sent)).json()["id"])
    (await api.post(f"/api/v1/campaigns/{campaign}/launch")).raise_for_status()
    return campaign


async def finished(api: AsyncClient, campaign: str) -> Any:
    async with asyncio.timeout(120):
        while (report := await report_of(api, campaign))["state"] != "finished":  # noqa: ASYNC110 - asked over HTTP
            await asyncio.sleep(0.1)
    return report


async def finished_in_time(api: AsyncClient, campaign: str, database: Database) -> Any:
    """Once it is finished. When nothing moves any more but by time, some minutes pass."""
    before = None
    async with asyncio.timeout(40):
        while (report := await report_of(api, campaign))["state"] != "finished":  # asked over HTTP
            if report == before:
                await let_leases_lapse(database)
                await let_retries_be_due(database)
            before = report
            await asyncio.sleep(0.5)
    return report


async def report_of(api: AsyncClient, campaign: str) -> Any:
    return (await api.get(f"/api/v1/campaigns/{campaign}/report")).json()


def book_of(book: Path) -> list[tuple[str, float]]:
    """Everybody to whom the mail server said yes to December, once for each time, and when the body began."""
    lines = [line.split() for line in book.read_text().splitlines()]
    return [(recipient, float(began)) for recipient, *subject, began in lines if subject == ["December"]]


async def until_it_holds(book: Path, messages: int) -> None:
    async with asyncio.timeout(60):
        while len(book_of(book)) < messages:  # noqa: ASYNC110 - the book is another process's
            await asyncio.sleep(0.01)


async def let_leases_lapse(database: Database) -> None:
    """As if two minutes had passed: where many may serve, only time tells that one is dead."""
    async with database.transaction() as session:
        await session.exec(
            update(Delivery).where(col(Delivery.leased_until).is_not(None)).values(leased_until=LONG_AGO)
        )


async def let_retries_be_due(database: Database) -> None:
    """As if the wait of everybody who was put off were over."""
    async with database.transaction() as session:
        await session.exec(
            update(Delivery).where(col(Delivery.state) == DeliveryState.DEFERRED).values(due_at=LONG_AGO)
        )


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
