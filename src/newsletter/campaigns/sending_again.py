"""Who gets a campaign once more? Whom a person says, or a setting: the uncertain, and those refused for what we are.

Sending again only queues. The law is asked at the door as always, so whoever left meanwhile gets nothing.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import outbox
from newsletter.access.auditing import note
from newsletter.campaigns import launching
from newsletter.campaigns.models import Campaign, CampaignState
from newsletter.database import within
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.errors import Conflict, Invalid, Problem
from newsletter.law.vocabulary import Purpose
from newsletter.settings import WhenUncertain
from newsletter.subscriptions.models import Subscriber

TRIES = 3  # policy: by the setting; every uncertain one may have put a copy into the mailbox
WAIT = timedelta(minutes=5)  # policy: by the setting; as long as a first retry waits

AGAIN = {DeliveryState.UNCERTAIN: outbox.UNANSWERED, DeliveryState.FAILED: "policy_refused"}
"""Who may get it again, and why: nobody closed it; it was refused for what we are, and not for who they are."""

Chosen = Collection[UUID] | None
"""Some deliveries by their ids, or all there are."""


async def send_again(
    session: AsyncSession, campaign: Campaign, whom: DeliveryState, chosen: Chosen, *, now: datetime
) -> int:
    """Queue the uncertain, or the refused, once more; answers how many. A finished campaign goes on for them.

    Raises Conflict for a campaign that was called off, Invalid for deliveries that are not this campaign's.
    """
    if campaign.state is CampaignState.CANCELLED:
        raise Conflict(
            "The campaign was cancelled, so nothing of it is sent any more. What is uncertain can be closed."
        )
    await _check(session, campaign, chosen)
    again = await within(session, _queue, whom, *_theirs(campaign, whom, chosen), due_at=now)
    note(session, campaign, sent_again=again, state_before=whom, delivery_ids=_named(chosen))
    if again:
        await launching.reopen(session, campaign, now=now)
    return again


async def close(session: AsyncSession, campaign: Campaign, chosen: Chosen) -> int:
    """Leave the uncertain at that; answers how many. Raises Invalid for deliveries that are not this campaign's."""
    await _check(session, campaign, chosen)
    closed = await within(session, outbox.close, *_theirs(campaign, DeliveryState.UNCERTAIN, chosen))
    note(session, campaign, closed=closed, delivery_ids=_named(chosen))
    return closed


async def by_policy(session: AsyncSession, policy: WhenUncertain, *, now: datetime) -> None:
    """Deal with what is uncertain in running campaigns as the setting says, before they finish."""
    if policy is WhenUncertain.ASK:
        return
    running = col(Delivery.campaign_id).in_(select(Campaign.id).where(Campaign.state == CampaignState.RUNNING))
    theirs = (running, *_who(DeliveryState.UNCERTAIN))
    if policy is WhenUncertain.CLOSE:
        await within(session, outbox.close, *theirs)
    else:
        few = col(Delivery.attempts) < TRIES
        await within(session, _queue, DeliveryState.UNCERTAIN, *theirs, few, due_at=now + WAIT)


def _queue(session: Session, whom: DeliveryState, *theirs: Any, due_at: datetime) -> int:
    """Whoever has changed their address meanwhile gets it at the new one."""
    mailbox = select(Subscriber.fingerprint).where(Subscriber.id == Delivery.subscriber_id).scalar_subquery()
    recipient = func.coalesce(mailbox, Delivery.recipient)
    return outbox.send_again(session, whom, *theirs, due_at=due_at, recipient=recipient)


def _named(chosen: Chosen) -> list[UUID] | str:
    return "all" if chosen is None else list(chosen)


def _theirs(campaign: Campaign, whom: DeliveryState, chosen: Chosen) -> list[ColumnElement[bool]]:
    some = [] if chosen is None else [col(Delivery.uid).in_(chosen)]
    return [col(Delivery.campaign_id) == campaign.id, *_who(whom), *some]


def _who(whom: DeliveryState) -> list[ColumnElement[bool]]:
    return [col(Delivery.purpose) == Purpose.CAMPAIGN, col(Delivery.reason) == AGAIN[whom]]


async def _check(session: AsyncSession, campaign: Campaign, chosen: Chosen) -> None:
    query = select(Delivery.uid).where(
        col(Delivery.uid).in_(chosen or ()), Delivery.campaign_id == campaign.id, Delivery.purpose == Purpose.CAMPAIGN
    )
    known = set((await session.exec(query)).all())
    told = "This campaign has no delivery with this id. GET …/deliveries tells those it has."
    unknown = [number for number, uid in enumerate(chosen or ()) if uid not in known]
    if unknown:
        raise Invalid(*(Problem(f"/delivery_ids/{number}", "delivery", told) for number in unknown))
