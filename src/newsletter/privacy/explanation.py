"""Did, or would, this person get this campaign, and why? What was decided, on which facts, and the records behind."""

from collections.abc import Iterator, Sequence
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
from newsletter.database import within
from newsletter.languages import sentence
from newsletter.law.decision import Decision, Permitted
from newsletter.law.eligibility import UNASKED, decide
from newsletter.law.facts import Situation
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import Moment, Purpose
from newsletter.privacy import resting
from newsletter.privacy.around import around
from newsletter.privacy.behind import FactTold, RecordBehind, behind, facts_told
from newsletter.privacy.delivered import DeliveryThen, delivered, subjects
from newsletter.privacy.telling import asking, goods, outcome, verdict
from newsletter.privacy.telling.asking import About
from newsletter.privacy.telling.pen import Pen
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription

NOT_ON_IT = sentence("This person is not on the campaign's list, and is not considered.")


@dataclass(frozen=True)
class Explanation:
    """What was sent and why, and the answer now. `considered` is false for who is not on the campaign's list.

    `unmet` is what each basis that was tried does not meet, and what would settle it.
    """

    at: datetime
    about: About
    considered: bool
    words: tuple[str, ...]
    decision: dict[str, Any] | None
    unmet: tuple[verdict.Unmet, ...]
    facts: tuple[FactTold, ...]
    message: dict[str, Any]
    records: tuple[RecordBehind, ...]
    delivery: DeliveryThen | None


async def explain(
    session: AsyncSession, campaign: Campaign, subscriber: Subscriber, at: Reckoning, language: str
) -> Explanation:
    """Say what was sent, ask the law about one person as the door would, and show on what its answer rests."""
    mailing_list, organisation = await sender_of(session, campaign)
    corresponds = await within(session, correspondences, campaign)
    message = message_of(Purpose.CAMPAIGN, campaign, mailing_list, organisation, corresponds, Moment.DOOR)
    pen = Pen(language)
    about = asking.about(pen, subscriber.email, campaign.subject, mailing_list.name, organisation, at.now)
    delivery = await delivered(session, campaign, subscriber, pen)
    situation = await _situation(session, campaign, subscriber, at)
    if situation is None:
        return Explanation(at.now, about, False, (pen.say(NOT_ON_IT),), None, (), (), as_data(message), (), delivery)
    answers = (await within(session, reviewing.settled, campaign.list_id, now=at.now)).get(situation, UNASKED)
    decision = decide(message, situation, policy=at.policy, answers=answers)
    records = await _records(session, organisation.uid, mailing_list.uid, subscriber)
    beside = await around(session, organisation, mailing_list, subscriber, records, at.now)
    lacks = verdict.unmet(decision, pen, goods.compared(pen, message, situation, beside.groups))
    return Explanation(
        at=at.now,
        about=about,
        considered=True,
        words=tuple(_words(pen, about, delivery, decision, lacks, records, mailing_list.uid)),
        decision=verdict.decided(decision, pen),
        unmet=lacks,
        facts=facts_told(situation, beside, records, pen),
        message=as_data(message),
        records=await _told(session, records, pen),
        delivery=delivery,
    )


def _words(
    pen: Pen,
    about: About,
    delivery: DeliveryThen | None,
    decision: Decision,
    lacks: tuple[verdict.Unmet, ...],
    records: Sequence[ConsentRecord],
    list_uid: UUID,
) -> Iterator[str]:
    """What happened first, then what holds now."""
    was_sent = delivery is not None and delivery.state in resting.TAKEN
    if delivery and was_sent:
        yield from outcome.sent(pen, about, delivery, records, list_uid)
    yield from verdict.in_sentences(decision, lacks, pen, was_sent=was_sent)
    if isinstance(decision, Permitted) and not was_sent:
        yield from outcome.met(pen, decision.basis, records, list_uid, about.asked_at)
    yield from verdict.with_it(decision, pen)


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
    told = {"subscription_id": subscription_id, **at.told()}
    row = (await (await session.connection()).execute(of_subscription(at.policy), told)).one()
    gathered = tuple(row)
    return (await within(session, Interned().read, [gathered]))[gathered]


async def _told(session: AsyncSession, records: Sequence[ConsentRecord], pen: Pen) -> tuple[RecordBehind, ...]:
    names, mails = await _list_names(session, records), await subjects(session, records)
    return tuple(behind(record, names, mails, pen) for record in records)


async def _list_names(session: AsyncSession, records: Sequence[ConsentRecord]) -> dict[UUID, str]:
    uids = {record.list_uid for record in records if record.list_uid}
    query = select(MailingList.uid, MailingList.name).where(col(MailingList.uid).in_(uids))
    return {uid: name for uid, name in (await session.exec(query)).all()}
