"""What happens when a list is deleted? It is retired: nothing joins or leaves by mail, and all evidence stays."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import outbox
from newsletter.outbox import Delivery
from newsletter.subscriptions.models import MailingList, Subscription


async def retire(session: AsyncSession, mailing_list: MailingList, *, now: datetime) -> None:
    """Take a list out of use and call back what waits for it. Its unsubscribe links go on working."""
    mailing_list.deleted_at = now
    session.add(mailing_list)
    theirs = select(Subscription.id).where(Subscription.list_id == mailing_list.id)
    await outbox.cancel(session, col(Delivery.subscription_id).in_(theirs), reason="list_deleted", now=now)
