"""Which notice is a delivery's, and to whom? The delivery has the id of its recipient."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from newsletter.notices.models import Notice, NoticeRecipient


class Addressed(NamedTuple):
    """A notice, and one of those it is for."""

    notice: Notice
    recipient: NoticeRecipient


def addressed(session: Session, delivery_uids: Collection[UUID]) -> dict[UUID, Addressed]:
    """What these deliveries carry, by delivery; nothing for those that are of no notice."""
    if not delivery_uids:
        return {}
    query = (
        select(Notice, NoticeRecipient)
        .join(NoticeRecipient, col(NoticeRecipient.notice_id) == col(Notice.id))
        .where(col(NoticeRecipient.uid).in_(delivery_uids))
    )
    return {recipient.uid: Addressed(notice, recipient) for notice, recipient in session.exec(query).all()}
