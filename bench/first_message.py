"""How soon does the first message of a campaign leave, and how much memory does the service take meanwhile?

The service is a process of its own, as `newsletter serve` runs it. The memory is its highest until everybody is decided
and for some seconds of sending after that.
"""

import asyncio
import re
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bench.databases import Filled
from bench.figures import Figure
from bench.sending import sink
from newsletter.campaigns.models import Campaign, CampaignState
from newsletter.database import Database
from newsletter.deliveries import Delivery, DeliveryState
from tests.soak.running import installed, launched

SENDING = 20  # seconds


async def figures(filled: Filled) -> AsyncIterator[Figure]:
    database = Database(filled.settings.database)
    with tempfile.TemporaryDirectory() as folder:
        async with sink() as relay:
            installation = installed(filled.settings, filled.api_key, Path(folder), relay.port)
            installation.environment["NEWSLETTER_SMTP_CONNECTIONS"] = "40"
            async with installation.serving() as (service, api):
                began = time.perf_counter()
                await launched(api)
                await _until(database, select(Delivery.id).where(Delivery.state == DeliveryState.SENT))
                first = time.perf_counter() - began
                decided = col(Campaign.state).in_([CampaignState.RUNNING, CampaignState.FINISHED])
                await _until(database, select(Campaign.id).where(decided))
                await asyncio.sleep(SENDING)
                memory = _peak(service.pid)
    await database.close()
    yield Figure(filled.named("first_message"), first, "s", 5, most=True)
    yield Figure(filled.named("serving_memory"), memory, "MB", 200, most=True)


async def _until(database: Database, rows: SelectOfScalar[int]) -> None:
    """Wait until there is such a row."""
    found = False
    while not found:
        await asyncio.sleep(0.02)
        async with database.reading() as session:
            found = (await session.exec(rows.limit(1))).first() is not None


def _peak(pid: int) -> float:
    """The most memory that a process has held until now, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(peak[1]) / 1024 if peak else 0.0
