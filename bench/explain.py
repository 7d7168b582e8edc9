"""How long does it take to explain one person among all of them, in the service itself?"""

import random
import time
from collections.abc import AsyncIterator
from statistics import median

from sqlmodel import col, select

from bench.databases import Filled
from bench.figures import Figure
from bench.launch import a_launched_campaign
from bench.variety import vary
from newsletter.app import utc_now
from newsletter.campaigns.models import Campaign
from newsletter.campaigns.situations import Reckoning
from newsletter.database import Database
from newsletter.privacy.explanation import explain
from newsletter.subscriptions.models import Subscriber

TIMES = 200
BAR = 20.0  # milliseconds


async def figures(filled: Filled) -> AsyncIterator[Figure]:
    await vary(filled.settings.database)
    database = Database(filled.settings.database)
    campaign_id = await a_launched_campaign(database)
    at = Reckoning(utc_now(), filled.settings.zone, filled.settings.law_policy)
    chosen = random.Random(1).sample(range(1, filled.people + 1), min(TIMES, filled.people))  # noqa: S311 - a sample
    waits = []
    for number in chosen:
        async with database.reading() as session:
            campaign = await session.get_one(Campaign, campaign_id)
            query = select(Subscriber).where(col(Subscriber.id) >= number).order_by(col(Subscriber.id)).limit(1)
            subscriber = (await session.exec(query)).one()
            began = time.perf_counter()
            await explain(session, campaign, subscriber, at, "en")
            waits.append((time.perf_counter() - began) * 1000)
    await database.close()
    waits.sort()
    yield Figure(filled.named("explain"), median(waits), "ms", BAR, most=True)
    yield Figure(filled.named("explain_p99"), waits[int(len(waits) * 0.99) - 1], "ms")
