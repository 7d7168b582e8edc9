"""What does the law say at the door? Asked once for each campaign and situation among what was claimed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import outbox
from newsletter.campaigns import reviewing
from newsletter.campaigns.deciding import correspondences, message_of
from newsletter.campaigns.interning import Interned
from newsletter.campaigns.rendering import Footing
from newsletter.campaigns.reviewing import Settled
from newsletter.campaigns.situations import Reckoning, of_deliveries
from newsletter.database import within
from newsletter.delivery.composing import Draft
from newsletter.law.decision import Permitted
from newsletter.law.eligibility import UNASKED, decide
from newsletter.law.facts import Message, Situation
from newsletter.law.vocabulary import Moment, Purpose


@dataclass(frozen=True)
class Kind:
    """What deliveries of one campaign, or without one, have in common."""

    purpose: Purpose
    campaign_id: int | None
    organisation_id: int


async def permitted(session: AsyncSession, claimed: Sequence[Draft], at: Reckoning, interned: Interned) -> list[Draft]:
    """Those of the claimed that may go, each with its duties. The others are withheld, and every answer is noted."""
    situations = await _situations(session, claimed, at, interned)
    numbers = await within(session, interned.intern, situations.values())
    found: list[Draft] = []
    for kind, drafts in _by_kind(claimed).items():
        message, settled = await _asked(session, drafts[0], kind, at)
        each: dict[Situation, list[Draft]] = defaultdict(list)
        for draft in drafts:
            each[situations[draft.delivery.id]].append(draft)
        for situation, theirs in each.items():
            decision = decide(message, situation, policy=at.policy, answers=settled.get(situation, UNASKED))
            ids = [draft.delivery.id for draft in theirs]
            await outbox.decide(session, ids, numbers[situation], decision, at.now)
            if (campaign := theirs[0].campaign) is not None:
                await within(session, reviewing.ask, campaign, [(numbers[situation], decision)], now=at.now)
            if isinstance(decision, Permitted):
                footing = Footing(decision.basis, decision.duties)
                found += [replace(draft, footing=footing) for draft in theirs]
    return found


def _by_kind(claimed: Sequence[Draft]) -> dict[Kind, list[Draft]]:
    kinds: dict[Kind, list[Draft]] = defaultdict(list)
    for draft in claimed:
        delivery = draft.delivery
        kinds[Kind(delivery.purpose, delivery.campaign_id, delivery.organisation_id)].append(draft)
    return kinds


async def _situations(
    session: AsyncSession, claimed: Sequence[Draft], at: Reckoning, interned: Interned
) -> Mapping[int, Situation]:
    """The situation behind each delivery, as it is now."""
    gather = of_deliveries([draft.delivery.id for draft in claimed], at)
    rows = (await (await session.connection()).execute(gather)).all()
    facts = {row[0]: tuple(row[1:]) for row in rows}
    situations = await within(session, interned.read, list(facts.values()))
    return {delivery_id: situations[row] for delivery_id, row in facts.items()}


async def _asked(session: AsyncSession, draft: Draft, kind: Kind, at: Reckoning) -> tuple[Message, Settled]:
    """What the law is asked about deliveries of this kind, and what a person has answered in review."""
    campaign = draft.campaign
    if campaign is None:
        return message_of(kind.purpose, None, draft.mailing_list, draft.organisation, frozenset(), Moment.DOOR), {}
    corresponds = await within(session, correspondences, campaign)
    message = message_of(kind.purpose, campaign, draft.mailing_list, draft.organisation, corresponds, Moment.DOOR)
    return message, await within(session, reviewing.settled, campaign.list_id, now=at.now)
