"""What became of it? Counts over the deliveries: of everybody considered, not only of those who got it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns.models import Campaign
from newsletter.deliveries import TEST, Delivery, DeliveryState
from newsletter.law.vocabulary import Purpose
from newsletter.outbox import UNANSWERED
from newsletter.subscriptions.models import Subscriber

EXPLAINED = tuple(state for state in DeliveryState if state is not DeliveryState.SENT)
"""The states that may have a reason."""
LASTING = frozenset({DeliveryState.WITHHELD, DeliveryState.CANCELLED})


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


async def report(
    session: AsyncSession,
    campaign: Campaign,
    *,
    explained: Collection[DeliveryState] = EXPLAINED,
    before: Report | None = None,
) -> Report:
    """How many are in which state, and why they are in the `explained` ones.

    Where an earlier report had as many who do not get it, its reasons are taken over: they are many, and stay.
    """
    states = await _states(session, campaign)
    reasons: dict[DeliveryState, dict[str, int]] = {}
    for state in [state for state in explained if states[state]]:
        if before is not None and state in LASTING and before.states[state] == states[state]:
            reasons[state] = before.reasons.get(state, {})
        else:
            reasons[state] = await _reasons(session, campaign, state)
    return Report(sum(states.values()), states, {state: told for state, told in reasons.items() if told})


async def _states(session: AsyncSession, campaign: Campaign) -> dict[DeliveryState, int]:
    """How many are in which state: all that name the campaign, counted along an index, but for its tests."""
    count = select(Delivery.state, func.count()).where(Delivery.campaign_id == campaign.id)
    tests = count.where(TEST)
    states = dict.fromkeys(DeliveryState, 0)
    for query, sign in ((count, 1), (tests, -1)):
        for state, number in (await session.exec(query.group_by(col(Delivery.state)))).all():
            states[DeliveryState(state)] += sign * number
    return states


async def _reasons(session: AsyncSession, campaign: Campaign, state: DeliveryState) -> dict[str, int]:
    query = (
        select(Delivery.reason, func.count())
        .where(
            Delivery.campaign_id == campaign.id,
            Delivery.state == state,
            Delivery.purpose == Purpose.CAMPAIGN,
            col(Delivery.reason).is_not(None),
        )
        .group_by(col(Delivery.reason))
    )
    return {reason or "": number for reason, number in (await session.exec(query)).all()}


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
