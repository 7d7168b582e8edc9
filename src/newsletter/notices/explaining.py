"""Why did, or would, this recipient get this notice, and why not? The rule that says it is no marketing, or the no."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns.interning import Interned, KeptSituation
from newsletter.campaigns.situations import Reckoning, of_deliveries
from newsletter.consent.evidence import as_data
from newsletter.database import within
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.law.decision import told
from newsletter.law.eligibility import decide
from newsletter.notices.deciding import message_of
from newsletter.notices.models import Notice, NoticeRecipient
from newsletter.organisations.models import Organisation


@dataclass(frozen=True)
class DecidedThen:
    """What the law said at the door, and on which facts. `rule` and `rule_set` name the rule as it was then."""

    state: DeliveryState
    reason: str | None
    legal_basis: str | None
    rule: str | None
    rule_set: str | None
    decided_at: datetime | None
    situation: dict[str, Any] | None


@dataclass(frozen=True)
class NoticeExplanation:
    """What was decided, if it was, and the law's answer at this moment. Both are None before the notice goes."""

    at: datetime
    message: dict[str, Any]
    then: DecidedThen | None
    now: dict[str, Any] | None


async def explain(
    session: AsyncSession, notice: Notice, organisation: Organisation, recipient: NoticeRecipient, at: Reckoning
) -> NoticeExplanation:
    """Show what was decided about one recipient, and ask the law as the door would."""
    message = message_of(notice, organisation)
    delivery = (await session.exec(select(Delivery).where(Delivery.uid == recipient.uid))).first()
    if delivery is None:
        return NoticeExplanation(at.now, as_data(message), None, None)
    asked = {"delivery_ids": [delivery.id], **at.told()}
    row = (await (await session.connection()).execute(of_deliveries(at.policy), asked)).one()
    gathered = tuple(row[1:])
    situation = (await within(session, Interned().read, [gathered]))[gathered]
    decision = decide(message, situation, policy=at.policy)
    return NoticeExplanation(at.now, as_data(message), await _then(session, delivery), told(decision))


async def _then(session: AsyncSession, delivery: Delivery) -> DecidedThen:
    kept = await session.get(KeptSituation, delivery.situation_id) if delivery.situation_id else None
    return DecidedThen(
        state=delivery.state,
        reason=delivery.reason,
        legal_basis=delivery.legal_basis,
        rule=delivery.rule,
        rule_set=delivery.rule_set,
        decided_at=delivery.decided_at,
        situation=kept.facts if kept else None,
    )
