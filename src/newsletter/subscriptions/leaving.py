"""How does a person get off a list? In one step, at once, whatever else is gone."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import outbox
from newsletter.consent import ledger
from newsletter.consent.record import Details, Facts
from newsletter.database import exclusively
from newsletter.deliveries import Delivery
from newsletter.law.decision import Reason
from newsletter.law.facts import Standing
from newsletter.law.standing import Happening
from newsletter.organisations.models import Organisation
from newsletter.subscriptions import projection
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription
from newsletter.tokens import Unsubscribe


@dataclass(frozen=True)
class Left:
    """The subscription has ended, now or before. `language` is the list's."""

    language: str


async def leave(
    session: AsyncSession, right: Unsubscribe, *, channel: str, details: Details, now: datetime
) -> Left | None:
    """End a subscription. Never refused; None only when the link names a list that never was.

    The ledger record, the ended subscription and the calling back of what has not begun are one commit: whoever
    is told 200 gets no message that begins afterwards.
    """
    query = select(MailingList, Organisation).join(Organisation).where(MailingList.uid == right.list_uid)
    found = (await session.exec(query)).first()
    if found is None:
        return None
    mailing_list, organisation = found
    await exclusively(session, f"mailbox {right.fingerprint.hex()}")
    before = await ledger.standing_of(session, organisation.uid, right.fingerprint, mailing_list.uid)
    if before.standing is Standing.WITHDRAWN:
        return Left(mailing_list.language)
    carrier = await session.get(Delivery, right.delivery_id)
    facts: Facts = {"channel": channel}
    if carrier is not None:
        facts["delivery"] = str(carrier.uid)
    await ledger.append(
        session,
        Happening.WITHDRAWN,
        organisation_uid=organisation.uid,
        subject=right.fingerprint,
        list_uid=mailing_list.uid,
        facts=facts,
        details=details,
        now=now,
    )
    await projection.project(session, organisation, right.fingerprint, now=now)
    theirs = (
        select(Subscription.id)
        .join(Subscriber, col(Subscriber.id) == col(Subscription.subscriber_id))
        .where(
            Subscription.list_id == mailing_list.id,
            Subscriber.organisation_id == organisation.id,
            Subscriber.fingerprint == right.fingerprint,
        )
    )
    await outbox.cancel(session, col(Delivery.subscription_id).in_(theirs), reason=Reason.WITHDRAWN, now=now)
    return Left(mailing_list.language)


async def list_of(session: AsyncSession, right: Unsubscribe) -> MailingList | None:
    """The list an unsubscribe link is for, also when it was deleted."""
    return (await session.exec(select(MailingList).where(MailingList.uid == right.list_uid))).first()
