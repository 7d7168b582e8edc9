"""Would this person get this campaign now, and why? The decision, the facts it rests on, and the record behind each."""

from collections.abc import Mapping, Sequence
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
from newsletter.deliveries import Delivery
from newsletter.languages import sentence
from newsletter.law.eligibility import UNASKED, decide
from newsletter.law.facts import Situation
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import Moment, Purpose
from newsletter.organisations.models import Organisation
from newsletter.privacy.telling import words
from newsletter.privacy.telling.kinds import tell_kind
from newsletter.privacy.telling.pen import Pen
from newsletter.privacy.telling.situation import facts_in_words
from newsletter.privacy.telling.verdict import Unmet, decided, in_sentences, unmet
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription

#: Each fact of a situation in words, and the kinds of record that speak of it.
FACTS: Mapping[str, tuple[str, frozenset[Happening]]] = {
    "standing": (
        sentence("What the ledger says of this person and this list"),
        frozenset({Happening.REGISTERED, Happening.ASKED, Happening.GRANTED, Happening.WITHDRAWN}),
    ),
    "suppression": (
        sentence("A no that reaches over all lists"),
        frozenset({Happening.OBJECTED, Happening.BLOCKED}),
    ),
    "refuses_profiling": (sentence("Said no to being profiled"), frozenset({Happening.PROFILING_OBJECTED})),
    "tracking_consented": (
        sentence("Consented to being tracked"),
        frozenset({Happening.TRACKING_GRANTED, Happening.TRACKING_WITHDRAWN}),
    ),
    "consent": (sentence("What is kept of the consent"), frozenset({Happening.GRANTED})),
    "consent_for_this_list": (sentence("The consent is for this very list"), frozenset({Happening.GRANTED})),
    "consent_unused_months": (
        sentence("For how long the consent has not been used"),
        frozenset({Happening.GRANTED}),
    ),
    "frequency_reached": (sentence("How often mail may come, as the consent promised"), frozenset()),
    "relationships": (
        sentence("What is kept of sales and agreements"),
        frozenset({Happening.SALE_RECORDED, Happening.SALE_ENDED}),
    ),
    "mailbox": (sentence("Whose mailbox it is"), frozenset({Happening.MAILBOX_DESCRIBED})),
    "country": (sentence("The country the person is in"), frozenset()),
    "age": (sentence("The person's age"), frozenset()),
}


@dataclass(frozen=True)
class FactTold:
    """One fact, its value as plain data and in words, what it means, and the records it was folded from."""

    name: str
    means: str
    value: Any
    says: str
    records: tuple[UUID, ...]


@dataclass(frozen=True)
class RecordBehind:
    """A record of the ledger that a fact rests on. `says` tells it in words, with its time and the zone."""

    id: UUID
    kind: str
    says: str
    happened_at: datetime
    recorded_at: datetime
    digest: str


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
    corresponds = await correspondences(session, campaign)
    message = message_of(Purpose.CAMPAIGN, campaign, mailing_list, organisation, corresponds, Moment.DOOR)
    pen = Pen(language)
    delivery = await _delivery(session, campaign, subscriber, pen)
    situation = await _situation(session, campaign, subscriber, at)
    if situation is None:
        said = (pen.say("This person is not on the campaign's list, and is not considered."),)
        return Explanation(at.now, False, said, None, (), (), as_data(message), (), delivery)
    answers = (await reviewing.settled(session, campaign.list_id, now=at.now)).get(situation, UNASKED)
    decision = decide(message, situation, policy=at.policy, answers=answers)
    records = [
        record
        for record in await ledger.history(session, organisation.uid, subscriber.fingerprint)
        if record.list_uid in (None, mailing_list.uid) or record.kind is Happening.GRANTED
    ]
    lacks, names = unmet(decision, pen), await _list_names(session, records)
    return Explanation(
        at=at.now,
        considered=True,
        words=tuple(in_sentences(decision, lacks, pen)),
        decision=decided(decision, pen),
        unmet=lacks,
        facts=_facts(situation, await _groups(session, organisation), records, pen),
        message=as_data(message),
        records=tuple(_behind(record, names, pen) for record in records),
        delivery=delivery,
    )


async def _situation(
    session: AsyncSession, campaign: Campaign, subscriber: Subscriber, at: Reckoning
) -> Situation | None:
    theirs = (Subscription.list_id == campaign.list_id, Subscription.subscriber_id == subscriber.id)
    subscription_id = (await session.exec(select(Subscription.id).where(*theirs))).first()
    if subscription_id is None:
        return None
    row = (await (await session.connection()).execute(of_subscription(subscription_id, at))).one()
    gathered = tuple(row)
    return (await Interned().read(session, [gathered]))[gathered]


async def _groups(session: AsyncSession, organisation: Organisation) -> dict[str, str]:
    query = select(ProductGroup.code, ProductGroup.name).where(ProductGroup.organisation_id == organisation.id)
    return {code: name for code, name in (await session.exec(query)).all()}


async def _list_names(session: AsyncSession, records: Sequence[ConsentRecord]) -> dict[UUID, str]:
    uids = {record.list_uid for record in records if record.list_uid}
    query = select(MailingList.uid, MailingList.name).where(col(MailingList.uid).in_(uids))
    return {uid: name for uid, name in (await session.exec(query)).all()}


async def _delivery(session: AsyncSession, campaign: Campaign, subscriber: Subscriber, pen: Pen) -> DeliveryThen | None:
    query = select(Delivery).where(
        Delivery.campaign_id == campaign.id,
        Delivery.subscriber_id == subscriber.id,
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


def _facts(
    situation: Situation, groups: Mapping[str, str], records: Sequence[ConsentRecord], pen: Pen
) -> tuple[FactTold, ...]:
    said, told = facts_in_words(pen, situation, groups), []
    for name, value in as_data(situation).items():
        means, kinds = FACTS[name]
        behind = tuple(record.uid for record in records if record.kind in kinds)
        told.append(FactTold(name, pen.say(means), value, said[name], behind))
    return tuple(told)


def _behind(record: ConsentRecord, names: Mapping[UUID, str], pen: Pen) -> RecordBehind:
    told = tell_kind(str(record.kind), names.get(record.list_uid, "") if record.list_uid else "", pen.say)
    return RecordBehind(
        id=record.uid,
        kind=str(record.kind),
        says=f"{pen.at(record.happened_at)} UTC: {told}",
        happened_at=record.happened_at,
        recorded_at=record.recorded_at,
        digest=record.digest.hex(),
    )
