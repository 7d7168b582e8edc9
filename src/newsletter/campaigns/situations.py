"""Which facts does the law get? The only SELECT that gathers them, for launch, door and explanation alike.

It gathers and buckets; it never judges. Its columns are `law.facts.Situation`, and a test compares them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, null, select
from sqlalchemy.orm import Mapped
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns.models import Campaign
from newsletter.consent.evidence import EvidenceProfile
from newsletter.deliveries import Delivery
from newsletter.law.decision import Decision
from newsletter.law.eligibility import decide
from newsletter.law.facts import EVIDENCE_FACTS, SITUATION_FACTS, Message, Purpose, Situation
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription, SuppressedMailbox

NOTHING = Situation()


@dataclass(frozen=True)
class Considered:
    """One subscription, or one delivery, with the facts about its person."""

    id: int
    subscriber_id: int | None
    recipient: bytes
    situation: Situation


def facts() -> list[ColumnElement[Any]]:
    """The columns of a situation, by the law's names. Where nothing is kept, the law's own default stands."""
    gathered: dict[str, Any] = {fact: col(getattr(EvidenceProfile, fact)) for fact in EVIDENCE_FACTS}
    gathered["standing"] = col(Subscription.standing)
    gathered["suppression"] = col(SuppressedMailbox.kind)
    return [
        func.coalesce(column, literal(getattr(NOTHING, name), type_=column.type)).label(name)
        for name, column in gathered.items()
    ]


def message_of(purpose: Purpose, mailing_list: MailingList | None, organisation: Organisation) -> Message:
    """What every recipient of a campaign, a test or a confirmation shares."""
    return Message(
        purpose=purpose,
        sender_identified=organisation.identified,
        replies_monitored=bool(mailing_list and mailing_list.reply_to),
        offers_opt_out=True,  # the frame around every campaign carries the link; `rendering` cannot leave it out
    )


async def of_list(session: AsyncSession, campaign: Campaign, *, after: int, limit: int) -> list[Considered]:
    """The next people on the campaign's list, by subscription id, and their situations."""
    query = (
        select(col(Subscription.id), col(Subscription.subscriber_id), col(Subscriber.fingerprint), *facts())
        .select_from(Subscription)
        .join(Subscriber, col(Subscriber.id) == col(Subscription.subscriber_id))
        .where(col(Subscription.list_id) == campaign.list_id, col(Subscription.id) > after)
        .order_by(col(Subscription.id))
        .limit(limit)
    )
    return await _gather(session, query, col(Subscriber.organisation_id), col(Subscriber.fingerprint))


async def of_deliveries(session: AsyncSession, delivery_ids: Collection[int]) -> dict[int, Situation]:
    """The situation behind each delivery as it is now: what the law is told at the door."""
    query = (
        select(col(Delivery.id), null().label("subscriber_id"), col(Delivery.recipient), *facts())
        .select_from(Delivery)
        .outerjoin(Subscription, col(Subscription.id) == col(Delivery.subscription_id))
        .where(col(Delivery.id).in_(delivery_ids))
    )
    rows = await _gather(session, query, col(Delivery.organisation_id), col(Delivery.recipient))
    return {row.id: row.situation for row in rows}


def decide_once_each(message: Message, situations: Iterable[Situation]) -> dict[Situation, Decision]:
    """The law's answer to each different situation, asked once."""
    return {situation: decide(message, situation) for situation in set(situations)}


async def _gather(
    session: AsyncSession, query: Select[Any], organisation_id: Mapped[int], fingerprint: Mapped[bytes]
) -> list[Considered]:
    complete = query.outerjoin(EvidenceProfile, col(EvidenceProfile.id) == col(Subscription.profile_id)).outerjoin(
        SuppressedMailbox,
        and_(
            col(SuppressedMailbox.organisation_id) == organisation_id,
            col(SuppressedMailbox.fingerprint) == fingerprint,
        ),
    )
    rows = (await session.exec(complete)).all()  # type: ignore[call-overload]
    return [
        Considered(row[0], row[1], row[2], Situation(**dict(zip(SITUATION_FACTS, row[3:], strict=True))))
        for row in rows
    ]
