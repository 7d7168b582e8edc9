"""Would this person get this campaign now, and why? The decision, the facts it rests on, and the record behind each."""

from collections.abc import Callable, Mapping
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
from newsletter.deliveries import Delivery
from newsletter.languages import sentence
from newsletter.law.decision import Decision, Permitted, Refused, told
from newsletter.law.eligibility import UNASKED, decide
from newsletter.law.facts import Situation
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import Moment, Purpose
from newsletter.privacy.telling import words
from newsletter.subscriptions.models import Subscriber, Subscription

Speak = Callable[[str], str]

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
        sentence("Months the consent has not been used, at the last cut point"),
        frozenset({Happening.GRANTED}),
    ),
    "frequency_reached": (sentence("As much as was promised has been sent in this period"), frozenset()),
    "relationships": (
        sentence("What is kept of sales and agreements"),
        frozenset({Happening.SALE_RECORDED, Happening.SALE_ENDED}),
    ),
    "mailbox": (sentence("Whose mailbox it is"), frozenset({Happening.MAILBOX_DESCRIBED})),
    "country": (sentence("The country the person is in"), frozenset()),
    "age": (sentence("The person's age, as far as the law cares"), frozenset()),
}


@dataclass(frozen=True)
class FactTold:
    """One fact, its value as plain data, what it means, and the records it was folded from."""

    name: str
    means: str
    value: Any
    records: tuple[UUID, ...]


@dataclass(frozen=True)
class RecordBehind:
    """A record of the ledger that a fact rests on."""

    id: UUID
    kind: str
    happened_at: datetime
    recorded_at: datetime
    digest: str


@dataclass(frozen=True)
class DeliveryThen:
    """What became of this campaign's message to this person, and what the law said at the last asking."""

    id: UUID
    state: str
    reason: str | None
    legal_basis: str | None
    rule: str | None
    rule_set: str | None
    decided_at: datetime | None
    reply: str | None


@dataclass(frozen=True)
class Explanation:
    """The answer now. `considered` is false for who is not on the campaign's list; then nothing else is said."""

    at: datetime
    considered: bool
    words: tuple[str, ...]
    decision: dict[str, Any] | None
    facts: tuple[FactTold, ...]
    message: dict[str, Any]
    records: tuple[RecordBehind, ...]
    delivery: DeliveryThen | None


async def explain(
    session: AsyncSession, campaign: Campaign, subscriber: Subscriber, at: Reckoning, speak: Speak
) -> Explanation:
    """Ask the law about one person as the door would, and show on what its answer rests."""
    mailing_list, organisation = await sender_of(session, campaign)
    corresponds = await within(session, correspondences, campaign)
    message = message_of(Purpose.CAMPAIGN, campaign, mailing_list, organisation, corresponds, Moment.DOOR)
    delivery = await _delivery(session, campaign, subscriber)
    situation = await _situation(session, campaign, subscriber, at)
    if situation is None:
        words = (speak(sentence("This person is not on the campaign's list, and is not considered.")),)
        return Explanation(at.now, False, words, None, (), as_data(message), (), delivery)
    answers = (await within(session, reviewing.settled, campaign.list_id, now=at.now)).get(situation, UNASKED)
    decision = decide(message, situation, policy=at.policy, answers=answers)
    records = [
        record
        for record in await ledger.history(session, organisation.uid, subscriber.fingerprint)
        if record.list_uid in (None, mailing_list.uid) or record.kind is Happening.GRANTED
    ]
    return Explanation(
        at=at.now,
        considered=True,
        words=_words(decision, speak),
        decision=told(decision),
        facts=tuple(_fact(name, value, records, speak) for name, value in as_data(situation).items()),
        message=as_data(message),
        records=tuple(
            RecordBehind(one.uid, str(one.kind), one.happened_at, one.recorded_at, one.digest.hex()) for one in records
        ),
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
    return (await within(session, Interned().read, [gathered]))[gathered]


async def _delivery(session: AsyncSession, campaign: Campaign, subscriber: Subscriber) -> DeliveryThen | None:
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
        state=str(found.state),
        reason=found.reason,
        legal_basis=str(found.legal_basis) if found.legal_basis else None,
        rule=found.rule,
        rule_set=found.rule_set,
        decided_at=found.decided_at,
        reply=found.reply,
    )


def _fact(name: str, value: Any, records: list[ConsentRecord], speak: Speak) -> FactTold:
    means, kinds = FACTS[name]
    return FactTold(name, speak(means), value, tuple(record.uid for record in records if record.kind in kinds))


def _words(decision: Decision, speak: Speak) -> tuple[str, ...]:
    """The decision in a few sentences."""
    rule = f"{speak(decision.rule.says)} ({decision.rule.citation})"
    if isinstance(decision, Permitted):
        basis = speak(sentence("The message may go to this person. It rests on: %(basis)s."))
        return (basis % {"basis": speak(words.BASES[decision.basis])}, rule)
    if isinstance(decision, Refused):
        refused = speak(sentence("The message may not go to this person: %(reason)s."))
        return (refused % {"reason": speak(words.REASONS[decision.reason])}, rule)
    review = speak(sentence("The message does not go until a person has decided: %(reason)s."))
    return (review % {"reason": speak(words.REASONS[decision.reason])}, rule)
