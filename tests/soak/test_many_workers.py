"""One of two workers is killed in the middle of a campaign: the other has finished it soon after the lease's end."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from bench.people import fill
from newsletter.database import Database
from newsletter.deliveries import Delivery
from newsletter.settings import Settings
from tests.soak.running import (
    CONNECTIONS,
    book_of,
    free_port,
    installed,
    launched,
    recording,
    report_of,
    until_it_holds,
)

pytestmark = pytest.mark.soak

PEOPLE, BEFORE_THE_KILL = 3_000, 300
LEASE = timedelta(seconds=10)
SOON = timedelta(seconds=15)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_of_two_workers_one_is_killed_and_the_other_finishes(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    key = await fill(settings, PEOPLE)
    book, mail_port = tmp_path / "book", free_port()
    installation = installed(settings, key, tmp_path, mail_port)
    shorter = {"LEASE_SECONDS": f"{LEASE.seconds}", "SMTP_TIMEOUT": "2", "TICK_SECONDS": "1"}
    installation.environment |= {f"NEWSLETTER_{name}": value for name, value in shorter.items()}
    async with (
        recording(mail_port, book),
        installation.serving("--web-only") as (_, api),
        installation.working() as killed,
        installation.working(),
    ):
        campaign = await launched(api)
        await until_it_holds(book, BEFORE_THE_KILL)
        killed.kill()
        last_claim = datetime.now(UTC)
        await killed.wait()
        lease_ended = last_claim
        async with asyncio.timeout(120):
            while (report := await report_of(api, campaign))["state"] != "finished":
                lease_ended = await newest_lease(database, before=last_claim + LEASE) or lease_ended
        took = datetime.now(UTC) - lease_ended

    got, states = Counter(recipient for recipient, _ in book_of(book)), report["deliveries"]
    assert lease_ended > last_claim, "nothing was in the hands of the one that was killed"
    assert took <= SOON
    assert max(got.values()) == 1, "somebody got it twice"
    assert states["sent"] <= len(got) <= states["sent"] + states["uncertain"], "somebody is lost, or said to be sent"
    assert states["uncertain"] <= CONNECTIONS
    assert states["sent"] + states["uncertain"] + states["withheld"] == report["considered"]
    print(
        f"finished {took.total_seconds():.1f} s after the lease's end: uncertain {states['uncertain']}, lost 0, twice 0"
    )


async def newest_lease(database: Database, *, before: datetime) -> datetime | None:
    """When the last lease ends of those that can be the killed one's."""
    async with database.reading() as session:
        leases = select(func.max(Delivery.leased_until)).where(col(Delivery.leased_until) <= before)
        return (await session.exec(leases)).one()
