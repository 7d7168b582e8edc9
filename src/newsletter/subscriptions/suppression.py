"""Who said no, and how far does it reach? To one list, all marketing, profiling, tracking, or everything.

However it was said, by a click, a letter, on the telephone or at the till, it counts alike and from the same moment.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import outbox
from newsletter.consent import ledger
from newsletter.consent.record import ConsentRecord, Details, Facts
from newsletter.database import exclusively
from newsletter.deliveries import NOT_CAMPAIGN, Delivery
from newsletter.law.reasons import Reason
from newsletter.law.standing import Happening, fold
from newsletter.law.vocabulary import NoScope, Purpose, Standing
from newsletter.organisations.models import Organisation
from newsletter.subscriptions import projection
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription
from newsletter.subscriptions.telling import tell, tell_no
from newsletter.webhooks.models import WebhookEvent

HAPPENS = {
    NoScope.LIST: Happening.WITHDRAWN,
    NoScope.CHANNEL: Happening.OBJECTED,  # e-mail is the only channel there is
    NoScope.ALL_MARKETING: Happening.OBJECTED,
    NoScope.PROFILING: Happening.PROFILING_OBJECTED,
    NoScope.TRACKING: Happening.TRACKING_WITHDRAWN,
    NoScope.EVERYTHING: Happening.BLOCKED,
}
"""What each no is in the ledger."""
CALLED_BACK = {
    Happening.WITHDRAWN: Reason.WITHDRAWN,
    Happening.OBJECTED: Reason.OBJECTED,
    Happening.BLOCKED: Reason.BLOCKED,
}
"""The noes that keep mail from going, and why. After the others it goes, but to nobody chosen by profile, untracked."""


async def say_no(
    session: AsyncSession,
    organisation: Organisation,
    mailbox: bytes,
    scope: NoScope,
    *,
    mailing_list: MailingList | None = None,
    facts: Facts,
    details: Details,
    now: datetime,
    happened_at: datetime | None = None,
) -> ConsentRecord:
    """Record a no, end what it ends, call back what has not begun; answers its record.

    `mailing_list` is given for scope *list* alone. What is said from a mailbox that was another's before its holder's
    address changed reaches the new one too; only *everything* speaks of the mailbox itself.
    """
    kind = HAPPENS[scope]
    await exclusively(session, f"mailbox {mailbox.hex()}")
    reached = [mailbox]
    if kind is not Happening.BLOCKED:
        reached = await ledger.followed(session, organisation.uid, mailbox)
    said = []
    for each in reached:
        if each != mailbox:
            await exclusively(session, f"mailbox {each.hex()}")
        record = await ledger.append(
            session,
            kind,
            organisation_uid=organisation.uid,
            subject=each,
            list_uid=mailing_list.uid if mailing_list else None,
            now=now,
            facts=facts if each == mailbox else {**facts, "said_at_former_address": True},
            details=details,
            happened_at=happened_at,
        )
        await projection.project(session, organisation, each, now=now)
        if kind in CALLED_BACK:
            held = _held_back(organisation, each, kind, mailing_list)
            await outbox.cancel(session, *held, reason=CALLED_BACK[kind], now=now)
        await tell_no(session, kind, organisation, each, scope, record.list_uid, now=now)
        said.append(record)
    return said[0]


def _held_back(
    organisation: Organisation, mailbox: bytes, kind: Happening, mailing_list: MailingList | None
) -> list[Any]:
    """Which deliveries a no calls back."""
    of_theirs = (Subscriber.organisation_id == organisation.id, Subscriber.fingerprint == mailbox)
    lists = select(Subscription.id).join(Subscriber).where(*of_theirs)
    if mailing_list is not None:
        return [col(Delivery.subscription_id).in_(lists.where(Subscription.list_id == mailing_list.id))]
    if kind is Happening.OBJECTED:
        return [col(Delivery.subscription_id).in_(lists), col(Delivery.purpose) == Purpose.CAMPAIGN]
    to_it = and_(NOT_CAMPAIGN, col(Delivery.organisation_id) == organisation.id, col(Delivery.recipient) == mailbox)
    return [or_(col(Delivery.subscription_id).in_(lists), to_it)]


async def reserve(
    session: AsyncSession,
    organisation: Organisation,
    fingerprint: bytes,
    *,
    channel: str,
    said_at: datetime,
    now: datetime,
) -> None:
    """Record that a customer opted out when the address was collected: a no to all marketing of the seller.

    It is an objection, and ends every consent from before it. A consent that the person gave afterwards has lifted it,
    also where that was recorded first: the lists it was given for stay, the others end one by one.
    """
    records = await ledger.history(session, organisation.uid, fingerprint)
    kept = {r.list_uid for r in records if r.kind is Happening.GRANTED and r.own_act and r.happened_at > said_at}
    if not kept:
        facts: Facts = {"channel": channel}
        await say_no(
            session,
            organisation,
            fingerprint,
            NoScope.ALL_MARKETING,
            facts=facts,
            details={},
            now=now,
            happened_at=said_at,
        )
        return
    for list_uid in {record.list_uid for record in records} - kept - {None}:
        if fold(records, list_uid).standing in (Standing.NONE, Standing.WITHDRAWN):
            continue
        await ledger.append(
            session,
            Happening.WITHDRAWN,
            organisation_uid=organisation.uid,
            subject=fingerprint,
            list_uid=list_uid,
            facts={"channel": channel},
            now=now,
            happened_at=said_at,
        )
        await outbox.cancel(session, _theirs(organisation, fingerprint, list_uid), reason=Reason.WITHDRAWN, now=now)
        await tell(session, WebhookEvent.LEFT, organisation, fingerprint, list_uid=list_uid, now=now)
    await projection.project(session, organisation, fingerprint, now=now)


def _theirs(organisation: Organisation, fingerprint: bytes, list_uid: UUID | None) -> ColumnElement[bool]:
    """The deliveries of one person on one list."""
    subscriptions = (
        select(Subscription.id)
        .join(Subscriber)
        .join(MailingList, col(MailingList.id) == col(Subscription.list_id))
        .where(
            Subscriber.organisation_id == organisation.id,
            Subscriber.fingerprint == fingerprint,
            MailingList.uid == list_uid,
        )
    )
    return col(Delivery.subscription_id).in_(subscriptions)
