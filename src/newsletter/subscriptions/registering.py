"""How does an address get on a list without its holder? A marketer brings it in, and it gets no marketing."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.addresses import Address, fingerprint
from newsletter.consent import ledger
from newsletter.database import exclusively
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import Standing
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions import projection
from newsletter.subscriptions.joining import subscription_of
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription


async def register(
    session: AsyncSession,
    settings: Settings,
    organisation: Organisation,
    mailing_list: MailingList,
    address: Address,
    *,
    name: str,
    now: datetime,
) -> Subscription:
    """A marketer brings an address in without proof. It stands on the list, and gets nothing that is marketing."""
    subject = fingerprint(address, settings.fingerprint_secret)
    await exclusively(session, f"mailbox {subject.hex()}")
    subscription = await put_on(session, organisation, mailing_list, address, subject, name=name, now=now)
    await projection.project(session, organisation, subject, now=now)
    return subscription


async def put_on(
    session: AsyncSession,
    organisation: Organisation,
    mailing_list: MailingList,
    address: Address,
    subject: bytes,
    *,
    name: str,
    now: datetime,
) -> Subscription:
    """Write that an address was brought in, if nothing was written about it and the list yet. `project` follows."""
    so_far = await ledger.standing_of(session, organisation.uid, subject, mailing_list.uid)
    subscription = await subscription_of(session, mailing_list, address, subject, mailing_list.language, now=now)
    if so_far.standing is Standing.NONE:
        await ledger.append(
            session,
            Happening.REGISTERED,
            organisation_uid=organisation.uid,
            subject=subject,
            list_uid=mailing_list.uid,
            facts={"channel": "api"},
            now=now,
        )
        subscriber = await session.get_one(Subscriber, subscription.subscriber_id)
        subscriber.name = subscriber.name or name
        session.add(subscriber)
    return subscription
