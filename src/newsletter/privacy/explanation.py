"""Would this person get this campaign now, and why? The decision, the facts it rests on, and the record behind each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns import reviewing
from newsletter.campaigns.deciding import correspondences, message_of
from newsletter.campaigns.interning import Interned
from newsletter.campaigns.launching import sender_of
from newsletter.campaigns.models import Campaign
from newsletter.campaigns.situations import Reckoning, of_subscription
from newsletter.consent import ledger
from newsletter.consent.evidence import as_data
from newsletter.consent.record import ConsentRecord
from newsletter.customers.models import ProductGroup
from newsletter.database import within
from newsletter.deliveries import Delivery
from newsletter.law.eligibility import UNASKED, decide
from newsletter.law.facts import Situation
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import Moment, Purpose
from newsletter.organisations.models import Organisation
from newsletter.privacy.behind import FactTold, RecordBehind, behind, facts_told
from newsletter.privacy.telling import words
from newsletter.privacy.telling.pen import Pen
from newsletter.privacy.telling.verdict import Unmet, decided, in_sentences, unmet
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription


@dataclass(frozen=True)
class DeliveryThen:
    """What became of this campaign's message to this person, and what the law said at the last asking."""

    id: UUID
    says: str
    state: str
    reason: str | None
    legal_basis: str | None
    rule: str | None
    rule_set: str | None
    decided_at: datetime | None
    reply: str | None


@dataclass(frozen=True)
class Explanation:
    """The answer now. `considered` is false for who is not on the campaign's list; then nothing else is said.

    `unmet` is what each basis that was tried does not meet, and what would settle it.
    """

    at: datetime
    considered: bool
    words: tuple[str, ...]
    decision: dict[str, Any] | None
    unmet: tuple[Unmet, ...]
    facts: tuple[FactTold, ...]
    message: dict[str, Any]
    records: tuple[RecordBehind, ...]
    delivery: DeliveryThen | None


async def explain(
    session: AsyncSession, campaign: Campaign, subscriber: Subscriber, at: Reckoning, language: str
) -> Explanation:
    """Ask the law about one person as the door would, and show on what its answer rests."""
    mailing_list, organisation = await sender_of(session, campaign)
    corresponds = await within(session, correspondences, campaign)
    message = message_of(Purpose.CAMPAIGN, campaign, mailing_list, organisation, corresponds, Moment.DOOR)
    pen = Pen(language)
    delivery = await _delivery(session, campaign, subscriber, pen)
    situation = await _situation(session, campaign, subscriber, at)
    if situation is None:
        said = (pen.say("This person is not on the campaign's list, and is not considered."),)
        return Explanation(at.now, False, said, None, (), (), as_data(message), (), delivery)
    answers = (await within(session, reviewing.settled, campaign.list_id, now=at.now)).get(situation, UNASKED)
    decision = decide(message, situation, policy=at.policy, answers=answers)
    records = await _records(session, organisation.uid, mailing_list.uid, subscriber)
    lacks, names = unmet(decision, pen), await _list_names(session, records)
    return Explanation(
        at=at.now,
        considered=True,
        words=tuple(in_sentences(decision, lacks, pen)),
        decision=decided(decision, pen),
        unmet=lacks,
        facts=facts_told(situation, await _groups(session, organisation), records, pen),
        message=as_data(message),
        records=tuple(behind(record, names, pen) for record in records),
        delivery=delivery,
    )


async def _records(
    session: AsyncSession, organisation_uid: UUID, list_uid: UUID, subscriber: Subscriber
) -> list[ConsentRecord]:
    """What the ledger has of the person and this list, of all lists, and each consent to any."""
    history = await ledger.history(session, organisation_uid, subscriber.fingerprint)
    return [one for one in history if one.list_uid in (None, list_uid) or one.kind is Happening.GRANTED]


async def _situation(
    session: AsyncSession, campaign: Campaign, subscriber: Subscriber, at: Reckoning
) -> Situation | None:
    theirs = (Subscription.list_id == campaign.list_id, Subscription.subscriber_id == subscriber.id)
    subscription_id = (await session.exec(select(Subscription.id).where(*theirs))).first()
    if subscription_id is None:
        return None
    row = (await (await session.connection()).execute(of_subscription(subscription_id, at))).one()
    gathered = tuple(row)
    return (await within(session, Interned().read, [gathered]))[gathered]


async def _groups(session: AsyncSession, organisation: Organisation) -> dict[str, str]:
    query = select(ProductGroup.code, ProductGroup.name).where(ProductGroup.organisation_id == organisation.id)
    return {code: name for code, name in (await session.exec(query)).all()}


async def _list_names(session: AsyncSession, records: Sequence[ConsentRecord]) -> dict[UUID, str]:
    uids = {record.list_uid for record in records if record.list_uid}
    query = select(MailingList.uid, MailingList.name).where(col(MailingList.uid).in_(uids))
    return {uid: name for uid, name in (await session.exec(query)).all()}


async def _delivery(session: AsyncSession, campaign: Campaign, subscriber: Subscriber, pen: Pen) -> DeliveryThen | None:
    theirs = select(Subscription.id).where(
        Subscription.subscriber_id == subscriber.id, Subscription.list_id == campaign.list_id
    )
    query = select(Delivery).where(
        col(Delivery.subscription_id).in_(theirs),
        Delivery.campaign_id == campaign.id,
        col(Delivery.purpose) == Purpose.CAMPAIGN,
    )
    found = (await session.exec(query)).first()
    if found is None:
        return None
    return DeliveryThen(
        id=found.uid,
        says=_became(found, pen),
        state=str(found.state),
        reason=found.reason,
        legal_basis=str(found.legal_basis) if found.legal_basis else None,
        rule=found.rule,
        rule_set=found.rule_set,
        decided_at=found.decided_at,
        reply=found.reply,
    )


def _became(delivery: Delivery, pen: Pen) -> str:
    """What became of the message, why, and when."""
    state = ": ".join(filter(None, (pen.word(words.STATES, delivery.state), pen.reason(delivery.reason))))
    at = f"{pen.at(delivery.settled_at or delivery.created_at)} UTC"
    return pen.say("What became of this campaign's message: %(state)s (%(at)s).") % {"state": state, "at": at}
