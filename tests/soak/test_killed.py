"""A service that is killed again and again in the middle of a campaign: nobody is lost, and nobody gets it twice.

Lost is who is neither in the mail server's book nor named as uncertain. The kill is `kill -9`, at random moments.
"""

import random
from collections import Counter
from pathlib import Path

import pytest

from bench.people import fill
from newsletter.database import Database
from newsletter.settings import Settings
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

PEOPLE = 3_000
KILLS = 10


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
            held = len(book_of(book))
            await let_leases_lapse(database)
        async with installation.serving() as (_, api):
            report = await finished(api, campaign)

    got, states = Counter(recipient for recipient, _ in book_of(book)), report["deliveries"]
    assert max(got.values()) == 1, "somebody got it twice"
    assert states["sent"] <= len(got) <= states["sent"] + states["uncertain"], "somebody is lost, or said to be sent"
    assert states["uncertain"] <= CONNECTIONS * KILLS
    assert states["sent"] + states["uncertain"] + states["withheld"] == report["considered"]
    print(f"killed {KILLS} times: sent {states['sent']}, uncertain {states['uncertain']}, lost 0, twice 0")
