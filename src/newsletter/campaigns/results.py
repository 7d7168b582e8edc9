"""What became of it? Counts over the deliveries: of everybody considered, not only of those who got it."""

from dataclasses import dataclass

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns.models import Campaign
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.law.vocabulary import Purpose


@dataclass(frozen=True)
class Report:
    """Numbers only: nobody can be found in it. `reasons` tells, for each state, why and how many."""

    considered: int
    states: dict[DeliveryState, int]
    reasons: dict[DeliveryState, dict[str, int]]


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
