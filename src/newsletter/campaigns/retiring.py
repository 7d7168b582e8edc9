"""What happens when a list is deleted? It is retired: nothing joins it or is sent to it, and all evidence stays."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import outbox
from newsletter.campaigns.identifying import refuse_while_on_its_way
from newsletter.campaigns.models import Campaign
from newsletter.deliveries import Delivery
from newsletter.subscriptions.models import MailingList, Subscription


async def retire(session: AsyncSession, mailing_list: MailingList, *, now: datetime) -> None:
    """Take a list out of use. Its unsubscribe links go on working. Raises Conflict while a campaign is on its way."""
    await session.refresh(mailing_list, with_for_update=True)
    await refuse_while_on_its_way(session, Campaign.list_id == mailing_list.id)
    mailing_list.deleted_at = now
    session.add(mailing_list)
    theirs = select(Subscription.id).where(Subscription.list_id == mailing_list.id)
    await outbox.cancel(session, col(Delivery.subscription_id).in_(theirs), reason="list_deleted", now=now)
