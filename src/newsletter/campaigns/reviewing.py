"""What does the law leave to a person? One question for each situation, its answers, and who is sent to after them.

A question is asked when a launch, or the door, meets a review. It is answered by somebody with the scope for it, for a
time, under one version of the rules; when either is over it is asked again. An answer never lifts a refusal: the law is
only told of it, and asked once more.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Field, Index, Session, SQLModel, UniqueConstraint, col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import outbox
from newsletter.campaigns.interning import KeptSituation
from newsletter.campaigns.models import ON_ITS_WAY, Campaign
from newsletter.database import BIGINT, IMPERSONAL, insert_rows, new_uid, words
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.errors import Invalid, Problem
from newsletter.law.bases import LegalBasis
from newsletter.law.decision import RULE_SET, Decision, Review
from newsletter.law.facts import Situation
from newsletter.law.reasons import Reason

SAME = ("list_id", "situation_id", "reason", "rule_set")
"""What makes two questions one."""


class ReviewQuestion(SQLModel, table=True):
    """A question to a person: may people in this situation be sent to, though this is lacking?"""

    __tablename__ = "review_questions"
    __table_args__ = (UniqueConstraint(*SAME),)

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(foreign_key="organisations.id", index=True, sa_type=BIGINT)
    list_id: int = Field(foreign_key="mailing_lists.id", sa_type=BIGINT)
    situation_id: int = Field(foreign_key="situations.id", sa_type=BIGINT)
    reason: Reason = Field(sa_type=words(Reason))
    rule: str = Field(max_length=64, sa_column_kwargs=IMPERSONAL)
    #: What the message would rest on.
    legal_basis: LegalBasis = Field(sa_type=words(LegalBasis))
    rule_set: str = Field(max_length=16, sa_column_kwargs=IMPERSONAL)
    #: The newest campaign that met it.
    campaign_id: int = Field(foreign_key="campaigns.id", sa_type=BIGINT)
    asked_at: datetime


class ReviewAnswer(SQLModel, table=True):
    """What a person answered. Never changed; a later one counts instead."""

    __tablename__ = "review_answers"
    __table_args__ = (Index("ix_review_answers_question_id", "question_id"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    question_id: int = Field(foreign_key="review_questions.id", sa_type=BIGINT)
    permitted: bool
    #: Who answered: a person's name, and the key it came with.
    answered_by: str = Field(sa_column_kwargs=IMPERSONAL)
    why: str = Field(sa_column_kwargs=IMPERSONAL)
    until: datetime
    answered_at: datetime


Settled = Mapping[Situation, Mapping[Reason, bool]]


def ask(session: Session, campaign: Campaign, decisions: Iterable[tuple[int, Decision]], *, now: datetime) -> None:
    """Put the reviews among these decisions, each with its situation's number, as questions. Known ones stay."""
    rows = [
        {
            "uid": new_uid(),
            "organisation_id": campaign.organisation_id,
            "list_id": campaign.list_id,
            "situation_id": situation_id,
            "reason": decision.reason,
            "rule": decision.rule.code,
            "legal_basis": decision.basis,
            "rule_set": RULE_SET,
            "campaign_id": campaign.id,
            "asked_at": now,
        }
        for situation_id, decision in decisions
        if isinstance(decision, Review)
    ]
    insert_rows(session, ReviewQuestion, rows)
    for row in rows:
        same = [getattr(ReviewQuestion, name) == row[name] for name in SAME]
        session.exec(update(ReviewQuestion).where(*same).values(campaign_id=campaign.id))


def settled(session: Session, list_id: int, *, now: datetime) -> Settled:
    """The answers that hold now, by the situation they are about: the newest to each question."""
    query = (
        select(KeptSituation, ReviewQuestion.reason, ReviewAnswer.permitted)
        .join(ReviewQuestion, col(ReviewQuestion.situation_id) == col(KeptSituation.id))
        .join(ReviewAnswer, col(ReviewAnswer.question_id) == col(ReviewQuestion.id))
        .where(ReviewQuestion.list_id == list_id, ReviewQuestion.rule_set == RULE_SET, col(ReviewAnswer.until) > now)
        .order_by(col(ReviewAnswer.id))
    )
    found: dict[Situation, dict[Reason, bool]] = {}
    for kept, reason, permitted in session.exec(query).all():
        found.setdefault(kept.situation, {})[Reason(reason)] = permitted
    return found


async def answer(
    session: AsyncSession,
    question: ReviewQuestion,
    *,
    permitted: bool,
    by: str,
    why: str,
    until: datetime,
    now: datetime,
) -> ReviewAnswer:
    """Answer a question. Who was withheld for it by a campaign on its way is queued, and the law asked at the door.

    Raises Invalid for an answer that would hold no longer, or to a question of rules that are not in force any more.
    """
    if until.tzinfo is None or until <= now:
        raise Invalid(
            Problem("/until", "time", "Give a time to come, with its offset: from then on the question is asked again.")
        )
    if question.rule_set != RULE_SET:
        raise Invalid(
            Problem("", "rule_set", f"The rules are now those of {RULE_SET}. Launch again; it is asked anew then.")
        )
    made = ReviewAnswer(
        question_id=question.id, permitted=permitted, answered_by=by, why=why, until=until, answered_at=now
    )
    session.add(made)
    await session.flush()
    if permitted:
        await _queue(session, question, now)
    return made


async def _queue(session: AsyncSession, question: ReviewQuestion, now: datetime) -> None:
    on_its_way = select(Campaign.id).where(
        Campaign.list_id == question.list_id, col(Campaign.state).in_(ON_ITS_WAY), col(Campaign.deleted_at).is_(None)
    )
    await outbox.move(
        session,
        {DeliveryState.WITHHELD},
        DeliveryState.QUEUED,
        col(Delivery.campaign_id).in_(on_its_way),
        col(Delivery.situation_id) == question.situation_id,
        col(Delivery.reason) == question.reason,
        reason=None,
        due_at=now,
        settled_at=None,
    )
