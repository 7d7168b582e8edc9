"""Who is killed again and again in the middle of a campaign: nobody is lost, and nobody gets it twice.

Lost is who is neither in the mail server's book nor named as uncertain. The kill is `kill -9`, at random moments.
"""

import random
from asyncio.subprocess import Process
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlmodel import col, select

from bench.people import fill
from newsletter.database import Database
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.settings import Settings
from newsletter.subscriptions.models import Subscriber
from tests.installation import Installation
from tests.soak.running import (
    CONNECTIONS,
    book_of,
    finished,
    free_port,
    installed,
    launched,
    let_leases_lapse,
    recording,
    until_it_holds,
)

pytestmark = pytest.mark.soak

PEOPLE = 13_400  # of whom three in four may be written to: 10,050
KILLS = 20
FEWEST_IN_FLIGHT = 10
SHORTER = {"NEWSLETTER_LEASE_SECONDS": "10", "NEWSLETTER_SMTP_TIMEOUT": "2", "NEWSLETTER_TICK_SECONDS": "1"}


@dataclass
class Killer:
    """Kills at random moments, and remembers to whom a body may have been on its way each time."""

    book: Path
    database: Database
    chance: random.Random = field(default_factory=lambda: random.Random(20261125))
    on_the_way: list[set[str]] = field(default_factory=list)

    async def kill(self, process: Process) -> None:
        await until_it_holds(self.book, len(book_of(self.book)) + self.chance.randrange(20, 300))
        process.kill()
        await process.wait()
        sending = select(Subscriber.email).join(Delivery, col(Delivery.subscriber_id) == col(Subscriber.id))
        async with self.database.reading() as session:
            begun = sending.where(Delivery.state == DeliveryState.SENDING)
            self.on_the_way.append(set((await session.exec(begun)).all()))

    async def tell(self) -> None:
        """Hold what is said of each person against the mail server's book."""
        got = Counter(recipient for recipient, _ in book_of(self.book))
        stands = select(Subscriber.email, Delivery.state).where(col(Delivery.subscriber_id) == col(Subscriber.id))
        async with self.database.reading() as session:
            said = dict((await session.exec(stands)).all())
        told = Counter(said.values())
        named = {email for email, state in said.items() if state in (DeliveryState.UNCERTAIN, DeliveryState.WITHHELD)}
        lost, twice = said.keys() - named - got.keys(), {email for email, times in got.items() if times > 1}
        stuck = told[DeliveryState.QUEUED] + told[DeliveryState.CLAIMED] + told[DeliveryState.SENDING]
        in_flight = sum(not sending.isdisjoint(got) for sending in self.on_the_way)
        print(
            f"killed {len(self.on_the_way)} times, {in_flight} of them with a body in flight: "
            f"sent {told[DeliveryState.SENT]}, uncertain {told[DeliveryState.UNCERTAIN]}, "
            f"lost {len(lost)}, twice {len(twice)}, stuck {stuck}"
        )
        assert (lost, twice, stuck) == (set(), set(), 0)
        assert told[DeliveryState.UNCERTAIN] <= CONNECTIONS * len(self.on_the_way)
        assert in_flight >= FEWEST_IN_FLIGHT


async def test_a_service_that_is_killed_loses_nobody_and_writes_to_nobody_twice(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    key = await fill(settings, PEOPLE)
    killer, mail_port = Killer(tmp_path / "book", database), free_port()
    installation = installed(settings, key, tmp_path, mail_port)
    campaign = ""
    async with recording(mail_port, killer.book):
        for _ in range(KILLS):
            async with installation.serving() as (service, api):
                campaign = campaign or await launched(api)
                await killer.kill(service)
            await let_leases_lapse(database)
        async with installation.serving() as (_, api):
            await finished(api, campaign)
    await killer.tell()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_workers_killed_in_turn_lose_nobody_and_write_to_nobody_twice(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    key = await fill(settings, PEOPLE)
    killer, mail_port = Killer(tmp_path / "book", database), free_port()
    installation = installed(settings, key, tmp_path, mail_port)
    installation.environment |= SHORTER
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(recording(mail_port, killer.book))
        _, api = await stack.enter_async_context(installation.serving("--web-only"))
        workers = [await _another(stack, installation) for _ in range(2)]
        campaign = await launched(api)
        for turn in range(KILLS):
            await killer.kill(workers[turn % 2])
            workers[turn % 2] = await _another(stack, installation)
        await finished(api, campaign)
    await killer.tell()


async def _another(stack: AsyncExitStack, installation: Installation) -> Process:
    return await stack.enter_async_context(installation.working())
