"""What does the law say at the door? Asked once for each campaign and situation among what was claimed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from newsletter import outbox
from newsletter.campaigns import reviewing
from newsletter.campaigns.deciding import correspondences, decide_each, message_of
from newsletter.campaigns.interning import Interned
from newsletter.campaigns.rendering import Footing
from newsletter.campaigns.reviewing import Settled
from newsletter.campaigns.situations import Reckoning, of_deliveries
from newsletter.delivery.composing import Draft
from newsletter.handing_over import Taken
from newsletter.law.decision import RULE_SET, Decision, Permitted, Review
from newsletter.law.facts import Message, Situation
from newsletter.law.vocabulary import Moment, Purpose
from newsletter.notices import deciding as notices


@dataclass(frozen=True)
class Kind:
    """What deliveries of one campaign or notice, or of neither, have in common."""

    purpose: Purpose
    campaign_id: int | None
    organisation_id: int
    notice_id: int | None = None


def permitted(session: Session, claimed: Sequence[Draft], at: Reckoning, interned: Interned) -> list[Draft]:
    """Those of the claimed that may go, each with its duties. The others are withheld, and every answer is noted."""
    situations = _situations(session, claimed, at, interned)
    numbers = interned.intern(session, situations.values())
    found: list[Draft] = []
    for kind, drafts in _by_kind(claimed).items():
        message, settled = _asked(session, drafts[0], kind, at)
        each: dict[Situation, list[Draft]] = defaultdict(list)
        for draft in drafts:
            each[situations[draft.delivery.id]].append(draft)
        decisions = decide_each(message, each, at.policy, settled)
        _note(session, {one: (numbers[one], decisions[one], theirs) for one, theirs in each.items()}, at)
        for situation, theirs in each.items():
            decision = decisions[situation]
            if isinstance(decision, Permitted):
                footing = Footing(decision.basis, decision.duties)
                found += [draft._replace(footing=footing) for draft in theirs]
    return found


def _note(session: Session, answers: Mapping[Situation, tuple[int, Decision, Sequence[Draft]]], at: Reckoning) -> None:
    """Note each answer with its deliveries, and put the reviews among them as questions.

    Most are the answer of the launch over again: of those only the time is new, and the claim has written it.
    """
    for number, decision, theirs in answers.values():
        other = [draft.delivery.id for draft in theirs if not _says_the_same(draft.delivery, number, decision)]
        if other:
            outbox.decide(session, other, number, decision, at.now)
        if isinstance(decision, Review) and (campaign := theirs[0].campaign) is not None:
            reviewing.ask(session, campaign, [(number, decision)], now=at.now)


def _says_the_same(delivery: Taken, situation_id: int, decision: Decision) -> bool:
    noted = (delivery.situation_id, delivery.legal_basis, delivery.rule, delivery.rule_set)
    grounds = outbox.grounds(decision)
    return isinstance(decision, Permitted) and noted == (
        situation_id, grounds["legal_basis"], grounds["rule"], RULE_SET
    )  # fmt: skip


def _by_kind(claimed: Sequence[Draft]) -> dict[Kind, list[Draft]]:
    kinds: dict[Kind, list[Draft]] = defaultdict(list)
    for draft in claimed:
        delivery = draft.delivery
        notice_id = draft.addressed.notice.id if draft.addressed else None
        kinds[Kind(delivery.purpose, delivery.campaign_id, delivery.organisation_id, notice_id)].append(draft)
    return kinds


def _situations(
    session: Session, claimed: Sequence[Draft], at: Reckoning, interned: Interned
) -> Mapping[int, Situation]:
    """The situation behind each delivery, as it is now."""
    told = {"delivery_ids": [draft.delivery.id for draft in claimed], **at.told()}
    rows = session.connection().execute(of_deliveries(at.policy), told).all()
    facts = {row[0]: tuple(row[1:]) for row in rows}
    situations = interned.read(session, list(facts.values()))
    return {delivery_id: situations[row] for delivery_id, row in facts.items()}


def _asked(session: Session, draft: Draft, kind: Kind, at: Reckoning) -> tuple[Message, Settled]:
    """What the law is asked about deliveries of this kind, and what a person has answered in review."""
    campaign = draft.campaign
    if draft.addressed is not None:
        return notices.message_of(draft.addressed.notice, draft.organisation), {}
    if campaign is None:
        return message_of(kind.purpose, None, draft.mailing_list, draft.organisation, frozenset(), Moment.DOOR), {}
    corresponds = correspondences(session, campaign)
    message = message_of(kind.purpose, campaign, draft.mailing_list, draft.organisation, corresponds, Moment.DOOR)
    return message, reviewing.settled(session, campaign.list_id, now=at.now)
