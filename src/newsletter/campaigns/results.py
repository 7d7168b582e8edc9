"""What became of it? Counts over the deliveries: of everybody considered, not only of those who got it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns.models import Campaign
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.law.vocabulary import Purpose
from newsletter.outbox import UNANSWERED
from newsletter.subscriptions.models import Subscriber


@dataclass(frozen=True)
class Report:
    """Numbers only: nobody can be found in it. `reasons` tells, for each state, why and how many."""

    considered: int
    states: dict[DeliveryState, int]
    reasons: dict[DeliveryState, dict[str, int]]

    @property
    def unanswered(self) -> int:
        """How many are uncertain and wait for somebody's word."""
        return self.reasons.get(DeliveryState.UNCERTAIN, {}).get(UNANSWERED, 0)


async def report(session: AsyncSession, campaign: Campaign) -> Report:
    """How many are in which state, and why."""
    query = (
        select(Delivery.state, Delivery.reason, func.count())
        .where(Delivery.campaign_id == campaign.id, Delivery.purpose == Purpose.CAMPAIGN)
        .group_by(col(Delivery.state), col(Delivery.reason))
    )
    states = dict.fromkeys(DeliveryState, 0)
    reasons: dict[DeliveryState, dict[str, int]] = {}
    for word, reason, count in (await session.exec(query)).all():
        state = DeliveryState(word)
        states[state] += count
        if reason:
            reasons.setdefault(state, {})[reason] = count
    return Report(sum(states.values()), states, reasons)


async def unanswered(session: AsyncSession, campaign: Campaign, *, most: int = 100) -> Sequence[tuple[UUID, UUID]]:
    """The first of those that are uncertain and wait for somebody's word: delivery and subscriber."""
    query = (
        select(Delivery.uid, Subscriber.uid)
        .join(Subscriber, col(Subscriber.id) == col(Delivery.subscriber_id))
        .where(
            Delivery.campaign_id == campaign.id,
            Delivery.purpose == Purpose.CAMPAIGN,
            Delivery.state == DeliveryState.UNCERTAIN,
            Delivery.reason == UNANSWERED,
        )
        .order_by(col(Delivery.id))
        .limit(most)
    )
    return (await session.exec(query)).all()
