"""How long does it take to decide a launch by law, chunk by chunk, and how soon is the first message queued?"""

import time
from collections.abc import AsyncIterator

from sqlmodel import col, func, select

from bench.databases import Filled
from bench.figures import Figure
from bench.variety import vary
from newsletter.app import utc_now
from newsletter.campaigns import launching
from newsletter.campaigns.interning import Interned, KeptSituation
from newsletter.campaigns.models import BodyFormat, Campaign
from newsletter.campaigns.pacing import Pace
from newsletter.campaigns.situations import Reckoning
from newsletter.database import Database
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.subscriptions.models import MailingList

BAR = 12.0  # seconds for a million people


async def figures(filled: Filled) -> AsyncIterator[Figure]:
    await vary(filled.settings.database)
    database = Database(filled.settings.database)
    campaign_id = await a_launched_campaign(database)
    began, first, longest = time.perf_counter(), 0.0, 0.0
    interned, pace, decided = Interned(), Pace.on(database), True
    at = Reckoning(utc_now(), filled.settings.zone, filled.settings.law_policy)
    while decided:
        chunk = time.perf_counter()
        decided = bool(await database.work(launching.advance, campaign_id, at, interned, most=pace.people))
        took = time.perf_counter() - chunk
        pace.took(took, most=launching.CHUNK)
        first, longest = first or time.perf_counter() - began, max(longest, took)
    seconds = time.perf_counter() - began
    async with database.reading() as session:
        situations = (await session.exec(select(func.count(col(KeptSituation.id))))).one()
        queued = select(func.count()).where(Delivery.campaign_id == campaign_id, Delivery.state == DeliveryState.QUEUED)
        permitted = (await session.exec(queued)).one()
    await database.close()
    bar = BAR * filled.people / 1_000_000
    yield Figure(filled.named("launch_decided"), seconds, "s", bar if filled.people >= 1_000_000 else None, most=True)
    yield Figure(filled.named("launch_each"), seconds / filled.people * 1e6, "us/person")
    yield Figure(filled.named("launch_first_queued"), first, "s", 3, most=True)
    yield Figure(filled.named("launch_longest_transaction"), longest * 1000, "ms")
    yield Figure(filled.named("launch_situations"), situations, "situations")
    yield Figure(filled.named("launch_permitted"), permitted, "people")


async def a_launched_campaign(database: Database) -> int:
    """A campaign of the filled list that has been let go."""
    now = utc_now()
    async with database.transaction() as session:
        mailing_list = (await session.exec(select(MailingList).order_by(col(MailingList.id)).limit(1))).one()
        campaign = Campaign(
            organisation_id=mailing_list.organisation_id, list_id=mailing_list.id, subject="December", body="Jazz.",
            body_format=BodyFormat.MARKDOWN, own_products=True, product_groups=["concerts"], created_at=now,
            changed_at=now,
        )  # fmt: skip
        session.add(campaign)
        await session.flush()
        await launching.launch(session, campaign, now=now)
        return campaign.id
