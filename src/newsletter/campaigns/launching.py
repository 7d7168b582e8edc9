"""How does a campaign go, and how is it held? Every move of its state, and the launch in chunks.

Launching decides everybody on the list by law and writes a delivery for each, queued or withheld with its reason:
some thousands in a short transaction at a time, resumable where it stopped. What is queued already leaves.
"""

from datetime import datetime, timedelta
from functools import cache

from sqlmodel import Session, col, exists, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from newsletter import outbox
from newsletter.campaigns.checking import problems
from newsletter.campaigns.considering import consider
from newsletter.campaigns.deciding import correspondences, message_of
from newsletter.campaigns.interning import Interned
from newsletter.campaigns.models import NEXT, Campaign, CampaignState
from newsletter.campaigns.scheduling import WallClock, long_past, reckon_anew, why_late
from newsletter.campaigns.situations import Reckoning
from newsletter.campaigns.telling import tell
from newsletter.database import within
from newsletter.deliveries import OPEN, Delivery, DeliveryState
from newsletter.errors import Conflict, Invalid
from newsletter.law.vocabulary import Moment, Purpose
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList
from newsletter.webhooks.models import WebhookEvent

CHUNK = 2_000  # people decided in one transaction: about 20 ms, so that a one-click never waits long

MAY_SEND = (CampaignState.LAUNCHING, CampaignState.RUNNING)


async def schedule(session: AsyncSession, campaign: Campaign, when: WallClock, *, now: datetime) -> None:
    """Let the campaign go at a time. Raises Invalid with everything that is missing, Conflict once it has gone."""
    await _check(session, campaign)
    move(campaign, CampaignState.SCHEDULED, now)
    campaign.scheduled_local, campaign.scheduled_zone, campaign.scheduled_at = when.local, when.zone, when.instant
    session.add(campaign)


async def launch(session: AsyncSession, campaign: Campaign, *, now: datetime) -> None:
    """Let it go now. Raises Invalid with everything that is missing, Conflict when it has gone already."""
    if campaign.state is CampaignState.PAUSED:
        raise Conflict("The campaign is paused. Resume it to let it go on.")
    await _check(session, campaign)
    move(campaign, CampaignState.LAUNCHING, now)
    campaign.launched_at = now
    session.add(campaign)
    await within(session, tell, WebhookEvent.LAUNCHED, campaign, now=now)


async def pause(session: AsyncSession, campaign: Campaign, *, now: datetime) -> None:
    """Hold it. What is on the wire ends; nothing more begins until `resume`."""
    await within(session, hold, campaign, now=now)


def hold(session: Session, campaign: Campaign, *, because: str | None = None, now: datetime) -> None:
    """Pause it; `because` where no person did."""
    move(campaign, CampaignState.PAUSED, now)
    campaign.paused_because = because
    session.add(campaign)
    theirs = (Delivery.campaign_id == campaign.id, Delivery.purpose == Purpose.CAMPAIGN)
    outbox.moves(session, {DeliveryState.CLAIMED}, DeliveryState.QUEUED, *theirs, reason=None, due_at=now)
    tell(session, WebhookEvent.PAUSED, campaign, now=now)


async def resume(session: AsyncSession, campaign: Campaign, *, now: datetime) -> None:
    """Go on where it was held."""
    if campaign.state is not CampaignState.PAUSED:
        raise Conflict(f"Only a paused campaign can be resumed; this one is {campaign.state}.")
    move(campaign, CampaignState.RUNNING if campaign.considered_at else CampaignState.LAUNCHING, now)
    campaign.paused_because, campaign.resumed_at = None, now
    session.add(campaign)


async def reopen(session: AsyncSession, campaign: Campaign, *, now: datetime) -> None:
    """A finished one goes on, since something of it waits again."""
    if campaign.state is CampaignState.FINISHED:
        move(campaign, CampaignState.RUNNING, now)
        campaign.finished_at = None
        session.add(campaign)


