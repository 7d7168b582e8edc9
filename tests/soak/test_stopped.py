"""A service that is told to stop in the middle of a campaign ends what it began: nothing is left in doubt."""

from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import col, func, select

from bench.people import fill
from newsletter.campaigns.models import Campaign
from newsletter.database import Database
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.law.vocabulary import Purpose
from newsletter.settings import Settings
from tests.soak.running import book_of, finished, free_port, installed, launched, recording, until_it_holds

pytestmark = pytest.mark.soak

PEOPLE, STOPS, AT_MOST = 2_000, 2, 10  # seconds until it has ended by itself


async def test_a_service_that_is_told_to_stop_leaves_nothing_in_doubt_and_the_next_goes_on(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    key = await fill(settings, PEOPLE)
    book, mail_port = tmp_path / "book", free_port()
    installation, campaign = installed(settings, key, tmp_path, mail_port), ""
    async with recording(mail_port, book):
        for stop in range(STOPS):
            async with installation.serving() as (service, api):
                campaign = campaign or await launched(api)
                await until_it_holds(book, len(book_of(book)) + 100 + 50 * stop)
                service.terminate()
                assert await installation.ends_within(service, AT_MOST)
                assert service.returncode == 0, installation.said
            states, held = await states_of(database, campaign), Counter(recipient for recipient, _ in book_of(book))
            assert set(states) <= {DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.WITHHELD}
            assert states[DeliveryState.SENT] == len(held), "who has it is said to have it, and nobody else"
            assert max(held.values()) == 1
            assert states[DeliveryState.QUEUED] > 0, "it had ended before it was told to"
        async with installation.serving() as (_, api):
            report = await finished(api, campaign)

    got = Counter(recipient for recipient, _ in book_of(book))
    assert max(got.values()) == 1
    assert report["deliveries"]["sent"] == len(got)
    assert report["deliveries"]["sent"] + report["deliveries"]["withheld"] == report["considered"]
    print(f"told to stop {STOPS} times: sent {len(got)}, uncertain 0, lost 0, twice 0")


async def states_of(database: Database, campaign: str) -> Counter[DeliveryState]:
    """How many deliveries of a campaign are in which state."""
    query = (
        select(Delivery.state, func.count())
        .join(Campaign, col(Campaign.id) == col(Delivery.campaign_id))
        .where(Campaign.uid == UUID(campaign), Delivery.purpose == Purpose.CAMPAIGN)
        .group_by(col(Delivery.state))
    )
    async with database.reading() as session:
        return Counter({DeliveryState(state): count for state, count in (await session.exec(query)).all()})
