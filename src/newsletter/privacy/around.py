"""What is known around a situation: the form and the words of the consent, names of goods, and how much came lately."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns.models import Campaign
from newsletter.consent.record import ConsentRecord, Facts
from newsletter.consent.wording import wording_of
from newsletter.customers.models import ProductGroup
from newsletter.deliveries import Delivery
from newsletter.law.standing import Happening, fold
from newsletter.law.vocabulary import Purpose
from newsletter.organisations.models import Organisation
from newsletter.privacy.resting import LATELY, TAKEN
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription


@dataclass(frozen=True)
class Around:
    """What the law does not ask, and a reader does."""

    #: The names of the organisation's product groups, by code.
    groups: Mapping[str, str]
    #: What the record of the consent says of itself; None where none was ever given.
    consent: Facts | None
    #: How often mail comes, as the words of that consent say.
    frequency: str
    #: How many campaigns to the list were sent to the person lately.
    lately: int


async def around(
    session: AsyncSession,
    organisation: Organisation,
    mailing_list: MailingList,
    subscriber: Subscriber,
    records: Sequence[ConsentRecord],
    now: datetime,
) -> Around:
    """Read it. `records` are those of the person, in order."""
    grant = consent_at(records, mailing_list.uid, now)
    text = await wording_of(session, grant.wording_uid) if grant else None
    groups = select(ProductGroup.code, ProductGroup.name).where(ProductGroup.organisation_id == organisation.id)
    return Around(
        groups={code: name for code, name in (await session.exec(groups)).all()},
        consent=grant.facts if grant else None,
        frequency=text.frequency if text else "",
        lately=await _lately(session, mailing_list, subscriber, now),
    )


def consent_at(records: Sequence[ConsentRecord], list_uid: UUID, at: datetime) -> ConsentRecord | None:
    """The consent that counted for the list at a time; where none did, the last that was given to any list."""
    known = [record for record in records if record.recorded_at <= at]
    given = [record for record in known if record.kind is Happening.GRANTED]
    counting = fold(known, list_uid).grants
    return next((one for one in reversed(given) if one.uid in counting), given[-1] if given else None)


async def _lately(session: AsyncSession, mailing_list: MailingList, subscriber: Subscriber, now: datetime) -> int:
    query = (
        select(func.count())
        .select_from(Delivery)
        .join(Campaign, col(Campaign.id) == col(Delivery.campaign_id))
        .join(Subscription, col(Subscription.id) == col(Delivery.subscription_id))
        .where(
            Subscription.subscriber_id == subscriber.id,
            Campaign.list_id == mailing_list.id,
            col(Delivery.purpose) == Purpose.CAMPAIGN,
            col(Delivery.state).in_(TAKEN),
            col(Delivery.settled_at) > now - timedelta(days=LATELY),
        )
    )
    return (await session.exec(query)).one()
