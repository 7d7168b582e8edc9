"""Does what is due leave? What waits for long, or lies in the hands of the dead, says that nobody is at work."""

from datetime import datetime, timedelta

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns.models import Campaign, CampaignState
from newsletter.deliveries import Delivery
from newsletter.delivery.waiting import stands_still
from newsletter.doctor.finding import Finding, doubtful, fine
from newsletter.settings import Settings

LONG = timedelta(minutes=5)
"""Policy. What is due for longer should have left."""
ABOUT = "queue"
DO = "Is a worker running (`newsletter serve` or `worker`)? What does its log say of the mail server?"


async def examine_queue(session: AsyncSession, settings: Settings, *, now: datetime) -> list[Finding]:
    found = [
        *await _lapsed(session, now - timedelta(minutes=1)),
        *await _standing(session, settings, now),
        *await _not_launched(session, now - LONG),
    ]
    return found or [fine(ABOUT, "Nothing that is due is left lying.")]


async def _lapsed(session: AsyncSession, before: datetime) -> list[Finding]:
    lapsed = select(func.count()).select_from(Delivery).where(col(Delivery.leased_until) < before)
    if not (count := (await session.exec(lapsed)).one()):
        return []
    return [
        doubtful(ABOUT, f"{count} deliveries are in the hands of a sender that is gone, and nobody takes over. {DO}")
    ]


async def _standing(session: AsyncSession, settings: Settings, now: datetime) -> list[Finding]:
    """What has been due for long, if nobody is at anything; in a long campaign the last ones wait with good reason."""
    if not await stands_still(session, settings, patience=LONG, now=now):
        return []
    return [doubtful(ABOUT, f"What has been due for five minutes has not left, and nothing is under way. {DO}")]


async def _not_launched(session: AsyncSession, before: datetime) -> list[Finding]:
    due = (col(Campaign.state) == CampaignState.SCHEDULED) & (col(Campaign.scheduled_at) < before)
    found = []
    if count := (await session.exec(select(func.count()).select_from(Campaign).where(due))).one():
        found.append(doubtful(ABOUT, f"{count} campaigns are due and not launched. {DO}"))
    overdue = select(func.count()).select_from(Campaign).where(Campaign.state == CampaignState.OVERDUE)
    if count := (await session.exec(overdue)).one():
        found.append(
            doubtful(ABOUT, f"{count} campaigns missed their time and wait for your word: launch or cancel them.")
        )
    return found
