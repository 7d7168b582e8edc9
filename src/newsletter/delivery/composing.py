"""What is this delivery about? From a row of the outbox to all that is needed to write its message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns.models import Campaign
from newsletter.campaigns.rendering import ASKED_FOR, Footing
from newsletter.consent.record import ConsentRecord
from newsletter.consent.wording import ConsentText
from newsletter.deliveries import Delivery
from newsletter.delivery import noticing
from newsletter.delivery.noticing import Notice
from newsletter.law.vocabulary import Purpose
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription


@dataclass(frozen=True)
class Request:
    """The sign-up a confirmation answers, or the change of address."""

    uid: UUID
    asked_at: datetime
    language: str

    def expires(self, settings: Settings) -> datetime:
        """The last moment its link can be used."""
        return self.asked_at + timedelta(days=settings.confirmation_link_days)


@dataclass(frozen=True)
class Draft:
    """A delivery with all that is needed to write it."""

    delivery: Delivery
    #: The list it goes to; what an organisation sends to itself goes to none.
    mailing_list: MailingList | None
    organisation: Organisation
    email: str
    name: str
    campaign: Campaign | None
    request: Request | None
    notice: Notice | None
    #: What it rests on and what goes with that, once the law permitted it.
    footing: Footing = ASKED_FOR


async def drafts(session: AsyncSession, deliveries: Sequence[Delivery]) -> list[Draft]:
    """What the deliveries are about, read in one go."""
    list_id = func.coalesce(Campaign.list_id, Subscription.list_id)
    query = (
        sqlalchemy.select(col(Delivery.id), MailingList, Organisation, Campaign, Subscriber)
        .select_from(Delivery)
        .outerjoin(Campaign, col(Campaign.id) == col(Delivery.campaign_id))
        .outerjoin(Subscription, col(Subscription.id) == col(Delivery.subscription_id))
        .outerjoin(MailingList, col(MailingList.id) == list_id)
        .join(Organisation, col(Organisation.id) == col(Delivery.organisation_id))
        .outerjoin(Subscriber, col(Subscriber.id) == col(Delivery.subscriber_id))
        .where(col(Delivery.id).in_([delivery.id for delivery in deliveries]))
    )
    found = {row[0]: row[1:] for row in (await session.exec(query)).all()}  # type: ignore[call-overload]
    requests = await _requests(session, [d.answers_uid for d in deliveries if d.answers_uid])
    told = await noticing.notices(session, [d.uid for d in deliveries if d.purpose is Purpose.HEAD_NOTICE])
    made = []
    for delivery in deliveries:
        mailing_list, organisation, campaign, subscriber = found[delivery.id]
        made.append(
            Draft(
                delivery=delivery,
                mailing_list=mailing_list,
                organisation=organisation,
                email=delivery.email or subscriber.email,
                name=subscriber.name if subscriber else "",
                campaign=campaign,
                request=requests.get(delivery.answers_uid) if delivery.answers_uid else None,
                notice=told.get(delivery.uid),
            )
        )
    return made


async def _requests(session: AsyncSession, uids: Sequence[UUID]) -> dict[UUID, Request]:
    """The sign-ups that confirmations answer, and the changes of address."""
    if not uids:
        return {}
    query = (
        select(ConsentRecord, ConsentText.language)
        .outerjoin(ConsentText, col(ConsentText.uid) == col(ConsentRecord.wording_uid))
        .where(col(ConsentRecord.uid).in_(uids))
    )
    rows = (await session.exec(query)).all()
    return {
        record.uid: Request(record.uid, record.happened_at, language or str(record.facts["language"]))
        for record, language in rows
    }
