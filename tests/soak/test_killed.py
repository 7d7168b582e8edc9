"""A service that is killed again and again in the middle of a campaign: nobody is lost, and nobody gets it twice.

Lost is who is neither in the mail server's book nor named as uncertain. The kill is `kill -9`, at random moments.
"""

import asyncio
import os
import random
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlmodel import col, update

from bench.people import fill
from newsletter.database import Database
from newsletter.deliveries import Delivery
from newsletter.outbox import LEASE
from newsletter.settings import Settings
from tests.installation import Installation

pytestmark = pytest.mark.soak

PEOPLE = 3_000
KILLS = 10
CONNECTIONS = 4


async def test_a_service_that_is_killed_loses_nobody_and_writes_to_nobody_twice(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    chance = random.Random(20261125)
    key = await fill(settings, PEOPLE)
    book, mail_port = tmp_path / "book", free_port()
    installation = installed(settings, key, tmp_path, mail_port)
    campaign, held = "", 0
    async with recording(mail_port, book):
        for _ in range(KILLS):
            async with installation.serving() as (service, api):
                campaign = campaign or await launched(api)
                await until_it_holds(book, held + chance.randrange(20, 200))
                service.kill()
                await service.wait()
            held = len(taken(book))
            await let_leases_lapse(database)
        async with installation.serving() as (_, api):
            report = await finished(api, campaign)

    got, states = Counter(taken(book)), report["deliveries"]
    assert max(got.values()) == 1, "somebody got it twice"
    assert states["sent"] <= len(got) <= states["sent"] + states["uncertain"], "somebody is lost, or said to be sent"
    assert states["uncertain"] <= CONNECTIONS * KILLS
    assert states["sent"] + states["uncertain"] + states["withheld"] == report["considered"]
    print(f"killed {KILLS} times: sent {states['sent']}, uncertain {states['uncertain']}, lost 0, twice 0")


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
    }
    return Installation(environment, folder, f"http://127.0.0.1:{port}", key)


@asynccontextmanager
async def recording(port: int, book: Path) -> AsyncIterator[None]:
    book.touch()  # noqa: ASYNC240 - a file of our own, once
    server = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.soak.recording", str(port), str(book))
    yield
    server.terminate()
    await server.wait()


async def launched(api: AsyncClient) -> str:
    on_list = (await api.get("/api/v1/lists")).json()["data"][0]["id"]
    sent = {"list_id": on_list, "subject": "December", "body": "Hello {{ subscriber.name }}!"}
    campaign = str((await api.post("/api/v1/campaigns", json=sent)).json()["id"])
    (await api.post(f"/api/v1/campaigns/{campaign}/launch")).raise_for_status()
    return campaign


async def until_it_holds(book: Path, messages: int) -> None:
    async with asyncio.timeout(60):
        while len(taken(book)) < messages:  # noqa: ASYNC110 - the book is another process's
            await asyncio.sleep(0.01)


async def finished(api: AsyncClient, campaign: str) -> Any:
    async with asyncio.timeout(120):
        while (report := await report_of(api, campaign))["state"] != "finished":  # noqa: ASYNC110 - asked over HTTP
            await asyncio.sleep(0.1)
    return report


async def report_of(api: AsyncClient, campaign: str) -> Any:
    return (await api.get(f"/api/v1/campaigns/{campaign}/report")).json()


async def let_leases_lapse(database: Database) -> None:
    """As if two minutes had passed: where many may serve, only time tells that one is dead."""
    async with database.transaction() as session:
        leased = update(Delivery).where(col(Delivery.leased_until).is_not(None))
        await session.exec(leased.values(leased_until=col(Delivery.leased_until) - LEASE - timedelta(seconds=1)))


def taken(book: Path) -> list[str]:
    """Everybody to whom the mail server said yes, once for each time."""
    return [line.split()[0] for line in book.read_text().splitlines() if line.endswith("December")]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
