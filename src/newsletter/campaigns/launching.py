"""How does a campaign go, and how is it held? Every move of its state, and the launch in chunks.

Launching decides everybody on the list by law and writes a delivery for each, queued or withheld with its reason:
some thousands in a short transaction at a time, resumable where it stopped. What is queued already leaves.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, exists, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import outbox
from newsletter.campaigns import situations
from newsletter.campaigns.checking import problems
from newsletter.campaigns.models import NEXT, Campaign, CampaignState
from newsletter.campaigns.scheduling import WallClock, long_past
from newsletter.database import insert_new, new_uid
from newsletter.deliveries import OPEN, Delivery, DeliveryState
from newsletter.errors import Conflict, Invalid
from newsletter.law.decision import Decision, Permitted
from newsletter.law.facts import Purpose
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList

CHUNK = 500  # people decided in one transaction: about 20 ms, so that a one-click never waits long

MAY_SEND = (CampaignState.LAUNCHING, CampaignState.RUNNING)


async def schedule(session: AsyncSession, campaign: Campaign, when: WallClock, *, now: datetime) -> None:
    """Let the campaign go at a time. Raises Invalid with everything that is missing, Conflict once it has gone."""
    await _check(session, campaign)
    _move(campaign, CampaignState.SCHEDULED, now)
    campaign.scheduled_local, campaign.scheduled_zone, campaign.scheduled_at = when.local, when.zone, when.instant
    session.add(campaign)


async def launch(session: AsyncSession, campaign: Campaign, *, now: datetime) -> None:
    """Let it go now. Raises Invalid with everything that is missing, Conflict when it has gone already."""
    if campaign.state is CampaignState.PAUSED:
        raise Conflict("The campaign is paused. Resume it to let it go on.")
    await _check(session, campaign)
    _move(campaign, CampaignState.LAUNCHING, now)
    campaign.launched_at = now
    session.add(campaign)


async def pause(session: AsyncSession, campaign: Campaign, *, now: datetime) -> None:
    """Hold it. What is on the wire ends; nothing more begins until `resume`."""
    _move(campaign, CampaignState.PAUSED, now)
    session.add(campaign)
    waiting = select(Delivery.id).where(
        Delivery.campaign_id == campaign.id,
        Delivery.purpose == Purpose.CAMPAIGN,
        Delivery.state == DeliveryState.CLAIMED,
    )
    await outbox.put_back(session, (await session.exec(waiting)).all(), reason=None, due_at=now)


async def resume(session: AsyncSession, campaign: Campaign, *, now: datetime) -> None:
    """Go on where it was held."""
    if campaign.state is not CampaignState.PAUSED:
        raise Conflict(f"Only a paused campaign can be resumed; this one is {campaign.state}.")
    _move(campaign, CampaignState.RUNNING if campaign.considered_at else CampaignState.LAUNCHING, now)
    session.add(campaign)


async def cancel(session: AsyncSession, campaign: Campaign, *, now: datetime) -> None:
    """Call it off for good: nothing more begins."""
    if campaign.state is CampaignState.DRAFT:
        raise Conflict("A draft is not on its way. Delete it if you do not want it.")
    _move(campaign, CampaignState.CANCELLED, now)
    campaign.finished_at = now
    session.add(campaign)
    await outbox.cancel(
        session,
        Delivery.campaign_id == campaign.id,
        Delivery.purpose == Purpose.CAMPAIGN,
        reason="campaign_cancelled",
        now=now,
    )


async def launch_due(session: AsyncSession, *, grace: timedelta, now: datetime) -> None:
    """Launch what is due. What is long past, or cannot go any more, waits for a person."""
    due = select(Campaign).where(Campaign.state == CampaignState.SCHEDULED, col(Campaign.scheduled_at) <= now)
    for campaign in (await session.exec(due.with_for_update(skip_locked=True))).all():
        if campaign.scheduled_at is None or long_past(campaign.scheduled_at, grace=grace, now=now):
            _move(campaign, CampaignState.OVERDUE, now)
            session.add(campaign)
            continue
        try:
            await launch(session, campaign, now=now)
        except Invalid:
            _move(campaign, CampaignState.OVERDUE, now)
            session.add(campaign)


async def launching(session: AsyncSession) -> list[int]:
    """The campaigns whose launch has people left to decide."""
    query = select(Campaign.id).where(Campaign.state == CampaignState.LAUNCHING).order_by(col(Campaign.launched_at))
    return list((await session.exec(query)).all())


async def may_send(session: AsyncSession) -> list[int]:
    """The campaigns whose deliveries may leave now."""
    return list((await session.exec(select(Campaign.id).where(col(Campaign.state).in_(MAY_SEND)))).all())


async def advance(session: AsyncSession, campaign_id: int, *, now: datetime) -> Counter[DeliveryState]:
    """Decide the next CHUNK people of a launch. The answer counts them; it is empty when nobody is left."""
    campaign = (await session.exec(select(Campaign).where(Campaign.id == campaign_id).with_for_update())).one()
    if campaign.state is not CampaignState.LAUNCHING:
        return Counter()
    mailing_list, organisation = await sender_of(session, campaign)
    message = situations.message_of(Purpose.CAMPAIGN, mailing_list, organisation)
    people = await situations.of_list(session, campaign, after=campaign.considered_through, limit=CHUNK)
    verdicts = situations.decide_once_each(message, (person.situation for person in people))
    rows = [_delivery(campaign, person, verdicts[person.situation], now) for person in people]
    await insert_new(session, Delivery, rows)
    if people:
        campaign.considered_through = people[-1].id
    if len(people) < CHUNK:
        campaign.considered_at = now
        _move(campaign, CampaignState.RUNNING, now)
    session.add(campaign)
    return Counter(row["state"] for row in rows)


async def finish(session: AsyncSession, *, now: datetime) -> None:
    """Close the campaigns of which nothing waits any more, and call back what a cancelled one left deferred."""
    cancelled = select(Campaign.id).where(Campaign.state == CampaignState.CANCELLED)
    left = (Delivery.purpose == Purpose.CAMPAIGN, Delivery.state == DeliveryState.DEFERRED)
    await outbox.cancel(session, *left, col(Delivery.campaign_id).in_(cancelled), reason="campaign_cancelled", now=now)
    open_ones = exists().where(
        col(Delivery.campaign_id) == Campaign.id,
        col(Delivery.purpose) == Purpose.CAMPAIGN,
        col(Delivery.state).in_(OPEN),
    )
    done = select(Campaign).where(Campaign.state == CampaignState.RUNNING, ~open_ones)
    for campaign in (await session.exec(done.with_for_update(skip_locked=True))).all():
        _move(campaign, CampaignState.FINISHED, now)
        campaign.finished_at = now
        session.add(campaign)


async def sender_of(session: AsyncSession, campaign: Campaign) -> tuple[MailingList, Organisation]:
    """The list a campaign goes to and the organisation behind it."""
    query = select(MailingList, Organisation).join(Organisation).where(MailingList.id == campaign.list_id)
    return (await session.exec(query)).one()


async def _check(session: AsyncSession, campaign: Campaign) -> None:
    mailing_list, organisation = await sender_of(session, campaign)
    await session.refresh(mailing_list, with_for_update={"read": True})  # nobody deletes it meanwhile
    if found := problems(campaign, mailing_list, organisation):
        raise Invalid(*found)


def _move(campaign: Campaign, to: CampaignState, now: datetime) -> None:
    if to not in NEXT[campaign.state]:
        raise Conflict(f"The campaign is {campaign.state}, so it cannot become {to}.")
    campaign.state = to
    campaign.changed_at = now


def _delivery(campaign: Campaign, person: situations.Considered, verdict: Decision, now: datetime) -> dict[str, Any]:
    permitted = isinstance(verdict, Permitted)
    return {
        "uid": new_uid(),
        "organisation_id": campaign.organisation_id,
        "purpose": Purpose.CAMPAIGN,
        "campaign_id": campaign.id,
        "subscriber_id": person.subscriber_id,
        "subscription_id": person.id,
        "recipient": person.recipient,
        "state": DeliveryState.QUEUED if permitted else DeliveryState.WITHHELD,
        "reason": None if isinstance(verdict, Permitted) else verdict.reason,
        "due_at": now,
        "attempts": 0,
        "created_at": now,
        "settled_at": None if permitted else now,
        **outbox.decided(verdict, now),
    }
