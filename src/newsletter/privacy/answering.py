"""On which answers of people did a mail rest? Those about its situation, as they stood when it was decided."""

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns.models import Campaign
from newsletter.campaigns.reviewing import ReviewAnswer, ReviewQuestion
from newsletter.deliveries import Delivery
from newsletter.privacy.proof import Answer

Asked = dict[tuple[int | None, int | None, str | None], list[tuple[ReviewQuestion, ReviewAnswer]]]
"""By list, situation and version of the rules."""


async def answers_to(session: AsyncSession, deliveries: Iterable[Delivery]) -> Asked:
    """Every answer to the questions that the situations of these deliveries raised."""
    situations = {delivery.situation_id for delivery in deliveries if delivery.situation_id}
    query = (
        select(ReviewQuestion, ReviewAnswer)
        .join(ReviewAnswer, col(ReviewAnswer.question_id) == col(ReviewQuestion.id))
        .where(col(ReviewQuestion.situation_id).in_(situations))
        .order_by(col(ReviewAnswer.id))
    )
    found: Asked = defaultdict(list)
    for question, answer in (await session.exec(query)).all() if situations else ():
        found[question.list_id, question.situation_id, question.rule_set].append((question, answer))
    return found


def rested_on(asked: Asked, delivery: Delivery, campaign: Campaign | None) -> tuple[Answer, ...]:
    """The answers that held when this delivery was decided on, the newest to each question."""
    if campaign is None or delivery.decided_at is None:
        return ()
    at, held = delivery.decided_at, {}
    for question, answer in asked.get((campaign.list_id, delivery.situation_id, delivery.rule_set), ()):
        if answer.answered_at <= at < answer.until and delivery.legal_basis in (None, question.legal_basis):
            held[question.reason] = Answer(
                reason=str(question.reason),
                permitted=answer.permitted,
                by=answer.answered_by,
                why=answer.why,
                answered_at=answer.answered_at,
                until=answer.until,
            )
    return tuple(held.values())
