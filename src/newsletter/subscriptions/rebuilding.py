"""Which states were written by an older program? They are folded anew from the ledger, some at a time."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.law.vocabulary import Standing
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import Subscriber, Subscription
from newsletter.subscriptions.projection import project

AT_ONCE = 200  # people in one transaction


async def rebuild(session: AsyncSession, *, after: int, now: datetime) -> int | None:
    """Fold anew the next people whose consent has no profile, as a migration leaves them.

    Answers the last subscription it looked at, to go on after; None when none is left.
    """
    query = (
        select(Subscription.id, Organisation, Subscriber.fingerprint)
        .join(Subscriber, col(Subscriber.id) == col(Subscription.subscriber_id))
        .join(Organisation, col(Organisation.id) == col(Subscriber.organisation_id))
        .where(
            Subscription.standing == Standing.GRANTED,
            col(Subscription.profile_id).is_(None),
            col(Subscription.id) > after,
        )
        .order_by(col(Subscription.id))
        .limit(AT_ONCE)
    )
    found = (await session.exec(query)).all()
    for _, organisation, fingerprint in found:
        await project(session, organisation, fingerprint, now=now)
    return found[-1][0] if found else None