async def cancel(session: AsyncSession, campaign: Campaign, *, now: datetime) -> None:
    """Call it off for good: nothing more begins."""
    if campaign.state is CampaignState.DRAFT:
        raise Conflict("A draft is not on its way. Delete it if you do not want it.")
    move(campaign, CampaignState.CANCELLED, now)
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
        session.add(campaign)
        if reckon_anew(campaign) and campaign.scheduled_at is not None and campaign.scheduled_at > now:
            continue
        if campaign.scheduled_at is None or long_past(campaign.scheduled_at, grace=grace, now=now):
            move(campaign, CampaignState.OVERDUE, now)
            campaign.overdue_because = why_late(campaign, grace)
            continue
        try:
            await launch(session, campaign, now=now)
        except Invalid as error:
            move(campaign, CampaignState.OVERDUE, now)
            campaign.overdue_because = f"At its time it could not go. {error} Then launch it, or schedule it anew."


async def reckon_schedules(session: AsyncSession) -> None:
    """What is scheduled by the clocks of a zone goes when they show that time, also after their rules have changed."""
    waiting = select(Campaign).where(
        Campaign.state == CampaignState.SCHEDULED, col(Campaign.scheduled_zone).is_not(None)
    )
    for campaign in (await session.exec(waiting.with_for_update(skip_locked=True))).all():
        if reckon_anew(campaign):
            session.add(campaign)


async def launching(session: AsyncSession) -> list[int]:
    """The campaigns whose launch has people left to decide."""
    query = select(Campaign.id).where(Campaign.state == CampaignState.LAUNCHING).order_by(col(Campaign.launched_at))
    return list((await session.exec(query)).all())


@cache
def may_send() -> SelectOfScalar[int]:
    """Asks for the campaigns whose deliveries may leave now."""
    return select(Campaign.id).where(col(Campaign.state).in_(MAY_SEND))


def running(session: Session) -> dict[int, int]:
    """The campaigns whose deliveries may leave now, in the order they were launched, and whose each is."""
    query = select(Campaign.id, Campaign.organisation_id).where(col(Campaign.id).in_(may_send()))
    return dict(session.exec(query.order_by(col(Campaign.launched_at), col(Campaign.id))).all())


def advance(session: Session, campaign_id: int, at: Reckoning, interned: Interned, *, most: int | None = None) -> int:
    """Decide the next `most` people of a launch, CHUNK at most.

    Answers how many there were; 0 when nobody is left, or somebody else is deciding about them at this moment.
    """
    limit = min(most or CHUNK, CHUNK)
    query = (
        select(Campaign, MailingList, Organisation)
        .join(MailingList, col(MailingList.id) == col(Campaign.list_id))
        .join(Organisation, col(Organisation.id) == col(MailingList.organisation_id))
        .where(Campaign.id == campaign_id)
        .with_for_update(of=Campaign, skip_locked=True)
    )
    if (found := session.exec(query).first()) is None or found[0].state is not CampaignState.LAUNCHING:
        return 0
    campaign, mailing_list, organisation = found
    corresponds = correspondences(session, campaign)
    message = message_of(Purpose.CAMPAIGN, campaign, mailing_list, organisation, corresponds, Moment.LAUNCH)
    considered = consider(session, campaign, message, at, interned, limit=limit)
    if considered < limit:
        campaign.considered_at = at.now
        move(campaign, CampaignState.RUNNING, at.now)
    session.add(campaign)
    return considered


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
        move(campaign, CampaignState.FINISHED, now)
        campaign.finished_at = now
        session.add(campaign)
        await within(session, tell, WebhookEvent.FINISHED, campaign, now=now)


async def sender_of(session: AsyncSession, campaign: Campaign) -> tuple[MailingList, Organisation]:
    """The list a campaign goes to and the organisation behind it."""
    query = select(MailingList, Organisation).join(Organisation).where(MailingList.id == campaign.list_id)
    return (await session.exec(query)).one()


async def _check(session: AsyncSession, campaign: Campaign) -> None:
    mailing_list, organisation = await sender_of(session, campaign)
    await session.refresh(mailing_list, with_for_update={"read": True})  # nobody deletes it meanwhile
    if found := problems(campaign, mailing_list, organisation):
        raise Invalid(*found)


def move(campaign: Campaign, to: CampaignState, now: datetime) -> None:
    """Raises Conflict for a move that is not in NEXT."""
    if to not in NEXT[campaign.state]:
        raise Conflict(f"The campaign is {campaign.state}, so it cannot become {to}.")
    campaign.state, campaign.overdue_because = to, None
    campaign.changed_at = now
