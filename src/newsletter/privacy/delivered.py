"""What became of a campaign's message to one person, and on which records did it rest at that time?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns.models import Campaign
from newsletter.consent.record import ConsentRecord
from newsletter.deliveries import Delivery
from newsletter.law.vocabulary import Purpose
from newsletter.privacy.telling import words
from newsletter.privacy.telling.pen import Pen
from newsletter.subscriptions.models import Subscriber, Subscription


@dataclass(frozen=True)
class DeliveryThen:
    """What became of this campaign's message to this person, and what the law said at the last asking."""

    id: UUID
    says: str
    state: str
    reason: str | None
    legal_basis: str | None
    rule: str | None
    rule_set: str | None
    decided_at: datetime | None
    settled_at: datetime | None
    reply: str | None


async def delivered(session: AsyncSession, campaign: Campaign, subscriber: Subscriber, pen: Pen) -> DeliveryThen | None:
    """What became of it; None where the person was never considered."""
    theirs = select(Subscription.id).where(
        Subscription.subscriber_id == subscriber.id, Subscription.list_id == campaign.list_id
    )
    query = select(Delivery).where(
        col(Delivery.subscription_id).in_(theirs),
        Delivery.campaign_id == campaign.id,
        col(Delivery.purpose) == Purpose.CAMPAIGN,
    )
    found = (await session.exec(query)).first()
    if found is None:
        return None
    return DeliveryThen(
        id=found.uid,
        says=_became(found, pen),
        state=str(found.state),
        reason=found.reason,
        legal_basis=str(found.legal_basis) if found.legal_basis else None,
        rule=found.rule,
        rule_set=found.rule_set,
        decided_at=found.decided_at,
        settled_at=found.settled_at,
        reply=found.reply,
    )


def _became(delivery: Delivery, pen: Pen) -> str:
    """What became of the message, why, and when."""
    state = ": ".join(filter(None, (pen.word(words.STATES, delivery.state), pen.reason(delivery.reason))))
    at = f"{pen.at(delivery.settled_at or delivery.created_at)} UTC"
    return pen.say("What became of this campaign's message: %(state)s (%(at)s).") % {"state": state, "at": at}


async def subjects(session: AsyncSession, records: Iterable[ConsentRecord]) -> dict[str, str]:
    """The subjects of the campaigns that records name as the mail somebody answered, by the mail's number."""
    uids = {UUID(str(record.facts["delivery"])) for record in records if "delivery" in record.facts}
    query = (
        select(Delivery.uid, Campaign.subject)
        .join(Campaign, col(Campaign.id) == col(Delivery.campaign_id))
        .where(col(Delivery.uid).in_(uids))
    )
    return {str(uid): subject for uid, subject in (await session.exec(query)).all()} if uids else {}
