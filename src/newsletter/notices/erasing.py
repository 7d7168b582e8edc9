"""When is forgotten whom a notice went to? Some days after it ended; that it went, and on what it rested, stays."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.deliveries import OPEN, Delivery
from newsletter.notices.models import Notice, NoticeRecipient

CHUNK = 1_000  # people forgotten in one transaction, so that nobody waits long behind it


async def forget(session: AsyncSession, *, days: float, now: datetime) -> bool:
    """Erase address, name, order and values of the next whose time has come, and what the mail server said of them.

    Counted from the end of the notice; for a template, from the sending; for a draft that nobody sent, from its last
    change. Nobody to whom a mail is still on its way is forgotten. Answers whether there may be more.
    """
    before = now - timedelta(days=days)
    ended = or_(
        col(Notice.finished_at) <= before,
        col(Notice.is_template) & (col(NoticeRecipient.created_at) <= before),
        col(Notice.sent_at).is_(None) & (col(Notice.changed_at) <= before),
    )
    due = (
        select(NoticeRecipient.id, NoticeRecipient.uid)
        .join(Notice, col(Notice.id) == col(NoticeRecipient.notice_id))
        .where(col(NoticeRecipient.erased_at).is_(None), col(NoticeRecipient.created_at) <= before, ended)
        .where(~select(Delivery.id).where(Delivery.uid == NoticeRecipient.uid, col(Delivery.state).in_(OPEN)).exists())
        .order_by(col(NoticeRecipient.id))
        .limit(CHUNK)
    )
    rows = (await session.exec(due)).all()
    if not rows:
        return False
    nothing = {"email": "", "name": "", "reference": "", "values": {}, "erased_at": now}
    erased = update(NoticeRecipient).where(col(NoticeRecipient.id).in_([row[0] for row in rows])).values(**nothing)
    await session.exec(erased.execution_options(synchronize_session=False))
    unsaid = update(Delivery).where(col(Delivery.uid).in_([row[1] for row in rows])).values(reply="")
    await session.exec(unsaid.execution_options(synchronize_session=False))
    return len(rows) == CHUNK
