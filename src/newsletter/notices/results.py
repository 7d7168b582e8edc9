"""What became of a notice? Counts over everybody it was for."""

from collections import Counter
from dataclasses import dataclass

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.deliveries import Delivery, DeliveryState
from newsletter.notices.models import Notice, NoticeRecipient


@dataclass(frozen=True)
class Report:
    """Numbers only: nobody can be found in it. `reasons` tells, for each state, why and how many."""

    recipients: int
    states: dict[DeliveryState, int]
    reasons: dict[DeliveryState, dict[str, int]]


async def report(session: AsyncSession, notice: Notice) -> Report:
    """How many are in which state, and why. Nobody is in any before it goes."""
    count = func.count()
    query = (
        select(Delivery.state, Delivery.reason, count)
        .select_from(NoticeRecipient)
        .outerjoin(Delivery, col(Delivery.uid) == col(NoticeRecipient.uid))
        .where(NoticeRecipient.notice_id == notice.id)
        .group_by(col(Delivery.state), col(Delivery.reason))
    )
    states: Counter[DeliveryState] = Counter(dict.fromkeys(DeliveryState, 0))
    reasons: dict[DeliveryState, dict[str, int]] = {}
    everybody = 0
    for state, reason, number in (await session.exec(query)).all():
        everybody += number
        if state is not None:
            states[DeliveryState(state)] += number
            if reason is not None:
                reasons.setdefault(DeliveryState(state), {})[reason] = number
    return Report(everybody, dict(states), reasons)
