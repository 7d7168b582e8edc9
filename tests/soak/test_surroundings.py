"""What a campaign stands on breaks and comes back: the database, the disk, the mail server.

Nothing is told to be sent that was not, nobody is lost, nobody gets it twice, and it goes on by itself.
"""

import asyncio
import resource
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient

from bench.people import fill
from newsletter import migrating
from newsletter.database import Database
from newsletter.settings import Settings
from tests import postgres
from tests.conftest import settings_for
from tests.soak.running import (
    CONNECTIONS,
    book_of,
    finished_in_time,
    free_port,
    installed,
    launched,
    recording,
    until_it_holds,
)

pytestmark = pytest.mark.soak

PEOPLE, AWAY = 1_500, 3  # seconds


@dataclass
class UnderWay:
    """A campaign in the middle of going out."""

    service: Process
    api: AsyncClient
    campaign: str
    book: Path
    mail_port: int
    mail_server: Process
    database: Database

    async def goes_on(self) -> None:
        """Some more leave."""
        await until_it_holds(self.book, len(book_of(self.book)) + 100)

    async def ends(self, *, in_doubt: int) -> Any:
        """Everybody is in the book once, or named as uncertain; and nobody else is told to have it."""
        report = await finished_in_time(self.api, self.campaign, self.database)
        got, states = Counter(recipient for recipient, _ in book_of(self.book)), report["deliveries"]
        assert max(got.values()) == 1, "somebody got it twice"
        assert states["sent"] <= len(got) <= states["sent"] + states["uncertain"], (
            "somebody is lost, or said to be sent"
        )
        assert states["uncertain"] <= in_doubt
        assert states["sent"] + states["uncertain"] + states["withheld"] == report["considered"]
        print(f"sent {states['sent']}, uncertain {states['uncertain']}, lost 0, twice 0")
        return report


@asynccontextmanager
async def under_way(settings: Settings, folder: Path) -> AsyncIterator[UnderWay]:
    key = await fill(settings, PEOPLE)
    book, mail_port = folder / "book", free_port()
    async with (
        recording(mail_port, book) as mail_server,
        installed(settings, key, folder, mail_port).serving() as (service, api),
    ):
        database = Database(settings.database)
        running = UnderWay(service, api, await launched(api), book, mail_port, mail_server, database)
        await running.goes_on()
        yield running
        await database.close()


@pytest.fixture
def mortal_postgres() -> Iterator[str]:
    """A PostgreSQL that keeps its promises, with a migrated database in it; nobody else's."""
    with postgres.own_server() as server:
        migrating.migrate(server)
        yield server


async def test_a_postgresql_that_is_killed_and_comes_back_costs_nobody_theirs(
    mortal_postgres: str, tmp_path: Path
) -> None:
    async with under_way(settings_for(mortal_postgres, tmp_path), tmp_path) as running:
        await asyncio.to_thread(postgres.kill, mortal_postgres)
        await asyncio.sleep(AWAY)
        assert running.service.returncode is None
        await asyncio.to_thread(postgres.start_again, mortal_postgres)
        await running.goes_on()
        await running.ends(in_doubt=CONNECTIONS)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_full_disk_that_is_freed_costs_nobody_theirs(settings: Settings, tmp_path: Path) -> None:
    """Full means: no file of the service takes a byte more, its log neither (RLIMIT_FSIZE, which needs no root)."""
    async with under_way(settings, tmp_path) as running:
        disk(running.service, 1)
        await asyncio.sleep(1)
        held = len(book_of(running.book))
        await asyncio.sleep(AWAY)
        assert running.service.returncode is None
        assert len(book_of(running.book)) == held, "a message left that nobody could write down"
        disk(running.service, resource.RLIM_INFINITY)
        await running.goes_on()
        await running.ends(in_doubt=0)


def disk(process: Process, size: int) -> None:
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


async def test_a_mail_server_that_is_gone_for_a_while_costs_nobody_theirs(settings: Settings, tmp_path: Path) -> None:
    async with under_way(settings, tmp_path) as running:
        running.mail_server.kill()
        await running.mail_server.wait()
        await asyncio.sleep(AWAY)
        async with recording(running.mail_port, running.book):
            report = await running.ends(in_doubt=CONNECTIONS)
            held = {recipient for recipient, _ in book_of(running.book)}
            again = f"/api/v1/campaigns/{running.campaign}/uncertain"
            asked = (await running.api.post(again, json={"action": "send_again"})).json()
            assert asked["deliveries"] == report["deliveries"]["uncertain"]
            report = await finished_in_time(running.api, running.campaign, running.database)

    got = {recipient for recipient, _ in book_of(running.book)}
    assert report["deliveries"]["sent"] == len(got) >= len(held), "who was asked to be sent to again has it now"
