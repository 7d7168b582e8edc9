"""How does a notice reach everybody it is for? A delivery for each of them, and an end when nothing waits any more."""

from datetime import datetime

from sqlalchemy import insert, literal
from sqlmodel import and_, col, exists, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.deliveries import NOT_CAMPAIGN, OPEN, Delivery, DeliveryState
from newsletter.errors import Conflict
from newsletter.law.vocabulary import Purpose
from newsletter.notices import recipients
from newsletter.notices.models import Notice, NoticeRecipient, NoticeState
from newsletter.notices.recipients import Named
from newsletter.outbox import TRIES_BY_ITSELF


async def spread(session: AsyncSession, notice: Notice, *, recipient_id: int | None = None, now: datetime) -> None:
    """Queue a delivery to each recipient, or to one of them, with the recipient's own id: in one statement."""
    of_whom = [col(NoticeRecipient.notice_id) == notice.id, col(NoticeRecipient.erased_at).is_(None)]
    if recipient_id is not None:
        of_whom.append(col(NoticeRecipient.id) == recipient_id)
    moment = Delivery.__table__.c.due_at.type  # type: ignore[attr-defined]
    written = {
        "uid": col(NoticeRecipient.uid),
        "organisation_id": literal(notice.organisation_id),
        "purpose": literal(str(Purpose.NOTICE)),
        "recipient": col(NoticeRecipient.recipient),
        "state": literal(str(DeliveryState.QUEUED)),
        "due_at": literal(now, moment),
        "attempts": literal(0),
        "created_at": literal(now, moment),
    }
    source = select(*written.values()).where(*of_whom).order_by(col(NoticeRecipient.id))
    await session.exec(insert(Delivery).from_select(list(written), source, include_defaults=False))


async def send_one(
    session: AsyncSession, notice: Notice, named: Named, key: bytes, *, now: datetime
) -> NoticeRecipient:
    """Send an approved template to one recipient. Raises Conflict while it is not in use, Invalid for its values."""
    if notice.state is not NoticeState.SENDING:
        raise Conflict(f"The template is {notice.state}. It is used once it was handed in and approved.")
    made = recipients.one(notice, named, key, now)
    session.add(made)
    await session.flush()
    await spread(session, notice, recipient_id=made.id, now=now)
    return made


async def finish(session: AsyncSession, *, now: datetime) -> None:
    """Close the notices of which nothing waits any more. A template is in use until it is called off."""
    sent_again = and_(col(Delivery.state) == DeliveryState.UNCERTAIN, col(Delivery.attempts) < TRIES_BY_ITSELF)
    waiting = (
        exists()
        .where(
            NOT_CAMPAIGN,
            col(NoticeRecipient.notice_id) == Notice.id,
            col(Delivery.uid) == NoticeRecipient.uid,
            or_(col(Delivery.state).in_(OPEN), sent_again),
        )
        .correlate(Notice)
    )
    done = select(Notice).where(Notice.state == NoticeState.SENDING, col(Notice.is_template).is_(False), ~waiting)
    for notice in (await session.exec(done.with_for_update(skip_locked=True))).all():
        notice.state, notice.finished_at, notice.changed_at = NoticeState.FINISHED, now, now
        session.add(notice)
