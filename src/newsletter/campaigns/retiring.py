"""What happens when a list is deleted? It is retired: nothing joins it or is sent to it, and all evidence stays."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import outbox
from newsletter.campaigns.models import Campaign, CampaignState
from newsletter.errors import Conflict
from newsletter.outbox import Delivery
from newsletter.subscriptions.models import MailingList, Subscription

ON_ITS_WAY = (CampaignState.LAUNCHING, CampaignState.RUNNING, CampaignState.PAUSED)


async def retire(session: AsyncSession, mailing_list: MailingList, *, now: datetime) -> None:
    """Take a list out of use. Its unsubscribe links go on working. Raises Conflict while a campaign is on its way."""
    on_its_way = select(Campaign.subject).where(
        Campaign.list_id == mailing_list.id, col(Campaign.state).in_(ON_ITS_WAY), col(Campaign.deleted_at).is_(None)
    )
    if (subject := (await session.exec(on_its_way)).first()) is not None:
        raise Conflict(f"The campaign {subject!r} is on its way to this list. Cancel it first.")
    mailing_list.deleted_at = now
    session.add(mailing_list)
    theirs = select(Subscription.id).where(Subscription.list_id == mailing_list.id)
    await outbox.cancel(session, col(Delivery.subscription_id).in_(theirs), reason="list_deleted", now=now)
