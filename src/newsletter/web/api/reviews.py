"""What the law left to a person: the questions, and their answers."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import languages
from newsletter.access.keys import Asker, Scope
from newsletter.campaigns import reviewing
from newsletter.campaigns.interning import KeptSituation
from newsletter.campaigns.questions import QUESTIONS
from newsletter.campaigns.reviewing import ReviewAnswer, ReviewQuestion
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.law import rules
from newsletter.law.bases import LegalBasis
from newsletter.law.decision import RULE_SET
from newsletter.law.reasons import Reason
from newsletter.organisations.ownership import owned, theirs
from newsletter.subscriptions.models import MailingList, Subscriber
from newsletter.web.api.fields import FilledLine, FilledText, Instant, Language, Page, Sent, Shown, Window
from newsletter.web.api.law import RuleShown
from newsletter.web.dependencies import Now, Reading, Writing, asker_with

router = APIRouter(tags=["reviews"])

Reader = Annotated[Asker, asker_with(Scope.LAW_READ)]
Decider = Annotated[Asker, asker_with(Scope.LAW_DECIDE)]

EXAMPLES = 3
RULES = {rule.code: rule for rule in rules.ALL}


class AnswerSent(Sent):
    """Whether people in this situation may be sent to, who says so, why, and for how long."""

    permitted: bool
    by: FilledLine
    why: FilledText
    until: Instant


class AnswerShown(Shown):
    """An answer, and under which version of the rules it was given."""

    permitted: bool
    by: str
    why: str
    until: datetime
    answered_at: datetime
    holds: bool


class ReviewShown(Shown):
    """One question for everybody in one situation on one list.

    `people` counts those the newest campaign withheld for it; `examples` are some of them. `situation` holds the facts
    the question rests on, as the law knows them. An `answer` that no longer holds leaves the question open.
    """

    list_id: UUID
    reason: Reason
    question: str
    settled_by: str
    rule: RuleShown
    rule_set: str
    legal_basis: LegalBasis
    people: int
    examples: list[UUID]
    situation: dict[str, Any]
    asked_at: datetime
    answer: AnswerShown | None


class ReviewFilter(Window):
    """Which questions are asked for, and in which language."""

    open: bool | None = None
    language: Language = languages.SOURCE


@router.get("/reviews", operation_id="list_reviews")
async def list_reviews(
    asker: Reader, session: Reading, wanted: Annotated[ReviewFilter, Query()], now: Now
) -> Page[ReviewShown]:
    """What the law left to a person to decide, one question for each situation."""
    query = (
        select(ReviewQuestion)
        .where(
            *theirs(ReviewQuestion, asker),
            ReviewQuestion.rule_set == RULE_SET,  # under other rules it is asked anew
            col(ReviewQuestion.id) > wanted.after,
        )
        .order_by(col(ReviewQuestion.id))
        .limit(wanted.limit + 1)
    )
    if wanted.open is not None:
        holding = select(ReviewAnswer.question_id).where(col(ReviewAnswer.until) > now)
        query = query.where(col(ReviewQuestion.id).in_(holding) != wanted.open)
    rows = (await session.exec(query)).all()
    listed = [await _shown(session, row, wanted.language, now) for row in rows]
    return Page(**wanted.page(listed, [row.id for row in rows]))


@router.post("/reviews/{review_id}/answers", status_code=201, operation_id="answer_review")
async def answer_review(review_id: UUID, sent: AnswerSent, decider: Decider, session: Writing, now: Now) -> AnswerShown:
    """Answer a question. It holds until the time given, or until the rules change.

    People whom a campaign on its way withheld for it are queued, and the law is asked once more before each is sent
    to: an answer never lifts a refusal.
    """
    question = await owned(session, ReviewQuestion, review_id, decider, "review")
    by = f"{sent.by} ({decider.name or decider.hint})"
    made = await reviewing.answer(
        session, question, permitted=sent.permitted, by=by, why=sent.why, until=sent.until, now=now
    )
    return _answer_shown(made, now)


async def _shown(session: AsyncSession, found: ReviewQuestion, language: str, now: datetime) -> ReviewShown:
    speak = languages.translations(language).ugettext
    question, settled_by = QUESTIONS[found.reason]
    rule = RULES[found.rule]
    withheld = (
        Delivery.campaign_id == found.campaign_id,
        Delivery.state == DeliveryState.WITHHELD,
        Delivery.situation_id == found.situation_id,
        Delivery.reason == found.reason,
    )
    people = (await session.exec(select(func.count()).where(*withheld))).one()
    theirs = select(Subscriber.uid).join(Delivery, col(Delivery.subscriber_id) == col(Subscriber.id))
    some = theirs.where(*withheld).order_by(col(Delivery.id)).limit(EXAMPLES)
    newest = select(ReviewAnswer).where(ReviewAnswer.question_id == found.id).order_by(col(ReviewAnswer.id).desc())
    answered = (await session.exec(newest.limit(1))).first()
    return ReviewShown(
        id=found.uid,
        list_id=(await session.get_one(MailingList, found.list_id)).uid,
        reason=found.reason,
        question=speak(question),
        settled_by=speak(settled_by),
        rule=RuleShown(code=rule.code, says=rule.says, citation=rule.citation, weight=rule.weight),
        rule_set=found.rule_set,
        legal_basis=found.legal_basis,
        people=people,
        examples=list((await session.exec(some)).all()),
        situation=(await session.get_one(KeptSituation, found.situation_id)).facts,
        asked_at=found.asked_at,
        answer=_answer_shown(answered, now) if answered else None,
    )


def _answer_shown(found: ReviewAnswer, now: datetime) -> AnswerShown:
    return AnswerShown(
        id=found.uid,
        permitted=found.permitted,
        by=found.answered_by,
        why=found.why,
        until=found.until,
        answered_at=found.answered_at,
        holds=found.until > now,
    )
