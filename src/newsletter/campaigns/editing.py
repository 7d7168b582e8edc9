"""How is a campaign written? Drafted, changed while it may be, tried out, and thrown away."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import outbox
from newsletter.access.auditing import note
from newsletter.addresses import Address, fingerprint
from newsletter.campaigns.checking import mistakes_in, problems
from newsletter.campaigns.launching import sender_of
from newsletter.campaigns.models import Campaign, CampaignState
from newsletter.campaigns.rendering import Recipient, Rendered, render
from newsletter.customers.grouping import check_known
from newsletter.database import exclusively
from newsletter.deliveries import NOT_CAMPAIGN, Delivery
from newsletter.errors import Conflict, Invalid
from newsletter.law.vocabulary import Purpose
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription

EDITABLE = frozenset({CampaignState.DRAFT, CampaignState.SCHEDULED, CampaignState.OVERDUE})
OVER = frozenset({CampaignState.DRAFT, CampaignState.FINISHED, CampaignState.CANCELLED})


async def begin(
    session: AsyncSession, mailing_list: MailingList, written: Mapping[str, Any], *, now: datetime
) -> Campaign:
    """Begin a draft. Raises Invalid for product groups that nobody made."""
    await check_known(session, mailing_list.organisation_id, written.get("product_groups", ()))
    made = Campaign(
        organisation_id=mailing_list.organisation_id,
        list_id=mailing_list.id,
        created_at=now,
        changed_at=now,
        **written,
    )
    session.add(made)
    await session.flush()
    return made


async def change(session: AsyncSession, campaign: Campaign, changes: dict[str, Any], *, now: datetime) -> None:
    """Write it anew. Raises Conflict once it was launched, Invalid when a scheduled one could no longer go."""
    if campaign.state not in EDITABLE:
        raise Conflict(f"The campaign is {campaign.state}; what people get can no longer be changed.")
    await check_known(session, campaign.organisation_id, changes.get("product_groups", ()))
    campaign.sqlmodel_update(changes)
    campaign.changed_at = now
    if campaign.state is CampaignState.SCHEDULED and (found := problems(campaign, *await sender_of(session, campaign))):
        raise Invalid(*found)
    session.add(campaign)


def throw_away(campaign: Campaign, *, now: datetime) -> None:
    """Delete it. Raises Conflict while it is on its way. What was sent stays on record, and its links work."""
    if campaign.state not in OVER:
        raise Conflict(f"The campaign is {campaign.state}. Cancel it first.")
    campaign.deleted_at = now


def preview(campaign: Campaign, mailing_list: MailingList, organisation: Organisation, to: Recipient) -> Rendered:
    """The campaign as one person would read it. Raises Invalid for unknown merge fields, with line and name."""
    if found := mistakes_in(campaign):
        raise Invalid(*found)
    return render(campaign, mailing_list, organisation, to)


async def send_test(
    session: AsyncSession, settings: Settings, campaign: Campaign, addresses: Sequence[Address], *, now: datetime
) -> None:
    """Send the campaign to the addresses the marketer names, marked as a test.

    Raises Invalid for what would keep it from being launched, Conflict when the day's tests are used up.
    """
    if found := problems(campaign, *await sender_of(session, campaign)):
        raise Invalid(*found)
    await exclusively(session, f"test mails of {campaign.organisation_id}")
    today = select(func.count()).where(
        NOT_CAMPAIGN,
        Delivery.organisation_id == campaign.organisation_id,
        Delivery.purpose == Purpose.TEST,
        col(Delivery.created_at) > now - timedelta(days=1),
    )
    if (await session.exec(today)).one() + len(addresses) > settings.test_mails_a_day:
        raise Conflict(f"At most {settings.test_mails_a_day} test mails go out in a day. Try again tomorrow.")
    note(session, campaign, test_mails=len(addresses))
    for address in addresses:
        recipient = fingerprint(address, settings.fingerprint_secret)
        await outbox.enqueue(
            session,
            Purpose.TEST,
            organisation_id=campaign.organisation_id,
            campaign_id=campaign.id,
            recipient=recipient,
            subscription=await _known(session, campaign, recipient),
            email=address.email,
            now=now,
        )


async def _known(session: AsyncSession, campaign: Campaign, recipient: bytes) -> tuple[int, int] | None:
    """The subscription of a mailbox to the campaign's list, if any: a test asks what its holder said, too."""
    query = (
        select(Subscription.id, Subscription.subscriber_id)
        .join(Subscriber)
        .where(
            Subscription.list_id == campaign.list_id,
            Subscriber.organisation_id == campaign.organisation_id,
            Subscriber.fingerprint == recipient,
        )
    )
    return (await session.exec(query)).first()
